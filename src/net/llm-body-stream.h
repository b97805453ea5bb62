/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "llm-image.h"

G_BEGIN_DECLS

/* Stands in a body for the base64 of an image: a byte that is in no UTF-8. */
#define LLM_BODY_IMAGE_MARK '\xff'

/**
 * LlmBodyStream:
 *
 * The body of a request with images in it.  It encodes them as it is read, so that a
 * request needs no memory for its base64 and the main loop no pause.
 */
#define LLM_TYPE_BODY_STREAM (llm_body_stream_get_type ())
G_DECLARE_FINAL_TYPE (LlmBodyStream, llm_body_stream, LLM, BODY_STREAM, GInputStream)

GInputStream *llm_body_stream_new (GBytes *text, GPtrArray *images);
goffset llm_body_stream_get_length (LlmBodyStream *self);

G_END_DECLS
