/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "export-sample.h"

#include <string.h>

#include "llm-export.h"
#include "llm-import-private.h"
#include "render-test.h"

static LlmImportResult *
import (const char *data, gssize length, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length < 0 ? strlen (data) : (gsize) length);

  return llm_import_parse_bytes (bytes, NULL, NULL, error);
}

static LlmImportResult *
import_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  LlmImportResult *result = import (text, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
  return result;
}

static char *
load (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (g_getenv ("LLMSELECT_TEST_DATA"), "import", name, NULL);
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static LlmImportResult *
import_file (const char *name)
{
  g_autofree char *text = load (name);

  return import_text (text);
}

static void
assert_fails (const char *text, LlmImportError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmImportResult) result = import (text, -1, &error);

  if (error == NULL)
    g_test_message ("imported: %s", text);
  g_assert_null (result);
  g_assert_error (error, LLM_IMPORT_ERROR, (int) code);
  g_assert_cmpuint (strlen (error->message), >, 20);
}

static void
assert_warning (LlmImportResult *result, const char *beginning)
{
  for (guint i = 0; i < result->warnings->len; i++)
    if (g_str_has_prefix (result->warnings->pdata[i], beginning))
      return;
  for (guint i = 0; i < result->warnings->len; i++)
    g_test_message ("warning: %s", (char *) result->warnings->pdata[i]);
  g_test_message ("not there: %s", beginning);
  g_test_fail ();
}

static LlmComparison *
get_turn (LlmConversation *conversation, guint index)
{
  g_autoptr (LlmTurn) turn = g_list_model_get_item (G_LIST_MODEL (conversation), index);

  g_assert_nonnull (turn);
  return llm_turn_get_comparison (turn);
}

static LlmAnswer *
get_chosen (LlmConversation *conversation, guint index)
{
  g_autoptr (LlmTurn) turn = g_list_model_get_item (G_LIST_MODEL (conversation), index);

  return llm_comparison_find (llm_turn_get_comparison (turn),
                              llm_conversation_get_chosen (conversation, turn), NULL);
}

/* --- ChatGPT --- */

static void
test_chatgpt (void)
{
  g_autoptr (LlmImportResult) result = import_file ("chatgpt.json");
  g_autoptr (LlmThread) thread = NULL;
  LlmConversation *chat;
  LlmComparison *first, *second;
  LlmAnswer *answer;
  const LlmEntryData *data;

  g_assert_cmpstr (result->format, ==, "ChatGPT");
  g_assert_cmpuint (result->conversations->len, ==, 2);
  g_assert_cmpuint (result->n_skipped, ==, 1);
  chat = result->conversations->pdata[0];
  g_assert_true (llm_conversation_is_chat (chat));
  g_assert_cmpstr (llm_conversation_get_title (chat), ==, "Water");
  g_assert_cmpstr (llm_conversation_get_system (chat), ==, "I am a chemist.\n\nBe brief.");
  g_assert_cmpuint (llm_conversation_get_n_turns (chat), ==, 3);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (chat)), ==, 2);

  first = get_turn (chat, 0);
  g_assert_cmpstr (llm_comparison_get_prompt (first), ==, "What is water?");
  g_assert_cmpint (llm_comparison_get_created_at (first), ==, 1700000000123456);
  g_assert_cmpuint (llm_comparison_get_n_answers (first), ==, 2);
  answer = llm_comparison_get_answer (first, 0);
  g_assert_cmpstr (llm_answer_get_text (answer), ==, "H2O , a molecule.");
  g_assert_cmpstr (llm_answer_get_model_id (answer), ==, "gpt-4o");
  g_assert_cmpstr (llm_answer_get_finish_reason (answer), ==, "stop");
  answer = get_chosen (chat, 0);
  g_assert_cmpstr (llm_answer_get_text (answer), ==, "It is **water**.");
  g_assert_cmpstr (llm_answer_get_reasoning (answer), ==, "Recall\n\nWater is H2O.");
  g_assert_cmpstr (llm_answer_get_provider_id (answer), ==, "openai");
  g_assert_cmpstr (llm_answer_get_model_id (answer), ==, "o3");

  second = get_turn (chat, 1);
  g_assert_cmpstr (llm_comparison_get_prompt (second), ==, "Plot it");
  answer = get_chosen (chat, 1);
  g_assert_cmpstr (llm_answer_get_text (answer), ==,
                   "```python\nprint(1)\n```\n\n```\n1\n```\n\nHere is the plot.");
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_INTERRUPTED);
  /* What a model would be sent is what was said. */
  thread = llm_conversation_make_thread (chat, second, answer);
  g_assert_cmpuint (llm_thread_get_n_messages (thread), ==, 2);

  data = llm_history_entry_get_data (llm_conversation_get_entry (chat));
  g_assert_true (data->pinned && data->archived);
  g_assert_cmpint (data->active_at, ==, 1700000300250000);
  g_assert_cmpuint (g_strv_length ((char **) data->models), ==, 2);
  g_assert_cmpstr (data->models[0], ==, "openai:gpt-4o");
  g_assert_cmpstr (data->models[1], ==, "openai:o3");
  g_assert_cmpuint (data->n_messages, ==, 7);
  g_assert_cmpstr (data->snippet, ==, "What is water?");

  assert_warning (result, "1 picture was left out");
  assert_warning (result, "1 attachment was left out");
  assert_warning (result, "3 calls and results of tools were left out");
  assert_warning (result, "1 reference to a source was left out");
  assert_warning (result, "1 part of a message is of a kind");
  assert_warning (result, "1 conversation without messages");
  g_assert_cmpuint (result->warnings->len, ==, 6);
}

static void
test_chatgpt_document (void)
{
  g_autoptr (LlmImportResult) result = import_file ("chatgpt.json");
  LlmConversation *chat = result->conversations->pdata[1];

  g_assert_true (g_uuid_string_is_valid (llm_conversation_get_id (chat)));
  g_assert_cmpstr (llm_conversation_get_title (chat), ==, "Write a poem");
  g_assert_cmpstr (llm_answer_get_text (get_chosen (chat, 0)), ==, "Roses are red.");
  g_assert_cmpstr (llm_answer_get_model_id (get_chosen (chat, 0)), ==, "-");
}

/* --- Claude --- */

static void
test_claude (void)
{
  g_autoptr (LlmImportResult) result = import_file ("claude.json");
  LlmConversation *tree, *linear;
  LlmAnswer *answer;

  g_assert_cmpstr (result->format, ==, "Claude");
  g_assert_cmpuint (result->conversations->len, ==, 2);
  tree = result->conversations->pdata[0];
  g_assert_cmpstr (llm_conversation_get_id (tree), ==, "bbbbbbbb-1111-4222-8333-444444444444");
  g_assert_cmpint (llm_conversation_get_created_at (tree), ==, 1774767994084721);
  g_assert_cmpuint (llm_conversation_get_n_turns (tree), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (tree)), ==, 1);
  g_assert_cmpstr (llm_comparison_get_prompt (get_turn (tree, 0)), ==, "Second version");
  answer = get_chosen (tree, 0);
  g_assert_cmpstr (llm_answer_get_text (answer), ==,
                   "One moment.\n\n```python\nprint(\"hi\")\n```\n\nDone.");
  g_assert_cmpstr (llm_answer_get_reasoning (answer), ==, "Hm.");
  g_assert_cmpstr (llm_answer_get_provider_id (answer), ==, "anthropic");

  linear = result->conversations->pdata[1];
  g_assert_cmpstr (llm_conversation_get_title (linear), ==, "Look at this");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (linear)), ==, 2);
  g_assert_cmpstr (llm_comparison_get_prompt (get_turn (linear, 0)), ==,
                   "Look at this\n\nnotes.txt\n\n````\nThe ``` notes\n````");
  g_assert_cmpstr (llm_answer_get_text (get_chosen (linear, 1)), ==, "You are welcome.");

  assert_warning (result, "1 picture was left out");
  assert_warning (result, "2 attachments were left out");
  assert_warning (result, "1 call or result of a tool");
  assert_warning (result, "1 part of a message is of a kind");
  assert_warning (result, "1 conversation without messages");
  g_assert_cmpuint (result->warnings->len, ==, 5);
}

/* --- What is the same each time --- */

static void
test_ids (void)
{
  g_autoptr (LlmImportResult) first = import_file ("chatgpt.json");
  g_autoptr (LlmImportResult) second = import_file ("chatgpt.json");
  g_autofree char *uuid = llm_import_make_uuid ("a", "b", "c");
  g_autofree char *other = llm_import_make_uuid ("a", "b", "d");
  g_autofree char *kept = llm_import_make_uuid ("a", "b", "01234567-89ab-4cde-8f01-23456789abcd");

  for (guint i = 0; i < first->conversations->len; i++)
    {
      g_autoptr (GBytes) one
          = llm_export_to_bytes ((LlmConversation *const *) &first->conversations->pdata[i], 1,
                                 LLM_EXPORT_JSON, NULL, NULL, NULL);
      g_autoptr (GBytes) two
          = llm_export_to_bytes ((LlmConversation *const *) &second->conversations->pdata[i], 1,
                                 LLM_EXPORT_JSON, NULL, NULL, NULL);

      g_assert_true (g_bytes_equal (one, two));
    }
  g_assert_true (g_uuid_string_is_valid (uuid));
  g_assert_cmpint (uuid[14], ==, '5');
  g_assert_cmpstr (uuid, !=, other);
  g_assert_cmpstr (kept, ==, "01234567-89ab-4cde-8f01-23456789abcd");
}

static void
test_twice (void)
{
  g_autofree char *text = load ("claude.json");
  g_autofree char *first = g_strndup (text, (gsize) (strrchr (text, ']') - text));
  g_autofree char *both = g_strconcat (first, ",", strchr (text, '{'), NULL);
  g_autoptr (LlmImportResult) result = import_text (both);

  g_assert_cmpuint (result->conversations->len, ==, 2);
  assert_warning (result, "2 conversations were in the file twice");
}

/* --- Pieces of any size --- */

static void
test_pieces (void)
{
  g_autofree char *text = load ("chatgpt.json");
  const gsize length = strlen (text);

  for (gsize piece = 1; piece < 4; piece++)
    {
      LlmImporter importer = { llm_import_get_limits (), NULL };
      g_autoptr (LlmJsonSplitter) splitter = llm_json_splitter_new (&importer);
      g_autoptr (GPtrArray) conversations = g_ptr_array_new_with_free_func (g_object_unref);
      g_autoptr (GPtrArray) encoded = g_ptr_array_new ();
      g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_autoptr (GError) error = NULL;

      importer.conversations = conversations;
      importer.encoded = encoded;
      importer.ids = ids;
      g_assert_true (llm_json_splitter_feed (splitter, "\xef\xbb", 2, &error));
      g_assert_true (llm_json_splitter_feed (splitter, "\xbf  ", 3, &error));
      for (gsize i = 0; i < length; i += piece)
        g_assert_true (
            llm_json_splitter_feed (splitter, text + i, MIN (piece, length - i), &error));
      g_assert_true (llm_json_splitter_finish (splitter, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (conversations->len, ==, 2);
    }
}

/* A program that sorts members puts the conversations before the version; others leave the
 * object around them out, or have one conversation only. */
static void
test_shapes (void)
{
  static const char turn[] = "{\"id\":\"t\",\"prompt\":\"p\",\"created_at\":1,\"answers\":[]}";
  g_autofree char *one = g_strdup_printf ("{\"id\":\"c\",\"kind\":\"chat\",\"turns\":[%s]}", turn);
  g_autofree char *sorted = g_strdup_printf (
      "{\"a\":{\"conversations\":[1]},\"conversations\" : [%s], \"format\":\"llmselect\", "
      "\"version\":1}",
      one);
  g_autofree char *bare = g_strdup_printf ("[%s]", one);
  g_autofree char *newer
      = g_strdup_printf ("{\"conversations\":[%s],\"format\":\"llmselect\",\"version\":3}", one);
  const char *const shapes[] = { one, sorted, bare };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr (LlmImportResult) result = import_text (shapes[i]);

      g_assert_cmpuint (result->conversations->len, ==, 1);
      g_assert_cmpstr (result->format, ==, "LLMSelect");
    }
  assert_fails (newer, LLM_IMPORT_ERROR_TOO_NEW);
}

/* --- What is wrong --- */

static void
test_wrong (void)
{
  g_autofree char *deep = g_strnfill (5000, '[');
  g_autofree char *deeper = g_strconcat ("[{\"mapping\":", deep, NULL);
  g_autofree char *text = load ("chatgpt.json");

  assert_fails ("", LLM_IMPORT_ERROR_DAMAGED);
  assert_fails ("  \n", LLM_IMPORT_ERROR_DAMAGED);
  assert_fails ("Hello", LLM_IMPORT_ERROR_UNKNOWN);
  assert_fails ("<html></html>", LLM_IMPORT_ERROR_UNKNOWN);
  assert_fails ("[]", LLM_IMPORT_ERROR_UNKNOWN);
  assert_fails ("{}", LLM_IMPORT_ERROR_UNKNOWN);
  assert_fails ("[1,2]", LLM_IMPORT_ERROR_UNKNOWN);
  assert_fails ("[{}]", LLM_IMPORT_ERROR_UNKNOWN);
  assert_fails ("[{}] x", LLM_IMPORT_ERROR_DAMAGED);
  assert_fails ("[{\"a\":\"b", LLM_IMPORT_ERROR_DAMAGED);
  assert_fails ("{\"a\" \"b\"}", LLM_IMPORT_ERROR_DAMAGED);
  assert_fails (deeper, LLM_IMPORT_ERROR_DAMAGED);
  text[strlen (text) / 2] = '\0';
  assert_fails (text, LLM_IMPORT_ERROR_DAMAGED);
}

/* One that is broken is left out, and the others come. */
static void
test_broken (void)
{
  static const char *const broken[] = {
    "{\"turns\":[]}",
    "{\"id\":7,\"turns\":[]}",
    "{\"id\":\"\",\"turns\":[]}",
    "{\"id\":\"c\",\"kind\":\"party\",\"turns\":[]}",
    "{\"id\":\"c\",\"turns\":[1]}",
    "{\"id\":\"c\",\"turns\":[{\"id\":\"t\"}]}",
    "{\"id\":\"c\",\"turns\":[{\"id\":\"t\",\"prompt\":\"\"},{\"id\":\"t\",\"prompt\":\"\"}]}",
    "{\"id\":\"c\",\"turns\":[{\"id\":\"t\",\"prompt\":\"\",\"answers\":[{}]}]}",
    "{\"id\":\"c\",\"turns\":[{\"id\":\"t\",\"prompt\":\"\",\"answers\":[{\"id\":\"a\"},"
    "{\"id\":\"a\"}]}]}",
    "{\"id\":\"c\",\"turns\":[{\"id\":\"t\",\"prompt\":\"\\ud800\"},]}",
    "{\"mapping\":{}}",
    "{\"chat_messages\":[]}",
    "{\"id\":\"c\xff\",\"turns\":[]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autofree char *text = g_strdup_printf ("[%s,{\"id\":\"good\",\"turns\":[]}]", broken[i]);
      g_autoptr (LlmImportResult) result = import_text (text);

      g_assert_cmpuint (result->n_skipped, ==, 1);
      g_assert_cmpuint (result->conversations->len, ==, 1);
      assert_warning (result, "1 conversation could not be read");
    }
}

static void
test_surrogates (void)
{
  g_autoptr (LlmImportResult) result
      = import_text ("[{\"id\":\"c\",\"turns\":[{\"id\":\"t\",\"prompt\":"
                     "\"a\\ud800b\\udc00c\\ud83d\\ude00d\\u0000e\\\\u0000\"}]}]");
  LlmConversation *conversation = result->conversations->pdata[0];

  llm_conversation_set_active_id (conversation, NULL);
  g_assert_cmpstr (llm_comparison_get_prompt (get_turn (conversation, 0)), ==,
                   "a\xef\xbf\xbd"
                   "b\xef\xbf\xbd"
                   "c😀d\xef\xbf\xbd"
                   "e\\u0000");
}

/* A tree that is as deep as it has messages, one that goes in circles, and parents that are
 * not there. */
static void
test_trees (void)
{
  const guint n = 20000;
  g_autoptr (GString) deep = g_string_new ("[{\"conversation_id\":\"x\",\"mapping\":{");
  g_autoptr (LlmImportResult) result = NULL;
  g_autoptr (LlmImportResult) circle = NULL;

  for (guint i = 0; i < n; i++)
    g_string_append_printf (deep,
                            "%s\"n%u\":{\"parent\":\"n%u\",\"message\":{\"author\":{\"role\":"
                            "\"%s\"},\"content\":{\"content_type\":\"text\",\"parts\":[\"m%u\"]}}}",
                            i > 0 ? "," : "", i, i - 1, i % 2 == 0 ? "user" : "assistant", i);
  g_string_append (deep, "}}]");
  result = import_text (deep->str);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (result->conversations->pdata[0])), ==,
                    n / 2);

  circle = import_text (
      "[{\"conversation_id\":\"x\",\"current_node\":\"b\",\"mapping\":{"
      "\"a\":{\"parent\":\"b\",\"message\":{\"author\":{\"role\":\"user\"},\"content\":{"
      "\"content_type\":\"text\",\"parts\":[\"A\"]}}},"
      "\"b\":{\"parent\":\"a\",\"message\":{\"author\":{\"role\":\"user\"},\"content\":{"
      "\"content_type\":\"text\",\"parts\":[\"B\"]}}},"
      "\"c\":{\"parent\":\"c\",\"message\":{\"author\":{\"role\":\"assistant\"},\"content\":{"
      "\"content_type\":\"text\",\"parts\":[\"C\"]}}}}}]");
  g_assert_cmpuint (llm_conversation_get_n_turns (circle->conversations->pdata[0]), ==, 2);
  assert_warning (circle, "1 part of a message");
}

/* --- Bounds --- */

static LlmImportResult *
import_limited (const char *data, gsize length, const LlmImportLimits *limits, GError **error)
{
  g_autoptr (GInputStream) stream
      = g_memory_input_stream_new_from_data (data, (gssize) length, NULL);

  return llm_import_parse_limited (stream, "x.json", limits, NULL, error);
}

static void
assert_too_large (const char *text, const LlmImportLimits *limits)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (import_limited (text, strlen (text), limits, &error));
  g_assert_error (error, LLM_IMPORT_ERROR, LLM_IMPORT_ERROR_TOO_LARGE);
}

static void
test_limits (void)
{
  g_autofree char *text = load ("claude.json");
  g_autoptr (LlmImportResult) result = NULL;
  g_autoptr (GError) error = NULL;
  LlmImportLimits limits = *llm_import_get_limits ();

  limits.total = 1000;
  assert_too_large (text, &limits);
  limits = *llm_import_get_limits ();
  limits.item = 500;
  assert_too_large (text, &limits);
  limits = *llm_import_get_limits ();
  limits.conversations = 1;
  assert_too_large (text, &limits);
  limits = *llm_import_get_limits ();
  limits.nodes = 2;
  result = import_limited (text, strlen (text), &limits, &error);
  g_assert_no_error (error);
  assert_warning (result, "2 conversations had too many messages");
  g_assert_cmpuint (llm_conversation_get_n_turns (result->conversations->pdata[1]), ==, 1);
}

static void
test_cancelled (void)
{
  g_autofree char *text = load ("claude.json");
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (llm_import_parse_bytes (bytes, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/render/import/chatgpt", test_chatgpt);
  g_test_add_func ("/render/import/chatgpt-document", test_chatgpt_document);
  g_test_add_func ("/render/import/claude", test_claude);
  g_test_add_func ("/render/import/ids", test_ids);
  g_test_add_func ("/render/import/twice", test_twice);
  g_test_add_func ("/render/import/pieces", test_pieces);
  g_test_add_func ("/render/import/shapes", test_shapes);
  g_test_add_func ("/render/import/wrong", test_wrong);
  g_test_add_func ("/render/import/broken", test_broken);
  g_test_add_func ("/render/import/surrogates", test_surrogates);
  g_test_add_func ("/render/import/trees", test_trees);
  g_test_add_func ("/render/import/limits", test_limits);
  g_test_add_func ("/render/import/cancelled", test_cancelled);
  return g_test_run ();
}
