/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

/* Here, unlike elsewhere, newer GTK and libadwaita are used where they are there. */
#undef ADW_VERSION_MAX_ALLOWED
#undef GDK_VERSION_MAX_ALLOWED

#include "llm-compat.h"

#include <glib/gi18n-lib.h>

#define WEBSITE "https://github.com/jbuz/llmselect"
#define ISSUES "https://github.com/jbuz/llmselect/issues"

/**
 * llm_compat_announce:
 * @widget: what it is about
 * @text: what happened
 * @urgent: whether it may interrupt what is being read
 *
 * Has a screen reader say something that does not have the focus.  GTK has that from 4.14
 * on; before, only what has the focus is read.
 */
void
llm_compat_announce (GtkWidget *widget, const char *text, gboolean urgent)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (text != NULL);

#if GTK_CHECK_VERSION(4, 14, 0)
  gtk_accessible_announce (GTK_ACCESSIBLE (widget), text,
                           urgent ? GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH
                                  : GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
#endif
}

/**
 * llm_compat_present_about:
 * @parent: the window it belongs to
 * @debug_info: what helps with a report of a problem
 *
 * Shows who made the program, its version and its licence.
 */
void
llm_compat_present_about (GtkWindow *parent, const char *debug_info)
{
  const char *developers[] = { _ ("The LLMSelect authors"), NULL };
  GObject *about;

  g_return_if_fail (GTK_IS_WINDOW (parent));

#if ADW_CHECK_VERSION(1, 5, 0)
  about = G_OBJECT (adw_about_dialog_new ());
#else
  about = G_OBJECT (adw_about_window_new ());
#endif

  g_object_set (about, "application-name", "LLMSelect", "application-icon", APP_ID, "version",
                PACKAGE_VERSION, "developer-name", developers[0], "developers", developers,
                "comments", _ ("One prompt, several language models, their answers side by side"),
                "license-type", GTK_LICENSE_GPL_3_0, "website", WEBSITE, "issue-url", ISSUES,
                "debug-info", debug_info,
                /* Translators: your names, one a line. */
                "translator-credits", _ ("translator-credits"), NULL);

#if ADW_CHECK_VERSION(1, 5, 0)
  adw_dialog_present (ADW_DIALOG (about), GTK_WIDGET (parent));
#else
  gtk_window_set_transient_for (GTK_WINDOW (about), parent);
  gtk_window_set_modal (GTK_WINDOW (about), TRUE);
  gtk_window_present (GTK_WINDOW (about));
#endif
}
