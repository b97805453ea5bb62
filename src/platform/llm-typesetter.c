/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-typesetter.h"

#include <glib/gi18n.h>
#include <string.h>

#include "llm-helper-frame.h"
#include "llm-typeset-cache.h"

/* What is kept (bytes). */
#define CACHE_MAX (16 * 1024 * 1024)

/* The largest pictures that are accepted (bytes). */
#define FORMULA_RESULT_MAX (1024 * 1024)
#define DIAGRAM_RESULT_MAX (2 * 1024 * 1024)

#define FORMULA_HELPER "llmselect-formula"
#define DIAGRAM_HELPER "llmselect-diagram"

/* What a helper may know of the environment: where fonts and libraries are. */
#define COMMON_VARIABLES                                                                           \
  "HOME", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "PATH", "TMPDIR",           \
      "XDG_CACHE_HOME", "XDG_CONFIG_DIRS", "XDG_CONFIG_HOME", "XDG_DATA_DIRS", "XDG_DATA_HOME",    \
      "FONTCONFIG_FILE", "FONTCONFIG_PATH", "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS"

static const char *const formula_variables[] = { COMMON_VARIABLES, NULL };

/* And the display, and the bus that a sandbox of Flatpak is started over. */
static const char *const diagram_variables[] = {
  COMMON_VARIABLES, "DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "GDK_BACKEND", "WAYLAND_DISPLAY",
  "XAUTHORITY",     "XDG_RUNTIME_DIR",          NULL,
};

/* A request to a helper, and who waits for it. */
typedef struct
{
  /* Not a reference: the tasks have one. */
  LlmTypesetter *owner;
  GBytes *key;
  GPtrArray *tasks;
  GCancellable *cancellable;
} Job;

/* One of those who wait. */
typedef struct
{
  Job *job;
  GSource *cancelled;
} Wait;

struct _LlmTypesetter
{
  GObject parent_instance;

  LlmHelperProcess *formulas;
  LlmHelperProcess *diagrams;
  char *font;
  LlmTypesetCache *cache;
  /* GBytes to Job. */
  GHashTable *jobs;
};

G_DEFINE_FINAL_TYPE (LlmTypesetter, llm_typesetter, G_TYPE_OBJECT)

static void
job_free (Job *job)
{
  g_ptr_array_unref (job->tasks);
  g_bytes_unref (job->key);
  g_object_unref (job->cancellable);
  g_free (job);
}

static void
stop_watching (Wait *waiting)
{
  if (waiting->cancelled != NULL)
    g_source_destroy (waiting->cancelled);
  g_clear_pointer (&waiting->cancelled, g_source_unref);
}

static void
wait_free (Wait *waiting)
{
  stop_watching (waiting);
  g_free (waiting);
}

static gboolean
is_formula (LlmTypesetKind kind)
{
  return kind == LLM_TYPESET_INLINE || kind == LLM_TYPESET_DISPLAY;
}

static guint8
get_helper_kind (LlmTypesetKind kind)
{
  switch (kind)
    {
    case LLM_TYPESET_INLINE:
      return LLM_HELPER_INLINE;
    case LLM_TYPESET_DISPLAY:
      return LLM_HELPER_DISPLAY;
    case LLM_TYPESET_DIAGRAM_LIGHT:
      return LLM_HELPER_DIAGRAM_LIGHT;
    case LLM_TYPESET_DIAGRAM_DARK:
      return LLM_HELPER_DIAGRAM_DARK;
    default:
      g_return_val_if_reached (LLM_HELPER_INLINE);
    }
}

static gsize
get_length_max (LlmTypesetKind kind)
{
  return is_formula (kind) ? LLM_TYPESET_FORMULA_MAX : LLM_TYPESET_DIAGRAM_MAX;
}

/* The kind, then the source. */
static GBytes *
get_key (LlmTypesetKind kind, const char *source, gsize length)
{
  char *key = g_malloc (length + 1);

  key[0] = (char) get_helper_kind (kind);
  memcpy (key + 1, source, length);
  return g_bytes_new_take (key, length + 1);
}

/* Only what would come out the same the next time. */
static gboolean
is_lasting (const GError *error)
{
  return g_error_matches (error, LLM_HELPER_ERROR, LLM_HELPER_ERROR_REFUSED)
         || g_error_matches (error, LLM_HELPER_ERROR, LLM_HELPER_ERROR_TOO_LARGE)
         || g_error_matches (error, LLM_HELPER_ERROR, LLM_HELPER_ERROR_CRASHED);
}

static GError *
check_picture (GBytes *picture)
{
  gsize size;
  const char *svg = g_bytes_get_data (picture, &size);

  if (size >= 4 && memcmp (svg, "<svg", 4) == 0 && g_utf8_validate (svg, (gssize) size, NULL))
    return NULL;
  return g_error_new_literal (LLM_HELPER_ERROR, LLM_HELPER_ERROR_REFUSED,
                              _ ("The helper program did not make a picture"));
}

/* --- Rendering --- */

static void
finish_job (Job *job, GBytes *picture, const GError *error)
{
  while (job->tasks->len > 0)
    {
      g_autoptr (GTask) task = g_ptr_array_steal_index (job->tasks, 0);

      /* The task may outlive the job for a moment. */
      stop_watching (g_task_get_task_data (task));
      if (picture != NULL)
        g_task_return_pointer (task, g_bytes_ref (picture), (GDestroyNotify) g_bytes_unref);
      else
        g_task_return_error (task, g_error_copy (error));
    }
  job_free (job);
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Job *job = user_data;
  LlmTypesetter *self = job->owner;
  g_autoptr (GBytes) picture = NULL;
  g_autoptr (GError) error = NULL;

  picture = llm_helper_process_call_finish (LLM_HELPER_PROCESS (source), result, &error);
  if (job->tasks->len == 0)
    {
      /* All who asked have gone, perhaps together with the typesetter. */
      job_free (job);
      return;
    }
  if (picture != NULL && (error = check_picture (picture)) != NULL)
    g_clear_pointer (&picture, g_bytes_unref);
  if (picture != NULL || is_lasting (error))
    llm_typeset_cache_put (self->cache, job->key, picture, error);
  g_hash_table_remove (self->jobs, job->key);
  finish_job (job, picture, error);
}

/* The others go on waiting; the helper is told only when nobody does. */
static gboolean
wait_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Wait *waiting = g_task_get_task_data (task);
  Job *job = waiting->job;

  g_ptr_array_remove (job->tasks, task);
  if (job->tasks->len == 0)
    {
      g_hash_table_remove (job->owner->jobs, job->key);
      g_cancellable_cancel (job->cancellable);
    }
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  return G_SOURCE_REMOVE;
}

/* @task is taken. */
static void
wait_for_job (Job *job, GTask *task, GCancellable *cancellable)
{
  Wait *waiting = g_new0 (Wait, 1);

  waiting->job = job;
  if (cancellable != NULL)
    {
      waiting->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (waiting->cancelled, G_SOURCE_FUNC (wait_cancelled_cb), task, NULL);
      g_source_attach (waiting->cancelled, g_main_context_get_thread_default ());
    }
  g_task_set_task_data (task, waiting, (GDestroyNotify) wait_free);
  g_ptr_array_add (job->tasks, task);
}

static Job *
start_job (LlmTypesetter *self, LlmTypesetKind kind, GBytes *key)
{
  LlmHelperProcess *helper = is_formula (kind) ? self->formulas : self->diagrams;
  g_autoptr (GBytes) source = g_bytes_new_from_bytes (key, 1, g_bytes_get_size (key) - 1);
  Job *job = g_new0 (Job, 1);

  job->owner = self;
  job->key = g_bytes_ref (key);
  job->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  job->cancellable = g_cancellable_new ();
  g_hash_table_insert (self->jobs, job->key, job);
  llm_helper_process_call_async (helper, get_helper_kind (kind), source,
                                 is_formula (kind) ? FORMULA_RESULT_MAX : DIAGRAM_RESULT_MAX,
                                 job->cancellable, called_cb, job);
  return job;
}

/* --- The object --- */

static void
llm_typesetter_dispose (GObject *object)
{
  LlmTypesetter *self = LLM_TYPESETTER (object);

  g_clear_object (&self->formulas);
  g_clear_object (&self->diagrams);

  G_OBJECT_CLASS (llm_typesetter_parent_class)->dispose (object);
}

static void
llm_typesetter_finalize (GObject *object)
{
  LlmTypesetter *self = LLM_TYPESETTER (object);

  /* Those who wait hold a reference. */
  g_assert (g_hash_table_size (self->jobs) == 0);
  g_hash_table_unref (self->jobs);
  llm_typeset_cache_free (self->cache);
  g_free (self->font);

  G_OBJECT_CLASS (llm_typesetter_parent_class)->finalize (object);
}

static void
llm_typesetter_class_init (LlmTypesetterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_typesetter_dispose;
  object_class->finalize = llm_typesetter_finalize;
}

static void
llm_typesetter_init (LlmTypesetter *self)
{
  self->cache = llm_typeset_cache_new (CACHE_MAX);
  self->jobs = g_hash_table_new (g_bytes_hash, g_bytes_equal);
}

/**
 * llm_typesetter_new:
 * @formula_argv: (nullable): the helper for formulas and its arguments; NULL if there is
 *   none
 * @diagram_argv: (nullable): the helper for diagrams and its arguments; NULL if there is
 *   none
 *
 * Starts nothing yet.
 *
 * Returns: (transfer full): a new #LlmTypesetter
 */
LlmTypesetter *
llm_typesetter_new (const char *const *formula_argv, const char *const *diagram_argv)
{
  LlmTypesetter *self = g_object_new (LLM_TYPE_TYPESETTER, NULL);

  if (formula_argv != NULL)
    self->formulas = llm_helper_process_new (formula_argv, formula_variables);
  if (diagram_argv != NULL)
    self->diagrams = llm_helper_process_new (diagram_argv, diagram_variables);
  return self;
}

static char *
find_helper (const char *name)
{
#ifdef HAVE_TYPESET
  return llm_helper_process_find (name);
#else
  return NULL;
#endif
}

/**
 * llm_typesetter_new_default:
 *
 * With the helpers that were built or installed together with this program, each of which
 * may be missing.
 *
 * Returns: (transfer full): a new #LlmTypesetter
 */
LlmTypesetter *
llm_typesetter_new_default (void)
{
  g_autofree char *formula = find_helper (FORMULA_HELPER);
  g_autofree char *diagram = find_helper (DIAGRAM_HELPER);
  const char *const formula_argv[] = { formula, NULL };
  const char *const diagram_argv[] = { diagram, NULL };

  return llm_typesetter_new (formula != NULL ? formula_argv : NULL,
                             diagram != NULL ? diagram_argv : NULL);
}

/**
 * llm_typesetter_set_font:
 * @self: a #LlmTypesetter
 * @family: (nullable): the font of text in formulas and of diagrams, that of the window;
 *   NULL for the default of the system
 *
 * Forgets all pictures if this is another font than before.
 */
void
llm_typesetter_set_font (LlmTypesetter *self, const char *family)
{
  g_return_if_fail (LLM_IS_TYPESETTER (self));

  if (g_strcmp0 (self->font, family) == 0)
    return;
  g_free (self->font);
  self->font = g_strdup (family);
  llm_typeset_cache_clear (self->cache);
  if (self->formulas != NULL)
    llm_helper_process_set_argument (self->formulas, family);
  if (self->diagrams != NULL)
    llm_helper_process_set_argument (self->diagrams, family);
}

/**
 * llm_typesetter_set_times:
 * @self: a #LlmTypesetter
 * @times: the patience with the helpers
 */
void
llm_typesetter_set_times (LlmTypesetter *self, const LlmHelperTimes *times)
{
  g_return_if_fail (LLM_IS_TYPESETTER (self));

  if (self->formulas != NULL)
    llm_helper_process_set_times (self->formulas, times);
  if (self->diagrams != NULL)
    llm_helper_process_set_times (self->diagrams, times);
}

/**
 * llm_typesetter_set_cache_max:
 * @self: a #LlmTypesetter
 * @cache_max: what may be kept (bytes), 16 MiB by default
 */
void
llm_typesetter_set_cache_max (LlmTypesetter *self, gsize cache_max)
{
  g_return_if_fail (LLM_IS_TYPESETTER (self));

  llm_typeset_cache_set_max (self->cache, cache_max);
}

/**
 * llm_typesetter_can:
 * @self: a #LlmTypesetter
 * @features: one or more of #LlmTypesetFeatures
 *
 * Returns: whether there are helpers for all of @features; they may still fail to start
 */
gboolean
llm_typesetter_can (LlmTypesetter *self, LlmTypesetFeatures features)
{
  g_return_val_if_fail (LLM_IS_TYPESETTER (self), FALSE);

  return ((features & LLM_TYPESET_FORMULA) == 0 || self->formulas != NULL)
         && ((features & LLM_TYPESET_DIAGRAM) == 0 || self->diagrams != NULL);
}

static gboolean
look_up (LlmTypesetter *self,
         LlmTypesetKind kind,
         const char *source,
         gssize length,
         GBytes **picture,
         const GError **failure)
{
  g_autoptr (GBytes) key = NULL;
  gsize n_bytes = length < 0 ? strlen (source) : (gsize) length;

  *picture = NULL;
  *failure = NULL;
  if (n_bytes > get_length_max (kind))
    return FALSE;
  key = get_key (kind, source, n_bytes);
  return llm_typeset_cache_get (self->cache, key, picture, failure);
}

/**
 * llm_typesetter_lookup:
 * @self: a #LlmTypesetter
 * @kind: what is to be drawn
 * @source: its source, UTF-8
 * @length: the length of @source (bytes), or -1 if it ends with a NUL
 *
 * Looks for a picture that has been made already.
 *
 * Returns: (transfer full) (nullable): the picture as SVG, or NULL if it has not been made,
 *   cannot be made, or is not kept any more
 */
GBytes *
llm_typesetter_lookup (LlmTypesetter *self, LlmTypesetKind kind, const char *source, gssize length)
{
  const GError *failure;
  GBytes *picture;

  g_return_val_if_fail (LLM_IS_TYPESETTER (self), NULL);
  g_return_val_if_fail (source != NULL, NULL);

  look_up (self, kind, source, length, &picture, &failure);
  return picture;
}

/**
 * llm_typesetter_has_failed:
 * @self: a #LlmTypesetter
 * @kind: what is to be drawn
 * @source: its source, UTF-8
 * @length: the length of @source (bytes), or -1 if it ends with a NUL
 *
 * Returns: whether it is known that there will be no picture of @source
 */
gboolean
llm_typesetter_has_failed (LlmTypesetter *self,
                           LlmTypesetKind kind,
                           const char *source,
                           gssize length)
{
  const GError *failure;
  g_autoptr (GBytes) picture = NULL;

  g_return_val_if_fail (LLM_IS_TYPESETTER (self), FALSE);
  g_return_val_if_fail (source != NULL, FALSE);

  if (!llm_typesetter_can (self, is_formula (kind) ? LLM_TYPESET_FORMULA : LLM_TYPESET_DIAGRAM))
    return TRUE;
  if ((length < 0 ? strlen (source) : (gsize) length) > get_length_max (kind))
    return TRUE;
  return look_up (self, kind, source, length, &picture, &failure) && failure != NULL;
}

/* Whether a request is answered without a helper. */
static gboolean
answer_at_once (
    LlmTypesetter *self, LlmTypesetKind kind, const char *source, gsize length, GTask *task)
{
  const GError *failure;
  GBytes *picture;

  if (g_task_return_error_if_cancelled (task))
    return TRUE;
  if (!llm_typesetter_can (self, is_formula (kind) ? LLM_TYPESET_FORMULA : LLM_TYPESET_DIAGRAM))
    g_task_return_new_error (task, LLM_HELPER_ERROR, LLM_HELPER_ERROR_UNAVAILABLE, "%s",
                             _ ("This build of LLMSelect cannot draw it"));
  else if (length > get_length_max (kind))
    g_task_return_new_error (task, LLM_HELPER_ERROR, LLM_HELPER_ERROR_TOO_LARGE, "%s",
                             _ ("It is too large to be drawn"));
  else if (!g_utf8_validate (source, (gssize) length, NULL))
    g_task_return_new_error (task, LLM_HELPER_ERROR, LLM_HELPER_ERROR_REFUSED, "%s",
                             _ ("It is not text"));
  else if (!look_up (self, kind, source, (gssize) length, &picture, &failure))
    return FALSE;
  else if (failure != NULL)
    g_task_return_error (task, g_error_copy (failure));
  else
    g_task_return_pointer (task, picture, (GDestroyNotify) g_bytes_unref);
  return TRUE;
}

/**
 * llm_typesetter_render_async:
 * @self: a #LlmTypesetter
 * @kind: what is to be drawn
 * @source: its source, UTF-8: TeX without the signs around it, or Mermaid without the fence
 * @length: the length of @source (bytes), or -1 if it ends with a NUL
 * @cancellable: (nullable): a #GCancellable
 * @callback: called once, from the main loop
 * @user_data: data for @callback
 *
 * Makes a picture, or takes one that was made before.
 */
void
llm_typesetter_render_async (LlmTypesetter *self,
                             LlmTypesetKind kind,
                             const char *source,
                             gssize length,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GBytes) key = NULL;
  gsize n_bytes;
  Job *job;

  g_return_if_fail (LLM_IS_TYPESETTER (self));
  g_return_if_fail (source != NULL);

  n_bytes = length < 0 ? strlen (source) : (gsize) length;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_typesetter_render_async);
  if (answer_at_once (self, kind, source, n_bytes, task))
    return;

  key = get_key (kind, source, n_bytes);
  job = g_hash_table_lookup (self->jobs, key);
  if (job == NULL)
    job = start_job (self, kind, key);
  wait_for_job (job, g_steal_pointer (&task), cancellable);
}

/**
 * llm_typesetter_render_finish:
 * @self: a #LlmTypesetter
 * @result: what the callback got
 * @error: return location for a %LLM_HELPER_ERROR, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the picture as SVG, without scripts, links and references to
 *   anything outside of it
 */
GBytes *
llm_typesetter_render_finish (LlmTypesetter *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
