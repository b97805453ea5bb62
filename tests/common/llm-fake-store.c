/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-fake-store.h"

struct _FakeStore
{
  GObject parent_instance;

  GError *error;
  GString *log;
  LlmThread *thread;
  GPtrArray *versions; /* LlmAnswer; NULL for none */
  GPtrArray *ballots;  /* LlmBallot; NULL for none */
};

static void
answer_call (
    LlmStore *store, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  FakeStore *self = FAKE_STORE (store);
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  if (self->error != NULL)
    g_task_return_error (task, g_error_copy (self->error));
  else
    g_task_return_boolean (task, TRUE);
}

/* Those that go along. */
static void
log_versions (GString *log, LlmAnswer *answer)
{
  g_autoptr (GPtrArray) versions = llm_answer_get_unsaved_versions (answer);

  for (guint i = 0; i < versions->len; i++)
    g_string_append_printf (log, " version:%s", llm_answer_get_text (versions->pdata[i]));
}

static void
fake_store_save_comparison_async (LlmStore *store,
                                  LlmComparison *comparison,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GString *log = FAKE_STORE (store)->log;
  GPtrArray *images = llm_comparison_get_images (comparison);

  g_string_append (log, "all");
  for (guint i = 0; images != NULL && i < images->len; i++)
    g_string_append_printf (log, " image:%s", llm_image_get_hash (images->pdata[i]));
  for (guint i = 0; i < llm_comparison_get_n_answers (comparison); i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (comparison, i);

      g_string_append_printf (log, " %s", llm_answer_get_text (answer));
      log_versions (log, answer);
    }
  g_string_append_c (log, '\n');
  answer_call (store, cancellable, callback, user_data);
}

static void
fake_store_save_answer_async (LlmStore *store,
                              const char *comparison_id,
                              LlmAnswer *answer,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  const char *vote = llm_vote_to_string (llm_answer_get_vote (answer));
  GString *log = FAKE_STORE (store)->log;

  g_string_append_printf (log, "answer %s %s %s", llm_answer_get_column_id (answer),
                          llm_answer_state_to_string (llm_answer_get_state (answer)),
                          vote != NULL ? vote : "-");
  log_versions (log, answer);
  g_string_append_c (log, '\n');
  answer_call (store, cancellable, callback, user_data);
}

static void
fake_store_append_text_async (LlmStore *store,
                              const char *column_id,
                              LlmDeltaKind kind,
                              const char *text,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_string_append_printf (FAKE_STORE (store)->log, "%s %s %s\n",
                          kind == LLM_DELTA_TEXT ? "text" : "reasoning", column_id, text);
  answer_call (store, cancellable, callback, user_data);
}

static void
fake_store_flush_async (LlmStore *store,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  answer_call (store, cancellable, callback, user_data);
}

static void
fake_store_load_thread_async (LlmStore *store,
                              const char *column_id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  FakeStore *self = FAKE_STORE (store);
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  g_string_append_printf (self->log, "thread %s\n", column_id);
  if (self->thread == NULL)
    g_task_return_error (task, g_error_copy (self->error));
  else
    g_task_return_pointer (task, llm_thread_ref (self->thread),
                           (GDestroyNotify) llm_thread_unref);
}

static void
fake_store_load_versions_async (LlmStore *store,
                                const char *const *column_ids,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  FakeStore *self = FAKE_STORE (store);
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  for (guint i = 0; column_ids[i] != NULL; i++)
    g_string_append_printf (self->log, "versions %s\n", column_ids[i]);
  if (self->error != NULL)
    g_task_return_error (task, g_error_copy (self->error));
  else
    g_task_return_pointer (task,
                           self->versions != NULL
                               ? g_ptr_array_ref (self->versions)
                               : g_ptr_array_new_with_free_func (g_object_unref),
                           (GDestroyNotify) g_ptr_array_unref);
}

static void
fake_store_load_ballots_async (LlmStore *store,
                               const LlmBallotQuery *query,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  FakeStore *self = FAKE_STORE (store);
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  g_string_append (self->log, "ballots\n");
  if (self->error != NULL)
    g_task_return_error (task, g_error_copy (self->error));
  else
    g_task_return_pointer (task,
                           self->ballots != NULL
                               ? g_ptr_array_ref (self->ballots)
                               : g_ptr_array_new_with_free_func ((GDestroyNotify) llm_ballot_unref),
                           (GDestroyNotify) g_ptr_array_unref);
}

static void
store_init (LlmStoreInterface *iface)
{
  iface->save_comparison_async = fake_store_save_comparison_async;
  iface->save_answer_async = fake_store_save_answer_async;
  iface->append_text_async = fake_store_append_text_async;
  iface->load_thread_async = fake_store_load_thread_async;
  iface->load_versions_async = fake_store_load_versions_async;
  iface->load_ballots_async = fake_store_load_ballots_async;
  iface->flush_async = fake_store_flush_async;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeStore,
                               fake_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_STORE, store_init))

static void
fake_store_finalize (GObject *object)
{
  FakeStore *self = FAKE_STORE (object);

  g_clear_error (&self->error);
  g_string_free (self->log, TRUE);
  g_clear_pointer (&self->thread, llm_thread_unref);
  g_clear_pointer (&self->versions, g_ptr_array_unref);
  g_clear_pointer (&self->ballots, g_ptr_array_unref);

  G_OBJECT_CLASS (fake_store_parent_class)->finalize (object);
}

static void
fake_store_class_init (FakeStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_store_finalize;
}

static void
fake_store_init (FakeStore *self)
{
  self->log = g_string_new (NULL);
}

FakeStore *
fake_store_new (void)
{
  return g_object_new (FAKE_TYPE_STORE, NULL);
}

void
fake_store_set_error (FakeStore *self, const GError *error)
{
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
}

void
fake_store_set_thread (FakeStore *self, LlmThread *thread)
{
  g_clear_pointer (&self->thread, llm_thread_unref);
  self->thread = llm_thread_ref (thread);
}

/* What every column had before. */
void
fake_store_set_versions (FakeStore *self, GPtrArray *versions)
{
  g_clear_pointer (&self->versions, g_ptr_array_unref);
  self->versions = g_ptr_array_ref (versions);
}

void
fake_store_set_ballots (FakeStore *self, GPtrArray *ballots)
{
  g_clear_pointer (&self->ballots, g_ptr_array_unref);
  self->ballots = g_ptr_array_ref (ballots);
}

const char *
fake_store_get_log (FakeStore *self)
{
  return self->log->str;
}

void
fake_store_clear_log (FakeStore *self)
{
  g_string_truncate (self->log, 0);
}
