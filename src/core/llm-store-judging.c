/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The calls for what is thought of answers, and for how they came about. */

/**
 * llm_store_load_versions_async:
 * @self: a store
 * @column_ids: (array zero-terminated=1): columns
 * @cancellable: (nullable): a #GCancellable
 * @callback: finish with llm_store_list_finish(), which gives #LlmAnswer
 * @user_data: for @callback
 *
 * Loads what columns had before (llm_answer_get_version_of()), those of one column in
 * order, the oldest first, for llm_answer_set_stored_versions().
 */
void
llm_store_load_versions_async (LlmStore *self,
                               const char *const *column_ids,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (column_ids != NULL);
  LLM_STORE_CALL (self, load_versions, (self, column_ids, cancellable, callback, user_data));
}

static gboolean
is_too_long (const char *text, gsize limit)
{
  return text != NULL && strlen (text) > limit;
}

static void
report_too_long (LlmStore *self, gpointer tag, GAsyncReadyCallback callback, gpointer user_data)
{
  g_task_report_new_error (self, callback, user_data, tag, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                           _ ("This is too long to be kept in the history."));
}

/**
 * llm_store_save_judgement_async:
 * @self: a store
 * @judgement: what to save; its texts have %LLM_JUDGEMENT_MAX_TEXT bytes at most
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): finish with llm_store_write_finish();
 *   %G_IO_ERROR_MESSAGE_TOO_LARGE for longer texts, %LLM_DB_ERROR_CONSTRAINT if its turn is
 *   not there
 * @user_data: for @callback
 */
void
llm_store_save_judgement_async (LlmStore *self,
                                const LlmJudgementRecord *judgement,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (judgement != NULL && llm_answer_state_is_final (judgement->state));

  if (is_too_long (judgement->result, LLM_JUDGEMENT_MAX_TEXT)
      || is_too_long (judgement->raw, LLM_JUDGEMENT_MAX_TEXT))
    {
      report_too_long (self, llm_store_save_judgement_async, callback, user_data);
      return;
    }
  LLM_STORE_CALL (self, save_judgement, (self, judgement, cancellable, callback, user_data));
}

/**
 * llm_store_list_judgements_async:
 * @self: a store
 * @turn_ids: (array zero-terminated=1): turns
 * @cancellable: (nullable): a #GCancellable
 * @callback: finish with llm_store_list_finish(), which gives #LlmJudgementRecord
 * @user_data: for @callback
 *
 * Loads the summaries of differences of turns, those of one turn in order, the oldest first.
 */
void
llm_store_list_judgements_async (LlmStore *self,
                                 const char *const *turn_ids,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (turn_ids != NULL);
  LLM_STORE_CALL (self, list_judgements, (self, turn_ids, cancellable, callback, user_data));
}

/**
 * llm_store_delete_judgement_async:
 * @self: a store
 * @id: a judgement's id; one that is not there is no error
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): finish with llm_store_write_finish()
 * @user_data: for @callback
 */
void
llm_store_delete_judgement_async (LlmStore *self,
                                  const char *id,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (id != NULL);
  LLM_STORE_CALL (self, delete_judgement, (self, id, cancellable, callback, user_data));
}

/**
 * llm_store_load_ballots_async:
 * @self: a store
 * @query: (nullable): which; NULL for all
 * @cancellable: (nullable): a #GCancellable
 * @callback: finish with llm_store_list_finish(), which gives #LlmBallot
 * @user_data: for @callback
 *
 * Loads what was decided in comparisons that are not in the trash, by a verdict or by votes
 * on answers, in the order of time.  A verdict is about what columns had when it was given:
 * one that was asked again since goes in with the version it had then, and one that came
 * later does not go in.
 */
void
llm_store_load_ballots_async (LlmStore *self,
                              const LlmBallotQuery *query,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  static const LlmBallotQuery all = { NULL };

  g_return_if_fail (LLM_IS_STORE (self));

  if (query == NULL)
    query = &all;
  LLM_STORE_CALL (self, load_ballots, (self, query, cancellable, callback, user_data));
}

/**
 * llm_store_save_flight_async:
 * @self: a store
 * @column_id: a saved column
 * @text: the record of what it asked last, valid UTF-8 of %LLM_STORE_MAX_FLIGHT bytes at
 *   most; the store does not look into it
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): finish with llm_store_write_finish();
 *   %G_IO_ERROR_MESSAGE_TOO_LARGE for a longer text, %LLM_DB_ERROR_CONSTRAINT if the column
 *   is not there
 * @user_data: for @callback
 *
 * Replaces the record of what the column has now; those of its versions stay.
 */
void
llm_store_save_flight_async (LlmStore *self,
                             const char *column_id,
                             const char *text,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (column_id != NULL && text != NULL);

  if (is_too_long (text, LLM_STORE_MAX_FLIGHT))
    {
      report_too_long (self, llm_store_save_flight_async, callback, user_data);
      return;
    }
  LLM_STORE_CALL (self, save_flight, (self, column_id, text, cancellable, callback, user_data));
}

/**
 * llm_store_load_flight_async:
 * @self: a store
 * @column_id: a column
 * @version_id: (nullable): one of its versions; NULL for what it has now
 * @cancellable: (nullable): a #GCancellable
 * @callback: finish with llm_store_load_flight_finish()
 * @user_data: for @callback
 */
void
llm_store_load_flight_async (LlmStore *self,
                             const char *column_id,
                             const char *version_id,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (column_id != NULL);
  LLM_STORE_CALL (self, load_flight,
                  (self, column_id, version_id, cancellable, callback, user_data));
}

/**
 * llm_store_load_flight_finish:
 * @self: a store
 * @result: of llm_store_load_flight_async()
 * @error: where to put an #LLM_DB_ERROR; %LLM_DB_ERROR_NOT_FOUND if there is no record
 *
 * Returns: (transfer full) (nullable): the text as it was saved
 */
char *
llm_store_load_flight_finish (LlmStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_STORE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
