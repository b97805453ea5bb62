/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-prober.h"
#include "llm-session.h"

G_BEGIN_DECLS

/**
 * LlmLocalPort:
 * @preset: the id of the preset that usually answers there
 * @port: on the loopback interface
 */
typedef struct
{
  const char *preset;
  guint16 port;
} LlmLocalPort;

/**
 * LlmLocalProber:
 *
 * Asks the ports that known local servers use by default who is there.
 */
#define LLM_TYPE_LOCAL_PROBER (llm_local_prober_get_type ())
G_DECLARE_FINAL_TYPE (LlmLocalProber, llm_local_prober, LLM, LOCAL_PROBER, GObject)

LlmProber *llm_local_prober_new (LlmSession *session);
LlmProber *
llm_local_prober_new_for_ports (LlmSession *session, const LlmLocalPort *ports, guint n_ports);

G_END_DECLS
