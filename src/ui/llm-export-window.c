/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-export-window.h"

#include <glib/gi18n-lib.h>

struct _LlmExportWindow
{
  AdwWindow parent_instance;

  AdwWindowTitle *window_title;
  GtkWidget *accept_button;
  AdwComboRow *format_row;    /* in the order of LlmExportFormat */
  GtkWidget *layout_row;      /* in the order of LlmExportLayout */
  GtkWidget *orientation_row; /* in the order of LlmExportOrientation */
  GtkSwitch *anonymous_switch;
  GtkWidget *warning_label;
  GtkWidget *what_group;
  GtkWidget *figures_row;
  GtkWidget *reasoning_row;
  GtkSwitch *figures_switch;
  GtkSwitch *system_switch;
  GtkSwitch *reasoning_switch;
  GtkSwitch *versions_switch;
  GtkWidget *drag_group;
  GtkWidget *drag_row;

  gboolean tells_hidden;
  LlmExportContentFunc content_func;
  gpointer content_data;
};

G_DEFINE_FINAL_TYPE (LlmExportWindow, llm_export_window, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_ACCEPTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
accept_cb (LlmExportWindow *self)
{
  g_autoptr (LlmExportWindow) keep G_GNUC_UNUSED = g_object_ref (self);

  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_emit (self, signals[SIGNAL_ACCEPTED], 0);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* JSON has everything, CSV has no texts; figures and thoughts would tell the model. */
static void
format_cb (LlmExportWindow *self)
{
  const LlmExportFormat format = llm_export_window_get_format (self);
  const gboolean anonymous = gtk_switch_get_active (self->anonymous_switch);

  gtk_widget_set_visible (self->layout_row, format == LLM_EXPORT_HTML || format == LLM_EXPORT_PDF);
  gtk_widget_set_visible (self->orientation_row, format == LLM_EXPORT_PDF);
  gtk_widget_set_visible (self->warning_label,
                          self->tells_hidden && format == LLM_EXPORT_JSON && !anonymous);
  gtk_widget_set_sensitive (self->what_group,
                            format != LLM_EXPORT_JSON && format != LLM_EXPORT_CSV);
  gtk_widget_set_sensitive (self->figures_row, !anonymous);
  gtk_widget_set_sensitive (self->reasoning_row, !anonymous);
}

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, LlmExportWindow *self)
{
  return self->content_func != NULL ? self->content_func (self, self->content_data) : NULL;
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, LlmExportWindow *self)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (self->drag_row);

  gtk_drag_source_set_icon (source, picture, 12, 12);
}

static void
llm_export_window_class_init (LlmExportWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  /**
   * LlmExportWindow::accepted:
   *
   * Format and options are clear.
   */
  signals[SIGNAL_ACCEPTED] = g_signal_new ("accepted", LLM_TYPE_EXPORT_WINDOW, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/jbuz/LLMSelect/llm-export-window.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmExportWindow, window_title);
  gtk_widget_class_bind_template_child (widget_class, LlmExportWindow, accept_button);
  gtk_widget_class_bind_template_child (widget_class, LlmExportWindow, format_row);
  gtk_widget_class_bind_template_child (widget_class, LlmExportWindow, layout_row);
  gtk_widget_class_bind_template_child (widget_class, LlmExportWindow, orientation_row);
  gtk_widget_class_bind_template_child (widget_class, LlmExportWindow, anonymous_switch);
  gtk_widget_class_bind_template_child (widget_class, LlmExportWindow, warning_label);
  gtk_widget_class_bind_template_child (widget_class, LlmExportWindow, what_group);
  gtk_widget_class_bind_template_child (widget_class, LlmExportWindow, figures_row);
  gtk_widget_class_bind_template_child (widget_class, LlmExportWindow, reasoning_row);
  gtk_widget_class_bind_template_child (widget_class, LlmExportWindow, figures_switch);
  gtk_widget_class_bind_template_child (widget_class, LlmExportWindow, system_switch);
  gtk_widget_class_bind_template_child (widget_class, LlmExportWindow, reasoning_switch);
  gtk_widget_class_bind_template_child (widget_class, LlmExportWindow, versions_switch);
  gtk_widget_class_bind_template_child (widget_class, LlmExportWindow, drag_group);
  gtk_widget_class_bind_template_child (widget_class, LlmExportWindow, drag_row);
  gtk_widget_class_bind_template_callback (widget_class, accept_cb);
  gtk_widget_class_bind_template_callback (widget_class, prepare_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, format_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
llm_export_window_init (LlmExportWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_cursor_from_name (self->drag_row, "grab");
  format_cb (self);
}

/**
 * llm_export_window_new:
 * @parent: the window it stands over
 * @n_conversations: how many are to be exported
 *
 * Returns: (transfer none): a window, owned by GTK until it is closed
 */
GtkWidget *
llm_export_window_new (GtkWindow *parent, guint n_conversations)
{
  LlmExportWindow *self = g_object_new (LLM_TYPE_EXPORT_WINDOW, "transient-for", parent, NULL);
  g_autofree char *subtitle = g_strdup_printf (
      ngettext ("%u conversation", "%u conversations", n_conversations), n_conversations);

  adw_window_title_set_subtitle (self->window_title, subtitle);
  return GTK_WIDGET (self);
}

/**
 * llm_export_window_get_format:
 * @self: a window
 *
 * Returns: the format that is chosen
 */
LlmExportFormat
llm_export_window_get_format (LlmExportWindow *self)
{
  g_return_val_if_fail (LLM_IS_EXPORT_WINDOW (self), LLM_EXPORT_MARKDOWN);
  return (LlmExportFormat) adw_combo_row_get_selected (self->format_row);
}

/**
 * llm_export_window_set_format:
 * @self: a window
 * @format: the format to choose
 */
void
llm_export_window_set_format (LlmExportWindow *self, LlmExportFormat format)
{
  g_return_if_fail (LLM_IS_EXPORT_WINDOW (self));
  adw_combo_row_set_selected (self->format_row, format);
}

/**
 * llm_export_window_set_tells_hidden:
 * @self: a window
 * @tells_hidden: whether there are answers whose models the user is not to know yet, which JSON
 *   would tell
 */
void
llm_export_window_set_tells_hidden (LlmExportWindow *self, gboolean tells_hidden)
{
  g_return_if_fail (LLM_IS_EXPORT_WINDOW (self));

  self->tells_hidden = tells_hidden;
  format_cb (self);
}

/**
 * llm_export_window_set_content_func:
 * @self: a window
 * @func: (scope notified) (nullable): makes what can be dragged out of the window
 * @data: for @func, which must outlive the window or take @func away
 *
 * Files can be dragged if there is somebody who makes them.
 */
void
llm_export_window_set_content_func (LlmExportWindow *self, LlmExportContentFunc func, gpointer data)
{
  g_return_if_fail (LLM_IS_EXPORT_WINDOW (self));

  self->content_func = func;
  self->content_data = data;
  gtk_widget_set_visible (self->drag_group, func != NULL);
}

/**
 * llm_export_window_get_options:
 * @self: a window
 * @options: (out caller-allocates): where to put what is to be written
 */
void
llm_export_window_get_options (LlmExportWindow *self, LlmExportOptions *options)
{
  g_return_if_fail (LLM_IS_EXPORT_WINDOW (self));
  g_return_if_fail (options != NULL);

  llm_export_options_init (options);
  options->include_figures = gtk_switch_get_active (self->figures_switch);
  options->include_system = gtk_switch_get_active (self->system_switch);
  options->include_reasoning = gtk_switch_get_active (self->reasoning_switch);
  options->include_other_versions = gtk_switch_get_active (self->versions_switch);
  options->anonymous = gtk_switch_get_active (self->anonymous_switch);
  options->layout = (LlmExportLayout) adw_combo_row_get_selected (ADW_COMBO_ROW (self->layout_row));
  options->orientation
      = (LlmExportOrientation) adw_combo_row_get_selected (ADW_COMBO_ROW (self->orientation_row));
}
