/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LLM_HELPER_ERROR:
 *
 * Why a helper process did not do what it was asked for.
 */
#define LLM_HELPER_ERROR (llm_helper_error_quark ())

/**
 * LlmHelperError:
 * @LLM_HELPER_ERROR_REFUSED: the helper says that it cannot; the message is its own, in
 *   English, without trailing punctuation, and may quote the request
 * @LLM_HELPER_ERROR_TOO_LARGE: the request or its result is too large
 * @LLM_HELPER_ERROR_CRASHED: the request ended the helper, more than once
 * @LLM_HELPER_ERROR_HUNG: no answer in time
 * @LLM_HELPER_ERROR_UNAVAILABLE: the helper is not there, or does not start
 */
typedef enum
{
  LLM_HELPER_ERROR_REFUSED,
  LLM_HELPER_ERROR_TOO_LARGE,
  LLM_HELPER_ERROR_CRASHED,
  LLM_HELPER_ERROR_HUNG,
  LLM_HELPER_ERROR_UNAVAILABLE,
} LlmHelperError;

GQuark llm_helper_error_quark (void);

/**
 * LlmHelperTimes:
 * @start_ms: how long a helper may take until it is ready
 * @answer_ms: how long it may take for an answer
 * @idle_ms: how long it stays without a request
 * @pause_ms: how long nothing is tried after it failed to start
 *
 * The patience with a helper, in milliseconds.
 */
typedef struct
{
  guint start_ms;
  guint answer_ms;
  guint idle_ms;
  guint pause_ms;
} LlmHelperTimes;

/**
 * LlmHelperProcess:
 *
 * A program that answers requests, one after the other, and may hang or crash over any of
 * them.  It is started by the first request, killed when it does not answer, started anew
 * for the next, and ended when it has been idle for a while.  It gets only the named
 * variables of the environment.  Nothing here blocks; all of it happens on the main
 * context.
 *
 * A request over which the helper crashes is tried once more; a request that has cost two
 * helpers is refused from then on.
 */
#define LLM_TYPE_HELPER_PROCESS (llm_helper_process_get_type ())
G_DECLARE_FINAL_TYPE (LlmHelperProcess, llm_helper_process, LLM, HELPER_PROCESS, GObject)

char *llm_helper_process_find (const char *name);
LlmHelperProcess *llm_helper_process_new (const char *const *argv, const char *const *variables);
void llm_helper_process_set_times (LlmHelperProcess *self, const LlmHelperTimes *times);
void llm_helper_process_set_argument (LlmHelperProcess *self, const char *argument);
gboolean llm_helper_process_is_running (LlmHelperProcess *self);

void llm_helper_process_call_async (LlmHelperProcess *self,
                                    guint8 kind,
                                    GBytes *request,
                                    gsize answer_max,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
void llm_helper_process_call_named_async (LlmHelperProcess *self,
                                          guint8 kind,
                                          const char *name,
                                          GBytes *request,
                                          gsize answer_max,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
GBytes *
llm_helper_process_call_finish (LlmHelperProcess *self, GAsyncResult *result, GError **error);

G_END_DECLS
