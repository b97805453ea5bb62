/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-block.h"

G_BEGIN_DECLS

/**
 * LlmScrollBlock:
 * @type: what the block is
 * @level: 1 to 6 of a heading
 * @heading: (nullable): the text of a heading as llm_scroll_map_normalize() makes it
 */
typedef struct
{
  LlmNodeType type;
  guint level;
  char *heading;
} LlmScrollBlock;

void llm_scroll_block_init (LlmScrollBlock *self, const LlmBlock *block);
void llm_scroll_block_clear (LlmScrollBlock *self);

/**
 * LlmScrollMap:
 *
 * Which place of one document belongs to which of another one: equal headings to equal
 * headings, beginning to beginning, end to end, and in between in proportion.  A place is
 * a number: the block, and how far through it.
 */
typedef struct _LlmScrollMap LlmScrollMap;

LlmScrollMap *llm_scroll_map_new (const LlmScrollBlock *first,
                                  guint n_first,
                                  const LlmScrollBlock *second,
                                  guint n_second);
void llm_scroll_map_free (LlmScrollMap *self);

double llm_scroll_map_map (const LlmScrollMap *self, double position);
double llm_scroll_map_map_back (const LlmScrollMap *self, double position);
guint llm_scroll_map_get_n_headings (const LlmScrollMap *self);

char *llm_scroll_map_normalize (const char *heading);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmScrollMap, llm_scroll_map_free)

G_END_DECLS
