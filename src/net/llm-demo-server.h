/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LlmDemoServer:
 *
 * An HTTP server inside the process that answers prompts with canned texts, in the
 * real wire formats of the vendors.  It listens on a private Unix socket, so that
 * the demo takes the same way as everything else and no port opens.
 *
 * The environment variable LLMSELECT_DEMO_SPEED multiplies the pace of all models,
 * for tests and benchmarks: 1 is the pace of people reading along, 10 ten times
 * that, 0 as fast as possible.
 */
#define LLM_TYPE_DEMO_SERVER (llm_demo_server_get_type ())
G_DECLARE_FINAL_TYPE (LlmDemoServer, llm_demo_server, LLM, DEMO_SERVER, GObject)

LlmDemoServer *llm_demo_server_new (GError **error);
GSocketAddress *llm_demo_server_get_address (LlmDemoServer *self);

G_END_DECLS
