/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-list-store.h"
#include "llm-shell-test.h"
#include "llm-sidebar-private.h"

G_BEGIN_DECLS

/* The sidebar in a window that has the actions it activates. */
typedef struct
{
  LlmShellTest shell;
  ListStore *store;
  LlmLibrary *library;
  GtkWidget *window;
  LlmSidebar *sidebar;
  GSimpleActionGroup *actions;
  AdwToast *toast;
  char *opened;
  GVariant *hit;
  GVariant *exported;
  guint n_chosen;
} SidebarTest;

GListModel *sidebar_test_list (SidebarTest *fixture);
guint sidebar_test_count (SidebarTest *fixture);
void sidebar_test_wait_count (SidebarTest *fixture, guint n);
LlmHistoryRow *sidebar_test_get_row (SidebarTest *fixture, const char *id);
const char *sidebar_test_id_at (SidebarTest *fixture, guint position);
const LlmEntryData *sidebar_test_stored (SidebarTest *fixture, const char *id);
void sidebar_test_set_up (SidebarTest *fixture, gconstpointer data);
void sidebar_test_tear_down (SidebarTest *fixture, gconstpointer data);
void sidebar_test_act (SidebarTest *fixture, const char *action);
void sidebar_test_undo (SidebarTest *fixture);
void sidebar_test_press (SidebarTest *fixture, const char *id, const char *trigger);
void sidebar_test_target (SidebarTest *fixture, const char *id);
const char *sidebar_test_get_page (SidebarTest *fixture);

G_END_DECLS
