/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LlmFlightMask:
 *
 * Takes secrets out of what is recorded: the key, the values of headers that are not known
 * to be harmless, values in the query of a URL, and what looks like a vendor's key.
 */
typedef struct _LlmFlightMask LlmFlightMask;

LlmFlightMask *llm_flight_mask_new (const char *key, GPtrArray *headers);
void llm_flight_mask_free (LlmFlightMask *self);
gboolean llm_flight_mask_has_key (const LlmFlightMask *self, const char *text);
char *llm_flight_mask_text (const LlmFlightMask *self, const char *text);
char *llm_flight_mask_header (const LlmFlightMask *self,
                              const char *name,
                              const char *value,
                              gboolean sent);
char *llm_flight_mask_url (const LlmFlightMask *self, const char *url);

G_END_DECLS
