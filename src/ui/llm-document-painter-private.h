/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-code-highlighter.h"
#include "llm-document-painter.h"
#include "llm-font-measure.h"
#include "llm-pictures.h"

G_BEGIN_DECLS

/* Shared by the parts of LlmDocumentPainter only. */

typedef enum
{
  LLM_FOLD_DEFAULT,
  LLM_FOLD_FOLDED,
  LLM_FOLD_OPEN
} LlmFold;

/* A block as it is in the buffer. */
typedef struct
{
  LlmLayout *layout;
  GPtrArray *tables; /* GtkTextTag for each table, or NULL */
  int start;         /* its first character in the buffer */
  guint highlighted; /* characters of code that have their colours */
  guint8 fold;
  gboolean is_open;   /* was laid out as a block that may grow */
  gboolean asks;      /* for pictures that are not there */
  gboolean has_width; /* looks other when the view is wider */
} LlmPainted;

struct _LlmDocumentPainter
{
  GObject parent_instance;

  GtkTextView *view; /* weak */
  GtkTextBuffer *buffer;
  LlmDocumentTags *tags;
  LlmDocument *document;
  LlmPictures *pictures;
  LlmCodeHighlighter *highlighter;
  LlmFontMeasure *measure;
  GArray *painted;        /* LlmPainted */
  GHashTable *paintables; /* what it is of → GdkPaintable */
  LlmDocumentColors colors;
  gboolean folds;
  gboolean asks; /* while a block is laid out */
  gboolean has_width;
  gboolean is_ended;
  double em;
  int width;
  guint refit_id;
  gint64 last_refit;
};

LlmPainted *llm_painter_get (LlmDocumentPainter *self, guint block);
void llm_painter_insert (LlmDocumentPainter *self, guint block, LlmLayout *layout);
void llm_painter_remove (LlmDocumentPainter *self, guint first, guint n);
void llm_painter_morph (LlmDocumentPainter *self, guint block, LlmLayout *layout);

GdkPaintable *llm_painter_get_paintable (LlmDocumentPainter *self,
                                         const LlmBlock *block,
                                         const LlmEvent *event,
                                         LlmPictureKind kind);
double llm_painter_object_width (const LlmBlock *block, const LlmEvent *event, gpointer user_data);

G_END_DECLS
