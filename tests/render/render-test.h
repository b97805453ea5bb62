/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-document.h"
#include "llm-html-writer.h"

G_BEGIN_DECLS

/* Programs with sanitizers take ten times as long. */
#if defined(__SANITIZE_ADDRESS__)
#define RENDER_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define RENDER_SANITIZED 1
#endif
#endif

char *render_html (GPtrArray *blocks, LlmHtmlFlags flags);
char *render_markdown (GPtrArray *blocks);
char *render_text (GPtrArray *blocks);
char *render_events (GPtrArray *blocks);
GPtrArray *render_parse (const char *text, LlmMarkdownFlags flags);
GPtrArray *render_corpus (void);

void render_assert_sane (GPtrArray *blocks, const char *source, gsize length);
void render_assert_same_blocks (LlmDocument *document, GPtrArray *blocks);

char *render_random_document (GRand *rand, guint n_parts);

G_END_DECLS
