/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-provider.h"

G_BEGIN_DECLS

/* A provider for tests: its streams do nothing by themselves; the test drives
 * them with the functions of LlmStream meant for subclasses. */
#define FAKE_TYPE_PROVIDER (fake_provider_get_type ())
G_DECLARE_FINAL_TYPE (FakeProvider, fake_provider, FAKE, PROVIDER, GObject)

FakeProvider *fake_provider_new (const char *id);
void fake_provider_set_flags (FakeProvider *self, LlmProviderFlags flags);
/* The key that llm_provider_check_key_async() accepts, or NULL for any and none. */
void fake_provider_set_good_key (FakeProvider *self, const char *key);
/* What images it takes from now on. */
void fake_provider_set_image_limits (FakeProvider *self, const LlmImageLimits *limits);
guint fake_provider_get_n_streams (FakeProvider *self);
LlmStream *fake_provider_get_stream (FakeProvider *self, guint index);
LlmRequest *fake_provider_get_request (FakeProvider *self, guint index);
guint fake_provider_get_n_cancelled (FakeProvider *self);

G_END_DECLS
