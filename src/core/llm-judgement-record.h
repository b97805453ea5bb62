/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-types.h"
#include "llm-usage.h"

G_BEGIN_DECLS

/* The longest texts of a record, in bytes. */
#define LLM_JUDGEMENT_MAX_TEXT (1024 * 1024)

/**
 * LlmJudgementRecord:
 * @id: uuid
 * @turn_id: the turn whose answers were judged
 * @created_at: when it was asked for, Unix time in microseconds
 * @provider: who judged
 * @model: its id on the wire
 * @title: the model's name as shown
 * @judge_version: version of what was asked
 * @key: (nullable): equal for equal questions, so that a judgement can be used again
 * @state: how it ended; only final states
 * @usage: tokens
 * @cost_usd: USD, or NAN if not known
 * @error_code: (nullable): why there is none, as in the command line's contract
 * @error_message: (nullable): the plain sentence
 * @error_detail: (nullable): the vendor's words
 * @error_request_id: (nullable): the vendor's id of the request
 * @error_http_status: HTTP status, or %LLM_UNKNOWN
 * @result: (nullable): what was made of @raw, as versioned JSON
 * @raw: (nullable): what the judge said
 *
 * A summary of differences as it is stored.  What the texts say is the business of who
 * makes them; here they are opaque.
 */
typedef struct
{
  char *id;
  char *turn_id;
  gint64 created_at;
  char *provider;
  char *model;
  char *title;
  guint judge_version;
  char *key;
  LlmAnswerState state;
  LlmUsage usage;
  double cost_usd;
  char *error_code;
  char *error_message;
  char *error_detail;
  char *error_request_id;
  gint64 error_http_status;
  char *result;
  char *raw;
} LlmJudgementRecord;

LlmJudgementRecord *llm_judgement_record_new (const char *turn_id);
LlmJudgementRecord *llm_judgement_record_copy (const LlmJudgementRecord *self);
void llm_judgement_record_free (LlmJudgementRecord *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmJudgementRecord, llm_judgement_record_free)

G_END_DECLS
