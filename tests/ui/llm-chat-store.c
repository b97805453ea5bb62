/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-chat-store.h"

static void chat_store_init_store (LlmStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatStore,
                               chat_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_STORE, chat_store_init_store))

static void
clear_special (gpointer data)
{
  ChatSpecial *special = data;

  g_free ((char *) special->prompt);
  g_free ((char *) special->answer);
}

void
chat_store_set_specials (ChatStore *self, const ChatSpecial *specials)
{
  g_array_set_size (self->specials, 0);
  for (; specials != NULL && (specials->prompt != NULL || specials->answer != NULL); specials++)
    {
      const ChatSpecial copy
          = { specials->index, g_strdup (specials->prompt), g_strdup (specials->answer) };

      g_array_append_val (self->specials, copy);
    }
}

static const ChatSpecial *
find_special (ChatStore *self, guint index)
{
  for (guint i = 0; i < self->specials->len; i++)
    {
      const ChatSpecial *special = &g_array_index (self->specials, ChatSpecial, i);

      if (special->index == index)
        return special;
    }
  return NULL;
}

LlmComparison *
chat_store_make_comparison (ChatStore *self, LlmTurn *turn)
{
  const guint index = chat_test_get_index (turn);
  g_autoptr (LlmComparison) usual = chat_test_new_comparison (turn, index);
  const ChatSpecial *special = find_special (self, index);
  LlmComparison *comparison;
  g_autoptr (LlmAnswer) answer = NULL;
  g_autofree char *column_id = g_strdup_printf ("answer-%u", index);

  if (special == NULL)
    return g_steal_pointer (&usual);
  comparison = llm_comparison_new_with_id (
      llm_turn_get_id (turn),
      special->prompt != NULL ? special->prompt : llm_comparison_get_prompt (usual), NULL, "Title",
      llm_turn_get_created_at (turn));
  answer = llm_answer_new_with_id (column_id, "fake", "model", "Model");
  llm_answer_append (answer, LLM_DELTA_TEXT,
                     special->answer != NULL
                         ? special->answer
                         : llm_answer_get_text (llm_comparison_get_answer (usual, 0)));
  llm_answer_restore (answer, LLM_ANSWER_DONE);
  llm_comparison_add (comparison, answer);
  return comparison;
}

static gboolean
answer_cb (gpointer user_data)
{
  GTask *task = user_data;
  ChatStore *self = g_task_get_source_object (task);
  char **ids = g_task_get_task_data (task);
  g_autoptr (GPtrArray) loaded = g_ptr_array_new_with_free_func (g_object_unref);

  self->n_running--;
  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    self->n_cancelled++;
  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (LlmTurn) turn = llm_turn_new (ids[i], NULL, NULL, 0);

      g_ptr_array_add (loaded, chat_store_make_comparison (self, turn));
    }
  g_task_return_pointer (task, g_steal_pointer (&loaded), (GDestroyNotify) g_ptr_array_unref);
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

static gboolean
urgent_cb (gpointer user_data)
{
  CHAT_STORE (user_data)->urgent_id = 0;
  return G_SOURCE_REMOVE;
}

static void
chat_store_load_turns_async (LlmStore *store,
                             const char *const *ids,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  ChatStore *self = CHAT_STORE (store);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_task_data (task, g_strdupv ((char **) ids), (GDestroyNotify) g_strfreev);
  self->n_loads++;
  self->n_running++;
  self->most_running = MAX (self->most_running, self->n_running);
  self->most_turns = MAX (self->most_turns, g_strv_length ((char **) ids));
  /* Whatever is more urgent has its turn between two pages. */
  g_assert_cmpuint (self->urgent_id, ==, 0);
  self->urgent_id = g_idle_add_full (GDK_PRIORITY_REDRAW, urgent_cb, self, NULL);
  if (self->held)
    g_ptr_array_add (self->waiting, task);
  else
    g_idle_add (answer_cb, task);
}

void
chat_store_release (ChatStore *self)
{
  self->held = FALSE;
  for (guint i = 0; i < self->waiting->len; i++)
    g_idle_add (answer_cb, self->waiting->pdata[i]);
  g_ptr_array_set_size (self->waiting, 0);
}

static void
chat_store_init_store (LlmStoreInterface *iface)
{
  iface->load_turns_async = chat_store_load_turns_async;
}

static void
chat_store_finalize (GObject *object)
{
  g_ptr_array_unref (CHAT_STORE (object)->waiting);
  g_array_unref (CHAT_STORE (object)->specials);
  g_clear_handle_id (&CHAT_STORE (object)->urgent_id, g_source_remove);

  G_OBJECT_CLASS (chat_store_parent_class)->finalize (object);
}

static void
chat_store_class_init (ChatStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chat_store_finalize;
}

static void
chat_store_init (ChatStore *self)
{
  self->waiting = g_ptr_array_new ();
  self->specials = g_array_new (FALSE, FALSE, sizeof (ChatSpecial));
  g_array_set_clear_func (self->specials, clear_special);
}
