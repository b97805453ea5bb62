/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What newer versions of libadwaita do with other widgets; here and in the split
 * view only. */

void llm_compat_present_about (GtkWindow *parent, const char *debug_info);

G_END_DECLS
