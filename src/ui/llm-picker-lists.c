/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-picker-lists.h"

#include <glib/gi18n-lib.h>

#include "llm-error.h"

/* What became of asking all providers. */
typedef struct
{
  guint n_updated;
  guint n_models;
  guint n_current;
  guint n_failed;
  guint n_offline;
  const LlmRegistryResult *failed;
  gint64 oldest;
} Summary;

static void
summarize (GPtrArray *results, Summary *summary)
{
  for (guint i = 0; i < results->len; i++)
    {
      const LlmRegistryResult *result = g_ptr_array_index (results, i);

      switch (result->outcome)
        {
        case LLM_REGISTRY_UPDATED:
          summary->n_updated++;
          summary->n_models += result->n_models;
          break;
        case LLM_REGISTRY_NOT_MODIFIED:
        case LLM_REGISTRY_FRESH:
          summary->n_current++;
          break;
        case LLM_REGISTRY_FAILED:
          summary->n_failed++;
          if (g_error_matches (result->error, LLM_ERROR, LLM_ERROR_NETWORK))
            summary->n_offline++;
          if (summary->failed == NULL)
            summary->failed = result;
          if (result->fetched_at > 0
              && (summary->oldest == 0 || result->fetched_at < summary->oldest))
            summary->oldest = result->fetched_at;
          break;
        case LLM_REGISTRY_NO_KEY:
        case LLM_REGISTRY_NO_LIST:
        default:
          break;
        }
    }
}

static char *
format_day (gint64 microseconds)
{
  g_autoptr (GDateTime) time
      = microseconds > 0 ? g_date_time_new_from_unix_local (microseconds / G_USEC_PER_SEC) : NULL;

  return time != NULL ? g_date_time_format (time, "%x") : NULL;
}

static char *
describe_failure (LlmContext *context, const Summary *summary)
{
  g_autofree char *day = format_day (summary->oldest);
  g_autoptr (LlmProvider) provider
      = llm_provider_find (llm_context_get_providers (context), summary->failed->provider_id);
  const GError *error = summary->failed->error;

  if (summary->n_offline == summary->n_failed && summary->n_updated + summary->n_current == 0)
    {
      if (day != NULL)
        /* Translators: a date. */
        return g_strdup_printf (_ ("No provider could be reached. The lists are those of %s."),
                                day);
      return g_strdup (_ ("No provider could be reached. The list that comes with the program is "
                          "shown."));
    }
  /* Translators: a provider, and why. */
  return g_strdup_printf (_ ("%s did not tell its models: %s"),
                          provider != NULL ? llm_provider_get_name (provider)
                                           : summary->failed->provider_id,
                          error != NULL ? error->message : "");
}

/**
 * llm_picker_lists_describe:
 * @context: what knows the providers
 * @results: (element-type LlmRegistryResult): what became of asking them
 *
 * Returns: (transfer full): that in words
 */
char *
llm_picker_lists_describe (LlmContext *context, GPtrArray *results)
{
  Summary summary = { 0 };

  g_return_val_if_fail (LLM_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (results != NULL, NULL);

  summarize (results, &summary);
  if (summary.n_failed > 0)
    return describe_failure (context, &summary);
  if (summary.n_updated > 0)
    return g_strdup_printf (ngettext ("Updated: %u model in all.", "Updated: %u models in all.",
                                      summary.n_models),
                            summary.n_models);
  if (summary.n_current > 0)
    return g_strdup (_ ("The lists of models are up to date."));
  return g_strdup (_ ("There is nobody to ask: add an API key or a server first."));
}
