/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Files that are dragged into other programs.  Nobody tells when those have read them: each is
 * in a folder of its own in the cache, which is gone after a day. */

GFile *llm_drag_folder_make_file (const char *name);
gboolean llm_drag_folder_prepare (GFile *file, GCancellable *cancellable, GError **error);

G_END_DECLS
