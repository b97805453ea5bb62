/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean llm_demo_judge_is_asked (JsonObject *body);
char *llm_demo_judge_write (const char *prompt);

G_END_DECLS
