/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-judgement-record.h"
#include "llm-judgement.h"

G_BEGIN_DECLS

char *llm_judgement_to_json (const LlmJudgement *self);
gboolean
llm_judgement_fill_from_json (LlmJudgement *self, const char *json, gsize length, GError **error);

LlmJudgementRecord *llm_judgement_to_record (const LlmJudgement *self);
LlmJudgement *llm_judgement_new_from_record (const LlmJudgementRecord *record, GError **error);

G_END_DECLS
