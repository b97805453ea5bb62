/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-endpoint-form.h"

#include <glib/gi18n-lib.h>

#include "llm-ca-row.h"
#include "llm-headers-row.h"

/* Letters of a name that go into the id, which may have 32. */
#define ID_LENGTH 24

struct _LlmEndpointForm
{
  AdwExpanderRow parent_instance;

  LlmContext *context;
  guint preset; /* whose name and address were filled in; n_presets for none */

  AdwComboRow *preset_row;
  GtkEditable *name_entry;
  GtkEditable *url_entry;
  GtkEditable *key_entry;
  LlmHeadersRow *headers_row;
  LlmCaRow *ca_row;
  GtkLabel *error_label;
  GtkWidget *add_button;
};

G_DEFINE_FINAL_TYPE (LlmEndpointForm, llm_endpoint_form, ADW_TYPE_EXPANDER_ROW)

enum
{
  SIGNAL_ADDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
changed_cb (LlmEndpointForm *self)
{
  gtk_label_set_label (self->error_label, "");
  gtk_widget_set_sensitive (self->add_button,
                            *gtk_editable_get_text (self->name_entry) != '\0'
                                && *gtk_editable_get_text (self->url_entry) != '\0');
}

/* The preset at @position; NULL for a server of another make. */
static const LlmEndpointPreset *
get_preset (guint position)
{
  guint n;
  const LlmEndpointPreset *presets = llm_endpoint_presets_get (&n);

  return position < n ? &presets[position] : NULL;
}

/* What the user has typed stays. */
static void
fill_in (GtkEditable *entry, const char *before, const char *after)
{
  const char *text = gtk_editable_get_text (entry);

  if (*text == '\0' || g_strcmp0 (text, before) == 0)
    gtk_editable_set_text (entry, after != NULL ? after : "");
}

static void
preset_cb (LlmEndpointForm *self)
{
  const LlmEndpointPreset *before = get_preset (self->preset);
  const LlmEndpointPreset *after;

  self->preset = adw_combo_row_get_selected (self->preset_row);
  after = get_preset (self->preset);
  fill_in (self->name_entry, before != NULL ? before->name : NULL,
           after != NULL ? after->name : NULL);
  fill_in (self->url_entry, before != NULL ? before->base_url : NULL,
           after != NULL ? after->base_url : NULL);
}

typedef struct
{
  LlmEndpointForm *self;
  char *id;
  char *key;
} KeyCall;

static void
key_call_free (KeyCall *call)
{
  g_object_unref (call->self);
  g_free (call->id);
  llm_secret_free (call->key);
  g_free (call);
}

/* Without a keyring the key still serves as long as the program runs. */
static void
key_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KeyCall *call = user_data;
  g_autoptr (GError) error = NULL;

  if (!llm_secrets_store_finish (LLM_SECRETS (source), result, &error))
    {
      llm_secrets_set_session_key (LLM_SECRETS (source), call->id, call->key);
      g_signal_emit (call->self, signals[SIGNAL_ADDED], 0,
                     _ ("The key could not be stored and is used for this session only."));
    }

  key_call_free (call);
}

static void
store_key (LlmEndpointForm *self, const char *id, char *key)
{
  KeyCall *call = g_new0 (KeyCall, 1);

  call->self = g_object_ref (self);
  call->id = g_strdup (id);
  call->key = key;
  llm_secrets_store_async (llm_context_get_secrets (self->context), id, key, NULL, key_stored_cb,
                           call);
}

/* Takes @headers and @key. */
static void
add_endpoint (LlmEndpointForm *self, const char *name, const char *url, char **headers, char *key)
{
  LlmSettings *settings = llm_context_get_settings (self->context);
  g_autoptr (GPtrArray) endpoints = llm_settings_get_endpoints (settings);
  g_autofree char *id = llm_endpoint_form_make_id (name, endpoints);
  const LlmEndpointPreset *preset = get_preset (adw_combo_row_get_selected (self->preset_row));
  LlmEndpoint *endpoint = llm_endpoint_new (id, name, url);

  endpoint->preset = g_strdup (preset != NULL ? preset->id : NULL);
  endpoint->headers = headers;
  endpoint->ca_file = g_strdup (llm_ca_row_get_path (self->ca_row));
  g_ptr_array_add (endpoints, endpoint);
  llm_settings_set_endpoints (settings, endpoints);
  g_signal_emit (self, signals[SIGNAL_ADDED], 0, NULL);

  if (key != NULL)
    store_key (self, id, key);
}

static void
clear (LlmEndpointForm *self)
{
  guint n;

  llm_endpoint_presets_get (&n);
  adw_combo_row_set_selected (self->preset_row, n);
  gtk_editable_set_text (self->name_entry, "");
  gtk_editable_set_text (self->url_entry, "");
  gtk_editable_set_text (self->key_entry, "");
  llm_headers_row_set_headers (self->headers_row, NULL);
  llm_ca_row_set_path (self->ca_row, NULL);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), FALSE);
}

static void
add_cb (LlmEndpointForm *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name_entry)));
  const char *key_text = gtk_editable_get_text (self->key_entry);
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;
  g_auto (GStrv) headers = NULL;
  char *key = NULL;

  if (*name == '\0' || !gtk_widget_get_sensitive (self->add_button))
    return;

  url = llm_base_url_normalize (gtk_editable_get_text (self->url_entry), &error);
  if (url != NULL && llm_headers_row_get_headers (self->headers_row, &headers, &error)
      && *key_text != '\0')
    key = llm_secret_normalize (key_text, &error);
  if (error != NULL)
    {
      gtk_label_set_label (self->error_label, error->message);
      return;
    }

  add_endpoint (self, name, url, g_steal_pointer (&headers), key);
  clear (self);
}

/* The makes that are known, and any other. */
static void
fill_presets (LlmEndpointForm *self)
{
  g_autoptr (GtkStringList) names = llm_endpoint_form_new_preset_names ();

  /* A new model has its first item selected. */
  adw_combo_row_set_model (self->preset_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->preset_row,
                              g_list_model_get_n_items (G_LIST_MODEL (names)) - 1);
}

static void
llm_endpoint_form_finalize (GObject *object)
{
  LlmEndpointForm *self = LLM_ENDPOINT_FORM (object);

  g_clear_object (&self->context);

  G_OBJECT_CLASS (llm_endpoint_form_parent_class)->finalize (object);
}

static void
llm_endpoint_form_class_init (LlmEndpointFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = llm_endpoint_form_finalize;

  /**
   * LlmEndpointForm::added:
   * @message: (nullable): what the user has to know
   */
  signals[SIGNAL_ADDED] = g_signal_new ("added", LLM_TYPE_ENDPOINT_FORM, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (LLM_TYPE_CA_ROW);
  g_type_ensure (LLM_TYPE_HEADERS_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/jbuz/LLMSelect/llm-endpoint-form.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmEndpointForm, preset_row);
  gtk_widget_class_bind_template_child (widget_class, LlmEndpointForm, headers_row);
  gtk_widget_class_bind_template_child (widget_class, LlmEndpointForm, ca_row);
  gtk_widget_class_bind_template_callback (widget_class, preset_cb);
  gtk_widget_class_bind_template_child (widget_class, LlmEndpointForm, name_entry);
  gtk_widget_class_bind_template_child (widget_class, LlmEndpointForm, url_entry);
  gtk_widget_class_bind_template_child (widget_class, LlmEndpointForm, key_entry);
  gtk_widget_class_bind_template_child (widget_class, LlmEndpointForm, error_label);
  gtk_widget_class_bind_template_child (widget_class, LlmEndpointForm, add_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
}

static void
llm_endpoint_form_init (LlmEndpointForm *self)
{
  llm_endpoint_presets_get (&self->preset);
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_presets (self);
}

/**
 * llm_endpoint_form_new:
 * @context: where settings and keys are
 *
 * Returns: (transfer floating): an empty form
 */
GtkWidget *
llm_endpoint_form_new (LlmContext *context)
{
  LlmEndpointForm *self;

  g_return_val_if_fail (LLM_IS_CONTEXT (context), NULL);

  self = g_object_new (LLM_TYPE_ENDPOINT_FORM, NULL);
  self->context = g_object_ref (context);

  return GTK_WIDGET (self);
}

/**
 * llm_endpoint_form_new_preset_names:
 *
 * Returns: (transfer full): the names of the makes of servers in their order, and
 *   behind them that of any other
 */
GtkStringList *
llm_endpoint_form_new_preset_names (void)
{
  GtkStringList *names = gtk_string_list_new (NULL);
  guint n;
  const LlmEndpointPreset *presets = llm_endpoint_presets_get (&n);

  for (guint i = 0; i < n; i++)
    gtk_string_list_append (names, presets[i].name);
  /* Translators: a server of another make than those that are known. */
  gtk_string_list_append (names, _ ("Other"));
  return names;
}

static gboolean
id_is_free (const char *id, GPtrArray *endpoints)
{
  for (guint i = 0; i < endpoints->len; i++)
    if (g_str_equal (((LlmEndpoint *) g_ptr_array_index (endpoints, i))->id, id))
      return FALSE;

  return llm_endpoint_id_is_valid (id);
}

/**
 * llm_endpoint_form_make_id:
 * @name: what the user calls a server
 * @endpoints: (element-type LlmEndpoint): those that are there
 *
 * Returns: (transfer full): a valid id like @name that none of @endpoints has
 */
char *
llm_endpoint_form_make_id (const char *name, GPtrArray *endpoints)
{
  g_autofree char *ascii = NULL;
  g_autoptr (GString) base = NULL;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (endpoints != NULL, NULL);

  ascii = g_str_to_ascii (name, NULL);
  base = g_string_new (NULL);
  for (const char *p = ascii; *p != '\0' && base->len < ID_LENGTH; p++)
    {
      if (g_ascii_isalnum (*p))
        g_string_append_c (base, g_ascii_tolower (*p));
      else if (base->len > 0 && base->str[base->len - 1] != '-')
        g_string_append_c (base, '-');
    }
  while (base->len > 0 && base->str[base->len - 1] == '-')
    g_string_truncate (base, base->len - 1);
  if (base->len == 0)
    g_string_assign (base, "server");

  for (guint i = 1;; i++)
    {
      g_autofree char *id = i == 1 ? g_strdup (base->str) : g_strdup_printf ("%s-%u", base->str, i);

      if (id_is_free (id, endpoints))
        return g_steal_pointer (&id);
    }
}
