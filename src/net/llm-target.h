/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is peculiar about a server that speaks chat completions; llm-dialect.h. */
typedef struct _LlmDialect LlmDialect;

/**
 * LlmAuth:
 * @LLM_AUTH_VENDOR: as the codec's own vendor wants it
 * @LLM_AUTH_BEARER: Authorization: Bearer KEY
 * @LLM_AUTH_API_KEY: api-key: KEY
 * @LLM_AUTH_BOTH: both headers (Azure's model inference)
 *
 * How a key is sent.
 */
typedef enum
{
  LLM_AUTH_VENDOR,
  LLM_AUTH_BEARER,
  LLM_AUTH_API_KEY,
  LLM_AUTH_BOTH,
} LlmAuth;

/**
 * LlmTarget:
 * @base_url: without trailing slash, as configured; may have a query, which stays
 *   behind the path that a codec adds (Azure's api-version)
 * @key: (nullable): the key; NULL or "" for no authorization header at all
 * @model: (nullable): the name to send instead of the request's model id (an Azure
 *   deployment)
 * @auth: how the key is sent
 * @dialect: (nullable): the server's peculiarities; NULL for the codec's own vendor
 * @headers: (nullable) (array zero-terminated=1): more headers, name and value
 *   alternating; "{key}" in a value stands for the key
 * @continuation: (nullable): the token that asks for the rest of an answer (Gemini)
 *
 * Where a request goes.  Everything is borrowed for the time of a call.
 */
typedef struct
{
  const char *base_url;
  const char *key;
  const char *model;
  LlmAuth auth;
  const LlmDialect *dialect;
  const char *const *headers;
  const char *continuation;
} LlmTarget;

G_END_DECLS
