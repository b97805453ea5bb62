/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-comparison.h"
#include "llm-judgement.h"

G_BEGIN_DECLS

/*
 * What a judge says of a comparison, as members of a JSON object and as a section for people.
 */

void llm_cli_judgement_add_json (GString *out,
                                 LlmComparison *comparison,
                                 const LlmJudgement *judgement,
                                 const GError *error);
void llm_cli_judgement_append_section (GString *out,
                                       LlmComparison *comparison,
                                       const LlmJudgement *judgement,
                                       const GError *error);

G_END_DECLS
