/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-azure-page.h"

#include <glib/gi18n-lib.h>

#include "llm-deployments-group.h"

struct _LlmAzurePage
{
  AdwPreferencesPage parent_instance;

  LlmContext *context;
  gulong changed_id;
  gulong providers_id;
  gboolean showing;
  GtkWidget *key_row;
  GPtrArray *vendor_switches; /* GtkSwitch, with the vendor's id as name */

  AdwPreferencesGroup *main_group;
  AdwPreferencesGroup *routing_group;
  AdwActionRow *enabled_row;
  GtkSwitch *enabled_switch;
  GtkEditable *endpoint_entry;
  GtkWidget *endpoint_note;
  GtkLabel *endpoint_label;
  AdwComboRow *style_row;
  GtkEditable *version_entry;
  GtkWidget *version_note;
  GtkLabel *version_label;
  AdwComboRow *auth_row;
  AdwExpanderRow *vendors_row;
  GtkSwitch *direct_switch;
  LlmDeploymentsGroup *deployments_group;
};

G_DEFINE_FINAL_TYPE (LlmAzurePage, llm_azure_page, ADW_TYPE_PREFERENCES_PAGE)

static LlmSettings *
get_settings (LlmAzurePage *self)
{
  return llm_context_get_settings (self->context);
}

/* --- Showing --- */

static const char *
describe_style (LlmAzureStyle style)
{
  switch (style)
    {
    case LLM_AZURE_V1:
      return _ ("/openai/v1 with the deployment in the request: what Azure recommends");
    case LLM_AZURE_MODELS:
      return _ ("/models with the deployment in the request: for models of other vendors");
    case LLM_AZURE_DEPLOYMENTS:
    default:
      return _ ("/openai/deployments/NAME: the classic one, needs an API version");
    }
}

static void
set_note (GtkWidget *note, GtkLabel *label, GtkWidget *entry, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (note, text != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text != NULL ? text : "", -1);
}

static void
set_invalid (GtkWidget *entry, gboolean invalid)
{
  if (invalid)
    gtk_widget_add_css_class (entry, "error");
  else
    gtk_widget_remove_css_class (entry, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               invalid ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

/* The environment wins for this run: what it says is seen, not changed. */
static void
show_override (GtkWidget *row, GtkWidget *control, const char *variable)
{
  gboolean overridden = llm_azure_environment_has (variable);
  g_autofree char *text = NULL;

  gtk_widget_set_sensitive (control, !overridden);
  if (!overridden)
    return;
  /* Translators: the name of an environment variable. */
  text = g_strdup_printf (_ ("Set by %s for this session"), variable);
  gtk_widget_set_tooltip_text (row, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text, -1);
  if (ADW_IS_ACTION_ROW (row))
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
}

/* While it is typed. */
static void
endpoint_changed_cb (LlmAzurePage *self)
{
  const char *text = gtk_editable_get_text (self->endpoint_entry);
  g_autoptr (GError) error = NULL;
  g_autofree char *url = *text != '\0' ? llm_base_url_normalize (text, &error) : NULL;
  const char *note = error != NULL ? error->message : NULL;

  if (note == NULL && url == NULL && gtk_switch_get_active (self->enabled_switch))
    note = _ ("Enter the address of your resource, as the Azure portal shows it.");
  if (note == NULL && url != NULL && g_str_has_prefix (url, "http://"))
    note = _ ("The key would travel unencrypted. Use an address that begins with https.");
  set_invalid (GTK_WIDGET (self->endpoint_entry), error != NULL);
  set_note (self->endpoint_note, self->endpoint_label, GTK_WIDGET (self->endpoint_entry), note);
}

static void
version_changed_cb (LlmAzurePage *self)
{
  const char *text = gtk_editable_get_text (self->version_entry);
  gboolean good = *text == '\0' || llm_azure_api_version_is_valid (text);
  g_autoptr (LlmAzure) azure = llm_azure_new ();
  const char *note = NULL;

  llm_azure_set_api_version (azure, text);
  azure->style = adw_combo_row_get_selected (self->style_row);
  if (!good)
    note = _ ("This is not an API version. Enter one like 2024-10-21.");
  else if (!llm_azure_tells_usage (azure))
    note = _ ("Versions before 2024-09-01 do not tell how many tokens were used: they will be "
              "estimated.");
  set_invalid (GTK_WIDGET (self->version_entry), !good);
  set_note (self->version_note, self->version_label, GTK_WIDGET (self->version_entry), note);
}

static void
show_vendors (LlmAzurePage *self, const LlmAzure *azure)
{
  gboolean some = azure->providers != NULL && azure->providers[0] != NULL;

  adw_expander_row_set_enable_expansion (self->vendors_row, some);
  for (guint i = 0; i < self->vendor_switches->len; i++)
    {
      GtkSwitch *control = g_ptr_array_index (self->vendor_switches, i);
      const char *id = gtk_widget_get_name (GTK_WIDGET (control));

      gtk_switch_set_active (control,
                             !some || g_strv_contains ((const char *const *) azure->providers, id));
    }
  adw_expander_row_set_subtitle (self->vendors_row,
                                 some ? _ ("The others are asked directly")
                                      : _ ("Models of all vendors are asked through Azure"));
}

static void
show_text (GtkEditable *entry, const char *text)
{
  if (!g_str_equal (gtk_editable_get_text (entry), text))
    gtk_editable_set_text (entry, text);
}

static void
refresh (LlmAzurePage *self)
{
  g_autoptr (LlmAzure) azure = llm_settings_get_azure (get_settings (self));

  if (self->showing)
    return;
  self->showing = TRUE;
  gtk_switch_set_active (self->enabled_switch, azure->enabled);
  show_text (self->endpoint_entry, azure->endpoint);
  adw_combo_row_set_selected (self->style_row, azure->style);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->style_row), describe_style (azure->style));
  show_text (self->version_entry, azure->api_version);
  adw_combo_row_set_selected (self->auth_row, azure->auth);
  gtk_switch_set_active (self->direct_switch, azure->allow_direct);
  show_vendors (self, azure);
  show_override (GTK_WIDGET (self->enabled_row), GTK_WIDGET (self->enabled_switch),
                 LLM_AZURE_VARIABLE_ENABLED);
  show_override (GTK_WIDGET (self->endpoint_entry), GTK_WIDGET (self->endpoint_entry),
                 LLM_AZURE_VARIABLE_ENDPOINT);
  show_override (GTK_WIDGET (self->version_entry), GTK_WIDGET (self->version_entry),
                 LLM_AZURE_VARIABLE_API_VERSION);
  endpoint_changed_cb (self);
  version_changed_cb (self);
  self->showing = FALSE;
}

/* --- Storing --- */

/* What is stored, without the environment, with what the controls say that it cannot
 * override. */
static void
control_cb (LlmAzurePage *self)
{
  g_autoptr (LlmAzure) azure = NULL;

  if (self->showing || self->context == NULL)
    return;
  azure = llm_settings_get_stored_azure (get_settings (self));
  if (!llm_azure_environment_has (LLM_AZURE_VARIABLE_ENABLED))
    azure->enabled = gtk_switch_get_active (self->enabled_switch);
  azure->style = adw_combo_row_get_selected (self->style_row);
  azure->auth = adw_combo_row_get_selected (self->auth_row);
  azure->allow_direct = gtk_switch_get_active (self->direct_switch);
  llm_settings_set_azure (get_settings (self), azure);
}

static void
endpoint_apply_cb (LlmAzurePage *self)
{
  const char *text = gtk_editable_get_text (self->endpoint_entry);
  g_autofree char *url = *text != '\0' ? llm_base_url_normalize (text, NULL) : g_strdup ("");
  g_autoptr (LlmAzure) azure = llm_settings_get_stored_azure (get_settings (self));

  if (url == NULL)
    return;
  llm_azure_set_endpoint (azure, url);
  llm_settings_set_azure (get_settings (self), azure);
}

static void
version_apply_cb (LlmAzurePage *self)
{
  const char *text = gtk_editable_get_text (self->version_entry);
  g_autoptr (LlmAzure) azure = llm_settings_get_stored_azure (get_settings (self));

  if (*text != '\0' && !llm_azure_api_version_is_valid (text))
    return;
  /* Nothing is the default. */
  llm_azure_set_api_version (azure, text);
  llm_settings_set_azure (get_settings (self), azure);
}

/* None chosen means all: Azure itself can be switched off. */
static void
vendors_cb (LlmAzurePage *self)
{
  g_autoptr (LlmAzure) azure = NULL;
  g_autoptr (GStrvBuilder) builder = NULL;

  if (self->showing || self->context == NULL)
    return;
  builder = g_strv_builder_new ();
  for (guint i = 0; i < self->vendor_switches->len; i++)
    {
      GtkSwitch *control = g_ptr_array_index (self->vendor_switches, i);

      if (adw_expander_row_get_enable_expansion (self->vendors_row)
          && gtk_switch_get_active (control))
        g_strv_builder_add (builder, gtk_widget_get_name (GTK_WIDGET (control)));
    }
  azure = llm_settings_get_stored_azure (get_settings (self));
  g_strfreev (azure->providers);
  azure->providers = g_strv_builder_end (builder);
  llm_settings_set_azure (get_settings (self), azure);
}

/* --- The object --- */

static void
add_vendors (LlmAzurePage *self)
{
  const char *const *ids = llm_secret_get_vendors ();

  for (guint i = 0; ids[i] != NULL; i++)
    {
      GtkWidget *row, *control;

      if (g_str_equal (ids[i], LLM_AZURE_PROVIDER_ID))
        continue;
      row = adw_action_row_new ();
      control = gtk_switch_new ();
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                     llm_secret_get_provider_name (ids[i]));
      gtk_widget_set_name (control, ids[i]);
      gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
      gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      llm_secret_get_provider_name (ids[i]), -1);
      g_signal_connect_object (control, "notify::active", G_CALLBACK (vendors_cb), self,
                               G_CONNECT_SWAPPED);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), control);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), control);
      adw_expander_row_add_row (self->vendors_row, row);
      g_ptr_array_add (self->vendor_switches, control);
    }
}

static void
providers_changed_cb (LlmAzurePage *self)
{
  g_autoptr (LlmProvider) provider
      = llm_provider_find (llm_context_get_providers (self->context), LLM_AZURE_PROVIDER_ID);

  llm_key_row_set_provider (LLM_KEY_ROW (self->key_row), provider);
}

static void
llm_azure_page_finalize (GObject *object)
{
  LlmAzurePage *self = LLM_AZURE_PAGE (object);

  g_clear_object (&self->context);
  g_ptr_array_unref (self->vendor_switches);

  G_OBJECT_CLASS (llm_azure_page_parent_class)->finalize (object);
}

static void
llm_azure_page_class_init (LlmAzurePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = llm_azure_page_finalize;

  g_type_ensure (LLM_TYPE_DEPLOYMENTS_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/jbuz/LLMSelect/llm-azure-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmAzurePage, main_group);
  gtk_widget_class_bind_template_child (widget_class, LlmAzurePage, routing_group);
  gtk_widget_class_bind_template_child (widget_class, LlmAzurePage, enabled_row);
  gtk_widget_class_bind_template_child (widget_class, LlmAzurePage, enabled_switch);
  gtk_widget_class_bind_template_child (widget_class, LlmAzurePage, endpoint_entry);
  gtk_widget_class_bind_template_child (widget_class, LlmAzurePage, endpoint_note);
  gtk_widget_class_bind_template_child (widget_class, LlmAzurePage, endpoint_label);
  gtk_widget_class_bind_template_child (widget_class, LlmAzurePage, style_row);
  gtk_widget_class_bind_template_child (widget_class, LlmAzurePage, version_entry);
  gtk_widget_class_bind_template_child (widget_class, LlmAzurePage, version_note);
  gtk_widget_class_bind_template_child (widget_class, LlmAzurePage, version_label);
  gtk_widget_class_bind_template_child (widget_class, LlmAzurePage, auth_row);
  gtk_widget_class_bind_template_child (widget_class, LlmAzurePage, vendors_row);
  gtk_widget_class_bind_template_child (widget_class, LlmAzurePage, direct_switch);
  gtk_widget_class_bind_template_child (widget_class, LlmAzurePage, deployments_group);
  gtk_widget_class_bind_template_callback (widget_class, control_cb);
  gtk_widget_class_bind_template_callback (widget_class, endpoint_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, endpoint_apply_cb);
  gtk_widget_class_bind_template_callback (widget_class, version_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, version_apply_cb);
  gtk_widget_class_bind_template_callback (widget_class, vendors_cb);
}

/* libadwaita names the row but not the switch in it. */
static void
name_switches (GtkWidget *widget, const char *name)
{
  if (GTK_IS_SWITCH (widget))
    {
      gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                      -1);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_switches (child, name);
}

static void
llm_azure_page_init (LlmAzurePage *self)
{
  self->vendor_switches = g_ptr_array_new ();
  self->showing = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Before it has the vendors' own switches. */
  name_switches (GTK_WIDGET (self->vendors_row),
                 adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->vendors_row)));
  add_vendors (self);
  self->showing = FALSE;
}

/**
 * llm_azure_page_set_context:
 * @self: a #LlmAzurePage
 * @context: where settings, keys and providers are; set once
 */
void
llm_azure_page_set_context (LlmAzurePage *self, LlmContext *context)
{
  g_return_if_fail (LLM_IS_AZURE_PAGE (self));
  g_return_if_fail (LLM_IS_CONTEXT (context));
  g_return_if_fail (self->context == NULL);

  self->context = g_object_ref (context);
  self->key_row = llm_key_row_new_for_id (context, LLM_AZURE_PROVIDER_ID);
  adw_preferences_group_add (self->main_group, self->key_row);
  llm_deployments_group_set_context (self->deployments_group, context);
  self->changed_id = g_signal_connect_swapped (get_settings (self), "changed::azure",
                                               G_CALLBACK (refresh), self);
  self->providers_id
      = g_signal_connect_swapped (llm_context_get_providers (context), "items-changed",
                                  G_CALLBACK (providers_changed_cb), self);
  refresh (self);
}

/**
 * llm_azure_page_get_key_row:
 * @self: a #LlmAzurePage with a context
 *
 * Returns: (transfer none): where Azure's key is shown
 */
LlmKeyRow *
llm_azure_page_get_key_row (LlmAzurePage *self)
{
  g_return_val_if_fail (LLM_IS_AZURE_PAGE (self), NULL);

  return LLM_KEY_ROW (self->key_row);
}

/**
 * llm_azure_page_clear:
 * @self: a #LlmAzurePage
 *
 * Lets go of everything: libadwaita 1.2 leaks groups with all that is in them.
 */
void
llm_azure_page_clear (LlmAzurePage *self)
{
  g_return_if_fail (LLM_IS_AZURE_PAGE (self));

  if (self->context == NULL)
    return;
  g_signal_handler_disconnect (get_settings (self), self->changed_id);
  g_signal_handler_disconnect (llm_context_get_providers (self->context), self->providers_id);
  llm_deployments_group_clear (self->deployments_group);
  adw_preferences_group_remove (self->main_group, self->key_row);
  adw_preferences_group_remove (self->main_group, GTK_WIDGET (self->style_row));
  adw_preferences_group_remove (self->main_group, GTK_WIDGET (self->auth_row));
  g_clear_object (&self->context);
}
