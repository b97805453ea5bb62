/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-http-head.h"

#include <string.h>

#define REQUEST_ID_MAX 200

/* What is said to follow, by framing. */
static const char *const media_types[][3] = {
  [LLM_FRAMING_SSE] = { "text/event-stream", NULL },
  [LLM_FRAMING_NDJSON] = { "application/x-ndjson", "application/ndjson", NULL },
};

/* Parameters may follow, after blanks or not. */
static gboolean
is_media_type (const char *type, const char *expected)
{
  gsize length = strlen (expected);

  return g_ascii_strncasecmp (type, expected, length) == 0
         && (type[length] == '\0' || type[length] == ';' || g_ascii_isspace (type[length]));
}

/**
 * llm_http_head_is_stream:
 * @headers: of a 200 answer
 * @framing: how the stream would be cut into events
 *
 * Returns: whether such a stream follows, or at least nothing else is said to
 */
gboolean
llm_http_head_is_stream (SoupMessageHeaders *headers, LlmFraming framing)
{
  const char *type = soup_message_headers_get_one (headers, "Content-Type");
  const char *const *expected = media_types[framing];

  if (type == NULL)
    return TRUE;
  for (guint i = 0; expected[i] != NULL; i++)
    {
      if (is_media_type (type, expected[i]))
        return TRUE;
    }
  return FALSE;
}

/**
 * llm_http_head_get_request_id:
 * @headers: of an answer
 * @key: (nullable): the key, which a server might send back
 *
 * Returns: (nullable): the id under which the vendor finds the request
 */
const char *
llm_http_head_get_request_id (SoupMessageHeaders *headers, const char *key)
{
  /* OpenAI, Mistral and most others; Anthropic; OpenRouter; Azure. */
  static const char *const names[]
      = { "x-request-id", "request-id", "x-generation-id", "apim-request-id", NULL };

  for (guint i = 0; names[i] != NULL; i++)
    {
      const char *id = soup_message_headers_get_one (headers, names[i]);

      if (id != NULL && *id != '\0' && strlen (id) <= REQUEST_ID_MAX
          && g_utf8_validate (id, -1, NULL)
          && (key == NULL || *key == '\0' || strstr (id, key) == NULL))
        return id;
    }
  return NULL;
}
