/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-key-row.h"

#include <glib/gi18n-lib.h>

#include "llm-ca-row.h"
#include "llm-endpoint-form.h"
#include "llm-headers-row.h"
#include "llm-provider-style.h"
#include "llm-wrap-layout.h"

struct _LlmKeyRow
{
  AdwExpanderRow parent_instance;

  LlmContext *context;
  char *id;
  char *name;
  LlmProvider *provider; /* NULL while there is none with this id */
  GCancellable *cancellable;
  LlmSecretSource source;
  gboolean busy;
  gboolean clearing;
  gboolean showing;
  gboolean with_key; /* whether the test that runs has one */

  GtkEditable *name_entry;
  AdwComboRow *preset_row;
  LlmHeadersRow *headers_row;
  LlmCaRow *ca_row;
  GtkEditable *key_entry;
  GtkEditable *url_entry;
  GtkWidget *result_box;
  GtkSpinner *spinner;
  GtkImage *result_icon;
  GtkLabel *result_label;
  GtkWidget *buttons;
  GtkWidget *remove_button;
  GtkWidget *delete_button;
  GtkWidget *session_button;
  GtkWidget *test_button;
};

G_DEFINE_FINAL_TYPE (LlmKeyRow, llm_key_row, ADW_TYPE_EXPANDER_ROW)

enum
{
  SIGNAL_REMOVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef enum
{
  RESULT_NONE,
  RESULT_BUSY,
  RESULT_GOOD,
  RESULT_BAD,
} Result;

static LlmSecrets *
get_secrets (LlmKeyRow *self)
{
  return llm_context_get_secrets (self->context);
}

static LlmSettings *
get_settings (LlmKeyRow *self)
{
  return llm_context_get_settings (self->context);
}

static gboolean
is_custom (LlmKeyRow *self)
{
  return self->provider != NULL
         && (llm_provider_get_flags (self->provider) & LLM_PROVIDER_CUSTOM) != 0;
}

static gboolean
needs_key (LlmKeyRow *self)
{
  return self->provider == NULL
         || (llm_provider_get_flags (self->provider) & LLM_PROVIDER_NEEDS_KEY) != 0;
}

static gboolean
has_text (LlmKeyRow *self)
{
  return *gtk_editable_get_text (self->key_entry) != '\0';
}

static gboolean
can_test (LlmKeyRow *self)
{
  return has_text (self) || self->source != LLM_SECRET_SOURCE_NONE || !needs_key (self);
}

static void
update_buttons (LlmKeyRow *self)
{
  gboolean own
      = self->source == LLM_SECRET_SOURCE_KEYRING || self->source == LLM_SECRET_SOURCE_SESSION;

  gtk_widget_set_visible (self->delete_button, own);
  gtk_widget_set_visible (self->remove_button, is_custom (self));
  gtk_widget_set_visible (self->test_button, self->provider != NULL);
  gtk_widget_set_sensitive (self->delete_button, !self->busy);
  gtk_widget_set_sensitive (self->session_button, !self->busy && has_text (self));
  gtk_widget_set_sensitive (self->test_button, !self->busy && can_test (self));
  gtk_widget_set_tooltip_text (self->test_button, can_test (self) ? NULL : _ ("Enter a key first"));
}

static void
show_result (LlmKeyRow *self, Result result, const char *message)
{
  self->busy = result == RESULT_BUSY;
  gtk_widget_set_visible (self->result_box, result != RESULT_NONE);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->busy);
  gtk_spinner_set_spinning (self->spinner, self->busy);
  gtk_widget_set_visible (GTK_WIDGET (self->result_icon),
                          result == RESULT_GOOD || result == RESULT_BAD);
  gtk_image_set_from_icon_name (self->result_icon, result == RESULT_GOOD
                                                       ? "object-select-symbolic"
                                                       : "dialog-warning-symbolic");
  gtk_label_set_label (self->result_label, message != NULL ? message : "");
  gtk_widget_set_visible (self->session_button, FALSE);
  update_buttons (self);
}

static void
clear_key (LlmKeyRow *self)
{
  self->clearing = TRUE;
  gtk_editable_set_text (self->key_entry, "");
  self->clearing = FALSE;
  update_buttons (self);
}

static void
key_changed_cb (LlmKeyRow *self)
{
  if (!self->clearing)
    update_buttons (self);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmKeyRow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (llm_secrets_store_finish (LLM_SECRETS (source), result, &error))
    {
      clear_key (self);
      show_result (self, RESULT_GOOD, _ ("The key is in the keyring now."));
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      show_result (self, RESULT_BAD, error->message);
      gtk_widget_set_visible (self->session_button, TRUE);
      adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
    }
}

static void
store_cb (LlmKeyRow *self)
{
  g_autoptr (GError) error = NULL;
  char *key;

  if (self->busy)
    return;

  key = llm_secret_normalize (gtk_editable_get_text (self->key_entry), &error);
  if (key == NULL)
    {
      show_result (self, RESULT_BAD, error->message);
      return;
    }

  show_result (self, RESULT_BUSY, _ ("Storing the key…"));
  llm_secrets_store_async (get_secrets (self), self->id, key, self->cancellable, stored_cb,
                           g_object_ref (self));
  llm_secret_free (key);
}

static void
session_cb (LlmKeyRow *self)
{
  g_autoptr (GError) error = NULL;
  char *key = llm_secret_normalize (gtk_editable_get_text (self->key_entry), &error);

  if (key == NULL)
    {
      show_result (self, RESULT_BAD, error->message);
      return;
    }

  llm_secrets_set_session_key (get_secrets (self), self->id, key);
  llm_secret_free (key);
  clear_key (self);
  show_result (self, RESULT_GOOD, _ ("The key is used until LLMSelect is closed."));
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmKeyRow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (llm_secrets_delete_finish (LLM_SECRETS (source), result, &error) || error == NULL)
    show_result (self, RESULT_GOOD, _ ("The key was deleted."));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_result (self, RESULT_BAD, error->message);
}

static void
delete_cb (LlmKeyRow *self)
{
  const char *id = self->id;

  if (self->source == LLM_SECRET_SOURCE_SESSION)
    {
      llm_secrets_set_session_key (get_secrets (self), id, NULL);
      show_result (self, RESULT_GOOD, _ ("The key is not used any more."));
      return;
    }

  show_result (self, RESULT_BUSY, _ ("Deleting the key…"));
  llm_secrets_delete_async (get_secrets (self), id, self->cancellable, deleted_cb,
                            g_object_ref (self));
}

static void
remove_cb (LlmKeyRow *self)
{
  g_signal_emit (self, signals[SIGNAL_REMOVE], 0, self->id);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmKeyRow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;

  if (llm_provider_check_key_finish (LLM_PROVIDER (source), result, &error))
    {
      if (self->with_key)
        /* Translators: the name of a provider such as OpenAI. */
        message = g_strdup_printf (_ ("%s accepts the key."), self->name);
      else
        /* Translators: the name of a server. */
        message = g_strdup_printf (_ ("%s answers."), self->name);
      show_result (self, RESULT_GOOD, message);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      show_result (self, RESULT_BAD, error->message);
    }
}

static void
check_key (LlmKeyRow *self, const char *key)
{
  self->with_key = key != NULL;
  llm_provider_check_key_async (self->provider, key, self->cancellable, checked_cb,
                                g_object_ref (self));
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmKeyRow) self = user_data;
  g_autoptr (GError) error = NULL;
  char *key = llm_secrets_lookup_finish (LLM_SECRETS (source), result, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (self->provider != NULL && (key != NULL || !needs_key (self)))
    check_key (self, key);
  else
    show_result (self, RESULT_BAD, error != NULL ? error->message : NULL);
  llm_secret_free (key);
}

/* What is typed goes before what is stored, so that a key can be tried first. */
static void
test_cb (LlmKeyRow *self)
{
  g_autoptr (GError) error = NULL;
  char *key;

  if (!has_text (self))
    {
      show_result (self, RESULT_BUSY, _ ("Testing…"));
      llm_secrets_lookup_async (get_secrets (self), self->id, self->cancellable, looked_up_cb,
                                g_object_ref (self));
      return;
    }

  key = llm_secret_normalize (gtk_editable_get_text (self->key_entry), &error);
  if (key == NULL)
    {
      show_result (self, RESULT_BAD, error->message);
      return;
    }

  show_result (self, RESULT_BUSY, _ ("Testing…"));
  check_key (self, key);
  llm_secret_free (key);
}

/* --- What else a server of the user's has --- */

static LlmEndpoint *
find_endpoint (LlmKeyRow *self, GPtrArray *endpoints)
{
  for (guint i = 0; i < endpoints->len; i++)
    {
      LlmEndpoint *endpoint = g_ptr_array_index (endpoints, i);

      if (g_str_equal (endpoint->id, self->id))
        return endpoint;
    }
  return NULL;
}

/* Has one member of the endpoint replaced by @value, which is taken. */
static void
set_endpoint_member (LlmKeyRow *self, gsize offset, char *value)
{
  g_autoptr (GPtrArray) endpoints = llm_settings_get_endpoints (get_settings (self));
  LlmEndpoint *endpoint = find_endpoint (self, endpoints);
  char **member;

  if (endpoint == NULL)
    {
      g_free (value);
      return;
    }
  member = G_STRUCT_MEMBER_P (endpoint, offset);
  g_free (*member);
  *member = value;
  llm_settings_set_endpoints (get_settings (self), endpoints);
}

static void
name_apply_cb (LlmKeyRow *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name_entry)));

  if (*name == '\0')
    show_result (self, RESULT_BAD, _ ("A server needs a name."));
  else
    set_endpoint_member (self, G_STRUCT_OFFSET (LlmEndpoint, name), g_steal_pointer (&name));
}

static void
preset_cb (LlmKeyRow *self)
{
  guint selected = adw_combo_row_get_selected (self->preset_row);
  guint n;
  const LlmEndpointPreset *presets = llm_endpoint_presets_get (&n);

  if (!self->showing && is_custom (self))
    set_endpoint_member (self, G_STRUCT_OFFSET (LlmEndpoint, preset),
                         g_strdup (selected < n ? presets[selected].id : NULL));
}

static void
headers_cb (LlmKeyRow *self)
{
  g_autoptr (GPtrArray) endpoints = llm_settings_get_endpoints (get_settings (self));
  LlmEndpoint *endpoint = find_endpoint (self, endpoints);
  char **headers;

  if (endpoint == NULL || !llm_headers_row_get_headers (self->headers_row, &headers, NULL))
    return;
  g_strfreev (endpoint->headers);
  endpoint->headers = headers;
  llm_settings_set_endpoints (get_settings (self), endpoints);
}

static void
ca_cb (LlmKeyRow *self)
{
  set_endpoint_member (self, G_STRUCT_OFFSET (LlmEndpoint, ca_file),
                       g_strdup (llm_ca_row_get_path (self->ca_row)));
}

static void
show_endpoint (LlmKeyRow *self)
{
  g_autoptr (GPtrArray) endpoints = llm_settings_get_endpoints (get_settings (self));
  const LlmEndpoint *endpoint = is_custom (self) ? find_endpoint (self, endpoints) : NULL;
  gboolean shown = endpoint != NULL;
  guint n;
  const LlmEndpointPreset *presets = llm_endpoint_presets_get (&n);
  const LlmEndpointPreset *preset;

  gtk_widget_set_visible (GTK_WIDGET (self->name_entry), shown);
  gtk_widget_set_visible (GTK_WIDGET (self->preset_row), shown);
  gtk_widget_set_visible (GTK_WIDGET (self->headers_row), shown);
  gtk_widget_set_visible (GTK_WIDGET (self->ca_row), shown);
  if (!shown)
    return;

  preset = llm_endpoint_presets_find (endpoint->preset);
  self->showing = TRUE;
  gtk_editable_set_text (self->name_entry, endpoint->name);
  adw_combo_row_set_selected (self->preset_row, preset != NULL ? (guint) (preset - presets) : n);
  llm_headers_row_set_headers (self->headers_row, (const char *const *) endpoint->headers);
  llm_ca_row_set_path (self->ca_row, endpoint->ca_file);
  self->showing = FALSE;
}

static void
show_url (LlmKeyRow *self)
{
  const char *variable = llm_settings_get_base_url_variable (self->id);
  g_autofree char *url = llm_settings_get_base_url (get_settings (self), self->id);
  gboolean overridden = variable != NULL && g_getenv (variable) != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->url_entry), variable != NULL || is_custom (self));
  gtk_editable_set_text (self->url_entry, url != NULL ? url : "");
  gtk_widget_set_sensitive (GTK_WIDGET (self->url_entry), !overridden);
  if (overridden)
    {
      g_autofree char *tooltip = NULL;

      /* Translators: the name of an environment variable. */
      tooltip = g_strdup_printf (_ ("Set by %s for this session"), variable);
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->url_entry), tooltip);
    }
}

static void
url_apply_cb (LlmKeyRow *self)
{
  const char *text = gtk_editable_get_text (self->url_entry);
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;

  /* Nothing means the vendor's own address. */
  if (*text != '\0' || is_custom (self))
    {
      url = llm_base_url_normalize (text, &error);
      if (url == NULL)
        {
          show_result (self, RESULT_BAD, error->message);
          return;
        }
    }

  show_result (self, RESULT_NONE, NULL);
  if (is_custom (self))
    set_endpoint_member (self, G_STRUCT_OFFSET (LlmEndpoint, base_url), g_steal_pointer (&url));
  else
    llm_settings_set_base_url (get_settings (self), self->id, url);
  show_url (self);
}

static void
llm_key_row_dispose (GObject *object)
{
  LlmKeyRow *self = LLM_KEY_ROW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (llm_key_row_parent_class)->dispose (object);
}

static void
llm_key_row_finalize (GObject *object)
{
  LlmKeyRow *self = LLM_KEY_ROW (object);

  g_clear_object (&self->provider);
  g_clear_object (&self->cancellable);
  g_free (self->id);
  g_free (self->name);

  G_OBJECT_CLASS (llm_key_row_parent_class)->finalize (object);
}

static void
llm_key_row_class_init (LlmKeyRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = llm_key_row_dispose;
  object_class->finalize = llm_key_row_finalize;

  /**
   * LlmKeyRow::remove:
   * @provider_id: the server that is not wanted any more
   */
  signals[SIGNAL_REMOVE] = g_signal_new ("remove", LLM_TYPE_KEY_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (LLM_TYPE_CA_ROW);
  g_type_ensure (LLM_TYPE_HEADERS_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/jbuz/LLMSelect/llm-key-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmKeyRow, name_entry);
  gtk_widget_class_bind_template_child (widget_class, LlmKeyRow, preset_row);
  gtk_widget_class_bind_template_child (widget_class, LlmKeyRow, headers_row);
  gtk_widget_class_bind_template_child (widget_class, LlmKeyRow, ca_row);
  gtk_widget_class_bind_template_callback (widget_class, name_apply_cb);
  gtk_widget_class_bind_template_callback (widget_class, preset_cb);
  gtk_widget_class_bind_template_callback (widget_class, headers_cb);
  gtk_widget_class_bind_template_callback (widget_class, ca_cb);
  gtk_widget_class_bind_template_child (widget_class, LlmKeyRow, key_entry);
  gtk_widget_class_bind_template_child (widget_class, LlmKeyRow, url_entry);
  gtk_widget_class_bind_template_child (widget_class, LlmKeyRow, result_box);
  gtk_widget_class_bind_template_child (widget_class, LlmKeyRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, LlmKeyRow, result_icon);
  gtk_widget_class_bind_template_child (widget_class, LlmKeyRow, result_label);
  gtk_widget_class_bind_template_child (widget_class, LlmKeyRow, buttons);
  gtk_widget_class_bind_template_child (widget_class, LlmKeyRow, remove_button);
  gtk_widget_class_bind_template_child (widget_class, LlmKeyRow, delete_button);
  gtk_widget_class_bind_template_child (widget_class, LlmKeyRow, session_button);
  gtk_widget_class_bind_template_child (widget_class, LlmKeyRow, test_button);
  gtk_widget_class_bind_template_callback (widget_class, store_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, url_apply_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
  gtk_widget_class_bind_template_callback (widget_class, delete_cb);
  gtk_widget_class_bind_template_callback (widget_class, session_cb);
  gtk_widget_class_bind_template_callback (widget_class, test_cb);
}

static void
llm_key_row_init (LlmKeyRow *self)
{
  GtkLayoutManager *wrap = llm_wrap_layout_new ();
  g_autoptr (GtkStringList) presets = llm_endpoint_form_new_preset_names ();

  self->cancellable = g_cancellable_new ();
  self->showing = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_combo_row_set_model (self->preset_row, G_LIST_MODEL (presets));
  self->showing = FALSE;
  llm_headers_row_set_show_apply (self->headers_row, TRUE);

  llm_wrap_layout_set_spacing (LLM_WRAP_LAYOUT (wrap), 6);
  gtk_widget_set_layout_manager (self->buttons, wrap);
}

static LlmKeyRow *
new_row (LlmContext *context, const char *id, const char *name)
{
  LlmKeyRow *self = g_object_new (LLM_TYPE_KEY_ROW, NULL);
  GtkWidget *dot = llm_provider_dot_new (id);

  self->context = g_object_ref (context);
  self->id = g_strdup (id);
  self->name = g_strdup (name);
  gtk_widget_set_valign (dot, GTK_ALIGN_CENTER);
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (self), dot);
  return self;
}

/* What the provider, or that there is none, means for the row. */
static void
show_provider (LlmKeyRow *self)
{
  /* Escaped: the header of an expander does not know of "use-markup" in 1.2. */
  g_autofree char *title = g_markup_escape_text (self->name, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  show_url (self);
  show_endpoint (self);
  update_buttons (self);
}

/**
 * llm_key_row_new:
 * @context: where keys and settings are
 * @provider: whose key and address it shows
 *
 * Returns: (transfer floating): a row that knows of no key yet
 */
GtkWidget *
llm_key_row_new (LlmContext *context, LlmProvider *provider)
{
  LlmKeyRow *self;

  g_return_val_if_fail (LLM_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (LLM_IS_PROVIDER (provider), NULL);

  self = new_row (context, llm_provider_get_id (provider), llm_provider_get_name (provider));
  self->provider = g_object_ref (provider);
  show_provider (self);
  llm_key_row_set_entry (self, NULL);

  return GTK_WIDGET (self);
}

/**
 * llm_key_row_new_for_id:
 * @context: where keys and settings are
 * @provider_id: whose key it shows
 *
 * For a provider that may come and go: the key can be tested while it is there.
 *
 * Returns: (transfer floating): a row that knows of no key yet
 */
GtkWidget *
llm_key_row_new_for_id (LlmContext *context, const char *provider_id)
{
  LlmKeyRow *self;

  g_return_val_if_fail (LLM_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (provider_id != NULL, NULL);

  self = new_row (context, provider_id, llm_secret_get_provider_name (provider_id));
  self->provider = llm_provider_find (llm_context_get_providers (context), provider_id);
  show_provider (self);
  llm_key_row_set_entry (self, NULL);

  return GTK_WIDGET (self);
}

/**
 * llm_key_row_set_provider:
 * @self: a #LlmKeyRow
 * @provider: (nullable): the provider of the same id as it is now
 *
 * Shows its name, address and options anew.
 */
void
llm_key_row_set_provider (LlmKeyRow *self, LlmProvider *provider)
{
  g_return_if_fail (LLM_IS_KEY_ROW (self));
  g_return_if_fail (provider == NULL || g_str_equal (llm_provider_get_id (provider), self->id));

  if (!g_set_object (&self->provider, provider))
    return;
  if (provider != NULL)
    {
      g_free (self->name);
      self->name = g_strdup (llm_provider_get_name (provider));
    }
  show_provider (self);
}

/**
 * llm_key_row_get_provider_id:
 * @self: a #LlmKeyRow
 *
 * Returns: whose key it shows
 */
const char *
llm_key_row_get_provider_id (LlmKeyRow *self)
{
  g_return_val_if_fail (LLM_IS_KEY_ROW (self), NULL);

  return self->id;
}

/**
 * llm_key_row_set_entry:
 * @self: a #LlmKeyRow
 * @entry: (nullable): where the provider's key is, or %NULL if it has none
 */
void
llm_key_row_set_entry (LlmKeyRow *self, const LlmSecretEntry *entry)
{
  g_autofree char *subtitle = NULL;

  g_return_if_fail (LLM_IS_KEY_ROW (self));

  self->source = entry != NULL ? entry->source : LLM_SECRET_SOURCE_NONE;
  switch (self->source)
    {
    case LLM_SECRET_SOURCE_SESSION:
      subtitle = g_strdup (_ ("Key for this session only"));
      break;

    case LLM_SECRET_SOURCE_KEYRING:
      subtitle = g_strdup (_ ("Key in the keyring"));
      break;

    case LLM_SECRET_SOURCE_ENVIRONMENT:
      /* Translators: the name of an environment variable. */
      subtitle = g_strdup_printf (_ ("Key from %s"), entry->variable);
      break;

    case LLM_SECRET_SOURCE_NONE:
    default:
      subtitle = g_strdup (_ ("No key"));
      break;
    }

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
  update_buttons (self);
}

/**
 * llm_key_row_focus_key:
 * @self: a #LlmKeyRow
 *
 * Opens the row and puts the cursor where the key goes.
 */
void
llm_key_row_focus_key (LlmKeyRow *self)
{
  g_return_if_fail (LLM_IS_KEY_ROW (self));

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->key_entry));
}
