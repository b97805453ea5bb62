/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "llm-composer-private.h"
#include "llm-input-check.h"

/* What is told of a prompt that is longer than a model takes. */

/* Of the text and the images. */
gint64
llm_composer_count_tokens (LlmComposer *self)
{
  return MAX (llm_prompt_meter_get_tokens (self->meter), 0)
         + llm_image_strip_estimate_tokens (self->strip);
}

/* How many answers a follow-up asks for is seen; those of samples are not there yet. */
static guint
count_samples (LlmComposer *self)
{
  const guint samples = llm_samples_button_get_count (self->samples_button);

  if (samples == 1 || self->is_chat || self->columns != NULL || self->lineup == NULL)
    return 0;
  return samples * g_list_model_get_n_items (G_LIST_MODEL (self->lineup));
}

/* What is about to be sent, in a few words; NULL if there is nothing. */
char *
llm_composer_dup_tokens (LlmComposer *self)
{
  const gint64 tokens = llm_composer_count_tokens (self);
  const guint n = count_samples (self);
  g_autofree char *text = NULL;

  if (tokens <= 0)
    return NULL;
  /* Translators: about how many tokens a prompt has */
  text = g_strdup_printf (ngettext ("~%'d token", "~%'d tokens", tokens),
                          (int) MIN (tokens, G_MAXINT));
  if (n == 0)
    return g_steal_pointer (&text);
  /* Translators: about how many tokens a prompt has, and how often it is sent */
  return g_strdup_printf (_ ("%s × %u"), text, n);
}

/* What system prompt and borders add to the prompt's own tokens. */
static gint64
estimate_overhead (LlmComposer *self)
{
  LlmContext *context = llm_lineup_get_context (self->lineup);
  GSettings *settings = llm_settings_get_gsettings (llm_context_get_settings (context));
  g_autofree char *system = g_settings_get_string (settings, "system-prompt");
  g_autoptr (LlmRequest) request = llm_request_new ("", *system != '\0' ? system : NULL, NULL);

  llm_request_add_message (request, LLM_ROLE_USER, "");
  return llm_request_estimate_input (request);
}

static void
add_warning (LlmComposer *self, const char *text)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE, "icon-name", "dialog-warning-symbolic",
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "wrap", TRUE, "wrap-mode",
                                   PANGO_WRAP_WORD_CHAR, "xalign", 0.0, "hexpand", TRUE,
                                   "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, NULL);

  gtk_widget_add_css_class (icon, "warning");
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (self->warnings, row);
}

/* A model that stands in the line-up twice warns once. */
static void
collect_warnings (LlmComposer *self, gint64 tokens, GPtrArray *texts)
{
  LlmCatalog *catalog = llm_context_get_catalog (llm_lineup_get_context (self->lineup));
  GListModel *items = G_LIST_MODEL (self->lineup);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (LlmLineupItem) item = g_list_model_get_item (items, i);
      LlmModel *model = llm_catalog_lookup (catalog, llm_lineup_item_get_provider_id (item),
                                            llm_lineup_item_get_model_id (item));
      g_autofree char *text
          = model != NULL
                ? llm_model_describe_excess (model, llm_lineup_item_get_params (item), tokens)
                : NULL;

      if (text != NULL && !g_ptr_array_find_with_equal_func (texts, text, g_str_equal, NULL))
        g_ptr_array_add (texts, g_steal_pointer (&text));
    }
}

/* About what does not keep from sending. */
void
llm_composer_update_warnings (LlmComposer *self)
{
  const gint64 tokens = llm_composer_count_tokens (self);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  GtkWidget *child;

  if (self->lineup != NULL && tokens > 0)
    collect_warnings (self, tokens + estimate_overhead (self), texts);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->warnings))) != NULL)
    gtk_box_remove (self->warnings, child);
  for (guint i = 0; i < texts->len; i++)
    add_warning (self, g_ptr_array_index (texts, i));
  gtk_widget_set_visible (GTK_WIDGET (self->warnings), texts->len > 0);
}
