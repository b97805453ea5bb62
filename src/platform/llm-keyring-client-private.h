/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-keyring-client.h"

#include <libsecret/secret.h>

G_BEGIN_DECLS

typedef enum
{
  LLM_KEYRING_CALL_LOOKUP,
  LLM_KEYRING_CALL_STORE,
  LLM_KEYRING_CALL_DELETE,
  LLM_KEYRING_CALL_LIST,
} LlmKeyringCallKind;

/**
 * LlmKeyringCall:
 * @task: %NULL once the call was answered
 * @cancellable: for the calls of libsecret and GDBus
 * @deadline: (nullable): runs except while a prompt is open
 * @cancelled: (nullable): watches the caller's cancellable
 * @creates_collection: the prompt it waits for is about a new collection
 * @service: (nullable): %NULL if libsecret keeps keys in a file
 *
 * One call, reference counted.  Whoever comes first (a reply, the deadline, the
 * caller's cancellable) answers its task; replies that come later find none and
 * only tell that the service is back.
 */
typedef struct
{
  LlmKeyringCallKind kind;
  GTask *task;
  GWeakRef client;
  GCancellable *cancellable;
  GSource *deadline;
  GSource *cancelled;

  char *provider_id;
  SecretValue *value;
  gboolean may_prompt;
  gboolean creates_collection;

  SecretService *service;
  GPtrArray *found;
  guint n_pending;
  gboolean found_locked;
} LlmKeyringCall;

/* @live is not owned; @waiting wait for the connection and @prompted for a prompt. */
struct _LlmKeyringClient
{
  GObject parent_instance;

  guint deadline_ms;
  guint hang_memory_ms;
  gint64 hung_until;
  LlmKeyringState state;

  GPtrArray *live;

  GCancellable *connecting;
  GPtrArray *waiting;

  GCancellable *prompting;
  GPtrArray *prompted;
};

LlmKeyringCall *llm_keyring_call_new (LlmKeyringClient *client,
                                      LlmKeyringCallKind kind,
                                      const char *provider_id,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
LlmKeyringCall *llm_keyring_call_ref (LlmKeyringCall *call);
void llm_keyring_call_unref (LlmKeyringCall *call);
gboolean llm_keyring_call_reads (LlmKeyringCall *call);
gboolean llm_keyring_call_goes_on (LlmKeyringCall *call, const GError *error);
void llm_keyring_call_start_deadline (LlmKeyringCall *call);
void llm_keyring_call_stop_deadline (LlmKeyringCall *call);
void llm_keyring_call_answer (LlmKeyringCall *call, gpointer result, GDestroyNotify destroy);
void llm_keyring_call_fail (LlmKeyringCall *call, LlmKeyringClientError code, const char *message);

/* Once connected, each call goes on with llm_keyring_call_run(). */
void llm_keyring_call_connect (LlmKeyringCall *call);
void llm_keyring_call_run (LlmKeyringCall *call);
void llm_keyring_call_prompt (LlmKeyringCall *call, const char *method, GVariant *parameters);

void llm_keyring_client_note_answer (LlmKeyringClient *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmKeyringCall, llm_keyring_call_unref)

G_END_DECLS
