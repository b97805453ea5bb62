/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-model-picker.h"

#include <glib/gi18n-lib.h>

#include "llm-endpoint-form.h"
#include "llm-picker-list.h"
#include "llm-picker-lists.h"
#include "llm-picker-row.h"
#include "llm-picker-view.h"
#include "llm-prices-window.h"

struct _LlmModelPicker
{
  GtkPopover parent_instance;

  LlmLineup *lineup;
  gboolean choosing;
  GListStore *items;
  GHashTable *keys; /* provider ids that have a key; NULL while that is not known */
  guint n_listings; /* questions for the keys that are under way */
  char *entered;    /* what Enter was pressed for meanwhile */
  GHashTable *bound;
  GPtrArray *servers; /* what was found on this machine */
  guint rebuild_id;
  gboolean refreshing;
  char *search_before; /* what was looked for when the prices were opened */
  char *key_before;    /* and the row */
  GCancellable *cancellable;

  GtkEditable *search_entry;
  GtkStack *stack;
  GtkListView *list_view;
  GtkLabel *note;
  GtkStack *refresh_stack;
  GtkSpinner *refresh_spinner;
};

G_DEFINE_FINAL_TYPE (LlmModelPicker, llm_model_picker, GTK_TYPE_POPOVER)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static LlmContext *
get_context (LlmModelPicker *self)
{
  return llm_lineup_get_context (self->lineup);
}

static void
note_reset (LlmModelPicker *self)
{
  gtk_label_set_label (
      self->note, _ ("Prices are for a million tokens. Any other model: type PROVIDER:MODEL."));
  gtk_widget_remove_css_class (GTK_WIDGET (self->note), "error");
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "dim-label");
}

static void
note_error (LlmModelPicker *self, const char *message)
{
  gtk_label_set_label (self->note, message);
  gtk_widget_remove_css_class (GTK_WIDGET (self->note), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "error");
}

static void
note_tell (LlmModelPicker *self, const char *message)
{
  note_reset (self);
  gtk_label_set_label (self->note, message);
}

static void
rebuild (LlmModelPicker *self)
{
  g_autofree char *problem = NULL;
  g_autoptr (GPtrArray) rows
      = llm_picker_list_build (get_context (self), self->keys, self->servers,
                               gtk_editable_get_text (self->search_entry), &problem);

  if (problem != NULL)
    note_error (self, problem);
  llm_picker_view_update (self->list_view, self->items, rows);
  gtk_stack_set_visible_child_name (self->stack, rows->len > 0 ? "list" : "empty");
}

/* Many lists may change at once. */
static gboolean
rebuild_cb (gpointer user_data)
{
  LlmModelPicker *self = user_data;

  self->rebuild_id = 0;
  rebuild (self);
  return G_SOURCE_REMOVE;
}

static void
queue_rebuild (LlmModelPicker *self)
{
  if (self->rebuild_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->rebuild_id = g_idle_add (rebuild_cb, self);
}

static void
set_refreshing (LlmModelPicker *self, gboolean refreshing)
{
  self->refreshing = refreshing;
  gtk_stack_set_visible_child_name (self->refresh_stack, refreshing ? "busy" : "still");
  gtk_spinner_set_spinning (self->refresh_spinner, refreshing);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "picker.refresh", !refreshing);
}

static void
refreshed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmModelPicker) self = user_data;
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;

  results = llm_registry_refresh_finish (LLM_REGISTRY (source), result, &error);
  if (self->lineup == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  set_refreshing (self, FALSE);
  queue_rebuild (self);
  if (results != NULL)
    {
      g_autofree char *message = llm_picker_lists_describe (get_context (self), results);

      note_tell (self, message);
    }
  else
    note_error (self, error->message);
}

/* What nobody asked for says nothing. */
static void
renewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmModelPicker) self = user_data;
  GPtrArray *results = llm_registry_refresh_finish (LLM_REGISTRY (source), result, NULL);

  g_clear_pointer (&results, g_ptr_array_unref);
  if (self->lineup != NULL)
    queue_rebuild (self);
}

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmModelPicker *self = LLM_MODEL_PICKER (widget);

  set_refreshing (self, TRUE);
  note_tell (self, _ ("Asking the providers for their models…"));
  llm_registry_refresh_async (llm_context_get_registry (get_context (self)), NULL, TRUE,
                              self->cancellable, refreshed_cb, g_object_ref (self));
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmModelPicker) self = user_data;
  g_autoptr (GPtrArray) servers
      = llm_registry_find_local_finish (LLM_REGISTRY (source), result, NULL);

  if (self->lineup == NULL || servers == NULL)
    return;
  g_clear_pointer (&self->servers, g_ptr_array_unref);
  self->servers = g_steal_pointer (&servers);
  queue_rebuild (self);
}

/* Lists that are old are renewed, and servers on this machine looked for, when
 * somebody looks for models. */
static void
look_for_models (LlmModelPicker *self)
{
  LlmRegistry *registry = llm_context_get_registry (get_context (self));

  llm_registry_refresh_async (registry, NULL, FALSE, self->cancellable, renewed_cb,
                              g_object_ref (self));
  llm_registry_find_local_async (registry, self->cancellable, found_cb, g_object_ref (self));
}

static void
add_server (LlmModelPicker *self, const LlmEndpoint *found)
{
  LlmSettings *settings = llm_context_get_settings (get_context (self));
  g_autoptr (GPtrArray) endpoints = llm_settings_get_endpoints (settings);
  g_autoptr (LlmEndpoint) endpoint = llm_endpoint_copy (found);
  g_autofree char *id = llm_endpoint_form_make_id (endpoint->name, endpoints);
  g_autofree char *message = NULL;

  g_free (endpoint->id);
  endpoint->id = g_strdup (id);
  /* Translators: the name of a program that serves models, such as Ollama. */
  message = g_strdup_printf (_ ("%s was added. Asking it for its models…"), endpoint->name);
  g_ptr_array_add (endpoints, g_steal_pointer (&endpoint));
  llm_settings_set_endpoints (settings, endpoints);

  rebuild (self);
  note_tell (self, message);
  set_refreshing (self, TRUE);
  llm_registry_refresh_async (llm_context_get_registry (get_context (self)), id, TRUE,
                              self->cancellable, refreshed_cb, g_object_ref (self));
}

static void
add_server_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmModelPicker *self = LLM_MODEL_PICKER (widget);

  for (guint i = 0; self->servers != NULL && i < self->servers->len; i++)
    {
      const LlmEndpoint *server = g_ptr_array_index (self->servers, i);

      if (g_str_equal (server->base_url, g_variant_get_string (parameter, NULL)))
        {
          add_server (self, server);
          return;
        }
    }
}

/* --- Prices --- */

static void
prices_closed_cb (LlmModelPicker *self)
{
  if (self->lineup != NULL && gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    gtk_popover_popup (GTK_POPOVER (self));
}

/* A popover does not stay open below a dialog: it comes back as it was. */
static void
edit_prices (LlmModelPicker *self, const char *spec)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *provider_id = NULL;
  g_autofree char *model_id = NULL;
  LlmPickerItem *item = llm_picker_view_get_focused (self->list_view);
  GtkWidget *window;

  if (!llm_context_parse_model (get_context (self), spec, &provider_id, &model_id, NULL))
    return;
  g_free (self->search_before);
  self->search_before = g_strdup (gtk_editable_get_text (self->search_entry));
  g_free (self->key_before);
  self->key_before = item != NULL ? g_strdup (llm_picker_item_get_key (item)) : NULL;

  window = llm_prices_window_new (get_context (self), provider_id, model_id);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (root));
  g_signal_connect_object (window, "destroy", G_CALLBACK (prices_closed_cb), self,
                           G_CONNECT_SWAPPED);
  /* The row may be another one when it comes back. */
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  gtk_popover_popdown (GTK_POPOVER (self));
  gtk_window_present (GTK_WINDOW (window));
}

static void
edit_prices_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  edit_prices (LLM_MODEL_PICKER (widget), g_variant_get_string (parameter, NULL));
}

/* The keys of what else can be done with the row. */
static gboolean
edit_prices_key_cb (GtkWidget *list_view, GVariant *arguments, gpointer user_data)
{
  LlmModelPicker *self = user_data;
  LlmPickerItem *item = llm_picker_view_get_focused (self->list_view);

  if (item == NULL || llm_picker_item_get_kind (item) != LLM_PICKER_MODEL)
    return FALSE;
  edit_prices (self, llm_picker_item_get_spec (item));
  return TRUE;
}

static void
add_prices_keys (LlmModelPicker *self)
{
  static const char *const triggers[] = { "Menu", "<Shift>F10", "<Control>e" };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  for (guint i = 0; i < G_N_ELEMENTS (triggers); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (controller),
        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (triggers[i]),
                          gtk_callback_action_new (edit_prices_key_cb, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self->list_view), controller);
}

static gboolean
take_item (LlmModelPicker *self, LlmPickerItem *item)
{
  g_autofree char *obstacle = NULL;
  g_autoptr (GError) error = NULL;

  if (llm_picker_item_get_endpoint (item) != NULL)
    {
      add_server (self, llm_picker_item_get_endpoint (item));
      return TRUE;
    }
  if (llm_picker_item_get_spec (item) == NULL)
    return FALSE;

  obstacle = llm_picker_item_describe_obstacle (item);
  if (obstacle != NULL)
    {
      note_error (self, obstacle);
      return FALSE;
    }

  if (self->choosing)
    {
      gtk_popover_popdown (GTK_POPOVER (self));
      g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, llm_picker_item_get_spec (item));
      return TRUE;
    }

  if (!llm_lineup_add (self->lineup, llm_picker_item_get_spec (item), &error))
    {
      note_error (self, error->message);
      return FALSE;
    }

  note_reset (self);
  return TRUE;
}

/* Goes by the text as it was typed, not by the rows, which may be late. */
static void
take_search (LlmModelPicker *self, const char *search)
{
  g_autofree char *problem = NULL;
  g_autoptr (GPtrArray) rows = llm_picker_list_build (get_context (self), self->keys, NULL,
                                                      search, &problem);
  LlmPickerItem *item = llm_picker_list_choose (rows, search);

  if (item != NULL)
    take_item (self, item);
  else if (problem != NULL)
    note_error (self, problem);
}

/* Told later than the text has changed, and maybe after Enter has found something to say. */
static void
search_changed_cb (LlmModelPicker *self)
{
  rebuild (self);
}

static void
stop_search_cb (LlmModelPicker *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
activate_cb (LlmModelPicker *self, guint position)
{
  llm_model_picker_add_row (self, position);
}

/* Until it is known who has a key, it cannot be told who can be asked: Enter waits
 * for that, so that the same keys always do the same. */
static void
search_activate_cb (LlmModelPicker *self)
{
  const char *search = gtk_editable_get_text (self->search_entry);

  rebuild (self);
  if (self->n_listings > 0)
    {
      g_free (self->entered);
      self->entered = g_strdup (search);
    }
  else
    take_search (self, search);
  gtk_editable_select_region (self->search_entry, 0, -1);
}

static void
update_count (LlmModelPicker *self, LlmPickerRow *row)
{
  LlmPickerItem *item = llm_picker_row_get_item (row);
  const char *spec = item != NULL ? llm_picker_item_get_spec (item) : NULL;

  llm_picker_row_set_count (row, spec != NULL ? llm_lineup_count (self->lineup, spec) : 0);
}

static void
lineup_changed_cb (LlmModelPicker *self)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, &row, NULL))
    update_count (self, row);

  if (!self->choosing && g_list_model_get_n_items (G_LIST_MODEL (self->lineup)) >= LLM_LINEUP_MAX)
    gtk_popover_popdown (GTK_POPOVER (self));
}

static void
setup_cb (LlmModelPicker *self, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, llm_picker_row_new ());
}

static void
bind_cb (LlmModelPicker *self, GtkListItem *list_item)
{
  LlmPickerRow *row = LLM_PICKER_ROW (gtk_list_item_get_child (list_item));
  LlmPickerItem *item = gtk_list_item_get_item (list_item);
  gboolean model = llm_picker_item_get_kind (item) != LLM_PICKER_PROVIDER;

  /* One that cannot be chosen says why. */
  gtk_list_item_set_activatable (list_item, model);
  gtk_list_item_set_selectable (list_item, model);
  llm_picker_row_bind (row, item);
  g_hash_table_add (self->bound, row);
  update_count (self, row);
}

static void
unbind_cb (LlmModelPicker *self, GtkListItem *list_item)
{
  LlmPickerRow *row = LLM_PICKER_ROW (gtk_list_item_get_child (list_item));

  g_hash_table_remove (self->bound, row);
  llm_picker_row_unbind (row);
}

/* A keyring that does not answer may well have the keys. */
static void
take_keys (LlmModelPicker *self, LlmKeyringState state, GPtrArray *entries)
{
  g_clear_pointer (&self->keys, g_hash_table_unref);
  if (state == LLM_KEYRING_LOCKED || state == LLM_KEYRING_HUNG)
    return;

  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < entries->len; i++)
    {
      LlmSecretEntry *entry = g_ptr_array_index (entries, i);

      g_hash_table_add (self->keys, g_strdup (entry->provider_id));
    }
}

static void
keys_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmModelPicker) self = user_data;
  g_autoptr (GPtrArray) entries = llm_secrets_list_finish (LLM_SECRETS (source), result, NULL);

  self->n_listings--;
  if (self->lineup == NULL)
    return;

  if (entries != NULL)
    {
      take_keys (self, llm_secrets_get_keyring_state (LLM_SECRETS (source)), entries);
      rebuild (self);
    }
  if (self->n_listings == 0 && self->entered != NULL)
    {
      g_autofree char *entered = g_steal_pointer (&self->entered);

      take_search (self, entered);
    }
}

static void
list_keys (LlmModelPicker *self)
{
  self->n_listings++;
  llm_secrets_list_async (llm_context_get_secrets (get_context (self)), self->cancellable,
                          keys_listed_cb, g_object_ref (self));
}

static void
llm_model_picker_map (GtkWidget *widget)
{
  LlmModelPicker *self = LLM_MODEL_PICKER (widget);

  g_autofree char *search = g_steal_pointer (&self->search_before);
  g_autofree char *key = g_steal_pointer (&self->key_before);

  gtk_editable_set_text (self->search_entry, search != NULL ? search : "");
  note_reset (self);
  rebuild (self);
  list_keys (self);
  look_for_models (self);

  GTK_WIDGET_CLASS (llm_model_picker_parent_class)->map (widget);

  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  if (key != NULL)
    llm_picker_view_select (self->list_view, key, TRUE);
}

static void
llm_model_picker_dispose (GObject *object)
{
  LlmModelPicker *self = LLM_MODEL_PICKER (object);

  g_cancellable_cancel (self->cancellable);
  if (self->list_view != NULL)
    gtk_list_view_set_model (self->list_view, NULL);
  g_clear_handle_id (&self->rebuild_id, g_source_remove);
  if (self->lineup != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->lineup, self);
      g_signal_handlers_disconnect_by_data (llm_context_get_catalog (get_context (self)), self);
      g_signal_handlers_disconnect_by_data (llm_context_get_registry (get_context (self)), self);
      g_signal_handlers_disconnect_by_data (llm_context_get_providers (get_context (self)), self);
    }
  g_clear_object (&self->lineup);

  G_OBJECT_CLASS (llm_model_picker_parent_class)->dispose (object);
}

static void
llm_model_picker_finalize (GObject *object)
{
  LlmModelPicker *self = LLM_MODEL_PICKER (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->items);
  g_clear_pointer (&self->keys, g_hash_table_unref);
  g_hash_table_unref (self->bound);
  g_free (self->entered);
  g_free (self->search_before);
  g_free (self->key_before);
  g_clear_pointer (&self->servers, g_ptr_array_unref);

  G_OBJECT_CLASS (llm_model_picker_parent_class)->finalize (object);
}

static void
llm_model_picker_class_init (LlmModelPickerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = llm_model_picker_dispose;
  object_class->finalize = llm_model_picker_finalize;

  widget_class->map = llm_model_picker_map;

  /**
   * LlmModelPicker::chosen:
   * @spec: a model as PROVIDER:MODEL
   */
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", LLM_TYPE_MODEL_PICKER, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_install_action (widget_class, "picker.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (widget_class, "picker.edit-prices", "s", edit_prices_action);
  gtk_widget_class_install_action (widget_class, "picker.add-server", "s", add_server_action);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/jbuz/LLMSelect/llm-model-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmModelPicker, search_entry);
  gtk_widget_class_bind_template_child (widget_class, LlmModelPicker, stack);
  gtk_widget_class_bind_template_child (widget_class, LlmModelPicker, list_view);
  gtk_widget_class_bind_template_child (widget_class, LlmModelPicker, note);
  gtk_widget_class_bind_template_child (widget_class, LlmModelPicker, refresh_stack);
  gtk_widget_class_bind_template_child (widget_class, LlmModelPicker, refresh_spinner);
  gtk_widget_class_bind_template_callback (widget_class, note_reset);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
}

static void
llm_model_picker_init (LlmModelPicker *self)
{
  GtkListItemFactory *factory;
  GtkSingleSelection *selection;

  self->cancellable = g_cancellable_new ();
  self->bound = g_hash_table_new (NULL, NULL);
  self->items = g_list_store_new (LLM_TYPE_PICKER_ITEM);
  gtk_widget_init_template (GTK_WIDGET (self));

  factory = gtk_signal_list_item_factory_new ();
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list_view, factory);
  g_object_unref (factory);

  selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->items)));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);

  add_prices_keys (self);
  gtk_search_entry_set_key_capture_widget (GTK_SEARCH_ENTRY (self->search_entry),
                                           GTK_WIDGET (self->list_view));
}

/**
 * llm_model_picker_new:
 * @lineup: what models are added to
 *
 * Returns: (transfer floating): a popover
 */
GtkWidget *
llm_model_picker_new (LlmLineup *lineup)
{
  LlmModelPicker *self;

  g_return_val_if_fail (LLM_IS_LINEUP (lineup), NULL);

  self = g_object_new (LLM_TYPE_MODEL_PICKER, NULL);
  self->lineup = g_object_ref (lineup);
  g_signal_connect_object (lineup, "items-changed", G_CALLBACK (lineup_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (llm_context_get_catalog (get_context (self)), "items-changed",
                           G_CALLBACK (queue_rebuild), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (llm_context_get_registry (get_context (self)), "changed",
                           G_CALLBACK (queue_rebuild), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (llm_context_get_providers (get_context (self)), "items-changed",
                           G_CALLBACK (queue_rebuild), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

/**
 * llm_model_picker_new_to_choose:
 * @lineup: what the context is taken from; it is not changed
 *
 * Returns: (transfer floating): a popover that emits ::chosen once
 */
GtkWidget *
llm_model_picker_new_to_choose (LlmLineup *lineup)
{
  GtkWidget *picker = llm_model_picker_new (lineup);

  g_return_val_if_fail (picker != NULL, NULL);

  LLM_MODEL_PICKER (picker)->choosing = TRUE;

  return picker;
}

/**
 * llm_model_picker_set_search:
 * @self: a #LlmModelPicker
 * @search: words to look for
 *
 * Searches at once, without the delay for somebody who types.
 */
void
llm_model_picker_set_search (LlmModelPicker *self, const char *search)
{
  g_return_if_fail (LLM_IS_MODEL_PICKER (self));
  g_return_if_fail (search != NULL);

  gtk_editable_set_text (self->search_entry, search);
  search_changed_cb (self);
}

/**
 * llm_model_picker_get_rows:
 * @self: a #LlmModelPicker
 *
 * Returns: (transfer none): the #LlmPickerItem that are shown
 */
GListModel *
llm_model_picker_get_rows (LlmModelPicker *self)
{
  g_return_val_if_fail (LLM_IS_MODEL_PICKER (self), NULL);

  return G_LIST_MODEL (self->items);
}

/**
 * llm_model_picker_add_row:
 * @self: a #LlmModelPicker
 * @position: a row
 *
 * Adds the model of that row to the line-up, or chooses it, unless it is a
 * heading or cannot be chosen.
 *
 * Returns: whether it was taken; if not, the picker says why
 */
gboolean
llm_model_picker_add_row (LlmModelPicker *self, guint position)
{
  g_autoptr (LlmPickerItem) item = NULL;

  g_return_val_if_fail (LLM_IS_MODEL_PICKER (self), FALSE);

  item = g_list_model_get_item (G_LIST_MODEL (self->items), position);
  return item != NULL && take_item (self, item);
}
