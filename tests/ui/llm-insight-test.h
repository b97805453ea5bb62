/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-ui-test.h"

G_BEGIN_DECLS

/* What tests of the window that compares answers share. */
typedef struct
{
  LlmUiTest ui;
  LlmComparison *comparison; /* five columns of the fake provider */
  GtkWidget *window;
  char *shown[2]; /* column and words that were last to be shown */
} LlmInsightTest;

/* Answers; the first two share a sentence, the third one nothing. */
extern const char *const llm_insight_test_texts[3];

void llm_insight_test_set_up (LlmInsightTest *test, gconstpointer data);
void llm_insight_test_set_up_with_store (LlmInsightTest *test, LlmStore *store);
void llm_insight_test_tear_down (LlmInsightTest *test, gconstpointer data);

LlmAnswer *llm_insight_test_get_answer (LlmInsightTest *test, guint index);
void llm_insight_test_restore (LlmAnswer *answer, const char *text);
void llm_insight_test_fail (LlmAnswer *answer);

/* Three to be compared, one that failed, one with nothing in it. */
void llm_insight_test_fill (LlmInsightTest *test);

void llm_insight_test_open (LlmInsightTest *test);
void llm_insight_test_close (LlmInsightTest *test);
void llm_insight_test_show_page (LlmInsightTest *test, const char *name);

/* A button that is seen, or NULL. */
GtkWidget *llm_insight_test_find_action (GtkWidget *widget, const char *action, const char *text);

/* Whether something that is seen has these words; waits until it has. */
gboolean llm_insight_test_tells (GtkWidget *widget, const char *text);
void llm_insight_test_wait_told (LlmInsightTest *test, const char *text);

G_END_DECLS
