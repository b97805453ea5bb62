/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "helper-test.h"

#include <string.h>

#define DEADLINE_S 60

HelperCall *
helper_call_new (void)
{
  HelperCall *call = g_new0 (HelperCall, 1);

  call->started = g_get_monotonic_time ();
  return call;
}

void
helper_call_free (HelperCall *call)
{
  g_clear_object (&call->result);
  g_free (call);
}

void
helper_call_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelperCall *call = user_data;

  g_assert_null (call->result);
  call->result = g_object_ref (result);
  call->ended = g_get_monotonic_time ();
}

double
helper_call_get_ms (HelperCall *call)
{
  return (double) (call->ended - call->started) / 1000.0;
}

static gboolean
is_answered (gpointer data)
{
  HelperCall *call = data;

  return call->result != NULL;
}

void
helper_call_wait (HelperCall *call)
{
  helper_test_wait_for (is_answered, call);
}

static gboolean
wake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
helper_test_wait_for (gboolean (*condition) (gpointer data), gpointer data)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_S * G_USEC_PER_SEC;
  /* For conditions that no source of the loop tells of. */
  guint id = g_timeout_add (20, wake_cb, NULL);

  while (!condition (data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (id);
}

gboolean
helper_test_process_is_there (int pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *stat = NULL;
  const char *end;

  if (!g_file_get_contents (path, &stat, NULL, NULL))
    return FALSE;
  end = strrchr (stat, ')');
  return end != NULL && end[2] != 'Z' && end[2] != 'X';
}
