/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-insight-figures.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-insight-pair.h"
#include "llm-insight-tables.h"
#include "llm-insight-text.h"

struct _LlmInsightFigures
{
  GtkWidget parent_instance;

  LlmInsight *insight;
  LlmTextMetrics *shown; /* what is in the tables */

  GtkWidget *stack;
  GtkWidget *spinner;
  AdwStatusPage *status;
  GtkWidget *left_out;
  GtkWidget *tables;
  GtkWidget *pair;
  GtkWidget *lists;
};

G_DEFINE_FINAL_TYPE (LlmInsightFigures, llm_insight_figures, GTK_TYPE_WIDGET)

static void
clear_box (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static void
append_heading (GtkWidget *box, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "llm-insight-title");
  gtk_box_append (GTK_BOX (box), label);
}

static void
append_hint (GtkWidget *box, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "llm-insight-hint");
  gtk_box_append (GTK_BOX (box), label);
}

/* --- What two have in common --- */

/* The words to look for: an ellipsis is not in the answer. */
static char *
dup_needle (const char *sentence)
{
  return g_str_has_suffix (sentence, "…") ? g_strndup (sentence, strlen (sentence) - strlen ("…"))
                                          : g_strdup (sentence);
}

static void
append_sentences (GtkWidget *box, const char *column_id, const GPtrArray *sentences)
{
  for (guint i = 0; i < sentences->len; i++)
    {
      const char *sentence = sentences->pdata[i];
      g_autofree char *needle = dup_needle (sentence);
      GtkWidget *button = gtk_button_new ();
      GtkWidget *label = gtk_label_new (sentence);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
      gtk_button_set_child (GTK_BUTTON (button), label);
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_add_css_class (button, "llm-insight-sentence");
      gtk_widget_set_tooltip_text (button, _ ("Show it in the answer"));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      sentence, -1);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "insight.show");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", column_id, needle);
      gtk_box_append (GTK_BOX (box), button);
    }
}

static void
append_keywords (GtkWidget *box, const GArray *keywords, int side)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (keywords->len == 0)
    return;
  for (guint i = 0; i < keywords->len; i++)
    {
      const LlmKeyword *keyword = &g_array_index (keywords, LlmKeyword, i);

      g_string_append (text, i > 0 ? ", " : "");
      if (side < 0)
        g_string_append_printf (text, "%s (%u, %u)", keyword->word, keyword->counts[0],
                                keyword->counts[1]);
      else
        g_string_append_printf (text, "%s (%u)", keyword->word, keyword->counts[side]);
    }
  append_hint (box, text->str);
  gtk_label_set_selectable (GTK_LABEL (gtk_widget_get_last_child (box)), TRUE);
}

static void
append_part (GtkWidget *box,
             const char *heading,
             const char *column_id,
             const GPtrArray *sentences,
             const GArray *keywords,
             int side)
{
  append_heading (box, heading);
  if (sentences->len == 0 && keywords->len == 0)
    append_hint (box, _ ("Nothing of any length"));
  append_sentences (box, column_id, sentences);
  append_keywords (box, keywords, side);
}

static void
fill_lists (LlmInsightFigures *self)
{
  const LlmTextPair *pair;
  guint sides[2];
  /* Names are written the other way round if the pair is. */
  gboolean turned;

  clear_box (self->lists);
  llm_insight_pair_get (LLM_INSIGHT_PAIR (self->pair), &sides[0], &sides[1]);
  turned = sides[0] > sides[1];
  pair
      = llm_text_metrics_get_pair (self->shown, MIN (sides[0], sides[1]), MAX (sides[0], sides[1]));
  if (pair == NULL)
    {
      append_hint (self->lists, _ ("There are no words in one of the two answers."));
      return;
    }
  append_part (self->lists, _ ("In both"),
               llm_insight_get_column_id (self->insight, MIN (sides[0], sides[1])),
               pair->shared_sentences, pair->shared_keywords, -1);
  for (guint i = 0; i < 2; i++)
    {
      const guint side = turned ? 1 - i : i;
      /* Translators: the name of a model. */
      g_autofree char *heading
          = g_strdup_printf (_ ("Only in %s"), llm_insight_get_label (self->insight, sides[i]));

      append_part (self->lists, heading, llm_insight_get_column_id (self->insight, sides[i]),
                   pair->own_sentences[side], pair->own_keywords[side], (int) side);
    }
}

static void
pair_cb (LlmInsightFigures *self)
{
  if (self->shown != NULL)
    fill_lists (self);
}

static void
pair_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmInsightFigures *self = LLM_INSIGHT_FIGURES (widget);
  guint a, b;

  g_variant_get (parameter, "(uu)", &a, &b);
  if (self->shown != NULL && a != b && MAX (a, b) < llm_insight_get_n_answers (self->insight))
    {
      llm_insight_pair_set (LLM_INSIGHT_PAIR (self->pair), a, b);
      gtk_widget_grab_focus (self->pair);
    }
}

/* --- What is shown --- */

static gboolean
is_any_cut (LlmInsightFigures *self)
{
  LlmTextFigures figures;

  for (guint i = 0; i < llm_insight_get_n_answers (self->insight); i++)
    {
      if (llm_text_metrics_get_figures (self->shown, i, &figures) && figures.is_cut)
        return TRUE;
    }
  return FALSE;
}

static void
fill (LlmInsightFigures *self)
{
  g_autofree char *left_out = llm_insight_dup_left_out (self->insight);

  g_clear_pointer (&self->shown, llm_text_metrics_unref);
  self->shown = llm_text_metrics_ref (llm_insight_get_metrics (self->insight));
  gtk_label_set_label (GTK_LABEL (self->left_out), left_out != NULL ? left_out : "");
  gtk_widget_set_visible (self->left_out, left_out != NULL);

  clear_box (self->tables);
  gtk_box_append (GTK_BOX (self->tables), llm_insight_tables_new_figures (self->insight));
  if (is_any_cut (self))
    append_hint (self->tables, _ ("Of answers beyond a megabyte the beginning was looked at."));
  append_heading (self->tables, _ ("Words in common"));
  append_hint (self->tables, _ ("Of all the words that either of two answers has, how many both "
                                "have. Press a number to see which sentences."));
  gtk_box_append (GTK_BOX (self->tables), llm_insight_tables_new_overlap (self->insight));
  llm_insight_pair_set_insight (LLM_INSIGHT_PAIR (self->pair), self->insight);
  fill_lists (self);
}

static void
show_status (LlmInsightFigures *self, const char *title, const char *description)
{
  g_autofree char *markup = g_markup_escape_text (description, -1);

  adw_status_page_set_title (self->status, title);
  adw_status_page_set_description (self->status, markup);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "status");
}

static void
show_state (LlmInsightFigures *self)
{
  const LlmInsightState state = llm_insight_get_state (self->insight);

  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), state == LLM_INSIGHT_COMPUTING);
  switch (state)
    {
    case LLM_INSIGHT_COMPUTING:
      gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "computing");
      break;
    case LLM_INSIGHT_READY:
      fill (self);
      gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "figures");
      break;
    case LLM_INSIGHT_CANCELLED:
      show_status (self, _ ("Stopped"), _ ("The figures were not made."));
      break;
    case LLM_INSIGHT_FAILED:
      show_status (self, _ ("No figures"), llm_insight_get_error (self->insight));
      break;
    case LLM_INSIGHT_TOO_FEW:
    case LLM_INSIGHT_RUNNING:
    default:
      g_clear_pointer (&self->shown, llm_text_metrics_unref);
      break;
    }
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  llm_insight_cancel (LLM_INSIGHT_FIGURES (widget)->insight);
}

static void
again_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  llm_insight_compute (LLM_INSIGHT_FIGURES (widget)->insight);
}

/* --- The object --- */

static GtkWidget *
new_button (const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static GtkWidget *
new_computing (LlmInsightFigures *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  self->spinner = gtk_spinner_new ();
  gtk_widget_set_size_request (self->spinner, 32, 32);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), self->spinner);
  gtk_box_append (GTK_BOX (box), gtk_label_new (_ ("Counting…")));
  gtk_box_append (GTK_BOX (box), new_button (_ ("Stop"), "figures.cancel"));
  return box;
}

static GtkWidget *
new_figures (LlmInsightFigures *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_widget_add_css_class (box, "llm-insight-page");
  self->left_out = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->left_out), 0);
  gtk_label_set_wrap (GTK_LABEL (self->left_out), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->left_out), PANGO_WRAP_WORD_CHAR);
  self->tables = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->pair = g_object_new (LLM_TYPE_INSIGHT_PAIR, NULL);
  g_signal_connect_object (self->pair, "changed", G_CALLBACK (pair_cb), self, G_CONNECT_SWAPPED);
  self->lists = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (box), self->left_out);
  gtk_box_append (GTK_BOX (box), self->tables);
  append_heading (box, _ ("Two answers"));
  gtk_box_append (GTK_BOX (box), self->pair);
  gtk_box_append (GTK_BOX (box), self->lists);
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
llm_insight_figures_dispose (GObject *object)
{
  LlmInsightFigures *self = LLM_INSIGHT_FIGURES (object);

  if (self->insight != NULL)
    g_signal_handlers_disconnect_by_data (self->insight, self);
  g_clear_pointer (&self->stack, gtk_widget_unparent);
  g_clear_pointer (&self->shown, llm_text_metrics_unref);
  g_clear_object (&self->insight);

  G_OBJECT_CLASS (llm_insight_figures_parent_class)->dispose (object);
}

static void
llm_insight_figures_class_init (LlmInsightFiguresClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_insight_figures_dispose;

  gtk_widget_class_install_action (widget_class, "figures.pair", "(uu)", pair_action);
  gtk_widget_class_install_action (widget_class, "figures.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "figures.again", NULL, again_action);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
llm_insight_figures_init (LlmInsightFigures *self)
{
  self->stack = gtk_stack_new ();
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
  self->status = ADW_STATUS_PAGE (adw_status_page_new ());
  adw_status_page_set_child (self->status, new_button (_ ("Try again"), "figures.again"));
  gtk_stack_add_named (GTK_STACK (self->stack), new_computing (self), "computing");
  gtk_stack_add_named (GTK_STACK (self->stack), GTK_WIDGET (self->status), "status");
  gtk_stack_add_named (GTK_STACK (self->stack), new_figures (self), "figures");
}

/**
 * llm_insight_figures_set_insight:
 * @self: a page without an insight
 * @insight: what to show and to follow
 */
void
llm_insight_figures_set_insight (LlmInsightFigures *self, LlmInsight *insight)
{
  g_return_if_fail (LLM_IS_INSIGHT_FIGURES (self));
  g_return_if_fail (self->insight == NULL);
  g_return_if_fail (LLM_IS_INSIGHT (insight));

  self->insight = g_object_ref (insight);
  g_signal_connect_swapped (insight, "changed", G_CALLBACK (show_state), self);
  show_state (self);
}
