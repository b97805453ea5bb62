/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-import-private.h"

#include <string.h>

#include "llm-error.h"

/* Reads what llm-export-json.c has written, or what somebody has made of it since. */

/* Ids are keys of the database and of hash tables. */
#define MAX_ID 200

/* Columns of a comparison or versions of an answer; adding one looks at those before it. */
#define MAX_ANSWERS 1000

/* Summaries of the differences of one turn. */
#define MAX_JUDGEMENTS 1000

static const char *
get_id (JsonObject *object, const char *member)
{
  const char *id = llm_import_get_string (object, member);

  return id != NULL && *id != '\0' && strlen (id) <= MAX_ID ? id : NULL;
}

static gint64
get_time (JsonObject *object, const char *member)
{
  gint64 time = 0;

  llm_import_get_int (object, member, &time);
  return time;
}

static gint64
get_count (JsonObject *object, const char *member)
{
  gint64 count = LLM_UNKNOWN;

  llm_import_get_int (object, member, &count);
  return MAX (count, LLM_UNKNOWN);
}

static double
get_milliseconds (JsonObject *object, const char *member)
{
  const double value = llm_import_get_number (object, member);

  return value >= 0 ? value : LLM_UNKNOWN;
}

static void
read_params (LlmAnswer *answer, JsonObject *object)
{
  g_autoptr (LlmParams) params = llm_params_new ();

  if (object == NULL)
    return;
  params->temperature = llm_import_get_number (object, "temperature");
  params->top_p = llm_import_get_number (object, "top_p");
  params->max_tokens = get_count (object, "max_tokens");
  params->seed = get_count (object, "seed");
  params->reasoning_effort = g_strdup (llm_import_get_string (object, "reasoning_effort"));
  params->without_images = llm_import_get_true (object, "without_images");
  llm_answer_set_params (answer, params);
}

static void
read_usage (JsonObject *object, LlmUsage *usage)
{
  g_auto (GStrv) estimated = llm_import_get_strings (object, "estimated");

  llm_usage_init (usage);
  if (object == NULL)
    return;
  usage->input = get_count (object, "input");
  usage->cached = get_count (object, "cached");
  usage->cache_write = get_count (object, "cache_write");
  usage->reasoning = get_count (object, "reasoning");
  usage->output = get_count (object, "output");
  usage->cost_usd = llm_import_get_number (object, "cost_usd");
  llm_import_get_int (object, "largest_request", &usage->largest_request);
  if (g_strv_contains ((const char *const *) estimated, "input"))
    usage->estimated |= LLM_USAGE_ESTIMATED_INPUT;
  if (g_strv_contains ((const char *const *) estimated, "output"))
    usage->estimated |= LLM_USAGE_ESTIMATED_OUTPUT;
}

static void
read_prices (LlmAnswer *answer, JsonObject *object)
{
  const char *source = llm_import_get_string (object, "source");
  LlmPrices prices;

  if (object == NULL)
    return;
  llm_prices_init (&prices);
  prices.in = llm_import_get_number (object, "in");
  prices.cached_in = llm_import_get_number (object, "cached_in");
  prices.cache_write = llm_import_get_number (object, "cache_write");
  prices.out = llm_import_get_number (object, "out");
  if (source != NULL)
    prices.source = llm_price_source_from_string (source);
  llm_answer_set_prices (answer, &prices);
}

static void
read_error (LlmAnswer *answer, JsonObject *object)
{
  const char *retry = llm_import_get_string (object, "retry");
  LlmErrorCode code = LLM_ERROR_PROTOCOL;
  gint64 status = 0;
  GError *error;

  if (object == NULL)
    return;
  llm_error_code_from_string (llm_import_get_string (object, "code"), &code);
  error = llm_error_new (code, llm_import_get_string (object, "message"),
                         llm_import_get_string (object, "detail"));
  llm_error_set_request_id (error, llm_import_get_string (object, "request_id"));
  if (llm_import_get_int (object, "http_status", &status) && status > 0 && status < 1000)
    llm_error_set_http_status (error, (guint) status);
  llm_error_set_retry_after_ms (error, get_count (object, "retry_after_ms"));
  llm_error_set_param (error, llm_import_get_string (object, "param"));
  if (retry != NULL)
    llm_error_set_retry_hint (error,
                              strcmp (retry, "yes") == 0 ? LLM_RETRY_HINT_YES : LLM_RETRY_HINT_NO);
  llm_answer_take_error (answer, error);
}

/* Nobody runs what was running elsewhere. */
static void
read_state (LlmImporter *importer, LlmAnswer *answer, JsonObject *object)
{
  LlmAnswerState state;

  if (!llm_answer_state_from_string (llm_import_get_string (object, "state"), &state))
    state = LLM_ANSWER_DONE;
  if (!llm_answer_state_is_final (state))
    {
      llm_importer_count (importer, LLM_IMPORT_RUNNING, 1);
      state = LLM_ANSWER_INTERRUPTED;
    }
  llm_answer_restore (answer, state);
}

static void
append (LlmAnswer *answer, LlmDeltaKind kind, const char *text)
{
  if (text != NULL)
    llm_answer_append (answer, kind, text);
}

/* Without its versions. */
static LlmAnswer *
read_answer (LlmImporter *importer, JsonObject *object)
{
  const char *id = get_id (object, "id");
  const char *provider = get_id (object, "provider");
  const char *model = get_id (object, "model");
  g_auto (GStrv) notices = llm_import_get_strings (object, "notices");
  LlmAnswer *answer;
  LlmUsage usage;
  LlmVote vote;
  gint64 attempt = 0;

  if (id == NULL)
    return NULL;
  answer
      = llm_answer_new_with_id (id, provider != NULL ? provider : "-", model != NULL ? model : "-",
                                llm_import_get_string (object, "title"));
  llm_answer_set_created_at (answer, get_time (object, "created_at"));
  llm_answer_set_continues (answer, get_id (object, "continues"));
  read_params (answer, llm_import_get_object (object, "params"));
  append (answer, LLM_DELTA_REASONING, llm_import_get_string (object, "reasoning"));
  append (answer, LLM_DELTA_TEXT, llm_import_get_string (object, "text"));
  read_usage (llm_import_get_object (object, "usage"), &usage);
  llm_answer_set_usage (answer, &usage);
  read_prices (answer, llm_import_get_object (object, "prices"));
  llm_answer_set_cost (answer, llm_import_get_number (object, "cost_usd"));
  llm_answer_set_finish_reason (answer, llm_import_get_string (object, "finish_reason"));
  llm_answer_set_timings (answer, get_milliseconds (object, "ttft_ms"),
                          get_milliseconds (object, "elapsed_ms"));
  if (llm_import_get_int (object, "attempt", &attempt))
    llm_answer_set_retry (answer, (guint) CLAMP (attempt, 0, G_MAXINT), 0);
  read_error (answer, llm_import_get_object (object, "error"));
  llm_answer_set_notices (answer, (const char *const *) notices);
  if (llm_vote_from_string (llm_import_get_string (object, "vote"), &vote))
    llm_answer_set_vote (answer, vote);
  read_state (importer, answer, object);
  return answer;
}

static gboolean
read_versions (LlmImporter *importer, LlmAnswer *answer, JsonArray *array, GHashTable *ids)
{
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *element = llm_import_get_element (array, i);
      g_autoptr (LlmAnswer) version = element != NULL ? read_answer (importer, element) : NULL;

      if (version == NULL
          || !g_hash_table_add (ids, g_strdup (llm_answer_get_column_id (version))))
        return FALSE;
      llm_answer_add_version (answer, version, get_time (element, "kept_at"));
    }
  return TRUE;
}

/* NULL if it is not as it should be. */
static LlmAnswer *
read_column (LlmImporter *importer, JsonObject *object, GHashTable *ids)
{
  g_autoptr (LlmAnswer) answer = object != NULL ? read_answer (importer, object) : NULL;

  if (answer == NULL || !g_hash_table_add (ids, g_strdup (llm_answer_get_column_id (answer)))
      || !read_versions (importer, answer, llm_import_get_array (object, "versions"), ids))
    return NULL;
  return g_steal_pointer (&answer);
}

/* --- Opinions --- */

/* Before version 2 what is preferred in a comparison is all that there is of a verdict.  In a
 * chat it is what is shown. */
static void
read_verdict (LlmComparison *comparison, JsonObject *object, gboolean is_chat)
{
  JsonObject *told = llm_import_get_object (object, "verdict");
  const char *preferred = get_id (object, "preferred");
  LlmVerdict verdict = LLM_VERDICT_NONE;
  LlmBlind blind = LLM_BLIND_NO;

  if (is_chat)
    {
      llm_comparison_choose (comparison, preferred);
      return;
    }
  if (told != NULL)
    llm_verdict_from_string (llm_import_get_string (told, "outcome"), &verdict);
  else if (preferred != NULL)
    verdict = LLM_VERDICT_PREFERRED;
  llm_comparison_restore_verdict (comparison, verdict, preferred,
                                  told != NULL ? get_time (told, "at") : 0,
                                  told != NULL && llm_import_get_true (told, "blind"));
  llm_blind_from_string (llm_import_get_string (object, "blind"), &blind);
  llm_comparison_set_blind (comparison, blind);
}

static char *
dup_text (JsonObject *object, const char *member)
{
  const char *text = llm_import_get_string (object, member);

  return text != NULL && strlen (text) <= LLM_JUDGEMENT_MAX_TEXT ? g_strdup (text) : NULL;
}

static void
read_judgement_error (LlmJudgementRecord *record, JsonObject *object)
{
  if (object == NULL)
    return;
  record->error_code = dup_text (object, "code");
  record->error_message = dup_text (object, "message");
  record->error_detail = dup_text (object, "detail");
  record->error_request_id = dup_text (object, "request_id");
  record->error_http_status = get_count (object, "http_status");
}

static void
replace (char **field, const char *value)
{
  if (value == NULL)
    return;
  g_free (*field);
  *field = g_strdup (value);
}

static LlmJudgementRecord *
read_judgement (JsonObject *object, const char *turn_id)
{
  LlmJudgementRecord *record;
  gint64 version = 0;

  if (object == NULL || get_id (object, "id") == NULL)
    return NULL;
  record = llm_judgement_record_new (turn_id);
  replace (&record->id, get_id (object, "id"));
  record->created_at = get_time (object, "created_at");
  replace (&record->provider, llm_import_get_string (object, "provider"));
  replace (&record->model, llm_import_get_string (object, "model"));
  replace (&record->title, llm_import_get_string (object, "title"));
  llm_import_get_int (object, "judge_version", &version);
  record->judge_version = (guint) CLAMP (version, 0, G_MAXINT);
  record->key = dup_text (object, "key");
  if (!llm_answer_state_from_string (llm_import_get_string (object, "state"), &record->state)
      || !llm_answer_state_is_final (record->state))
    record->state = LLM_ANSWER_INTERRUPTED;
  read_usage (llm_import_get_object (object, "usage"), &record->usage);
  record->cost_usd = llm_import_get_number (object, "cost_usd");
  read_judgement_error (record, llm_import_get_object (object, "error"));
  record->result = dup_text (object, "result");
  record->raw = dup_text (object, "raw");
  return record;
}

static gboolean
read_judgements (LlmComparison *comparison, JsonArray *array, GHashTable *ids)
{
  g_autoptr (GPtrArray) records
      = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_judgement_record_free);

  if (array != NULL && json_array_get_length (array) > MAX_JUDGEMENTS)
    return FALSE;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      LlmJudgementRecord *record = read_judgement (llm_import_get_element (array, i),
                                                   llm_comparison_get_id (comparison));

      if (record == NULL)
        return FALSE;
      g_ptr_array_add (records, record);
      if (!g_hash_table_add (ids, g_strdup (record->id)))
        return FALSE;
    }
  llm_comparison_set_judgements (comparison, records);
  return TRUE;
}

static LlmTurn *
read_turn (LlmImporter *importer,
           LlmConversation *conversation,
           JsonObject *object,
           GHashTable *ids)
{
  const char *id = get_id (object, "id");
  const char *prompt = llm_import_get_string (object, "prompt");
  JsonArray *answers = llm_import_get_array (object, "answers");
  g_autoptr (GPtrArray) images = NULL;
  g_autoptr (LlmComparison) comparison = NULL;
  LlmTurn *turn;

  if (id == NULL || prompt == NULL || llm_conversation_find (conversation, id) != NULL
      || (answers != NULL && json_array_get_length (answers) > MAX_ANSWERS))
    return NULL;
  comparison = llm_comparison_new_with_id (id, prompt, llm_import_get_string (object, "system"),
                                           llm_import_get_string (object, "title"),
                                           get_time (object, "created_at"));
  for (guint i = 0; answers != NULL && i < json_array_get_length (answers); i++)
    {
      g_autoptr (LlmAnswer) answer
          = read_column (importer, llm_import_get_element (answers, i), ids);

      if (answer == NULL)
        return NULL;
      llm_comparison_add (comparison, answer);
    }
  images = llm_import_own_images (importer, llm_import_get_array (object, "images"));
  llm_comparison_set_images (comparison, images);
  read_verdict (comparison, object, llm_conversation_is_chat (conversation));
  llm_comparison_set_note (comparison, llm_import_get_string (object, "note"));
  if (!read_judgements (comparison, llm_import_get_array (object, "judgements"), ids))
    return NULL;
  llm_comparison_set_place (comparison, llm_conversation_get_id (conversation),
                            get_id (object, "previous_id"), get_id (object, "after_id"));
  turn = llm_turn_new_loaded (comparison);
  llm_turn_set_deleted (turn, llm_import_get_true (object, "deleted"));
  return turn;
}

static gboolean
read_turns (LlmImporter *importer, LlmConversation *conversation, JsonArray *array)
{
  /* Of columns, versions and summaries. */
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const guint n = MIN (json_array_get_length (array), importer->limits->nodes);

  if (n < json_array_get_length (array))
    llm_importer_count (importer, LLM_IMPORT_CUT, 1);
  for (guint i = 0; i < n; i++)
    {
      JsonObject *element = llm_import_get_element (array, i);
      g_autoptr (LlmTurn) turn
          = element != NULL ? read_turn (importer, conversation, element, ids) : NULL;

      if (turn == NULL)
        return FALSE;
      llm_conversation_add (conversation, turn);
    }
  return TRUE;
}

static void
read_folder (LlmImporter *importer, JsonObject *object, LlmEntryData *data)
{
  const char *name = llm_import_get_string (object, "name");

  data->folder_id = get_id (object, "id");
  if (data->folder_id == NULL || name == NULL
      || g_hash_table_contains (importer->folders, data->folder_id))
    return;
  {
    LlmFolder *folder = llm_folder_new (data->folder_id, name);

    folder->color = g_strdup (llm_import_get_string (object, "color"));
    g_hash_table_insert (importer->folders, g_strdup (data->folder_id), folder);
  }
}

static void
read_entry (LlmImporter *importer, LlmConversation *conversation, JsonObject *object)
{
  g_auto (GStrv) models = llm_import_get_strings (object, "models");
  g_auto (GStrv) tags = llm_import_get_strings (object, "tags");
  g_autoptr (LlmHistoryEntry) entry = NULL;
  LlmEntryData data = { 0 };
  gint64 n_messages = 0;

  if (object == NULL)
    return;
  data.id = llm_conversation_get_id (conversation);
  data.kind = llm_conversation_get_kind (conversation);
  data.title = llm_import_get_string (object, "title");
  data.snippet = llm_import_get_string (object, "snippet");
  data.created_at = get_time (object, "created_at");
  data.active_at = get_time (object, "active_at");
  data.rank = get_time (object, "rank");
  data.deleted_at = get_time (object, "deleted_at");
  data.pinned = llm_import_get_true (object, "pinned");
  data.archived = llm_import_get_true (object, "archived");
  data.color = llm_import_get_string (object, "color");
  if (llm_import_get_object (object, "folder") != NULL)
    read_folder (importer, llm_import_get_object (object, "folder"), &data);
  if (llm_import_get_int (object, "n_messages", &n_messages))
    data.n_messages = (guint) CLAMP (n_messages, 0, G_MAXINT);
  data.models = (const char *const *) models;
  data.tags = (const char *const *) tags;
  entry = llm_history_entry_new (&data);
  llm_conversation_set_entry (conversation, entry);
}

/* What is not as it should be makes the whole conversation unreadable: half of one would look
 * like all of it. */
LlmConversation *
llm_import_own (LlmImporter *self, JsonObject *object)
{
  const char *id = get_id (object, "id");
  const char *kind = llm_import_get_string (object, "kind");
  const char *active_id = get_id (object, "active_id");
  g_autoptr (LlmConversation) conversation = NULL;

  if (kind == NULL)
    kind = LLM_KIND_COMPARISON;
  if (id != NULL && (strcmp (kind, LLM_KIND_CHAT) == 0 || strcmp (kind, LLM_KIND_COMPARISON) == 0))
    conversation = llm_conversation_new_with_id (id, kind, llm_import_get_string (object, "title"),
                                                 get_time (object, "created_at"),
                                                 llm_import_get_string (object, "system"));
  if (conversation == NULL
      || !read_turns (self, conversation, llm_import_get_array (object, "turns")))
    {
      llm_importer_count (self, LLM_IMPORT_BROKEN, 1);
      return NULL;
    }
  llm_conversation_set_draft (conversation, llm_import_get_string (object, "draft"));
  if (active_id != NULL)
    llm_conversation_set_active_id (conversation, active_id);
  read_entry (self, conversation, llm_import_get_object (object, "entry"));
  return g_steal_pointer (&conversation);
}
