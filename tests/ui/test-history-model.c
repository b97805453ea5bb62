/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-history-group.h"
#include "llm-history-model.h"
#include "llm-history-row.h"
#include "llm-history-text.h"
#include "llm-list-store.h"
#include "llm-ui-test.h"

#include "llm-error.h"

typedef struct
{
  ListStore *store;
  LlmHistoryModel *model;
  guint n_changes;
  guint position;
  guint removed;
  guint added;
} Fixture;

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  Fixture *fixture = data;

  fixture->n_changes++;
  fixture->position = position;
  fixture->removed = removed;
  fixture->added = added;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = list_store_new (GPOINTER_TO_UINT (data));
  fixture->model = llm_history_model_new (LLM_STORE (fixture->store));
  g_signal_connect (fixture->model, "items-changed", G_CALLBACK (items_changed_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->model);
  g_assert_finalize_object (fixture->store);
}

static guint
count (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->model));
}

static gboolean
has_settled (gpointer user_data)
{
  return !llm_history_model_get_loading (user_data);
}

static void
settle (Fixture *fixture)
{
  llm_ui_test_wait (has_settled, fixture->model);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
load (Fixture *fixture)
{
  llm_history_model_load_more (fixture->model);
  settle (fixture);
}

static const char *
get_title (Fixture *fixture, guint position)
{
  g_autoptr (LlmHistoryEntry) entry = g_list_model_get_item (G_LIST_MODEL (fixture->model),
                                                             position);

  g_assert_nonnull (entry);
  return llm_history_entry_get_title (entry);
}

/* The model is what the store would list, entry by entry. */
static void
assert_in_order (Fixture *fixture)
{
  gint64 previous = G_MAXINT64;

  for (guint i = 0; i < count (fixture); i++)
    {
      g_autoptr (LlmHistoryEntry) entry = g_list_model_get_item (G_LIST_MODEL (fixture->model), i);

      g_assert_cmpint (llm_history_entry_get_created_at (entry), <=, previous);
      previous = llm_history_entry_get_created_at (entry);
    }
}

static gint64
minutes (gint64 n)
{
  return n * 60 * G_USEC_PER_SEC;
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (count (fixture), ==, 0);
  g_assert_cmpuint (list_store_get_n_lists (fixture->store), ==, 0);
  g_assert_false (llm_history_model_get_complete (fixture->model));

  load (fixture);
  g_assert_cmpuint (count (fixture), ==, 100);
  g_assert_cmpstr (get_title (fixture, 0), ==, "Comparison 0");
  g_assert_false (llm_history_model_get_complete (fixture->model));

  load (fixture);
  g_assert_cmpuint (count (fixture), ==, 200);
  g_assert_cmpuint (fixture->position, ==, 100);
  g_assert_cmpuint (fixture->removed, ==, 0);
  g_assert_cmpuint (fixture->added, ==, 100);

  load (fixture);
  g_assert_cmpuint (count (fixture), ==, 250);
  g_assert_true (llm_history_model_get_complete (fixture->model));
  g_assert_cmpuint (fixture->n_changes, ==, 3);

  /* Nothing is asked any more. */
  load (fixture);
  /* One of them for those that are pinned. */
  g_assert_cmpuint (list_store_get_n_lists (fixture->store), ==, 4);
  assert_in_order (fixture);
}

static void
test_one_page_at_a_time (Fixture *fixture, gconstpointer data)
{
  list_store_set_held (fixture->store, TRUE);
  llm_history_model_load_more (fixture->model);
  g_assert_true (llm_history_model_get_loading (fixture->model));
  llm_history_model_load_more (fixture->model);
  llm_history_model_load_more (fixture->model);
  list_store_set_held (fixture->store, FALSE);
  settle (fixture);
  g_assert_cmpuint (count (fixture), ==, 100);
  g_assert_cmpuint (list_store_get_n_lists (fixture->store), ==, 2);
}

static void
test_new_entry (Fixture *fixture, gconstpointer data)
{
  load (fixture);
  list_store_add (fixture->store, "new", "The newest", G_USEC_PER_SEC);
  list_store_emit (fixture->store, "new");
  settle (fixture);

  g_assert_cmpuint (count (fixture), ==, 101);
  g_assert_cmpstr (get_title (fixture, 0), ==, "The newest");
  g_assert_cmpuint (fixture->n_changes, ==, 2);
  g_assert_cmpuint (fixture->position, ==, 0);
  g_assert_cmpuint (fixture->removed, ==, 0);
  g_assert_cmpuint (fixture->added, ==, 1);

  /* Few entries were read for it, and the next page goes on where it was. */
  g_assert_cmpuint (list_store_get_n_listed (fixture->store), <, 150);
  load (fixture);
  g_assert_cmpuint (count (fixture), ==, 201);
  assert_in_order (fixture);
}

/* One that is older than the first page, as an import would add. */
static void
test_new_entry_deep (Fixture *fixture, gconstpointer data)
{
  guint position;

  load (fixture);
  load (fixture);
  list_store_add (fixture->store, "deep", "Deep", minutes (-150) - 1);
  list_store_emit (fixture->store, "deep");
  settle (fixture);
  g_assert_true (llm_history_model_find (fixture->model, "deep", &position));
  g_assert_cmpuint (position, ==, 151);
  g_assert_cmpuint (fixture->added, ==, 1);

  /* What is not loaded yet comes with its page, once. */
  list_store_add (fixture->store, "deeper", "Deeper", minutes (-220) - 1);
  list_store_emit (fixture->store, "deeper");
  settle (fixture);
  g_assert_false (llm_history_model_find (fixture->model, "deeper", NULL));
  load (fixture);
  g_assert_true (llm_history_model_find (fixture->model, "deeper", NULL));
  g_assert_cmpuint (count (fixture), ==, 252);
  assert_in_order (fixture);
}

static void
test_changed_entry (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = list_store_make_id (42);
  guint before;

  load (fixture);
  before = list_store_get_n_listed (fixture->store);
  list_store_rename (fixture->store, id, "Renamed");
  list_store_emit (fixture->store, id);
  settle (fixture);

  g_assert_cmpstr (get_title (fixture, 42), ==, "Renamed");
  g_assert_cmpuint (fixture->position, ==, 42);
  g_assert_cmpuint (fixture->removed, ==, 1);
  g_assert_cmpuint (fixture->added, ==, 1);
  g_assert_cmpuint (list_store_get_n_listed (fixture->store), ==, before + 1);

  /* A change that does not show changes nothing. */
  list_store_emit (fixture->store, id);
  settle (fixture);
  g_assert_cmpuint (fixture->n_changes, ==, 2);
}

static void
test_deleted_entry (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = list_store_make_id (0);
  g_autofree char *last = list_store_make_id (99);

  load (fixture);
  list_store_drop (fixture->store, first);
  list_store_emit (fixture->store, first);
  settle (fixture);
  g_assert_false (llm_history_model_find (fixture->model, first, NULL));
  g_assert_cmpuint (fixture->position, ==, 0);
  g_assert_cmpuint (fixture->removed, ==, 1);
  g_assert_cmpuint (fixture->added, ==, 0);

  /* The last one of a page: its place may be taken by the next, but not twice. */
  list_store_drop (fixture->store, last);
  list_store_emit (fixture->store, last);
  settle (fixture);
  g_assert_false (llm_history_model_find (fixture->model, last, NULL));
  load (fixture);
  load (fixture);
  g_assert_cmpuint (count (fixture), ==, 248);
  assert_in_order (fixture);
}

static void
test_burst (Fixture *fixture, gconstpointer data)
{
  load (fixture);
  list_store_set_held (fixture->store, TRUE);
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *id = list_store_make_id (7);

      list_store_emit (fixture->store, id);
    }
  list_store_set_held (fixture->store, FALSE);
  settle (fixture);
  /* One on its way, one for all that came meanwhile. */
  g_assert_cmpuint (list_store_get_n_lists (fixture->store), <=, 4);
}

/* Answers that arrive after another change was told are not the last word. */
static void
test_change_while_loading (Fixture *fixture, gconstpointer data)
{
  list_store_set_held (fixture->store, TRUE);
  llm_history_model_load_more (fixture->model);
  list_store_add (fixture->store, "new", "The newest", G_USEC_PER_SEC);
  list_store_emit (fixture->store, "new");
  list_store_set_held (fixture->store, FALSE);
  settle (fixture);
  g_assert_true (llm_history_model_find (fixture->model, "new", NULL));
  load (fixture);
  load (fixture);
  g_assert_cmpuint (count (fixture), ==, 251);
  assert_in_order (fixture);
}

static void
test_hide (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = list_store_make_id (3);
  g_autofree char *next = list_store_make_id (4);
  g_autofree char *deep = list_store_make_id (150);
  guint position;

  load (fixture);
  llm_history_model_hide (fixture->model, id);
  g_assert_cmpuint (count (fixture), ==, 99);
  g_assert_false (llm_history_model_find (fixture->model, id, NULL));

  /* Looks into the store must not bring it back, nor take its neighbour away. */
  list_store_emit (fixture->store, id);
  list_store_rename (fixture->store, next, "Renamed");
  list_store_emit (fixture->store, next);
  settle (fixture);
  g_assert_false (llm_history_model_find (fixture->model, id, NULL));
  g_assert_cmpstr (get_title (fixture, 3), ==, "Renamed");
  g_assert_cmpuint (count (fixture), ==, 99);

  llm_history_model_unhide (fixture->model, id);
  g_assert_true (llm_history_model_find (fixture->model, id, &position));
  g_assert_cmpuint (position, ==, 3);

  /* Hidden before it was read. */
  llm_history_model_hide (fixture->model, deep);
  load (fixture);
  g_assert_cmpuint (count (fixture), ==, 199);
  llm_history_model_unhide (fixture->model, deep);
  settle (fixture);
  g_assert_true (llm_history_model_find (fixture->model, deep, &position));
  g_assert_cmpuint (position, ==, 150);

  /* Deleted while it was hidden. */
  llm_history_model_hide (fixture->model, id);
  list_store_drop (fixture->store, id);
  llm_history_model_forget (fixture->model, id);
  llm_history_model_unhide (fixture->model, id);
  settle (fixture);
  g_assert_false (llm_history_model_find (fixture->model, id, NULL));
}

static void
test_error (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (LLM_DB_ERROR, LLM_DB_ERROR_CORRUPT, "Damaged.");

  list_store_set_error (fixture->store, error);
  load (fixture);
  g_assert_cmpuint (count (fixture), ==, 0);
  g_assert_error (llm_history_model_get_error (fixture->model), LLM_DB_ERROR, LLM_DB_ERROR_CORRUPT);
  g_assert_false (llm_history_model_get_complete (fixture->model));

  list_store_set_error (fixture->store, NULL);
  load (fixture);
  g_assert_cmpuint (count (fixture), ==, 100);
  g_assert_no_error (llm_history_model_get_error (fixture->model));

  /* A row that cannot be read again stays. */
  list_store_set_error (fixture->store, error);
  {
    g_autofree char *id = list_store_make_id (5);

    list_store_emit (fixture->store, id);
  }
  settle (fixture);
  g_assert_cmpuint (count (fixture), ==, 100);
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  load (fixture);
  g_assert_cmpuint (count (fixture), ==, 0);
  g_assert_true (llm_history_model_get_complete (fixture->model));

  list_store_add (fixture->store, "first", "The first", 0);
  list_store_emit (fixture->store, "first");
  settle (fixture);
  g_assert_cmpuint (count (fixture), ==, 1);
}

static void
change (Fixture *fixture, guint index, LlmEntryFields fields, gint64 time)
{
  g_autofree char *id = list_store_make_id (index);
  LlmEntryData data = *llm_history_entry_get_data (list_store_find (fixture->store, id));

  if (fields & LLM_ENTRY_PINNED)
    data.pinned = !data.pinned;
  if (fields & LLM_ENTRY_TRASHED)
    data.deleted_at = data.deleted_at != 0 ? 0 : 1;
  if (fields & LLM_ENTRY_RANK)
    data.active_at = data.rank = time;
  list_store_put (fixture->store, &data);
}

static void
emit (Fixture *fixture, guint index)
{
  g_autofree char *id = list_store_make_id (index);

  list_store_emit (fixture->store, id);
  settle (fixture);
}

/* What is pinned comes first, and none is there twice. */
static void
test_sections (Fixture *fixture, gconstpointer data)
{
  change (fixture, 5, LLM_ENTRY_PINNED, 0);
  change (fixture, 200, LLM_ENTRY_PINNED, 0);
  load (fixture);
  g_assert_cmpuint (count (fixture), ==, 102);
  g_assert_cmpstr (get_title (fixture, 0), ==, "Comparison 5");
  g_assert_cmpstr (get_title (fixture, 1), ==, "Comparison 200");
  g_assert_cmpstr (get_title (fixture, 2), ==, "Comparison 0");
  g_assert_cmpint (llm_history_model_get_section (fixture->model, 1), ==, LLM_HISTORY_PINNED);
  g_assert_cmpint (llm_history_model_get_section (fixture->model, 2), ==, LLM_HISTORY_RECENT);

  /* From one section to the other, told or not. */
  change (fixture, 7, LLM_ENTRY_PINNED, 0);
  emit (fixture, 7);
  g_assert_cmpuint (count (fixture), ==, 102);
  g_assert_cmpstr (get_title (fixture, 1), ==, "Comparison 7");
  change (fixture, 5, LLM_ENTRY_PINNED, 0);
  load (fixture);
  load (fixture);
  emit (fixture, 5);
  g_assert_cmpuint (count (fixture), ==, 250);
  g_assert_cmpstr (get_title (fixture, 0), ==, "Comparison 7");
  g_assert_cmpstr (get_title (fixture, 7), ==, "Comparison 5");
}

/* One that has left the pinned ones unnoticed is met again further down, once. */
static void
test_met_again (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = list_store_make_id (200);
  guint position;

  change (fixture, 200, LLM_ENTRY_PINNED, 0);
  load (fixture);
  g_assert_cmpstr (get_title (fixture, 0), ==, "Comparison 200");
  change (fixture, 200, LLM_ENTRY_PINNED, 0);
  load (fixture);
  load (fixture);
  g_assert_cmpuint (count (fixture), ==, 250);
  g_assert_true (llm_history_model_find (fixture->model, id, &position));
  g_assert_cmpuint (position, ==, 200);
  assert_in_order (fixture);
}

/* What was asked again comes to the top, what is thrown away goes and comes back. */
static void
test_moved_entry (Fixture *fixture, gconstpointer data)
{
  load (fixture);
  load (fixture);
  change (fixture, 150, LLM_ENTRY_RANK, LIST_STORE_NEWEST + minutes (1));
  emit (fixture, 150);
  g_assert_cmpuint (count (fixture), ==, 200);
  g_assert_cmpstr (get_title (fixture, 0), ==, "Comparison 150");
  g_assert_cmpstr (get_title (fixture, 150), ==, "Comparison 149");
  g_assert_cmpstr (get_title (fixture, 151), ==, "Comparison 151");

  change (fixture, 120, LLM_ENTRY_TRASHED, 0);
  emit (fixture, 120);
  g_assert_cmpuint (count (fixture), ==, 199);
  change (fixture, 120, LLM_ENTRY_TRASHED, 0);
  emit (fixture, 120);
  g_assert_cmpuint (count (fixture), ==, 200);
  g_assert_cmpstr (get_title (fixture, 121), ==, "Comparison 120");
}

typedef struct
{
  guint n_removed;
  guint n_added;
} Tally;

static void
tally_cb (GListModel *model, guint position, guint removed, guint added, Tally *tally)
{
  tally->n_removed += removed;
  tally->n_added += added;
}

/* Anything may have changed: what has is replaced, the rest is left alone. */
static void
test_all_changed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *renamed = list_store_make_id (3);
  g_autofree char *gone = list_store_make_id (170);
  g_autofree char *late = list_store_make_id (240);
  Tally tally = { 0, 0 };

  load (fixture);
  load (fixture);
  g_signal_connect (fixture->model, "items-changed", G_CALLBACK (tally_cb), &tally);
  list_store_rename (fixture->store, renamed, "Renamed");
  list_store_drop (fixture->store, gone);
  list_store_rename (fixture->store, late, "Not loaded");
  list_store_add (fixture->store, "new", "The newest", G_USEC_PER_SEC);
  list_store_emit (fixture->store, NULL);
  settle (fixture);

  g_assert_cmpuint (count (fixture), ==, 200);
  g_assert_cmpstr (get_title (fixture, 0), ==, "The newest");
  g_assert_cmpstr (get_title (fixture, 4), ==, "Renamed");
  g_assert_false (llm_history_model_find (fixture->model, gone, NULL));
  g_assert_cmpuint (tally.n_removed, ==, 2);
  g_assert_cmpuint (tally.n_added, ==, 2);
  load (fixture);
  g_assert_cmpuint (count (fixture), ==, 250);
  g_assert_true (llm_history_model_get_complete (fixture->model));
  assert_in_order (fixture);
}

/* Many changes at once cost no more than reading again what is there. */
static void
test_many_changed (Fixture *fixture, gconstpointer data)
{
  guint before;

  load (fixture);
  before = list_store_get_n_lists (fixture->store);
  list_store_set_held (fixture->store, TRUE);
  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *id = list_store_make_id (i);

      change (fixture, i, LLM_ENTRY_TRASHED, 0);
      list_store_emit (fixture->store, id);
    }
  list_store_set_held (fixture->store, FALSE);
  settle (fixture);
  g_assert_cmpstr (get_title (fixture, 0), ==, "Comparison 60");
  g_assert_cmpuint (list_store_get_n_lists (fixture->store) - before, <=, 6);
}

static void
test_one_place (Fixture *fixture, gconstpointer data)
{
  const LlmHistoryQuery trash = { .section = LLM_HISTORY_TRASH };
  g_autoptr (LlmHistoryModel) model = NULL;

  change (fixture, 9, LLM_ENTRY_TRASHED, 0);
  model = llm_history_model_new_for (LLM_STORE (fixture->store), &trash);
  llm_history_model_load_more (model);
  llm_ui_test_wait (has_settled, model);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 1);
  g_assert_true (llm_history_model_get_complete (model));
  change (fixture, 9, LLM_ENTRY_TRASHED, 0);
  emit (fixture, 9);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 0);
}

static void
assert_group (Fixture *fixture, guint position, GDateTime *now, const char *text, gboolean begins)
{
  g_autofree char *group = llm_history_model_get_group (fixture->model, position, now);

  g_assert_cmpstr (group, ==, text);
  g_assert_cmpint (llm_history_model_begins_group (fixture->model, position, now), ==, begins);
}

static void
test_groups (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GDateTime) now = g_date_time_new (zone, 2023, 11, 14, 23, 59, 58);
  g_autoptr (GDateTime) midnight = g_date_time_add_seconds (now, 2);
  g_autoptr (GDateTime) newest
      = g_date_time_new_from_unix_utc (LIST_STORE_NEWEST / G_USEC_PER_SEC);
  const gint64 day = minutes (24 * 60);

  /* It is the 14th of November, 22:13:20. */
  g_assert_cmpint (g_date_time_get_day_of_month (newest), ==, 14);
  change (fixture, 0, LLM_ENTRY_PINNED, 0);
  change (fixture, 3, LLM_ENTRY_RANK, LIST_STORE_NEWEST - day);
  change (fixture, 4, LLM_ENTRY_RANK, LIST_STORE_NEWEST - 2 * day);
  change (fixture, 5, LLM_ENTRY_RANK, LIST_STORE_NEWEST - 7 * day);
  change (fixture, 6, LLM_ENTRY_RANK, LIST_STORE_NEWEST - 8 * day);
  change (fixture, 7, LLM_ENTRY_RANK, LIST_STORE_NEWEST - 14 * day);
  load (fixture);
  assert_group (fixture, 0, now, "Pinned", TRUE);
  assert_group (fixture, 1, now, "Today", TRUE);
  assert_group (fixture, 2, now, "Today", FALSE);
  assert_group (fixture, 3, now, "Yesterday", TRUE);
  assert_group (fixture, 4, now, "Last 7 days", TRUE);
  assert_group (fixture, 5, now, "Last 7 days", FALSE);
  assert_group (fixture, 6, now, "November 2023", TRUE);
  assert_group (fixture, 7, now, "October 2023", TRUE);
  assert_group (fixture, 8, now, NULL, FALSE);

  /* A new day. */
  g_assert_cmpuint (llm_history_group_get_seconds_left (now), <=, 3);
  assert_group (fixture, 1, midnight, "Yesterday", TRUE);
  assert_group (fixture, 3, midnight, "Last 7 days", TRUE);
  assert_group (fixture, 5, midnight, "November 2023", TRUE);
  assert_group (fixture, 6, midnight, "November 2023", FALSE);
}

/* Nobody waits for an answer that comes after the model is gone. */
static void
test_gone_while_loading (void)
{
  ListStore *store = list_store_new (10);
  LlmHistoryModel *model = llm_history_model_new (LLM_STORE (store));

  list_store_set_held (store, TRUE);
  llm_history_model_load_more (model);
  g_object_run_dispose (G_OBJECT (model));
  list_store_set_held (store, FALSE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (model);
  g_assert_finalize_object (store);
}

static char *
format_time (const char *iso, GDateTime *now)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (iso, g_date_time_get_timezone (now));

  g_assert_nonnull (time);
  return llm_history_text_format_time (g_date_time_to_unix (time) * G_USEC_PER_SEC, now);
}

static void
test_times (void)
{
  static const struct
  {
    const char *time;
    const char *text;
  } cases[] = {
    { "2026-01-01T14:02:59", "14:02" },      { "2026-01-01T00:00:00", "00:00" },
    { "2025-12-31T23:59:59", "Yesterday" },  { "2025-12-31T00:00:00", "Yesterday" },
    { "2025-12-30T23:59:59", "30 Dec 2025" }, { "2026-03-05T10:00:00", "5 Mar" },
  };
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Vienna");
  g_autoptr (GDateTime) now = NULL;

  if (zone == NULL)
    zone = g_time_zone_new_utc ();
  now = g_date_time_new (zone, 2026, 1, 1, 15, 0, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = format_time (cases[i].time, now);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
  {
    g_autofree char *absurd = llm_history_text_format_time (G_MAXINT64, now);

    g_assert_nonnull (absurd);
  }
}

#define ADD(name, n, func)                                                                         \
  g_test_add ("/ui/history-model/" name, Fixture, GUINT_TO_POINTER (n), set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("pages", 250, test_pages);
  ADD ("one-page-at-a-time", 250, test_one_page_at_a_time);
  ADD ("new-entry", 250, test_new_entry);
  ADD ("new-entry-deep", 250, test_new_entry_deep);
  ADD ("changed-entry", 250, test_changed_entry);
  ADD ("deleted-entry", 250, test_deleted_entry);
  ADD ("burst", 250, test_burst);
  ADD ("change-while-loading", 250, test_change_while_loading);
  ADD ("hide", 250, test_hide);
  ADD ("sections", 250, test_sections);
  ADD ("met-again", 250, test_met_again);
  ADD ("moved-entry", 250, test_moved_entry);
  ADD ("all-changed", 250, test_all_changed);
  ADD ("many-changed", 250, test_many_changed);
  ADD ("one-place", 50, test_one_place);
  ADD ("groups", 8, test_groups);
  ADD ("error", 250, test_error);
  ADD ("empty", 0, test_empty);
  g_test_add_func ("/ui/history-model/gone-while-loading", test_gone_while_loading);
  g_test_add_func ("/ui/history-row/times", test_times);

  return g_test_run ();
}
