/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-fake-fetcher.h"

struct _LlmFakeFetcher
{
  GObject parent_instance;

  GPtrArray *uris;
  gsize max_size; /* of the latest */
  GQueue waiting; /* of GTask */
};

static void llm_fake_fetcher_iface_init (LlmFetcherInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmFakeFetcher,
                               llm_fake_fetcher,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_FETCHER,
                                                      llm_fake_fetcher_iface_init))

static void
llm_fake_fetcher_fetch_async (LlmFetcher *fetcher,
                              const char *uri,
                              gsize max_size,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  LlmFakeFetcher *self = LLM_FAKE_FETCHER (fetcher);

  g_ptr_array_add (self->uris, g_strdup (uri));
  self->max_size = max_size;
  g_queue_push_tail (&self->waiting, g_task_new (self, cancellable, callback, user_data));
}

static GBytes *
llm_fake_fetcher_fetch_finish (LlmFetcher *fetcher, GAsyncResult *result, GError **error)
{
  g_assert_true (g_task_is_valid (result, fetcher));
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
llm_fake_fetcher_iface_init (LlmFetcherInterface *iface)
{
  iface->fetch_async = llm_fake_fetcher_fetch_async;
  iface->fetch_finish = llm_fake_fetcher_fetch_finish;
}

static void
llm_fake_fetcher_finalize (GObject *object)
{
  LlmFakeFetcher *self = LLM_FAKE_FETCHER (object);

  /* A task that waits holds this object. */
  g_assert_true (g_queue_is_empty (&self->waiting));
  g_ptr_array_unref (self->uris);

  G_OBJECT_CLASS (llm_fake_fetcher_parent_class)->finalize (object);
}

static void
llm_fake_fetcher_class_init (LlmFakeFetcherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = llm_fake_fetcher_finalize;
}

static void
llm_fake_fetcher_init (LlmFakeFetcher *self)
{
  self->uris = g_ptr_array_new_with_free_func (g_free);
}

LlmFakeFetcher *
llm_fake_fetcher_new (void)
{
  return g_object_new (LLM_TYPE_FAKE_FETCHER, NULL);
}

guint
llm_fake_fetcher_get_n_requests (LlmFakeFetcher *self)
{
  return self->uris->len;
}

const char *
llm_fake_fetcher_get_uri (LlmFakeFetcher *self, guint index)
{
  g_assert_cmpuint (index, <, self->uris->len);
  return g_ptr_array_index (self->uris, index);
}

gsize
llm_fake_fetcher_get_max_size (LlmFakeFetcher *self)
{
  return self->max_size;
}

void
llm_fake_fetcher_answer (LlmFakeFetcher *self, GBytes *bytes)
{
  g_autoptr (GTask) task = g_queue_pop_head (&self->waiting);

  g_assert_nonnull (task);
  g_task_return_pointer (task, g_bytes_ref (bytes), (GDestroyNotify) g_bytes_unref);
}

void
llm_fake_fetcher_fail (LlmFakeFetcher *self, GError *error)
{
  g_autoptr (GTask) task = g_queue_pop_head (&self->waiting);

  g_assert_nonnull (task);
  g_task_return_error (task, error);
}
