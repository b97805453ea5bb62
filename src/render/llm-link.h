/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean llm_link_is_allowed (const char *target, gsize length);
gboolean llm_link_is_image (const char *target, gsize length);

G_END_DECLS
