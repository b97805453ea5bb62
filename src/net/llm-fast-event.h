/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean llm_fast_event_read_chat (const char *data,
                                   gsize length,
                                   gboolean want_id,
                                   GString *text,
                                   GString *reasoning);
gboolean llm_fast_event_read_anthropic (const char *data,
                                        gsize length,
                                        GString *text,
                                        GString *reasoning);

G_END_DECLS
