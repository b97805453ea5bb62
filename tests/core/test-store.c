/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-store.h"

/* An implementation may lack calls; that is an answer, not a crash. */

#define TEST_TYPE_BARE_STORE (test_bare_store_get_type ())
G_DECLARE_FINAL_TYPE (TestBareStore, test_bare_store, TEST, BARE_STORE, GObject)

struct _TestBareStore
{
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE_WITH_CODE (TestBareStore,
                               test_bare_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_STORE, NULL))

static void
test_bare_store_class_init (TestBareStoreClass *klass)
{
}

static void
test_bare_store_init (TestBareStore *self)
{
}

static void
ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **where = user_data;

  *where = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **where)
{
  /* Not before the call has returned. */
  g_assert_null (*where);
  while (*where == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (where);
}

static void
test_missing (void)
{
  g_autoptr (TestBareStore) bare = g_object_new (TEST_TYPE_BARE_STORE, NULL);
  LlmStore *store = LLM_STORE (bare);
  const LlmSearchQuery query = { .text = "word", .limit = 1 };
  GAsyncResult *where = NULL;
  g_autoptr (GAsyncResult) searched = NULL;
  g_autoptr (GAsyncResult) found = NULL;
  g_autoptr (GAsyncResult) loaded = NULL;
  g_autoptr (GAsyncResult) flushed = NULL;
  g_autoptr (GError) error = NULL;

  llm_store_search_async (store, &query, NULL, ready_cb, &where);
  searched = wait_for (&where);
  g_assert_null (llm_store_list_finish (store, searched, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);

  llm_store_find_async (store, "ab", 1, NULL, ready_cb, &where);
  found = wait_for (&where);
  g_assert_null (llm_store_list_finish (store, found, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);

  llm_store_load_conversation_async (store, "id", NULL, ready_cb, &where);
  loaded = wait_for (&where);
  g_assert_null (llm_store_load_conversation_finish (store, loaded, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);

  llm_store_flush_async (store, NULL, ready_cb, &where);
  flushed = wait_for (&where);
  g_assert_false (llm_store_write_finish (store, flushed, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/missing", test_missing);
  return g_test_run ();
}
