/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "llm-comparison.h"

G_BEGIN_DECLS

/**
 * LlmHistoryEntry:
 *
 * One row of the history list; immutable.  @snippet is the beginning of the
 * prompt on one line, @models the "provider:model" of each column in order.
 */
#define LLM_TYPE_HISTORY_ENTRY (llm_history_entry_get_type ())
G_DECLARE_FINAL_TYPE (LlmHistoryEntry, llm_history_entry, LLM, HISTORY_ENTRY, GObject)

LlmHistoryEntry *llm_history_entry_new (const char *id,
                                        const char *kind,
                                        const char *title,
                                        const char *snippet,
                                        gint64 created_at,
                                        const char *const *models);
const char *llm_history_entry_get_id (LlmHistoryEntry *self);
const char *llm_history_entry_get_kind (LlmHistoryEntry *self);
const char *llm_history_entry_get_title (LlmHistoryEntry *self);
const char *llm_history_entry_get_snippet (LlmHistoryEntry *self);
gint64 llm_history_entry_get_created_at (LlmHistoryEntry *self);
const char *const *llm_history_entry_get_models (LlmHistoryEntry *self);

/**
 * LlmStore:
 *
 * Where comparisons are kept.  All calls are asynchronous, answered in order on
 * the caller's thread-default main context, and done in the order in which they
 * were asked.  Objects passed in are read before the call returns and may change
 * afterwards.  Signal `::changed (const char *id)` on the main context after a
 * comparison was added, changed in its list row, or deleted (also for changes
 * this process made only).
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
   * has neither text nor reasoning (any more) has none in the store either. */
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
  /* Newest first; keyset pagination: entries strictly after (@before_time,
   * @before_id) in that order, or from the start with @before_id NULL. */
  void (*list_async) (LlmStore *self,
                      gint64 before_time,
                      const char *before_id,
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
                           gint64 before_time,
                           const char *before_id,
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
void llm_store_flush_async (LlmStore *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);

/* All results of an LlmStore are GTasks with the store as source object. */
gboolean llm_store_write_finish (LlmStore *self, GAsyncResult *result, GError **error);
GPtrArray *llm_store_list_finish (LlmStore *self, GAsyncResult *result, GError **error);
LlmComparison *llm_store_load_finish (LlmStore *self, GAsyncResult *result, GError **error);

/* For implementations. */
void llm_store_emit_changed (LlmStore *self, const char *id);

G_END_DECLS
