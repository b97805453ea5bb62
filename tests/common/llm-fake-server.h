/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LlmFakeScript:
 *
 * What the server does with one request, step by step.  A script is a value that
 * is only added to; it may serve any number of requests.
 */
typedef struct _LlmFakeScript LlmFakeScript;

/* @content_type NULL: no such header.  The body is chunked, one chunk a step. */
LlmFakeScript *llm_fake_script_new (guint status, const char *content_type);
/* No head is sent: the steps send every byte. */
LlmFakeScript *llm_fake_script_new_raw (void);
LlmFakeScript *llm_fake_script_ref (LlmFakeScript *self);
void llm_fake_script_unref (LlmFakeScript *self);

void llm_fake_script_add_header (LlmFakeScript *self, const char *name, const char *value);
void llm_fake_script_set_chunked (LlmFakeScript *self, gboolean chunked);
void llm_fake_script_send (LlmFakeScript *self, const char *text);
void llm_fake_script_send_bytes (LlmFakeScript *self, const char *bytes, gsize length);
void llm_fake_script_send_shared (LlmFakeScript *self, GBytes *bytes);
void llm_fake_script_send_slowly (LlmFakeScript *self, const char *text);
void llm_fake_script_wait (LlmFakeScript *self, guint milliseconds);
/* Waits for llm_fake_server_release(). */
void llm_fake_script_hold (LlmFakeScript *self);
/* One of these is the last step.  Without any, the body ends in good order and the
 * connection waits for another request. */
void llm_fake_script_stall (LlmFakeScript *self);
void llm_fake_script_close (LlmFakeScript *self);
void llm_fake_script_reset (LlmFakeScript *self);

typedef struct
{
  guint connection; /* its number, from 0 */
  char *method;
  char *path;
  GHashTable *headers; /* names in lower case */
  GBytes *body;
} LlmFakeRequest;

const char *llm_fake_request_get_header (const LlmFakeRequest *self, const char *name);

/**
 * LlmFakeServer:
 *
 * An HTTP/1.1 server on a loopback port that does what its scripts say, fault by
 * fault, below the level at which a library would keep it from doing wrong.  It
 * lives on the main context of the test.
 */
typedef struct _LlmFakeServer LlmFakeServer;

LlmFakeServer *llm_fake_server_new (void);
LlmFakeServer *llm_fake_server_new_with_certificate (GTlsCertificate *certificate);
/* An address at which connections are refused.  The port stays this process's own until it
 * ends: the server of another test cannot get it. */
char *llm_fake_server_dup_refusing_url (const char *path);
void llm_fake_server_free (LlmFakeServer *self);
char *llm_fake_server_dup_url (LlmFakeServer *self, const char *path);
guint16 llm_fake_server_get_port (LlmFakeServer *self);

/* Scripts are used in order, each once, the last one for all further requests. */
void llm_fake_server_take_script (LlmFakeServer *self, LlmFakeScript *script);
void llm_fake_server_release (LlmFakeServer *self);

guint llm_fake_server_get_n_requests (LlmFakeServer *self);
const LlmFakeRequest *llm_fake_server_get_request (LlmFakeServer *self, guint index);
guint llm_fake_server_get_n_connections (LlmFakeServer *self);
guint llm_fake_server_get_n_open (LlmFakeServer *self);
guint llm_fake_server_get_max_open (LlmFakeServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmFakeScript, llm_fake_script_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmFakeServer, llm_fake_server_free)

G_END_DECLS
