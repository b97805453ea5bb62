/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LlmDemoSocket:
 *
 * A listening Unix socket in a folder that nobody else can enter.
 */
typedef struct _LlmDemoSocket LlmDemoSocket;

LlmDemoSocket *llm_demo_socket_open (GError **error);
void llm_demo_socket_close (LlmDemoSocket *self);
GSocket *llm_demo_socket_get_socket (LlmDemoSocket *self);
GSocketAddress *llm_demo_socket_get_address (LlmDemoSocket *self);

G_END_DECLS
