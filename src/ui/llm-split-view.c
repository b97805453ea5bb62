/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

/* Here, unlike elsewhere, newer libadwaita is used where it is there. */
#undef ADW_VERSION_MAX_ALLOWED

#include "llm-split-view.h"

#define SIDEBAR_WIDTH 280

struct _LlmSplitView
{
  GtkWidget parent_instance;

  /* What the user wants where there is room for both. */
  gboolean wanted;

  GtkWidget *root;
  GtkWidget *split;
  GtkWidget *sidebar;
  GtkWidget *content;
};

G_DEFINE_FINAL_TYPE (LlmSplitView, llm_split_view, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_CONTENT,
  PROP_SHOW_SIDEBAR,
  PROP_FOLDED,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void folded_cb (LlmSplitView *self);
static void shown_cb (LlmSplitView *self);

#if ADW_CHECK_VERSION(1, 4, 0)

static void
build (LlmSplitView *self)
{
  AdwOverlaySplitView *split = ADW_OVERLAY_SPLIT_VIEW (adw_overlay_split_view_new ());
  AdwBreakpoint *narrow
      = adw_breakpoint_new (adw_breakpoint_condition_new_length (ADW_BREAKPOINT_CONDITION_MAX_WIDTH,
                                                                 LLM_SPLIT_VIEW_FOLD_WIDTH - 1,
                                                                 ADW_LENGTH_UNIT_PX));

  adw_overlay_split_view_set_min_sidebar_width (split, SIDEBAR_WIDTH - 20);
  adw_overlay_split_view_set_max_sidebar_width (split, SIDEBAR_WIDTH);
  adw_overlay_split_view_set_pin_sidebar (split, TRUE);
  adw_overlay_split_view_set_sidebar (split, self->sidebar);
  adw_overlay_split_view_set_content (split, self->content);
  g_signal_connect_object (split, "notify::collapsed", G_CALLBACK (folded_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (split, "notify::show-sidebar", G_CALLBACK (shown_cb), self,
                           G_CONNECT_SWAPPED);

  self->split = GTK_WIDGET (split);
  self->root = adw_breakpoint_bin_new ();
  gtk_widget_set_size_request (self->root, 360, 200);
  adw_breakpoint_add_setters (narrow, G_OBJECT (split), "collapsed", TRUE, NULL);
  adw_breakpoint_bin_add_breakpoint (ADW_BREAKPOINT_BIN (self->root), narrow);
  adw_breakpoint_bin_set_child (ADW_BREAKPOINT_BIN (self->root), self->split);
}

static gboolean
get_shown (LlmSplitView *self)
{
  return adw_overlay_split_view_get_show_sidebar (ADW_OVERLAY_SPLIT_VIEW (self->split));
}

static void
set_shown (LlmSplitView *self, gboolean shown)
{
  adw_overlay_split_view_set_show_sidebar (ADW_OVERLAY_SPLIT_VIEW (self->split), shown);
}

static gboolean
get_folded (LlmSplitView *self)
{
  return adw_overlay_split_view_get_collapsed (ADW_OVERLAY_SPLIT_VIEW (self->split));
}

#else

/* AdwFlap folds where the natural widths of both sides do not fit: that of the
 * content is given, then, whatever its children want. */
static void
measure_content (GtkWidget *widget,
                 GtkOrientation orientation,
                 int for_size,
                 int *minimum,
                 int *natural,
                 int *minimum_baseline,
                 int *natural_baseline)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (child == NULL)
    return;

  gtk_widget_measure (child, orientation, for_size, minimum, natural, minimum_baseline,
                      natural_baseline);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = MAX (*minimum, LLM_SPLIT_VIEW_FOLD_WIDTH - SIDEBAR_WIDTH - 1);
}

static void
allocate_content (GtkWidget *widget, int width, int height, int baseline)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (child != NULL)
    gtk_widget_allocate (child, width, height, baseline, NULL);
}

static void
build (LlmSplitView *self)
{
  AdwFlap *flap = ADW_FLAP (adw_flap_new ());

  gtk_widget_set_layout_manager (self->content, gtk_custom_layout_new (NULL, measure_content,
                                                                       allocate_content));
  gtk_widget_set_size_request (self->sidebar, SIDEBAR_WIDTH, -1);
  gtk_widget_set_hexpand (self->content, TRUE);
  gtk_widget_add_css_class (self->sidebar, "background");

  adw_flap_set_flap (flap, self->sidebar);
  adw_flap_set_separator (flap, gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  adw_flap_set_content (flap, self->content);
  adw_flap_set_fold_threshold_policy (flap, ADW_FOLD_THRESHOLD_POLICY_NATURAL);
  adw_flap_set_locked (flap, TRUE);
  g_signal_connect_object (flap, "notify::folded", G_CALLBACK (folded_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (flap, "notify::reveal-flap", G_CALLBACK (shown_cb), self,
                           G_CONNECT_SWAPPED);

  self->split = GTK_WIDGET (flap);
  self->root = self->split;
}

static gboolean
get_shown (LlmSplitView *self)
{
  return adw_flap_get_reveal_flap (ADW_FLAP (self->split));
}

static void
set_shown (LlmSplitView *self, gboolean shown)
{
  adw_flap_set_reveal_flap (ADW_FLAP (self->split), shown);
}

static gboolean
get_folded (LlmSplitView *self)
{
  return adw_flap_get_folded (ADW_FLAP (self->split));
}

#endif

/* Narrow windows start without the sidebar; it comes back when there is room. */
static void
folded_cb (LlmSplitView *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FOLDED]);
  set_shown (self, get_folded (self) ? FALSE : self->wanted);
}

static void
shown_cb (LlmSplitView *self)
{
  if (!get_folded (self))
    self->wanted = get_shown (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SHOW_SIDEBAR]);
}

static void
llm_split_view_dispose (GObject *object)
{
  LlmSplitView *self = LLM_SPLIT_VIEW (object);

  if (self->split != NULL)
    g_signal_handlers_disconnect_by_data (self->split, self);
  g_clear_pointer (&self->root, gtk_widget_unparent);
  self->split = NULL;

  G_OBJECT_CLASS (llm_split_view_parent_class)->dispose (object);
}

static void
llm_split_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LlmSplitView *self = LLM_SPLIT_VIEW (object);

  switch (prop_id)
    {
    case PROP_SHOW_SIDEBAR:
      g_value_set_boolean (value, llm_split_view_get_show_sidebar (self));
      break;

    case PROP_FOLDED:
      g_value_set_boolean (value, llm_split_view_get_folded (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_split_view_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_CONTENT:
      llm_split_view_set_content (LLM_SPLIT_VIEW (object), g_value_get_object (value));
      break;

    case PROP_SHOW_SIDEBAR:
      llm_split_view_set_show_sidebar (LLM_SPLIT_VIEW (object), g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_split_view_class_init (LlmSplitViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_split_view_dispose;
  object_class->get_property = llm_split_view_get_property;
  object_class->set_property = llm_split_view_set_property;

  props[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET,
                                             G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_SHOW_SIDEBAR] =
      g_param_spec_boolean ("show-sidebar", NULL, NULL, TRUE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_FOLDED] =
      g_param_spec_boolean ("folded", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
llm_split_view_init (LlmSplitView *self)
{
  self->wanted = TRUE;
  self->sidebar = adw_bin_new ();
  self->content = adw_bin_new ();
  build (self);
  gtk_widget_set_parent (self->root, GTK_WIDGET (self));
}

/**
 * llm_split_view_new:
 *
 * Returns: (transfer floating): a view with two empty sides
 */
GtkWidget *
llm_split_view_new (void)
{
  return g_object_new (LLM_TYPE_SPLIT_VIEW, NULL);
}

/**
 * llm_split_view_set_sidebar:
 * @self: a #LlmSplitView
 * @sidebar: a widget
 */
void
llm_split_view_set_sidebar (LlmSplitView *self, GtkWidget *sidebar)
{
  g_return_if_fail (LLM_IS_SPLIT_VIEW (self));
  g_return_if_fail (GTK_IS_WIDGET (sidebar));

  adw_bin_set_child (ADW_BIN (self->sidebar), sidebar);
}

/**
 * llm_split_view_set_content:
 * @self: a #LlmSplitView
 * @content: a widget
 */
void
llm_split_view_set_content (LlmSplitView *self, GtkWidget *content)
{
  g_return_if_fail (LLM_IS_SPLIT_VIEW (self));
  g_return_if_fail (GTK_IS_WIDGET (content));

  adw_bin_set_child (ADW_BIN (self->content), content);
}

/**
 * llm_split_view_get_show_sidebar:
 * @self: a #LlmSplitView
 *
 * Returns: whether the sidebar is to be seen
 */
gboolean
llm_split_view_get_show_sidebar (LlmSplitView *self)
{
  g_return_val_if_fail (LLM_IS_SPLIT_VIEW (self), FALSE);

  return get_shown (self);
}

/**
 * llm_split_view_set_show_sidebar:
 * @self: a #LlmSplitView
 * @show_sidebar: whether the sidebar is to be seen
 */
void
llm_split_view_set_show_sidebar (LlmSplitView *self, gboolean show_sidebar)
{
  g_return_if_fail (LLM_IS_SPLIT_VIEW (self));

  set_shown (self, show_sidebar);
}

/**
 * llm_split_view_get_folded:
 * @self: a #LlmSplitView
 *
 * Returns: whether the sidebar covers the content
 */
gboolean
llm_split_view_get_folded (LlmSplitView *self)
{
  g_return_val_if_fail (LLM_IS_SPLIT_VIEW (self), FALSE);

  return get_folded (self);
}
