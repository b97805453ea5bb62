/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-chat-page.h"
#include "llm-composer.h"
#include "llm-drop-area.h"
#include "llm-export.h"
#include "llm-lineup.h"
#include "llm-offline-bar.h"
#include "llm-salvage-bar.h"
#include "llm-sidebar.h"
#include "llm-split-view.h"
#include "llm-welcome.h"
#include "llm-window.h"

G_BEGIN_DECLS

struct _LlmWindow
{
  AdwApplicationWindow parent_instance;

  LlmLibrary *library;
  LlmLineup *lineup;
  LlmConversation *conversation; /* the comparison that is shown */
  LlmComparison *comparison;     /* the turn of it that is shown */
  LlmConversation *chat;         /* the chat that is shown */
  LlmConversation *new_chat;     /* the one that was begun last */
  gboolean follow_up;            /* whether what is sent goes on with the comparison */
  GCancellable *cancellable;  /* of the one that is being opened */
  char *opening_id;
  char *hit[3]; /* turn, column and text to show when it is open */
  guint loading_id;           /* shows that opening takes a while */
  char *swap_column_id;
  gboolean swap_adds; /* a column behind that one */

  AdwToastOverlay *toast_overlay;
  AdwToastOverlay *chat_toast_overlay;
  LlmSplitView *split_view;
  AdwHeaderBar *header_bar;
  LlmSalvageBar *salvage_bar;
  AdwViewStack *mode_stack;
  GtkRevealer *unsaved_revealer;
  GtkLabel *unsaved_label;
  LlmOfflineBar *offline_bar;
  GtkStack *compare_stack;
  LlmWelcome *welcome;
  GtkSpinner *loading_spinner;
  AdwStatusPage *error_page;
  GtkWidget *retry_button;
  GtkWidget *follow_up_box;
  GtkLabel *follow_up_label;
  LlmDropArea *drop_area;
  LlmComposer *composer;
  AdwBin *chat_bin;
  LlmSidebar *sidebar;
  GtkWidget *compare_page; /* NULL before the first comparison is shown */
  GtkWidget *swap_picker;
};

void llm_window_install_actions (GtkWidgetClass *widget_class);
void llm_window_install_flight_actions (GtkWidgetClass *widget_class);
void llm_window_install_export_actions (GtkWidgetClass *widget_class);
void llm_window_install_import_actions (GtkWidgetClass *widget_class);
void llm_window_install_insight_actions (GtkWidgetClass *widget_class);
void llm_window_install_region_actions (GtkWidgetClass *widget_class);
void llm_window_install_save_actions (GtkWidgetClass *widget_class);
void llm_window_update_actions (LlmWindow *self);
void llm_window_show_toast (LlmWindow *self, AdwToast *toast);
void llm_window_take_drops (LlmWindow *self);
void llm_window_save_to_file (LlmWindow *self, GFile *file);
void llm_window_import_files (LlmWindow *self, GListModel *files);
void llm_window_export_to_file (LlmWindow *self,
                                const char *const *ids,
                                LlmExportFormat format,
                                const LlmExportOptions *options,
                                GFile *file);
void llm_window_install_chat_actions (GtkWidgetClass *widget_class);
void llm_window_show_chat (LlmWindow *self, LlmConversation *chat);
void llm_window_leave_chat (LlmWindow *self);
void llm_window_mode_changed (LlmWindow *self);
void llm_window_update_title (LlmWindow *self);
void llm_window_show_conversation (LlmWindow *self, LlmConversation *conversation);
void llm_window_open_comparison (LlmWindow *self, const char *id);
void llm_window_show_hit (LlmWindow *self);
void llm_window_open_hit (LlmWindow *self,
                          const char *id,
                          const char *turn_id,
                          const char *column_id,
                          const char *text);
void llm_window_popup_add (LlmWindow *self, const char *column_id);
void llm_window_popup_swap (LlmWindow *self, const char *column_id);

G_END_DECLS
