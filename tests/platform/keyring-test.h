/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-secrets.h"

G_BEGIN_DECLS

/* What all tests of the keyring need: a bus and a keyring of their own, calls that
 * wait for their answer, and a log in which no key may ever appear. */

/* A key that is never to be seen outside of the keyring. */
#define CANARY "sk-canary-7f3a9c51e0"

/* Much longer than anything here takes, much shorter than the deadline of 5 s. */
#define SOON_MS 2000

void keyring_test_init (int *argc, char ***argv);
int keyring_test_run (void);
void keyring_test_clean_environment (void);
void keyring_test_assert_no_canary (const char *text);

void keyring_test_start_bus (void);
void keyring_test_stop_bus (void);
gboolean keyring_test_have_daemon (void);
void keyring_test_start_daemon (void);
void keyring_test_stop_daemon (void);
void keyring_test_pause_daemon (gboolean paused);
void keyring_test_lock (void);
void keyring_test_unlock (void);
GVariant *keyring_test_call (const char *object_path,
                             const char *interface,
                             const char *method,
                             GVariant *parameters,
                             const char *reply_type);

/* One call on its way. */
typedef struct
{
  LlmSecrets *secrets;
  GAsyncResult *result;
  gint64 started;
  gint64 answered;
  guint n_answers;
} TestCall;

TestCall *test_call_new (LlmSecrets *secrets);
void test_call_free (TestCall *call);
void test_call_cb (GObject *source, GAsyncResult *result, gpointer user_data);
void test_call_wait (TestCall *call);
double test_call_get_ms (TestCall *call);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestCall, test_call_free)

void keyring_test_spin (void);
void keyring_test_turn_for (guint ms);
void keyring_test_wait_until (gboolean (*condition) (gpointer user_data), gpointer user_data);

char *keyring_test_lookup (LlmSecrets *secrets,
                           const char *provider_id,
                           LlmSecretSource *source,
                           GError **error);
gboolean
keyring_test_store (LlmSecrets *secrets, const char *provider_id, const char *key, GError **error);
gboolean keyring_test_delete (LlmSecrets *secrets, const char *provider_id, GError **error);
char *keyring_test_list (LlmSecrets *secrets);

void keyring_test_assert_key (LlmSecrets *secrets,
                              const char *provider_id,
                              const char *key,
                              LlmSecretSource source);
void keyring_test_assert_no_key (LlmSecrets *secrets, const char *provider_id, const char *why);

G_END_DECLS
