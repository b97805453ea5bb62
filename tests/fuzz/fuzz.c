/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include <math.h>
#include <string.h>

#include "llm-error.h"

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  return 0;
}

/* Pieces of 1 to @max_piece bytes; @max_piece 0 stands for the whole at once. */
void
fuzz_cuts_init (FuzzCuts *cuts, const guint8 *data, gsize size, gsize max_piece)
{
  *cuts = (FuzzCuts){ .state = 0xcbf29ce484222325, .length = size, .max_piece = max_piece };
  for (gsize i = 0; i < size; i++)
    cuts->state = (cuts->state ^ data[i]) * 0x100000001b3;
}

/* The length of the next piece; 0 at the end. */
gsize
fuzz_cuts_next (FuzzCuts *cuts)
{
  gsize left = cuts->length - cuts->position;
  gsize piece = left;

  if (cuts->max_piece > 0)
    {
      cuts->state = cuts->state * 6364136223846793005 + 1442695040888963407;
      piece = MIN (left, 1 + (gsize) (cuts->state >> 33) % cuts->max_piece);
    }
  cuts->position += piece;
  return piece;
}

/* What people get to see is text, without a hidden end in it. */
void
fuzz_assert_text (const char *text, gsize length)
{
  g_assert_true (g_utf8_validate_len (text, length, NULL));
  g_assert_cmpuint (strlen (text), ==, length);
}

void
fuzz_assert_string (const char *string)
{
  if (string != NULL)
    fuzz_assert_text (string, strlen (string));
}

/* An error that the program knows, whose texts are bounded text. */
void
fuzz_assert_error (const GError *error)
{
  LlmErrorCode code;

  g_assert_nonnull (error);
  g_assert_true (error->domain == LLM_ERROR);
  g_assert_true (llm_error_code_from_string (llm_error_code_to_string (error->code), &code));
  g_assert_cmpint (code, ==, error->code);
  g_assert_nonnull (error->message);
  g_assert_cmpstr (error->message, !=, "");
  fuzz_assert_string (error->message);
  fuzz_assert_string (llm_error_get_detail (error));
  fuzz_assert_string (llm_error_get_request_id (error));
  fuzz_assert_string (llm_error_get_param (error));
  if (llm_error_get_detail (error) != NULL)
    g_assert_cmpuint (strlen (llm_error_get_detail (error)), <=, LLM_ERROR_DETAIL_MAX);
}

/* A price or a figure of money: unknown, or one. */
void
fuzz_assert_number (double number)
{
  g_assert_true (isnan (number) || (isfinite (number) && number >= 0));
}
