/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-store-test.h"
#include "llm-store-whole.h"

/* Conversations read with all of their texts, in several calls. */

#define N_TURNS 450

typedef struct
{
  char *folder;
  LlmStore *store;
  char *id;
} Fixture;

typedef struct
{
  LlmConversation *conversation;
  GError *error;
  gboolean done;
} Outcome;

static LlmConversation *
make_chat (void)
{
  LlmConversation *chat = llm_conversation_new (LLM_KIND_CHAT, NULL);

  for (guint i = 0; i < N_TURNS; i++)
    {
      g_autofree char *prompt = g_strdup_printf ("Question %u", i);
      g_autoptr (LlmComparison) turn = llm_comparison_new (prompt, NULL);
      g_autoptr (LlmAnswer) answer = llm_answer_new ("demo", "swift", NULL);

      llm_answer_append (answer, LLM_DELTA_TEXT, "So.");
      llm_answer_restore (answer, LLM_ANSWER_DONE);
      llm_comparison_add (turn, answer);
      llm_conversation_append (chat, turn);
    }
  return chat;
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (llm_store_write_finish (LLM_STORE (source), result, NULL));
  *(gboolean *) user_data = TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) chat = make_chat ();
  g_autofree char *path = NULL;
  gboolean written = FALSE;

  fixture->folder = store_test_make_folder ();
  path = g_build_filename (fixture->folder, "test.db", NULL);
  fixture->store = store_test_open (path);
  fixture->id = g_strdup (llm_conversation_get_id (chat));
  llm_store_import_async (fixture->store, chat, NULL, written_cb, &written);
  store_test_wait (&written);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  store_test_close (&fixture->store);
  store_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->id);
}

static void
whole_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->conversation = llm_store_load_whole_finish (LLM_STORE (source), result, &outcome->error);
  outcome->done = TRUE;
}

static guint
count_missing (LlmConversation *conversation)
{
  g_autoptr (GPtrArray) turns = llm_conversation_dup_turns (conversation);
  guint n = 0;

  for (guint i = 0; i < turns->len; i++)
    n += llm_turn_get_comparison (turns->pdata[i]) == NULL;
  return n;
}

static void
test_whole (Fixture *fixture, gconstpointer data)
{
  Outcome outcome = { NULL };

  llm_store_load_whole_async (fixture->store, fixture->id, NULL, whole_cb, &outcome);
  store_test_wait (&outcome.done);
  g_assert_no_error (outcome.error);
  g_assert_cmpuint (llm_conversation_get_n_turns (outcome.conversation), ==, N_TURNS);
  g_assert_cmpuint (count_missing (outcome.conversation), ==, 0);
  g_object_unref (outcome.conversation);
}

/* Deleted while it is read: an export of the rest would be one of half a conversation. */
static void
test_deleted_meanwhile (Fixture *fixture, gconstpointer data)
{
  Outcome outcome = { NULL };
  gboolean deleted = FALSE;

  llm_store_load_whole_async (fixture->store, fixture->id, NULL, whole_cb, &outcome);
  llm_store_delete_async (fixture->store, fixture->id, NULL, written_cb, &deleted);
  store_test_wait (&outcome.done);
  store_test_wait (&deleted);
  g_assert_null (outcome.conversation);
  g_assert_error (outcome.error, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND);
  g_error_free (outcome.error);
}

/* What is at hand stays, also if the rest is gone. */
static void
test_missing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmConversation) chat
      = store_test_load_conversation (fixture->store, fixture->id, &error);
  const guint n_missing = count_missing (chat);
  Outcome outcome = { NULL };

  g_assert_no_error (error);
  g_assert_cmpuint (n_missing, >, 200);
  llm_store_load_missing_async (fixture->store, chat, NULL, whole_cb, &outcome);
  store_test_wait (&outcome.done);
  g_assert_true (outcome.conversation == chat);
  g_assert_cmpuint (count_missing (chat), ==, 0);
  g_object_unref (outcome.conversation);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/store/whole/all", test_whole);
  ADD ("/store/whole/deleted-meanwhile", test_deleted_meanwhile);
  ADD ("/store/whole/missing", test_missing);
  return g_test_run ();
}
