/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *llm_key_mask (const char *text, const char *key, const char *mask);

G_END_DECLS
