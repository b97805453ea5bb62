/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-version-button.h"

#include <glib/gi18n-lib.h>

#include "llm-answer-status.h"
#include "llm-history-text.h"

/* So much of a text is looked at for its beginning (bytes). */
#define PREVIEW_BYTES 400
#define PREVIEW_WIDTH 36
#define MAX_HEIGHT 360

struct _LlmVersionButton
{
  GtkWidget parent_instance;

  LlmAnswer *answer;

  GtkWidget *button;
  GtkWidget *popover; /* once it was opened */
  GtkWidget *list;    /* in it */
};

G_DEFINE_FINAL_TYPE (LlmVersionButton, llm_version_button, GTK_TYPE_WIDGET)

/* --- The list --- */

/* How it begins, in one line. */
static char *
make_preview (LlmAnswer *version)
{
  const char *text = llm_answer_get_text (version);
  g_autofree char *start = NULL;
  g_autofree char *valid = NULL;

  if (*text == '\0')
    return g_strdup (llm_answer_status_get_word (version));
  start = g_strndup (text, PREVIEW_BYTES);
  valid = g_utf8_make_valid (start, -1);
  return g_strdelimit (g_strdup (g_strstrip (valid)), "\n\r\t", ' ');
}

static GtkWidget *
make_line (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), PREVIEW_WIDTH);
  gtk_label_set_max_width_chars (GTK_LABEL (label), PREVIEW_WIDTH);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
add_version (LlmVersionButton *self, LlmAnswer *version, GDateTime *now)
{
  const char *title = llm_answer_is_hidden (self->answer)
                          ? llm_answer_get_shown_title (self->answer)
                          : llm_answer_get_title (version);
  g_autofree char *time = llm_history_text_format_time (llm_answer_get_kept_at (version), now);
  /* Translators: a model, and until when its answer was shown */
  g_autofree char *heading = g_strdup_printf (_ ("%s · until %s"), title, time);
  g_autofree char *preview = make_preview (version);
  g_autofree char *name = g_strdup_printf ("%s, %s", heading, preview);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_box_append (GTK_BOX (box), make_line (heading, "heading"));
  gtk_box_append (GTK_BOX (box), make_line (preview, "caption"));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_sensitive (row, !llm_answer_is_running (self->answer));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (row), "version-id",
                          g_strdup (llm_answer_get_column_id (version)), g_free);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

static void
add_spinner (LlmVersionButton *self)
{
  GtkWidget *spinner = gtk_spinner_new ();
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), spinner);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Reading what is older"), -1);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

/* The newest first. */
static void
fill_list (LlmVersionButton *self)
{
  GListModel *versions = llm_answer_get_versions (self->answer);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  for (guint i = g_list_model_get_n_items (versions); i > 0; i--)
    {
      g_autoptr (LlmAnswer) version = g_list_model_get_item (versions, i - 1);

      add_version (self, version, now);
    }
  if (llm_answer_get_n_unloaded_versions (self->answer) > 0)
    add_spinner (self);
}

static void
row_activated_cb (LlmVersionButton *self, GtkListBoxRow *row)
{
  g_autofree char *id = g_strdup (g_object_get_data (G_OBJECT (row), "version-id"));

  gtk_popover_popdown (GTK_POPOVER (self->popover));
  gtk_widget_activate_action (GTK_WIDGET (self), "card.use-version", "s", id);
}

static void
build_popover (LlmVersionButton *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "llm-versions");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Earlier answers"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), MAX_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  self->popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (self->popover), scroller);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), self->popover);
}

static void
open_cb (GtkMenuButton *button, gpointer user_data)
{
  LlmVersionButton *self = LLM_VERSION_BUTTON (user_data);

  if (self->popover == NULL)
    build_popover (self);
  fill_list (self);
  if (llm_answer_get_n_unloaded_versions (self->answer) > 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "card.load-versions", NULL);
}

/* --- What there is --- */

static void
update (LlmVersionButton *self)
{
  const guint n = llm_answer_get_n_versions (self->answer);
  g_autofree char *tip
      = g_strdup_printf (ngettext ("%u earlier answer", "%u earlier answers", n), n);
  /* Translators: a model */
  g_autofree char *name
      = g_strdup_printf (_ ("Earlier answers of %s"), llm_answer_get_shown_title (self->answer));

  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
  gtk_widget_set_tooltip_text (self->button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  if (self->popover != NULL && gtk_widget_get_visible (self->popover))
    fill_list (self);
}

static void
llm_version_button_dispose (GObject *object)
{
  LlmVersionButton *self = LLM_VERSION_BUTTON (object);

  if (self->answer != NULL)
    g_signal_handlers_disconnect_by_data (self->answer, self);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  self->popover = NULL;
  g_clear_object (&self->answer);

  G_OBJECT_CLASS (llm_version_button_parent_class)->dispose (object);
}

static void
llm_version_button_class_init (LlmVersionButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_version_button_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
llm_version_button_init (LlmVersionButton *self)
{
  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->button), "document-open-recent-symbolic");
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (self->button), GTK_ARROW_UP);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->button), open_cb, self, NULL);
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * llm_version_button_set_answer:
 * @self: a button that has no column yet
 * @answer: the column
 */
void
llm_version_button_set_answer (LlmVersionButton *self, LlmAnswer *answer)
{
  g_return_if_fail (LLM_IS_VERSION_BUTTON (self));
  g_return_if_fail (LLM_IS_ANSWER (answer));
  g_return_if_fail (self->answer == NULL);

  self->answer = g_object_ref (answer);
  g_signal_connect_object (answer, "notify::n-versions", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (answer, "notify::title", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (answer, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

/**
 * llm_version_button_popdown:
 * @self: a button
 */
void
llm_version_button_popdown (LlmVersionButton *self)
{
  g_return_if_fail (LLM_IS_VERSION_BUTTON (self));
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->button));
}
