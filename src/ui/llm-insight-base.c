/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-insight-base.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "llm-diff-set.h"

struct _LlmInsightBase
{
  GtkWidget parent_instance;

  GPtrArray *texts; /* what is compared; NULL if nothing is */
  guint base;
  GCancellable *cancellable;

  GtkWidget *scroller;
  GtkListBox *list;
  GtkWidget *left_out;
};

G_DEFINE_FINAL_TYPE (LlmInsightBase, llm_insight_base, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The place of the answer of a row: the base has none. */
static guint
get_index (LlmInsightBase *self, AdwActionRow *row)
{
  const guint position = (guint) gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));

  return position < self->base ? position : position + 1;
}

static void
activated_cb (LlmInsightBase *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, get_index (self, ADW_ACTION_ROW (row)));
}

static AdwActionRow *
get_row (LlmInsightBase *self, guint position)
{
  return ADW_ACTION_ROW (gtk_list_box_get_row_at_index (self->list, (int) position));
}

static void
tell_all (LlmInsightBase *self, const char *text)
{
  for (guint i = 0; i + 1 < self->texts->len; i++)
    adw_action_row_set_subtitle (get_row (self, i), text);
}

static void
compared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmInsightBase) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmDiffSet) set = llm_diff_set_new_finish (result, &error);

  if (self->cancellable == NULL || g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  if (set == NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (error->message, -1);

      tell_all (self, escaped);
      return;
    }
  for (guint i = 0; i + 1 < self->texts->len; i++)
    {
      AdwActionRow *row = get_row (self, i);
      g_autofree char *text
          = llm_diff_describe (llm_diff_set_get_diff (set, get_index (self, row)));

      adw_action_row_set_subtitle (row, text);
    }
}

static void
add_rows (LlmInsightBase *self, LlmInsight *insight)
{
  for (guint i = 0; i < llm_insight_get_n_answers (insight); i++)
    {
      GtkWidget *row;

      if (i == self->base)
        continue;
      row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title",
                          llm_insight_get_label (insight, i), "subtitle", _ ("Comparing…"),
                          "activatable", TRUE, "title-lines", 2, NULL);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                 g_object_new (GTK_TYPE_IMAGE, "icon-name", "go-next-symbolic",
                                               "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                               NULL));
      gtk_list_box_append (self->list, row);
    }
}

/* --- The object --- */

static void
llm_insight_base_dispose (GObject *object)
{
  LlmInsightBase *self = LLM_INSIGHT_BASE (object);

  if (self->scroller != NULL)
    llm_insight_base_clear (self);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);

  G_OBJECT_CLASS (llm_insight_base_parent_class)->dispose (object);
}

static void
llm_insight_base_class_init (LlmInsightBaseClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_insight_base_dispose;

  /**
   * LlmInsightBase::chosen:
   * @index: the answer that is to be compared with the base
   */
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", LLM_TYPE_INSIGHT_BASE, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
llm_insight_base_init (LlmInsightBase *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Differences from the first answer"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
  self->left_out = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->left_out), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->left_out), 0);
  gtk_widget_add_css_class (self->left_out, "llm-insight-hint");
  gtk_widget_add_css_class (box, "llm-diff-head");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (box), self->left_out);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), box);
}

static gboolean
is_same (LlmInsightBase *self, LlmInsight *insight, guint base)
{
  if (self->texts == NULL || self->base != base
      || self->texts->len != llm_insight_get_n_answers (insight))
    return FALSE;
  for (guint i = 0; i < self->texts->len; i++)
    {
      AdwActionRow *row = i == base ? NULL : get_row (self, i < base ? i : i - 1);

      if (g_strcmp0 (self->texts->pdata[i], llm_insight_get_text (insight, i)) != 0
          || (row != NULL
              && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)),
                            llm_insight_get_label (insight, i))
                     != 0))
        return FALSE;
    }
  return TRUE;
}

/**
 * llm_insight_base_show:
 * @self: a list
 * @insight: what to show, with at least two answers
 * @base: the answer that the others are compared with
 *
 * Compares them, unless they are what it shows.
 */
void
llm_insight_base_show (LlmInsightBase *self, LlmInsight *insight, guint base)
{
  g_autofree char *left_out = NULL;
  guint n;

  g_return_if_fail (LLM_IS_INSIGHT_BASE (self));
  g_return_if_fail (LLM_IS_INSIGHT (insight));
  g_return_if_fail (base < llm_insight_get_n_answers (insight));

  if (is_same (self, insight, base))
    return;
  llm_insight_base_clear (self);
  n = llm_insight_get_n_answers (insight);
  self->base = base;
  self->texts = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self->texts, g_strdup (llm_insight_get_text (insight, i)));
  add_rows (self, insight);
  left_out = llm_insight_dup_left_out (insight);
  gtk_label_set_text (GTK_LABEL (self->left_out), left_out != NULL ? left_out : "");
  gtk_widget_set_visible (self->left_out, left_out != NULL);
  self->cancellable = g_cancellable_new ();
  llm_diff_set_new_async ((const char *const *) self->texts->pdata, n, base, FALSE,
                          self->cancellable, compared_cb, g_object_ref (self));
}

/**
 * llm_insight_base_clear:
 * @self: a list
 *
 * Shows nothing, and stops what it does.
 */
void
llm_insight_base_clear (LlmInsightBase *self)
{
  GtkListBoxRow *row;

  g_return_if_fail (LLM_IS_INSIGHT_BASE (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->texts, g_ptr_array_unref);
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
}
