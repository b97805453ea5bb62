/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-find-bar.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include "llm-finder.h"
#include "llm-wrap-layout.h"

/* A selection that is longer, or of several lines, was not made to be searched for. */
#define MAX_SELECTION 200

/* Microseconds between two counts that are told of a search that goes on. */
#define MIN_TELLING (G_USEC_PER_SEC)

struct _LlmFindBar
{
  GtkWidget parent_instance;

  LlmFinder *finder;     /* of answers */
  LlmFindSource *source; /* what is searched: that, or another */
  GPtrArray *views;
  LlmAnswerView *view;     /* of the views: the one that is searched, or NULL for all */
  GtkWidget *return_focus; /* weak: what had the focus before */
  gboolean is_open;
  gboolean match_case;
  gint64 told_at; /* when a count was told of a search that goes on, or 0 */

  GtkWidget *revealer;
  GtkWidget *content;
  GtkWidget *entry;
  GtkWidget *count_label;
  GtkWidget *all_toggle;
};

G_DEFINE_FINAL_TYPE (LlmFindBar, llm_find_bar, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_OPEN,
  PROP_ALL_ANSWERS,
  PROP_MATCH_CASE,
  N_PROPS
};

enum
{
  SIGNAL_REVEAL,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static const char *
get_text (LlmFindBar *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

static gboolean
has_view (LlmFindBar *self, LlmAnswerView *view)
{
  return view != NULL && g_ptr_array_find (self->views, view, NULL);
}

static gboolean
has_finder (LlmFindBar *self)
{
  return self->source == LLM_FIND_SOURCE (self->finder);
}

static LlmAnswerView *
get_current_view (LlmFindBar *self)
{
  return (LlmAnswerView *) llm_find_source_get_current (LLM_FIND_SOURCE (self->finder));
}

static GtkWidget *
get_focus (LlmFindBar *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return root != NULL ? gtk_root_get_focus (root) : NULL;
}

static gboolean
has_focus (LlmFindBar *self)
{
  GtkWidget *focus = get_focus (self);

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
}

/* Of those that are searched. */
static LlmAnswerView *
get_focused_view (LlmFindBar *self)
{
  GtkWidget *focus = get_focus (self);
  GtkWidget *view = focus != NULL ? gtk_widget_get_ancestor (focus, LLM_TYPE_ANSWER_VIEW) : NULL;

  if (view == NULL)
    return NULL;
  return !has_finder (self) || has_view (self, LLM_ANSWER_VIEW (view)) ? LLM_ANSWER_VIEW (view)
                                                                       : NULL;
}

static char *
describe_count (const LlmFindCount *count)
{
  const guint n = count->n_matches;

  if (!count->is_complete && n == 0)
    return g_strdup (_ ("Searching…"));
  if (!count->is_complete)
    return g_strdup_printf (ngettext ("At least %u result", "At least %u results", n), n);
  if (n == 0)
    return g_strdup (_ ("No results"));
  if (count->position > 0)
    /* Translators: which of the places that were found, and how many there are. */
    return g_strdup_printf (ngettext ("%u of %u", "%u of %u", n), count->position, n);
  return g_strdup_printf (ngettext ("%u result", "%u results", n), n);
}

/* Each one is read out; while there are more and more, some will do. */
static gboolean
is_too_often (LlmFindBar *self, const LlmFindCount *count)
{
  const gint64 now = g_get_monotonic_time ();

  if (!count->is_complete && self->told_at != 0 && now - self->told_at < MIN_TELLING)
    return TRUE;
  self->told_at = count->is_complete ? 0 : now;
  return FALSE;
}

/* What was told stays while that is being counted anew. */
static void
update_count (LlmFindBar *self)
{
  const gboolean has_text = *get_text (self) != '\0';
  g_autofree char *text = NULL;
  LlmFindCount count = { 0, 0, TRUE };
  gboolean has_none;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "find.next", has_text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "find.previous", has_text);
  if (has_text && !llm_find_source_get_count (self->source, &count))
    return;
  if (is_too_often (self, &count))
    return;
  text = has_text ? describe_count (&count) : g_strdup ("");
  has_none = has_text && count.is_complete && count.n_matches == 0;
  if (has_none)
    gtk_widget_add_css_class (self->entry, "error");
  else
    gtk_widget_remove_css_class (self->entry, "error");
  /* Only what is another is read out. */
  if (!g_str_equal (gtk_label_get_text (GTK_LABEL (self->count_label)), text))
    gtk_label_set_text (GTK_LABEL (self->count_label), text);
}

static void
found_cb (LlmFindBar *self, LlmAnswerView *view)
{
  g_signal_emit (self, signals[SIGNAL_REVEAL], 0, view);
}

/* Whether that was another text, which is then searched for. */
static gboolean
apply_text (LlmFindBar *self)
{
  if (!self->is_open || !llm_find_source_set_text (self->source, get_text (self)))
    return FALSE;
  self->told_at = g_get_monotonic_time ();
  return TRUE;
}

static void
search_changed_cb (LlmFindBar *self)
{
  apply_text (self);
  update_count (self);
}

static void
update_views (LlmFindBar *self)
{
  g_autoptr (GPtrArray) one = NULL;

  gtk_widget_set_visible (self->all_toggle, self->views->len > 1);
  if (!self->is_open)
    return;
  if (self->view != NULL)
    {
      one = g_ptr_array_new ();
      g_ptr_array_add (one, self->view);
    }
  llm_finder_set_views (self->finder, one != NULL ? one : self->views);
  update_count (self);
}

static void
set_view (LlmFindBar *self, LlmAnswerView *view)
{
  const gboolean was_all = self->view == NULL;

  self->view = view;
  update_views (self);
  if (was_all != (view == NULL))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ALL_ANSWERS]);
}

static void
set_all_answers (LlmFindBar *self, gboolean all)
{
  LlmAnswerView *view = NULL;

  if (all == (self->view == NULL))
    return;
  if (!all)
    {
      view = get_current_view (self);
      if (!has_view (self, view))
        view = self->views->len > 0 ? g_ptr_array_index (self->views, 0) : NULL;
    }
  set_view (self, view);
}

static void
set_match_case (LlmFindBar *self, gboolean match_case)
{
  if (self->match_case == match_case)
    return;
  self->match_case = match_case;
  llm_find_source_set_match_case (self->source, match_case);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MATCH_CASE]);
}

/* Searches for the text that is selected, if it looks like one to search for. */
static void
take_selection (LlmFindBar *self, LlmAnswerView *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (llm_answer_view_get_text_view (view));
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  if (!gtk_text_buffer_get_selection_bounds (buffer, &start, &end)
      || gtk_text_iter_get_line (&start) != gtk_text_iter_get_line (&end)
      || gtk_text_iter_get_offset (&end) - gtk_text_iter_get_offset (&start) > MAX_SELECTION)
    return;
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  if (*g_strstrip (text) != '\0' && !g_str_equal (text, get_text (self)))
    gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
}

static void
move (LlmFindBar *self, gboolean backward)
{
  if (*get_text (self) == '\0')
    return;
  if (!self->is_open)
    llm_find_bar_open (self, self->view);
  /* What was just typed goes to its first match. */
  else if (apply_text (self))
    return;
  llm_find_source_move (self->source, backward);
}

static void
next_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  llm_find_bar_next (LLM_FIND_BAR (widget));
}

static void
previous_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  llm_find_bar_previous (LLM_FIND_BAR (widget));
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  llm_find_bar_close (LLM_FIND_BAR (widget));
}

/* To the match, or else to where the focus was; it must not vanish with the bar. */
static void
give_focus_back (LlmFindBar *self, GtkWidget *current)
{
  GtkWidget *widget = current != NULL ? current : self->return_focus;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (widget != NULL && gtk_widget_get_mapped (widget) && gtk_widget_grab_focus (widget))
    return;
  if (root != NULL)
    gtk_root_set_focus (root, NULL);
}

static gboolean
llm_find_bar_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (LLM_FIND_BAR (widget)->entry);
}

static void
llm_find_bar_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LlmFindBar *self = LLM_FIND_BAR (object);

  switch (prop_id)
    {
    case PROP_OPEN:
      g_value_set_boolean (value, self->is_open);
      break;
    case PROP_ALL_ANSWERS:
      g_value_set_boolean (value, self->view == NULL);
      break;
    case PROP_MATCH_CASE:
      g_value_set_boolean (value, self->match_case);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_find_bar_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  LlmFindBar *self = LLM_FIND_BAR (object);

  switch (prop_id)
    {
    case PROP_ALL_ANSWERS:
      set_all_answers (self, g_value_get_boolean (value));
      break;
    case PROP_MATCH_CASE:
      set_match_case (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_find_bar_dispose (GObject *object)
{
  LlmFindBar *self = LLM_FIND_BAR (object);

  self->is_open = FALSE;
  self->view = NULL;
  if (self->source != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->source, self);
      llm_find_source_stop (self->source);
    }
  g_clear_object (&self->source);
  g_clear_object (&self->finder);
  g_clear_pointer (&self->views, g_ptr_array_unref);
  g_clear_weak_pointer (&self->return_focus);
  gtk_widget_dispose_template (GTK_WIDGET (self), LLM_TYPE_FIND_BAR);

  G_OBJECT_CLASS (llm_find_bar_parent_class)->dispose (object);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  const guint enter_keys[] = { GDK_KEY_Return, GDK_KEY_ISO_Enter, GDK_KEY_KP_Enter };

  for (gsize i = 0; i < G_N_ELEMENTS (enter_keys); i++)
    gtk_widget_class_add_binding_action (widget_class, enter_keys[i], GDK_SHIFT_MASK,
                                         "find.previous", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "find.close", NULL);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/jbuz/LLMSelect/llm-find-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmFindBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, LlmFindBar, content);
  gtk_widget_class_bind_template_child (widget_class, LlmFindBar, entry);
  gtk_widget_class_bind_template_child (widget_class, LlmFindBar, count_label);
  gtk_widget_class_bind_template_child (widget_class, LlmFindBar, all_toggle);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, llm_find_bar_next);
  gtk_widget_class_bind_template_callback (widget_class, llm_find_bar_previous);
  gtk_widget_class_bind_template_callback (widget_class, llm_find_bar_close);
}

static void
llm_find_bar_class_init (LlmFindBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = llm_find_bar_get_property;
  object_class->set_property = llm_find_bar_set_property;
  object_class->dispose = llm_find_bar_dispose;
  widget_class->grab_focus = llm_find_bar_grab_focus;

  props[PROP_OPEN]
      = g_param_spec_boolean ("open", NULL, NULL, FALSE, flags & ~(GParamFlags) G_PARAM_WRITABLE);
  props[PROP_ALL_ANSWERS] = g_param_spec_boolean ("all-answers", NULL, NULL, TRUE, flags);
  props[PROP_MATCH_CASE] = g_param_spec_boolean ("match-case", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * LlmFindBar::reveal:
   * @view: one of its views
   *
   * The view has the current match, to which it scrolls itself.
   */
  signals[SIGNAL_REVEAL] = g_signal_new ("reveal", LLM_TYPE_FIND_BAR, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, LLM_TYPE_ANSWER_VIEW);

  gtk_widget_class_install_action (widget_class, "find.next", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "find.previous", NULL, previous_action);
  gtk_widget_class_install_action (widget_class, "find.close", NULL, close_action);
  gtk_widget_class_install_property_action (widget_class, "find.all-answers", "all-answers");
  gtk_widget_class_install_property_action (widget_class, "find.match-case", "match-case");
  add_keys (widget_class);

  bind_template (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  /* It looks as any bar to search with does. */
  gtk_widget_class_set_css_name (widget_class, "searchbar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SEARCH);
}

static void
set_source (LlmFindBar *self, LlmFindSource *source)
{
  self->source = g_object_ref (source);
  g_signal_connect_object (source, "changed", G_CALLBACK (update_count), self, G_CONNECT_SWAPPED);
}

static void
llm_find_bar_init (LlmFindBar *self)
{
  GtkLayoutManager *wrap = llm_wrap_layout_new ();

  self->views = g_ptr_array_new_with_free_func (g_object_unref);
  self->finder = llm_finder_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  llm_wrap_layout_set_spacing (LLM_WRAP_LAYOUT (wrap), 6);
  gtk_widget_set_layout_manager (self->content, wrap);
  set_source (self, LLM_FIND_SOURCE (self->finder));
  g_signal_connect_object (self->finder, "found", G_CALLBACK (found_cb), self, G_CONNECT_SWAPPED);
  update_count (self);
  update_views (self);
}

/**
 * llm_find_bar_new:
 *
 * Returns: (transfer floating): a bar that is closed and has nothing to search
 */
GtkWidget *
llm_find_bar_new (void)
{
  return g_object_new (LLM_TYPE_FIND_BAR, NULL);
}

/**
 * llm_find_bar_new_for_source:
 * @source: what finds
 * @name: what the bar is called for whoever does not see it
 *
 * Returns: (transfer floating): a bar that is closed and searches @source rather than
 *   views
 */
GtkWidget *
llm_find_bar_new_for_source (LlmFindSource *source, const char *name)
{
  LlmFindBar *self;

  g_return_val_if_fail (LLM_IS_FIND_SOURCE (source), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  self = g_object_new (LLM_TYPE_FIND_BAR, NULL);
  g_signal_handlers_disconnect_by_data (self->source, self);
  g_clear_object (&self->source);
  set_source (self, source);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return GTK_WIDGET (self);
}

/**
 * llm_find_bar_set_views:
 * @self: a bar
 * @views: (nullable) (element-type LlmAnswerView): what can be searched, in order
 *
 * To be called again when they are others, also while the bar is open.
 */
void
llm_find_bar_set_views (LlmFindBar *self, GPtrArray *views)
{
  g_autoptr (GPtrArray) old = NULL;

  g_return_if_fail (LLM_IS_FIND_BAR (self));

  old = g_steal_pointer (&self->views);
  self->views = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; views != NULL && i < views->len; i++)
    g_ptr_array_add (self->views, g_object_ref (g_ptr_array_index (views, i)));
  set_view (self, has_view (self, self->view) ? self->view : NULL);
}

/**
 * llm_find_bar_open:
 * @self: a bar
 * @current: (nullable): the view to search, or NULL for all of them
 *
 * What is selected where the focus is becomes the text to search for.
 */
void
llm_find_bar_open (LlmFindBar *self, LlmAnswerView *current)
{
  LlmAnswerView *reader;
  gboolean was_open;

  g_return_if_fail (LLM_IS_FIND_BAR (self));
  g_return_if_fail (current == NULL || LLM_IS_ANSWER_VIEW (current));

  was_open = self->is_open;
  if (!has_focus (self))
    g_set_weak_pointer (&self->return_focus, get_focus (self));
  reader = get_focused_view (self);
  if (reader == NULL && has_view (self, current))
    reader = current;
  self->is_open = TRUE;
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), TRUE);
  set_view (self, has_view (self, current) ? current : NULL);
  if (reader != NULL || !was_open)
    llm_find_source_begin (self->source, reader);
  if (reader != NULL)
    take_selection (self, reader);
  gtk_widget_grab_focus (self->entry);
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
  apply_text (self);
  update_count (self);
  if (!was_open)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OPEN]);
}

/**
 * llm_find_bar_show_text:
 * @self: a bar
 * @view: (nullable): the view to search, or NULL for what is searched else
 * @text: what to search for
 *
 * Opens with a text to be found, and goes to its first match.
 */
void
llm_find_bar_show_text (LlmFindBar *self, LlmAnswerView *view, const char *text)
{
  g_return_if_fail (LLM_IS_FIND_BAR (self));
  g_return_if_fail (view == NULL || LLM_IS_ANSWER_VIEW (view));
  g_return_if_fail (text != NULL);

  llm_find_bar_open (self, view);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  llm_find_source_begin (self->source, NULL);
  apply_text (self);
}

/**
 * llm_find_bar_close:
 * @self: a bar
 *
 * Takes the marks away and ends the search.  The current match stays selected and gets the
 * focus if that was in the bar.
 */
void
llm_find_bar_close (LlmFindBar *self)
{
  GtkWidget *current;

  g_return_if_fail (LLM_IS_FIND_BAR (self));

  if (!self->is_open)
    return;
  current = llm_find_source_get_current (self->source);
  if (has_focus (self))
    give_focus_back (self, current);
  g_clear_weak_pointer (&self->return_focus);
  self->is_open = FALSE;
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), FALSE);
  llm_find_source_stop (self->source);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OPEN]);
}

/**
 * llm_find_bar_get_open:
 * @self: a bar
 *
 * Returns: whether it is open
 */
gboolean
llm_find_bar_get_open (LlmFindBar *self)
{
  g_return_val_if_fail (LLM_IS_FIND_BAR (self), FALSE);
  return self->is_open;
}

/**
 * llm_find_bar_has_text:
 * @self: a bar
 *
 * Returns: whether there is a text to find, also from the last time
 */
gboolean
llm_find_bar_has_text (LlmFindBar *self)
{
  g_return_val_if_fail (LLM_IS_FIND_BAR (self), FALSE);
  return *get_text (self) != '\0';
}

/**
 * llm_find_bar_get_view:
 * @self: a bar
 *
 * Returns: (transfer none) (nullable): the only view that is searched, NULL if all are
 */
LlmAnswerView *
llm_find_bar_get_view (LlmFindBar *self)
{
  g_return_val_if_fail (LLM_IS_FIND_BAR (self), NULL);
  return self->view;
}

/**
 * llm_find_bar_next:
 * @self: a bar
 *
 * Goes to the next match; opens the bar first if there is a text from the last time.
 */
void
llm_find_bar_next (LlmFindBar *self)
{
  g_return_if_fail (LLM_IS_FIND_BAR (self));
  move (self, FALSE);
}

/**
 * llm_find_bar_previous:
 * @self: a bar
 *
 * Goes to the previous match, like llm_find_bar_next().
 */
void
llm_find_bar_previous (LlmFindBar *self)
{
  g_return_if_fail (LLM_IS_FIND_BAR (self));
  move (self, TRUE);
}
