/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-export-private.h"

#include "llm-judgement-json.h"

/* Conversations without the names of their models.  The copy is built from what may be known,
 * instead of taking out what may not: a member that is added to answers one day is not in it
 * until it is added here. */

/* Who answered, where names are left out; never shown to people. */
#define ANONYMOUS "anonymous"

typedef struct
{
  GHashTable *numbers; /* of columns and, in chats, of models; counted from 1 */
  gboolean is_chat;
  guint n;
} Names;

/* In a chat all answers of a model have one name; in a comparison what goes on in a column has
 * the name of that. */
static char *
make_key (const Names *names, LlmAnswer *answer, gboolean continued)
{
  if (names->is_chat)
    return g_strconcat (llm_answer_get_provider_id (answer), "\n", llm_answer_get_model_id (answer),
                        NULL);
  if (continued)
    return g_strdup (llm_answer_get_continues (answer));
  return g_strdup (llm_answer_get_column_id (answer));
}

static guint
find_number (Names *names, LlmAnswer *answer, GHashTable *taken)
{
  g_autofree char *key = make_key (names, answer, FALSE);
  g_autofree char *before = make_key (names, answer, TRUE);
  guint number
      = before != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (names->numbers, before)) : 0;

  if (number == 0 || (!names->is_chat && g_hash_table_contains (taken, GUINT_TO_POINTER (number))))
    number = ++names->n;
  g_hash_table_add (taken, GUINT_TO_POINTER (number));
  g_hash_table_insert (names->numbers, g_steal_pointer (&key), GUINT_TO_POINTER (number));
  return number;
}

static LlmAnswer *
copy_answer (LlmAnswer *answer, const char *model, const char *title)
{
  LlmAnswer *copy
      = llm_answer_new_with_id (llm_answer_get_column_id (answer), ANONYMOUS, model, title);

  llm_answer_append (copy, LLM_DELTA_TEXT, llm_answer_get_text (answer));
  llm_answer_set_vote (copy, llm_answer_get_vote (answer));
  llm_answer_set_continues (copy, llm_answer_get_continues (answer));
  llm_answer_restore (copy, llm_answer_get_state (answer));
  return copy;
}

static LlmAnswer *
copy_column (LlmAnswer *answer, guint number)
{
  const guint n = llm_answer_get_n_versions (answer) - llm_answer_get_n_unloaded_versions (answer);
  g_autofree char *model = g_strdup_printf ("answer-%u", number);
  g_autofree char *title = llm_comparison_make_alias (number - 1);
  LlmAnswer *copy = copy_answer (answer, model, title);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LlmAnswer) version = g_list_model_get_item (llm_answer_get_versions (answer), i);
      g_autoptr (LlmAnswer) copied = copy_answer (version, model, title);

      llm_answer_add_version (copy, copied, llm_answer_get_kept_at (version));
    }
  return copy;
}

/* Without how long the judge took and whose prices it had. */
static char *
clean_result (const LlmJudgementRecord *record)
{
  g_autoptr (LlmJudgement) judgement = llm_judgement_new_from_record (record, NULL);

  if (judgement == NULL || record->result == NULL)
    return NULL;
  judgement->elapsed_ms = LLM_UNKNOWN;
  judgement->price_source = LLM_PRICE_UNKNOWN;
  return llm_judgement_to_json (judgement);
}

/* What was said of the answers, without who said it: the judge may be one of them.  It knew
 * them as letters only. */
static GPtrArray *
copy_judgements (GPtrArray *judgements)
{
  GPtrArray *copies;

  if (judgements == NULL)
    return NULL;
  copies = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_judgement_record_free);
  for (guint i = 0; i < judgements->len; i++)
    {
      const LlmJudgementRecord *record = judgements->pdata[i];
      LlmJudgementRecord *copy = llm_judgement_record_new (record->turn_id);

      g_free (copy->id);
      copy->id = g_strdup (record->id);
      copy->created_at = record->created_at;
      g_free (copy->provider);
      copy->provider = g_strdup (ANONYMOUS);
      g_free (copy->model);
      copy->model = g_strdup (ANONYMOUS);
      copy->judge_version = record->judge_version;
      copy->state = record->state;
      copy->result = clean_result (record);
      g_ptr_array_add (copies, copy);
    }
  return copies;
}

static LlmComparison *
copy_comparison (LlmComparison *comparison, Names *names)
{
  LlmComparison *copy = llm_comparison_new_with_id (
      llm_comparison_get_id (comparison), llm_comparison_get_prompt (comparison),
      llm_comparison_get_system (comparison), llm_comparison_get_title (comparison),
      llm_comparison_get_created_at (comparison));
  g_autoptr (GPtrArray) judgements = copy_judgements (llm_comparison_get_judgements (comparison));
  g_autoptr (GHashTable) taken = g_hash_table_new (NULL, NULL);

  llm_comparison_set_images (copy, llm_comparison_get_images (comparison));
  llm_comparison_set_place (copy, llm_comparison_get_conversation_id (comparison),
                            llm_comparison_get_previous_id (comparison),
                            llm_comparison_get_after_id (comparison));
  for (guint i = 0; i < llm_comparison_get_n_answers (comparison); i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (comparison, i);
      g_autoptr (LlmAnswer) copied = copy_column (answer, find_number (names, answer, taken));

      llm_comparison_add (copy, copied);
    }
  llm_comparison_restore_verdict (
      copy, llm_comparison_get_verdict (comparison), llm_comparison_get_preferred (comparison),
      llm_comparison_get_verdict_at (comparison), llm_comparison_get_verdict_blind (comparison));
  if (names->is_chat)
    llm_comparison_choose (copy, llm_comparison_get_preferred (comparison));
  llm_comparison_set_note (copy, llm_comparison_get_note (comparison));
  llm_comparison_set_judgements (copy, judgements);
  return copy;
}

/* How it is listed, without who answered. */
static void
copy_entry (LlmConversation *copy, LlmConversation *conversation)
{
  LlmHistoryEntry *entry = llm_conversation_get_entry (conversation);
  static const char *const none[] = { NULL };
  g_autoptr (LlmHistoryEntry) copied = NULL;
  LlmEntryData data;

  if (entry == NULL)
    return;
  data = *llm_history_entry_get_data (entry);
  data.models = none;
  copied = llm_history_entry_new (&data);
  llm_conversation_set_entry (copy, copied);
}

/**
 * llm_export_make_anonymous:
 * @conversation: a conversation that is loaded completely
 *
 * Copies what can be known of it without telling which models answered: prompts, the texts of
 * answers, votes, verdicts, notes and judgements.  Ids stay, so that who has the original can
 * tell whose votes those of the copy are.
 *
 * Returns: (transfer full): the copy, whose answers are "Answer A" and so on
 */
LlmConversation *
llm_export_make_anonymous (LlmConversation *conversation)
{
  g_autoptr (GPtrArray) turns = llm_conversation_dup_turns (conversation);
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Names names = { numbers, llm_conversation_is_chat (conversation), 0 };
  LlmConversation *copy = llm_conversation_new_with_id (
      llm_conversation_get_id (conversation), llm_conversation_get_kind (conversation),
      llm_conversation_get_title (conversation), llm_conversation_get_created_at (conversation),
      llm_conversation_get_system (conversation));

  copy_entry (copy, conversation);
  for (guint i = 0; i < turns->len; i++)
    {
      LlmTurn *turn = turns->pdata[i];
      g_autoptr (LlmComparison) comparison
          = copy_comparison (llm_turn_get_comparison (turn), &names);
      g_autoptr (LlmTurn) copied
          = llm_turn_new (llm_turn_get_id (turn), llm_turn_get_previous_id (turn),
                          llm_turn_get_after_id (turn), llm_turn_get_created_at (turn));

      llm_turn_set_deleted (copied, llm_turn_get_deleted (turn));
      llm_turn_set_comparison (copied, comparison);
      llm_conversation_add (copy, copied);
    }
  llm_conversation_set_active_id (copy, llm_conversation_get_active_id (conversation));
  return copy;
}

/**
 * llm_export_make_all_anonymous:
 * @conversations: (array length=n): conversations that are loaded completely
 * @n: how many
 *
 * Returns: (transfer full) (element-type LlmConversation): all of them without names
 */
GPtrArray *
llm_export_make_all_anonymous (LlmConversation *const *conversations, guint n)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (copies, llm_export_make_anonymous (conversations[i]));
  return copies;
}
