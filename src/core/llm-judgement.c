/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-judgement.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* No script needs more marks on one letter. */
#define MAX_MARKS 6

static const struct
{
  const char *name;
  const char *label;
} aspects[LLM_JUDGE_N_ASPECTS] = {
  [LLM_JUDGE_CONTENT] = { "content", N_ ("Content") },
  [LLM_JUDGE_STRUCTURE] = { "structure", N_ ("Structure") },
  [LLM_JUDGE_TONE] = { "tone", N_ ("Tone") },
  [LLM_JUDGE_LENGTH] = { "length", N_ ("Length") },
  [LLM_JUDGE_FACTS] = { "facts", N_ ("Factual discrepancies") },
  [LLM_JUDGE_ACCURACY] = { "accuracy", N_ ("Accuracy") },
  [LLM_JUDGE_DEPTH] = { "depth", N_ ("Depth") },
  [LLM_JUDGE_USEFULNESS] = { "usefulness", N_ ("Usefulness") },
};

G_DEFINE_BOXED_TYPE (LlmJudgement, llm_judgement, llm_judgement_ref, llm_judgement_unref)

/**
 * llm_judge_aspect_to_string:
 * @aspect: an aspect
 *
 * Returns: its name in what the judge is asked and in what is stored
 */
const char *
llm_judge_aspect_to_string (LlmJudgeAspect aspect)
{
  g_return_val_if_fail ((guint) aspect < LLM_JUDGE_N_ASPECTS, NULL);
  return aspects[aspect].name;
}

/**
 * llm_judge_aspect_is_scored:
 * @aspect: an aspect
 *
 * Returns: whether it has a score
 */
gboolean
llm_judge_aspect_is_scored (LlmJudgeAspect aspect)
{
  return aspect >= LLM_JUDGE_ACCURACY;
}

/**
 * llm_judge_aspect_get_label:
 * @aspect: an aspect
 *
 * Returns: its name for people
 */
const char *
llm_judge_aspect_get_label (LlmJudgeAspect aspect)
{
  g_return_val_if_fail ((guint) aspect < LLM_JUDGE_N_ASPECTS, NULL);
  return _ (aspects[aspect].label);
}

/**
 * llm_quote_new:
 * @text: clean text, see llm_judge_clean()
 *
 * Returns: (transfer full): a quote that was not looked for
 */
LlmQuote *
llm_quote_new (const char *text)
{
  LlmQuote *quote;

  g_return_val_if_fail (text != NULL, NULL);

  quote = g_new0 (LlmQuote, 1);
  quote->text = g_strdup (text);
  quote->match = LLM_QUOTE_UNCHECKED;
  return quote;
}

/**
 * llm_quote_free:
 * @quote: (transfer full): a quote
 */
void
llm_quote_free (LlmQuote *quote)
{
  g_return_if_fail (quote != NULL);

  g_free (quote->text);
  g_free (quote->elsewhere);
  g_free (quote);
}

/**
 * llm_quote_get_flag:
 * @quote: a quote
 *
 * Returns: (transfer none) (nullable): what the reader has to know before believing it, in the
 *   user's language; %NULL if it is true to the letter
 */
const char *
llm_quote_get_flag (const LlmQuote *quote)
{
  g_return_val_if_fail (quote != NULL, NULL);

  switch (quote->match)
    {
    case LLM_QUOTE_EXACT:
      return NULL;
    case LLM_QUOTE_NEARLY:
      return _ ("slightly different in the answer");
    case LLM_QUOTE_ELSEWHERE:
      return _ ("in another answer");
    case LLM_QUOTE_UNCHECKED:
      return _ ("not checked");
    case LLM_QUOTE_MISSING:
    default:
      return _ ("not in the answer");
    }
}

/**
 * llm_quote_get_range:
 * @quote: a quote, of which nothing is trusted
 * @text: the text of the answer that it is in
 * @begin: (out): where it begins, in bytes
 * @end: (out): where it ends, in bytes
 *
 * Tells where to go in a text that may not be the one that was judged any more.
 *
 * Returns: whether there is such a place in @text
 */
gboolean
llm_quote_get_range (const LlmQuote *quote, const char *text, gsize *begin, gsize *end)
{
  gsize length;

  g_return_val_if_fail (quote != NULL, FALSE);
  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (begin != NULL && end != NULL, FALSE);

  length = strlen (text);
  *begin = *end = 0;
  if (quote->length == 0 || quote->offset > length || quote->length > length - quote->offset)
    return FALSE;
  if ((text[quote->offset] & 0xc0) == 0x80 || (text[quote->offset + quote->length] & 0xc0) == 0x80)
    return FALSE;
  *begin = quote->offset;
  *end = quote->offset + quote->length;
  return TRUE;
}

/**
 * llm_claim_new:
 * @text: clean text, see llm_judge_clean()
 *
 * Returns: (transfer full): a claim without quotes
 */
LlmClaim *
llm_claim_new (const char *text)
{
  LlmClaim *claim;

  g_return_val_if_fail (text != NULL, NULL);

  claim = g_new0 (LlmClaim, 1);
  claim->text = g_strdup (text);
  claim->quotes = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_quote_free);
  return claim;
}

/**
 * llm_claim_free:
 * @claim: (transfer full): a claim
 */
void
llm_claim_free (LlmClaim *claim)
{
  g_return_if_fail (claim != NULL);

  g_free (claim->text);
  g_ptr_array_unref (claim->quotes);
  g_free (claim);
}

/**
 * llm_judged_answer_new:
 * @column_id: whose it is
 * @label: what the judge knows it by
 *
 * Returns: (transfer full): an answer of which nothing is said
 */
LlmJudgedAnswer *
llm_judged_answer_new (const char *column_id, char label)
{
  LlmJudgedAnswer *answer;

  g_return_val_if_fail (column_id != NULL, NULL);

  answer = g_new0 (LlmJudgedAnswer, 1);
  answer->column_id = g_strdup (column_id);
  answer->label = label;
  for (guint i = 0; i < LLM_JUDGE_N_ASPECTS; i++)
    answer->scores[i] = NAN;
  answer->strengths = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_claim_free);
  answer->weaknesses = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_claim_free);
  return answer;
}

/**
 * llm_judged_answer_free:
 * @answer: (transfer full): an answer
 */
void
llm_judged_answer_free (LlmJudgedAnswer *answer)
{
  g_return_if_fail (answer != NULL);

  g_free (answer->column_id);
  g_free (answer->digest);
  for (guint i = 0; i < LLM_JUDGE_N_ASPECTS; i++)
    g_clear_pointer (&answer->aspects[i], llm_claim_free);
  g_ptr_array_unref (answer->strengths);
  g_ptr_array_unref (answer->weaknesses);
  g_free (answer);
}

/**
 * llm_judgement_new:
 *
 * Returns: (transfer full): a judgement with an id of its own that says nothing
 */
LlmJudgement *
llm_judgement_new (void)
{
  LlmJudgement *self = g_new0 (LlmJudgement, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->id = g_uuid_string_random ();
  self->version = LLM_JUDGE_VERSION;
  self->state = LLM_ANSWER_QUEUED;
  llm_usage_init (&self->usage);
  self->cost = NAN;
  self->elapsed_ms = LLM_UNKNOWN;
  self->prompt_chars = self->prompt_shown = LLM_UNKNOWN;
  self->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_judged_answer_free);
  self->ranking = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  return self;
}

/**
 * llm_judgement_ref:
 * @self: a judgement
 *
 * Returns: (transfer full): @self
 */
LlmJudgement *
llm_judgement_ref (LlmJudgement *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * llm_judgement_unref:
 * @self: (transfer full): a judgement
 */
void
llm_judgement_unref (LlmJudgement *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->id);
  g_free (self->turn_id);
  g_free (self->provider_id);
  g_free (self->model_id);
  g_free (self->title);
  g_free (self->key);
  g_clear_error (&self->error);
  g_ptr_array_unref (self->answers);
  g_ptr_array_unref (self->ranking);
  g_free (self->summary);
  g_free (self->raw);
  g_free (self);
}

/**
 * llm_judgement_find:
 * @self: a judgement
 * @column_id: the id of a column
 *
 * Returns: (transfer none) (nullable): what is said of its answer
 */
LlmJudgedAnswer *
llm_judgement_find (const LlmJudgement *self, const char *column_id)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->answers->len; i++)
    {
      LlmJudgedAnswer *answer = self->answers->pdata[i];

      if (g_strcmp0 (answer->column_id, column_id) == 0)
        return answer;
    }
  return NULL;
}

/**
 * llm_judgement_find_label:
 * @self: a judgement
 * @label: what the judge calls an answer
 *
 * Returns: (transfer none) (nullable): what is said of it
 */
LlmJudgedAnswer *
llm_judgement_find_label (const LlmJudgement *self, char label)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->answers->len; i++)
    {
      LlmJudgedAnswer *answer = self->answers->pdata[i];

      if (answer->label == label)
        return answer;
    }
  return NULL;
}

/**
 * llm_judgement_get_rank:
 * @self: a judgement
 * @column_id: the id of a column
 *
 * Returns: its place: 1 for the best; those that are as good as each other share one, and as
 *   many are left out after them.  0 if it has none
 */
guint
llm_judgement_get_rank (const LlmJudgement *self, const char *column_id)
{
  guint place = 1;

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (column_id != NULL, 0);

  for (guint i = 0; i < self->ranking->len; i++)
    {
      const char *const *group = self->ranking->pdata[i];

      if (g_strv_contains (group, column_id))
        return place;
      place += g_strv_length (self->ranking->pdata[i]);
    }
  return 0;
}

/**
 * llm_judgement_is_cut:
 * @self: a judgement
 *
 * Returns: whether the judge was not shown all of the prompt and the answers
 */
gboolean
llm_judgement_is_cut (const LlmJudgement *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->answers->len; i++)
    {
      const LlmJudgedAnswer *answer = self->answers->pdata[i];

      if (answer->n_shown < answer->n_chars)
        return TRUE;
    }
  return self->prompt_shown < self->prompt_chars;
}

/* Characters that show nothing, or change how others are read: controls, directions, tags,
 * what is not assigned.  Joiners stay, which words are written with. */
static gboolean
is_unwanted (gunichar c)
{
  const GUnicodeType type = g_unichar_type (c);

  if (type == G_UNICODE_FORMAT)
    return c != 0x200c && c != 0x200d;
  return type == G_UNICODE_CONTROL || type == G_UNICODE_PRIVATE_USE || type == G_UNICODE_SURROGATE
         || type == G_UNICODE_UNASSIGNED;
}

/**
 * llm_judge_clean:
 * @text: any text
 * @max_chars: how many characters are kept, at most
 *
 * Makes one line of what a judge wrote: without control characters, those that change the
 * direction of writing and those that cannot be seen, and with blanks as single spaces.  It
 * is still only text: whoever shows it must not take it for markup.
 *
 * Returns: (transfer full): clean text, valid UTF-8, ending in "…" if it was cut
 */
char *
llm_judge_clean (const char *text, guint max_chars)
{
  g_autofree char *valid = NULL;
  GString *out;
  gboolean blank = FALSE;
  guint n_chars = 0;
  guint n_marks = 0;

  g_return_val_if_fail (text != NULL, NULL);

  valid = g_utf8_make_valid (text, (gssize) strnlen (text, (gsize) max_chars * 16 + 16));
  out = g_string_new (NULL);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      n_marks = g_unichar_ismark (c) ? n_marks + 1 : 0;
      if (g_unichar_isspace (c) || c == '\v' || c == '\f')
        blank = out->len > 0;
      if (g_unichar_isspace (c) || is_unwanted (c) || n_marks > MAX_MARKS)
        continue;
      if (n_chars + (blank ? 1 : 0) >= max_chars)
        {
          g_string_append (out, "…");
          break;
        }
      if (blank)
        g_string_append_c (out, ' ');
      g_string_append_unichar (out, c);
      n_chars += blank ? 2 : 1;
      blank = FALSE;
    }
  return g_string_free (out, FALSE);
}
