/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-history-query.h"

G_BEGIN_DECLS

char *llm_history_group_get_label (gint64 time, GDateTime *now);
guint llm_history_group_get_seconds_left (GDateTime *now);

G_END_DECLS
