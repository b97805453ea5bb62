/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the sidebar does, in the real store.
 */
#include "config.h"

#include "llm-organizer.h"
#include "llm-shell-test.h"
#include "llm-sqlite-store.h"

typedef struct
{
  LlmShellTest shell;
  LlmLibrary *library;
  LlmOrganizer *organizer;
  LlmHistoryModel *history;
  LlmHistoryModel *trash;
  AdwToast *toast; /* the last one */
  char *error;     /* what a toast without a button said */
} Fixture;

static void
toast_cb (Fixture *fixture, AdwToast *toast)
{
  g_set_object (&fixture->toast, toast);
  if (adw_toast_get_button_label (toast) == NULL)
    {
      g_free (fixture->error);
      fixture->error = g_strdup (adw_toast_get_title (toast));
    }
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const LlmHistoryQuery trash = { .section = LLM_HISTORY_TRASH };
  g_autoptr (LlmStore) store = llm_sqlite_store_new (":memory:");

  llm_shell_test_set_up (&fixture->shell, store);
  fixture->library = llm_library_new (fixture->shell.context);
  fixture->organizer = llm_organizer_new (fixture->library);
  g_signal_connect_swapped (fixture->organizer, "toast", G_CALLBACK (toast_cb), fixture);
  fixture->history = g_object_ref (llm_library_get_history (fixture->library));
  fixture->trash = llm_library_new_list (fixture->library, &trash);
  llm_history_model_load_more (fixture->history);
  llm_history_model_load_more (fixture->trash);
}

static void
flushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  llm_store_write_finish (LLM_STORE (source), result, NULL);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

static void
flush (Fixture *fixture)
{
  gboolean flushed = FALSE;

  llm_store_flush_async (fixture->shell.store, NULL, flushed_cb, &flushed);
  llm_ui_test_wait (is_true, &flushed);
  llm_shell_test_drain ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->toast);
  flush (fixture);
  flush (fixture);
  g_assert_cmpstr (fixture->error, ==, NULL);
  g_assert_finalize_object (fixture->organizer);
  g_assert_finalize_object (fixture->trash);
  g_object_unref (fixture->history);
  g_assert_finalize_object (fixture->library);
  llm_shell_test_tear_down (&fixture->shell);
}

/* A comparison that was asked and answered; its id. */
static char *
ask (Fixture *fixture, const char *prompt, const char *text)
{
  g_autoptr (LlmComparison) comparison = llm_comparison_new (prompt, NULL);
  g_autoptr (LlmAnswer) answer
      = llm_context_new_answer (fixture->shell.context, "demo:swift", NULL);
  LlmStream *stream;

  llm_comparison_add (comparison, answer);
  llm_library_start (fixture->library, comparison);
  stream = fake_provider_get_stream (fixture->shell.demo,
                                     fake_provider_get_n_streams (fixture->shell.demo) - 1);
  llm_stream_emit_phase (stream, LLM_STREAM_OPEN);
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, text);
  llm_stream_finish (stream, LLM_STREAM_DONE, NULL);
  flush (fixture);
  return g_strdup (llm_comparison_get_id (comparison));
}

/* Somebody who has the whole list, and its entry at a place. */
typedef struct
{
  LlmHistoryModel *model;
  guint n;
  guint position;
  gboolean (*fits) (const LlmEntryData *data);
  const char *id;
} Expected;

static gboolean
is_expected (gpointer user_data)
{
  Expected *expected = user_data;
  g_autoptr (LlmHistoryEntry) entry = NULL;

  if (g_list_model_get_n_items (G_LIST_MODEL (expected->model)) != expected->n)
    return FALSE;
  entry = g_list_model_get_item (G_LIST_MODEL (expected->model), expected->position);
  return entry == NULL
         || (g_str_equal (llm_history_entry_get_id (entry), expected->id)
             && (expected->fits == NULL || expected->fits (llm_history_entry_get_data (entry))));
}

static void
expect (LlmHistoryModel *model,
        guint n,
        guint position,
        const char *id,
        gboolean (*fits) (const LlmEntryData *data))
{
  Expected expected = { model, n, position, fits, id };

  llm_ui_test_wait (is_expected, &expected);
}

static GPtrArray *
take (Fixture *fixture, const char *id)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);
  guint position;

  g_assert_true (llm_history_model_find (fixture->history, id, &position));
  g_ptr_array_add (entries, g_list_model_get_item (G_LIST_MODEL (fixture->history), position));
  return entries;
}

static gboolean
is_organised (const LlmEntryData *data)
{
  return g_str_equal (data->title, "Renamed") && data->pinned && data->folder_id != NULL
         && g_strcmp0 (data->color, "red") == 0 && data->tags[0] != NULL
         && g_str_equal (data->tags[0], "work");
}

static gboolean
is_pinned (const LlmEntryData *data)
{
  return data->pinned;
}

static gboolean
is_not_pinned (const LlmEntryData *data)
{
  return !data->pinned;
}

static void
test_organise (Fixture *fixture, gconstpointer data)
{
  g_autofree char *older = ask (fixture, "The first?", "Yes.");
  g_autofree char *newer = ask (fixture, "The second?", "No.");
  g_autofree char *folder = llm_organizer_add_folder (fixture->organizer, "Folder");
  g_autoptr (GPtrArray) entries = NULL;

  expect (fixture->history, 2, 1, older, NULL);
  entries = take (fixture, older);
  llm_organizer_rename (fixture->organizer, g_ptr_array_index (entries, 0), "Renamed");
  llm_organizer_pin (fixture->organizer, entries, TRUE);
  llm_organizer_move (fixture->organizer, entries, folder);
  llm_organizer_tag (fixture->organizer, entries, "work", TRUE);
  llm_organizer_set_color (fixture->organizer, entries, "red");
  expect (fixture->history, 2, 0, older, is_organised);

  /* Pinned ones have an order of their own. */
  {
    g_autoptr (GPtrArray) second = take (fixture, newer);
    g_autoptr (GPtrArray) list = take (fixture, older);
    const LlmEntryChange pin = { .fields = LLM_ENTRY_PINNED, .pinned = TRUE };

    llm_organizer_place (fixture->organizer, list, second, g_ptr_array_index (list, 0), &pin);
    expect (fixture->history, 2, 1, newer, is_pinned);
    expect (fixture->history, 2, 0, older, is_organised);
    g_assert_cmpint (llm_history_model_get_section (fixture->history, 1), ==, LLM_HISTORY_PINNED);
    g_signal_emit_by_name (fixture->toast, "button-clicked");
    expect (fixture->history, 2, 1, newer, is_not_pinned);
  }
}

static void
test_trash (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = ask (fixture, "The first?", "Yes.");
  g_autofree char *second = ask (fixture, "The second?", "No.");
  g_autoptr (GPtrArray) entries = NULL;

  expect (fixture->history, 2, 0, second, NULL);
  entries = take (fixture, second);
  llm_organizer_trash (fixture->organizer, entries, TRUE);
  expect (fixture->history, 1, 0, first, NULL);
  expect (fixture->trash, 1, 0, second, NULL);
  g_signal_emit_by_name (fixture->toast, "button-clicked");
  expect (fixture->history, 2, 0, second, NULL);
  expect (fixture->trash, 0, 0, NULL, NULL);

  /* Hidden until the toast goes, then deleted. */
  llm_organizer_trash (fixture->organizer, entries, TRUE);
  expect (fixture->trash, 1, 0, second, NULL);
  llm_organizer_delete (fixture->organizer, entries);
  expect (fixture->trash, 0, 0, NULL, NULL);
  g_signal_emit_by_name (fixture->toast, "button-clicked");
  expect (fixture->trash, 1, 0, second, NULL);
  llm_organizer_empty_trash (fixture->organizer);
  expect (fixture->trash, 0, 0, NULL, NULL);
  expect (fixture->history, 1, 0, first, NULL);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/ui/organizer-store/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("organise", test_organise);
  ADD ("trash", test_trash);

  return g_test_run ();
}
