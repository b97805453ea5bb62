/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-organizer.h"

#include <glib/gi18n-lib.h>

#include "llm-undo.h"

/* Between the ranks of neighbours where there is no room (microseconds). */
#define STEP (G_GINT64_CONSTANT (1) << 20)

/* Characters of a title in a toast. */
#define MAX_SUBJECT 32

struct _LlmOrganizer
{
  GObject parent_instance;

  LlmLibrary *library;
  LlmPlaces *places;
  char *current_id;
};

G_DEFINE_FINAL_TYPE (LlmOrganizer, llm_organizer, G_TYPE_OBJECT)

enum
{
  SIGNAL_TOAST,
  SIGNAL_REOPEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What a toast can bring back as long as it is there. */
typedef struct
{
  LlmOrganizer *self;
  LlmUndo *undo;    /* nullable */
  GPtrArray *ids;   /* nullable: hidden ones that are deleted with the toast */
  char *folder_id;  /* nullable: a hidden one, likewise */
  char *current_id; /* nullable: what was open */
  gboolean undone;
} Record;

static LlmStore *
get_store (LlmOrganizer *self)
{
  return llm_context_get_store (llm_library_get_context (self->library));
}

/* Takes the message over. */
static AdwToast *
new_toast (char *message)
{
  g_autofree char *text = message;
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  return adw_toast_new (escaped);
}

static void
emit_toast (LlmOrganizer *self, AdwToast *toast)
{
  g_signal_emit (self, signals[SIGNAL_TOAST], 0, toast);
  g_object_unref (toast);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmOrganizer) self = user_data;
  g_autoptr (GError) error = NULL;

  if (llm_store_write_finish (LLM_STORE (source), result, &error)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* Translators: why. */
  emit_toast (self,
              new_toast (g_strdup_printf (_ ("This could not be saved: %s"), error->message)));
}

static void
record_free (gpointer data, GClosure *closure)
{
  Record *record = data;
  LlmOrganizer *self = record->self;

  for (guint i = 0; !record->undone && record->ids != NULL && i < record->ids->len; i++)
    llm_library_delete (self->library, g_ptr_array_index (record->ids, i));
  if (!record->undone && record->folder_id != NULL)
    llm_store_delete_folder_async (get_store (self), record->folder_id, NULL, written_cb,
                                   g_object_ref (self));

  llm_undo_free (record->undo);
  g_clear_pointer (&record->ids, g_ptr_array_unref);
  g_free (record->folder_id);
  g_free (record->current_id);
  g_object_unref (self);
  g_free (record);
}

static void
undo_cb (AdwToast *toast, gpointer user_data)
{
  Record *record = user_data;
  LlmOrganizer *self = record->self;

  if (record->undone)
    return;
  record->undone = TRUE;
  for (guint i = 0; record->undo != NULL && i < llm_undo_get_n (record->undo); i++)
    llm_store_update_entries_async (get_store (self), llm_undo_get_ids (record->undo, i),
                                    llm_undo_get_change (record->undo, i), NULL, written_cb,
                                    g_object_ref (self));
  for (guint i = 0; record->ids != NULL && i < record->ids->len; i++)
    llm_library_unhide (self->library, g_ptr_array_index (record->ids, i));
  if (record->folder_id != NULL)
    llm_places_unhide_folder (self->places, record->folder_id);
  if (record->current_id != NULL)
    g_signal_emit (self, signals[SIGNAL_REOPEN], 0, record->current_id);
}

static Record *
record_new (LlmOrganizer *self)
{
  Record *record = g_new0 (Record, 1);

  record->self = g_object_ref (self);
  return record;
}

/* Takes both over. */
static void
offer_undo (LlmOrganizer *self, Record *record, char *message)
{
  AdwToast *toast = new_toast (message);

  adw_toast_set_button_label (toast, _ ("_Undo"));
  /* What was done last is undone first: it does not wait behind an earlier one. */
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_cb), record, record_free, 0);
  emit_toast (self, toast);
}

static char *
get_subject (GPtrArray *entries)
{
  const char *title;
  g_autofree char *start = NULL;

  if (entries->len != 1)
    return g_strdup_printf (ngettext ("%u conversation", "%u conversations", entries->len),
                            entries->len);

  title = llm_history_entry_get_title (g_ptr_array_index (entries, 0));
  if (*title == '\0')
    return g_strdup (_ ("The conversation"));
  if (g_utf8_strlen (title, -1) <= MAX_SUBJECT)
    /* Translators: a title. */
    return g_strdup_printf (_ ("“%s”"), title);
  start = g_utf8_substring (title, 0, MAX_SUBJECT);
  /* Translators: the beginning of a title. */
  return g_strdup_printf (_ ("“%s…”"), start);
}

static char **
get_ids (GPtrArray *entries)
{
  char **ids = g_new0 (char *, entries->len + 1);

  for (guint i = 0; i < entries->len; i++)
    ids[i] = g_strdup (llm_history_entry_get_id (g_ptr_array_index (entries, i)));
  return ids;
}

static void
write_change (LlmOrganizer *self, GPtrArray *entries, const LlmEntryChange *change)
{
  g_auto (GStrv) ids = get_ids (entries);

  llm_store_update_entries_async (get_store (self), (const char *const *) ids, change, NULL,
                                  written_cb, g_object_ref (self));
}

/* The message has the subject at its one "%s". */
static void
apply (LlmOrganizer *self, GPtrArray *entries, const LlmEntryChange *change, char *message)
{
  Record *record;

  if (entries->len == 0)
    {
      g_free (message);
      return;
    }
  record = record_new (self);
  record->undo = llm_undo_new ();
  for (guint i = 0; i < entries->len; i++)
    {
      LlmHistoryEntry *entry = g_ptr_array_index (entries, i);

      llm_undo_add (record->undo, entry, change);
      if ((change->fields & LLM_ENTRY_TRASHED) && change->trashed
          && g_strcmp0 (llm_history_entry_get_id (entry), self->current_id) == 0)
        record->current_id = g_strdup (self->current_id);
    }
  write_change (self, entries, change);
  /* In no window, and in no mode of one, whichever has the focus. */
  for (guint i = 0; (change->fields & LLM_ENTRY_TRASHED) && change->trashed && i < entries->len;
       i++)
    llm_library_leave (self->library,
                       llm_history_entry_get_id (g_ptr_array_index (entries, i)));
  offer_undo (self, record, message);
}

static void
llm_organizer_dispose (GObject *object)
{
  LlmOrganizer *self = LLM_ORGANIZER (object);

  g_clear_object (&self->places);
  g_clear_object (&self->library);

  G_OBJECT_CLASS (llm_organizer_parent_class)->dispose (object);
}

static void
llm_organizer_finalize (GObject *object)
{
  g_free (LLM_ORGANIZER (object)->current_id);

  G_OBJECT_CLASS (llm_organizer_parent_class)->finalize (object);
}

static void
llm_organizer_class_init (LlmOrganizerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_organizer_dispose;
  object_class->finalize = llm_organizer_finalize;

  /**
   * LlmOrganizer::toast:
   * @toast: an #AdwToast; the handler takes a reference of its own to show it
   */
  signals[SIGNAL_TOAST] = g_signal_new ("toast", LLM_TYPE_ORGANIZER, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, ADW_TYPE_TOAST);

  /**
   * LlmOrganizer::reopen:
   * @id: the conversation that was open when it was thrown away
   */
  signals[SIGNAL_REOPEN] = g_signal_new ("reopen", LLM_TYPE_ORGANIZER, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
llm_organizer_init (LlmOrganizer *self)
{
}

/**
 * llm_organizer_new:
 * @library: what is organised
 *
 * Returns: (transfer full): an organizer
 */
LlmOrganizer *
llm_organizer_new (LlmLibrary *library)
{
  LlmOrganizer *self;

  g_return_val_if_fail (LLM_IS_LIBRARY (library), NULL);

  self = g_object_new (LLM_TYPE_ORGANIZER, NULL);
  self->library = g_object_ref (library);
  self->places = llm_places_new (get_store (self));
  return self;
}

/**
 * llm_organizer_get_places:
 * @self: a #LlmOrganizer
 *
 * Returns: (transfer none): all places
 */
LlmPlaces *
llm_organizer_get_places (LlmOrganizer *self)
{
  g_return_val_if_fail (LLM_IS_ORGANIZER (self), NULL);
  return self->places;
}

/**
 * llm_organizer_set_current:
 * @self: a #LlmOrganizer
 * @id: (nullable): the conversation that is open
 */
void
llm_organizer_set_current (LlmOrganizer *self, const char *id)
{
  g_return_if_fail (LLM_IS_ORGANIZER (self));

  if (g_strcmp0 (self->current_id, id) == 0)
    return;
  g_free (self->current_id);
  self->current_id = g_strdup (id);
}

/**
 * llm_organizer_rename:
 * @self: a #LlmOrganizer
 * @entry: a conversation
 * @title: its new title; nothing happens if it is blank or the same
 */
void
llm_organizer_rename (LlmOrganizer *self, LlmHistoryEntry *entry, const char *title)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  g_autofree char *stripped = NULL;
  LlmEntryChange change = { .fields = LLM_ENTRY_TITLE };

  g_return_if_fail (LLM_IS_ORGANIZER (self));
  g_return_if_fail (LLM_IS_HISTORY_ENTRY (entry));
  g_return_if_fail (title != NULL);

  stripped = g_strstrip (g_strdup (title));
  if (*stripped == '\0' || g_str_equal (stripped, llm_history_entry_get_title (entry)))
    return;
  change.title = stripped;
  g_ptr_array_add (one, entry);
  apply (self, one, &change, g_strdup (_ ("Renamed")));
}

/**
 * llm_organizer_pin:
 * @self: a #LlmOrganizer
 * @entries: (element-type LlmHistoryEntry): conversations
 * @pinned: whether they are pinned
 */
void
llm_organizer_pin (LlmOrganizer *self, GPtrArray *entries, gboolean pinned)
{
  const LlmEntryChange change = { .fields = LLM_ENTRY_PINNED, .pinned = pinned };
  g_autofree char *subject = NULL;

  g_return_if_fail (LLM_IS_ORGANIZER (self));
  g_return_if_fail (entries != NULL);

  subject = get_subject (entries);
  /* Translators: a title in quotes, or a number of conversations. */
  apply (self, entries, &change,
         pinned ? g_strdup_printf (_ ("%s pinned"), subject)
                : g_strdup_printf (_ ("%s unpinned"), subject));
}

/**
 * llm_organizer_archive:
 * @self: a #LlmOrganizer
 * @entries: (element-type LlmHistoryEntry): conversations
 * @archived: whether they are archived
 */
void
llm_organizer_archive (LlmOrganizer *self, GPtrArray *entries, gboolean archived)
{
  const LlmEntryChange change = { .fields = LLM_ENTRY_ARCHIVED, .archived = archived };
  g_autofree char *subject = NULL;

  g_return_if_fail (LLM_IS_ORGANIZER (self));
  g_return_if_fail (entries != NULL);

  subject = get_subject (entries);
  /* Translators: a title in quotes, or a number of conversations. */
  apply (self, entries, &change,
         archived ? g_strdup_printf (_ ("%s archived"), subject)
                  : g_strdup_printf (_ ("%s taken out of the archive"), subject));
}

/**
 * llm_organizer_trash:
 * @self: a #LlmOrganizer
 * @entries: (element-type LlmHistoryEntry): conversations
 * @trashed: whether they are in the trash
 *
 * What is open and thrown away is no longer shown.
 */
void
llm_organizer_trash (LlmOrganizer *self, GPtrArray *entries, gboolean trashed)
{
  const LlmEntryChange change = { .fields = LLM_ENTRY_TRASHED, .trashed = trashed };
  g_autofree char *subject = NULL;

  g_return_if_fail (LLM_IS_ORGANIZER (self));
  g_return_if_fail (entries != NULL);

  subject = get_subject (entries);
  /* Translators: a title in quotes, or a number of conversations. */
  apply (self, entries, &change,
         trashed ? g_strdup_printf (_ ("%s moved to the trash"), subject)
                 : g_strdup_printf (_ ("%s restored"), subject));
}

/**
 * llm_organizer_move:
 * @self: a #LlmOrganizer
 * @entries: (element-type LlmHistoryEntry): conversations
 * @folder_id: (nullable): their folder
 */
void
llm_organizer_move (LlmOrganizer *self, GPtrArray *entries, const char *folder_id)
{
  const LlmEntryChange change = { .fields = LLM_ENTRY_FOLDER, .folder_id = folder_id };
  g_autofree char *subject = NULL;
  LlmPlace *folder;

  g_return_if_fail (LLM_IS_ORGANIZER (self));
  g_return_if_fail (entries != NULL);

  subject = get_subject (entries);
  folder = folder_id != NULL ? llm_places_find (self->places, LLM_PLACE_FOLDER, folder_id) : NULL;
  if (folder != NULL)
    /* Translators: a title in quotes or a number of conversations; a folder. */
    apply (self, entries, &change,
           g_strdup_printf (_ ("%s moved to “%s”"), subject, llm_place_get_name (folder)));
  else
    /* Translators: a title in quotes, or a number of conversations. */
    apply (self, entries, &change, g_strdup_printf (_ ("%s taken out of the folder"), subject));
}

/**
 * llm_organizer_set_color:
 * @self: a #LlmOrganizer
 * @entries: (element-type LlmHistoryEntry): conversations
 * @color: (nullable): their colour
 */
void
llm_organizer_set_color (LlmOrganizer *self, GPtrArray *entries, const char *color)
{
  const LlmEntryChange change = { .fields = LLM_ENTRY_COLOR, .color = color };

  g_return_if_fail (LLM_IS_ORGANIZER (self));
  g_return_if_fail (entries != NULL);

  apply (self, entries, &change, g_strdup (_ ("Colour changed")));
}

/**
 * llm_organizer_tag:
 * @self: a #LlmOrganizer
 * @entries: (element-type LlmHistoryEntry): conversations
 * @tag: a tag; nothing happens if it is blank
 * @has_tag: whether they have it
 */
void
llm_organizer_tag (LlmOrganizer *self, GPtrArray *entries, const char *tag, gboolean has_tag)
{
  LlmEntryChange change = { .fields = has_tag ? LLM_ENTRY_ADD_TAG : LLM_ENTRY_REMOVE_TAG };
  g_autofree char *stripped = NULL;

  g_return_if_fail (LLM_IS_ORGANIZER (self));
  g_return_if_fail (entries != NULL);
  g_return_if_fail (tag != NULL);

  stripped = g_strstrip (g_strdup (tag));
  if (*stripped == '\0')
    return;
  change.tag = stripped;
  /* Translators: a tag. */
  apply (self, entries, &change,
         has_tag ? g_strdup_printf (_ ("Tag “%s” added"), stripped)
                 : g_strdup_printf (_ ("Tag “%s” removed"), stripped));
}

static void
write_rank (LlmOrganizer *self,
            Record *record,
            LlmHistoryEntry *entry,
            gint64 rank,
            const LlmEntryChange *also)
{
  const char *ids[] = { llm_history_entry_get_id (entry), NULL };
  const LlmEntryChange change = { .fields = LLM_ENTRY_RANK, .rank = rank };

  if (also != NULL)
    llm_store_update_entries_async (get_store (self), ids, also, NULL, written_cb,
                                    g_object_ref (self));
  llm_store_update_entries_async (get_store (self), ids, &change, NULL, written_cb,
                                  g_object_ref (self));
  if (also != NULL)
    llm_undo_add (record->undo, entry, also);
  if (also == NULL || !(also->fields & LLM_ENTRY_PINNED))
    llm_undo_add (record->undo, entry, &change);
}

static gint64
get_rank (LlmHistoryEntry *entry)
{
  return llm_history_entry_get_data (entry)->rank;
}

/* Those of @list that stay, and how many of them are above. */
static GPtrArray *
get_others (GPtrArray *list, GPtrArray *entries, LlmHistoryEntry *above, guint *n_above)
{
  GPtrArray *others = g_ptr_array_new ();

  *n_above = 0;
  for (guint i = 0; i < list->len; i++)
    {
      LlmHistoryEntry *entry = g_ptr_array_index (list, i);

      if (!g_ptr_array_find (entries, entry, NULL))
        g_ptr_array_add (others, entry);
      if (entry == above)
        *n_above = others->len;
    }
  return others;
}

/**
 * llm_organizer_place:
 * @self: a #LlmOrganizer
 * @list: (element-type LlmHistoryEntry): the list they are put into, by rank
 * @entries: (element-type LlmHistoryEntry): conversations, of that list or not
 * @above: (nullable): the one of the list that they come after, also one of
 *   themselves; %NULL for the beginning
 * @change: (nullable): what else is changed to bring them into the list
 *
 * Gives them ranks between their neighbours.  Where there is no room, those above make
 * some.
 */
void
llm_organizer_place (LlmOrganizer *self,
                     GPtrArray *list,
                     GPtrArray *entries,
                     LlmHistoryEntry *above,
                     const LlmEntryChange *change)
{
  g_autoptr (GPtrArray) others = NULL;
  const gint64 n = entries->len;
  gint64 low, high, lift = 0;
  Record *record;
  guint n_above;

  g_return_if_fail (LLM_IS_ORGANIZER (self));
  g_return_if_fail (list != NULL && entries != NULL);

  if (n == 0)
    return;
  others = get_others (list, entries, above, &n_above);
  record = record_new (self);
  record->undo = llm_undo_new ();

  if (n_above < others->len)
    low = get_rank (g_ptr_array_index (others, n_above));
  else if (others->len > 0)
    low = get_rank (g_ptr_array_index (others, others->len - 1)) - STEP * (n + 1);
  else
    low = get_rank (g_ptr_array_index (entries, 0)) - 1;
  high = n_above > 0 ? get_rank (g_ptr_array_index (others, n_above - 1)) : low + STEP * (n + 1);
  if (high - low <= n)
    {
      lift = STEP * (n + 1);
      high += lift;
    }

  for (guint i = 0; lift > 0 && i < n_above; i++)
    {
      LlmHistoryEntry *other = g_ptr_array_index (others, i);

      write_rank (self, record, other, get_rank (other) + lift, NULL);
    }
  for (gint64 i = 0; i < n; i++)
    write_rank (self, record, g_ptr_array_index (entries, i),
                high - (high - low) / (n + 1) * (i + 1), change);
  offer_undo (self, record, g_strdup (_ ("Order changed")));
}

/**
 * llm_organizer_delete:
 * @self: a #LlmOrganizer
 * @entries: (element-type LlmHistoryEntry): conversations of the trash
 *
 * Deletes them for good when the toast that offers to undo it has gone.
 */
void
llm_organizer_delete (LlmOrganizer *self, GPtrArray *entries)
{
  g_autofree char *subject = NULL;
  Record *record;

  g_return_if_fail (LLM_IS_ORGANIZER (self));
  g_return_if_fail (entries != NULL);

  if (entries->len == 0)
    return;
  subject = get_subject (entries);
  record = record_new (self);
  record->ids = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < entries->len; i++)
    {
      const char *id = llm_history_entry_get_id (g_ptr_array_index (entries, i));

      if (g_strcmp0 (id, self->current_id) == 0)
        record->current_id = g_strdup (id);
      g_ptr_array_add (record->ids, g_strdup (id));
    }
  for (guint i = 0; i < record->ids->len; i++)
    llm_library_hide (self->library, g_ptr_array_index (record->ids, i));
  /* Translators: a title in quotes, or a number of conversations. */
  offer_undo (self, record, g_strdup_printf (_ ("%s deleted"), subject));
}

/**
 * llm_organizer_empty_trash:
 * @self: a #LlmOrganizer
 *
 * Deletes at once and for good all that is in the trash.
 */
void
llm_organizer_empty_trash (LlmOrganizer *self)
{
  g_return_if_fail (LLM_IS_ORGANIZER (self));

  llm_store_purge_trash_async (get_store (self), G_MAXINT64, NULL, written_cb, g_object_ref (self));
}

/**
 * llm_organizer_add_folder:
 * @self: a #LlmOrganizer
 * @name: how it is called
 *
 * Returns: (transfer full): the id of the new folder, the last one
 */
char *
llm_organizer_add_folder (LlmOrganizer *self, const char *name)
{
  g_autoptr (LlmFolder) folder = NULL;
  g_autofree char *id = g_uuid_string_random ();

  g_return_val_if_fail (LLM_IS_ORGANIZER (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  folder = llm_folder_new (id, name);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->places)); i++)
    {
      g_autoptr (LlmPlace) place = g_list_model_get_item (G_LIST_MODEL (self->places), i);

      folder->position = MAX (folder->position, llm_place_get_position (place) + 1);
    }
  llm_organizer_save_folder (self, folder);
  return g_steal_pointer (&id);
}

/**
 * llm_organizer_save_folder:
 * @self: a #LlmOrganizer
 * @folder: a folder with its new name, colour or position
 */
void
llm_organizer_save_folder (LlmOrganizer *self, const LlmFolder *folder)
{
  g_return_if_fail (LLM_IS_ORGANIZER (self));
  g_return_if_fail (folder != NULL);

  llm_store_save_folder_async (get_store (self), folder, NULL, written_cb, g_object_ref (self));
}

/**
 * llm_organizer_move_folder:
 * @self: a #LlmOrganizer
 * @id: a folder
 * @step: how far down it is moved, negative for up
 */
void
llm_organizer_move_folder (LlmOrganizer *self, const char *id, int step)
{
  g_autoptr (GPtrArray) folders = NULL;
  LlmPlace *moved;
  guint from = 0;
  int to;

  g_return_if_fail (LLM_IS_ORGANIZER (self));
  g_return_if_fail (id != NULL);

  folders = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->places)); i++)
    {
      LlmPlace *place = g_list_model_get_item (G_LIST_MODEL (self->places), i);

      if (llm_place_get_kind (place) != LLM_PLACE_FOLDER)
        g_object_unref (place);
      else
        g_ptr_array_add (folders, place);
    }
  moved = llm_places_find (self->places, LLM_PLACE_FOLDER, id);
  if (moved == NULL || !g_ptr_array_find (folders, moved, &from))
    return;
  to = CLAMP ((int) from + step, 0, (int) folders->len - 1);
  g_ptr_array_insert (folders, to, g_ptr_array_steal_index (folders, from));
  for (guint i = 0; i < folders->len; i++)
    {
      g_autoptr (LlmFolder) folder = llm_place_to_folder (g_ptr_array_index (folders, i));

      if (folder->position == (gint64) i + 1)
        continue;
      folder->position = (gint64) i + 1;
      llm_organizer_save_folder (self, folder);
    }
}

/**
 * llm_organizer_delete_folder:
 * @self: a #LlmOrganizer
 * @id: a folder
 *
 * Deletes it when the toast that offers to undo it has gone; its conversations stay.
 */
void
llm_organizer_delete_folder (LlmOrganizer *self, const char *id)
{
  LlmPlace *place;
  Record *record;
  char *message;

  g_return_if_fail (LLM_IS_ORGANIZER (self));
  g_return_if_fail (id != NULL);

  place = llm_places_find (self->places, LLM_PLACE_FOLDER, id);
  if (place == NULL)
    return;
  record = record_new (self);
  record->folder_id = g_strdup (id);
  /* Translators: a folder. */
  message = g_strdup_printf (_ ("Folder “%s” deleted, its conversations are kept"),
                             llm_place_get_name (place));
  llm_places_hide_folder (self->places, id);
  offer_undo (self, record, message);
}

/**
 * llm_organizer_rename_tag:
 * @self: a #LlmOrganizer
 * @name: a tag
 * @new_name: (nullable): what it is called instead; %NULL takes it off everywhere
 */
void
llm_organizer_rename_tag (LlmOrganizer *self, const char *name, const char *new_name)
{
  g_return_if_fail (LLM_IS_ORGANIZER (self));
  g_return_if_fail (name != NULL);

  llm_store_rename_tag_async (get_store (self), name, new_name, NULL, written_cb,
                              g_object_ref (self));
}
