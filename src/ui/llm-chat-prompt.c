/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-chat-prompt.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-composer.h"
#include "llm-input-check.h"
#include "llm-prompt-images.h"
#include "llm-prompt-marks.h"

/* A longer prompt shows so much of its beginning. */
#define MAX_LINES 20
#define MAX_CHARS 2000

/* A label is slow with long texts; what is written in one line is as long as it likes. */
#define LABEL_WIDTH_CHARS 64

#define EDITOR_MAX_HEIGHT 320

struct _LlmChatPrompt
{
  GtkWidget parent_instance;

  char *text;
  gboolean is_long;
  gboolean expanded;

  LlmNeedle *needle; /* these three while a text is searched */
  GArray *matches;   /* LlmNeedleMatch */
  guint current;     /* of these, or LLM_PROMPT_MARKS_NONE */

  GtkWidget *images; /* once there are some */
  GtkWidget *bubble;
  GtkWidget *label;
  GtkWidget *text_view; /* these two while all of a long prompt is shown */
  GtkWidget *slice;
  GtkWidget *expand_button;
  GtkWidget *editor; /* these two while it is edited */
  GtkWidget *editor_view;
};

G_DEFINE_FINAL_TYPE (LlmChatPrompt, llm_chat_prompt, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_EXPANDED,
  PROP_EDITING,
  N_PROPS
};

enum
{
  SIGNAL_EDITED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

/* Where the beginning ends that a long prompt shows, or the end of a short one. */
static const char *
find_cut (const char *text)
{
  guint n_lines = 1, n_chars = 0;
  const char *at;

  for (at = text; *at != '\0' && n_chars < MAX_CHARS; at = g_utf8_next_char (at), n_chars++)
    {
      if (*at == '\n' && n_lines++ == MAX_LINES)
        break;
    }
  return at;
}

static void
update_label (LlmChatPrompt *self)
{
  const char *cut = find_cut (self->text);
  g_autofree char *beginning = g_strndup (self->text, cut - self->text);

  self->is_long = *cut != '\0';
  if (self->is_long)
    {
      g_autofree char *text = g_strdup_printf (_ ("%s …"), beginning);

      gtk_label_set_text (GTK_LABEL (self->label), text);
    }
  else
    gtk_label_set_text (GTK_LABEL (self->label), beginning);
}

/* --- What is found --- */

/* Characters of the beginning of a long prompt; all of another. */
static guint
get_n_shown (LlmChatPrompt *self)
{
  if (self->expanded)
    return G_MAXUINT;
  return (guint) g_utf8_strlen (self->text, find_cut (self->text) - self->text);
}

static void
get_bounds (LlmChatPrompt *self, const LlmNeedleMatch *match, GtkTextIter *start, GtkTextIter *end)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text_view));

  gtk_text_buffer_get_iter_at_offset (buffer, start, (int) match->start);
  gtk_text_buffer_get_iter_at_offset (buffer, end, (int) match->end);
}

static void
mark_matches (LlmChatPrompt *self)
{
  g_autoptr (PangoAttrList) attributes = NULL;

  if (self->text_view != NULL)
    {
      llm_prompt_marks_apply (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text_view)),
                              self->matches, self->current);
      return;
    }
  attributes = llm_prompt_marks_make (self->text, self->matches, self->current, get_n_shown (self));
  gtk_label_set_attributes (GTK_LABEL (self->label), attributes);
}

static void
find_matches (LlmChatPrompt *self)
{
  g_clear_pointer (&self->matches, g_array_unref);
  if (self->needle != NULL)
    self->matches = llm_needle_find (self->needle, self->text);
  if (self->current >= llm_chat_prompt_get_n_matches (self))
    self->current = LLM_PROMPT_MARKS_NONE;
  mark_matches (self);
}

/* --- Its parts --- */

static void
build_text_view (LlmChatPrompt *self)
{
  GtkTextView *view = GTK_TEXT_VIEW (gtk_text_view_new ());

  gtk_text_view_set_editable (view, FALSE);
  gtk_text_view_set_cursor_visible (view, FALSE);
  gtk_text_view_set_accepts_tab (view, FALSE);
  gtk_text_view_set_wrap_mode (view, GTK_WRAP_WORD_CHAR);
  gtk_text_buffer_set_enable_undo (gtk_text_view_get_buffer (view), FALSE);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (view), self->text, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Prompt"), -1);
  self->text_view = GTK_WIDGET (view);
  self->slice = llm_text_slice_new (view);
  gtk_widget_insert_after (self->slice, self->bubble, self->label);
  if (self->needle != NULL)
    mark_matches (self);
}

static void
drop_text_view (LlmChatPrompt *self)
{
  self->text_view = NULL;
  g_clear_pointer (&self->slice, gtk_widget_unparent);
  if (self->needle != NULL)
    mark_matches (self);
}

static void
update_parts (LlmChatPrompt *self)
{
  const gboolean editing = self->editor != NULL;

  if (self->expanded && self->slice == NULL)
    build_text_view (self);
  else if (!self->expanded && self->slice != NULL)
    drop_text_view (self);
  gtk_widget_set_visible (self->bubble, !editing);
  gtk_widget_set_visible (self->label, self->slice == NULL);
  gtk_widget_set_visible (self->expand_button, self->is_long);
  gtk_button_set_label (GTK_BUTTON (self->expand_button),
                        self->expanded ? _ ("Show less") : _ ("Show all"));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->expand_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
      self->expanded ? _ ("Show less of the prompt") : _ ("Show the whole prompt"), -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->expand_button), GTK_ACCESSIBLE_STATE_EXPANDED,
                               self->expanded, -1);
  gtk_widget_set_halign (self->bubble, self->slice != NULL ? GTK_ALIGN_FILL : GTK_ALIGN_END);
}

static void
expand_clicked_cb (LlmChatPrompt *self)
{
  llm_chat_prompt_set_expanded (self, !self->expanded);
}

/* --- The editor --- */

static void
send (LlmChatPrompt *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->editor_view));
  GtkTextIter start, end;
  g_autofree char *written = NULL;
  g_autofree char *text = NULL;

  if (gtk_text_buffer_get_char_count (buffer) > LLM_COMPOSER_MAX_CHARS)
    return;
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  written = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  text = llm_prompt_clean (written, NULL);
  if (text[strspn (text, " \t\r\n")] == '\0')
    return;
  llm_chat_prompt_cancel (self);
  g_signal_emit (self, signals[SIGNAL_EDITED], 0, text);
}

static gboolean
editor_key_cb (LlmChatPrompt *self, guint keyval, guint keycode, GdkModifierType state)
{
  state &= GDK_SHIFT_MASK | GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK;
  if (keyval == GDK_KEY_Escape && state == 0)
    {
      llm_chat_prompt_cancel (self);
      return GDK_EVENT_STOP;
    }
  if ((keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_ISO_Enter)
      && state == GDK_CONTROL_MASK)
    {
      gtk_text_view_reset_im_context (GTK_TEXT_VIEW (self->editor_view));
      send (self);
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

static GtkWidget *
new_editor_view (LlmChatPrompt *self)
{
  GtkWidget *view = gtk_text_view_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), self->text, -1);
  gtk_widget_add_css_class (view, "llm-prompt");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Edit the prompt"), -1);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (editor_key_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (view, keys);
  return view;
}

static void
build_editor (LlmChatPrompt *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *cancel = gtk_button_new_with_label (_ ("Cancel"));
  GtkWidget *resend = gtk_button_new_with_label (_ ("Send again"));

  self->editor_view = new_editor_view (self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), EDITOR_MAX_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->editor_view);

  gtk_widget_set_tooltip_text (cancel, _ ("Leave the prompt as it is (Escape)"));
  gtk_widget_set_tooltip_text (resend, _ ("Ask this instead; both versions stay (Ctrl+Enter)"));
  gtk_widget_add_css_class (resend, "suggested-action");
  gtk_widget_set_halign (buttons, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (buttons), cancel);
  gtk_box_append (GTK_BOX (buttons), resend);
  g_signal_connect_object (cancel, "clicked", G_CALLBACK (llm_chat_prompt_cancel), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (resend, "clicked", G_CALLBACK (send), self, G_CONNECT_SWAPPED);

  self->editor = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (self->editor, "llm-bubble");
  gtk_widget_add_css_class (self->editor, "llm-editing");
  gtk_box_append (GTK_BOX (self->editor), scroller);
  gtk_box_append (GTK_BOX (self->editor), buttons);
  gtk_widget_set_parent (self->editor, GTK_WIDGET (self));
}

static void
llm_chat_prompt_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LlmChatPrompt *self = LLM_CHAT_PROMPT (object);

  switch (prop_id)
    {
    case PROP_EXPANDED:
      g_value_set_boolean (value, self->expanded);
      break;
    case PROP_EDITING:
      g_value_set_boolean (value, self->editor != NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_chat_prompt_dispose (GObject *object)
{
  LlmChatPrompt *self = LLM_CHAT_PROMPT (object);

  g_clear_pointer (&self->images, gtk_widget_unparent);
  g_clear_pointer (&self->editor, gtk_widget_unparent);
  g_clear_pointer (&self->bubble, gtk_widget_unparent);
  self->slice = NULL;

  G_OBJECT_CLASS (llm_chat_prompt_parent_class)->dispose (object);
}

static void
llm_chat_prompt_finalize (GObject *object)
{
  LlmChatPrompt *self = LLM_CHAT_PROMPT (object);

  g_clear_pointer (&self->needle, llm_needle_unref);
  g_clear_pointer (&self->matches, g_array_unref);
  g_free (self->text);

  G_OBJECT_CLASS (llm_chat_prompt_parent_class)->finalize (object);
}

static void
llm_chat_prompt_class_init (LlmChatPromptClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = llm_chat_prompt_get_property;
  object_class->dispose = llm_chat_prompt_dispose;
  object_class->finalize = llm_chat_prompt_finalize;

  props[PROP_EXPANDED] = g_param_spec_boolean ("expanded", NULL, NULL, FALSE, flags);
  props[PROP_EDITING] = g_param_spec_boolean ("editing", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * LlmChatPrompt::edited:
   * @text: what is to be asked instead
   */
  signals[SIGNAL_EDITED] = g_signal_new ("edited", LLM_TYPE_CHAT_PROMPT, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "llm-chat-prompt");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
llm_chat_prompt_init (LlmChatPrompt *self)
{
  gtk_orientable_set_orientation (
      GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
  self->text = g_strdup ("");
  self->current = LLM_PROMPT_MARKS_NONE;
  self->label = gtk_label_new (NULL);
  gtk_label_set_selectable (GTK_LABEL (self->label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (self->label), LABEL_WIDTH_CHARS);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);

  self->expand_button = gtk_button_new ();
  gtk_widget_add_css_class (self->expand_button, "flat");
  gtk_widget_add_css_class (self->expand_button, "llm-small");
  gtk_widget_set_halign (self->expand_button, GTK_ALIGN_START);
  g_signal_connect_object (self->expand_button, "clicked", G_CALLBACK (expand_clicked_cb), self,
                           G_CONNECT_SWAPPED);

  self->bubble = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (self->bubble, "llm-bubble");
  gtk_box_append (GTK_BOX (self->bubble), self->label);
  gtk_box_append (GTK_BOX (self->bubble), self->expand_button);
  gtk_widget_set_parent (self->bubble, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Your message"), -1);
  update_parts (self);
}

/**
 * llm_chat_prompt_new:
 *
 * Returns: (transfer floating): an empty prompt
 */
GtkWidget *
llm_chat_prompt_new (void)
{
  return g_object_new (LLM_TYPE_CHAT_PROMPT, NULL);
}

/**
 * llm_chat_prompt_set_text:
 * @self: a prompt
 * @text: what was asked
 */
void
llm_chat_prompt_set_text (LlmChatPrompt *self, const char *text)
{
  g_return_if_fail (LLM_IS_CHAT_PROMPT (self));
  g_return_if_fail (text != NULL);

  if (g_str_equal (self->text, text))
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  self->expanded = FALSE;
  drop_text_view (self);
  update_label (self);
  update_parts (self);
  if (self->needle != NULL)
    find_matches (self);
}

/**
 * llm_chat_prompt_set_images:
 * @self: a prompt
 * @context: what knows where the bytes are
 * @images: (nullable) (element-type LlmImage): what goes with the text
 *
 * They are shown above the text, also while that is edited.
 */
void
llm_chat_prompt_set_images (LlmChatPrompt *self, LlmContext *context, GPtrArray *images)
{
  g_return_if_fail (LLM_IS_CHAT_PROMPT (self));
  g_return_if_fail (LLM_IS_CONTEXT (context));

  if (self->images == NULL)
    {
      if (images == NULL)
        return;
      self->images = llm_prompt_images_new (context);
      gtk_widget_add_css_class (self->images, "llm-sent");
      gtk_widget_set_halign (self->images, GTK_ALIGN_END);
      gtk_widget_insert_after (self->images, GTK_WIDGET (self), NULL);
    }
  llm_image_strip_set_images (LLM_IMAGE_STRIP (self->images), images);
}

/**
 * llm_chat_prompt_can_expand:
 * @self: a prompt
 *
 * Returns: whether only its beginning is shown at first
 */
gboolean
llm_chat_prompt_can_expand (LlmChatPrompt *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_PROMPT (self), FALSE);
  return self->is_long;
}

/**
 * llm_chat_prompt_get_expanded:
 * @self: a prompt
 *
 * Returns: whether all of a long prompt is shown
 */
gboolean
llm_chat_prompt_get_expanded (LlmChatPrompt *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_PROMPT (self), FALSE);
  return self->expanded;
}

/**
 * llm_chat_prompt_set_expanded:
 * @self: a prompt
 * @expanded: whether to show all of a long prompt
 */
void
llm_chat_prompt_set_expanded (LlmChatPrompt *self, gboolean expanded)
{
  g_return_if_fail (LLM_IS_CHAT_PROMPT (self));

  expanded = expanded && self->is_long;
  if (self->expanded == expanded)
    return;
  self->expanded = expanded;
  update_parts (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EXPANDED]);
}

/**
 * llm_chat_prompt_get_editing:
 * @self: a prompt
 *
 * Returns: whether it is being edited
 */
gboolean
llm_chat_prompt_get_editing (LlmChatPrompt *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_PROMPT (self), FALSE);
  return self->editor != NULL;
}

/**
 * llm_chat_prompt_edit:
 * @self: a prompt
 *
 * Lets it be edited where it stands; the focus goes there.
 */
void
llm_chat_prompt_edit (LlmChatPrompt *self)
{
  GtkTextBuffer *buffer;
  GtkTextIter end;

  g_return_if_fail (LLM_IS_CHAT_PROMPT (self));

  if (self->editor == NULL)
    {
      build_editor (self);
      update_parts (self);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EDITING]);
    }
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->editor_view));
  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_place_cursor (buffer, &end);
  gtk_widget_grab_focus (self->editor_view);
}

/**
 * llm_chat_prompt_cancel:
 * @self: a prompt
 *
 * Leaves it as it was.
 */
void
llm_chat_prompt_cancel (LlmChatPrompt *self)
{
  g_return_if_fail (LLM_IS_CHAT_PROMPT (self));

  if (self->editor == NULL)
    return;
  /* The focus must not vanish with the editor. */
  if (gtk_widget_get_focus_child (GTK_WIDGET (self)) == self->editor)
    gtk_widget_grab_focus (gtk_widget_get_parent (GTK_WIDGET (self)));
  self->editor_view = NULL;
  g_clear_pointer (&self->editor, gtk_widget_unparent);
  update_parts (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EDITING]);
}

/**
 * llm_chat_prompt_get_editor:
 * @self: a prompt
 *
 * Returns: (transfer none) (nullable): where it is edited, while it is
 */
GtkTextView *
llm_chat_prompt_get_editor (LlmChatPrompt *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_PROMPT (self), NULL);
  return self->editor_view != NULL ? GTK_TEXT_VIEW (self->editor_view) : NULL;
}

/**
 * llm_chat_prompt_get_slice:
 * @self: a prompt
 *
 * Returns: (transfer none) (nullable): what has all of a long prompt, while that is shown
 */
LlmTextSlice *
llm_chat_prompt_get_slice (LlmChatPrompt *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_PROMPT (self), NULL);
  return self->slice != NULL ? LLM_TEXT_SLICE (self->slice) : NULL;
}

/**
 * llm_chat_prompt_set_needle:
 * @self: a prompt
 * @needle: (nullable): what to mark in it
 *
 * Costs nothing if it is marked already.
 */
void
llm_chat_prompt_set_needle (LlmChatPrompt *self, LlmNeedle *needle)
{
  g_return_if_fail (LLM_IS_CHAT_PROMPT (self));

  if (self->needle == needle)
    return;
  g_clear_pointer (&self->needle, llm_needle_unref);
  if (needle != NULL)
    self->needle = llm_needle_ref (needle);
  self->current = LLM_PROMPT_MARKS_NONE;
  find_matches (self);
}

/**
 * llm_chat_prompt_get_n_matches:
 * @self: a prompt
 *
 * Returns: how many places are marked
 */
guint
llm_chat_prompt_get_n_matches (LlmChatPrompt *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_PROMPT (self), 0);
  return self->matches != NULL ? self->matches->len : 0;
}

/**
 * llm_chat_prompt_find_match:
 * @self: a prompt
 * @offset: where to begin, in characters; %G_MAXINT is the end
 * @backward: whether to look for one that ends there or before
 * @index: (out): which of the places that are marked is the next one
 *
 * Returns: whether there is one
 */
gboolean
llm_chat_prompt_find_match (LlmChatPrompt *self, int offset, gboolean backward, guint *index)
{
  const guint n = llm_chat_prompt_get_n_matches (self);
  gboolean found = FALSE;

  g_return_val_if_fail (LLM_IS_CHAT_PROMPT (self), FALSE);
  g_return_val_if_fail (index != NULL, FALSE);

  for (guint i = 0; i < n; i++)
    {
      const LlmNeedleMatch *match = &g_array_index (self->matches, LlmNeedleMatch, i);

      if (backward ? match->end > (guint) offset : match->start < (guint) offset)
        continue;
      *index = i;
      found = TRUE;
      if (!backward)
        break;
    }
  return found;
}

/**
 * llm_chat_prompt_set_match:
 * @self: a prompt
 * @index: which of the places that are marked is to stand out; those that there are not
 *   for none
 * @bounds: (out caller-allocates) (optional): where that is
 * @iter: (out caller-allocates) (optional): where that is in the text view of the slice,
 *   if there is one
 *
 * Shows all of a long prompt if the place is behind its beginning.
 */
void
llm_chat_prompt_set_match (LlmChatPrompt *self,
                           guint index,
                           LlmNeedleMatch *bounds,
                           GtkTextIter *iter)
{
  const LlmNeedleMatch *match;
  guint old;

  g_return_if_fail (LLM_IS_CHAT_PROMPT (self));

  old = self->current;
  self->current = index < llm_chat_prompt_get_n_matches (self) ? index : LLM_PROMPT_MARKS_NONE;
  if (self->current == LLM_PROMPT_MARKS_NONE)
    {
      if (old != LLM_PROMPT_MARKS_NONE)
        mark_matches (self);
      return;
    }
  match = &g_array_index (self->matches, LlmNeedleMatch, index);
  if (match->end > get_n_shown (self))
    llm_chat_prompt_set_expanded (self, TRUE);
  mark_matches (self);
  if (bounds != NULL)
    *bounds = *match;
  if (iter != NULL && self->text_view != NULL)
    gtk_text_buffer_get_iter_at_offset (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text_view)),
                                        iter, (int) match->start);
}

/**
 * llm_chat_prompt_select_match:
 * @self: a prompt
 *
 * Selects the place that stands out, if there is one.
 */
void
llm_chat_prompt_select_match (LlmChatPrompt *self)
{
  const LlmNeedleMatch *match;
  GtkTextIter start, end;

  g_return_if_fail (LLM_IS_CHAT_PROMPT (self));

  if (self->current == LLM_PROMPT_MARKS_NONE)
    return;
  match = &g_array_index (self->matches, LlmNeedleMatch, self->current);
  if (self->text_view == NULL)
    {
      gtk_label_select_region (GTK_LABEL (self->label), (int) match->start, (int) match->end);
      return;
    }
  get_bounds (self, match, &start, &end);
  gtk_text_buffer_select_range (gtk_text_iter_get_buffer (&start), &end, &start);
}
