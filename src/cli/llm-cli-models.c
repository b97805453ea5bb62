/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "llm-cli-json.h"
#include "llm-cli-text.h"
#include "llm-column-spec.h"

#define N_COLUMNS 6

static gboolean
is_shut_down (LlmModel *model)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  GDate today;

  g_date_clear (&today, 1);
  g_date_set_dmy (&today, g_date_time_get_day_of_month (now), g_date_time_get_month (now),
                  g_date_time_get_year (now));
  return llm_model_is_shut_down (model, &today);
}

static void
append_model_json (GString *out, LlmModel *model, gint64 fetched_at)
{
  LlmListed listed = llm_model_get_listed (model);
  LlmPrices prices;

  llm_model_get_prices (model, 0, &prices);
  g_string_append_c (out, '{');
  llm_cli_json_add_string (out, "provider", llm_model_get_provider_id (model));
  llm_cli_json_add_string (out, "model", llm_model_get_id (model));
  llm_cli_json_add_string (out, "name", llm_model_get_name (model));
  llm_cli_json_add_count (out, "context_window", llm_model_get_context_window (model));
  llm_cli_json_add_count (out, "max_output", llm_model_get_max_output (model));
  llm_cli_json_add_number (out, "price_in", llm_model_get_price_in (model));
  llm_cli_json_add_number (out, "price_out", llm_model_get_price_out (model));
  llm_cli_json_add_boolean (out, "vision", llm_model_get_vision (model));
  llm_cli_json_add_boolean (out, "reasoning", llm_model_get_reasoning (model));
  llm_cli_json_add_strings (out, "effort_levels", llm_model_get_effort_levels (model));
  llm_cli_json_add_string (out, "shutdown_date", llm_model_get_shutdown_date (model));
  llm_cli_json_add_boolean (out, "retired", is_shut_down (model));
  llm_cli_json_add_string (out, "source",
                           llm_model_get_origin (model) == LLM_MODEL_FROM_PROVIDER ? "provider"
                                                                                   : "catalog");
  if (listed == LLM_LISTED_UNKNOWN)
    llm_cli_json_add_string (out, "listed", NULL);
  else
    llm_cli_json_add_boolean (out, "listed", listed == LLM_LISTED_YES);
  if (fetched_at > 0)
    llm_cli_json_add_time (out, "listed_at", fetched_at);
  else
    llm_cli_json_add_string (out, "listed_at", NULL);
  llm_cli_json_add_number (out, "price_cached_in", prices.cached_in);
  llm_cli_json_add_string (out, "price_source", llm_price_source_to_string (prices.source));
  llm_cli_json_add_string (out, "prices_date", llm_model_get_prices_date (model));
  g_string_append_c (out, '}');
}

/* Unknown is a dash, never a zero; the tab asks for right alignment. */
static char *
format_price (double price)
{
  return isfinite (price) ? g_strdup_printf ("\t%.2f", price) : g_strdup ("\t-");
}

static char *
format_flags (LlmModel *model)
{
  g_autoptr (GPtrArray) flags = g_ptr_array_new ();
  LlmPrices prices;

  if (llm_model_get_reasoning (model))
    g_ptr_array_add (flags, (char *) _ ("reasoning"));
  if (llm_model_get_vision (model))
    g_ptr_array_add (flags, (char *) _ ("vision"));
  if (is_shut_down (model))
    g_ptr_array_add (flags, (char *) _ ("retired"));
  else if (llm_model_get_listed (model) == LLM_LISTED_NO)
    /* Translators: of a model: its provider does not list it */
    g_ptr_array_add (flags, (char *) _ ("not listed"));
  if (llm_model_get_origin (model) == LLM_MODEL_FROM_PROVIDER)
    /* Translators: of a model: only its provider's own list has it */
    g_ptr_array_add (flags, (char *) _ ("new"));
  llm_model_get_prices (model, 0, &prices);
  if (prices.source == LLM_PRICE_USER)
    g_ptr_array_add (flags, (char *) _ ("own price"));
  else if (prices.source == LLM_PRICE_PROVIDER)
    g_ptr_array_add (flags, (char *) _ ("provider's price"));
  g_ptr_array_add (flags, NULL);
  return flags->len > 1 ? g_strjoinv (", ", (char **) flags->pdata) : g_strdup ("-");
}

static char **
make_row (LlmModel *model)
{
  char **cells = g_new0 (char *, N_COLUMNS + 1);
  g_autofree char *spec = NULL;
  gint64 window = llm_model_get_context_window (model);

  spec = g_strconcat (llm_model_get_provider_id (model), ":", llm_model_get_id (model), NULL);
  cells[0] = llm_cli_text_one_line (spec);
  cells[1] = llm_cli_text_one_line (llm_model_get_name (model));
  cells[2] = window >= 0 ? g_strdup_printf ("\t%" G_GINT64_FORMAT, window) : g_strdup ("\t-");
  cells[3] = format_price (llm_model_get_price_in (model));
  cells[4] = format_price (llm_model_get_price_out (model));
  cells[5] = format_flags (model);
  return cells;
}

static char **
make_heading (void)
{
  char **cells = g_new0 (char *, N_COLUMNS + 1);

  cells[0] = g_strdup (_ ("MODEL"));
  cells[1] = g_strdup (_ ("NAME"));
  /* Translators: how many tokens a model takes at once */
  cells[2] = g_strconcat ("\t", _ ("CONTEXT"), NULL);
  /* Translators: US dollars per million tokens of the prompt */
  cells[3] = g_strconcat ("\t", _ ("$/M IN"), NULL);
  /* Translators: US dollars per million tokens of the answer */
  cells[4] = g_strconcat ("\t", _ ("$/M OUT"), NULL);
  cells[5] = g_strdup (_ ("PROPERTIES"));
  return cells;
}

static int
print_models (LlmContext *context, const char *provider_id, LlmCliFormatKind format)
{
  LlmCatalog *catalog = llm_context_get_catalog (context);
  LlmRegistry *registry = llm_context_get_registry (context);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  gboolean json = format == LLM_CLI_FORMAT_JSON;

  g_ptr_array_add (rows, make_heading ());
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (catalog)); i++)
    {
      g_autoptr (LlmModel) model = g_list_model_get_item (G_LIST_MODEL (catalog), i);

      if (provider_id != NULL && !g_str_equal (provider_id, llm_model_get_provider_id (model)))
        continue;
      if (json)
        {
          g_string_append (out, out->len > 0 ? ",\n" : "");
          append_model_json (
              out, model,
              llm_registry_get_fetched_at (registry, llm_model_get_provider_id (model)));
        }
      else
        {
          g_ptr_array_add (rows, make_row (model));
        }
    }
  if (json)
    {
      g_string_prepend_c (out, '[');
      g_string_append (out, "]\n");
    }
  else
    {
      llm_cli_text_append_table (out, rows, N_COLUMNS);
    }
  return llm_cli_print (out->str);
}

/* --- Asking the providers --- */

/* Waits for one call. */
typedef struct
{
  GMainLoop *loop;
  GAsyncResult *result;
} Wait;

static void
wait_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  wait->result = g_object_ref (result);
  g_main_loop_quit (wait->loop);
}

static void
tell_result (const LlmRegistryResult *result)
{
  const char *id = result->provider_id;

  switch (result->outcome)
    {
    case LLM_REGISTRY_UPDATED:
      llm_cli_complain (ngettext ("%s: %u model", "%s: %u models", result->n_models), id,
                        result->n_models);
      break;
    case LLM_REGISTRY_NOT_MODIFIED:
      llm_cli_complain (_ ("%s: the list is as it was"), id);
      break;
    case LLM_REGISTRY_FRESH:
      llm_cli_complain (_ ("%s: the list is less than a day old"), id);
      break;
    case LLM_REGISTRY_NO_KEY:
      llm_cli_complain (_ ("%s: not asked, there is no key"), id);
      break;
    case LLM_REGISTRY_NO_LIST:
      llm_cli_complain (_ ("%s: has no list of models"), id);
      break;
    case LLM_REGISTRY_FAILED:
    default:
      llm_cli_complain ("%s: %s", id, result->error != NULL ? result->error->message : "");
      break;
    }
}

static gboolean
is_good (const LlmRegistryResult *result)
{
  return result->outcome == LLM_REGISTRY_UPDATED || result->outcome == LLM_REGISTRY_NOT_MODIFIED;
}

/* Says what became of each provider.  Returns whether at least one told its list. */
static gboolean
refresh (LlmContext *context, const char *provider_id)
{
  LlmRegistry *registry = llm_context_get_registry (context);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GPtrArray) results = NULL;
  Wait wait = { loop, NULL };
  gboolean good = FALSE;

  llm_registry_refresh_async (registry, provider_id, TRUE, NULL, wait_cb, &wait);
  g_main_loop_run (loop);
  results = llm_registry_refresh_finish (registry, wait.result, NULL);
  g_object_unref (wait.result);
  for (guint i = 0; results != NULL && i < results->len; i++)
    {
      tell_result (results->pdata[i]);
      good |= is_good (results->pdata[i]);
    }
  if (results != NULL && results->len == 0)
    llm_cli_complain (_ ("There is no provider with a list of models."));
  return good;
}

/**
 * llm_cli_load_models:
 * @context: where the registry is
 *
 * Takes the lists of models that were fetched before into the catalogue; asks nobody.
 */
void
llm_cli_load_models (LlmContext *context)
{
  LlmRegistry *registry = llm_context_get_registry (context);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Wait wait = { loop, NULL };

  llm_registry_load_async (registry, NULL, wait_cb, &wait);
  g_main_loop_run (loop);
  llm_registry_load_finish (registry, wait.result, NULL);
  g_object_unref (wait.result);
}

/* Whether a list that a provider told of its models may know one of @specs. */
static gboolean
may_be_listed (LlmContext *context, const char *const *specs)
{
  GListModel *providers = llm_context_get_providers (context);

  for (guint i = 0; specs[i] != NULL; i++)
    {
      g_autofree char *spec = llm_column_spec_split (specs[i], NULL, NULL);
      g_autofree char *provider_id = NULL;
      g_autoptr (LlmProvider) provider = NULL;

      if (spec != NULL && g_utf8_validate (spec, -1, NULL)
          && llm_context_parse_model (context, spec, &provider_id, NULL, NULL))
        provider = llm_provider_find (providers, provider_id);
      if (provider != NULL && llm_provider_can_list_models (provider)
          && (llm_provider_get_flags (provider) & LLM_PROVIDER_CANNED) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * llm_cli_load_models_for:
 * @context: where the registry is
 * @specs: (array zero-terminated=1): models that are going to be asked, as they were given
 *
 * llm_cli_load_models() if it may know any of them.
 */
void
llm_cli_load_models_for (LlmContext *context, const char *const *specs)
{
  g_return_if_fail (LLM_IS_CONTEXT (context));
  g_return_if_fail (specs != NULL);

  if (may_be_listed (context, specs))
    llm_cli_load_models (context);
}

/**
 * llm_cli_models:
 * @argc: the number of elements of @argv
 * @argv: "models" and what followed it
 * @create_context: makes the context
 *
 * Lists the models that are known; with --refresh asks the providers first.
 *
 * Returns: the process's exit status
 */
int
llm_cli_models (int argc, char **argv, LlmContextFunc create_context)
{
  g_autoptr (LlmContext) context = NULL;
  g_autofree char *format_name = NULL;
  g_auto (GStrv) arguments = NULL;
  LlmCliFormatKind format;
  gboolean ask = FALSE, told = TRUE;
  int status;
  const GOptionEntry options[]
      = { { "refresh", 0, 0, G_OPTION_ARG_NONE, &ask,
            N_ ("Ask the providers for their lists of models first"), NULL },
          { "format", 0, 0, G_OPTION_ARG_STRING, &format_name, N_ ("How to print them"),
            "text|json" },
          G_OPTION_ENTRY_NULL };
  const LlmCliSyntax syntax = {
    .command = "models",
    .arguments = "[PROVIDER]",
    .summary = _ ("Lists the models that are known, with prices in US dollars per million "
                  "tokens.\nOther models can be asked too: what stands after PROVIDER: is sent "
                  "as given."),
    .description = _ ("With --format=json each model has: provider, model, name, context_window, "
                      "max_output, price_in, price_out, vision, reasoning, effort_levels, "
                      "shutdown_date, retired, source (catalog or provider: who knows it), listed "
                      "(whether its provider's list has it; null if that was not asked), listed_at "
                      "(when it was), price_cached_in, price_source (unknown, catalog, provider, "
                      "user) and prices_date."),
    .max_arguments = 1,
  };

  if (!llm_cli_parse (&syntax, options, argc, argv, &arguments, &status))
    return status;
  if (!llm_cli_parse_format ("models", format_name, LLM_CLI_FORMAT_TEXT | LLM_CLI_FORMAT_JSON,
                             &format))
    return LLM_CLI_USAGE;

  context = llm_cli_make_context (create_context);
  if (context == NULL)
    return LLM_CLI_FAILURE;
  if (arguments[0] != NULL)
    {
      g_autoptr (LlmProvider) provider = llm_cli_find_provider (context, "models", arguments[0]);

      if (provider == NULL)
        return LLM_CLI_USAGE;
    }
  if (ask)
    told = refresh (context, arguments[0]);
  else
    llm_cli_load_models (context);
  status = print_models (context, arguments[0], format);
  return status == LLM_CLI_OK && !told ? LLM_CLI_FAILURE : status;
}
