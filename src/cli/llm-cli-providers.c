/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-providers.h"

#include <glib/gi18n.h>

#include "llm-cli-json.h"
#include "llm-cli-private.h"
#include "llm-cli-text.h"

#define N_COLUMNS 6

typedef struct
{
  GMainLoop *loop;
  LlmContext *context;
  GPtrArray *entries; /* LlmSecretEntry */
  GError *error;
} Listing;

/* What is told of one provider; nothing here is owned. */
typedef struct
{
  const char *id;
  const char *name;
  const char *kind;
  const LlmEndpoint *endpoint; /* NULL for what is built in */
  const char *base_url;
  gboolean enabled;
  gboolean takes_key;
  gboolean needs_key;
  const LlmSecretEntry *key;
  guint rate_limit;
} Row;

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Listing *self = user_data;

  self->entries = llm_secrets_list_finish (LLM_SECRETS (source), result, &self->error);
  g_main_loop_quit (self->loop);
}

/* The first is the one that is used. */
static const LlmSecretEntry *
find_key (Listing *self, const char *id)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      const LlmSecretEntry *entry = g_ptr_array_index (self->entries, i);

      if (g_str_equal (entry->provider_id, id))
        return entry;
    }
  return NULL;
}

static const LlmEndpoint *
find_endpoint (GPtrArray *endpoints, const char *id)
{
  for (guint i = 0; i < endpoints->len; i++)
    {
      const LlmEndpoint *endpoint = g_ptr_array_index (endpoints, i);

      if (g_str_equal (endpoint->id, id))
        return endpoint;
    }
  return NULL;
}

/* --- JSON --- */

static void
append_json (const Row *row, GString *out)
{
  static const char *const none[] = { NULL };
  const LlmEndpoint *endpoint = row->endpoint;
  g_autoptr (GStrvBuilder) headers = g_strv_builder_new ();
  g_auto (GStrv) lines = NULL;

  for (guint i = 0; endpoint != NULL && endpoint->headers != NULL && endpoint->headers[i] != NULL;
       i += 2)
    {
      g_autofree char *line
          = g_strconcat (endpoint->headers[i], ": ", endpoint->headers[i + 1], NULL);

      g_strv_builder_add (headers, line);
    }
  lines = g_strv_builder_end (headers);

  g_string_append (out, out->len > 1 ? ",\n{" : "{");
  llm_cli_json_add_string (out, "provider", row->id);
  llm_cli_json_add_string (out, "name", row->name);
  llm_cli_json_add_string (out, "kind", row->kind);
  llm_cli_json_add_string (out, "preset", endpoint != NULL ? endpoint->preset : NULL);
  llm_cli_json_add_boolean (out, "enabled", row->enabled);
  llm_cli_json_add_string (out, "base_url", row->base_url);
  llm_cli_json_add_boolean (out, "takes_key", row->takes_key);
  llm_cli_json_add_boolean (out, "needs_key", row->needs_key);
  llm_cli_json_add_string (
      out, "key",
      llm_secret_source_to_string (row->key != NULL ? row->key->source : LLM_SECRET_SOURCE_NONE));
  llm_cli_json_add_string (out, "key_variable", row->key != NULL ? row->key->variable : NULL);
  llm_cli_json_add_integer (out, "rate_limit", row->rate_limit);
  llm_cli_json_add_strings (out, "headers", lines != NULL ? (const char *const *) lines : none);
  llm_cli_json_add_string (out, "ca_file", endpoint != NULL ? endpoint->ca_file : NULL);
  g_string_append_c (out, '}');
}

/* --- Text --- */

static char *
describe_kind (const Row *row)
{
  if (row->endpoint != NULL)
    {
      const LlmEndpointPreset *preset = llm_endpoint_presets_find (row->endpoint->preset);

      return g_strdup (preset != NULL ? preset->name : _ ("compatible"));
    }
  if (g_str_equal (row->kind, "azure"))
    return g_strdup (row->enabled ? _ ("on") : _ ("off"));
  if (g_str_equal (row->kind, "demo"))
    return g_strdup (_ ("demo"));
  return g_strdup (_ ("vendor"));
}

static char *
describe_key (const Row *row)
{
  if (!row->takes_key)
    return g_strdup ("-");
  if (row->key == NULL)
    return g_strdup (row->needs_key ? _ ("missing") : _ ("none"));
  if (row->key->variable != NULL)
    return g_strdup (row->key->variable);
  return g_strdup (llm_cli_describe_key_source (row->key->source));
}

static char **
make_cells (const Row *row)
{
  char **cells = g_new0 (char *, N_COLUMNS + 1);

  cells[0] = llm_cli_text_one_line (row->id);
  cells[1] = llm_cli_text_one_line (row->name);
  cells[2] = describe_kind (row);
  cells[3] = describe_key (row);
  /* The tab asks for right alignment. */
  cells[4] = row->rate_limit > 0 ? g_strdup_printf ("\t%u", row->rate_limit) : g_strdup ("\t-");
  cells[5] = llm_cli_text_one_line (row->base_url != NULL && *row->base_url != '\0' ? row->base_url
                                                                                    : "-");
  return cells;
}

static char **
make_heading (void)
{
  char **cells = g_new0 (char *, N_COLUMNS + 1);

  cells[0] = g_strdup (_ ("PROVIDER"));
  cells[1] = g_strdup (_ ("NAME"));
  cells[2] = g_strdup (_ ("KIND"));
  cells[3] = g_strdup (_ ("KEY"));
  /* Translators: how many requests a minute are sent to a provider at most */
  cells[4] = g_strconcat ("\t", _ ("PER MINUTE"), NULL);
  cells[5] = g_strdup (_ ("BASE URL"));
  return cells;
}

/* --- The list --- */

static void
add_row (const Row *row, GString *json, GPtrArray *rows)
{
  append_json (row, json);
  g_ptr_array_add (rows, make_cells (row));
}

static void
add_provider (
    Listing *self, LlmProvider *provider, GPtrArray *endpoints, GString *json, GPtrArray *rows)
{
  LlmSettings *settings = llm_context_get_settings (self->context);
  LlmProviderFlags flags = llm_provider_get_flags (provider);
  const char *id = llm_provider_get_id (provider);
  g_autofree char *base_url = llm_settings_get_base_url (settings, id);
  gboolean canned = (flags & LLM_PROVIDER_CANNED) != 0;
  Row row = {
    .id = id,
    .name = llm_provider_get_name (provider),
    .kind = canned ? "demo" : "vendor",
    .base_url = base_url,
    .enabled = TRUE,
    .takes_key = (flags & (LLM_PROVIDER_TAKES_KEY | LLM_PROVIDER_NEEDS_KEY)) != 0,
    .needs_key = (flags & LLM_PROVIDER_NEEDS_KEY) != 0,
    .key = find_key (self, id),
    .rate_limit = canned ? 0 : llm_settings_get_rate_limit (settings, id),
  };

  if ((flags & LLM_PROVIDER_CUSTOM) != 0)
    {
      row.endpoint = find_endpoint (endpoints, id);
      row.kind = "endpoint";
    }
  add_row (&row, json, rows);
}

static void
add_azure (Listing *self, GString *json, GPtrArray *rows)
{
  LlmSettings *settings = llm_context_get_settings (self->context);
  g_autoptr (LlmAzure) azure = llm_settings_get_azure (settings);
  Row row = {
    .id = LLM_AZURE_PROVIDER_ID,
    .name = llm_secret_get_provider_name (LLM_AZURE_PROVIDER_ID),
    .kind = "azure",
    .base_url = *azure->endpoint != '\0' ? azure->endpoint : NULL,
    .enabled = azure->enabled,
    .takes_key = TRUE,
    .needs_key = TRUE,
    .key = find_key (self, LLM_AZURE_PROVIDER_ID),
    .rate_limit = llm_settings_get_rate_limit (settings, LLM_AZURE_PROVIDER_ID),
  };

  add_row (&row, json, rows);
}

/* Azure comes after the vendors, whether it is among the providers or not. */
static void
add_rows (Listing *self, GString *json, GPtrArray *rows)
{
  GListModel *providers = llm_context_get_providers (self->context);
  g_autoptr (GPtrArray) endpoints
      = llm_settings_get_endpoints (llm_context_get_settings (self->context));
  gboolean azure_added = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr (LlmProvider) provider = g_list_model_get_item (providers, i);
      LlmProviderFlags flags = llm_provider_get_flags (provider);

      if (!azure_added && (flags & (LLM_PROVIDER_CUSTOM | LLM_PROVIDER_CANNED)) != 0)
        {
          add_azure (self, json, rows);
          azure_added = TRUE;
        }
      if (!g_str_equal (llm_provider_get_id (provider), LLM_AZURE_PROVIDER_ID))
        add_provider (self, provider, endpoints, json, rows);
    }
  if (!azure_added)
    add_azure (self, json, rows);
}

static int
list_providers (LlmContext *context, LlmCliFormatKind format)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GString) json = g_string_new ("[");
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  LlmSecrets *secrets = llm_context_get_secrets (context);
  Listing self = { .loop = loop, .context = context };

  llm_secrets_list_async (secrets, NULL, listed_cb, &self);
  g_main_loop_run (loop);
  if (self.entries == NULL)
    {
      llm_cli_complain ("%s", self.error->message);
      g_clear_error (&self.error);
      return LLM_CLI_FAILURE;
    }

  g_ptr_array_add (rows, make_heading ());
  add_rows (&self, json, rows);
  g_ptr_array_unref (self.entries);
  g_string_append (json, "]\n");
  llm_cli_text_append_table (text, rows, N_COLUMNS);
  llm_cli_complain_of_keyring (llm_secrets_get_keyring_state (secrets));
  return llm_cli_print (format == LLM_CLI_FORMAT_JSON ? json->str : text->str);
}

/* --- The command line --- */

static gboolean
has_options (const LlmCliEndpointOptions *options)
{
  return options->url != NULL || options->name != NULL || options->preset != NULL
         || options->ca_file != NULL || options->headers != NULL;
}

static int
check_arguments (char **arguments, gboolean has_format, gboolean has_add_options)
{
  static const char *const verbs[] = { "list", "add", "remove", "test", NULL };
  const char *verb = arguments[0];
  guint n = g_strv_length (arguments);

  if (n == 0)
    return llm_cli_usage_error ("providers", _ ("Say what to do: list, add, remove or test."));
  if (!g_strv_contains (verbs, verb))
    return llm_cli_usage_error ("providers",
                                _ ("There is no “providers %s”; there are: list, add, remove, "
                                   "test."),
                                verb);
  if (g_str_equal (verb, "add") && n > 2)
    return llm_cli_usage_error ("providers",
                                _ ("There are too many arguments. A key is never one of them: set "
                                   "it with “llmselect keys set”."));
  if (n > (g_str_equal (verb, "list") ? 1 : 2))
    return llm_cli_usage_error ("providers", _ ("There are too many arguments."));
  if (n < 2 && (g_str_equal (verb, "add") || g_str_equal (verb, "remove")))
    return llm_cli_usage_error ("providers", _ ("Say which server, by its id."));
  if (has_format && !g_str_equal (verb, "list"))
    return llm_cli_usage_error ("providers", _ ("Only “providers list” has a format."));
  if (has_add_options && !g_str_equal (verb, "add"))
    return llm_cli_usage_error ("providers", _ ("Only “providers add” describes a server."));
  return LLM_CLI_OK;
}

static int
run (LlmContext *context,
     char **arguments,
     LlmCliFormatKind format,
     const LlmCliEndpointOptions *options)
{
  if (g_str_equal (arguments[0], "list"))
    return list_providers (context, format);
  if (g_str_equal (arguments[0], "add"))
    return llm_cli_providers_add (context, arguments[1], options);
  if (g_str_equal (arguments[0], "remove"))
    return llm_cli_providers_remove (context, arguments[1]);
  return llm_cli_providers_test (context, arguments[1]);
}

static int
run_command (int argc,
             char **argv,
             LlmContextFunc create_context,
             LlmCliEndpointOptions *described,
             char **format_name)
{
  g_autoptr (LlmContext) context = NULL;
  g_auto (GStrv) arguments = NULL;
  LlmCliFormatKind format;
  int status;
  const GOptionEntry options[] = {
    { "format", 0, 0, G_OPTION_ARG_STRING, format_name, N_ ("How to print the list"), "text|json" },
    { "url", 0, 0, G_OPTION_ARG_STRING, &described->url, N_ ("Where the server is"), "URL" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &described->name, N_ ("What to call it"),
      /* Translators: stands for a name in the help of the command line */
      N_ ("NAME") },
    { "preset", 0, 0, G_OPTION_ARG_STRING, &described->preset,
      N_ ("Its make: ollama, llamacpp, lmstudio, vllm, openrouter, groq, deepseek or xai"), "ID" },
    { "header", 0, 0, G_OPTION_ARG_STRING_ARRAY, &described->headers,
      N_ ("A header to send too; {key} stands for the key"),
      /* Translators: stands for a header in the help of the command line */
      N_ ("\"Name: value\"") },
    { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &described->ca_file,
      N_ ("A PEM file with the certificate authorities to trust"),
      /* Translators: stands for a file in the help of the command line */
      N_ ("FILE") },
    G_OPTION_ENTRY_NULL
  };
  const LlmCliSyntax syntax = {
    .command = "providers",
    .arguments = "list | add ID | remove ID | test [ID]",
    .summary = _ ("Lists the providers, adds or removes compatible servers, or tests whether "
                  "providers answer and accept their key.\n"
                  "A key is never an option: it is set with “llmselect keys set ID”."),
    .max_arguments = G_MAXUINT,
  };

  if (!llm_cli_parse (&syntax, options, argc, argv, &arguments, &status))
    return status;
  if (!llm_cli_parse_format ("providers", *format_name, LLM_CLI_FORMAT_TEXT | LLM_CLI_FORMAT_JSON,
                             &format))
    return LLM_CLI_USAGE;
  status = check_arguments (arguments, *format_name != NULL, has_options (described));
  if (status != LLM_CLI_OK)
    return status;

  context = llm_cli_make_context (create_context);
  if (context == NULL)
    return LLM_CLI_FAILURE;
  return run (context, arguments, format, described);
}

/**
 * llm_cli_providers:
 * @argc: the number of elements of @argv
 * @argv: "providers" and what followed it
 * @create_context: makes the context
 *
 * Lists, adds, removes and tests providers.
 *
 * Returns: the process's exit status
 */
int
llm_cli_providers (int argc, char **argv, LlmContextFunc create_context)
{
  LlmCliEndpointOptions described = { NULL };
  g_autofree char *format_name = NULL;
  int status = run_command (argc, argv, create_context, &described, &format_name);

  g_free (described.url);
  g_free (described.name);
  g_free (described.preset);
  g_free (described.ca_file);
  g_strfreev (described.headers);
  return status;
}
