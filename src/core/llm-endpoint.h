/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * LlmEndpoint:
 * @id: what stands before the colon of PROVIDER:MODEL; names the key in the keyring
 * @name: its name to show
 * @base_url: without trailing slash
 * @preset: (nullable): the id of an #LlmEndpointPreset, which tells the server's
 *   peculiarities; NULL for a server of unknown make
 * @headers: (nullable) (array zero-terminated=1): more headers to send, name and
 *   value alternating; "{key}" in a value stands for the key, which itself is never
 *   in here
 * @ca_file: (nullable): a PEM file with the certificate authorities to trust for
 *   this server instead of the system's
 *
 * A server the user has added.
 */
typedef struct
{
  char *id;
  char *name;
  char *base_url;
  char *preset;
  char **headers;
  char *ca_file;
} LlmEndpoint;

#define LLM_TYPE_ENDPOINT (llm_endpoint_get_type ())
GType llm_endpoint_get_type (void) G_GNUC_CONST;

LlmEndpoint *llm_endpoint_new (const char *id, const char *name, const char *base_url);
LlmEndpoint *llm_endpoint_copy (const LlmEndpoint *endpoint);
void llm_endpoint_free (LlmEndpoint *endpoint);
gboolean llm_endpoint_equal (const LlmEndpoint *a, const LlmEndpoint *b);
gboolean llm_endpoint_id_is_valid (const char *id);
gboolean llm_endpoint_check_headers (const char *const *headers, GError **error);

char *llm_base_url_normalize (const char *text, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmEndpoint, llm_endpoint_free)

/**
 * LlmEndpointPreset:
 * @id: names its dialect in net/ too
 * @name: for people; not translated
 * @base_url: where such a server is by default
 * @local: whether it runs on this machine
 * @takes_key: whether a key is usual
 *
 * A make of server that is known.
 */
typedef struct
{
  const char *id;
  const char *name;
  const char *base_url;
  gboolean local;
  gboolean takes_key;
} LlmEndpointPreset;

const LlmEndpointPreset *llm_endpoint_presets_get (guint *n_presets);
const LlmEndpointPreset *llm_endpoint_presets_find (const char *id);

G_END_DECLS
