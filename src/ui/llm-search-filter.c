/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-search-filter.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _LlmSearchFilter
{
  GtkPopover parent_instance;

  GListModel *history;
  LlmPlaces *places;
  GtkStringList *models; /* "" for any, "provider:" for all of one, "provider:model" */
  GtkStringList *tags;   /* "" for any */
  gboolean filling;

  GtkDropDown *kind;
  GtkDropDown *model;
  GtkDropDown *time;
  GtkDropDown *tag;
  GtkCheckButton *voted;
  GtkCheckButton *archived;
};

G_DEFINE_FINAL_TYPE (LlmSearchFilter, llm_search_filter, GTK_TYPE_POPOVER)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The kinds and times in the order of their lists. */
static const char *const kinds[] = { NULL, LLM_KIND_COMPARISON, LLM_KIND_CHAT };
static const int days[] = { 0, 1, 7, 30, 365 };

static void
changed_cb (LlmSearchFilter *self)
{
  if (!self->filling)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static const char *
get_chosen (GtkDropDown *drop_down)
{
  GtkStringObject *item = gtk_drop_down_get_selected_item (drop_down);

  return item != NULL ? gtk_string_object_get_string (item) : "";
}

/* Replaces what can be chosen, and keeps what is. */
static void
fill (GtkDropDown *drop_down, GtkStringList *list, GPtrArray *values)
{
  g_autofree char *chosen = g_strdup (get_chosen (drop_down));
  guint selected = 0;

  g_ptr_array_add (values, NULL);
  gtk_string_list_splice (list, 0, g_list_model_get_n_items (G_LIST_MODEL (list)),
                          (const char *const *) values->pdata);
  for (guint i = 0; values->pdata[i] != NULL; i++)
    if (g_str_equal (values->pdata[i], chosen))
      selected = i;
  gtk_drop_down_set_selected (drop_down, selected);
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* The models of what is listed, and above them their providers. */
static GPtrArray *
collect_models (LlmSearchFilter *self)
{
  GPtrArray *values = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer key;

  for (guint i = 0; i < g_list_model_get_n_items (self->history); i++)
    {
      g_autoptr (LlmHistoryEntry) entry = g_list_model_get_item (self->history, i);
      const char *const *models = llm_history_entry_get_models (entry);

      for (guint j = 0; models[j] != NULL; j++)
        {
          const char *colon = strchr (models[j], ':');

          if (colon == NULL || g_hash_table_contains (seen, models[j]))
            continue;
          g_hash_table_add (seen, g_strdup (models[j]));
          g_hash_table_add (seen, g_strndup (models[j], (gsize) (colon - models[j]) + 1));
        }
    }
  g_hash_table_iter_init (&iter, seen);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (values, g_strdup (key));
  g_ptr_array_sort (values, compare_strings);
  g_ptr_array_insert (values, 0, g_strdup (""));
  return values;
}

static GPtrArray *
collect_tags (LlmSearchFilter *self)
{
  GPtrArray *values = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (values, g_strdup (""));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->places)); i++)
    {
      g_autoptr (LlmPlace) place = g_list_model_get_item (G_LIST_MODEL (self->places), i);

      if (llm_place_get_kind (place) == LLM_PLACE_TAG)
        g_ptr_array_add (values, g_strdup (llm_place_get_id (place)));
    }
  return values;
}

static void
llm_search_filter_show (GtkWidget *widget)
{
  LlmSearchFilter *self = LLM_SEARCH_FILTER (widget);
  g_autoptr (GPtrArray) models = collect_models (self);
  g_autoptr (GPtrArray) tags = collect_tags (self);

  self->filling = TRUE;
  fill (self->model, self->models, models);
  fill (self->tag, self->tags, tags);
  self->filling = FALSE;

  GTK_WIDGET_CLASS (llm_search_filter_parent_class)->show (widget);
}

static void
llm_search_filter_dispose (GObject *object)
{
  LlmSearchFilter *self = LLM_SEARCH_FILTER (object);

  g_clear_object (&self->history);
  g_clear_object (&self->places);

  G_OBJECT_CLASS (llm_search_filter_parent_class)->dispose (object);
}

static void
llm_search_filter_class_init (LlmSearchFilterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_search_filter_dispose;
  GTK_WIDGET_CLASS (klass)->show = llm_search_filter_show;

  /**
   * LlmSearchFilter::changed:
   *
   * Something else was chosen.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", LLM_TYPE_SEARCH_FILTER, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
setup_item_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
  gtk_list_item_set_child (item, label);
}

/* What stands for any is empty; the words for it are the same everywhere. */
static void
bind_item_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  const char *text = gtk_string_object_get_string (gtk_list_item_get_item (item));
  g_autofree char *all = NULL;

  if (g_str_has_suffix (text, ":"))
    {
      g_autofree char *provider = g_strndup (text, strlen (text) - 1);

      /* Translators: the models of a provider. */
      all = g_strdup_printf (_ ("All of %s"), provider);
    }
  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)),
                       *text == '\0' ? _ ("Any") : (all != NULL ? all : text));
}

static GtkDropDown *
add_drop_down (LlmSearchFilter *self, GtkWidget *grid, int row, const char *label, GListModel *list)
{
  GtkWidget *drop_down = gtk_drop_down_new (list, NULL);
  GtkWidget *name = gtk_label_new_with_mnemonic (label);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (name), drop_down);
  gtk_widget_set_hexpand (drop_down, TRUE);
  gtk_grid_attach (GTK_GRID (grid), name, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), drop_down, 1, row, 1, 1);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (drop_down), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  name, NULL, -1);
  g_signal_connect_object (drop_down, "notify::selected", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_DROP_DOWN (drop_down);
}

static GtkDropDown *
add_words (LlmSearchFilter *self, GtkWidget *grid, int row, const char *label, const char **words)
{
  return add_drop_down (self, grid, row, label, G_LIST_MODEL (gtk_string_list_new (words)));
}

static GtkDropDown *
add_values (LlmSearchFilter *self, GtkWidget *grid, int row, const char *label, GtkStringList *list)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkDropDown *drop_down
      = add_drop_down (self, grid, row, label, G_LIST_MODEL (g_object_ref (list)));

  g_signal_connect (factory, "setup", G_CALLBACK (setup_item_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_item_cb), NULL);
  gtk_drop_down_set_factory (drop_down, factory);
  return drop_down;
}

static GtkCheckButton *
add_check (LlmSearchFilter *self, GtkWidget *grid, int row, const char *label)
{
  GtkWidget *check = gtk_check_button_new_with_mnemonic (label);

  gtk_grid_attach (GTK_GRID (grid), check, 0, row, 2, 1);
  g_signal_connect_object (check, "toggled", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return GTK_CHECK_BUTTON (check);
}

static void
llm_search_filter_init (LlmSearchFilter *self)
{
  const char *any[] = { "", NULL };
  const char *kind_words[] = { _ ("Any"), _ ("Comparisons"), _ ("Chats"), NULL };
  const char *time_words[] = { _ ("Any time"),     _ ("Today"),     _ ("Last 7 days"),
                               _ ("Last 30 days"), _ ("Last year"), NULL };
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *reset = gtk_button_new_with_mnemonic (_ ("_Reset"));

  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_widget_add_css_class (grid, "llm-search-filter");
  self->models = gtk_string_list_new (any);
  self->tags = gtk_string_list_new (any);
  self->kind = add_words (self, grid, 0, _ ("_Kind"), kind_words);
  self->model = add_values (self, grid, 1, _ ("_Model"), self->models);
  self->time = add_words (self, grid, 2, _ ("T_ime"), time_words);
  self->tag = add_values (self, grid, 3, _ ("_Tag"), self->tags);
  self->voted = add_check (self, grid, 4, _ ("Only with a _vote"));
  self->archived = add_check (self, grid, 5, _ ("Also in the _archive"));
  gtk_widget_set_halign (reset, GTK_ALIGN_END);
  g_signal_connect_object (reset, "clicked", G_CALLBACK (llm_search_filter_reset), self,
                           G_CONNECT_SWAPPED);
  gtk_grid_attach (GTK_GRID (grid), reset, 0, 6, 2, 1);
  gtk_popover_set_child (GTK_POPOVER (self), grid);
  g_object_unref (self->models);
  g_object_unref (self->tags);
}

/**
 * llm_search_filter_new:
 * @history: conversations whose models can be chosen
 * @places: the tags that can be chosen
 *
 * Returns: (transfer floating): a popover with no limits
 */
GtkWidget *
llm_search_filter_new (GListModel *history, LlmPlaces *places)
{
  LlmSearchFilter *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (history), NULL);
  g_return_val_if_fail (LLM_IS_PLACES (places), NULL);

  self = g_object_new (LLM_TYPE_SEARCH_FILTER, NULL);
  self->history = g_object_ref (history);
  self->places = g_object_ref (places);
  return GTK_WIDGET (self);
}

/**
 * llm_search_filter_get_active:
 * @self: a #LlmSearchFilter
 *
 * Returns: whether the search is limited in any way
 */
gboolean
llm_search_filter_get_active (LlmSearchFilter *self)
{
  g_return_val_if_fail (LLM_IS_SEARCH_FILTER (self), FALSE);

  return gtk_drop_down_get_selected (self->kind) != 0
         || gtk_drop_down_get_selected (self->time) != 0 || *get_chosen (self->model) != '\0'
         || *get_chosen (self->tag) != '\0' || gtk_check_button_get_active (self->voted)
         || gtk_check_button_get_active (self->archived);
}

/**
 * llm_search_filter_apply:
 * @self: a #LlmSearchFilter
 * @query: a query that gets the limits; its provider and model are the caller's to
 *   free, its tag and kind are not
 * @now: the present in the local time zone
 */
void
llm_search_filter_apply (LlmSearchFilter *self, LlmSearchQuery *query, GDateTime *now)
{
  const char *model, *colon;
  guint time;

  g_return_if_fail (LLM_IS_SEARCH_FILTER (self));
  g_return_if_fail (query != NULL && now != NULL);

  query->kind = kinds[gtk_drop_down_get_selected (self->kind)];
  model = get_chosen (self->model);
  colon = strchr (model, ':');
  if (colon != NULL)
    {
      query->provider = g_strndup (model, (gsize) (colon - model));
      query->model = colon[1] != '\0' ? g_strdup (colon + 1) : NULL;
    }
  query->tag = *get_chosen (self->tag) != '\0' ? get_chosen (self->tag) : NULL;
  query->voted = gtk_check_button_get_active (self->voted);
  query->archived = gtk_check_button_get_active (self->archived);
  time = gtk_drop_down_get_selected (self->time);
  if (time > 0 && time < G_N_ELEMENTS (days))
    {
      g_autoptr (GDateTime) day = g_date_time_add_days (now, 1 - days[time]);
      g_autoptr (GDateTime) since = g_date_time_new (
          g_date_time_get_timezone (now), g_date_time_get_year (day), g_date_time_get_month (day),
          g_date_time_get_day_of_month (day), 0, 0, 0);

      query->since = since != NULL ? g_date_time_to_unix (since) * G_USEC_PER_SEC : 0;
    }
}

/**
 * llm_search_filter_reset:
 * @self: a #LlmSearchFilter
 *
 * Takes all limits away.
 */
void
llm_search_filter_reset (LlmSearchFilter *self)
{
  g_return_if_fail (LLM_IS_SEARCH_FILTER (self));

  if (!llm_search_filter_get_active (self))
    return;
  self->filling = TRUE;
  gtk_drop_down_set_selected (self->kind, 0);
  gtk_drop_down_set_selected (self->model, 0);
  gtk_drop_down_set_selected (self->time, 0);
  gtk_drop_down_set_selected (self->tag, 0);
  gtk_check_button_set_active (self->voted, FALSE);
  gtk_check_button_set_active (self->archived, FALSE);
  self->filling = FALSE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
