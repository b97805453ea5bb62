/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-store-test.h"

#include <sqlite3.h>
#include <string.h>

/* Trees of turns in the store. */

typedef struct
{
  char *folder;
  char *path;
  LlmStore *store;
  GString *changed;
} Fixture;

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

  store_test_close (&fixture->store);
  integrity = store_test_query_text (fixture->path, "PRAGMA integrity_check");
  g_assert_cmpstr (integrity, ==, "ok");
  store_test_execute (fixture->path,
                      "INSERT INTO title_fts (title_fts, rank) VALUES ('integrity-check', 1);"
                      "INSERT INTO prompt_fts (prompt_fts, rank) VALUES ('integrity-check', 1);"
                      "INSERT INTO answer_fts (answer_fts, rank) VALUES ('integrity-check', 1);"
                      "INSERT INTO word_fts (word_fts) VALUES ('integrity-check');");
  store_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_string_free (fixture->changed, TRUE);
}

static void
save (Fixture *fixture, LlmComparison *comparison)
{
  g_autoptr (GError) error = NULL;

  store_test_save (fixture->store, comparison, &error);
  g_assert_no_error (error);
}

static void
save_conversation (Fixture *fixture, LlmConversation *conversation)
{
  g_autoptr (GError) error = NULL;

  store_test_save_conversation (fixture->store, conversation, &error);
  g_assert_no_error (error);
}

static LlmConversation *
load (Fixture *fixture, const char *id)
{
  g_autoptr (GError) error = NULL;
  LlmConversation *conversation = store_test_load_conversation (fixture->store, id, &error);

  g_assert_no_error (error);
  return conversation;
}

static const LlmEntryData *
get_entry (LlmConversation *conversation)
{
  return llm_history_entry_get_data (llm_conversation_get_entry (conversation));
}

/* Empty text for one that failed. */
static LlmAnswer *
make_answer (const char *model, const char *text)
{
  LlmAnswer *answer = llm_answer_new ("demo", model, NULL);

  llm_answer_append (answer, LLM_DELTA_TEXT, text);
  llm_answer_restore (answer, *text != '\0' ? LLM_ANSWER_DONE : LLM_ANSWER_FAILED);
  return answer;
}

/* A turn of one answer. */
static LlmComparison *
make_turn (const char *prompt, gint64 created_at, const char *model, const char *text)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (LlmAnswer) answer = make_answer (model, text);
  LlmComparison *turn = llm_comparison_new_with_id (id, prompt, NULL, NULL, created_at);

  llm_comparison_add (turn, answer);
  return turn;
}

/* Appends and saves turns "1", "2" and so on. */
static LlmConversation *
make_chat (Fixture *fixture, guint n_turns)
{
  LlmConversation *chat
      = llm_conversation_new_with_id ("chat", LLM_KIND_CHAT, "Title", 1000, "Be kind.");

  save_conversation (fixture, chat);
  for (guint i = 1; i <= n_turns; i++)
    {
      g_autofree char *prompt = g_strdup_printf ("prompt %u", i);
      g_autofree char *text = g_strdup_printf ("answer %u", i);
      g_autoptr (LlmComparison) turn = make_turn (prompt, 1000 + i, "m", text);

      llm_conversation_append (chat, turn);
      save (fixture, turn);
    }
  save_conversation (fixture, chat);
  return chat;
}

static void
add_thread (GString *text, const LlmThread *thread)
{
  for (guint i = 0; i < llm_thread_get_n_messages (thread); i++)
    {
      const LlmMessage *message = llm_thread_get_message (thread, i);

      g_string_append_printf (text, "%s%s: %s", i > 0 ? "|" : "",
                              message->role == LLM_ROLE_USER ? "U" : "A", message->text);
    }
}

static char *
load_thread (Fixture *fixture, const char *column_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmThread) thread = store_test_load_thread (fixture->store, column_id, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  add_thread (text, thread);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_thread (Fixture *fixture,
               LlmConversation *conversation,
               guint position,
               const char *expected)
{
  g_autoptr (LlmTurn) turn = g_list_model_get_item (G_LIST_MODEL (conversation), position);
  LlmAnswer *answer = llm_comparison_get_answer (llm_turn_get_comparison (turn), 0);
  g_autofree char *thread = load_thread (fixture, llm_answer_get_column_id (answer));

  g_assert_cmpstr (thread, ==, expected);
}

static char *
describe_branch (LlmConversation *conversation)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (conversation)); i++)
    {
      g_autoptr (LlmTurn) turn = g_list_model_get_item (G_LIST_MODEL (conversation), i);

      g_string_append_printf (text, "%s %s %s;", llm_turn_get_id (turn),
                              llm_turn_get_previous_id (turn), llm_turn_get_after_id (turn));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_same_branch (LlmConversation *a, LlmConversation *b)
{
  g_autofree char *first = describe_branch (a);
  g_autofree char *second = describe_branch (b);

  g_assert_cmpstr (first, ==, second);
}

/* --- One conversation --- */

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  const char *const models[] = { "demo:m", NULL };
  g_autoptr (LlmConversation) chat = make_chat (fixture, 3);
  g_autoptr (LlmConversation) loaded = NULL;
  g_autoptr (LlmTurn) second = NULL;
  LlmAnswer *answer;

  llm_conversation_set_draft (chat, "And what about");
  llm_conversation_set_system (chat, "Be brief.");
  save_conversation (fixture, chat);
  loaded = load (fixture, "chat");
  g_assert_true (llm_conversation_is_chat (loaded));
  g_assert_cmpstr (llm_conversation_get_title (loaded), ==, "Title");
  g_assert_cmpstr (llm_conversation_get_system (loaded), ==, "Be brief.");
  g_assert_cmpstr (llm_conversation_get_draft (loaded), ==, "And what about");
  g_assert_cmpint (llm_conversation_get_created_at (loaded), ==, 1000);
  g_assert_cmpstr (llm_conversation_get_active_id (loaded), ==,
                   llm_conversation_get_active_id (chat));
  assert_same_branch (loaded, chat);
  g_assert_cmpint (get_entry (loaded)->active_at, ==, 1003);
  g_assert_cmpint (get_entry (loaded)->rank, ==, 1003);
  g_assert_cmpuint (get_entry (loaded)->n_messages, ==, 6);
  g_assert_cmpstr (get_entry (loaded)->snippet, ==, "prompt 1");
  g_assert_cmpstrv (get_entry (loaded)->models, models);

  second = g_list_model_get_item (G_LIST_MODEL (loaded), 1);
  answer = llm_comparison_get_answer (llm_turn_get_comparison (second), 0);
  g_assert_cmpstr (llm_answer_get_text (answer), ==, "answer 2");
  g_assert_cmpstr (llm_comparison_get_conversation_id (llm_turn_get_comparison (second)), ==,
                   "chat");
  assert_thread (fixture, chat, 1, "U: prompt 1|A: answer 1|U: prompt 2|A: answer 2");
}

/* What the list shows of a conversation follows its turns, and nothing else. */
static void
test_list_row (Fixture *fixture, gconstpointer data)
{
  const char *const ids[] = { "chat", NULL };
  const char *const models[] = { "demo:m", "demo:other", NULL };
  const LlmEntryChange pin
      = { .fields = LLM_ENTRY_RANK | LLM_ENTRY_COLOR, .rank = 7, .color = "red" };
  g_autoptr (LlmConversation) chat = make_chat (fixture, 1);
  g_autoptr (LlmConversation) loaded = NULL;
  LlmComparison *first = llm_turn_get_comparison (llm_conversation_get_last (chat));
  g_autoptr (LlmAnswer) again = make_answer ("other", "again");
  g_autoptr (LlmComparison) second = make_turn ("later", 5000, "m", "answer");

  g_assert_cmpstr (fixture->changed->str, ==, "chat chat ");
  g_assert_true (store_test_update_entries (fixture->store, ids, &pin, NULL));
  g_string_truncate (fixture->changed, 0);
  llm_answer_set_vote (llm_comparison_get_answer (first, 0), LLM_VOTE_UP);
  save (fixture, first);
  store_test_save_answer (fixture->store, llm_comparison_get_id (first),
                          llm_comparison_get_answer (first, 0), NULL);
  g_assert_cmpstr (fixture->changed->str, ==, "");
  llm_comparison_add (first, again);
  store_test_save_answer (fixture->store, llm_comparison_get_id (first), again, NULL);
  g_assert_cmpstr (fixture->changed->str, ==, "chat ");
  loaded = load (fixture, "chat");
  g_assert_cmpint (get_entry (loaded)->active_at, ==, 1001);
  g_assert_cmpuint (get_entry (loaded)->n_messages, ==, 3);
  g_assert_cmpstrv (get_entry (loaded)->models, models);

  /* Asking moves it up, but not from where the user has put it. */
  llm_conversation_append (chat, second);
  save (fixture, second);
  g_clear_object (&loaded);
  loaded = load (fixture, "chat");
  g_assert_cmpint (get_entry (loaded)->active_at, ==, 5000);
  g_assert_cmpint (get_entry (loaded)->rank, ==, 7);
  g_assert_cmpstr (get_entry (loaded)->color, ==, "red");
  g_assert_cmpuint (get_entry (loaded)->n_messages, ==, 5);
}

/* Two windows cannot undo each other's changes of places. */
static void
test_old_place (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) chat = make_chat (fixture, 3);
  g_autoptr (LlmConversation) other = load (fixture, "chat");
  g_autoptr (LlmConversation) loaded = NULL;
  g_autoptr (LlmTurn) second = g_list_model_get_item (G_LIST_MODEL (other), 1);
  g_autoptr (GPtrArray) turns = llm_conversation_dup_turns (other);
  LlmComparison *third = llm_turn_get_comparison (llm_conversation_get_last (chat));

  llm_conversation_delete_turn (other, second);
  g_assert_true (store_test_update_turns (fixture->store, turns, NULL));
  save (fixture, third);
  loaded = load (fixture, "chat");
  assert_same_branch (loaded, other);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (loaded)), ==, 2);
}

static void
collect_cb (LlmConversation *conversation, GPtrArray *turns, Fixture *fixture)
{
  g_assert_true (store_test_update_turns (fixture->store, turns, NULL));
}

static void
test_delete_and_restore (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) chat = make_chat (fixture, 4);
  g_autoptr (LlmConversation) loaded = NULL;
  g_autoptr (LlmTurn) first = g_list_model_get_item (G_LIST_MODEL (chat), 0);
  g_autoptr (LlmTurn) second = g_list_model_get_item (G_LIST_MODEL (chat), 1);

  g_signal_connect (chat, "turns-changed", G_CALLBACK (collect_cb), fixture);
  llm_conversation_delete_turn (chat, second);
  llm_conversation_delete_turn (chat, first);
  loaded = load (fixture, "chat");
  assert_same_branch (loaded, chat);
  g_assert_cmpuint (llm_conversation_get_n_turns (loaded), ==, 4);
  g_assert_cmpuint (get_entry (loaded)->n_messages, ==, 4);
  g_assert_cmpstr (get_entry (loaded)->snippet, ==, "prompt 3");
  assert_thread (fixture, chat, 1, "U: prompt 3|A: answer 3|U: prompt 4|A: answer 4");

  llm_conversation_restore_turn (chat, first);
  llm_conversation_restore_turn (chat, second);
  g_clear_object (&loaded);
  loaded = load (fixture, "chat");
  assert_same_branch (loaded, chat);
  g_assert_cmpuint (get_entry (loaded)->n_messages, ==, 8);
  g_assert_cmpstr (get_entry (loaded)->snippet, ==, "prompt 1");
  assert_thread (fixture, chat, 2,
                 "U: prompt 1|A: answer 1|U: prompt 2|A: answer 2|U: prompt 3|A: answer 3");
}

/* A long chat comes with the texts of its end; a comparison with all. */
static void
test_what_is_loaded (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) chat = make_chat (fixture, 60);
  g_autoptr (LlmConversation) loaded = load (fixture, llm_conversation_get_id (chat));
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (GPtrArray) turns = llm_conversation_dup_turns (loaded);
  g_autoptr (GError) error = NULL;
  guint n_loaded = 0;
  int before;

  for (guint i = 0; i < turns->len; i++)
    {
      gboolean has_texts = llm_turn_get_comparison (turns->pdata[i]) != NULL;

      g_assert_cmpint (has_texts, ==, i >= 60 - 24);
      n_loaded += has_texts;
      if (!has_texts)
        g_ptr_array_add (ids, (char *) llm_turn_get_id (turns->pdata[i]));
    }
  g_assert_cmpuint (n_loaded, ==, 24);
  g_ptr_array_add (ids, (char *) "no \"such\\ turn");
  g_ptr_array_add (ids, ids->pdata[0]);
  g_ptr_array_add (ids, NULL);

  before = g_atomic_int_get (&n_statements);
  page = store_test_load_turns (fixture->store, (const char *const *) ids->pdata, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->len, ==, 36);
  /* Who runs, begin, turns, answers, end; and maybe a look at what others write. */
  g_assert_cmpint (g_atomic_int_get (&n_statements) - before, >=, 4);
  g_assert_cmpint (g_atomic_int_get (&n_statements) - before, <=, 6);
  g_assert_cmpstr (llm_comparison_get_prompt (page->pdata[35]), ==, "prompt 36");
}

/* Streaming costs the full-text index nothing: only an end is written to it. */
static void
test_indexed_at_the_end (Fixture *fixture, gconstpointer data)
{
  const char *const state = "SELECT group_concat (id || hex (block)) FROM answer_fts_data";
  g_autoptr (LlmComparison) comparison = store_test_make_comparison ("Stream", 1);
  LlmAnswer *answer = llm_comparison_get_answer (comparison, 0);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  llm_answer_restore (answer, LLM_ANSWER_STREAMING);
  save (fixture, comparison);
  before = store_test_query_text (fixture->path, state);
  for (guint i = 0; i < 20; i++)
    {
      llm_answer_append (answer, LLM_DELTA_TEXT, "word ");
      g_assert_true (store_test_append (fixture->store, answer, LLM_DELTA_TEXT, "word ", NULL));
      g_assert_true (store_test_save_answer (fixture->store, llm_comparison_get_id (comparison),
                                             answer, NULL));
    }
  after = store_test_query_text (fixture->path, state);
  g_assert_cmpstr (before, ==, after);
  llm_answer_set_state (answer, LLM_ANSWER_DONE);
  g_assert_true (
      store_test_save_answer (fixture->store, llm_comparison_get_id (comparison), answer, NULL));
  g_assert_cmpint (
      store_test_query_int64 (fixture->path, "SELECT count (*) FROM answer_fts ('word')"), ==, 1);
}

static void
test_comparison (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) first = store_test_make_comparison ("First", 2);
  g_autoptr (LlmComparison) second = store_test_make_comparison ("Second", 2);
  const char *id = llm_comparison_get_id (first);
  g_autoptr (LlmConversation) conversation = NULL;
  g_autoptr (GPtrArray) turns = NULL;
  g_autofree char *thread = NULL;

  for (guint i = 0; i < 2; i++)
    {
      LlmAnswer *before = llm_comparison_get_answer (first, i);
      LlmAnswer *answer = llm_comparison_get_answer (second, 1 - i);

      llm_answer_append (before, LLM_DELTA_TEXT, i == 0 ? "left" : "right");
      llm_answer_restore (before, LLM_ANSWER_DONE);
      llm_answer_append (answer, LLM_DELTA_TEXT, i == 0 ? "left again" : "right again");
      llm_answer_restore (answer, LLM_ANSWER_DONE);
      llm_answer_set_continues (answer, llm_answer_get_column_id (before));
    }
  save (fixture, first);
  llm_comparison_set_place (second, id, id, NULL);
  save (fixture, second);

  conversation = load (fixture, id);
  g_assert_false (llm_conversation_is_chat (conversation));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (conversation)), ==, 2);
  g_assert_cmpuint (get_entry (conversation)->n_messages, ==, 6);
  turns = llm_conversation_dup_turns (conversation);
  g_assert_nonnull (llm_turn_get_comparison (turns->pdata[0]));
  g_assert_nonnull (llm_turn_get_comparison (turns->pdata[1]));
  thread = load_thread (fixture, llm_answer_get_column_id (llm_comparison_get_answer (second, 0)));
  g_assert_cmpstr (thread, ==, "U: First|A: right|U: Second|A: right again");

  /* A turn that was taken out is left out, and what was before it still counts. */
  llm_turn_set_deleted (turns->pdata[0], TRUE);
  llm_turn_set_place (turns->pdata[1], NULL, NULL);
  g_assert_true (store_test_update_turns (fixture->store, turns, NULL));
  g_free (thread);
  thread = load_thread (fixture, llm_answer_get_column_id (llm_comparison_get_answer (second, 0)));
  g_assert_cmpstr (thread, ==, "U: Second|A: right again");
}

/* --- Threads of any tree --- */

typedef struct
{
  LlmConversation *conversation;
  GPtrArray *comparisons; /* LlmComparison */
  GRand *rand;
} Tree;

/* Some fail, some run, some are long. */
static void
add_random_answer (Fixture *fixture, Tree *tree, LlmComparison *turn, guint number)
{
  g_autofree char *text = g_strdup_printf ("answer %u é", number);
  g_autoptr (LlmAnswer) answer = make_answer (number % 2 ? "m" : "n", number % 5 ? text : "");

  llm_comparison_add (turn, answer);
  if (number % 7 == 0)
    llm_answer_restore (answer, LLM_ANSWER_STREAMING);
}

static void
stream (Fixture *fixture, LlmComparison *turn)
{
  for (guint i = 0; i < llm_comparison_get_n_answers (turn); i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (turn, i);

      for (guint k = 0; k < 4 && llm_answer_get_state (answer) == LLM_ANSWER_STREAMING; k++)
        {
          LlmDeltaKind kind = k % 2 == 0 ? LLM_DELTA_TEXT : LLM_DELTA_REASONING;

          llm_answer_append (answer, kind, " piece");
          g_assert_true (store_test_append (fixture->store, answer, kind, " piece", NULL));
        }
    }
}

/* After any turn that is there, and any of its answers. */
static void
grow (Fixture *fixture, Tree *tree, guint number)
{
  gboolean chat = llm_conversation_is_chat (tree->conversation);
  g_autofree char *prompt = g_strdup_printf ("prompt %u", number);
  g_autofree char *id
      = g_strdup_printf ("%s-%u", llm_conversation_get_kind (tree->conversation), number);
  g_autoptr (LlmComparison) turn
      = llm_comparison_new_with_id (id, prompt, NULL, NULL, 1000 + number / 3);
  g_autoptr (LlmTurn) added = NULL;
  LlmComparison *before = NULL;
  LlmAnswer *after = NULL;

  if (number > 0 && g_rand_int_range (tree->rand, 0, 10) > 0)
    {
      before = tree->comparisons->pdata[g_rand_int_range (
          tree->rand, MAX (0, (int) tree->comparisons->len - 6), (int) tree->comparisons->len)];
      after = llm_comparison_get_answer (
          before,
          (guint) g_rand_int_range (tree->rand, 0, (int) llm_comparison_get_n_answers (before)));
    }
  for (guint i = 0; i < 1 + number % 3; i++)
    {
      add_random_answer (fixture, tree, turn, number * 3 + i);
      if (after != NULL && !chat)
        llm_answer_set_continues (llm_comparison_get_answer (turn, i),
                                  llm_answer_get_column_id (llm_comparison_get_answer (
                                      before, i % llm_comparison_get_n_answers (before))));
    }
  llm_comparison_set_place (turn, llm_conversation_get_id (tree->conversation),
                            before != NULL ? llm_comparison_get_id (before) : NULL,
                            after != NULL && chat ? llm_answer_get_column_id (after) : NULL);
  added = llm_turn_new_loaded (turn);
  llm_conversation_add (tree->conversation, added);
  save (fixture, turn);
  stream (fixture, turn);
  g_ptr_array_add (tree->comparisons, g_steal_pointer (&turn));
}

/* What a prompt after the answer would be sent. */
static char *
make_thread (Tree *tree, LlmComparison *turn, LlmAnswer *answer)
{
  g_autoptr (LlmComparison) next = store_test_make_comparison ("next", 1);
  g_autoptr (LlmThread) thread = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  llm_comparison_set_place (next, llm_conversation_get_id (tree->conversation),
                            llm_comparison_get_id (turn), llm_answer_get_column_id (answer));
  thread = llm_conversation_make_thread (tree->conversation, next,
                                         llm_comparison_get_answer (next, 0));
  g_assert_nonnull (thread);
  add_thread (text, thread);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
check_threads (Fixture *fixture, Tree *tree)
{
  for (guint i = 0; i < tree->comparisons->len; i++)
    {
      LlmComparison *turn = tree->comparisons->pdata[i];

      if (llm_turn_get_deleted (
              llm_conversation_find (tree->conversation, llm_comparison_get_id (turn))))
        continue;
      for (guint k = 0; k < llm_comparison_get_n_answers (turn); k++)
        {
          LlmAnswer *answer = llm_comparison_get_answer (turn, k);
          g_autofree char *expected = make_thread (tree, turn, answer);
          g_autofree char *stored = load_thread (fixture, llm_answer_get_column_id (answer));

          g_assert_cmpstr (stored, ==, expected);
        }
    }
}

static void
test_random_trees (Fixture *fixture, gconstpointer data)
{
  const char *kind = data;

  for (guint round = 0; round < 10; round++)
    {
      g_autofree char *id = g_uuid_string_random ();
      Tree tree = { llm_conversation_new_with_id (id, kind, "Tree", 1, NULL), NULL, NULL };
      g_autoptr (LlmConversation) loaded = NULL;

      tree.comparisons = g_ptr_array_new_with_free_func (g_object_unref);
      tree.rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
      save_conversation (fixture, tree.conversation);
      for (guint i = 0; i < 30; i++)
        grow (fixture, &tree, i);
      llm_conversation_set_active_id (tree.conversation,
                                      llm_comparison_get_id (tree.comparisons->pdata[29 - round]));
      save_conversation (fixture, tree.conversation);
      check_threads (fixture, &tree);

      /* Taken out in a chat, what was around them closes up. */
      if (g_str_equal (kind, LLM_KIND_CHAT))
        {
          g_signal_connect (tree.conversation, "turns-changed", G_CALLBACK (collect_cb), fixture);
          for (guint i = 0; i < 8; i++)
            llm_conversation_delete_turn (
                tree.conversation,
                llm_conversation_find (
                    tree.conversation,
                    llm_comparison_get_id (
                        tree.comparisons->pdata[g_rand_int_range (tree.rand, 0, 30)])));
          check_threads (fixture, &tree);
          save_conversation (fixture, tree.conversation);
        }
      loaded = load (fixture, id);
      assert_same_branch (loaded, tree.conversation);

      g_assert_true (store_test_delete (fixture->store, id, NULL));
      g_ptr_array_unref (tree.comparisons);
      g_rand_free (tree.rand);
      g_object_unref (tree.conversation);
    }
  g_assert_cmpint (store_test_query_int64 (fixture->path, "SELECT count (*) FROM piece"), ==, 0);
}

/* What a foreign hand wrote may go in circles, or to another conversation. */
static void
test_circles (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) chat = make_chat (fixture, 3);
  g_autoptr (LlmConversation) loaded = NULL;
  g_autoptr (LlmThread) thread = NULL;
  g_autoptr (LlmComparison) other = make_turn ("secret", 1, "m", "secret");
  g_autoptr (GError) error = NULL;
  LlmComparison *last = llm_turn_get_comparison (llm_conversation_get_last (chat));
  g_autofree char *sql = NULL;

  save (fixture, other);
  store_test_execute (fixture->path,
                      "UPDATE turn SET previous_id = (SELECT id FROM turn WHERE num = 3),"
                      "  after_id = (SELECT column_id FROM answer WHERE num = 3) WHERE num = 1");
  thread = store_test_load_thread (
      fixture->store, llm_answer_get_column_id (llm_comparison_get_answer (last, 0)), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (llm_thread_get_n_messages (thread), ==, 6);
  loaded = load (fixture, "chat");
  g_assert_cmpuint (llm_conversation_get_n_turns (loaded), ==, 3);

  /* Ids that are no UTF-8 and look the same once they are. */
  store_test_execute (fixture->path,
                      "INSERT INTO turn (id, conversation_id, created_at, updated_at, prompt)"
                      " VALUES (cast (x'80' AS TEXT), 'chat', 1, 1, 'one'),"
                      "  (cast (x'81' AS TEXT), 'chat', 2, 2, 'two'), ('', 'chat', 3, 3, '')");
  g_clear_object (&loaded);
  loaded = load (fixture, "chat");
  g_assert_cmpuint (llm_conversation_get_n_turns (loaded), ==, 5);

  sql = g_strdup_printf ("UPDATE turn SET after_id = '%s' WHERE num = 1",
                         llm_answer_get_column_id (llm_comparison_get_answer (other, 0)));
  store_test_execute (fixture->path, sql);
  assert_thread (fixture, chat, 0, "U: prompt 1|A: answer 1");
  g_clear_pointer (&thread, llm_thread_unref);
  thread = store_test_load_thread (fixture->store, "no such answer", &error);
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND);
  g_assert_null (thread);
}

/* --- Bringing one in --- */

static LlmConversation *
make_import (const char *id, guint n_turns)
{
  LlmConversation *chat = llm_conversation_new_with_id (id, LLM_KIND_CHAT, "Imported", 500, NULL);

  for (guint i = 0; i < n_turns; i++)
    {
      g_autoptr (LlmComparison) turn = make_turn ("imported", 600 + i, "m", "text");

      llm_conversation_append (chat, turn);
    }
  return chat;
}

static void
test_import (Fixture *fixture, gconstpointer data)
{
  const char *const tags[] = { "one", "two", NULL };
  const LlmEntryData data_of_entry = { .id = "imported",
                                       .active_at = 700,
                                       .rank = 3,
                                       .pinned = TRUE,
                                       .color = "blue",
                                       .folder_id = "elsewhere",
                                       .deleted_at = 9,
                                       .tags = tags };
  g_autoptr (LlmConversation) chat = make_import ("imported", 3);
  g_autoptr (LlmHistoryEntry) entry = llm_history_entry_new (&data_of_entry);
  g_autoptr (LlmConversation) loaded = NULL;
  g_autoptr (LlmTurn) first = g_list_model_get_item (G_LIST_MODEL (chat), 0);
  g_autoptr (GError) error = NULL;

  llm_conversation_set_entry (chat, entry);
  llm_conversation_delete_turn (chat, first);
  g_assert_true (store_test_import (fixture->store, chat, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->changed->str, ==, "imported ");
  loaded = load (fixture, "imported");
  assert_same_branch (loaded, chat);
  g_assert_true (llm_turn_get_deleted (llm_conversation_find (loaded, llm_turn_get_id (first))));
  g_assert_cmpint (get_entry (loaded)->created_at, ==, 500);
  g_assert_cmpint (get_entry (loaded)->active_at, ==, 700);
  g_assert_cmpint (get_entry (loaded)->rank, ==, 3);
  g_assert_true (get_entry (loaded)->pinned);
  g_assert_cmpstr (get_entry (loaded)->color, ==, "blue");
  g_assert_cmpstrv (get_entry (loaded)->tags, tags);
  g_assert_cmpuint (get_entry (loaded)->n_messages, ==, 4);
  g_assert_null (get_entry (loaded)->folder_id);
  g_assert_cmpint (get_entry (loaded)->deleted_at, ==, 0);
}

static void
assert_refused (Fixture *fixture, LlmConversation *conversation, int code)
{
  g_autofree char *before = store_test_query_text (
      fixture->path, "SELECT (SELECT count (*) FROM conversation) || ' ' || (SELECT count (*)"
                     " FROM turn) || ' ' || (SELECT count (*) FROM answer)");
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (store_test_import (fixture->store, conversation, &error));
  g_assert_error (error, LLM_DB_ERROR, code);
  after = store_test_query_text (
      fixture->path, "SELECT (SELECT count (*) FROM conversation) || ' ' || (SELECT count (*)"
                     " FROM turn) || ' ' || (SELECT count (*) FROM answer)");
  g_assert_cmpstr (before, ==, after);
}

static void
test_import_all_or_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) chat = make_import ("one", 2);
  g_autoptr (LlmConversation) same_turn = make_import ("two", 2);
  g_autoptr (LlmConversation) same_column = make_import ("three", 2);
  g_autoptr (LlmConversation) not_loaded = make_import ("four", 2);
  LlmComparison *taken = llm_turn_get_comparison (llm_conversation_get_last (chat));
  g_autoptr (LlmComparison) copy = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (store_test_import (fixture->store, chat, &error));
  g_assert_no_error (error);
  assert_refused (fixture, chat, LLM_DB_ERROR_CONSTRAINT);

  copy = llm_comparison_new_with_id (llm_comparison_get_id (taken), "copy", NULL, NULL, 1);
  llm_conversation_append (same_turn, copy);
  assert_refused (fixture, same_turn, LLM_DB_ERROR_CONSTRAINT);

  llm_comparison_add (llm_turn_get_comparison (llm_conversation_get_last (same_column)),
                      llm_comparison_get_answer (taken, 0));
  assert_refused (fixture, same_column, LLM_DB_ERROR_CONSTRAINT);

  llm_turn_set_comparison (llm_conversation_get_last (not_loaded), NULL);
  assert_refused (fixture, not_loaded, LLM_DB_ERROR_FAILED);
}

static void
test_missing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) chat = make_chat (fixture, 1);
  g_autoptr (LlmConversation) none = NULL;
  g_autoptr (LlmComparison) moved = NULL;
  g_autoptr (GError) error = NULL;
  LlmComparison *turn = llm_turn_get_comparison (llm_conversation_get_last (chat));

  none = store_test_load_conversation (fixture->store, "none", &error);
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND);
  g_assert_null (none);
  g_clear_error (&error);

  /* A turn does not go from one conversation to another. */
  moved = llm_comparison_new_with_id (llm_comparison_get_id (turn), "moved", NULL, NULL, 1);
  g_assert_false (store_test_save (fixture->store, moved, &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_CONSTRAINT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sqlite3_auto_extension ((void (*) (void)) trace_connection);

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)
  ADD ("/conversation/round-trip", NULL, test_round_trip);
  ADD ("/conversation/list-row", NULL, test_list_row);
  ADD ("/conversation/old-place", NULL, test_old_place);
  ADD ("/conversation/delete-and-restore", NULL, test_delete_and_restore);
  ADD ("/conversation/what-is-loaded", NULL, test_what_is_loaded);
  ADD ("/conversation/indexed-at-the-end", NULL, test_indexed_at_the_end);
  ADD ("/conversation/comparison", NULL, test_comparison);
  ADD ("/conversation/random-trees/chat", LLM_KIND_CHAT, test_random_trees);
  ADD ("/conversation/random-trees/comparison", LLM_KIND_COMPARISON, test_random_trees);
  ADD ("/conversation/circles", NULL, test_circles);
  ADD ("/conversation/import", NULL, test_import);
  ADD ("/conversation/import-all-or-nothing", NULL, test_import_all_or_nothing);
  ADD ("/conversation/missing", NULL, test_missing);
  return g_test_run ();
}
