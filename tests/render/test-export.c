/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "export-sample.h"

#include <string.h>

#include "llm-export.h"
#include "llm-import.h"
#include "llm-markdown.h"
#include "render-test.h"

static char *export(LlmConversation *const *conversations,
                    guint n,
                    LlmExportFormat format,
                    const LlmExportOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = llm_export_to_bytes (conversations, n, format, options, NULL, &error);
  gsize length;
  const char *data;

  g_assert_no_error (error);
  data = g_bytes_get_data (bytes, &length);
  return g_strndup (data, length);
}

static char *
export_one (LlmConversation *conversation, LlmExportFormat format, const LlmExportOptions *options)
{
  return export(&conversation, 1, format, options);
}

static void
assert_has (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_test_message ("not there: %s\nin: %s", part, text);
  g_assert_nonnull (strstr (text, part));
}

static void
assert_has_not (const char *text, const char *part)
{
  if (strstr (text, part) != NULL)
    g_test_message ("there: %s\nin: %s", part, text);
  g_assert_null (strstr (text, part));
}

static void
test_formats (void)
{
  for (guint i = 0; i < LLM_EXPORT_N_FORMATS; i++)
    {
      LlmExportFormat format = LLM_EXPORT_N_FORMATS;

      g_assert_true (llm_export_format_from_name (llm_export_format_get_name (i), &format));
      g_assert_cmpint (format, ==, i);
      format = LLM_EXPORT_N_FORMATS;
      g_assert_true (llm_export_format_from_name (llm_export_format_get_extension (i), &format));
      g_assert_cmpint (format, ==, i);
      g_assert_nonnull (strchr (llm_export_format_get_mime (i), '/'));
    }
  {
    LlmExportFormat format;

    g_assert_false (llm_export_format_from_name ("docx", &format));
    g_assert_false (llm_export_format_from_name (NULL, &format));
  }
}

/* --- Markdown --- */

static void
test_markdown (void)
{
  g_autoptr (LlmConversation) conversation = export_sample_comparison ();
  LlmExportOptions options;
  g_autofree char *usual = export_one (conversation, LLM_EXPORT_MARKDOWN, NULL);
  g_autofree char *all = NULL;

  assert_has (usual, "# Light, =1+1 \\& \\<waves\\>\n");
  assert_has (usual, "> # Not a heading\n");
  assert_has (usual, "\n### GPT X · preferred\n");
  assert_has (usual, "\n*Verdict: GPT X is preferred · ");
  assert_has (usual, " · names were hidden*\n\n");
  /* On lines of its own, quoted as it was typed. */
  assert_has (usual, "> Note: =Shorter, and\n> # \"right\"\n");
  assert_has (usual, "1200 tokens in · \\~345 tokens out · \\~\\$0.0123");
  assert_has (usual, "voted up · temperature 0.1, seed 7, effort high");
  /* Below the headings of models. */
  assert_has (usual, "\n#### Light\n");
  assert_has (usual, "\n##### Speed\n");
  assert_has_not (usual, "Thinking");
  assert_has (usual, "*Too many requests.*");
  assert_has (usual, "> Be brief.");
  /* The fence that was open in the answer is closed before what comes next. */
  assert_has (usual, "never closed\n```\n");

  llm_export_options_init (&options);
  options.include_reasoning = TRUE;
  options.include_figures = FALSE;
  options.include_system = FALSE;
  all = export_one (conversation, LLM_EXPORT_MARKDOWN, &options);
  assert_has (all, "> > Thinking");
  assert_has_not (all, "1200");
  assert_has_not (all, "Be brief.");
}

static void
test_versions (void)
{
  g_autoptr (LlmConversation) conversation = export_sample_chat ();
  LlmExportOptions options;
  g_autofree char *usual = export_one (conversation, LLM_EXPORT_MARKDOWN, NULL);
  g_autofree char *all = NULL;

  assert_has (usual, "New prompt");
  assert_has (usual, "Second try.");
  assert_has_not (usual, "First try.");
  assert_has_not (usual, "Old prompt");
  assert_has (usual, "## Prompt 1, version 2 of 2");
  assert_has (usual, "## Prompt 3 ·");

  llm_export_options_init (&options);
  options.include_other_versions = TRUE;
  all = export_one (conversation, LLM_EXPORT_MARKDOWN, &options);
  assert_has (all, "First try.");
  assert_has (all, "other version");
  assert_has (all, "Old answer.");
  assert_has (all, "## Prompt 1, version 1 of 2");
  /* What is shown comes first. */
  g_assert_true (strstr (all, "And on") < strstr (all, "Old prompt"));
}

static guint
count_headings (GPtrArray *blocks, guint max_level)
{
  guint n = 0;

  for (guint i = 0; i < blocks->len; i++)
    {
      const LlmEvent *events;
      guint n_events;

      events = llm_block_get_events (blocks->pdata[i], &n_events);
      if (events[0].type == LLM_NODE_HEADING && events[0].level <= max_level)
        n++;
    }
  return n;
}

/* Whatever stands in a prompt and in an answer, the headings of the export are where they
 * are, and no more of their kind. */
static void
test_markdown_structure (void)
{
  guint n_wrong = 0;

  for (guint32 i = 0; i < 500; i++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (i);
      g_autofree char *prompt = render_random_document (rand, 10);
      g_autofree char *text = render_random_document (rand, 15);
      g_autoptr (LlmConversation) conversation = export_sample_answer ("Title", prompt, text);
      g_autofree char *markdown = export_one (conversation, LLM_EXPORT_MARKDOWN, NULL);
      g_autoptr (GPtrArray) blocks = render_parse (markdown, LLM_MARKDOWN_ANSWER);

      if (count_headings (blocks, 3) != 3)
        {
          g_test_message ("seed %u", i);
          n_wrong++;
        }
    }
  g_assert_cmpuint (n_wrong, ==, 0);
}

/* --- HTML --- */

static void
test_html (void)
{
  g_autoptr (LlmConversation) conversation = export_sample_comparison ();
  g_autoptr (LlmConversation) hostile = export_sample_answer (
      "<script>alert(1)</script>", "</div><script>alert(2)</script>",
      "<script>alert(3)</script>\n\n<img src=x onerror=alert(4)>\n\n[x](javascript:alert(5)) "
      "![p](https://tracker.example/p.png)\n\n- [x] done\n\n$x^2$\n\n# Top\n\n|a|b|\n|-|-|\n|1|2|");
  LlmConversation *both[] = { conversation, hostile };
  g_autofree char *html = export(both, 2, LLM_EXPORT_HTML, NULL);

  g_assert_true (g_str_has_prefix (html, "<!DOCTYPE html>"));
  assert_has (html, "default-src 'none'");
  assert_has (html, "prefers-color-scheme:dark");
  assert_has (html, "<html lang=\"en\">");
  assert_has (html, "<h1 dir=\"auto\">Light, =1+1 &amp; &lt;waves&gt;</h1>");
  assert_has (html, "# Not a heading");
  assert_has (html, "<h4>Light</h4>");
  assert_has (html, "<code class=\"formula\">");
  assert_has (html, "type=\"checkbox\"");
  assert_has (html, "<div dir=\"auto\" class=\"table\"><table>");
  assert_has (html, "<a href=\"#c2\">");
  assert_has_not (html, "<script");
  assert_has_not (html, "<img");
  assert_has_not (html, "href=\"javascript");
  /* What looks like an element was counted, too. */
  g_assert_cmpstr (strstr (html, "</html>"), ==, "</html>\n");
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (const char *p = strstr (text, part); p != NULL; p = strstr (p + strlen (part), part))
    n++;
  return n;
}

/* All that is opened is closed, whatever is in prompts and answers. */
static void
test_html_random (void)
{
  static const char *const tags[]
      = { "div", "section", "article", "p",    "ul",         "ol", "li", "table",  "tr",
          "td",  "th",      "pre",     "code", "blockquote", "a",  "em", "strong", "del",
          "sup", "h1",      "h2",      "h3",   "h4",         "h5", "h6" };

  for (guint32 i = 0; i < 200; i++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (i);
      g_autofree char *prompt = render_random_document (rand, 5);
      g_autofree char *text = render_random_document (rand, 30);
      g_autoptr (LlmConversation) conversation = export_sample_answer (prompt, prompt, text);
      g_autofree char *html = export_one (conversation, LLM_EXPORT_HTML, NULL);

      for (guint j = 0; j < G_N_ELEMENTS (tags); j++)
        {
          g_autofree char *bare = g_strdup_printf ("<%s>", tags[j]);
          g_autofree char *with = g_strdup_printf ("<%s ", tags[j]);
          g_autofree char *end = g_strdup_printf ("</%s>", tags[j]);

          g_assert_cmpuint (count (html, bare) + count (html, with), ==, count (html, end));
        }
      assert_has_not (html, "<script");
      assert_has_not (html, " src=");
    }
}

/* --- CSV --- */

static void
test_csv (void)
{
  g_autoptr (LlmConversation) conversation = export_sample_comparison ();
  g_autoptr (LlmConversation) formula = export_sample_answer ("=cmd|' /C calc'!A0", "p", "t");
  LlmConversation *both[] = { conversation, formula };
  g_autofree char *csv = export(both, 2, LLM_EXPORT_CSV, NULL);
  g_auto (GStrv) lines = g_strsplit (csv, "\r\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, 6);
  assert_has (lines[0], "conversation_id,title,kind,time,provider,model,state,input_tokens,");
  g_assert_cmpstr (lines[1], ==,
                   "aaaaaaaa-0000-4000-8000-000000000001,\"Light, =1+1 & <waves>\",comparison,"
                   "2025-11-26T22:12:24Z,openai,gpt-x,done,1200,200,,345,output,0.01230000,412.5,"
                   "12345.2,up,\"science; two, words\",0,,preferred,1,2025-11-26T22:12:24Z,1,"
                   "\"'=Shorter, and\n# \"\"right\"\"\",0,0.1,,,7,high,");
  /* Unknown is nothing, not 0. */
  assert_has (lines[2], ",failed,,,,,,,,,down,");
  assert_has (lines[2], ",preferred,0,2025-11-26T22:12:24Z,1,");
  g_assert_true (g_str_has_suffix (lines[2], ",1,,,,,,"));
  assert_has (lines[0], ",verdict,preferred,verdict_time,verdict_blind,note,n_versions,temperature,"
                        "top_p,max_tokens,seed,reasoning_effort,judge_rank");
  assert_has (lines[4], ",\"'=cmd|' /C calc'!A0\",chat,");
  g_assert_cmpstr (lines[5], ==, "");
}

/* --- JSON --- */

static LlmImportResult *
import (const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));
  LlmImportResult *result = llm_import_parse_bytes (bytes, "x.json", NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
  return result;
}

static void
test_json (void)
{
  g_autoptr (LlmConversation) conversation = export_sample_comparison ();
  g_autoptr (GHashTable) folders = export_sample_folders ();
  LlmExportOptions options;
  g_autofree char *json = NULL;
  g_autofree char *again = NULL;
  g_autoptr (LlmImportResult) result = NULL;
  LlmConversation *back;
  const LlmEntryData *data;
  const GError *error;
  LlmAnswer *answer;
  LlmFolder *folder;

  llm_export_options_init (&options);
  options.folders = folders;
  json = export_one (conversation, LLM_EXPORT_JSON, &options);
  assert_has (json, "\"format\": \"llmselect\",\n  \"version\": 2,");
  assert_has_not (json, "null");
  result = import (json);
  g_assert_cmpstr (result->format, ==, "LLMSelect");
  g_assert_cmpuint (result->warnings->len, ==, 0);
  g_assert_cmpuint (result->conversations->len, ==, 1);
  back = result->conversations->pdata[0];
  g_assert_cmpstr (llm_conversation_get_id (back), ==, llm_conversation_get_id (conversation));
  g_assert_cmpstr (llm_conversation_get_draft (back), ==, "Not sent");
  data = llm_history_entry_get_data (llm_conversation_get_entry (back));
  g_assert_true (data->pinned && data->archived);
  g_assert_cmpstr (data->tags[1], ==, "two, words");
  folder = g_hash_table_lookup (result->folders, data->folder_id);
  g_assert_cmpstr (folder->name, ==, "Physics");
  g_assert_cmpstr (folder->color, ==, "green");
  answer = llm_comparison_get_answer (llm_turn_get_comparison (llm_conversation_find (
                                          back, "aaaaaaaa-0000-4000-8000-000000000001")),
                                      1);
  error = llm_answer_get_error (answer);
  g_assert_cmpstr (error->message, ==, "Too many requests.");
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_FAILED);
  g_assert_cmpint ((int) llm_answer_get_usage (answer)->input, ==, -1);
  options.folders = result->folders;
  again = export_one (back, LLM_EXPORT_JSON, &options);
  g_assert_cmpstr (again, ==, json);
}

static void
test_json_random (void)
{
  for (guint32 i = 0; i < 300; i++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (i);
      g_autoptr (LlmConversation) first = export_sample_random (rand);
      g_autoptr (LlmConversation) second = export_sample_random (rand);
      LlmConversation *both[] = { first, second };
      g_autofree char *json = export(both, 2, LLM_EXPORT_JSON, NULL);
      g_autofree char *again = NULL;
      g_autoptr (LlmImportResult) result = import (json);

      g_assert_cmpuint (result->conversations->len, ==, 2);
      g_assert_cmpuint (result->warnings->len, ==, 0);
      again = export((LlmConversation *const *) result->conversations->pdata, 2, LLM_EXPORT_JSON,
                     NULL);
      if (strcmp (json, again) != 0)
        g_test_message ("seed %u", i);
      g_assert_cmpstr (again, ==, json);
    }
}

/* What was still running where it was exported runs nowhere now. */
static void
test_json_running (void)
{
  g_autoptr (LlmConversation) conversation = export_sample_chat ();
  LlmTurn *last = llm_conversation_get_last (conversation);
  LlmAnswer *answer = llm_comparison_get_answer (llm_turn_get_comparison (last), 0);
  g_autofree char *json = NULL;
  g_autoptr (LlmImportResult) result = NULL;

  llm_answer_restore (answer, LLM_ANSWER_STREAMING);
  json = export_one (conversation, LLM_EXPORT_JSON, NULL);
  result = import (json);
  g_assert_cmpuint (result->warnings->len, ==, 1);
  assert_has (result->warnings->pdata[0], "1 answer was still being written");
  last = llm_conversation_get_last (result->conversations->pdata[0]);
  answer = llm_comparison_get_answer (llm_turn_get_comparison (last), 0);
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_INTERRUPTED);
}

/* --- While names are hidden --- */

static void
hide (LlmConversation *conversation)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (conversation)); i++)
    {
      g_autoptr (LlmTurn) turn = g_list_model_get_item (G_LIST_MODEL (conversation), i);

      llm_comparison_restore_verdict (llm_turn_get_comparison (turn), LLM_VERDICT_NONE, NULL, 0,
                                      FALSE);
      llm_comparison_set_blind (llm_turn_get_comparison (turn), LLM_BLIND_HIDDEN);
    }
}

/* What is read tells nothing of the models; what is imported again loses nothing. */
static void
test_hidden (void)
{
  static const char *const telling[]
      = { "gpt",      "GPT",      "claude",    "Claude",      "openai", "anthropic",
          "Thinking", "Too many", "slow down", "1200",        "345",    "0.0123",
          "412.5",    "12.3",     "seed",      "temperature", "high",   "tokens in" };
  static const LlmExportFormat readable[]
      = { LLM_EXPORT_MARKDOWN, LLM_EXPORT_HTML, LLM_EXPORT_CSV };
  g_autoptr (LlmConversation) conversation = export_sample_comparison ();
  g_autofree char *json = NULL;
  g_autofree char *csv = NULL;
  g_autofree char *again = NULL;
  g_autoptr (LlmImportResult) result = NULL;
  LlmExportOptions options;

  llm_export_options_init (&options);
  options.include_reasoning = TRUE;
  options.include_other_versions = TRUE;
  hide (conversation);
  for (guint i = 0; i < G_N_ELEMENTS (readable); i++)
    {
      g_autofree char *text = export_one (conversation, readable[i], &options);
      /* The header of the table is the same for all. */
      const char *body = readable[i] == LLM_EXPORT_CSV ? strstr (text, "\r\n") : text;

      assert_has (text, "Answer A");
      assert_has (text, "Answer B");
      for (guint j = 0; j < G_N_ELEMENTS (telling); j++)
        assert_has_not (body, telling[j]);
    }
  csv = export_one (conversation, LLM_EXPORT_CSV, NULL);
  assert_has (csv, ",2025-11-26T22:12:24Z,,Answer A,done,,,,,,,,,up,\"science; two, words\",0,,");
  json = export_one (conversation, LLM_EXPORT_JSON, NULL);
  assert_has (json, "\"blind\": \"hidden\"");
  assert_has (json, "\"claude-x\"");
  result = import (json);
  again = export_one (result->conversations->pdata[0], LLM_EXPORT_MARKDOWN, &options);
  assert_has (again, "Answer A");
  assert_has_not (again, "GPT");
}

/* --- What goes wrong --- */

static void
test_not_loaded (void)
{
  g_autoptr (LlmConversation) conversation = export_sample_chat ();
  g_autoptr (LlmTurn) turn = g_list_model_get_item (G_LIST_MODEL (conversation), 1);

  llm_turn_set_comparison (turn, NULL);
  for (guint i = 0; i < LLM_EXPORT_N_FORMATS; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (llm_export_to_bytes (&conversation, 1, i, NULL, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
}

static void
test_cancelled (void)
{
  g_autoptr (LlmConversation) conversation = export_sample_chat ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < LLM_EXPORT_N_FORMATS; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (llm_export_to_bytes (&conversation, 1, i, NULL, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

/* A disk that is full. */
static void
test_no_room (void)
{
  g_autoptr (LlmConversation) conversation = export_sample_chat ();

  for (guint i = 0; i < LLM_EXPORT_N_FORMATS; i++)
    {
      char room[100];
      g_autoptr (GOutputStream) stream = g_memory_output_stream_new (room, sizeof room, NULL, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_false (llm_export_to_stream (&conversation, 1, i, NULL, stream, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
    }
}

static void
test_nothing (void)
{
  for (guint i = 0; i < LLM_EXPORT_N_FORMATS; i++)
    {
      g_autofree char *file = export(NULL, 0, i, NULL);

      g_assert_cmpstr (file, !=, "");
    }
}

/* --- File names --- */

static void
test_file_names (void)
{
  static const struct
  {
    const char *title;
    const char *name;
  } names[] = {
    { "A title", "A title.md" },
    { "a/b\\c:d*e?f\"g<h>i|j", "a b c d e f g h i j.md" },
    { "../../etc/passwd", "etc passwd.md" },
    { "...hidden", "hidden.md" },
    { "-rf", "rf.md" },
    { "tab\tand\nline", "tab and.md" },
    { "ends with dots...", "ends with dots.md" },
    { "con", "_con.md" },
    { "LPT1", "_LPT1.md" },
    { "console", "console.md" },
    { "مرحبا بالعالم", "مرحبا بالعالم.md" },
    { "a\u202egpj.exe", "a gpj.exe.md" },
    { "👩‍🔬 at work", "👩‍🔬 at work.md" },
    { "///", "chat.md" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (LlmConversation) conversation
          = export_sample_answer (names[i].title, "Prompt", "Text");
      g_autofree char *name = llm_export_make_file_name (conversation, LLM_EXPORT_MARKDOWN);

      g_assert_cmpstr (name, ==, names[i].name);
    }
}

static void
test_long_file_names (void)
{
  static const char *const pieces[] = { "a", "é", "中", "👩‍🔬", "e\u0301", "👍🏽", "ب" };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    for (guint shift = 0; shift < 12; shift++)
      {
        g_autoptr (GString) title = g_string_new (NULL);
        g_autoptr (LlmConversation) conversation = NULL;
        g_autofree char *name = NULL;
        const char *end;

        for (guint j = 0; j < shift; j++)
          g_string_append_c (title, 'x');
        for (guint j = 0; j < 60; j++)
          g_string_append (title, pieces[i]);
        conversation = export_sample_answer (title->str, "Prompt", "Text");
        name = llm_export_make_file_name (conversation, LLM_EXPORT_HTML);
        g_assert_cmpuint (strlen (name), <=, 120);
        g_assert_true (g_utf8_validate (name, -1, NULL));
        g_assert_true (g_str_has_suffix (name, ".html"));
        /* Whole pieces only. */
        end = name + strspn (name, "x");
        while (strcmp (end, ".html") != 0)
          {
            g_autofree char *normal = g_utf8_normalize (pieces[i], -1, G_NORMALIZE_DEFAULT_COMPOSE);

            g_assert_true (g_str_has_prefix (end, normal));
            end += strlen (normal);
          }
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/render/export/formats", test_formats);
  g_test_add_func ("/render/export/markdown", test_markdown);
  g_test_add_func ("/render/export/markdown-structure", test_markdown_structure);
  g_test_add_func ("/render/export/versions", test_versions);
  g_test_add_func ("/render/export/html", test_html);
  g_test_add_func ("/render/export/html-random", test_html_random);
  g_test_add_func ("/render/export/csv", test_csv);
  g_test_add_func ("/render/export/json", test_json);
  g_test_add_func ("/render/export/json-random", test_json_random);
  g_test_add_func ("/render/export/json-running", test_json_running);
  g_test_add_func ("/render/export/hidden", test_hidden);
  g_test_add_func ("/render/export/not-loaded", test_not_loaded);
  g_test_add_func ("/render/export/cancelled", test_cancelled);
  g_test_add_func ("/render/export/no-room", test_no_room);
  g_test_add_func ("/render/export/nothing", test_nothing);
  g_test_add_func ("/render/export/file-names", test_file_names);
  g_test_add_func ("/render/export/long-file-names", test_long_file_names);
  return g_test_run ();
}
