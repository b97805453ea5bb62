/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-archive.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const reasons[LLM_BACKUP_N_REASONS] = {
  [LLM_BACKUP_DAILY] = "daily",
  [LLM_BACKUP_MANUAL] = "manual",
  [LLM_BACKUP_MIGRATION] = "migration",
  [LLM_BACKUP_RESTORE] = "restore",
};

G_DEFINE_BOXED_TYPE (LlmBackup, llm_backup, llm_backup_copy, llm_backup_free)
G_DEFINE_BOXED_TYPE (LlmBackupInfo, llm_backup_info, llm_backup_info_copy, llm_backup_info_free)
G_DEFINE_BOXED_TYPE (LlmCheckReport, llm_check_report, llm_check_report_copy, llm_check_report_free)
G_DEFINE_BOXED_TYPE (LlmSalvageReport,
                     llm_salvage_report,
                     llm_salvage_report_ref,
                     llm_salvage_report_unref)

/**
 * llm_backup_reason_to_string:
 * @reason: a reason
 *
 * Returns: its name
 */
const char *
llm_backup_reason_to_string (LlmBackupReason reason)
{
  g_return_val_if_fail ((guint) reason < LLM_BACKUP_N_REASONS, reasons[LLM_BACKUP_MANUAL]);
  return reasons[reason];
}

/**
 * llm_backup_reason_from_string:
 * @name: where a name begins
 * @length: its length in bytes
 * @reason: (out): the reason of that name
 *
 * Returns: whether there is one
 */
gboolean
llm_backup_reason_from_string (const char *name, gsize length, LlmBackupReason *reason)
{
  g_return_val_if_fail (name != NULL && reason != NULL, FALSE);

  for (guint i = 0; i < LLM_BACKUP_N_REASONS; i++)
    {
      if (strlen (reasons[i]) == length && memcmp (reasons[i], name, length) == 0)
        {
          *reason = i;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * llm_backup_copy:
 * @backup: a backup
 *
 * Returns: (transfer full): a copy of what is known of it
 */
LlmBackup *
llm_backup_copy (const LlmBackup *backup)
{
  LlmBackup *copy;

  g_return_val_if_fail (backup != NULL, NULL);

  copy = g_memdup2 (backup, sizeof *backup);
  copy->path = g_strdup (backup->path);
  return copy;
}

/**
 * llm_backup_free:
 * @backup: (nullable) (transfer full): a backup
 */
void
llm_backup_free (LlmBackup *backup)
{
  if (backup == NULL)
    return;
  g_free (backup->path);
  g_free (backup);
}

/**
 * llm_backup_info_copy:
 * @info: what is known of a file
 *
 * Returns: (transfer full): a copy
 */
LlmBackupInfo *
llm_backup_info_copy (const LlmBackupInfo *info)
{
  LlmBackupInfo *copy;

  g_return_val_if_fail (info != NULL, NULL);

  copy = g_memdup2 (info, sizeof *info);
  copy->path = g_strdup (info->path);
  copy->problem = g_strdup (info->problem);
  copy->titles = g_strdupv (info->titles);
  return copy;
}

/**
 * llm_backup_info_free:
 * @info: (nullable) (transfer full): what is known of a file
 */
void
llm_backup_info_free (LlmBackupInfo *info)
{
  if (info == NULL)
    return;
  g_free (info->path);
  g_free (info->problem);
  g_strfreev (info->titles);
  g_free (info);
}

/**
 * llm_check_report_copy:
 * @report: a report
 *
 * Returns: (transfer full): a copy
 */
LlmCheckReport *
llm_check_report_copy (const LlmCheckReport *report)
{
  LlmCheckReport *copy;

  g_return_val_if_fail (report != NULL, NULL);

  copy = g_memdup2 (report, sizeof *report);
  copy->problems = g_strdupv (report->problems);
  return copy;
}

/**
 * llm_check_report_free:
 * @report: (nullable) (transfer full): a report
 */
void
llm_check_report_free (LlmCheckReport *report)
{
  if (report == NULL)
    return;
  g_strfreev (report->problems);
  g_free (report);
}

static void
salvage_table_free (gpointer data)
{
  LlmSalvageTable *table = data;

  g_free (table->name);
  g_array_unref (table->lost);
  g_free (table);
}

/**
 * llm_salvage_report_new:
 * @original: where the damaged file is kept
 *
 * Returns: (transfer full): a report of nothing saved
 */
LlmSalvageReport *
llm_salvage_report_new (const char *original)
{
  LlmSalvageReport *report;

  g_return_val_if_fail (original != NULL, NULL);

  report = g_new0 (LlmSalvageReport, 1);
  g_atomic_ref_count_init (&report->ref_count);
  report->original = g_strdup (original);
  report->tables = g_ptr_array_new_with_free_func (salvage_table_free);
  return report;
}

/**
 * llm_salvage_report_ref:
 * @report: a report; it does not change once it was handed out
 *
 * Returns: (transfer full): the same
 */
LlmSalvageReport *
llm_salvage_report_ref (LlmSalvageReport *report)
{
  g_return_val_if_fail (report != NULL, NULL);

  g_atomic_ref_count_inc (&report->ref_count);
  return report;
}

/**
 * llm_salvage_report_unref:
 * @report: (nullable) (transfer full): a report
 */
void
llm_salvage_report_unref (LlmSalvageReport *report)
{
  if (report == NULL || !g_atomic_ref_count_dec (&report->ref_count))
    return;
  g_free (report->original);
  g_ptr_array_unref (report->tables);
  g_free (report);
}

/**
 * llm_salvage_report_add:
 * @report: a report that is being made
 * @name: a table
 *
 * Returns: (transfer none): what there is to tell of it
 */
LlmSalvageTable *
llm_salvage_report_add (LlmSalvageReport *report, const char *name)
{
  LlmSalvageTable *table;

  g_return_val_if_fail (report != NULL && name != NULL, NULL);

  table = g_new0 (LlmSalvageTable, 1);
  table->name = g_strdup (name);
  table->lost = g_array_new (FALSE, FALSE, sizeof (LlmSalvageRange));
  g_ptr_array_add (report->tables, table);
  return table;
}

/**
 * llm_salvage_table_add_lost:
 * @table: what there is to tell of a table
 * @first: a row number
 * @last: another, not before it
 *
 * Notes that nothing could be read from @first to @last.  What follows the last
 * range without a gap makes that longer.
 */
void
llm_salvage_table_add_lost (LlmSalvageTable *table, gint64 first, gint64 last)
{
  LlmSalvageRange range = { first, last };

  g_return_if_fail (table != NULL && first <= last);

  if (table->lost->len > 0)
    {
      LlmSalvageRange *before = &g_array_index (table->lost, LlmSalvageRange, table->lost->len - 1);

      if (before->last < G_MAXINT64 && before->last + 1 == first)
        {
          before->last = last;
          return;
        }
      /* Beyond the bound the last one says how far it goes on. */
      if (table->lost->len >= LLM_SALVAGE_MAX_RANGES)
        {
          before->last = MAX (before->last, last);
          return;
        }
    }
  g_array_append_val (table->lost, range);
}

/**
 * llm_salvage_report_is_complete:
 * @report: a report
 *
 * Returns: whether all rows could be read
 */
gboolean
llm_salvage_report_is_complete (LlmSalvageReport *report)
{
  g_return_val_if_fail (report != NULL, FALSE);

  for (guint i = 0; i < report->tables->len; i++)
    {
      const LlmSalvageTable *table = report->tables->pdata[i];

      if (table->lost->len > 0 || table->n_partial > 0)
        return FALSE;
    }
  return report->n_placeholders == 0 && report->n_dropped == 0;
}

/**
 * llm_salvage_report_describe:
 * @report: a report
 *
 * Returns: (transfer full): for the user: what was saved, and where the original is
 */
char *
llm_salvage_report_describe (LlmSalvageReport *report)
{
  g_autofree char *saved = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *original = NULL;
  guint n;

  g_return_val_if_fail (report != NULL, NULL);

  n = (guint) CLAMP (report->n_conversations, 0, G_MAXINT);
  saved = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE,
                   "The history file was damaged; %u conversation was read from it.",
                   "The history file was damaged; %u conversations were read from it.", n),
      n);
  original = g_filename_display_name (report->original);
  kept = g_strdup_printf (_ ("The damaged file is kept as %s."), original);
  return g_strjoin (" ", saved,
                    llm_salvage_report_is_complete (report)
                        ? _ ("Nothing seems to be lost.")
                        : _ ("Some texts could not be read; a backup may have them."),
                    kept, NULL);
}
