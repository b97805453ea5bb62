/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-secrets.h"

G_BEGIN_DECLS

/* Keys in memory, given by llm_secrets_set_session_key().  While held, look-ups do
 * not return, not even when they are cancelled. */
#define LLM_TYPE_FAKE_SECRETS (llm_fake_secrets_get_type ())
G_DECLARE_FINAL_TYPE (LlmFakeSecrets, llm_fake_secrets, LLM, FAKE_SECRETS, GObject)

LlmFakeSecrets *llm_fake_secrets_new (void);
void llm_fake_secrets_set_held (LlmFakeSecrets *self, gboolean held);
guint llm_fake_secrets_get_n_lookups (LlmFakeSecrets *self);

G_END_DECLS
