/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-backup-plan.h"

#include <string.h>

#define PREFIX "llmselect-"
#define SUFFIX ".db"
#define TIME_FORMAT "%Y-%m-%dT%H%M%SZ"
#define TIME_LENGTH 18 /* of what it makes */

/**
 * llm_backup_plan_name:
 * @time: Unix time in microseconds
 * @reason: why the copy is made
 *
 * Returns: (transfer full): the file's name, such as
 *   llmselect-2026-11-26T215500Z-daily.db
 */
char *
llm_backup_plan_name (gint64 time, LlmBackupReason reason)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autofree char *text = NULL;

  /* A clock beyond the calendar. */
  if (utc == NULL)
    utc = g_date_time_new_from_unix_utc (0);
  text = g_date_time_format (utc, TIME_FORMAT);
  return g_strconcat (PREFIX, text, "-", llm_backup_reason_to_string (reason), SUFFIX, NULL);
}

static gboolean
read_number (const char *text, guint n_digits, int *value)
{
  *value = 0;
  for (guint i = 0; i < n_digits; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      *value = *value * 10 + (text[i] - '0');
    }
  return TRUE;
}

static gboolean
read_time (const char *text, gint64 *time)
{
  int year, month, day, hour, minute, second;
  g_autoptr (GDateTime) utc = NULL;

  if (!read_number (text, 4, &year) || text[4] != '-' || !read_number (text + 5, 2, &month)
      || text[7] != '-' || !read_number (text + 8, 2, &day) || text[10] != 'T'
      || !read_number (text + 11, 2, &hour) || !read_number (text + 13, 2, &minute)
      || !read_number (text + 15, 2, &second) || text[17] != 'Z')
    return FALSE;
  utc = g_date_time_new_utc (year, month, day, hour, minute, second);
  if (utc == NULL)
    return FALSE;
  *time = g_date_time_to_unix (utc) * G_USEC_PER_SEC;
  return TRUE;
}

/**
 * llm_backup_plan_parse:
 * @name: the name of a file in the folder of backups
 * @time: (out): Unix time in microseconds
 * @reason: (out): why it was made
 *
 * Returns: whether it is a name of ours
 */
gboolean
llm_backup_plan_parse (const char *name, gint64 *time, LlmBackupReason *reason)
{
  const char *rest;
  gsize length;

  g_return_val_if_fail (name != NULL && time != NULL && reason != NULL, FALSE);

  if (!g_str_has_prefix (name, PREFIX) || !g_str_has_suffix (name, SUFFIX))
    return FALSE;
  rest = name + strlen (PREFIX);
  length = strlen (rest);
  if (length <= TIME_LENGTH + 1 + strlen (SUFFIX) || rest[TIME_LENGTH] != '-'
      || !read_time (rest, time))
    return FALSE;
  return llm_backup_reason_from_string (rest + TIME_LENGTH + 1,
                                        length - TIME_LENGTH - 1 - strlen (SUFFIX), reason);
}

/**
 * llm_backup_plan_compare:
 * @a: an #LlmBackup of a #GPtrArray
 * @b: another
 *
 * Returns: how they stand in a list, the newest first
 */
gint
llm_backup_plan_compare (gconstpointer a, gconstpointer b)
{
  const LlmBackup *left = *(LlmBackup *const *) a;
  const LlmBackup *right = *(LlmBackup *const *) b;

  if (left->created_at != right->created_at)
    return left->created_at > right->created_at ? -1 : 1;
  return g_strcmp0 (left->path, right->path);
}

static gint64
day_of (gint64 time)
{
  const gint64 day = G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC;

  return time >= 0 ? time / day : -((-time + day - 1) / day);
}

/* Weeks as ISO 8601 has them begin on Mondays; the first day of 1970 was a
 * Thursday. */
static gint64
week_of (gint64 time)
{
  gint64 day = day_of (time) + 3;

  return day >= 0 ? day / 7 : -((-day + 6) / 7);
}

/**
 * llm_backup_plan_is_due:
 * @backups: (element-type LlmBackup): those that are there
 * @now: Unix time in microseconds
 * @changed_at: when the history was last written
 *
 * Returns: whether this day (in UTC) has no daily copy yet and there is something
 *   new since the last one
 */
gboolean
llm_backup_plan_is_due (GPtrArray *backups, gint64 now, gint64 changed_at)
{
  gint64 newest = G_MININT64;

  g_return_val_if_fail (backups != NULL, FALSE);

  for (guint i = 0; i < backups->len; i++)
    {
      const LlmBackup *backup = backups->pdata[i];

      /* One of tomorrow is of a clock that was wrong. */
      if (backup->reason != LLM_BACKUP_DAILY || day_of (backup->created_at) > day_of (now))
        continue;
      if (day_of (backup->created_at) == day_of (now))
        return FALSE;
      newest = MAX (newest, backup->created_at);
    }
  return changed_at > newest;
}

static gboolean
add_new (GHashTable *set, gint64 number)
{
  gint64 *key = g_new (gint64, 1);

  *key = number;
  return g_hash_table_add (set, key);
}

/* From the newest to the oldest: whether a daily copy is the newest of one of the
 * last days or weeks. */
static gboolean
keeps_daily (const LlmBackup *backup, gint64 now, GHashTable *days, GHashTable *weeks)
{
  gint64 day = day_of (backup->created_at);
  gint64 week = week_of (backup->created_at);
  gboolean first_of_day = add_new (days, day);
  gboolean first_of_week = add_new (weeks, week);

  if (first_of_day && day > day_of (now) - LLM_BACKUP_KEEP_DAYS)
    return TRUE;
  return first_of_week && week > week_of (now) - LLM_BACKUP_KEEP_WEEKS;
}

/**
 * llm_backup_plan_surplus:
 * @backups: (element-type LlmBackup): those that are there, in any order
 * @now: Unix time in microseconds
 * @newest_good: (nullable): path of the newest one that was found to be intact, which
 *   stays in any case; if none is known nothing is surplus
 *
 * Decides which copies may go.  What stays: all that the user made; the newest of
 * each of the last %LLM_BACKUP_KEEP_DAYS days and %LLM_BACKUP_KEEP_WEEKS weeks
 * (ISO 8601, UTC) of the daily ones; the newest %LLM_BACKUP_KEEP_OTHERS of each
 * other reason.
 *
 * Returns: (transfer full) (element-type LlmBackup): what may be deleted, borrowed
 *   from @backups
 */
GPtrArray *
llm_backup_plan_surplus (GPtrArray *backups, gint64 now, const char *newest_good)
{
  GPtrArray *surplus = g_ptr_array_new ();
  g_autoptr (GPtrArray) sorted = NULL;
  g_autoptr (GHashTable) days = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GHashTable) weeks = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  guint n_of_reason[LLM_BACKUP_N_REASONS] = { 0 };

  g_return_val_if_fail (backups != NULL, surplus);

  if (newest_good == NULL)
    return surplus;
  sorted = g_ptr_array_copy (backups, NULL, NULL);
  g_ptr_array_set_free_func (sorted, NULL);
  g_ptr_array_sort (sorted, llm_backup_plan_compare);
  for (guint i = 0; i < sorted->len; i++)
    {
      LlmBackup *backup = sorted->pdata[i];
      gboolean keep;

      n_of_reason[backup->reason]++;
      if (backup->reason == LLM_BACKUP_MANUAL)
        keep = TRUE;
      else if (backup->reason == LLM_BACKUP_DAILY)
        keep = keeps_daily (backup, now, days, weeks);
      else
        keep = n_of_reason[backup->reason] <= LLM_BACKUP_KEEP_OTHERS;
      if (!keep && g_strcmp0 (backup->path, newest_good) != 0)
        g_ptr_array_add (surplus, backup);
    }
  return surplus;
}
