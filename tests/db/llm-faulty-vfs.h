/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A VFS for tests, in front of the real one: counts the calls that touch the
 * disk and lets one of them fail.  The program's own calls of rename(), link() and
 * fsync() count as well. */

/* Each can happen to fewer calls than the one before. */
typedef enum
{
  FAULTY_VFS_IO_ERROR,
  FAULTY_VFS_FULL,
  FAULTY_VFS_SHORT_WRITE,
} FaultyVfsKind;

void faulty_vfs_install (void);
void faulty_vfs_start (guint fail_at, FaultyVfsKind kind);
guint faulty_vfs_stop (void);

G_END_DECLS
