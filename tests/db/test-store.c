/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db.h"
#include "llm-store-test.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

typedef struct
{
  char *folder;
  char *path;
  LlmStore *store;
  GString *changed;
} Fixture;

static void
changed_cb (LlmStore *store, const char *id, Fixture *fixture)
{
  g_string_append_printf (fixture->changed, "%s ", id);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = store_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "test.db", NULL);
  fixture->store = store_test_open (fixture->path);
  fixture->changed = g_string_new (NULL);
  g_signal_connect (fixture->store, "changed", G_CALLBACK (changed_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *integrity = NULL;

  if (fixture->store != NULL)
    store_test_close (&fixture->store);
  integrity = store_test_query_text (fixture->path, "PRAGMA integrity_check");
  g_assert_cmpstr (integrity, ==, "ok");
  store_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_string_free (fixture->changed, TRUE);
}

static void
reopen (Fixture *fixture)
{
  store_test_close (&fixture->store);
  fixture->store = store_test_open (fixture->path);
  g_signal_connect (fixture->store, "changed", G_CALLBACK (changed_cb), fixture);
}

static void
save (LlmStore *store, LlmComparison *comparison)
{
  g_autoptr (GError) error = NULL;

  store_test_save (store, comparison, &error);
  g_assert_no_error (error);
}

static void
save_answer (LlmStore *store, LlmComparison *comparison, LlmAnswer *answer)
{
  g_autoptr (GError) error = NULL;

  store_test_save_answer (store, llm_comparison_get_id (comparison), answer, &error);
  g_assert_no_error (error);
}

/* Adds the piece to the object, as the runner does, and to the store. */
static void
append (LlmStore *store, LlmAnswer *answer, LlmDeltaKind kind, const char *text)
{
  g_autoptr (GError) error = NULL;

  llm_answer_append (answer, kind, text);
  store_test_append (store, answer, kind, text, &error);
  g_assert_no_error (error);
}

static LlmComparison *
load (LlmStore *store, LlmComparison *comparison)
{
  g_autoptr (GError) error = NULL;
  LlmComparison *loaded = store_test_load (store, llm_comparison_get_id (comparison), &error);

  g_assert_no_error (error);
  return loaded;
}

static GPtrArray *
list (LlmStore *store, gint64 before_time, const char *before_id, guint limit)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *entries = store_test_list (store, before_time, before_id, limit, &error);

  g_assert_no_error (error);
  return entries;
}

static void
set_states (LlmAnswer *answer, LlmAnswerState state, ...)
{
  va_list args;

  va_start (args, state);
  for (int next = state; next >= 0; next = va_arg (args, int))
    g_assert_true (llm_answer_set_state (answer, next));
  va_end (args);
}

static void
start (LlmAnswer *answer)
{
  set_states (answer, LLM_ANSWER_CONNECTING, LLM_ANSWER_STREAMING, -1);
}

static void
assert_answer (LlmComparison *comparison,
               guint index,
               LlmAnswerState state,
               const char *reasoning,
               const char *text)
{
  LlmAnswer *answer = llm_comparison_get_answer (comparison, index);

  g_assert_nonnull (answer);
  g_assert_cmpstr (llm_answer_state_to_string (llm_answer_get_state (answer)), ==,
                   llm_answer_state_to_string (state));
  g_assert_cmpstr (llm_answer_get_reasoning (answer), ==, reasoning);
  g_assert_cmpstr (llm_answer_get_text (answer), ==, text);
}

static void
test_lazy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) entries = NULL;

  /* Neither making nor dropping a store touches the disk. */
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  reopen (fixture);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));

  entries = list (fixture->store, 0, NULL, 10);
  g_assert_cmpuint (entries->len, ==, 0);
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

static void
fill_answer (LlmAnswer *answer)
{
  const LlmUsage usage = { 1000, 900, 80, 30, 200, LLM_USAGE_ESTIMATED_OUTPUT, NAN };
  const LlmPrices prices = { 2.5, 0, NAN, 10.0 / 3, LLM_PRICE_USER };
  g_autoptr (LlmParams) params = llm_params_new ();
  GError *error = llm_error_new (LLM_ERROR_OVERLOADED, "Zu viel los.", "overloaded_error: \"…\"");

  params->temperature = 0.25;
  params->seed = 0;
  params->reasoning_effort = g_strdup ("high");
  llm_error_set_request_id (error, "req_42");
  llm_error_set_http_status (error, 529);
  start (answer);
  llm_answer_set_params (answer, params);
  llm_answer_append (answer, LLM_DELTA_REASONING, "Let me think.\n");
  llm_answer_append (answer, LLM_DELTA_TEXT,
                     "Öl & <b>日本語</b> \xf0\x9f\x99\x82\n'); DROP TABLE answer;--");
  llm_answer_set_usage (answer, &usage);
  llm_answer_set_cost (answer, 1.0 / 3);
  llm_answer_set_prices (answer, &prices);
  llm_answer_add_notice (answer, "without:temperature");
  llm_answer_add_notice (answer, "filter:one\nline");
  llm_answer_add_notice (answer, "direct");
  llm_answer_set_finish_reason (answer, "length");
  llm_answer_set_vote (answer, LLM_VOTE_DOWN);
  llm_answer_set_retry (answer, 2, 0);
  llm_answer_take_error (answer, error);
  set_states (answer, LLM_ANSWER_FAILED, -1);
  llm_answer_set_timings (answer, 123.25, 4567.5);
}

static void
assert_no_prices (LlmAnswer *answer)
{
  const LlmPrices *prices = llm_answer_get_prices (answer);

  g_assert_true (isnan (prices->in));
  g_assert_true (isnan (prices->cached_in));
  g_assert_true (isnan (prices->cache_write));
  g_assert_true (isnan (prices->out));
  g_assert_cmpint (prices->source, ==, LLM_PRICE_UNKNOWN);
  g_assert_null (llm_answer_get_notices (answer)[0]);
}

static void
assert_filled (LlmAnswer *answer)
{
  const LlmUsage *usage = llm_answer_get_usage (answer);
  const LlmPrices *prices = llm_answer_get_prices (answer);
  const LlmParams *params = llm_answer_get_params (answer);
  const char *const notices[] = { "without:temperature", "filter:one line", "direct", NULL };
  const GError *error = llm_answer_get_error (answer);

  g_assert_cmpfloat (params->temperature, ==, 0.25);
  g_assert_true (isnan (params->top_p));
  g_assert_cmpint (params->max_tokens, ==, LLM_UNKNOWN);
  g_assert_cmpint (params->seed, ==, 0);
  g_assert_cmpstr (params->reasoning_effort, ==, "high");
  g_assert_cmpint (usage->input, ==, 1000);
  g_assert_cmpint (usage->cached, ==, 900);
  g_assert_cmpint (usage->cache_write, ==, 80);
  g_assert_cmpint (usage->reasoning, ==, 30);
  g_assert_cmpint (usage->output, ==, 200);
  g_assert_cmpuint (usage->estimated, ==, LLM_USAGE_ESTIMATED_OUTPUT);
  g_assert_cmpfloat (prices->in, ==, 2.5);
  g_assert_cmpfloat (prices->cached_in, ==, 0);
  g_assert_true (isnan (prices->cache_write));
  g_assert_cmpfloat (prices->out, ==, 10.0 / 3);
  g_assert_cmpint (prices->source, ==, LLM_PRICE_USER);
  g_assert_cmpstrv (llm_answer_get_notices (answer), notices);
  g_assert_cmpfloat (llm_answer_get_cost (answer), ==, 1.0 / 3);
  g_assert_cmpstr (llm_answer_get_finish_reason (answer), ==, "length");
  g_assert_cmpint (llm_answer_get_vote (answer), ==, LLM_VOTE_DOWN);
  g_assert_cmpuint (llm_answer_get_attempt (answer), ==, 2);
  g_assert_cmpfloat (llm_answer_get_ttft_ms (answer), ==, 123.25);
  g_assert_cmpfloat (llm_answer_get_elapsed_ms (answer), ==, 4567.5);
  g_assert_error (error, LLM_ERROR, LLM_ERROR_OVERLOADED);
  g_assert_cmpstr (error->message, ==, "Zu viel los.");
  g_assert_cmpstr (llm_error_get_detail (error), ==, "overloaded_error: \"…\"");
  g_assert_cmpstr (llm_error_get_request_id (error), ==, "req_42");
  g_assert_cmpuint (llm_error_get_http_status (error), ==, 529);
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = llm_comparison_new ("Was?\n\tWie?", "Kurz bitte.");
  g_autoptr (LlmAnswer) filled = llm_answer_new ("openai", "gpt:4o", "GPT \"4o\"");
  g_autoptr (LlmAnswer) empty = llm_answer_new ("demo", "m", NULL);
  g_autoptr (LlmComparison) loaded = NULL;
  LlmAnswer *answer;

  fill_answer (filled);
  llm_comparison_add (comparison, filled);
  llm_comparison_add (comparison, empty);
  llm_comparison_set_preferred (comparison, llm_answer_get_column_id (empty));
  save (fixture->store, comparison);

  loaded = load (fixture->store, comparison);
  g_assert_cmpstr (llm_comparison_get_id (loaded), ==, llm_comparison_get_id (comparison));
  g_assert_cmpstr (llm_comparison_get_prompt (loaded), ==, "Was?\n\tWie?");
  g_assert_cmpstr (llm_comparison_get_system (loaded), ==, "Kurz bitte.");
  g_assert_cmpstr (llm_comparison_get_title (loaded), ==, llm_comparison_get_title (comparison));
  g_assert_cmpint (llm_comparison_get_created_at (loaded), ==,
                   llm_comparison_get_created_at (comparison));
  g_assert_cmpstr (llm_comparison_get_preferred (loaded), ==, llm_answer_get_column_id (empty));
  g_assert_cmpuint (llm_comparison_get_n_answers (loaded), ==, 2);

  answer = llm_comparison_get_answer (loaded, 0);
  g_assert_cmpstr (llm_answer_get_column_id (answer), ==, llm_answer_get_column_id (filled));
  g_assert_cmpstr (llm_answer_get_provider_id (answer), ==, "openai");
  g_assert_cmpstr (llm_answer_get_model_id (answer), ==, "gpt:4o");
  g_assert_cmpstr (llm_answer_get_title (answer), ==, "GPT \"4o\"");
  assert_answer (loaded, 0, LLM_ANSWER_FAILED, "Let me think.\n", llm_answer_get_text (filled));
  assert_filled (answer);

  /* What nobody told stays unknown, not 0. */
  answer = llm_comparison_get_answer (loaded, 1);
  assert_answer (loaded, 1, LLM_ANSWER_QUEUED, "", "");
  g_assert_false (llm_usage_is_known (llm_answer_get_usage (answer)));
  g_assert_cmpuint (llm_answer_get_usage (answer)->estimated, ==, 0);
  assert_no_prices (answer);
  g_assert_true (isnan (llm_answer_get_cost (answer)));
  g_assert_cmpfloat (llm_answer_get_ttft_ms (answer), ==, LLM_UNKNOWN);
  g_assert_cmpfloat (llm_answer_get_elapsed_ms (answer), ==, LLM_UNKNOWN);
  g_assert_null (llm_answer_get_finish_reason (answer));
  g_assert_null (llm_answer_get_error (answer));
}

static void
test_streaming (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = store_test_make_comparison ("Stream", 2);
  LlmAnswer *first = llm_comparison_get_answer (comparison, 0);
  LlmAnswer *second = llm_comparison_get_answer (comparison, 1);
  g_autoptr (LlmComparison) running = NULL;
  g_autoptr (LlmComparison) done = NULL;

  start (first);
  start (second);
  save (fixture->store, comparison);
  append (fixture->store, first, LLM_DELTA_REASONING, "a");
  append (fixture->store, second, LLM_DELTA_TEXT, "x");
  append (fixture->store, first, LLM_DELTA_TEXT, "1");
  append (fixture->store, first, LLM_DELTA_REASONING, "b");
  append (fixture->store, first, LLM_DELTA_TEXT, "2");
  save_answer (fixture->store, comparison, first);

  running = load (fixture->store, comparison);
  assert_answer (running, 0, LLM_ANSWER_STREAMING, "ab", "12");
  assert_answer (running, 1, LLM_ANSWER_STREAMING, "", "x");

  /* The end brings the rest of the text; the pieces are folded. */
  llm_answer_append (first, LLM_DELTA_TEXT, "3");
  set_states (first, LLM_ANSWER_DONE, -1);
  save_answer (fixture->store, comparison, first);
  done = load (fixture->store, comparison);
  assert_answer (done, 0, LLM_ANSWER_DONE, "ab", "123");
  assert_answer (done, 1, LLM_ANSWER_STREAMING, "", "x");
  g_assert_cmpint (store_test_query_int64 (fixture->path, "SELECT count (*) FROM piece"), ==, 1);

  /* Saved again as a whole while it runs, nothing is there twice. */
  save (fixture->store, comparison);
  append (fixture->store, second, LLM_DELTA_TEXT, "y");
  g_clear_object (&done);
  done = load (fixture->store, comparison);
  assert_answer (done, 1, LLM_ANSWER_STREAMING, "", "xy");
}

static void
test_continued (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = store_test_make_comparison ("Continue", 1);
  LlmAnswer *answer = llm_comparison_get_answer (comparison, 0);
  g_autoptr (LlmComparison) loaded = NULL;

  start (answer);
  llm_answer_append (answer, LLM_DELTA_TEXT, "half");
  set_states (answer, LLM_ANSWER_STOPPED, -1);
  save (fixture->store, comparison);

  set_states (answer, LLM_ANSWER_QUEUED, LLM_ANSWER_CONNECTING, LLM_ANSWER_STREAMING, -1);
  save_answer (fixture->store, comparison, answer);
  append (fixture->store, answer, LLM_DELTA_TEXT, " and half");
  loaded = load (fixture->store, comparison);
  assert_answer (loaded, 0, LLM_ANSWER_STREAMING, "", "half and half");
}

/* A column whose text was dropped before another attempt starts from nothing. */
static void
test_cleared (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = store_test_make_comparison ("Again", 1);
  LlmAnswer *answer = llm_comparison_get_answer (comparison, 0);
  g_autoptr (LlmComparison) loaded = NULL;

  start (answer);
  save (fixture->store, comparison);
  append (fixture->store, answer, LLM_DELTA_TEXT, "wrong");
  set_states (answer, LLM_ANSWER_STOPPED, -1);
  save_answer (fixture->store, comparison, answer);

  set_states (answer, LLM_ANSWER_QUEUED, -1);
  llm_answer_clear (answer);
  save_answer (fixture->store, comparison, answer);
  start (answer);
  save_answer (fixture->store, comparison, answer);
  append (fixture->store, answer, LLM_DELTA_TEXT, "right");
  loaded = load (fixture->store, comparison);
  assert_answer (loaded, 0, LLM_ANSWER_STREAMING, "", "right");
}

/* Pieces are cut anywhere, also within a character. */
static void
test_cut_characters (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = store_test_make_comparison ("Cut", 1);
  LlmAnswer *answer = llm_comparison_get_answer (comparison, 0);
  g_autoptr (LlmComparison) loaded = NULL;
  g_autoptr (GError) error = NULL;

  start (answer);
  save (fixture->store, comparison);
  store_test_append (fixture->store, answer, LLM_DELTA_TEXT, "a\xe2\x82", &error);
  store_test_append (fixture->store, answer, LLM_DELTA_TEXT, "\xac" "b", &error);
  g_assert_no_error (error);
  loaded = load (fixture->store, comparison);
  assert_answer (loaded, 0, LLM_ANSWER_STREAMING, "", "a€b");

  store_test_append (fixture->store, answer, LLM_DELTA_TEXT, "\xff", &error);
  g_clear_object (&loaded);
  loaded = load (fixture->store, comparison);
  assert_answer (loaded, 0, LLM_ANSWER_STREAMING, "", "a€b\357\277\275");
}

static void
test_columns_change (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = store_test_make_comparison ("Columns", 3);
  g_autoptr (LlmAnswer) fourth = llm_answer_new ("demo", "fourth", NULL);
  g_autofree char *second_id
      = g_strdup (llm_answer_get_column_id (llm_comparison_get_answer (comparison, 1)));
  g_autofree char *third_id
      = g_strdup (llm_answer_get_column_id (llm_comparison_get_answer (comparison, 2)));
  g_autoptr (LlmComparison) loaded = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autofree char *models = NULL;

  save (fixture->store, comparison);
  start (llm_comparison_get_answer (comparison, 1));
  append (fixture->store, llm_comparison_get_answer (comparison, 1), LLM_DELTA_TEXT, "gone");
  llm_comparison_remove (comparison, second_id);
  llm_comparison_move (comparison, third_id, 0);
  save (fixture->store, comparison);
  /* One that is saved on its own before its comparison comes last. */
  save_answer (fixture->store, comparison, fourth);

  loaded = load (fixture->store, comparison);
  g_assert_cmpuint (llm_comparison_get_n_answers (loaded), ==, 3);
  g_assert_cmpstr (llm_answer_get_column_id (llm_comparison_get_answer (loaded, 0)), ==, third_id);
  g_assert_cmpstr (llm_answer_get_model_id (llm_comparison_get_answer (loaded, 1)), ==, "model-0");
  g_assert_cmpstr (llm_answer_get_model_id (llm_comparison_get_answer (loaded, 2)), ==, "fourth");
  g_assert_cmpint (store_test_query_int64 (fixture->path, "SELECT count (*) FROM piece"), ==, 0);

  entries = list (fixture->store, 0, NULL, 10);
  models = g_strjoinv (" ", (char **) llm_history_entry_get_models (entries->pdata[0]));
  g_assert_cmpstr (models, ==, "demo:model-2 demo:model-0 demo:fourth");
}

/* The objects may change as soon as a call has returned. */
static void
test_snapshot (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = store_test_make_comparison ("Snapshot", 1);
  LlmAnswer *answer = llm_comparison_get_answer (comparison, 0);
  g_autofree char *text = g_strdup ("piece");
  g_autoptr (LlmComparison) loaded = NULL;
  g_autoptr (GError) error = NULL;

  start (answer);
  llm_store_save_comparison_async (fixture->store, comparison, NULL, NULL, NULL);
  llm_store_append_text_async (fixture->store, llm_answer_get_column_id (answer), LLM_DELTA_TEXT,
                               text, NULL, NULL, NULL);
  memset (text, 'x', strlen (text));
  llm_comparison_set_title (comparison, "Changed");
  llm_answer_set_vote (answer, LLM_VOTE_UP);
  store_test_flush (fixture->store, &error);
  g_assert_no_error (error);

  loaded = load (fixture->store, comparison);
  g_assert_cmpstr (llm_comparison_get_title (loaded), ==, "Snapshot");
  assert_answer (loaded, 0, LLM_ANSWER_STREAMING, "", "piece");
  g_assert_cmpint (llm_answer_get_vote (llm_comparison_get_answer (loaded, 0)), ==, LLM_VOTE_NONE);
}

static LlmComparison *
make_at (gint64 created_at, const char *id, const char *prompt)
{
  LlmComparison *comparison = llm_comparison_new_with_id (id, prompt, NULL, prompt, created_at);
  g_autoptr (LlmAnswer) answer = llm_answer_new ("demo", prompt, NULL);

  llm_comparison_add (comparison, answer);
  return comparison;
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autofree char *last_id = NULL;
  gint64 last_time = 0;

  /* Pairs of the same time, and times in another order than they are saved. */
  for (guint i = 0; i < 9; i++)
    {
      g_autofree char *id = g_strdup_printf ("id-%u", (i * 7) % 9);
      g_autoptr (LlmComparison) comparison = make_at (1000 + ((i * 7) % 9) / 2, id, id);

      save (fixture->store, comparison);
    }
  for (;;)
    {
      g_autoptr (GPtrArray) page = list (fixture->store, last_time, last_id, 2);

      g_assert_cmpuint (page->len, <=, 2);
      for (guint i = 0; i < page->len; i++)
        {
          LlmHistoryEntry *entry = page->pdata[i];

          g_string_append_printf (seen, "%s ", llm_history_entry_get_id (entry));
          g_assert_cmpuint (g_strv_length ((char **) llm_history_entry_get_models (entry)), ==, 1);
          g_clear_pointer (&last_id, g_free);
          last_id = g_strdup (llm_history_entry_get_id (entry));
          last_time = llm_history_entry_get_created_at (entry);
        }
      if (page->len < 2)
        break;
    }
  g_assert_cmpstr (seen->str, ==, "id-8 id-7 id-6 id-5 id-4 id-3 id-2 id-1 id-0 ");
}

static void
assert_snippet (Fixture *fixture, const char *prompt, const char *expected)
{
  g_autoptr (LlmComparison) comparison = llm_comparison_new (prompt, NULL);
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;

  save (fixture->store, comparison);
  entries = list (fixture->store, 0, NULL, 1);
  g_assert_cmpstr (llm_history_entry_get_snippet (entries->pdata[0]), ==, expected);
  g_assert_cmpstr (llm_history_entry_get_kind (entries->pdata[0]), ==, "comparison");
  g_assert_cmpuint (g_strv_length ((char **) llm_history_entry_get_models (entries->pdata[0])), ==,
                    0);
  g_assert_true (store_test_delete (fixture->store, llm_comparison_get_id (comparison), &error));
}

static void
test_snippet (Fixture *fixture, gconstpointer data)
{
  g_autofree char *spaces = g_strnfill (1000000, ' ');
  g_autofree char *long_word = g_strnfill (1000000, 'x');
  g_autofree char *long_expected = g_strnfill (160, 'x');
  g_autoptr (GString) wide = g_string_new (NULL);
  g_autoptr (GString) wide_expected = g_string_new (NULL);

  for (guint i = 0; i < 300; i++)
    {
      g_string_append (wide, "語");
      if (i < 160)
        g_string_append (wide_expected, "語");
    }
  assert_snippet (fixture, "Hello", "Hello");
  assert_snippet (fixture, "  one\n\n\ttwo \r\n three  ", "one two three");
  assert_snippet (fixture, wide->str, wide_expected->str);
  assert_snippet (fixture, long_word, long_expected);
  assert_snippet (fixture, spaces, "");
  assert_snippet (fixture, "", "");
}

static void
test_delete (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = store_test_make_comparison ("Delete", 2);
  g_autoptr (LlmComparison) kept = store_test_make_comparison ("Keep", 1);
  const char *id = llm_comparison_get_id (comparison);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  save (fixture->store, comparison);
  save (fixture->store, kept);
  append (fixture->store, llm_comparison_get_answer (comparison, 0), LLM_DELTA_TEXT, "a");
  append (fixture->store, llm_comparison_get_answer (kept, 0), LLM_DELTA_TEXT, "b");
  g_assert_true (store_test_delete (fixture->store, id, &error));
  g_assert_no_error (error);

  g_assert_null (store_test_load (fixture->store, id, &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND);
  g_clear_error (&error);
  entries = list (fixture->store, 0, NULL, 10);
  g_assert_cmpuint (entries->len, ==, 1);
  g_assert_cmpint (store_test_query_int64 (fixture->path, "SELECT count (*) FROM answer"), ==, 1);
  g_assert_cmpint (store_test_query_int64 (fixture->path, "SELECT count (*) FROM piece"), ==, 1);

  /* Gone is gone, also the second time. */
  g_assert_true (store_test_delete (fixture->store, id, &error));
  g_assert_no_error (error);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = store_test_make_comparison ("One", 1);
  g_autoptr (LlmComparison) other = store_test_make_comparison ("Other", 0);
  LlmAnswer *answer = llm_comparison_get_answer (comparison, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmComparison) loaded = NULL;

  g_assert_false (store_test_append (fixture->store, answer, LLM_DELTA_TEXT, "x", &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_CONSTRAINT);
  g_clear_error (&error);
  g_assert_false (store_test_save_answer (fixture->store, "no such comparison", answer, &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_CONSTRAINT);
  g_clear_error (&error);
  g_assert_null (store_test_load (fixture->store, "no such comparison", &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* A column does not move from one comparison to another. */
  save (fixture->store, comparison);
  save (fixture->store, other);
  llm_comparison_add (other, answer);
  g_assert_false (store_test_save (fixture->store, other, &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_CONSTRAINT);
  loaded = load (fixture->store, comparison);
  g_assert_cmpuint (llm_comparison_get_n_answers (loaded), ==, 1);
}

static void
assert_changed (Fixture *fixture, LlmComparison *comparison)
{
  g_autofree char *expected
      = comparison != NULL ? g_strdup_printf ("%s ", llm_comparison_get_id (comparison))
                           : g_strdup ("");

  g_assert_cmpstr (fixture->changed->str, ==, expected);
  g_string_truncate (fixture->changed, 0);
}

static void
test_changed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = store_test_make_comparison ("Changed", 2);
  LlmAnswer *answer = llm_comparison_get_answer (comparison, 0);

  save (fixture->store, comparison);
  assert_changed (fixture, comparison);
  start (answer);
  save_answer (fixture->store, comparison, answer);
  append (fixture->store, answer, LLM_DELTA_TEXT, "text");
  set_states (answer, LLM_ANSWER_DONE, -1);
  save_answer (fixture->store, comparison, answer);
  llm_answer_set_vote (answer, LLM_VOTE_UP);
  save_answer (fixture->store, comparison, answer);
  llm_comparison_set_preferred (comparison, llm_answer_get_column_id (answer));
  save (fixture->store, comparison);
  assert_changed (fixture, NULL);

  /* Titles are not a matter of saving turns. */
  llm_comparison_set_title (comparison, "New title");
  save (fixture->store, comparison);
  assert_changed (fixture, NULL);
  llm_answer_set_model (answer, "demo", "other", NULL);
  save_answer (fixture->store, comparison, answer);
  assert_changed (fixture, comparison);
  llm_comparison_move (comparison, llm_answer_get_column_id (answer), 1);
  save (fixture->store, comparison);
  assert_changed (fixture, comparison);
  g_object_ref (answer);
  llm_comparison_remove (comparison, llm_answer_get_column_id (answer));
  g_object_unref (answer);
  save (fixture->store, comparison);
  assert_changed (fixture, comparison);

  store_test_delete (fixture->store, llm_comparison_get_id (comparison), NULL);
  assert_changed (fixture, comparison);
  store_test_delete (fixture->store, llm_comparison_get_id (comparison), NULL);
  assert_changed (fixture, NULL);
}

static goffset
log_size (Fixture *fixture)
{
  g_autofree char *path = g_strconcat (fixture->path, "-wal", NULL);
  struct stat status;

  g_assert_no_errno (stat (path, &status));
  return status.st_size;
}

static void
test_linear (Fixture *fixture, gconstpointer data)
{
  const guint n_pieces = 500, piece_size = 2000;
  g_autoptr (LlmComparison) comparison = store_test_make_comparison ("Linear", 1);
  LlmAnswer *answer = llm_comparison_get_answer (comparison, 0);
  g_autofree char *piece = g_strnfill (piece_size, 'x');
  g_autoptr (LlmComparison) loaded = NULL;
  g_autoptr (LlmDb) reader = NULL;
  goffset begin, middle, end;

  start (answer);
  save (fixture->store, comparison);
  /* While somebody reads an old state the log only grows, and with it the count
   * of all that is ever written. */
  reader = llm_db_open (fixture->path, LLM_DB_READ_ONLY, NULL);
  g_assert_true (llm_db_begin_read (reader, NULL));
  g_assert_true (llm_db_query_int64 (reader, "SELECT count (*) FROM answer", &(gint64){ 0 }, NULL));
  begin = log_size (fixture);
  for (guint i = 0; i < n_pieces / 2; i++)
    append (fixture->store, answer, LLM_DELTA_TEXT, piece);
  middle = log_size (fixture);
  for (guint i = 0; i < n_pieces / 2; i++)
    append (fixture->store, answer, LLM_DELTA_TEXT, piece);
  /* States and figures in between do not rewrite the text either. */
  for (guint i = 0; i < 10; i++)
    save_answer (fixture->store, comparison, answer);
  end = log_size (fixture);

  /* Were each piece to rewrite what is there, it would be 250 times the text. */
  g_test_message ("%" G_GOFFSET_FORMAT " bytes, then %" G_GOFFSET_FORMAT, middle - begin,
                  end - middle);
  g_assert_cmpint (end - begin, <, (goffset) n_pieces * piece_size * 16);
  g_assert_cmpint (end - middle, <, (middle - begin) * 5 / 4);

  loaded = load (fixture->store, comparison);
  g_assert_cmpuint (llm_answer_get_text_length (llm_comparison_get_answer (loaded, 0)), ==,
                    n_pieces * piece_size);
}

static gint64
count_without_log (Fixture *fixture)
{
  g_autoptr (LlmDb) db = llm_db_open (fixture->path, LLM_DB_IMMUTABLE, NULL);
  gint64 count = 0;

  llm_db_query_int64 (db, "SELECT count (*) FROM conversation", &count, NULL);
  return count;
}

/* When nothing is asked for a while, what is committed moves from the log into the
 * synced file; a flush does that at once. */
static void
test_synced (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) first = store_test_make_comparison ("First", 1);
  g_autoptr (LlmComparison) second = store_test_make_comparison ("Second", 1);
  gint64 deadline = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;
  g_autoptr (GError) error = NULL;

  save (fixture->store, first);
  g_assert_cmpint (count_without_log (fixture), ==, 0);
  while (count_without_log (fixture) == 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (20000);
    }
  save (fixture->store, second);
  g_assert_cmpint (count_without_log (fixture), ==, 1);
  g_assert_true (store_test_flush (fixture->store, &error));
  g_assert_cmpint (count_without_log (fixture), ==, 2);
}

/* Calls without a callback are done, too, before the store is gone. */
static void
test_dispose_finishes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = store_test_make_comparison ("Last words", 1);
  LlmAnswer *answer = llm_comparison_get_answer (comparison, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmComparison) loaded = NULL;

  start (answer);
  llm_store_save_comparison_async (fixture->store, comparison, NULL, NULL, NULL);
  for (guint i = 0; i < 200; i++)
    llm_store_append_text_async (fixture->store, llm_answer_get_column_id (answer), LLM_DELTA_TEXT,
                                 "x", NULL, NULL, NULL);
  g_object_run_dispose (G_OBJECT (fixture->store));
  g_assert_cmpint (store_test_query_int64 (fixture->path, "SELECT count (*) FROM piece"), ==, 200);

  g_assert_null (store_test_load (fixture->store, llm_comparison_get_id (comparison), &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_FAILED);
  reopen (fixture);
  loaded = load (fixture->store, comparison);
  g_assert_cmpuint (llm_answer_get_text_length (llm_comparison_get_answer (loaded, 0)), ==, 200);
}

static void
test_memory (void)
{
  LlmStore *store = store_test_open (":memory:");
  g_autoptr (LlmComparison) comparison = store_test_make_comparison ("Memory", 1);
  g_autoptr (LlmComparison) loaded = NULL;

  start (llm_comparison_get_answer (comparison, 0));
  save (store, comparison);
  append (store, llm_comparison_get_answer (comparison, 0), LLM_DELTA_TEXT, "x");
  loaded = load (store, comparison);
  assert_answer (loaded, 0, LLM_ANSWER_STREAMING, "", "x");
  g_assert_false (g_file_test (":memory:", G_FILE_TEST_EXISTS));
  store_test_close (&store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/store/lazy", test_lazy);
  ADD ("/store/round-trip", test_round_trip);
  ADD ("/store/streaming", test_streaming);
  ADD ("/store/continued", test_continued);
  ADD ("/store/cleared", test_cleared);
  ADD ("/store/cut-characters", test_cut_characters);
  ADD ("/store/columns-change", test_columns_change);
  ADD ("/store/snapshot", test_snapshot);
  ADD ("/store/pages", test_pages);
  ADD ("/store/snippet", test_snippet);
  ADD ("/store/delete", test_delete);
  ADD ("/store/refused", test_refused);
  ADD ("/store/changed", test_changed);
  ADD ("/store/linear", test_linear);
  ADD ("/store/synced", test_synced);
  ADD ("/store/dispose-finishes", test_dispose_finishes);
  g_test_add_func ("/store/memory", test_memory);
  return g_test_run ();
}
