/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-providers.h"

#include <glib/gi18n.h>

#include "llm-cli-private.h"

typedef struct
{
  GMainLoop *loop;
  GPtrArray *checks;
  guint n_pending;
} Test;

/* One provider that is asked. */
typedef struct
{
  Test *test;
  LlmProvider *provider;
  gboolean has_key;
  GError *error;
} Check;

static void
check_free (Check *check)
{
  g_object_unref (check->provider);
  g_clear_error (&check->error);
  g_free (check);
}

static gboolean
needs_key (LlmProvider *provider)
{
  return (llm_provider_get_flags (provider) & LLM_PROVIDER_NEEDS_KEY) != 0;
}

static void
end_check (Check *check)
{
  check->test->n_pending--;
  if (check->test->n_pending == 0)
    g_main_loop_quit (check->test->loop);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Check *check = user_data;

  llm_provider_check_key_finish (check->provider, result, &check->error);
  end_check (check);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Check *check = user_data;
  char *key = llm_secrets_lookup_finish (LLM_SECRETS (source), result, NULL, &check->error);

  check->has_key = key != NULL;
  if (key == NULL && needs_key (check->provider))
    {
      end_check (check);
    }
  else
    {
      g_clear_error (&check->error);
      llm_provider_check_key_async (check->provider, key, NULL, checked_cb, check);
    }
  llm_secret_free (key);
}

static void
start_check (Test *test, LlmContext *context, LlmProvider *provider)
{
  Check *check = g_new0 (Check, 1);

  check->test = test;
  check->provider = g_object_ref (provider);
  g_ptr_array_add (test->checks, check);
  test->n_pending++;
  if ((llm_provider_get_flags (provider) & LLM_PROVIDER_TAKES_KEY) != 0)
    llm_secrets_lookup_async (llm_context_get_secrets (context), llm_provider_get_id (provider),
                              NULL, looked_up_cb, check);
  else
    llm_provider_check_key_async (provider, NULL, NULL, checked_cb, check);
}

/* The demonstration always answers, and Azure may be off. */
static gboolean
is_worth_testing (LlmContext *context, LlmProvider *provider)
{
  if ((llm_provider_get_flags (provider) & LLM_PROVIDER_CANNED) != 0)
    return FALSE;
  if (g_str_equal (llm_provider_get_id (provider), LLM_AZURE_PROVIDER_ID))
    {
      g_autoptr (LlmAzure) azure = llm_settings_get_azure (llm_context_get_settings (context));

      return azure->enabled;
    }
  return TRUE;
}

static int
report (Test *test, gboolean all)
{
  g_autoptr (GString) out = g_string_new (NULL);
  int failed = LLM_CLI_OK;
  int status;

  for (guint i = 0; i < test->checks->len; i++)
    {
      const Check *check = g_ptr_array_index (test->checks, i);
      const char *id = llm_provider_get_id (check->provider);

      if (all && !check->has_key && needs_key (check->provider))
        g_string_append_printf (out, "%s: %s\n", id, _ ("There is no key, so it was not asked."));
      else if (check->error == NULL && check->has_key)
        g_string_append_printf (out, "%s: %s\n", id, _ ("It answers and accepts the key."));
      else if (check->error == NULL)
        g_string_append_printf (out, "%s: %s\n", id, _ ("It answers."));
      else
        failed = LLM_CLI_FAILURE;
    }
  status = llm_cli_print (out->str);
  for (guint i = 0; failed != LLM_CLI_OK && i < test->checks->len; i++)
    {
      const Check *check = g_ptr_array_index (test->checks, i);

      if (check->error != NULL && !(all && !check->has_key && needs_key (check->provider)))
        llm_cli_complain ("%s: %s", llm_provider_get_id (check->provider), check->error->message);
    }
  return status != LLM_CLI_OK ? status : failed;
}

/**
 * llm_cli_providers_test:
 * @context: the context
 * @id: (nullable): whom to test; everyone who can be asked if %NULL
 *
 * Asks providers, at no cost, whether they answer and accept the key.
 *
 * Returns: the process's exit status
 */
int
llm_cli_providers_test (LlmContext *context, const char *id)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GPtrArray) checks = g_ptr_array_new_with_free_func ((GDestroyNotify) check_free);
  GListModel *providers = llm_context_get_providers (context);
  Test test = { .loop = loop, .checks = checks };

  if (id != NULL)
    {
      g_autoptr (LlmProvider) provider = llm_cli_find_provider (context, "providers", id);

      if (provider == NULL)
        return LLM_CLI_USAGE;
      start_check (&test, context, provider);
    }
  for (guint i = 0; id == NULL && i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr (LlmProvider) provider = g_list_model_get_item (providers, i);

      if (is_worth_testing (context, provider))
        start_check (&test, context, provider);
    }
  if (test.n_pending > 0)
    g_main_loop_run (loop);
  return report (&test, id == NULL);
}
