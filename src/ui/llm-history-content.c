/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-history-content.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-entry-color.h"
#include "llm-history-text.h"
#include "llm-provider-style.h"

/* Models shown as dots, tags as chips. */
#define MAX_DOTS 4
#define MAX_CHIPS 3

struct _LlmHistoryContent
{
  GtkBox parent_instance;

  LlmHistoryEntry *shown; /* whose dots and chips are there */

  GtkWidget *check;
  GtkWidget *icon;
  GtkWidget *title;
  GtkWidget *name; /* the title while it is typed, or NULL */
  guint leave_id;  /* while the focus has just left that */
  GtkWidget *pin;
  GtkWidget *spinner;
  GtkWidget *dots;
  GtkWidget *detail;
  GtkWidget *time;
  GtkWidget *text;
  GtkWidget *chips;
};

G_DEFINE_FINAL_TYPE (LlmHistoryContent, llm_history_content, GTK_TYPE_BOX)

enum
{
  SIGNAL_RENAMED,
  SIGNAL_MENU_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Drops the entry field; the focus goes back to the row of the list. */
static void
end_rename (LlmHistoryContent *self)
{
  GtkWidget *name = g_steal_pointer (&self->name);
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (self));
  GtkWidget *parent = row != NULL ? gtk_widget_get_parent (row) : NULL;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  g_clear_handle_id (&self->leave_id, g_source_remove);
  if (name == NULL)
    return;
  g_signal_handlers_disconnect_by_data (name, self);
  if (focus != NULL && parent != NULL && gtk_widget_is_ancestor (focus, name))
    gtk_widget_grab_focus (parent);
  gtk_widget_set_visible (self->title, TRUE);
  gtk_widget_unparent (name);
}

static void
name_activate_cb (LlmHistoryContent *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name)));

  end_rename (self);
  g_signal_emit (self, signals[SIGNAL_RENAMED], 0, text);
}

static gboolean
name_key_cb (LlmHistoryContent *self, guint keyval)
{
  if (keyval != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  end_rename (self);
  return GDK_EVENT_STOP;
}

/* Elsewhere something else was begun: what was typed is kept.  A window that is not
 * active has a focus still. */
static gboolean
left_cb (gpointer user_data)
{
  LlmHistoryContent *self = user_data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  self->leave_id = 0;
  if (focus == NULL || !gtk_widget_is_ancestor (focus, self->name))
    name_activate_cb (self);
  return G_SOURCE_REMOVE;
}

/* Not at once: GTK still uses the entry as it tells it that the focus goes. */
static void
name_leave_cb (LlmHistoryContent *self)
{
  if (self->name != NULL && self->leave_id == 0)
    self->leave_id = g_idle_add (left_cb, self);
}

static void
menu_clicked_cb (LlmHistoryContent *self)
{
  g_signal_emit (self, signals[SIGNAL_MENU_REQUESTED], 0);
}

static void
llm_history_content_dispose (GObject *object)
{
  LlmHistoryContent *self = LLM_HISTORY_CONTENT (object);

  g_clear_handle_id (&self->leave_id, g_source_remove);
  if (self->name != NULL)
    g_signal_handlers_disconnect_by_data (self->name, self);
  self->name = NULL;
  g_clear_object (&self->shown);

  G_OBJECT_CLASS (llm_history_content_parent_class)->dispose (object);
}

static void
llm_history_content_class_init (LlmHistoryContentClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_history_content_dispose;

  /**
   * LlmHistoryContent::renamed:
   * @title: what was typed
   */
  signals[SIGNAL_RENAMED] = g_signal_new ("renamed", LLM_TYPE_HISTORY_CONTENT, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * LlmHistoryContent::menu-requested:
   *
   * The menu button was clicked.
   */
  signals[SIGNAL_MENU_REQUESTED]
      = g_signal_new ("menu-requested", LLM_TYPE_HISTORY_CONTENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
make_label (gboolean dim)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  if (dim)
    {
      gtk_widget_add_css_class (label, "caption");
      gtk_widget_add_css_class (label, "dim-label");
    }
  return label;
}

static GtkWidget *
make_title_line (LlmHistoryContent *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *menu_button;

  self->check = gtk_check_button_new ();
  gtk_widget_set_can_target (self->check, FALSE);
  gtk_widget_set_can_focus (self->check, FALSE);
  gtk_widget_set_visible (self->check, FALSE);
  self->icon = gtk_image_new ();
  gtk_widget_add_css_class (self->icon, "llm-kind");
  self->title = make_label (FALSE);
  gtk_widget_set_hexpand (self->title, TRUE);
  self->pin = gtk_image_new_from_icon_name ("view-pin-symbolic");
  gtk_widget_add_css_class (self->pin, "llm-pin");
  self->spinner = gtk_spinner_new ();
  gtk_widget_set_tooltip_text (self->spinner, _ ("Running"));
  menu_button = gtk_button_new_from_icon_name ("view-more-symbolic");
  gtk_widget_add_css_class (menu_button, "flat");
  gtk_widget_add_css_class (menu_button, "llm-row-menu");
  gtk_widget_set_valign (menu_button, GTK_ALIGN_CENTER);
  gtk_widget_set_can_focus (menu_button, FALSE);
  gtk_widget_set_tooltip_text (menu_button, _ ("Menu"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Menu"), -1);
  g_signal_connect_object (menu_button, "clicked", G_CALLBACK (menu_clicked_cb), self,
                           G_CONNECT_SWAPPED);

  gtk_box_append (GTK_BOX (line), self->check);
  gtk_box_append (GTK_BOX (line), self->icon);
  gtk_box_append (GTK_BOX (line), self->title);
  gtk_box_append (GTK_BOX (line), self->pin);
  gtk_box_append (GTK_BOX (line), self->spinner);
  gtk_box_append (GTK_BOX (line), menu_button);
  return line;
}

static GtkWidget *
make_detail_line (LlmHistoryContent *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->dots = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  gtk_widget_add_css_class (self->dots, "llm-dots");
  gtk_widget_set_valign (self->dots, GTK_ALIGN_CENTER);
  self->detail = make_label (TRUE);
  gtk_widget_set_hexpand (self->detail, TRUE);
  self->time = make_label (TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (self->time), PANGO_ELLIPSIZE_NONE);
  gtk_box_append (GTK_BOX (line), self->dots);
  gtk_box_append (GTK_BOX (line), self->detail);
  gtk_box_append (GTK_BOX (line), self->time);
  return line;
}

static void
llm_history_content_init (LlmHistoryContent *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 1);
  gtk_widget_add_css_class (GTK_WIDGET (self), "llm-content");
  gtk_box_append (GTK_BOX (self), make_title_line (self));
  gtk_box_append (GTK_BOX (self), make_detail_line (self));
  self->text = make_label (TRUE);
  gtk_box_append (GTK_BOX (self), self->text);
  self->chips = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  gtk_widget_add_css_class (self->chips, "llm-tags");
  gtk_box_append (GTK_BOX (self), self->chips);
}

/**
 * llm_history_content_new:
 *
 * Returns: (transfer floating): widgets that show nothing yet
 */
GtkWidget *
llm_history_content_new (void)
{
  return g_object_new (LLM_TYPE_HISTORY_CONTENT, NULL);
}

static void
clear_box (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static void
add_dots (LlmHistoryContent *self, const LlmEntryData *data)
{
  clear_box (self->dots);
  /* Their order is that of the columns. */
  for (guint i = 0; !data->names_hidden && data->models[i] != NULL && i < MAX_DOTS; i++)
    {
      const char *colon = strchr (data->models[i], ':');
      g_autofree char *provider
          = colon != NULL ? g_strndup (data->models[i], (gsize) (colon - data->models[i]))
                          : g_strdup (data->models[i]);

      gtk_box_append (GTK_BOX (self->dots), llm_provider_dot_new (provider));
    }
  gtk_widget_set_visible (self->dots, gtk_widget_get_first_child (self->dots) != NULL);
}

static void
add_chips (LlmHistoryContent *self, const LlmEntryData *data)
{
  const guint n = g_strv_length ((char **) data->tags);

  clear_box (self->chips);
  for (guint i = 0; i < n && i < MAX_CHIPS; i++)
    {
      GtkWidget *chip = make_label (FALSE);

      gtk_label_set_label (GTK_LABEL (chip), data->tags[i]);
      gtk_widget_add_css_class (chip, "llm-tag");
      gtk_box_append (GTK_BOX (self->chips), chip);
    }
  if (n > MAX_CHIPS)
    {
      g_autofree char *more = g_strdup_printf ("+%u", n - MAX_CHIPS);
      GtkWidget *label = make_label (TRUE);

      gtk_label_set_label (GTK_LABEL (label), more);
      gtk_box_append (GTK_BOX (self->chips), label);
    }
  gtk_widget_set_visible (self->chips, n > 0);
}

/* The beginning of the prompt says nothing new below a title that was made of it. */
static gboolean
is_same (const char *title, const char *snippet)
{
  const gsize length = strlen (title);

  return *snippet == '\0'
         || strncmp (title, snippet, MIN (strlen (snippet), length > 4 ? length - 4 : length)) == 0;
}

/**
 * llm_history_content_has_text:
 * @entry: an entry
 *
 * Returns: whether a line of its first prompt is shown below the title
 */
gboolean
llm_history_content_has_text (LlmHistoryEntry *entry)
{
  g_return_val_if_fail (LLM_IS_HISTORY_ENTRY (entry), FALSE);

  return !is_same (llm_history_text_get_title (entry), llm_history_entry_get_data (entry)->snippet);
}

static void
update_texts (LlmHistoryContent *self, LlmHistoryEntry *entry, const LlmHistoryMarks *hit)
{
  const LlmEntryData *data = llm_history_entry_get_data (entry);
  const gboolean marks_title = hit->snippet != NULL && hit->marks_title;
  const char *text = hit->snippet != NULL && !marks_title ? hit->snippet : data->snippet;

  gtk_label_set_label (GTK_LABEL (self->title), llm_history_text_get_title (entry));
  gtk_label_set_attributes (GTK_LABEL (self->title), marks_title ? hit->marks : NULL);
  gtk_label_set_label (GTK_LABEL (self->text), text);
  gtk_label_set_attributes (GTK_LABEL (self->text), marks_title ? NULL : hit->marks);
  gtk_widget_set_visible (self->text, text == hit->snippet || llm_history_content_has_text (entry));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), *data->snippet != '\0' ? data->snippet : NULL);
}

static void
toggle_class (GtkWidget *widget, const char *css_class, gboolean wanted)
{
  if (wanted)
    gtk_widget_add_css_class (widget, css_class);
  else
    gtk_widget_remove_css_class (widget, css_class);
}

/**
 * llm_history_content_update:
 * @self: a #LlmHistoryContent
 * @entry: what to show
 * @hit: what a search has marked in it
 * @state: what it shows beside its entry
 * @detail: the line below the title
 * @when: the time in that line
 *
 * Shows the entry as of now.
 */
void
llm_history_content_update (LlmHistoryContent *self,
                            LlmHistoryEntry *entry,
                            const LlmHistoryMarks *hit,
                            const LlmRowState *state,
                            const char *detail,
                            const char *when)
{
  const LlmEntryData *data;

  g_return_if_fail (LLM_IS_HISTORY_CONTENT (self));
  g_return_if_fail (LLM_IS_HISTORY_ENTRY (entry));
  g_return_if_fail (hit != NULL && state != NULL);

  data = llm_history_entry_get_data (entry);
  update_texts (self, entry, hit);
  gtk_label_set_label (GTK_LABEL (self->detail), detail);
  gtk_label_set_label (GTK_LABEL (self->time), when);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), g_str_equal (data->kind, LLM_KIND_CHAT)
                                                            ? "llm-chat-symbolic"
                                                            : "llm-compare-symbolic");
  if (self->shown != entry)
    {
      add_dots (self, data);
      add_chips (self, data);
      llm_entry_color_apply (GTK_WIDGET (self), data->color);
      g_set_object (&self->shown, entry);
    }
  toggle_class (GTK_WIDGET (self), "colored", llm_entry_color_get_name (data->color) != NULL);
  toggle_class (GTK_WIDGET (self), "current", state->current);
  gtk_widget_set_visible (self->pin, data->pinned);
  gtk_widget_set_visible (self->spinner, state->running);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), state->running);
  gtk_widget_set_visible (self->check, state->selecting);
  gtk_widget_set_visible (self->icon, !state->selecting);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->check), state->selected);
}

/**
 * llm_history_content_rest:
 * @self: a #LlmHistoryContent
 *
 * Lets nothing move until the next update.
 */
void
llm_history_content_rest (LlmHistoryContent *self)
{
  g_return_if_fail (LLM_IS_HISTORY_CONTENT (self));

  gtk_spinner_stop (GTK_SPINNER (self->spinner));
}

/**
 * llm_history_content_begin_rename:
 * @self: a #LlmHistoryContent
 * @title: the title as it is
 *
 * Lets the title be typed: Enter takes it, Escape leaves it as it was.
 */
void
llm_history_content_begin_rename (LlmHistoryContent *self, const char *title)
{
  GtkEventController *keys, *focus;

  g_return_if_fail (LLM_IS_HISTORY_CONTENT (self));
  g_return_if_fail (title != NULL);

  if (self->name != NULL)
    return;

  self->name = gtk_entry_new ();
  gtk_widget_set_hexpand (self->name, TRUE);
  gtk_widget_add_css_class (self->name, "llm-rename");
  gtk_entry_set_max_length (GTK_ENTRY (self->name), 200);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->name), 4);
  gtk_editable_set_text (GTK_EDITABLE (self->name), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->name), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("New title"), -1);
  g_signal_connect_object (self->name, "activate", G_CALLBACK (name_activate_cb), self,
                           G_CONNECT_SWAPPED);
  keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (name_key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->name, keys);
  focus = gtk_event_controller_focus_new ();
  g_signal_connect_object (focus, "leave", G_CALLBACK (name_leave_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->name, focus);

  gtk_widget_insert_after (self->name, gtk_widget_get_parent (self->title), self->title);
  gtk_widget_set_visible (self->title, FALSE);
  gtk_widget_grab_focus (self->name);
}

/**
 * llm_history_content_end_rename:
 * @self: a #LlmHistoryContent
 *
 * Takes what was typed, if the title is being typed.
 */
void
llm_history_content_end_rename (LlmHistoryContent *self)
{
  g_return_if_fail (LLM_IS_HISTORY_CONTENT (self));

  if (self->name != NULL)
    name_activate_cb (self);
}

/**
 * llm_history_content_get_renaming:
 * @self: a #LlmHistoryContent
 *
 * Returns: whether the title is being typed
 */
gboolean
llm_history_content_get_renaming (LlmHistoryContent *self)
{
  g_return_val_if_fail (LLM_IS_HISTORY_CONTENT (self), FALSE);

  return self->name != NULL;
}
