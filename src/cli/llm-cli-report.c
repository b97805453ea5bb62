/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-report.h"

#include <glib/gi18n.h>
#include <math.h>

#include "llm-cli-images.h"
#include "llm-cli-json.h"
#include "llm-cli-text.h"
#include "llm-column-spec.h"
#include "llm-error.h"
#include "llm-notice.h"
#include "llm-provider.h"

#define SEPARATOR " · "

/**
 * llm_cli_report_error_code:
 * @error: why a column failed
 *
 * Returns: its code in the command line's contract; errors of other libraries
 *   become the code that says the same
 */
const char *
llm_cli_report_error_code (const GError *error)
{
  LlmErrorCode code = LLM_ERROR_PROTOCOL;

  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == LLM_ERROR)
    code = (LlmErrorCode) error->code;
  else if (error->domain == G_TLS_ERROR)
    code = LLM_ERROR_TLS;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    code = LLM_ERROR_TIMEOUT;
  else if (error->domain == G_IO_ERROR || error->domain == G_RESOLVER_ERROR)
    code = LLM_ERROR_NETWORK;
  return llm_error_code_to_string ((int) code);
}

/**
 * llm_cli_report_name:
 * @answer: a column
 *
 * Returns: (transfer full): who was asked, as llm_column_spec_new() writes it, on one line, with
 *   the number of the sample if there are several; "Answer A" while that is hidden
 */
char *
llm_cli_report_name (LlmAnswer *answer)
{
  g_autofree char *spec = NULL;
  g_autofree char *name = NULL;
  guint sample, n;

  g_return_val_if_fail (LLM_IS_ANSWER (answer), NULL);

  if (llm_answer_is_hidden (answer))
    return llm_cli_text_one_line (llm_answer_get_shown_title (answer));
  spec = g_strconcat (llm_answer_get_provider_id (answer), ":", llm_answer_get_model_id (answer),
                      NULL);
  name = llm_column_spec_new (spec, llm_answer_get_params (answer));
  sample = llm_answer_get_sample (answer, &n);
  if (sample > 0)
    {
      /* Translators: a model that was asked several times, which of its answers this is, and how
       * many there are. */
      char *numbered = g_strdup_printf (_ ("%s · %u of %u"), name, sample, n);

      g_free (name);
      name = numbered;
    }
  return llm_cli_text_one_line (name);
}

static const char *
get_state_name (LlmAnswerState state)
{
  switch (state)
    {
    case LLM_ANSWER_QUEUED:
      return _ ("queued");
    case LLM_ANSWER_CONNECTING:
      return _ ("connecting");
    case LLM_ANSWER_THINKING:
      return _ ("thinking");
    case LLM_ANSWER_STREAMING:
      return _ ("streaming");
    case LLM_ANSWER_RETRYING:
      return _ ("retrying");
    case LLM_ANSWER_DONE:
      return _ ("done");
    case LLM_ANSWER_STOPPED:
      return _ ("stopped");
    case LLM_ANSWER_FAILED:
      return _ ("failed");
    case LLM_ANSWER_INTERRUPTED:
      return _ ("interrupted");
    default:
      return "";
    }
}

/**
 * llm_cli_report_is_canned:
 * @answer: a column
 * @providers: the #LlmProvider that are known
 *
 * Returns: whether no model has given this answer
 */
gboolean
llm_cli_report_is_canned (LlmAnswer *answer, GListModel *providers)
{
  g_autoptr (LlmProvider) provider = NULL;

  g_return_val_if_fail (LLM_IS_ANSWER (answer), FALSE);

  provider = llm_provider_find (providers, llm_answer_get_provider_id (answer));
  return provider != NULL && (llm_provider_get_flags (provider) & LLM_PROVIDER_CANNED) != 0;
}

/* Two forms of the same words, since a column of the live view is narrow. */
static void
append_figures (GString *out, LlmAnswer *answer, gboolean brief)
{
  double ttft_ms = llm_answer_get_ttft_ms (answer);
  double elapsed_ms = llm_answer_get_elapsed_ms (answer);
  gint64 tokens = llm_answer_get_usage (answer)->output;

  if (ttft_ms >= 0)
    {
      g_string_append (out, SEPARATOR);
      /* Translators: time to the first token of an answer, in seconds */
      g_string_append_printf (out, brief ? _ ("TTFT %.2f s") : _ ("first token %.2f s"),
                              ttft_ms / 1000);
    }
  if (elapsed_ms >= 0)
    {
      g_string_append (out, SEPARATOR);
      /* Translators: how long an answer took, in seconds */
      g_string_append_printf (out, _ ("%.1f s"), elapsed_ms / 1000);
    }
  if (tokens >= 0)
    {
      g_string_append (out, SEPARATOR);
      if (llm_answer_get_usage (answer)->estimated & LLM_USAGE_ESTIMATED_OUTPUT)
        g_string_append_c (out, '~');
      g_string_append_printf (out,
                              /* Translators: an abbreviation of “tokens” */
                              brief ? _ ("%d tok") : ngettext ("%d token", "%d tokens", tokens),
                              (int) MIN (tokens, G_MAXINT));
    }
}

/**
 * llm_cli_report_append_cost:
 * @out: where to append
 * @cost_usd: what something has cost in USD; not NAN
 * @estimated: whether that is only a guess
 */
void
llm_cli_report_append_cost (GString *out, double cost_usd, gboolean estimated)
{
  g_return_if_fail (out != NULL);

  if (estimated)
    g_string_append_c (out, '~');
  if (cost_usd > 0 && cost_usd < 0.0001)
    g_string_append (out, _ ("under $0.0001"));
  else
    /* Translators: the price of an answer in US dollars */
    g_string_append_printf (out, _ ("$%.4f"), cost_usd);
}

/**
 * llm_cli_report_figures:
 * @answer: a column
 *
 * Returns: (transfer full): its state, times and tokens as far as they are known,
 *   on one short line in the user's language
 */
char *
llm_cli_report_figures (LlmAnswer *answer)
{
  GString *out;

  g_return_val_if_fail (LLM_IS_ANSWER (answer), NULL);

  out = g_string_new (get_state_name (llm_answer_get_state (answer)));
  append_figures (out, answer, TRUE);
  return g_string_free (out, FALSE);
}

/**
 * llm_cli_report_add_params:
 * @out: a JSON object that was begun
 * @answer: a column whose model may be told
 *
 * Adds the member "params", an object with the parameters that are set, if any is.
 */
void
llm_cli_report_add_params (GString *out, LlmAnswer *answer)
{
  const LlmParams *params;
  g_autofree char *set = NULL;

  g_return_if_fail (out != NULL);
  g_return_if_fail (LLM_IS_ANSWER (answer));

  params = llm_answer_get_params (answer);
  set = llm_params_describe (params);
  if (set == NULL)
    return;
  llm_cli_json_key (out, "params");
  g_string_append_c (out, '{');
  if (isfinite (params->temperature))
    llm_cli_json_add_number (out, "temperature", params->temperature);
  if (isfinite (params->top_p))
    llm_cli_json_add_number (out, "top_p", params->top_p);
  if (params->max_tokens >= 0)
    llm_cli_json_add_integer (out, "max_tokens", params->max_tokens);
  if (params->seed >= 0)
    llm_cli_json_add_integer (out, "seed", params->seed);
  if (params->reasoning_effort != NULL)
    llm_cli_json_add_string (out, "reasoning_effort", params->reasoning_effort);
  g_string_append_c (out, '}');
}

/**
 * llm_cli_report_add_error:
 * @out: a JSON object that was begun
 * @error: (nullable): why a column failed
 *
 * Adds the member "error": null, or its code and message.
 */
void
llm_cli_report_add_error (GString *out, const GError *error)
{
  llm_cli_json_key (out, "error");
  if (error == NULL)
    {
      g_string_append (out, "null");
      return;
    }
  g_string_append_c (out, '{');
  llm_cli_json_add_string (out, "code", llm_cli_report_error_code (error));
  llm_cli_json_add_string (out, "message", error->message);
  g_string_append_c (out, '}');
}

/**
 * llm_cli_report_add_usage:
 * @out: a JSON object that was begun
 * @usage: tokens
 * @cost: what they cost in USD, or NAN
 *
 * Adds the members from "input_tokens" to "cost_usd", in which what the vendor did not
 * tell is null, and "estimated" with our own guesses where there are any.
 */
void
llm_cli_report_add_usage (GString *out, const LlmUsage *usage, double cost)
{
  const gboolean input_told = (usage->estimated & LLM_USAGE_ESTIMATED_INPUT) == 0;
  const gboolean output_told = (usage->estimated & LLM_USAGE_ESTIMATED_OUTPUT) == 0;

  llm_cli_json_add_count (out, "input_tokens", input_told ? usage->input : LLM_UNKNOWN);
  llm_cli_json_add_count (out, "cached_tokens", usage->cached);
  llm_cli_json_add_count (out, "reasoning_tokens", usage->reasoning);
  llm_cli_json_add_count (out, "output_tokens", output_told ? usage->output : LLM_UNKNOWN);
  llm_cli_json_add_number (out, "cost_usd", usage->estimated == 0 ? cost : NAN);
  if (usage->estimated == 0)
    return;
  llm_cli_json_key (out, "estimated");
  g_string_append_c (out, '{');
  llm_cli_json_add_count (out, "input_tokens", usage->input);
  llm_cli_json_add_count (out, "output_tokens", usage->output);
  llm_cli_json_add_number (out, "cost_usd", cost);
  g_string_append_c (out, '}');
}

/**
 * llm_cli_report_add_figures:
 * @out: a JSON object that was begun
 * @answer: a column
 *
 * Adds the figures of a finished column from "finish_reason" to "cost_usd", see
 * llm_cli_report_add_usage(), "notices" where there are any, and "images_sent" where some
 * were.
 */
void
llm_cli_report_add_figures (GString *out, LlmAnswer *answer)
{
  const char *const *notices = llm_answer_get_notices (answer);

  llm_cli_json_add_string (out, "finish_reason", llm_answer_get_finish_reason (answer));
  llm_cli_json_add_milliseconds (out, "ttft_ms", llm_answer_get_ttft_ms (answer));
  llm_cli_json_add_milliseconds (out, "elapsed_ms", llm_answer_get_elapsed_ms (answer));
  llm_cli_report_add_usage (out, llm_answer_get_usage (answer), llm_answer_get_cost (answer));
  if (notices[0] != NULL)
    llm_cli_json_add_strings (out, "notices", notices);
  llm_cli_images_add_sent_json (out, answer);
}

/* A column whose model is hidden until the verdict: what would tell it is not there. */
static void
append_hidden (GString *out, guint index, LlmAnswer *answer)
{
  static const char *const unknown[]
      = { "provider",      "model",      "reasoning",    "error",         "finish_reason",
          "ttft_ms",       "elapsed_ms", "input_tokens", "cached_tokens", "reasoning_tokens",
          "output_tokens", "cost_usd" };

  g_string_append_c (out, '{');
  llm_cli_json_add_string (out, "column", llm_answer_get_column_id (answer));
  llm_cli_json_add_integer (out, "index", index);
  llm_cli_json_add_string (out, "title", llm_answer_get_shown_title (answer));
  llm_cli_json_add_string (out, "state",
                           llm_answer_state_to_string (llm_answer_get_state (answer)));
  llm_cli_json_add_string (out, "text", llm_answer_get_text (answer));
  llm_cli_json_add_string (out, "vote", llm_vote_to_string (llm_answer_get_vote (answer)));
  for (gsize i = 0; i < G_N_ELEMENTS (unknown); i++)
    llm_cli_json_add_string (out, unknown[i], NULL);
  g_string_append_c (out, '}');
}

static void
append_column (GString *out, guint index, LlmAnswer *answer)
{
  if (llm_answer_is_hidden (answer))
    {
      append_hidden (out, index, answer);
      return;
    }
  g_string_append_c (out, '{');
  llm_cli_json_add_string (out, "column", llm_answer_get_column_id (answer));
  llm_cli_json_add_integer (out, "index", index);
  llm_cli_json_add_string (out, "provider", llm_answer_get_provider_id (answer));
  llm_cli_json_add_string (out, "model", llm_answer_get_model_id (answer));
  llm_cli_report_add_params (out, answer);
  llm_cli_json_add_string (out, "state",
                           llm_answer_state_to_string (llm_answer_get_state (answer)));
  llm_cli_json_add_string (out, "text", llm_answer_get_text (answer));
  llm_cli_json_add_string (out, "reasoning", llm_answer_get_reasoning (answer));
  llm_cli_report_add_error (out, llm_answer_get_error (answer));
  llm_cli_json_add_string (out, "vote", llm_vote_to_string (llm_answer_get_vote (answer)));
  llm_cli_report_add_figures (out, answer);
  g_string_append_c (out, '}');
}

/**
 * llm_cli_report_append_json:
 * @out: where to append
 * @comparison: a comparison
 * @id: (nullable): under which id it is kept; NULL if it is not
 *
 * Appends the comparison as one JSON object, with "names_hidden" while its models are not to
 * be told.
 */
void
llm_cli_report_append_json (GString *out, LlmComparison *comparison, const char *id)
{
  g_return_if_fail (out != NULL);
  g_return_if_fail (LLM_IS_COMPARISON (comparison));

  g_string_append_c (out, '{');
  llm_cli_json_add_string (out, "id", id);
  llm_cli_json_add_string (out, "prompt", llm_comparison_get_prompt (comparison));
  llm_cli_json_add_string (out, "system", llm_comparison_get_system (comparison));
  llm_cli_images_add_json (out, comparison);
  llm_cli_json_add_time (out, "created_at", llm_comparison_get_created_at (comparison));
  llm_cli_json_add_string (out, "preferred", llm_comparison_get_preferred (comparison));
  if (llm_comparison_get_blind (comparison) == LLM_BLIND_HIDDEN)
    llm_cli_json_add_boolean (out, "names_hidden", TRUE);
  llm_cli_json_key (out, "columns");
  g_string_append_c (out, '[');
  for (guint i = 0; i < llm_comparison_get_n_answers (comparison); i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_column (out, i, llm_comparison_get_answer (comparison, i));
    }
  g_string_append (out, "]}");
}

static void
append_error (GString *out, const GError *error)
{
  g_autofree char *message = llm_cli_text_one_line (error->message);
  const char *detail = llm_error_get_detail (error);

  g_string_append_printf (out, "%s\n", message);
  if (detail != NULL && *detail != '\0')
    {
      g_autofree char *line = llm_cli_text_one_line (detail);

      /* Translators: %s are the vendor's own words about an error */
      g_string_append_printf (out, _ ("The provider says: %s"), line);
      g_string_append_c (out, '\n');
    }
}

/* Part of a notice may be a server's own words. */
static void
append_notices (GString *out, LlmAnswer *answer)
{
  const char *const *notices = llm_answer_get_notices (answer);

  for (guint i = 0; notices[i] != NULL; i++)
    {
      g_autofree char *sentence = llm_notice_to_sentence (notices[i]);
      g_autofree char *line = sentence != NULL ? llm_cli_text_one_line (sentence) : NULL;

      if (line != NULL)
        g_string_append_printf (out, "%s\n", line);
    }
}

/**
 * llm_cli_report_append_section:
 * @out: where to append
 * @index: the column's position, from zero
 * @answer: a column
 * @providers: the #LlmProvider that are known
 * @for_terminal: whether to take out what a terminal would obey
 *
 * Appends a heading, the answer, what there is to know about it, and a line with its
 * state and figures.  While its model is hidden there is only the state to know.
 */
void
llm_cli_report_append_section (
    GString *out, guint index, LlmAnswer *answer, GListModel *providers, gboolean for_terminal)
{
  g_autofree char *name = NULL;
  g_autofree char *stripped = NULL;
  const char *text;

  g_return_if_fail (out != NULL);
  g_return_if_fail (LLM_IS_ANSWER (answer));

  name = llm_cli_report_name (answer);
  text = llm_answer_get_text (answer);
  if (for_terminal)
    text = stripped = llm_cli_text_strip (text);

  g_string_append_printf (out, "## %u. %s\n\n", index + 1, name);
  if (*text != '\0')
    g_string_append_printf (out, "%s%s\n", text, g_str_has_suffix (text, "\n") ? "" : "\n");
  if (llm_answer_is_hidden (answer))
    {
      g_string_append_printf (out, "[%s%s%s]\n", get_state_name (llm_answer_get_state (answer)),
                              SEPARATOR, _ ("model hidden until the verdict"));
      return;
    }
  append_notices (out, answer);
  if (llm_answer_get_error (answer) != NULL)
    append_error (out, llm_answer_get_error (answer));

  g_string_append_printf (out, "[%s", get_state_name (llm_answer_get_state (answer)));
  if (llm_cli_report_is_canned (answer, providers))
    /* Translators: an answer of the demonstration, which no model has given */
    g_string_append_printf (out, SEPARATOR "%s", _ ("canned"));
  append_figures (out, answer, FALSE);
  if (isfinite (llm_answer_get_cost (answer)))
    {
      g_string_append (out, SEPARATOR);
      llm_cli_report_append_cost (out, llm_answer_get_cost (answer),
                                  llm_answer_get_usage (answer)->estimated != 0);
    }
  g_string_append (out, "]\n");
}
