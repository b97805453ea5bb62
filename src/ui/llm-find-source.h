/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-answer-view.h"

G_BEGIN_DECLS

/**
 * LlmFindSource:
 *
 * Where #LlmFindBar finds a text: goes from match to match, in their order and round
 * again, and tells how many there are.  Signal `::changed ()` when other figures are to be
 * told.
 */
#define LLM_TYPE_FIND_SOURCE (llm_find_source_get_type ())
G_DECLARE_INTERFACE (LlmFindSource, llm_find_source, LLM, FIND_SOURCE, GObject)

/**
 * LlmFindCount:
 * @n_matches: how many matches there are, as far as that is known
 * @position: which of them is the current one, from 1; 0 if none is or it cannot be told
 * @is_complete: whether all has been searched
 */
typedef struct
{
  guint n_matches;
  guint position;
  gboolean is_complete;
} LlmFindCount;

struct _LlmFindSourceInterface
{
  GTypeInterface parent_iface;

  /* A text is about to be asked for; @reader is where the focus is, or NULL. */
  void (*begin) (LlmFindSource *self, LlmAnswerView *reader);
  gboolean (*set_text) (LlmFindSource *self, const char *text);
  void (*set_match_case) (LlmFindSource *self, gboolean match_case);
  void (*move) (LlmFindSource *self, gboolean backward);
  /* Nothing is searched any more; the current match is selected. */
  void (*stop) (LlmFindSource *self);
  /* FALSE if what was told last is to stay. */
  gboolean (*get_count) (LlmFindSource *self, LlmFindCount *count);
  /* What has the current match and can have the focus, or NULL. */
  GtkWidget *(*get_current) (LlmFindSource *self);
};

void llm_find_source_begin (LlmFindSource *self, LlmAnswerView *reader);
gboolean llm_find_source_set_text (LlmFindSource *self, const char *text);
void llm_find_source_set_match_case (LlmFindSource *self, gboolean match_case);
void llm_find_source_move (LlmFindSource *self, gboolean backward);
void llm_find_source_stop (LlmFindSource *self);
gboolean llm_find_source_get_count (LlmFindSource *self, LlmFindCount *count);
GtkWidget *llm_find_source_get_current (LlmFindSource *self);

/* For implementations. */
void llm_find_source_emit_changed (LlmFindSource *self);

G_END_DECLS
