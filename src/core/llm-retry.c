/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-retry.h"

#include "llm-error.h"

#include <math.h>

#define FIRST_DELAY_MS 500.0
#define LONGEST_DELAY_MS 8000.0
#define JITTER 0.25

static gboolean
is_worth_retrying (const GError *error)
{
  switch ((LlmErrorCode) error->code)
    {
    case LLM_ERROR_RATE_LIMIT:
    case LLM_ERROR_OVERLOADED:
    case LLM_ERROR_SERVER:
      return TRUE;
    case LLM_ERROR_NETWORK:
      /* With a status it is the proxy, which wants a password and not another try. */
      return llm_error_get_http_status (error) == 0;
    case LLM_ERROR_TIMEOUT:
      /* 408 and 504 come quickly; an own timer has waited long enough. */
      return llm_error_get_http_status (error) != 0;
    case LLM_ERROR_NO_KEY:
    case LLM_ERROR_AUTH:
    case LLM_ERROR_QUOTA:
    case LLM_ERROR_MODEL_NOT_FOUND:
    case LLM_ERROR_CONTEXT_TOO_LONG:
    case LLM_ERROR_CONTENT_FILTER:
    case LLM_ERROR_BAD_REQUEST:
    case LLM_ERROR_TLS:
    case LLM_ERROR_PROTOCOL:
    case LLM_ERROR_UNSUPPORTED:
    default:
      return FALSE;
    }
}

/* The vendor's own word counts more than what the error is, but nothing comes back by
 * itself of what is used up. */
static gboolean
may_retry (const GError *error)
{
  if (error == NULL || error->domain != LLM_ERROR || error->code == LLM_ERROR_QUOTA)
    return FALSE;

  switch (llm_error_get_retry_hint (error))
    {
    case LLM_RETRY_HINT_YES:
      return TRUE;
    case LLM_RETRY_HINT_NO:
      return FALSE;
    case LLM_RETRY_HINT_NONE:
    default:
      return is_worth_retrying (error);
    }
}

/**
 * llm_retry_delay_ms:
 * @error: (nullable): why the attempt failed, before any token came
 * @attempt: how many attempts were made again already, 0 after the first failure
 * @random: a random number from 0 to 1
 *
 * Worth another attempt are: too many requests, an overloaded or failing server, one
 * that gave up waiting or had a conflict (408, 409), a connection that failed; or else
 * what the vendor says is (x-should-retry), in both ways, unless it is the account that
 * is used up.
 *
 * The formula of the official OpenAI and Anthropic clients: 0.5 s x 2^@attempt, at
 * most 8 s, less up to 25 % of jitter; the vendor's own delay instead when it gave
 * one.  A delay of more than a minute is not waited for: the user decides.
 *
 * Returns: milliseconds to wait, or -1 when another attempt makes no sense
 */
gint64
llm_retry_delay_ms (const GError *error, guint attempt, double random)
{
  gint64 told = llm_error_get_retry_after_ms (error);
  double delay;

  if (!may_retry (error) || told > LLM_RETRY_LONGEST_DELAY_MS)
    return -1;
  /* At once is no delay to speak of: the official clients take their own then. */
  if (told > 0)
    return told;
  delay = MIN (FIRST_DELAY_MS * pow (2, MIN (attempt, 16)), LONGEST_DELAY_MS);
  return (gint64) (delay * (1 - CLAMP (random, 0, 1) * JITTER));
}
