/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db.h"
#include "llm-store-test.h"

#include <sqlite3.h>
#include <string.h>

/* Lists of conversations, and what a user does to put them in order. */

#define N_ENTRIES 1000

typedef struct
{
  char *folder;
  char *path;
  LlmStore *store;
  GString *changed;
} Fixture;

/* Counts what is asked of SQLite by any connection of this process. */
static int n_statements;

static int
trace_cb (unsigned type, void *context, void *statement, void *sql)
{
  g_atomic_int_inc (&n_statements);
  return 0;
}

static int
trace_connection (sqlite3 *handle, const char **message, const void *api)
{
  return sqlite3_trace_v2 (handle, SQLITE_TRACE_STMT, trace_cb, NULL);
}

static void
changed_cb (LlmStore *store, const char *id, Fixture *fixture)
{
  g_string_append_printf (fixture->changed, "%s ", id != NULL ? id : "any");
}

static void
folders_changed_cb (LlmStore *store, Fixture *fixture)
{
  g_string_append (fixture->changed, "folders ");
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = store_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "test.db", NULL);
  fixture->store = store_test_open (fixture->path);
  fixture->changed = g_string_new (NULL);
  g_signal_connect (fixture->store, "changed", G_CALLBACK (changed_cb), fixture);
  g_signal_connect (fixture->store, "folders-changed", G_CALLBACK (folders_changed_cb), fixture);
}

static void
assert_indexed (Fixture *fixture)
{
  store_test_execute (fixture->path,
                      "INSERT INTO title_fts (title_fts, rank) VALUES ('integrity-check', 1);"
                      "INSERT INTO prompt_fts (prompt_fts, rank) VALUES ('integrity-check', 1);"
                      "INSERT INTO answer_fts (answer_fts, rank) VALUES ('integrity-check', 1);"
                      "INSERT INTO word_fts (word_fts) VALUES ('integrity-check');");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *integrity = NULL;

  store_test_close (&fixture->store);
  integrity = store_test_query_text (fixture->path, "PRAGMA integrity_check");
  g_assert_cmpstr (integrity, ==, "ok");
  assert_indexed (fixture);
  store_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_string_free (fixture->changed, TRUE);
}

static gint64
query (Fixture *fixture, const char *sql)
{
  return store_test_query_int64 (fixture->path, sql);
}

static void
assert_changed (Fixture *fixture, const char *expected)
{
  g_assert_cmpstr (fixture->changed->str, ==, expected);
  g_string_truncate (fixture->changed, 0);
}

static void
add (Fixture *fixture, const char *id, gint64 created_at)
{
  g_autofree char *column_id = g_strconcat ("answer of ", id, NULL);
  g_autoptr (LlmComparison) comparison
      = llm_comparison_new_with_id (id, "Prompt of 日本語", NULL, id, created_at);
  g_autoptr (LlmAnswer) answer = llm_answer_new_with_id (column_id, "demo", "m", NULL);
  g_autoptr (GError) error = NULL;

  llm_answer_append (answer, LLM_DELTA_TEXT, "Answer 韓国");
  llm_answer_restore (answer, LLM_ANSWER_DONE);
  llm_comparison_add (comparison, answer);
  store_test_save (fixture->store, comparison, &error);
  g_assert_no_error (error);
}

static void
change (Fixture *fixture, const char *ids, LlmEntryChange what)
{
  g_auto (GStrv) split = g_strsplit (ids, " ", -1);
  g_autoptr (GError) error = NULL;

  store_test_update_entries (fixture->store, (const char *const *) split, &what, &error);
  g_assert_no_error (error);
}

static char *
list_ids (LlmStore *store, LlmHistorySection section, const char *kind, const char *within)
{
  const LlmHistoryQuery list = { section, kind, within };
  g_autoptr (GPtrArray) entries = store_test_list_section (store, &list, NULL, 1000);
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++)
    g_string_append_printf (ids, "%s%s", i > 0 ? " " : "",
                            llm_history_entry_get_id (entries->pdata[i]));
  return g_string_free (g_steal_pointer (&ids), FALSE);
}

static void
assert_list (Fixture *fixture, LlmHistorySection section, const char *within, const char *expected)
{
  g_autofree char *ids = list_ids (fixture->store, section, NULL, within);

  g_assert_cmpstr (ids, ==, expected);
}

static LlmHistoryEntry *
find (Fixture *fixture, LlmHistorySection section, const char *id)
{
  const LlmHistoryQuery list = { section, NULL, NULL };
  g_autoptr (GPtrArray) entries = store_test_list_section (fixture->store, &list, NULL, 1000);

  for (guint i = 0; i < entries->len; i++)
    if (g_str_equal (llm_history_entry_get_id (entries->pdata[i]), id))
      return g_object_ref (entries->pdata[i]);
  return NULL;
}

/* --- By the beginning of an id --- */

static void
assert_found (Fixture *fixture, const char *prefix, guint limit, const char *expected)
{
  g_autoptr (GPtrArray) entries = store_test_find_ids (fixture->store, prefix, limit);
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++)
    g_string_append_printf (ids, "%s%s", i > 0 ? " " : "",
                            llm_history_entry_get_id (entries->pdata[i]));
  g_assert_cmpstr (ids->str, ==, expected);
}

static void
test_find (Fixture *fixture, gconstpointer data)
{
  add (fixture, "abcd", 1);
  add (fixture, "abcd-1", 2);
  add (fixture, "abcd-2", 3);
  add (fixture, "abce", 4);
  add (fixture, "abc\xc3\xa9", 5);
  add (fixture, "b", 6);
  change (fixture, "abcd-1", (LlmEntryChange){ .fields = LLM_ENTRY_ARCHIVED, .archived = TRUE });
  change (fixture, "abcd-2", (LlmEntryChange){ .fields = LLM_ENTRY_TRASHED, .trashed = TRUE });

  assert_found (fixture, "abcd", 10, "abcd abcd-1 abcd-2");
  assert_found (fixture, "abcd-", 10, "abcd-1 abcd-2");
  assert_found (fixture, "abc", 10, "abcd abcd-1 abcd-2 abce abc\xc3\xa9");
  assert_found (fixture, "abc", 2, "abcd abcd-1");
  assert_found (fixture, "abcd-1", 10, "abcd-1");
  assert_found (fixture, "abcd-11", 10, "");
  assert_found (fixture, "ABCD", 10, "");
  assert_found (fixture, "ab%", 10, "");
  assert_found (fixture, "*", 10, "");
}

/* --- Pages --- */

/* Few times for many entries, so that pages end between equal ones. */
static void
fill (Fixture *fixture)
{
  g_autofree char *sql = g_strdup_printf (
      "INSERT INTO folder (id, name, position) VALUES ('f', 'f', 0), ('g', 'g', 0);"
      "INSERT INTO tag (id, name) VALUES (1, 'one'), (2, 'two');"
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
      " INSERT INTO conversation (id, kind, title, snippet, created_at, active_at, rank, pinned,"
      "  archived, deleted_at, folder_id, n_messages, models)"
      " SELECT hex (randomblob (4)) || i, iif (random () %% 3, 'comparison', 'chat'), 'T' || i,"
      "  'S', 1, 1000 + abs (random () %% 100), 1000 + abs (random () %% 100), random () %% 3 = 0,"
      "  random () %% 4 = 0, iif (random () %% 4, NULL, abs (random () %% 50)),"
      "  CASE abs (random () %% 3) WHEN 0 THEN 'f' WHEN 1 THEN 'g' END, 0, '' FROM n;"
      "INSERT INTO conversation_tag (tag_id, active_at, conversation_id, conversation_num)"
      " SELECT 1, active_at, id, num FROM conversation WHERE random () %% 2;"
      "INSERT INTO conversation_tag (tag_id, active_at, conversation_id, conversation_num)"
      " SELECT 2, active_at, id, num FROM conversation WHERE random () %% 2;",
      N_ENTRIES);

  /* The store makes the file. */
  g_free (list_ids (fixture->store, LLM_HISTORY_ALL, NULL, NULL));
  store_test_execute (fixture->path, sql);
}

static const struct
{
  LlmHistorySection section;
  const char *within;
  const char *where;
  const char *key;
} sections[] = {
  { LLM_HISTORY_ALL, NULL, "deleted_at IS NULL AND NOT archived", "active_at" },
  { LLM_HISTORY_RECENT, NULL, "deleted_at IS NULL AND NOT archived AND NOT pinned", "active_at" },
  { LLM_HISTORY_PINNED, NULL, "deleted_at IS NULL AND NOT archived AND pinned", "rank" },
  { LLM_HISTORY_FOLDER, "f", "deleted_at IS NULL AND NOT archived AND folder_id = 'f'", "rank" },
  { LLM_HISTORY_TAG, "ONE",
    "deleted_at IS NULL AND NOT archived AND EXISTS (SELECT 1 FROM conversation_tag"
    " WHERE conversation_num = num AND tag_id = 1)",
    "active_at" },
  { LLM_HISTORY_ARCHIVED, NULL, "deleted_at IS NULL AND archived", "active_at" },
  { LLM_HISTORY_TRASH, NULL, "deleted_at IS NOT NULL", "deleted_at" },
};

/* A full sort of the whole table, past the store. */
static char *
sort_all (Fixture *fixture, guint index, const char *kind)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT group_concat (id, ' ') FROM (SELECT id FROM conversation WHERE %s AND %s%s%s"
      " ORDER BY +%s DESC, +id DESC)",
      sections[index].where, kind != NULL ? "kind = '" : "1", kind != NULL ? kind : "",
      kind != NULL ? "'" : "", sections[index].key);

  return store_test_query_text (fixture->path, sql);
}

static char *
read_pages (Fixture *fixture, const LlmHistoryQuery *list, guint limit)
{
  g_autoptr (GString) ids = g_string_new (NULL);
  g_autofree char *last_id = NULL;
  LlmHistoryCursor cursor = { 0, NULL };

  for (;;)
    {
      g_autoptr (GPtrArray) page = store_test_list_section (
          fixture->store, list, cursor.id != NULL ? &cursor : NULL, limit);

      for (guint i = 0; i < page->len; i++)
        {
          g_string_append_printf (ids, "%s%s", ids->len > 0 ? " " : "",
                                  llm_history_entry_get_id (page->pdata[i]));
          g_free (last_id);
          last_id = g_strdup (llm_history_entry_get_id (page->pdata[i]));
          cursor.key = llm_history_entry_get_key (page->pdata[i], list->section);
          cursor.id = last_id;
        }
      if (page->len < limit)
        return g_string_free (g_steal_pointer (&ids), FALSE);
    }
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  const char *const kinds[] = { NULL, "chat", "comparison" };

  fill (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
      {
        const LlmHistoryQuery list = { sections[i].section, kinds[k], sections[i].within };
        g_autofree char *expected = sort_all (fixture, i, kinds[k]);

        g_assert_cmpuint (strlen (expected), >, 100);
        for (guint limit = 1; limit <= N_ENTRIES; limit = limit * 4 + 3)
          {
            g_autofree char *ids = read_pages (fixture, &list, limit);

            g_assert_cmpstr (ids, ==, expected);
          }
      }
}

static void
test_one_statement (Fixture *fixture, gconstpointer data)
{
  const LlmHistoryQuery list = { LLM_HISTORY_ALL, NULL, NULL };
  g_autoptr (GPtrArray) entries = NULL;
  int before;

  fill (fixture);
  g_ptr_array_unref (store_test_list_section (fixture->store, &list, NULL, 1));
  /* What another connection did is looked for, too, now and then. */
  store_test_flush (fixture->store, NULL);
  before = g_atomic_int_get (&n_statements);
  entries = store_test_list_section (fixture->store, &list, NULL, 200);
  g_assert_cmpuint (entries->len, ==, 200);
  g_assert_cmpint (g_atomic_int_get (&n_statements) - before, >=, 1);
  g_assert_cmpint (g_atomic_int_get (&n_statements) - before, <=, 10);
}

/* --- What is done to entries --- */

static void
test_titles (Fixture *fixture, gconstpointer data)
{
  const LlmEntryFields title = LLM_ENTRY_TITLE;
  g_autoptr (LlmHistoryEntry) entry = NULL;

  add (fixture, "a", 1);
  assert_changed (fixture, "a ");
  change (fixture, "a", (LlmEntryChange){ .fields = title, .title = "M", .title_is_made = TRUE });
  change (fixture, "a",
          (LlmEntryChange){ .fields = title, .title = "Made", .title_is_made = TRUE });
  assert_changed (fixture, "a a ");
  entry = find (fixture, LLM_HISTORY_ALL, "a");
  g_assert_cmpstr (llm_history_entry_get_title (entry), ==, "Made");

  /* What a user gave stays, whatever is made, until the user gives another. */
  change (fixture, "a", (LlmEntryChange){ .fields = title, .title = "Given" });
  change (fixture, "a",
          (LlmEntryChange){ .fields = title, .title = "Made", .title_is_made = TRUE });
  add (fixture, "a", 1);
  g_clear_object (&entry);
  entry = find (fixture, LLM_HISTORY_ALL, "a");
  g_assert_cmpstr (llm_history_entry_get_title (entry), ==, "Given");
  g_assert_cmpint (query (fixture, "SELECT rowid FROM title_fts ('given')"), ==, 1);
  g_assert_cmpint (query (fixture, "SELECT count (*) FROM title_fts ('made')"), ==, 0);
}

static void
test_pinned (Fixture *fixture, gconstpointer data)
{
  const LlmEntryFields pinned = LLM_ENTRY_PINNED;
  g_autoptr (LlmHistoryEntry) entry = NULL;
  gint64 rank;

  for (guint i = 0; i < 4; i++)
    add (fixture, (char[]){ (char) ('a' + i), '\0' }, i + 1);
  change (fixture, "b", (LlmEntryChange){ .fields = pinned, .pinned = TRUE });
  change (fixture, "a d", (LlmEntryChange){ .fields = pinned, .pinned = TRUE });
  /* Those who are newly pinned come first, in the order in which they are told. */
  assert_list (fixture, LLM_HISTORY_PINNED, NULL, "a d b");
  assert_list (fixture, LLM_HISTORY_RECENT, NULL, "c");
  assert_list (fixture, LLM_HISTORY_ALL, NULL, "d c b a");
  change (fixture, "b", (LlmEntryChange){ .fields = pinned, .pinned = TRUE });
  assert_list (fixture, LLM_HISTORY_PINNED, NULL, "a d b");

  entry = find (fixture, LLM_HISTORY_ALL, "a");
  rank = llm_history_entry_get_data (entry)->rank;
  change (fixture, "b", (LlmEntryChange){ .fields = LLM_ENTRY_RANK, .rank = rank + 1 });
  assert_list (fixture, LLM_HISTORY_PINNED, NULL, "b a d");
  change (fixture, "a", (LlmEntryChange){ .fields = pinned });
  assert_list (fixture, LLM_HISTORY_PINNED, NULL, "b d");
  assert_list (fixture, LLM_HISTORY_RECENT, NULL, "c a");
}

static void
test_archived_and_trash (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 4; i++)
    add (fixture, (char[]){ (char) ('a' + i), '\0' }, i + 1);
  g_string_truncate (fixture->changed, 0);
  change (fixture, "a c", (LlmEntryChange){ .fields = LLM_ENTRY_ARCHIVED, .archived = TRUE });
  assert_changed (fixture, "a c folders ");
  assert_list (fixture, LLM_HISTORY_ARCHIVED, NULL, "c a");
  assert_list (fixture, LLM_HISTORY_ALL, NULL, "d b");
  change (fixture, "a", (LlmEntryChange){ .fields = LLM_ENTRY_TRASHED, .trashed = TRUE });
  change (fixture, "b", (LlmEntryChange){ .fields = LLM_ENTRY_TRASHED, .trashed = TRUE });
  /* Twice is once: the time is that of the first. */
  change (fixture, "a", (LlmEntryChange){ .fields = LLM_ENTRY_TRASHED, .trashed = TRUE });
  assert_list (fixture, LLM_HISTORY_TRASH, NULL, "b a");
  assert_list (fixture, LLM_HISTORY_ARCHIVED, NULL, "c");
  assert_list (fixture, LLM_HISTORY_ALL, NULL, "d");
  change (fixture, "a", (LlmEntryChange){ .fields = LLM_ENTRY_TRASHED });
  assert_list (fixture, LLM_HISTORY_TRASH, NULL, "b");
  assert_list (fixture, LLM_HISTORY_ARCHIVED, NULL, "c a");
}

/* Whatever is deleted takes its turns, answers and words along. */
static void
test_purge (Fixture *fixture, gconstpointer data)
{
  gint64 between;
  g_autoptr (GError) error = NULL;

  add (fixture, "a", 1);
  add (fixture, "b", 2);
  add (fixture, "kept", 3);
  change (fixture, "a b", (LlmEntryChange){ .fields = LLM_ENTRY_ADD_TAG, .tag = "tag" });
  change (fixture, "a", (LlmEntryChange){ .fields = LLM_ENTRY_TRASHED, .trashed = TRUE });
  between = query (fixture, "SELECT deleted_at + 1 FROM conversation WHERE id = 'a'");
  while (g_get_real_time () <= between)
    ;
  change (fixture, "b", (LlmEntryChange){ .fields = LLM_ENTRY_TRASHED, .trashed = TRUE });
  g_string_truncate (fixture->changed, 0);

  g_assert_true (store_test_purge (fixture->store, 1, &error));
  assert_changed (fixture, "");
  g_assert_true (store_test_purge (fixture->store, between, &error));
  assert_changed (fixture, "any ");
  assert_list (fixture, LLM_HISTORY_TRASH, NULL, "b");
  g_assert_cmpint (query (fixture, "SELECT count (*) FROM turn"), ==, 2);
  g_assert_cmpint (query (fixture, "SELECT count (*) FROM answer"), ==, 2);

  g_assert_true (store_test_delete (fixture->store, "b", &error));
  assert_changed (fixture, "b folders ");
  assert_indexed (fixture);
  g_assert_true (store_test_delete (fixture->store, "kept", &error));
  g_assert_no_error (error);
  g_assert_cmpint (query (fixture, "SELECT count (*) FROM turn"), ==, 0);
  g_assert_cmpint (query (fixture, "SELECT count (*) FROM answer"), ==, 0);
  g_assert_cmpint (query (fixture, "SELECT count (*) FROM tag"), ==, 0);
  g_assert_cmpint (query (fixture, "SELECT count (*) FROM conversation_tag"), ==, 0);
  g_assert_cmpint (query (fixture, "SELECT (SELECT count (*) FROM title_fts_docsize)"
                                   " + (SELECT count (*) FROM prompt_fts_docsize)"
                                   " + (SELECT count (*) FROM answer_fts_docsize)"
                                   " + (SELECT count (*) FROM word_fts_docsize)"),
                   ==, 0);
  g_assert_cmpint (query (fixture, "SELECT (SELECT count (*) FROM prompt_fts ('prompt'))"
                                   " + (SELECT count (*) FROM answer_fts ('answer'))"
                                   " + (SELECT count (*) FROM word_fts ('日本語'))"),
                   ==, 0);
}

/* Much is deleted in several steps, so that others can write in between; one call does
 * all of it. */
static void
test_purge_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fill (fixture);
  store_test_execute (fixture->path, "UPDATE conversation SET deleted_at = num");
  g_assert_true (store_test_purge (fixture->store, N_ENTRIES - 99, &error));
  g_assert_no_error (error);
  g_assert_cmpint (query (fixture, "SELECT count (*) FROM conversation"), ==, 100);
  g_assert_true (store_test_purge (fixture->store, N_ENTRIES + 1, &error));
  g_assert_cmpint (query (fixture, "SELECT count (*) FROM conversation"), ==, 0);
  g_assert_cmpint (query (fixture, "SELECT count (*) FROM tag"), ==, 0);
}

/* --- Folders --- */

static void
save_folder (Fixture *fixture, const char *id, const char *name, gint64 position)
{
  g_autoptr (LlmFolder) folder = llm_folder_new (id, name);
  g_autoptr (GError) error = NULL;

  folder->position = position;
  folder->color = g_strdup ("green");
  store_test_save_folder (fixture->store, folder, &error);
  g_assert_no_error (error);
}

static char *
describe_folders (Fixture *fixture)
{
  g_autoptr (GPtrArray) folders = store_test_list_folders (fixture->store);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < folders->len; i++)
    {
      const LlmFolder *folder = folders->pdata[i];

      g_string_append_printf (text, "%s %s %s %u;", folder->id, folder->name, folder->color,
                              folder->n_entries);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_folders (Fixture *fixture, const char *expected)
{
  g_autofree char *folders = describe_folders (fixture);

  g_assert_cmpstr (folders, ==, expected);
}

static void
test_folders (Fixture *fixture, gconstpointer data)
{
  const char *const ids[] = { "a", "b", NULL };
  const LlmEntryChange nowhere = { .fields = LLM_ENTRY_FOLDER | LLM_ENTRY_COLOR,
                                   .folder_id = "no such folder",
                                   .color = "red" };
  g_autoptr (LlmHistoryEntry) entry = NULL;
  g_autoptr (GError) error = NULL;

  add (fixture, "a", 1);
  add (fixture, "b", 2);
  add (fixture, "c", 3);
  g_string_truncate (fixture->changed, 0);
  save_folder (fixture, "f", "Second", 2);
  save_folder (fixture, "g", "First", 1);
  assert_changed (fixture, "folders folders ");
  change (fixture, "a b c", (LlmEntryChange){ .fields = LLM_ENTRY_FOLDER, .folder_id = "f" });
  assert_changed (fixture, "a b c folders ");
  change (fixture, "c", (LlmEntryChange){ .fields = LLM_ENTRY_ARCHIVED, .archived = TRUE });
  assert_folders (fixture, "g First green 0;f Second green 2;");
  assert_list (fixture, LLM_HISTORY_FOLDER, "f", "b a");
  assert_list (fixture, LLM_HISTORY_FOLDER, "g", "");

  /* All or nothing. */
  g_assert_false (store_test_update_entries (fixture->store, ids, &nowhere, &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_CONSTRAINT);
  g_clear_error (&error);
  entry = find (fixture, LLM_HISTORY_ALL, "a");
  g_assert_cmpstr (llm_history_entry_get_data (entry)->folder_id, ==, "f");
  g_assert_null (llm_history_entry_get_data (entry)->color);

  save_folder (fixture, "f", "Renamed", 0);
  assert_folders (fixture, "f Renamed green 2;g First green 0;");
  g_string_truncate (fixture->changed, 0);
  g_assert_true (store_test_delete_folder (fixture->store, "f", &error));
  assert_changed (fixture, "any folders ");
  g_assert_true (store_test_delete_folder (fixture->store, "f", &error));
  assert_changed (fixture, "");
  assert_folders (fixture, "g First green 0;");
  assert_list (fixture, LLM_HISTORY_ALL, NULL, "b a");
  g_assert_cmpint (query (fixture, "SELECT count (folder_id) FROM conversation"), ==, 0);
}

/* --- Tags --- */

static void
assert_tags (Fixture *fixture, const char *expected)
{
  g_autoptr (GPtrArray) tags = store_test_list_tags (fixture->store);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < tags->len; i++)
    g_string_append_printf (text, "%s %u;", ((LlmTag *) tags->pdata[i])->name,
                            ((LlmTag *) tags->pdata[i])->n_entries);
  g_assert_cmpstr (text->str, ==, expected);
}

static void
assert_tags_of (Fixture *fixture, const char *id, const char *expected)
{
  g_autoptr (LlmHistoryEntry) entry = find (fixture, LLM_HISTORY_ALL, id);
  g_autofree char *tags = g_strjoinv ("|", (char **) llm_history_entry_get_data (entry)->tags);

  g_assert_cmpstr (tags, ==, expected);
}

static void
tag (Fixture *fixture, const char *ids, const char *name)
{
  change (fixture, ids, (LlmEntryChange){ .fields = LLM_ENTRY_ADD_TAG, .tag = name });
}

static void
test_tags (Fixture *fixture, gconstpointer data)
{
  g_autofree char *long_name = g_strnfill (5000, 'x');
  g_autofree char *cut = g_strnfill (100, 'x');
  g_autofree char *shown = g_strconcat ("over two lines|Work|", cut, NULL);

  for (guint i = 0; i < 3; i++)
    add (fixture, (char[]){ (char) ('a' + i), '\0' }, i + 1);
  g_string_truncate (fixture->changed, 0);
  tag (fixture, "a b", "Work");
  assert_changed (fixture, "a b folders ");
  tag (fixture, "c b", " wORK ");
  tag (fixture, "a", "over\ntwo lines");
  tag (fixture, "a", long_name);
  assert_tags_of (fixture, "a", shown);
  change (fixture, "a", (LlmEntryChange){ .fields = LLM_ENTRY_REMOVE_TAG, .tag = cut });
  tag (fixture, "a", "  ");
  assert_tags (fixture, "over two lines 1;Work 3;");
  assert_tags_of (fixture, "a", "over two lines|Work");
  assert_tags_of (fixture, "c", "Work");
  assert_list (fixture, LLM_HISTORY_TAG, "work", "c b a");
  g_assert_cmpint (query (fixture, "SELECT count (*) FROM title_fts ('work')"), ==, 3);

  /* What is asked again moves up in the tag's list, too. */
  store_test_execute (fixture->path, "UPDATE conversation SET active_at = 9 WHERE id = 'a'");
  assert_list (fixture, LLM_HISTORY_TAG, "work", "a c b");

  change (fixture, "c", (LlmEntryChange){ .fields = LLM_ENTRY_TRASHED, .trashed = TRUE });
  assert_tags (fixture, "over two lines 1;Work 2;");
  change (fixture, "a",
          (LlmEntryChange){ .fields = LLM_ENTRY_REMOVE_TAG, .tag = "OVER two lines" });
  assert_tags (fixture, "Work 2;");
  assert_tags_of (fixture, "a", "Work");
}

static void
rename_tag (Fixture *fixture, const char *name, const char *new_name)
{
  g_autoptr (GError) error = NULL;

  store_test_rename_tag (fixture->store, name, new_name, &error);
  g_assert_no_error (error);
}

static void
test_rename_tag (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    add (fixture, (char[]){ (char) ('a' + i), '\0' }, i + 1);
  tag (fixture, "a b", "one");
  tag (fixture, "b c", "two");
  g_string_truncate (fixture->changed, 0);
  rename_tag (fixture, "none", "other");
  assert_changed (fixture, "");
  rename_tag (fixture, "ONE", "One");
  assert_changed (fixture, "any folders ");
  assert_tags (fixture, "One 2;two 2;");
  assert_tags_of (fixture, "b", "One|two");

  rename_tag (fixture, "one", "two");
  assert_tags (fixture, "two 3;");
  assert_tags_of (fixture, "a", "two");
  assert_tags_of (fixture, "b", "two");
  assert_list (fixture, LLM_HISTORY_TAG, "two", "c b a");
  g_assert_cmpint (query (fixture, "SELECT count (*) FROM title_fts ('one')"), ==, 0);

  rename_tag (fixture, "two", NULL);
  assert_tags (fixture, "");
  assert_tags_of (fixture, "a", "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sqlite3_auto_extension ((void (*) (void)) trace_connection);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/history/pages", test_pages);
  ADD ("/history/one-statement", test_one_statement);
  ADD ("/history/find", test_find);
  ADD ("/history/titles", test_titles);
  ADD ("/history/pinned", test_pinned);
  ADD ("/history/archived-and-trash", test_archived_and_trash);
  ADD ("/history/purge", test_purge);
  ADD ("/history/purge-all", test_purge_all);
  ADD ("/history/folders", test_folders);
  ADD ("/history/tags", test_tags);
  ADD ("/history/rename-tag", test_rename_tag);
  return g_test_run ();
}
