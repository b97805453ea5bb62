/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-csv.h"
#include "llm-export-private.h"

#include <math.h>

/* Figures as RFC 4180 has tables: UTF-8, CRLF, quotes where they are needed.  The names of
 * the columns are the same in all languages. */

static const char header[] = "conversation_id,title,kind,time,provider,model,state,input_tokens,"
                             "cached_tokens,reasoning_tokens,output_tokens,estimated,cost_usd,"
                             "ttft_ms,elapsed_ms,vote,tags,n_images,images,verdict,preferred,"
                             "verdict_time,verdict_blind,note,n_versions,temperature,top_p,"
                             "max_tokens,seed,reasoning_effort,judge_rank\r\n";

static void
add_count (GString *out, gint64 count)
{
  if (count >= 0)
    g_string_append_printf (out, "%" G_GINT64_FORMAT, count);
  g_string_append_c (out, ',');
}

static void
add_number (GString *out, double number, const char *format)
{
  char buffer[64];

  if (isfinite (number) && number >= 0)
    g_string_append (out, g_ascii_formatd (buffer, sizeof buffer, format, number));
  g_string_append_c (out, ',');
}

static const char *
get_estimated (const LlmUsage *usage)
{
  const gboolean input = (usage->estimated & LLM_USAGE_ESTIMATED_INPUT) != 0;
  const gboolean output = (usage->estimated & LLM_USAGE_ESTIMATED_OUTPUT) != 0;

  return input && output ? "both" : input ? "input" : output ? "output" : "";
}

/* Those of the prompt, by their hashes. */
static void
add_images (GString *out, GPtrArray *images)
{
  const guint n = images != NULL ? images->len : 0;

  g_string_append_printf (out, "%u,", n);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? " " : "", llm_image_get_hash (images->pdata[i]));
  g_string_append_c (out, ',');
}

/* What was asked for, empty while that would tell the model; and which place the judge gave. */
static void
add_params (GString *out, LlmTurn *turn, LlmAnswer *answer)
{
  const LlmParams *params = llm_answer_get_params (answer);
  const guint rank = llm_export_get_judged_rank (turn, answer);

  if (llm_answer_is_hidden (answer))
    g_string_append (out, ",,,,,");
  else
    {
      add_number (out, params->temperature, "%g");
      add_number (out, params->top_p, "%g");
      add_count (out, params->max_tokens);
      add_count (out, params->seed);
      llm_csv_append_text (out, params->reasoning_effort, ",");
    }
  if (rank > 0)
    g_string_append_printf (out, "%u", rank);
  g_string_append (out, "\r\n");
}

/* What the user decided about the prompt, the same on each line of it but for whether this is
 * the answer that was preferred. */
static void
add_opinion (GString *out, LlmConversation *conversation, LlmTurn *turn, LlmAnswer *answer)
{
  LlmComparison *comparison = llm_turn_get_comparison (turn);
  const gboolean is_chat = llm_conversation_is_chat (conversation);
  const LlmVerdict verdict = is_chat ? LLM_VERDICT_NONE : llm_comparison_get_verdict (comparison);
  const gint64 at = llm_comparison_get_verdict_at (comparison);
  g_autofree char *time = verdict != LLM_VERDICT_NONE && at > 0 ? llm_export_format_iso (at) : NULL;
  const char *preferred = "", *blind = "";

  if (verdict != LLM_VERDICT_NONE)
    {
      preferred
          = g_strcmp0 (llm_comparison_get_preferred (comparison), llm_answer_get_column_id (answer))
                    == 0
                ? "1"
                : "0";
      blind = llm_comparison_get_verdict_blind (comparison) ? "1" : "0";
    }
  llm_csv_append_text (out, llm_verdict_to_string (verdict), ",");
  llm_csv_append_text (out, preferred, ",");
  llm_csv_append_text (out, time, ",");
  llm_csv_append_text (out, blind, ",");
  llm_csv_append_text (out, llm_comparison_get_note (comparison), ",");
  g_string_append_printf (out, "%u,", llm_answer_get_n_versions (answer));
  add_params (out, turn, answer);
}

/* Who answered, and what it took. */
static void
add_figures (GString *out, LlmAnswer *answer)
{
  const LlmUsage *usage = llm_answer_get_usage (answer);

  llm_csv_append_text (out, llm_answer_get_provider_id (answer), ",");
  llm_csv_append_text (out, llm_answer_get_model_id (answer), ",");
  llm_csv_append_text (out, llm_answer_state_to_string (llm_answer_get_state (answer)), ",");
  add_count (out, usage->input);
  add_count (out, usage->cached);
  add_count (out, usage->reasoning);
  add_count (out, usage->output);
  llm_csv_append_text (out, get_estimated (usage), ",");
  add_number (out, llm_answer_get_cost (answer), "%.8f");
  add_number (out, llm_answer_get_ttft_ms (answer), "%.1f");
  add_number (out, llm_answer_get_elapsed_ms (answer), "%.1f");
}

/* While that is hidden: its letter, its state and the rest of the columns empty. */
static void
add_hidden (GString *out, LlmAnswer *answer)
{
  llm_csv_append_text (out, NULL, ",");
  llm_csv_append_text (out, llm_answer_get_shown_title (answer), ",");
  llm_csv_append_text (out, llm_answer_state_to_string (llm_answer_get_state (answer)), ",");
  g_string_append (out, ",,,,,,,,");
}

static void
add_answer (GString *out,
            LlmConversation *conversation,
            LlmTurn *turn,
            LlmAnswer *answer,
            const LlmExportOptions *options)
{
  const gint64 created_at = llm_answer_get_created_at (answer);
  LlmHistoryEntry *entry = llm_conversation_get_entry (conversation);
  g_autofree char *time
      = llm_export_format_iso (created_at != 0 ? created_at : llm_turn_get_created_at (turn));
  g_autofree char *tags = NULL;

  if (entry != NULL)
    tags = g_strjoinv ("; ", (char **) llm_history_entry_get_data (entry)->tags);
  llm_csv_append_text (out, llm_conversation_get_id (conversation), ",");
  llm_csv_append_text (out, llm_conversation_get_title (conversation), ",");
  llm_csv_append_text (out, llm_conversation_get_kind (conversation), ",");
  llm_csv_append_text (out, time, ",");
  if (options->anonymous || llm_answer_is_hidden (answer))
    add_hidden (out, answer);
  else
    add_figures (out, answer);
  llm_csv_append_text (out, llm_vote_to_string (llm_answer_get_vote (answer)), ",");
  llm_csv_append_text (out, tags, ",");
  add_images (out, llm_export_get_images (turn));
  add_opinion (out, conversation, turn, answer);
}

/* All answers that are not deleted: figures are summed up, and what is not shown was paid. */
gboolean
llm_export_csv (LlmExportSink *sink,
                LlmConversation *const *conversations,
                guint n,
                const LlmExportOptions *options,
                GError **error)
{
  LlmExportOptions all = *options;

  all.include_other_versions = TRUE;
  g_string_append (sink->out, header);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GArray) turns = llm_export_list_turns (conversations[i], &all);

      for (guint j = 0; j < turns->len; j++)
        {
          LlmTurn *turn = g_array_index (turns, LlmExportTurn, j).turn;
          LlmComparison *comparison = llm_turn_get_comparison (turn);

          for (guint k = 0; k < llm_comparison_get_n_answers (comparison); k++)
            add_answer (sink->out, conversations[i], turn,
                        llm_comparison_get_answer (comparison, k), &all);
          if (!llm_export_sink_flush (sink, FALSE, error))
            return FALSE;
        }
    }
  return TRUE;
}
