/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-undo.h"

/* Conversations that had the same. */
typedef struct
{
  LlmEntryChange change; /* owns its strings */
  GPtrArray *ids;        /* ends with NULL */
} Step;

struct _LlmUndo
{
  GPtrArray *steps;
};

static void
step_free (gpointer data)
{
  Step *step = data;

  g_free ((char *) step->change.title);
  g_free ((char *) step->change.folder_id);
  g_free ((char *) step->change.color);
  g_free ((char *) step->change.tag);
  g_ptr_array_unref (step->ids);
  g_free (step);
}

static gboolean
changes_equal (const LlmEntryChange *a, const LlmEntryChange *b)
{
  return a->fields == b->fields && g_strcmp0 (a->title, b->title) == 0 && a->pinned == b->pinned
         && a->archived == b->archived && a->trashed == b->trashed
         && g_strcmp0 (a->folder_id, b->folder_id) == 0 && g_strcmp0 (a->color, b->color) == 0
         && a->rank == b->rank && g_strcmp0 (a->tag, b->tag) == 0;
}

static void
add (LlmUndo *self, const char *id, const LlmEntryChange *change)
{
  Step *step = NULL;

  for (guint i = 0; i < self->steps->len && step == NULL; i++)
    {
      step = g_ptr_array_index (self->steps, i);
      if (!changes_equal (&step->change, change))
        step = NULL;
    }
  if (step == NULL)
    {
      step = g_new0 (Step, 1);
      step->change = *change;
      step->change.title = g_strdup (change->title);
      step->change.folder_id = g_strdup (change->folder_id);
      step->change.color = g_strdup (change->color);
      step->change.tag = g_strdup (change->tag);
      step->ids = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (step->ids, NULL);
      g_ptr_array_add (self->steps, step);
    }
  g_ptr_array_insert (step->ids, (int) step->ids->len - 1, g_strdup (id));
}

/**
 * llm_undo_new:
 *
 * Returns: (transfer full): nothing to undo yet
 */
LlmUndo *
llm_undo_new (void)
{
  LlmUndo *self = g_new0 (LlmUndo, 1);

  self->steps = g_ptr_array_new_with_free_func (step_free);
  return self;
}

/**
 * llm_undo_free:
 * @self: (transfer full) (nullable): what is not to be undone any more
 */
void
llm_undo_free (LlmUndo *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->steps);
  g_free (self);
}

static gboolean
has_tag (const LlmEntryData *data, const char *tag)
{
  g_autofree char *wanted = g_utf8_casefold (tag, -1);

  for (guint i = 0; data->tags[i] != NULL; i++)
    {
      g_autofree char *folded = g_utf8_casefold (data->tags[i], -1);

      if (g_str_equal (folded, wanted))
        return TRUE;
    }
  return FALSE;
}

/* A tag is taken away from those that did not have it, and given to those that had. */
static void
add_tag (LlmUndo *self, const LlmEntryData *data, const LlmEntryChange *change)
{
  const gboolean adds = (change->fields & LLM_ENTRY_ADD_TAG) != 0;
  LlmEntryChange back = { .tag = change->tag };

  if (adds == has_tag (data, change->tag))
    return;
  back.fields = adds ? LLM_ENTRY_REMOVE_TAG : LLM_ENTRY_ADD_TAG;
  add (self, data->id, &back);
}

/**
 * llm_undo_add:
 * @self: what is to be undone
 * @entry: a conversation before it is changed
 * @change: what is going to be changed of it
 */
void
llm_undo_add (LlmUndo *self, LlmHistoryEntry *entry, const LlmEntryChange *change)
{
  const LlmEntryFields tags = LLM_ENTRY_ADD_TAG | LLM_ENTRY_REMOVE_TAG;
  const LlmEntryData *data;
  LlmEntryChange back = { 0 };

  g_return_if_fail (self != NULL && change != NULL);
  g_return_if_fail (LLM_IS_HISTORY_ENTRY (entry));

  data = llm_history_entry_get_data (entry);
  if (change->fields & tags)
    add_tag (self, data, change);

  back.fields = change->fields & ~tags & ~(LlmEntryFields) LLM_ENTRY_RANK;
  back.title = back.fields & LLM_ENTRY_TITLE ? data->title : NULL;
  back.pinned = (back.fields & LLM_ENTRY_PINNED) && data->pinned;
  back.archived = (back.fields & LLM_ENTRY_ARCHIVED) && data->archived;
  back.trashed = (back.fields & LLM_ENTRY_TRASHED) && data->deleted_at != 0;
  back.folder_id = back.fields & LLM_ENTRY_FOLDER ? data->folder_id : NULL;
  back.color = back.fields & LLM_ENTRY_COLOR ? data->color : NULL;
  if (back.fields != 0)
    add (self, data->id, &back);

  /* Pinning makes a rank anew: its own call, when all the rest is as it was. */
  if (change->fields & (LLM_ENTRY_RANK | LLM_ENTRY_PINNED))
    {
      const LlmEntryChange rank = { .fields = LLM_ENTRY_RANK, .rank = data->rank };

      add (self, data->id, &rank);
    }
}

/**
 * llm_undo_get_n:
 * @self: what is to be undone
 *
 * Returns: how many calls it takes, to be made in order
 */
guint
llm_undo_get_n (LlmUndo *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->steps->len;
}

/**
 * llm_undo_get_ids:
 * @self: what is to be undone
 * @index: which call
 *
 * Returns: (array zero-terminated=1): the conversations
 */
const char *const *
llm_undo_get_ids (LlmUndo *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->steps->len, NULL);
  return (const char *const *) ((Step *) g_ptr_array_index (self->steps, index))->ids->pdata;
}

/**
 * llm_undo_get_change:
 * @self: what is to be undone
 * @index: which call
 *
 * Returns: what they get back
 */
const LlmEntryChange *
llm_undo_get_change (LlmUndo *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->steps->len, NULL);
  return &((Step *) g_ptr_array_index (self->steps, index))->change;
}
