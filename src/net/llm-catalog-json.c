/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-catalog-json.h"

#include <math.h>
#include <string.h>

#include "llm-error.h"
#include "llm-json.h"

/* When data/models.json was put together (data/models.README). */
#define CATALOG_DATE "2026-11-22"

/* A model has one or two. */
#define MAX_TIERS 8

/* The file calls vendors by name; the rest of the program calls this one by the
 * name of its models, as do its users. */
static const char *
get_provider_id (JsonObject *row)
{
  const char *provider = llm_json_get_string (row, "provider");

  return g_strcmp0 (provider, "google") == 0 ? "gemini" : provider;
}

static double
get_price (JsonObject *object, const char *member)
{
  double price = llm_json_get_double (object, member, NAN);

  return price >= 0 ? price : NAN;
}

static gint64
get_size (JsonObject *object, const char *member)
{
  gint64 size = llm_json_get_int (object, member, LLM_UNKNOWN);

  return size > 0 ? size : LLM_UNKNOWN;
}

static guint
read_tiers (JsonObject *row, LlmPriceTier *tiers)
{
  JsonArray *array = llm_json_get_array (row, "price_tiers");
  guint n_tiers = 0;

  for (guint i = 0; i < llm_json_array_length (array) && n_tiers < MAX_TIERS; i++)
    {
      JsonObject *object = llm_json_array_get_object (array, i);
      gint64 above = get_size (object, "above_input_tokens");

      if (above == LLM_UNKNOWN)
        continue;
      tiers[n_tiers++] = (LlmPriceTier){
        .above_input_tokens = above,
        .price_in = get_price (object, "price_in"),
        .price_cached_in = get_price (object, "price_cached_in"),
        .price_out = get_price (object, "price_out"),
      };
    }
  return n_tiers;
}

/* The levels as a NULL-terminated array of strings that belong to @row. */
static GPtrArray *
read_effort_levels (JsonObject *row)
{
  JsonArray *array = llm_json_get_array (row, "effort_levels");
  GPtrArray *levels = g_ptr_array_new ();

  for (guint i = 0; i < llm_json_array_length (array); i++)
    {
      const char *level = llm_json_node_string (llm_json_array_get (array, i));

      if (level != NULL && *level != '\0')
        g_ptr_array_add (levels, (gpointer) level);
    }
  g_ptr_array_add (levels, NULL);
  return levels;
}

/* The kinds of thinking are in no list but Anthropic's own, so they are told by
 * families of ids (docs/providers), the first prefix that fits.  A family that is not
 * here is not known to take any. */
static const struct
{
  const char *provider_id;
  const char *prefix;
  LlmThinking thinking;
} thinking_families[] = {
  { "anthropic", "claude-3-7-", LLM_THINKING_BUDGET | LLM_THINKING_OFF },
  { "anthropic", "claude-opus-4-6", LLM_THINKING_ADAPTIVE | LLM_THINKING_BUDGET },
  { "anthropic", "claude-opus-4-7", LLM_THINKING_ADAPTIVE },
  { "anthropic", "claude-opus-4-8", LLM_THINKING_ADAPTIVE },
  { "anthropic", "claude-sonnet-4-6", LLM_THINKING_ADAPTIVE | LLM_THINKING_BUDGET },
  { "anthropic", "claude-opus-4-", LLM_THINKING_BUDGET | LLM_THINKING_OFF },
  { "anthropic", "claude-sonnet-4-", LLM_THINKING_BUDGET | LLM_THINKING_OFF },
  { "anthropic", "claude-haiku-4-", LLM_THINKING_BUDGET | LLM_THINKING_OFF },
  { "anthropic", "claude-fable-", LLM_THINKING_ADAPTIVE },
  { "anthropic", "claude-haiku-", LLM_THINKING_ADAPTIVE },
  { "anthropic", "claude-opus-", LLM_THINKING_ADAPTIVE },
  { "anthropic", "claude-sonnet-", LLM_THINKING_ADAPTIVE },
  { "gemini", "gemini-2.5-flash", LLM_THINKING_BUDGET | LLM_THINKING_OFF },
  { "gemini", "gemini-2.5-", LLM_THINKING_BUDGET },
  { "gemini", "gemini-", LLM_THINKING_LEVEL },
  { "gemini", "gemma-4-", LLM_THINKING_LEVEL },
};

static LlmThinking
find_thinking (const LlmModelFacts *facts)
{
  for (guint i = 0; facts->reasoning && i < G_N_ELEMENTS (thinking_families); i++)
    {
      if (strcmp (facts->provider_id, thinking_families[i].provider_id) == 0
          && g_str_has_prefix (facts->id, thinking_families[i].prefix))
        return thinking_families[i].thinking;
    }
  return 0;
}

/* Who takes a budget of tokens has no levels of its own; the codecs make budgets of
 * these. */
static const char *const *
find_budget_levels (LlmThinking thinking)
{
  static const char *const levels[] = { "none", "low", "medium", "high", NULL };

  if ((thinking & LLM_THINKING_BUDGET) == 0)
    return NULL;
  return (thinking & LLM_THINKING_OFF) != 0 ? levels : levels + 1;
}

/* "chat" or "responses"; OpenAI's rows need it only where the rule by id is wrong. */
static LlmApi
read_api (JsonObject *row, const LlmModelFacts *facts)
{
  const char *api = llm_json_get_string (row, "api");

  if (g_strcmp0 (api, "responses") == 0)
    return LLM_API_RESPONSES;
  if (api != NULL || strcmp (facts->provider_id, "openai") != 0)
    return LLM_API_CHAT;
  return llm_catalog_api_for_openai_id (facts->id);
}

static LlmModel *
read_row (JsonObject *row)
{
  g_autoptr (GPtrArray) levels = NULL;
  LlmPriceTier tiers[MAX_TIERS];
  LlmModelFacts facts;

  llm_model_facts_init (&facts);
  facts.provider_id = get_provider_id (row);
  facts.id = llm_json_get_string (row, "id");
  if (facts.provider_id == NULL || facts.id == NULL || *facts.provider_id == '\0'
      || *facts.id == '\0')
    return NULL;

  levels = read_effort_levels (row);
  facts.name = llm_json_get_string (row, "name");
  facts.description = llm_json_get_string (row, "description");
  facts.context_window = get_size (row, "context_window");
  facts.max_output = get_size (row, "max_output");
  facts.vision = llm_json_get_boolean (row, "vision", FALSE);
  if (llm_json_get (row, "vision") != NULL)
    facts.known |= LLM_MODEL_KNOWS_VISION;
  facts.reasoning = llm_json_get_boolean (row, "reasoning", FALSE);
  facts.no_sampling = !llm_json_get_boolean (row, "temperature", TRUE);
  facts.price_in = get_price (row, "price_in");
  facts.price_cached_in = get_price (row, "price_cached_in");
  facts.price_out = get_price (row, "price_out");
  if (!isnan (facts.price_in))
    facts.prices_date = CATALOG_DATE;
  facts.tiers = tiers;
  facts.n_tiers = read_tiers (row, tiers);
  facts.api = read_api (row, &facts);
  facts.thinking = find_thinking (&facts);
  facts.effort_levels = levels->len > 1 ? (const char *const *) levels->pdata
                                        : find_budget_levels (facts.thinking);
  facts.shutdown_date = llm_json_get_string (row, "shutdown_date");
  return llm_model_new (&facts);
}

/**
 * llm_catalog_api_for_openai_id:
 * @id: the id of a model of OpenAI
 *
 * OpenAI's list does not tell which models are served by /responses only.  Its client
 * library has them in a type of their own (docs/providers): those that end in -pro, with
 * a date behind it or not, the codex and deep-research ones, cyber and rosalind.
 *
 * Returns: how the model is asked
 */
LlmApi
llm_catalog_api_for_openai_id (const char *id)
{
  static const char *const parts[] = { "-pro-", "codex", "deep-research", "-cyber", "-rosalind" };

  g_return_val_if_fail (id != NULL, LLM_API_CHAT);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (strstr (id, parts[i]) != NULL)
        return LLM_API_RESPONSES;
    }
  return g_str_has_suffix (id, "-pro") ? LLM_API_RESPONSES : LLM_API_CHAT;
}

/**
 * llm_catalog_json_load:
 * @catalog: where to add the models
 * @bytes: an array of rows as in data/models.json
 * @error: set to %LLM_ERROR_PROTOCOL when @bytes is not a JSON array
 *
 * Adds the rows in their order, with one change of the list.  Rows without a
 * provider or an id are left out; null means unknown.
 *
 * Returns: whether @bytes could be read
 */
gboolean
llm_catalog_json_load (LlmCatalog *catalog, GBytes *bytes, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GPtrArray) models = NULL;
  JsonNode *root = NULL;
  JsonArray *rows = NULL;
  const char *data;
  gsize length = 0;

  g_return_val_if_fail (LLM_IS_CATALOG (catalog), FALSE);
  g_return_val_if_fail (bytes != NULL, FALSE);

  parser = json_parser_new ();
  data = g_bytes_get_data (bytes, &length);
  if (llm_json_load (parser, data, length, &root) == LLM_JSON_OK)
    rows = llm_json_node_array (root);
  if (rows == NULL)
    {
      g_propagate_error (error, llm_error_new (LLM_ERROR_PROTOCOL, NULL,
                                               "The catalogue is not a JSON array."));
      return FALSE;
    }

  models = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < llm_json_array_length (rows); i++)
    {
      LlmModel *model = read_row (llm_json_array_get_object (rows, i));

      if (model != NULL)
        g_ptr_array_add (models, model);
    }
  llm_catalog_add_all (catalog, models);
  return TRUE;
}
