/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One asynchronous call of a test: the callback is helper_call_cb(), its data the call. */
typedef struct
{
  GAsyncResult *result;
  gint64 started;
  gint64 ended;
} HelperCall;

HelperCall *helper_call_new (void);
void helper_call_free (HelperCall *call);
void helper_call_cb (GObject *source, GAsyncResult *result, gpointer user_data);
void helper_call_wait (HelperCall *call);
double helper_call_get_ms (HelperCall *call);

/* Runs the main loop until @condition is met; fails after a minute. */
void helper_test_wait_for (gboolean (*condition) (gpointer data), gpointer data);
/* Whether a process is there and not a zombie. */
gboolean helper_test_process_is_there (int pid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelperCall, helper_call_free)

G_END_DECLS
