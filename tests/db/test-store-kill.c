/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-recorder.h"
#include "llm-store-test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A child streams the second turn of a chat into the store and says on its standard
 * output what the store has acknowledged; it is killed at a random moment.  Whatever
 * was acknowledged must be there afterwards. */

#define N_COLUMNS 3
#define N_ROUNDS 100

/* The first column ends after so many pieces; the others never do. */
#define N_PIECES_OF_FIRST 12

/* A slow machine (sanitizers, valgrind) does fewer rounds. */
#define TIME_LIMIT (30 * G_USEC_PER_SEC)
#define MIN_ROUNDS 10

/* As many as wanted, however long that takes. */
#define ROUNDS_VARIABLE "LLMSELECT_KILL_ROUNDS"

static LlmDeltaKind
kind_of_piece (guint n)
{
  return n % 4 == 0 ? LLM_DELTA_REASONING : LLM_DELTA_TEXT;
}

static char *
make_piece (guint column, guint n)
{
  return g_strdup_printf ("[%u.%u é]", column, n);
}

/* --- the child --- */

typedef struct
{
  LlmStore *store;
  LlmComparison *comparison;
  guint n_sent[N_COLUMNS];
} Child;

typedef struct
{
  Child *child;
  char what;
  guint column;
  guint n;
} Acknowledgement;

static void send_next (Child *child, guint column);

static void say (const char *format, ...) G_GNUC_PRINTF (1, 2);

static void
say (const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  if (write (STDOUT_FILENO, line, strlen (line)) < 0)
    _exit (1);
}

static void
acknowledged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Acknowledgement *ack = user_data;
  g_autoptr (GError) error = NULL;

  if (!llm_store_write_finish (LLM_STORE (source), result, &error))
    g_error ("%s", error->message);
  say ("%c %u %u\n", ack->what, ack->column, ack->n);
  if (ack->what != 'F')
    send_next (ack->child, ack->column);
}

static Acknowledgement *
acknowledgement_new (Child *child, char what, guint column, guint n)
{
  Acknowledgement *ack = g_new0 (Acknowledgement, 1);

  ack->child = child;
  ack->what = what;
  ack->column = column;
  ack->n = n;
  return ack;
}

static void
send_next (Child *child, guint column)
{
  LlmAnswer *answer = llm_comparison_get_answer (child->comparison, column);
  guint n = child->n_sent[column];
  g_autofree char *piece = make_piece (column, n);

  if (column == 0 && n == N_PIECES_OF_FIRST)
    {
      /* One more call may come back before the end is written. */
      if (!llm_answer_set_state (answer, LLM_ANSWER_DONE))
        return;
      llm_store_save_answer_async (child->store, llm_comparison_get_id (child->comparison), answer,
                                   NULL, acknowledged_cb,
                                   acknowledgement_new (child, 'F', column, n));
      return;
    }
  child->n_sent[column]++;
  llm_answer_append (answer, kind_of_piece (n), piece);
  llm_store_append_text_async (child->store, llm_answer_get_column_id (answer), kind_of_piece (n),
                               piece, NULL, acknowledged_cb,
                               acknowledgement_new (child, 'A', column, n + 1));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Child *child = user_data;
  g_autoptr (GError) error = NULL;

  if (!llm_store_write_finish (LLM_STORE (source), result, &error))
    g_error ("%s", error->message);
  say ("C 0 0\n");
  /* Two pieces of each column are on their way at any time. */
  for (guint i = 0; i < 2 * N_COLUMNS; i++)
    send_next (child, i % N_COLUMNS);
}

/* The first turn of the chat, which is complete. */
static void
save_first_turn (Child *child, LlmConversation *chat)
{
  g_autoptr (LlmComparison) first = store_test_make_comparison ("First", 1);
  LlmAnswer *answer = llm_comparison_get_answer (first, 0);

  llm_answer_append (answer, LLM_DELTA_TEXT, "complete");
  llm_answer_restore (answer, LLM_ANSWER_DONE);
  llm_conversation_append (chat, first);
  llm_store_save_conversation_async (child->store, chat, NULL, NULL, NULL);
  llm_store_save_comparison_async (child->store, first, NULL, NULL, NULL);
}

static int
run_child (const char *path)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (LlmConversation) chat = llm_conversation_new (LLM_KIND_CHAT, NULL);
  Child child = { NULL };

  child.store = store_test_open (path);
  child.comparison = store_test_make_comparison ("Killed", N_COLUMNS);
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (child.comparison, i);

      llm_answer_set_state (answer, LLM_ANSWER_CONNECTING);
      llm_answer_set_state (answer, LLM_ANSWER_STREAMING);
    }
  say ("I %s\n", llm_comparison_get_id (child.comparison));
  save_first_turn (&child, chat);
  llm_conversation_append (chat, child.comparison);
  llm_store_save_comparison_async (child.store, child.comparison, NULL, saved_cb, &child);
  g_main_loop_run (loop);
  return 0;
}

/* --- a child that asks again and again --- */

/* So many answers at most, that none is too old to be kept. */
#define N_ANSWERS 40

static char *
make_answer_text (guint n)
{
  return g_strdup_printf ("answer %u of some length, so that it has to be written somewhere", n);
}

typedef struct
{
  LlmStore *store;
  LlmComparison *comparison;
  guint n;
} Asker;

static void ask (Asker *asker);

/* What was asked before the flush is stored. */
static void
flushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asker *asker = user_data;
  g_autoptr (GError) error = NULL;

  if (!llm_store_write_finish (LLM_STORE (source), result, &error))
    g_error ("%s", error->message);
  say ("A 0 %u\n", asker->n);
  ask (asker);
}

/* One more answer, or the oldest one again, while pieces of it are on their way. */
static void
ask (Asker *asker)
{
  LlmAnswer *answer = llm_comparison_get_answer (asker->comparison, 0);
  g_autofree char *text = make_answer_text (asker->n);

  if (asker->n == N_ANSWERS)
    return;
  asker->n++;
  llm_answer_keep_version (answer);
  if (llm_answer_set_state (answer, LLM_ANSWER_QUEUED))
    llm_answer_clear (answer);
  llm_answer_set_state (answer, LLM_ANSWER_CONNECTING);
  llm_answer_set_state (answer, LLM_ANSWER_STREAMING);
  llm_answer_append (answer, LLM_DELTA_TEXT, text);
  llm_answer_set_state (answer, LLM_ANSWER_DONE);
  if (asker->n % 5 == 0)
    {
      g_autoptr (LlmAnswer) oldest
          = g_list_model_get_item (llm_answer_get_versions (answer), 0);

      llm_answer_use_version (answer, llm_answer_get_column_id (oldest));
    }
  llm_store_flush_async (asker->store, NULL, flushed_cb, asker);
}

static int
run_asking_child (const char *path)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Asker asker = { NULL };

  asker.store = store_test_open (path);
  asker.comparison = store_test_make_comparison ("Again", 1);
  say ("I %s\n", llm_comparison_get_id (asker.comparison));
  llm_recorder_save (llm_recorder_attach (asker.store, asker.comparison));
  ask (&asker);
  g_main_loop_run (loop);
  return 0;
}

/* --- the parent --- */

typedef struct
{
  char *id;
  gboolean saved;
  gboolean finished;
  guint n_pieces[N_COLUMNS];
  char *texts; /* what was there after the first look: must stay */
} Told;

static void
told_free (gpointer data)
{
  Told *told = data;

  g_free (told->id);
  g_free (told->texts);
  g_free (told);
}

static void
listen_to_line (Told *told, const char *line)
{
  guint column, n;

  if (line[0] == 'I')
    told->id = g_strdup (line + 2);
  else if (line[0] == 'C')
    told->saved = TRUE;
  else if (sscanf (line + 1, "%u %u", &column, &n) == 2 && column < N_COLUMNS)
    {
      told->n_pieces[column] = MAX (told->n_pieces[column], n);
      if (line[0] == 'F')
        told->finished = TRUE;
    }
}

/* Reads @n_lines, then kills, then reads what was said before the death. */
static Told *
run_and_kill (const char *program, const char *option, const char *path, int n_lines)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  Told *told = g_new0 (Told, 1);
  char *line;

  child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, option, path, NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  for (int i = 0; i < n_lines; i++)
    {
      line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_nonnull (line);
      listen_to_line (told, line);
      g_free (line);
    }
  g_subprocess_send_signal (child, SIGKILL);
  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, &error)) != NULL)
    {
      listen_to_line (told, line);
      g_free (line);
    }
  g_assert_no_error (error);
  g_subprocess_wait (child, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_signaled (child));
  return told;
}

/* What is stored must be the first pieces, all of them up to some number. */
static void
check_column (Told *told, guint column, LlmAnswer *answer)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) reasoning = g_string_new (NULL);
  gsize length = llm_answer_get_text_length (answer) + llm_answer_get_reasoning_length (answer);
  guint n;

  for (n = 0; text->len + reasoning->len < length; n++)
    {
      g_autofree char *piece = make_piece (column, n);

      g_string_append (kind_of_piece (n) == LLM_DELTA_TEXT ? text : reasoning, piece);
    }
  g_assert_cmpstr (llm_answer_get_text (answer), ==, text->str);
  g_assert_cmpstr (llm_answer_get_reasoning (answer), ==, reasoning->str);
  g_assert_cmpuint (n, >=, told->n_pieces[column]);

  if (llm_answer_get_state (answer) == LLM_ANSWER_DONE)
    {
      g_assert_cmpuint (column, ==, 0);
      g_assert_cmpuint (n, ==, N_PIECES_OF_FIRST);
      return;
    }
  g_assert_cmpstr (llm_answer_state_to_string (llm_answer_get_state (answer)), ==, "interrupted");
  g_assert_false (column == 0 && told->finished);
}

/* The chat has both turns, and counts them right. */
static void
check_chat (LlmStore *store, LlmComparison *comparison)
{
  LlmAnswer *answer = llm_comparison_get_answer (comparison, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmConversation) chat = store_test_load_conversation (
      store, llm_comparison_get_conversation_id (comparison), &error);
  g_autoptr (LlmThread) thread = NULL;
  const LlmEntryData *entry;

  g_assert_no_error (error);
  g_assert_true (llm_conversation_is_chat (chat));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (chat)), ==, 2);
  g_assert_cmpstr (llm_turn_get_id (llm_conversation_get_last (chat)), ==,
                   llm_comparison_get_id (comparison));
  entry = llm_history_entry_get_data (llm_conversation_get_entry (chat));
  g_assert_cmpuint (entry->n_messages, ==, 3 + N_COLUMNS);
  g_assert_cmpint (entry->active_at, >=, llm_comparison_get_created_at (comparison));

  thread = store_test_load_thread (store, llm_answer_get_column_id (answer), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (llm_thread_get_n_messages (thread), ==,
                    llm_answer_get_text_length (answer) > 0 ? 4 : 2);
  g_assert_cmpstr (llm_thread_get_message (thread, 1)->text, ==, "complete");
}

static void
check_comparison (LlmStore *store, Told *told)
{
  g_autoptr (LlmComparison) comparison = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) texts = g_string_new (NULL);

  if (told->id == NULL)
    return;
  comparison = store_test_load (store, told->id, &error);
  if (comparison == NULL)
    {
      g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND);
      g_assert_false (told->saved);
      return;
    }
  g_assert_cmpuint (llm_comparison_get_n_answers (comparison), ==, N_COLUMNS);
  check_chat (store, comparison);
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (comparison, i);

      check_column (told, i, answer);
      g_string_append_printf (texts, "%s|%s|", llm_answer_get_reasoning (answer),
                              llm_answer_get_text (answer));
    }
  if (told->texts == NULL)
    told->texts = g_strdup (texts->str);
  g_assert_cmpstr (told->texts, ==, texts->str);
}

static void
check_file (const char *path)
{
  g_autofree char *integrity = NULL;

  /* The first one may die before it makes a file. */
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return;
  integrity = store_test_query_text (path, "PRAGMA integrity_check");
  g_assert_cmpstr (integrity, ==, "ok");
  g_assert_cmpint (store_test_query_int64 (path, "SELECT count (*) FROM pragma_foreign_key_check"),
                   ==, 0);
  if (store_test_query_int64 (path, "PRAGMA user_version") == 0)
    return;
  store_test_execute (path,
                      "INSERT INTO title_fts (title_fts, rank) VALUES ('integrity-check', 1);"
                      "INSERT INTO prompt_fts (prompt_fts, rank) VALUES ('integrity-check', 1);"
                      "INSERT INTO answer_fts (answer_fts, rank) VALUES ('integrity-check', 1);"
                      "INSERT INTO word_fts (word_fts) VALUES ('integrity-check');");
}

static void
test_kill (gconstpointer program)
{
  g_autofree char *folder = store_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "test.db", NULL);
  g_autofree char *run_folder = g_build_filename (folder, "run", NULL);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (told_free);
  const char *wanted = g_getenv (ROUNDS_VARIABLE);
  const guint n_rounds = wanted != NULL ? (guint) atoi (wanted) : N_ROUNDS;
  gint64 time_limit = wanted != NULL ? G_MAXINT64 : g_get_monotonic_time () + TIME_LIMIT;
  LlmStore *long_lived = NULL;
  LlmStore *store;
  guint round;

  for (round = 0; round < n_rounds; round++)
    {
      /* Some die before they have said or done anything. */
      gint32 n_lines = g_test_rand_int_range (-5, 100);
      Told *told = run_and_kill (program, "--child", path, n_lines);

      g_ptr_array_add (all, told);
      /* What is left behind is settled by whoever opens the file next, or by one
       * who has it open and looks. */
      if (round % 2 == 0)
        {
          store = store_test_open (path);
          check_comparison (store, told);
          store_test_close (&store);
        }
      else
        {
          if (long_lived == NULL)
            long_lived = store_test_open (path);
          check_comparison (long_lived, told);
        }
      check_file (path);
      if (round >= MIN_ROUNDS && g_get_monotonic_time () > time_limit)
        break;
    }
  store_test_close (&long_lived);
  g_test_message ("%u rounds", round);

  /* Nothing older was lost, and nobody's traces are left. */
  store = store_test_open (path);
  for (guint i = 0; i < all->len; i++)
    check_comparison (store, all->pdata[i]);
  store_test_close (&store);
  g_assert_cmpint (store_test_query_int64 (path, "SELECT count (*) FROM piece"), ==, 0);
  g_assert_no_errno (rmdir (run_folder));
  store_test_remove_folder (folder);
}

/* Every answer that was there is what the column has, or one of its versions, once; one that
 * was being given may be cut off. */
static void
check_answers (LlmStore *store, Told *told)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmComparison) comparison = NULL;
  g_autoptr (GPtrArray) versions = NULL;
  const char *ids[] = { NULL, NULL };
  LlmAnswer *answer;

  if (told->id == NULL || told->n_pieces[0] == 0)
    return;
  comparison = store_test_load (store, told->id, &error);
  g_assert_no_error (error);
  answer = llm_comparison_get_answer (comparison, 0);
  ids[0] = llm_answer_get_column_id (answer);
  versions = store_test_load_versions (store, ids);
  g_assert_cmpuint (versions->len, ==, llm_answer_get_n_versions (answer));
  for (guint i = 0; i < versions->len; i++)
    {
      g_assert_true (llm_answer_get_text_length (versions->pdata[i]) > 0);
      g_hash_table_add (seen, g_strdup (llm_answer_get_text (versions->pdata[i])));
    }
  g_hash_table_add (seen, g_strdup (llm_answer_get_text (answer)));
  for (guint i = 0; i < told->n_pieces[0]; i++)
    {
      g_autofree char *text = make_answer_text (i);

      g_assert_true (g_hash_table_contains (seen, text));
    }
}

static void
test_kill_asking (gconstpointer program)
{
  g_autofree char *folder = store_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "test.db", NULL);
  gint64 time_limit = g_get_monotonic_time () + TIME_LIMIT;

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr (GError) error = NULL;
      Told *told
          = run_and_kill (program, "--asking-child", path, g_test_rand_int_range (0, N_ANSWERS));
      LlmStore *store = store_test_open (path);

      check_answers (store, told);
      store_test_close (&store);
      check_file (path);
      told_free (told);
      if (round >= MIN_ROUNDS && g_get_monotonic_time () > time_limit)
        break;
    }
  store_test_remove_folder (folder);
}

/* Whatever state the first start of all was killed in, the next one goes on. */
static void
test_kill_opening (gconstpointer program)
{
  for (guint round = 0; round < 30; round++)
    {
      g_autofree char *folder = store_test_make_folder ();
      g_autofree char *path = g_build_filename (folder, "test.db", NULL);
      g_autoptr (GSubprocess) child = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) entries = NULL;
      LlmStore *store;

      child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, program, "--child", path,
                                NULL);
      g_assert_no_error (error);
      g_usleep ((gulong) g_test_rand_int_range (0, 30000));
      g_subprocess_send_signal (child, SIGKILL);
      g_subprocess_wait (child, NULL, &error);
      g_assert_no_error (error);

      store = store_test_open (path);
      entries = store_test_list (store, 0, NULL, 10, &error);
      g_assert_no_error (error);
      store_test_close (&store);
      check_file (path);
      store_test_remove_folder (folder);
    }
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "--child"))
    return run_child (argv[2]);
  if (argc == 3 && g_str_equal (argv[1], "--asking-child"))
    return run_asking_child (argv[2]);

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/store/kill/streaming", argv[0], test_kill);
  g_test_add_data_func ("/store/kill/asking", argv[0], test_kill_asking);
  g_test_add_data_func ("/store/kill/opening", argv[0], test_kill_opening);
  return g_test_run ();
}
