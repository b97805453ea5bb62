/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-store.h"

G_BEGIN_DECLS

void judging_test_check (LlmStore *store, guint version);

G_END_DECLS
