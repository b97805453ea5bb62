/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-answer-private.h"

/* What a column said before it was asked again, or before its model was swapped. */

/* The list, which few columns ever need. */
static GListStore *
ensure_versions (LlmAnswer *self)
{
  if (self->versions == NULL)
    self->versions = g_list_store_new (LLM_TYPE_ANSWER);
  return self->versions;
}

static guint
count_listed (LlmAnswer *self)
{
  return self->versions != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->versions)) : 0;
}

/* The oldest go when there are too many: first those that are only stored, where the store
 * does the same. */
static void
drop_oldest (LlmAnswer *self)
{
  guint n = count_listed (self);

  if (n + self->n_unloaded <= LLM_ANSWER_MAX_VERSIONS)
    return;
  self->n_unloaded = LLM_ANSWER_MAX_VERSIONS - MIN (n, LLM_ANSWER_MAX_VERSIONS);
  if (n <= LLM_ANSWER_MAX_VERSIONS)
    return;
  g_list_store_splice (self->versions, 0, n - LLM_ANSWER_MAX_VERSIONS, NULL, 0);
  self->n_unsaved = MIN (self->n_unsaved, LLM_ANSWER_MAX_VERSIONS);
}

/* A version is a column of its own that never runs. */
static LlmAnswer *
make_version (LlmAnswer *self, const char *id)
{
  LlmAnswer *version = llm_answer_dup (self, id);

  version->version_of = g_strdup (self->column_id);
  version->kept_at = g_get_real_time ();
  return version;
}

/**
 * llm_answer_has_worth:
 * @self: a column
 *
 * Returns: whether it has something that would be missed: a text, reasoning, or tokens that
 *   were paid for nothing
 */
gboolean
llm_answer_has_worth (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), FALSE);
  return self->text->len > 0 || self->reasoning->len > 0 || self->usage.output > 0;
}

/**
 * llm_answer_keep_version:
 * @self: a column
 *
 * Keeps what it has as a version, if that has any worth; to be called before that is
 * dropped.  The version remembers the vote, which also stays with the column.
 *
 * Returns: whether there was something to keep
 */
gboolean
llm_answer_keep_version (LlmAnswer *self)
{
  g_autofree char *id = NULL;
  g_autoptr (LlmAnswer) version = NULL;

  g_return_val_if_fail (LLM_IS_ANSWER (self), FALSE);

  if (!llm_answer_has_worth (self))
    return FALSE;
  id = g_uuid_string_random ();
  version = make_version (self, id);
  g_list_store_append (ensure_versions (self), version);
  self->n_unsaved++;
  drop_oldest (self);
  llm_answer_notify_versions (self);
  return TRUE;
}

/**
 * llm_answer_get_versions:
 * @self: a column
 *
 * Returns: (transfer none) (element-type LlmAnswer): what it had before, the oldest first;
 *   only those that are loaded (llm_answer_get_n_unloaded_versions()).  A version has an id
 *   of its own and never changes
 */
GListModel *
llm_answer_get_versions (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), NULL);
  return G_LIST_MODEL (ensure_versions (self));
}

/**
 * llm_answer_get_n_versions:
 * @self: a column
 *
 * Returns: how many versions there are, loaded or not
 */
guint
llm_answer_get_n_versions (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), 0);
  return count_listed (self) + self->n_unloaded;
}

/**
 * llm_answer_get_n_unloaded_versions:
 * @self: a column
 *
 * Returns: how many versions only the store has; they are older than those of
 *   llm_answer_get_versions()
 */
guint
llm_answer_get_n_unloaded_versions (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), 0);
  return self->n_unloaded;
}

/**
 * llm_answer_set_n_unloaded_versions:
 * @self: a column that was just made
 * @n: how many versions the store has
 *
 * For the store.
 */
void
llm_answer_set_n_unloaded_versions (LlmAnswer *self, guint n)
{
  g_return_if_fail (LLM_IS_ANSWER (self));

  self->n_unloaded = MIN (n, LLM_ANSWER_MAX_VERSIONS);
  llm_answer_notify_versions (self);
}

static gboolean
has_version (LlmAnswer *self, const char *id)
{
  for (guint i = 0; i < count_listed (self); i++)
    {
      g_autoptr (LlmAnswer) version = g_list_model_get_item (G_LIST_MODEL (self->versions), i);

      if (g_strcmp0 (version->column_id, id) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * llm_answer_set_stored_versions:
 * @self: a column
 * @versions: (element-type LlmAnswer): its versions as the store has them, the oldest first;
 *   those of other columns are passed over
 *
 * Puts what was loaded (llm_store_load_versions_async()) before those that came since.
 */
void
llm_answer_set_stored_versions (LlmAnswer *self, GPtrArray *versions)
{
  g_autoptr (GPtrArray) missing = g_ptr_array_new ();

  g_return_if_fail (LLM_IS_ANSWER (self));
  g_return_if_fail (versions != NULL);

  for (guint i = 0; i < versions->len; i++)
    {
      LlmAnswer *version = versions->pdata[i];

      if (g_strcmp0 (version->version_of, self->column_id) == 0
          && !has_version (self, version->column_id))
        g_ptr_array_add (missing, version);
    }
  self->n_unloaded = 0;
  if (missing->len > 0)
    g_list_store_splice (ensure_versions (self), 0, 0, missing->pdata, missing->len);
  drop_oldest (self);
  llm_answer_notify_versions (self);
}

/**
 * llm_answer_add_version:
 * @self: a column that nobody else has seen yet
 * @version: (transfer none): a column of its own, in a final state
 * @kept_at: when it was put aside, Unix time in microseconds
 *
 * For an import: adds a version as the newest.
 */
void
llm_answer_add_version (LlmAnswer *self, LlmAnswer *version, gint64 kept_at)
{
  g_return_if_fail (LLM_IS_ANSWER (self));
  g_return_if_fail (LLM_IS_ANSWER (version) && version->version_of == NULL);

  llm_answer_make_version_of (version, self->column_id, kept_at);
  g_list_store_append (ensure_versions (self), version);
  self->n_unsaved++;
  drop_oldest (self);
  llm_answer_notify_versions (self);
}

/**
 * llm_answer_make_version_of:
 * @self: a column that nobody else has seen yet
 * @column_id: the column it is a version of
 * @kept_at: when it was put aside, Unix time in microseconds
 *
 * For the store.
 */
void
llm_answer_make_version_of (LlmAnswer *self, const char *column_id, gint64 kept_at)
{
  g_return_if_fail (LLM_IS_ANSWER (self));
  g_return_if_fail (column_id != NULL);

  llm_answer_replace_string (&self->version_of, column_id);
  self->kept_at = kept_at;
}

/**
 * llm_answer_get_version_of:
 * @self: an answer
 *
 * Returns: (nullable): the id of the column it is a version of; NULL for a column
 */
const char *
llm_answer_get_version_of (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), NULL);
  return self->version_of;
}

/**
 * llm_answer_get_kept_at:
 * @self: a version
 *
 * Returns: when it was put aside, Unix time in microseconds; 0 for a column
 */
gint64
llm_answer_get_kept_at (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), 0);
  return self->kept_at;
}

/* --- Swapping --- */

static void
swap_texts (GString *text, const GString *from)
{
  g_string_truncate (text, 0);
  g_string_append_len (text, from->str, (gssize) from->len);
}

/* Everything but who it is, what it continues and what is before it. */
static void
take_contents (LlmAnswer *self, LlmAnswer *from)
{
  llm_answer_replace_string (&self->provider_id, from->provider_id);
  llm_answer_replace_string (&self->model_id, from->model_id);
  llm_answer_replace_string (&self->title, from->title);
  llm_answer_set_params (self, from->params);
  swap_texts (self->text, from->text);
  swap_texts (self->reasoning, from->reasoning);
  g_clear_error (&self->error);
  self->error = from->error != NULL ? g_error_copy (from->error) : NULL;
  self->vote = from->vote;
  self->usage = from->usage;
  llm_answer_replace_string (&self->finish_reason, from->finish_reason);
  self->cost = from->cost;
  self->prices = from->prices;
  g_clear_pointer (&self->flight, llm_flight_unref); /* the store has both */
  self->started_at = 0;
  self->ttft_ms = from->ttft_ms;
  self->elapsed_ms = from->elapsed_ms;
  self->attempt = from->attempt;
  self->retry_at = 0;
  self->created_at = from->created_at;
  self->state = from->state;
}

static gboolean
find_version (LlmAnswer *self, const char *id, guint *position)
{
  for (*position = 0; *position < count_listed (self); (*position)++)
    {
      g_autoptr (LlmAnswer) version
          = g_list_model_get_item (G_LIST_MODEL (self->versions), *position);

      if (g_strcmp0 (version->column_id, id) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * llm_answer_use_version:
 * @self: a column that is not running
 * @version_id: the id of one of its loaded versions
 *
 * Shows the version again, with its model, figures and vote.  What is shown now becomes
 * the newest version, under the id of the one it changes places with, so that writing both
 * is one step.  All is changed before anybody is told: ::cleared and ::appended have those
 * who show the text begin anew.
 *
 * Returns: whether it was done; not while the column runs, and not without such a version
 */
gboolean
llm_answer_use_version (LlmAnswer *self, const char *version_id)
{
  g_autoptr (LlmAnswer) used = NULL;
  g_autoptr (LlmAnswer) version = NULL;
  guint position, n_saved;

  g_return_val_if_fail (LLM_IS_ANSWER (self), FALSE);
  g_return_val_if_fail (version_id != NULL, FALSE);

  if (llm_answer_is_running (self) || !find_version (self, version_id, &position))
    return FALSE;
  n_saved = count_listed (self) - self->n_unsaved;
  used = g_list_model_get_item (G_LIST_MODEL (self->versions), position);
  version = make_version (self, used->column_id);
  take_contents (self, used);
  if (position < n_saved)
    self->n_unsaved++;

  g_object_freeze_notify (G_OBJECT (self));
  g_list_store_remove (self->versions, position);
  g_list_store_append (self->versions, version);
  llm_answer_set_notices (self, llm_answer_get_notices (used));
  llm_answer_tell_contents (self);
  g_object_thaw_notify (G_OBJECT (self));
  return TRUE;
}

/* --- Writing --- */

/**
 * llm_answer_get_unsaved_versions:
 * @self: a column
 *
 * Returns: (transfer full) (element-type LlmAnswer): the versions that are not known to be
 *   stored, the oldest first; whoever stores the column stores them first, in the same step
 */
GPtrArray *
llm_answer_get_unsaved_versions (LlmAnswer *self)
{
  GPtrArray *versions;
  guint n;

  g_return_val_if_fail (LLM_IS_ANSWER (self), NULL);

  n = count_listed (self);
  versions = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = n - self->n_unsaved; i < n; i++)
    g_ptr_array_add (versions, g_list_model_get_item (G_LIST_MODEL (self->versions), i));
  return versions;
}

/**
 * llm_answer_set_versions_saved:
 * @self: a column
 * @saved: whether all of its versions are stored, or are on their way; else none of those
 *   that are loaded is known to be
 *
 * For whoever records the column.  To store a version twice does no harm.
 */
void
llm_answer_set_versions_saved (LlmAnswer *self, gboolean saved)
{
  g_return_if_fail (LLM_IS_ANSWER (self));
  self->n_unsaved = saved ? 0 : count_listed (self);
}

/**
 * llm_answer_copy_versions:
 * @self: a column that only the caller has
 * @from: another one
 *
 * Copies the versions of @from, with their ids, for another thread to read.
 */
void
llm_answer_copy_versions (LlmAnswer *self, LlmAnswer *from)
{
  g_return_if_fail (LLM_IS_ANSWER (self));
  g_return_if_fail (LLM_IS_ANSWER (from));

  for (guint i = 0; i < count_listed (from); i++)
    {
      g_autoptr (LlmAnswer) version = g_list_model_get_item (G_LIST_MODEL (from->versions), i);
      g_autoptr (LlmAnswer) copy = llm_answer_dup (version, version->column_id);

      llm_answer_add_version (self, copy, version->kept_at);
    }
  self->n_unloaded = from->n_unloaded;
}
