/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-images.h"
#include "llm-notice.h"
#include "llm-thread.h"

G_BEGIN_DECLS

/* The images of a running column; for LlmRun only. */

/**
 * LlmRunImages:
 * @n_gone: images of earlier prompts that were left out because they cannot be read
 * @n_trimmed: images of earlier prompts that were left out because they are too many
 *
 * What was left out of a request.
 */
typedef struct
{
  guint n_gone;
  guint n_trimmed;
} LlmRunImages;

guint llm_run_images_fit (const LlmThread *thread,
                          const LlmRequest *request,
                          gint64 room,
                          guint *n_turns);
gboolean
llm_run_images_choose (LlmRequest *request, guint prompt, guint *n_left_out, GError **error);
void llm_run_images_fill_async (LlmImages *images,
                                LlmRequest *request,
                                guint prompt,
                                const LlmImageLimits *limits,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean llm_run_images_fill_finish (LlmImages *images,
                                     GAsyncResult *result,
                                     LlmRunImages *left_out,
                                     GError **error);
gboolean llm_run_images_describe (const LlmRequest *request, LlmSentImages *sent);

G_END_DECLS
