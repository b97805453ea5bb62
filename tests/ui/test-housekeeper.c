/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-error.h"
#include "llm-fake-archive.h"
#include "llm-housekeeper.h"
#include "llm-list-store.h"
#include "llm-shell-test.h"
#include "llm-stored-images.h"

#define DAY G_TIME_SPAN_DAY
#define NOW (G_GINT64_CONSTANT (1800000000) * G_USEC_PER_SEC)

typedef struct
{
  LlmShellTest shell;
  FakeArchive *archive;
  LlmHousekeeper *keeper;
  LlmComparison *running;
  gint64 now;
  guint n_told;
  char *told;
} Fixture;

static gint64
get_now (gpointer user_data)
{
  return ((Fixture *) user_data)->now;
}

static void
failing_cb (Fixture *fixture, const char *message)
{
  fixture->n_told++;
  g_free (fixture->told);
  fixture->told = g_strdup (message);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  llm_shell_test_set_up (&fixture->shell, NULL);
  fixture->archive = fake_archive_new ();
  llm_context_set_archive (fixture->shell.context, LLM_ARCHIVE (fixture->archive));
  fixture->now = NOW;
  fixture->keeper = llm_housekeeper_new (fixture->shell.context);
  llm_housekeeper_set_clock (fixture->keeper, get_now, fixture);
  g_signal_connect_swapped (fixture->keeper, "failing", G_CALLBACK (failing_cb), fixture);
}

static void
run (Fixture *fixture, gboolean running)
{
  LlmRunner *runner = llm_context_get_runner (fixture->shell.context);
  g_autoptr (LlmAnswer) answer = NULL;

  if (running == (fixture->running != NULL))
    return;
  if (!running)
    {
      llm_runner_stop_all (runner);
      g_clear_object (&fixture->running);
      return;
    }
  fixture->running = llm_comparison_new ("Why?", NULL);
  answer = llm_answer_new ("demo", "swift", NULL);
  llm_comparison_add (fixture->running, answer);
  llm_runner_start (runner, fixture->running);
  g_assert_cmpuint (llm_runner_get_n_running (runner), ==, 1);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  run (fixture, FALSE);
  llm_shell_test_drain ();
  g_assert_finalize_object (fixture->keeper);
  g_free (fixture->told);
  llm_shell_test_tear_down (&fixture->shell);
  g_assert_finalize_object (fixture->archive);
}

static guint
count (Fixture *fixture, const char *call)
{
  g_auto (GStrv) parts = g_strsplit (fake_archive_get_log (fixture->archive), call, -1);

  return g_strv_length (parts) > 0 ? g_strv_length (parts) - 1 : 0;
}

static void
test_schedule (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    gint64 at; /* seconds since the start */
    gboolean running;
    guint wait;     /* until the next call */
    guint n_rounds; /* so far */
  } rows[] = {
    /* The window stands, and a comparison is begun at once. */
    { 0, FALSE, 10, 0 },
    { 4, FALSE, 6, 0 },
    { 10, TRUE, 10, 0 },
    { 500, TRUE, 10, 0 },
    /* As soon as all is quiet, then once an hour. */
    { 510, FALSE, 10, 1 },
    { 520, FALSE, 3590, 1 },
    { 530, TRUE, 3580, 1 },
    { 4109, FALSE, 1, 1 },
    { 4110, FALSE, 10, 2 },
    { 4120, FALSE, 3590, 2 },
    /* Late, as after a suspend: once, not for each hour that was missed. */
    { 90000, FALSE, 10, 3 },
    { 90010, FALSE, 3590, 3 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const gint64 time = G_GINT64_CONSTANT (123456) + rows[i].at * G_USEC_PER_SEC;

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      run (fixture, rows[i].running);
      g_assert_cmpuint (llm_housekeeper_tick (fixture->keeper, time), ==, rows[i].wait);
      llm_shell_test_drain ();
      g_assert_cmpuint (count (fixture, "if-due"), ==, rows[i].n_rounds);
      g_assert_cmpuint (count (fixture, "tidy"), ==, rows[i].n_rounds);
    }
}

/* Begins a round at that second since the start. */
static void
do_round (Fixture *fixture, gint64 at)
{
  llm_housekeeper_tick (fixture->keeper, 0);
  llm_housekeeper_tick (fixture->keeper, at * G_USEC_PER_SEC);
  llm_shell_test_drain ();
}

static void
test_clock (Fixture *fixture, gconstpointer data)
{
  do_round (fixture, 10);
  g_assert_cmpstr (fake_archive_get_log (fixture->archive), ==, "if-due 1800000000\ntidy\n");
}

/* An answer that begins while the copy is made is not disturbed by what comes after it. */
static void
test_interrupted (Fixture *fixture, gconstpointer data)
{
  fake_archive_set_held (fixture->archive, TRUE);
  do_round (fixture, 10);
  g_assert_cmpuint (count (fixture, "if-due"), ==, 1);
  /* However long it takes, there is one round at a time. */
  g_assert_cmpuint (llm_housekeeper_tick (fixture->keeper, (gint64) 8000 * G_USEC_PER_SEC), ==, 10);
  g_assert_cmpuint (count (fixture, "if-due"), ==, 1);

  run (fixture, TRUE);
  fake_archive_set_held (fixture->archive, FALSE);
  llm_shell_test_drain ();
  g_assert_cmpuint (count (fixture, "tidy"), ==, 0);
  g_assert_cmpuint (llm_housekeeper_tick (fixture->keeper, (gint64) 8010 * G_USEC_PER_SEC), ==, 10);
  llm_shell_test_drain ();
  g_assert_cmpuint (count (fixture, "if-due"), ==, 1);

  run (fixture, FALSE);
  llm_housekeeper_tick (fixture->keeper, (gint64) 8020 * G_USEC_PER_SEC);
  llm_shell_test_drain ();
  g_assert_cmpuint (count (fixture, "if-due"), ==, 2);
  g_assert_cmpuint (count (fixture, "tidy"), ==, 1);
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  fake_archive_set_held (fixture->archive, TRUE);
  do_round (fixture, 10);
  llm_housekeeper_stop (fixture->keeper);
  fake_archive_set_held (fixture->archive, FALSE);
  llm_shell_test_drain ();
  g_assert_cmpstr (fake_archive_get_log (fixture->archive), ==, "if-due 1800000000\n");
  llm_housekeeper_start (fixture->keeper);
}

static void
test_failing (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    gint64 newest; /* age of the last copy; -1 if there is none */
    gint64 later;  /* when the second round fails */
    guint n_first; /* told after the first round */
    guint n_told;  /* told in the end */
  } rows[] = {
    { -1, 0, 0, 0 },
    { -1, DAY, 0, 0 },
    { -1, DAY + 1, 0, 1 },
    { DAY / 2, DAY / 4, 0, 0 },
    { DAY / 2, DAY / 2 + 1, 0, 1 },
    { DAY + 1, 0, 1, 1 },
    { 30 * DAY, 30 * DAY, 1, 1 },
  };
  const gsize index = GPOINTER_TO_SIZE (data);
  g_autoptr (GError) error
      = g_error_new_literal (LLM_DB_ERROR, LLM_DB_ERROR_FULL, "The disk is full.");

  g_assert_cmpuint (index, <, G_N_ELEMENTS (rows));
  if (rows[index].newest >= 0)
    fake_archive_add (fixture->archive, "/made/old.db", NOW - rows[index].newest, LLM_BACKUP_DAILY,
                      1);
  fake_archive_set_error (fixture->archive, "if-due", error);
  do_round (fixture, 10);
  g_assert_cmpuint (fixture->n_told, ==, rows[index].n_first);
  fixture->now = NOW + rows[index].later;
  do_round (fixture, 4000);
  g_assert_cmpuint (count (fixture, "if-due"), ==, 2);
  g_assert_cmpuint (fixture->n_told, ==, rows[index].n_told);
  if (fixture->n_told > 0)
    g_assert_nonnull (strstr (fixture->told, "The disk is full."));

  /* The rest is done all the same. */
  g_assert_cmpuint (count (fixture, "tidy"), ==, 2);
}

static void
add_to_trash (Fixture *fixture, const char *id, gint64 deleted_at)
{
  const LlmEntryData entry = { .id = id, .title = id, .created_at = 1, .deleted_at = deleted_at };

  list_store_put (LIST_STORE (fixture->shell.store), &entry);
}

static void
test_trash (Fixture *fixture, gconstpointer data)
{
  LlmSettings *settings = llm_context_get_settings (fixture->shell.context);
  GSettings *gsettings = llm_settings_get_gsettings (settings);
  ListStore *store = LIST_STORE (fixture->shell.store);

  add_to_trash (fixture, "old", NOW - 31 * DAY);
  add_to_trash (fixture, "new", NOW - 29 * DAY);
  add_to_trash (fixture, "kept", 0);
  g_settings_set_uint (gsettings, "trash-days", 0);
  do_round (fixture, 10);
  g_assert_cmpuint (list_store_get_n_entries (store), ==, 3);

  g_settings_set_uint (gsettings, "trash-days", 30);
  do_round (fixture, 4000);
  g_assert_cmpuint (list_store_get_n_entries (store), ==, 2);
  g_assert_null (list_store_find (store, "old"));
  g_assert_cmpuint (count (fixture, "tidy"), ==, 2);
}

static void
test_images (Fixture *fixture, gconstpointer data)
{
  LlmSettings *settings = llm_context_get_settings (fixture->shell.context);
  LlmStoredImages test;

  llm_stored_images_set_up (&test);
  llm_context_set_images (fixture->shell.context, test.images);
  llm_settings_set_image_retention_days (settings, 30);
  do_round (fixture, 10);
  g_assert_cmpuint (fake_blobs_get_n_sweeps (test.blobs), ==, 1);
  g_assert_cmpint (fake_blobs_get_expire_before (test.blobs), ==, NOW - 30 * DAY);

  /* Once a day, and then not for ever if that is what the user wants. */
  fixture->now = NOW + DAY - 1;
  do_round (fixture, 4000);
  g_assert_cmpuint (fake_blobs_get_n_sweeps (test.blobs), ==, 1);
  llm_settings_set_image_retention_days (settings, 0);
  fixture->now = NOW + DAY;
  do_round (fixture, 8000);
  g_assert_cmpuint (fake_blobs_get_n_sweeps (test.blobs), ==, 2);
  g_assert_cmpint (fake_blobs_get_expire_before (test.blobs), ==, 0);

  /* A clock that went back puts nothing off. */
  fixture->now = NOW - 400 * DAY;
  do_round (fixture, 12000);
  g_assert_cmpuint (fake_blobs_get_n_sweeps (test.blobs), ==, 3);
  g_assert_cmpuint (count (fixture, "tidy"), ==, 4);

  /* Not while an answer comes. */
  fixture->now = NOW + 400 * DAY;
  run (fixture, TRUE);
  do_round (fixture, 16000);
  g_assert_cmpuint (fake_blobs_get_n_sweeps (test.blobs), ==, 3);

  llm_context_set_images (fixture->shell.context, NULL);
  run (fixture, FALSE);
  llm_shell_test_drain ();
  llm_stored_images_tear_down (&test);
}

/* Nothing real is needed: there may be no file. */
static void
test_no_archive (Fixture *fixture, gconstpointer data)
{
  llm_context_set_archive (fixture->shell.context, NULL);
  do_round (fixture, 10);
  do_round (fixture, 4000);
  g_assert_cmpstr (fake_archive_get_log (fixture->archive), ==, "");
}

#define ADD(name, func, data)                                                                      \
  g_test_add ("/ui/housekeeper/" name, Fixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("schedule", test_schedule, NULL);
  ADD ("clock", test_clock, NULL);
  ADD ("interrupted", test_interrupted, NULL);
  ADD ("stop", test_stop, NULL);
  ADD ("trash", test_trash, NULL);
  ADD ("images", test_images, NULL);
  ADD ("no-archive", test_no_archive, NULL);
  ADD ("failing/none", test_failing, GSIZE_TO_POINTER (0));
  ADD ("failing/none-a-day", test_failing, GSIZE_TO_POINTER (1));
  ADD ("failing/none-longer", test_failing, GSIZE_TO_POINTER (2));
  ADD ("failing/recent", test_failing, GSIZE_TO_POINTER (3));
  ADD ("failing/gets-old", test_failing, GSIZE_TO_POINTER (4));
  ADD ("failing/old", test_failing, GSIZE_TO_POINTER (5));
  ADD ("failing/once", test_failing, GSIZE_TO_POINTER (6));
  return g_test_run ();
}
