/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "llm-helper-frame.h"

G_BEGIN_DECLS

/**
 * LlmHelperChild:
 *
 * One running helper and the frames to and from it.  Private to this layer; when to start
 * one, what to send and what its end means is #LlmHelperProcess's business.
 */
typedef struct _LlmHelperChild LlmHelperChild;

/**
 * LlmHelperChildHandlers:
 * @frame: a frame has arrived; @payload is only lent
 * @lost: nothing more will come; @error is the reason in words for a log, and
 *   %G_IO_ERROR_INVALID_DATA if the helper talked nonsense, %G_IO_ERROR_MESSAGE_TOO_LARGE
 *   if it wanted to send too much
 *
 * Who is told; neither is called after llm_helper_child_retire() or
 * llm_helper_child_kill().
 */
typedef struct
{
  void (*frame) (gpointer owner, const LlmHelperFrame *frame, GBytes *payload);
  void (*lost) (gpointer owner, const GError *error);
} LlmHelperChildHandlers;

LlmHelperChild *llm_helper_child_start (const char *const *argv,
                                        const char *const *variables,
                                        const LlmHelperChildHandlers *handlers,
                                        gpointer owner,
                                        GError **error);
void llm_helper_child_send (
    LlmHelperChild *self, guint8 kind, guint32 id, GBytes *payload, gsize answer_max);
void llm_helper_child_retire (LlmHelperChild *self);
void llm_helper_child_kill (LlmHelperChild *self);

G_END_DECLS
