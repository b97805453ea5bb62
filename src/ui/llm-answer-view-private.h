/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-answer-view.h"
#include "llm-follower.h"
#include "llm-raw-text.h"
#include "llm-text-feed.h"
#include "llm-text-links.h"

G_BEGIN_DECLS

/* Shared by the two halves of LlmAnswerView only: what it shows, and what can be done. */

struct _LlmAnswerView
{
  GtkWidget parent_instance;

  LlmDeltaKind kind;
  LlmTextFeed *feed;
  LlmDocumentPainter *painter; /* one of the two */
  LlmRawText *raw_text;
  LlmFollower *follower; /* NULL if embedded */
  LlmTextLinks *links;

  GtkWidget *overlay;
  GtkWidget *scroller; /* one of the two */
  GtkWidget *slice;
  GtkWidget *text_view;
  GtkWidget *jump_button;  /* made when first needed */
  GtkWidget *target_label; /* the same */
  GtkAdjustment *adjustment;

  gboolean raw;
  gboolean folds; /* long blocks of code, at first */
  int left_margin;
  int right_margin;
  int context_offset; /* of what the menu is about */
  guint notice_id;
  GPtrArray *images; /* that the reader has asked for and waits for, or NULL */
  guint restyle_id;
};

void llm_answer_view_install_actions (GtkWidgetClass *widget_class);
void llm_answer_view_connect_actions (LlmAnswerView *self);
void llm_answer_view_dispose_actions (LlmAnswerView *self);
const char *llm_answer_view_get_source (LlmAnswerView *self);

G_END_DECLS
