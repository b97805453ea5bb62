/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-welcome.h"

#include <glib/gi18n-lib.h>

#include "llm-wrap-layout.h"

struct _LlmWelcome
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkLabel *title;
  GtkLabel *description;
  GtkWidget *buttons;
  GtkFlowBox *samples;
};

G_DEFINE_FINAL_TYPE (LlmWelcome, llm_welcome, GTK_TYPE_WIDGET)

static const struct
{
  const char *title;
  const char *prompt;
} samples[] = {
  { N_ ("Explain"),
    N_ ("Explain how a hash table works, with a small example in C and a table of the costs of "
        "its operations.") },
  { N_ ("Decide"),
    N_ ("SQLite or PostgreSQL for the web shop of a small bookstore? Compare them in a table, "
        "then recommend one.") },
  { N_ ("Write"),
    N_ ("Write a friendly e-mail that moves tomorrow’s meeting to Thursday at ten and asks for a "
        "short confirmation.") },
  { N_ ("Weigh"),
    N_ ("What speaks for and what against a working week of four days? Name the strongest "
        "argument of each side first.") },
};

static GtkWidget *
make_sample (const char *title, const char *prompt)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *title_label = gtk_label_new (title);
  GtkWidget *prompt_label = gtk_label_new (prompt);

  gtk_widget_add_css_class (title_label, "heading");
  gtk_label_set_xalign (GTK_LABEL (title_label), 0);
  gtk_widget_add_css_class (prompt_label, "body");
  gtk_label_set_xalign (GTK_LABEL (prompt_label), 0);
  gtk_label_set_wrap (GTK_LABEL (prompt_label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (prompt_label), 24);
  gtk_label_set_max_width_chars (GTK_LABEL (prompt_label), 26);

  gtk_box_append (GTK_BOX (box), title_label);
  gtk_box_append (GTK_BOX (box), prompt_label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "llm-sample");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.use-prompt");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", prompt);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, prompt, -1);

  return button;
}

static void
llm_welcome_dispose (GObject *object)
{
  LlmWelcome *self = LLM_WELCOME (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);

  G_OBJECT_CLASS (llm_welcome_parent_class)->dispose (object);
}

static void
llm_welcome_class_init (LlmWelcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_welcome_dispose;

  gtk_widget_class_set_css_name (widget_class, "welcome");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/jbuz/LLMSelect/llm-welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmWelcome, scroller);
  gtk_widget_class_bind_template_child (widget_class, LlmWelcome, title);
  gtk_widget_class_bind_template_child (widget_class, LlmWelcome, description);
  gtk_widget_class_bind_template_child (widget_class, LlmWelcome, buttons);
  gtk_widget_class_bind_template_child (widget_class, LlmWelcome, samples);
}

static void
llm_welcome_init (LlmWelcome *self)
{
  GtkLayoutManager *wrap = llm_wrap_layout_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  llm_wrap_layout_set_spacing (LLM_WRAP_LAYOUT (wrap), 12);
  llm_wrap_layout_set_centered (LLM_WRAP_LAYOUT (wrap), TRUE);
  gtk_widget_set_layout_manager (self->buttons, wrap);

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      GtkWidget *sample = make_sample (_ (samples[i].title), _ (samples[i].prompt));

      gtk_flow_box_append (self->samples, sample);
      /* The button takes the focus, not the cell around it. */
      gtk_widget_set_focusable (gtk_widget_get_parent (sample), FALSE);
    }
}

/**
 * llm_welcome_new:
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
llm_welcome_new (void)
{
  return g_object_new (LLM_TYPE_WELCOME, NULL);
}

/**
 * llm_welcome_new_for_chat:
 *
 * Returns: (transfer floating): the page of a chat without messages, whose samples name
 *   "thread.use-prompt"
 */
GtkWidget *
llm_welcome_new_for_chat (void)
{
  LlmWelcome *self = g_object_new (LLM_TYPE_WELCOME, NULL);

  gtk_label_set_label (self->title, _ ("Ask one model"));
  gtk_label_set_label (self->description,
                       _ ("A conversation with one model, which remembers what was said. Another "
                          "model can be chosen for each message."));
  gtk_widget_set_visible (self->buttons, FALSE);
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->samples)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_actionable_set_action_name (
        GTK_ACTIONABLE (gtk_flow_box_child_get_child (GTK_FLOW_BOX_CHILD (child))),
        "thread.use-prompt");
  return GTK_WIDGET (self);
}

/**
 * llm_welcome_update:
 * @self: a #LlmWelcome
 * @first_run: whether nothing was ever asked
 * @canned: whether only the demonstration would be asked
 */
void
llm_welcome_update (LlmWelcome *self, gboolean first_run, gboolean canned)
{
  g_return_if_fail (LLM_IS_WELCOME (self));

  gtk_label_set_label (self->title, first_run ? _ ("Compare language models")
                                              : _ ("New comparison"));
  if (canned)
    gtk_label_set_label (self->description,
                         _ ("One prompt goes to several models at once; read their answers side "
                            "by side. The demo answers with canned texts and needs neither a key "
                            "nor a network. Add your own API keys to ask real models."));
  else
    gtk_label_set_label (self->description,
                         _ ("One prompt goes to all models of the line-up at once; read their "
                            "answers side by side."));
  gtk_widget_set_visible (self->buttons, canned);
}

/**
 * llm_welcome_get_demo_prompt:
 *
 * Returns: the prompt that the demonstration is started with
 */
const char *
llm_welcome_get_demo_prompt (void)
{
  return _ (samples[0].prompt);
}
