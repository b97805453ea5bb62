/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-session.h"

G_BEGIN_DECLS

/**
 * LlmBodyPump:
 *
 * Reads a body that comes in many small pieces, and hands them on in few large
 * ones.
 */
typedef struct _LlmBodyPump LlmBodyPump;

/**
 * LlmBodyPumpFuncs:
 * @data: what has arrived, at most 64 KiB
 * @end: nothing follows: @cause is NULL at the end of the body, or what went wrong
 *
 * Either may stop the pump.
 */
typedef struct
{
  void (*data) (const char *bytes, gsize length, gpointer user_data);
  void (*end) (const GError *cause, gpointer user_data);
} LlmBodyPumpFuncs;

LlmBodyPump *llm_body_pump_start (LlmSession *session,
                                  GInputStream *body,
                                  const LlmBodyPumpFuncs *funcs,
                                  gpointer user_data);
void llm_body_pump_stop (LlmBodyPump *self, gboolean orderly);

G_END_DECLS
