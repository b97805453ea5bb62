/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-model-list.h"

#include <math.h>
#include <string.h>

#include "llm-catalog-json.h"
#include "llm-error.h"
#include "llm-json.h"

/* Bytes. */
#define MAX_ID 256
#define MAX_NAME 200
#define MAX_DESCRIPTION 1000
#define MAX_NEXT 2000

#define MAX_LEVELS 8

/* No model takes or gives more tokens; no clock of a server goes further. */
#define MAX_TOKENS (G_GINT64_CONSTANT (1) << 40)
#define MAX_UNIX_TIME G_GINT64_CONSTANT (253402300799) /* the year 9999 */

/* OpenRouter tells prices per token. */
#define TOKENS_PER_PRICE 1e6

/**
 * Row:
 * @facts: its strings belong to the JSON or to the rest of the row
 * @skip: it is no model to chat with
 *
 * One model of a list while it is read.
 */
typedef struct
{
  LlmModelFacts facts;
  const char *levels[MAX_LEVELS + 1];
  guint n_levels;
  char *name;
  char *description;
  char *shutdown_date;
  gboolean skip;
} Row;

static void
row_clear (Row *row)
{
  g_free (row->name);
  g_free (row->description);
  g_free (row->shutdown_date);
}

/* --- Which ids are of models to chat with --- */

/* Parts of ids between characters that are no letters and digits. */
static const char *const other_words[]
    = { "tts", "ocr",   "aqa",  "asr",  "veo",    "sora", "audio",
        "bge", "image", "live", "clip", "speech", NULL };

static const char *const other_parts[]
    = { "embed",        "whisper",      "transcri",    "moderation",  "dall-e",
        "imagen",       "realtime",     "rerank",      "lyria",       "guard-",
        "prompt-guard", "computer-use", "babbage-002", "davinci-002", "diffusion" };

static gboolean
has_other_word (const char *id)
{
  g_auto (GStrv) words = g_strsplit_set (id, "-_./:@ ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (g_strv_contains (other_words, words[i]))
        return TRUE;
    }
  return FALSE;
}

/**
 * llm_model_list_id_is_chat:
 * @id: the id of a model
 *
 * The rule for lists that do not tell what a model does (docs/models.md): an id is
 * taken for that of a model to chat with unless one of its words or parts names
 * something else, such as "embed", "whisper", "tts" or "image".
 *
 * Returns: whether it is likely to answer a prompt with text
 */
gboolean
llm_model_list_id_is_chat (const char *id)
{
  g_autofree char *lower = NULL;

  g_return_val_if_fail (id != NULL, FALSE);

  lower = g_ascii_strdown (id, -1);
  for (guint i = 0; i < G_N_ELEMENTS (other_parts); i++)
    {
      if (strstr (lower, other_parts[i]) != NULL)
        return FALSE;
    }
  return !has_other_word (lower);
}

/* --- Getters --- */

/* It goes into URLs, lists and the terminal. */
static gboolean
id_is_valid (const char *id)
{
  if (id == NULL || *id == '\0' || strlen (id) > MAX_ID)
    return FALSE;
  for (const char *p = id; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_isprint (c) || g_unichar_isspace (c))
        return FALSE;
    }
  return TRUE;
}

static gint64
get_tokens (JsonObject *object, const char *member)
{
  gint64 tokens = llm_json_get_int (object, member, LLM_UNKNOWN);

  return tokens > 0 && tokens <= MAX_TOKENS ? tokens : LLM_UNKNOWN;
}

/* A text on one line; NULL if there is none. */
static char *
get_text (JsonObject *object, const char *member, gsize max)
{
  const char *text = llm_json_get_string (object, member);
  g_autofree char *line = NULL;
  gsize length;

  if (text == NULL)
    return NULL;
  length = strlen (text);
  if (length > max)
    length = g_utf8_find_prev_char (text, text + max) - text;
  line = g_strndup (text, length);
  for (char *p = line; *p != '\0'; p++)
    {
      if (g_ascii_iscntrl (*p))
        *p = ' ';
    }
  g_strstrip (line);
  return *line != '\0' ? g_steal_pointer (&line) : NULL;
}

/* Unix time in seconds: vendors write it as a number or as RFC 3339. */
static gint64
get_time (JsonObject *object, const char *member)
{
  const char *text = llm_json_get_string (object, member);
  gint64 seconds = llm_json_get_int (object, member, LLM_UNKNOWN);
  g_autoptr (GDateTime) time = NULL;

  if (text != NULL && strlen (text) >= 10 && strlen (text) <= 40)
    {
      g_autofree char *full
          = strlen (text) == 10 ? g_strconcat (text, "T00:00:00Z", NULL) : g_strdup (text);
      g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

      time = g_date_time_new_from_iso8601 (full, utc);
      if (time != NULL)
        seconds = g_date_time_to_unix (time);
    }
  return seconds > 0 && seconds <= MAX_UNIX_TIME ? seconds : LLM_UNKNOWN;
}

static char *
get_date (JsonObject *object, const char *member)
{
  gint64 seconds = get_time (object, member);
  g_autoptr (GDateTime) time = NULL;

  if (seconds == LLM_UNKNOWN)
    return NULL;
  time = g_date_time_new_from_unix_utc (seconds);
  return time != NULL ? g_date_time_format (time, "%Y-%m-%d") : NULL;
}

/* A string or a number of USD per token; OpenRouter says -1 for "it depends". */
static double
get_token_price (JsonObject *object, const char *member)
{
  const char *text = llm_json_get_string (object, member);
  double price = llm_json_get_double (object, member, NAN);

  if (text != NULL)
    {
      char *end = NULL;

      price = g_ascii_strtod (text, &end);
      if (end == text || *end != '\0')
        return NAN;
    }
  if (!isfinite (price) || price < 0 || price > 1)
    return NAN;
  /* What is decimal stays so. */
  return round (price * TOKENS_PER_PRICE * 1e6) / 1e6;
}

static gboolean
array_has (JsonArray *array, const char *word)
{
  for (guint i = 0; i < llm_json_array_length (array); i++)
    {
      if (g_strcmp0 (llm_json_node_string (llm_json_array_get (array, i)), word) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
set_vision (Row *row, gboolean vision)
{
  row->facts.vision = vision;
  row->facts.known |= LLM_MODEL_KNOWS_VISION;
}

static void
set_reasoning (Row *row, gboolean reasoning)
{
  row->facts.reasoning = reasoning;
  row->facts.known |= LLM_MODEL_KNOWS_REASONING;
}

/* A capability as {"supported":true} or as a plain boolean. */
static gboolean
get_support (JsonObject *object, const char *member, gboolean *supported)
{
  JsonNode *node = llm_json_get (object, member);
  JsonObject *told = llm_json_node_object (node);
  const char *name = told != NULL ? "supported" : member;
  JsonNode *value = llm_json_get (told != NULL ? told : object, name);

  if (value == NULL || !JSON_NODE_HOLDS_VALUE (value)
      || json_node_get_value_type (value) != G_TYPE_BOOLEAN)
    return FALSE;
  *supported = json_node_get_boolean (value);
  return TRUE;
}

static gboolean
is_supported (JsonObject *object, const char *member)
{
  gboolean supported = FALSE;

  return get_support (object, member, &supported) && supported;
}

/* --- The vendors' rows --- */

/* {id, display_name, created_at, lifecycle, max_input_tokens, max_tokens, retires_at,
 * capabilities}; docs/providers. */
static void
read_anthropic (JsonObject *object, Row *row)
{
  static const char *const levels[] = { "low", "medium", "high", "xhigh", "max" };
  JsonObject *capabilities = llm_json_get_object (object, "capabilities");
  JsonObject *thinking = llm_json_get_object (capabilities, "thinking");
  JsonObject *types = llm_json_get_object (thinking, "types");
  JsonObject *effort = llm_json_get_object (capabilities, "effort");
  gboolean supported;

  row->name = get_text (object, "display_name", MAX_NAME);
  row->facts.created_at = get_time (object, "created_at");
  row->facts.context_window = get_tokens (object, "max_input_tokens");
  row->facts.max_output = get_tokens (object, "max_tokens");
  row->shutdown_date = get_date (object, "retires_at");
  row->facts.retired = g_strcmp0 (llm_json_get_string (object, "lifecycle"), "retired") == 0;
  if (get_support (capabilities, "image_input", &supported))
    set_vision (row, supported);
  if (get_support (capabilities, "thinking", &supported))
    set_reasoning (row, supported);
  if (is_supported (types, "adaptive"))
    row->facts.thinking |= LLM_THINKING_ADAPTIVE;
  if (is_supported (types, "enabled"))
    row->facts.thinking |= LLM_THINKING_BUDGET;
  if (row->facts.thinking != 0 && is_supported (types, "disabled"))
    row->facts.thinking |= LLM_THINKING_OFF;
  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      if (is_supported (effort, levels[i]))
        row->levels[row->n_levels++] = levels[i];
    }
}

/* {name: "models/ID", displayName, description, inputTokenLimit, outputTokenLimit,
 * supportedGenerationMethods, thinking}.  There is no flag for images: every Gemini
 * model reads them. */
static void
read_gemini (JsonObject *object, Row *row)
{
  JsonArray *methods = llm_json_get_array (object, "supportedGenerationMethods");
  const char *id = llm_json_get_string (object, "name");
  gboolean thinking;

  if (id != NULL && g_str_has_prefix (id, "models/"))
    id += strlen ("models/");
  row->facts.id = id;
  row->name = get_text (object, "displayName", MAX_NAME);
  row->description = get_text (object, "description", MAX_DESCRIPTION);
  row->facts.context_window = get_tokens (object, "inputTokenLimit");
  row->facts.max_output = get_tokens (object, "outputTokenLimit");
  if (get_support (object, "thinking", &thinking))
    set_reasoning (row, thinking);
  if (id != NULL && g_str_has_prefix (id, "gemini-"))
    set_vision (row, TRUE);
  if (methods != NULL && !array_has (methods, "generateContent"))
    row->skip = TRUE;
  /* Those that make images or speech generate content too. */
  if (id == NULL || !llm_model_list_id_is_chat (id))
    row->skip = TRUE;
}

/* {id, name, description, created, max_context_length, aliases, deprecation,
 * capabilities}.  Each alias is a row of its own with the name of the model that it
 * stands for. */
static void
read_mistral (JsonObject *object, Row *row)
{
  JsonObject *capabilities = llm_json_get_object (object, "capabilities");
  const char *name = llm_json_get_string (object, "name");
  gboolean supported;

  row->name = get_text (object, "name", MAX_NAME);
  row->description = get_text (object, "description", MAX_DESCRIPTION);
  row->facts.created_at = get_time (object, "created");
  row->facts.context_window = get_tokens (object, "max_context_length");
  row->shutdown_date = get_date (object, "deprecation");
  row->facts.alias = name != NULL && g_strcmp0 (name, row->facts.id) != 0;
  if (get_support (capabilities, "vision", &supported))
    set_vision (row, supported);
  if (get_support (capabilities, "reasoning", &supported))
    set_reasoning (row, supported);
  if (get_support (capabilities, "completion_chat", &supported))
    row->skip = !supported;
  if (!llm_model_list_id_is_chat (row->facts.id))
    row->skip = TRUE;
}

/* {id, name, created, context_length, architecture, pricing, top_provider,
 * supported_parameters, expiration_date}. */
static void
read_openrouter (JsonObject *object, Row *row)
{
  JsonObject *architecture = llm_json_get_object (object, "architecture");
  JsonArray *input = llm_json_get_array (architecture, "input_modalities");
  JsonArray *output = llm_json_get_array (architecture, "output_modalities");
  JsonArray *parameters = llm_json_get_array (object, "supported_parameters");
  JsonObject *pricing = llm_json_get_object (object, "pricing");

  row->name = get_text (object, "name", MAX_NAME);
  row->description = get_text (object, "description", MAX_DESCRIPTION);
  row->facts.created_at = get_time (object, "created");
  row->facts.context_window = get_tokens (object, "context_length");
  row->facts.max_output
      = get_tokens (llm_json_get_object (object, "top_provider"), "max_completion_tokens");
  row->shutdown_date = get_date (object, "expiration_date");
  if (input != NULL)
    set_vision (row, array_has (input, "image"));
  if (parameters != NULL)
    {
      set_reasoning (row, array_has (parameters, "reasoning")
                              || array_has (parameters, "include_reasoning"));
      row->facts.no_sampling = !array_has (parameters, "temperature");
      row->facts.known |= LLM_MODEL_KNOWS_SAMPLING;
    }
  row->facts.price_in = get_token_price (pricing, "prompt");
  row->facts.price_out = get_token_price (pricing, "completion");
  row->facts.price_cached_in = get_token_price (pricing, "input_cache_read");
  row->facts.price_cache_write = get_token_price (pricing, "input_cache_write");
  if (!isnan (row->facts.price_in))
    row->facts.price_source = LLM_PRICE_PROVIDER;
  if (output != NULL)
    row->skip = !array_has (output, "text");
  else
    row->skip = !llm_model_list_id_is_chat (row->facts.id);
}

/* The sizes under the names that servers give them. */
static gint64
find_window (JsonObject *object)
{
  static const char *const names[]
      = { "context_window", "max_model_len", "context_length", "max_context_length" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gint64 tokens = get_tokens (object, names[i]);

      if (tokens != LLM_UNKNOWN)
        return tokens;
    }
  return get_tokens (llm_json_get_object (object, "meta"), "n_ctx_train");
}

/* A path to a file says less than the file's name. */
static void
name_by_file (Row *row)
{
  const char *slash = strrchr (row->facts.id, '/');

  if (slash != NULL && slash[1] != '\0' && g_str_has_suffix (row->facts.id, ".gguf"))
    row->name = g_strndup (slash + 1, MAX_NAME);
}

/* Chat completions: {id, object, created, owned_by}, and what servers add to it. */
static void
read_compatible (JsonObject *object, Row *row)
{
  JsonObject *capabilities = llm_json_get_object (object, "capabilities");
  const char *type = llm_json_get_string (object, "type");
  gboolean supported;

  row->facts.created_at = get_time (object, "created");
  if (row->facts.created_at == LLM_UNKNOWN)
    row->facts.created_at = get_time (object, "created_at");
  row->facts.context_window = find_window (object);
  row->facts.max_output = get_tokens (object, "max_completion_tokens");
  row->shutdown_date = get_date (object, "shutdown_date");
  row->skip = !llm_model_list_id_is_chat (row->facts.id)
              || !llm_json_get_boolean (object, "active", TRUE);
  /* Azure. */
  if (get_support (capabilities, "chat_completion", &supported) && !supported)
    row->skip = TRUE;
  /* LM Studio. */
  if (g_strcmp0 (type, "llm") == 0 || g_strcmp0 (type, "vlm") == 0)
    set_vision (row, g_strcmp0 (type, "vlm") == 0);
  else if (g_strcmp0 (type, "embeddings") == 0)
    row->skip = TRUE;
}

static void
read_openai (JsonObject *object, Row *row)
{
  read_compatible (object, row);
  row->facts.api = llm_catalog_api_for_openai_id (row->facts.id);
  /* Completions only, unlike other vendors' models of that suffix. */
  if (strstr (row->facts.id, "-instruct") != NULL)
    row->skip = TRUE;
}

/* {name, model, modified_at, size, details}; the rest is in /api/show. */
static void
read_ollama (JsonObject *object, Row *row)
{
  if (row->facts.id == NULL)
    row->facts.id = llm_json_get_string (object, "model");
  if (row->facts.id == NULL)
    row->facts.id = llm_json_get_string (object, "name");
  row->skip = row->facts.id == NULL || !llm_model_list_id_is_chat (row->facts.id);
}

static void
read_row (LlmModelListKind kind, JsonObject *object, Row *row)
{
  if (kind == LLM_MODEL_LIST_OLLAMA)
    {
      read_ollama (object, row);
      return;
    }
  if (kind == LLM_MODEL_LIST_GEMINI)
    {
      read_gemini (object, row);
      return;
    }
  if (row->facts.id == NULL)
    {
      row->skip = TRUE;
      return;
    }
  switch (kind)
    {
    case LLM_MODEL_LIST_ANTHROPIC:
      read_anthropic (object, row);
      break;
    case LLM_MODEL_LIST_MISTRAL:
      read_mistral (object, row);
      break;
    case LLM_MODEL_LIST_OPENROUTER:
      read_openrouter (object, row);
      break;
    case LLM_MODEL_LIST_OPENAI:
      read_openai (object, row);
      break;
    case LLM_MODEL_LIST_NONE:
    case LLM_MODEL_LIST_COMPATIBLE:
    case LLM_MODEL_LIST_GEMINI:
    case LLM_MODEL_LIST_AZURE:
    case LLM_MODEL_LIST_GROQ:
    case LLM_MODEL_LIST_VLLM:
    case LLM_MODEL_LIST_LLAMACPP:
    case LLM_MODEL_LIST_LMSTUDIO:
    case LLM_MODEL_LIST_OLLAMA:
    default:
      read_compatible (object, row);
      name_by_file (row);
      break;
    }
}

static LlmModel *
read_model (LlmModelListKind kind, const char *provider_id, JsonObject *object)
{
  Row row = { .n_levels = 0 };
  LlmModel *model = NULL;

  llm_model_facts_init (&row.facts);
  row.facts.provider_id = provider_id;
  row.facts.id = llm_json_get_string (object, "id");
  row.facts.origin = LLM_MODEL_FROM_PROVIDER;
  read_row (kind, object, &row);
  if (!row.skip && id_is_valid (row.facts.id))
    {
      row.facts.name = row.name;
      row.facts.description = row.description;
      row.facts.shutdown_date = row.shutdown_date;
      if (row.n_levels > 0)
        row.facts.effort_levels = row.levels;
      model = llm_model_new (&row.facts);
    }
  row_clear (&row);
  return model;
}

/* --- Pages --- */

/* What asks for the page behind this one; Anthropic: its last id; Gemini: a token;
 * OpenRouter: an address. */
static const char *
find_next (LlmModelListKind kind, JsonObject *root)
{
  const char *next = NULL;

  if (kind == LLM_MODEL_LIST_ANTHROPIC && llm_json_get_boolean (root, "has_more", FALSE))
    next = llm_json_get_string (root, "last_id");
  else if (kind == LLM_MODEL_LIST_GEMINI)
    next = llm_json_get_string (root, "nextPageToken");
  else if (kind == LLM_MODEL_LIST_OPENROUTER)
    next = llm_json_get_string (llm_json_get_object (root, "links"), "next");
  return next != NULL && *next != '\0' && strlen (next) <= MAX_NEXT ? next : NULL;
}

/* Most call it data, Gemini and Ollama models; some give the bare array.  Ollama says
 * null for none, Gemini leaves it out. */
static gboolean
find_rows (LlmModelListKind kind, JsonNode *root, JsonArray **rows)
{
  JsonObject *object = llm_json_node_object (root);
  gboolean models = kind == LLM_MODEL_LIST_GEMINI || kind == LLM_MODEL_LIST_OLLAMA;
  const char *member = models ? "models" : "data";

  *rows = llm_json_node_array (root);
  if (*rows != NULL || object == NULL)
    return *rows != NULL;
  *rows = llm_json_get_array (object, member);
  if (*rows == NULL && json_object_has_member (object, member))
    return llm_json_get (object, member) == NULL;
  return *rows != NULL || (kind == LLM_MODEL_LIST_GEMINI && json_object_get_size (object) == 0);
}

/* The models of the list as it is so far. */
static GHashTable *
collect_ids (GPtrArray *models)
{
  GHashTable *ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < models->len; i++)
    g_hash_table_add (ids, (gpointer) llm_model_get_id (models->pdata[i]));
  return ids;
}

/* Mistral: the name of a row is no other id of the list if no row has that id; then
 * the row is a model of its own. */
static void
check_aliases (GPtrArray *models, GHashTable *ids)
{
  for (guint i = 0; i < models->len; i++)
    {
      LlmModel *model = models->pdata[i];
      LlmModelFacts facts;

      if (!llm_model_is_alias (model) || g_hash_table_contains (ids, llm_model_get_name (model)))
        continue;
      llm_model_get_facts (model, &facts);
      facts.alias = FALSE;
      g_hash_table_remove (ids, facts.id);
      models->pdata[i] = llm_model_new (&facts);
      g_hash_table_add (ids, (gpointer) llm_model_get_id (models->pdata[i]));
      g_object_unref (model);
    }
}

/**
 * llm_model_list_parse:
 * @kind: whose list
 * @provider_id: the provider of the models
 * @page: the body of an answer, whatever it is
 * @models: (element-type LlmModel): where to add the models of the page
 * @next: (out) (transfer full) (nullable): what asks for the next page, if there is
 *   one: Anthropic's after_id, Gemini's pageToken, OpenRouter's address
 * @error: where to put an %LLM_ERROR_PROTOCOL
 *
 * Reads one page of a list (docs/providers; each field is optional).  Models that
 * are not to chat with, those with an impossible id and those that are in @models
 * already are left out, and those beyond %LLM_MODEL_LIST_MAX_MODELS.
 *
 * Returns: whether @page is a list of models
 */
gboolean
llm_model_list_parse (LlmModelListKind kind,
                      const char *provider_id,
                      GBytes *page,
                      GPtrArray *models,
                      char **next,
                      GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GHashTable) ids = NULL;
  const char *data;
  gsize length = 0;
  JsonNode *root = NULL;
  JsonArray *rows = NULL;

  g_return_val_if_fail (provider_id != NULL && page != NULL, FALSE);
  g_return_val_if_fail (models != NULL && next != NULL, FALSE);

  *next = NULL;
  parser = json_parser_new ();
  data = g_bytes_get_data (page, &length);
  if (!g_utf8_validate_len (data != NULL ? data : "", length, NULL)
      || llm_json_load (parser, data != NULL ? data : "", length, &root) != LLM_JSON_OK
      || !find_rows (kind, root, &rows))
    {
      g_propagate_error (
          error, llm_error_new (LLM_ERROR_PROTOCOL, NULL, "The answer is not a list of models."));
      return FALSE;
    }

  ids = collect_ids (models);
  for (guint i = 0; i < llm_json_array_length (rows); i++)
    {
      g_autoptr (LlmModel) model = NULL;

      if (models->len >= LLM_MODEL_LIST_MAX_MODELS)
        return TRUE;
      model = read_model (kind, provider_id, llm_json_array_get_object (rows, i));
      if (model == NULL || g_hash_table_contains (ids, llm_model_get_id (model)))
        continue;
      g_hash_table_add (ids, (gpointer) llm_model_get_id (model));
      g_ptr_array_add (models, g_steal_pointer (&model));
    }
  if (kind == LLM_MODEL_LIST_MISTRAL)
    check_aliases (models, ids);
  *next = g_strdup (find_next (kind, llm_json_node_object (root)));
  return TRUE;
}

/* --- Details --- */

/* {capabilities: [completion, vision, thinking, ...], model_info: {general.architecture,
 * "<architecture>.context_length"}}. */
static gboolean
read_ollama_details (JsonObject *root, LlmModelFacts *facts)
{
  JsonArray *capabilities = llm_json_get_array (root, "capabilities");
  JsonObject *info = llm_json_get_object (root, "model_info");
  const char *architecture = llm_json_get_string (info, "general.architecture");

  if (architecture != NULL)
    {
      g_autofree char *member = g_strconcat (architecture, ".context_length", NULL);

      facts->context_window = get_tokens (info, member);
    }
  if (capabilities == NULL)
    return TRUE;
  facts->vision = array_has (capabilities, "vision");
  facts->reasoning = array_has (capabilities, "thinking");
  facts->known |= LLM_MODEL_KNOWS_VISION | LLM_MODEL_KNOWS_REASONING;
  return array_has (capabilities, "completion");
}

/* {default_generation_settings: {n_ctx}, modalities: {vision}}: how the server was
 * started, which is what counts. */
static void
read_llamacpp_details (JsonObject *root, LlmModelFacts *facts)
{
  JsonObject *modalities = llm_json_get_object (root, "modalities");
  gint64 window = get_tokens (llm_json_get_object (root, "default_generation_settings"), "n_ctx");
  gboolean vision;

  if (window == LLM_UNKNOWN)
    window = get_tokens (root, "n_ctx");
  if (window != LLM_UNKNOWN)
    facts->context_window = window;
  if (get_support (modalities, "vision", &vision))
    {
      facts->vision = vision;
      facts->known |= LLM_MODEL_KNOWS_VISION;
    }
}

/**
 * llm_model_list_add_details:
 * @kind: %LLM_MODEL_LIST_OLLAMA or %LLM_MODEL_LIST_LLAMACPP
 * @model: a model of such a list
 * @details: the body of Ollama's /api/show or llama.cpp's /props, whatever it is
 *
 * Returns: (transfer full) (nullable): the model with what @details tell; NULL if it
 *   is not to chat with
 */
LlmModel *
llm_model_list_add_details (LlmModelListKind kind, LlmModel *model, GBytes *details)
{
  g_autoptr (JsonParser) parser = NULL;
  const char *data;
  gsize length = 0;
  JsonNode *root = NULL;
  LlmModelFacts facts;

  g_return_val_if_fail (LLM_IS_MODEL (model), NULL);
  g_return_val_if_fail (details != NULL, NULL);

  parser = json_parser_new ();
  data = g_bytes_get_data (details, &length);
  if (data == NULL || !g_utf8_validate_len (data, length, NULL)
      || llm_json_load (parser, data, length, &root) != LLM_JSON_OK)
    return g_object_ref (model);

  llm_model_get_facts (model, &facts);
  if (kind == LLM_MODEL_LIST_OLLAMA && !read_ollama_details (llm_json_node_object (root), &facts))
    return NULL;
  if (kind == LLM_MODEL_LIST_LLAMACPP)
    read_llamacpp_details (llm_json_node_object (root), &facts);
  return llm_model_new (&facts);
}
