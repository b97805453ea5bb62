/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-judge-private.h"

#include "llm-error.h"
#include "llm-params.h"
#include "llm-token-estimate.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What a reply takes, about, in tokens: for itself, and for each answer. */
#define REPLY_TOKENS 300
#define REPLY_TOKENS_PER_ANSWER 800

/* Room that is kept for the reply is a multiple of that, since judges differ, and never more
 * than a share of the context window. */
#define REPLY_FACTOR 2
#define REPLY_SHARE 2

/* What prompt and standing instructions may take of the room if not all fits, as a share. */
#define PROMPT_SHARE 4

/* An answer of which no more than so many tokens can be shown cannot be judged. */
#define MIN_SHARE 100

/* What an answer is cut by, in bytes. */
#define PIECE 64

/* How many bytes are gone through for all quotes together. */
#define QUOTE_BUDGET ((gsize) 512 * 1024 * 1024)

/**
 * llm_judge_estimate_output:
 * @n_answers: how many answers are judged
 *
 * Returns: about how many tokens the reply has, without any reasoning
 */
gint64
llm_judge_estimate_output (guint n_answers)
{
  return REPLY_TOKENS + (gint64) n_answers * REPLY_TOKENS_PER_ANSWER;
}

/**
 * llm_judge_get_room:
 * @model: (nullable): what is known of the judge
 * @n_answers: how many answers are judged
 *
 * Returns: how many tokens a question to it may have, so that there is room for the reply and
 *   for errors of the estimate
 */
gint64
llm_judge_get_room (LlmModel *model, guint n_answers)
{
  gint64 window = model != NULL ? llm_model_get_context_window (model) : LLM_UNKNOWN;
  gint64 reply = REPLY_FACTOR * llm_judge_estimate_output (n_answers);

  g_return_val_if_fail (model == NULL || LLM_IS_MODEL (model), 0);

  if (window <= 0)
    window = LLM_JUDGE_DEFAULT_WINDOW;
  window -= MIN (reply, window / REPLY_SHARE);
  return (gint64) ((double) window * (1 - LLM_TOKEN_ESTIMATE_MARGIN));
}

/* --- Fitting --- */

/* How much of @text has at most @tokens tokens; whole characters. */
static void
measure_extent (LlmJudgeExtent *extent, const char *text, gint64 tokens)
{
  LlmTokenEstimate estimate = { 0 };
  const char *p = text;

  extent->n_chars = g_utf8_strlen (text, -1);
  while (*p != '\0')
    {
      const char *end = p + strnlen (p, PIECE);

      while (end > p && (*end & 0xc0) == 0x80)
        end--;
      llm_token_estimate_feed (&estimate, p, (gsize) (end - p));
      if (llm_token_estimate_get (&estimate) > tokens)
        break;
      p = end;
    }
  extent->n_bytes = (gsize) (p - text);
  extent->n_shown = *p == '\0' ? extent->n_chars : g_utf8_strlen (text, p - text);
}

static void
show_all (LlmJudgeExtent *extent, const char *text)
{
  extent->n_bytes = strlen (text);
  extent->n_chars = extent->n_shown = g_utf8_strlen (text, -1);
}

static int
compare_tokens (gconstpointer a, gconstpointer b)
{
  const gint64 left = *(const gint64 *) a;
  const gint64 right = *(const gint64 *) b;

  return (left > right) - (left < right);
}

/* The limit for each of @tokens so that all of them have @room together: those that are
 * shorter leave what they do not need to the others. */
static gint64
choose_limit (const gint64 *tokens, guint n, gint64 room)
{
  g_autofree gint64 *sorted = g_memdup2 (tokens, n * sizeof *tokens);

  qsort (sorted, n, sizeof *sorted, compare_tokens);
  for (guint i = 0; i < n; i++)
    {
      const gint64 share = room / (gint64) (n - i);

      if (sorted[i] > share)
        return share;
      room -= sorted[i];
    }
  return G_MAXINT64;
}

/* What does not fit is cut: first prompt and standing instructions to their share, then the
 * longest answers to an equal length. */
static gboolean
fit (LlmJudgeQuestion *self, gint64 room, GError **error)
{
  LlmJudgeMaterial *material = self->material;
  const guint n = material->answers->len;
  const char *system = material->system != NULL ? material->system : "";
  gint64 all = llm_judge_material_get_tokens (material);
  gint64 answers = 0;
  gint64 limit;

  show_all (&self->prompt_extent, material->prompt);
  show_all (&self->system_extent, system);
  for (guint i = 0; i < n; i++)
    {
      show_all (&self->extents[i], llm_judge_material_get_answer (material, i)->text);
      answers += material->tokens[i];
    }
  if (all <= room)
    return TRUE;

  room = MAX (room, 0);
  limit = room / PROMPT_SHARE / 2;
  measure_extent (&self->prompt_extent, material->prompt, limit);
  measure_extent (&self->system_extent, system, limit);
  all -= llm_tokens_estimate (material->prompt, -1) + llm_tokens_estimate (system, -1) + answers;
  all += llm_tokens_estimate (material->prompt, (gssize) self->prompt_extent.n_bytes)
         + llm_tokens_estimate (system, (gssize) self->system_extent.n_bytes);
  limit = choose_limit (material->tokens, n, room - all);
  if (limit < MIN_SHARE)
    {
      g_set_error_literal (error, LLM_ERROR, LLM_ERROR_CONTEXT_TOO_LONG,
                           _ ("The answers are too long for this model. Choose one with a larger "
                              "context window to compare them."));
      return FALSE;
    }
  for (guint i = 0; i < n; i++)
    if (material->tokens[i] > limit)
      measure_extent (&self->extents[i], llm_judge_material_get_answer (material, i)->text, limit);
  return TRUE;
}

/* --- The question --- */

static void
shuffle (LlmJudgeQuestion *self)
{
  const guint n = self->material->answers->len;
  GRand *random = g_rand_new_with_seed (self->seed);

  self->order = g_new (guint, n);
  for (guint i = 0; i < n; i++)
    self->order[i] = i;
  for (guint i = n - 1; i > 0; i--)
    {
      const guint j = (guint) g_rand_int_range (random, 0, (gint32) i + 1);
      const guint other = self->order[j];

      self->order[j] = self->order[i];
      self->order[i] = other;
    }
  g_rand_free (random);
}

static gboolean
is_in_texts (const LlmJudgeMaterial *material, const char *nonce)
{
  for (guint i = 0; i < material->answers->len; i++)
    {
      if (strstr (llm_judge_material_get_answer (material, i)->text, nonce) != NULL)
        return TRUE;
    }
  return strstr (material->prompt, nonce) != NULL
         || (material->system != NULL && strstr (material->system, nonce) != NULL);
}

/* What nobody who wrote one of the texts can know. */
static char *
make_nonce (const LlmJudgeMaterial *material)
{
  for (;;)
    {
      g_autofree char *uuid = g_uuid_string_random ();
      g_auto (GStrv) parts = g_strsplit (uuid, "-", -1);
      g_autofree char *nonce = g_strjoinv (NULL, parts);

      if (!is_in_texts (material, nonce))
        return g_steal_pointer (&nonce);
    }
}

/**
 * llm_judge_question_new:
 * @material: what is to be judged; it is measured if it was not, which takes its time
 * @room: how many tokens the question may have, see llm_judge_get_room()
 * @seed: of the order in which the answers are shown
 * @error: where to put an %LLM_ERROR_CONTEXT_TOO_LONG
 *
 * Returns: (transfer full) (nullable): what to ask
 */
LlmJudgeQuestion *
llm_judge_question_new (LlmJudgeMaterial *material, gint64 room, guint32 seed, GError **error)
{
  g_autoptr (LlmJudgeQuestion) self = NULL;

  g_return_val_if_fail (material != NULL, NULL);

  self = g_new0 (LlmJudgeQuestion, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->material = llm_judge_material_ref (material);
  self->seed = seed;
  self->extents = g_new0 (LlmJudgeExtent, material->answers->len);
  if (!fit (self, room, error))
    return NULL;
  shuffle (self);
  self->nonce = make_nonce (material);
  self->system = g_strdup (llm_judge_get_instructions ());
  self->prompt = llm_judge_write_prompt (self);
  return g_steal_pointer (&self);
}

/**
 * llm_judge_question_ref:
 * @self: a question
 *
 * Returns: (transfer full): @self
 */
LlmJudgeQuestion *
llm_judge_question_ref (LlmJudgeQuestion *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * llm_judge_question_unref:
 * @self: (transfer full): a question
 */
void
llm_judge_question_unref (LlmJudgeQuestion *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  llm_judge_material_unref (self->material);
  g_free (self->nonce);
  g_free (self->order);
  g_free (self->extents);
  g_free (self->system);
  g_free (self->prompt);
  g_free (self);
}

/**
 * llm_judge_question_get_system:
 * @self: a question
 *
 * Returns: what the judge is told
 */
const char *
llm_judge_question_get_system (const LlmJudgeQuestion *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->system;
}

/**
 * llm_judge_question_get_prompt:
 * @self: a question
 *
 * Returns: what the judge is shown
 */
const char *
llm_judge_question_get_prompt (const LlmJudgeQuestion *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->prompt;
}

/**
 * llm_judge_question_begin:
 * @self: a question
 *
 * Returns: (transfer full): a judgement that knows what was asked and nothing of the reply
 */
LlmJudgement *
llm_judge_question_begin (const LlmJudgeQuestion *self)
{
  LlmJudgement *judgement;

  g_return_val_if_fail (self != NULL, NULL);

  judgement = llm_judgement_new ();
  judgement->turn_id = g_strdup (self->material->turn_id);
  judgement->created_at = g_get_real_time ();
  judgement->seed = self->seed;
  judgement->prompt_chars = self->prompt_extent.n_chars;
  judgement->prompt_shown = self->prompt_extent.n_shown;
  for (guint i = 0; i < self->material->answers->len; i++)
    {
      const LlmJudgeAnswer *material = llm_judge_material_get_answer (self->material, i);
      LlmJudgedAnswer *answer = llm_judged_answer_new (material->column_id, '\0');

      answer->digest = g_strdup (self->material->digests[i]);
      answer->n_chars = self->extents[i].n_chars;
      answer->n_shown = self->extents[i].n_shown;
      answer->incomplete = material->incomplete;
      g_ptr_array_add (judgement->answers, answer);
    }
  for (guint i = 0; i < judgement->answers->len; i++)
    ((LlmJudgedAnswer *) judgement->answers->pdata[self->order[i]])->label = (char) ('A' + i);
  return judgement;
}

/* --- Quotes --- */

typedef struct
{
  const LlmJudgeMaterial *material;
  GPtrArray *finders; /* of the answers */
  gsize left;         /* of the budget */
  GCancellable *cancellable;
} Check;

static gboolean
find_in (Check *check, guint index, LlmQuote *quote)
{
  LlmQuoteFinder *finder = check->finders->pdata[index];
  const gsize cost = llm_quote_finder_get_cost (finder);

  if (cost > check->left || g_cancellable_is_cancelled (check->cancellable))
    {
      quote->match = LLM_QUOTE_UNCHECKED;
      return TRUE;
    }
  check->left -= cost;
  quote->match = llm_quote_finder_find (finder, quote->text, &quote->offset, &quote->length);
  return quote->match != LLM_QUOTE_MISSING;
}

static void
check_quote (Check *check, guint index, LlmQuote *quote)
{
  if (find_in (check, index, quote))
    return;
  for (guint i = 0; i < check->finders->len; i++)
    {
      if (i == index || !find_in (check, i, quote))
        continue;
      if (quote->match != LLM_QUOTE_UNCHECKED)
        {
          quote->match = LLM_QUOTE_ELSEWHERE;
          quote->elsewhere
              = g_strdup (llm_judge_material_get_answer (check->material, i)->column_id);
        }
      return;
    }
}

static void
check_claim (Check *check, guint index, LlmClaim *claim)
{
  for (guint i = 0; claim != NULL && i < claim->quotes->len; i++)
    check_quote (check, index, claim->quotes->pdata[i]);
}

/**
 * llm_judge_question_check_quotes:
 * @self: a question
 * @judgement: a judgement that llm_judge_question_begin() began, with quotes in it that were
 *   not looked for
 * @cancellable: (nullable): to leave the rest unchecked
 *
 * Looks for all quotes in the answers they are said to be in, and for those that are not
 * there in the others.  This may take a second: not on the main thread.
 */
void
llm_judge_question_check_quotes (const LlmJudgeQuestion *self,
                                 LlmJudgement *judgement,
                                 GCancellable *cancellable)
{
  g_autoptr (GPtrArray) finders = NULL;
  Check check;

  g_return_if_fail (self != NULL);
  g_return_if_fail (judgement != NULL);
  g_return_if_fail (judgement->answers->len == self->material->answers->len);

  finders = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_quote_finder_free);
  for (guint i = 0; i < self->material->answers->len; i++)
    g_ptr_array_add (
        finders, llm_quote_finder_new (llm_judge_material_get_answer (self->material, i)->text));
  check = (Check){ self->material, finders, QUOTE_BUDGET, cancellable };
  for (guint i = 0; i < judgement->answers->len; i++)
    {
      const LlmJudgedAnswer *answer = judgement->answers->pdata[i];

      for (guint j = 0; j < LLM_JUDGE_N_ASPECTS; j++)
        check_claim (&check, i, answer->aspects[j]);
      for (guint j = 0; j < answer->strengths->len; j++)
        check_claim (&check, i, answer->strengths->pdata[j]);
      for (guint j = 0; j < answer->weaknesses->len; j++)
        check_claim (&check, i, answer->weaknesses->pdata[j]);
    }
}
