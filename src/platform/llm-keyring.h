/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-secrets.h"

G_BEGIN_DECLS

/**
 * LlmKeyring:
 *
 * The #LlmSecrets on the Secret Service, with the providers' environment
 * variables as second source.
 */
#define LLM_TYPE_KEYRING (llm_keyring_get_type ())
G_DECLARE_FINAL_TYPE (LlmKeyring, llm_keyring, LLM, KEYRING, GObject)

LlmSecrets *llm_keyring_new (void);

G_END_DECLS
