/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-context.h"
#include "llm-conversation.h"
#include "llm-history-model.h"

G_BEGIN_DECLS

/**
 * LlmAttached:
 * @images: (nullable) (element-type LlmImage): the images that go with a prompt
 * @text_only: (nullable) (array zero-terminated=1): what gets the text alone: ids of the
 *   columns that a follow-up goes on from, else models as PROVIDER:MODEL
 *
 * What goes with a prompt beside its text.
 */
typedef struct
{
  GPtrArray *images;
  const char *const *text_only;
} LlmAttached;

/**
 * LlmLibrary:
 *
 * The conversations that are open, shared by all windows so that the same one is
 * never two objects, and the history they come from.  Records what changes in them,
 * and keeps one alive while it runs and while something of it is not saved.
 *
 * Signals: `::unsaved (LlmConversation *)` when whether a conversation could be saved
 * has changed; `::hidden (const char *id)`; `::delete-failed (const char *id, GError *)`.
 */
#define LLM_TYPE_LIBRARY (llm_library_get_type ())
G_DECLARE_FINAL_TYPE (LlmLibrary, llm_library, LLM, LIBRARY, GObject)

LlmLibrary *llm_library_new (LlmContext *context);
LlmContext *llm_library_get_context (LlmLibrary *self);
LlmHistoryModel *llm_library_get_history (LlmLibrary *self);
LlmHistoryModel *llm_library_new_list (LlmLibrary *self, const LlmHistoryQuery *query);

LlmConversation *llm_library_find (LlmLibrary *self, const char *id);
void llm_library_open_async (LlmLibrary *self,
                             const char *id,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
LlmConversation *llm_library_open_finish (LlmLibrary *self, GAsyncResult *result, GError **error);

const GError *llm_library_get_save_error (LlmLibrary *self, LlmConversation *conversation);
void llm_library_save (LlmLibrary *self, LlmConversation *conversation);

/* What is asked (llm-library-ask.c). */
void llm_library_attach (LlmComparison *turn, const LlmAttached *attached);
LlmConversation *llm_library_start (LlmLibrary *self, LlmComparison *comparison);
LlmConversation *llm_library_new_chat (LlmLibrary *self, const char *system);
LlmComparison *llm_library_follow_up (LlmLibrary *self,
                                      LlmConversation *conversation,
                                      LlmTurn *after,
                                      const char *prompt,
                                      const LlmAttached *attached,
                                      const char *const *column_ids,
                                      GError **error);
LlmComparison *llm_library_send (LlmLibrary *self,
                                 LlmConversation *chat,
                                 const char *text,
                                 const LlmAttached *attached,
                                 const char *spec,
                                 GError **error);
LlmComparison *llm_library_send_version (LlmLibrary *self,
                                         LlmConversation *chat,
                                         LlmTurn *of,
                                         const char *text,
                                         const LlmAttached *attached,
                                         const char *spec,
                                         GError **error);
LlmAnswer *llm_library_regenerate (LlmLibrary *self,
                                   LlmConversation *chat,
                                   LlmTurn *turn,
                                   const char *spec,
                                   GError **error);
void llm_library_run (LlmLibrary *self,
                      LlmConversation *conversation,
                      LlmTurn *turn,
                      const char *column_id,
                      LlmRunMode mode);
LlmConversation *llm_library_continue_in_chat (LlmLibrary *self,
                                               LlmConversation *conversation,
                                               LlmTurn *turn,
                                               const char *column_id);

/* Turns that are not loaded. */
void llm_library_load_turns (LlmLibrary *self, LlmConversation *conversation, GPtrArray *turns);
void llm_library_release_turns (LlmLibrary *self,
                                LlmConversation *conversation,
                                guint first,
                                guint last);

void llm_library_leave (LlmLibrary *self, const char *id);
void llm_library_close_all (LlmLibrary *self);
void llm_library_hide (LlmLibrary *self, const char *id);
void llm_library_unhide (LlmLibrary *self, const char *id);
void llm_library_delete (LlmLibrary *self, const char *id);
void llm_library_delete_hidden (LlmLibrary *self);

G_END_DECLS
