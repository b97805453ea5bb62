/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What newer versions of GTK and libadwaita do in another way; here and in the split
 * view only. */

void llm_compat_announce (GtkWidget *widget, const char *text, gboolean urgent);
void llm_compat_present_about (GtkWindow *parent, const char *debug_info);

G_END_DECLS
