/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include <string.h>

#include "llm-codec.h"
#include "llm-error.h"

/* It must not come back. */
#define KEY "sk-canary-7f3a"

static const guint statuses[] = { 400, 401, 402, 403, 404, 408, 409, 413, 422,
                                  429, 500, 503, 529, 302, 200, 0,   599 };
static const char *const content_types[] = { "application/json", "text/html; charset=utf-8",
                                             "text/plain", NULL, "" };
static const char *const retry_afters[] = { NULL, "1", "Wed, 21 Oct 2026 07:28:00 GMT", "-1",
                                            "99999999999999999999", "1.5", "soon", "" };

/* The first three bytes choose status, Content-Type and Retry-After. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *body = NULL;
  const char *detail;

  if (size < 3)
    return 0;
  /* Exactly as long as told, so that a read beyond the end is seen. */
  body = g_memdup2 (data + 3, size - 3);
  error = llm_codec_error_from_response (statuses[data[0] % G_N_ELEMENTS (statuses)],
                                         content_types[data[1] % G_N_ELEMENTS (content_types)],
                                         body, size - 3, KEY,
                                         retry_afters[data[2] % G_N_ELEMENTS (retry_afters)]);
  fuzz_assert_error (error);
  detail = llm_error_get_detail (error);
  g_assert_true (detail == NULL || strstr (detail, KEY) == NULL);
  g_assert_null (strstr (error->message, KEY));
  g_assert_cmpint (llm_error_get_retry_after_ms (error), >=, -1);
  return 0;
}
