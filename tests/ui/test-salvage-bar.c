/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-fake-archive.h"
#include "llm-salvage-bar.h"
#include "llm-shell-test.h"

typedef struct
{
  LlmUiTest ui;
  FakeArchive *archive;
  GtkWidget *box;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  llm_ui_test_set_up (&fixture->ui, NULL);
  fixture->archive = fake_archive_new ();
  fixture->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  llm_ui_test_present (&fixture->ui, fixture->box, 400, 300);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  llm_ui_test_clear (&fixture->ui);
  llm_ui_test_tear_down (&fixture->ui, NULL);
  g_assert_finalize_object (fixture->archive);
}

static GtkWidget *
add_bar (Fixture *fixture)
{
  GtkWidget *bar = llm_salvage_bar_new ();

  llm_salvage_bar_set_archive (LLM_SALVAGE_BAR (bar), LLM_ARCHIVE (fixture->archive));
  gtk_box_append (GTK_BOX (fixture->box), bar);
  return bar;
}

static void
salvage (Fixture *fixture, const char *original)
{
  LlmSalvageReport *report = llm_salvage_report_new (original);

  report->n_conversations = 7;
  fake_archive_salvage (fixture->archive, report);
  llm_salvage_report_unref (report);
}

static void
test_shown (Fixture *fixture, gconstpointer data)
{
  GtkWidget *bar = add_bar (fixture);

  g_assert_false (gtk_widget_get_visible (bar));
  salvage (fixture, "/data/llmselect.damaged.db");
  llm_ui_test_wait_frame (bar);
  g_assert_true (gtk_widget_get_visible (bar));
  g_assert_true (llm_ui_test_has_text (bar, "7 conversations were read from it."));
  g_assert_true (llm_ui_test_has_text (bar, "/data/llmselect.damaged.db"));
  g_assert_nonnull (llm_ui_test_find_button (bar, "salvage.open-folder"));
  g_assert_nonnull (llm_ui_test_find_button (bar, "app.backups"));
}

/* It was damaged before there was a window; closed in one, it is closed in those to come. */
static void
test_closed (Fixture *fixture, gconstpointer data)
{
  GtkWidget *first, *second, *third;

  salvage (fixture, "/data/one.db");
  first = add_bar (fixture);
  second = add_bar (fixture);
  g_assert_true (gtk_widget_get_visible (first));
  g_assert_true (gtk_widget_get_visible (second));
  g_assert_true (gtk_widget_activate_action (first, "salvage.close", NULL));
  g_assert_false (gtk_widget_get_visible (first));
  third = add_bar (fixture);
  g_assert_false (gtk_widget_get_visible (third));

  /* Another time is another matter. */
  salvage (fixture, "/data/two.db");
  g_assert_true (gtk_widget_get_visible (first));
  g_assert_true (gtk_widget_get_visible (third));
}

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  g_test_add ("/ui/salvage-bar/shown", Fixture, NULL, set_up, test_shown, tear_down);
  g_test_add ("/ui/salvage-bar/closed", Fixture, NULL, set_up, test_closed, tear_down);
  return g_test_run ();
}
