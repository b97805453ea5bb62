/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-archive.h"

#include <string.h>

static void
test_reasons (void)
{
  LlmBackupReason reason;

  for (guint i = 0; i < LLM_BACKUP_N_REASONS; i++)
    {
      const char *name = llm_backup_reason_to_string (i);

      g_assert_true (llm_backup_reason_from_string (name, strlen (name), &reason));
      g_assert_cmpint (reason, ==, i);
      g_assert_false (llm_backup_reason_from_string (name, strlen (name) - 1, &reason));
    }
  g_assert_false (llm_backup_reason_from_string ("", 0, &reason));
}

static void
test_ranges (void)
{
  g_autoptr (LlmSalvageReport) report = llm_salvage_report_new ("/x.db");
  LlmSalvageTable *table = llm_salvage_report_add (report, "t");
  const LlmSalvageRange *range;

  g_assert_true (llm_salvage_report_is_complete (report));
  llm_salvage_table_add_lost (table, 1, 1);
  g_assert_false (llm_salvage_report_is_complete (report));
  llm_salvage_table_add_lost (table, 2, 5);
  g_assert_cmpuint (table->lost->len, ==, 1);
  range = &g_array_index (table->lost, LlmSalvageRange, 0);
  g_assert_cmpint (range->first, ==, 1);
  g_assert_cmpint (range->last, ==, 5);

  for (gint64 i = 10; i < 1000; i += 2)
    llm_salvage_table_add_lost (table, i, i);
  g_assert_cmpuint (table->lost->len, ==, LLM_SALVAGE_MAX_RANGES);
  range = &g_array_index (table->lost, LlmSalvageRange, table->lost->len - 1);
  g_assert_cmpint (range->last, ==, 998);
  llm_salvage_table_add_lost (table, 2000, G_MAXINT64);
  llm_salvage_table_add_lost (table, G_MAXINT64, G_MAXINT64);
  g_assert_cmpint (range->last, ==, G_MAXINT64);
}

static void
test_describe (void)
{
  g_autoptr (LlmSalvageReport) report = llm_salvage_report_new ("/data/x.db");
  g_autofree char *none = llm_salvage_report_describe (report);
  g_autofree char *some = NULL;

  g_assert_cmpstr (none, ==,
                   "The history file was damaged; 0 conversations were read from it. Nothing seems "
                   "to be lost. The damaged file is kept as /data/x.db.");
  report->n_conversations = 1;
  report->n_dropped = 1;
  some = llm_salvage_report_describe (report);
  g_assert_cmpstr (
      some, ==,
      "The history file was damaged; 1 conversation was read from it. Some texts could "
      "not be read; a backup may have them. The damaged file is kept as /data/x.db.");
}

static void
test_copies (void)
{
  char *problems[] = { (char *) "a", (char *) "b", NULL };
  char *titles[] = { (char *) "First", NULL };
  LlmBackup backup = { (char *) "/x", 1, 2, LLM_BACKUP_RESTORE, 3, 4 };
  LlmBackupInfo info = { .path = (char *) "/x", .n_answers = 7, .titles = titles };
  LlmCheckReport check = { FALSE, TRUE, problems };
  g_autoptr (LlmBackup) backup_copy = g_boxed_copy (LLM_TYPE_BACKUP, &backup);
  g_autoptr (LlmBackupInfo) info_copy = g_boxed_copy (LLM_TYPE_BACKUP_INFO, &info);
  g_autoptr (LlmCheckReport) check_copy = g_boxed_copy (LLM_TYPE_CHECK_REPORT, &check);

  g_assert_cmpstr (backup_copy->path, ==, "/x");
  g_assert_cmpint (backup_copy->n_conversations, ==, 4);
  g_assert_cmpint (backup_copy->reason, ==, LLM_BACKUP_RESTORE);
  g_assert_cmpstr (info_copy->titles[0], ==, "First");
  g_assert_null (info_copy->problem);
  g_assert_cmpint (info_copy->n_answers, ==, 7);
  g_assert_cmpuint (g_strv_length (check_copy->problems), ==, 2);
  g_assert_true (check_copy->full);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/archive/reasons", test_reasons);
  g_test_add_func ("/archive/ranges", test_ranges);
  g_test_add_func ("/archive/describe", test_describe);
  g_test_add_func ("/archive/copies", test_copies);
  return g_test_run ();
}
