/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-comparison.h"

G_BEGIN_DECLS

/* Shared by the parts of LlmComparison only. */

struct _LlmComparison
{
  GObject parent_instance;

  char *id;
  char *prompt;
  char *system;
  char *title;
  gint64 created_at;
  char *preferred;
  LlmVerdict verdict;
  gint64 verdict_at; /* 0 if unknown */
  gboolean verdict_blind;
  char *note;
  LlmBlind blind;
  GPtrArray *judgements; /* nullable */
  char *conversation_id; /* NULL for its own id */
  char *previous_id;
  char *after_id;
  GPtrArray *images; /* nullable */
  GPtrArray *answers;
  gboolean running;
};

typedef enum
{
  LLM_COMPARISON_PROP_0,
  LLM_COMPARISON_PROP_TITLE,
  LLM_COMPARISON_PROP_PREFERRED,
  LLM_COMPARISON_PROP_RUNNING,
  LLM_COMPARISON_PROP_VERDICT,
  LLM_COMPARISON_PROP_NOTE,
  LLM_COMPARISON_PROP_BLIND,
  LLM_COMPARISON_N_PROPS
} LlmComparisonProp;

void llm_comparison_notify (LlmComparison *self, LlmComparisonProp prop);
void llm_comparison_emit_changed (LlmComparison *self);
void llm_comparison_update_aliases (LlmComparison *self);
void llm_comparison_update_samples (LlmComparison *self);

G_END_DECLS
