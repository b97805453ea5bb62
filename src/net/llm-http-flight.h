/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>
#include "llm-codec.h"
#include "llm-flight.h"

G_BEGIN_DECLS

/**
 * LlmHttpFlight:
 *
 * Records one HTTP request in the record of its column: takes out whatever may be secret,
 * and keeps what comes back as far as it is wanted.
 */
typedef struct _LlmHttpFlight LlmHttpFlight;

LlmHttpFlight *llm_http_flight_begin (LlmFlight *flight,
                                      const LlmWireRequest *wire,
                                      SoupMessage *message,
                                      const char *key,
                                      const char *key_id);
void llm_http_flight_add (LlmHttpFlight *self, const char *bytes, gsize length);
void llm_http_flight_add_bytes (LlmHttpFlight *self, GBytes *bytes);
void llm_http_flight_end (LlmHttpFlight *self);

G_END_DECLS
