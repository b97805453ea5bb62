/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>
#include "llm-codec.h"

G_BEGIN_DECLS

/**
 * LlmSession:
 *
 * The one #SoupSession of the process with its settings, made when it is first
 * used.
 */
#define LLM_TYPE_SESSION (llm_session_get_type ())
G_DECLARE_FINAL_TYPE (LlmSession, llm_session, LLM, SESSION, GObject)

LlmSession *llm_session_new (void);
LlmSession *llm_session_new_for_address (GSocketConnectable *address);
void llm_session_set_tls_database (LlmSession *self, GTlsDatabase *database);
void llm_session_set_http2 (LlmSession *self, gboolean allowed);

void llm_session_new_for_ca_file_async (const char *ca_file,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
LlmSession *llm_session_new_for_ca_file_finish (GAsyncResult *result, GError **error);

SoupMessage *llm_session_new_message (const LlmWireRequest *wire, GError **error);
void llm_session_send_async (LlmSession *self,
                             SoupMessage *message,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
GInputStream *llm_session_send_finish (GAsyncResult *result, GError **error);

void llm_session_read_body_async (LlmSession *self,
                                  GInputStream *body,
                                  gsize max_length,
                                  double seconds,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
GBytes *llm_session_read_body_finish (LlmSession *self, GAsyncResult *result, GError **error);
void llm_session_drain_body (LlmSession *self, GInputStream *body);
void llm_session_drop_body (LlmSession *self, GInputStream *body);

G_END_DECLS
