/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "llm-comparison.h"
#include "llm-conversation.h"
#include "llm-history-query.h"
#include "llm-judgement-record.h"
#include "llm-thread.h"

G_BEGIN_DECLS

/* The longest record of requests, in bytes. */
#define LLM_STORE_MAX_FLIGHT (1024 * 1024)

/**
 * LlmBallotQuery:
 * @tag: (nullable): only conversations that have it
 * @since: Unix time in microseconds; 0 for no limit
 * @until: before this time; 0 for no limit
 * @blind_only: only verdicts that were given while names were hidden
 *
 * Which ballots are wanted.
 */
typedef struct
{
  const char *tag;
  gint64 since;
  gint64 until;
  gboolean blind_only;
} LlmBallotQuery;

/**
 * LlmStore:
 *
 * Where conversations are kept.  All calls are asynchronous, answered in order on
 * the caller's thread-default main context, and done in the order in which they
 * were asked.  Objects passed in are read before the call returns and may change
 * afterwards.  A call that an implementation does not have fails with
 * %G_IO_ERROR_NOT_SUPPORTED.
 *
 * Signal `::changed (const char *id)` on the main context after a conversation was
 * added, changed in its list row, or deleted; with %NULL when anything may have
 * changed, as after another process has written.  Signal `::folders-changed ()` when
 * folders or tags were added, renamed or deleted.  Signal `::ballots-changed ()` when a
 * turn or an answer was saved, by which what was decided may be otherwise.
 *
 * Times are Unix times in microseconds.
 */
#define LLM_TYPE_STORE (llm_store_get_type ())
G_DECLARE_INTERFACE (LlmStore, llm_store, LLM, STORE, GObject)

struct _LlmStoreInterface
{
  GTypeInterface parent_iface;

  /* The comparison's own row and the rows of all its columns, upserted; columns
   * that are no longer in it are deleted.  Whole texts of the columns included. */
  void (*save_comparison_async) (LlmStore *self,
                                 LlmComparison *comparison,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
  /* One column without touching its stored text, unless it is final: then the
   * whole text is written and replaces the pieces of append_text.  A column that
   * has neither text nor reasoning (any more) has none in the store either.
   * Versions that are not known to be stored are written first, in the same
   * transaction, as by save_comparison and import. */
  void (*save_answer_async) (LlmStore *self,
                             const char *comparison_id,
                             LlmAnswer *answer,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
  /* A piece of streamed text; cost is that of the piece, not of the whole. */
  void (*append_text_async) (LlmStore *self,
                             const char *column_id,
                             LlmDeltaKind kind,
                             const char *text,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
  /* A page of a list, in the order of its section, strictly after @after. */
  void (*list_async) (LlmStore *self,
                      const LlmHistoryQuery *query,
                      const LlmHistoryCursor *after,
                      guint limit,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  /* Conversations whose ids begin so, by id, wherever they are listed. */
  void (*find_async) (LlmStore *self,
                      const char *prefix,
                      guint limit,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  void (*load_async) (LlmStore *self,
                      const char *id,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  void (*delete_async) (LlmStore *self,
                        const char *id,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
  /* Hits, best first.  May be done before writes that were asked earlier and are not
   * answered yet. */
  void (*search_async) (LlmStore *self,
                        const LlmSearchQuery *query,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
  /* What the next search is likely to need; nothing has to come of it. */
  void (*prepare_search_async) (LlmStore *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
  /* The conversation's own row but for what update_entries writes: inserted, or
   * draft, system prompt and active turn updated. */
  void (*save_conversation_async) (LlmStore *self,
                                   LlmConversation *conversation,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
  /* The whole tree, with the texts of the last turns of the branch that is shown; of
   * a comparison with those of all turns. */
  void (*load_conversation_async) (LlmStore *self,
                                   const char *id,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
  /* Turns with their answers and texts, deleted ones too. */
  void (*load_turns_async) (LlmStore *self,
                            const char *const *ids,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
  /* What was said up to and with the text of an answer. */
  void (*load_thread_async) (LlmStore *self,
                             const char *column_id,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
  /* Places of turns, and whether they are deleted; texts are not touched. */
  void (*update_turns_async) (LlmStore *self,
                              GPtrArray *turns,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
  void (*update_entries_async) (LlmStore *self,
                                const char *const *ids,
                                const LlmEntryChange *change,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
  /* A new conversation with all of its turns, all or nothing. */
  void (*import_async) (LlmStore *self,
                        LlmConversation *conversation,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
  /* All that is in the trash since before a time. */
  void (*purge_trash_async) (LlmStore *self,
                             gint64 before,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
  void (*list_folders_async) (LlmStore *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
  void (*save_folder_async) (LlmStore *self,
                             const LlmFolder *folder,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
  /* Its conversations stay, in no folder. */
  void (*delete_folder_async) (LlmStore *self,
                               const char *id,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
  void (*list_tags_async) (LlmStore *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
  /* To another name, that of another tag too; with NULL it is taken off everywhere. */
  void (*rename_tag_async) (LlmStore *self,
                            const char *name,
                            const char *new_name,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
  /* Earlier versions of columns, the oldest first. */
  void (*load_versions_async) (LlmStore *self,
                               const char *const *column_ids,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
  /* Inserted, or replaced if there is one of this id. */
  void (*save_judgement_async) (LlmStore *self,
                                const LlmJudgementRecord *judgement,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
  /* Of turns, the oldest first. */
  void (*list_judgements_async) (LlmStore *self,
                                 const char *const *turn_ids,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
  void (*delete_judgement_async) (LlmStore *self,
                                  const char *id,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
  /* What was decided in comparisons, in the order of time; chats have no ballots. */
  void (*load_ballots_async) (LlmStore *self,
                              const LlmBallotQuery *query,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
  /* The record of what a column asked last; opaque.  It follows what the column has when
   * that becomes a version, and back. */
  void (*save_flight_async) (LlmStore *self,
                             const char *column_id,
                             const char *text,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
  void (*load_flight_async) (LlmStore *self,
                             const char *column_id,
                             const char *version_id,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
  /* Completes when everything asked before it is on disk. */
  void (*flush_async) (LlmStore *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
};

void llm_store_save_comparison_async (LlmStore *self,
                                      LlmComparison *comparison,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
void llm_store_save_answer_async (LlmStore *self,
                                  const char *comparison_id,
                                  LlmAnswer *answer,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
void llm_store_append_text_async (LlmStore *self,
                                  const char *column_id,
                                  LlmDeltaKind kind,
                                  const char *text,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
void llm_store_list_async (LlmStore *self,
                           const LlmHistoryQuery *query,
                           const LlmHistoryCursor *after,
                           guint limit,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
void llm_store_find_async (LlmStore *self,
                           const char *prefix,
                           guint limit,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
void llm_store_load_async (LlmStore *self,
                           const char *id,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
void llm_store_delete_async (LlmStore *self,
                             const char *id,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
void llm_store_prepare_search_async (LlmStore *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
void llm_store_search_async (LlmStore *self,
                             const LlmSearchQuery *query,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
void llm_store_save_conversation_async (LlmStore *self,
                                        LlmConversation *conversation,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
void llm_store_load_conversation_async (LlmStore *self,
                                        const char *id,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
void llm_store_load_turns_async (LlmStore *self,
                                 const char *const *ids,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
void llm_store_load_thread_async (LlmStore *self,
                                  const char *column_id,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
void llm_store_update_turns_async (LlmStore *self,
                                   GPtrArray *turns,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
void llm_store_update_entries_async (LlmStore *self,
                                     const char *const *ids,
                                     const LlmEntryChange *change,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
void llm_store_import_async (LlmStore *self,
                             LlmConversation *conversation,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
void llm_store_purge_trash_async (LlmStore *self,
                                  gint64 before,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
void llm_store_list_folders_async (LlmStore *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
void llm_store_save_folder_async (LlmStore *self,
                                  const LlmFolder *folder,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
void llm_store_delete_folder_async (LlmStore *self,
                                    const char *id,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
void llm_store_list_tags_async (LlmStore *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
void llm_store_rename_tag_async (LlmStore *self,
                                 const char *name,
                                 const char *new_name,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
void llm_store_load_versions_async (LlmStore *self,
                                    const char *const *column_ids,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
void llm_store_save_judgement_async (LlmStore *self,
                                     const LlmJudgementRecord *judgement,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
void llm_store_list_judgements_async (LlmStore *self,
                                      const char *const *turn_ids,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
void llm_store_delete_judgement_async (LlmStore *self,
                                       const char *id,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
void llm_store_load_ballots_async (LlmStore *self,
                                   const LlmBallotQuery *query,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
void llm_store_save_flight_async (LlmStore *self,
                                  const char *column_id,
                                  const char *text,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
void llm_store_load_flight_async (LlmStore *self,
                                  const char *column_id,
                                  const char *version_id,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
void llm_store_flush_async (LlmStore *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);

/* All results of an LlmStore are GTasks with the store as source object. */
gboolean llm_store_write_finish (LlmStore *self, GAsyncResult *result, GError **error);
GPtrArray *llm_store_list_finish (LlmStore *self, GAsyncResult *result, GError **error);
LlmComparison *llm_store_load_finish (LlmStore *self, GAsyncResult *result, GError **error);
LlmConversation *
llm_store_load_conversation_finish (LlmStore *self, GAsyncResult *result, GError **error);
LlmThread *llm_store_load_thread_finish (LlmStore *self, GAsyncResult *result, GError **error);
char *llm_store_load_flight_finish (LlmStore *self, GAsyncResult *result, GError **error);

/* For implementations. */
void llm_store_emit_changed (LlmStore *self, const char *id);
void llm_store_emit_folders_changed (LlmStore *self);
void llm_store_emit_ballots_changed (LlmStore *self);

G_END_DECLS
