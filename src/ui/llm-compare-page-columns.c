/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-compare-page-private.h"

#include <glib/gi18n-lib.h>

#include "llm-card-grid.h"

/* What becomes of single columns: another model, one more, none, what it said before. */

/* What was changed, to be changed back. */
typedef struct
{
  LlmComparison *comparison;
  LlmAnswer *answer;
  char *version_id;
  guint position;
  gboolean was_preferred;
  gint64 verdict_at;
  gboolean verdict_blind;
} Change;

static void
change_free (gpointer data, GClosure *closure)
{
  Change *change = data;

  g_object_unref (change->comparison);
  g_object_unref (change->answer);
  g_free (change->version_id);
  g_free (change);
}

/* A toast's title is markup; titles of models are text. */
static AdwToast *G_GNUC_PRINTF (1, 2) new_toast (const char *format, ...)
{
  g_autofree char *title = NULL;
  va_list args;

  va_start (args, format);
  title = g_markup_vprintf_escaped (format, args);
  va_end (args);
  return adw_toast_new (title);
}

static void
offer_undo (AdwToast *toast, GCallback callback, Change *change)
{
  adw_toast_set_button_label (toast, _ ("_Undo"));
  g_signal_connect_data (toast, "button-clicked", callback, change, change_free, 0);
}

static LlmAnswer *
find_column (LlmComparePage *self, const char *column_id, guint *position)
{
  return self->comparison != NULL ? llm_comparison_find (self->comparison, column_id, position)
                                  : NULL;
}

/**
 * llm_compare_page_swap:
 * @self: a page
 * @column_id: a column of the comparison it shows
 * @spec: the new model as PROVIDER:MODEL
 *
 * Stops the column if it runs, gives it the model and asks that one.  What does
 * not work is told with ::toast.
 *
 * Returns: whether the new model was asked
 */
gboolean
llm_compare_page_swap (LlmComparePage *self, const char *column_id, const char *spec)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *provider_id = NULL;
  g_autofree char *model_id = NULL;
  g_autofree char *title = NULL;
  LlmAnswer *answer;
  LlmRunner *runner;

  g_return_val_if_fail (LLM_IS_COMPARE_PAGE (self), FALSE);
  g_return_val_if_fail (column_id != NULL && spec != NULL, FALSE);

  /* The column may be gone since its model was asked for. */
  answer = find_column (self, column_id, NULL);
  if (answer == NULL)
    return FALSE;

  if (!llm_context_parse_model (self->context, spec, &provider_id, &model_id, &error))
    {
      llm_compare_page_tell (self, new_toast ("%s", error->message));
      return FALSE;
    }
  runner = llm_context_get_runner (self->context);
  llm_runner_stop_answer (runner, answer);
  title = llm_context_get_model_title (self->context, provider_id, model_id);
  if (!llm_answer_set_model (answer, provider_id, model_id, title))
    return FALSE;
  llm_runner_start_answer (runner, self->comparison, answer, LLM_RUN_FRESH);
  return TRUE;
}

/* Why there can be no further column, or NULL. */
static const char *
why_not_more (LlmComparePage *self)
{
  if (llm_comparison_get_n_answers (self->comparison) >= LLM_COMPARISON_MAX_ANSWERS)
    return _ ("There is no room for more answers");
  /* It would not know what was said before, and not be asked what was said since. */
  if (self->conversation != NULL && llm_conversation_get_n_turns (self->conversation) > 1)
    return _ ("A model can only be added to the first question, before others follow");
  return NULL;
}

/**
 * llm_compare_page_add:
 * @self: a page
 * @column_id: a column of the comparison it shows
 * @spec: a model as PROVIDER:MODEL
 *
 * Asks one more model the same, in a column behind that one.  What does not work is told
 * with ::toast.
 *
 * Returns: whether the model was asked
 */
gboolean
llm_compare_page_add (LlmComparePage *self, const char *column_id, const char *spec)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmAnswer) answer = NULL;
  const char *reason;
  guint position;

  g_return_val_if_fail (LLM_IS_COMPARE_PAGE (self), FALSE);
  g_return_val_if_fail (column_id != NULL && spec != NULL, FALSE);

  /* The column may be gone since the model was asked for. */
  if (find_column (self, column_id, &position) == NULL)
    return FALSE;
  reason = why_not_more (self);
  if (reason == NULL)
    answer = llm_context_new_answer (self->context, spec, &error);
  if (answer == NULL)
    {
      llm_compare_page_tell (self, new_toast ("%s", reason != NULL ? reason : error->message));
      return FALSE;
    }
  llm_comparison_insert (self->comparison, position + 1, answer);
  llm_runner_start_answer (llm_context_get_runner (self->context), self->comparison, answer,
                           LLM_RUN_FRESH);
  return TRUE;
}

/* --- Removing --- */

static void
undo_removal_cb (AdwToast *toast, Change *change)
{
  const char *column_id = llm_answer_get_column_id (change->answer);

  if (llm_comparison_find (change->comparison, column_id, NULL) != NULL)
    return;
  llm_comparison_insert (change->comparison, change->position, change->answer);
  if (change->was_preferred && llm_comparison_get_verdict (change->comparison) == LLM_VERDICT_NONE)
    llm_comparison_restore_verdict (change->comparison, LLM_VERDICT_PREFERRED, column_id,
                                    change->verdict_at, change->verdict_blind);
}

/**
 * llm_compare_page_remove:
 * @self: a page
 * @column_id: a column of the comparison it shows
 *
 * Stops the column if it runs and takes it out; offers with ::toast to undo that.
 * The last column stays.
 */
void
llm_compare_page_remove (LlmComparePage *self, const char *column_id)
{
  LlmAnswer *answer;
  AdwToast *toast;
  Change *change;
  guint position;

  g_return_if_fail (LLM_IS_COMPARE_PAGE (self));
  g_return_if_fail (column_id != NULL);

  answer = find_column (self, column_id, &position);
  if (answer == NULL || llm_comparison_get_n_answers (self->comparison) == 1)
    return;

  change = g_new0 (Change, 1);
  change->comparison = g_object_ref (self->comparison);
  change->answer = g_object_ref (answer);
  change->position = position;
  change->was_preferred
      = g_strcmp0 (llm_comparison_get_preferred (self->comparison), column_id) == 0;
  change->verdict_at = llm_comparison_get_verdict_at (self->comparison);
  change->verdict_blind = llm_comparison_get_verdict_blind (self->comparison);
  /* Translators: a model was taken out of the comparison */
  toast = new_toast (_ ("%s removed"), llm_answer_get_shown_title (answer));
  offer_undo (toast, G_CALLBACK (undo_removal_cb), change);

  llm_runner_stop_answer (llm_context_get_runner (self->context), answer);
  llm_comparison_remove (change->comparison, llm_answer_get_column_id (answer));
  llm_compare_page_tell (self, toast);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  llm_compare_page_remove (LLM_COMPARE_PAGE (widget), g_variant_get_string (parameter, NULL));
}

/* --- What a column said before --- */

/* The same once more: the two change places. */
static void
undo_use_cb (AdwToast *toast, Change *change)
{
  llm_answer_use_version (change->answer, change->version_id);
}

static void
use_version_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmComparePage *self = LLM_COMPARE_PAGE (widget);
  const char *column_id, *version_id;
  LlmAnswer *answer;
  AdwToast *toast;
  Change *change;

  g_variant_get (parameter, "(&s&s)", &column_id, &version_id);
  answer = find_column (self, column_id, NULL);
  if (answer == NULL || !llm_answer_use_version (answer, version_id))
    {
      gtk_widget_error_bell (widget);
      return;
    }
  change = g_new0 (Change, 1);
  change->comparison = g_object_ref (self->comparison);
  change->answer = g_object_ref (answer);
  change->version_id = g_strdup (version_id);
  toast = new_toast (_ ("The earlier answer of %s is shown again"),
                     llm_answer_get_shown_title (answer));
  offer_undo (toast, G_CALLBACK (undo_use_cb), change);
  llm_compare_page_tell (self, toast);
}

typedef struct
{
  LlmComparePage *page;
  LlmAnswer *answer;
} Load;

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Load *load = user_data;
  g_autoptr (LlmComparePage) page = load->page;
  g_autoptr (LlmAnswer) answer = load->answer;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) versions = llm_store_list_finish (LLM_STORE (source), result, &error);
  LlmCard *card;

  if (versions != NULL)
    {
      llm_answer_set_stored_versions (answer, versions);
      return;
    }
  card = page->grid != NULL ? llm_card_grid_get_card (LLM_CARD_GRID (page->grid),
                                                      llm_answer_get_column_id (answer))
                            : NULL;
  if (card == NULL)
    return;
  llm_card_close_versions (card);
  llm_compare_page_tell (
      page, new_toast (_ ("The earlier answers could not be read: %s"), error->message));
}

static void
load_versions_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmComparePage *self = LLM_COMPARE_PAGE (widget);
  const char *column_ids[] = { g_variant_get_string (parameter, NULL), NULL };
  LlmAnswer *answer = find_column (self, column_ids[0], NULL);
  Load *load;

  if (answer == NULL)
    return;
  load = g_new0 (Load, 1);
  load->page = g_object_ref (self);
  load->answer = g_object_ref (answer);
  llm_store_load_versions_async (llm_context_get_store (self->context), column_ids, NULL, loaded_cb,
                                 load);
}

/* For the class. */
void
llm_compare_page_install_column_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "compare.remove", "s", remove_action);
  gtk_widget_class_install_action (widget_class, "compare.use-version", "(ss)", use_version_action);
  gtk_widget_class_install_action (widget_class, "compare.load-versions", "s",
                                   load_versions_action);
}
