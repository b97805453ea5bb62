/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-card.h"

G_BEGIN_DECLS

/* Shared by the two halves of LlmCard only: what it shows, and what can be done. */

struct _LlmCard
{
  GtkWidget parent_instance;

  LlmRunner *runner;
  LlmComparison *comparison;
  LlmAnswer *answer;
  guint position;
  guint n_cards;
  gboolean expanded;
  gboolean has_text;
  gboolean was_waiting;
  gboolean was_hidden;
  gboolean images_differ; /* from those that other columns were sent */
  guint copied_id;

  GtkWidget *header;
  GtkWidget *dot;
  GtkWidget *title;
  GtkWidget *state_box;
  GtkWidget *state_icon;
  GtkWidget *state_label;
  GtkWidget *figures;
  GtkWidget *progress;
  GtkWidget *reasoning;
  GtkWidget *view;
  GtkWidget *diff_line; /* only while there is something to tell */
  GtkWidget *notice; /* only while there is something to tell */
  GtkWidget *notes;  /* the same */
  GtkWidget *toolbar;
  GtkWidget *copy_button;
  GtkWidget *vote_up_button;
  GtkWidget *vote_down_button;
  GtkWidget *prefer_button;
  GtkWidget *versions;
  GtkWidget *run_button;
  GtkWidget *expand_button;
  GtkWidget *menu_button;
};

void llm_card_install_actions (GtkWidgetClass *widget_class);
void llm_card_add_keys (LlmCard *self);
void llm_card_add_drag (LlmCard *self);
void llm_card_update_actions (LlmCard *self);

G_END_DECLS
