/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-prompt-row.h"

#include <glib/gi18n.h>
#include <string.h>

/* Of the first line, no more than this is given to the label. */
#define MAX_LINE_CHARS 400

/* A shorter prompt is seen whole in any window. */
#define SHORT_CHARS 40

#define MAX_HEIGHT 240

struct _LlmPromptRow
{
  GtkWidget parent_instance;

  char *prompt;
  char *system;

  GtkWidget *line;
  GtkWidget *scroller; /* made when first needed */
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (LlmPromptRow, llm_prompt_row, GTK_TYPE_WIDGET)

/* The first line with words in it; @is_all says whether that is the whole prompt. */
static char *
get_first_line (const char *prompt, gboolean *is_all)
{
  const char *start = prompt;
  const char *end, *cut;
  gsize length;

  while (g_ascii_isspace (*start))
    start++;
  length = strcspn (start, "\r\n");
  end = start + length;
  cut = start;
  for (guint i = 0; i < MAX_LINE_CHARS && cut < end; i++)
    cut = g_utf8_next_char (cut);
  *is_all = cut == end && end[strspn (end, " \t\r\n")] == '\0';
  return g_strndup (start, cut - start);
}

static GtkWidget *
new_caption (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption-heading");
  gtk_widget_add_css_class (label, "dim-label");
  return label;
}

/* A text view, since a label is slow with long texts. */
static GtkWidget *
new_text (const char *text, const char *name)
{
  GtkWidget *view = gtk_text_view_new ();

  gtk_text_view_set_editable (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_cursor_visible (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return view;
}

static void
build_full_text (LlmPromptRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  if (self->system != NULL)
    {
      gtk_box_append (GTK_BOX (box), new_caption (_ ("System prompt")));
      gtk_box_append (GTK_BOX (box), new_text (self->system, _ ("System prompt")));
      gtk_box_append (GTK_BOX (box), new_caption (_ ("Prompt")));
    }
  gtk_box_append (GTK_BOX (box), new_text (self->prompt, _ ("Prompt")));

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scroller), MAX_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), box);
  gtk_widget_set_hexpand (self->scroller, TRUE);
  gtk_widget_insert_after (self->scroller, GTK_WIDGET (self), self->line);
}

static void
toggled_cb (LlmPromptRow *self)
{
  const gboolean expanded = llm_prompt_row_get_expanded (self);

  if (expanded && self->scroller == NULL)
    build_full_text (self);
  gtk_widget_set_visible (self->line, !expanded);
  if (self->scroller != NULL)
    gtk_widget_set_visible (self->scroller, expanded);
  gtk_widget_set_tooltip_text (self->button, expanded ? _ ("Show less") : _ ("Show all"));
  gtk_button_set_icon_name (GTK_BUTTON (self->button),
                            expanded ? "pan-up-symbolic" : "pan-down-symbolic");
}

static void
llm_prompt_row_dispose (GObject *object)
{
  LlmPromptRow *self = LLM_PROMPT_ROW (object);

  g_clear_pointer (&self->line, gtk_widget_unparent);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->button, gtk_widget_unparent);

  G_OBJECT_CLASS (llm_prompt_row_parent_class)->dispose (object);
}

static void
llm_prompt_row_finalize (GObject *object)
{
  LlmPromptRow *self = LLM_PROMPT_ROW (object);

  g_free (self->prompt);
  g_free (self->system);

  G_OBJECT_CLASS (llm_prompt_row_parent_class)->finalize (object);
}

static void
llm_prompt_row_class_init (LlmPromptRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_prompt_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = llm_prompt_row_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "llm-prompt-row");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
llm_prompt_row_init (LlmPromptRow *self)
{
  self->line = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->line), PANGO_ELLIPSIZE_END);
  gtk_label_set_selectable (GTK_LABEL (self->line), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->line), 0);
  gtk_widget_set_hexpand (self->line, TRUE);
  gtk_widget_set_parent (self->line, GTK_WIDGET (self));

  self->button = gtk_toggle_button_new ();
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_set_valign (self->button, GTK_ALIGN_START);
  g_signal_connect_object (self->button, "toggled", G_CALLBACK (toggled_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Show the whole prompt"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Prompt"), -1);
  toggled_cb (self);
}

/**
 * llm_prompt_row_new:
 *
 * Returns: (transfer floating): a row without a prompt
 */
GtkWidget *
llm_prompt_row_new (void)
{
  return g_object_new (LLM_TYPE_PROMPT_ROW, NULL);
}

/**
 * llm_prompt_row_set_prompt:
 * @self: a row
 * @prompt: what was asked
 * @system: (nullable): the system prompt
 *
 * Shows the first line of another prompt.
 */
void
llm_prompt_row_set_prompt (LlmPromptRow *self, const char *prompt, const char *system)
{
  g_autofree char *line = NULL;
  gboolean is_all;

  g_return_if_fail (LLM_IS_PROMPT_ROW (self));
  g_return_if_fail (prompt != NULL);

  llm_prompt_row_set_expanded (self, FALSE);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_free (self->prompt);
  self->prompt = g_strdup (prompt);
  g_free (self->system);
  self->system = system != NULL && *system != '\0' ? g_strdup (system) : NULL;

  line = get_first_line (prompt, &is_all);
  if (is_all)
    gtk_label_set_text (GTK_LABEL (self->line), line);
  else
    {
      /* Translators: the beginning of a text that goes on */
      g_autofree char *beginning = g_strdup_printf (_ ("%s …"), line);

      gtk_label_set_text (GTK_LABEL (self->line), beginning);
    }
  gtk_widget_set_visible (self->button, !is_all || self->system != NULL
                                            || g_utf8_strlen (line, -1) > SHORT_CHARS);
}

/**
 * llm_prompt_row_can_expand:
 * @self: a row
 *
 * Returns: whether there may be more than the line shows
 */
gboolean
llm_prompt_row_can_expand (LlmPromptRow *self)
{
  g_return_val_if_fail (LLM_IS_PROMPT_ROW (self), FALSE);
  return gtk_widget_get_visible (self->button);
}

/**
 * llm_prompt_row_get_expanded:
 * @self: a row
 *
 * Returns: whether all of the prompt is shown
 */
gboolean
llm_prompt_row_get_expanded (LlmPromptRow *self)
{
  g_return_val_if_fail (LLM_IS_PROMPT_ROW (self), FALSE);
  return gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->button));
}

/**
 * llm_prompt_row_set_expanded:
 * @self: a row
 * @expanded: whether to show all of the prompt
 */
void
llm_prompt_row_set_expanded (LlmPromptRow *self, gboolean expanded)
{
  g_return_if_fail (LLM_IS_PROMPT_ROW (self));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->button), expanded);
}
