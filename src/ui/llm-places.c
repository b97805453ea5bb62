/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-places.h"

#include <glib/gi18n-lib.h>

/* Counts follow this long after a change (milliseconds): while answers stream there
 * are many. */
#define COUNT_DELAY 400

struct _LlmPlace
{
  GObject parent_instance;

  LlmPlaceKind kind;
  char *id;
  char *name;
  char *color;
  gint64 position;
  guint count;
};

G_DEFINE_FINAL_TYPE (LlmPlace, llm_place, G_TYPE_OBJECT)

struct _LlmPlaces
{
  GObject parent_instance;

  LlmStore *store;
  GCancellable *cancellable;
  GPtrArray *places;
  GPtrArray *folders; /* as they were read last, likewise */
  GPtrArray *tags;
  GHashTable *hidden; /* ids of folders that are going to be deleted */
  GError *error;
  guint n_waiting;
  guint delay_id;
  gboolean again;
};

static void llm_places_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmPlaces,
                               llm_places,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      llm_places_list_model_init))

enum
{
  PROP_0,
  PROP_ERROR,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

enum
{
  SIGNAL_COUNTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
llm_place_finalize (GObject *object)
{
  LlmPlace *self = LLM_PLACE (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->color);

  G_OBJECT_CLASS (llm_place_parent_class)->finalize (object);
}

static void
llm_place_class_init (LlmPlaceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = llm_place_finalize;

  /**
   * LlmPlace::counted:
   *
   * llm_place_get_count() has changed.
   */
  signals[SIGNAL_COUNTED] = g_signal_new ("counted", LLM_TYPE_PLACE, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
llm_place_init (LlmPlace *self)
{
}

static LlmPlace *
place_new (LlmPlaceKind kind, const char *id, const char *name)
{
  LlmPlace *self = g_object_new (LLM_TYPE_PLACE, NULL);

  self->kind = kind;
  self->id = g_strdup (id);
  self->name = g_strdup (name);
  return self;
}

static gboolean
place_equal (LlmPlace *a, LlmPlace *b)
{
  return a->kind == b->kind && g_strcmp0 (a->id, b->id) == 0 && g_str_equal (a->name, b->name)
         && g_strcmp0 (a->color, b->color) == 0 && a->position == b->position;
}

/* Its row stays, also while its name is being typed; only the number is another. */
static void
place_set_count (LlmPlace *self, guint count)
{
  if (self->count == count)
    return;
  self->count = count;
  g_signal_emit (self, signals[SIGNAL_COUNTED], 0);
}

/* Puts the object that has a row in the place of one that says the same. */
static void
keep (GPtrArray *places, guint index, LlmPlace *old)
{
  place_set_count (old, LLM_PLACE (places->pdata[index])->count);
  g_set_object ((LlmPlace **) &places->pdata[index], old);
}

/**
 * llm_place_get_kind:
 * @self: a #LlmPlace
 *
 * Returns: what it is
 */
LlmPlaceKind
llm_place_get_kind (LlmPlace *self)
{
  g_return_val_if_fail (LLM_IS_PLACE (self), LLM_PLACE_ALL);
  return self->kind;
}

/**
 * llm_place_get_id:
 * @self: a #LlmPlace
 *
 * Returns: (nullable): the id of a folder, the name of a tag
 */
const char *
llm_place_get_id (LlmPlace *self)
{
  g_return_val_if_fail (LLM_IS_PLACE (self), NULL);
  return self->id;
}

/**
 * llm_place_get_name:
 * @self: a #LlmPlace
 *
 * Returns: its name for people
 */
const char *
llm_place_get_name (LlmPlace *self)
{
  g_return_val_if_fail (LLM_IS_PLACE (self), NULL);
  return self->name;
}

/**
 * llm_place_get_color:
 * @self: a #LlmPlace
 *
 * Returns: (nullable): the colour of a folder
 */
const char *
llm_place_get_color (LlmPlace *self)
{
  g_return_val_if_fail (LLM_IS_PLACE (self), NULL);
  return self->color;
}

/**
 * llm_place_get_position:
 * @self: a #LlmPlace
 *
 * Returns: the place of a folder among the folders
 */
gint64
llm_place_get_position (LlmPlace *self)
{
  g_return_val_if_fail (LLM_IS_PLACE (self), 0);
  return self->position;
}

/**
 * llm_place_get_count:
 * @self: a #LlmPlace
 * @count: (out): how many conversations it has
 *
 * Returns: whether that is known
 */
gboolean
llm_place_get_count (LlmPlace *self, guint *count)
{
  g_return_val_if_fail (LLM_IS_PLACE (self), FALSE);

  *count = self->count;
  return self->kind == LLM_PLACE_FOLDER || self->kind == LLM_PLACE_TAG;
}

/**
 * llm_place_get_icon_name:
 * @self: a #LlmPlace
 *
 * Returns: (nullable): its icon; %NULL for a folder, which has a dot
 */
const char *
llm_place_get_icon_name (LlmPlace *self)
{
  static const char *const icons[]
      = { "view-list-symbolic", "llm-compare-symbolic", "llm-chat-symbolic",  NULL,
          "llm-tag-symbolic",   "llm-archive-symbolic", "user-trash-symbolic" };

  g_return_val_if_fail (LLM_IS_PLACE (self), NULL);
  return icons[self->kind];
}

/**
 * llm_place_to_folder:
 * @self: a place that is a folder
 *
 * Returns: (transfer full): the folder as it is, to be changed and saved
 */
LlmFolder *
llm_place_to_folder (LlmPlace *self)
{
  LlmFolder *folder;

  g_return_val_if_fail (LLM_IS_PLACE (self), NULL);
  g_return_val_if_fail (self->kind == LLM_PLACE_FOLDER, NULL);

  folder = llm_folder_new (self->id, self->name);
  folder->color = g_strdup (self->color);
  folder->position = self->position;
  return folder;
}

/**
 * llm_place_get_query:
 * @self: a #LlmPlace
 * @query: (out): what is listed there; its strings belong to @self
 */
void
llm_place_get_query (LlmPlace *self, LlmHistoryQuery *query)
{
  static const LlmHistorySection sections[]
      = { LLM_HISTORY_ALL, LLM_HISTORY_ALL,      LLM_HISTORY_ALL,  LLM_HISTORY_FOLDER,
          LLM_HISTORY_TAG, LLM_HISTORY_ARCHIVED, LLM_HISTORY_TRASH };

  g_return_if_fail (LLM_IS_PLACE (self));
  g_return_if_fail (query != NULL);

  query->section = sections[self->kind];
  query->kind = self->kind == LLM_PLACE_COMPARISONS ? LLM_KIND_COMPARISON
                : self->kind == LLM_PLACE_CHATS     ? LLM_KIND_CHAT
                                                    : NULL;
  query->within = self->id;
}

static void
append (GPtrArray *places, LlmPlaceKind kind, const char *name)
{
  g_ptr_array_add (places, place_new (kind, NULL, name));
}

static GPtrArray *
collect (LlmPlaces *self)
{
  GPtrArray *places = g_ptr_array_new_with_free_func (g_object_unref);

  append (places, LLM_PLACE_ALL, _ ("All"));
  append (places, LLM_PLACE_COMPARISONS, _ ("Comparisons"));
  append (places, LLM_PLACE_CHATS, _ ("Chats"));
  for (guint i = 0; i < self->folders->len; i++)
    {
      LlmPlace *folder = g_ptr_array_index (self->folders, i);

      if (!g_hash_table_contains (self->hidden, folder->id))
        g_ptr_array_add (places, g_object_ref (folder));
    }
  for (guint i = 0; i < self->tags->len; i++)
    g_ptr_array_add (places, g_object_ref (g_ptr_array_index (self->tags, i)));
  append (places, LLM_PLACE_ARCHIVED, _ ("Archived"));
  append (places, LLM_PLACE_TRASH, _ ("Trash"));
  return places;
}

/* Places that are the same keep their objects, and so their rows. */
static void
rebuild (LlmPlaces *self)
{
  g_autoptr (GPtrArray) old = self->places;
  GPtrArray *places = collect (self);
  guint start = 0, n_end = 0;

  while (start < old->len && start < places->len
         && place_equal (g_ptr_array_index (old, start), g_ptr_array_index (places, start)))
    start++;
  while (n_end < old->len - start && n_end < places->len - start
         && place_equal (g_ptr_array_index (old, old->len - 1 - n_end),
                         g_ptr_array_index (places, places->len - 1 - n_end)))
    n_end++;

  for (guint i = 0; i < places->len; i++)
    if (i < start)
      keep (places, i, old->pdata[i]);
    else if (i >= places->len - n_end)
      keep (places, i, old->pdata[i + old->len - places->len]);
  self->places = places;
  if (old->len > start + n_end || places->len > start + n_end)
    g_list_model_items_changed (G_LIST_MODEL (self), start, old->len - start - n_end,
                                places->len - start - n_end);
}

static void
take_error (LlmPlaces *self, GError *error)
{
  if (self->error == NULL && error == NULL)
    return;
  g_clear_error (&self->error);
  self->error = error;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
}

static void
finish (LlmPlaces *self, GError *error)
{
  self->n_waiting--;
  if (error != NULL || self->n_waiting == 0)
    take_error (self, error);
  if (self->n_waiting > 0)
    return;

  rebuild (self);
  if (self->again)
    llm_places_load (self);
}

static void
folders_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmPlaces) self = user_data;
  g_autoptr (GPtrArray) folders = NULL;
  GError *error = NULL;

  folders = llm_store_list_finish (LLM_STORE (source), result, &error);
  if (folders != NULL)
    g_ptr_array_set_size (self->folders, 0);
  for (guint i = 0; folders != NULL && i < folders->len; i++)
    {
      const LlmFolder *folder = g_ptr_array_index (folders, i);
      LlmPlace *place = place_new (LLM_PLACE_FOLDER, folder->id, folder->name);

      place->color = g_strdup (folder->color);
      place->position = folder->position;
      place->count = folder->n_entries;
      g_ptr_array_add (self->folders, place);
    }
  finish (self, error);
}

static void
tags_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmPlaces) self = user_data;
  g_autoptr (GPtrArray) tags = NULL;
  GError *error = NULL;

  tags = llm_store_list_finish (LLM_STORE (source), result, &error);
  if (tags != NULL)
    g_ptr_array_set_size (self->tags, 0);
  for (guint i = 0; tags != NULL && i < tags->len; i++)
    {
      const LlmTag *tag = g_ptr_array_index (tags, i);
      LlmPlace *place = place_new (LLM_PLACE_TAG, tag->name, tag->name);

      place->count = tag->n_entries;
      g_ptr_array_add (self->tags, place);
    }
  finish (self, error);
}

static gboolean
delay_cb (gpointer user_data)
{
  LlmPlaces *self = user_data;

  self->delay_id = 0;
  llm_places_load (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (LlmPlaces *self)
{
  if (self->delay_id == 0)
    self->delay_id = g_timeout_add (COUNT_DELAY, delay_cb, self);
}

static GType
llm_places_get_item_type (GListModel *model)
{
  return LLM_TYPE_PLACE;
}

static guint
llm_places_get_n_items (GListModel *model)
{
  return LLM_PLACES (model)->places->len;
}

static gpointer
llm_places_get_item (GListModel *model, guint position)
{
  GPtrArray *places = LLM_PLACES (model)->places;

  return position < places->len ? g_object_ref (g_ptr_array_index (places, position)) : NULL;
}

static void
llm_places_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = llm_places_get_item_type;
  iface->get_n_items = llm_places_get_n_items;
  iface->get_item = llm_places_get_item;
}

static void
llm_places_dispose (GObject *object)
{
  LlmPlaces *self = LLM_PLACES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->delay_id, g_source_remove);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (llm_places_parent_class)->dispose (object);
}

static void
llm_places_finalize (GObject *object)
{
  LlmPlaces *self = LLM_PLACES (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->places);
  g_ptr_array_unref (self->folders);
  g_ptr_array_unref (self->tags);
  g_hash_table_unref (self->hidden);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (llm_places_parent_class)->finalize (object);
}

static void
llm_places_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_ERROR:
      g_value_set_boxed (value, LLM_PLACES (object)->error);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_places_class_init (LlmPlacesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_places_dispose;
  object_class->finalize = llm_places_finalize;
  object_class->get_property = llm_places_get_property;

  props[PROP_ERROR]
      = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
llm_places_init (LlmPlaces *self)
{
  self->cancellable = g_cancellable_new ();
  self->folders = g_ptr_array_new_with_free_func (g_object_unref);
  self->tags = g_ptr_array_new_with_free_func (g_object_unref);
  self->hidden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->places = collect (self);
}

/**
 * llm_places_new:
 * @store: where folders and tags are kept
 *
 * Returns: (transfer full): the fixed places
 */
LlmPlaces *
llm_places_new (LlmStore *store)
{
  LlmPlaces *self;

  g_return_val_if_fail (LLM_IS_STORE (store), NULL);

  self = g_object_new (LLM_TYPE_PLACES, NULL);
  self->store = g_object_ref (store);
  g_signal_connect_object (store, "folders-changed", G_CALLBACK (llm_places_load), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * llm_places_load:
 * @self: a #LlmPlaces
 *
 * Reads folders and tags (again).
 */
void
llm_places_load (LlmPlaces *self)
{
  g_return_if_fail (LLM_IS_PLACES (self));

  if (self->store == NULL)
    return;
  self->again = self->n_waiting > 0;
  if (self->again)
    return;

  self->n_waiting = 2;
  llm_store_list_folders_async (self->store, self->cancellable, folders_cb, g_object_ref (self));
  llm_store_list_tags_async (self->store, self->cancellable, tags_cb, g_object_ref (self));
}

/**
 * llm_places_get_error:
 * @self: a #LlmPlaces
 *
 * Returns: (nullable): why folders or tags could not be read
 */
const GError *
llm_places_get_error (LlmPlaces *self)
{
  g_return_val_if_fail (LLM_IS_PLACES (self), NULL);
  return self->error;
}

/**
 * llm_places_find:
 * @self: a #LlmPlaces
 * @kind: what it is
 * @id: (nullable): the id of a folder, the name of a tag
 *
 * Returns: (transfer none) (nullable): the place
 */
LlmPlace *
llm_places_find (LlmPlaces *self, LlmPlaceKind kind, const char *id)
{
  g_return_val_if_fail (LLM_IS_PLACES (self), NULL);

  for (guint i = 0; i < self->places->len; i++)
    {
      LlmPlace *place = g_ptr_array_index (self->places, i);

      if (place->kind == kind && g_strcmp0 (place->id, id) == 0)
        return place;
    }
  return NULL;
}

/**
 * llm_places_hide_folder:
 * @self: a #LlmPlaces
 * @id: a folder
 *
 * Leaves a folder out until llm_places_unhide_folder(); the store is not touched.
 */
void
llm_places_hide_folder (LlmPlaces *self, const char *id)
{
  g_return_if_fail (LLM_IS_PLACES (self));
  g_return_if_fail (id != NULL);

  g_hash_table_add (self->hidden, g_strdup (id));
  rebuild (self);
}

/**
 * llm_places_unhide_folder:
 * @self: a #LlmPlaces
 * @id: a folder
 *
 * Takes back llm_places_hide_folder().
 */
void
llm_places_unhide_folder (LlmPlaces *self, const char *id)
{
  g_return_if_fail (LLM_IS_PLACES (self));
  g_return_if_fail (id != NULL);

  g_hash_table_remove (self->hidden, id);
  rebuild (self);
}
