/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-lineup-button.h"

#include <glib/gi18n-lib.h>

#include "llm-compat.h"
#include "llm-lineup-files.h"

#define WIDTH_CHARS 34
#define MAX_HEIGHT 320
/* As many have a number on the keyboard. */
#define N_DIGITS 9

struct _LlmLineupButton
{
  GtkWidget parent_instance;

  LlmLineup *lineup;
  LlmSavedLineup *deleted; /* what can be put back */
  guint deleted_from;
  GPtrArray *before; /* what there was before others were added, to be put back */
  GCancellable *cancellable;

  GtkWidget *button;
  GtkWidget *popover; /* this and what follows: once it was opened */
  GtkWidget *list;
  GtkWidget *hint;
  GtkWidget *undo_row;
  GtkWidget *undo_label;
  GtkWidget *undo_button;
  GtkWidget *export_button;
  GtkWidget *entry;
  GtkWidget *save_button;
  GtkWidget *problem;
};

G_DEFINE_FINAL_TYPE (LlmLineupButton, llm_lineup_button, GTK_TYPE_WIDGET)

static LlmSettings *
get_settings (LlmLineupButton *self)
{
  return llm_context_get_settings (llm_lineup_get_context (self->lineup));
}

static void
use (LlmLineupButton *self, const LlmSavedLineup *saved)
{
  /* Translators: the name of a set of models */
  g_autofree char *text = g_strdup_printf (_ ("Line-up %s"), saved->name);

  if (llm_lineup_use (self->lineup, (const char *const *) saved->models))
    llm_compat_announce (GTK_WIDGET (self), text, FALSE);
}

static gboolean
use_nth (LlmLineupButton *self, guint index)
{
  g_autoptr (GPtrArray) saved = llm_settings_get_saved_lineups (get_settings (self));

  if (index >= saved->len)
    return FALSE;
  use (self, saved->pdata[index]);
  return TRUE;
}

/* --- The list --- */

static GtkWidget *
make_line (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), WIDTH_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDTH_CHARS);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

/* What was done, above the entry; @can_undo: whether there is a way back. */
static void
tell_done (LlmLineupButton *self, const char *text, gboolean can_undo)
{
  gtk_label_set_text (GTK_LABEL (self->undo_label), text);
  gtk_widget_set_visible (self->undo_button, can_undo);
  gtk_widget_set_visible (self->undo_row, TRUE);
  llm_compat_announce (self->undo_label, text, FALSE);
}

static void
tell_problem (LlmLineupButton *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->problem), text);
  gtk_widget_set_visible (self->problem, TRUE);
  llm_compat_announce (self->problem, text, TRUE);
}

static void
forget_done (LlmLineupButton *self)
{
  g_clear_pointer (&self->deleted, llm_saved_lineup_free);
  g_clear_pointer (&self->before, g_ptr_array_unref);
}

static void
delete_cb (GtkWidget *button, LlmLineupButton *self)
{
  g_autofree char *name = g_strdup (g_object_get_data (G_OBJECT (button), "name"));
  g_autoptr (LlmSavedLineup) deleted = llm_settings_find_saved_lineup (get_settings (self), name);
  g_autofree char *text = NULL;

  gtk_widget_grab_focus (self->entry);
  if (deleted == NULL
      || !llm_settings_delete_lineup (get_settings (self), name, &self->deleted_from))
    return;
  /* Translators: the name of a set of models */
  text = g_strdup_printf (_ ("%s deleted"), name);
  forget_done (self);
  self->deleted = g_steal_pointer (&deleted);
  tell_done (self, text, TRUE);
}

static void
undo_cb (LlmLineupButton *self)
{
  gtk_widget_grab_focus (self->entry);
  gtk_widget_set_visible (self->undo_row, FALSE);
  if (self->deleted != NULL)
    llm_settings_insert_lineup (get_settings (self), self->deleted_from, self->deleted);
  else if (self->before != NULL)
    llm_settings_set_saved_lineups (get_settings (self), self->before);
  forget_done (self);
}

static void
default_cb (GtkWidget *button, LlmLineupButton *self)
{
  const gboolean active = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button));
  const char *name = g_object_get_data (G_OBJECT (button), "name");

  llm_settings_set_default_lineup (get_settings (self), active ? name : NULL);
}

static GtkWidget *
make_row_button (GtkWidget *button, const char *name, const char *tooltip, char *label)
{
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data_full (G_OBJECT (button), "name", g_strdup (name), g_free);
  g_free (label);
  return button;
}

static void
show_default (GtkWidget *button, gboolean is_default)
{
  gtk_button_set_icon_name (GTK_BUTTON (button),
                            is_default ? "starred-symbolic" : "non-starred-symbolic");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), is_default);
}

static GtkWidget *
make_default_button (LlmLineupButton *self, const LlmSavedLineup *saved, gboolean is_default)
{
  GtkWidget *button = gtk_toggle_button_new ();

  show_default (button, is_default);
  g_signal_connect_object (button, "toggled", G_CALLBACK (default_cb), self, 0);
  /* Translators: the name of a set of models */
  return make_row_button (button, saved->name, _ ("Begin new comparisons with it"),
                          g_strdup_printf (_ ("Begin new comparisons with %s"), saved->name));
}

static GtkWidget *
make_delete_button (LlmLineupButton *self, const LlmSavedLineup *saved)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  g_signal_connect_object (button, "clicked", G_CALLBACK (delete_cb), self, 0);
  /* Translators: the name of a set of models */
  return make_row_button (button, saved->name, _ ("Delete"),
                          g_strdup_printf (_ ("Delete %s"), saved->name));
}

/* Those that cannot be asked any more are said to be so. */
static char *
describe_models (LlmLineupButton *self, const LlmSavedLineup *saved)
{
  LlmContext *context = llm_lineup_get_context (self->lineup);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; saved->models[i] != NULL; i++)
    {
      g_autoptr (LlmParams) params = NULL;
      g_autofree char *spec = llm_column_spec_split (saved->models[i], &params, NULL);
      g_autofree char *set = llm_params_describe (params);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", spec);
      if (set != NULL)
        g_string_append_printf (text, " (%s)", set);
      if (!llm_context_parse_model (context, spec, NULL, NULL, NULL))
        g_string_append_printf (text, " (%s)", _ ("not set up"));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_row (LlmLineupButton *self, const LlmSavedLineup *saved, gboolean is_default)
{
  g_autofree char *models = describe_models (self, saved);
  g_autofree char *name = g_strdup_printf ("%s, %s", saved->name, models);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *default_button = make_default_button (self, saved, is_default);
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_box_append (GTK_BOX (lines), make_line (saved->name, "heading"));
  gtk_box_append (GTK_BOX (lines), make_line (models, "caption"));
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (box), lines);
  gtk_box_append (GTK_BOX (box), default_button);
  gtk_box_append (GTK_BOX (box), make_delete_button (self, saved));
  gtk_widget_set_tooltip_text (row, models);
  g_object_set_data (G_OBJECT (row), "default-button", default_button);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

static void
fill_list (LlmLineupButton *self)
{
  g_autoptr (GPtrArray) saved = llm_settings_get_saved_lineups (get_settings (self));
  g_autoptr (LlmSavedLineup) usual = llm_settings_find_default_lineup (get_settings (self));
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  for (guint i = 0; i < saved->len; i++)
    {
      const LlmSavedLineup *lineup = saved->pdata[i];

      add_row (self, lineup, usual != NULL && g_str_equal (usual->name, lineup->name));
    }
  gtk_widget_set_visible (self->list, saved->len > 0);
  /* An empty one would take the focus. */
  gtk_widget_set_visible (gtk_widget_get_ancestor (self->list, GTK_TYPE_SCROLLED_WINDOW),
                          saved->len > 0);
  gtk_widget_set_sensitive (self->export_button, saved->len > 0);
  gtk_widget_set_visible (self->hint, saved->len == 0);
}

static void
row_activated_cb (LlmLineupButton *self, GtkListBoxRow *row)
{
  const guint index = (guint) gtk_list_box_row_get_index (row);

  gtk_popover_popdown (GTK_POPOVER (self->popover));
  use_nth (self, index);
}

/* --- Keeping one --- */

static void
update_save (LlmLineupButton *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  gtk_widget_set_sensitive (self->save_button,
                            *name != '\0'
                                && g_list_model_get_n_items (G_LIST_MODEL (self->lineup)) > 0);
  gtk_widget_set_visible (self->problem, FALSE);
}

static void
save_cb (LlmLineupButton *self)
{
  g_auto (GStrv) columns = llm_lineup_get_columns (self->lineup);
  g_autoptr (GError) error = NULL;

  if (llm_settings_save_lineup (get_settings (self),
                                gtk_editable_get_text (GTK_EDITABLE (self->entry)),
                                (const char *const *) columns, &error))
    {
      gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
      return;
    }
  tell_problem (self, error->message);
}

static GtkWidget *
build_save_box (LlmLineupButton *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _ ("Keep these models as…"));
  gtk_entry_set_max_length (GTK_ENTRY (self->entry), LLM_SAVED_LINEUP_MAX_NAME);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name of the line-up"), -1);
  gtk_widget_set_hexpand (self->entry, TRUE);
  self->save_button = gtk_button_new_with_mnemonic (_ ("_Save"));
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (update_save), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (save_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->save_button, "clicked", G_CALLBACK (save_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), self->save_button);
  return box;
}

static GtkWidget *
build_undo_row (LlmLineupButton *self)
{
  self->undo_button = gtk_button_new_with_mnemonic (_ ("_Undo"));
  self->undo_row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->undo_label = make_line ("", "dim-label");
  gtk_label_set_width_chars (GTK_LABEL (self->undo_label), -1);
  gtk_widget_set_hexpand (self->undo_label, TRUE);
  gtk_widget_add_css_class (self->undo_button, "flat");
  g_signal_connect_object (self->undo_button, "clicked", G_CALLBACK (undo_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->undo_row), self->undo_label);
  gtk_box_append (GTK_BOX (self->undo_row), self->undo_button);
  gtk_widget_set_visible (self->undo_row, FALSE);
  return self->undo_row;
}

/* --- Files --- */

/* What was opened is closed by asking for a file. */
static void
show_again (LlmLineupButton *self)
{
  if (gtk_widget_get_mapped (self->button))
    gtk_menu_button_popup (GTK_MENU_BUTTON (self->button));
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmLineupButton) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) lineups = llm_lineup_files_read_finish (G_FILE (source), result, &error);
  g_autofree char *text = NULL;

  if (self->popover == NULL || self->lineup == NULL)
    return;
  before = llm_settings_get_saved_lineups (get_settings (self));
  if (lineups != NULL)
    llm_settings_add_saved_lineups (get_settings (self), lineups, &error);
  show_again (self);
  if (error != NULL)
    {
      /* Translators: why. */
      text = g_strdup_printf (_ ("The file could not be read: %s"), error->message);
      tell_problem (self, text);
      return;
    }
  text = g_strdup_printf (ngettext ("%u line-up added", "%u line-ups added", lineups->len),
                          lineups->len);
  forget_done (self);
  self->before = g_steal_pointer (&before);
  tell_done (self, text, TRUE);
}

/**
 * llm_lineup_button_import:
 * @file: a file of line-ups, or anything else
 * @self: (type LlmLineupButton): a button that was opened before
 *
 * Adds the line-ups of a file, which can be undone; tells in what the button opens how it went.
 */
void
llm_lineup_button_import (GFile *file, gpointer self)
{
  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (LLM_IS_LINEUP_BUTTON (self));

  llm_lineup_files_read_async (file, LLM_LINEUP_BUTTON (self)->cancellable, read_cb,
                               g_object_ref (self));
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmLineupButton) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *base = g_file_get_basename (G_FILE (source));
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *text = NULL;

  llm_lineup_files_write_finish (G_FILE (source), result, &error);
  if (self->popover == NULL || self->lineup == NULL)
    return;
  show_again (self);
  if (error != NULL)
    {
      /* Translators: why. */
      text = g_strdup_printf (_ ("The file could not be written: %s"), error->message);
      tell_problem (self, text);
      return;
    }
  /* Translators: a file's name. */
  text = g_strdup_printf (_ ("Saved as %s"), name);
  tell_done (self, text, FALSE);
}

/**
 * llm_lineup_button_export:
 * @file: where to
 * @self: (type LlmLineupButton): a button that was opened before
 *
 * Writes all line-ups that have a name; tells in what the button opens how it went.
 */
void
llm_lineup_button_export (GFile *file, gpointer self)
{
  g_autoptr (GPtrArray) lineups = NULL;

  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (LLM_IS_LINEUP_BUTTON (self));

  lineups = llm_settings_get_saved_lineups (get_settings (self));
  llm_lineup_files_write_async (file, lineups, LLM_LINEUP_BUTTON (self)->cancellable, written_cb,
                                g_object_ref (self));
}

static void
import_cb (LlmLineupButton *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  llm_lineup_files_choose (GTK_WIDGET (self), FALSE, llm_lineup_button_import);
}

static void
export_cb (LlmLineupButton *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  llm_lineup_files_choose (GTK_WIDGET (self), TRUE, llm_lineup_button_export);
}

static GtkWidget *
build_files_box (LlmLineupButton *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *import_button = gtk_button_new_with_mnemonic (_ ("_Add from a file…"));

  self->export_button = gtk_button_new_with_mnemonic (_ ("Save all as a _file…"));
  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  gtk_widget_add_css_class (import_button, "flat");
  gtk_widget_add_css_class (self->export_button, "flat");
  g_signal_connect_object (import_button, "clicked", G_CALLBACK (import_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->export_button, "clicked", G_CALLBACK (export_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), import_button);
  gtk_box_append (GTK_BOX (box), self->export_button);
  return box;
}

static GtkWidget *
build_list (LlmLineupButton *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Saved line-ups"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (self->list, "llm-versions");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), MAX_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  return scroller;
}

static void
build_popover (LlmLineupButton *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->hint = make_line (_ ("No line-up was saved yet"), "dim-label");
  self->problem = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->problem), WIDTH_CHARS);
  gtk_label_set_xalign (GTK_LABEL (self->problem), 0);
  gtk_widget_add_css_class (self->problem, "error");
  gtk_box_append (GTK_BOX (box), build_list (self));
  gtk_box_append (GTK_BOX (box), self->hint);
  gtk_box_append (GTK_BOX (box), build_undo_row (self));
  gtk_box_append (GTK_BOX (box), build_save_box (self));
  gtk_box_append (GTK_BOX (box), self->problem);
  gtk_box_append (GTK_BOX (box), build_files_box (self));
  self->popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (self->popover), box);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), self->popover);
}

static void
open_cb (GtkMenuButton *button, gpointer user_data)
{
  LlmLineupButton *self = LLM_LINEUP_BUTTON (user_data);

  if (self->lineup == NULL)
    return;
  if (self->popover == NULL)
    build_popover (self);
  forget_done (self);
  gtk_widget_set_visible (self->undo_row, FALSE);
  fill_list (self);
  update_save (self);
}

static void
saved_changed_cb (LlmLineupButton *self)
{
  if (self->popover != NULL && gtk_widget_get_visible (self->popover))
    fill_list (self);
}

/* The rows stay, as one of them has the focus. */
static void
default_changed_cb (LlmLineupButton *self)
{
  g_autoptr (LlmSavedLineup) usual = llm_settings_find_default_lineup (get_settings (self));
  GtkWidget *row = self->popover != NULL ? gtk_widget_get_first_child (self->list) : NULL;

  for (; row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      GtkWidget *button = g_object_get_data (G_OBJECT (row), "default-button");
      const char *name = g_object_get_data (G_OBJECT (button), "name");

      g_signal_handlers_block_by_func (button, default_cb, self);
      show_default (button, usual != NULL && g_str_equal (usual->name, name));
      g_signal_handlers_unblock_by_func (button, default_cb, self);
    }
}

/* --- The object --- */

static gboolean
digit_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  LlmLineupButton *self = LLM_LINEUP_BUTTON (widget);

  return self->lineup != NULL && gtk_widget_get_mapped (widget) && gtk_widget_is_sensitive (widget)
         && use_nth (self, g_variant_get_uint32 (arguments));
}

static void
add_keys (LlmLineupButton *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller),
                                     GTK_SHORTCUT_SCOPE_GLOBAL);
  for (guint i = 0; i < N_DIGITS; i++)
    {
      GtkShortcut *shortcut
          = gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_1 + i, GDK_ALT_MASK),
                              gtk_callback_action_new (digit_cb, NULL, NULL));

      gtk_shortcut_set_arguments (shortcut, g_variant_new_uint32 (i));
      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
    }
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
llm_lineup_button_dispose (GObject *object)
{
  LlmLineupButton *self = LLM_LINEUP_BUTTON (object);

  g_cancellable_cancel (self->cancellable);
  llm_lineup_button_set_lineup (self, NULL);
  /* A popover that is open would outlive its button (GTK 4.8). */
  if (self->button != NULL)
    gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), NULL);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  self->popover = NULL;

  G_OBJECT_CLASS (llm_lineup_button_parent_class)->dispose (object);
}

static void
llm_lineup_button_finalize (GObject *object)
{
  LlmLineupButton *self = LLM_LINEUP_BUTTON (object);

  forget_done (self);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (llm_lineup_button_parent_class)->finalize (object);
}

static void
llm_lineup_button_class_init (LlmLineupButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_lineup_button_dispose;
  G_OBJECT_CLASS (klass)->finalize = llm_lineup_button_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
llm_lineup_button_init (LlmLineupButton *self)
{
  self->cancellable = g_cancellable_new ();
  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->button), "user-bookmarks-symbolic");
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (self->button), GTK_ARROW_UP);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->button), open_cb, self, NULL);
  gtk_widget_set_tooltip_text (self->button, _ ("Saved line-ups (Alt+1 to Alt+9)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Saved line-ups"), -1);
  gtk_widget_add_css_class (self->button, "llm-add");
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  add_keys (self);
}

/**
 * llm_lineup_button_new:
 *
 * Returns: (transfer floating): a button without a line-up
 */
GtkWidget *
llm_lineup_button_new (void)
{
  return g_object_new (LLM_TYPE_LINEUP_BUTTON, NULL);
}

/**
 * llm_lineup_button_set_lineup:
 * @self: a button
 * @lineup: (nullable): what is kept, and what gets the models of one that is chosen
 */
void
llm_lineup_button_set_lineup (LlmLineupButton *self, LlmLineup *lineup)
{
  g_return_if_fail (LLM_IS_LINEUP_BUTTON (self));
  g_return_if_fail (lineup == NULL || LLM_IS_LINEUP (lineup));

  if (self->lineup == lineup)
    return;
  if (self->lineup != NULL)
    g_signal_handlers_disconnect_by_data (get_settings (self), self);
  g_set_object (&self->lineup, lineup);
  if (lineup != NULL)
    {
      g_signal_connect_object (get_settings (self), "changed::saved-lineups",
                               G_CALLBACK (saved_changed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (get_settings (self), "changed::default-lineup",
                               G_CALLBACK (default_changed_cb), self, G_CONNECT_SWAPPED);
    }
}
