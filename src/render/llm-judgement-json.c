/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-judgement-json.h"

#include "llm-error.h"
#include "llm-import-private.h"
#include "llm-json-out.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Changes when the meaning of a member does; unknown members are skipped. */
#define FORMAT_VERSION 1

/* More is none of ours. */
#define MAX_BYTES (1024 * 1024)
#define MAX_DEPTH 16
#define MAX_ID 200

/* --- Writing --- */

static void
write_quote (LlmJsonOut *out, const LlmQuote *quote)
{
  llm_json_out_begin (out, NULL, '{');
  llm_json_out_add_string (out, "text", quote->text);
  llm_json_out_add_string (out, "match", llm_quote_match_to_string (quote->match));
  llm_json_out_add_string (out, "elsewhere", quote->elsewhere);
  if (quote->length > 0)
    {
      llm_json_out_add_int (out, "offset", (gint64) quote->offset);
      llm_json_out_add_int (out, "length", (gint64) quote->length);
    }
  llm_json_out_end (out, '}');
}

static void
write_claim (LlmJsonOut *out, const char *name, const LlmClaim *claim, double score)
{
  if (claim == NULL && isnan (score))
    return;
  llm_json_out_begin (out, name, '{');
  llm_json_out_add_number (out, "score", score);
  if (claim != NULL)
    {
      llm_json_out_add_string (out, "text", claim->text);
      llm_json_out_begin (out, "quotes", '[');
      for (guint i = 0; i < claim->quotes->len; i++)
        write_quote (out, claim->quotes->pdata[i]);
      llm_json_out_end (out, ']');
    }
  llm_json_out_end (out, '}');
}

static void
write_claims (LlmJsonOut *out, const char *name, const GPtrArray *claims)
{
  llm_json_out_begin (out, name, '[');
  for (guint i = 0; i < claims->len; i++)
    write_claim (out, NULL, claims->pdata[i], NAN);
  llm_json_out_end (out, ']');
}

static void
write_answer (LlmJsonOut *out, const LlmJudgedAnswer *answer)
{
  const char label[] = { answer->label, '\0' };

  llm_json_out_begin (out, NULL, '{');
  llm_json_out_add_string (out, "column_id", answer->column_id);
  llm_json_out_add_string (out, "label", label);
  llm_json_out_add_string (out, "digest", answer->digest);
  llm_json_out_add_count (out, "chars", answer->n_chars);
  llm_json_out_add_count (out, "shown", answer->n_shown);
  llm_json_out_add_true (out, "incomplete", answer->incomplete);
  llm_json_out_begin (out, "aspects", '{');
  for (guint i = 0; i < LLM_JUDGE_N_ASPECTS; i++)
    write_claim (out, llm_judge_aspect_to_string ((LlmJudgeAspect) i), answer->aspects[i],
                 answer->scores[i]);
  llm_json_out_end (out, '}');
  write_claims (out, "strengths", answer->strengths);
  write_claims (out, "weaknesses", answer->weaknesses);
  llm_json_out_end (out, '}');
}

/**
 * llm_judgement_to_json:
 * @self: a judgement
 *
 * Writes what the judge said, as it was read, and what is needed to understand it.  Who judged,
 * when, the cost, the error and the raw reply are not in it: they are columns of their own
 * where judgements are stored.
 *
 * Returns: (transfer full): JSON text
 */
char *
llm_judgement_to_json (const LlmJudgement *self)
{
  GString *text = g_string_new (NULL);
  LlmJsonOut out;

  g_return_val_if_fail (self != NULL, g_string_free (text, FALSE));

  llm_json_out_init (&out, text);
  llm_json_out_begin (&out, NULL, '{');
  llm_json_out_add_int (&out, "version", FORMAT_VERSION);
  llm_json_out_add_int (&out, "judge_version", self->version);
  llm_json_out_add_int (&out, "seed", self->seed);
  llm_json_out_add_string (&out, "price_source", llm_price_source_to_string (self->price_source));
  if (self->elapsed_ms >= 0)
    llm_json_out_add_number (&out, "elapsed_ms", self->elapsed_ms);
  llm_json_out_add_count (&out, "prompt_chars", self->prompt_chars);
  llm_json_out_add_count (&out, "prompt_shown", self->prompt_shown);
  llm_json_out_add_string (&out, "summary", self->summary);
  llm_json_out_begin (&out, "ranking", '[');
  for (guint i = 0; i < self->ranking->len; i++)
    llm_json_out_add_strings (&out, NULL, self->ranking->pdata[i]);
  llm_json_out_end (&out, ']');
  llm_json_out_begin (&out, "answers", '[');
  for (guint i = 0; i < self->answers->len; i++)
    write_answer (&out, self->answers->pdata[i]);
  llm_json_out_end (&out, ']');
  llm_json_out_add_int (&out, "ignored", self->n_ignored);
  llm_json_out_end (&out, '}');
  return g_string_free (text, FALSE);
}

/* --- Reading --- */

static gint64
get_count (JsonObject *object, const char *member)
{
  gint64 count = LLM_UNKNOWN;

  llm_import_get_int (object, member, &count);
  return MAX (count, LLM_UNKNOWN);
}

static char *
get_id (JsonObject *object, const char *member)
{
  const char *id = llm_import_get_string (object, member);

  return id != NULL && *id != '\0' && strlen (id) <= MAX_ID ? g_strdup (id) : NULL;
}

static char *
get_clean (JsonObject *object, const char *member, guint max_chars)
{
  const char *text = llm_import_get_string (object, member);

  return llm_judge_clean (text != NULL ? text : "", max_chars);
}

/* A claimed place that makes no sense is none: the quote then counts as missing. */
static void
read_quote (LlmClaim *claim, JsonObject *object)
{
  g_autofree char *text = get_clean (object, "text", LLM_JUDGE_MAX_CHARS + 1);
  const gint64 offset = get_count (object, "offset");
  const gint64 length = get_count (object, "length");
  gboolean found;
  LlmQuote *quote;

  if (object == NULL || *text == '\0')
    return;
  quote = llm_quote_new (text);
  g_ptr_array_add (claim->quotes, quote);
  if (!llm_quote_match_from_string (llm_import_get_string (object, "match"), &quote->match))
    quote->match = LLM_QUOTE_UNCHECKED;
  found = quote->match != LLM_QUOTE_MISSING && quote->match != LLM_QUOTE_UNCHECKED;
  if (quote->match == LLM_QUOTE_ELSEWHERE)
    {
      quote->elsewhere = get_id (object, "elsewhere");
      found = quote->elsewhere != NULL;
    }
  if (found && offset >= 0 && length > 0 && offset < G_MAXUINT32 && length < G_MAXUINT32)
    {
      quote->offset = (gsize) offset;
      quote->length = (gsize) length;
    }
  else if (quote->match != LLM_QUOTE_UNCHECKED)
    {
      quote->match = LLM_QUOTE_MISSING;
      g_clear_pointer (&quote->elsewhere, g_free);
    }
}

static LlmClaim *
read_claim (JsonObject *object)
{
  JsonArray *quotes = llm_import_get_array (object, "quotes");
  const guint n = quotes != NULL ? json_array_get_length (quotes) : 0;
  g_autofree char *text = get_clean (object, "text", LLM_JUDGE_MAX_CHARS + 1);
  g_autoptr (LlmClaim) claim = llm_claim_new (text);

  for (guint i = 0; i < MIN (n, LLM_JUDGE_MAX_QUOTES); i++)
    read_quote (claim, llm_import_get_element (quotes, i));
  return *text != '\0' || claim->quotes->len > 0 ? g_steal_pointer (&claim) : NULL;
}

static void
read_claims (GPtrArray *claims, JsonObject *object, const char *member)
{
  JsonArray *array = llm_import_get_array (object, member);
  const guint n = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; i < MIN (n, LLM_JUDGE_MAX_CLAIMS); i++)
    {
      LlmClaim *claim = read_claim (llm_import_get_element (array, i));

      if (claim != NULL)
        g_ptr_array_add (claims, claim);
    }
}

static void
read_aspects (LlmJudgedAnswer *answer, JsonObject *object)
{
  for (guint i = 0; i < LLM_JUDGE_N_ASPECTS; i++)
    {
      JsonObject *member
          = llm_import_get_object (object, llm_judge_aspect_to_string ((LlmJudgeAspect) i));
      const double score = llm_import_get_number (member, "score");

      answer->aspects[i] = read_claim (member);
      if (llm_judge_aspect_is_scored ((LlmJudgeAspect) i) && score >= 0
          && score <= LLM_JUDGE_MAX_SCORE)
        answer->scores[i] = score;
    }
}

static void
read_answer (LlmJudgement *self, JsonObject *object)
{
  g_autofree char *id = get_id (object, "column_id");
  const char *label = llm_import_get_string (object, "label");
  LlmJudgedAnswer *answer;

  if (id == NULL || label == NULL || *label < 'A' || *label >= 'A' + LLM_JUDGE_MAX_ANSWERS
      || label[1] != '\0' || llm_judgement_find (self, id) != NULL
      || llm_judgement_find_label (self, *label) != NULL)
    return;
  answer = llm_judged_answer_new (id, *label);
  answer->digest = get_id (object, "digest");
  answer->n_chars = get_count (object, "chars");
  answer->n_shown = get_count (object, "shown");
  answer->incomplete = llm_import_get_true (object, "incomplete");
  read_aspects (answer, llm_import_get_object (object, "aspects"));
  read_claims (answer->strengths, object, "strengths");
  read_claims (answer->weaknesses, object, "weaknesses");
  g_ptr_array_add (self->answers, answer);
}

/* Each answer has one place. */
static void
read_ranking (LlmJudgement *self, JsonArray *array)
{
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      JsonArray *ids = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
      g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
      g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
      g_auto (GStrv) group = NULL;

      for (guint j = 0; ids != NULL && j < json_array_get_length (ids); j++)
        {
          const char *id = llm_import_get_element_string (ids, j);

          if (id != NULL && llm_judgement_find (self, id) != NULL
              && llm_judgement_get_rank (self, id) == 0 && g_hash_table_add (taken, (char *) id))
            g_strv_builder_add (builder, id);
        }
      group = g_strv_builder_end (builder);
      if (*group != NULL)
        g_ptr_array_add (self->ranking, g_steal_pointer (&group));
    }
}

/* json-glib recurses, so that the depth is looked at before. */
static gboolean
is_flat (const char *json, gsize length)
{
  gboolean in_string = FALSE;
  guint depth = 0;

  for (const char *p = json; p < json + length; p++)
    {
      if (*p == '\\' && in_string)
        p++;
      else if (*p == '"')
        in_string = !in_string;
      else if (!in_string && (*p == '{' || *p == '['))
        depth++;
      else if (!in_string && (*p == '}' || *p == ']') && depth > 0)
        depth--;
      if (depth > MAX_DEPTH)
        return FALSE;
    }
  return TRUE;
}

static void
fill (LlmJudgement *self, JsonObject *object)
{
  JsonArray *answers = llm_import_get_array (object, "answers");
  const guint n = answers != NULL ? json_array_get_length (answers) : 0;
  const char *source = llm_import_get_string (object, "price_source");
  const double elapsed = llm_import_get_number (object, "elapsed_ms");
  g_autofree char *summary = get_clean (object, "summary", LLM_JUDGE_MAX_SUMMARY + 1);

  self->version = (guint) CLAMP (get_count (object, "judge_version"), 0, G_MAXINT);
  self->seed = (guint32) CLAMP (get_count (object, "seed"), 0, G_MAXUINT32);
  self->price_source = source != NULL ? llm_price_source_from_string (source) : LLM_PRICE_UNKNOWN;
  self->elapsed_ms = isfinite (elapsed) && elapsed >= 0 ? elapsed : LLM_UNKNOWN;
  self->prompt_chars = get_count (object, "prompt_chars");
  self->prompt_shown = get_count (object, "prompt_shown");
  self->n_ignored = (guint) CLAMP (get_count (object, "ignored"), 0, G_MAXINT);
  if (*summary != '\0')
    self->summary = g_steal_pointer (&summary);
  for (guint i = 0; i < MIN (n, LLM_JUDGE_MAX_ANSWERS); i++)
    read_answer (self, llm_import_get_element (answers, i));
  read_ranking (self, llm_import_get_array (object, "ranking"));
}

/**
 * llm_judgement_fill_from_json:
 * @self: a judgement that says nothing yet
 * @json: (array length=length): what llm_judgement_to_json() wrote, or anything
 * @length: in bytes
 * @error: where to put an %LLM_ERROR_PROTOCOL with a plain sentence
 *
 * Reads a stored judgement.  Nothing of it is trusted: it may come from a file of somebody
 * else.  Where quotes are in the text of an answer has to be asked by llm_quote_get_range().
 *
 * Returns: whether it is one, and of a version that this program knows
 */
gboolean
llm_judgement_fill_from_json (LlmJudgement *self, const char *json, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  JsonObject *object;
  gint64 version = 0;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (json != NULL || length == 0, FALSE);

  if (length <= MAX_BYTES && is_flat (json, length))
    parser = llm_import_parse_object (json, length);
  object = parser != NULL ? json_node_get_object (json_parser_get_root (parser)) : NULL;
  if (object == NULL || !llm_import_get_int (object, "version", &version)
      || llm_import_get_array (object, "answers") == NULL)
    {
      g_set_error_literal (error, LLM_ERROR, LLM_ERROR_PROTOCOL,
                           _ ("This stored summary is damaged. Make a new one."));
      return FALSE;
    }
  if (version > FORMAT_VERSION)
    {
      g_set_error_literal (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED,
                           _ ("This summary was made by a newer version of the program. Make a "
                              "new one, or update the program."));
      return FALSE;
    }
  fill (self, object);
  return TRUE;
}

/* --- Records --- */

static void
set_record_error (LlmJudgementRecord *record, const GError *error)
{
  const guint status = error->domain == LLM_ERROR ? llm_error_get_http_status (error) : 0;

  record->error_code
      = g_strdup (llm_error_code_to_string (error->domain == LLM_ERROR ? error->code : -1));
  record->error_message = g_strdup (error->message);
  record->error_detail = g_strdup (llm_error_get_detail (error));
  record->error_request_id = g_strdup (llm_error_get_request_id (error));
  if (status > 0)
    record->error_http_status = status;
}

static GError *
get_record_error (const LlmJudgementRecord *record)
{
  LlmErrorCode code = LLM_ERROR_PROTOCOL;
  GError *error;

  if (record->error_code == NULL && record->error_message == NULL)
    return NULL;
  llm_error_code_from_string (record->error_code, &code);
  error = llm_error_new (code, record->error_message, record->error_detail);
  llm_error_set_request_id (error, record->error_request_id);
  if (record->error_http_status > 0)
    llm_error_set_http_status (error, (guint) record->error_http_status);
  return error;
}

/**
 * llm_judgement_to_record:
 * @self: a judgement of a turn, with a final state
 *
 * Returns: (transfer full): the judgement as it is stored
 */
LlmJudgementRecord *
llm_judgement_to_record (const LlmJudgement *self)
{
  LlmJudgementRecord *record;

  g_return_val_if_fail (self != NULL && self->turn_id != NULL, NULL);
  g_return_val_if_fail (llm_answer_state_is_final (self->state), NULL);

  record = llm_judgement_record_new (self->turn_id);
  g_free (record->id);
  record->id = g_strdup (self->id);
  record->created_at = self->created_at;
  g_free (record->provider);
  record->provider = g_strdup (self->provider_id != NULL ? self->provider_id : "");
  g_free (record->model);
  record->model = g_strdup (self->model_id != NULL ? self->model_id : "");
  g_free (record->title);
  record->title = g_strdup (self->title != NULL ? self->title : "");
  record->judge_version = self->version;
  record->key = g_strdup (self->key);
  record->state = self->state;
  record->usage = self->usage;
  record->cost_usd = self->cost;
  if (self->error != NULL)
    set_record_error (record, self->error);
  record->result = llm_judgement_to_json (self);
  record->raw = g_strdup (self->raw);
  return record;
}

/**
 * llm_judgement_new_from_record:
 * @record: a record, of which nothing is trusted
 * @error: see llm_judgement_fill_from_json()
 *
 * Returns: (transfer full) (nullable): the judgement that was stored
 */
LlmJudgement *
llm_judgement_new_from_record (const LlmJudgementRecord *record, GError **error)
{
  g_autoptr (LlmJudgement) self = NULL;
  const char *result;

  g_return_val_if_fail (record != NULL, NULL);

  self = llm_judgement_new ();
  result = record->result != NULL ? record->result : "";
  if (!llm_judgement_fill_from_json (self, result, strlen (result), error))
    return NULL;
  g_free (self->id);
  self->id = g_strdup (record->id);
  self->turn_id = g_strdup (record->turn_id);
  self->created_at = record->created_at;
  self->version = record->judge_version;
  self->provider_id = g_strdup (record->provider);
  self->model_id = g_strdup (record->model);
  self->title = g_strdup (record->title);
  self->key = g_strdup (record->key);
  self->state = record->state;
  self->usage = record->usage;
  self->cost = record->cost_usd;
  self->error = get_record_error (record);
  self->raw = g_strdup (record->raw);
  return g_steal_pointer (&self);
}
