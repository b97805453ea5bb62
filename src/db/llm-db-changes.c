/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-changes.h"

/**
 * llm_db_changes_add:
 * @self: what has changed so far
 * @id: a conversation
 *
 * Notes that its row in the lists is another.
 */
void
llm_db_changes_add (LlmDbChanges *self, const char *id)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (id != NULL);

  if (self->ids == NULL)
    {
      self->ids = g_ptr_array_new_with_free_func (g_free);
      self->seen = g_hash_table_new (g_str_hash, g_str_equal);
    }
  if (g_hash_table_contains (self->seen, id))
    return;
  g_ptr_array_add (self->ids, g_strdup (id));
  g_hash_table_add (self->seen, self->ids->pdata[self->ids->len - 1]);
}

/**
 * llm_db_changes_clear:
 * @self: what has changed so far
 *
 * Forgets it: nothing has.
 */
void
llm_db_changes_clear (LlmDbChanges *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->seen, g_hash_table_unref);
  g_clear_pointer (&self->ids, g_ptr_array_unref);
  self->all = FALSE;
  self->folders = FALSE;
}
