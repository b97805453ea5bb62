/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-error.h"
#include "llm-retry.h"

#define NEVER (-1)

typedef struct
{
  LlmErrorCode code;
  guint status;
  LlmRetryHint hint;
  gint64 told_ms;
  gint64 expected;
} Row;

#define YES LLM_RETRY_HINT_YES
#define NO LLM_RETRY_HINT_NO
#define NONE LLM_RETRY_HINT_NONE

/* The first attempt again, without jitter. */
static const Row rows[] = {
  { LLM_ERROR_NO_KEY, 0, NONE, -1, NEVER },
  { LLM_ERROR_AUTH, 401, NONE, -1, NEVER },
  { LLM_ERROR_AUTH, 403, NONE, -1, NEVER },
  { LLM_ERROR_QUOTA, 402, NONE, -1, NEVER },
  { LLM_ERROR_QUOTA, 429, NONE, -1, NEVER },
  { LLM_ERROR_RATE_LIMIT, 429, NONE, -1, 500 },
  { LLM_ERROR_RATE_LIMIT, 0, NONE, -1, 500 },
  { LLM_ERROR_OVERLOADED, 503, NONE, -1, 500 },
  { LLM_ERROR_OVERLOADED, 529, NONE, -1, 500 },
  { LLM_ERROR_SERVER, 500, NONE, -1, 500 },
  { LLM_ERROR_SERVER, 502, NONE, -1, 500 },
  { LLM_ERROR_SERVER, 409, NONE, -1, 500 },
  { LLM_ERROR_MODEL_NOT_FOUND, 404, NONE, -1, NEVER },
  { LLM_ERROR_CONTEXT_TOO_LONG, 413, NONE, -1, NEVER },
  { LLM_ERROR_CONTENT_FILTER, 400, NONE, -1, NEVER },
  { LLM_ERROR_BAD_REQUEST, 400, NONE, -1, NEVER },
  { LLM_ERROR_BAD_REQUEST, 422, NONE, -1, NEVER },
  { LLM_ERROR_NETWORK, 0, NONE, -1, 500 },
  /* The proxy wants a password. */
  { LLM_ERROR_NETWORK, 407, NONE, -1, NEVER },
  { LLM_ERROR_TLS, 0, NONE, -1, NEVER },
  /* 408 and 504 come quickly; an own timer has waited long enough. */
  { LLM_ERROR_TIMEOUT, 408, NONE, -1, 500 },
  { LLM_ERROR_TIMEOUT, 504, NONE, -1, 500 },
  { LLM_ERROR_TIMEOUT, 0, NONE, -1, NEVER },
  { LLM_ERROR_PROTOCOL, 200, NONE, -1, NEVER },
  { LLM_ERROR_UNSUPPORTED, 403, NONE, -1, NEVER },

  /* The vendor's word, both ways; but never for what is used up. */
  { LLM_ERROR_BAD_REQUEST, 400, YES, -1, 500 },
  { LLM_ERROR_AUTH, 401, YES, 2000, 2000 },
  { LLM_ERROR_TIMEOUT, 0, YES, -1, 500 },
  { LLM_ERROR_QUOTA, 429, YES, -1, NEVER },
  { LLM_ERROR_QUOTA, 402, YES, 1000, NEVER },
  { LLM_ERROR_RATE_LIMIT, 429, NO, -1, NEVER },
  { LLM_ERROR_RATE_LIMIT, 429, NO, 1000, NEVER },
  { LLM_ERROR_SERVER, 500, NO, -1, NEVER },

  /* The vendor's delay, up to what nobody should wait for unasked. */
  { LLM_ERROR_RATE_LIMIT, 429, NONE, 1, 1 },
  { LLM_ERROR_RATE_LIMIT, 429, NONE, 3000, 3000 },
  { LLM_ERROR_OVERLOADED, 529, NONE, 60000, 60000 },
  { LLM_ERROR_RATE_LIMIT, 429, NONE, 60001, NEVER },
  { LLM_ERROR_RATE_LIMIT, 429, YES, 60001, NEVER },
  { LLM_ERROR_BAD_REQUEST, 400, NONE, 3000, NEVER },
  /* At once means nothing. */
  { LLM_ERROR_RATE_LIMIT, 429, NONE, 0, 500 },
};

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = llm_error_new (rows[i].code, NULL, NULL);

      llm_error_set_http_status (error, rows[i].status);
      llm_error_set_retry_hint (error, rows[i].hint);
      llm_error_set_retry_after_ms (error, rows[i].told_ms);
      g_test_message ("%s, status %u", llm_error_code_to_string (rows[i].code), rows[i].status);
      g_assert_cmpint (llm_retry_delay_ms (error, 0, 0), ==, rows[i].expected);
    }
}

static void
test_formula (void)
{
  static const struct
  {
    guint attempt;
    double random;
    gint64 expected;
  } steps[] = {
    { 0, 0, 500 },   { 0, 1, 375 },         { 0, 0.5, 437 }, { 1, 0, 1000 },
    { 1, 1, 750 },   { 2, 1, 1500 },        { 3, 0, 4000 },  { 4, 0, 8000 },
    { 5, 0, 8000 },  { 60, 0, 8000 },       { 60, 1, 6000 }, { G_MAXUINT, 0, 8000 },
    { 0, -1, 500 },  { 0, 2, 375 },
  };
  g_autoptr (GError) error = llm_error_new (LLM_ERROR_SERVER, NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    g_assert_cmpint (llm_retry_delay_ms (error, steps[i].attempt, steps[i].random), ==,
                     steps[i].expected);

  /* What the vendor tells has no jitter and does not grow. */
  llm_error_set_retry_after_ms (error, 3000);
  g_assert_cmpint (llm_retry_delay_ms (error, 3, 1), ==, 3000);
}

static void
test_foreign_errors (void)
{
  g_autoptr (GError) cancelled
      = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");

  g_assert_cmpint (llm_retry_delay_ms (NULL, 0, 0), ==, NEVER);
  g_assert_cmpint (llm_retry_delay_ms (cancelled, 0, 0), ==, NEVER);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/retry/table", test_table);
  g_test_add_func ("/retry/formula", test_formula);
  g_test_add_func ("/retry/foreign-errors", test_foreign_errors);

  return g_test_run ();
}
