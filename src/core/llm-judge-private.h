/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-judge.h"

G_BEGIN_DECLS

/* Shared by the parts of the judge and by nobody else. */

struct _LlmJudgeMaterial
{
  gatomicrefcount ref_count;
  char *turn_id;
  char *prompt;
  char *system; /* nullable */
  guint n_images;
  gboolean is_follow_up;
  GPtrArray *answers; /* of LlmJudgeAnswer */
  char **left_out;    /* column ids */

  GMutex lock; /* of what follows */
  gboolean measured;
  char **digests;    /* of the answers, SHA-256 */
  gint64 *tokens;    /* of the answers */
  gint64 all_tokens; /* of the whole question */
};

/* Of one text, as it is shown. */
typedef struct
{
  gsize n_bytes;
  gint64 n_chars;
  gint64 n_shown; /* characters */
} LlmJudgeExtent;

struct _LlmJudgeQuestion
{
  gatomicrefcount ref_count;
  LlmJudgeMaterial *material;
  guint32 seed;
  char *nonce;
  guint *order;            /* the answer that is shown first, second, ... */
  LlmJudgeExtent *extents; /* of the answers in the order of the material */
  LlmJudgeExtent prompt_extent;
  LlmJudgeExtent system_extent;
  char *system;
  char *prompt;
};

const char *llm_judge_get_instructions (void);
char *llm_judge_write_prompt (const LlmJudgeQuestion *question);

G_END_DECLS
