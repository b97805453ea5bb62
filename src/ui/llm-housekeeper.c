/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-housekeeper.h"

#include <glib/gi18n-lib.h>

struct _LlmHousekeeper
{
  GObject parent_instance;

  LlmContext *context;
  LlmHousekeeperClock clock;
  gpointer clock_data;
  GCancellable *cancellable;
  guint timeout_id;
  gboolean stopped;

  gboolean begun;       /* whether due_at is known */
  gint64 due_at;        /* monotonic time */
  gboolean in_progress; /* of a round */
  gint64 failed_since;  /* Unix time, 0 while copies can be made */
  gint64 swept_at;      /* Unix time, 0 if the images were not swept yet */
  gboolean told;        /* that they cannot */
};

G_DEFINE_FINAL_TYPE (LlmHousekeeper, llm_housekeeper, G_TYPE_OBJECT)

enum
{
  SIGNAL_FAILING,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gint64
get_now (gpointer user_data)
{
  return g_get_real_time ();
}

static gboolean
is_busy (LlmHousekeeper *self)
{
  return llm_runner_get_n_running (llm_context_get_runner (self->context)) > 0;
}

/* --- A round: copy, trash, images, file --- */

static void
tidied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmHousekeeper) self = user_data;
  g_autoptr (GError) error = NULL;

  self->in_progress = FALSE;
  if (!llm_archive_tidy_finish (LLM_ARCHIVE (source), result, &error))
    g_info ("The history was not tidied: %s", error->message);
}

/* What is left to do in a round that an answer interrupts is done by the next one. */
static gboolean
goes_on (LlmHousekeeper *self)
{
  if (!self->stopped && !is_busy (self))
    return TRUE;
  self->in_progress = FALSE;
  self->due_at = 0;
  return FALSE;
}

static void
tidy (LlmHousekeeper *self)
{
  LlmArchive *archive = llm_context_get_archive (self->context);

  if (!goes_on (self))
    return;
  if (archive == NULL)
    self->in_progress = FALSE;
  else
    llm_archive_tidy_async (archive, self->cancellable, tidied_cb, g_object_ref (self));
}

static void
swept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmHousekeeper) self = user_data;
  g_autoptr (GError) error = NULL;
  LlmBlobsSweep sweep;

  if (llm_images_sweep_finish (LLM_IMAGES (source), result, &sweep, &error))
    {
      self->swept_at = self->clock (self->clock_data);
      g_debug ("Removed %u expired and %u orphaned images, %" G_GINT64_FORMAT " bytes",
               sweep.n_expired, sweep.n_orphans, sweep.n_bytes);
    }
  else
    g_info ("The images were not swept: %s", error->message);
  tidy (self);
}

/* Once a day: after so many days, a few hours more or less do not matter. */
static void
sweep_images (LlmHousekeeper *self)
{
  LlmImages *images = llm_context_get_images (self->context);
  const gint64 now = self->clock (self->clock_data);
  const gint64 days
      = llm_settings_get_image_retention_days (llm_context_get_settings (self->context));

  if (!goes_on (self))
    return;
  /* A clock that went back must not put it off for long. */
  if (images == NULL
      || (self->swept_at != 0 && now >= self->swept_at && now - self->swept_at < G_TIME_SPAN_DAY))
    tidy (self);
  else
    llm_images_sweep_async (images, days > 0 ? now - days * G_TIME_SPAN_DAY : 0, self->cancellable,
                            swept_cb, g_object_ref (self));
}

static void
purged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmHousekeeper) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!llm_store_write_finish (LLM_STORE (source), result, &error))
    g_info ("The trash was not emptied: %s", error->message);
  sweep_images (self);
}

static void
purge (LlmHousekeeper *self)
{
  const gint64 days = llm_settings_get_trash_days (llm_context_get_settings (self->context));

  if (!goes_on (self))
    return;
  if (days == 0)
    sweep_images (self);
  else
    llm_store_purge_trash_async (llm_context_get_store (self->context),
                                 self->clock (self->clock_data) - days * G_TIME_SPAN_DAY,
                                 self->cancellable, purged_cb, g_object_ref (self));
}

/* The last copy tells how old it is, whenever the program was started; without any it is
 * counted from when the first one failed. */
static void
tell_if_long (LlmHousekeeper *self, GPtrArray *backups, const char *reason)
{
  const gboolean has_any = backups != NULL && backups->len > 0;
  const gint64 since = has_any ? ((LlmBackup *) backups->pdata[0])->created_at : self->failed_since;
  g_autofree char *message = NULL;

  if (self->told || self->clock (self->clock_data) - since <= G_TIME_SPAN_DAY)
    return;
  self->told = TRUE;
  if (has_any)
    /* Translators: why. */
    message = g_strdup_printf (_ ("The last backup of the history is more than a day old, and "
                                  "another could not be made: %s"),
                               reason);
  else
    /* Translators: why. */
    message = g_strdup_printf (
        _ ("There is no backup of the history, since none could be made: %s"), reason);
  g_signal_emit (self, signals[SIGNAL_FAILING], 0, message);
}

/* A copy that failed, until it is known when the last one was made. */
typedef struct
{
  LlmHousekeeper *self;
  char *reason;
} Failure;

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Failure *failure = user_data;
  g_autoptr (LlmHousekeeper) self = failure->self;
  g_autoptr (GPtrArray) backups
      = llm_archive_list_backups_finish (LLM_ARCHIVE (source), result, NULL);

  if (!self->stopped)
    tell_if_long (self, backups, failure->reason);
  g_free (failure->reason);
  g_free (failure);
  purge (self);
}

static void
backed_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmHousekeeper) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmBackup) backup G_GNUC_UNUSED
      = llm_archive_backup_if_due_finish (LLM_ARCHIVE (source), result, &error);
  Failure *failure;

  if (error == NULL)
    {
      self->failed_since = 0;
      self->told = FALSE;
      purge (self);
      return;
    }
  g_info ("No backup of the history was made: %s", error->message);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      purge (self);
      return;
    }
  if (self->failed_since == 0)
    self->failed_since = self->clock (self->clock_data);
  failure = g_new0 (Failure, 1);
  failure->self = g_object_ref (self);
  failure->reason = g_strdup (error->message);
  llm_archive_list_backups_async (LLM_ARCHIVE (source), self->cancellable, listed_cb, failure);
}

static void
begin_round (LlmHousekeeper *self)
{
  LlmArchive *archive = llm_context_get_archive (self->context);

  self->in_progress = TRUE;
  if (archive != NULL)
    llm_archive_backup_if_due_async (archive, self->clock (self->clock_data), self->cancellable,
                                     backed_up_cb, g_object_ref (self));
  else
    purge (self);
}

/* --- When --- */

/**
 * llm_housekeeper_tick:
 * @self: a #LlmHousekeeper
 * @monotonic_time: the present, as of g_get_monotonic_time()
 *
 * Begins a round if one is due and nothing is being answered.  llm_housekeeper_start()
 * calls it by itself; a test calls it instead.
 *
 * Returns: after how many seconds to call it again
 */
guint
llm_housekeeper_tick (LlmHousekeeper *self, gint64 monotonic_time)
{
  gint64 left;

  g_return_val_if_fail (LLM_IS_HOUSEKEEPER (self), LLM_HOUSEKEEPER_PERIOD);

  if (!self->begun)
    {
      self->begun = TRUE;
      self->due_at = monotonic_time + (gint64) LLM_HOUSEKEEPER_FIRST * G_USEC_PER_SEC;
    }
  left = self->due_at - monotonic_time;
  if (self->in_progress)
    return LLM_HOUSEKEEPER_QUIET;
  if (left > 0)
    return (guint) ((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
  if (is_busy (self))
    return LLM_HOUSEKEEPER_QUIET;

  self->due_at = monotonic_time + (gint64) LLM_HOUSEKEEPER_PERIOD * G_USEC_PER_SEC;
  begin_round (self);
  /* Soon again, to see whether an answer has interrupted it. */
  return LLM_HOUSEKEEPER_QUIET;
}

static void arm (LlmHousekeeper *self);

static gboolean
tick_cb (gpointer user_data)
{
  LlmHousekeeper *self = user_data;

  self->timeout_id = 0;
  arm (self);
  return G_SOURCE_REMOVE;
}

static void
arm (LlmHousekeeper *self)
{
  const guint seconds = llm_housekeeper_tick (self, g_get_monotonic_time ());

  self->timeout_id = g_timeout_add_seconds_full (G_PRIORITY_LOW, seconds, tick_cb, self, NULL);
}

/**
 * llm_housekeeper_start:
 * @self: a #LlmHousekeeper
 *
 * The first round comes %LLM_HOUSEKEEPER_FIRST seconds after this.
 */
void
llm_housekeeper_start (LlmHousekeeper *self)
{
  g_return_if_fail (LLM_IS_HOUSEKEEPER (self));

  if (self->timeout_id == 0 && !self->stopped)
    arm (self);
}

/**
 * llm_housekeeper_stop:
 * @self: a #LlmHousekeeper
 *
 * Stops for good, and what is being done, as far as it can be.
 */
void
llm_housekeeper_stop (LlmHousekeeper *self)
{
  g_return_if_fail (LLM_IS_HOUSEKEEPER (self));

  self->stopped = TRUE;
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
}

/* --- The object --- */

static void
llm_housekeeper_dispose (GObject *object)
{
  LlmHousekeeper *self = LLM_HOUSEKEEPER (object);

  llm_housekeeper_stop (self);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (llm_housekeeper_parent_class)->dispose (object);
}

static void
llm_housekeeper_finalize (GObject *object)
{
  g_object_unref (LLM_HOUSEKEEPER (object)->cancellable);

  G_OBJECT_CLASS (llm_housekeeper_parent_class)->finalize (object);
}

static void
llm_housekeeper_class_init (LlmHousekeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_housekeeper_dispose;
  object_class->finalize = llm_housekeeper_finalize;

  /**
   * LlmHousekeeper::failing:
   * @message: what to tell the user
   */
  signals[SIGNAL_FAILING] = g_signal_new ("failing", LLM_TYPE_HOUSEKEEPER, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
llm_housekeeper_init (LlmHousekeeper *self)
{
  self->cancellable = g_cancellable_new ();
  self->clock = get_now;
}

/**
 * llm_housekeeper_new:
 * @context: where the history is
 *
 * Returns: (transfer full): a housekeeper that does nothing before
 *   llm_housekeeper_start()
 */
LlmHousekeeper *
llm_housekeeper_new (LlmContext *context)
{
  LlmHousekeeper *self;

  g_return_val_if_fail (LLM_IS_CONTEXT (context), NULL);

  self = g_object_new (LLM_TYPE_HOUSEKEEPER, NULL);
  self->context = g_object_ref (context);
  return self;
}

/**
 * llm_housekeeper_set_clock:
 * @self: a #LlmHousekeeper
 * @clock: tells the time of day
 * @data: for @clock
 *
 * For tests: in place of g_get_real_time().
 */
void
llm_housekeeper_set_clock (LlmHousekeeper *self, LlmHousekeeperClock clock, gpointer data)
{
  g_return_if_fail (LLM_IS_HOUSEKEEPER (self));
  g_return_if_fail (clock != NULL);

  self->clock = clock;
  self->clock_data = data;
}
