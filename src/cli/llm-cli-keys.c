/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "llm-cli-json.h"
#include "llm-cli-key-input.h"
#include "llm-cli-text.h"

#define N_CELLS 3

/* One call to the keyring. */
typedef struct
{
  GMainLoop *loop;
  LlmContext *context;
  LlmSecrets *secrets;
  GPtrArray *entries;
  GError *error;
} Keys;

static void
keys_clear (Keys *self)
{
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_object (&self->context);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Keys, keys_clear)

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Keys *self = user_data;

  self->entries = llm_secrets_list_finish (LLM_SECRETS (source), result, &self->error);
  g_main_loop_quit (self->loop);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Keys *self = user_data;

  llm_secrets_store_finish (LLM_SECRETS (source), result, &self->error);
  g_main_loop_quit (self->loop);
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Keys *self = user_data;

  llm_secrets_delete_finish (LLM_SECRETS (source), result, &self->error);
  g_main_loop_quit (self->loop);
}

static gboolean
takes_key (LlmProvider *provider)
{
  return (llm_provider_get_flags (provider) & LLM_PROVIDER_TAKES_KEY) != 0;
}

static int
report (Keys *self)
{
  if (self->error == NULL)
    return LLM_CLI_OK;
  llm_cli_complain ("%s", self->error->message);
  return LLM_CLI_FAILURE;
}

static int
set_key (Keys *self, LlmProvider *provider)
{
  g_autofree char *question = NULL;
  char *key;
  int status;

  /* Translators: asked on a terminal; %s is the name of a provider */
  question = g_strdup_printf (_ ("API key for %s: "), llm_provider_get_name (provider));
  key = llm_cli_key_input_read (question, &status);
  if (key == NULL)
    return status;

  llm_secrets_store_async (self->secrets, llm_provider_get_id (provider), key, NULL, stored_cb,
                           self);
  llm_secret_free (key);
  g_main_loop_run (self->loop);
  return report (self);
}

static int
delete_key (Keys *self, LlmProvider *provider)
{
  llm_secrets_delete_async (self->secrets, llm_provider_get_id (provider), NULL, deleted_cb, self);
  g_main_loop_run (self->loop);
  return report (self);
}

/**
 * llm_cli_complain_of_keyring:
 * @state: how the keyring behaved
 *
 * Says on standard error why a list of keys may not be whole, if so.
 */
void
llm_cli_complain_of_keyring (LlmKeyringState state)
{
  switch (state)
    {
    case LLM_KEYRING_LOCKED:
      llm_cli_complain (_ ("The keyring is locked; keys in it may be missing from the list."));
      break;
    case LLM_KEYRING_ABSENT:
      llm_cli_complain (_ ("There is no keyring; only keys in the environment are listed."));
      break;
    case LLM_KEYRING_HUNG:
      llm_cli_complain (_ ("The keyring does not answer; only keys in the environment are "
                           "listed."));
      break;
    case LLM_KEYRING_UNKNOWN:
    case LLM_KEYRING_READY:
    default:
      break;
    }
}

static void
add_row (GPtrArray *rows, const char *provider, const char *source, const char *variable)
{
  char **cells = g_new0 (char *, N_CELLS + 1);

  cells[0] = g_strdup (provider);
  cells[1] = g_strdup (source);
  cells[2] = g_strdup (variable != NULL ? variable : "-");
  g_ptr_array_add (rows, cells);
}

/**
 * llm_cli_describe_key_source:
 * @source: where a key is
 *
 * Returns: that in a word
 */
const char *
llm_cli_describe_key_source (LlmSecretSource source)
{
  switch (source)
    {
    case LLM_SECRET_SOURCE_SESSION:
      return _ ("this run");
    case LLM_SECRET_SOURCE_KEYRING:
      return _ ("keyring");
    case LLM_SECRET_SOURCE_ENVIRONMENT:
      return _ ("environment");
    case LLM_SECRET_SOURCE_NONE:
    default:
      return _ ("none");
    }
}

/* One row for each place where @provider_id has a key, or one that says "none". */
static void
append_provider (Keys *self, const char *provider_id, GString *json, GPtrArray *rows)
{
  LlmSecretEntry none = { .source = LLM_SECRET_SOURCE_NONE };
  gboolean found = FALSE;

  for (guint i = 0; i <= self->entries->len; i++)
    {
      const LlmSecretEntry *entry = i < self->entries->len ? self->entries->pdata[i] : &none;

      if (entry == &none ? found : !g_str_equal (entry->provider_id, provider_id))
        continue;
      found = TRUE;
      g_string_append (json, json->len > 1 ? ",\n{" : "{");
      llm_cli_json_add_string (json, "provider", provider_id);
      llm_cli_json_add_string (json, "source", llm_secret_source_to_string (entry->source));
      llm_cli_json_add_string (json, "variable", entry->variable);
      g_string_append_c (json, '}');
      add_row (rows, provider_id, llm_cli_describe_key_source (entry->source), entry->variable);
    }
}

static int
list_keys (Keys *self, LlmCliFormatKind format)
{
  g_autoptr (GString) json = g_string_new ("[");
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  GListModel *providers = llm_context_get_providers (self->context);

  llm_secrets_list_async (self->secrets, NULL, listed_cb, self);
  g_main_loop_run (self->loop);
  if (self->entries == NULL)
    return report (self);

  add_row (rows, _ ("PROVIDER"), _ ("KEY"), _ ("VARIABLE"));
  for (guint i = 0; i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr (LlmProvider) provider = g_list_model_get_item (providers, i);

      if (takes_key (provider))
        append_provider (self, llm_provider_get_id (provider), json, rows);
    }
  g_string_append (json, "]\n");
  llm_cli_text_append_table (text, rows, N_CELLS);

  llm_cli_complain_of_keyring (llm_secrets_get_keyring_state (self->secrets));
  return llm_cli_print (format == LLM_CLI_FORMAT_JSON ? json->str : text->str);
}

static int
check_arguments (char **arguments, gboolean has_format)
{
  guint n = g_strv_length (arguments);
  gboolean list = g_strcmp0 (arguments[0], "list") == 0;
  gboolean set = g_strcmp0 (arguments[0], "set") == 0;

  if (n == 0)
    return llm_cli_usage_error ("keys", _ ("Say what to do: set, list or delete."));
  if (!list && !set && !g_str_equal (arguments[0], "delete"))
    return llm_cli_usage_error ("keys", _ ("There is no “keys %s”; there are: set, list, delete."),
                                arguments[0]);
  if (set && n > 2)
    return llm_cli_usage_error ("keys", _ ("A key is never an argument, since other programs and "
                                           "the shell's history would see it. Leave it out: "
                                           "you will be asked."));
  if (n > (list ? 1 : 2))
    return llm_cli_usage_error ("keys", _ ("There are too many arguments."));
  if (!list && n < 2)
    return llm_cli_usage_error ("keys", _ ("Say which provider's key."));
  if (!list && has_format)
    return llm_cli_usage_error ("keys", _ ("Only “keys list” has a format."));
  return LLM_CLI_OK;
}

static int
run (Keys *self, char **arguments, LlmCliFormatKind format)
{
  g_autoptr (LlmProvider) provider = NULL;

  if (g_str_equal (arguments[0], "list"))
    return list_keys (self, format);

  provider = llm_cli_find_provider (self->context, "keys", arguments[1]);
  if (provider == NULL)
    return LLM_CLI_USAGE;
  if (!takes_key (provider))
    return llm_cli_usage_error ("keys", _ ("The provider “%s” takes no key."), arguments[1]);
  return g_str_equal (arguments[0], "set") ? set_key (self, provider) : delete_key (self, provider);
}

/**
 * llm_cli_keys:
 * @argc: the number of elements of @argv
 * @argv: "keys" and what followed it
 * @create_context: makes the context
 *
 * Stores, lists or deletes API keys.  A key is never printed, not even in part.
 *
 * Returns: the process's exit status
 */
int
llm_cli_keys (int argc, char **argv, LlmContextFunc create_context)
{
  g_auto (Keys) self = { 0 };
  g_autofree char *format_name = NULL;
  g_auto (GStrv) arguments = NULL;
  LlmCliFormatKind format;
  int status;
  const GOptionEntry options[] = { { "format", 0, 0, G_OPTION_ARG_STRING, &format_name,
                                     N_ ("How to print the list"), "text|json" },
                                   G_OPTION_ENTRY_NULL };
  const LlmCliSyntax syntax = {
    .command = "keys",
    .arguments = "set PROVIDER | list | delete PROVIDER",
    .summary = _ ("Stores, lists or deletes the API keys in the keyring.\n"
                  "A key is asked for without showing it, or read from the first line of "
                  "standard input."),
    .max_arguments = G_MAXUINT,
  };

  if (!llm_cli_parse (&syntax, options, argc, argv, &arguments, &status))
    return status;
  if (!llm_cli_parse_format ("keys", format_name, LLM_CLI_FORMAT_TEXT | LLM_CLI_FORMAT_JSON,
                             &format))
    return LLM_CLI_USAGE;
  status = check_arguments (arguments, format_name != NULL);
  if (status != LLM_CLI_OK)
    return status;

  self.context = llm_cli_make_context (create_context);
  if (self.context == NULL)
    return LLM_CLI_FAILURE;
  self.secrets = llm_context_get_secrets (self.context);
  self.loop = g_main_loop_new (NULL, FALSE);
  return run (&self, arguments, format);
}
