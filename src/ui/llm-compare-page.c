/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-compare-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include "llm-card-grid.h"
#include "llm-compare-page-private.h"
#include "llm-find-bar.h"
#include "llm-prompt-images.h"
#include "llm-prompt-row.h"
#include "llm-turn-bar.h"
#include "llm-verdict-bar.h"

G_DEFINE_FINAL_TYPE (LlmComparePage, llm_compare_page, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_COMPARISON,
  PROP_DIFFERENCES,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

enum
{
  SIGNAL_SWAP_REQUESTED,
  SIGNAL_ADD_REQUESTED,
  SIGNAL_TOAST,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* For the other parts; takes the toast over. */
void
llm_compare_page_tell (LlmComparePage *self, AdwToast *toast)
{
  g_signal_emit (self, signals[SIGNAL_TOAST], 0, toast);
  g_object_unref (toast);
}

static void
choose_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const guint signal_id
      = signals[g_str_equal (name, "compare.add") ? SIGNAL_ADD_REQUESTED : SIGNAL_SWAP_REQUESTED];

  g_signal_emit (widget, signal_id, 0, g_variant_get_string (parameter, NULL));
}

static void
close_find_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  llm_find_bar_close (LLM_FIND_BAR (LLM_COMPARE_PAGE (widget)->find_bar));
}

static void
find_bar_open_cb (LlmComparePage *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compare.close-find",
                                 llm_find_bar_get_open (LLM_FIND_BAR (self->find_bar)));
}

/* For the other part: a card that has the page for itself makes room for @card. */
void
llm_compare_page_show_card (LlmComparePage *self, GtkWidget *card)
{
  GtkAdjustment *adjustment
      = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  graphene_rect_t bounds;

  for (GtkWidget *child = gtk_widget_get_first_child (self->grid); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (child != card && llm_card_get_expanded (LLM_CARD (child)))
        llm_card_set_expanded (LLM_CARD (card), TRUE);
    }
  if (gtk_widget_compute_bounds (card, self->grid, &bounds))
    gtk_adjustment_clamp_page (adjustment, bounds.origin.y, bounds.origin.y + bounds.size.height);
}

static void
reveal_cb (LlmComparePage *self, LlmAnswerView *view)
{
  GtkWidget *card = gtk_widget_get_ancestor (GTK_WIDGET (view), LLM_TYPE_CARD);

  if (card != NULL)
    llm_compare_page_show_card (self, card);
}

/* For the other part: whether the bar to find is open. */
gboolean
llm_compare_page_is_finding (LlmComparePage *self)
{
  return llm_find_bar_get_open (LLM_FIND_BAR (self->find_bar));
}

/* That of the answer with the focus; in the bar it stays with what is searched. */
static LlmAnswerView *
get_focused_view (LlmComparePage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *card;

  if (focus == NULL)
    return NULL;
  if (gtk_widget_is_ancestor (focus, self->find_bar))
    return llm_find_bar_get_view (LLM_FIND_BAR (self->find_bar));
  card = gtk_widget_get_ancestor (focus, LLM_TYPE_CARD);
  return card != NULL ? llm_card_get_view (LLM_CARD (card)) : NULL;
}

/* After the grid has done so, for what works on all answers. */
static void
sync_views (LlmComparePage *self)
{
  g_autoptr (GPtrArray) views = llm_card_grid_get_views (LLM_CARD_GRID (self->grid));

  llm_find_bar_set_views (LLM_FIND_BAR (self->find_bar), views);
  llm_scroll_link_set_views (self->scroll_link, views);
  llm_differ_set_comparison (self->differ, self->comparison);
}

static gboolean
llm_compare_page_grab_focus (GtkWidget *widget)
{
  LlmComparePage *self = LLM_COMPARE_PAGE (widget);
  GtkWidget *first = gtk_widget_get_first_child (self->grid);

  return first != NULL && gtk_widget_grab_focus (first);
}

static void
llm_compare_page_dispose (GObject *object)
{
  LlmComparePage *self = LLM_COMPARE_PAGE (object);

  if (self->find_bar != NULL)
    llm_find_bar_set_views (LLM_FIND_BAR (self->find_bar), NULL);
  if (self->differ != NULL)
    llm_differ_close (self->differ);
  g_clear_object (&self->differ);
  g_clear_object (&self->scroll_link);
  g_clear_object (&self->undo);
  if (self->comparison != NULL)
    g_signal_handlers_disconnect_by_data (self->comparison, self);
  if (self->turn_bar != NULL)
    g_signal_handlers_disconnect_by_data (self->turn_bar, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), LLM_TYPE_COMPARE_PAGE);
  g_clear_object (&self->comparison);
  g_clear_object (&self->conversation);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (llm_compare_page_parent_class)->dispose (object);
}

static void
llm_compare_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_COMPARISON:
      g_value_set_object (value, LLM_COMPARE_PAGE (object)->comparison);
      break;
    case PROP_DIFFERENCES:
      g_value_set_boolean (value, llm_compare_page_get_differences (LLM_COMPARE_PAGE (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_compare_page_set_property (GObject *object,
                               guint prop_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_DIFFERENCES:
      llm_compare_page_set_differences (LLM_COMPARE_PAGE (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmComparePage *self = LLM_COMPARE_PAGE (widget);

  if (!llm_turn_bar_step (LLM_TURN_BAR (self->turn_bar),
                          g_str_equal (name, "compare.next-turn") ? 1 : -1))
    gtk_widget_error_bell (widget);
}

/* Another turn was chosen, or came. */
static void
turn_cb (LlmComparePage *self)
{
  LlmTurn *turn = llm_turn_bar_get_turn (LLM_TURN_BAR (self->turn_bar));

  if (self->conversation != NULL)
    llm_compare_page_set_comparison (self, turn != NULL ? llm_turn_get_comparison (turn) : NULL);
}

static void
install_signals (void)
{
  /**
   * LlmComparePage::swap-requested:
   * @column_id: the column that is to get another model
   */
  signals[SIGNAL_SWAP_REQUESTED]
      = g_signal_new ("swap-requested", LLM_TYPE_COMPARE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * LlmComparePage::add-requested:
   * @column_id: the column behind which another model is to be asked
   */
  signals[SIGNAL_ADD_REQUESTED]
      = g_signal_new ("add-requested", LLM_TYPE_COMPARE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * LlmComparePage::toast:
   * @toast: an #AdwToast; the handler takes a reference of its own to show it
   */
  signals[SIGNAL_TOAST] = g_signal_new ("toast", LLM_TYPE_COMPARE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, ADW_TYPE_TOAST);
}

static void
llm_compare_page_class_init (LlmComparePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_compare_page_dispose;
  G_OBJECT_CLASS (klass)->get_property = llm_compare_page_get_property;
  G_OBJECT_CLASS (klass)->set_property = llm_compare_page_set_property;
  widget_class->grab_focus = llm_compare_page_grab_focus;

  props[PROP_COMPARISON]
      = g_param_spec_object ("comparison", NULL, NULL, LLM_TYPE_COMPARISON,
                             G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_DIFFERENCES]
      = g_param_spec_boolean ("differences", NULL, NULL, FALSE,
                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, props);

  install_signals ();
  llm_compare_page_install_verdict_actions (widget_class);
  llm_compare_page_install_column_actions (widget_class);
  llm_compare_page_install_diff_actions (widget_class);
  gtk_widget_class_install_action (widget_class, "compare.add", "s", choose_action);
  gtk_widget_class_install_action (widget_class, "compare.swap", "s", choose_action);
  gtk_widget_class_install_action (widget_class, "compare.previous-turn", NULL, step_action);
  gtk_widget_class_install_action (widget_class, "compare.next-turn", NULL, step_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK,
                                       "compare.previous-turn", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK,
                                       "compare.next-turn", NULL);
  /* From within an answer; if there is nothing to close, the key stops the models. */
  gtk_widget_class_install_action (widget_class, "compare.close-find", NULL, close_find_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "compare.close-find", NULL);

  g_type_ensure (LLM_TYPE_CARD_GRID);
  g_type_ensure (LLM_TYPE_FIND_BAR);
  g_type_ensure (LLM_TYPE_PROMPT_ROW);
  g_type_ensure (LLM_TYPE_TURN_BAR);
  g_type_ensure (LLM_TYPE_VERDICT_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/jbuz/LLMSelect/llm-compare-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmComparePage, content);
  gtk_widget_class_bind_template_child (widget_class, LlmComparePage, turn_bar);
  gtk_widget_class_bind_template_child (widget_class, LlmComparePage, prompt);
  gtk_widget_class_bind_template_child (widget_class, LlmComparePage, find_bar);
  gtk_widget_class_bind_template_child (widget_class, LlmComparePage, scroller);
  gtk_widget_class_bind_template_child (widget_class, LlmComparePage, grid);
  gtk_widget_class_bind_template_child (widget_class, LlmComparePage, verdict_bar);
  gtk_widget_class_bind_template_callback (widget_class, find_bar_open_cb);
  gtk_widget_class_bind_template_callback (widget_class, reveal_cb);
  gtk_widget_class_bind_template_callback (widget_class, turn_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "llm-compare-page");
}

static void
llm_compare_page_init (LlmComparePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->scroll_link = llm_scroll_link_new ();
  self->differ = llm_differ_new (LLM_CARD_GRID (self->grid));
  self->undo = llm_verdict_undo_new ();
  llm_compare_page_add_keys (self);
  llm_compare_page_follow_verdict (self);
  find_bar_open_cb (self);
}

/**
 * llm_compare_page_new:
 * @context: what runs comparisons and knows models
 *
 * Returns: (transfer floating): a page without a comparison
 */
GtkWidget *
llm_compare_page_new (LlmContext *context)
{
  LlmComparePage *self;

  g_return_val_if_fail (LLM_IS_CONTEXT (context), NULL);

  self = g_object_new (LLM_TYPE_COMPARE_PAGE, NULL);
  self->context = g_object_ref (context);
  self->images = llm_prompt_images_new (context);
  gtk_widget_add_css_class (self->images, "llm-sent");
  gtk_box_insert_child_after (GTK_BOX (self->content), self->images, self->prompt);
  g_settings_bind (llm_settings_get_gsettings (llm_context_get_settings (context)),
                   "link-scrolling", self->scroll_link, "active", G_SETTINGS_BIND_GET);
  return GTK_WIDGET (self);
}

/**
 * llm_compare_page_get_comparison:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): what it shows
 */
LlmComparison *
llm_compare_page_get_comparison (LlmComparePage *self)
{
  g_return_val_if_fail (LLM_IS_COMPARE_PAGE (self), NULL);
  return self->comparison;
}

/**
 * llm_compare_page_set_comparison:
 * @self: a page
 * @comparison: (nullable): what to show
 *
 * The comparison that was shown goes on if it runs.
 */
void
llm_compare_page_set_comparison (LlmComparePage *self, LlmComparison *comparison)
{
  g_return_if_fail (LLM_IS_COMPARE_PAGE (self));
  g_return_if_fail (comparison == NULL || LLM_IS_COMPARISON (comparison));

  if (self->comparison == comparison)
    return;
  if (self->comparison != NULL)
    g_signal_handlers_disconnect_by_data (self->comparison, self);
  llm_find_bar_close (LLM_FIND_BAR (self->find_bar));
  g_set_object (&self->comparison, comparison);
  if (comparison != NULL)
    llm_prompt_row_set_prompt (LLM_PROMPT_ROW (self->prompt),
                               llm_comparison_get_prompt (comparison),
                               llm_comparison_get_system (comparison));
  llm_image_strip_set_images (LLM_IMAGE_STRIP (self->images),
                              comparison != NULL ? llm_comparison_get_images (comparison) : NULL);
  llm_card_grid_set_comparison (LLM_CARD_GRID (self->grid), llm_context_get_runner (self->context),
                                comparison);
  llm_verdict_bar_set_comparison (LLM_VERDICT_BAR (self->verdict_bar), comparison);
  llm_verdict_undo_set_comparison (self->undo, comparison);
  /* Only now: GTK 4.8 keeps a card that is hidden with the focus in it and then taken away. */
  gtk_widget_set_visible (self->content, comparison != NULL);
  sync_views (self);
  if (comparison != NULL)
    g_signal_connect_object (comparison, "items-changed", G_CALLBACK (sync_views), self,
                             G_CONNECT_SWAPPED);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COMPARISON]);
}

/**
 * llm_compare_page_set_conversation:
 * @self: a page
 * @conversation: (nullable): a comparison with its turns, of which the last is shown; the
 *   user chooses among them
 */
void
llm_compare_page_set_conversation (LlmComparePage *self, LlmConversation *conversation)
{
  g_return_if_fail (LLM_IS_COMPARE_PAGE (self));
  g_return_if_fail (conversation == NULL || LLM_IS_CONVERSATION (conversation));

  if (!g_set_object (&self->conversation, conversation))
    return;
  llm_compare_page_set_differences (self, FALSE);
  llm_turn_bar_set_conversation (LLM_TURN_BAR (self->turn_bar), conversation);
  if (conversation == NULL)
    llm_compare_page_set_comparison (self, NULL);
}

/**
 * llm_compare_page_show_turn:
 * @self: a page that shows a conversation
 * @turn: a turn of it
 */
void
llm_compare_page_show_turn (LlmComparePage *self, LlmTurn *turn)
{
  g_return_if_fail (LLM_IS_COMPARE_PAGE (self));
  g_return_if_fail (LLM_IS_TURN (turn));

  llm_turn_bar_set_turn (LLM_TURN_BAR (self->turn_bar), turn);
}

/**
 * llm_compare_page_show_hit:
 * @self: a page
 * @column_id: a column of the turn it shows
 * @text: a text that occurs in its answer
 *
 * Brings the first occurrence into view, marked like the others.
 */
void
llm_compare_page_show_hit (LlmComparePage *self, const char *column_id, const char *text)
{
  LlmCard *card;

  g_return_if_fail (LLM_IS_COMPARE_PAGE (self));
  g_return_if_fail (column_id != NULL && text != NULL);

  card = llm_card_grid_get_card (LLM_CARD_GRID (self->grid), column_id);
  if (card != NULL)
    llm_find_bar_show_text (LLM_FIND_BAR (self->find_bar), llm_card_get_view (card), text);
}

/**
 * llm_compare_page_find:
 * @self: a page
 * @all: whether to search all answers rather than the one that has the focus
 *
 * Asks for a text to find.  Where no answer has the focus all are searched.
 */
void
llm_compare_page_find (LlmComparePage *self, gboolean all)
{
  LlmFindBar *bar;

  g_return_if_fail (LLM_IS_COMPARE_PAGE (self));

  if (self->comparison == NULL)
    return;
  bar = LLM_FIND_BAR (self->find_bar);
  llm_find_bar_open (bar, all ? NULL : get_focused_view (self));
}

/**
 * llm_compare_page_find_again:
 * @self: a page
 * @backward: whether to go to the previous match rather than the next one
 *
 * Goes on with the text that was found last, or asks for one.
 */
void
llm_compare_page_find_again (LlmComparePage *self, gboolean backward)
{
  g_return_if_fail (LLM_IS_COMPARE_PAGE (self));

  if (self->comparison == NULL)
    return;
  if (!llm_find_bar_has_text (LLM_FIND_BAR (self->find_bar)))
    llm_compare_page_find (self, FALSE);
  else if (backward)
    llm_find_bar_previous (LLM_FIND_BAR (self->find_bar));
  else
    llm_find_bar_next (LLM_FIND_BAR (self->find_bar));
}
