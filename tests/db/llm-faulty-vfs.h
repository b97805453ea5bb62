/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A VFS for tests, in front of the real one: counts the calls that touch the
 * disk and lets one of them fail. */

typedef enum
{
  FAULTY_VFS_IO_ERROR,
  FAULTY_VFS_FULL,
} FaultyVfsKind;

void faulty_vfs_install (void);
void faulty_vfs_start (guint fail_at, FaultyVfsKind kind);
guint faulty_vfs_stop (void);

G_END_DECLS
