/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-comparison.h"

G_BEGIN_DECLS

/*
 * What is told of a comparison once it is there: as the JSON object of the
 * command line's contract, and as plain sections for people.
 */

const char *llm_cli_report_error_code (const GError *error);
char *llm_cli_report_name (LlmAnswer *answer);
char *llm_cli_report_figures (LlmAnswer *answer);
gboolean llm_cli_report_is_canned (LlmAnswer *answer, GListModel *providers);

void llm_cli_report_add_params (GString *out, LlmAnswer *answer);
void llm_cli_report_add_error (GString *out, const GError *error);
void llm_cli_report_add_usage (GString *out, const LlmUsage *usage, double cost);
void llm_cli_report_add_figures (GString *out, LlmAnswer *answer);
void llm_cli_report_append_json (GString *out, LlmComparison *comparison, const char *id);

void llm_cli_report_append_cost (GString *out, double cost_usd, gboolean estimated);
void llm_cli_report_append_section (GString *out,
                                    guint index,
                                    LlmAnswer *answer,
                                    GListModel *providers,
                                    gboolean for_terminal);

G_END_DECLS
