/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-answer-notice.h"

#include <glib/gi18n.h>
#include "llm-error.h"
#include "llm-figures.h"

#define MAX_DETAILS_HEIGHT 160

/* What an answer's state has to tell beyond its name: a sentence and what the
 * reader can do about it. */
typedef struct
{
  const char *icon_name;
  const char *css_class;
  const char *message;
  gboolean is_error;
  gboolean offers_key;
  gboolean offers_swap;
  gboolean offers_retry;
  gboolean offers_continue;
} Notice;

/* One action that fits the error; the menu of the card has the others. */
static void
choose_error_action (Notice *notice, const GError *error)
{
  if (error->domain != LLM_ERROR)
    {
      notice->offers_retry = TRUE;
      return;
    }
  switch ((LlmErrorCode) error->code)
    {
    case LLM_ERROR_NO_KEY:
    case LLM_ERROR_AUTH:
      notice->offers_key = TRUE;
      break;
    case LLM_ERROR_MODEL_NOT_FOUND:
    case LLM_ERROR_CONTEXT_TOO_LONG:
    case LLM_ERROR_UNSUPPORTED:
    case LLM_ERROR_BAD_REQUEST:
      notice->offers_swap = TRUE;
      break;
    case LLM_ERROR_QUOTA:
    case LLM_ERROR_RATE_LIMIT:
    case LLM_ERROR_OVERLOADED:
    case LLM_ERROR_SERVER:
    case LLM_ERROR_CONTENT_FILTER:
    case LLM_ERROR_NETWORK:
    case LLM_ERROR_TLS:
    case LLM_ERROR_TIMEOUT:
    case LLM_ERROR_PROTOCOL:
    default:
      notice->offers_retry = TRUE;
      break;
    }
}

static void
describe_failure (Notice *notice, LlmAnswer *answer)
{
  const GError *error = llm_answer_get_error (answer);

  notice->is_error = TRUE;
  notice->icon_name = "dialog-error-symbolic";
  notice->css_class = "error";
  notice->message = error != NULL ? error->message : _ ("The answer failed. Retry.");
  notice->offers_continue = llm_answer_can_continue (answer);
  if (error != NULL)
    choose_error_action (notice, error);
  else
    notice->offers_retry = TRUE;
}

static void
describe_end (Notice *notice, LlmAnswer *answer)
{
  notice->icon_name = "dialog-warning-symbolic";
  notice->css_class = "warning";
  notice->message = llm_figures_describe_finish (llm_answer_get_finish_reason (answer));
  notice->offers_continue = llm_answer_can_continue (answer);
  if (notice->message == NULL && llm_answer_get_text_length (answer) == 0)
    notice->message = _ ("The model returned no text.");
  notice->offers_retry = llm_answer_get_text_length (answer) == 0;
}

/* Returns whether there is anything to tell. */
static gboolean
describe (Notice *notice, LlmAnswer *answer)
{
  const GError *error = llm_answer_get_error (answer);

  switch (llm_answer_get_state (answer))
    {
    case LLM_ANSWER_FAILED:
      describe_failure (notice, answer);
      break;
    case LLM_ANSWER_INTERRUPTED:
      notice->is_error = TRUE;
      notice->icon_name = "dialog-warning-symbolic";
      notice->css_class = "warning";
      notice->message
          = error != NULL ? error->message : _ ("The answer broke off. What had arrived is kept.");
      notice->offers_continue = llm_answer_can_continue (answer);
      notice->offers_retry = TRUE;
      break;
    case LLM_ANSWER_STOPPED:
      notice->icon_name = "media-playback-stop-symbolic";
      notice->message = llm_answer_get_text_length (answer) > 0
                            ? _ ("Stopped. What had arrived is kept.")
                            : _ ("Stopped before anything arrived.");
      notice->offers_continue = llm_answer_can_continue (answer);
      notice->offers_retry = TRUE;
      break;
    case LLM_ANSWER_RETRYING:
      notice->icon_name = "dialog-information-symbolic";
      notice->message = error != NULL ? error->message : NULL;
      break;
    case LLM_ANSWER_DONE:
      describe_end (notice, answer);
      break;
    case LLM_ANSWER_QUEUED:
    case LLM_ANSWER_CONNECTING:
    case LLM_ANSWER_THINKING:
    case LLM_ANSWER_STREAMING:
    default:
      break;
    }
  return notice->message != NULL;
}

/* The words of a provider, and what only one of them needs, tell who it is. */
static void
hide_model (Notice *notice)
{
  notice->message = notice->is_error
                        ? _ ("This answer failed. Why is told when the models are shown.")
                        : _ ("There is more to tell when the models are shown.");
  notice->offers_key = FALSE;
  notice->offers_swap = FALSE;
}

/* What the vendor said, as it was: plain text, whatever it looks like. */
static char *
describe_details (const GError *error)
{
  g_autoptr (GString) details = g_string_new (NULL);
  const char *detail = llm_error_get_detail (error);
  const char *request_id = llm_error_get_request_id (error);
  const guint http_status = llm_error_get_http_status (error);

  if (detail != NULL && *detail != '\0')
    g_string_append_printf (details, "%s\n\n", detail);
  g_string_append_printf (details, _ ("Code: %s"), llm_error_code_to_string (error->code));
  if (http_status != 0)
    {
      g_string_append_c (details, '\n');
      g_string_append_printf (details, _ ("HTTP status: %u"), http_status);
    }
  if (request_id != NULL && *request_id != '\0')
    {
      g_string_append_c (details, '\n');
      g_string_append_printf (details, _ ("Request ID: %s"), request_id);
    }
  return g_string_free (g_steal_pointer (&details), FALSE);
}

static GtkWidget *
new_text (const char *text)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  return label;
}

static GtkWidget *
new_details (const GError *error)
{
  g_autofree char *text = describe_details (error);
  GtkWidget *label = new_text (text);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_widget_add_css_class (label, "caption");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), MAX_DETAILS_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), label);
  return scroller;
}

/* The details are built when they are first asked for; they stand below the
 * buttons. */
static void
details_toggled_cb (GtkToggleButton *button, gpointer user_data)
{
  const GError *error = llm_answer_get_error (LLM_ANSWER (user_data));
  GtkWidget *buttons = gtk_widget_get_parent (GTK_WIDGET (button));
  GtkWidget *details = gtk_widget_get_next_sibling (buttons);
  const gboolean active = gtk_toggle_button_get_active (button);

  if (details == NULL && error != NULL)
    {
      details = new_details (error);
      gtk_box_append (GTK_BOX (gtk_widget_get_parent (buttons)), details);
    }
  if (details != NULL)
    gtk_widget_set_visible (details, active);
  gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_EXPANDED, active, -1);
}

static void
add_details_button (GtkBox *box, LlmAnswer *answer)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (_ ("Details"));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "llm-small");
  gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_EXPANDED, FALSE, -1);
  g_signal_connect_object (button, "toggled", G_CALLBACK (details_toggled_cb), answer, 0);
  gtk_box_append (box, button);
}

static void
add_button (GtkBox *box, const char *label, const char *action_name, const char *model_title)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  /* Translators: the first %s is a verb such as "Retry", the second a model */
  g_autofree char *name = g_strdup_printf (_ ("%s: %s"), label, model_title);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action_name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_add_css_class (button, "llm-small");
  gtk_box_append (box, button);
}

static GtkWidget *
new_buttons (const Notice *notice, LlmAnswer *answer)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  const char *title = llm_answer_get_shown_title (answer);
  const GError *error = llm_answer_get_error (answer);

  if (notice->offers_key)
    {
      add_button (GTK_BOX (box), _ ("Add key"), NULL, title);
      gtk_actionable_set_action_target (GTK_ACTIONABLE (gtk_widget_get_first_child (box)), "s",
                                        llm_answer_get_provider_id (answer));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (gtk_widget_get_first_child (box)),
                                      "win.preferences-keys");
    }
  if (notice->offers_continue)
    add_button (GTK_BOX (box), _ ("Continue"), "card.continue", title);
  if (notice->offers_retry)
    add_button (GTK_BOX (box), _ ("Retry"), "card.retry", title);
  if (notice->offers_swap)
    add_button (GTK_BOX (box), _ ("Swap model…"), "card.swap", title);
  if (error != NULL && error->domain == LLM_ERROR && !llm_answer_is_hidden (answer)
      && llm_answer_get_state (answer) != LLM_ANSWER_RETRYING)
    add_details_button (GTK_BOX (box), answer);
  gtk_widget_set_visible (box, gtk_widget_get_first_child (box) != NULL);
  return box;
}

/**
 * llm_answer_notice_new:
 * @answer: a column
 *
 * Makes a row that says in one sentence what is unusual about the column's state,
 * offers what fits it, and keeps the vendor's own words behind "Details".  To be
 * made anew when the state, error or finish reason changes.
 *
 * Its buttons name the actions of #LlmCard and "win.preferences-keys" with the
 * provider's id.
 *
 * Returns: (transfer floating) (nullable): the row, or NULL if there is nothing
 *   to tell
 */
GtkWidget *
llm_answer_notice_new (LlmAnswer *answer)
{
  Notice notice = { NULL };
  GtkWidget *row, *content, *icon;

  g_return_val_if_fail (LLM_IS_ANSWER (answer), NULL);

  if (!describe (&notice, answer))
    return NULL;
  if (llm_answer_is_hidden (answer))
    hide_model (&notice);

  row = g_object_new (GTK_TYPE_BOX, "css-name", "llm-notice", "accessible-role",
                      notice.is_error ? GTK_ACCESSIBLE_ROLE_ALERT : GTK_ACCESSIBLE_ROLE_GROUP,
                      NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  notice.message, -1);
  icon = gtk_image_new_from_icon_name (notice.icon_name);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  if (notice.css_class != NULL)
    gtk_widget_add_css_class (icon, notice.css_class);
  gtk_box_append (GTK_BOX (row), icon);

  content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (row), content);
  gtk_box_append (GTK_BOX (content), new_text (notice.message));
  gtk_box_append (GTK_BOX (content), new_buttons (&notice, answer));
  return row;
}
