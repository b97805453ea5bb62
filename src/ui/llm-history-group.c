/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-history-group.h"

#include <glib/gi18n-lib.h>

static guint32
get_julian (GDateTime *time)
{
  GDate date;
  int year, month, day;

  g_date_time_get_ymd (time, &year, &month, &day);
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return g_date_get_julian (&date);
}

/**
 * llm_history_group_get_label:
 * @time: Unix time in microseconds
 * @now: the present in the local time zone
 *
 * Returns: (transfer full): what a list by time calls the days around @time: "Today",
 *   "Yesterday", "Last 7 days", or a month with its year
 */
char *
llm_history_group_get_label (gint64 time, GDateTime *now)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  guint32 today, day;

  g_return_val_if_fail (now != NULL, NULL);

  utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  local = utc != NULL ? g_date_time_to_timezone (utc, g_date_time_get_timezone (now)) : NULL;
  if (local == NULL)
    return g_strdup (_ ("Long ago"));

  today = get_julian (now);
  day = get_julian (local);
  /* A clock that was wrong: what is to come is at the top all the same. */
  if (day >= today)
    return g_strdup (_ ("Today"));
  if (day + 1 == today)
    return g_strdup (_ ("Yesterday"));
  if (day + 7 >= today)
    return g_strdup (_ ("Last 7 days"));

  /* Translators: a month as a heading, see strftime(3). */
  return g_date_time_format (local, _ ("%OB %Y"));
}

/**
 * llm_history_group_get_seconds_left:
 * @now: the present in the local time zone
 *
 * Returns: how long this day still lasts, at least one second
 */
guint
llm_history_group_get_seconds_left (GDateTime *now)
{
  g_autoptr (GDateTime) tomorrow = NULL;
  g_autoptr (GDateTime) midnight = NULL;
  int year, month, day;
  gint64 left;

  g_return_val_if_fail (now != NULL, 1);

  tomorrow = g_date_time_add_days (now, 1);
  g_date_time_get_ymd (tomorrow, &year, &month, &day);
  midnight = g_date_time_new (g_date_time_get_timezone (now), year, month, day, 0, 0, 0);
  left = midnight != NULL ? g_date_time_difference (midnight, now) / G_USEC_PER_SEC + 1 : 1;
  return (guint) CLAMP (left, 1, 26 * 60 * 60);
}
