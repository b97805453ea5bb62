/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-block.h"

G_BEGIN_DECLS

/**
 * LlmHtmlFlags:
 * @LLM_HTML_SAFE: for the clipboard and for files: HTML of the source is text, links go
 *   only to the web and to mail addresses, nothing is fetched when it is shown
 * @LLM_HTML_VERBATIM: the HTML of the specifications, byte by byte what md_html() of md4c
 *   writes; only to compare with that
 */
typedef enum
{
  LLM_HTML_SAFE = 0,
  LLM_HTML_VERBATIM = 1 << 0
} LlmHtmlFlags;

void llm_html_writer_append (GString *html, const LlmBlock *block, LlmHtmlFlags flags);

G_END_DECLS
