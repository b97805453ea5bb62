/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-error.h"
#include "llm-list-store.h"
#include "llm-organizer.h"
#include "llm-shell-test.h"

typedef struct
{
  LlmShellTest shell;
  ListStore *store;
  LlmLibrary *library;
  LlmOrganizer *organizer;
  AdwToast *toast; /* the last one */
  char *reopened;
} Fixture;

static void
toast_cb (Fixture *fixture, AdwToast *toast)
{
  g_set_object (&fixture->toast, toast);
}

static void
reopen_cb (Fixture *fixture, const char *id)
{
  g_free (fixture->reopened);
  fixture->reopened = g_strdup (id);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = list_store_new (6);
  llm_shell_test_set_up (&fixture->shell, LLM_STORE (fixture->store));
  fixture->library = llm_library_new (fixture->shell.context);
  fixture->organizer = llm_organizer_new (fixture->library);
  g_signal_connect_swapped (fixture->organizer, "toast", G_CALLBACK (toast_cb), fixture);
  g_signal_connect_swapped (fixture->organizer, "reopen", G_CALLBACK (reopen_cb), fixture);
  llm_places_load (llm_organizer_get_places (fixture->organizer));
  llm_shell_test_drain ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->toast);
  llm_shell_test_drain ();
  g_assert_finalize_object (fixture->organizer);
  g_assert_finalize_object (fixture->library);
  llm_shell_test_tear_down (&fixture->shell);
  g_assert_finalize_object (fixture->store);
  g_free (fixture->reopened);
}

static LlmHistoryEntry *
get (Fixture *fixture, guint index)
{
  g_autofree char *id = list_store_make_id (index);

  return list_store_find (fixture->store, id);
}

static const LlmEntryData *
peek (Fixture *fixture, guint index)
{
  return llm_history_entry_get_data (get (fixture, index));
}

static GPtrArray *
take (Fixture *fixture, guint first, guint n)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = first; i < first + n; i++)
    g_ptr_array_add (entries, g_object_ref (get (fixture, i)));
  return entries;
}

/* Everything as it was before: what the toast promises. */
static void
undo (Fixture *fixture)
{
  g_assert_nonnull (fixture->toast);
  g_signal_emit_by_name (fixture->toast, "button-clicked");
  g_signal_emit_by_name (fixture->toast, "button-clicked");
  g_clear_object (&fixture->toast);
  llm_shell_test_drain ();
}

static GPtrArray *
remember (Fixture *fixture)
{
  return take (fixture, 0, 6);
}

static void
assert_as_before (Fixture *fixture, GPtrArray *before)
{
  for (guint i = 0; i < before->len; i++)
    g_assert_true (llm_history_entry_equal (g_ptr_array_index (before, i), get (fixture, i)));
}

static void
test_rename (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) before = remember (fixture);

  llm_organizer_rename (fixture->organizer, get (fixture, 0), "   ");
  llm_organizer_rename (fixture->organizer, get (fixture, 0), "Comparison 0");
  llm_shell_test_drain ();
  g_assert_null (fixture->toast);

  llm_organizer_rename (fixture->organizer, get (fixture, 0), "  A <b>new</b> title ");
  llm_shell_test_drain ();
  g_assert_cmpstr (peek (fixture, 0)->title, ==, "A <b>new</b> title");
  undo (fixture);
  assert_as_before (fixture, before);
}

/* Each gets back what it had, whatever the others had. */
static void
test_mixed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) some = take (fixture, 1, 1);
  g_autoptr (GPtrArray) all = NULL;

  llm_organizer_pin (fixture->organizer, some, TRUE);
  llm_organizer_move (fixture->organizer, some, "f1");
  llm_organizer_set_color (fixture->organizer, some, "blue");
  llm_organizer_tag (fixture->organizer, some, " Work ", TRUE);
  llm_shell_test_drain ();
  g_assert_true (peek (fixture, 1)->pinned);
  g_assert_cmpstr (peek (fixture, 1)->folder_id, ==, "f1");
  g_assert_cmpstr (peek (fixture, 1)->tags[0], ==, "Work");
  before = remember (fixture);
  all = take (fixture, 0, 3);

  llm_organizer_pin (fixture->organizer, all, TRUE);
  llm_shell_test_drain ();
  g_assert_true (peek (fixture, 2)->pinned);
  undo (fixture);
  assert_as_before (fixture, before);

  llm_organizer_pin (fixture->organizer, all, FALSE);
  llm_shell_test_drain ();
  g_assert_false (peek (fixture, 1)->pinned);
  undo (fixture);
  assert_as_before (fixture, before);

  llm_organizer_move (fixture->organizer, all, NULL);
  llm_shell_test_drain ();
  g_assert_null (peek (fixture, 1)->folder_id);
  undo (fixture);
  assert_as_before (fixture, before);

  llm_organizer_set_color (fixture->organizer, all, "red");
  llm_shell_test_drain ();
  g_assert_cmpstr (peek (fixture, 0)->color, ==, "red");
  undo (fixture);
  assert_as_before (fixture, before);

  /* Those that had the tag keep it, in whatever case it was written. */
  llm_organizer_tag (fixture->organizer, all, "work", TRUE);
  llm_shell_test_drain ();
  g_assert_cmpuint (g_strv_length ((char **) peek (fixture, 0)->tags), ==, 1);
  undo (fixture);
  assert_as_before (fixture, before);
  llm_organizer_tag (fixture->organizer, all, "Work", FALSE);
  llm_shell_test_drain ();
  g_assert_null (peek (fixture, 1)->tags[0]);
  undo (fixture);
  assert_as_before (fixture, before);

  llm_organizer_archive (fixture->organizer, all, TRUE);
  llm_shell_test_drain ();
  g_assert_true (peek (fixture, 2)->archived);
  undo (fixture);
  assert_as_before (fixture, before);
}

static void
hidden_cb (GString *left, const char *id)
{
  g_string_append_printf (left, "%s ", id);
}

static void
test_trash (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) before = remember (fixture);
  g_autoptr (GPtrArray) entries = take (fixture, 0, 3);
  g_autofree char *current = list_store_make_id (1);
  g_autoptr (GString) left = g_string_new (NULL);

  g_signal_connect_swapped (fixture->library, "hidden", G_CALLBACK (hidden_cb), left);
  llm_organizer_set_current (fixture->organizer, current);
  llm_organizer_trash (fixture->organizer, entries, TRUE);
  llm_shell_test_drain ();
  g_assert_cmpint (peek (fixture, 0)->deleted_at, !=, 0);
  g_assert_cmpint (peek (fixture, 3)->deleted_at, ==, 0);
  /* Other windows may show the others. */
  g_assert_cmpstr (left->str, ==, "id-000000 id-000001 id-000002 ");
  g_assert_null (fixture->reopened);
  undo (fixture);
  assert_as_before (fixture, before);
  g_assert_cmpstr (fixture->reopened, ==, current);

  llm_organizer_trash (fixture->organizer, entries, TRUE);
  llm_organizer_empty_trash (fixture->organizer);
  llm_shell_test_drain ();
  g_assert_cmpuint (list_store_get_n_entries (fixture->store), ==, 3);
  g_signal_handlers_disconnect_by_data (fixture->library, left);
}

/* Deleted with the toast, not before. */
static void
test_delete (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) entries = take (fixture, 0, 2);

  llm_organizer_delete (fixture->organizer, entries);
  llm_shell_test_drain ();
  g_assert_cmpuint (list_store_get_n_entries (fixture->store), ==, 6);
  undo (fixture);
  g_assert_cmpuint (list_store_get_n_entries (fixture->store), ==, 6);

  llm_organizer_delete (fixture->organizer, entries);
  g_clear_object (&fixture->toast);
  llm_shell_test_drain ();
  g_assert_cmpuint (list_store_get_n_entries (fixture->store), ==, 4);
}

static gint64
rank (Fixture *fixture, guint index)
{
  return peek (fixture, index)->rank;
}

static void
test_place (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) before = remember (fixture);
  g_autoptr (GPtrArray) moved = take (fixture, 4, 2);

  /* Between the first and the second, in their order. */
  llm_organizer_place (fixture->organizer, before, moved, g_ptr_array_index (before, 0), NULL);
  llm_shell_test_drain ();
  g_assert_cmpint (rank (fixture, 0), >, rank (fixture, 4));
  g_assert_cmpint (rank (fixture, 4), >, rank (fixture, 5));
  g_assert_cmpint (rank (fixture, 5), >, rank (fixture, 1));
  undo (fixture);
  assert_as_before (fixture, before);

  /* To the top and to the end. */
  llm_organizer_place (fixture->organizer, before, moved, NULL, NULL);
  llm_shell_test_drain ();
  g_assert_cmpint (rank (fixture, 5), >, rank (fixture, 0));
  undo (fixture);
  g_ptr_array_set_size (moved, 0);
  g_ptr_array_add (moved, g_object_ref (g_ptr_array_index (before, 0)));
  llm_organizer_place (fixture->organizer, before, moved, g_ptr_array_index (before, 5), NULL);
  llm_shell_test_drain ();
  g_assert_cmpint (rank (fixture, 0), <, rank (fixture, 5));
  undo (fixture);
  assert_as_before (fixture, before);
}

/* There is no number between two neighbours: those above move up. */
static void
test_place_without_room (Fixture *fixture, gconstpointer data)
{
  const LlmEntryChange pin = { .fields = LLM_ENTRY_PINNED, .pinned = TRUE };
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) moved = NULL;

  for (guint i = 0; i < 5; i++)
    {
      LlmEntryData entry = *peek (fixture, i);

      entry.pinned = TRUE;
      entry.rank = 1000 - i;
      list_store_put (fixture->store, &entry);
    }
  before = remember (fixture);
  list = take (fixture, 0, 5);
  moved = take (fixture, 5, 1);
  llm_organizer_place (fixture->organizer, list, moved, g_ptr_array_index (list, 2), &pin);
  llm_shell_test_drain ();
  g_assert_true (peek (fixture, 5)->pinned);
  g_assert_cmpint (rank (fixture, 0), >, rank (fixture, 1));
  g_assert_cmpint (rank (fixture, 1), >, rank (fixture, 2));
  g_assert_cmpint (rank (fixture, 2), >, rank (fixture, 5));
  g_assert_cmpint (rank (fixture, 5), >, rank (fixture, 3));
  g_assert_cmpint (rank (fixture, 3), ==, 997);
  undo (fixture);
  assert_as_before (fixture, before);
}

static LlmPlace *
find_folder (Fixture *fixture, const char *id)
{
  return llm_places_find (llm_organizer_get_places (fixture->organizer), LLM_PLACE_FOLDER, id);
}

static void
test_folders (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) entries = take (fixture, 0, 2);
  g_autofree char *first = llm_organizer_add_folder (fixture->organizer, "First");
  g_autofree char *second = NULL;

  llm_shell_test_drain ();
  second = llm_organizer_add_folder (fixture->organizer, "Second");
  llm_shell_test_drain ();
  g_assert_cmpint (llm_place_get_position (find_folder (fixture, first)), <,
                   llm_place_get_position (find_folder (fixture, second)));
  llm_organizer_move_folder (fixture->organizer, second, -1);
  llm_shell_test_drain ();
  g_assert_cmpint (llm_place_get_position (find_folder (fixture, first)), >,
                   llm_place_get_position (find_folder (fixture, second)));

  /* Not gone before its toast, and nothing lost. */
  llm_organizer_move (fixture->organizer, entries, first);
  llm_organizer_delete_folder (fixture->organizer, first);
  llm_shell_test_drain ();
  g_assert_null (find_folder (fixture, first));
  g_assert_nonnull (list_store_find_folder (fixture->store, first));
  undo (fixture);
  g_assert_nonnull (find_folder (fixture, first));
  g_assert_cmpstr (peek (fixture, 0)->folder_id, ==, first);

  llm_organizer_delete_folder (fixture->organizer, first);
  g_clear_object (&fixture->toast);
  llm_shell_test_drain ();
  g_assert_null (list_store_find_folder (fixture->store, first));
  g_assert_null (peek (fixture, 0)->folder_id);
  g_assert_cmpuint (list_store_get_n_folders (fixture->store), ==, 1);
}

static void
test_tags (Fixture *fixture, gconstpointer data)
{
  LlmPlaces *places = llm_organizer_get_places (fixture->organizer);
  g_autoptr (GPtrArray) entries = take (fixture, 0, 2);
  guint count = 0;

  llm_organizer_tag (fixture->organizer, entries, "work", TRUE);
  llm_shell_test_drain ();
  g_assert_nonnull (llm_places_find (places, LLM_PLACE_TAG, "work"));
  g_assert_true (llm_place_get_count (llm_places_find (places, LLM_PLACE_TAG, "work"), &count));
  g_assert_cmpuint (count, ==, 2);
  llm_organizer_rename_tag (fixture->organizer, "work", "play");
  llm_shell_test_drain ();
  g_assert_null (llm_places_find (places, LLM_PLACE_TAG, "work"));
  g_assert_nonnull (llm_places_find (places, LLM_PLACE_TAG, "play"));
}

static void
test_error (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error
      = g_error_new_literal (LLM_DB_ERROR, LLM_DB_ERROR_FULL, "The disk is full & <all>.");
  g_autoptr (GPtrArray) entries = take (fixture, 0, 1);

  list_store_set_error (fixture->store, error);
  llm_organizer_pin (fixture->organizer, entries, TRUE);
  llm_shell_test_drain ();
  g_assert_cmpstr (adw_toast_get_title (fixture->toast), ==,
                   "This could not be saved: The disk is full &amp; &lt;all&gt;.");
  g_assert_false (peek (fixture, 0)->pinned);
}

#define ADD(name, func) g_test_add ("/ui/organizer/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("rename", test_rename);
  ADD ("mixed", test_mixed);
  ADD ("trash", test_trash);
  ADD ("delete", test_delete);
  ADD ("place", test_place);
  ADD ("place-without-room", test_place_without_room);
  ADD ("folders", test_folders);
  ADD ("tags", test_tags);
  ADD ("error", test_error);

  return g_test_run ();
}
