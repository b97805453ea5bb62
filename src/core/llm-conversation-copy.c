/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-conversation-private.h"

/* Conversations as they are at one moment, for another thread to read. */

/* Others, since someone here may be watching the end of these. */
static GPtrArray *
copy_images (GPtrArray *images)
{
  GPtrArray *copies;

  if (images == NULL)
    return NULL;
  copies = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < images->len; i++)
    g_ptr_array_add (copies, llm_image_dup (images->pdata[i]));
  return copies;
}

/* Records of judgements never change: whoever frees the last does no harm. */
static void
copy_opinions (LlmComparison *copy, LlmComparison *comparison)
{
  llm_comparison_restore_verdict (copy, llm_comparison_get_verdict (comparison),
                                  llm_comparison_get_preferred (comparison),
                                  llm_comparison_get_verdict_at (comparison),
                                  llm_comparison_get_verdict_blind (comparison));
  llm_comparison_set_note (copy, llm_comparison_get_note (comparison));
  llm_comparison_set_blind (copy, llm_comparison_get_blind (comparison));
  llm_comparison_set_judgements (copy, llm_comparison_get_judgements (comparison));
}

static LlmComparison *
copy_comparison (LlmComparison *comparison)
{
  LlmComparison *copy = llm_comparison_new_with_id (
      llm_comparison_get_id (comparison), llm_comparison_get_prompt (comparison),
      llm_comparison_get_system (comparison), llm_comparison_get_title (comparison),
      llm_comparison_get_created_at (comparison));
  g_autoptr (GPtrArray) images = copy_images (llm_comparison_get_images (comparison));

  llm_comparison_set_images (copy, images);
  llm_comparison_set_place (copy, llm_comparison_get_conversation_id (comparison),
                            llm_comparison_get_previous_id (comparison),
                            llm_comparison_get_after_id (comparison));
  for (guint i = 0; i < llm_comparison_get_n_answers (comparison); i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (comparison, i);
      g_autoptr (LlmAnswer) copied = llm_answer_dup (answer, llm_answer_get_column_id (answer));

      llm_answer_copy_versions (copied, answer);
      llm_comparison_add (copy, copied);
    }
  copy_opinions (copy, comparison);
  return copy;
}

static LlmTurn *
copy_turn (LlmTurn *turn)
{
  LlmComparison *comparison = llm_turn_get_comparison (turn);
  LlmTurn *copy = llm_turn_new (llm_turn_get_id (turn), llm_turn_get_previous_id (turn),
                                llm_turn_get_after_id (turn), llm_turn_get_created_at (turn));

  llm_turn_set_deleted (copy, llm_turn_get_deleted (turn));
  if (comparison != NULL)
    {
      g_autoptr (LlmComparison) copied = copy_comparison (comparison);

      llm_turn_set_comparison (copy, copied);
    }
  return copy;
}

/**
 * llm_conversation_dup:
 * @self: a conversation
 *
 * Copies all there is in memory, with the same ids; turns that are not loaded are not in
 * the copy either, and what runs is interrupted there.  What happens to @self later does
 * not change the copy, so that another thread may read it.
 *
 * Returns: (transfer full): the copy
 */
LlmConversation *
llm_conversation_dup (LlmConversation *self)
{
  LlmConversation *copy;

  g_return_val_if_fail (LLM_IS_CONVERSATION (self), NULL);

  copy = llm_conversation_new_with_id (self->id, self->kind, self->title, self->created_at,
                                       self->system);
  llm_conversation_set_draft (copy, self->draft);
  llm_conversation_set_entry (copy, self->entry);
  for (guint i = 0; i < self->turns->len; i++)
    {
      g_autoptr (LlmTurn) turn = copy_turn (self->turns->pdata[i]);

      llm_conversation_add (copy, turn);
    }
  llm_conversation_set_active_id (copy, self->active_id);
  return copy;
}

/**
 * llm_conversation_leave_out_unloaded:
 * @self: a conversation that only the caller has, as llm_conversation_dup() makes one
 *
 * Removes all turns whose texts are not loaded; what came after one comes after what was
 * before it.
 *
 * Returns: how many there were
 */
guint
llm_conversation_leave_out_unloaded (LlmConversation *self)
{
  guint n = 0;

  g_return_val_if_fail (LLM_IS_CONVERSATION (self), 0);

  for (guint i = self->turns->len; i > 0; i--)
    {
      LlmTurn *turn = self->turns->pdata[i - 1];

      if (llm_turn_get_comparison (turn) != NULL)
        continue;
      llm_conversation_delete_turn (self, turn);
      g_hash_table_remove (self->taken_out, turn);
      g_hash_table_remove (self->by_id, llm_turn_get_id (turn));
      g_ptr_array_remove_index (self->turns, i - 1);
      n++;
    }
  return n;
}
