/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-export-private.h"

#include <math.h>

#include "llm-error.h"
#include "llm-json-out.h"

/* Everything there is of conversations: docs/export.md, data/export-schema.json.  What reads
 * it back is llm-import-own.c. */

typedef struct
{
  LlmExportSink *sink;
  const LlmExportOptions *options;
  LlmJsonOut json;
  GHashTable *written; /* hashes of images whose bytes are in the file */
} Writer;

static double
unless_negative (double value)
{
  return value < 0 ? NAN : value;
}

static const char *
none_if_empty (const char *text)
{
  return text != NULL && *text != '\0' ? text : NULL;
}

static void
add_params (LlmJsonOut *json, const LlmParams *params)
{
  if (isnan (params->temperature) && isnan (params->top_p) && params->max_tokens < 0
      && params->seed < 0 && params->reasoning_effort == NULL && !params->without_images)
    return;
  llm_json_out_begin (json, "params", '{');
  llm_json_out_add_number (json, "temperature", params->temperature);
  llm_json_out_add_number (json, "top_p", params->top_p);
  llm_json_out_add_count (json, "max_tokens", params->max_tokens);
  llm_json_out_add_count (json, "seed", params->seed);
  llm_json_out_add_string (json, "reasoning_effort", params->reasoning_effort);
  llm_json_out_add_true (json, "without_images", params->without_images);
  llm_json_out_end (json, '}');
}

static void
add_usage (LlmJsonOut *json, const LlmUsage *usage)
{
  const char *estimated[3] = { NULL };
  guint n = 0;

  if (usage->input < 0 && usage->output < 0 && usage->cached < 0 && usage->cache_write < 0
      && usage->reasoning < 0 && usage->estimated == 0 && !isfinite (usage->cost_usd)
      && usage->largest_request == 0)
    return;
  if ((usage->estimated & LLM_USAGE_ESTIMATED_INPUT) != 0)
    estimated[n++] = "input";
  if ((usage->estimated & LLM_USAGE_ESTIMATED_OUTPUT) != 0)
    estimated[n++] = "output";
  llm_json_out_begin (json, "usage", '{');
  llm_json_out_add_count (json, "input", usage->input);
  llm_json_out_add_count (json, "cached", usage->cached);
  llm_json_out_add_count (json, "cache_write", usage->cache_write);
  llm_json_out_add_count (json, "reasoning", usage->reasoning);
  llm_json_out_add_count (json, "output", usage->output);
  llm_json_out_add_strings (json, "estimated", estimated);
  llm_json_out_add_number (json, "cost_usd", usage->cost_usd);
  if (usage->largest_request != 0)
    llm_json_out_add_int (json, "largest_request", usage->largest_request);
  llm_json_out_end (json, '}');
}

static void
add_prices (LlmJsonOut *json, const LlmPrices *prices)
{
  if (prices->source == LLM_PRICE_UNKNOWN && !isfinite (prices->in) && !isfinite (prices->cached_in)
      && !isfinite (prices->cache_write) && !isfinite (prices->out))
    return;
  llm_json_out_begin (json, "prices", '{');
  llm_json_out_add_number (json, "in", prices->in);
  llm_json_out_add_number (json, "cached_in", prices->cached_in);
  llm_json_out_add_number (json, "cache_write", prices->cache_write);
  llm_json_out_add_number (json, "out", prices->out);
  if (prices->source != LLM_PRICE_UNKNOWN)
    llm_json_out_add_string (json, "source", llm_price_source_to_string (prices->source));
  llm_json_out_end (json, '}');
}

/* Errors of other domains have the code that the database gives them, too. */
static void
add_error (LlmJsonOut *json, const GError *error)
{
  const LlmRetryHint hint = llm_error_get_retry_hint (error);

  if (error == NULL)
    return;
  llm_json_out_begin (json, "error", '{');
  llm_json_out_add_string (
      json, "code", llm_error_code_to_string (error->domain == LLM_ERROR ? error->code : -1));
  llm_json_out_add_string (json, "message", error->message);
  llm_json_out_add_string (json, "detail", llm_error_get_detail (error));
  llm_json_out_add_string (json, "request_id", llm_error_get_request_id (error));
  if (llm_error_get_http_status (error) != 0)
    llm_json_out_add_int (json, "http_status", llm_error_get_http_status (error));
  llm_json_out_add_count (json, "retry_after_ms", llm_error_get_retry_after_ms (error));
  llm_json_out_add_string (json, "param", llm_error_get_param (error));
  if (hint != LLM_RETRY_HINT_NONE)
    llm_json_out_add_string (json, "retry", hint == LLM_RETRY_HINT_YES ? "yes" : "no");
  llm_json_out_end (json, '}');
}

/* All but its versions, which have none. */
static void
add_answer_members (LlmJsonOut *json, LlmAnswer *answer)
{
  const LlmVote vote = llm_answer_get_vote (answer);

  llm_json_out_add_string (json, "id", llm_answer_get_column_id (answer));
  llm_json_out_add_string (json, "provider", llm_answer_get_provider_id (answer));
  llm_json_out_add_string (json, "model", llm_answer_get_model_id (answer));
  llm_json_out_add_string (json, "title", llm_answer_get_title (answer));
  if (llm_answer_get_created_at (answer) != 0)
    llm_json_out_add_int (json, "created_at", llm_answer_get_created_at (answer));
  llm_json_out_add_string (json, "continues", llm_answer_get_continues (answer));
  llm_json_out_add_string (json, "state",
                           llm_answer_state_to_string (llm_answer_get_state (answer)));
  if (llm_answer_get_attempt (answer) != 0)
    llm_json_out_add_int (json, "attempt", llm_answer_get_attempt (answer));
  if (vote != LLM_VOTE_NONE)
    llm_json_out_add_string (json, "vote", llm_vote_to_string (vote));
  llm_json_out_add_string (json, "finish_reason", llm_answer_get_finish_reason (answer));
  add_params (json, llm_answer_get_params (answer));
  add_usage (json, llm_answer_get_usage (answer));
  llm_json_out_add_number (json, "cost_usd", llm_answer_get_cost (answer));
  add_prices (json, llm_answer_get_prices (answer));
  llm_json_out_add_number (json, "ttft_ms", unless_negative (llm_answer_get_ttft_ms (answer)));
  llm_json_out_add_number (json, "elapsed_ms",
                           unless_negative (llm_answer_get_elapsed_ms (answer)));
  add_error (json, llm_answer_get_error (answer));
  llm_json_out_add_strings (json, "notices", llm_answer_get_notices (answer));
  llm_json_out_add_string (json, "reasoning", none_if_empty (llm_answer_get_reasoning (answer)));
  llm_json_out_add_string (json, "text", llm_answer_get_text (answer));
}

static gboolean
add_versions (Writer *self, LlmAnswer *answer, GError **error)
{
  const guint n = llm_answer_get_n_versions (answer) - llm_answer_get_n_unloaded_versions (answer);
  LlmJsonOut *json = &self->json;
  GListModel *versions;

  if (n == 0)
    return TRUE;
  versions = llm_answer_get_versions (answer);
  llm_json_out_begin (json, "versions", '[');
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LlmAnswer) version = g_list_model_get_item (versions, i);

      llm_json_out_begin (json, NULL, '{');
      llm_json_out_add_int (json, "kept_at", llm_answer_get_kept_at (version));
      add_answer_members (json, version);
      llm_json_out_end (json, '}');
      if (!llm_export_sink_flush (self->sink, FALSE, error))
        return FALSE;
    }
  llm_json_out_end (json, ']');
  return TRUE;
}

static gboolean
add_answer (Writer *self, LlmAnswer *answer, GError **error)
{
  llm_json_out_begin (&self->json, NULL, '{');
  add_answer_members (&self->json, answer);
  if (!add_versions (self, answer, error))
    return FALSE;
  llm_json_out_end (&self->json, '}');
  return llm_export_sink_flush (self->sink, FALSE, error);
}

/* --- Opinions --- */

static void
add_verdict (LlmJsonOut *json, LlmComparison *comparison)
{
  const LlmVerdict verdict = llm_comparison_get_verdict (comparison);

  if (verdict != LLM_VERDICT_NONE)
    {
      llm_json_out_begin (json, "verdict", '{');
      llm_json_out_add_string (json, "outcome", llm_verdict_to_string (verdict));
      if (llm_comparison_get_verdict_at (comparison) != 0)
        llm_json_out_add_int (json, "at", llm_comparison_get_verdict_at (comparison));
      llm_json_out_add_true (json, "blind", llm_comparison_get_verdict_blind (comparison));
      llm_json_out_end (json, '}');
    }
  llm_json_out_add_string (json, "blind",
                           llm_blind_to_string (llm_comparison_get_blind (comparison)));
  llm_json_out_add_string (json, "note", llm_comparison_get_note (comparison));
}

static void
add_judgement_error (LlmJsonOut *json, const LlmJudgementRecord *record)
{
  if (record->error_code == NULL && record->error_message == NULL)
    return;
  llm_json_out_begin (json, "error", '{');
  llm_json_out_add_string (json, "code", record->error_code);
  llm_json_out_add_string (json, "message", record->error_message);
  llm_json_out_add_string (json, "detail", record->error_detail);
  llm_json_out_add_string (json, "request_id", record->error_request_id);
  llm_json_out_add_count (json, "http_status", record->error_http_status);
  llm_json_out_end (json, '}');
}

static void
add_judgement (LlmJsonOut *json, const LlmJudgementRecord *record)
{
  llm_json_out_begin (json, NULL, '{');
  llm_json_out_add_string (json, "id", record->id);
  llm_json_out_add_int (json, "created_at", record->created_at);
  llm_json_out_add_string (json, "provider", record->provider);
  llm_json_out_add_string (json, "model", record->model);
  llm_json_out_add_string (json, "title", record->title);
  llm_json_out_add_int (json, "judge_version", record->judge_version);
  llm_json_out_add_string (json, "key", record->key);
  llm_json_out_add_string (json, "state", llm_answer_state_to_string (record->state));
  add_usage (json, &record->usage);
  llm_json_out_add_number (json, "cost_usd", record->cost_usd);
  add_judgement_error (json, record);
  llm_json_out_add_string (json, "result", record->result);
  llm_json_out_add_string (json, "raw", record->raw);
  llm_json_out_end (json, '}');
}

static gboolean
add_judgements (Writer *self, GPtrArray *judgements, GError **error)
{
  if (judgements == NULL)
    return TRUE;
  llm_json_out_begin (&self->json, "judgements", '[');
  for (guint i = 0; i < judgements->len; i++)
    {
      add_judgement (&self->json, judgements->pdata[i]);
      if (!llm_export_sink_flush (self->sink, FALSE, error))
        return FALSE;
    }
  llm_json_out_end (&self->json, ']');
  return TRUE;
}

/* The bytes come with the first image of them: versions of a prompt have the same ones. */
static void
add_image_bytes (Writer *self, LlmImage *image)
{
  const char *hash = llm_image_get_hash (image);
  LlmImageHeader header;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *encoded = NULL;

  if (self->options->read_image == NULL || g_hash_table_contains (self->written, hash))
    return;
  bytes = llm_export_read_image (self->options, image, &header);
  if (bytes == NULL)
    {
      llm_json_out_add_true (&self->json, "missing", TRUE);
      return;
    }
  g_hash_table_add (self->written, g_strdup (hash));
  encoded = g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  llm_json_out_add_string (&self->json, "data", encoded);
}

static void
add_image (Writer *self, LlmImage *image)
{
  const LlmImageFacts *facts = llm_image_get_facts (image);
  LlmJsonOut *json = &self->json;

  llm_json_out_begin (json, NULL, '{');
  llm_json_out_add_string (json, "hash", facts->hash);
  llm_json_out_add_string (json, "type", llm_image_format_get_mime_type (facts->format));
  llm_json_out_add_int (json, "width", facts->width);
  llm_json_out_add_int (json, "height", facts->height);
  llm_json_out_add_int (json, "size", facts->size);
  llm_json_out_add_true (json, "animated", facts->animated);
  llm_json_out_add_string (json, "converted", facts->converted);
  llm_json_out_add_string (json, "name", llm_image_get_name (image));
  llm_json_out_add_string (json, "alt", llm_image_get_alt (image));
  add_image_bytes (self, image);
  llm_json_out_end (json, '}');
}

static gboolean
add_images (Writer *self, GPtrArray *images, GError **error)
{
  if (images == NULL)
    return TRUE;
  llm_json_out_begin (&self->json, "images", '[');
  for (guint i = 0; i < images->len; i++)
    {
      add_image (self, images->pdata[i]);
      if (!llm_export_sink_flush (self->sink, FALSE, error))
        return FALSE;
    }
  llm_json_out_end (&self->json, ']');
  return TRUE;
}

static gboolean
add_turn (Writer *self, LlmTurn *turn, GError **error)
{
  LlmComparison *comparison = llm_turn_get_comparison (turn);
  LlmJsonOut *json = &self->json;

  llm_json_out_begin (json, NULL, '{');
  llm_json_out_add_string (json, "id", llm_turn_get_id (turn));
  llm_json_out_add_string (json, "previous_id", llm_turn_get_previous_id (turn));
  llm_json_out_add_string (json, "after_id", llm_turn_get_after_id (turn));
  llm_json_out_add_int (json, "created_at", llm_turn_get_created_at (turn));
  llm_json_out_add_true (json, "deleted", llm_turn_get_deleted (turn));
  llm_json_out_add_string (json, "title", none_if_empty (llm_comparison_get_title (comparison)));
  llm_json_out_add_string (json, "preferred", llm_comparison_get_preferred (comparison));
  add_verdict (json, comparison);
  llm_json_out_add_string (json, "system", llm_comparison_get_system (comparison));
  llm_json_out_add_string (json, "prompt", llm_comparison_get_prompt (comparison));
  if (!add_images (self, llm_export_get_images (turn), error))
    return FALSE;
  llm_json_out_begin (json, "answers", '[');
  for (guint i = 0; i < llm_comparison_get_n_answers (comparison); i++)
    if (!add_answer (self, llm_comparison_get_answer (comparison, i), error))
      return FALSE;
  llm_json_out_end (json, ']');
  if (!add_judgements (self, llm_comparison_get_judgements (comparison), error))
    return FALSE;
  llm_json_out_end (json, '}');
  return llm_export_sink_flush (self->sink, FALSE, error);
}

/* How it is listed. */
static void
add_entry (LlmJsonOut *json, const LlmEntryData *data, const LlmFolder *folder)
{
  llm_json_out_begin (json, "entry", '{');
  llm_json_out_add_string (json, "title", data->title);
  llm_json_out_add_string (json, "snippet", none_if_empty (data->snippet));
  llm_json_out_add_int (json, "created_at", data->created_at);
  llm_json_out_add_int (json, "active_at", data->active_at);
  llm_json_out_add_int (json, "rank", data->rank);
  if (data->deleted_at != 0)
    llm_json_out_add_int (json, "deleted_at", data->deleted_at);
  llm_json_out_add_true (json, "pinned", data->pinned);
  llm_json_out_add_true (json, "archived", data->archived);
  if (data->folder_id != NULL)
    {
      llm_json_out_begin (json, "folder", '{');
      llm_json_out_add_string (json, "id", data->folder_id);
      llm_json_out_add_string (json, "name", folder != NULL ? folder->name : NULL);
      llm_json_out_add_string (json, "color", folder != NULL ? folder->color : NULL);
      llm_json_out_end (json, '}');
    }
  llm_json_out_add_string (json, "color", data->color);
  llm_json_out_add_int (json, "n_messages", data->n_messages);
  llm_json_out_add_strings (json, "models", data->models);
  llm_json_out_add_strings (json, "tags", data->tags);
  llm_json_out_end (json, '}');
}

static gboolean
add_conversation (Writer *self, LlmConversation *conversation, GError **error)
{
  const LlmExportOptions *options = self->options;
  LlmJsonOut *json = &self->json;
  g_autoptr (GPtrArray) turns = llm_conversation_dup_turns (conversation);
  LlmHistoryEntry *entry = llm_conversation_get_entry (conversation);

  llm_json_out_begin (json, NULL, '{');
  llm_json_out_add_string (json, "id", llm_conversation_get_id (conversation));
  llm_json_out_add_string (json, "kind", llm_conversation_get_kind (conversation));
  llm_json_out_add_string (json, "title", llm_conversation_get_title (conversation));
  llm_json_out_add_int (json, "created_at", llm_conversation_get_created_at (conversation));
  llm_json_out_add_string (json, "system", llm_conversation_get_system (conversation));
  llm_json_out_add_string (json, "draft", llm_conversation_get_draft (conversation));
  llm_json_out_add_string (json, "active_id", llm_conversation_get_active_id (conversation));
  if (entry != NULL)
    {
      const LlmEntryData *data = llm_history_entry_get_data (entry);
      const LlmFolder *folder = options->folders != NULL && data->folder_id != NULL
                                    ? g_hash_table_lookup (options->folders, data->folder_id)
                                    : NULL;

      add_entry (json, data, folder);
    }
  llm_json_out_begin (json, "turns", '[');
  for (guint i = 0; i < turns->len; i++)
    if (!add_turn (self, turns->pdata[i], error))
      return FALSE;
  llm_json_out_end (json, ']');
  llm_json_out_end (json, '}');
  return llm_export_sink_flush (self->sink, FALSE, error);
}

gboolean
llm_export_json (LlmExportSink *sink,
                 LlmConversation *const *conversations,
                 guint n,
                 const LlmExportOptions *options,
                 GError **error)
{
  g_autoptr (GHashTable) written = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Writer self = { .sink = sink, .options = options, .written = written };
  LlmJsonOut *json = &self.json;

  llm_json_out_init (json, sink->out);
  llm_json_out_begin (json, NULL, '{');
  llm_json_out_add_string (json, "format", LLM_EXPORT_FORMAT_NAME);
  llm_json_out_add_int (json, "version", LLM_EXPORT_FORMAT_VERSION);
  llm_json_out_add_string (json, "generator", "LLMSelect " PACKAGE_VERSION);
  llm_json_out_add_true (json, "anonymous", options->anonymous);
  llm_json_out_begin (json, "conversations", '[');
  for (guint i = 0; i < n; i++)
    if (!add_conversation (&self, conversations[i], error))
      return FALSE;
  llm_json_out_end (json, ']');
  llm_json_out_end (json, '}');
  g_string_append_c (sink->out, '\n');
  return TRUE;
}
