/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-card-grid.h"

#include "llm-column-layout.h"
#include "llm-drop-mark.h"

/* Times are shown in tenths of a second and need not be more exact than that. */
#define TICK_MS 250

struct _LlmCardGrid
{
  GtkWidget parent_instance;

  LlmRunner *runner;
  LlmComparison *comparison;
  GHashTable *cards; /* column id (unowned: the card's own) → LlmCard (unowned: a child) */
  guint tick_id;
  LlmDropMark drop_mark; /* a card */
};

G_DEFINE_FINAL_TYPE (LlmCardGrid, llm_card_grid, GTK_TYPE_WIDGET)

static LlmColumnLayout *
get_layout (LlmCardGrid *self)
{
  return LLM_COLUMN_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));
}

static gboolean
tick_cb (gpointer user_data)
{
  LlmCardGrid *self = LLM_CARD_GRID (user_data);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (gtk_widget_get_mapped (child))
        llm_card_tick (LLM_CARD (child));
    }
  return G_SOURCE_CONTINUE;
}

/* One clock for all cards, and none while nothing runs or nobody looks. */
static void
update_tick (LlmCardGrid *self)
{
  const gboolean wanted = self->comparison != NULL && llm_comparison_get_running (self->comparison)
                          && gtk_widget_get_mapped (GTK_WIDGET (self));

  if (wanted && self->tick_id == 0)
    {
      tick_cb (self);
      self->tick_id = g_timeout_add (TICK_MS, tick_cb, self);
    }
  else if (!wanted)
    g_clear_handle_id (&self->tick_id, g_source_remove);
}

static void
expanded_changed_cb (LlmCard *card, GParamSpec *pspec, LlmCardGrid *self)
{
  LlmColumnLayout *layout = get_layout (self);
  GtkWidget *previous = llm_column_layout_get_expanded (layout);

  if (llm_card_get_expanded (card))
    {
      llm_column_layout_set_expanded (layout, GTK_WIDGET (card));
      if (previous != NULL && previous != GTK_WIDGET (card))
        llm_card_set_expanded (LLM_CARD (previous), FALSE);
    }
  else if (previous == GTK_WIDGET (card))
    llm_column_layout_set_expanded (layout, NULL);
}

/* What one column was sent is of concern for all. */
static void
update_images (LlmCardGrid *self)
{
  const gboolean differ
      = self->comparison != NULL && llm_comparison_images_differ (self->comparison);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    llm_card_set_images_differ (LLM_CARD (child), differ);
}

static void
remove_card (LlmCardGrid *self, LlmCard *card)
{
  GtkWidget *widget = GTK_WIDGET (card);
  GtkWidget *neighbour = gtk_widget_get_next_sibling (widget);
  const gboolean had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self)) == widget;

  if (neighbour == NULL)
    neighbour = gtk_widget_get_prev_sibling (widget);
  if (self->drop_mark.widget == widget)
    llm_drop_mark_clear (&self->drop_mark);
  if (llm_column_layout_get_expanded (get_layout (self)) == widget)
    llm_column_layout_set_expanded (get_layout (self), NULL);
  g_signal_handlers_disconnect_by_data (card, self);
  g_signal_handlers_disconnect_by_data (llm_card_get_answer (card), self);
  g_hash_table_remove (self->cards, llm_answer_get_column_id (llm_card_get_answer (card)));
  gtk_widget_unparent (widget);
  if (had_focus && neighbour != NULL)
    gtk_widget_grab_focus (neighbour);
}

static LlmCard *
add_card (LlmCardGrid *self, LlmAnswer *answer)
{
  GtkWidget *card = llm_card_new (self->runner, self->comparison, answer);

  g_signal_connect_object (card, "notify::expanded", G_CALLBACK (expanded_changed_cb), self, 0);
  g_signal_connect_object (answer, "notify::notices", G_CALLBACK (update_images), self,
                           G_CONNECT_SWAPPED);
  g_hash_table_insert (self->cards, (gpointer) llm_answer_get_column_id (answer), card);
  gtk_widget_set_parent (card, GTK_WIDGET (self));
  return LLM_CARD (card);
}

/* Brings the cards in line with the comparison, touching only what differs. */
static void
sync_cards (LlmCardGrid *self)
{
  const guint n = self->comparison != NULL ? llm_comparison_get_n_answers (self->comparison) : 0;
  GtkWidget *previous = NULL;
  GtkWidget *child, *next;

  for (child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL; child = next)
    {
      LlmAnswer *answer = llm_card_get_answer (LLM_CARD (child));

      next = gtk_widget_get_next_sibling (child);
      if (self->comparison == NULL
          || llm_comparison_find (self->comparison, llm_answer_get_column_id (answer), NULL)
                 != answer)
        remove_card (self, LLM_CARD (child));
    }

  for (guint i = 0; i < n; i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (self->comparison, i);
      LlmCard *card = g_hash_table_lookup (self->cards, llm_answer_get_column_id (answer));

      if (card == NULL)
        card = add_card (self, answer);
      if (gtk_widget_get_prev_sibling (GTK_WIDGET (card)) != previous)
        gtk_widget_insert_after (GTK_WIDGET (card), GTK_WIDGET (self), previous);
      llm_card_set_position (card, i, n);
      previous = GTK_WIDGET (card);
    }
  update_images (self);
}

/* --- Another order by dragging --- */

/* Cards that have the whole width stand below one another. */
static gboolean
are_stacked (LlmCardGrid *self, GtkWidget *card)
{
  return gtk_widget_get_width (card) > gtk_widget_get_width (GTK_WIDGET (self)) * 3 / 4;
}

static GdkDragAction
motion_cb (GtkDropTarget *target, double x, double y, LlmCardGrid *self)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_INSENSITIVE);
  GtkWidget *card = widget != NULL ? gtk_widget_get_ancestor (widget, LLM_TYPE_CARD) : NULL;
  graphene_rect_t bounds;
  gboolean beyond;

  if (card == NULL || !gtk_widget_compute_bounds (card, GTK_WIDGET (self), &bounds))
    {
      llm_drop_mark_clear (&self->drop_mark);
      return 0;
    }
  if (are_stacked (self, card))
    {
      llm_drop_mark_set_block (&self->drop_mark, card,
                               y > bounds.origin.y + bounds.size.height / 2);
      return GDK_ACTION_MOVE;
    }
  beyond = x > bounds.origin.x + bounds.size.width / 2;
  llm_drop_mark_set_inline (&self->drop_mark, card,
                            beyond != (gtk_widget_get_direction (card) == GTK_TEXT_DIR_RTL));
  return GDK_ACTION_MOVE;
}

static void
leave_cb (GtkDropTarget *target, LlmCardGrid *self)
{
  llm_drop_mark_clear (&self->drop_mark);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, LlmCardGrid *self)
{
  const LlmDropMark mark = self->drop_mark;
  LlmCard *card = g_value_get_object (value);
  const char *column_id;
  guint from, to;

  llm_drop_mark_clear (&self->drop_mark);
  /* Another window may have sent it. */
  if (mark.widget == NULL || gtk_widget_get_parent (GTK_WIDGET (card)) != GTK_WIDGET (self))
    return FALSE;
  column_id = llm_answer_get_column_id (llm_card_get_answer (card));
  if (llm_comparison_find (self->comparison, column_id, &from) == NULL
      || llm_comparison_find (
             self->comparison,
             llm_answer_get_column_id (llm_card_get_answer (LLM_CARD (mark.widget))), &to)
             == NULL)
    return FALSE;
  to += mark.after ? 1 : 0;
  llm_comparison_move (self->comparison, column_id, to > from ? to - 1 : to);
  return TRUE;
}

static void
add_drop (LlmCardGrid *self)
{
  GtkDropTarget *target = gtk_drop_target_new (LLM_TYPE_CARD, GDK_ACTION_MOVE);

  g_signal_connect_object (target, "enter", G_CALLBACK (motion_cb), self, 0);
  g_signal_connect_object (target, "motion", G_CALLBACK (motion_cb), self, 0);
  g_signal_connect_object (target, "leave", G_CALLBACK (leave_cb), self, 0);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/* --- The object --- */

static void
llm_card_grid_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (llm_card_grid_parent_class)->map (widget);
  update_tick (LLM_CARD_GRID (widget));
}

static void
llm_card_grid_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (llm_card_grid_parent_class)->unmap (widget);
  update_tick (LLM_CARD_GRID (widget));
}

static void
llm_card_grid_dispose (GObject *object)
{
  LlmCardGrid *self = LLM_CARD_GRID (object);

  llm_card_grid_set_comparison (self, NULL, NULL);
  /* It is kept while nothing is shown, too. */
  g_clear_object (&self->runner);
  g_clear_handle_id (&self->tick_id, g_source_remove);

  G_OBJECT_CLASS (llm_card_grid_parent_class)->dispose (object);
}

static void
llm_card_grid_finalize (GObject *object)
{
  g_hash_table_unref (LLM_CARD_GRID (object)->cards);

  G_OBJECT_CLASS (llm_card_grid_parent_class)->finalize (object);
}

static void
llm_card_grid_class_init (LlmCardGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_card_grid_dispose;
  G_OBJECT_CLASS (klass)->finalize = llm_card_grid_finalize;
  widget_class->map = llm_card_grid_map;
  widget_class->unmap = llm_card_grid_unmap;
  gtk_widget_class_set_layout_manager_type (widget_class, LLM_TYPE_COLUMN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "llm-card-grid");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
llm_card_grid_init (LlmCardGrid *self)
{
  self->cards = g_hash_table_new (g_str_hash, g_str_equal);
  add_drop (self);
}

/**
 * llm_card_grid_new:
 *
 * Returns: (transfer floating): a grid without cards
 */
GtkWidget *
llm_card_grid_new (void)
{
  return g_object_new (LLM_TYPE_CARD_GRID, NULL);
}

/**
 * llm_card_grid_set_comparison:
 * @self: a grid
 * @runner: (nullable): what starts and stops the columns; not NULL with a comparison
 * @comparison: (nullable): whose columns to show
 */
void
llm_card_grid_set_comparison (LlmCardGrid *self, LlmRunner *runner, LlmComparison *comparison)
{
  g_return_if_fail (LLM_IS_CARD_GRID (self));
  g_return_if_fail (comparison == NULL || LLM_IS_COMPARISON (comparison));
  g_return_if_fail (comparison == NULL || LLM_IS_RUNNER (runner));

  if (self->comparison == comparison)
    return;
  if (self->comparison != NULL)
    g_signal_handlers_disconnect_by_data (self->comparison, self);
  g_set_object (&self->runner, runner);
  g_set_object (&self->comparison, comparison);
  sync_cards (self);
  update_tick (self);
  if (comparison == NULL)
    return;
  g_signal_connect_object (comparison, "items-changed", G_CALLBACK (sync_cards), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (comparison, "notify::running", G_CALLBACK (update_tick), self,
                           G_CONNECT_SWAPPED);
}

/**
 * llm_card_grid_get_card:
 * @self: a grid
 * @column_id: a column's id
 *
 * Returns: (transfer none) (nullable): the card of that column
 */
LlmCard *
llm_card_grid_get_card (LlmCardGrid *self, const char *column_id)
{
  g_return_val_if_fail (LLM_IS_CARD_GRID (self), NULL);
  g_return_val_if_fail (column_id != NULL, NULL);
  return g_hash_table_lookup (self->cards, column_id);
}

/**
 * llm_card_grid_get_views:
 * @self: a grid
 *
 * Returns: (transfer full) (element-type LlmAnswerView): the views of the answers, in order
 */
GPtrArray *
llm_card_grid_get_views (LlmCardGrid *self)
{
  GPtrArray *views;

  g_return_val_if_fail (LLM_IS_CARD_GRID (self), NULL);

  views = g_ptr_array_new_with_free_func (g_object_unref);
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    g_ptr_array_add (views, g_object_ref (llm_card_get_view (LLM_CARD (child))));
  return views;
}

/**
 * llm_card_grid_is_ticking:
 * @self: a grid
 *
 * Returns: whether its clock runs, which it does only while someone can see it
 */
gboolean
llm_card_grid_is_ticking (LlmCardGrid *self)
{
  g_return_val_if_fail (LLM_IS_CARD_GRID (self), FALSE);
  return self->tick_id != 0;
}
