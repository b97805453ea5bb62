/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include <string.h>

#include "llm-export.h"
#include "llm-import-private.h"

static void
assert_answer (LlmAnswer *answer)
{
  fuzz_assert_string (llm_answer_get_text (answer));
  fuzz_assert_string (llm_answer_get_reasoning (answer));
  fuzz_assert_string (llm_answer_get_title (answer));
  g_assert_true (llm_answer_state_is_final (llm_answer_get_state (answer)));
}

static void
assert_images (GPtrArray *images)
{
  for (guint i = 0; images != NULL && i < images->len; i++)
    {
      const LlmImageFacts *facts = llm_image_get_facts (images->pdata[i]);

      g_assert_true (llm_image_format_is_kept (facts->format));
      g_assert_true (llm_image_size_is_sane (facts->width, facts->height));
      g_assert_cmpint (facts->size, >, 0);
    }
}

static void
assert_conversation (LlmConversation *conversation)
{
  g_autoptr (GPtrArray) turns = llm_conversation_dup_turns (conversation);

  g_assert_cmpstr (llm_conversation_get_id (conversation), !=, "");
  fuzz_assert_string (llm_conversation_get_title (conversation));
  for (guint i = 0; i < turns->len; i++)
    {
      LlmComparison *comparison = llm_turn_get_comparison (turns->pdata[i]);

      g_assert_nonnull (comparison);
      fuzz_assert_string (llm_comparison_get_prompt (comparison));
      assert_images (llm_comparison_get_images (comparison));
      for (guint j = 0; j < llm_comparison_get_n_answers (comparison); j++)
        assert_answer (llm_comparison_get_answer (comparison, j));
    }
}

static GBytes *
export_json (LlmImportResult *result)
{
  LlmExportOptions options;
  g_autoptr (GError) error = NULL;
  GBytes *bytes;

  llm_export_options_init (&options);
  options.folders = result->folders;
  options.read_image = llm_export_read_prepared;
  options.image_data = result->images;
  bytes = llm_export_to_bytes ((LlmConversation *const *) result->conversations->pdata,
                               result->conversations->len, LLM_EXPORT_JSON, &options, NULL, &error);
  g_assert_no_error (error);
  return bytes;
}

/* What was imported is exported as a file that gives the same again. */
static void
assert_round_trip (LlmImportResult *result)
{
  g_autoptr (GBytes) first = export_json (result);
  g_autoptr (GBytes) second = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmImportResult) again = llm_import_parse_bytes (first, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (again->conversations->len, ==, result->conversations->len);
  second = export_json (again);
  g_assert_true (g_bytes_equal (first, second));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  LlmImportLimits limits = *llm_import_get_limits ();
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmImportResult) result = NULL;

  /* What small archives unpack to. */
  limits.total = 1024 * 1024;
  result = llm_import_parse_limited (stream, NULL, &limits, NULL, &error);
  g_assert_true ((result == NULL) == (error != NULL));
  if (result == NULL)
    {
      fuzz_assert_string (error->message);
      return 0;
    }
  for (guint i = 0; i < result->conversations->len; i++)
    assert_conversation (result->conversations->pdata[i]);
  for (guint i = 0; i < result->warnings->len; i++)
    fuzz_assert_string (result->warnings->pdata[i]);
  assert_round_trip (result);
  return 0;
}
