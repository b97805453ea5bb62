/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The colours that conversations and folders can have, by the names they are stored
 * with; what else is stored is shown as none. */
guint llm_entry_color_get_n (void);
const char *llm_entry_color_get_id (guint index);
const char *llm_entry_color_get_name (const char *id);
void llm_entry_color_apply (GtkWidget *widget, const char *id);

G_END_DECLS
