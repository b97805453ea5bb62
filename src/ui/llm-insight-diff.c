/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-insight-diff.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "llm-compat.h"
#include "llm-diff-changes.h"
#include "llm-diff-row.h"
#include "llm-diff-text.h"
#include "llm-insight-base.h"
#include "llm-insight-pair.h"

struct _LlmInsightDiff
{
  GtkWidget parent_instance;

  LlmInsight *insight;
  LlmDiff *diff;
  char *texts[2]; /* of which it is made */
  GCancellable *cancellable;
  GListStore *rows;
  GtkSingleSelection *selection;

  GtkWidget *box;
  GtkWidget *pair;
  GtkWidget *bar;
  GtkWidget *count;
  GtkWidget *fold_button;
  GtkWidget *summary;
  GtkWidget *stack;
  GtkWidget *spinner;
  AdwStatusPage *status;
  GtkWidget *retry_button;
  GtkWidget *list;
  GtkWidget *all; /* against the first */
};

G_DEFINE_FINAL_TYPE (LlmInsightDiff, llm_insight_diff, GTK_TYPE_WIDGET)

/* --- Rows --- */

static void
unfold_cb (LlmDiffRowView *view, GtkListItem *item)
{
  LlmInsightDiff *self
      = LLM_INSIGHT_DIFF (gtk_widget_get_ancestor (GTK_WIDGET (view), LLM_TYPE_INSIGHT_DIFF));

  if (self != NULL && self->diff != NULL)
    llm_diff_rows_unfold (self->rows, self->diff, gtk_list_item_get_position (item));
}

static void
activate_cb (LlmInsightDiff *self, guint position)
{
  if (self->diff != NULL)
    llm_diff_rows_unfold (self->rows, self->diff, position);
}

static void
setup_cb (LlmInsightDiff *self, GtkListItem *item)
{
  GtkWidget *view = g_object_new (LLM_TYPE_DIFF_ROW_VIEW, NULL);

  g_signal_connect (view, "unfold", G_CALLBACK (unfold_cb), item);
  gtk_list_item_set_child (item, view);
}

static void
bind_cb (LlmInsightDiff *self, GtkListItem *item)
{
  if (self->diff != NULL)
    llm_diff_row_view_show (LLM_DIFF_ROW_VIEW (gtk_list_item_get_child (item)), self->diff,
                            gtk_list_item_get_item (item));
}

static void
unbind_cb (LlmInsightDiff *self, GtkListItem *item)
{
  llm_diff_row_view_show (LLM_DIFF_ROW_VIEW (gtk_list_item_get_child (item)), NULL, NULL);
}

/* --- What is shown --- */

static void
set_count (LlmInsightDiff *self, guint number)
{
  const guint n = self->rows != NULL ? llm_diff_rows_count_changes (G_LIST_MODEL (self->rows)) : 0;
  g_autofree char *text = NULL;

  if (n == 0)
    text = g_strdup ("");
  else if (number == 0)
    text = g_strdup_printf (ngettext ("%u place", "%u places", n), n);
  else
    /* Translators: which place with differences of how many. */
    text = g_strdup_printf (_ ("%u of %u"), number, n);
  gtk_label_set_label (GTK_LABEL (self->count), text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "diff.next", n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "diff.previous", n > 0);
}

static void
drop_diff (LlmInsightDiff *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_single_selection_set_model (self->selection, NULL);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->diff, llm_diff_unref);
  for (guint i = 0; i < 2; i++)
    g_clear_pointer (&self->texts[i], g_free);
}

static void
show_status (LlmInsightDiff *self, const char *title, const char *description, gboolean can_retry)
{
  g_autofree char *markup = g_markup_escape_text (description, -1);

  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), FALSE);
  adw_status_page_set_title (self->status, title);
  adw_status_page_set_description (self->status, markup);
  gtk_widget_set_visible (self->retry_button, can_retry);
  gtk_widget_set_visible (self->bar, FALSE);
  gtk_widget_set_visible (self->summary, FALSE);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "status");
}

static void
show_rows (LlmInsightDiff *self)
{
  g_clear_object (&self->rows);
  self->rows = llm_diff_rows_new (
      self->diff, gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->fold_button)));
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->rows));
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  set_count (self, 0);
}

static char *
describe (LlmDiff *diff)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *differences = llm_diff_describe (diff);
  LlmDiffCounts counts;

  llm_diff_get_counts (diff, &counts);
  g_string_append_printf (out, "%s. ", differences);
  /* Translators: numbers of words. */
  g_string_append_printf (
      out, _ ("Words: %u the same, %u only in the first, %u only in the second"), counts.equal,
      counts.deleted - counts.moved, counts.inserted - counts.moved);
  if (counts.moved > 0)
    g_string_append_printf (out, _ (", %u moved"), counts.moved);
  g_string_append_c (out, '.');
  if (llm_diff_is_coarse (diff))
    g_string_append (out, _ (" The answers are so long and different that some words that are "
                             "the same may be marked."));
  if (llm_words_is_cut (llm_diff_get_a (diff)) || llm_words_is_cut (llm_diff_get_b (diff)))
    g_string_append (out, _ (" Only the first megabyte of each is compared."));
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
show_diff (LlmInsightDiff *self)
{
  g_autofree char *summary = NULL;

  if (llm_diff_is_equal (self->diff))
    {
      show_status (self, _ ("No differences"), _ ("The two answers are the same to the letter."),
                   FALSE);
      return;
    }
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), FALSE);
  show_rows (self);
  summary = describe (self->diff);
  gtk_label_set_label (GTK_LABEL (self->summary), summary);
  gtk_widget_set_visible (self->summary, TRUE);
  gtk_widget_set_visible (self->bar, TRUE);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "rows");
}

static void
diffed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmInsightDiff) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmDiff) diff = llm_diff_new_finish (result, &error);

  /* Whoever cancelled has said what comes instead. */
  if (self->cancellable == NULL || g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  if (diff == NULL)
    {
      show_status (self, _ ("No differences to show"), error->message, TRUE);
      return;
    }
  self->diff = g_steal_pointer (&diff);
  show_diff (self);
}

static void
compare (LlmInsightDiff *self, gboolean again)
{
  const char *texts[2];
  guint sides[2];

  if (llm_insight_get_n_answers (self->insight) < 2
      || llm_insight_get_state (self->insight) <= LLM_INSIGHT_RUNNING)
    {
      drop_diff (self);
      return;
    }
  llm_insight_pair_get (LLM_INSIGHT_PAIR (self->pair), &sides[0], &sides[1]);
  if (llm_insight_pair_is_all (LLM_INSIGHT_PAIR (self->pair)))
    {
      drop_diff (self);
      set_count (self, 0);
      gtk_widget_set_visible (self->bar, FALSE);
      gtk_widget_set_visible (self->summary, FALSE);
      llm_insight_base_show (LLM_INSIGHT_BASE (self->all), self->insight, sides[0]);
      gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "all");
      return;
    }
  for (guint i = 0; i < 2; i++)
    texts[i] = llm_insight_get_text (self->insight, sides[i]);
  if (!again && g_strcmp0 (texts[0], self->texts[0]) == 0
      && g_strcmp0 (texts[1], self->texts[1]) == 0)
    return;
  drop_diff (self);
  for (guint i = 0; i < 2; i++)
    self->texts[i] = g_strdup (texts[i]);
  self->cancellable = g_cancellable_new ();
  gtk_widget_set_visible (self->bar, FALSE);
  gtk_widget_set_visible (self->summary, FALSE);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), TRUE);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "computing");
  llm_diff_new_async (texts[0], texts[1], LLM_DIFF_DEFAULT, self->cancellable, diffed_cb,
                      g_object_ref (self));
}

static void
insight_cb (LlmInsightDiff *self)
{
  if (llm_insight_get_n_answers (self->insight) >= 2)
    llm_insight_pair_set_insight (LLM_INSIGHT_PAIR (self->pair), self->insight);
  compare (self, FALSE);
}

static void
pair_cb (LlmInsightDiff *self)
{
  compare (self, FALSE);
}

/* How one of them differs. */
static void
chosen_cb (LlmInsightDiff *self, guint index)
{
  guint sides[2];

  llm_insight_pair_get (LLM_INSIGHT_PAIR (self->pair), &sides[0], &sides[1]);
  if (index < llm_insight_get_n_answers (self->insight) && index != sides[0])
    llm_insight_pair_set (LLM_INSIGHT_PAIR (self->pair), sides[0], index);
  gtk_widget_grab_focus (self->list);
}

static void
fold_cb (LlmInsightDiff *self)
{
  if (self->diff != NULL && self->rows != NULL)
    show_rows (self);
}

/* --- Verbs --- */

static void
step_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (!llm_insight_diff_step (LLM_INSIGHT_DIFF (widget), g_str_equal (name, "diff.next") ? 1 : -1))
    gtk_widget_error_bell (widget);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmInsightDiff *self = LLM_INSIGHT_DIFF (widget);
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->diff == NULL)
    return;
  llm_diff_append_text (text, self->diff, llm_diff_get_plain_marks (), NULL);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
  llm_compat_announce (widget, _ ("Copied"), FALSE);
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmInsightDiff *self = LLM_INSIGHT_DIFF (widget);

  if (self->cancellable == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  show_status (self, _ ("Stopped"), _ ("The answers were not compared."), TRUE);
}

static void
again_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  compare (LLM_INSIGHT_DIFF (widget), TRUE);
}

/* --- The object --- */

static void
llm_insight_diff_dispose (GObject *object)
{
  LlmInsightDiff *self = LLM_INSIGHT_DIFF (object);

  llm_insight_diff_close (self);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (llm_insight_diff_parent_class)->dispose (object);
}

static void
llm_insight_diff_class_init (LlmInsightDiffClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_insight_diff_dispose;

  gtk_widget_class_install_action (widget_class, "diff.next", NULL, step_action);
  gtk_widget_class_install_action (widget_class, "diff.previous", NULL, step_action);
  gtk_widget_class_install_action (widget_class, "diff.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "diff.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "diff.again", NULL, again_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "diff.next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "diff.previous",
                                       NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
new_icon_button (const char *icon, const char *name, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static GtkWidget *
new_bar (LlmInsightDiff *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (
      GTK_BOX (bar),
      new_icon_button ("go-up-symbolic", _ ("Previous difference (Alt+Up)"), "diff.previous"));
  gtk_box_append (GTK_BOX (bar), new_icon_button ("go-down-symbolic",
                                                  _ ("Next difference (Alt+Down)"), "diff.next"));
  self->count = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->count), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->count), 0);
  gtk_widget_set_hexpand (self->count, TRUE);
  gtk_widget_add_css_class (self->count, "numeric");
  gtk_box_append (GTK_BOX (bar), self->count);
  self->fold_button = gtk_toggle_button_new_with_label (_ ("Fold the same"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->fold_button), TRUE);
  gtk_widget_set_tooltip_text (self->fold_button, _ ("Hide paragraphs that have not changed"));
  gtk_widget_add_css_class (self->fold_button, "flat");
  g_signal_connect_object (self->fold_button, "toggled", G_CALLBACK (fold_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (bar), self->fold_button);
  gtk_box_append (GTK_BOX (bar),
                  new_icon_button ("edit-copy-symbolic", _ ("Copy both with [-marks-]{+of words+}"),
                                   "diff.copy"));
  return bar;
}

static GtkWidget *
new_list (LlmInsightDiff *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  self->list = gtk_list_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection)), factory);
  gtk_widget_add_css_class (self->list, "llm-diff-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Differences"), -1);
  g_signal_connect_object (self->list, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  return scroller;
}

static GtkWidget *
new_pill (const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static GtkWidget *
new_stack (LlmInsightDiff *self)
{
  GtkWidget *stack = gtk_stack_new ();
  GtkWidget *computing = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  self->spinner = gtk_spinner_new ();
  gtk_widget_set_size_request (self->spinner, 32, 32);
  gtk_widget_set_valign (computing, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (computing), self->spinner);
  gtk_box_append (GTK_BOX (computing), gtk_label_new (_ ("Comparing…")));
  gtk_box_append (GTK_BOX (computing), new_pill (_ ("Stop"), "diff.stop"));
  self->status = ADW_STATUS_PAGE (adw_status_page_new ());
  self->retry_button = new_pill (_ ("Try again"), "diff.again");
  adw_status_page_set_child (self->status, self->retry_button);
  gtk_stack_add_named (GTK_STACK (stack), computing, "computing");
  gtk_stack_add_named (GTK_STACK (stack), GTK_WIDGET (self->status), "status");
  gtk_stack_add_named (GTK_STACK (stack), new_list (self), "rows");
  self->all = g_object_new (LLM_TYPE_INSIGHT_BASE, NULL);
  g_signal_connect_object (self->all, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_stack_add_named (GTK_STACK (stack), self->all, "all");
  gtk_widget_set_vexpand (stack, TRUE);
  return stack;
}

static void
llm_insight_diff_init (LlmInsightDiff *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_add_css_class (head, "llm-diff-head");
  self->pair = g_object_new (LLM_TYPE_INSIGHT_PAIR, NULL);
  llm_insight_pair_offer_all (LLM_INSIGHT_PAIR (self->pair));
  g_signal_connect_object (self->pair, "changed", G_CALLBACK (pair_cb), self, G_CONNECT_SWAPPED);
  self->bar = new_bar (self);
  self->summary = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->summary), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->summary), 0);
  gtk_widget_add_css_class (self->summary, "llm-insight-hint");
  gtk_box_append (GTK_BOX (head), self->pair);
  gtk_box_append (GTK_BOX (head), self->bar);
  gtk_box_append (GTK_BOX (head), self->summary);
  gtk_box_append (GTK_BOX (self->box), head);
  self->stack = new_stack (self);
  gtk_box_append (GTK_BOX (self->box), self->stack);
}

/**
 * llm_insight_diff_set_insight:
 * @self: a page without an insight
 * @insight: what to show and to follow
 */
void
llm_insight_diff_set_insight (LlmInsightDiff *self, LlmInsight *insight)
{
  g_return_if_fail (LLM_IS_INSIGHT_DIFF (self));
  g_return_if_fail (self->insight == NULL);
  g_return_if_fail (LLM_IS_INSIGHT (insight));

  self->insight = g_object_ref (insight);
  g_signal_connect_swapped (insight, "changed", G_CALLBACK (insight_cb), self);
  insight_cb (self);
}

/**
 * llm_insight_diff_step:
 * @self: a page
 * @step: 1 for the next difference, -1 for the one before
 *
 * Goes to another difference; behind the last one comes the first.
 *
 * Returns: whether there is one
 */
gboolean
llm_insight_diff_step (LlmInsightDiff *self, int step)
{
  guint number, position;

  g_return_val_if_fail (LLM_IS_INSIGHT_DIFF (self), FALSE);

  if (self->rows == NULL)
    return FALSE;
  position
      = llm_diff_rows_step (G_LIST_MODEL (self->rows),
                            gtk_single_selection_get_selected (self->selection), step, &number);
  if (position == G_MAXUINT)
    return FALSE;
  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_activate_action (self->list, "list.scroll-to-item", "u", position);
  set_count (self, number);
  return TRUE;
}

/**
 * llm_insight_diff_close:
 * @self: a page
 *
 * Stops what it does, for good.
 */
void
llm_insight_diff_close (LlmInsightDiff *self)
{
  g_return_if_fail (LLM_IS_INSIGHT_DIFF (self));

  if (self->insight != NULL)
    g_signal_handlers_disconnect_by_data (self->insight, self);
  if (self->selection != NULL)
    {
      drop_diff (self);
      llm_insight_base_clear (LLM_INSIGHT_BASE (self->all));
    }
  g_clear_object (&self->insight);
}
