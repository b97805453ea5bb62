/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The summary of differences: asked for, shown, kept in the real store, and saved as a file.
 */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "llm-insight-summary.h"
#include "llm-insight-test.h"
#include "llm-insight-window.h"
#include "llm-recorder.h"
#include "llm-sqlite-store.h"

#define QUOTE "The molecules of the air scatter blue light"

static void
add_judge (LlmInsightTest *test)
{
  g_autoptr (LlmModel) model = NULL;
  LlmModelFacts facts;

  llm_model_facts_init (&facts);
  facts.provider_id = "fake";
  facts.id = "judge-1";
  facts.name = "Judge One";
  facts.context_window = 100000;
  facts.price_in = 1;
  facts.price_out = 10;
  facts.price_source = LLM_PRICE_CATALOG;
  model = llm_model_new (&facts);
  llm_catalog_add (llm_context_get_catalog (test->ui.context), model);
}

static GtkWidget *
get_summary (LlmInsightTest *test)
{
  return llm_ui_test_find_type (test->window, LLM_TYPE_INSIGHT_SUMMARY);
}

static gboolean
can_ask (gpointer user_data)
{
  GtkWidget *button = llm_ui_test_find_button (get_summary (user_data), "summary.ask");

  return button != NULL && gtk_widget_get_sensitive (button) && gtk_widget_get_mapped (button);
}

static void
open_summary (LlmInsightTest *test)
{
  add_judge (test);
  llm_insight_test_restore (llm_insight_test_get_answer (test, 0), llm_insight_test_texts[0]);
  llm_insight_test_restore (llm_insight_test_get_answer (test, 1), llm_insight_test_texts[1]);
  llm_insight_test_open (test);
  llm_insight_test_show_page (test, "summary");
  llm_ui_test_wait (can_ask, test);
}

typedef struct
{
  LlmInsightTest *test;
  guint n;
} Asked;

static gboolean
is_asked (gpointer user_data)
{
  const Asked *asked = user_data;

  return fake_provider_get_n_streams (asked->test->ui.provider) >= asked->n;
}

static void
ask (LlmInsightTest *test, guint n, const char *reply)
{
  Asked asked = { test, n };
  LlmStream *stream;

  g_assert_true (gtk_widget_activate_action (get_summary (test), "summary.ask", NULL));
  llm_ui_test_wait (is_asked, &asked);
  stream = fake_provider_get_stream (test->ui.provider, n - 1);
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, reply);
  llm_stream_finish (stream, LLM_STREAM_DONE, NULL);
}

static const char reply[]
    = "{\"answers\": ["
      "{\"answer\": \"A\", \"content\": {\"text\": \"It tells of air.\", \"quotes\": [\"" QUOTE
      "\", \"Nobody ever wrote this here\"]}, "
      "\"accuracy\": {\"score\": 7, \"text\": \"<b>Right</b>\", \"quotes\": []}}, "
      "{\"answer\": \"B\", \"content\": {\"text\": \"So does this.\", \"quotes\": []}}], "
      "\"ranking\": [[\"A\", \"B\"]], \"summary\": \"They hardly differ.\"}";

/* A quote that is there leads to its place, one that is not is flagged and leads nowhere;
 * what the judge writes is text, not markup. */
static void
test_summary (LlmInsightTest *test, gconstpointer data)
{
  GtkWidget *summary, *quote;
  LlmAnswer *shown;

  open_summary (test);
  summary = get_summary (test);
  g_assert_true (llm_insight_test_tells (summary, "About $"));
  ask (test, 1, reply);
  llm_insight_test_wait_told (test, "They hardly differ.");
  g_assert_true (
      llm_insight_test_tells (summary, "“Nobody ever wrote this here” (not in the answer)"));
  g_assert_true (llm_insight_test_tells (summary, "<b>Right</b>"));
  g_assert_true (llm_insight_test_tells (summary, "7 of 10"));
  g_assert_true (llm_insight_test_tells (summary, "Judged by Judge One"));
  g_assert_null (llm_insight_test_find_action (
      summary, "insight.show", "“Nobody ever wrote this here” (not in the answer)"));
  quote = llm_insight_test_find_action (summary, "insight.show", "“" QUOTE "”");
  g_assert_nonnull (quote);
  g_signal_emit_by_name (quote, "clicked");
  g_assert_cmpstr (test->shown[1], ==, QUOTE);
  shown = llm_comparison_find (test->comparison, test->shown[0], NULL);
  g_assert_nonnull (strstr (llm_answer_get_text (shown), QUOTE));

  /* Asked again there are two; the newest is seen. */
  ask (test, 2, "{\"answers\": [], \"ranking\": [], \"summary\": \"Said anew.\"}");
  llm_insight_test_wait_told (test, "Said anew.");

  /* When an answer is another one, what was said of the old one says so. */
  llm_comparison_remove (test->comparison,
                         llm_answer_get_column_id (llm_insight_test_get_answer (test, 1)));
  llm_insight_test_restore (llm_insight_test_get_answer (test, 1), llm_insight_test_texts[2]);
  llm_insight_test_wait_told (test, "Answers have changed since.");
}

/* A quote across markup is looked for by what is seen of it. */
static void
test_markup (LlmInsightTest *test, gconstpointer data)
{
  GtkWidget *quote;

  add_judge (test);
  llm_insight_test_restore (llm_insight_test_get_answer (test, 0),
                            "It is **very** blue because of the air. And so on.");
  llm_insight_test_restore (llm_insight_test_get_answer (test, 1),
                            "It is **very** blue because of the air.");
  llm_insight_test_open (test);
  llm_insight_test_show_page (test, "summary");
  llm_ui_test_wait (can_ask, test);
  ask (
      test, 1,
      "{\"answers\": [{\"answer\": \"A\", \"content\": {\"text\": \"Short.\", \"quotes\": "
      "[\"It is **very** blue because of the air.\"]}}], \"ranking\": [], \"summary\": \"Done.\"}");
  llm_insight_test_wait_told (test, "Done.");
  quote = llm_insight_test_find_action (get_summary (test), "insight.show",
                                        "“It is **very** blue because of the air.”");
  g_assert_nonnull (quote);
  g_signal_emit_by_name (quote, "clicked");
  g_assert_cmpstr (test->shown[1], ==, "blue because of the air.");
}

/* What cannot be read is shown as it is, with the reason. */
static void
test_unreadable (LlmInsightTest *test, gconstpointer data)
{
  open_summary (test);
  ask (test, 1, "I would rather not.");
  llm_insight_test_wait_told (test, "I would rather not.");
  g_assert_true (can_ask (test));
}

static gboolean
is_cancelled (gpointer user_data)
{
  return fake_provider_get_n_cancelled (((LlmInsightTest *) user_data)->ui.provider) == 1;
}

static void
test_stopped (LlmInsightTest *test, gconstpointer data)
{
  Asked asked = { test, 1 };

  open_summary (test);
  g_assert_true (gtk_widget_activate_action (get_summary (test), "summary.ask", NULL));
  llm_ui_test_wait (is_asked, &asked);
  g_assert_false (can_ask (test));
  g_assert_true (gtk_widget_activate_action (get_summary (test), "summary.stop", NULL));
  llm_ui_test_wait (is_cancelled, test);
  llm_ui_test_wait (can_ask, test);
}

/* Whoever closes the window does not want to pay for it. */
static void
test_closed (LlmInsightTest *test, gconstpointer data)
{
  Asked asked = { test, 1 };

  open_summary (test);
  g_assert_true (gtk_widget_activate_action (get_summary (test), "summary.ask", NULL));
  llm_ui_test_wait (is_asked, &asked);
  llm_insight_test_close (test);
  llm_ui_test_wait (is_cancelled, test);
}

static void
test_blind (LlmInsightTest *test, gconstpointer data)
{
  add_judge (test);
  llm_insight_test_fill (test);
  llm_comparison_set_blind (test->comparison, LLM_BLIND_HIDDEN);
  llm_insight_test_open (test);
  llm_insight_test_show_page (test, "summary");
  llm_insight_test_wait_told (test, "Give your verdict first.");
  llm_comparison_set_blind (test->comparison, LLM_BLIND_REVEALED);
  llm_ui_test_wait (can_ask, test);
}

/* --- Kept --- */

static void
set_up_kept (LlmInsightTest *test, gconstpointer data)
{
  g_autoptr (LlmStore) store = llm_sqlite_store_new (":memory:");

  llm_insight_test_set_up_with_store (test, store);
}

static void
flushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (llm_store_write_finish (LLM_STORE (source), result, &error));
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

static void
flush (LlmInsightTest *test)
{
  gboolean flushed = FALSE;

  llm_store_flush_async (llm_context_get_store (test->ui.context), NULL, flushed_cb, &flushed);
  llm_ui_test_wait (is_true, &flushed);
}

static LlmRecorder *
keep (LlmInsightTest *test)
{
  LlmRecorder *recorder
      = llm_recorder_new (llm_context_get_store (test->ui.context), test->comparison);

  llm_recorder_save (recorder);
  flush (test);
  g_assert_no_error (llm_recorder_get_error (recorder));
  return recorder;
}

static void
open_again (LlmInsightTest *test)
{
  llm_insight_test_close (test);
  flush (test);
  llm_insight_test_open (test);
  llm_insight_test_show_page (test, "summary");
  llm_ui_test_wait (can_ask, test);
}

/* The drop-down to choose an earlier one in. */
static GtkWidget *
find_versions (GtkWidget *widget)
{
  if (GTK_IS_DROP_DOWN (widget) && !gtk_drop_down_get_enable_search (GTK_DROP_DOWN (widget)))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_versions (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* What was said is there without asking anew, the newest first, with quotes that still lead to
 * their places. */
static void
test_kept (LlmInsightTest *test, gconstpointer data)
{
  g_autoptr (LlmRecorder) recorder = NULL;
  GtkWidget *quote, *versions;

  open_summary (test);
  recorder = keep (test);
  ask (test, 1, reply);
  llm_insight_test_wait_told (test, "They hardly differ.");
  open_again (test);
  llm_insight_test_wait_told (test, "They hardly differ.");
  g_assert_true (llm_insight_test_tells (test->window, "Judged by Judge One"));
  g_assert_true (llm_insight_test_tells (test->window, "(not in the answer)"));
  g_assert_true (llm_insight_test_tells (test->window, "7 of 10"));
  g_assert_false (llm_insight_test_tells (test->window, "Answers have changed"));
  quote = llm_insight_test_find_action (get_summary (test), "insight.show", "“" QUOTE "”");
  g_assert_nonnull (quote);
  g_signal_emit_by_name (quote, "clicked");
  g_assert_cmpstr (test->shown[1], ==, QUOTE);
  g_assert_cmpuint (fake_provider_get_n_streams (test->ui.provider), ==, 1);

  /* It costs again only for who asks again. */
  g_assert_true (llm_insight_test_tells (test->window, "Ask again"));
  ask (test, 2, "{\"answers\": [], \"ranking\": [], \"summary\": \"Said anew.\"}");
  llm_insight_test_wait_told (test, "Said anew.");
  open_again (test);
  llm_insight_test_wait_told (test, "Said anew.");
  versions = find_versions (get_summary (test));
  g_assert_true (gtk_widget_get_visible (versions));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (versions), 1);
  llm_insight_test_wait_told (test, "They hardly differ.");
  g_assert_cmpuint (fake_provider_get_n_streams (test->ui.provider), ==, 2);
}

/* Of other answers it is not taken for the summary of these. */
static void
test_outdated (LlmInsightTest *test, gconstpointer data)
{
  g_autoptr (LlmRecorder) recorder = NULL;

  open_summary (test);
  recorder = keep (test);
  ask (test, 1, reply);
  llm_insight_test_wait_told (test, "They hardly differ.");
  llm_insight_test_close (test);
  llm_comparison_remove (test->comparison,
                         llm_answer_get_column_id (llm_insight_test_get_answer (test, 1)));
  llm_insight_test_restore (llm_insight_test_get_answer (test, 1), llm_insight_test_texts[2]);
  llm_insight_test_open (test);
  llm_insight_test_show_page (test, "summary");
  llm_insight_test_wait_told (test, "They hardly differ.");
  g_assert_true (llm_insight_test_tells (test->window, "Answers have changed since."));
  llm_ui_test_wait (can_ask, test);
  g_assert_true (llm_insight_test_tells (test->window, "Summarise differences"));
}

/* Where the comparison is not in the history, its summary cannot be either; that is told. */
static void
test_not_kept (LlmInsightTest *test, gconstpointer data)
{
  open_summary (test);
  ask (test, 1, reply);
  llm_insight_test_wait_told (test, "They hardly differ.");
  llm_insight_test_wait_told (test, "The summary could not be kept: ");
}

/* --- As a file --- */

/* What is in the file when the window has told that it is complete; each has a name of its own,
 * since what was told of the one before is still there. */
static char *
save (LlmInsightTest *test, const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *told = g_strconcat ("Saved as ", name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  char *text = NULL;

  llm_insight_window_save_to (LLM_INSIGHT_WINDOW (test->window), file);
  llm_insight_test_wait_told (test, told);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpint (g_unlink (path), ==, 0);
  return text;
}

static void
test_saved (LlmInsightTest *test, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("llmselect-insight-XXXXXX", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "none", "sky.md", NULL);
  g_autoptr (GFile) bad = g_file_new_for_path (nowhere);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  open_summary (test);
  before = save (test, folder, "sky.md");
  g_assert_true (g_str_has_prefix (before, "# Why is the sky blue?\n\n## Figures\n\n| Answer | "));
  g_assert_nonnull (strstr (before, "\n| Model 0 | "));
  g_assert_nonnull (strstr (before, "| Words in common | Model 0 | Model 1 |"));
  g_assert_null (strstr (before, "## Summary of differences"));

  ask (test, 1, reply);
  llm_insight_test_wait_told (test, "They hardly differ.");
  after = save (test, folder, "sea.md");
  g_assert_true (g_str_has_prefix (after, before));
  g_assert_true (g_str_has_prefix (after + strlen (before),
                                   "\n## Summary of differences\n\nThey hardly differ.\n\n|"));
  g_assert_nonnull (strstr (after, "“Nobody ever wrote this here” (not in the answer)"));
  g_assert_nonnull (strstr (after, "7/10 \\<b\\>Right\\</b\\>"));
  g_assert_nonnull (strstr (after, "\n\nRanking: 1. "));
  g_assert_nonnull (strstr (after, "\n\nJudged by Judge One, "));

  llm_insight_window_save_to (LLM_INSIGHT_WINDOW (test->window), bad);
  llm_insight_test_wait_told (test, "The file could not be written: ");
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static gboolean
is_set (gpointer user_data)
{
  return *(gpointer *) user_data != NULL;
}

/* While names are hidden nobody learns from a copy what was said of them. */
static void
test_copied (LlmInsightTest *test, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autofree char *blind = NULL;

  open_summary (test);
  ask (test, 1, reply);
  llm_insight_test_wait_told (test, "They hardly differ.");
  g_assert_true (gtk_widget_activate_action (test->window, "insight.copy-markdown", NULL));
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (test->window), NULL, read_cb, &text);
  llm_ui_test_wait (is_set, &text);
  g_assert_nonnull (strstr (text, "Model 0"));
  g_assert_nonnull (strstr (text, "They hardly differ."));

  llm_comparison_set_blind (test->comparison, LLM_BLIND_HIDDEN);
  llm_insight_test_wait_told (test, "Give your verdict first.");
  g_assert_true (gtk_widget_activate_action (test->window, "insight.copy-markdown", NULL));
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (test->window), NULL, read_cb, &blind);
  llm_ui_test_wait (is_set, &blind);
  g_assert_null (strstr (blind, "Model 0"));
  g_assert_null (strstr (blind, "They hardly differ."));
}

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

#define ADD(path, begin, func)                                                                     \
  g_test_add ("/ui/insight-summary/" path, LlmInsightTest, NULL, begin, func,                      \
              llm_insight_test_tear_down)
  ADD ("asked", llm_insight_test_set_up, test_summary);
  ADD ("markup", llm_insight_test_set_up, test_markup);
  ADD ("unreadable", llm_insight_test_set_up, test_unreadable);
  ADD ("stopped", llm_insight_test_set_up, test_stopped);
  ADD ("closed", llm_insight_test_set_up, test_closed);
  ADD ("blind", llm_insight_test_set_up, test_blind);
  ADD ("kept", set_up_kept, test_kept);
  ADD ("outdated", set_up_kept, test_outdated);
  ADD ("not-kept", set_up_kept, test_not_kept);
  ADD ("saved", llm_insight_test_set_up, test_saved);
  ADD ("copied", llm_insight_test_set_up, test_copied);
#undef ADD
  return g_test_run ();
}
