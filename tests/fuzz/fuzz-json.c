/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include "llm-json.h"

/* What the scanner takes the reader takes too, and what is only the begin of such a
 * text is not called wrong. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *begin = NULL;
  JsonNode *root = NULL;
  LlmJsonStatus status;
  gsize length = strlen (text);
  FuzzCuts cuts;

  if (!g_utf8_validate (text, length, NULL))
    return 0;
  status = llm_json_load (parser, text, length, &root);
  g_assert_true ((status == LLM_JSON_OK) == (llm_json_check (text, length) == LLM_JSON_OK));
  if (status != LLM_JSON_OK)
    return 0;
  g_assert_nonnull (root);

  fuzz_cuts_init (&cuts, data, length, length);
  length = fuzz_cuts_next (&cuts);
  begin = g_memdup2 (text, length);
  g_assert_cmpint (llm_json_check (begin, length), !=, LLM_JSON_INVALID);
  return 0;
}
