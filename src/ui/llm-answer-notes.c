/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-answer-notes.h"

#include <glib/gi18n.h>
#include "llm-notice.h"

/* More than a few of them would push the answer away. */
#define MAX_NOTES 6

static GtkWidget *
new_note (const char *sentence, gboolean is_warning)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon
      = g_object_new (GTK_TYPE_IMAGE, "icon-name",
                      is_warning ? "dialog-warning-symbolic" : "dialog-information-symbolic",
                      "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *label = gtk_label_new (sentence);

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  if (is_warning)
    gtk_widget_add_css_class (icon, "warning");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), label);
  return row;
}

static void
copy_cb (GtkWidget *button, gpointer user_data)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (button),
                          g_object_get_data (G_OBJECT (button), "digest"));
  gtk_button_set_icon_name (GTK_BUTTON (button), "object-select-symbolic");
}

/* The note shows the begin of the digest, which is long and says nothing by itself. */
static void
add_digest (GtkWidget *note, const char *digest, const char *model_title)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  g_autofree char *tooltip = NULL;
  g_autofree char *name = NULL;

  /* Translators: a long hexadecimal number. */
  tooltip = g_strdup_printf (_ ("SHA-256 of what was sent: %s"), digest);
  gtk_widget_set_tooltip_text (note, tooltip);
  /* Translators: a model. */
  name = g_strdup_printf (_ ("Copy the digest of the images that %s got"), model_title);
  /* Which is a description as well, so before the other one. */
  gtk_widget_set_tooltip_text (button, _ ("Copy the digest"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, tooltip, -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  g_object_set_data_full (G_OBJECT (button), "digest", g_strdup (digest), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (copy_cb), NULL);
  gtk_box_append (GTK_BOX (note), button);
}

static GtkWidget *
new_notes (void)
{
  GtkWidget *notes
      = g_object_new (GTK_TYPE_BOX, "css-name", "llm-notes", "accessible-role",
                      GTK_ACCESSIBLE_ROLE_GROUP, "orientation", GTK_ORIENTATION_VERTICAL, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (notes), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("How this answer came about"), -1);
  return notes;
}

/**
 * llm_answer_notes_new:
 * @answer: a column
 * @images_differ: whether other columns beside it were given other bytes
 *
 * Makes quiet lines that say how the answer came about: see llm-notice.h.  To be
 * made anew when its notices change.
 *
 * Returns: (transfer floating) (nullable): the lines, or NULL if there is nothing
 *   to tell
 */
GtkWidget *
llm_answer_notes_new (LlmAnswer *answer, gboolean images_differ)
{
  const char *const *notices;
  GtkWidget *notes = NULL;

  g_return_val_if_fail (LLM_IS_ANSWER (answer), NULL);

  notices = llm_answer_is_hidden (answer) ? NULL : llm_answer_get_notices (answer);
  for (guint i = 0, n = 0; notices != NULL && notices[i] != NULL && n < MAX_NOTES; i++)
    {
      g_autofree char *sentence = llm_notice_to_sentence (notices[i]);
      LlmSentImages sent;
      const gboolean is_sent = llm_notice_get_images (notices[i], &sent);
      GtkWidget *note;

      if (sentence == NULL)
        continue;
      if (notes == NULL)
        notes = new_notes ();
      note = new_note (sentence, FALSE);
      gtk_box_append (GTK_BOX (notes), note);
      if (is_sent)
        add_digest (note, sent.digest, llm_answer_get_title (answer));
      if (is_sent && images_differ)
        gtk_box_append (GTK_BOX (notes),
                        new_note (_ ("Not the same bytes as other models here were sent: their "
                                     "providers take other formats or sizes."),
                                  TRUE));
      n++;
    }
  return notes;
}
