/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-insight-pair.h"

#include <glib/gi18n-lib.h>

struct _LlmInsightPair
{
  GtkWidget parent_instance;

  LlmInsight *insight;
  char *column_ids[2]; /* what is chosen stays so when answers come and go */
  gboolean offers_all; /* as is_all */
  gboolean is_all;     /* rather than one second answer all the others */
  gboolean syncing;

  GtkWidget *box;
  GtkWidget *drop_downs[2];
};

G_DEFINE_FINAL_TYPE (LlmInsightPair, llm_insight_pair, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static guint
get_index (LlmInsightPair *self, guint side)
{
  guint index = side;

  if (self->column_ids[side] == NULL
      || !llm_insight_find (self->insight, self->column_ids[side], &index))
    index = side;
  return index;
}

static void
select_both (LlmInsightPair *self, guint a, guint b)
{
  const guint chosen[2] = { a, b };

  self->syncing = TRUE;
  for (guint i = 0; i < 2; i++)
    {
      g_free (self->column_ids[i]);
      self->column_ids[i] = g_strdup (llm_insight_get_column_id (self->insight, chosen[i]));
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->drop_downs[i]),
                                  i == 1 && self->is_all ? llm_insight_get_n_answers (self->insight)
                                                         : chosen[i]);
    }
  self->syncing = FALSE;
}

/* Of two that are the same the other one gives way: it gets the one that was chosen here. */
static void
selected_cb (LlmInsightPair *self, GParamSpec *pspec, GtkDropDown *drop_down)
{
  const guint side = GTK_WIDGET (drop_down) == self->drop_downs[0] ? 0 : 1;
  const guint selected = gtk_drop_down_get_selected (drop_down);
  guint chosen[2];

  if (self->syncing || selected == GTK_INVALID_LIST_POSITION)
    return;
  if (side == 1)
    self->is_all = selected >= llm_insight_get_n_answers (self->insight);
  chosen[side] = side == 1 && self->is_all ? get_index (self, 1) : selected;
  chosen[1 - side] = get_index (self, 1 - side);
  if (chosen[0] == chosen[1])
    chosen[1 - side] = get_index (self, side);
  select_both (self, chosen[0], chosen[1]);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
swap_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmInsightPair *self = LLM_INSIGHT_PAIR (widget);

  if (self->insight != NULL && llm_insight_get_n_answers (self->insight) >= 2)
    llm_insight_pair_set (self, get_index (self, 1), get_index (self, 0));
}

static void
llm_insight_pair_dispose (GObject *object)
{
  LlmInsightPair *self = LLM_INSIGHT_PAIR (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->insight);
  for (guint i = 0; i < 2; i++)
    g_clear_pointer (&self->column_ids[i], g_free);

  G_OBJECT_CLASS (llm_insight_pair_parent_class)->dispose (object);
}

static void
llm_insight_pair_class_init (LlmInsightPairClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_insight_pair_dispose;

  /**
   * LlmInsightPair::changed:
   *
   * Others are chosen.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", LLM_TYPE_INSIGHT_PAIR, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "pair.swap", NULL, swap_action);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

/* Long names must not make the window wide. */
static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkStringObject *string = gtk_list_item_get_item (item);

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)),
                       gtk_string_object_get_string (string));
}

/**
 * llm_insight_pair_ellipsize:
 * @drop_down: a drop-down of a #GtkStringList
 *
 * Lets it be narrower than its names.
 */
void
llm_insight_pair_ellipsize (GtkDropDown *drop_down)
{
  GtkListItemFactory *factory;

  g_return_if_fail (GTK_IS_DROP_DOWN (drop_down));

  factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_drop_down_set_factory (drop_down, factory);
  g_object_unref (factory);
}

static GtkWidget *
new_drop_down (LlmInsightPair *self, const char *name)
{
  GtkWidget *drop_down = gtk_drop_down_new (NULL, NULL);

  llm_insight_pair_ellipsize (GTK_DROP_DOWN (drop_down));
  gtk_widget_set_hexpand (drop_down, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop_down), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  g_signal_connect_object (drop_down, "notify::selected", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  return drop_down;
}

static void
llm_insight_pair_init (LlmInsightPair *self)
{
  GtkWidget *swap = gtk_button_new_from_icon_name ("object-flip-horizontal-symbolic");

  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->drop_downs[0] = new_drop_down (self, _ ("First answer"));
  self->drop_downs[1] = new_drop_down (self, _ ("Second answer"));
  gtk_widget_set_tooltip_text (swap, _ ("Swap the two answers"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (swap), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Swap the two answers"), -1);
  gtk_widget_add_css_class (swap, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (swap), "pair.swap");
  gtk_box_append (GTK_BOX (self->box), self->drop_downs[0]);
  gtk_box_append (GTK_BOX (self->box), swap);
  gtk_box_append (GTK_BOX (self->box), self->drop_downs[1]);
}

/**
 * llm_insight_pair_set_insight:
 * @self: a pair
 * @insight: what there is to choose from; also after it has changed
 *
 * Keeps the choice where the answers are still there.  Does not emit ::changed.
 */
void
llm_insight_pair_set_insight (LlmInsightPair *self, LlmInsight *insight)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) others = gtk_string_list_new (NULL);
  guint a, b, n;

  g_return_if_fail (LLM_IS_INSIGHT_PAIR (self));
  g_return_if_fail (LLM_IS_INSIGHT (insight));

  g_set_object (&self->insight, insight);
  n = llm_insight_get_n_answers (insight);
  if (n < 2)
    return;
  a = get_index (self, 0);
  b = get_index (self, 1);
  if (a == b)
    b = a == 0 ? 1 : 0;
  for (guint i = 0; i < n; i++)
    {
      gtk_string_list_append (labels, llm_insight_get_label (insight, i));
      gtk_string_list_append (others, llm_insight_get_label (insight, i));
    }
  /* Of two there is one other. */
  self->is_all &= n > 2;
  if (n > 2 && self->offers_all)
    gtk_string_list_append (others, _ ("All others"));
  self->syncing = TRUE;
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->drop_downs[0]), G_LIST_MODEL (labels));
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->drop_downs[1]), G_LIST_MODEL (others));
  select_both (self, a, b);
}

/**
 * llm_insight_pair_get:
 * @self: a pair with at least two answers
 * @a: (out): where to put the index of the first one
 * @b: (out): where to put the index of the second one
 */
void
llm_insight_pair_get (LlmInsightPair *self, guint *a, guint *b)
{
  g_return_if_fail (LLM_IS_INSIGHT_PAIR (self));
  g_return_if_fail (self->insight != NULL && a != NULL && b != NULL);

  *a = get_index (self, 0);
  *b = get_index (self, 1);
}

/**
 * llm_insight_pair_offer_all:
 * @self: a pair without an insight
 *
 * Lets the user choose all the others as what the first answer is compared with.
 */
void
llm_insight_pair_offer_all (LlmInsightPair *self)
{
  g_return_if_fail (LLM_IS_INSIGHT_PAIR (self));
  self->offers_all = TRUE;
}

/**
 * llm_insight_pair_is_all:
 * @self: a pair
 *
 * Returns: whether all the others are to be compared with the first answer
 */
gboolean
llm_insight_pair_is_all (LlmInsightPair *self)
{
  g_return_val_if_fail (LLM_IS_INSIGHT_PAIR (self), FALSE);
  return self->is_all;
}

/**
 * llm_insight_pair_set:
 * @self: a pair
 * @a: the index of the first answer
 * @b: that of the second one, another
 */
void
llm_insight_pair_set (LlmInsightPair *self, guint a, guint b)
{
  g_return_if_fail (LLM_IS_INSIGHT_PAIR (self));
  g_return_if_fail (self->insight != NULL);
  g_return_if_fail (a != b);
  g_return_if_fail (MAX (a, b) < llm_insight_get_n_answers (self->insight));

  self->is_all = FALSE;
  select_both (self, a, b);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
