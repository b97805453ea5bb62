/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "llm-history-entry.h"
#include "llm-thread.h"
#include "llm-turn.h"

G_BEGIN_DECLS

/**
 * LlmConversation:
 *
 * A tree of turns (docs/adr/0008-conversations.md), and as a #GListModel the #LlmTurn s
 * of the branch that is shown, oldest first.
 *
 * Properties that notify: title; draft; system.  Signals: `::changed ()` when
 * something of llm_store_save_conversation_async() changed: draft, system prompt or the
 * branch that is shown; `::turns-changed (GPtrArray *turns)` when the places of turns
 * changed, or whether they are deleted, for llm_store_update_turns_async().
 */
#define LLM_TYPE_CONVERSATION (llm_conversation_get_type ())
G_DECLARE_FINAL_TYPE (LlmConversation, llm_conversation, LLM, CONVERSATION, GObject)

LlmConversation *llm_conversation_new (const char *kind, const char *system);
LlmConversation *llm_conversation_new_with_id (const char *id,
                                               const char *kind,
                                               const char *title,
                                               gint64 created_at,
                                               const char *system);
LlmConversation *llm_conversation_dup (LlmConversation *self);
guint llm_conversation_leave_out_unloaded (LlmConversation *self);
const char *llm_conversation_get_id (LlmConversation *self);
const char *llm_conversation_get_kind (LlmConversation *self);
gboolean llm_conversation_is_chat (LlmConversation *self);
gint64 llm_conversation_get_created_at (LlmConversation *self);
const char *llm_conversation_get_title (LlmConversation *self);
void llm_conversation_set_title (LlmConversation *self, const char *title);
const char *llm_conversation_get_system (LlmConversation *self);
void llm_conversation_set_system (LlmConversation *self, const char *system);
const char *llm_conversation_get_draft (LlmConversation *self);
void llm_conversation_set_draft (LlmConversation *self, const char *draft);
LlmHistoryEntry *llm_conversation_get_entry (LlmConversation *self);
void llm_conversation_set_entry (LlmConversation *self, LlmHistoryEntry *entry);

/* The tree. */
void llm_conversation_add (LlmConversation *self, LlmTurn *turn);
void llm_conversation_append (LlmConversation *self, LlmComparison *comparison);
void llm_conversation_append_version (LlmConversation *self,
                                      LlmTurn *of,
                                      LlmComparison *comparison);
guint llm_conversation_get_n_turns (LlmConversation *self);
LlmTurn *llm_conversation_find (LlmConversation *self, const char *turn_id);
GPtrArray *llm_conversation_dup_turns (LlmConversation *self);

/* The branch that is shown. */
const char *llm_conversation_get_active_id (LlmConversation *self);
void llm_conversation_set_active_id (LlmConversation *self, const char *turn_id);
LlmTurn *llm_conversation_get_last (LlmConversation *self);
const char *llm_conversation_get_chosen (LlmConversation *self, LlmTurn *turn);
const char *llm_conversation_get_chosen_of (LlmConversation *self,
                                            LlmTurn *turn,
                                            LlmComparison *comparison);
gboolean llm_conversation_get_position (LlmConversation *self, LlmTurn *turn, guint *position);
GPtrArray *llm_conversation_dup_versions (LlmConversation *self, LlmTurn *turn, guint *index);
void llm_conversation_select (LlmConversation *self, LlmTurn *turn);
void llm_conversation_choose (LlmConversation *self, LlmTurn *turn, const char *column_id);

void llm_conversation_delete_turn (LlmConversation *self, LlmTurn *turn);
void llm_conversation_restore_turn (LlmConversation *self, LlmTurn *turn);

LlmComparison *llm_conversation_make_follow_up (LlmConversation *self,
                                                LlmComparison *last,
                                                const char *prompt,
                                                const char *const *column_ids);
LlmThread *llm_conversation_make_thread (LlmConversation *self,
                                         LlmComparison *turn,
                                         LlmAnswer *answer);

G_END_DECLS
