/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "llm-context.h"
#include "llm-fake-provider.h"

G_BEGIN_DECLS

/* What tests of widgets share: a real display, the program's own style and icons,
 * and an LlmContext with nothing real behind it. */
typedef struct
{
  FakeProvider *provider;
  LlmContext *context;
  LlmRunner *runner;
  GtkWidget *window;
} LlmUiTest;

/* Returns FALSE after having told TAP to skip, where there is no display. */
gboolean llm_ui_test_init (int *argc, char ***argv);

void llm_ui_test_set_up (LlmUiTest *test, gconstpointer data);
void llm_ui_test_set_up_with_store (LlmUiTest *test, LlmStore *store);
void llm_ui_test_tear_down (LlmUiTest *test, gconstpointer data);

/* A comparison with @n columns of the fake provider. */
LlmComparison *llm_ui_test_new_comparison (guint n);

/* Shows @child alone in the window at that size and waits until it is there. */
void llm_ui_test_present (LlmUiTest *test, GtkWidget *child, int width, int height);

/* Takes the child out again and waits until the toolkit has let go of it. */
void llm_ui_test_clear (LlmUiTest *test);

/* Runs the main loop until @condition holds; fails the test after ten seconds. */
typedef gboolean (*LlmUiTestCondition) (gpointer user_data);
void llm_ui_test_wait (LlmUiTestCondition condition, gpointer user_data);

/* Runs the main loop until @widget's window has drawn another frame. */
void llm_ui_test_wait_frame (GtkWidget *widget);

/* Runs the main loop for a while, for what must not happen. */
void llm_ui_test_run_for (guint milliseconds);

/* The first descendant of that type whose buildable id or class fits, or NULL. */
GtkWidget *llm_ui_test_find_type (GtkWidget *widget, GType type);
GtkWidget *llm_ui_test_find_id (GtkWidget *widget, const char *id);
GtkWidget *llm_ui_test_find_button (GtkWidget *widget, const char *action_name);
/* Does what @widget does on that trigger, such as "<Control>e"; FALSE if nothing. */
gboolean llm_ui_test_activate_shortcut (GtkWidget *widget, const char *trigger);
gboolean llm_ui_test_has_text (GtkWidget *widget, const char *text);

G_END_DECLS
