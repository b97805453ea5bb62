/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-rate-limiter.h"

#include <math.h>

/* A vendor that asks for a longer pause is asked all the same: its own answer says
 * more, and the wait is then the user's decision. */
#define LONGEST_HOLD_MS 60000

/* What a vendor told is worth showing for so long. */
#define TOLD_LIFETIME_US (10 * 60 * G_USEC_PER_SEC)

typedef struct
{
  double tokens; /* below zero while requests wait */
  guint per_minute;
  gint64 filled_at;

  LlmRateLimits told;
  gint64 told_at; /* 0 for never */
  gint64 held_until;
} Bucket;

struct _LlmRateLimiter
{
  GObject parent_instance;

  GHashTable *buckets; /* account → Bucket */
};

G_DEFINE_FINAL_TYPE (LlmRateLimiter, llm_rate_limiter, G_TYPE_OBJECT)

enum
{
  SIGNAL_TOLD,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
llm_rate_limiter_finalize (GObject *object)
{
  LlmRateLimiter *self = LLM_RATE_LIMITER (object);

  g_hash_table_unref (self->buckets);

  G_OBJECT_CLASS (llm_rate_limiter_parent_class)->finalize (object);
}

static void
llm_rate_limiter_class_init (LlmRateLimiterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = llm_rate_limiter_finalize;

  /**
   * LlmRateLimiter::told:
   * @account: whose limits the vendor told
   */
  signals[SIGNAL_TOLD] = g_signal_new ("told", LLM_TYPE_RATE_LIMITER, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
llm_rate_limiter_init (LlmRateLimiter *self)
{
  self->buckets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * llm_rate_limiter_new:
 *
 * Returns: (transfer full): a limiter with full buckets
 */
LlmRateLimiter *
llm_rate_limiter_new (void)
{
  return g_object_new (LLM_TYPE_RATE_LIMITER, NULL);
}

static Bucket *
get_bucket (LlmRateLimiter *self, const char *account)
{
  Bucket *bucket = g_hash_table_lookup (self->buckets, account);

  if (bucket == NULL)
    {
      bucket = g_new0 (Bucket, 1);
      llm_rate_limits_init (&bucket->told);
      g_hash_table_insert (self->buckets, g_strdup (account), bucket);
    }
  return bucket;
}

static void
fill (Bucket *bucket, guint per_minute, gint64 now)
{
  if (bucket->per_minute != per_minute)
    {
      /* A new limit starts full, less what waits already. */
      bucket->tokens = MIN (bucket->tokens, 0) + per_minute;
      bucket->per_minute = per_minute;
      bucket->filled_at = now;
      return;
    }
  if (now > bucket->filled_at)
    {
      bucket->tokens += (double) (now - bucket->filled_at) * per_minute / (60.0 * G_USEC_PER_SEC);
      bucket->tokens = MIN (bucket->tokens, (double) per_minute);
      bucket->filled_at = now;
    }
}

/**
 * llm_rate_limiter_reserve:
 * @self: a limiter
 * @account: whose limit counts
 * @per_minute: how many requests it may have a minute; 0 for any number
 * @now: the monotonic time in microseconds
 *
 * Takes a token out of the account's bucket, which holds @per_minute of them and is
 * filled evenly.  Who comes when it is empty gets a token that is still to come, in
 * the order of asking.
 *
 * Returns: the monotonic time from which on the request may be sent; @now if at once
 */
gint64
llm_rate_limiter_reserve (LlmRateLimiter *self, const char *account, guint per_minute, gint64 now)
{
  Bucket *bucket;
  gint64 when = now;

  g_return_val_if_fail (LLM_IS_RATE_LIMITER (self), now);
  g_return_val_if_fail (account != NULL, now);

  bucket = get_bucket (self, account);
  if (per_minute > 0)
    {
      fill (bucket, per_minute, now);
      bucket->tokens -= 1;
      if (bucket->tokens < 0)
        when = now + (gint64) ceil (-bucket->tokens * 60.0 * G_USEC_PER_SEC / per_minute);
    }
  return MAX (when, bucket->held_until);
}

/**
 * llm_rate_limiter_give_back:
 * @self: a limiter
 * @account: whose limit counts
 *
 * Returns a token to the bucket: the request was cancelled while it waited.
 */
void
llm_rate_limiter_give_back (LlmRateLimiter *self, const char *account)
{
  Bucket *bucket;

  g_return_if_fail (LLM_IS_RATE_LIMITER (self));
  g_return_if_fail (account != NULL);

  bucket = get_bucket (self, account);
  bucket->tokens = MIN (bucket->tokens + 1, (double) bucket->per_minute);
}

static gint64
hold_ms (const LlmRateWindow *window)
{
  if (window->remaining != 0 || window->reset_ms <= 0)
    return 0;
  return MIN (window->reset_ms, LONGEST_HOLD_MS);
}

/**
 * llm_rate_limiter_tell:
 * @self: a limiter
 * @account: whose limits they are
 * @limits: what the head of an answer told
 * @now: the monotonic time in microseconds
 *
 * When nothing is left of something, requests wait until the vendor has reset it.
 */
void
llm_rate_limiter_tell (LlmRateLimiter *self,
                       const char *account,
                       const LlmRateLimits *limits,
                       gint64 now)
{
  Bucket *bucket;
  gint64 hold;

  g_return_if_fail (LLM_IS_RATE_LIMITER (self));
  g_return_if_fail (account != NULL);
  g_return_if_fail (limits != NULL);

  if (!llm_rate_limits_is_known (limits))
    return;
  bucket = get_bucket (self, account);
  bucket->told = *limits;
  bucket->told_at = now;
  hold = MAX (hold_ms (&limits->requests),
              MAX (hold_ms (&limits->tokens), hold_ms (&limits->output_tokens)));
  bucket->held_until = hold > 0 ? now + hold * 1000 : 0;
  g_signal_emit (self, signals[SIGNAL_TOLD], 0, account);
}

static void
age (LlmRateWindow *window, gint64 age_ms)
{
  if (window->reset_ms == LLM_UNKNOWN)
    return;
  window->reset_ms = MAX (window->reset_ms - age_ms, 0);
  /* The window is over: all of it is back. */
  if (window->reset_ms == 0 && window->limit >= 0)
    window->remaining = window->limit;
}

/**
 * llm_rate_limiter_get_told:
 * @self: a limiter
 * @account: whose limits to look up
 * @now: the monotonic time in microseconds
 * @limits: (out): what the vendor told last, with what is left of the waits
 *
 * Returns: whether the vendor told anything lately
 */
gboolean
llm_rate_limiter_get_told (LlmRateLimiter *self,
                           const char *account,
                           gint64 now,
                           LlmRateLimits *limits)
{
  Bucket *bucket;
  gint64 age_ms;

  g_return_val_if_fail (LLM_IS_RATE_LIMITER (self), FALSE);
  g_return_val_if_fail (account != NULL, FALSE);
  g_return_val_if_fail (limits != NULL, FALSE);

  llm_rate_limits_init (limits);
  bucket = g_hash_table_lookup (self->buckets, account);
  if (bucket == NULL || bucket->told_at == 0 || now - bucket->told_at > TOLD_LIFETIME_US)
    return FALSE;
  *limits = bucket->told;
  age_ms = (now - bucket->told_at) / 1000;
  age (&limits->requests, age_ms);
  age (&limits->tokens, age_ms);
  age (&limits->output_tokens, age_ms);
  return TRUE;
}
