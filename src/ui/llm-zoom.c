/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-zoom.h"

#define KEY "text-zoom"

/* Per cent, as browsers have them. */
static const int steps[] = { 50, 67, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300 };

struct _LlmZoom
{
  GObject parent_instance;

  GSettings *settings;
  GdkDisplay *display;
  GtkCssProvider *provider;
};

G_DEFINE_FINAL_TYPE (LlmZoom, llm_zoom, G_TYPE_OBJECT)

static void
changed_cb (LlmZoom *self)
{
  g_autofree char *css = NULL;

  css = g_strdup_printf ("llm-answer-view textview { font-size: %d%%; }"
                         "llm-answer-view textview.monospace { font-size: %d%%; }",
                         g_settings_get_int (self->settings, KEY),
                         g_settings_get_int (self->settings, KEY) * 92 / 100);
  gtk_css_provider_load_from_data (self->provider, css, -1);
}

static void
llm_zoom_dispose (GObject *object)
{
  LlmZoom *self = LLM_ZOOM (object);

  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  if (self->provider != NULL)
    gtk_style_context_remove_provider_for_display (self->display,
                                                   GTK_STYLE_PROVIDER (self->provider));
  g_clear_object (&self->provider);
  g_clear_object (&self->settings);
  g_clear_object (&self->display);

  G_OBJECT_CLASS (llm_zoom_parent_class)->dispose (object);
}

static void
llm_zoom_class_init (LlmZoomClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_zoom_dispose;
}

static void
llm_zoom_init (LlmZoom *self)
{
}

/**
 * llm_zoom_new:
 * @settings: the program's settings
 * @display: where its windows are
 *
 * Returns: (transfer full): what keeps the size of the text as the settings say
 */
LlmZoom *
llm_zoom_new (GSettings *settings, GdkDisplay *display)
{
  LlmZoom *self;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (GDK_IS_DISPLAY (display), NULL);

  self = g_object_new (LLM_TYPE_ZOOM, NULL);
  self->settings = g_object_ref (settings);
  self->display = g_object_ref (display);
  self->provider = gtk_css_provider_new ();
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (self->provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
  g_signal_connect_object (settings, "changed::" KEY, G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  changed_cb (self);
  return self;
}

/**
 * llm_zoom_step:
 * @settings: the program's settings
 * @step: 1 for larger, -1 for smaller text, 0 for its usual size
 */
void
llm_zoom_step (GSettings *settings, int step)
{
  const int zoom = g_settings_get_int (settings, KEY);
  int other = zoom;

  g_return_if_fail (G_IS_SETTINGS (settings));
  g_return_if_fail (step >= -1 && step <= 1);

  if (step == 0)
    other = 100;
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      if (step < 0 && steps[i] < zoom)
        other = steps[i];
      if (step > 0 && steps[i] > zoom)
        {
          other = steps[i];
          break;
        }
    }
  if (other != zoom)
    g_settings_set_int (settings, KEY, other);
}
