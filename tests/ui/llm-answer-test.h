/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-answer-view.h"
#include "llm-ui-test.h"

G_BEGIN_DECLS

/* A view of one answer in a window, and what a reader does to it. */
typedef struct
{
  LlmUiTest ui;
  LlmAnswer *answer;
  LlmAnswerView *view;
  GtkTextView *text_view;
} AnswerTest;

void answer_test_set_up (AnswerTest *test, gconstpointer data);
void answer_test_tear_down (AnswerTest *test, gconstpointer data);

/* Shows an answer that has ended, and waits until all of it is there. */
void answer_test_show (AnswerTest *test, const char *text, int width, int height);
/* Shows an answer that is being written. */
void answer_test_start (AnswerTest *test, int width, int height);
void answer_test_append (AnswerTest *test, const char *text);
void answer_test_settle (AnswerTest *test);

GtkTextBuffer *answer_test_get_buffer (AnswerTest *test);
LlmDocumentPainter *answer_test_get_painter (AnswerTest *test);
char *answer_test_get_shown (AnswerTest *test);
/* From where @from begins to where @to ends. */
void answer_test_select (AnswerTest *test, const char *from, const char *to);

/* The pointer is put on the first such text, which must be in view, and pressed there. */
void answer_test_point (AnswerTest *test, const char *text);
void answer_test_click (AnswerTest *test, const char *text);
/* Whether anybody wanted the key. */
gboolean answer_test_press (AnswerTest *test, guint keyval, GdkModifierType state);

/* What the clipboard has of a type, or NULL. */
char *answer_test_get_clipboard (AnswerTest *test, const char *mime_type);
void answer_test_clear_clipboard (AnswerTest *test);

G_END_DECLS
