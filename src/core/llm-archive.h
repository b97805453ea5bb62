/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LlmBackupReason:
 * @LLM_BACKUP_DAILY: the one of its day
 * @LLM_BACKUP_MANUAL: the user asked for it; never deleted by the program
 * @LLM_BACKUP_MIGRATION: made before the format of the history was changed
 * @LLM_BACKUP_RESTORE: made before another copy took the place of the history
 *
 * Why a copy was made.  The names of llm_backup_reason_to_string() are part of
 * file names and of the command line; never rename them.
 */
typedef enum
{
  LLM_BACKUP_DAILY,
  LLM_BACKUP_MANUAL,
  LLM_BACKUP_MIGRATION,
  LLM_BACKUP_RESTORE,
} LlmBackupReason;

#define LLM_BACKUP_N_REASONS (LLM_BACKUP_RESTORE + 1)

const char *llm_backup_reason_to_string (LlmBackupReason reason);
gboolean llm_backup_reason_from_string (const char *name, gsize length, LlmBackupReason *reason);

/**
 * LlmBackup:
 * @path: the file
 * @created_at: Unix time in microseconds
 * @size: bytes, with those of its images that nothing else has
 * @reason: why it was made
 * @version: of the schema, %LLM_UNKNOWN if it cannot be read
 * @n_conversations: how many are in it, or %LLM_UNKNOWN
 *
 * One copy of the history in the folder of copies.
 */
typedef struct
{
  char *path;
  gint64 created_at;
  gint64 size;
  LlmBackupReason reason;
  gint64 version;
  gint64 n_conversations;
} LlmBackup;

#define LLM_TYPE_BACKUP (llm_backup_get_type ())
GType llm_backup_get_type (void);
LlmBackup *llm_backup_copy (const LlmBackup *backup);
void llm_backup_free (LlmBackup *backup);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmBackup, llm_backup_free)

/**
 * LlmBackupInfo:
 * @path: the file
 * @size: bytes, with those of its images that nothing else has
 * @version: of the schema
 * @known: whether this program can read that version
 * @intact: whether no page of it is damaged
 * @problem: (nullable): what is wrong with it, one sentence
 * @n_conversations: how many are in it, or %LLM_UNKNOWN
 * @n_answers: answers in all of them, or %LLM_UNKNOWN
 * @oldest_at: Unix time in microseconds of the first one, or %LLM_UNKNOWN
 * @newest_at: of the last one
 * @titles: of the newest, at most %LLM_BACKUP_N_TITLES
 * @n_images: images of its prompts, without those that were given up before it was made,
 *   or %LLM_UNKNOWN
 * @n_missing_images: those of them that are neither here nor with it
 *
 * What a file would bring back.
 */
typedef struct
{
  char *path;
  gint64 size;
  gint64 version;
  gboolean known;
  gboolean intact;
  char *problem;
  gint64 n_conversations;
  gint64 n_answers;
  gint64 oldest_at;
  gint64 newest_at;
  char **titles;
  gint64 n_images;
  gint64 n_missing_images;
} LlmBackupInfo;

#define LLM_BACKUP_N_TITLES 5

#define LLM_TYPE_BACKUP_INFO (llm_backup_info_get_type ())
GType llm_backup_info_get_type (void);
LlmBackupInfo *llm_backup_info_copy (const LlmBackupInfo *info);
void llm_backup_info_free (LlmBackupInfo *info);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmBackupInfo, llm_backup_info_free)

/**
 * LlmCheckReport:
 * @ok: whether nothing is wrong
 * @full: whether indexes were compared with their tables, too
 * @problems: what is wrong, in SQLite's words; at most %LLM_CHECK_MAX_PROBLEMS
 */
typedef struct
{
  gboolean ok;
  gboolean full;
  char **problems;
} LlmCheckReport;

#define LLM_CHECK_MAX_PROBLEMS 20

#define LLM_TYPE_CHECK_REPORT (llm_check_report_get_type ())
GType llm_check_report_get_type (void);
LlmCheckReport *llm_check_report_copy (const LlmCheckReport *report);
void llm_check_report_free (LlmCheckReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmCheckReport, llm_check_report_free)

/**
 * LlmSalvageRange:
 * @first: the first row number of it
 * @last: the last
 *
 * Numbers between which rows could not be read, if there were any.
 */
typedef struct
{
  gint64 first;
  gint64 last;
} LlmSalvageRange;

/**
 * LlmSalvageTable:
 * @name: the table
 * @n_saved: rows that are in the new file
 * @n_partial: those of them of which a text is cut short or missing
 * @lost: (element-type LlmSalvageRange): what could not be read, at most
 *   %LLM_SALVAGE_MAX_RANGES; nothing of a table that could not be read at all has
 *   one range of all numbers
 */
typedef struct
{
  char *name;
  gint64 n_saved;
  gint64 n_partial;
  GArray *lost;
} LlmSalvageTable;

#define LLM_SALVAGE_MAX_RANGES 100

/**
 * LlmSalvageReport:
 * @original: where the damaged file is now, byte for byte as it was
 * @tables: (element-type LlmSalvageTable): what was saved of each
 * @n_conversations: conversations in the new file
 * @n_placeholders: rows made up for those that others refer to and that were lost
 * @n_dropped: rows that could be read but fit nowhere
 *
 * What was read out of a damaged history.
 */
typedef struct
{
  gatomicrefcount ref_count;
  char *original;
  GPtrArray *tables;
  gint64 n_conversations;
  guint n_placeholders;
  guint n_dropped;
} LlmSalvageReport;

#define LLM_TYPE_SALVAGE_REPORT (llm_salvage_report_get_type ())
GType llm_salvage_report_get_type (void);
LlmSalvageReport *llm_salvage_report_new (const char *original);
LlmSalvageReport *llm_salvage_report_ref (LlmSalvageReport *report);
void llm_salvage_report_unref (LlmSalvageReport *report);
LlmSalvageTable *llm_salvage_report_add (LlmSalvageReport *report, const char *name);
void llm_salvage_table_add_lost (LlmSalvageTable *table, gint64 first, gint64 last);
gboolean llm_salvage_report_is_complete (LlmSalvageReport *report);
char *llm_salvage_report_describe (LlmSalvageReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmSalvageReport, llm_salvage_report_unref)

/**
 * LlmArchive:
 *
 * What keeps the history file safe: copies of it, checks, and what to do with a
 * damaged one.  All calls are asynchronous and answered on the caller's
 * thread-default main context; errors are #LLM_DB_ERROR.  The store it belongs to
 * goes on meanwhile, except while the file itself is replaced.
 *
 * Signal `::salvaged (LlmSalvageReport *report)` on the main context the archive
 * was made in, when a damaged file was replaced by what could be read of it, be it
 * found when it was opened or later.
 */
#define LLM_TYPE_ARCHIVE (llm_archive_get_type ())
G_DECLARE_INTERFACE (LlmArchive, llm_archive, LLM, ARCHIVE, GObject)

struct _LlmArchiveInterface
{
  GTypeInterface parent_iface;

  void (*backup_async) (LlmArchive *self,
                        const char *path,
                        GFileProgressCallback progress,
                        gpointer progress_data,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
  /* Decides by the names in the folder and @now. */
  void (*backup_if_due_async) (LlmArchive *self,
                               gint64 now,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
  void (*list_backups_async) (LlmArchive *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
  void (*inspect_async) (LlmArchive *self,
                         const char *path,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
  void (*restore_async) (LlmArchive *self,
                         const char *path,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
  void (*check_async) (LlmArchive *self,
                       gboolean full,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  void (*salvage_async) (LlmArchive *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
  void (*tidy_async) (LlmArchive *self,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  LlmSalvageReport *(*get_salvage_report) (LlmArchive *self);
};

void llm_archive_backup_async (LlmArchive *self,
                               const char *path,
                               GFileProgressCallback progress,
                               gpointer progress_data,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
LlmBackup *llm_archive_backup_finish (LlmArchive *self, GAsyncResult *result, GError **error);
void llm_archive_backup_if_due_async (LlmArchive *self,
                                      gint64 now,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
/* NULL without an error if none was due. */
LlmBackup *
llm_archive_backup_if_due_finish (LlmArchive *self, GAsyncResult *result, GError **error);
void llm_archive_list_backups_async (LlmArchive *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GPtrArray *llm_archive_list_backups_finish (LlmArchive *self, GAsyncResult *result, GError **error);
void llm_archive_inspect_async (LlmArchive *self,
                                const char *path,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
LlmBackupInfo *llm_archive_inspect_finish (LlmArchive *self, GAsyncResult *result, GError **error);
void llm_archive_restore_async (LlmArchive *self,
                                const char *path,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
LlmBackup *llm_archive_restore_finish (LlmArchive *self, GAsyncResult *result, GError **error);
void llm_archive_check_async (LlmArchive *self,
                              gboolean full,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
LlmCheckReport *llm_archive_check_finish (LlmArchive *self, GAsyncResult *result, GError **error);
void llm_archive_salvage_async (LlmArchive *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
LlmSalvageReport *
llm_archive_salvage_finish (LlmArchive *self, GAsyncResult *result, GError **error);
void llm_archive_tidy_async (LlmArchive *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean llm_archive_tidy_finish (LlmArchive *self, GAsyncResult *result, GError **error);
LlmSalvageReport *llm_archive_get_salvage_report (LlmArchive *self);

/* For implementations, on the main context. */
void llm_archive_emit_salvaged (LlmArchive *self, LlmSalvageReport *report);

G_END_DECLS
