/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-compare-page.h"

#include <adwaita.h>
#include "llm-differ.h"
#include "llm-scroll-link.h"
#include "llm-verdict-undo.h"

G_BEGIN_DECLS

/* Shared by the parts of LlmComparePage only: what it shows, and what is decided. */

struct _LlmComparePage
{
  GtkWidget parent_instance;

  LlmContext *context;
  LlmConversation *conversation;
  LlmComparison *comparison; /* the turn of it that is shown */
  LlmScrollLink *scroll_link;
  LlmVerdictUndo *undo;
  LlmDiffer *differ;

  GtkWidget *content;
  GtkWidget *turn_bar;
  GtkWidget *prompt;
  GtkWidget *images; /* those of the prompt */
  GtkWidget *find_bar;
  GtkWidget *scroller;
  GtkWidget *grid;
  GtkWidget *verdict_bar;
};

void llm_compare_page_install_column_actions (GtkWidgetClass *widget_class);
void llm_compare_page_install_diff_actions (GtkWidgetClass *widget_class);
void llm_compare_page_tell (LlmComparePage *self, AdwToast *toast);
void llm_compare_page_install_verdict_actions (GtkWidgetClass *widget_class);
void llm_compare_page_add_keys (LlmComparePage *self);
void llm_compare_page_follow_verdict (LlmComparePage *self);
void llm_compare_page_show_card (LlmComparePage *self, GtkWidget *card);
gboolean llm_compare_page_is_finding (LlmComparePage *self);

G_END_DECLS
