/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-document-painter.h"

G_BEGIN_DECLS

/**
 * LlmTextLinks:
 *
 * What can be clicked in a rendered answer: links, and the words of a block of code or an
 * image that do something.  The pointer shows it, Tab goes from one to the next, Enter
 * does it.
 *
 * Signals: `::target-changed (const char *target)` with where the link under the pointer or
 * the focus goes, or NULL; `::link-activated (const char *target)`;
 * `::action-activated (int action, int offset)` with an #LlmLayoutAction and where in the
 * buffer it was.
 */
#define LLM_TYPE_TEXT_LINKS (llm_text_links_get_type ())
G_DECLARE_FINAL_TYPE (LlmTextLinks, llm_text_links, LLM, TEXT_LINKS, GObject)

LlmTextLinks *llm_text_links_new (GtkTextView *view);
void llm_text_links_set_painter (LlmTextLinks *self, LlmDocumentPainter *painter);
char *llm_text_links_dup_target_at (LlmTextLinks *self, const GtkTextIter *iter);
gboolean llm_text_links_move (LlmTextLinks *self, int step);
gboolean llm_text_links_activate (LlmTextLinks *self);

G_END_DECLS
