/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-demo-models.h"
#include "llm-types.h"

G_BEGIN_DECLS

/**
 * LlmDemoQuestion:
 * @format: in which it was asked, and wants to be answered
 * @model_id: who is asked
 * @prompt: the last message of the user
 * @judgement: (nullable): if answers are to be judged: the reply to @prompt
 * @n_images: how many images that message has
 * @input_tokens: of all texts
 * @max_tokens: the longest answer, 0 for no limit
 */
typedef struct
{
  LlmDemoFormat format;
  char *model_id;
  char *prompt;
  char *judgement;
  guint n_images;
  guint input_tokens;
  gint64 max_tokens;
} LlmDemoQuestion;

const char *llm_demo_wire_get_base_path (LlmDemoFormat format);
gboolean llm_demo_question_read (LlmDemoQuestion *question,
                                 const char *path,
                                 const char *body,
                                 gsize length);
void llm_demo_question_clear (LlmDemoQuestion *question);

/**
 * LlmDemoWriter:
 *
 * Writes one answer as events of a wire format: begin, any number of deltas, end.
 */
typedef struct
{
  const LlmDemoQuestion *question;
  GString *out;
  gboolean in_block;
  LlmDeltaKind block_kind;
  guint n_blocks;
} LlmDemoWriter;

void llm_demo_writer_begin (LlmDemoWriter *writer);
void llm_demo_writer_delta (LlmDemoWriter *writer, LlmDeltaKind kind, const char *text);
void llm_demo_writer_end (LlmDemoWriter *writer,
                          gboolean cut,
                          guint reasoning_tokens,
                          guint text_tokens);

G_END_DECLS
