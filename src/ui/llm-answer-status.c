/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-answer-status.h"

#include <glib/gi18n.h>
#include <math.h>
#include "llm-compat.h"

static const struct
{
  const char *word;
  const char *icon_name;
  const char *css_class;
} states[] = {
  [LLM_ANSWER_QUEUED] = { N_ ("Queued"), "preferences-system-time-symbolic", NULL },
  [LLM_ANSWER_CONNECTING] = { N_ ("Connecting"), "network-transmit-symbolic", NULL },
  [LLM_ANSWER_THINKING] = { N_ ("Thinking"), "content-loading-symbolic", NULL },
  [LLM_ANSWER_STREAMING] = { N_ ("Streaming"), "network-receive-symbolic", NULL },
  [LLM_ANSWER_RETRYING] = { N_ ("Retrying"), "view-refresh-symbolic", "warning" },
  [LLM_ANSWER_DONE] = { N_ ("Done"), "object-select-symbolic", "success" },
  [LLM_ANSWER_STOPPED] = { N_ ("Stopped"), "media-playback-stop-symbolic", NULL },
  [LLM_ANSWER_FAILED] = { N_ ("Failed"), "dialog-error-symbolic", "error" },
  [LLM_ANSWER_INTERRUPTED] = { N_ ("Interrupted"), "dialog-warning-symbolic", "warning" },
};

/**
 * llm_answer_status_is_waiting:
 * @answer: an answer
 *
 * Returns: whether it waits for its turn at the provider's rate limit
 */
gboolean
llm_answer_status_is_waiting (LlmAnswer *answer)
{
  g_return_val_if_fail (LLM_IS_ANSWER (answer), FALSE);
  return llm_answer_get_state (answer) == LLM_ANSWER_QUEUED
         && llm_answer_get_retry_at (answer) != 0;
}

/**
 * llm_answer_status_get_word:
 * @answer: an answer
 *
 * Returns: how it goes, such as "Streaming"
 */
const char *
llm_answer_status_get_word (LlmAnswer *answer)
{
  g_return_val_if_fail (LLM_IS_ANSWER (answer), NULL);
  /* How a model gets there tells which one it is. */
  if (llm_answer_is_hidden (answer) && !llm_answer_state_is_final (llm_answer_get_state (answer)))
    return _ ("Answering");
  if (llm_answer_status_is_waiting (answer))
    return _ ("Waiting for the rate limit");
  return _ (states[llm_answer_get_state (answer)].word);
}

/**
 * llm_answer_status_describe:
 * @answer: an answer
 *
 * Returns: (transfer full): how it goes, with the seconds that are waited
 */
char *
llm_answer_status_describe (LlmAnswer *answer)
{
  gint64 left;
  int seconds;

  g_return_val_if_fail (LLM_IS_ANSWER (answer), NULL);

  if (llm_answer_is_hidden (answer))
    return g_strdup (llm_answer_status_get_word (answer));
  left = llm_answer_get_retry_at (answer) - g_get_monotonic_time ();
  seconds = (int) ceil (MAX (left, 0) / (double) G_TIME_SPAN_SECOND);
  if (llm_answer_get_state (answer) == LLM_ANSWER_RETRYING && left > 0)
    return g_strdup_printf (_ ("Retrying in %d s"), seconds);
  if (llm_answer_status_is_waiting (answer) && left > 0)
    return g_strdup_printf (_ ("Waiting for the rate limit, %d s"), seconds);
  return g_strdup (llm_answer_status_get_word (answer));
}

/**
 * llm_answer_status_show:
 * @answer: an answer
 * @image: where to show how it goes
 */
void
llm_answer_status_show (LlmAnswer *answer, GtkImage *image)
{
  const char *css_class;
  LlmAnswerState state;

  g_return_if_fail (LLM_IS_ANSWER (answer));
  g_return_if_fail (GTK_IS_IMAGE (image));

  state = llm_answer_get_state (answer);
  if (llm_answer_is_hidden (answer) && !llm_answer_state_is_final (state))
    state = LLM_ANSWER_STREAMING;
  css_class = states[state].css_class;
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      if (states[i].css_class != NULL)
        gtk_widget_remove_css_class (GTK_WIDGET (image), states[i].css_class);
    }
  if (css_class != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (image), css_class);
  gtk_image_set_from_icon_name (image, states[state].icon_name);
}

/**
 * llm_answer_status_announce:
 * @answer: an answer whose state has changed
 * @widget: what shows it
 *
 * Tells a screen reader of the beginning, the end and what went wrong; nobody wants to hear
 * every word come.
 *
 * Returns: whether there was anything to tell
 */
gboolean
llm_answer_status_announce (LlmAnswer *answer, GtkWidget *widget)
{
  LlmAnswerState state;
  gboolean failed;
  g_autofree char *text = NULL;

  g_return_val_if_fail (LLM_IS_ANSWER (answer), FALSE);
  g_return_val_if_fail (GTK_IS_WIDGET (widget), FALSE);

  state = llm_answer_get_state (answer);
  failed = state == LLM_ANSWER_FAILED || state == LLM_ANSWER_INTERRUPTED;
  if (state != LLM_ANSWER_CONNECTING && !llm_answer_state_is_final (state))
    return FALSE;
  /* Translators: the model, and its state, such as "Done" */
  text = g_strdup_printf (_ ("%s: %s"), llm_answer_get_shown_title (answer),
                          _ (states[state].word));
  llm_compat_announce (widget, text, failed);
  return TRUE;
}
