/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-requests-group.h"

#include <glib/gi18n-lib.h>

#include "llm-figures.h"

#define RATE_MAX 100000

struct _LlmRequestsGroup
{
  AdwPreferencesGroup parent_instance;

  LlmContext *context;
  gulong changed_id;
  gulong providers_id;
  gulong told_id;
  guint told_timer; /* while something is told, since it changes with the time */
  gboolean showing;
  GtkWidget *retries_row;
  GtkWidget *rate_row;
  GtkWidget *rates_row; /* the expander with those of single providers */
  GtkWidget *raw_row;
  GPtrArray *rows;      /* in the expander */
  GPtrArray *spins;     /* of the rows, with the provider's id as name */
};

G_DEFINE_FINAL_TYPE (LlmRequestsGroup, llm_requests_group, ADW_TYPE_PREFERENCES_GROUP)

static GtkWidget *
new_spin (guint max, guint step, const char *name)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (0, max, step);

  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return spin;
}

static GtkWidget *
new_spin_row (const char *title, const char *subtitle, GtkWidget *spin)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spin);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), spin);
  return row;
}

/* --- Of single providers --- */

static void
rate_cb (LlmRequestsGroup *self, GtkSpinButton *spin)
{
  if (!self->showing && self->context != NULL)
    llm_settings_set_rate_limit (llm_context_get_settings (self->context),
                                 gtk_widget_get_name (GTK_WIDGET (spin)),
                                 (guint) gtk_spin_button_get_value_as_int (spin));
}

static void
refresh (LlmRequestsGroup *self)
{
  LlmSettings *settings = llm_context_get_settings (self->context);

  self->showing = TRUE;
  for (guint i = 0; i < self->spins->len; i++)
    {
      GtkSpinButton *spin = g_ptr_array_index (self->spins, i);
      const char *id = gtk_widget_get_name (GTK_WIDGET (spin));

      gtk_spin_button_set_value (spin, llm_settings_get_rate_limit (settings, id));
    }
  self->showing = FALSE;
}

static void
settings_changed_cb (LlmRequestsGroup *self, const char *key)
{
  if (g_str_equal (key, "rate-limit") || g_str_equal (key, "rate-limits"))
    refresh (self);
}

static void
add_rate (LlmRequestsGroup *self, const char *id, const char *name)
{
  g_autofree char *label = NULL;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *spin;

  /* Translators: the name of a provider. */
  label = g_strdup_printf (_ ("Requests a minute to %s"), name);
  spin = new_spin (RATE_MAX, 1, label);
  gtk_widget_set_name (spin, id);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spin);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), spin);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self->rates_row), row);
  g_signal_connect_object (spin, "value-changed", G_CALLBACK (rate_cb), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->rows, row);
  g_ptr_array_add (self->spins, spin);
}

static void
remove_rates (LlmRequestsGroup *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self->rates_row), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->spins, 0);
}

/* Azure has a limit of its own, whether it is among the providers or not. */
static void
fill_rates (LlmRequestsGroup *self)
{
  GListModel *providers = llm_context_get_providers (self->context);
  g_autoptr (LlmProvider) azure = llm_provider_find (providers, LLM_AZURE_PROVIDER_ID);

  remove_rates (self);
  self->showing = TRUE;
  for (guint i = 0; i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr (LlmProvider) provider = g_list_model_get_item (providers, i);

      if ((llm_provider_get_flags (provider) & LLM_PROVIDER_CANNED) == 0)
        add_rate (self, llm_provider_get_id (provider), llm_provider_get_name (provider));
    }
  if (azure == NULL)
    add_rate (self, LLM_AZURE_PROVIDER_ID, llm_secret_get_provider_name (LLM_AZURE_PROVIDER_ID));
  refresh (self);
}

/* --- What the vendors told --- */

static char *
describe_limits (LlmRequestsGroup *self, const char *id, const char *name)
{
  LlmRateLimiter *limiter = llm_runner_get_limiter (llm_context_get_runner (self->context));
  LlmRateLimits limits;

  if (!llm_rate_limiter_get_told (limiter, id, g_get_monotonic_time (), &limits))
    return NULL;
  return llm_figures_describe_limits (name, &limits);
}

/* Returns whether there is anything to tell. */
static gboolean
show_limits (LlmRequestsGroup *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->rows->len; i++)
    {
      AdwPreferencesRow *row = g_ptr_array_index (self->rows, i);
      g_autofree char *line
          = describe_limits (self, gtk_widget_get_name (g_ptr_array_index (self->spins, i)),
                             adw_preferences_row_get_title (row));

      if (line != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
    }
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self->rates_row), text->str);
  return text->len > 0;
}

static gboolean
told_timer_cb (gpointer user_data)
{
  LlmRequestsGroup *self = user_data;

  if (show_limits (self))
    return G_SOURCE_CONTINUE;
  self->told_timer = 0;
  return G_SOURCE_REMOVE;
}

static void
update_limits (LlmRequestsGroup *self)
{
  if (show_limits (self) && self->told_timer == 0)
    self->told_timer = g_timeout_add_seconds (1, told_timer_cb, self);
}

/* --- The object --- */

static void
llm_requests_group_finalize (GObject *object)
{
  LlmRequestsGroup *self = LLM_REQUESTS_GROUP (object);

  g_clear_object (&self->context);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->spins);

  G_OBJECT_CLASS (llm_requests_group_parent_class)->finalize (object);
}

static void
llm_requests_group_class_init (LlmRequestsGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = llm_requests_group_finalize;
}

static void
llm_requests_group_init (LlmRequestsGroup *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (self);

  self->rows = g_ptr_array_new ();
  self->spins = g_ptr_array_new ();
  adw_preferences_group_set_title (group, _ ("Requests"));
}

static void
bind (LlmRequestsGroup *self, const char *key, GtkWidget *spin)
{
  g_settings_bind (llm_settings_get_gsettings (llm_context_get_settings (self->context)), key,
                   gtk_spin_button_get_adjustment (GTK_SPIN_BUTTON (spin)), "value",
                   G_SETTINGS_BIND_DEFAULT);
}

static void
add_raw_events (LlmRequestsGroup *self)
{
  GtkWidget *row = self->raw_row = adw_action_row_new ();
  GtkWidget *control = gtk_switch_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Keep raw events"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               _ ("In the flight recorder of each answer, with 512 KiB at most"));
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Keep raw events"), -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), control);
  g_settings_bind (llm_settings_get_gsettings (llm_context_get_settings (self->context)),
                   "keep-raw-events", control, "active", G_SETTINGS_BIND_DEFAULT);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
}

/**
 * llm_requests_group_set_context:
 * @self: a #LlmRequestsGroup
 * @context: where settings and providers are; set once
 */
void
llm_requests_group_set_context (LlmRequestsGroup *self, LlmContext *context)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (self);
  GtkWidget *spin;

  g_return_if_fail (LLM_IS_REQUESTS_GROUP (self));
  g_return_if_fail (LLM_IS_CONTEXT (context));
  g_return_if_fail (self->context == NULL);

  self->context = g_object_ref (context);
  spin = new_spin (10, 1, _ ("Retries"));
  self->retries_row
      = new_spin_row (_ ("_Retries"), _ ("When a provider is busy, before the first word"), spin);
  bind (self, "max-retries", spin);
  adw_preferences_group_add (group, self->retries_row);

  spin = new_spin (RATE_MAX, 1, _ ("Requests a minute"));
  self->rate_row
      = new_spin_row (_ ("Requests a _minute"),
                      _ ("To each provider; more wait their turn, 0 is any number"), spin);
  bind (self, "rate-limit", spin);
  adw_preferences_group_add (group, self->rate_row);

  self->rates_row = adw_expander_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->rates_row),
                                 _ ("Requests a minute of single providers"));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->rates_row), FALSE);
  adw_preferences_group_add (group, self->rates_row);
  add_raw_events (self);
  fill_rates (self);

  self->changed_id = g_signal_connect_swapped (llm_context_get_settings (context), "changed",
                                               G_CALLBACK (settings_changed_cb), self);
  self->providers_id = g_signal_connect_swapped (llm_context_get_providers (context),
                                                 "items-changed", G_CALLBACK (fill_rates), self);
  self->told_id
      = g_signal_connect_swapped (llm_runner_get_limiter (llm_context_get_runner (context)), "told",
                                  G_CALLBACK (update_limits), self);
  update_limits (self);
}

/**
 * llm_requests_group_clear:
 * @self: a #LlmRequestsGroup
 *
 * Lets go of everything: libadwaita 1.2 leaks groups with all that is in them.
 */
void
llm_requests_group_clear (LlmRequestsGroup *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (self);

  g_return_if_fail (LLM_IS_REQUESTS_GROUP (self));

  if (self->context == NULL)
    return;
  g_signal_handler_disconnect (llm_context_get_settings (self->context), self->changed_id);
  g_signal_handler_disconnect (llm_context_get_providers (self->context), self->providers_id);
  g_signal_handler_disconnect (llm_runner_get_limiter (llm_context_get_runner (self->context)),
                               self->told_id);
  g_clear_handle_id (&self->told_timer, g_source_remove);
  remove_rates (self);
  adw_preferences_group_remove (group, self->retries_row);
  adw_preferences_group_remove (group, self->rate_row);
  adw_preferences_group_remove (group, self->rates_row);
  adw_preferences_group_remove (group, self->raw_row);
  g_clear_object (&self->context);
}
