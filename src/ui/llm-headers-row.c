/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-headers-row.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-endpoint.h"

struct _LlmHeadersRow
{
  AdwPreferencesRow parent_instance;

  char *applied; /* the text that is in effect */
  gboolean show_apply;

  GtkTextBuffer *buffer;
  GtkLabel *error_label;
  GtkWidget *apply_button;
};

G_DEFINE_FINAL_TYPE (LlmHeadersRow, llm_headers_row, ADW_TYPE_PREFERENCES_ROW)

enum
{
  SIGNAL_APPLY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What is wrong is said while it is typed. */
static void
changed_cb (LlmHeadersRow *self)
{
  g_autofree char *text = llm_headers_row_dup_text (self);
  g_auto (GStrv) headers = NULL;
  g_autoptr (GError) error = NULL;
  gboolean good = llm_headers_row_parse (text, &headers, &error);

  gtk_label_set_label (self->error_label, good ? "" : error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), !good);
  gtk_widget_set_visible (self->apply_button,
                          self->show_apply && g_strcmp0 (text, self->applied) != 0);
  gtk_widget_set_sensitive (self->apply_button, good);
}

static void
apply_cb (LlmHeadersRow *self)
{
  g_free (self->applied);
  self->applied = llm_headers_row_dup_text (self);
  changed_cb (self);
  g_signal_emit (self, signals[SIGNAL_APPLY], 0);
}

static void
llm_headers_row_finalize (GObject *object)
{
  LlmHeadersRow *self = LLM_HEADERS_ROW (object);

  g_free (self->applied);

  G_OBJECT_CLASS (llm_headers_row_parent_class)->finalize (object);
}

static void
llm_headers_row_class_init (LlmHeadersRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = llm_headers_row_finalize;

  /**
   * LlmHeadersRow::apply:
   *
   * The headers are to take effect; they are valid.
   */
  signals[SIGNAL_APPLY] = g_signal_new ("apply", LLM_TYPE_HEADERS_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/jbuz/LLMSelect/llm-headers-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmHeadersRow, buffer);
  gtk_widget_class_bind_template_child (widget_class, LlmHeadersRow, error_label);
  gtk_widget_class_bind_template_child (widget_class, LlmHeadersRow, apply_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, apply_cb);
}

static void
llm_headers_row_init (LlmHeadersRow *self)
{
  self->applied = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * llm_headers_row_new:
 *
 * Returns: (transfer floating): a row without headers
 */
GtkWidget *
llm_headers_row_new (void)
{
  return g_object_new (LLM_TYPE_HEADERS_ROW, NULL);
}

/**
 * llm_headers_row_set_show_apply:
 * @self: a #LlmHeadersRow
 * @show_apply: whether changed text has a button that emits ::apply
 */
void
llm_headers_row_set_show_apply (LlmHeadersRow *self, gboolean show_apply)
{
  g_return_if_fail (LLM_IS_HEADERS_ROW (self));

  self->show_apply = show_apply;
  changed_cb (self);
}

/**
 * llm_headers_row_set_headers:
 * @self: a #LlmHeadersRow
 * @headers: (nullable) (array zero-terminated=1): name and value alternating
 */
void
llm_headers_row_set_headers (LlmHeadersRow *self, const char *const *headers)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_if_fail (LLM_IS_HEADERS_ROW (self));

  for (guint i = 0; headers != NULL && headers[i] != NULL && headers[i + 1] != NULL; i += 2)
    g_string_append_printf (text, "%s%s: %s", i > 0 ? "\n" : "", headers[i], headers[i + 1]);
  g_free (self->applied);
  self->applied = g_strdup (text->str);
  llm_headers_row_set_text (self, text->str);
}

/**
 * llm_headers_row_dup_text:
 * @self: a #LlmHeadersRow
 *
 * Returns: (transfer full): the text as it was typed
 */
char *
llm_headers_row_dup_text (LlmHeadersRow *self)
{
  GtkTextIter start, end;

  g_return_val_if_fail (LLM_IS_HEADERS_ROW (self), NULL);

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  return gtk_text_buffer_get_text (self->buffer, &start, &end, TRUE);
}

/**
 * llm_headers_row_set_text:
 * @self: a #LlmHeadersRow
 * @text: what is to be as if it was typed
 */
void
llm_headers_row_set_text (LlmHeadersRow *self, const char *text)
{
  g_return_if_fail (LLM_IS_HEADERS_ROW (self));
  g_return_if_fail (text != NULL);

  gtk_text_buffer_set_text (self->buffer, text, -1);
  changed_cb (self);
}

/**
 * llm_headers_row_get_headers:
 * @self: a #LlmHeadersRow
 * @headers: (out) (transfer full) (nullable): name and value alternating; NULL for none
 * @error: see llm_endpoint_check_headers()
 *
 * Returns: whether the text is good
 */
gboolean
llm_headers_row_get_headers (LlmHeadersRow *self, char ***headers, GError **error)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (LLM_IS_HEADERS_ROW (self), FALSE);

  text = llm_headers_row_dup_text (self);
  return llm_headers_row_parse (text, headers, error);
}

/**
 * llm_headers_row_parse:
 * @text: one "Name: value" a line; empty lines are skipped
 * @headers: (out) (transfer full) (nullable): name and value alternating; NULL for none
 * @error: see llm_endpoint_check_headers()
 *
 * Returns: whether the user may have these headers sent
 */
gboolean
llm_headers_row_parse (const char *text, char ***headers, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) lines = NULL;
  g_auto (GStrv) parsed = NULL;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (headers != NULL, FALSE);

  *headers = NULL;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strstrip (lines[i]);
      const char *colon = strchr (line, ':');
      g_autofree char *name = NULL;
      g_autofree char *value = NULL;

      if (*line == '\0')
        continue;
      /* What lacks a colon is refused as a header without a name. */
      name = colon != NULL ? g_strchomp (g_strndup (line, colon - line)) : g_strdup ("");
      value = colon != NULL ? g_strchug (g_strdup (colon + 1)) : g_strdup ("");
      g_strv_builder_add (builder, name);
      g_strv_builder_add (builder, value);
    }
  parsed = g_strv_builder_end (builder);
  if (!llm_endpoint_check_headers ((const char *const *) parsed, error))
    return FALSE;
  if (parsed[0] != NULL)
    *headers = g_steal_pointer (&parsed);
  return TRUE;
}
