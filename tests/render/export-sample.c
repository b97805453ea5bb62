/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "export-sample.h"

#include "llm-error.h"
#include "llm-history-query.h"
#include "render-test.h"

#define TIME 1764195144000000

static LlmAnswer *
make_answer (const char *provider, const char *model, const char *title, const char *text)
{
  LlmAnswer *answer = llm_answer_new (provider, model, title);

  llm_answer_append (answer, LLM_DELTA_TEXT, text);
  llm_answer_restore (answer, LLM_ANSWER_DONE);
  return answer;
}

static void
set_figures (LlmAnswer *answer)
{
  LlmUsage usage;
  LlmPrices prices;

  llm_usage_init (&usage);
  usage.input = 1200;
  usage.cached = 200;
  usage.output = 345;
  usage.estimated = LLM_USAGE_ESTIMATED_OUTPUT;
  llm_answer_set_usage (answer, &usage);
  llm_prices_init (&prices);
  prices.in = 1.25;
  prices.out = 10;
  prices.source = LLM_PRICE_CATALOG;
  llm_answer_set_prices (answer, &prices);
  llm_answer_set_cost (answer, 0.0123);
  llm_answer_set_timings (answer, 412.5, 12345.25);
  llm_answer_set_finish_reason (answer, "stop");
  llm_answer_set_created_at (answer, TIME + 5);
}

static void
add_version (LlmAnswer *answer)
{
  g_autoptr (LlmAnswer) version = make_answer ("openai", "gpt-y", "GPT Y", "Before.");

  llm_answer_set_vote (version, LLM_VOTE_UP);
  llm_answer_add_version (answer, version, TIME + 7);
}

static void
add_judgement (LlmComparison *comparison, const char *result)
{
  g_autoptr (GPtrArray) records
      = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_judgement_record_free);
  LlmJudgementRecord *record = llm_judgement_record_new (llm_comparison_get_id (comparison));

  g_free (record->model);
  record->model = g_strdup ("judge");
  record->judge_version = 3;
  record->key = g_strdup ("key");
  record->usage.input = 7;
  record->cost_usd = 0.001;
  record->result = g_strdup (result);
  record->raw = g_strdup ("Says <b>what</b> it likes");
  record->error_code = g_strdup ("protocol");
  record->error_message = g_strdup ("Cut off.");
  record->error_detail = g_strdup ("detail");
  record->error_request_id = g_strdup ("req_2");
  record->error_http_status = 200;
  g_ptr_array_add (records, record);
  llm_comparison_set_judgements (comparison, records);
}

static void
set_entry (LlmConversation *conversation)
{
  static const char *const models[] = { "openai:gpt-x", "anthropic:claude-x", NULL };
  static const char *const tags[] = { "science", "two, words", NULL };
  g_autoptr (LlmHistoryEntry) entry = NULL;
  LlmEntryData data = { 0 };

  data.id = llm_conversation_get_id (conversation);
  data.kind = llm_conversation_get_kind (conversation);
  data.title = llm_conversation_get_title (conversation);
  data.snippet = "What is light?";
  data.created_at = TIME;
  data.active_at = TIME + 1000;
  data.pinned = TRUE;
  data.archived = TRUE;
  data.folder_id = "11111111-2222-4333-8444-555555555555";
  data.color = "blue";
  data.n_messages = 5;
  data.models = models;
  data.tags = tags;
  entry = llm_history_entry_new (&data);
  llm_conversation_set_entry (conversation, entry);
}

/**
 * export_sample_folders:
 *
 * Returns: (transfer full): the folder that the samples are in
 */
GHashTable *
export_sample_folders (void)
{
  GHashTable *folders
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) llm_folder_free);
  LlmFolder *folder = llm_folder_new ("11111111-2222-4333-8444-555555555555", "Physics");

  folder->color = g_strdup ("green");
  g_hash_table_insert (folders, g_strdup (folder->id), folder);
  return folders;
}

/**
 * export_sample_comparison:
 *
 * Returns: (transfer full): two columns with everything that an answer may have, and a
 *   follow-up
 */
LlmConversation *
export_sample_comparison (void)
{
  static const char *const notices[] = { "without:seed", "unknown-code:x", NULL };
  LlmConversation *conversation
      = llm_conversation_new_with_id ("aaaaaaaa-0000-4000-8000-000000000001", LLM_KIND_COMPARISON,
                                      "Light, =1+1 & <waves>", TIME, "Be brief.");
  g_autoptr (LlmComparison) first = llm_comparison_new_with_id (
      "aaaaaaaa-0000-4000-8000-000000000001", "What is light?\n\n# Not a heading\n```\nopen fence",
      "Be brief.", "What is light?", TIME);
  g_autoptr (LlmComparison) second = llm_comparison_new_with_id (
      "aaaaaaaa-0000-4000-8000-000000000002", "And color?", "Be brief.", NULL, TIME + 60000000);
  g_autoptr (LlmAnswer) one
      = make_answer ("openai", "gpt-x", "GPT X",
                     "# Light\n\nIt *is* a **wave** and a `particle`.\n\n## Speed\n\n$c$ is "
                     "299792458 m/s.\n\n```c\nint c;\n```\n");
  g_autoptr (LlmAnswer) two = make_answer ("anthropic", "claude-x", "Claude X",
                                           "A wave.\n\n```\n"
                                           "never closed");
  g_autoptr (LlmAnswer) third = make_answer ("openai", "gpt-x", "GPT X", "Wavelength.");
  g_autoptr (LlmParams) params = llm_params_new ();
  GError *error = llm_error_new (LLM_ERROR_RATE_LIMIT, "Too many requests.", "slow down");

  set_figures (one);
  params->temperature = 0.1;
  params->seed = 7;
  params->reasoning_effort = g_strdup ("high");
  llm_answer_set_params (one, params);
  llm_answer_append (one, LLM_DELTA_REASONING, "Hm.\n\n> Thinking");
  llm_answer_set_vote (one, LLM_VOTE_UP);
  llm_answer_set_notices (one, notices);
  llm_error_set_http_status (error, 429);
  llm_error_set_request_id (error, "req_1");
  llm_answer_take_error (two, error);
  llm_answer_restore (two, LLM_ANSWER_FAILED);
  llm_answer_set_retry (two, 3, 0);
  llm_answer_set_vote (two, LLM_VOTE_DOWN);
  llm_answer_set_continues (third, llm_answer_get_column_id (one));
  llm_comparison_add (first, one);
  llm_comparison_add (first, two);
  llm_comparison_restore_verdict (first, LLM_VERDICT_PREFERRED, llm_answer_get_column_id (one),
                                  TIME + 9, TRUE);
  llm_comparison_set_blind (first, LLM_BLIND_REVEALED);
  llm_comparison_set_note (first, "=Shorter, and\n# \"right\"");
  add_judgement (first, "{\"version\": 1}");
  add_version (two);
  llm_comparison_add (second, third);
  llm_conversation_append (conversation, first);
  llm_conversation_append (conversation, second);
  llm_conversation_set_draft (conversation, "Not sent");
  set_entry (conversation);
  return conversation;
}

static void
add_turn (LlmConversation *conversation, const char *prompt, LlmTurn *of, const char *const *texts)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (LlmComparison) turn = llm_comparison_new_with_id (
      id, prompt, NULL, NULL, TIME + llm_conversation_get_n_turns (conversation));

  for (guint i = 0; texts[i] != NULL; i++)
    {
      g_autoptr (LlmAnswer) answer = make_answer ("ollama", "llama", "Llama", texts[i]);

      llm_comparison_add (turn, answer);
    }
  if (of != NULL)
    llm_conversation_append_version (conversation, of, turn);
  else
    llm_conversation_append (conversation, turn);
}

/**
 * export_sample_chat:
 *
 * Returns: (transfer full): a chat of three turns; the first prompt was edited once, so that
 *   a branch of one turn is not shown; its shown version was answered twice
 */
LlmConversation *
export_sample_chat (void)
{
  static const char *const old[] = { "Old answer.", NULL };
  static const char *const twice[] = { "First try.", "Second try.", NULL };
  static const char *const one[] = { "Fine.", NULL };
  LlmConversation *conversation = llm_conversation_new (LLM_KIND_CHAT, NULL);
  g_autoptr (LlmTurn) first = NULL;

  llm_conversation_set_title (conversation, "A chat");
  add_turn (conversation, "Old prompt", NULL, old);
  first = g_list_model_get_item (G_LIST_MODEL (conversation), 0);
  add_turn (conversation, "New prompt", first, twice);
  add_turn (conversation, "Go on", NULL, one);
  add_turn (conversation, "And on", NULL, one);
  return conversation;
}

/**
 * export_sample_answer:
 * @title: a title
 * @prompt: a prompt
 * @text: an answer
 *
 * Returns: (transfer full): a chat of just that
 */
LlmConversation *
export_sample_answer (const char *title, const char *prompt, const char *text)
{
  const char *const texts[] = { text, NULL };
  LlmConversation *conversation = llm_conversation_new (LLM_KIND_CHAT, NULL);

  llm_conversation_set_title (conversation, title);
  add_turn (conversation, prompt, NULL, texts);
  return conversation;
}

/* --- Anything --- */

static gboolean
chance (GRand *rand, guint of)
{
  return g_rand_int_range (rand, 0, (gint32) of) == 0;
}

static char *
random_id (GRand *rand)
{
  return g_strdup_printf ("%08x-%04x-4%03x-8%03x-%08x%04x", g_rand_int (rand),
                          g_rand_int (rand) & 0xffff, g_rand_int (rand) & 0xfff,
                          g_rand_int (rand) & 0xfff, g_rand_int (rand), g_rand_int (rand) & 0xffff);
}

static char *
random_text (GRand *rand)
{
  static const char *const odd[]
      = { "", "\"\\/\b\f\n\r\t", "\x01\x1f\x7f", "😀 مرحبا 中文", "\u2028\u2029", "</script>" };

  if (chance (rand, 3))
    return g_strdup (odd[g_rand_int_range (rand, 0, G_N_ELEMENTS (odd))]);
  return render_random_document (rand, (guint) g_rand_int_range (rand, 1, 12));
}

static gint64
random_time (GRand *rand)
{
  return TIME + g_rand_int_range (rand, 0, 1000000);
}

static double
random_number (GRand *rand)
{
  return chance (rand, 4) ? 0 : g_rand_double (rand) * (chance (rand, 2) ? 1e-5 : 1e4);
}

static void
set_random_figures (GRand *rand, LlmAnswer *answer)
{
  gint64 *counts[5];
  LlmUsage usage;
  LlmPrices prices;

  llm_usage_init (&usage);
  counts[0] = &usage.input;
  counts[1] = &usage.cached;
  counts[2] = &usage.cache_write;
  counts[3] = &usage.reasoning;
  counts[4] = &usage.output;
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    if (chance (rand, 2))
      *counts[i] = g_rand_int_range (rand, 0, 3);
  usage.estimated = (guint) g_rand_int_range (rand, 0, 4);
  if (chance (rand, 2))
    usage.cost_usd = random_number (rand);
  if (chance (rand, 4))
    usage.largest_request = 5;
  llm_answer_set_usage (answer, &usage);
  llm_prices_init (&prices);
  if (chance (rand, 2))
    prices.in = random_number (rand);
  if (chance (rand, 2))
    prices.cached_in = prices.cache_write = random_number (rand);
  if (chance (rand, 2))
    prices.out = random_number (rand);
  prices.source = (LlmPriceSource) g_rand_int_range (rand, 0, LLM_PRICE_BILLED + 1);
  llm_answer_set_prices (answer, &prices);
  if (chance (rand, 2))
    llm_answer_set_cost (answer, random_number (rand));
  llm_answer_set_timings (answer, chance (rand, 2) ? LLM_UNKNOWN : random_number (rand),
                          chance (rand, 2) ? LLM_UNKNOWN : random_number (rand));
}

static void
set_random_error (GRand *rand, LlmAnswer *answer)
{
  g_autofree char *detail = random_text (rand);
  GError *error = llm_error_new ((LlmErrorCode) g_rand_int_range (rand, 0, LLM_ERROR_LAST + 1),
                                 "It failed.", detail);

  if (chance (rand, 2))
    llm_error_set_http_status (error, 500);
  if (chance (rand, 2))
    llm_error_set_request_id (error, "req");
  if (chance (rand, 2))
    llm_error_set_retry_after_ms (error, 1500);
  if (chance (rand, 2))
    llm_error_set_param (error, "seed");
  llm_error_set_retry_hint (error, (LlmRetryHint) g_rand_int_range (rand, 0, 3));
  llm_answer_take_error (answer, error);
}

static LlmAnswer *
random_answer (GRand *rand)
{
  g_autofree char *id = random_id (rand);
  g_autofree char *text = random_text (rand);
  g_autofree char *reasoning = random_text (rand);
  g_autofree char *finish = chance (rand, 2) ? g_strdup ("stop") : NULL;
  g_autofree char *continues = chance (rand, 2) ? random_id (rand) : NULL;
  g_autoptr (LlmParams) params = llm_params_new ();
  const char *const notices[] = { "direct", text, NULL };
  LlmAnswer *answer = llm_answer_new_with_id (id, "openai", "gpt", chance (rand, 2) ? text : NULL);

  llm_answer_append (answer, LLM_DELTA_TEXT, text);
  if (chance (rand, 2))
    llm_answer_append (answer, LLM_DELTA_REASONING, reasoning);
  if (chance (rand, 2))
    params->temperature = random_number (rand);
  if (chance (rand, 2))
    params->top_p = random_number (rand);
  if (chance (rand, 2))
    params->reasoning_effort = g_strdup ("low");
  if (chance (rand, 2))
    params->max_tokens = 4096;
  if (chance (rand, 3))
    params->seed = G_MAXINT64;
  llm_answer_set_params (answer, params);
  set_random_figures (rand, answer);
  llm_answer_set_finish_reason (answer, finish);
  if (chance (rand, 3))
    set_random_error (rand, answer);
  if (chance (rand, 3))
    llm_answer_set_notices (answer, notices);
  llm_answer_set_vote (answer, (LlmVote) g_rand_int_range (rand, 0, 3));
  llm_answer_set_created_at (answer, chance (rand, 2) ? random_time (rand) : 0);
  llm_answer_set_continues (answer, continues);
  if (chance (rand, 4))
    llm_answer_set_retry (answer, 2, 0);
  llm_answer_restore (answer, (LlmAnswerState) g_rand_int_range (rand, LLM_ANSWER_DONE,
                                                                 LLM_ANSWER_INTERRUPTED + 1));
  return answer;
}

static void
set_random_opinion (GRand *rand, LlmComparison *comparison)
{
  g_autofree char *note = random_text (rand);

  llm_comparison_restore_verdict (
      comparison, (LlmVerdict) g_rand_int_range (rand, 0, LLM_VERDICT_BOTH_BAD + 1),
      llm_comparison_get_preferred (comparison), chance (rand, 2) ? random_time (rand) : 0,
      chance (rand, 2));
  if (llm_comparison_get_verdict (comparison) == LLM_VERDICT_NONE)
    llm_comparison_restore_verdict (comparison, LLM_VERDICT_NONE, NULL, 0, FALSE);
  llm_comparison_set_blind (comparison, (LlmBlind) g_rand_int_range (rand, 0, 3));
  if (chance (rand, 3))
    llm_comparison_set_note (comparison, note);
  if (chance (rand, 3))
    add_judgement (comparison, note);
}

static void
add_random_turn (GRand *rand, LlmConversation *conversation)
{
  g_autofree char *id = random_id (rand);
  g_autofree char *prompt = random_text (rand);
  g_autofree char *system = chance (rand, 2) ? random_text (rand) : NULL;
  g_autofree char *after = chance (rand, 2) ? random_id (rand) : NULL;
  g_autoptr (LlmComparison) comparison
      = llm_comparison_new_with_id (id, prompt, system, prompt, random_time (rand));
  g_autoptr (GPtrArray) turns = llm_conversation_dup_turns (conversation);
  g_autoptr (LlmTurn) turn = NULL;
  LlmTurn *previous = turns->len > 0 && !chance (rand, 4)
                          ? turns->pdata[g_rand_int_range (rand, 0, (gint32) turns->len)]
                          : NULL;

  for (int i = g_rand_int_range (rand, 0, 4); i > 0; i--)
    {
      g_autoptr (LlmAnswer) answer = random_answer (rand);

      for (int j = chance (rand, 3) ? g_rand_int_range (rand, 1, 4) : 0; j > 0; j--)
        {
          g_autoptr (LlmAnswer) version = random_answer (rand);

          llm_answer_add_version (answer, version, random_time (rand));
        }
      llm_comparison_add (comparison, answer);
      if (chance (rand, 3))
        llm_comparison_choose (comparison, llm_answer_get_column_id (answer));
    }
  if (!llm_conversation_is_chat (conversation))
    set_random_opinion (rand, comparison);
  llm_comparison_set_place (comparison, llm_conversation_get_id (conversation),
                            previous != NULL ? llm_turn_get_id (previous) : NULL, after);
  turn = llm_turn_new_loaded (comparison);
  llm_turn_set_deleted (turn, chance (rand, 6));
  llm_conversation_add (conversation, turn);
}

/**
 * export_sample_random:
 * @rand: the source of chance
 *
 * Returns: (transfer full): a conversation in which anything may be
 */
LlmConversation *
export_sample_random (GRand *rand)
{
  g_autofree char *id = random_id (rand);
  g_autofree char *title = random_text (rand);
  g_autofree char *system = chance (rand, 2) ? random_text (rand) : NULL;
  g_autofree char *draft = chance (rand, 2) ? random_text (rand) : NULL;
  LlmConversation *conversation
      = llm_conversation_new_with_id (id, chance (rand, 2) ? LLM_KIND_CHAT : LLM_KIND_COMPARISON,
                                      title, random_time (rand), system);

  for (int i = g_rand_int_range (rand, 0, 12); i > 0; i--)
    add_random_turn (rand, conversation);
  llm_conversation_set_draft (conversation, draft);
  llm_conversation_set_active_id (conversation, NULL);
  if (chance (rand, 2))
    set_entry (conversation);
  return conversation;
}
