/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For the settings only. */
char *llm_base_url_tidy (const char *text);

G_END_DECLS
