/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-answer-notes.h"

#include <glib/gi18n.h>
#include "llm-notice.h"

/* More than a few of them would push the answer away. */
#define MAX_NOTES 6

static GtkWidget *
new_note (const char *sentence)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE, "icon-name", "dialog-information-symbolic",
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *label = gtk_label_new (sentence);

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), label);
  return row;
}

/**
 * llm_answer_notes_new:
 * @answer: a column
 *
 * Makes quiet lines that say how the answer came about: see llm-notice.h.  To be
 * made anew when its notices change.
 *
 * Returns: (transfer floating) (nullable): the lines, or NULL if there is nothing
 *   to tell
 */
GtkWidget *
llm_answer_notes_new (LlmAnswer *answer)
{
  const char *const *notices;
  GtkWidget *notes = NULL;

  g_return_val_if_fail (LLM_IS_ANSWER (answer), NULL);

  notices = llm_answer_get_notices (answer);
  for (guint i = 0, n = 0; notices != NULL && notices[i] != NULL && n < MAX_NOTES; i++)
    {
      g_autofree char *sentence = llm_notice_to_sentence (notices[i]);

      if (sentence == NULL)
        continue;
      if (notes == NULL)
        {
          notes = g_object_new (GTK_TYPE_BOX, "css-name", "llm-notes", "accessible-role",
                                GTK_ACCESSIBLE_ROLE_GROUP, "orientation", GTK_ORIENTATION_VERTICAL,
                                NULL);
          gtk_accessible_update_property (GTK_ACCESSIBLE (notes), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                          _ ("How this answer came about"), -1);
        }
      gtk_box_append (GTK_BOX (notes), new_note (sentence));
      n++;
    }
  return notes;
}
