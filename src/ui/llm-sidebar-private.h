/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-drop-mark.h"
#include "llm-history-row.h"
#include "llm-place-list.h"
#include "llm-search-filter.h"
#include "llm-search-model.h"
#include "llm-sidebar.h"
#include "llm-tag-editor.h"

G_BEGIN_DECLS

struct _LlmSidebar
{
  GtkWidget parent_instance;

  LlmLibrary *library;
  LlmOrganizer *organizer;
  LlmPlace *place;
  LlmHistoryModel *model;
  GtkMultiSelection *selection;
  GHashTable *bound; /* row → its GtkListItem */
  GHashTable *hits;  /* rows of what was found */
  LlmRowHeights *heights;
  GdkFrameClock *frame_clock; /* while it is seen */
  gboolean rows_moved;        /* whether other rows may be seen now */
  gint64 fill_frame;          /* in which rows were filled last, and how often */
  guint n_fills;
  GHashTable *selected; /* ids, while rows are being selected */
  GPtrArray *targets;   /* what the menu is for */
  char *current_id;
  gboolean syncing;
  gboolean selecting;
  guint day_id; /* looks at the headings again on a new day */

  /* While something is dragged. */
  GPtrArray *dragged;
  LlmDropMark drop_mark; /* a row that is bound */
  gboolean places_were_open;
  guint scroll_id;
  double scroll_speed;

  LlmSearchModel *search;
  LlmSearchFilter *filter;
  GMenu *folder_menu;

  GtkWidget *box;
  AdwHeaderBar *header_bar;
  GtkToggleButton *select_button;
  GtkSearchEntry *search_entry;
  GtkMenuButton *filter_button;
  AdwBin *places_bin;
  LlmPlaceList *place_list;
  GtkRevealer *trash_revealer;
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkListView *list_view;
  GtkListView *search_view;
  GtkLabel *search_count;
  AdwStatusPage *search_empty_page;
  AdwStatusPage *search_error_page;
  AdwStatusPage *empty_page;
  AdwStatusPage *error_page;
  GtkRevealer *bar_revealer;
  GtkLabel *bar_label;
  GtkMenuButton *move_button;
  GtkWidget *restore_button;
  GtkWidget *menu;
  GtkWidget *tag_editor;
};

/* llm-sidebar.c */
void llm_sidebar_update_page (LlmSidebar *self);
void llm_sidebar_chosen (LlmSidebar *self);

/* llm-sidebar-rows.c */
void llm_sidebar_set_up_rows (LlmSidebar *self);
void llm_sidebar_set_model (LlmSidebar *self, LlmHistoryModel *model);
void llm_sidebar_update_rows (LlmSidebar *self);
void llm_sidebar_sync_selection (LlmSidebar *self);
void llm_sidebar_set_selecting (LlmSidebar *self, gboolean selecting);
GPtrArray *llm_sidebar_get_selected (LlmSidebar *self);
GtkWidget *llm_sidebar_new_row (LlmSidebar *self);
LlmHistoryRow *llm_sidebar_pick_row (LlmSidebar *self, double x, double y);
LlmHistoryRow *llm_sidebar_get_focused_row (LlmSidebar *self);
LlmHistoryRow *llm_sidebar_find_row (LlmSidebar *self, const char *id);

/* llm-sidebar-fill.c */
void llm_sidebar_set_up_fill (LlmSidebar *self);
void llm_sidebar_rows_moved (LlmSidebar *self);

/* llm-sidebar-menu.c */
void llm_sidebar_install_actions (GtkWidgetClass *widget_class);
void llm_sidebar_set_up_menu (LlmSidebar *self);
void llm_sidebar_update_actions (LlmSidebar *self);
void llm_sidebar_popup_menu (LlmSidebar *self, LlmHistoryRow *row, double x, double y);

/* llm-sidebar-dnd.c */
void llm_sidebar_set_up_drop (LlmSidebar *self);
void llm_sidebar_add_drag (LlmSidebar *self, LlmHistoryRow *row);
void llm_sidebar_end_drag (LlmSidebar *self);
gboolean
llm_sidebar_drop (LlmSidebar *self, LlmHistoryEntry *target, gboolean after, GPtrArray *entries);
gboolean llm_sidebar_drop_on_place (LlmSidebar *self, LlmPlace *place, GPtrArray *entries);
void llm_sidebar_step (LlmSidebar *self, LlmHistoryEntry *entry, int step);

/* llm-sidebar-search.c */
void llm_sidebar_set_up_search (LlmSidebar *self);
gboolean llm_sidebar_get_searching (LlmSidebar *self);
const char *llm_sidebar_get_search_page (LlmSidebar *self);

G_END_DECLS
