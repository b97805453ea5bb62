/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "llm-prices.h"
#include "llm-quote.h"
#include "llm-types.h"
#include "llm-usage.h"

G_BEGIN_DECLS

/* What is asked of the judge and how its reply is read; a judgement of another version is not
 * reused. */
#define LLM_JUDGE_VERSION 1

/* Of one judgement: answers, claims of a list, quotes of a claim, characters of a text or a
 * quote, bytes of a reply that are read. */
#define LLM_JUDGE_MAX_ANSWERS 24
#define LLM_JUDGE_MAX_CLAIMS 8
#define LLM_JUDGE_MAX_QUOTES 5
#define LLM_JUDGE_MAX_CHARS 400
#define LLM_JUDGE_MAX_SUMMARY 1200
#define LLM_JUDGE_MAX_REPLY (256 * 1024)

/* The best that an aspect can be given; the worst is 0. */
#define LLM_JUDGE_MAX_SCORE 10

/**
 * LlmJudgeAspect:
 *
 * The rows of the table.  From %LLM_JUDGE_ACCURACY on they have a score as well.
 */
typedef enum
{
  LLM_JUDGE_CONTENT,
  LLM_JUDGE_STRUCTURE,
  LLM_JUDGE_TONE,
  LLM_JUDGE_LENGTH,
  LLM_JUDGE_FACTS,
  LLM_JUDGE_ACCURACY,
  LLM_JUDGE_DEPTH,
  LLM_JUDGE_USEFULNESS,
} LlmJudgeAspect;

#define LLM_JUDGE_N_ASPECTS 8

const char *llm_judge_aspect_to_string (LlmJudgeAspect aspect);
gboolean llm_judge_aspect_is_scored (LlmJudgeAspect aspect);
const char *llm_judge_aspect_get_label (LlmJudgeAspect aspect);

/**
 * LlmQuote:
 * @text: what is quoted, one line of clean text
 * @match: whether it is true
 * @elsewhere: (nullable): column id of the answer that has it; only with
 *   %LLM_QUOTE_ELSEWHERE
 * @offset: where it is in the text of that answer, in bytes
 * @length: how long it is there, in bytes; 0 if it is nowhere
 */
typedef struct
{
  char *text;
  LlmQuoteMatch match;
  char *elsewhere;
  gsize offset;
  gsize length;
} LlmQuote;

LlmQuote *llm_quote_new (const char *text);
void llm_quote_free (LlmQuote *quote);
const char *llm_quote_get_flag (const LlmQuote *quote);
gboolean llm_quote_get_range (const LlmQuote *quote, const char *text, gsize *begin, gsize *end);

/**
 * LlmClaim:
 * @text: what the judge says, one line of clean text; never markup.  "" if it only quotes
 * @quotes: (element-type LlmQuote): what it says it with; may be empty
 */
typedef struct
{
  char *text;
  GPtrArray *quotes;
} LlmClaim;

LlmClaim *llm_claim_new (const char *text);
void llm_claim_free (LlmClaim *claim);

/**
 * LlmJudgedAnswer:
 * @column_id: whose it is
 * @label: what the judge knew it by, from 'A' on in the order it was shown in
 * @digest: SHA-256 of the text that was judged
 * @n_chars: how long that is, in characters
 * @n_shown: how much of it the judge was shown, in characters, from its begin
 * @incomplete: whether it was stopped or broke off
 * @aspects: (nullable): what the judge says of each #LlmJudgeAspect; NULL for nothing
 * @scores: from 0 to %LLM_JUDGE_MAX_SCORE, or NAN
 * @strengths: (element-type LlmClaim)
 * @weaknesses: (element-type LlmClaim)
 */
typedef struct
{
  char *column_id;
  char label;
  char *digest;
  gint64 n_chars;
  gint64 n_shown;
  gboolean incomplete;
  LlmClaim *aspects[LLM_JUDGE_N_ASPECTS];
  double scores[LLM_JUDGE_N_ASPECTS];
  GPtrArray *strengths;
  GPtrArray *weaknesses;
} LlmJudgedAnswer;

LlmJudgedAnswer *llm_judged_answer_new (const char *column_id, char label);
void llm_judged_answer_free (LlmJudgedAnswer *answer);

/**
 * LlmJudgement:
 * @id: uuid
 * @turn_id: id of the #LlmComparison that was judged
 * @created_at: when the judge was asked, Unix time in microseconds
 * @version: %LLM_JUDGE_VERSION of then
 * @seed: of the order in which the answers were shown
 * @provider_id: who judged
 * @model_id: with which model
 * @title: what that was called
 * @key: equal for equal questions, see llm_judge_material_make_key()
 * @state: %LLM_ANSWER_DONE, or how it failed; only then there is an @error
 * @error: (nullable): what went wrong
 * @usage: what it used
 * @cost: what that cost in USD, or NAN
 * @price_source: whose prices that are
 * @elapsed_ms: how long it took, or a negative number
 * @prompt_chars: how long the prompt is, in characters
 * @prompt_shown: how much of it the judge was shown, in characters
 * @answers: (element-type LlmJudgedAnswer): in the order of the columns
 * @ranking: (element-type GStrv): column ids from the best on; those of one group are as
 *   good as each other.  Answers that the judge forgot are missing
 * @summary: (nullable): the differences in two or three sentences
 * @n_ignored: how many parts of the reply were not as they should be and left out
 * @raw: (nullable): the whole reply, at most %LLM_JUDGE_MAX_REPLY bytes
 *
 * What a judge says of the answers of a turn.  It does not change once it is shared.
 */
typedef struct
{
  /*< private >*/
  gatomicrefcount ref_count;
  /*< public >*/
  char *id;
  char *turn_id;
  gint64 created_at;
  guint version;
  guint32 seed;
  char *provider_id;
  char *model_id;
  char *title;
  char *key;
  LlmAnswerState state;
  GError *error;
  LlmUsage usage;
  double cost;
  LlmPriceSource price_source;
  double elapsed_ms;
  gint64 prompt_chars;
  gint64 prompt_shown;
  GPtrArray *answers;
  GPtrArray *ranking;
  char *summary;
  guint n_ignored;
  char *raw;
} LlmJudgement;

#define LLM_TYPE_JUDGEMENT (llm_judgement_get_type ())
GType llm_judgement_get_type (void) G_GNUC_CONST;

LlmJudgement *llm_judgement_new (void);
LlmJudgement *llm_judgement_ref (LlmJudgement *self);
void llm_judgement_unref (LlmJudgement *self);
LlmJudgedAnswer *llm_judgement_find (const LlmJudgement *self, const char *column_id);
LlmJudgedAnswer *llm_judgement_find_label (const LlmJudgement *self, char label);
guint llm_judgement_get_rank (const LlmJudgement *self, const char *column_id);
gboolean llm_judgement_is_cut (const LlmJudgement *self);

char *llm_judge_clean (const char *text, guint max_chars);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmQuote, llm_quote_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmClaim, llm_claim_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmJudgedAnswer, llm_judged_answer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmJudgement, llm_judgement_unref)

G_END_DECLS
