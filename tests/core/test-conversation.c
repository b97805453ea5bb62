/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-conversation.h"

/* A tree of turns, the branch of it that is shown, and what a model is told of it. */

typedef struct
{
  LlmConversation *conversation;
  guint n_changed;
  GPtrArray *moved; /* of the last ::turns-changed */
} Fixture;

static void
changed_cb (Fixture *fixture)
{
  fixture->n_changed++;
}

static void
turns_changed_cb (Fixture *fixture, GPtrArray *turns)
{
  g_clear_pointer (&fixture->moved, g_ptr_array_unref);
  fixture->moved = g_ptr_array_ref (turns);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->conversation = llm_conversation_new (data != NULL ? data : LLM_KIND_CHAT, NULL);
  g_signal_connect_swapped (fixture->conversation, "changed", G_CALLBACK (changed_cb), fixture);
  g_signal_connect_swapped (fixture->conversation, "turns-changed", G_CALLBACK (turns_changed_cb),
                            fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->moved, g_ptr_array_unref);
  g_assert_finalize_object (fixture->conversation);
}

static void
add_answer (LlmComparison *turn, const char *id, const char *text)
{
  g_autoptr (LlmAnswer) answer = llm_answer_new_with_id (id, "p", "m", NULL);

  llm_answer_append (answer, LLM_DELTA_TEXT, text);
  llm_answer_restore (answer, LLM_ANSWER_DONE);
  llm_comparison_add (turn, answer);
}

/* A turn whose prompt is its id, and whose answer is called by the same in capitals. */
static LlmComparison *
make_turn (const char *id)
{
  static gint64 time = 0;
  LlmComparison *turn = llm_comparison_new_with_id (id, id, NULL, "", ++time);
  g_autofree char *answer_id = g_ascii_strup (id, -1);

  add_answer (turn, answer_id, answer_id);
  return turn;
}

static LlmTurn *
append (Fixture *fixture, const char *id)
{
  g_autoptr (LlmComparison) turn = make_turn (id);

  llm_conversation_append (fixture->conversation, turn);
  return llm_conversation_find (fixture->conversation, id);
}

static LlmTurn *
append_version (Fixture *fixture, const char *of, const char *id)
{
  g_autoptr (LlmComparison) turn = make_turn (id);

  llm_conversation_append_version (fixture->conversation,
                                   llm_conversation_find (fixture->conversation, of), turn);
  return llm_conversation_find (fixture->conversation, id);
}

static void
assert_branch (Fixture *fixture, const char *expected)
{
  g_autoptr (GString) ids = g_string_new (NULL);
  GListModel *model = G_LIST_MODEL (fixture->conversation);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (LlmTurn) turn = g_list_model_get_item (model, i);

      g_string_append_printf (ids, "%s%s", i > 0 ? " " : "", llm_turn_get_id (turn));
    }
  g_assert_cmpstr (ids->str, ==, expected);
}

static void
assert_thread (Fixture *fixture, LlmTurn *turn, const char *expected)
{
  g_autoptr (GString) texts = g_string_new (NULL);
  LlmComparison *comparison = llm_turn_get_comparison (turn);
  g_autoptr (LlmThread) thread = llm_conversation_make_thread (
      fixture->conversation, comparison, llm_comparison_get_answer (comparison, 0));

  g_assert_nonnull (thread);
  for (guint i = 0; i < llm_thread_get_n_messages (thread); i++)
    g_string_append_printf (texts, "%s%s", i > 0 ? " " : "",
                            llm_thread_get_message (thread, i)->text);
  g_assert_cmpstr (texts->str, ==, expected);
}

static void
test_append (Fixture *fixture, gconstpointer data)
{
  LlmTurn *last;
  LlmComparison *comparison;

  append (fixture, "a");
  append (fixture, "b");
  last = append (fixture, "c");
  assert_branch (fixture, "a b c");
  assert_thread (fixture, last, "a A b B");
  comparison = llm_turn_get_comparison (last);
  g_assert_cmpstr (llm_comparison_get_conversation_id (comparison), ==,
                   llm_conversation_get_id (fixture->conversation));
  g_assert_cmpstr (llm_comparison_get_previous_id (comparison), ==, "b");
  g_assert_cmpstr (llm_comparison_get_after_id (comparison), ==, "B");
  g_assert_cmpstr (llm_conversation_get_active_id (fixture->conversation), ==, "c");
  g_assert_cmpuint (fixture->n_changed, ==, 3);
}

static void
test_versions (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) versions = NULL;
  LlmTurn *b, *b2;
  guint index;

  append (fixture, "a");
  b = append (fixture, "b");
  append (fixture, "c");
  b2 = append_version (fixture, "b", "b2");
  assert_branch (fixture, "a b2");
  assert_thread (fixture, b2, "a A");
  append (fixture, "d");
  assert_branch (fixture, "a b2 d");

  versions = llm_conversation_dup_versions (fixture->conversation, b2, &index);
  g_assert_cmpuint (versions->len, ==, 2);
  g_assert_cmpuint (index, ==, 1);
  g_assert_true (versions->pdata[0] == b);

  /* Back to the newest end of the other one. */
  llm_conversation_select (fixture->conversation, b);
  assert_branch (fixture, "a b c");
  llm_conversation_select (fixture->conversation, b);
  assert_branch (fixture, "a b c");
  llm_conversation_select (fixture->conversation, b2);
  assert_branch (fixture, "a b2 d");

  /* The first prompt has versions, too. */
  append_version (fixture, "a", "a2");
  assert_branch (fixture, "a2");
}

static void
test_alternatives (Fixture *fixture, gconstpointer data)
{
  LlmTurn *a = append (fixture, "a");

  append (fixture, "b");
  add_answer (llm_turn_get_comparison (a), "A2", "another");
  g_assert_cmpstr (llm_conversation_get_chosen (fixture->conversation, a), ==, "A");
  llm_conversation_choose (fixture->conversation, a, "A2");
  assert_branch (fixture, "a");
  g_assert_cmpstr (llm_conversation_get_chosen (fixture->conversation, a), ==, "A2");
  g_assert_cmpstr (llm_comparison_get_preferred (llm_turn_get_comparison (a)), ==, "A2");

  assert_thread (fixture, append (fixture, "c"), "a another");
  assert_branch (fixture, "a c");
  llm_conversation_choose (fixture->conversation, a, "A");
  assert_branch (fixture, "a b");
  /* Same place in the tree, but not another version: it comes after another answer. */
  {
    g_autoptr (GPtrArray) versions = llm_conversation_dup_versions (
        fixture->conversation, llm_conversation_find (fixture->conversation, "c"), NULL);

    g_assert_cmpuint (versions->len, ==, 1);
  }
}

static void
test_delete (Fixture *fixture, gconstpointer data)
{
  LlmTurn *b, *c;

  append (fixture, "a");
  b = append (fixture, "b");
  c = append (fixture, "c");
  llm_conversation_delete_turn (fixture->conversation, b);
  assert_branch (fixture, "a c");
  assert_thread (fixture, c, "a A");
  g_assert_cmpuint (fixture->moved->len, ==, 2);
  g_assert_true (llm_turn_get_deleted (b));
  /* What was moved still belongs to it. */
  g_assert_cmpstr (llm_comparison_get_conversation_id (llm_turn_get_comparison (c)), ==,
                   llm_conversation_get_id (fixture->conversation));

  llm_conversation_restore_turn (fixture->conversation, b);
  assert_branch (fixture, "a b c");
  assert_thread (fixture, c, "a A b B");

  /* The end, and everything. */
  llm_conversation_delete_turn (fixture->conversation, c);
  assert_branch (fixture, "a b");
  llm_conversation_restore_turn (fixture->conversation, c);
  assert_branch (fixture, "a b c");
  llm_conversation_delete_turn (fixture->conversation,
                                llm_conversation_find (fixture->conversation, "a"));
  assert_branch (fixture, "b c");
  llm_conversation_delete_turn (fixture->conversation, b);
  llm_conversation_delete_turn (fixture->conversation, c);
  assert_branch (fixture, "");
  append (fixture, "d");
  assert_branch (fixture, "d");
}

static void
test_comparison (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) first = make_turn ("a");
  g_autoptr (LlmComparison) second = llm_comparison_new_with_id ("b", "b", NULL, "", 1000);
  g_autoptr (LlmAnswer) three = llm_answer_new_with_id ("B3", "p", "m", NULL);
  g_autoptr (LlmAnswer) four = llm_answer_new_with_id ("B4", "p", "m", NULL);
  g_autoptr (LlmThread) thread = NULL;

  add_answer (first, "A2", "seven");
  llm_conversation_append (fixture->conversation, first);
  llm_answer_set_continues (three, "A");
  llm_answer_set_continues (four, "A2");
  llm_comparison_add (second, three);
  llm_comparison_add (second, four);
  llm_conversation_append (fixture->conversation, second);
  assert_branch (fixture, "a b");
  g_assert_null (llm_comparison_get_after_id (second));

  /* Each column goes on with its own thread. */
  thread = llm_conversation_make_thread (fixture->conversation, second, four);
  g_assert_cmpuint (llm_thread_get_n_messages (thread), ==, 2);
  g_assert_cmpstr (llm_thread_get_message (thread, 1)->text, ==, "seven");
}

/* A column goes on from what was said before the turn that was taken out. */
static void
test_comparison_without_middle (Fixture *fixture, gconstpointer data)
{
  LlmComparison *turns[3];
  g_autoptr (LlmThread) thread = NULL;

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *id = g_strdup_printf ("t%u", i);
      g_autofree char *answer_id = g_strdup_printf ("T%u", i);
      g_autoptr (LlmAnswer) answer = llm_answer_new_with_id (answer_id, "p", "m", NULL);

      turns[i] = llm_comparison_new_with_id (id, id, NULL, "", 1000 + i);
      llm_answer_append (answer, LLM_DELTA_TEXT, answer_id);
      llm_answer_restore (answer, LLM_ANSWER_DONE);
      if (i > 0)
        llm_answer_set_continues (
            answer, llm_answer_get_column_id (llm_comparison_get_answer (turns[i - 1], 0)));
      llm_comparison_add (turns[i], answer);
      llm_conversation_append (fixture->conversation, turns[i]);
    }
  llm_conversation_delete_turn (fixture->conversation,
                                llm_conversation_find (fixture->conversation, "t1"));
  thread = llm_conversation_make_thread (fixture->conversation, turns[2],
                                         llm_comparison_get_answer (turns[2], 0));
  g_assert_nonnull (thread);
  g_assert_cmpuint (llm_thread_get_n_messages (thread), ==, 2);
  g_assert_cmpstr (llm_thread_get_message (thread, 0)->text, ==, "t0");
  for (guint i = 0; i < 3; i++)
    g_object_unref (turns[i]);
}

static void
test_unloaded (Fixture *fixture, gconstpointer data)
{
  LlmTurn *b, *c;

  append (fixture, "a");
  b = append (fixture, "b");
  c = append (fixture, "c");
  llm_turn_set_comparison (b, NULL);
  g_assert_null (
      llm_conversation_make_thread (fixture->conversation, llm_turn_get_comparison (c),
                                    llm_comparison_get_answer (llm_turn_get_comparison (c), 0)));
  /* What comes after it says which answer was chosen. */
  g_assert_cmpstr (llm_conversation_get_chosen (fixture->conversation, b), ==, "B");
}

/* An answer without text was never said. */
static void
test_thread_without_text (Fixture *fixture, gconstpointer data)
{
  LlmTurn *b;

  append (fixture, "a");
  b = append (fixture, "b");
  llm_answer_clear (llm_comparison_get_answer (llm_turn_get_comparison (b), 0));
  assert_thread (fixture, append (fixture, "c"), "a A");
}

static void
test_circle (Fixture *fixture, gconstpointer data)
{
  LlmConversation *conversation = fixture->conversation;
  g_autoptr (LlmTurn) a = llm_turn_new ("a", "b", "B", 1);
  g_autoptr (LlmTurn) b = llm_turn_new ("b", "a", "A", 2);
  g_autoptr (LlmTurn) lost = llm_turn_new ("c", "nowhere", NULL, 3);

  llm_conversation_add (conversation, a);
  llm_conversation_add (conversation, b);
  llm_conversation_add (conversation, lost);
  llm_conversation_set_active_id (conversation, "a");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (conversation)), <=, 3);
  llm_conversation_select (conversation, lost);
  assert_branch (fixture, "c");
  llm_conversation_set_active_id (conversation, "unknown");
  assert_branch (fixture, "");
}

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  g_string_append_printf (user_data, "%u-%u+%u ", position, removed, added);
}

/* A view keeps what both branches have. */
static void
test_items_changed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) log = g_string_new (NULL);

  append (fixture, "a");
  append (fixture, "b");
  append (fixture, "c");
  g_signal_connect (fixture->conversation, "items-changed", G_CALLBACK (items_changed_cb), log);
  append_version (fixture, "c", "c2");
  append (fixture, "d");
  llm_conversation_delete_turn (fixture->conversation,
                                llm_conversation_find (fixture->conversation, "b"));
  g_assert_cmpstr (log->str, ==, "2-1+1 3-0+1 1-1+0 ");
  g_signal_handlers_disconnect_by_data (fixture->conversation, log);
}

/* Another thread may read a copy while the original goes on. */
static void
test_dup (Fixture *fixture, gconstpointer data)
{
  LlmTurn *first = append (fixture, "a");
  LlmTurn *second = append (fixture, "b");
  g_autoptr (LlmComparison) version = make_turn ("c");
  g_autoptr (LlmAnswer) running = llm_answer_new_with_id ("R", "p", "m", "Model");
  const char *const notices[] = { "unsupported:seed", NULL };
  LlmComparison *comparison = llm_turn_get_comparison (second);
  g_autoptr (LlmConversation) copy = NULL;
  LlmComparison *copied;
  LlmAnswer *answer;

  llm_conversation_append_version (fixture->conversation, second, version);
  llm_conversation_select (fixture->conversation, second);
  llm_conversation_set_title (fixture->conversation, "Title");
  llm_conversation_set_draft (fixture->conversation, "Draft");
  llm_answer_set_state (running, LLM_ANSWER_CONNECTING);
  llm_answer_append (running, LLM_DELTA_TEXT, "Half an ans");
  llm_answer_append (running, LLM_DELTA_REASONING, "Hm");
  llm_answer_set_vote (running, LLM_VOTE_UP);
  llm_answer_set_notices (running, notices);
  llm_answer_set_continues (running, "A");
  llm_answer_set_created_at (running, 77);
  llm_answer_take_error (running, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "Why"));
  llm_comparison_add (comparison, running);
  llm_comparison_set_preferred (comparison, "R");

  copy = llm_conversation_dup (fixture->conversation);
  g_assert_cmpstr (llm_conversation_get_id (copy), ==,
                   llm_conversation_get_id (fixture->conversation));
  g_assert_true (llm_conversation_is_chat (copy));
  g_assert_cmpstr (llm_conversation_get_title (copy), ==, "Title");
  g_assert_cmpstr (llm_conversation_get_draft (copy), ==, "Draft");
  g_assert_cmpuint (llm_conversation_get_n_turns (copy), ==, 3);
  g_assert_cmpstr (llm_conversation_get_active_id (copy), ==, "b");
  g_assert_false (llm_conversation_find (copy, "a") == first);
  g_assert_cmpstr (llm_turn_get_after_id (llm_conversation_find (copy, "c")), ==, "A");

  /* Nothing of the original reaches it. */
  llm_answer_append (running, LLM_DELTA_TEXT, "wer");
  llm_conversation_delete_turn (fixture->conversation, second);
  copied = llm_turn_get_comparison (llm_conversation_find (copy, "b"));
  g_assert_false (llm_comparison_get_running (copied));
  g_assert_cmpstr (llm_comparison_get_preferred (copied), ==, "R");
  g_assert_cmpstr (llm_comparison_get_previous_id (copied), ==, "a");
  g_assert_cmpstr (llm_comparison_get_conversation_id (copied), ==,
                   llm_conversation_get_id (copy));
  answer = llm_comparison_find (copied, "R", NULL);
  g_assert_false (answer == running);
  g_assert_cmpstr (llm_answer_get_text (answer), ==, "Half an ans");
  g_assert_cmpstr (llm_answer_get_reasoning (answer), ==, "Hm");
  g_assert_cmpstr (llm_answer_get_title (answer), ==, "Model");
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_INTERRUPTED);
  g_assert_cmpint (llm_answer_get_vote (answer), ==, LLM_VOTE_UP);
  g_assert_cmpstr (llm_answer_get_notices (answer)[0], ==, notices[0]);
  g_assert_cmpstr (llm_answer_get_continues (answer), ==, "A");
  g_assert_cmpint (llm_answer_get_created_at (answer), ==, 77);
  g_assert_error (llm_answer_get_error (answer), G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_cmpint (llm_answer_get_state (llm_comparison_find (copied, "B", NULL)), ==,
                   LLM_ANSWER_DONE);
}

/* What is not in memory and cannot be read is left out, and the rest holds together. */
static void
test_leave_out_unloaded (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) copy = NULL;
  LlmTurn *second;

  append (fixture, "a");
  second = append (fixture, "b");
  append (fixture, "c");
  llm_turn_set_comparison (second, NULL);

  copy = llm_conversation_dup (fixture->conversation);
  g_assert_cmpuint (llm_conversation_get_n_turns (copy), ==, 3);
  g_assert_null (llm_turn_get_comparison (llm_conversation_find (copy, "b")));
  g_assert_cmpuint (llm_conversation_leave_out_unloaded (copy), ==, 1);
  g_assert_cmpuint (llm_conversation_get_n_turns (copy), ==, 2);
  g_assert_null (llm_conversation_find (copy, "b"));
  g_assert_cmpstr (llm_turn_get_previous_id (llm_conversation_find (copy, "c")), ==, "a");
  g_assert_cmpstr (llm_turn_get_after_id (llm_conversation_find (copy, "c")), ==, "A");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (copy)), ==, 2);
  g_assert_cmpuint (llm_conversation_leave_out_unloaded (copy), ==, 0);
  g_assert_nonnull (llm_conversation_find (fixture->conversation, "b"));
}

static void
test_fit (void)
{
  g_autoptr (LlmThread) thread = llm_thread_new ();
  guint n_turns;

  g_assert_cmpuint (llm_thread_fit (thread, 0, &n_turns), ==, 0);
  g_assert_cmpuint (n_turns, ==, 0);
  for (guint i = 0; i < 10; i++)
    {
      llm_thread_add (thread, LLM_ROLE_USER, "a prompt of some words");
      llm_thread_add (thread, LLM_ROLE_ASSISTANT, "an answer of some more words");
    }
  g_assert_cmpuint (llm_thread_fit (thread, -1, &n_turns), ==, 0);
  g_assert_cmpuint (n_turns, ==, 0);
  g_assert_cmpuint (llm_thread_fit (thread, 0, &n_turns), ==, 20);
  g_assert_cmpuint (n_turns, ==, 10);
  for (gint64 tokens = 0; tokens < 400; tokens++)
    {
      guint first = llm_thread_fit (thread, tokens, &n_turns);

      g_assert_cmpuint (first, ==, 2 * n_turns);
      g_assert_cmpuint (first % 2, ==, 0);
    }
  g_assert_cmpuint (llm_thread_fit (thread, 400, NULL), ==, 0);
}

#define ADD(path, kind, function) g_test_add (path, Fixture, kind, set_up, function, tear_down)

/* Versions come by time in whatever order they are added; of equals the one that came later is
 * behind. */
static void
test_versions_by_time (void)
{
  g_autoptr (LlmConversation) conversation = llm_conversation_new (LLM_KIND_CHAT, NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autoptr (LlmTurn) first = NULL;
  g_autoptr (GPtrArray) versions = NULL;

  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *id = g_strdup_printf ("%03u", i);
      g_autoptr (LlmTurn) turn = llm_turn_new (id, NULL, NULL, g_rand_int_range (rand, 0, 50));

      llm_conversation_add (conversation, turn);
      if (first == NULL)
        first = g_object_ref (turn);
    }
  versions = llm_conversation_dup_versions (conversation, first, NULL);
  g_assert_cmpuint (versions->len, ==, 500);
  for (guint i = 1; i < versions->len; i++)
    {
      LlmTurn *before = versions->pdata[i - 1];
      LlmTurn *turn = versions->pdata[i];

      g_assert_cmpint (llm_turn_get_created_at (before), <=, llm_turn_get_created_at (turn));
      if (llm_turn_get_created_at (before) == llm_turn_get_created_at (turn))
        g_assert_cmpstr (llm_turn_get_id (before), <, llm_turn_get_id (turn));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/conversation/append", LLM_KIND_CHAT, test_append);
  ADD ("/conversation/versions", LLM_KIND_CHAT, test_versions);
  ADD ("/conversation/alternatives", LLM_KIND_CHAT, test_alternatives);
  ADD ("/conversation/delete", LLM_KIND_CHAT, test_delete);
  ADD ("/conversation/comparison", LLM_KIND_COMPARISON, test_comparison);
  ADD ("/conversation/comparison-without-middle", LLM_KIND_COMPARISON,
       test_comparison_without_middle);
  ADD ("/conversation/unloaded", LLM_KIND_CHAT, test_unloaded);
  ADD ("/conversation/without-text", LLM_KIND_CHAT, test_thread_without_text);
  ADD ("/conversation/circle", LLM_KIND_CHAT, test_circle);
  ADD ("/conversation/items-changed", LLM_KIND_CHAT, test_items_changed);
  ADD ("/conversation/dup", LLM_KIND_CHAT, test_dup);
  ADD ("/conversation/leave-out-unloaded", LLM_KIND_CHAT, test_leave_out_unloaded);
  g_test_add_func ("/thread/fit", test_fit);
  g_test_add_func ("/core/conversation/versions-by-time", test_versions_by_time);
  return g_test_run ();
}
