/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LlmTypesetCache:
 *
 * What a #LlmTypesetter has made, or failed to make, by the request; the least recently
 * used goes when it is full.  Private to this layer.
 */
typedef struct _LlmTypesetCache LlmTypesetCache;

LlmTypesetCache *llm_typeset_cache_new (gsize size_max);
void llm_typeset_cache_free (LlmTypesetCache *self);
void llm_typeset_cache_clear (LlmTypesetCache *self);
void llm_typeset_cache_set_max (LlmTypesetCache *self, gsize size_max);
void
llm_typeset_cache_put (LlmTypesetCache *self, GBytes *key, GBytes *picture, const GError *failure);
gboolean llm_typeset_cache_get (LlmTypesetCache *self,
                                GBytes *key,
                                GBytes **picture,
                                const GError **failure);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmTypesetCache, llm_typeset_cache_free)

G_END_DECLS
