/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-history-row.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-entry-color.h"
#include "llm-history-text.h"
#include "llm-provider-style.h"

/* Models shown as dots, tags as chips. */
#define MAX_DOTS 4
#define MAX_CHIPS 3

struct _LlmHistoryRow
{
  GtkWidget parent_instance;

  LlmHistoryEntry *entry;
  char *snippet;        /* of a hit, nullable */
  PangoAttrList *marks; /* in it, nullable */
  gboolean marks_title; /* the hit is the title */
  guint n_hits;
  LlmHistoryEntry *shown; /* whose dots and chips are there */

  GtkWidget *group;
  GtkWidget *content;
  GtkWidget *check;
  GtkWidget *icon;
  GtkWidget *title;
  GtkWidget *name; /* the title while it is typed, or NULL */
  guint leave_id;  /* while the focus has just left that */
  GtkWidget *pin;
  GtkWidget *spinner;
  GtkWidget *menu_button;
  GtkWidget *dots;
  GtkWidget *detail;
  GtkWidget *time;
  GtkWidget *text;
  GtkWidget *chips;
};

G_DEFINE_FINAL_TYPE (LlmHistoryRow, llm_history_row, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_RENAMED,
  SIGNAL_MENU_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Drops the entry field; the focus goes back to the row of the list. */
static void
end_rename (LlmHistoryRow *self)
{
  GtkWidget *name = g_steal_pointer (&self->name);
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
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
name_activate_cb (LlmHistoryRow *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name)));

  end_rename (self);
  g_signal_emit (self, signals[SIGNAL_RENAMED], 0, text);
}

static gboolean
name_key_cb (LlmHistoryRow *self, guint keyval)
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
  LlmHistoryRow *self = user_data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  self->leave_id = 0;
  if (focus == NULL || !gtk_widget_is_ancestor (focus, self->name))
    name_activate_cb (self);
  return G_SOURCE_REMOVE;
}

/* Not at once: GTK still uses the entry as it tells it that the focus goes. */
static void
name_leave_cb (LlmHistoryRow *self)
{
  if (self->name != NULL && self->leave_id == 0)
    self->leave_id = g_idle_add (left_cb, self);
}

static void
menu_clicked_cb (LlmHistoryRow *self)
{
  g_signal_emit (self, signals[SIGNAL_MENU_REQUESTED], 0);
}

static void
llm_history_row_dispose (GObject *object)
{
  LlmHistoryRow *self = LLM_HISTORY_ROW (object);

  g_clear_handle_id (&self->leave_id, g_source_remove);
  if (self->name != NULL)
    g_signal_handlers_disconnect_by_data (self->name, self);
  self->name = NULL;
  g_clear_pointer (&self->group, gtk_widget_unparent);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->entry);
  g_clear_object (&self->shown);
  g_clear_pointer (&self->snippet, g_free);
  g_clear_pointer (&self->marks, pango_attr_list_unref);

  G_OBJECT_CLASS (llm_history_row_parent_class)->dispose (object);
}

static void
llm_history_row_class_init (LlmHistoryRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_history_row_dispose;

  /**
   * LlmHistoryRow::renamed:
   * @title: what was typed
   */
  signals[SIGNAL_RENAMED] = g_signal_new ("renamed", LLM_TYPE_HISTORY_ROW, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * LlmHistoryRow::menu-requested:
   *
   * The menu button was clicked.
   */
  signals[SIGNAL_MENU_REQUESTED]
      = g_signal_new ("menu-requested", LLM_TYPE_HISTORY_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "historyrow");
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
make_title_line (LlmHistoryRow *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

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
  self->menu_button = gtk_button_new_from_icon_name ("view-more-symbolic");
  gtk_widget_add_css_class (self->menu_button, "flat");
  gtk_widget_add_css_class (self->menu_button, "llm-row-menu");
  gtk_widget_set_valign (self->menu_button, GTK_ALIGN_CENTER);
  gtk_widget_set_can_focus (self->menu_button, FALSE);
  gtk_widget_set_tooltip_text (self->menu_button, _ ("Menu"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Menu"), -1);
  g_signal_connect_object (self->menu_button, "clicked", G_CALLBACK (menu_clicked_cb), self,
                           G_CONNECT_SWAPPED);

  gtk_box_append (GTK_BOX (line), self->check);
  gtk_box_append (GTK_BOX (line), self->icon);
  gtk_box_append (GTK_BOX (line), self->title);
  gtk_box_append (GTK_BOX (line), self->pin);
  gtk_box_append (GTK_BOX (line), self->spinner);
  gtk_box_append (GTK_BOX (line), self->menu_button);
  return line;
}

static GtkWidget *
make_detail_line (LlmHistoryRow *self)
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
llm_history_row_init (LlmHistoryRow *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);

  self->group = make_label (FALSE);
  gtk_widget_add_css_class (self->group, "llm-group");
  gtk_widget_set_visible (self->group, FALSE);
  gtk_widget_set_parent (self->group, GTK_WIDGET (self));

  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  gtk_widget_add_css_class (self->content, "llm-content");
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));
  gtk_box_append (GTK_BOX (self->content), make_title_line (self));
  gtk_box_append (GTK_BOX (self->content), make_detail_line (self));
  self->text = make_label (TRUE);
  gtk_box_append (GTK_BOX (self->content), self->text);
  self->chips = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  gtk_widget_add_css_class (self->chips, "llm-tags");
  gtk_box_append (GTK_BOX (self->content), self->chips);
}

/**
 * llm_history_row_new:
 *
 * Returns: (transfer floating): a row that shows nothing yet
 */
GtkWidget *
llm_history_row_new (void)
{
  return g_object_new (LLM_TYPE_HISTORY_ROW, NULL);
}

/**
 * llm_history_row_get_entry:
 * @self: a #LlmHistoryRow
 *
 * Returns: (transfer none) (nullable): what it shows
 */
LlmHistoryEntry *
llm_history_row_get_entry (LlmHistoryRow *self)
{
  g_return_val_if_fail (LLM_IS_HISTORY_ROW (self), NULL);

  return self->entry;
}

/**
 * llm_history_row_get_content:
 * @self: a #LlmHistoryRow
 *
 * Returns: (transfer none): the row without the heading above it
 */
GtkWidget *
llm_history_row_get_content (LlmHistoryRow *self)
{
  g_return_val_if_fail (LLM_IS_HISTORY_ROW (self), NULL);

  return self->content;
}

/**
 * llm_history_row_set_entry:
 * @self: a #LlmHistoryRow
 * @entry: (nullable): what to show; llm_history_row_update() shows it
 */
void
llm_history_row_set_entry (LlmHistoryRow *self, LlmHistoryEntry *entry)
{
  g_return_if_fail (LLM_IS_HISTORY_ROW (self));
  g_return_if_fail (entry == NULL || LLM_IS_HISTORY_ENTRY (entry));

  /* The row goes out of view, or says something else now. */
  if (entry != self->entry && self->name != NULL)
    name_activate_cb (self);
  g_set_object (&self->entry, entry);
  g_clear_pointer (&self->snippet, g_free);
  g_clear_pointer (&self->marks, pango_attr_list_unref);
  self->n_hits = 0;
  if (entry == NULL)
    gtk_spinner_stop (GTK_SPINNER (self->spinner));
}

/**
 * llm_history_row_set_hit:
 * @self: a #LlmHistoryRow
 * @hit: what a search has found; llm_history_row_update() shows it
 */
void
llm_history_row_set_hit (LlmHistoryRow *self, const LlmSearchHit *hit)
{
  g_return_if_fail (LLM_IS_HISTORY_ROW (self));
  g_return_if_fail (hit != NULL);

  llm_history_row_set_entry (self, hit->entry);
  self->snippet = llm_history_text_take_marks (hit->snippet, &self->marks);
  self->marks_title = hit->turn_id == NULL
                      && g_str_equal (self->snippet, llm_history_entry_get_title (hit->entry));
  self->n_hits = hit->n_hits;
}

static void
clear_box (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static void
add_dots (LlmHistoryRow *self, const LlmEntryData *data)
{
  clear_box (self->dots);
  for (guint i = 0; data->models[i] != NULL && i < MAX_DOTS; i++)
    {
      const char *colon = strchr (data->models[i], ':');
      g_autofree char *provider
          = colon != NULL ? g_strndup (data->models[i], (gsize) (colon - data->models[i]))
                          : g_strdup (data->models[i]);

      gtk_box_append (GTK_BOX (self->dots), llm_provider_dot_new (provider));
    }
}

static void
add_chips (LlmHistoryRow *self, const LlmEntryData *data)
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

static void
update_texts (LlmHistoryRow *self, const LlmEntryData *data)
{
  const char *title = llm_history_text_get_title (self->entry);
  const gboolean marks_title = self->snippet != NULL && self->marks_title;
  const char *text = self->snippet != NULL && !marks_title ? self->snippet : data->snippet;

  gtk_label_set_label (GTK_LABEL (self->title), title);
  gtk_label_set_attributes (GTK_LABEL (self->title), marks_title ? self->marks : NULL);
  gtk_label_set_label (GTK_LABEL (self->text), text);
  gtk_label_set_attributes (GTK_LABEL (self->text), marks_title ? NULL : self->marks);
  gtk_widget_set_visible (self->text, text == self->snippet || !is_same (title, text));
  gtk_widget_set_tooltip_text (self->content, *data->snippet != '\0' ? data->snippet : NULL);
}

static void
append_part (GString *text, const char *part)
{
  if (part == NULL || *part == '\0')
    return;
  if (text->len > 0)
    g_string_append (text, _ (", "));
  g_string_append (text, part);
}

/* The row of the list is what assistive technologies see. */
static void
update_name (LlmHistoryRow *self, const LlmRowState *state, const char *detail, const char *when)
{
  const LlmEntryData *data = llm_history_entry_get_data (self->entry);
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autoptr (GString) text = g_string_new (llm_history_text_get_title (self->entry));
  g_autoptr (GString) more = g_string_new (state->group);
  const char *color = llm_entry_color_get_name (data->color);
  g_autofree char *tags = g_strjoinv (_ (", "), (char **) data->tags);

  if (parent == NULL)
    return;
  append_part (text, g_str_equal (data->kind, LLM_KIND_CHAT) ? _ ("chat") : _ ("comparison"));
  append_part (text, detail);
  append_part (text, when);
  append_part (text, state->running ? _ ("running") : NULL);
  append_part (text, data->pinned ? _ ("pinned") : NULL);
  append_part (text, state->current ? _ ("open") : NULL);

  append_part (more, color);
  append_part (more, tags);
  append_part (more, self->snippet != NULL ? self->snippet : data->snippet);
  gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, text->str,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, more->str, -1);
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
 * llm_history_row_update:
 * @self: a #LlmHistoryRow
 * @state: what it shows beside its entry
 *
 * Shows the entry as of now, and names the row of the list for assistive
 * technologies.
 */
void
llm_history_row_update (LlmHistoryRow *self, const LlmRowState *state)
{
  g_autoptr (GDateTime) now = NULL;
  g_autofree char *when = NULL;
  g_autofree char *detail = NULL;
  const LlmEntryData *data;

  g_return_if_fail (LLM_IS_HISTORY_ROW (self));
  g_return_if_fail (state != NULL);

  if (self->entry == NULL)
    return;

  data = llm_history_entry_get_data (self->entry);
  now = g_date_time_new_now_local ();
  when = llm_history_text_format_time (data->active_at, now);
  detail = llm_history_text_format_detail (self->entry, self->n_hits);
  update_texts (self, data);
  gtk_label_set_label (GTK_LABEL (self->detail), detail);
  gtk_label_set_label (GTK_LABEL (self->time), when);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), g_str_equal (data->kind, LLM_KIND_CHAT)
                                                            ? "llm-chat-symbolic"
                                                            : "llm-compare-symbolic");
  if (self->shown != self->entry)
    {
      add_dots (self, data);
      add_chips (self, data);
      llm_entry_color_apply (self->content, data->color);
      g_set_object (&self->shown, self->entry);
    }
  toggle_class (self->content, "colored", llm_entry_color_get_name (data->color) != NULL);
  toggle_class (self->content, "current", state->current);
  gtk_widget_set_visible (self->pin, data->pinned);
  gtk_widget_set_visible (self->spinner, state->running);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), state->running);
  gtk_widget_set_visible (self->check, state->selecting);
  gtk_widget_set_visible (self->icon, !state->selecting);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->check), state->selected);
  gtk_label_set_label (GTK_LABEL (self->group), state->group != NULL ? state->group : "");
  gtk_widget_set_visible (self->group, state->group != NULL);
  update_name (self, state, detail, when);
}

/**
 * llm_history_row_begin_rename:
 * @self: a #LlmHistoryRow
 *
 * Lets the title be typed: Enter takes it, Escape leaves it as it was.
 */
void
llm_history_row_begin_rename (LlmHistoryRow *self)
{
  GtkEventController *keys, *focus;

  g_return_if_fail (LLM_IS_HISTORY_ROW (self));

  if (self->name != NULL || self->entry == NULL)
    return;

  self->name = gtk_entry_new ();
  gtk_widget_set_hexpand (self->name, TRUE);
  gtk_widget_add_css_class (self->name, "llm-rename");
  gtk_entry_set_max_length (GTK_ENTRY (self->name), 200);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->name), 4);
  gtk_editable_set_text (GTK_EDITABLE (self->name), llm_history_entry_get_title (self->entry));
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
 * llm_history_row_get_renaming:
 * @self: a #LlmHistoryRow
 *
 * Returns: whether its title is being typed
 */
gboolean
llm_history_row_get_renaming (LlmHistoryRow *self)
{
  g_return_val_if_fail (LLM_IS_HISTORY_ROW (self), FALSE);

  return self->name != NULL;
}
