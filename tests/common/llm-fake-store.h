/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-ballot.h"
#include "llm-store.h"

G_BEGIN_DECLS

/* A store for tests: it keeps no data but a log of what was asked, one line a
 * call, and answers at once or with an error the test has set. */
#define FAKE_TYPE_STORE (fake_store_get_type ())
G_DECLARE_FINAL_TYPE (FakeStore, fake_store, FAKE, STORE, GObject)

FakeStore *fake_store_new (void);
void fake_store_set_error (FakeStore *self, const GError *error);
/* What every thread is, from now on; without one the error is given. */
void fake_store_set_thread (FakeStore *self, LlmThread *thread);
void fake_store_set_versions (FakeStore *self, GPtrArray *versions);
/* What was decided; it tells nobody. */
void fake_store_set_ballots (FakeStore *self, GPtrArray *ballots);
const char *fake_store_get_log (FakeStore *self);
void fake_store_clear_log (FakeStore *self);

G_END_DECLS
