/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-session.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <unistd.h>

#include "llm-cli-format.h"
#include "llm-cli-stability.h"
#include "llm-judgement-json.h"
#include "llm-recorder.h"

/* What is known of a column besides its answer. */
typedef struct
{
  gboolean started;
  gboolean finished;
} Column;

struct _LlmCliSession
{
  GObject parent_instance;

  LlmContext *context;
  LlmComparison *comparison;
  LlmRecorder *recorder; /* NULL when nothing is to be kept */
  LlmCliOutput *output;
  LlmCliFormat *format;
  GMainLoop *loop;

  Column *columns;
  guint n_finished;
  gint64 started_at;
  double elapsed_ms;

  LlmCliJudge *judge;         /* NULL if nobody is to judge */
  GCancellable *cancellable;  /* of judging */
  GError *judge_error;        /* why the summary was not kept */
  gboolean not_judged;
  gboolean measured; /* whether to tell how stable the answers are */

  gboolean kept;
  gboolean ended;
  int signal;
  guint signal_ids[3];
  guint idle_id;
};

G_DEFINE_FINAL_TYPE (LlmCliSession, llm_cli_session, G_TYPE_OBJECT)

static void
llm_cli_session_dispose (GObject *object)
{
  LlmCliSession *self = LLM_CLI_SESSION (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->signal_ids); i++)
    g_clear_handle_id (&self->signal_ids[i], g_source_remove);
  g_clear_handle_id (&self->idle_id, g_source_remove);
  g_clear_pointer (&self->format, llm_cli_format_free);
  g_clear_object (&self->output);
  g_clear_object (&self->recorder);
  g_clear_object (&self->comparison);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (llm_cli_session_parent_class)->dispose (object);
}

static void
llm_cli_session_finalize (GObject *object)
{
  LlmCliSession *self = LLM_CLI_SESSION (object);

  g_free (self->columns);
  g_clear_pointer (&self->judge, llm_cli_judge_free);
  g_clear_error (&self->judge_error);
  g_object_unref (self->cancellable);
  g_main_loop_unref (self->loop);

  G_OBJECT_CLASS (llm_cli_session_parent_class)->finalize (object);
}

static void
llm_cli_session_class_init (LlmCliSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_cli_session_dispose;
  object_class->finalize = llm_cli_session_finalize;
}

static void
llm_cli_session_init (LlmCliSession *self)
{
  self->loop = g_main_loop_new (NULL, FALSE);
  self->cancellable = g_cancellable_new ();
}

static void
quit_when_written (LlmCliSession *self)
{
  if (self->ended && llm_cli_output_is_drained (self->output))
    g_main_loop_quit (self->loop);
}

static void
end (LlmCliSession *self)
{
  const GError *error = self->recorder != NULL ? llm_recorder_get_error (self->recorder) : NULL;

  if (self->format->funcs->ended != NULL)
    self->format->funcs->ended (
        self->format, self->kept ? llm_comparison_get_conversation_id (self->comparison) : NULL,
        self->elapsed_ms);
  /* Last, so that it does not land within a live view. */
  if (llm_comparison_images_differ (self->comparison))
    llm_cli_complain (_ ("Not all models were sent the same bytes of the images: their providers "
                         "take different formats or sizes."));
  if (error != NULL && self->kept)
    llm_cli_complain (_ ("The comparison was not saved completely: %s"), error->message);
  else if (error != NULL)
    llm_cli_complain (_ ("The comparison was not saved: %s"), error->message);
  if (self->judge_error != NULL)
    llm_cli_complain (_ ("The summary was not saved: %s"), self->judge_error->message);
  self->ended = TRUE;
  quit_when_written (self);
}

/* --- The judge --- */

static void
judgement_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmCliSession) self = LLM_CLI_SESSION (user_data);

  llm_store_write_finish (LLM_STORE (source), result, &self->judge_error);
  end (self);
}

static void
judged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmCliSession) self = LLM_CLI_SESSION (user_data);
  g_autoptr (LlmJudgement) judgement = NULL;
  g_autoptr (LlmJudgementRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  judgement = llm_cli_judge_ask_finish (result, &error);
  self->not_judged = judgement == NULL || judgement->state != LLM_ANSWER_DONE;
  if (self->format->funcs->judged != NULL
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->format->funcs->judged (self->format, judgement,
                                 judgement != NULL ? judgement->error : error);
  if (judgement == NULL || !self->kept)
    {
      end (self);
      return;
    }
  record = llm_judgement_to_record (judgement);
  llm_store_save_judgement_async (llm_context_get_store (self->context), record, NULL,
                                  judgement_saved_cb, g_object_ref (self));
}

/* Whoever has stopped the answers, or does not read them, wants no summary of them. */
static void
judge_or_end (LlmCliSession *self)
{
  if (self->judge == NULL || self->signal != 0 || llm_cli_output_is_broken (self->output))
    {
      end (self);
      return;
    }
  llm_cli_judge_ask_async (self->judge, self->context, self->format, self->cancellable, judged_cb,
                           g_object_ref (self));
}

/* --- Stability --- */

static void
measured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmCliSession) self = LLM_CLI_SESSION (user_data);
  g_autoptr (LlmStability) stability = llm_cli_stability_measure_finish (result);

  if (self->format->funcs->measured != NULL && self->signal == 0)
    self->format->funcs->measured (self->format, stability);
  judge_or_end (self);
}

static void
measure_or_go_on (LlmCliSession *self)
{
  if (!self->measured || self->signal != 0 || llm_cli_output_is_broken (self->output))
    judge_or_end (self);
  else
    llm_cli_stability_measure_async (self->comparison, self->cancellable, measured_cb,
                                     g_object_ref (self));
}

static void
all_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmCliSession) self = LLM_CLI_SESSION (user_data);

  /* Whether the writes themselves worked the recorder knows. */
  llm_store_write_finish (LLM_STORE (source), result, NULL);
  if (llm_recorder_get_error (self->recorder) == NULL)
    self->kept = TRUE;
  measure_or_go_on (self);
}

static void
begun_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmCliSession) self = LLM_CLI_SESSION (user_data);

  if (llm_store_write_finish (LLM_STORE (source), result, NULL)
      && llm_recorder_get_error (self->recorder) == NULL)
    self->kept = TRUE;
}

/* In an idle, when everyone else has seen that the last column is finished. */
static gboolean
all_finished_cb (gpointer user_data)
{
  LlmCliSession *self = LLM_CLI_SESSION (user_data);

  self->idle_id = 0;
  if (self->recorder != NULL)
    llm_store_flush_async (llm_context_get_store (self->context), NULL, all_saved_cb,
                           g_object_ref (self));
  else
    measure_or_go_on (self);
  return G_SOURCE_REMOVE;
}

static guint
find_index (LlmCliSession *self, LlmAnswer *answer)
{
  guint index = 0;

  llm_comparison_find (self->comparison, llm_answer_get_column_id (answer), &index);
  return index;
}

static void
finish_column (LlmCliSession *self, guint index, LlmAnswer *answer)
{
  self->columns[index].finished = TRUE;
  if (self->format->funcs->finished != NULL)
    self->format->funcs->finished (self->format, index, answer);

  self->n_finished++;
  if (self->n_finished < llm_comparison_get_n_answers (self->comparison))
    return;
  self->elapsed_ms = (g_get_monotonic_time () - self->started_at) / 1000.0;
  if (self->idle_id == 0)
    self->idle_id = g_idle_add (all_finished_cb, self);
}

static void
state_changed_cb (LlmCliSession *self, GParamSpec *pspec, LlmAnswer *answer)
{
  guint index = find_index (self, answer);
  Column *column = &self->columns[index];
  LlmAnswerState state = llm_answer_get_state (answer);

  if (state == LLM_ANSWER_QUEUED || column->finished)
    return;
  if (!column->started)
    {
      column->started = TRUE;
      if (self->format->funcs->started != NULL)
        self->format->funcs->started (self->format, index, answer);
    }
  if (state == LLM_ANSWER_RETRYING && self->format->funcs->retrying != NULL)
    self->format->funcs->retrying (self->format, index, answer);
  if (llm_answer_state_is_final (state))
    finish_column (self, index, answer);
}

static void
appended_cb (LlmCliSession *self, int kind, const char *text, LlmAnswer *answer)
{
  if (self->format->funcs->appended != NULL)
    self->format->funcs->appended (self->format, find_index (self, answer), kind, text,
                                   llm_answer_get_elapsed_ms (answer));
}

static void
stop (LlmCliSession *self)
{
  g_cancellable_cancel (self->cancellable);
  llm_runner_stop (llm_context_get_runner (self->context), self->comparison);
}

static gboolean
broken_idle_cb (gpointer user_data)
{
  LlmCliSession *self = LLM_CLI_SESSION (user_data);

  stop (self);
  quit_when_written (self);
  return G_SOURCE_REMOVE;
}

/* In an idle, since it may come in the middle of an answer's own signal. */
static void
broken_cb (LlmCliSession *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, broken_idle_cb, g_object_ref (self), g_object_unref);
}

static gboolean
on_signal (LlmCliSession *self, int number)
{
  /* The second one does not wait for anything any more. */
  if (self->signal != 0)
    _exit (LLM_CLI_SIGNAL + number);
  self->signal = number;
  stop (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
interrupt_cb (gpointer user_data)
{
  return on_signal (LLM_CLI_SESSION (user_data), SIGINT);
}

static gboolean
terminate_cb (gpointer user_data)
{
  return on_signal (LLM_CLI_SESSION (user_data), SIGTERM);
}

static gboolean
hang_up_cb (gpointer user_data)
{
  return on_signal (LLM_CLI_SESSION (user_data), SIGHUP);
}

static void
watch_signals (LlmCliSession *self)
{
  struct sigaction hang_up;

  self->signal_ids[0] = g_unix_signal_add (SIGINT, interrupt_cb, self);
  self->signal_ids[1] = g_unix_signal_add (SIGTERM, terminate_cb, self);
  /* nohup wants this one ignored. */
  if (sigaction (SIGHUP, NULL, &hang_up) == 0 && hang_up.sa_handler != SIG_IGN)
    self->signal_ids[2] = g_unix_signal_add (SIGHUP, hang_up_cb, self);
}

static void
begin_saving (LlmCliSession *self)
{
  LlmStore *store = llm_context_get_store (self->context);

  self->recorder = llm_recorder_new (store, self->comparison);
  llm_recorder_save (self->recorder);
  llm_store_flush_async (store, NULL, begun_saved_cb, g_object_ref (self));
}

static int
get_status (LlmCliSession *self)
{
  const GError *error = llm_cli_output_get_error (self->output);
  guint n_answers = llm_comparison_get_n_answers (self->comparison);
  guint n_done = 0;

  if (self->signal != 0)
    return LLM_CLI_SIGNAL + self->signal;
  if (error != NULL)
    {
      llm_cli_complain (_ ("The output could not be written: %s"), error->message);
      return LLM_CLI_FAILURE;
    }
  if (llm_cli_output_is_broken (self->output))
    return LLM_CLI_SIGNAL + SIGPIPE;

  for (guint i = 0; i < n_answers; i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (self->comparison, i);

      n_done += llm_answer_get_state (answer) == LLM_ANSWER_DONE;
    }
  if (n_done == n_answers)
    return self->not_judged ? LLM_CLI_FAILURE : LLM_CLI_OK;
  return n_done > 0 ? LLM_CLI_FAILURE : LLM_CLI_ALL_FAILED;
}

static LlmCliFormat *
make_format (LlmCliSession *self, LlmCliFormatKind kind)
{
  switch (kind)
    {
    case LLM_CLI_FORMAT_JSONL:
      return llm_cli_format_jsonl_new (self->output, self->comparison);
    case LLM_CLI_FORMAT_JSON:
      return llm_cli_format_json_new (self->output, self->comparison);
    case LLM_CLI_FORMAT_CSV:
    case LLM_CLI_FORMAT_HTML:
    case LLM_CLI_FORMAT_TEXT:
    default:
      return llm_cli_format_text_new (self->output, self->comparison,
                                      llm_context_get_providers (self->context));
    }
}

/**
 * llm_cli_session_new:
 * @context: providers, runner and store
 * @comparison: what to run, with its columns
 * @format: how to tell it
 * @save: whether to keep it
 *
 * Returns: (transfer full): a session that writes to standard output
 */
LlmCliSession *
llm_cli_session_new (LlmContext *context,
                     LlmComparison *comparison,
                     LlmCliFormatKind format,
                     gboolean save)
{
  LlmCliSession *self;

  g_return_val_if_fail (LLM_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (LLM_IS_COMPARISON (comparison), NULL);

  self = g_object_new (LLM_TYPE_CLI_SESSION, NULL);
  self->context = g_object_ref (context);
  self->comparison = g_object_ref (comparison);
  self->columns = g_new0 (Column, llm_comparison_get_n_answers (comparison));
  self->output = llm_cli_output_new (STDOUT_FILENO);
  self->format = make_format (self, format);
  if (save)
    begin_saving (self);
  return self;
}

/**
 * llm_cli_session_set_measured:
 * @self: a session that has not run yet
 * @measured: whether to tell, when all have answered, how much samples of one model differ
 */
void
llm_cli_session_set_measured (LlmCliSession *self, gboolean measured)
{
  g_return_if_fail (LLM_IS_CLI_SESSION (self));

  self->measured = measured;
}

/**
 * llm_cli_session_set_judge:
 * @self: a session that has not run yet
 * @judge: (nullable): who is to judge the answers
 */
void
llm_cli_session_set_judge (LlmCliSession *self, const LlmCliJudge *judge)
{
  g_return_if_fail (LLM_IS_CLI_SESSION (self));

  g_clear_pointer (&self->judge, llm_cli_judge_free);
  self->judge = judge != NULL ? llm_cli_judge_copy (judge) : NULL;
}

/**
 * llm_cli_session_run:
 * @self: a session that has not run yet
 *
 * Starts all columns and runs the main loop until the last of them has ended and
 * everything is written.
 *
 * Returns: the process's exit status
 */
int
llm_cli_session_run (LlmCliSession *self)
{
  g_return_val_if_fail (LLM_IS_CLI_SESSION (self), LLM_CLI_FAILURE);

  g_signal_connect_object (self->output, "broken", G_CALLBACK (broken_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->output, "drained", G_CALLBACK (quit_when_written), self,
                           G_CONNECT_SWAPPED);
  for (guint i = 0; i < llm_comparison_get_n_answers (self->comparison); i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (self->comparison, i);

      g_signal_connect_object (answer, "notify::state", G_CALLBACK (state_changed_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (answer, "appended", G_CALLBACK (appended_cb), self,
                               G_CONNECT_SWAPPED);
    }
  watch_signals (self);

  self->started_at = g_get_monotonic_time ();
  llm_runner_start (llm_context_get_runner (self->context), self->comparison);
  g_main_loop_run (self->loop);
  return get_status (self);
}
