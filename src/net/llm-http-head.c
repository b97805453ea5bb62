/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-http-head.h"

#include <string.h>

#define EVENT_STREAM "text/event-stream"
#define REQUEST_ID_MAX 200

/**
 * llm_http_head_is_event_stream:
 * @headers: of a 200 answer
 *
 * Returns: whether a stream of events follows, or at least nothing else is said to
 */
gboolean
llm_http_head_is_event_stream (SoupMessageHeaders *headers)
{
  const char *type = soup_message_headers_get_one (headers, "Content-Type");

  if (type == NULL)
    return TRUE;
  if (g_ascii_strncasecmp (type, EVENT_STREAM, strlen (EVENT_STREAM)) != 0)
    return FALSE;
  /* Parameters may follow, after blanks or not. */
  type += strlen (EVENT_STREAM);
  return *type == '\0' || *type == ';' || g_ascii_isspace (*type);
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
