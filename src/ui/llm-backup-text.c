/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-backup-text.h"

#include <glib/gi18n-lib.h>

#include "llm-usage.h"

/**
 * llm_backup_text_format_time:
 * @time: Unix time in microseconds, negative if it is not known
 *
 * Returns: (transfer full): the day and the time of day in the local time zone, "-" if
 *   that is not known
 */
char *
llm_backup_text_format_time (gint64 time)
{
  g_autoptr (GDateTime) local = NULL;

  if (time >= 0)
    local = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);
  /* Translators: a day and a time of day, see strftime(3). */
  return local != NULL ? g_date_time_format (local, _ ("%-d %B %Y, %H:%M")) : g_strdup ("-");
}

/**
 * llm_backup_text_get_reason:
 * @reason: why a copy was made
 *
 * Returns: that in words
 */
const char *
llm_backup_text_get_reason (LlmBackupReason reason)
{
  switch (reason)
    {
    case LLM_BACKUP_DAILY:
      return _ ("Daily");
    case LLM_BACKUP_MIGRATION:
      return _ ("Before an update of the program");
    case LLM_BACKUP_RESTORE:
      return _ ("Before a restore");
    case LLM_BACKUP_MANUAL:
    default:
      return _ ("Made by hand");
    }
}

static char *
format_conversations (gint64 n)
{
  const guint shown = (guint) CLAMP (n, 0, G_MAXINT);

  if (n == LLM_UNKNOWN)
    return g_strdup (_ ("- conversations"));
  return g_strdup_printf (ngettext ("%u conversation", "%u conversations", shown), shown);
}

/**
 * llm_backup_text_format_detail:
 * @backup: a copy
 *
 * Returns: (transfer full): why it was made and what is in it, on one line
 */
char *
llm_backup_text_format_detail (const LlmBackup *backup)
{
  g_autofree char *conversations = NULL;
  g_autofree char *size = NULL;

  g_return_val_if_fail (backup != NULL, NULL);

  conversations = format_conversations (backup->n_conversations);
  size = backup->size >= 0 ? g_format_size ((guint64) backup->size) : g_strdup ("-");
  /* Translators: why a copy was made, how many conversations are in it, its size. */
  return g_strdup_printf (_ ("%s · %s · %s"), llm_backup_text_get_reason (backup->reason),
                          conversations, size);
}

/**
 * llm_backup_text_format_counts:
 * @info: what a file would bring back
 *
 * Returns: (transfer full): how much that is
 */
char *
llm_backup_text_format_counts (const LlmBackupInfo *info)
{
  g_autofree char *conversations = NULL;
  g_autofree char *answers = NULL;
  guint n;

  g_return_val_if_fail (info != NULL, NULL);

  n = (guint) CLAMP (info->n_answers, 0, G_MAXINT);
  conversations = format_conversations (info->n_conversations);
  answers = info->n_answers == LLM_UNKNOWN
                ? g_strdup (_ ("- answers"))
                : g_strdup_printf (ngettext ("%u answer", "%u answers", n), n);
  /* Translators: a number of conversations, a number of answers. */
  return g_strdup_printf (_ ("%s, %s"), conversations, answers);
}

/**
 * llm_backup_text_format_range:
 * @info: what a file would bring back
 *
 * Returns: (transfer full) (nullable): of which time that is; %NULL if there is nothing
 *   in it or it is not known
 */
char *
llm_backup_text_format_range (const LlmBackupInfo *info)
{
  g_autofree char *oldest = NULL;
  g_autofree char *newest = NULL;

  g_return_val_if_fail (info != NULL, NULL);

  if (info->oldest_at < 0 || info->newest_at < 0)
    return NULL;
  oldest = llm_backup_text_format_time (info->oldest_at);
  newest = llm_backup_text_format_time (info->newest_at);
  /* Translators: two moments. */
  return g_strdup_printf (_ ("From %s to %s"), oldest, newest);
}

/**
 * llm_backup_text_format_check:
 * @report: what a check has found
 *
 * Returns: (transfer full): that in words, and what to do
 */
char *
llm_backup_text_format_check (const LlmCheckReport *report)
{
  const char *first;
  guint more;

  g_return_val_if_fail (report != NULL, NULL);

  if (report->ok)
    return g_strdup (_ ("No damage was found."));
  first = report->problems != NULL ? report->problems[0] : NULL;
  more = report->problems != NULL ? g_strv_length (report->problems) : 0;
  if (first == NULL)
    return g_strdup (_ ("The history is damaged. Restore a backup of before that."));
  if (more < 2)
    /* Translators: what is wrong, in SQLite's words. */
    return g_strdup_printf (_ ("The history is damaged: %s. Restore a backup of before that."),
                            first);
  /* Translators: what is wrong, in SQLite's words; how many more problems there are. */
  return g_strdup_printf (ngettext ("The history is damaged: %s, and %u more problem. Restore a "
                                    "backup of before that.",
                                    "The history is damaged: %s, and %u more problems. Restore a "
                                    "backup of before that.",
                                    more - 1),
                          first, more - 1);
}
