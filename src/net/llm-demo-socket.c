/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-demo-socket.h"

#include <errno.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define DIR_PREFIX "llmselect-demo-"
#define DIR_TEMPLATE DIR_PREFIX "XXXXXX"
#define SOCKET_NAME "socket"

/* A folder that is younger may belong to a process that is still setting it up. */
#define STALE_SECONDS 60

struct _LlmDemoSocket
{
  char *dir;
  char *path;
  GSocket *socket;
  GSocketAddress *address;
};

static gboolean
is_private_dir (const char *path, struct stat *info)
{
  return lstat (path, info) == 0 && S_ISDIR (info->st_mode) && info->st_uid == geteuid ()
         && (info->st_mode & 0077) == 0;
}

/* Whether nobody listens any more at @path; connecting to a Unix socket does not
 * take time. */
static gboolean
is_dead_socket (const char *path)
{
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  socket
      = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  if (socket == NULL)
    return FALSE;
  g_socket_set_blocking (socket, FALSE);
  address = g_unix_socket_address_new (path);
  return !g_socket_connect (socket, address, NULL, &error)
         && (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED)
             || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND));
}

static void
remove_if_stale (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, SOCKET_NAME, NULL);
  struct stat info;

  if (!is_private_dir (dir, &info) || info.st_mtime > time (NULL) - STALE_SECONDS)
    return;
  if (strlen (path) >= sizeof ((struct sockaddr_un *) NULL)->sun_path || !is_dead_socket (path))
    return;
  g_unlink (path);
  g_rmdir (dir);
}

/* A process that was killed could not clean up. */
static void
remove_stale_dirs (const char *parent)
{
  g_autoptr (GDir) dir = g_dir_open (parent, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = NULL;

      if (!g_str_has_prefix (name, DIR_PREFIX))
        continue;
      path = g_build_filename (parent, name, NULL);
      remove_if_stale (path);
    }
}

/* A new folder in @parent for a socket, or NULL if there can be none. */
static char *
make_dir_in (const char *parent)
{
  g_autofree char *dir = g_build_filename (parent, DIR_TEMPLATE, NULL);

  if (strlen (dir) + 1 + strlen (SOCKET_NAME) >= sizeof ((struct sockaddr_un *) NULL)->sun_path)
    return NULL;
  remove_stale_dirs (parent);
  return g_mkdtemp_full (dir, 0700) != NULL ? g_steal_pointer (&dir) : NULL;
}

static char *
make_dir (GError **error)
{
  const char *const parents[] = { g_get_user_runtime_dir (), g_get_tmp_dir (), "/tmp" };
  char *dir = NULL;
  struct stat info;

  if (is_private_dir (parents[0], &info))
    dir = make_dir_in (parents[0]);
  for (guint i = 1; dir == NULL && i < G_N_ELEMENTS (parents); i++)
    dir = make_dir_in (parents[i]);
  if (dir == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                         "no private folder for a socket can be made");
  return dir;
}

static gboolean
listen_at (LlmDemoSocket *self, GError **error)
{
  self->path = g_build_filename (self->dir, SOCKET_NAME, NULL);
  self->address = g_unix_socket_address_new (self->path);
  self->socket
      = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);
  if (self->socket == NULL)
    return FALSE;
  g_socket_set_listen_backlog (self->socket, 128);
  return g_socket_bind (self->socket, self->address, FALSE, error)
         && g_socket_listen (self->socket, error);
}

/**
 * llm_demo_socket_open:
 * @error: where to put what is wrong
 *
 * Makes the folder below the user's runtime directory if that is private, else
 * below the temporary one, with a socket that listens; and clears away what
 * processes that were killed left there.
 *
 * Returns: (transfer full): the socket, to be closed by llm_demo_socket_close()
 */
LlmDemoSocket *
llm_demo_socket_open (GError **error)
{
  LlmDemoSocket *self = g_new0 (LlmDemoSocket, 1);

  self->dir = make_dir (error);
  if (self->dir != NULL && listen_at (self, error))
    return self;
  llm_demo_socket_close (self);
  return NULL;
}

/**
 * llm_demo_socket_close:
 * @self: (transfer full): a socket
 *
 * Removes it and its folder.
 */
void
llm_demo_socket_close (LlmDemoSocket *self)
{
  g_return_if_fail (self != NULL);

  if (self->path != NULL)
    g_unlink (self->path);
  if (self->dir != NULL)
    g_rmdir (self->dir);
  g_clear_object (&self->socket);
  g_clear_object (&self->address);
  g_free (self->path);
  g_free (self->dir);
  g_free (self);
}

/**
 * llm_demo_socket_get_socket:
 * @self: a socket
 *
 * Returns: (transfer none): the listening socket
 */
GSocket *
llm_demo_socket_get_socket (LlmDemoSocket *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->socket;
}

/**
 * llm_demo_socket_get_address:
 * @self: a socket
 *
 * Returns: (transfer none): where to connect to
 */
GSocketAddress *
llm_demo_socket_get_address (LlmDemoSocket *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->address;
}
