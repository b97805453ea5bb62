/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-run.h"

#include "llm-answer-cache.h"
#include "llm-error.h"
#include "llm-input-check.h"
#include "llm-notice.h"
#include "llm-provider.h"
#include "llm-retry.h"
#include "llm-run-images.h"
#include "llm-run-request.h"
#include "llm-store.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* As the settings' own default. */
#define DEFAULT_RATE_LIMIT 60

/* How many parameters are left out one after the other because the model refuses
 * them, at most. */
#define MAX_DROPPED 3

/* Figures of a running column are renewed at most this often, in microseconds. */
#define ESTIMATE_INTERVAL (G_USEC_PER_SEC / 2)

/* What a look-up in the cache or in the store, or making images ready, holds instead of the
 * run. */
typedef struct
{
  LlmRun *run; /* NULL when it is over */
} Link;

struct _LlmRun
{
  LlmRunSetup setup;

  LlmProvider *provider; /* NULL before the first attempt */
  LlmFlight *flight;
  LlmRequest *request;
  LlmStream *stream;
  gulong handlers[4];
  Link *link;
  char *cache_key; /* NULL when nothing is looked up or stored */
  guint wait_id;
  char *waits_for; /* the account that a token was taken from while waiting */
  guint attempt;
  guint n_dropped;
  gboolean has_tokens;
  guint prompt_index;        /* of the message with the prompt in the request */
  GCancellable *cancellable; /* of making its images ready */

  LlmTokenEstimate estimate; /* of text and reasoning of this run */
  gint64 input_estimate;
  gint64 estimated_at;

  /* What the text that is continued has used already. */
  gboolean continues;
  LlmUsage used;
  double cost;
};

static void prepare_attempt (LlmRun *run);

static void
drop_stream (LlmRun *run)
{
  if (run->stream == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (run->handlers); i++)
    g_clear_signal_handler (&run->handlers[i], run->stream);
  g_clear_object (&run->stream);
}

static void
end (LlmRun *run, LlmAnswerState state, GError *error)
{
  llm_flight_finish (run->flight);
  run->setup.end (run, state, error, run->setup.user_data);
}

/* --- Figures --- */

static gint64
estimate_output (LlmRun *run)
{
  return llm_token_estimate_get (&run->estimate);
}

/* Fills in what the vendor did not tell.  What it told of an answer that then broke
 * off may be of its begin only. */
static void
estimate_unknown (LlmRun *run, LlmUsage *usage, gboolean complete)
{
  gint64 output = estimate_output (run);

  if (usage->input < 0)
    {
      usage->input = run->input_estimate;
      usage->estimated |= LLM_USAGE_ESTIMATED_INPUT;
    }
  if (usage->output < 0 || (!complete && usage->output < output))
    {
      usage->output = output;
      usage->estimated |= LLM_USAGE_ESTIMATED_OUTPUT;
    }
}

static void
publish_figures (LlmRun *run, LlmUsage *usage)
{
  LlmAnswer *answer = run->setup.answer;
  LlmModel *model = llm_request_get_model (run->request);
  LlmPrices prices;
  double cost;

  llm_prices_init (&prices);
  if (model != NULL)
    llm_model_get_prices (model, usage->largest_request > 0 ? usage->largest_request : usage->input,
                          &prices);
  cost = llm_prices_compute_cost (&prices, usage);
  if (!isnan (usage->cost_usd))
    prices.source = LLM_PRICE_BILLED;

  if (run->continues)
    {
      llm_usage_add (usage, &run->used);
      cost += run->cost;
    }
  llm_answer_set_prices (answer, &prices);
  llm_answer_set_usage (answer, usage);
  llm_answer_set_cost (answer, cost);
}

static void
take_figures (LlmRun *run)
{
  LlmUsage usage = *llm_stream_get_usage (run->stream);
  gboolean complete = llm_stream_get_outcome (run->stream) == LLM_STREAM_DONE;

  if (run->has_tokens)
    estimate_unknown (run, &usage, complete);
  /* An answer that could not be continued has used what it had used before. */
  if (!run->continues || run->has_tokens || llm_usage_is_known (&usage))
    publish_figures (run, &usage);
  llm_answer_set_finish_reason (run->setup.answer, llm_stream_get_finish_reason (run->stream));
  llm_rate_limiter_tell (run->setup.limiter,
                         run->waits_for != NULL ? run->waits_for
                                                : llm_answer_get_provider_id (run->setup.answer),
                         llm_stream_get_rate_limits (run->stream), g_get_monotonic_time ());
}

static void
estimate_while_running (LlmRun *run)
{
  gint64 now = g_get_monotonic_time ();
  LlmUsage usage;

  if (now - run->estimated_at < ESTIMATE_INTERVAL)
    return;
  run->estimated_at = now;
  usage = *llm_stream_get_usage (run->stream);
  estimate_unknown (run, &usage, FALSE);
  publish_figures (run, &usage);
}

/* --- The stream --- */

static void
phase_cb (LlmStream *stream, int phase, gpointer user_data)
{
  LlmRun *run = user_data;

  if (phase == LLM_STREAM_OPEN)
    llm_answer_set_state (run->setup.answer, LLM_ANSWER_THINKING);
}

static void
delta_cb (LlmStream *stream, int kind, const char *text, gpointer user_data)
{
  LlmRun *run = user_data;
  LlmAnswer *answer = run->setup.answer;

  run->has_tokens = TRUE;
  llm_flight_add_piece (run->flight);
  llm_token_estimate_feed (&run->estimate, text, strlen (text));
  llm_answer_set_state (answer,
                        kind == LLM_DELTA_TEXT ? LLM_ANSWER_STREAMING : LLM_ANSWER_THINKING);
  estimate_while_running (run);
  llm_answer_append (answer, kind, text);
}

static void
notice_cb (LlmStream *stream, const char *notice, gpointer user_data)
{
  LlmRun *run = user_data;

  llm_answer_add_notice (run->setup.answer, notice);
}

static guint
get_max_retries (LlmRun *run)
{
  return run->setup.settings != NULL ? llm_settings_get_max_retries (run->setup.settings)
                                     : LLM_RETRY_DEFAULT_MAX;
}

/* What to leave out.  Who does not know the form of an answer may only name what it stands
 * in beside the effort (Anthropic's output_config). */
static const char *
find_refused (LlmRun *run, const GError *error)
{
  const char *param = llm_error_get_param (error);
  gboolean has_schema = llm_request_get_schema (run->request, NULL) != NULL;

  if (has_schema && g_strcmp0 (param, LLM_PARAM_REASONING_EFFORT) == 0
      && llm_request_get_params (run->request)->reasoning_effort == NULL)
    return LLM_PARAM_SCHEMA;
  return has_schema || g_strcmp0 (param, LLM_PARAM_SCHEMA) != 0 ? param : NULL;
}

/* A parameter that the model refuses is left out, and the column says so. */
static gboolean
retry_without (LlmRun *run, const GError *error)
{
  const char *param = find_refused (run, error);
  g_autofree char *notice = NULL;

  if (param == NULL || run->has_tokens || run->n_dropped >= MAX_DROPPED
      || llm_request_drops (run->request, param))
    return FALSE;

  run->n_dropped++;
  llm_request_drop (run->request, param);
  llm_flight_add_wait (run->flight, "without", param, 0);
  notice = llm_notice_new (LLM_NOTICE_WITHOUT, param);
  llm_answer_add_notice (run->setup.answer, notice);
  drop_stream (run);
  prepare_attempt (run);
  return TRUE;
}

static gboolean attempt_cb (gpointer user_data);

static void
wait_until (LlmRun *run, gint64 when)
{
  gint64 delay_ms = (when - g_get_monotonic_time () + 999) / 1000;

  llm_answer_set_retry (run->setup.answer, run->attempt, when);
  run->wait_id = g_timeout_add ((guint) CLAMP (delay_ms, 0, G_MAXINT), attempt_cb, run);
}

static gint64
reserve (LlmRun *run)
{
  const char *provider_id = llm_answer_get_provider_id (run->setup.answer);
  gint64 now = g_get_monotonic_time ();
  guint limit = DEFAULT_RATE_LIMIT;

  /* The demo is part of this program. */
  if ((llm_provider_get_flags (run->provider) & LLM_PROVIDER_CANNED) != 0)
    return now;
  g_free (run->waits_for);
  run->waits_for = llm_provider_get_account_id (run->provider, run->request);
  if (run->setup.settings != NULL)
    limit = llm_settings_get_rate_limit (run->setup.settings, run->waits_for);
  g_debug ("%s counts against %s", provider_id, run->waits_for);
  return llm_rate_limiter_reserve (run->setup.limiter, run->waits_for, limit, now);
}

/* Nothing of the answer was seen, so that nothing can be said twice. */
static gboolean
retry_later (LlmRun *run, const GError *error)
{
  gint64 delay, when;

  if (run->has_tokens || run->attempt >= get_max_retries (run))
    return FALSE;
  delay = llm_retry_delay_ms (error, run->attempt, g_random_double ());
  if (delay < 0)
    return FALSE;

  run->attempt++;
  drop_stream (run);
  llm_answer_take_error (run->setup.answer, g_error_copy (error));
  when = MAX (reserve (run), g_get_monotonic_time () + delay * 1000);
  llm_flight_add_wait (run->flight, "retry", error->message, when - g_get_monotonic_time ());
  wait_until (run, when);
  llm_answer_set_state (run->setup.answer, LLM_ANSWER_RETRYING);
  return TRUE;
}

static void
store_answer (LlmRun *run)
{
  g_autoptr (GBytes) bytes = NULL;

  if (run->cache_key == NULL || run->setup.cache == NULL || run->n_dropped > 0)
    return;
  bytes = llm_answer_cache_serialize (run->setup.answer);
  llm_cache_store_async (run->setup.cache, LLM_CACHE_ANSWERS, run->cache_key, bytes, NULL, NULL,
                         NULL, NULL);
}

static void
finished_cb (LlmStream *stream, gpointer user_data)
{
  LlmRun *run = user_data;
  const GError *error = llm_stream_get_error (stream);
  g_autoptr (GError) copy = error != NULL ? g_error_copy (error) : NULL;

  take_figures (run);
  llm_flight_end_stream (run->flight, stream);
  switch (llm_stream_get_outcome (stream))
    {
    case LLM_STREAM_DONE:
      store_answer (run);
      end (run, LLM_ANSWER_DONE, g_steal_pointer (&copy));
      break;
    case LLM_STREAM_STOPPED:
      end (run, LLM_ANSWER_STOPPED, g_steal_pointer (&copy));
      break;
    case LLM_STREAM_INTERRUPTED:
      end (run, LLM_ANSWER_INTERRUPTED, g_steal_pointer (&copy));
      break;
    case LLM_STREAM_FAILED:
    case LLM_STREAM_RUNNING:
    default:
      if (copy == NULL || !(retry_without (run, copy) || retry_later (run, copy)))
        end (run, LLM_ANSWER_FAILED, g_steal_pointer (&copy));
      break;
    }
}

static gboolean
attempt_cb (gpointer user_data)
{
  LlmRun *run = user_data;
  LlmAnswer *answer = run->setup.answer;

  run->wait_id = 0;
  llm_answer_set_state (answer, LLM_ANSWER_CONNECTING);
  llm_answer_take_error (answer, NULL);
  llm_answer_set_retry (answer, run->attempt, 0);
  run->stream = llm_provider_start (run->provider, run->request);
  run->handlers[0] = g_signal_connect (run->stream, "phase", G_CALLBACK (phase_cb), run);
  run->handlers[1] = g_signal_connect (run->stream, "delta", G_CALLBACK (delta_cb), run);
  run->handlers[2] = g_signal_connect (run->stream, "notice", G_CALLBACK (notice_cb), run);
  run->handlers[3] = g_signal_connect (run->stream, "finished", G_CALLBACK (finished_cb), run);
  return G_SOURCE_REMOVE;
}

/* Sends, at once or when the rate limit allows it. */
static void
prepare_attempt (LlmRun *run)
{
  gint64 when = reserve (run);

  if (when <= g_get_monotonic_time ())
    {
      attempt_cb (run);
      return;
    }
  llm_flight_add_wait (run->flight, "rate-limit", NULL, when - g_get_monotonic_time ());
  wait_until (run, when);
  /* After an attempt without what the model refused it is no longer queued. */
  if (llm_answer_get_state (run->setup.answer) != LLM_ANSWER_QUEUED)
    llm_answer_set_state (run->setup.answer, LLM_ANSWER_RETRYING);
}

/* --- The cache --- */

static gboolean
apply_cached (LlmRun *run, LlmCacheEntry *entry)
{
  LlmAnswer *answer = run->setup.answer;
  g_autofree char *time = NULL;
  g_autofree char *notice = NULL;

  llm_answer_set_state (answer, LLM_ANSWER_CONNECTING);
  llm_answer_set_state (answer, LLM_ANSWER_THINKING);
  llm_answer_set_state (answer, LLM_ANSWER_STREAMING);
  if (!llm_answer_cache_apply (entry->value, answer))
    return FALSE;
  time = g_strdup_printf ("%" G_GINT64_FORMAT, entry->stored_at / G_USEC_PER_SEC);
  notice = llm_notice_new (LLM_NOTICE_CACHED, time);
  llm_answer_add_notice (answer, notice);
  return TRUE;
}

static void
cache_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Link *link = user_data;
  LlmRun *run = link->run;
  g_autoptr (LlmCacheEntry) entry = NULL;

  entry = llm_cache_lookup_finish (LLM_CACHE (object), result, NULL);
  g_rc_box_release (link);
  if (run == NULL)
    return;
  if (entry != NULL && apply_cached (run, entry))
    end (run, LLM_ANSWER_DONE, NULL);
  else
    prepare_attempt (run);
}

static gboolean
look_up (LlmRun *run)
{
  g_autofree char *route_id = NULL;

  if (run->setup.cache == NULL || run->setup.settings == NULL || run->setup.mode == LLM_RUN_CONTINUE
      || !llm_settings_get_response_cache (run->setup.settings)
      || (llm_provider_get_flags (run->provider) & LLM_PROVIDER_CANNED) != 0)
    return FALSE;

  route_id = llm_provider_get_route_id (run->provider, run->request);
  run->cache_key = llm_answer_cache_make_key (route_id, run->request);
  /* Who asks again wants another answer; it is kept all the same. */
  if (run->setup.mode == LLM_RUN_AGAIN)
    return FALSE;
  llm_cache_lookup_async (run->setup.cache, LLM_CACHE_ANSWERS, run->cache_key,
                          LLM_ANSWER_CACHE_LIFETIME, NULL, cache_cb, g_rc_box_acquire (run->link));
  return TRUE;
}

/* --- The run --- */

static void
tell_count (LlmRun *run, const char *code, guint n)
{
  g_autofree char *count = g_strdup_printf ("%u", n);
  g_autofree char *notice = n > 0 ? llm_notice_new (code, count) : NULL;

  if (notice != NULL)
    llm_answer_add_notice (run->setup.answer, notice);
}

static void
tell_images (LlmRun *run)
{
  LlmSentImages sent;
  g_autofree char *notice = NULL;

  if (!llm_run_images_describe (run->request, &sent))
    return;
  notice = llm_notice_new_for_images (&sent);
  llm_answer_add_notice (run->setup.answer, notice);
}

/**
 * llm_run_new:
 * @setup: what to run
 *
 * Returns: (transfer full): a run; nothing happens before llm_run_start()
 */
LlmRun *
llm_run_new (const LlmRunSetup *setup)
{
  LlmRun *run;

  g_return_val_if_fail (setup != NULL, NULL);

  run = g_new0 (LlmRun, 1);
  run->setup = *setup;
  g_object_ref (run->setup.comparison);
  g_object_ref (run->setup.answer);
  run->continues = setup->mode == LLM_RUN_CONTINUE;
  run->used = *llm_answer_get_usage (setup->answer);
  run->cost = llm_answer_get_cost (setup->answer);
  run->flight = llm_flight_new (setup->settings != NULL
                                && llm_settings_get_keep_raw_events (setup->settings));
  llm_answer_set_flight (run->setup.answer, run->flight);
  run->link = g_rc_box_new0 (Link);
  run->link->run = run;
  return run;
}

/**
 * llm_run_free:
 * @run: (transfer full): a run
 *
 * Abandons it silently if it is not over.
 */
void
llm_run_free (LlmRun *run)
{
  g_clear_handle_id (&run->wait_id, g_source_remove);
  drop_stream (run);
  run->link->run = NULL;
  g_rc_box_release (run->link);
  g_clear_object (&run->provider);
  llm_flight_finish (run->flight);
  llm_flight_unref (run->flight);
  g_cancellable_cancel (run->cancellable);
  g_clear_object (&run->cancellable);
  g_clear_pointer (&run->request, llm_request_unref);
  g_free (run->cache_key);
  g_free (run->waits_for);
  g_object_unref (run->setup.answer);
  g_object_unref (run->setup.comparison);
  g_free (run);
}

/* The request is whole. */
static void
ask (LlmRun *run)
{
  GError *error = NULL;

  run->input_estimate = llm_request_estimate_input (run->request);
  if (!llm_request_check (run->request, &error))
    {
      end (run, LLM_ANSWER_FAILED, error);
      return;
    }
  tell_images (run);
  if (!look_up (run))
    prepare_attempt (run);
}

static void
filled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Link *link = user_data;
  LlmRun *run = link->run;
  LlmRunImages left_out;
  g_autoptr (GError) error = NULL;
  gboolean filled;

  filled = llm_run_images_fill_finish (LLM_IMAGES (object), result, &left_out, &error);
  g_rc_box_release (link);
  if (run == NULL)
    return;
  if (!filled)
    {
      end (run, LLM_ANSWER_FAILED, g_steal_pointer (&error));
      return;
    }
  tell_count (run, LLM_NOTICE_IMAGES_GONE, left_out.n_gone);
  tell_count (run, LLM_NOTICE_IMAGES_TRIMMED, left_out.n_trimmed);
  ask (run);
}

static void
begin (LlmRun *run)
{
  LlmImageLimits limits;
  guint n_left_out;
  guint n_trimmed;
  GError *error = NULL;

  run->request = llm_run_request_new (&run->setup, &run->prompt_index, &n_trimmed);
  tell_count (run, LLM_NOTICE_TRIMMED, n_trimmed);
  llm_request_set_flight (run->request, run->flight);
  if (!llm_run_images_choose (run->request, run->prompt_index, &n_left_out, &error))
    {
      end (run, LLM_ANSWER_FAILED, error);
      return;
    }
  tell_count (run, LLM_NOTICE_WITHOUT_IMAGES, n_left_out);
  if (llm_request_get_n_images (run->request) == 0)
    {
      ask (run);
      return;
    }
  if (run->setup.images == NULL)
    {
      end (run, LLM_ANSWER_FAILED,
           llm_error_new (LLM_ERROR_UNSUPPORTED,
                          _ ("Images cannot be read here, so the model was not asked. Send the "
                             "prompt without them."),
                          NULL));
      return;
    }
  llm_provider_get_image_limits (run->provider, run->request, &limits);
  run->cancellable = g_cancellable_new ();
  llm_run_images_fill_async (run->setup.images, run->request, run->prompt_index, &limits,
                             run->cancellable, filled_cb, g_rc_box_acquire (run->link));
}

static void
thread_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Link *link = user_data;
  LlmRun *run = link->run;
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmThread) thread = NULL;

  thread = llm_store_load_thread_finish (LLM_STORE (object), result, &error);
  g_rc_box_release (link);
  if (run == NULL)
    return;
  if (thread == NULL)
    {
      end (run, LLM_ANSWER_FAILED, g_steal_pointer (&error));
      return;
    }
  llm_answer_set_thread (run->setup.answer, thread);
  begin (run);
}

/* Whether what was said before has to be read first. */
static gboolean
load_thread (LlmRun *run)
{
  const char *before = llm_answer_get_continues (run->setup.answer);

  if (before == NULL)
    before = llm_comparison_get_after_id (run->setup.comparison);
  if (before == NULL || llm_answer_get_thread (run->setup.answer) != NULL)
    return FALSE;
  if (run->setup.store != NULL)
    llm_store_load_thread_async (run->setup.store, before, NULL, thread_cb,
                                 g_rc_box_acquire (run->link));
  else
    end (run, LLM_ANSWER_FAILED,
         llm_error_new (LLM_ERROR_UNSUPPORTED,
                        _ ("What was said before cannot be read, so the model was not asked. "
                           "Begin a new conversation."),
                        NULL));
  return TRUE;
}

/**
 * llm_run_start:
 * @run: a run that was just made; its column is queued
 *
 * Reads what was said before, makes images ready, checks the input, looks into the cache,
 * waits for the rate limit, sends.
 */
void
llm_run_start (LlmRun *run)
{
  const char *provider_id = llm_answer_get_provider_id (run->setup.answer);

  run->provider = llm_provider_find (run->setup.providers, provider_id);
  if (run->provider == NULL)
    end (run, LLM_ANSWER_FAILED,
         llm_error_new_printf (LLM_ERROR_UNSUPPORTED, NULL,
                               _ ("The provider “%s” is not set up. Add it in Preferences or "
                                  "choose another model."),
                               provider_id));
  else if (!load_thread (run))
    begin (run);
}

/**
 * llm_run_stop:
 * @run: a run
 *
 * Ends it at once as stopped.
 */
void
llm_run_stop (LlmRun *run)
{
  if (run->stream != NULL)
    {
      llm_stream_cancel (run->stream); /* ends the run by ::finished */
      return;
    }
  if (run->wait_id != 0 && run->waits_for != NULL)
    llm_rate_limiter_give_back (run->setup.limiter, run->waits_for);
  end (run, LLM_ANSWER_STOPPED, NULL);
}

/**
 * llm_run_get_comparison:
 * @run: a run
 *
 * Returns: (transfer none): the comparison its column belongs to
 */
LlmComparison *
llm_run_get_comparison (LlmRun *run)
{
  return run->setup.comparison;
}

/**
 * llm_run_get_answer:
 * @run: a run
 *
 * Returns: (transfer none): its column
 */
LlmAnswer *
llm_run_get_answer (LlmRun *run)
{
  return run->setup.answer;
}
