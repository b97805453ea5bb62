/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void llm_menu_append (GMenu *menu, const char *label, const char *action, gboolean only_if_enabled);

G_END_DECLS
