/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-prices-window.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "llm-figures.h"

/* More for a million tokens is a slip of the pen. */
#define PRICE_MAX 1e6

#define N_PRICES 4

struct _LlmPricesWindow
{
  AdwWindow parent_instance;

  LlmContext *context;
  char *provider_id;
  char *model_id;

  AdwPreferencesGroup *group;
  AdwEntryRow *in_row;
  AdwEntryRow *cached_in_row;
  AdwEntryRow *cache_write_row;
  AdwEntryRow *out_row;
  GtkLabel *error_label;
  AdwActionRow *known_row;
  GtkWidget *reset_button;
};

G_DEFINE_FINAL_TYPE (LlmPricesWindow, llm_prices_window, ADW_TYPE_WINDOW)

/* One field and the price that it is for. */
typedef struct
{
  AdwEntryRow *row;
  const char *name;
  double *price;
} Field;

static void
get_fields (LlmPricesWindow *self, LlmPrices *prices, Field fields[N_PRICES])
{
  fields[0] = (Field){ self->in_row, _ ("Input"), &prices->in };
  fields[1] = (Field){ self->cached_in_row, _ ("Cached input"), &prices->cached_in };
  fields[2] = (Field){ self->cache_write_row, _ ("Cache write"), &prices->cache_write };
  fields[3] = (Field){ self->out_row, _ ("Output"), &prices->out };
}

static LlmSettings *
get_settings (LlmPricesWindow *self)
{
  return llm_context_get_settings (self->context);
}

/* Takes a decimal point as well as what the user's language has for one.  NULL if
 * @text is a price, or is empty, which makes it unknown; else what is wrong. */
static char *
parse_price (const char *name, const char *text, double *price)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  const char *number = stripped;
  char *end;

  *price = NAN;
  if (*number == '\0')
    return NULL;
  if (*number == '$')
    number++;
  *price = g_ascii_strtod (number, &end);
  if (*end != '\0')
    *price = g_strtod (number, &end);
  if (end == number || *end != '\0' || !isfinite (*price))
    /* Translators: what a price is for, such as “Input”. */
    return g_strdup_printf (_ ("%s: this is not a number. Write one such as %.2f."), name, 1.25);
  if (*price < 0)
    /* Translators: what a price is for, such as “Input”. */
    return g_strdup_printf (_ ("%s: a price cannot be less than 0."), name);
  if (*price > PRICE_MAX)
    /* Translators: what a price is for, such as “Input”. */
    return g_strdup_printf (_ ("%s: a price cannot be more than %.0f."), name, PRICE_MAX);
  return NULL;
}

/* What is wrong with the fields; NULL if nothing is. */
static char *
read_fields (LlmPricesWindow *self, LlmPrices *prices)
{
  Field fields[N_PRICES];
  char *first_problem = NULL;

  llm_prices_init (prices);
  get_fields (self, prices, fields);
  for (guint i = 0; i < N_PRICES; i++)
    {
      g_autofree char *problem = parse_price (
          fields[i].name, gtk_editable_get_text (GTK_EDITABLE (fields[i].row)), fields[i].price);

      if (problem != NULL)
        gtk_widget_add_css_class (GTK_WIDGET (fields[i].row), "error");
      else
        gtk_widget_remove_css_class (GTK_WIDGET (fields[i].row), "error");
      if (first_problem == NULL && problem != NULL)
        {
          first_problem = g_steal_pointer (&problem);
          gtk_widget_grab_focus (GTK_WIDGET (fields[i].row));
        }
    }
  return first_problem;
}

static void
show_error (LlmPricesWindow *self, const char *message)
{
  gtk_label_set_label (self->error_label, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), message != NULL);
}

static void
changed_cb (LlmPricesWindow *self, GtkWidget *row)
{
  gtk_widget_remove_css_class (row, "error");
  show_error (self, NULL);
}

static gboolean
is_any (const LlmPrices *prices)
{
  return isfinite (prices->in) || isfinite (prices->cached_in) || isfinite (prices->cache_write)
         || isfinite (prices->out);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmPricesWindow *self = LLM_PRICES_WINDOW (widget);
  LlmPrices prices;
  g_autofree char *problem = read_fields (self, &prices);

  if (problem != NULL)
    {
      show_error (self, problem);
      return;
    }
  llm_settings_set_price (get_settings (self), self->provider_id, self->model_id,
                          is_any (&prices) ? &prices : NULL);
  gtk_window_close (GTK_WINDOW (self));
}

static void
save_cb (LlmPricesWindow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "prices.save", NULL);
}

static void
reset_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmPricesWindow *self = LLM_PRICES_WINDOW (widget);

  llm_settings_set_price (get_settings (self), self->provider_id, self->model_id, NULL);
  gtk_window_close (GTK_WINDOW (self));
}

/* --- What is shown at first --- */

static void
fill_field (const Field *field, double own, double known)
{
  g_autofree char *title = NULL;

  if (isfinite (own))
    {
      g_autofree char *text = g_strdup_printf ("%.10g", own);

      gtk_editable_set_text (GTK_EDITABLE (field->row), text);
    }
  if (isfinite (known))
    /* Translators: what a price is for, such as “Input”, and the known amount of US dollars. */
    title = g_strdup_printf (_ ("%s (known: $%.4g)"), field->name, known);
  else
    title = g_strdup (field->name);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (field->row), title);
}

/* As they were told, without what is derived from them. */
static void
get_known (LlmModel *model, LlmPrices *known)
{
  LlmModelFacts facts;

  llm_model_get_facts (model, &facts);
  *known = (LlmPrices){ facts.price_in, facts.price_cached_in, facts.price_cache_write,
                        facts.price_out, facts.price_source };
}

static void
fill (LlmPricesWindow *self)
{
  g_autoptr (LlmModel) model = llm_catalog_lookup_known (
      llm_context_get_catalog (self->context), self->provider_id, self->model_id);
  g_autofree char *source = NULL;
  gboolean has_own;
  LlmPrices own, known;
  Field own_fields[N_PRICES];
  Field known_fields[N_PRICES];

  llm_prices_init (&known);
  has_own = llm_settings_get_price (get_settings (self), self->provider_id, self->model_id, &own);
  if (model != NULL)
    get_known (model, &known);
  get_fields (self, &own, own_fields);
  get_fields (self, &known, known_fields);
  for (guint i = 0; i < N_PRICES; i++)
    fill_field (&own_fields[i], *own_fields[i].price, *known_fields[i].price);

  source = llm_figures_describe_price_source (
      known.source, model != NULL ? llm_model_get_prices_date (model) : NULL);
  adw_action_row_set_subtitle (self->known_row, source);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "prices.reset", has_own);
}

/* --- The object --- */

static void
llm_prices_window_finalize (GObject *object)
{
  LlmPricesWindow *self = LLM_PRICES_WINDOW (object);

  g_clear_object (&self->context);
  g_free (self->provider_id);
  g_free (self->model_id);

  G_OBJECT_CLASS (llm_prices_window_parent_class)->finalize (object);
}

static void
llm_prices_window_class_init (LlmPricesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = llm_prices_window_finalize;

  gtk_widget_class_install_action (widget_class, "prices.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "prices.reset", NULL, reset_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/jbuz/LLMSelect/llm-prices-window.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmPricesWindow, group);
  gtk_widget_class_bind_template_child (widget_class, LlmPricesWindow, in_row);
  gtk_widget_class_bind_template_child (widget_class, LlmPricesWindow, cached_in_row);
  gtk_widget_class_bind_template_child (widget_class, LlmPricesWindow, cache_write_row);
  gtk_widget_class_bind_template_child (widget_class, LlmPricesWindow, out_row);
  gtk_widget_class_bind_template_child (widget_class, LlmPricesWindow, error_label);
  gtk_widget_class_bind_template_child (widget_class, LlmPricesWindow, known_row);
  gtk_widget_class_bind_template_child (widget_class, LlmPricesWindow, reset_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
}

static void
llm_prices_window_init (LlmPricesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * llm_prices_window_new:
 * @context: where settings and models are
 * @provider_id: a provider
 * @model_id: one of its models
 *
 * Returns: (transfer none): a window that is not shown yet
 */
GtkWidget *
llm_prices_window_new (LlmContext *context, const char *provider_id, const char *model_id)
{
  LlmPricesWindow *self;
  g_autofree char *name = NULL;
  g_autofree char *title = NULL;
  g_autofree char *markup = NULL;

  g_return_val_if_fail (LLM_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (provider_id != NULL && model_id != NULL, NULL);

  self = g_object_new (LLM_TYPE_PRICES_WINDOW, NULL);
  self->context = g_object_ref (context);
  self->provider_id = g_strdup (provider_id);
  self->model_id = g_strdup (model_id);
  name = llm_context_get_model_title (context, provider_id, model_id);
  /* Translators: the name of a model. */
  title = g_strdup_printf (_ ("Prices of %s"), name);
  gtk_window_set_title (GTK_WINDOW (self), title);
  markup = g_markup_escape_text (title, -1);
  adw_preferences_group_set_title (self->group, markup);
  fill (self);
  /* Not on Cancel, which comes first. */
  gtk_widget_grab_focus (GTK_WIDGET (self->in_row));
  return GTK_WIDGET (self);
}
