/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "llm-store.h"

G_BEGIN_DECLS

/**
 * LlmRowState:
 * @running: whether the conversation runs
 * @current: whether the window shows it
 * @selecting: whether rows are being selected, shown with check marks
 * @selected: whether this one is
 * @group: (nullable): the heading above it
 *
 * What a row shows beside its entry.
 */
typedef struct
{
  gboolean running;
  gboolean current;
  gboolean selecting;
  gboolean selected;
  const char *group;
} LlmRowState;

/**
 * LlmHistoryMarks:
 * @snippet: (nullable): the text that a search has found, %NULL outside of one
 * @marks: (nullable): what is marked in it
 * @marks_title: whether that text is the title
 * @n_hits: how often something was found
 *
 * What a search has found in an entry.
 */
typedef struct
{
  char *snippet;
  PangoAttrList *marks;
  gboolean marks_title;
  guint n_hits;
} LlmHistoryMarks;

/**
 * LlmHistoryContent:
 *
 * The widgets of a row of the history.  They are about twenty and need 50 KB, so that
 * only rows near to what is seen have them: see #LlmHistoryRow.
 *
 * Signals: `::renamed (const char *title)` when a title was typed, `::menu-requested`
 * when the menu button was clicked.
 */
#define LLM_TYPE_HISTORY_CONTENT (llm_history_content_get_type ())
G_DECLARE_FINAL_TYPE (LlmHistoryContent, llm_history_content, LLM, HISTORY_CONTENT, GtkBox)

GtkWidget *llm_history_content_new (void);
gboolean llm_history_content_has_text (LlmHistoryEntry *entry);
void llm_history_content_update (LlmHistoryContent *self,
                                 LlmHistoryEntry *entry,
                                 const LlmHistoryMarks *hit,
                                 const LlmRowState *state,
                                 const char *detail,
                                 const char *when);
void llm_history_content_rest (LlmHistoryContent *self);
void llm_history_content_begin_rename (LlmHistoryContent *self, const char *title);
void llm_history_content_end_rename (LlmHistoryContent *self);
gboolean llm_history_content_get_renaming (LlmHistoryContent *self);

G_END_DECLS
