/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-judgement-record.h"

#include <math.h>

/**
 * llm_judgement_record_new:
 * @turn_id: the turn whose answers are judged
 *
 * Returns: (transfer full): a record of now with a new id, of which nothing else is known
 */
LlmJudgementRecord *
llm_judgement_record_new (const char *turn_id)
{
  LlmJudgementRecord *self;

  g_return_val_if_fail (turn_id != NULL, NULL);

  self = g_new0 (LlmJudgementRecord, 1);
  self->id = g_uuid_string_random ();
  self->turn_id = g_strdup (turn_id);
  self->created_at = g_get_real_time ();
  self->provider = g_strdup ("");
  self->model = g_strdup ("");
  self->title = g_strdup ("");
  self->state = LLM_ANSWER_DONE;
  llm_usage_init (&self->usage);
  self->cost_usd = NAN;
  self->error_http_status = LLM_UNKNOWN;
  return self;
}

/**
 * llm_judgement_record_copy:
 * @self: a record
 *
 * Returns: (transfer full): a copy with the same id
 */
LlmJudgementRecord *
llm_judgement_record_copy (const LlmJudgementRecord *self)
{
  LlmJudgementRecord *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->id = g_strdup (self->id);
  copy->turn_id = g_strdup (self->turn_id);
  copy->provider = g_strdup (self->provider);
  copy->model = g_strdup (self->model);
  copy->title = g_strdup (self->title);
  copy->key = g_strdup (self->key);
  copy->error_code = g_strdup (self->error_code);
  copy->error_message = g_strdup (self->error_message);
  copy->error_detail = g_strdup (self->error_detail);
  copy->error_request_id = g_strdup (self->error_request_id);
  copy->result = g_strdup (self->result);
  copy->raw = g_strdup (self->raw);
  return copy;
}

/**
 * llm_judgement_record_free:
 * @self: (nullable) (transfer full): a record
 */
void
llm_judgement_record_free (LlmJudgementRecord *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->turn_id);
  g_free (self->provider);
  g_free (self->model);
  g_free (self->title);
  g_free (self->key);
  g_free (self->error_code);
  g_free (self->error_message);
  g_free (self->error_detail);
  g_free (self->error_request_id);
  g_free (self->result);
  g_free (self->raw);
  g_free (self);
}
