/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-recorder.h"

/* How long streamed text may wait in memory, in milliseconds. */
#define WRITE_INTERVAL_MS 1000

#define ATTACHED_KEY "llm-recorder"

/* Streamed text of one column that is not with the store yet. */
typedef struct
{
  GString *pieces[2];
} Pending;

struct _LlmRecorder
{
  GObject parent_instance;

  LlmStore *store;
  LlmComparison *comparison; /* unowned; weak pointer */
  char *comparison_id;
  GHashTable *pending; /* column id → Pending */
  GPtrArray *watched;  /* the columns */
  guint timeout_id;
  gboolean saved;
  gboolean dirty;
  GError *error;
};

G_DEFINE_FINAL_TYPE (LlmRecorder, llm_recorder, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ERROR,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
pending_free (gpointer data)
{
  Pending *pending = data;

  g_string_free (pending->pieces[LLM_DELTA_TEXT], TRUE);
  g_string_free (pending->pieces[LLM_DELTA_REASONING], TRUE);
  g_free (pending);
}

static void
take_error (LlmRecorder *self, GError *error)
{
  if (self->error == NULL && error == NULL)
    return;
  g_clear_error (&self->error);
  self->error = error;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
}

/* Versions may be among what is missing. */
static void
doubt_versions (LlmRecorder *self)
{
  for (guint i = 0; self->comparison != NULL && i < self->watched->len; i++)
    llm_answer_set_versions_saved (self->watched->pdata[i], FALSE);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmRecorder) self = LLM_RECORDER (user_data);
  g_autoptr (GError) error = NULL;

  if (llm_store_write_finish (LLM_STORE (source), result, &error))
    {
      if (!self->dirty)
        take_error (self, NULL);
      return;
    }
  /* Something is missing on disk now: the next write is one of everything. */
  self->dirty = TRUE;
  doubt_versions (self);
  g_debug ("Comparison %s was not saved: %s", self->comparison_id, error->message);
  take_error (self, g_steal_pointer (&error));
}

typedef struct
{
  GWeakRef answer;
  LlmFlight *flight;
} Flown;

static void
flown_free (Flown *flown)
{
  g_weak_ref_clear (&flown->answer);
  llm_flight_unref (flown->flight);
  g_free (flown);
}

static void
flown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Flown *flown = user_data;
  g_autoptr (LlmAnswer) answer = g_weak_ref_get (&flown->answer);
  g_autoptr (GError) error = NULL;

  if (!llm_store_write_finish (LLM_STORE (source), result, &error))
    {
      g_debug ("The record of a column was not saved: %s", error->message);
      llm_flight_set_saved (flown->flight, FALSE);
    }
  /* It may be long, and is with the store from now on. */
  else if (answer != NULL && llm_answer_get_flight (answer) == flown->flight)
    llm_answer_set_flight (answer, NULL);
  flown_free (flown);
}

/* After the column itself, which it belongs to. */
static void
save_flight (LlmRecorder *self, LlmAnswer *answer)
{
  LlmFlight *flight = llm_answer_get_flight (answer);
  g_autofree char *text = NULL;
  Flown *flown;

  if (flight == NULL || !llm_flight_is_over (flight) || llm_flight_is_saved (flight))
    return;
  flown = g_new0 (Flown, 1);
  g_weak_ref_init (&flown->answer, answer);
  flown->flight = llm_flight_ref (flight);
  llm_flight_set_saved (flight, TRUE);
  text = llm_flight_to_text (flight);
  llm_store_save_flight_async (self->store, llm_answer_get_column_id (answer), text, NULL,
                               flown_cb, flown);
}

static void
save_all (LlmRecorder *self)
{
  if (self->comparison == NULL)
    return;
  /* The whole texts go along; what waited is among them. */
  g_hash_table_remove_all (self->pending);
  self->saved = TRUE;
  self->dirty = FALSE;
  llm_store_save_comparison_async (self->store, self->comparison, NULL, written_cb,
                                   g_object_ref (self));
  for (guint i = 0; i < self->watched->len; i++)
    {
      llm_answer_set_versions_saved (self->watched->pdata[i], TRUE);
      save_flight (self, self->watched->pdata[i]);
    }
}

static void
write_pieces (LlmRecorder *self, const char *column_id, Pending *pending)
{
  for (guint kind = 0; kind < G_N_ELEMENTS (pending->pieces); kind++)
    {
      if (pending->pieces[kind]->len == 0)
        continue;
      llm_store_append_text_async (self->store, column_id, kind, pending->pieces[kind]->str, NULL,
                                   written_cb, g_object_ref (self));
      g_string_truncate (pending->pieces[kind], 0);
    }
}

static void
flush (LlmRecorder *self)
{
  GHashTableIter iter;
  gpointer key, value;

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  if (self->dirty)
    {
      save_all (self);
      return;
    }
  g_hash_table_iter_init (&iter, self->pending);
  while (g_hash_table_iter_next (&iter, &key, &value))
    write_pieces (self, key, value);
}

static gboolean
timeout_cb (gpointer user_data)
{
  LlmRecorder *self = LLM_RECORDER (user_data);

  self->timeout_id = 0;
  flush (self);
  return G_SOURCE_REMOVE;
}

static void
appended_cb (LlmRecorder *self, int kind, const char *text, LlmAnswer *answer)
{
  const char *column_id = llm_answer_get_column_id (answer);
  Pending *pending;

  /* What has ended is saved as a whole: an earlier version is shown again. */
  if (!self->saved || llm_answer_state_is_final (llm_answer_get_state (answer)))
    return;
  pending = g_hash_table_lookup (self->pending, column_id);
  if (pending == NULL)
    {
      pending = g_new0 (Pending, 1);
      pending->pieces[LLM_DELTA_TEXT] = g_string_new (NULL);
      pending->pieces[LLM_DELTA_REASONING] = g_string_new (NULL);
      g_hash_table_insert (self->pending, g_strdup (column_id), pending);
    }
  g_string_append (pending->pieces[kind == LLM_DELTA_TEXT ? LLM_DELTA_TEXT : LLM_DELTA_REASONING],
                   text);
  if (self->timeout_id == 0)
    self->timeout_id = g_timeout_add (WRITE_INTERVAL_MS, timeout_cb, self);
}

static void
save_answer (LlmRecorder *self, LlmAnswer *answer)
{
  const char *column_id = llm_answer_get_column_id (answer);
  Pending *pending = g_hash_table_lookup (self->pending, column_id);

  if (!self->saved)
    return;
  if (self->dirty)
    {
      save_all (self);
      return;
    }
  if (llm_answer_state_is_final (llm_answer_get_state (answer)))
    g_hash_table_remove (self->pending, column_id);
  else if (pending != NULL)
    write_pieces (self, column_id, pending);
  llm_store_save_answer_async (self->store, self->comparison_id, answer, NULL, written_cb,
                               g_object_ref (self));
  llm_answer_set_versions_saved (answer, TRUE);
  save_flight (self, answer);
}

static void
answer_changed_cb (LlmRecorder *self, GParamSpec *pspec, LlmAnswer *answer)
{
  save_answer (self, answer);
}

static void
cleared_cb (LlmRecorder *self, LlmAnswer *answer)
{
  if (self->saved)
    save_all (self);
}

static void
watch_answer (LlmRecorder *self, LlmAnswer *answer)
{
  g_ptr_array_add (self->watched, g_object_ref (answer));
  g_signal_connect_object (answer, "appended", G_CALLBACK (appended_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (answer, "cleared", G_CALLBACK (cleared_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (answer, "notify::state", G_CALLBACK (answer_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (answer, "notify::vote", G_CALLBACK (answer_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static gboolean
is_column (LlmRecorder *self, LlmAnswer *answer)
{
  return self->comparison != NULL
         && llm_comparison_find (self->comparison, llm_answer_get_column_id (answer), NULL)
                == answer;
}

typedef struct
{
  LlmRecorder *recorder;
  LlmAnswer *answer;
} Removed;

static void
versions_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Removed *removed = user_data;
  g_autoptr (LlmRecorder) self = removed->recorder;
  g_autoptr (LlmAnswer) answer = removed->answer;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) versions = llm_store_list_finish (LLM_STORE (source), result, &error);

  if (versions == NULL)
    {
      g_debug ("Earlier versions of a removed column were not read: %s", error->message);
      return;
    }
  llm_answer_set_stored_versions (answer, versions);
  llm_answer_set_versions_saved (answer, FALSE);
  /* It may be back already. */
  if (is_column (self, answer))
    save_answer (self, answer);
}

/* The store deletes a column with its versions, which are read before that, since the column
 * may be put back. */
static void
let_go (LlmRecorder *self, LlmAnswer *answer)
{
  const char *const ids[] = { llm_answer_get_column_id (answer), NULL };
  Removed *removed;

  llm_answer_set_versions_saved (answer, FALSE);
  if (llm_answer_get_flight (answer) != NULL)
    llm_flight_set_saved (llm_answer_get_flight (answer), FALSE);
  if (!self->saved || llm_answer_get_n_unloaded_versions (answer) == 0)
    return;
  removed = g_new0 (Removed, 1);
  removed->recorder = g_object_ref (self);
  removed->answer = g_object_ref (answer);
  llm_store_load_versions_async (self->store, ids, NULL, versions_cb, removed);
}

static gboolean
is_watched (LlmRecorder *self, LlmAnswer *answer)
{
  return g_ptr_array_find (self->watched, answer, NULL);
}

/* Columns that were moved come as removed and added; each is watched once. */
static void
items_changed_cb (LlmRecorder *self, guint position, guint removed, guint added)
{
  for (guint i = position; i < position + added; i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (self->comparison, i);

      if (!is_watched (self, answer))
        watch_answer (self, answer);
    }
  for (guint i = self->watched->len; removed > 0 && i > 0; i--)
    {
      g_autoptr (LlmAnswer) answer = g_object_ref (self->watched->pdata[i - 1]);

      if (is_column (self, answer))
        continue;
      g_signal_handlers_disconnect_by_data (answer, self);
      g_ptr_array_remove_index (self->watched, i - 1);
      let_go (self, answer);
    }
}

static void
comparison_changed_cb (LlmRecorder *self)
{
  if (self->saved)
    save_all (self);
}

static void
llm_recorder_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LlmRecorder *self = LLM_RECORDER (object);

  switch (prop_id)
    {
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_recorder_dispose (GObject *object)
{
  LlmRecorder *self = LLM_RECORDER (object);

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  if (self->comparison != NULL)
    g_signal_handlers_disconnect_by_data (self->comparison, self);
  for (guint i = 0; i < self->watched->len; i++)
    g_signal_handlers_disconnect_by_data (self->watched->pdata[i], self);
  g_ptr_array_set_size (self->watched, 0);
  g_clear_weak_pointer (&self->comparison);

  G_OBJECT_CLASS (llm_recorder_parent_class)->dispose (object);
}

static void
llm_recorder_finalize (GObject *object)
{
  LlmRecorder *self = LLM_RECORDER (object);

  g_hash_table_unref (self->pending);
  g_ptr_array_unref (self->watched);
  g_clear_object (&self->store);
  g_free (self->comparison_id);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (llm_recorder_parent_class)->finalize (object);
}

static void
llm_recorder_class_init (LlmRecorderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = llm_recorder_get_property;
  object_class->dispose = llm_recorder_dispose;
  object_class->finalize = llm_recorder_finalize;

  props[PROP_ERROR]
      = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
llm_recorder_init (LlmRecorder *self)
{
  self->pending = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, pending_free);
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * llm_recorder_new:
 * @store: where to write
 * @comparison: what to keep
 *
 * Returns: (transfer full): a recorder; nothing is written before
 *   llm_recorder_save(), unless @comparison came from the store and is recorded by
 *   llm_recorder_attach()
 */
LlmRecorder *
llm_recorder_new (LlmStore *store, LlmComparison *comparison)
{
  LlmRecorder *self;

  g_return_val_if_fail (LLM_IS_STORE (store), NULL);
  g_return_val_if_fail (LLM_IS_COMPARISON (comparison), NULL);

  self = g_object_new (LLM_TYPE_RECORDER, NULL);
  self->store = g_object_ref (store);
  self->comparison_id = g_strdup (llm_comparison_get_id (comparison));
  g_set_weak_pointer (&self->comparison, comparison);
  g_signal_connect_object (comparison, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (comparison, "changed", G_CALLBACK (comparison_changed_cb), self,
                           G_CONNECT_SWAPPED);
  items_changed_cb (self, 0, 0, llm_comparison_get_n_answers (comparison));
  return self;
}

/* The data is destroyed while the comparison is: its texts are gone, but what
 * waited is still here. */
static void
detach (gpointer data)
{
  LlmRecorder *self = LLM_RECORDER (data);

  g_clear_weak_pointer (&self->comparison);
  self->dirty = FALSE;
  flush (self);
  g_object_run_dispose (G_OBJECT (self));
  g_object_unref (self);
}

/**
 * llm_recorder_attach:
 * @store: where to write
 * @comparison: a comparison that is in the store already, or gets saved with
 *   llm_recorder_save() on the result
 *
 * Makes sure that @comparison is recorded for as long as it lives.
 *
 * Returns: (transfer none): its recorder, always the same one
 */
LlmRecorder *
llm_recorder_attach (LlmStore *store, LlmComparison *comparison)
{
  LlmRecorder *self;

  g_return_val_if_fail (LLM_IS_STORE (store), NULL);
  g_return_val_if_fail (LLM_IS_COMPARISON (comparison), NULL);

  self = g_object_get_data (G_OBJECT (comparison), ATTACHED_KEY);
  if (self == NULL)
    {
      self = llm_recorder_new (store, comparison);
      self->saved = TRUE;
      g_object_set_data_full (G_OBJECT (comparison), ATTACHED_KEY, self, detach);
    }
  return self;
}

/**
 * llm_recorder_save:
 * @self: a recorder
 *
 * Writes the whole comparison, and from now on every change of it.
 */
void
llm_recorder_save (LlmRecorder *self)
{
  g_return_if_fail (LLM_IS_RECORDER (self));

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  save_all (self);
}

/**
 * llm_recorder_get_error:
 * @self: a recorder
 *
 * Returns: (nullable): why the last write failed; NULL once one has worked
 */
const GError *
llm_recorder_get_error (LlmRecorder *self)
{
  g_return_val_if_fail (LLM_IS_RECORDER (self), NULL);
  return self->error;
}
