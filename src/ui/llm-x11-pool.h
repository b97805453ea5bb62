/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void llm_x11_pool_keep (GtkNative *native);

G_END_DECLS
