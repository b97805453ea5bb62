/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-insight-summary.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "llm-compat.h"
#include "llm-figures.h"
#include "llm-insight-judgement.h"
#include "llm-insight-judges.h"
#include "llm-insight-pair.h"
#include "llm-judge-choose.h"
#include "llm-judge-parse.h"
#include "llm-judge-run.h"
#include "llm-judgement-json.h"

struct _LlmInsightSummary
{
  GtkWidget parent_instance;

  LlmContext *context;
  LlmInsight *insight;
  LlmJudgeMaterial *material; /* measured; NULL until it is */
  char **configured;          /* NULL until it is known */
  GPtrArray *judges;          /* models, as the drop-down has them */
  GPtrArray *judgements;      /* the newest first */
  LlmJudgeRun *run;
  GCancellable *asking;
  GCancellable *cancellable; /* of all the rest */
  gboolean syncing;

  GtkWidget *stack;
  AdwStatusPage *status;
  GtkWidget *judge_drop;
  GtkWidget *own_check;
  GtkWidget *cost;
  GtkWidget *ask_button;
  GtkWidget *stop_button;
  GtkWidget *spinner;
  GtkWidget *progress;
  GtkWidget *problem;
  GtkWidget *versions_drop;
  GtkWidget *copy_button;
  GtkWidget *result;
};

G_DEFINE_FINAL_TYPE (LlmInsightSummary, llm_insight_summary, GTK_TYPE_WIDGET)

/* --- What is shown --- */

static LlmJudgement *
get_shown (LlmInsightSummary *self)
{
  const guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->versions_drop));

  return selected < self->judgements->len ? self->judgements->pdata[selected] : NULL;
}

static LlmModel *
get_judge (LlmInsightSummary *self)
{
  const guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->judge_drop));

  return self->judges != NULL && selected < self->judges->len ? self->judges->pdata[selected]
                                                              : NULL;
}

static void
tell (LlmInsightSummary *self, const char *problem)
{
  gtk_label_set_label (GTK_LABEL (self->problem), problem != NULL ? problem : "");
  gtk_widget_set_visible (self->problem, problem != NULL);
}

static void
show_result (LlmInsightSummary *self)
{
  LlmJudgement *shown = get_shown (self);

  adw_bin_set_child (ADW_BIN (self->result),
                     shown != NULL ? llm_insight_judgement_new_view (self->insight, shown) : NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "summary.copy-markdown",
                                 shown != NULL && shown->state == LLM_ANSWER_DONE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "summary.copy-json", shown != NULL);
}

/* The same question that was asked already, if its answer is still here. */
static guint
find_same (LlmInsightSummary *self, LlmModel *judge)
{
  g_autofree char *key = llm_judge_material_make_key (
      self->material, llm_model_get_provider_id (judge), llm_model_get_id (judge), NULL);

  for (guint i = 0; i < self->judgements->len; i++)
    {
      const LlmJudgement *judgement = self->judgements->pdata[i];

      if (judgement->state == LLM_ANSWER_DONE && g_strcmp0 (judgement->key, key) == 0)
        return i;
    }
  return G_MAXUINT;
}

/* Before it is asked. */
static char *
dup_cost (LlmInsightSummary *self, LlmModel *judge)
{
  g_autoptr (LlmProvider) provider = llm_provider_find (llm_context_get_providers (self->context),
                                                        llm_model_get_provider_id (judge));
  const double usd = llm_judge_estimate_cost (judge, self->material, NULL);
  g_autofree char *cost = llm_figures_format_cost (usd);

  if (provider != NULL && (llm_provider_get_flags (provider) & LLM_PROVIDER_CANNED) != 0)
    return g_strdup (_ ("Costs nothing"));
  if (!(usd >= 0))
    return g_strdup (_ ("What it costs is not known"));
  /* Translators: an amount of money that is an estimate. */
  return g_strdup_printf (_ ("About %s"), cost);
}

static void
update_controls (LlmInsightSummary *self)
{
  LlmModel *judge = get_judge (self);
  const gboolean asks = self->asking != NULL;
  gboolean again = FALSE;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "summary.ask",
                                 judge != NULL && self->material != NULL && !asks);
  gtk_widget_set_visible (self->ask_button, !asks);
  gtk_widget_set_visible (self->stop_button, asks);
  gtk_widget_set_visible (self->progress, asks);
  gtk_widget_set_visible (self->spinner, asks);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), asks);
  if (judge != NULL && self->material != NULL)
    {
      g_autofree char *cost = dup_cost (self, judge);

      gtk_label_set_label (GTK_LABEL (self->cost), cost);
      again = find_same (self, judge) != G_MAXUINT;
    }
  else
    gtk_label_set_label (GTK_LABEL (self->cost), "");
  gtk_button_set_label (GTK_BUTTON (self->ask_button),
                        again ? _ ("Ask again") : _ ("Summarise differences"));
}

static char *
dup_version_label (const LlmJudgement *judgement)
{
  g_autoptr (GDateTime) time
      = g_date_time_new_from_unix_local (judgement->created_at / G_USEC_PER_SEC);
  g_autofree char *when = time != NULL ? g_date_time_format (time, "%x %H:%M") : g_strdup ("-");

  return g_strdup_printf ("%s · %s", when,
                          judgement->title != NULL ? judgement->title : judgement->model_id);
}

static void
fill_versions (LlmInsightSummary *self, guint selected)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  for (guint i = 0; i < self->judgements->len; i++)
    {
      g_autofree char *label = dup_version_label (self->judgements->pdata[i]);

      gtk_string_list_append (labels, label);
    }
  self->syncing = TRUE;
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->versions_drop), G_LIST_MODEL (labels));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->versions_drop), selected);
  self->syncing = FALSE;
  gtk_widget_set_visible (self->versions_drop, self->judgements->len > 1);
  gtk_widget_set_visible (self->copy_button, self->judgements->len > 0);
  show_result (self);
}

static void
fill_judges (LlmInsightSummary *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  if (self->material == NULL || self->configured == NULL)
    return;
  g_clear_pointer (&self->judges, g_ptr_array_unref);
  self->judges = llm_insight_judges_list (
      self->context, (const char *const *) self->configured, self->material,
      gtk_check_button_get_active (GTK_CHECK_BUTTON (self->own_check)));
  for (guint i = 0; i < self->judges->len; i++)
    {
      LlmModel *model = self->judges->pdata[i];
      g_autofree char *title = llm_context_get_model_title (
          self->context, llm_model_get_provider_id (model), llm_model_get_id (model));
      g_autofree char *label
          = g_strdup_printf ("%s · %s", title, llm_model_get_provider_id (model));

      gtk_string_list_append (labels, label);
    }
  self->syncing = TRUE;
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->judge_drop), G_LIST_MODEL (labels));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->judge_drop),
                              self->judges->len > 0 ? 0 : GTK_INVALID_LIST_POSITION);
  self->syncing = FALSE;
  tell (self, self->judges->len > 0
                  ? NULL
                  : _ ("There is no model that can judge these answers. Add a key in the "
                       "preferences, or let a model grade its own answer."));
  update_controls (self);
}

/* --- What is read beforehand --- */

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmInsightSummary) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = llm_store_list_finish (LLM_STORE (source), result, &error);

  /* A store that keeps nothing, or one that fails: then there are none to be shown. */
  if (records == NULL || self->insight == NULL)
    return;
  for (guint i = 0; i < records->len; i++)
    {
      LlmJudgement *judgement = llm_judgement_new_from_record (records->pdata[i], NULL);

      if (judgement != NULL)
        g_ptr_array_insert (self->judgements, 0, judgement);
    }
  fill_versions (self, 0);
  update_controls (self);
}

static void
keys_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmInsightSummary) self = user_data;
  g_autoptr (GPtrArray) entries = llm_secrets_list_finish (LLM_SECRETS (source), result, NULL);

  if (self->context == NULL)
    return;
  if (entries == NULL)
    entries = g_ptr_array_new ();
  g_strfreev (self->configured);
  self->configured = llm_judge_get_configured (llm_context_get_providers (self->context), entries);
  fill_judges (self);
}

typedef struct
{
  LlmInsightSummary *self;
  LlmJudgeMaterial *material;
} Measuring;

static void
measured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Measuring *measuring = user_data;
  g_autoptr (LlmInsightSummary) self = measuring->self;
  g_autoptr (LlmJudgeMaterial) material = measuring->material;

  if (!llm_judge_material_measure_finish (result, NULL) || self->insight == NULL)
    return;
  g_clear_pointer (&self->material, llm_judge_material_unref);
  self->material = g_steal_pointer (&material);
  fill_judges (self);
}

static void
insight_cb (LlmInsightSummary *self)
{
  LlmComparison *comparison = llm_insight_get_comparison (self->insight);
  g_autoptr (LlmJudgeMaterial) material = NULL;
  Measuring *measuring;

  if (llm_comparison_get_blind (comparison) == LLM_BLIND_HIDDEN)
    {
      adw_status_page_set_title (self->status, _ ("Names are hidden"));
      adw_status_page_set_description (self->status,
                                       _ ("Give your verdict first. What a model says of the "
                                          "answers might sway it."));
      gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "status");
      return;
    }
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "summary");
  if (llm_insight_get_state (self->insight) != LLM_INSIGHT_READY)
    return;
  material = llm_judge_material_new (comparison, NULL);
  if (material == NULL)
    return;
  measuring = g_new0 (Measuring, 1);
  measuring->self = g_object_ref (self);
  measuring->material = llm_judge_material_ref (material);
  llm_judge_material_measure_async (material, self->cancellable, measured_cb, measuring);
  show_result (self);
}

/* --- Asking --- */

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmInsightSummary) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (llm_store_write_finish (LLM_STORE (source), result, &error) || self->insight == NULL)
    return;
  text = g_strdup_printf (_ ("The summary could not be kept: %s"), error->message);
  tell (self, text);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmInsightSummary) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmJudgementRecord) record = NULL;
  LlmJudgement *judgement = llm_judge_run_ask_finish (LLM_JUDGE_RUN (source), result, &error);

  g_clear_object (&self->asking);
  if (self->insight == NULL)
    {
      g_clear_pointer (&judgement, llm_judgement_unref);
      return;
    }
  if (judgement == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        tell (self, error->message);
      update_controls (self);
      return;
    }
  g_ptr_array_insert (self->judgements, 0, judgement);
  record = llm_judgement_to_record (judgement);
  llm_store_save_judgement_async (llm_context_get_store (self->context), record, NULL, saved_cb,
                                  g_object_ref (self));
  fill_versions (self, 0);
  update_controls (self);
  llm_compat_announce (GTK_WIDGET (self), _ ("The summary is there"), FALSE);
}

static void
progress_cb (LlmInsightSummary *self)
{
  const guint64 n = llm_judge_run_get_n_received (self->run);
  g_autofree char *text
      = n > 0 ? g_strdup_printf (_ ("%u characters so far"), (guint) n) : g_strdup (_ ("Asking…"));

  gtk_label_set_label (GTK_LABEL (self->progress), text);
}

static void
ask_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmInsightSummary *self = LLM_INSIGHT_SUMMARY (widget);
  LlmModel *judge = get_judge (self);
  guint same;

  if (judge == NULL || self->material == NULL || self->asking != NULL)
    return;
  /* What was asked already is shown; asking again is for who sees it. */
  same = find_same (self, judge);
  if (same != G_MAXUINT && gtk_drop_down_get_selected (GTK_DROP_DOWN (self->versions_drop)) != same)
    {
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->versions_drop), same);
      return;
    }
  tell (self, NULL);
  self->asking = g_cancellable_new ();
  progress_cb (self);
  update_controls (self);
  llm_judge_run_ask_async (self->run, self->material, llm_model_get_provider_id (judge),
                           llm_model_get_id (judge), NULL, self->asking, asked_cb,
                           g_object_ref (self));
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmInsightSummary *self = LLM_INSIGHT_SUMMARY (widget);

  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmInsightSummary *self = LLM_INSIGHT_SUMMARY (widget);
  LlmJudgement *shown = get_shown (self);
  g_autofree char *text = NULL;

  if (shown == NULL)
    return;
  text = g_str_equal (name, "summary.copy-json")
             ? llm_judgement_to_json (shown)
             : llm_insight_judgement_dup_markdown (self->insight, shown);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  llm_compat_announce (widget, _ ("Copied"), FALSE);
}

static void
judge_cb (LlmInsightSummary *self)
{
  if (!self->syncing)
    update_controls (self);
}

static void
version_cb (LlmInsightSummary *self)
{
  if (!self->syncing)
    show_result (self);
}

/* --- The object --- */

static void
llm_insight_summary_dispose (GObject *object)
{
  LlmInsightSummary *self = LLM_INSIGHT_SUMMARY (object);

  llm_insight_summary_close (self);
  g_clear_pointer (&self->stack, gtk_widget_unparent);

  G_OBJECT_CLASS (llm_insight_summary_parent_class)->dispose (object);
}

static void
llm_insight_summary_finalize (GObject *object)
{
  LlmInsightSummary *self = LLM_INSIGHT_SUMMARY (object);

  g_clear_object (&self->asking);
  g_strfreev (self->configured);
  g_clear_pointer (&self->judges, g_ptr_array_unref);
  g_ptr_array_unref (self->judgements);

  G_OBJECT_CLASS (llm_insight_summary_parent_class)->finalize (object);
}

static void
llm_insight_summary_class_init (LlmInsightSummaryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_insight_summary_dispose;
  G_OBJECT_CLASS (klass)->finalize = llm_insight_summary_finalize;

  gtk_widget_class_install_action (widget_class, "summary.ask", NULL, ask_action);
  gtk_widget_class_install_action (widget_class, "summary.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "summary.copy-markdown", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "summary.copy-json", NULL, copy_action);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
new_drop_down (LlmInsightSummary *self, const char *name, GCallback callback)
{
  GtkWidget *drop_down = gtk_drop_down_new (NULL, NULL);

  llm_insight_pair_ellipsize (GTK_DROP_DOWN (drop_down));
  gtk_widget_set_hexpand (drop_down, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop_down), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  g_signal_connect_object (drop_down, "notify::selected", callback, self, G_CONNECT_SWAPPED);
  return drop_down;
}

static GtkWidget *
new_copy_button (void)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new ();

  g_menu_append (menu, _ ("Copy as _Markdown"), "summary.copy-markdown");
  g_menu_append (menu, _ ("Copy as _JSON"), "summary.copy-json");
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "edit-copy-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (button, _ ("Copy the summary"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Copy the summary"), -1);
  return button;
}

static GtkWidget *
new_ask_row (LlmInsightSummary *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->ask_button = gtk_button_new_with_label (_ ("Summarise differences"));
  gtk_widget_add_css_class (self->ask_button, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->ask_button), "summary.ask");
  self->stop_button = gtk_button_new_with_label (_ ("Stop"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->stop_button), "summary.stop");
  self->spinner = gtk_spinner_new ();
  self->progress = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->progress), PANGO_ELLIPSIZE_END);
  self->cost = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->cost), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->cost, "llm-insight-hint");
  gtk_box_append (GTK_BOX (row), self->ask_button);
  gtk_box_append (GTK_BOX (row), self->stop_button);
  gtk_box_append (GTK_BOX (row), self->spinner);
  gtk_box_append (GTK_BOX (row), self->progress);
  gtk_box_append (GTK_BOX (row), self->cost);
  return row;
}

static GtkWidget *
new_page (LlmInsightSummary *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *versions = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_widget_add_css_class (box, "llm-insight-page");
  self->judge_drop = new_drop_down (self, _ ("Who judges"), G_CALLBACK (judge_cb));
  gtk_drop_down_set_enable_search (GTK_DROP_DOWN (self->judge_drop), TRUE);
  gtk_drop_down_set_expression (
      GTK_DROP_DOWN (self->judge_drop),
      gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string"));
  self->own_check = gtk_check_button_new_with_label (_ ("The judge may grade its own answer"));
  g_signal_connect_object (self->own_check, "toggled", G_CALLBACK (fill_judges), self,
                           G_CONNECT_SWAPPED);
  self->problem = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->problem), 0);
  gtk_widget_add_css_class (self->problem, "error");
  gtk_widget_set_visible (self->problem, FALSE);
  self->versions_drop = new_drop_down (self, _ ("Earlier summaries"), G_CALLBACK (version_cb));
  self->copy_button = new_copy_button ();
  gtk_box_append (GTK_BOX (versions), self->versions_drop);
  gtk_box_append (GTK_BOX (versions), self->copy_button);
  self->result = adw_bin_new ();
  gtk_box_append (GTK_BOX (box), self->judge_drop);
  gtk_box_append (GTK_BOX (box), self->own_check);
  gtk_box_append (GTK_BOX (box), new_ask_row (self));
  gtk_box_append (GTK_BOX (box), self->problem);
  gtk_box_append (GTK_BOX (box), versions);
  gtk_box_append (GTK_BOX (box), self->result);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 1000);
  /* Tables need all the width there is. */
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), 1000);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  return scroller;
}

static void
llm_insight_summary_init (LlmInsightSummary *self)
{
  self->cancellable = g_cancellable_new ();
  self->judgements = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_judgement_unref);
  self->stack = gtk_stack_new ();
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
  self->status = ADW_STATUS_PAGE (adw_status_page_new ());
  gtk_stack_add_named (GTK_STACK (self->stack), new_page (self), "summary");
  gtk_stack_add_named (GTK_STACK (self->stack), GTK_WIDGET (self->status), "status");
}

/**
 * llm_insight_summary_set_insight:
 * @self: a page without an insight
 * @context: whom can be asked, and where summaries are kept
 * @insight: what to show and to follow
 */
void
llm_insight_summary_set_insight (LlmInsightSummary *self, LlmContext *context, LlmInsight *insight)
{
  const char *turns[2] = { NULL, NULL };

  g_return_if_fail (LLM_IS_INSIGHT_SUMMARY (self));
  g_return_if_fail (self->insight == NULL);
  g_return_if_fail (LLM_IS_CONTEXT (context));
  g_return_if_fail (LLM_IS_INSIGHT (insight));

  self->context = g_object_ref (context);
  self->insight = g_object_ref (insight);
  self->run = llm_judge_run_new (
      llm_context_get_providers (context), llm_context_get_catalog (context),
      llm_context_get_settings (context), llm_runner_get_limiter (llm_context_get_runner (context)),
      llm_judge_parse);
  g_signal_connect_swapped (self->run, "notify", G_CALLBACK (progress_cb), self);
  g_signal_connect_swapped (insight, "changed", G_CALLBACK (insight_cb), self);
  llm_secrets_list_async (llm_context_get_secrets (context), self->cancellable, keys_cb,
                          g_object_ref (self));
  turns[0] = llm_comparison_get_id (llm_insight_get_comparison (insight));
  llm_store_list_judgements_async (llm_context_get_store (context), turns, self->cancellable,
                                   listed_cb, g_object_ref (self));
  fill_versions (self, 0);
  update_controls (self);
  insight_cb (self);
}

/**
 * llm_insight_summary_dup_markdown:
 * @self: a page
 *
 * Returns: (transfer full) (nullable): the summary that is shown, as Markdown; %NULL if there is
 *   none, or none that may be shown
 */
char *
llm_insight_summary_dup_markdown (LlmInsightSummary *self)
{
  LlmJudgement *shown;

  g_return_val_if_fail (LLM_IS_INSIGHT_SUMMARY (self), NULL);

  shown = self->insight != NULL ? get_shown (self) : NULL;
  if (shown == NULL || shown->state != LLM_ANSWER_DONE
      || llm_comparison_get_blind (llm_insight_get_comparison (self->insight)) == LLM_BLIND_HIDDEN)
    return NULL;
  return llm_insight_judgement_dup_markdown (self->insight, shown);
}

/**
 * llm_insight_summary_close:
 * @self: a page
 *
 * Stops what it does, for good.  A model that is being asked is not asked any more.
 */
void
llm_insight_summary_close (LlmInsightSummary *self)
{
  g_return_if_fail (LLM_IS_INSIGHT_SUMMARY (self));

  if (self->insight != NULL)
    g_signal_handlers_disconnect_by_data (self->insight, self);
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->run);
  g_clear_object (&self->insight);
  g_clear_object (&self->context);
  g_clear_pointer (&self->material, llm_judge_material_unref);
}
