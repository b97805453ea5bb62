/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A moment that never comes, in the unit of g_get_monotonic_time(). */
#define LLM_TIMER_NEVER ((gint64) -1)

/* A timer is a plain #GSource of one callback.  It sleeps until its ready time
 * (g_source_set_ready_time()), is disarmed before the callback runs, and may be
 * armed again at any time at next to no cost. */
GSource *llm_timer_new (void (*callback) (gpointer user_data), gpointer user_data);
void llm_timer_free (GSource *timer);
gint64 llm_timer_after (gint64 start, double seconds);

G_END_DECLS
