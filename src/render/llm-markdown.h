/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-block.h"

G_BEGIN_DECLS

/**
 * LlmMarkdownFlags:
 * @LLM_MARKDOWN_GITHUB: GitHub Flavored Markdown: tables, task lists, strikethrough and
 *   bare links, without which it is CommonMark
 * @LLM_MARKDOWN_FORMULAS: `$…$`, `$$…$$`, `\(…\)` and `\[…\]` outside code
 * @LLM_MARKDOWN_FOOTNOTES: `[^1]` is neither a link nor the definition of one
 * @LLM_MARKDOWN_ANSWER: all of these: what answers of models are written in
 */
typedef enum
{
  LLM_MARKDOWN_COMMONMARK = 0,
  LLM_MARKDOWN_GITHUB = 1 << 0,
  LLM_MARKDOWN_FORMULAS = 1 << 1,
  LLM_MARKDOWN_FOOTNOTES = 1 << 2,
  LLM_MARKDOWN_ANSWER = LLM_MARKDOWN_GITHUB | LLM_MARKDOWN_FORMULAS | LLM_MARKDOWN_FOOTNOTES
} LlmMarkdownFlags;

GPtrArray *
llm_markdown_parse (const char *text, gsize length, guint32 source_offset, LlmMarkdownFlags flags);

G_END_DECLS
