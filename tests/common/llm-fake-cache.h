/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-cache.h"

G_BEGIN_DECLS

/* A cache in memory, with a clock that the test sets. */
#define FAKE_TYPE_CACHE (fake_cache_get_type ())
G_DECLARE_FINAL_TYPE (FakeCache, fake_cache, FAKE, CACHE, GObject)

FakeCache *fake_cache_new (void);
void fake_cache_set_now (FakeCache *self, gint64 now);
/* From now on every call fails. */
void fake_cache_set_broken (FakeCache *self, gboolean broken);
guint fake_cache_get_n_stored (FakeCache *self);
guint fake_cache_get_n_lookups (FakeCache *self);
LlmCacheEntry *fake_cache_find (FakeCache *self, const char *kind, const char *key);

G_END_DECLS
