/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-error.h"
#include "llm-sqlite-store.h"

G_BEGIN_DECLS

/* Helpers of the database's tests: calls that wait for their answer, with a
 * deadline after which the test fails. */

char *store_test_make_folder (void);
void store_test_remove_folder (const char *folder);
char *store_test_find (const char *folder, const char *prefix, const char *suffix);

LlmStore *store_test_open (const char *path);
void store_test_close (LlmStore **store);

gboolean store_test_save (LlmStore *store, LlmComparison *comparison, GError **error);
gboolean store_test_save_answer (LlmStore *store,
                                 const char *id,
                                 LlmAnswer *answer,
                                 GError **error);
gboolean store_test_append (LlmStore *store,
                            LlmAnswer *answer,
                            LlmDeltaKind kind,
                            const char *text,
                            GError **error);
gboolean store_test_delete (LlmStore *store, const char *id, GError **error);
gboolean store_test_flush (LlmStore *store, GError **error);
LlmComparison *store_test_load (LlmStore *store, const char *id, GError **error);
GPtrArray *store_test_list (LlmStore *store,
                            gint64 before_time,
                            const char *before_id,
                            guint limit,
                            GError **error);

GPtrArray *store_test_list_section (LlmStore *store,
                                    const LlmHistoryQuery *query,
                                    const LlmHistoryCursor *after,
                                    guint limit);
GPtrArray *store_test_find_ids (LlmStore *store, const char *prefix, guint limit);
gboolean
store_test_save_conversation (LlmStore *store, LlmConversation *conversation, GError **error);
LlmConversation *store_test_load_conversation (LlmStore *store, const char *id, GError **error);
GPtrArray *store_test_load_turns (LlmStore *store, const char *const *ids, GError **error);
LlmThread *store_test_load_thread (LlmStore *store, const char *column_id, GError **error);
gboolean store_test_update_turns (LlmStore *store, GPtrArray *turns, GError **error);
gboolean store_test_update_entries (LlmStore *store,
                                    const char *const *ids,
                                    const LlmEntryChange *change,
                                    GError **error);
gboolean store_test_import (LlmStore *store, LlmConversation *conversation, GError **error);
gboolean store_test_purge (LlmStore *store, gint64 before, GError **error);
gboolean store_test_save_folder (LlmStore *store, const LlmFolder *folder, GError **error);
gboolean store_test_delete_folder (LlmStore *store, const char *id, GError **error);
gboolean store_test_rename_tag (LlmStore *store,
                                const char *name,
                                const char *new_name,
                                GError **error);
GPtrArray *store_test_list_folders (LlmStore *store);
GPtrArray *store_test_list_tags (LlmStore *store);

GPtrArray *store_test_load_versions (LlmStore *store, const char *const *column_ids);
gboolean
store_test_save_judgement (LlmStore *store, const LlmJudgementRecord *record, GError **error);
GPtrArray *store_test_list_judgements (LlmStore *store, const char *const *turn_ids);
void store_test_delete_judgement (LlmStore *store, const char *id);
GPtrArray *store_test_load_ballots (LlmStore *store, const LlmBallotQuery *query);
gboolean
store_test_save_flight (LlmStore *store, const char *column_id, const char *text, GError **error);
char *store_test_load_flight (LlmStore *store,
                              const char *column_id,
                              const char *version_id,
                              GError **error);
void store_test_assert_flight (LlmStore *store,
                               const char *column_id,
                               const char *version_id,
                               const char *text);

gint64 store_test_query_int64 (const char *path, const char *sql);
char *store_test_query_text (const char *path, const char *sql);
void store_test_execute (const char *path, const char *sql);

void store_test_wait (gboolean *done);

LlmComparison *store_test_make_comparison (const char *prompt, guint n_answers);

G_END_DECLS
