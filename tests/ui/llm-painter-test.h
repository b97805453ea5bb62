/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-document-painter.h"

G_BEGIN_DECLS

/* A painter on a text view of its own, and what tests of it share. */
typedef struct
{
  GtkWidget *view;
  GtkTextBuffer *buffer;
  LlmDocumentPainter *painter;
  gsize length; /* bytes that were appended */
} PainterTest;

PainterTest *painter_test_new (gboolean folds);
void painter_test_free (PainterTest *test);

/* All of @text up to @to; or all of it, and its end. */
void painter_test_append (PainterTest *test, const char *text, gsize to);
void painter_test_finish (PainterTest *test, const char *text);
/* All at once. */
PainterTest *painter_test_show (const char *text, gboolean folds);

char *painter_test_get_shown (PainterTest *test);
/* The text with what each run looks like, whatever tags make it so. */
char *painter_test_describe (GtkTextBuffer *buffer);
/* Takes the colours of code away. */
void painter_test_assert_same (PainterTest *a, PainterTest *b, const char *text);
/* The buffer has what the blocks have, each where it should be. */
void painter_test_check (PainterTest *test);
guint painter_test_get_n_tags (PainterTest *test);

/* The place where @text begins in the buffer. */
void
painter_test_find (GtkTextBuffer *buffer, const char *text, GtkTextIter *start, GtkTextIter *end);

/* The next place to cut @text, at most @max bytes further. */
gsize painter_test_next_cut (GRand *rand, const char *text, gsize from, gsize max);

/* Markdown of about @size bytes with everything that answers have. */
char *painter_test_random_text (GRand *rand, gsize size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PainterTest, painter_test_free)

G_END_DECLS
