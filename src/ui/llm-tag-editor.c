/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-tag-editor.h"

#include <glib/gi18n-lib.h>

#include "llm-wrap-layout.h"

/* Suggestions at most. */
#define MAX_SUGGESTIONS 6

#define MAX_LENGTH 40

struct _LlmTagEditor
{
  GtkPopover parent_instance;

  LlmOrganizer *organizer;
  GPtrArray *entries;
  GPtrArray *tags; /* names, as they are shown */

  GtkWidget *chips;
  GtkWidget *entry;
  GtkWidget *suggestions;
};

G_DEFINE_FINAL_TYPE (LlmTagEditor, llm_tag_editor, GTK_TYPE_POPOVER)

static void update (LlmTagEditor *self);

static gboolean
fold_equal (const char *a, const char *b)
{
  g_autofree char *folded_a = g_utf8_casefold (a, -1);
  g_autofree char *folded_b = g_utf8_casefold (b, -1);

  return g_str_equal (folded_a, folded_b);
}

static gboolean
find_tag (LlmTagEditor *self, const char *name, guint *position)
{
  for (guint i = 0; i < self->tags->len; i++)
    {
      if (!fold_equal (g_ptr_array_index (self->tags, i), name))
        continue;
      if (position != NULL)
        *position = i;
      return TRUE;
    }
  return FALSE;
}

static void
remove_cb (LlmTagEditor *self, GtkButton *button)
{
  g_autofree char *tag = g_strdup (g_object_get_data (G_OBJECT (button), "tag"));

  gtk_widget_grab_focus (self->entry);
  llm_tag_editor_remove (self, tag);
}

static void
suggestion_cb (LlmTagEditor *self, GtkButton *button)
{
  g_autofree char *tag = g_strdup (gtk_button_get_label (button));

  gtk_widget_grab_focus (self->entry);
  llm_tag_editor_add (self, tag);
}

static void
activate_cb (LlmTagEditor *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));

  if (*text == '\0')
    gtk_popover_popdown (GTK_POPOVER (self));
  else
    llm_tag_editor_add (self, text);
}

static void
clear (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_widget_unparent (child);
}

static void
add_chip (LlmTagEditor *self, const char *tag)
{
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *label = gtk_label_new (tag);
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  /* Translators: a tag. */
  g_autofree char *name = g_strdup_printf (_ ("Remove “%s”"), tag);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (chip, "llm-tag-chip");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "tag", g_strdup (tag), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (chip), label);
  gtk_box_append (GTK_BOX (chip), button);
  gtk_widget_set_parent (chip, self->chips);
}

static void
add_suggestions (LlmTagEditor *self)
{
  GListModel *places = G_LIST_MODEL (llm_organizer_get_places (self->organizer));
  g_autofree char *typed = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->entry)), -1);
  guint n = 0;

  clear (self->suggestions);
  for (guint i = 0; i < g_list_model_get_n_items (places) && n < MAX_SUGGESTIONS; i++)
    {
      g_autoptr (LlmPlace) place = g_list_model_get_item (places, i);
      g_autofree char *folded = g_utf8_casefold (llm_place_get_name (place), -1);
      GtkWidget *button;

      if (llm_place_get_kind (place) != LLM_PLACE_TAG || !g_str_has_prefix (folded, typed)
          || find_tag (self, llm_place_get_name (place), NULL))
        continue;
      button = gtk_button_new_with_label (llm_place_get_name (place));
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_add_css_class (button, "llm-suggestion");
      g_signal_connect_object (button, "clicked", G_CALLBACK (suggestion_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_widget_set_parent (button, self->suggestions);
      n++;
    }
  gtk_widget_set_visible (self->suggestions, n > 0);
}

static void
update (LlmTagEditor *self)
{
  clear (self->chips);
  for (guint i = 0; i < self->tags->len; i++)
    add_chip (self, g_ptr_array_index (self->tags, i));
  gtk_widget_set_visible (self->chips, self->tags->len > 0);
  add_suggestions (self);
}

static void
llm_tag_editor_dispose (GObject *object)
{
  LlmTagEditor *self = LLM_TAG_EDITOR (object);

  if (self->chips != NULL)
    {
      clear (self->chips);
      clear (self->suggestions);
    }
  self->chips = NULL;
  g_clear_object (&self->organizer);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->tags, g_ptr_array_unref);

  G_OBJECT_CLASS (llm_tag_editor_parent_class)->dispose (object);
}

static void
llm_tag_editor_class_init (LlmTagEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_tag_editor_dispose;
}

static GtkWidget *
make_wrap_box (void)
{
  GtkLayoutManager *layout = llm_wrap_layout_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  llm_wrap_layout_set_spacing (LLM_WRAP_LAYOUT (layout), 4);
  gtk_widget_set_layout_manager (box, layout);
  return box;
}

static void
llm_tag_editor_init (LlmTagEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->tags = g_ptr_array_new_with_free_func (g_free);
  self->chips = make_wrap_box ();
  self->entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _ ("Add a tag"));
  gtk_entry_set_max_length (GTK_ENTRY (self->entry), MAX_LENGTH);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("New tag"), -1);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (add_suggestions), self,
                           G_CONNECT_SWAPPED);
  self->suggestions = make_wrap_box ();
  gtk_widget_set_size_request (box, 220, -1);
  gtk_box_append (GTK_BOX (box), self->chips);
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), self->suggestions);
  gtk_popover_set_child (GTK_POPOVER (self), box);
}

/**
 * llm_tag_editor_new:
 * @organizer: what gives and takes tags
 *
 * Returns: (transfer floating): a popover
 */
GtkWidget *
llm_tag_editor_new (LlmOrganizer *organizer)
{
  LlmTagEditor *self;

  g_return_val_if_fail (LLM_IS_ORGANIZER (organizer), NULL);

  self = g_object_new (LLM_TYPE_TAG_EDITOR, NULL);
  self->organizer = g_object_ref (organizer);
  return GTK_WIDGET (self);
}

/**
 * llm_tag_editor_edit:
 * @self: a #LlmTagEditor
 * @entries: (element-type LlmHistoryEntry): conversations
 *
 * Shows the tags that any of them has.
 */
void
llm_tag_editor_edit (LlmTagEditor *self, GPtrArray *entries)
{
  g_return_if_fail (LLM_IS_TAG_EDITOR (self));
  g_return_if_fail (entries != NULL);

  g_clear_pointer (&self->entries, g_ptr_array_unref);
  self->entries = g_ptr_array_ref (entries);
  g_ptr_array_set_size (self->tags, 0);
  for (guint i = 0; i < entries->len; i++)
    {
      const LlmEntryData *data = llm_history_entry_get_data (g_ptr_array_index (entries, i));

      for (guint j = 0; data->tags[j] != NULL; j++)
        if (!find_tag (self, data->tags[j], NULL))
          g_ptr_array_add (self->tags, g_strdup (data->tags[j]));
    }
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  update (self);
}

/**
 * llm_tag_editor_focus:
 * @self: a #LlmTagEditor that is to be seen
 *
 * Lets a tag be typed.
 */
void
llm_tag_editor_focus (LlmTagEditor *self)
{
  g_return_if_fail (LLM_IS_TAG_EDITOR (self));

  gtk_widget_grab_focus (self->entry);
}

/**
 * llm_tag_editor_add:
 * @self: a #LlmTagEditor
 * @tag: a tag
 *
 * Gives it to all of them.
 */
void
llm_tag_editor_add (LlmTagEditor *self, const char *tag)
{
  g_autofree char *stripped = NULL;

  g_return_if_fail (LLM_IS_TAG_EDITOR (self));
  g_return_if_fail (tag != NULL);

  stripped = g_strstrip (g_strdup (tag));
  if (*stripped == '\0' || self->entries == NULL)
    return;
  llm_organizer_tag (self->organizer, self->entries, stripped, TRUE);
  if (!find_tag (self, stripped, NULL))
    g_ptr_array_add (self->tags, g_steal_pointer (&stripped));
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  update (self);
}

/**
 * llm_tag_editor_remove:
 * @self: a #LlmTagEditor
 * @tag: a tag
 *
 * Takes it from all of them.
 */
void
llm_tag_editor_remove (LlmTagEditor *self, const char *tag)
{
  guint position;

  g_return_if_fail (LLM_IS_TAG_EDITOR (self));
  g_return_if_fail (tag != NULL);

  if (self->entries == NULL || !find_tag (self, tag, &position))
    return;
  llm_organizer_tag (self->organizer, self->entries, tag, FALSE);
  g_ptr_array_remove_index (self->tags, position);
  update (self);
}
