/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "llm-codec.h"
#include "llm-error.h"

G_BEGIN_DECLS

/* Helpers of the codecs' tests: what a recorded stream decodes to, and what a
 * request looks like on the wire. */

/* A target with nothing but an address and a key, for one call. */
#define TARGET(url, secret) (&(const LlmTarget){ .base_url = (url), .key = (secret) })

#define NO_ERROR (-1)
#define UNTOLD LLM_UNKNOWN

/* What a stream in tests/data/net is expected to give. */
typedef struct
{
  const char *fixture;
  const LlmCodec *(*codec) (void);
  const char *text;
  const char *reasoning;
  const char *finish_reason;
  const char *request_id;
  gboolean terminated;
  int error; /* an LlmErrorCode, or NO_ERROR */
  LlmUsage usage;
} StreamCase;

#define USAGE(i, c, w, r, o)                                                                       \
  { .input = i, .cached = c, .cache_write = w, .reasoning = r, .output = o, .cost_usd = NAN }
#define NO_USAGE USAGE (UNTOLD, UNTOLD, UNTOLD, UNTOLD, UNTOLD)

char *codec_test_read_fixture (const char *name, gsize *length);
void codec_test_decode (const LlmCodec *codec,
                        LlmDecoder *decoder,
                        const char *bytes,
                        gsize length,
                        gsize first);
void codec_test_add_streams (const char *suite, const StreamCase *cases, guint n_cases);

LlmModel *codec_test_new_model (const char *provider_id,
                                const char *id,
                                gint64 max_output,
                                gboolean reasoning,
                                gboolean sampling,
                                const char *const *effort_levels);
const char *codec_test_get_header (const LlmWireRequest *wire, const char *name);
JsonObject *codec_test_get_body (const LlmWireRequest *wire);
void codec_test_keys (const LlmCodec *codec, const char *header, const char *prefix);

G_END_DECLS
