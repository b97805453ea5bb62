/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-layout.h"

G_BEGIN_DECLS

/* Shared by the parts of the layout only. */

/* U+200B: lines without a character have no style. */
#define LLM_LAYOUT_NOTHING "\342\200\213"

typedef enum
{
  LLM_PIECE_TEXT,
  LLM_PIECE_BREAK,
  LLM_PIECE_OBJECT,
  LLM_PIECE_DISPLAY
} LlmPieceKind;

/* A run of one style within a leaf, before it is put into lines. */
typedef struct
{
  guint8 kind;
  guint32 style;
  guint32 event;
  guint32 offset;
  guint32 link;
  guint32 action;
  guint32 object;   /* the event that the picture is of */
  const char *text; /* the block's, the layout's or static */
  gsize length;
} LlmPiece;

struct _LlmLayout
{
  LlmBlock *block;
  GString *text;
  guint n_chars;
  GArray *spans;
  GArray *lines;
  GArray *boxes;
  GArray *objects;
  GArray *tables;
  GPtrArray *strings; /* made for pieces */
  gboolean is_foldable;
};

/* What lines are made with. */
typedef struct
{
  LlmLayout *layout;
  const LlmBlock *block;
  const LlmEvent *events;
  guint n_events;
  const LlmLayoutOptions *options;

  double em;
  int left;  /* of what is open now */
  int right; /* the same */
  int hang;  /* of the marker that waits for its line */
  int above; /* room that waits for its line */
  guint depth;
  gboolean marker_waits;
  char marker[16];
  guint line_bytes;
  guint line_spans;
} LlmLayouter;

double llm_layouter_get_object_width (LlmLayouter *self, const LlmEvent *event);
int llm_layouter_px (LlmLayouter *self, double em);
LlmLine *llm_layouter_begin_line (LlmLayouter *self, LlmLineKind kind);
LlmLine *llm_layouter_get_line (LlmLayouter *self);
void llm_layouter_append (LlmLayouter *self, const LlmPiece *piece);
void llm_layouter_append_raw (LlmLayouter *self, const char *text, guint style);
void llm_layouter_add_pieces (LlmLayouter *self, LlmLineKind kind, const LlmPiece *pieces, guint n);

GArray *llm_layouter_collect (LlmLayouter *self, guint first, guint last);

void
llm_layouter_add_box (LlmLayouter *self, LlmBoxKind kind, guint first_line, int left, guint event);
void llm_layouter_add_code (LlmLayouter *self, guint first);
void llm_layouter_add_table (LlmLayouter *self, guint first, guint last);

G_END_DECLS
