/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-verdict-bar.h"

#include <glib/gi18n-lib.h>

#include "llm-history-text.h"
#include "llm-wrap-layout.h"

/* Of a model's name on a button. */
#define MAX_CHARS 22

/* With more answers there is room for their places only. */
#define MAX_NAMED 8

/* Of a note in a tooltip. */
#define MAX_TOOLTIP_CHARS 200

struct _LlmVerdictBar
{
  GtkWidget parent_instance;

  LlmComparison *comparison;
  gboolean changing; /* asks again although there is a verdict */
  char *shown;       /* what the buttons offer, so that they are made anew only if need be */

  GtkWidget *content;
  GtkWidget *label;
  GtkWidget *columns;
  GtkWidget *tie;
  GtkWidget *both_bad;
  GtkWidget *reveal;
  GtkWidget *change;
  GtkWidget *take_back;
  GtkWidget *note_button;
  GtkWidget *note_popover;
  GtkWidget *note_view;
};

G_DEFINE_FINAL_TYPE (LlmVerdictBar, llm_verdict_bar, GTK_TYPE_WIDGET)

/* What can be better than another: there is a text, and it is finished. */
static gboolean
is_candidate (LlmAnswer *answer)
{
  return !llm_answer_is_running (answer) && llm_answer_get_text_length (answer) > 0;
}

static guint
count_candidates (LlmComparison *comparison)
{
  guint n = 0;

  for (guint i = 0; i < llm_comparison_get_n_answers (comparison); i++)
    n += is_candidate (llm_comparison_get_answer (comparison, i)) ? 1 : 0;
  return n;
}

static char *
make_label (LlmAnswer *answer, guint index, gboolean is_named)
{
  const char *title = llm_answer_get_shown_title (answer);

  if (!is_named)
    return llm_answer_is_hidden (answer) && index < 26 ? g_strdup_printf ("%c", 'A' + (int) index)
                                                       : g_strdup_printf ("%u", index + 1);
  if (llm_answer_is_hidden (answer))
    return g_strdup (title);
  /* Translators: the place of an answer and its model, on a button */
  return g_strdup_printf (_ ("%u · %s"), index + 1, title);
}

static GtkWidget *
new_column_button (LlmAnswer *answer, guint index, gboolean is_named)
{
  const char *title = llm_answer_get_shown_title (answer);
  GtkWidget *button = gtk_button_new ();
  g_autofree char *text = make_label (answer, index, is_named);
  /* Translators: the place of an answer and its model */
  g_autofree char *name = g_strdup_printf (_ ("Answer %u, %s, is better"), index + 1, title);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MAX_CHARS);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_set_tooltip_text (button, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s",
                                    llm_answer_get_column_id (answer));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "compare.prefer");
  return button;
}

/* The buttons keep the focus while what they offer stays the same. */
static void
update_columns (LlmVerdictBar *self)
{
  const gboolean is_named = count_candidates (self->comparison) <= MAX_NAMED;
  g_autoptr (GString) shown = g_string_new (NULL);
  GtkWidget *child;
  gboolean had_focus;

  for (guint i = 0; i < llm_comparison_get_n_answers (self->comparison); i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (self->comparison, i);

      if (is_candidate (answer))
        g_string_append_printf (shown, "%u %s %s\n", i, llm_answer_get_column_id (answer),
                                llm_answer_get_shown_title (answer));
    }
  if (g_strcmp0 (self->shown, shown->str) == 0)
    return;
  g_free (self->shown);
  self->shown = g_string_free (g_steal_pointer (&shown), FALSE);

  had_focus = gtk_widget_get_focus_child (self->columns) != NULL;
  while ((child = gtk_widget_get_first_child (self->columns)) != NULL)
    gtk_box_remove (GTK_BOX (self->columns), child);
  for (guint i = 0; i < llm_comparison_get_n_answers (self->comparison); i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (self->comparison, i);

      if (is_candidate (answer))
        gtk_box_append (GTK_BOX (self->columns), new_column_button (answer, i, is_named));
    }
  if (had_focus)
    gtk_widget_child_focus (self->columns, GTK_DIR_TAB_FORWARD);
}

static char *
describe_verdict (LlmComparison *comparison)
{
  LlmAnswer *answer;

  switch (llm_comparison_get_verdict (comparison))
    {
    case LLM_VERDICT_PREFERRED:
      answer = llm_comparison_find (comparison, llm_comparison_get_preferred (comparison), NULL);
      /* Translators: a model */
      return answer != NULL
                 ? g_strdup_printf (_ ("%s is better"), llm_answer_get_shown_title (answer))
                 : g_strdup (_ ("An answer that is gone was better"));
    case LLM_VERDICT_TIE:
      return g_strdup (_ ("A tie"));
    case LLM_VERDICT_BOTH_BAD:
      return g_strdup (llm_comparison_get_n_answers (comparison) > 2 ? _ ("All are bad")
                                                                     : _ ("Both are bad"));
    case LLM_VERDICT_NONE:
      break;
    }
  return NULL;
}

static char *
describe (LlmComparison *comparison)
{
  const gint64 at = llm_comparison_get_verdict_at (comparison);
  g_autofree char *verdict = describe_verdict (comparison);
  g_autoptr (GString) text = g_string_new (verdict);

  if (at > 0)
    {
      g_autoptr (GDateTime) now = g_date_time_new_now_local ();
      g_autofree char *time = llm_history_text_format_time (at, now);

      g_string_append_printf (text, " · %s", time);
    }
  if (llm_comparison_get_verdict_blind (comparison))
    /* Translators: the models were hidden when this was decided */
    g_string_append_printf (text, " · %s", _ ("decided blind"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
update_note (LlmVerdictBar *self)
{
  const char *note = llm_comparison_get_note (self->comparison);
  g_autofree char *begin = NULL;

  if (note != NULL)
    begin = g_utf8_strlen (note, -1) > MAX_TOOLTIP_CHARS
                ? g_utf8_substring (note, 0, MAX_TOOLTIP_CHARS)
                : g_strdup (note);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->note_button),
                             note != NULL ? _ ("Edit note") : _ ("Note"));
  gtk_widget_set_tooltip_text (self->note_button,
                               begin != NULL ? begin : _ ("Write a note about these answers (N)"));
}

static void
update (LlmVerdictBar *self)
{
  const LlmVerdict verdict
      = self->comparison != NULL ? llm_comparison_get_verdict (self->comparison) : LLM_VERDICT_NONE;
  const gboolean decided = verdict != LLM_VERDICT_NONE;
  const gboolean asking = !decided || self->changing;
  const guint n = self->comparison != NULL ? llm_comparison_get_n_answers (self->comparison) : 0;
  const gboolean hidden = n > 0 && llm_comparison_get_blind (self->comparison) == LLM_BLIND_HIDDEN;
  const gboolean visible = n > 1 && (decided || hidden || count_candidates (self->comparison) > 1);
  const gboolean had_focus = gtk_widget_get_focus_child (self->content) != NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), visible);
  if (!visible)
    return;

  update_columns (self);
  update_note (self);
  text = asking ? g_strdup (_ ("Which answer is better?")) : describe (self->comparison);
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (self->label)), text) != 0)
    gtk_label_set_text (GTK_LABEL (self->label), text);
  gtk_button_set_label (GTK_BUTTON (self->both_bad), n > 2 ? _ ("All bad") : _ ("Both bad"));
  gtk_widget_set_visible (self->columns, asking);
  gtk_widget_set_visible (self->tie, asking);
  gtk_widget_set_visible (self->both_bad, asking);
  gtk_widget_set_visible (self->reveal, hidden);
  gtk_widget_set_visible (self->change, decided);
  gtk_button_set_label (GTK_BUTTON (self->change), self->changing ? _ ("Keep") : _ ("Change"));
  gtk_widget_set_visible (self->take_back, decided && !self->changing);
  /* Whoever decided by key or button stays here. */
  if (had_focus && gtk_widget_get_focus_child (self->content) == NULL)
    gtk_widget_child_focus (self->content, GTK_DIR_TAB_FORWARD);
}

static void
verdict_cb (LlmVerdictBar *self)
{
  self->changing = FALSE;
  update (self);
}

static void
change_cb (LlmVerdictBar *self)
{
  self->changing = !self->changing;
  update (self);
  if (self->changing)
    gtk_widget_child_focus (self->columns, GTK_DIR_TAB_FORWARD);
}

/* --- The note --- */

static void
note_shown_cb (LlmVerdictBar *self)
{
  const char *note = self->comparison != NULL ? llm_comparison_get_note (self->comparison) : NULL;

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->note_view)),
                            note != NULL ? note : "", -1);
  gtk_widget_grab_focus (self->note_view);
}

static void
note_closed_cb (LlmVerdictBar *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->note_view));
  g_autofree char *text = NULL;
  GtkTextIter start, end;

  if (self->comparison == NULL)
    return;
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  llm_comparison_set_note (self->comparison, g_strstrip (text));
}

/* --- The widget --- */

static void
disconnect (LlmVerdictBar *self)
{
  if (self->comparison == NULL)
    return;
  for (guint i = 0; i < llm_comparison_get_n_answers (self->comparison); i++)
    g_signal_handlers_disconnect_by_data (llm_comparison_get_answer (self->comparison, i), self);
  g_signal_handlers_disconnect_by_data (self->comparison, self);
  g_clear_object (&self->comparison);
}

static void
items_changed_cb (LlmVerdictBar *self)
{
  for (guint i = 0; i < llm_comparison_get_n_answers (self->comparison); i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (self->comparison, i);

      g_signal_handlers_disconnect_by_data (answer, self);
      g_signal_connect_object (answer, "notify::state", G_CALLBACK (update), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (answer, "notify::title", G_CALLBACK (update), self,
                               G_CONNECT_SWAPPED);
    }
  update (self);
}

static void
llm_verdict_bar_dispose (GObject *object)
{
  LlmVerdictBar *self = LLM_VERDICT_BAR (object);

  disconnect (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), LLM_TYPE_VERDICT_BAR);

  G_OBJECT_CLASS (llm_verdict_bar_parent_class)->dispose (object);
}

static void
llm_verdict_bar_finalize (GObject *object)
{
  g_free (LLM_VERDICT_BAR (object)->shown);

  G_OBJECT_CLASS (llm_verdict_bar_parent_class)->finalize (object);
}

static void
llm_verdict_bar_class_init (LlmVerdictBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_verdict_bar_dispose;
  G_OBJECT_CLASS (klass)->finalize = llm_verdict_bar_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/jbuz/LLMSelect/llm-verdict-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmVerdictBar, content);
  gtk_widget_class_bind_template_child (widget_class, LlmVerdictBar, label);
  gtk_widget_class_bind_template_child (widget_class, LlmVerdictBar, columns);
  gtk_widget_class_bind_template_child (widget_class, LlmVerdictBar, tie);
  gtk_widget_class_bind_template_child (widget_class, LlmVerdictBar, both_bad);
  gtk_widget_class_bind_template_child (widget_class, LlmVerdictBar, reveal);
  gtk_widget_class_bind_template_child (widget_class, LlmVerdictBar, change);
  gtk_widget_class_bind_template_child (widget_class, LlmVerdictBar, take_back);
  gtk_widget_class_bind_template_child (widget_class, LlmVerdictBar, note_button);
  gtk_widget_class_bind_template_child (widget_class, LlmVerdictBar, note_popover);
  gtk_widget_class_bind_template_child (widget_class, LlmVerdictBar, note_view);
  gtk_widget_class_bind_template_callback (widget_class, change_cb);
  gtk_widget_class_bind_template_callback (widget_class, note_shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, note_closed_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "llm-verdict-bar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
wrap (GtkWidget *box)
{
  GtkLayoutManager *layout = llm_wrap_layout_new ();

  llm_wrap_layout_set_spacing (LLM_WRAP_LAYOUT (layout), 6);
  gtk_widget_set_layout_manager (box, layout);
}

static void
llm_verdict_bar_init (LlmVerdictBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  wrap (self->content);
  wrap (self->columns);
}

/**
 * llm_verdict_bar_new:
 *
 * Returns: (transfer floating): a bar that is not seen
 */
GtkWidget *
llm_verdict_bar_new (void)
{
  return g_object_new (LLM_TYPE_VERDICT_BAR, NULL);
}

/**
 * llm_verdict_bar_set_comparison:
 * @self: a bar
 * @comparison: (nullable): what is to be decided
 */
void
llm_verdict_bar_set_comparison (LlmVerdictBar *self, LlmComparison *comparison)
{
  g_return_if_fail (LLM_IS_VERDICT_BAR (self));
  g_return_if_fail (comparison == NULL || LLM_IS_COMPARISON (comparison));

  if (self->comparison == comparison)
    return;
  /* A note that is being written belongs to what was shown until now. */
  gtk_popover_popdown (GTK_POPOVER (self->note_popover));
  disconnect (self);
  self->changing = FALSE;
  if (comparison == NULL)
    {
      update (self);
      return;
    }
  self->comparison = g_object_ref (comparison);
  g_signal_connect_object (comparison, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (comparison, "notify::verdict", G_CALLBACK (verdict_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (comparison, "notify::note", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (comparison, "notify::blind", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  items_changed_cb (self);
}

/**
 * llm_verdict_bar_is_asking:
 * @self: a bar
 *
 * Returns: whether there is something to decide, or that was decided
 */
gboolean
llm_verdict_bar_is_asking (LlmVerdictBar *self)
{
  g_return_val_if_fail (LLM_IS_VERDICT_BAR (self), FALSE);
  return gtk_widget_get_visible (GTK_WIDGET (self));
}

/**
 * llm_verdict_bar_popup_note:
 * @self: a bar
 *
 * Lets a note be written.
 *
 * Returns: whether the bar is there to do so
 */
gboolean
llm_verdict_bar_popup_note (LlmVerdictBar *self)
{
  g_return_val_if_fail (LLM_IS_VERDICT_BAR (self), FALSE);

  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return FALSE;
  gtk_menu_button_popup (GTK_MENU_BUTTON (self->note_button));
  return TRUE;
}
