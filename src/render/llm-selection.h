/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-document.h"

G_BEGIN_DECLS

/**
 * LlmCopyFormat:
 * @LLM_COPY_TEXT: plain text without markup
 * @LLM_COPY_MARKDOWN: Markdown, as it was where whole pieces are selected
 * @LLM_COPY_HTML: safe HTML
 */
typedef enum
{
  LLM_COPY_TEXT,
  LLM_COPY_MARKDOWN,
  LLM_COPY_HTML
} LlmCopyFormat;

/**
 * LlmTextPosition:
 * @block: the index of a block
 * @event: the index of a text in it; as the end of a selection, %G_MAXUINT for its end
 * @offset: bytes into that text
 */
typedef struct
{
  guint block;
  guint event;
  guint32 offset;
} LlmTextPosition;

char *llm_document_copy (LlmDocument *document,
                         const char *source,
                         LlmTextPosition start,
                         LlmTextPosition end,
                         LlmCopyFormat format);

G_END_DECLS
