/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-window-private.h"

#include <glib/gi18n.h>

#include "llm-flight-window.h"

/* How a column was asked. */

typedef struct
{
  LlmWindow *window;
  char *title;
} Opening;

static void
opening_free (Opening *opening)
{
  g_object_unref (opening->window);
  g_free (opening->title);
  g_free (opening);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Opening *opening = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmFlight) flight = NULL;
  g_autofree char *text = llm_store_load_flight_finish (LLM_STORE (source), result, &error);

  if (text != NULL)
    flight = llm_flight_new_from_text (text, &error);
  /* The window may be closed by now. */
  if (gtk_widget_get_mapped (GTK_WIDGET (opening->window)))
    gtk_window_present (
        GTK_WINDOW (llm_flight_window_new (GTK_WINDOW (opening->window), opening->title, flight,
                                           error != NULL ? error->message : NULL)));
  opening_free (opening);
}

static void
flight_recorder_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmWindow *self = LLM_WINDOW (widget);
  const char *column_id = g_variant_get_string (parameter, NULL);
  LlmAnswer *answer
      = self->comparison != NULL ? llm_comparison_find (self->comparison, column_id, NULL) : NULL;
  Opening *opening;

  if (answer == NULL || llm_answer_is_hidden (answer))
    return;
  /* What runs, or could not be saved, is only here. */
  if (llm_answer_get_flight (answer) != NULL)
    {
      gtk_window_present (GTK_WINDOW (llm_flight_window_new (
          GTK_WINDOW (self), llm_answer_get_title (answer), llm_answer_get_flight (answer), NULL)));
      return;
    }
  opening = g_new0 (Opening, 1);
  opening->window = g_object_ref (self);
  opening->title = g_strdup (llm_answer_get_title (answer));
  llm_store_load_flight_async (llm_context_get_store (llm_library_get_context (self->library)),
                               column_id, NULL, NULL, loaded_cb, opening);
}

/**
 * llm_window_install_flight_actions:
 * @widget_class: the class of #LlmWindow
 */
void
llm_window_install_flight_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.flight-recorder", "s",
                                   flight_recorder_action);
}
