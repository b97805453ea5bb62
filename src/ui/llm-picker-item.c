/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-picker-item.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "llm-figures.h"

struct _LlmPickerItem
{
  GObject parent_instance;

  LlmPickerKind kind;
  char *key;
  char *provider_id;
  char *spec;
  char *title;
  char *detail;
  char *facts;
  char *provider_name;
  char *end_date;
  LlmPickerObstacle obstacle;
  LlmEndpoint *endpoint;
};

G_DEFINE_FINAL_TYPE (LlmPickerItem, llm_picker_item, G_TYPE_OBJECT)

static void
llm_picker_item_finalize (GObject *object)
{
  LlmPickerItem *self = LLM_PICKER_ITEM (object);

  g_free (self->key);
  g_free (self->provider_id);
  g_free (self->spec);
  g_free (self->title);
  g_free (self->detail);
  g_free (self->facts);
  g_free (self->provider_name);
  g_free (self->end_date);
  g_clear_pointer (&self->endpoint, llm_endpoint_free);

  G_OBJECT_CLASS (llm_picker_item_parent_class)->finalize (object);
}

static void
llm_picker_item_class_init (LlmPickerItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = llm_picker_item_finalize;
}

static void
llm_picker_item_init (LlmPickerItem *self)
{
}

static void
append_part (GString *string, const char *part)
{
  if (part == NULL)
    return;
  if (string->len > 0)
    g_string_append (string, " · ");
  g_string_append (string, part);
}

static char *
format_context (gint64 tokens)
{
  if (tokens <= 0)
    return NULL;
  if (tokens < 1000)
    /* Translators: how many tokens a model can read, as short as possible. */
    return g_strdup_printf (_ ("%d tokens"), (int) tokens);
  if (tokens < 1000000)
    /* Translators: thousands of tokens a model can read, as short as possible. */
    return g_strdup_printf (_ ("%.0f k tokens"), floor (tokens / 1e3));
  /* Translators: millions of tokens a model can read, as short as possible. */
  return g_strdup_printf (_ ("%.3g M tokens"), tokens / 1e6);
}

static char *
format_prices (const LlmPrices *prices)
{
  if (!isfinite (prices->in) || !isfinite (prices->out))
    return NULL;
  if (prices->in <= 0 && prices->out <= 0)
    return g_strdup (_ ("free"));
  /* Translators: US dollars per million tokens read and written. */
  return g_strdup_printf (_ ("$%.4g in, $%.4g out"), prices->in, prices->out);
}

/* What stands first in a row, since the end of a line may not be seen. */
static char *
format_availability (LlmPickerItem *self)
{
  switch (self->obstacle)
    {
    case LLM_PICKER_RETIRED:
      /* Translators: a date such as 2026-03-01. */
      return g_strdup_printf (_ ("retired on %s"), self->end_date);
    case LLM_PICKER_NOT_LISTED:
      return g_strdup (_ ("not in the provider’s list"));
    case LLM_PICKER_NO_DEPLOYMENT:
      return g_strdup (_ ("no deployment in Azure"));
    case LLM_PICKER_NO_KEY:
    case LLM_PICKER_AVAILABLE:
    default:
      /* Translators: a date such as 2026-03-01. */
      return self->end_date != NULL ? g_strdup_printf (_ ("ends %s"), self->end_date) : NULL;
    }
}

static void
append_count (GString *facts, const char *name, gint64 count)
{
  if (count > 0)
    g_string_append_printf (facts, "\n%s: %'" G_GINT64_FORMAT, name, count);
}

static void
append_price (GString *facts, const char *name, double price)
{
  if (isfinite (price))
    g_string_append_printf (facts, "\n%s: $%.4g", name, price);
}

static void
append_prices (GString *facts, LlmModel *model, const LlmPrices *prices)
{
  g_autofree char *source = llm_figures_describe_price_source (prices->source,
                                                               llm_model_get_prices_date (model));

  append_price (facts, _ ("Input, a million tokens"), prices->in);
  append_price (facts, _ ("Cached input"), prices->cached_in);
  append_price (facts, _ ("Output"), prices->out);
  if (isfinite (prices->in) || isfinite (prices->out))
    g_string_append_printf (facts, "\n%s", source);
}

/* Everything a row knows, for its tooltip. */
static char *
make_facts (LlmPickerItem *self, LlmModel *model, const LlmPrices *prices)
{
  g_autoptr (GString) facts = g_string_new (self->spec);
  g_autofree char *obstacle = llm_picker_item_describe_obstacle (self);

  append_count (facts, _ ("Context window in tokens"), llm_model_get_context_window (model));
  append_count (facts, _ ("Longest answer in tokens"), llm_model_get_max_output (model));
  append_prices (facts, model, prices);
  if (obstacle != NULL)
    g_string_append_printf (facts, "\n%s", obstacle);
  else if (self->end_date != NULL)
    {
      g_string_append_c (facts, '\n');
      /* Translators: a date such as 2026-03-01. */
      g_string_append_printf (facts, _ ("The provider shuts it down on %s."), self->end_date);
    }
  return g_string_free (g_steal_pointer (&facts), FALSE);
}


static LlmPickerItem *
new_item (LlmPickerKind kind, LlmProvider *provider)
{
  LlmPickerItem *self = g_object_new (LLM_TYPE_PICKER_ITEM, NULL);

  self->kind = kind;
  self->provider_id = g_strdup (llm_provider_get_id (provider));
  self->provider_name = g_strdup (llm_provider_get_name (provider));
  return self;
}

/**
 * llm_picker_item_new_provider:
 * @provider: a provider
 * @has_models: whether models of it are known
 * @key_missing: whether it cannot be asked for want of a key
 *
 * Returns: (transfer full): the heading of its models
 */
LlmPickerItem *
llm_picker_item_new_provider (LlmProvider *provider, gboolean has_models, gboolean key_missing)
{
  LlmPickerItem *self;

  g_return_val_if_fail (LLM_IS_PROVIDER (provider), NULL);

  self = new_item (LLM_PICKER_PROVIDER, provider);
  self->title = g_strdup (self->provider_name);
  if (key_missing)
    {
      self->obstacle = LLM_PICKER_NO_KEY;
      self->detail = g_strdup (_ ("No API key"));
    }
  else if (llm_provider_get_flags (provider) & LLM_PROVIDER_CANNED)
    self->detail = g_strdup (_ ("Canned answers, no key and no network"));
  else if (!has_models)
    /* Translators: MODEL stands for a name that the user types. */
    self->detail = g_strdup_printf (_ ("Type %s:MODEL to add a model"), self->provider_id);

  return self;
}

/**
 * llm_picker_item_new_model:
 * @model: a model of the catalogue
 * @provider: its provider
 * @obstacle: why it cannot be chosen, if so
 *
 * Returns: (transfer full): its row
 */
LlmPickerItem *
llm_picker_item_new_model (LlmModel *model,
                           LlmProvider *provider,
                           LlmPickerObstacle obstacle)
{
  LlmPickerItem *self;
  LlmPrices prices;
  g_autoptr (GString) detail = NULL;
  g_autofree char *availability = NULL;
  g_autofree char *context = NULL;
  g_autofree char *price = NULL;

  g_return_val_if_fail (LLM_IS_MODEL (model), NULL);
  g_return_val_if_fail (LLM_IS_PROVIDER (provider), NULL);

  self = new_item (LLM_PICKER_MODEL, provider);
  self->spec = g_strconcat (self->provider_id, ":", llm_model_get_id (model), NULL);
  self->title = g_strdup (llm_model_get_name (model));
  self->end_date = g_strdup (llm_model_get_shutdown_date (model));
  self->obstacle = obstacle;
  llm_model_get_prices (model, 0, &prices);

  detail = g_string_new (NULL);
  availability = format_availability (self);
  append_part (detail, availability);
  if (g_strcmp0 (llm_model_get_id (model), self->title) != 0)
    append_part (detail, llm_model_get_id (model));
  price = format_prices (&prices);
  append_part (detail, price);
  context = format_context (llm_model_get_context_window (model));
  append_part (detail, context);
  self->detail = g_strdup (detail->str);
  self->facts = make_facts (self, model, &prices);

  return self;
}

/**
 * llm_picker_item_new_typed:
 * @spec: a model as PROVIDER:MODEL
 * @provider: its provider
 * @obstacle: why that one cannot be asked, if so
 *
 * Returns: (transfer full): a row for a model that the catalogue does not have, or
 *   that it holds for unavailable
 */
LlmPickerItem *
llm_picker_item_new_typed (const char *spec,
                           LlmProvider *provider,
                           LlmPickerObstacle obstacle)
{
  LlmPickerItem *self;

  g_return_val_if_fail (spec != NULL, NULL);
  g_return_val_if_fail (LLM_IS_PROVIDER (provider), NULL);

  self = new_item (LLM_PICKER_TYPED, provider);
  self->spec = g_strdup (spec);
  self->title = g_strdup (spec);
  self->obstacle = obstacle;
  self->detail = g_strdup (obstacle == LLM_PICKER_NO_KEY          ? _ ("No API key")
                           : obstacle == LLM_PICKER_NO_DEPLOYMENT ? _ ("No deployment in Azure")
                                                                  : _ ("Asked as typed"));
  self->facts = g_strdup (spec);

  return self;
}

/**
 * llm_picker_item_new_offer:
 * @endpoint: a server that was found
 *
 * Returns: (transfer full): a row that offers to add it
 */
LlmPickerItem *
llm_picker_item_new_offer (const LlmEndpoint *endpoint)
{
  LlmPickerItem *self;

  g_return_val_if_fail (endpoint != NULL, NULL);

  self = g_object_new (LLM_TYPE_PICKER_ITEM, NULL);
  self->kind = LLM_PICKER_OFFER;
  self->endpoint = llm_endpoint_copy (endpoint);
  self->provider_id = g_strdup (endpoint->id);
  self->provider_name = g_strdup (endpoint->name);
  /* Translators: the name of a program that serves models, such as Ollama. */
  self->title = g_strdup_printf (_ ("%s on this machine"), endpoint->name);
  self->detail = g_strdup (endpoint->base_url);

  return self;
}

/**
 * llm_picker_item_get_kind:
 * @self: a #LlmPickerItem
 *
 * Returns: what the row is
 */
LlmPickerKind
llm_picker_item_get_kind (LlmPickerItem *self)
{
  g_return_val_if_fail (LLM_IS_PICKER_ITEM (self), LLM_PICKER_PROVIDER);

  return self->kind;
}

/**
 * llm_picker_item_get_key:
 * @self: a #LlmPickerItem
 *
 * Returns: what tells the row from the others, whatever is known of its model
 */
const char *
llm_picker_item_get_key (LlmPickerItem *self)
{
  g_return_val_if_fail (LLM_IS_PICKER_ITEM (self), NULL);

  if (self->key == NULL)
    self->key = g_strdup_printf ("%d %s", (int) self->kind,
                                 self->spec != NULL       ? self->spec
                                 : self->endpoint != NULL ? self->endpoint->base_url
                                                          : self->provider_id);
  return self->key;
}

/**
 * llm_picker_item_get_provider_id:
 * @self: a #LlmPickerItem
 *
 * Returns: the provider's id
 */
const char *
llm_picker_item_get_provider_id (LlmPickerItem *self)
{
  g_return_val_if_fail (LLM_IS_PICKER_ITEM (self), NULL);

  return self->provider_id;
}

/**
 * llm_picker_item_get_spec:
 * @self: a #LlmPickerItem
 *
 * Returns: (nullable): the model as PROVIDER:MODEL; %NULL for a heading
 */
const char *
llm_picker_item_get_spec (LlmPickerItem *self)
{
  g_return_val_if_fail (LLM_IS_PICKER_ITEM (self), NULL);

  return self->spec;
}

/**
 * llm_picker_item_get_title:
 * @self: a #LlmPickerItem
 *
 * Returns: the first line
 */
const char *
llm_picker_item_get_title (LlmPickerItem *self)
{
  g_return_val_if_fail (LLM_IS_PICKER_ITEM (self), NULL);

  return self->title;
}

/**
 * llm_picker_item_get_detail:
 * @self: a #LlmPickerItem
 *
 * Returns: (nullable): the second line
 */
const char *
llm_picker_item_get_detail (LlmPickerItem *self)
{
  g_return_val_if_fail (LLM_IS_PICKER_ITEM (self), NULL);

  return self->detail;
}

/**
 * llm_picker_item_get_endpoint:
 * @self: a #LlmPickerItem
 *
 * Returns: (nullable): the server that an offer is about
 */
const LlmEndpoint *
llm_picker_item_get_endpoint (LlmPickerItem *self)
{
  g_return_val_if_fail (LLM_IS_PICKER_ITEM (self), NULL);

  return self->endpoint;
}

/**
 * llm_picker_item_get_facts:
 * @self: a #LlmPickerItem
 *
 * Returns: (nullable): all that is known of a model, in several lines
 */
const char *
llm_picker_item_get_facts (LlmPickerItem *self)
{
  g_return_val_if_fail (LLM_IS_PICKER_ITEM (self), NULL);

  return self->facts;
}

/**
 * llm_picker_item_get_obstacle:
 * @self: a #LlmPickerItem
 *
 * Returns: why it cannot be chosen, if so
 */
LlmPickerObstacle
llm_picker_item_get_obstacle (LlmPickerItem *self)
{
  g_return_val_if_fail (LLM_IS_PICKER_ITEM (self), LLM_PICKER_AVAILABLE);

  return self->obstacle;
}

/**
 * llm_picker_item_describe_obstacle:
 * @self: a #LlmPickerItem
 *
 * Returns: (transfer full) (nullable): why it cannot be chosen, and what to do
 */
char *
llm_picker_item_describe_obstacle (LlmPickerItem *self)
{
  g_return_val_if_fail (LLM_IS_PICKER_ITEM (self), NULL);

  switch (self->obstacle)
    {
    case LLM_PICKER_NO_KEY:
      /* Translators: the name of a provider such as OpenAI. */
      return g_strdup_printf (_ ("There is no API key for %s. Add one to ask its models."),
                              self->provider_name);
    case LLM_PICKER_RETIRED:
      /* Translators: a provider, a date such as 2026-03-01, PROVIDER:MODEL. */
      return g_strdup_printf (_ ("%s retired this model on %s. To ask it all the same, type %s."),
                              self->provider_name, self->end_date, self->spec);
    case LLM_PICKER_NOT_LISTED:
      /* Translators: a provider, PROVIDER:MODEL. */
      return g_strdup_printf (_ ("%s does not list this model for your account. To ask it all "
                                 "the same, type %s."),
                              self->provider_name, self->spec);
    case LLM_PICKER_NO_DEPLOYMENT:
      return g_strdup (_ ("Azure has no deployment of this model. Add one in Preferences, or allow "
                          "to ask the vendor directly."));
    case LLM_PICKER_AVAILABLE:
    default:
      return NULL;
    }
}

/**
 * llm_picker_item_equal:
 * @a: a #LlmPickerItem
 * @b: another one
 *
 * Returns: whether both show the same
 */
gboolean
llm_picker_item_equal (LlmPickerItem *a, LlmPickerItem *b)
{
  g_return_val_if_fail (LLM_IS_PICKER_ITEM (a), FALSE);
  g_return_val_if_fail (LLM_IS_PICKER_ITEM (b), FALSE);

  return strcmp (llm_picker_item_get_key (a), llm_picker_item_get_key (b)) == 0
         && a->obstacle == b->obstacle && strcmp (a->title, b->title) == 0
         && strcmp (a->provider_name, b->provider_name) == 0
         && g_strcmp0 (a->detail, b->detail) == 0 && g_strcmp0 (a->facts, b->facts) == 0;
}
