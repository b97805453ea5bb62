/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-compat.h"
#include "llm-composer-private.h"
#include "llm-wrap-layout.h"

/* What is done with a column whose model cannot see images. */
typedef enum
{
  CHOICE_OPEN,
  CHOICE_TEXT_ONLY,
  CHOICE_LEFT_OUT
} Choice;

/* A column whose model cannot see images. */
typedef struct
{
  char *key; /* of a follow-up the id of its column, else the model as PROVIDER:MODEL */
  char *title;
  Choice choice;
} Blind;

static void
blind_free (gpointer data)
{
  Blind *blind = data;

  g_free (blind->key);
  g_free (blind->title);
  g_free (blind);
}

static guint
count_images (LlmComposer *self)
{
  return llm_image_strip_get_n_images (self->strip) + llm_image_strip_get_n_pending (self->strip);
}

/* --- Models that cannot see images --- */

static gboolean
is_blind (LlmComposer *self, const char *provider_id, const char *model_id)
{
  LlmCatalog *catalog = llm_context_get_catalog (llm_lineup_get_context (self->lineup));
  LlmModel *model = llm_catalog_lookup (catalog, provider_id, model_id);

  return model != NULL && llm_model_reads_images (model) == LLM_READS_IMAGES_NO;
}

static gboolean
has_key (gconstpointer item, gconstpointer key)
{
  return g_strcmp0 (((const Blind *) item)->key, key) == 0;
}

/* Once for a model that stands in the line-up twice. */
static void
add_blind (LlmComposer *self, GPtrArray *all, const char *key, const char *title, Choice usual)
{
  gpointer choice;
  Blind *blind;

  if (g_ptr_array_find_with_equal_func (all, key, has_key, NULL))
    return;
  blind = g_new0 (Blind, 1);
  blind->key = g_strdup (key);
  blind->title = g_strdup (title);
  blind->choice = g_hash_table_lookup_extended (self->choices, key, NULL, &choice)
                      ? (Choice) GPOINTER_TO_INT (choice)
                      : usual;
  g_ptr_array_add (all, blind);
}

/* What was asked without images before is asked so again, unless the user says otherwise. */
static void
collect_columns (LlmComposer *self, GPtrArray *all)
{
  for (guint i = 0; i < llm_comparison_get_n_answers (self->columns); i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (self->columns, i);
      const LlmParams *params = llm_answer_get_params (answer);
      const gboolean without = params != NULL && params->without_images;

      if (without
          || is_blind (self, llm_answer_get_provider_id (answer), llm_answer_get_model_id (answer)))
        add_blind (self, all, llm_answer_get_column_id (answer), llm_answer_get_title (answer),
                   without ? CHOICE_TEXT_ONLY : CHOICE_OPEN);
    }
}

static void
collect_lineup (LlmComposer *self, GPtrArray *all)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->lineup)); i++)
    {
      g_autoptr (LlmLineupItem) item = g_list_model_get_item (G_LIST_MODEL (self->lineup), i);
      const char *spec = llm_lineup_item_get_spec (item);
      const char *provider_id = llm_lineup_item_get_provider_id (item);

      if (is_blind (self, provider_id, spec + strlen (provider_id) + 1))
        add_blind (self, all, spec, llm_lineup_item_get_title (item), CHOICE_OPEN);
    }
}

/* None while there are no images. */
static GPtrArray *
collect_blind (LlmComposer *self)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (blind_free);

  if (self->lineup == NULL || count_images (self) == 0)
    return all;
  if (self->columns != NULL)
    collect_columns (self, all);
  else
    collect_lineup (self, all);
  return all;
}

static void
set_choice (LlmComposer *self, const char *key, Choice choice)
{
  g_hash_table_insert (self->choices, g_strdup (key), GINT_TO_POINTER (choice));
  llm_composer_update_choices (self);
  llm_composer_update (self);
  /* The row with the button is another one now. */
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

static void
text_only_cb (LlmComposer *self, GtkWidget *button)
{
  set_choice (self, g_object_get_data (G_OBJECT (button), "key"), CHOICE_TEXT_ONLY);
}

static void
reopen_cb (LlmComposer *self, GtkWidget *button)
{
  set_choice (self, g_object_get_data (G_OBJECT (button), "key"), CHOICE_OPEN);
}

/* Of the line-up a model goes; a column only does not get this prompt. */
static void
leave_out_cb (LlmComposer *self, GtkWidget *button)
{
  g_autofree char *key = g_strdup (g_object_get_data (G_OBJECT (button), "key"));

  if (self->columns != NULL)
    {
      set_choice (self, key, CHOICE_LEFT_OUT);
      return;
    }
  while (llm_lineup_remove (self->lineup, key))
    ;
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

static void
choose_other_cb (LlmComposer *self, GtkWidget *button)
{
  llm_composer_popup_picker (self);
}

static void
add_button (LlmComposer *self,
            GtkWidget *row,
            const Blind *blind,
            const char *label,
            void (*clicked) (LlmComposer *, GtkWidget *))
{
  GtkWidget *button = gtk_button_new_with_label (label);
  g_autofree char *name = g_strdup_printf ("%s: %s", blind->title, label);

  g_object_set_data_full (G_OBJECT (button), "key", g_strdup (blind->key), g_free);
  gtk_widget_add_css_class (button, "llm-choice");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (row), button);
}

static char *
describe (const Blind *blind)
{
  switch (blind->choice)
    {
    case CHOICE_TEXT_ONLY:
      /* Translators: the name of a model */
      return g_strdup_printf (_ ("%s is asked without the images."), blind->title);
    case CHOICE_LEFT_OUT:
      /* Translators: the name of a model */
      return g_strdup_printf (_ ("%s is not asked."), blind->title);
    case CHOICE_OPEN:
    default:
      /* Translators: the name of a model */
      return g_strdup_printf (_ ("%s cannot see images."), blind->title);
    }
}

static GtkWidget *
new_note_label (const char *text, GtkAccessibleRole role)
{
  GtkWidget *label
      = g_object_new (GTK_TYPE_LABEL, "label", text, "wrap", TRUE, "wrap-mode",
                      PANGO_WRAP_WORD_CHAR, "xalign", 0.0, "accessible-role", role, NULL);

  gtk_widget_add_css_class (label, "caption");
  return label;
}

static void
add_choice_row (LlmComposer *self, const Blind *blind)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkLayoutManager *layout = llm_wrap_layout_new ();
  GtkWidget *text = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE, "icon-name",
                                  blind->choice == CHOICE_OPEN ? "dialog-warning-symbolic"
                                                               : "view-conceal-symbolic",
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  g_autofree char *sentence = describe (blind);

  llm_wrap_layout_set_spacing (LLM_WRAP_LAYOUT (layout), 6);
  gtk_widget_set_layout_manager (row, layout);
  if (blind->choice == CHOICE_OPEN)
    gtk_widget_add_css_class (icon, "warning");
  gtk_box_append (GTK_BOX (text), icon);
  gtk_box_append (GTK_BOX (text), new_note_label (sentence, GTK_ACCESSIBLE_ROLE_STATUS));
  gtk_box_append (GTK_BOX (row), text);
  if (blind->choice != CHOICE_OPEN)
    {
      add_button (self, row, blind, _ ("Change"), reopen_cb);
    }
  else
    {
      if (self->is_chat)
        add_button (self, row, blind, _ ("Choose another model"), choose_other_cb);
      else
        add_button (self, row, blind, _ ("Leave it out"), leave_out_cb);
      add_button (self, row, blind, _ ("Send without images"), text_only_cb);
    }
  gtk_box_append (self->choice_rows, row);
}

static void
mark_chips (LlmComposer *self, GPtrArray *all)
{
  g_autoptr (GPtrArray) specs = g_ptr_array_new ();

  for (guint i = 0; self->columns == NULL && i < all->len; i++)
    g_ptr_array_add (specs, ((Blind *) all->pdata[i])->key);
  g_ptr_array_add (specs, NULL);
  llm_lineup_bar_set_blind (self->lineup_bar, (const char *const *) specs->pdata);
}

/* Asks what to do with models that cannot see images, for as long as there are some. */
void
llm_composer_update_choices (LlmComposer *self)
{
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GString) shown = g_string_new (NULL);
  GtkWidget *child;

  if (count_images (self) == 0)
    g_hash_table_remove_all (self->choices);
  all = collect_blind (self);
  for (guint i = 0; i < all->len; i++)
    {
      const Blind *blind = all->pdata[i];

      g_string_append_printf (shown, "%s %d %s\n", blind->key, (int) blind->choice, blind->title);
    }
  if (g_strcmp0 (self->shown_choices, shown->str) == 0)
    return;
  g_free (self->shown_choices);
  self->shown_choices = g_strdup (shown->str);

  mark_chips (self, all);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->choice_rows))) != NULL)
    gtk_box_remove (self->choice_rows, child);
  for (guint i = 0; i < all->len; i++)
    {
      g_autofree char *sentence = describe (all->pdata[i]);

      add_choice_row (self, all->pdata[i]);
      llm_compat_announce (GTK_WIDGET (self), sentence, FALSE);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->choice_rows), all->len > 0);
}

static guint
count_left_out (GPtrArray *all)
{
  guint n = 0;

  for (guint i = 0; i < all->len; i++)
    if (((Blind *) all->pdata[i])->choice == CHOICE_LEFT_OUT)
      n++;
  return n;
}

/* Why nothing can be sent because of the images, if so. */
const char *
llm_composer_find_image_blocker (LlmComposer *self)
{
  g_autoptr (GPtrArray) all = NULL;

  if (llm_image_strip_get_n_pending (self->strip) > 0)
    return _ ("An image is still being checked");
  all = collect_blind (self);
  for (guint i = 0; i < all->len; i++)
    if (((Blind *) all->pdata[i])->choice == CHOICE_OPEN)
      return self->is_chat ? _ ("The model cannot see images: choose what they get")
                           : _ ("Not all models can see images: choose what they get");
  if (self->columns != NULL && all->len > 0
      && count_left_out (all) == llm_comparison_get_n_answers (self->columns))
    return _ ("No model is left to ask");
  return NULL;
}

/* --- What could not be taken --- */

static void
dismiss_cb (LlmComposer *self, GtkWidget *button)
{
  gtk_box_remove (self->refusals, gtk_widget_get_parent (button));
  gtk_widget_set_visible (GTK_WIDGET (self->refusals),
                          gtk_widget_get_first_child (GTK_WIDGET (self->refusals)) != NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

void
llm_composer_clear_refusals (LlmComposer *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->refusals))) != NULL)
    gtk_box_remove (self->refusals, child);
  gtk_widget_set_visible (GTK_WIDGET (self->refusals), FALSE);
}

static gboolean
is_told (LlmComposer *self, const char *message)
{
  guint n = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->refusals)); row != NULL;
       row = gtk_widget_get_next_sibling (row), n++)
    if (g_strcmp0 (g_object_get_data (G_OBJECT (row), "message"), message) == 0)
      return TRUE;
  /* More of them tell nothing new. */
  return n >= LLM_IMAGE_INTAKE_MAX;
}

static void
refused_cb (LlmComposer *self, const char *message)
{
  GtkWidget *row, *icon, *label, *button;

  if (is_told (self, message))
    return;
  row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  icon = g_object_new (GTK_TYPE_IMAGE, "icon-name", "dialog-warning-symbolic", "accessible-role",
                       GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  label = new_note_label (message, GTK_ACCESSIBLE_ROLE_ALERT);
  button = gtk_button_new_from_icon_name ("window-close-symbolic");
  g_object_set_data_full (G_OBJECT (row), "message", g_strdup (message), g_free);
  gtk_widget_add_css_class (icon, "warning");
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_add_css_class (button, "llm-dismiss");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Dismiss"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Dismiss"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, message, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (dismiss_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), button);
  gtk_box_append (self->refusals, row);
  gtk_widget_set_visible (GTK_WIDGET (self->refusals), TRUE);
  llm_compat_announce (GTK_WIDGET (self), message, TRUE);
}

/* --- Where they come from --- */

static void
response_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  g_autoptr (LlmComposer) self = user_data;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));

      for (guint i = 0; i < g_list_model_get_n_items (files); i++)
        {
          g_autoptr (GFile) file = g_list_model_get_item (files, i);

          llm_image_intake_add_file (self->intake, file);
        }
    }
  g_object_unref (chooser);
}

void
llm_composer_add_images_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmComposer *self = LLM_COMPOSER (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autoptr (GtkFileFilter) images = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();
  GtkFileChooserNative *chooser;

  if (!llm_image_intake_is_possible (self->intake))
    return;
  chooser = gtk_file_chooser_native_new (_ ("Add images"),
                                         GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                         GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_file_filter_set_name (images, _ ("Images"));
  gtk_file_filter_add_mime_type (images, "image/*");
  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), images);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), all);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect (chooser, "response", G_CALLBACK (response_cb), g_object_ref (widget));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* A text is pasted as ever. */
static void
paste_cb (LlmComposer *self)
{
  if (llm_image_intake_paste (self->intake, gtk_widget_get_clipboard (GTK_WIDGET (self))))
    g_signal_stop_emission_by_name (self->text_view, "paste-clipboard");
}

static void
archives_cb (LlmComposer *self, GListModel *files)
{
  g_autoptr (GVariantBuilder) uris = g_variant_builder_new (G_VARIANT_TYPE_STRING_ARRAY);

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      g_variant_builder_add_value (uris, g_variant_new_take_string (g_file_get_uri (file)));
    }
  gtk_widget_activate_action_variant (GTK_WIDGET (self), "win.import-files",
                                      g_variant_builder_end (uris));
}

/* Onto the composer beside its text area, which takes them where they fall. */
static gboolean
text_drop_cb (LlmComposer *self, const GValue *value)
{
  const char *text = g_value_get_string (value);

  if (text == NULL || *text == '\0')
    return FALSE;
  llm_composer_insert (self, text);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
  return TRUE;
}

/* --- The strip --- */

static void
changed_cb (LlmComposer *self)
{
  llm_composer_update_choices (self);
  llm_composer_update (self);
  llm_composer_emit_images_changed (self);
}

static void
undo_cb (LlmImageStrip *strip)
{
  llm_image_strip_undo_remove (strip);
}

static void
removed_cb (LlmComposer *self, const char *title)
{
  g_autofree char *text = NULL;
  g_autoptr (AdwToast) toast = NULL;

  /* Translators: the name of an image */
  text = g_markup_printf_escaped (_ ("%s removed"), title);
  toast = adw_toast_new (text);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undo_cb), self->strip,
                           G_CONNECT_SWAPPED);
  llm_composer_emit_undo (self, toast);
  if (count_images (self) == 0)
    gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

void
llm_composer_set_up_images (LlmComposer *self)
{
  GtkDropTarget *texts = gtk_drop_target_new (G_TYPE_STRING, GDK_ACTION_COPY);

  self->choices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->intake = llm_image_intake_new (self->strip);
  g_signal_connect_object (self->intake, "refused", G_CALLBACK (refused_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->intake, "text", G_CALLBACK (llm_composer_insert), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->intake, "archives", G_CALLBACK (archives_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->strip, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->strip, "notify::n-pending", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->strip, "removed", G_CALLBACK (removed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->text_view, "paste-clipboard", G_CALLBACK (paste_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (texts, "drop", G_CALLBACK (text_drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (texts));
}

void
llm_composer_leave_images (LlmComposer *self)
{
  if (self->intake != NULL)
    g_signal_handlers_disconnect_by_data (self->intake, self);
  g_clear_object (&self->intake);
  if (self->strip != NULL && self->frame != NULL)
    g_signal_handlers_disconnect_by_data (self->strip, self);
}

/* Those that went with the prompt that is asked again. */
void
llm_composer_recall_images (LlmComposer *self)
{
  if (self->last_images != NULL && count_images (self) == 0)
    llm_image_strip_set_images (self->strip, self->last_images);
}

/**
 * llm_composer_get_intake:
 * @self: a #LlmComposer
 *
 * Returns: (transfer none): what takes images in
 */
LlmImageIntake *
llm_composer_get_intake (LlmComposer *self)
{
  g_return_val_if_fail (LLM_IS_COMPOSER (self), NULL);
  return self->intake;
}

/**
 * llm_composer_get_strip:
 * @self: a #LlmComposer
 *
 * Returns: (transfer none): what shows the images
 */
LlmImageStrip *
llm_composer_get_strip (LlmComposer *self)
{
  g_return_val_if_fail (LLM_IS_COMPOSER (self), NULL);
  return self->strip;
}

/**
 * llm_composer_get_images:
 * @self: a #LlmComposer
 *
 * Returns: (transfer full) (nullable) (element-type LlmImage): the images that go with the
 *   prompt, in order; %NULL for none
 */
GPtrArray *
llm_composer_get_images (LlmComposer *self)
{
  g_return_val_if_fail (LLM_IS_COMPOSER (self), NULL);
  return llm_image_strip_get_images (self->strip);
}

/**
 * llm_composer_set_images:
 * @self: a #LlmComposer
 * @images: (nullable) (element-type LlmImage): images that were added before
 *
 * Replaces the images; they are copied, as their alternative texts may be changed.
 */
void
llm_composer_set_images (LlmComposer *self, GPtrArray *images)
{
  g_return_if_fail (LLM_IS_COMPOSER (self));

  llm_composer_clear_refusals (self);
  llm_image_strip_set_images (self->strip, images);
}

/**
 * llm_composer_take_images:
 * @self: a #LlmComposer
 *
 * Takes the images out.  They come back with Up, as does the text of
 * llm_composer_take_text().
 *
 * Returns: (transfer full) (nullable) (element-type LlmImage): the images; %NULL for none
 */
GPtrArray *
llm_composer_take_images (LlmComposer *self)
{
  GPtrArray *images;

  g_return_val_if_fail (LLM_IS_COMPOSER (self), NULL);

  images = llm_image_strip_get_images (self->strip);
  g_clear_pointer (&self->last_images, g_ptr_array_unref);
  self->last_images = images != NULL ? g_ptr_array_ref (images) : NULL;
  llm_composer_set_images (self, NULL);
  return images;
}

/**
 * llm_composer_get_text_only:
 * @self: a #LlmComposer
 *
 * Returns: (transfer full) (array zero-terminated=1): what gets the prompt without its
 *   images: ids of columns for a follow-up, else models as PROVIDER:MODEL
 */
char **
llm_composer_get_text_only (LlmComposer *self)
{
  g_autoptr (GStrvBuilder) builder = NULL;
  g_autoptr (GPtrArray) all = NULL;

  g_return_val_if_fail (LLM_IS_COMPOSER (self), NULL);

  builder = g_strv_builder_new ();
  all = collect_blind (self);
  for (guint i = 0; i < all->len; i++)
    {
      const Blind *blind = all->pdata[i];

      if (blind->choice == CHOICE_TEXT_ONLY)
        g_strv_builder_add (builder, blind->key);
    }
  return g_strv_builder_end (builder);
}

/**
 * llm_composer_get_asked:
 * @self: a #LlmComposer of a follow-up
 *
 * Returns: (transfer full) (nullable) (array zero-terminated=1): the ids of the columns
 *   that get what is sent; %NULL for all
 */
char **
llm_composer_get_asked (LlmComposer *self)
{
  g_autoptr (GStrvBuilder) builder = NULL;
  g_autoptr (GPtrArray) all = NULL;

  g_return_val_if_fail (LLM_IS_COMPOSER (self), NULL);

  all = collect_blind (self);
  if (self->columns == NULL || count_left_out (all) == 0)
    return NULL;
  builder = g_strv_builder_new ();
  for (guint i = 0; i < llm_comparison_get_n_answers (self->columns); i++)
    {
      const char *id = llm_answer_get_column_id (llm_comparison_get_answer (self->columns, i));
      guint index;

      if (!g_ptr_array_find_with_equal_func (all, id, has_key, &index)
          || ((Blind *) all->pdata[index])->choice != CHOICE_LEFT_OUT)
        g_strv_builder_add (builder, id);
    }
  return g_strv_builder_end (builder);
}
