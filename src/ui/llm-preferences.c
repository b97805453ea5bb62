/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-preferences.h"

#include <glib/gi18n-lib.h>

#include "llm-azure-page.h"
#include "llm-cache-group.h"
#include "llm-endpoint-form.h"
#include "llm-key-row.h"
#include "llm-requests-group.h"
#include "llm-retention-row.h"

struct _LlmPreferences
{
  AdwPreferencesWindow parent_instance;

  LlmContext *context;
  GCancellable *cancellable;
  GPtrArray *vendor_rows;
  GPtrArray *server_rows;
  GPtrArray *entries; /* LlmSecretEntry; NULL while they are not known */

  AdwComboRow *style_row;
  AdwComboRow *send_key_row;
  GtkEditable *system_row;
  GtkEditable *title_row;
  GtkSpinButton *trash_days_spin;
  LlmRetentionRow *retention_row;
  GtkWidget *keys_page;
  AdwPreferencesGroup *keys_group;
  AdwPreferencesGroup *servers_group;
  LlmAzurePage *azure_page;
  LlmRequestsGroup *requests_group;
  LlmCacheGroup *cache_group;
  GtkSpinButton *connect_spin;
  GtkSpinButton *first_token_spin;
  GtkSpinButton *idle_spin;
  GtkWidget *form;
};

G_DEFINE_FINAL_TYPE (LlmPreferences, llm_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* A server that can be brought back as long as its toast is there. */
typedef struct
{
  LlmContext *context;
  LlmEndpoint *endpoint;
  guint position;
  gboolean undone;
} Removal;

/* A server that is gone for good needs its key no longer. */
static void
removal_free (gpointer data, GClosure *closure)
{
  Removal *removal = data;
  LlmSecrets *secrets = llm_context_get_secrets (removal->context);

  if (!removal->undone)
    {
      llm_secrets_set_session_key (secrets, removal->endpoint->id, NULL);
      llm_secrets_delete_async (secrets, removal->endpoint->id, NULL, NULL, NULL);
    }

  g_object_unref (removal->context);
  llm_endpoint_free (removal->endpoint);
  g_free (removal);
}

static void
removal_undo_cb (AdwToast *toast, gpointer user_data)
{
  Removal *removal = user_data;
  LlmSettings *settings = llm_context_get_settings (removal->context);
  g_autoptr (GPtrArray) endpoints = llm_settings_get_endpoints (settings);

  removal->undone = TRUE;
  g_ptr_array_insert (endpoints, (int) MIN (removal->position, endpoints->len),
                      llm_endpoint_copy (removal->endpoint));
  llm_settings_set_endpoints (settings, endpoints);
}

static void
add_removal_toast (LlmPreferences *self, LlmEndpoint *endpoint, guint position)
{
  g_autofree char *name = g_markup_escape_text (endpoint->name, -1);
  Removal *removal = g_new0 (Removal, 1);
  AdwToast *toast;

  removal->context = g_object_ref (self->context);
  removal->endpoint = endpoint;
  removal->position = position;

  /* Translators: the name of a server. */
  toast = adw_toast_new_format (_ ("%s was removed"), name);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (removal_undo_cb), removal,
                         removal_free, 0);
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), toast);
}

static void
remove_server_cb (LlmPreferences *self, const char *provider_id)
{
  LlmSettings *settings = llm_context_get_settings (self->context);
  g_autoptr (GPtrArray) endpoints = llm_settings_get_endpoints (settings);

  for (guint i = 0; i < endpoints->len; i++)
    {
      LlmEndpoint *endpoint = g_ptr_array_index (endpoints, i);

      if (!g_str_equal (endpoint->id, provider_id))
        continue;

      endpoint = llm_endpoint_copy (endpoint);
      g_ptr_array_remove_index (endpoints, i);
      llm_settings_set_endpoints (settings, endpoints);
      add_removal_toast (self, endpoint, i);
      return;
    }
}

static void
server_added_cb (LlmPreferences *self, const char *message)
{
  AdwToast *toast;

  if (message == NULL)
    return;

  toast = adw_toast_new (message);
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), toast);
}

static const char *
describe_keyring (LlmKeyringState state)
{
  switch (state)
    {
    case LLM_KEYRING_LOCKED:
      return _ ("The keyring is locked. Unlock it to use the keys in it, or use keys for this "
                "session only.");

    case LLM_KEYRING_ABSENT:
      return _ ("There is no keyring to keep keys in. Use keys for this session only, or set "
                "them as environment variables.");

    case LLM_KEYRING_HUNG:
      return _ ("The keyring does not answer. Use keys for this session only, or set them as "
                "environment variables.");

    case LLM_KEYRING_READY:
    case LLM_KEYRING_UNKNOWN:
    default:
      return _ ("Keys are kept in the keyring and sent to their provider only.");
    }
}

static void
update_entry (LlmPreferences *self, LlmKeyRow *row)
{
  const LlmSecretEntry *found = NULL;

  for (guint i = 0; self->entries != NULL && i < self->entries->len; i++)
    {
      const LlmSecretEntry *entry = g_ptr_array_index (self->entries, i);

      /* Those that are asked first come first. */
      if (found == NULL && g_str_equal (entry->provider_id, llm_key_row_get_provider_id (row)))
        found = entry;
    }

  llm_key_row_set_entry (row, found);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GWeakRef *weak = user_data;
  g_autoptr (LlmPreferences) self = g_weak_ref_get (weak);
  g_autoptr (GPtrArray) entries = llm_secrets_list_finish (LLM_SECRETS (source), result, NULL);

  g_weak_ref_clear (weak);
  g_free (weak);
  if (entries == NULL || self == NULL || self->context == NULL)
    return;

  g_clear_pointer (&self->entries, g_ptr_array_unref);
  self->entries = g_steal_pointer (&entries);
  for (guint i = 0; i < self->vendor_rows->len; i++)
    update_entry (self, g_ptr_array_index (self->vendor_rows, i));
  for (guint i = 0; i < self->server_rows->len; i++)
    update_entry (self, g_ptr_array_index (self->server_rows, i));
  update_entry (self, llm_azure_page_get_key_row (self->azure_page));
  adw_preferences_group_set_description (
      self->keys_group, describe_keyring (llm_secrets_get_keyring_state (LLM_SECRETS (source))));
}

/* GTK does not survive a window that outlives the one it belongs to, so that no
 * call may keep this one. */
static void
list_keys (LlmPreferences *self)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, self);
  llm_secrets_list_async (llm_context_get_secrets (self->context), self->cancellable, listed_cb,
                          weak);
}

static GtkWidget *
add_key_row (LlmPreferences *self, LlmProvider *provider, AdwPreferencesGroup *group)
{
  GtkWidget *row = llm_key_row_new (self->context, provider);

  g_signal_connect_object (row, "remove", G_CALLBACK (remove_server_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (group, row);
  update_entry (self, LLM_KEY_ROW (row));

  return row;
}

/* The form stands below the servers. */
static void
add_form (LlmPreferences *self)
{
  self->form = llm_endpoint_form_new (self->context);
  g_signal_connect_object (self->form, "added", G_CALLBACK (server_added_cb), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->servers_group, self->form);
}

static void
move_form_down (LlmPreferences *self)
{
  g_object_ref (self->form);
  adw_preferences_group_remove (self->servers_group, self->form);
  adw_preferences_group_add (self->servers_group, self->form);
  g_object_unref (self->form);
}

static void
remove_rows (AdwPreferencesGroup *group, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);
}

static GPtrArray *
list_servers (LlmPreferences *self)
{
  GListModel *providers = llm_context_get_providers (self->context);
  GPtrArray *servers = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (providers);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LlmProvider) provider = g_list_model_get_item (providers, i);

      if (llm_provider_get_flags (provider) & LLM_PROVIDER_CUSTOM)
        g_ptr_array_add (servers, g_steal_pointer (&provider));
    }
  return servers;
}

/* Servers that were merely edited keep their rows, open as they are. */
static gboolean
update_servers (LlmPreferences *self, GPtrArray *servers)
{
  if (servers->len != self->server_rows->len)
    return FALSE;
  for (guint i = 0; i < servers->len; i++)
    {
      LlmKeyRow *row = g_ptr_array_index (self->server_rows, i);

      if (!g_str_equal (llm_key_row_get_provider_id (row),
                        llm_provider_get_id (g_ptr_array_index (servers, i))))
        return FALSE;
    }
  for (guint i = 0; i < servers->len; i++)
    llm_key_row_set_provider (g_ptr_array_index (self->server_rows, i),
                              g_ptr_array_index (servers, i));
  return TRUE;
}

static void
fill_servers (LlmPreferences *self)
{
  g_autoptr (GPtrArray) servers = list_servers (self);

  if (update_servers (self, servers))
    return;

  remove_rows (self->servers_group, self->server_rows);
  for (guint i = 0; i < servers->len; i++)
    g_ptr_array_add (self->server_rows,
                     add_key_row (self, g_ptr_array_index (servers, i), self->servers_group));

  if (self->server_rows->len > 0)
    move_form_down (self);
}

static void
fill_vendors (LlmPreferences *self)
{
  GListModel *providers = llm_context_get_providers (self->context);
  guint n = g_list_model_get_n_items (providers);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LlmProvider) provider = g_list_model_get_item (providers, i);
      LlmProviderFlags flags = llm_provider_get_flags (provider);

      if ((flags & LLM_PROVIDER_TAKES_KEY) != 0 && (flags & LLM_PROVIDER_CUSTOM) == 0
          && !g_str_equal (llm_provider_get_id (provider), LLM_AZURE_PROVIDER_ID))
        g_ptr_array_add (self->vendor_rows, add_key_row (self, provider, self->keys_group));
    }
}

static gboolean
enum_to_selected (GValue *value, GVariant *variant, gpointer user_data)
{
  const char *const *nicks = user_data;

  for (guint i = 0; nicks[i] != NULL; i++)
    if (g_str_equal (nicks[i], g_variant_get_string (variant, NULL)))
      g_value_set_uint (value, i);

  return TRUE;
}

static GVariant *
selected_to_enum (const GValue *value, const GVariantType *type, gpointer user_data)
{
  const char *const *nicks = user_data;
  guint selected = g_value_get_uint (value);

  return selected < g_strv_length ((char **) nicks) ? g_variant_new_string (nicks[selected]) : NULL;
}

static void
bind_settings (LlmPreferences *self)
{
  static const char *const styles[] = { "default", "light", "dark", NULL };
  static const char *const send_keys[] = { "ctrl-enter", "enter", NULL };
  GSettings *settings = llm_settings_get_gsettings (llm_context_get_settings (self->context));
  g_autofree char *system_prompt = g_settings_get_string (settings, "system-prompt");
  g_autofree char *title_model = g_settings_get_string (settings, "title-model");

  g_settings_bind_with_mapping (settings, "color-scheme", self->style_row, "selected",
                                G_SETTINGS_BIND_DEFAULT, enum_to_selected, selected_to_enum,
                                (gpointer) styles, NULL);
  g_settings_bind_with_mapping (settings, "send-key", self->send_key_row, "selected",
                                G_SETTINGS_BIND_DEFAULT, enum_to_selected, selected_to_enum,
                                (gpointer) send_keys, NULL);
  gtk_editable_set_text (self->system_row, system_prompt);
  gtk_editable_set_text (self->title_row, title_model);

  g_settings_bind (settings, "trash-days", gtk_spin_button_get_adjustment (self->trash_days_spin),
                   "value", G_SETTINGS_BIND_DEFAULT);
  llm_retention_row_set_settings (self->retention_row, llm_context_get_settings (self->context));
  g_settings_bind (settings, "connect-timeout", gtk_spin_button_get_adjustment (self->connect_spin),
                   "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "first-token-timeout",
                   gtk_spin_button_get_adjustment (self->first_token_spin), "value",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "idle-timeout", gtk_spin_button_get_adjustment (self->idle_spin),
                   "value", G_SETTINGS_BIND_DEFAULT);
}

static void
system_apply_cb (LlmPreferences *self)
{
  g_settings_set_string (llm_settings_get_gsettings (llm_context_get_settings (self->context)),
                         "system-prompt", gtk_editable_get_text (self->system_row));
}

/* Only what names a model is taken. */
static void
title_apply_cb (LlmPreferences *self)
{
  const char *spec = gtk_editable_get_text (self->title_row);
  g_autofree char *provider_id = NULL;
  g_autofree char *model_id = NULL;
  g_autoptr (GError) error = NULL;

  if (*spec != '\0'
      && !llm_context_parse_model (self->context, spec, &provider_id, &model_id, &error))
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->title_row), "error");
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->title_row), error->message);
      return;
    }
  gtk_widget_remove_css_class (GTK_WIDGET (self->title_row), "error");
  g_settings_set_string (llm_settings_get_gsettings (llm_context_get_settings (self->context)),
                         "title-model", spec);
}

static void
llm_preferences_dispose (GObject *object)
{
  LlmPreferences *self = LLM_PREFERENCES (object);

  g_cancellable_cancel (self->cancellable);
  if (self->context != NULL)
    {
      g_signal_handlers_disconnect_by_data (llm_context_get_providers (self->context), self);
      g_signal_handlers_disconnect_by_data (llm_context_get_secrets (self->context), self);

      /* libadwaita 1.2 leaks groups with all that is in them. */
      remove_rows (self->keys_group, self->vendor_rows);
      remove_rows (self->servers_group, self->server_rows);
      adw_preferences_group_remove (self->servers_group, self->form);
      llm_azure_page_clear (self->azure_page);
      llm_requests_group_clear (self->requests_group);
      llm_cache_group_clear (self->cache_group);
    }
  g_clear_object (&self->context);

  G_OBJECT_CLASS (llm_preferences_parent_class)->dispose (object);
}

static void
llm_preferences_finalize (GObject *object)
{
  LlmPreferences *self = LLM_PREFERENCES (object);

  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->vendor_rows);
  g_ptr_array_unref (self->server_rows);
  g_clear_pointer (&self->entries, g_ptr_array_unref);

  G_OBJECT_CLASS (llm_preferences_parent_class)->finalize (object);
}

static void
llm_preferences_class_init (LlmPreferencesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = llm_preferences_dispose;
  object_class->finalize = llm_preferences_finalize;

  g_type_ensure (LLM_TYPE_AZURE_PAGE);
  g_type_ensure (LLM_TYPE_REQUESTS_GROUP);
  g_type_ensure (LLM_TYPE_CACHE_GROUP);
  g_type_ensure (LLM_TYPE_RETENTION_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/jbuz/LLMSelect/llm-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmPreferences, azure_page);
  gtk_widget_class_bind_template_child (widget_class, LlmPreferences, requests_group);
  gtk_widget_class_bind_template_child (widget_class, LlmPreferences, cache_group);
  gtk_widget_class_bind_template_child (widget_class, LlmPreferences, style_row);
  gtk_widget_class_bind_template_child (widget_class, LlmPreferences, send_key_row);
  gtk_widget_class_bind_template_child (widget_class, LlmPreferences, system_row);
  gtk_widget_class_bind_template_child (widget_class, LlmPreferences, title_row);
  gtk_widget_class_bind_template_callback (widget_class, title_apply_cb);
  gtk_widget_class_bind_template_child (widget_class, LlmPreferences, trash_days_spin);
  gtk_widget_class_bind_template_child (widget_class, LlmPreferences, retention_row);
  gtk_widget_class_bind_template_child (widget_class, LlmPreferences, keys_page);
  gtk_widget_class_bind_template_child (widget_class, LlmPreferences, keys_group);
  gtk_widget_class_bind_template_child (widget_class, LlmPreferences, servers_group);
  gtk_widget_class_bind_template_child (widget_class, LlmPreferences, connect_spin);
  gtk_widget_class_bind_template_child (widget_class, LlmPreferences, first_token_spin);
  gtk_widget_class_bind_template_child (widget_class, LlmPreferences, idle_spin);
  gtk_widget_class_bind_template_callback (widget_class, system_apply_cb);
}

static void
llm_preferences_init (LlmPreferences *self)
{
  self->cancellable = g_cancellable_new ();
  self->vendor_rows = g_ptr_array_new ();
  self->server_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * llm_preferences_new:
 * @context: what is set up
 *
 * Returns: (transfer floating): the window
 */
GtkWidget *
llm_preferences_new (LlmContext *context)
{
  LlmPreferences *self;

  g_return_val_if_fail (LLM_IS_CONTEXT (context), NULL);

  self = g_object_new (LLM_TYPE_PREFERENCES, NULL);
  self->context = g_object_ref (context);
  bind_settings (self);
  fill_vendors (self);
  add_form (self);
  fill_servers (self);
  llm_azure_page_set_context (self->azure_page, context);
  llm_requests_group_set_context (self->requests_group, context);
  llm_cache_group_set_context (self->cache_group, context);
  g_signal_connect_object (llm_context_get_providers (context), "items-changed",
                           G_CALLBACK (fill_servers), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (llm_context_get_secrets (context), "changed", G_CALLBACK (list_keys),
                           self, G_CONNECT_SWAPPED);
  list_keys (self);

  return GTK_WIDGET (self);
}

/**
 * llm_preferences_show_key:
 * @self: the window
 * @provider_id: a provider, or "" for all
 *
 * Turns to the keys and to that of @provider_id.
 */
void
llm_preferences_show_key (LlmPreferences *self, const char *provider_id)
{
  GPtrArray *rows[2];

  g_return_if_fail (LLM_IS_PREFERENCES (self));
  g_return_if_fail (provider_id != NULL);

  if (g_str_equal (provider_id, LLM_AZURE_PROVIDER_ID))
    {
      adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (self), "azure");
      llm_key_row_focus_key (llm_azure_page_get_key_row (self->azure_page));
      return;
    }

  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (self), "keys");
  rows[0] = self->vendor_rows;
  rows[1] = self->server_rows;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint j = 0; j < rows[i]->len; j++)
      {
        LlmKeyRow *row = g_ptr_array_index (rows[i], j);

        if (g_str_equal (llm_key_row_get_provider_id (row), provider_id))
          llm_key_row_focus_key (row);
      }
}
