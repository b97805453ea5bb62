/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void llm_menu_append (GMenu *menu, const char *label, const char *action, gboolean only_if_enabled);
void llm_menu_return_focus (GtkWidget *menu, GtkWidget *opened_on);

G_END_DECLS
