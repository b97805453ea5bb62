/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "export-sample.h"

#include <string.h>

#include "llm-error.h"
#include "llm-history-query.h"
#include "llm-judgement-json.h"

/* A comparison of as many models as there is wanted, as it is exported side by side. */

#define TIME 1764195144000000

static const char *const providers[] = { "openai", "anthropic", "google", "mistral" };

static const char *const kinds[] = {
  "## Why the sky is blue\n\nSunlight is **scattered** by the molecules of the air, the more so "
  "the "
  "shorter its wavelength is; see [Rayleigh](https://example.org/rayleigh). It goes as "
  "$\\lambda^{-4}$.\n\n- Blue light has about 450 nm\n- Red light has about 650 nm\n\n"
  "> The sky is blue because of scattering, not of reflection.\n",
  "A short answer: because of **Rayleigh scattering**.\n\n```python\ndef scattering(wavelength, "
  "reference=550e-9, exponent=-4, a_long_name_of_a_parameter=None):\n    return (wavelength / "
  "reference) ** exponent\n```\n\n| Color | nm |\n|---|--:|\n| Blue | 450 |\n| Red | 650 |\n",
  "1. Light of the sun has all colors.\n2. Air scatters blue light more than red light.\n3. So the "
  "sky is blue, and the setting sun is red.\n\n| Criterion | Question to ask | Where it shows |\n"
  "|---|---|---|\n| Completeness | Was every part answered? | in the text |\n\n### In other "
  "words\n\nWhat comes from the side was "
  "scattered.\n\nAddress: "
  "https://example.org/a/very/long/address/that/has/no/place/to/break/in/a/narrow/column\n",
};

static char *
make_text (guint column, guint n_paragraphs)
{
  GString *text = g_string_new (kinds[column % G_N_ELEMENTS (kinds)]);

  for (guint i = 0; i < n_paragraphs; i++)
    g_string_append_printf (text,
                            "\ncolumn%u paragraph%u says what the one before said in other words, "
                            "so that this answer is longer than a page of a narrow column is.\n",
                            column + 1, i + 1);
  return g_string_free (text, FALSE);
}

static LlmAnswer *
make_column (guint column, guint n_paragraphs)
{
  g_autofree char *id = g_strdup_printf ("00000000-0000-4000-8000-%012u", column + 1);
  g_autofree char *model = g_strdup_printf ("secret-model-%u", column + 1);
  g_autofree char *title = g_strdup_printf ("Secret Model %u", column + 1);
  g_autofree char *text = make_text (column, n_paragraphs);
  g_autoptr (LlmParams) params = llm_params_new ();
  LlmUsage usage;
  LlmAnswer *answer
      = llm_answer_new_with_id (id, providers[column % G_N_ELEMENTS (providers)], model, title);

  llm_answer_append (answer, LLM_DELTA_TEXT, text);
  llm_answer_append (answer, LLM_DELTA_REASONING, "A secret thought.");
  llm_answer_restore (answer, LLM_ANSWER_DONE);
  params->temperature = 0.7;
  llm_answer_set_params (answer, params);
  llm_usage_init (&usage);
  usage.input = 4711;
  usage.output = 815;
  llm_answer_set_usage (answer, &usage);
  llm_answer_set_cost (answer, 0.0321);
  llm_answer_set_timings (answer, 654.3, 9876.5);
  llm_answer_set_created_at (answer, TIME + column);
  llm_answer_set_finish_reason (answer, "secret_reason");
  return answer;
}

static LlmClaim *
make_claim (const char *text, const char *words, LlmQuoteMatch match)
{
  LlmClaim *claim = llm_claim_new (text);
  LlmQuote *quote = llm_quote_new (words);

  quote->match = match;
  g_ptr_array_add (claim->quotes, quote);
  return claim;
}

static void
judge_answer (LlmJudgement *judgement, LlmAnswer *answer, guint index)
{
  LlmJudgedAnswer *judged
      = llm_judged_answer_new (llm_answer_get_column_id (answer), (char) ('A' + index));
  char *group[] = { (char *) llm_answer_get_column_id (answer), NULL };

  judged->digest
      = g_compute_checksum_for_string (G_CHECKSUM_SHA256, llm_answer_get_text (answer), -1);
  judged->n_chars = judged->n_shown = g_utf8_strlen (llm_answer_get_text (answer), -1);
  for (guint i = 0; i < LLM_JUDGE_N_ASPECTS; i++)
    judged->aspects[i] = make_claim (
        i == 0 ? "Names the <cause> | and *more*" : "Says it in a few words",
        i == 1 ? "nowhere to be found" : "light", i == 1 ? LLM_QUOTE_MISSING : LLM_QUOTE_EXACT);
  judged->scores[LLM_JUDGE_ACCURACY] = 7.5;
  g_ptr_array_add (judged->strengths, make_claim ("Clear", "scattered", LLM_QUOTE_EXACT));
  g_ptr_array_add (judgement->answers, judged);
  g_ptr_array_add (judgement->ranking, g_strdupv (group));
}

static void
add_judgement (LlmComparison *comparison)
{
  g_autoptr (LlmJudgement) judgement = llm_judgement_new ();
  g_autoptr (GPtrArray) records
      = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_judgement_record_free);
  const guint n = MIN (llm_comparison_get_n_answers (comparison), LLM_JUDGE_MAX_ANSWERS);

  judgement->turn_id = g_strdup (llm_comparison_get_id (comparison));
  judgement->created_at = TIME;
  judgement->provider_id = g_strdup ("openai");
  judgement->model_id = g_strdup ("secret-judge");
  judgement->title = g_strdup ("Secret Judge");
  judgement->state = LLM_ANSWER_DONE;
  judgement->summary = g_strdup ("1. They agree on scattering; A is longer.");
  judgement->raw = g_strdup ("secret raw text");
  judgement->key = g_strdup ("secret key of judgement");
  judgement->cost = 0.0123;
  judgement->elapsed_ms = 13579;
  judgement->price_source = LLM_PRICE_CATALOG;
  for (guint i = 0; i < n; i++)
    judge_answer (judgement, llm_comparison_get_answer (comparison, i), i);
  g_ptr_array_add (records, llm_judgement_to_record (judgement));
  llm_comparison_set_judgements (comparison, records);
}

static void
add_entry (LlmConversation *conversation)
{
  static const char *const models[] = { "openai:secret-model-1", "anthropic:secret-model-2", NULL };
  static const char *const tags[] = { "sky", NULL };
  g_autoptr (LlmHistoryEntry) entry = NULL;
  LlmEntryData data = { 0 };

  data.id = llm_conversation_get_id (conversation);
  data.kind = llm_conversation_get_kind (conversation);
  data.title = llm_conversation_get_title (conversation);
  data.created_at = data.active_at = TIME;
  data.models = models;
  data.tags = tags;
  entry = llm_history_entry_new (&data);
  llm_conversation_set_entry (conversation, entry);
}

/**
 * export_sample_many:
 * @n_columns: how many models answered
 * @n_paragraphs: how many more paragraphs the first answer has; the others have fewer
 *
 * Returns: (transfer full): a comparison with all that can be exported of one; what tells
 *   models or providers has "secret" in it, or a figure
 */
LlmConversation *
export_sample_many (guint n_columns, guint n_paragraphs)
{
  LlmConversation *conversation
      = llm_conversation_new_with_id ("bbbbbbbb-0000-4000-8000-000000000001", LLM_KIND_COMPARISON,
                                      "Why is the sky blue?", TIME, NULL);
  g_autoptr (LlmComparison) first = llm_comparison_new_with_id (
      "bbbbbbbb-0000-4000-8000-000000000001", "Why is the sky blue?\nBe brief.", "Be exact.",
      "Why is the sky blue?", TIME);
  g_autoptr (LlmComparison) second = llm_comparison_new_with_id (
      "bbbbbbbb-0000-4000-8000-000000000002", "And at sunset?", NULL, NULL, TIME + 60000000);
  g_autoptr (LlmAnswer) later = NULL;
  GError *error = llm_error_new (LLM_ERROR_RATE_LIMIT, "A secret limit.", "secret detail");

  for (guint i = 0; i < n_columns; i++)
    {
      g_autoptr (LlmAnswer) answer = make_column (i, n_paragraphs / (i + 1));

      llm_answer_set_vote (answer, i == 0 ? LLM_VOTE_UP : LLM_VOTE_NONE);
      if (i == 1)
        {
          g_autoptr (LlmAnswer) version = make_column (90, 0);

          llm_answer_add_version (answer, version, TIME + 7);
        }
      if (i == 2)
        {
          llm_answer_take_error (answer, g_steal_pointer (&error));
          llm_answer_restore (answer, LLM_ANSWER_FAILED);
        }
      llm_comparison_add (first, answer);
    }
  g_clear_error (&error);
  llm_comparison_restore_verdict (first, LLM_VERDICT_PREFERRED,
                                  "00000000-0000-4000-8000-000000000001", TIME + 9, TRUE);
  llm_comparison_set_note (first, "The first one\nis clearer.");
  add_judgement (first);
  later = make_column (50, 0);
  /* What the second column said goes on. */
  llm_answer_set_continues (later, "00000000-0000-4000-8000-000000000002");
  llm_comparison_add (second, later);
  llm_conversation_append (conversation, first);
  llm_conversation_append (conversation, second);
  add_entry (conversation);
  return conversation;
}
