/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>
#include "llm-codec.h"

G_BEGIN_DECLS

/* What the head of an answer tells. */
gboolean llm_http_head_is_stream (SoupMessageHeaders *headers, LlmFraming framing);
const char *llm_http_head_get_request_id (SoupMessageHeaders *headers, const char *key);

G_END_DECLS
