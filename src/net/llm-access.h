/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-route.h"
#include "llm-secrets.h"
#include "llm-session.h"

G_BEGIN_DECLS

/**
 * LlmAccess:
 * @session: the session to send with
 * @key: (nullable): the key to send
 *
 * What a request needs besides its way.
 */
typedef struct
{
  LlmSession *session;
  char *key;
} LlmAccess;

/**
 * LlmAccessSetup:
 * @route: the way; checked, and so changed, by llm_access_open_async(), and not to be
 *   freed before its callback
 * @session: the session for ways without certificate authorities of their own
 * @secrets: (nullable): where the key is
 * @provider_name: for people
 * @key: (nullable): the key to use instead of the one that is stored; "" for none
 */
typedef struct
{
  LlmRoute *route;
  LlmSession *session;
  LlmSecrets *secrets;
  const char *provider_name;
  const char *key;
} LlmAccessSetup;

void llm_access_free (LlmAccess *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmAccess, llm_access_free)

void llm_access_open_async (const LlmAccessSetup *setup,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
LlmAccess *llm_access_open_finish (GAsyncResult *result, GError **error);

G_END_DECLS
