/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-code-window.h"

#include <glib/gi18n-lib.h>
#include <gtksourceview/gtksource.h>
#include <string.h>
#include "llm-raw-text.h"
#include "llm-text-sink.h"

/* Code beyond this is not highlighted, nor code with a line longer than that: some patterns
 * take time that grows with the square of the length. */
#define MAX_HIGHLIGHTED (200 * 1024)
#define MAX_HIGHLIGHTED_LINE 2048

/* How long the copy button says that it has copied. */
#define COPIED_MS 1500

struct _LlmCodeWindow
{
  AdwWindow parent_instance;

  char *code;
  LlmRawText *raw_text;
  guint copied_id;

  GtkWidget *window_title;
  GtkWidget *copy_button;
  GtkWidget *view;
};

G_DEFINE_FINAL_TYPE (LlmCodeWindow, llm_code_window, ADW_TYPE_WINDOW)

enum
{
  PROP_0,
  PROP_WRAP,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static gboolean
get_wrap (LlmCodeWindow *self)
{
  return gtk_text_view_get_wrap_mode (GTK_TEXT_VIEW (self->view)) != GTK_WRAP_NONE;
}

static void
set_wrap (LlmCodeWindow *self, gboolean wrap)
{
  if (get_wrap (self) == wrap)
    return;
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->view),
                               wrap ? GTK_WRAP_WORD_CHAR : GTK_WRAP_NONE);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WRAP]);
}

static gboolean
copied_cb (gpointer user_data)
{
  LlmCodeWindow *self = LLM_CODE_WINDOW (user_data);

  self->copied_id = 0;
  gtk_button_set_icon_name (GTK_BUTTON (self->copy_button), "edit-copy-symbolic");
  return G_SOURCE_REMOVE;
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmCodeWindow *self = LLM_CODE_WINDOW (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), self->code);
  gtk_button_set_icon_name (GTK_BUTTON (self->copy_button), "object-select-symbolic");
  g_clear_handle_id (&self->copied_id, g_source_remove);
  self->copied_id = g_timeout_add (COPIED_MS, copied_cb, self);
}

/* Copies the code's own text, without the line ends that are for display. */
static void
copy_clipboard_cb (LlmCodeWindow *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  if (!llm_raw_text_has_breaks (self->raw_text)
      || !gtk_text_buffer_get_selection_bounds (buffer, &start, &end))
    return;
  text = llm_raw_text_dup_slice (self->raw_text, &start, &end);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (self->view), text);
  g_signal_stop_emission_by_name (self->view, "copy-clipboard");
}

static void
update_scheme (LlmCodeWindow *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  GtkSourceStyleSchemeManager *manager = gtk_source_style_scheme_manager_get_default ();
  const gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());

  gtk_source_buffer_set_style_scheme (
      GTK_SOURCE_BUFFER (buffer),
      gtk_source_style_scheme_manager_get_scheme (manager, dark ? "Adwaita-dark" : "Adwaita"));
}

static gboolean
is_highlightable (const char *code, gsize length)
{
  const char *line = code;

  if (length > MAX_HIGHLIGHTED)
    return FALSE;
  for (const char *end = strchr (line, '\n'); end != NULL; end = strchr (line, '\n'))
    {
      if (end - line > MAX_HIGHLIGHTED_LINE)
        return FALSE;
      line = end + 1;
    }
  return strlen (line) <= MAX_HIGHLIGHTED_LINE;
}

static void
show_code (LlmCodeWindow *self, const char *language_id)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  gsize length = strlen (self->code);
  const gboolean highlightable = is_highlightable (self->code, length);
  GtkTextIter start;

  if (highlightable && language_id != NULL)
    gtk_source_buffer_set_language (GTK_SOURCE_BUFFER (buffer),
                                    gtk_source_language_manager_get_language (
                                        gtk_source_language_manager_get_default (), language_id));
  gtk_source_buffer_set_highlight_syntax (GTK_SOURCE_BUFFER (buffer), highlightable);
  /* The line end of the last line would make an empty one with a number. */
  if (length > 0 && self->code[length - 1] == '\n')
    length--;
  llm_text_sink_append (LLM_TEXT_SINK (self->raw_text), self->code, 0, length);
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_place_cursor (buffer, &start);
}

static void
llm_code_window_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LlmCodeWindow *self = LLM_CODE_WINDOW (object);

  switch (prop_id)
    {
    case PROP_WRAP:
      /* The action asks also before there is a view, and while the window goes away. */
      g_value_set_boolean (value, self->view != NULL && get_wrap (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_code_window_set_property (GObject *object,
                              guint prop_id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  LlmCodeWindow *self = LLM_CODE_WINDOW (object);

  switch (prop_id)
    {
    case PROP_WRAP:
      set_wrap (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_code_window_dispose (GObject *object)
{
  LlmCodeWindow *self = LLM_CODE_WINDOW (object);

  g_clear_handle_id (&self->copied_id, g_source_remove);
  g_clear_object (&self->raw_text);
  gtk_widget_dispose_template (GTK_WIDGET (self), LLM_TYPE_CODE_WINDOW);

  G_OBJECT_CLASS (llm_code_window_parent_class)->dispose (object);
}

static void
llm_code_window_finalize (GObject *object)
{
  g_free (LLM_CODE_WINDOW (object)->code);

  G_OBJECT_CLASS (llm_code_window_parent_class)->finalize (object);
}

static void
llm_code_window_class_init (LlmCodeWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = llm_code_window_get_property;
  object_class->set_property = llm_code_window_set_property;
  object_class->dispose = llm_code_window_dispose;
  object_class->finalize = llm_code_window_finalize;

  props[PROP_WRAP]
      = g_param_spec_boolean ("wrap", NULL, NULL, FALSE,
                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/jbuz/LLMSelect/llm-code-window.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmCodeWindow, window_title);
  gtk_widget_class_bind_template_child (widget_class, LlmCodeWindow, copy_button);
  gtk_widget_class_bind_template_child (widget_class, LlmCodeWindow, view);
  gtk_widget_class_bind_template_callback (widget_class, copy_clipboard_cb);

  gtk_widget_class_install_action (widget_class, "code.copy", NULL, copy_action);
  gtk_widget_class_install_property_action (widget_class, "code.wrap", "wrap");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close",
                                       NULL);
}

static void
llm_code_window_init (LlmCodeWindow *self)
{
  GtkTextBuffer *buffer;

  gtk_widget_init_template (GTK_WIDGET (self));
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  gtk_text_buffer_set_enable_undo (buffer, FALSE);
  gtk_source_buffer_set_highlight_matching_brackets (GTK_SOURCE_BUFFER (buffer), FALSE);
  self->raw_text = llm_raw_text_new (buffer);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (update_scheme), self, G_CONNECT_SWAPPED);
  update_scheme (self);
}

/**
 * llm_code_window_new:
 * @parent: (nullable): the window that it is opened from
 * @title: what to call the code
 * @language_id: (nullable): its language as GtkSourceView names it; one that is not known
 *   is none
 * @code: the code
 *
 * Returns: (transfer none): a window that is not shown yet
 */
GtkWidget *
llm_code_window_new (GtkWindow *parent,
                     const char *title,
                     const char *language_id,
                     const char *code)
{
  LlmCodeWindow *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (title != NULL && code != NULL, NULL);

  self = g_object_new (LLM_TYPE_CODE_WINDOW, "title", title, "transient-for", parent, NULL);
  adw_window_title_set_title (ADW_WINDOW_TITLE (self->window_title), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  self->code = g_strdup (code);
  show_code (self, language_id);
  gtk_widget_grab_focus (self->view);
  return GTK_WIDGET (self);
}
