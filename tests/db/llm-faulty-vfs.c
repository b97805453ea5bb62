/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* RTLD_NEXT */
#include "config.h"

#include "llm-faulty-vfs.h"

#include <dlfcn.h>
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The connection and the test are in different threads. */
static int n_calls;
static int fail_at;
static int fault_kind;

typedef struct
{
  sqlite3_file base;
  sqlite3_file *real; /* in the same allocation */
} FaultyFile;

static sqlite3_vfs *real_vfs;
static sqlite3_vfs faulty_vfs;

#define REAL(file) (((FaultyFile *) (file))->real)

/* What a call needs decides which faults it can have. */
typedef enum
{
  NEEDS_DISK,  /* may meet an error */
  NEEDS_SPACE, /* may find the disk full as well */
  WRITES,      /* may also be cut short */
} Need;

static gboolean
fails (Need need)
{
  int call;

  if ((int) need < g_atomic_int_get (&fault_kind))
    return FALSE;
  call = g_atomic_int_add (&n_calls, 1) + 1;
  return call == g_atomic_int_get (&fail_at);
}

static gboolean
is_full (void)
{
  return g_atomic_int_get (&fault_kind) == FAULTY_VFS_FULL;
}

static int
file_close (sqlite3_file *file)
{
  int result = REAL (file)->pMethods->xClose (REAL (file));

  file->pMethods = NULL;
  return result;
}

static int
file_read (sqlite3_file *file, void *buffer, int length, sqlite3_int64 offset)
{
  if (fails (NEEDS_DISK))
    return SQLITE_IOERR_READ;
  return REAL (file)->pMethods->xRead (REAL (file), buffer, length, offset);
}

/* A failing write may leave a part behind, as a full disk does. */
static int
file_write (sqlite3_file *file, const void *buffer, int length, sqlite3_int64 offset)
{
  if (fails (WRITES))
    {
      if (g_atomic_int_get (&fault_kind) != FAULTY_VFS_IO_ERROR)
        REAL (file)->pMethods->xWrite (REAL (file), buffer, length / 2, offset);
      return is_full () ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    }
  return REAL (file)->pMethods->xWrite (REAL (file), buffer, length, offset);
}

static int
file_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  if (fails (NEEDS_SPACE))
    return SQLITE_IOERR_TRUNCATE;
  return REAL (file)->pMethods->xTruncate (REAL (file), size);
}

/* No power is cut in these tests: that it is asked for is enough. */
static int
file_sync (sqlite3_file *file, int flags)
{
  return fails (NEEDS_SPACE) ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

static int
file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  if (fails (NEEDS_DISK))
    return SQLITE_IOERR_FSTAT;
  return REAL (file)->pMethods->xFileSize (REAL (file), size);
}

static int
file_lock (sqlite3_file *file, int level)
{
  if (fails (NEEDS_DISK))
    return SQLITE_IOERR_LOCK;
  return REAL (file)->pMethods->xLock (REAL (file), level);
}

static int
file_unlock (sqlite3_file *file, int level)
{
  return REAL (file)->pMethods->xUnlock (REAL (file), level);
}

static int
file_check_reserved_lock (sqlite3_file *file, int *reserved)
{
  return REAL (file)->pMethods->xCheckReservedLock (REAL (file), reserved);
}

static int
file_control (sqlite3_file *file, int op, void *arg)
{
  return REAL (file)->pMethods->xFileControl (REAL (file), op, arg);
}

static int
file_sector_size (sqlite3_file *file)
{
  return REAL (file)->pMethods->xSectorSize (REAL (file));
}

static int
file_device_characteristics (sqlite3_file *file)
{
  return REAL (file)->pMethods->xDeviceCharacteristics (REAL (file));
}

static int
file_shm_map (sqlite3_file *file, int page, int size, int extend, void volatile **memory)
{
  if (fails (NEEDS_SPACE))
    return is_full () ? SQLITE_FULL : SQLITE_IOERR_SHMMAP;
  return REAL (file)->pMethods->xShmMap (REAL (file), page, size, extend, memory);
}

static int
file_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  return REAL (file)->pMethods->xShmLock (REAL (file), offset, n, flags);
}

static void
file_shm_barrier (sqlite3_file *file)
{
  REAL (file)->pMethods->xShmBarrier (REAL (file));
}

static int
file_shm_unmap (sqlite3_file *file, int delete_flag)
{
  return REAL (file)->pMethods->xShmUnmap (REAL (file), delete_flag);
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = file_close,
  .xRead = file_read,
  .xWrite = file_write,
  .xTruncate = file_truncate,
  .xSync = file_sync,
  .xFileSize = file_size,
  .xLock = file_lock,
  .xUnlock = file_unlock,
  .xCheckReservedLock = file_check_reserved_lock,
  .xFileControl = file_control,
  .xSectorSize = file_sector_size,
  .xDeviceCharacteristics = file_device_characteristics,
  .xShmMap = file_shm_map,
  .xShmLock = file_shm_lock,
  .xShmBarrier = file_shm_barrier,
  .xShmUnmap = file_shm_unmap,
};

static int
vfs_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  FaultyFile *self = (FaultyFile *) file;
  int result;

  memset (self, 0, sizeof *self);
  if (fails (NEEDS_SPACE))
    return SQLITE_CANTOPEN;
  self->real = (sqlite3_file *) (self + 1);
  result = real_vfs->xOpen (real_vfs, name, self->real, flags, out_flags);
  if (self->real->pMethods != NULL)
    self->base.pMethods = &methods;
  return result;
}

static int
vfs_delete (sqlite3_vfs *vfs, const char *name, int sync_folder)
{
  if (fails (NEEDS_DISK))
    return SQLITE_IOERR_DELETE;
  return real_vfs->xDelete (real_vfs, name, sync_folder);
}

/* Makes it the VFS of all connections that are opened from now on. */
void
faulty_vfs_install (void)
{
  real_vfs = sqlite3_vfs_find (NULL);
  g_assert_nonnull (real_vfs);
  faulty_vfs = *real_vfs;
  faulty_vfs.pNext = NULL;
  faulty_vfs.zName = "faulty";
  faulty_vfs.szOsFile = (int) sizeof (FaultyFile) + real_vfs->szOsFile;
  faulty_vfs.xOpen = vfs_open;
  faulty_vfs.xDelete = vfs_delete;
  g_assert_cmpint (sqlite3_vfs_register (&faulty_vfs, TRUE), ==, SQLITE_OK);
}

/* Lets the call number @number from now on fail, once; 0 for none. */
void
faulty_vfs_start (guint number, FaultyVfsKind kind)
{
  g_atomic_int_set (&fail_at, (int) number);
  g_atomic_int_set (&fault_kind, (int) kind);
  g_atomic_int_set (&n_calls, 0);
}

/* No call fails from now on.  Returns how many there were. */
guint
faulty_vfs_stop (void)
{
  g_atomic_int_set (&fail_at, 0);
  return (guint) g_atomic_int_get (&n_calls);
}

static gboolean
fails_with_errno (void)
{
  if (!fails (NEEDS_SPACE))
    return FALSE;
  errno = is_full () ? ENOSPC : EIO;
  return TRUE;
}

/* These stand before those of the C library for the whole test program. */
int
rename (const char *from, const char *to)
{
  static int (*real) (const char *, const char *);

  if (real == NULL)
    *(void **) &real = dlsym (RTLD_NEXT, "rename");
  return fails_with_errno () ? -1 : real (from, to);
}

int
link (const char *from, const char *to)
{
  static int (*real) (const char *, const char *);

  if (real == NULL)
    *(void **) &real = dlsym (RTLD_NEXT, "link");
  return fails_with_errno () ? -1 : real (from, to);
}

/* No power is cut here either. */
int
fsync (int fd)
{
  return fails_with_errno () ? -1 : 0;
}
