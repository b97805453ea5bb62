/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-deployments-group.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _LlmDeploymentsGroup
{
  AdwPreferencesGroup parent_instance;

  LlmContext *context;
  GPtrArray *rows;
  gulong changed_id;

  GtkWidget *form;
  GtkEditable *model_entry;
  GtkEditable *deployment_entry;
  GtkLabel *error_label;
};

G_DEFINE_FINAL_TYPE (LlmDeploymentsGroup, llm_deployments_group, ADW_TYPE_PREFERENCES_GROUP)

/* A deployment that can be brought back as long as its toast is there. */
typedef struct
{
  LlmContext *context;
  char *model;
  char *deployment; /* NULL for the default */
} Removal;

static void
removal_free (gpointer data, GClosure *closure)
{
  Removal *removal = data;

  g_object_unref (removal->context);
  g_free (removal->model);
  g_free (removal->deployment);
  g_free (removal);
}

static void
set_deployment (LlmContext *context, const char *model, const char *deployment)
{
  LlmSettings *settings = llm_context_get_settings (context);
  g_autoptr (LlmAzure) azure = llm_settings_get_stored_azure (settings);

  llm_azure_set_deployment (azure, model, deployment);
  llm_settings_set_azure (settings, azure);
}

static void
undo_cb (AdwToast *toast, gpointer user_data)
{
  Removal *removal = user_data;

  set_deployment (removal->context, removal->model, removal->deployment);
}

static const LlmAzureSlot *
find_slot (const char *model)
{
  guint n;
  const LlmAzureSlot *slots = llm_azure_get_slots (&n);

  for (guint i = 0; i < n; i++)
    {
      if (g_str_equal (slots[i].model, model))
        return &slots[i];
    }
  return NULL;
}

static const char *
get_model (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "llm-model");
}

/* --- Rows --- */

static void
remove_cb (LlmDeploymentsGroup *self, GtkWidget *button)
{
  GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_PREFERENCES_WINDOW);
  GtkWidget *row = gtk_widget_get_ancestor (button, ADW_TYPE_ENTRY_ROW);
  g_autoptr (LlmAzure) azure
      = llm_settings_get_stored_azure (llm_context_get_settings (self->context));
  g_autofree char *escaped = NULL;
  Removal *removal = g_new0 (Removal, 1);
  AdwToast *toast;

  removal->context = g_object_ref (self->context);
  removal->model = g_strdup (get_model (row));
  removal->deployment = g_strdup (g_hash_table_lookup (azure->deployments, removal->model));
  escaped = g_markup_escape_text (removal->model, -1);
  /* Translators: a model as PROVIDER:MODEL. */
  toast = adw_toast_new_format (_ ("The deployment of %s was removed"), escaped);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_cb), removal, removal_free, 0);

  /* A default has to be taken away, what the user has added is just forgotten. */
  set_deployment (self->context, removal->model, find_slot (removal->model) != NULL ? "" : NULL);
  if (window != NULL)
    adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (window), toast);
  else
    g_object_unref (g_object_ref_sink (toast));
}

static void
validate_cb (GtkWidget *row)
{
  gboolean good = llm_azure_deployment_is_valid (gtk_editable_get_text (GTK_EDITABLE (row)));

  if (good)
    gtk_widget_remove_css_class (row, "error");
  else
    gtk_widget_add_css_class (row, "error");
  gtk_widget_set_tooltip_text (
      row, good ? NULL : _ ("A deployment’s name has no blanks and at most 128 bytes."));
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               good ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE,
                               -1);
}

static void
apply_cb (LlmDeploymentsGroup *self, GtkWidget *row)
{
  const char *deployment = gtk_editable_get_text (GTK_EDITABLE (row));
  const LlmAzureSlot *slot = find_slot (get_model (row));

  if (!llm_azure_deployment_is_valid (deployment))
    return;
  if (slot != NULL && g_str_equal (slot->deployment, deployment))
    deployment = NULL;
  set_deployment (self->context, get_model (row), deployment);
}

static void
add_remove_button (LlmDeploymentsGroup *self, GtkWidget *row, const char *model)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *name = NULL;

  /* Translators: a model as PROVIDER:MODEL. */
  name = g_strdup_printf (_ ("Remove the deployment of %s"), model);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Remove"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), button);
}

/* What the environment says can be seen, not changed. */
static void
add_variable (GtkWidget *row, const char *variable)
{
  GtkWidget *label = gtk_label_new (_ ("from the environment"));
  g_autofree char *tooltip = NULL;

  /* Translators: the name of an environment variable. */
  tooltip = g_strdup_printf (_ ("Set by %s for this session"), variable);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "caption");
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), label);
  gtk_editable_set_editable (GTK_EDITABLE (row), FALSE);
  gtk_widget_set_tooltip_text (row, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  tooltip, -1);
}

static void
add_row (LlmDeploymentsGroup *self,
         const LlmAzure *azure,
         const char *model,
         const char *deployment)
{
  const LlmAzureSlot *slot = find_slot (model);
  const char *override = g_hash_table_lookup (azure->environment, model);
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), model);
  gtk_editable_set_text (GTK_EDITABLE (row), override != NULL ? override : deployment);
  g_object_set_data_full (G_OBJECT (row), "llm-model", g_strdup (model), g_free);
  if (override != NULL && slot != NULL)
    {
      add_variable (row, slot->variable);
    }
  else
    {
      adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
      add_remove_button (self, row, model);
      g_signal_connect (row, "changed", G_CALLBACK (validate_cb), NULL);
      g_signal_connect_object (row, "apply", G_CALLBACK (apply_cb), self, G_CONNECT_SWAPPED);
    }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
remove_rows (LlmDeploymentsGroup *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

static int
compare_models (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* What is to be seen: model and deployment in turn; the defaults first. */
static GPtrArray *
list_deployments (const LlmAzure *azure)
{
  g_autoptr (GPtrArray) own = g_ptr_array_new ();
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer model, deployment;
  guint n;
  const LlmAzureSlot *slots = llm_azure_get_slots (&n);

  for (guint i = 0; i < n; i++)
    {
      const char *stored = g_hash_table_lookup (azure->deployments, slots[i].model);
      gboolean overridden = g_hash_table_contains (azure->environment, slots[i].model);

      if (stored != NULL && *stored == '\0' && !overridden)
        continue;
      g_ptr_array_add (list, (gpointer) slots[i].model);
      g_ptr_array_add (list, (gpointer) (stored != NULL ? stored : slots[i].deployment));
    }
  g_hash_table_iter_init (&iter, azure->deployments);
  while (g_hash_table_iter_next (&iter, &model, &deployment))
    {
      if (find_slot (model) == NULL && *(const char *) deployment != '\0')
        g_ptr_array_add (own, model);
    }
  g_ptr_array_sort (own, compare_models);
  for (guint i = 0; i < own->len; i++)
    {
      model = g_ptr_array_index (own, i);
      g_ptr_array_add (list, model);
      g_ptr_array_add (list, g_hash_table_lookup (azure->deployments, model));
    }
  return list;
}

/* Rows that are as they were stay, and with them the focus. */
static gboolean
same_models (LlmDeploymentsGroup *self, GPtrArray *list)
{
  if (self->rows->len * 2 != list->len)
    return FALSE;
  for (guint i = 0; i < self->rows->len; i++)
    {
      if (!g_str_equal (get_model (g_ptr_array_index (self->rows, i)),
                        g_ptr_array_index (list, 2 * i)))
        return FALSE;
    }
  return TRUE;
}

static void
refresh (LlmDeploymentsGroup *self)
{
  g_autoptr (LlmAzure) azure = llm_settings_get_azure (llm_context_get_settings (self->context));
  g_autoptr (GPtrArray) list = list_deployments (azure);

  if (same_models (self, list))
    {
      for (guint i = 0; i < self->rows->len; i++)
        {
          GtkEditable *row = g_ptr_array_index (self->rows, i);
          const char *deployment = g_ptr_array_index (list, 2 * i + 1);

          if (gtk_editable_get_editable (row)
              && !g_str_equal (gtk_editable_get_text (row), deployment))
            gtk_editable_set_text (row, deployment);
        }
      return;
    }

  remove_rows (self);
  for (guint i = 0; i < list->len; i += 2)
    add_row (self, azure, g_ptr_array_index (list, i), g_ptr_array_index (list, i + 1));
  /* The form stands below. */
  g_object_ref (self->form);
  adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->form);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->form);
  g_object_unref (self->form);
}

/* --- The form and the defaults --- */

static void
form_changed_cb (LlmDeploymentsGroup *self)
{
  gtk_label_set_label (self->error_label, "");
}

static void
add_cb (LlmDeploymentsGroup *self)
{
  g_autofree char *model = g_strstrip (g_strdup (gtk_editable_get_text (self->model_entry)));
  g_autofree char *deployment
      = g_strstrip (g_strdup (gtk_editable_get_text (self->deployment_entry)));

  if (!llm_azure_model_is_valid (model))
    {
      gtk_label_set_label (self->error_label,
                           _ ("A model has the form PROVIDER:MODEL, such as openai:gpt-4o."));
      gtk_widget_grab_focus (GTK_WIDGET (self->model_entry));
      return;
    }
  if (!llm_azure_deployment_is_valid (deployment))
    {
      gtk_label_set_label (self->error_label,
                           _ ("A deployment’s name has no blanks and at most 128 bytes."));
      gtk_widget_grab_focus (GTK_WIDGET (self->deployment_entry));
      return;
    }
  gtk_editable_set_text (self->model_entry, "");
  gtk_editable_set_text (self->deployment_entry, "");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self->form), FALSE);
  set_deployment (self->context, model, deployment);
}

static void
restore_cb (LlmDeploymentsGroup *self)
{
  LlmSettings *settings = llm_context_get_settings (self->context);
  g_autoptr (LlmAzure) azure = llm_settings_get_stored_azure (settings);
  guint n;
  const LlmAzureSlot *slots = llm_azure_get_slots (&n);

  for (guint i = 0; i < n; i++)
    llm_azure_set_deployment (azure, slots[i].model, NULL);
  llm_settings_set_azure (settings, azure);
}

/* --- The object --- */

static void
llm_deployments_group_finalize (GObject *object)
{
  LlmDeploymentsGroup *self = LLM_DEPLOYMENTS_GROUP (object);

  g_clear_object (&self->context);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (llm_deployments_group_parent_class)->finalize (object);
}

static void
llm_deployments_group_class_init (LlmDeploymentsGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = llm_deployments_group_finalize;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/jbuz/LLMSelect/llm-deployments-group.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmDeploymentsGroup, form);
  gtk_widget_class_bind_template_child (widget_class, LlmDeploymentsGroup, model_entry);
  gtk_widget_class_bind_template_child (widget_class, LlmDeploymentsGroup, deployment_entry);
  gtk_widget_class_bind_template_child (widget_class, LlmDeploymentsGroup, error_label);
  gtk_widget_class_bind_template_callback (widget_class, form_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, restore_cb);
}

static void
llm_deployments_group_init (LlmDeploymentsGroup *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * llm_deployments_group_set_context:
 * @self: a #LlmDeploymentsGroup
 * @context: where the settings are; set once
 */
void
llm_deployments_group_set_context (LlmDeploymentsGroup *self, LlmContext *context)
{
  g_return_if_fail (LLM_IS_DEPLOYMENTS_GROUP (self));
  g_return_if_fail (LLM_IS_CONTEXT (context));
  g_return_if_fail (self->context == NULL);

  self->context = g_object_ref (context);
  self->changed_id = g_signal_connect_swapped (llm_context_get_settings (context), "changed::azure",
                                               G_CALLBACK (refresh), self);
  refresh (self);
}

/**
 * llm_deployments_group_clear:
 * @self: a #LlmDeploymentsGroup
 *
 * Lets go of everything: libadwaita 1.2 leaks groups with all that is in them.
 */
void
llm_deployments_group_clear (LlmDeploymentsGroup *self)
{
  g_return_if_fail (LLM_IS_DEPLOYMENTS_GROUP (self));

  if (self->context == NULL)
    return;
  g_signal_handler_disconnect (llm_context_get_settings (self->context), self->changed_id);
  g_clear_object (&self->context);
  remove_rows (self);
  adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->form);
}
