/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-secrets.h"

G_BEGIN_DECLS

/* Keys in memory: those of llm_secrets_set_session_key(), and a keyring that is as
 * its state says (ready, unless set).  While held, look-ups do not return, not even
 * when they are cancelled.  No environment. */
#define LLM_TYPE_FAKE_SECRETS (llm_fake_secrets_get_type ())
G_DECLARE_FINAL_TYPE (LlmFakeSecrets, llm_fake_secrets, LLM, FAKE_SECRETS, GObject)

LlmFakeSecrets *llm_fake_secrets_new (void);
void llm_fake_secrets_set_held (LlmFakeSecrets *self, gboolean held);
void llm_fake_secrets_set_state (LlmFakeSecrets *self, LlmKeyringState state);
guint llm_fake_secrets_get_n_lookups (LlmFakeSecrets *self);

G_END_DECLS
