/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-answer-view-private.h"

#include <glib/gi18n.h>
#include "llm-code-language.h"
#include "llm-code-window.h"
#include "llm-diagram-window.h"
#include "llm-menu.h"
#include "llm-pictures.h"

/* How long it is told that something was copied, in milliseconds. */
#define NOTICE_MS 1500

/* The same of what went wrong, which has to be read. */
#define ERROR_MS 10000

const char *
llm_answer_view_get_source (LlmAnswerView *self)
{
  LlmAnswer *answer = llm_text_feed_get_answer (self->feed);

  if (answer == NULL)
    return "";
  return self->kind == LLM_DELTA_TEXT ? llm_answer_get_text (answer)
                                      : llm_answer_get_reasoning (answer);
}

/* At the lower edge, as browsers do: where a link goes, or what was done. */
static void
show_target (LlmAnswerView *self, const char *text)
{
  g_clear_handle_id (&self->notice_id, g_source_remove);
  if (self->target_label == NULL)
    {
      if (text == NULL)
        return;
      self->target_label
          = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, NULL);
      gtk_label_set_xalign (GTK_LABEL (self->target_label), 0);
      gtk_widget_set_halign (self->target_label, GTK_ALIGN_START);
      gtk_widget_set_valign (self->target_label, GTK_ALIGN_END);
      gtk_widget_set_can_target (self->target_label, FALSE);
      gtk_widget_add_css_class (self->target_label, "llm-target");
      gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->target_label);
    }
  if (text != NULL)
    gtk_label_set_text (GTK_LABEL (self->target_label), text);
  gtk_label_set_wrap (GTK_LABEL (self->target_label), FALSE);
  gtk_label_set_ellipsize (GTK_LABEL (self->target_label), PANGO_ELLIPSIZE_MIDDLE);
  /* At the edge of what is in view. */
  if (text != NULL && self->slice != NULL)
    gtk_widget_set_margin_bottom (self->target_label,
                                  gtk_widget_get_height (self->slice)
                                      - llm_text_slice_get_top (LLM_TEXT_SLICE (self->slice))
                                      - gtk_widget_get_height (self->text_view));
  gtk_widget_set_visible (self->target_label, text != NULL);
}

static void
target_changed_cb (LlmAnswerView *self, const char *target)
{
  show_target (self, target);
}

static gboolean
notice_cb (gpointer user_data)
{
  LlmAnswerView *self = LLM_ANSWER_VIEW (user_data);

  self->notice_id = 0;
  gtk_widget_set_visible (self->target_label, FALSE);
  return G_SOURCE_REMOVE;
}

static void
show_for (LlmAnswerView *self, const char *text, guint milliseconds)
{
  show_target (self, text);
  self->notice_id = g_timeout_add (milliseconds, notice_cb, self);
}

static void
show_notice (LlmAnswerView *self, const char *text)
{
  show_for (self, text, NOTICE_MS);
}

/* All of it: what to do stands at its end. */
static void
show_error (LlmAnswerView *self, const char *text)
{
  show_for (self, text, ERROR_MS);
  gtk_label_set_ellipsize (GTK_LABEL (self->target_label), PANGO_ELLIPSIZE_NONE);
  gtk_label_set_wrap (GTK_LABEL (self->target_label), TRUE);
}

static void
open_link (LlmAnswerView *self, const char *target)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_show_uri (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, target, GDK_CURRENT_TIME);
}

static gboolean
find_place (LlmAnswerView *self, int offset, LlmDocumentPlace *place)
{
  GtkTextIter iter;

  if (self->painter == NULL)
    return FALSE;
  gtk_text_buffer_get_iter_at_offset (llm_document_painter_get_buffer (self->painter), &iter,
                                      offset);
  return llm_document_painter_find_place (self->painter, &iter, place);
}

static char *
dup_code_at (LlmAnswerView *self, int offset, char **info)
{
  LlmDocumentPlace place;

  return find_place (self, offset, &place)
             ? llm_document_painter_dup_code (self->painter, &place, info)
             : NULL;
}

static void
copy_code (LlmAnswerView *self, int offset)
{
  g_autofree char *code = dup_code_at (self, offset, NULL);

  if (code == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), code);
  show_notice (self, _ ("Code copied"));
}

static gboolean
is_diagram (const char *info)
{
  const gsize length = strlen ("mermaid");

  while (g_ascii_isspace (*info))
    info++;
  return g_ascii_strncasecmp (info, "mermaid", length) == 0
         && (info[length] == '\0' || g_ascii_isspace (info[length]));
}

/* As what it shows, if that is there, else NULL. */
static GtkWidget *
create_diagram_window (LlmAnswerView *self, GtkWindow *parent, const char *source)
{
  LlmPictures *pictures = llm_pictures_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));
  g_autoptr (GBytes) svg
      = llm_pictures_lookup_svg (pictures, LLM_PICTURE_DIAGRAM, source, strlen (source));
  g_autoptr (GError) error = NULL;
  GtkWidget *window;

  if (svg == NULL)
    return NULL;
  window = llm_diagram_window_new (parent, svg, source, &error);
  if (window == NULL)
    g_debug ("No window for a diagram: %s", error->message);
  return window;
}

static GtkWidget *
create_code_window (GtkWindow *parent, const char *info, const char *code)
{
  const char *id = *info != '\0' ? llm_code_language_from_info (info)
                                 : llm_code_language_detect (code, strlen (code));
  g_autofree char *label = llm_code_language_label (info, id);

  return llm_code_window_new (parent, label != NULL ? label : _ ("Code"), id, code);
}

static void
open_code (LlmAnswerView *self, int offset)
{
  g_autofree char *info = NULL;
  g_autofree char *code = dup_code_at (self, offset, &info);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWindow *parent = GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
  GtkWidget *window = NULL;

  if (code == NULL)
    return;
  if (is_diagram (info))
    window = create_diagram_window (self, parent, code);
  if (window == NULL)
    window = create_code_window (parent, info, code);
  gtk_window_present (GTK_WINDOW (window));
}

static void
toggle_fold (LlmAnswerView *self, int offset)
{
  LlmDocumentPlace place;

  if (find_place (self, offset, &place) && llm_layout_is_foldable (place.layout))
    llm_document_painter_set_folded (self->painter, place.block,
                                     !llm_document_painter_is_folded (self->painter, place.block));
}

/* An image that was waited for is there, or it is said why it is not. */
static void
pictures_changed_cb (LlmAnswerView *self, LlmPictures *pictures)
{
  for (guint i = self->images->len; i > 0; i--)
    {
      const char *uri = self->images->pdata[i - 1];
      const char *error = llm_pictures_get_error (pictures, uri);
      g_autofree char *text = NULL;

      if (llm_pictures_is_fetching (pictures, uri))
        continue;
      /* Translators: %s is the reason, a sentence */
      text = error != NULL ? g_strdup_printf (_ ("The image was not loaded: %s"), error) : NULL;
      if (text != NULL)
        show_error (self, text);
      else
        show_target (self, NULL);
      g_ptr_array_remove_index_fast (self->images, i - 1);
    }
}

/* The user has asked for this one image; it is fetched from wherever it is. */
static void
load_image (LlmAnswerView *self, int offset)
{
  LlmPictures *pictures = llm_pictures_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));
  LlmDocumentPlace place;
  const LlmSpan *span;
  LlmBlock *block;
  guint n_events;
  g_autofree char *uri = NULL;

  if (!find_place (self, offset, &place))
    return;
  span = llm_layout_find_span (place.layout, place.at);
  if (span == NULL || (span->style & LLM_STYLE_ACTION) == 0 || span->link == LLM_NO_EVENT)
    return;
  block = llm_layout_get_block (place.layout);
  uri = llm_block_dup_text (block, &llm_block_get_events (block, &n_events)[span->link]);
  if (!llm_pictures_can_fetch (pictures))
    return;
  if (self->images == NULL)
    {
      self->images = g_ptr_array_new_with_free_func (g_free);
      g_signal_connect_object (pictures, "changed", G_CALLBACK (pictures_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  show_target (self, _ ("Loading the image…"));
  llm_pictures_fetch (pictures, uri);
  g_ptr_array_add (self->images, g_steal_pointer (&uri));
}

static void
action_activated_cb (LlmAnswerView *self, int action, int offset)
{
  switch ((LlmLayoutAction) action)
    {
    case LLM_ACTION_COPY:
      copy_code (self, offset);
      break;
    case LLM_ACTION_TOGGLE:
      toggle_fold (self, offset);
      break;
    case LLM_ACTION_OPEN:
      open_code (self, offset);
      break;
    case LLM_ACTION_IMAGE:
      load_image (self, offset);
      break;
    default:
      g_warn_if_reached ();
    }
}

/**
 * llm_answer_view_dup_selection:
 * @self: a view
 * @format: how to write it
 *
 * Returns: (transfer full) (nullable): what is selected, made from the answer itself; NULL
 *   if nothing is
 */
char *
llm_answer_view_dup_selection (LlmAnswerView *self, LlmCopyFormat format)
{
  GtkTextIter start, end;

  g_return_val_if_fail (LLM_IS_ANSWER_VIEW (self), NULL);

  if (!gtk_text_buffer_get_selection_bounds (
          gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text_view)), &start, &end))
    return NULL;
  if (self->painter == NULL)
    return llm_raw_text_dup_slice (self->raw_text, &start, &end);
  return llm_document_painter_dup_range (self->painter, llm_answer_view_get_source (self), &start,
                                         &end, format);
}

static GdkContentProvider *
new_provider (const char *mime_type, char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  return gdk_content_provider_new_for_bytes (mime_type, bytes);
}

/* What is selected, for programs that take text and for those that take more. */
static void
copy_clipboard_cb (LlmAnswerView *self)
{
  char *text = llm_answer_view_dup_selection (self, LLM_COPY_TEXT);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (self->text_view);

  g_signal_stop_emission_by_name (self->text_view, "copy-clipboard");
  if (text == NULL)
    return;
  if (self->painter == NULL)
    gdk_clipboard_set_text (clipboard, text);
  else
    {
      GdkContentProvider *providers[2];
      g_autoptr (GdkContentProvider) both = NULL;

      providers[0]
          = new_provider ("text/html", llm_answer_view_dup_selection (self, LLM_COPY_HTML));
      providers[1] = gdk_content_provider_new_typed (G_TYPE_STRING, text);
      both = gdk_content_provider_new_union (providers, G_N_ELEMENTS (providers));
      gdk_clipboard_set_content (clipboard, both);
    }
  g_free (text);
}

static void
copy_markdown_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmAnswerView *self = LLM_ANSWER_VIEW (widget);
  g_autofree char *markdown = llm_answer_view_dup_selection (self, LLM_COPY_MARKDOWN);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          markdown != NULL ? markdown : llm_answer_view_get_source (self));
  show_notice (self, _ ("Copied as Markdown"));
}

static void
code_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmAnswerView *self = LLM_ANSWER_VIEW (widget);

  if (g_str_equal (name, "answer.copy-code"))
    copy_code (self, self->context_offset);
  else if (g_str_equal (name, "answer.open-code"))
    open_code (self, self->context_offset);
  else
    toggle_fold (self, self->context_offset);
}

static void
link_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmAnswerView *self = LLM_ANSWER_VIEW (widget);
  g_autofree char *target = NULL;
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_offset (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text_view)),
                                      &iter, self->context_offset);
  target = llm_text_links_dup_target_at (self->links, &iter);
  if (target == NULL)
    return;
  if (g_str_equal (name, "answer.open-link"))
    open_link (self, target);
  else
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), target);
}

/* What the menu is about: the place under the pointer, or that of the cursor. */
static void
set_context (LlmAnswerView *self, const GtkTextIter *iter)
{
  GtkWidget *widget = GTK_WIDGET (self);
  LlmDocumentPlace place;
  g_autofree char *target = llm_text_links_dup_target_at (self->links, iter);
  g_autofree char *code = NULL;
  gboolean foldable;

  self->context_offset = gtk_text_iter_get_offset (iter);
  code = dup_code_at (self, self->context_offset, NULL);
  foldable = code != NULL && find_place (self, self->context_offset, &place)
             && llm_layout_is_foldable (place.layout);
  gtk_widget_action_set_enabled (widget, "answer.copy-code", code != NULL);
  gtk_widget_action_set_enabled (widget, "answer.open-code", code != NULL);
  gtk_widget_action_set_enabled (widget, "answer.fold", foldable);
  gtk_widget_action_set_enabled (widget, "answer.open-link", target != NULL);
  gtk_widget_action_set_enabled (widget, "answer.copy-link", target != NULL);
}

static void
menu_pressed_cb (LlmAnswerView *self, int n_press, double x, double y)
{
  GtkTextView *view = GTK_TEXT_VIEW (self->text_view);
  GtkTextIter iter;
  int buffer_x, buffer_y;

  gtk_text_view_window_to_buffer_coords (view, GTK_TEXT_WINDOW_WIDGET, (int) x, (int) y, &buffer_x,
                                         &buffer_y);
  gtk_text_view_get_iter_at_location (view, &iter, buffer_x, buffer_y);
  set_context (self, &iter);
}

static void
mark_set_cb (LlmAnswerView *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text_view));
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));
  set_context (self, &iter);
}

/* What a formula was written as. */
static gboolean
query_tooltip_cb (LlmAnswerView *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  GtkTextView *view = GTK_TEXT_VIEW (self->text_view);
  LlmDocumentPlace place;
  const LlmSpan *span;
  LlmBlock *block;
  GtkTextIter iter;
  guint n_events;
  g_autofree char *source = NULL;
  int buffer_x, buffer_y;

  gtk_text_view_window_to_buffer_coords (view, GTK_TEXT_WINDOW_WIDGET, x, y, &buffer_x, &buffer_y);
  if (keyboard || !gtk_text_view_get_iter_at_location (view, &iter, buffer_x, buffer_y)
      || !find_place (self, gtk_text_iter_get_offset (&iter), &place))
    return FALSE;
  span = llm_layout_find_span (place.layout, place.at);
  if (span == NULL || (span->style & LLM_STYLE_FORMULA) == 0 || span->event == LLM_NO_EVENT)
    return FALSE;
  block = llm_layout_get_block (place.layout);
  source = llm_block_dup_text (block, &llm_block_get_events (block, &n_events)[span->event]);
  gtk_tooltip_set_text (tooltip, g_strstrip (source));
  return TRUE;
}

static GMenuModel *
create_menu (void)
{
  g_autoptr (GMenu) text = g_menu_new ();
  g_autoptr (GMenu) code = g_menu_new ();
  g_autoptr (GMenu) link = g_menu_new ();
  GMenu *menu = g_menu_new ();

  llm_menu_append (text, _ ("Copy as _Markdown"), "answer.copy-markdown", TRUE);
  llm_menu_append (code, _ ("Copy co_de"), "answer.copy-code", TRUE);
  llm_menu_append (code, _ ("_Open code in a window"), "answer.open-code", TRUE);
  llm_menu_append (code, _ ("_Fold or unfold code"), "answer.fold", TRUE);
  llm_menu_append (link, _ ("Open _link"), "answer.open-link", TRUE);
  llm_menu_append (link, _ ("Copy l_ink"), "answer.copy-link", TRUE);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (text));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (code));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (link));
  return G_MENU_MODEL (menu);
}

/**
 * llm_answer_view_connect_actions:
 * @self: a view
 *
 * Connects what can be done with its text.
 */
void
llm_answer_view_connect_actions (LlmAnswerView *self)
{
  GtkGesture *press = gtk_gesture_click_new ();
  g_autoptr (GMenuModel) menu = create_menu ();

  g_signal_connect_object (self->text_view, "copy-clipboard", G_CALLBACK (copy_clipboard_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->text_view, "move-cursor", G_CALLBACK (mark_set_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->links, "target-changed", G_CALLBACK (target_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->links, "link-activated", G_CALLBACK (open_link), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->links, "action-activated", G_CALLBACK (action_activated_cb), self,
                           G_CONNECT_SWAPPED);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (press), GDK_BUTTON_SECONDARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (press), GTK_PHASE_CAPTURE);
  g_signal_connect_object (press, "pressed", G_CALLBACK (menu_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->text_view, GTK_EVENT_CONTROLLER (press));
  gtk_text_view_set_extra_menu (GTK_TEXT_VIEW (self->text_view), menu);
  gtk_widget_set_has_tooltip (self->text_view, TRUE);
  g_signal_connect_object (self->text_view, "query-tooltip", G_CALLBACK (query_tooltip_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * llm_answer_view_dispose_actions:
 * @self: a view
 */
void
llm_answer_view_dispose_actions (LlmAnswerView *self)
{
  g_clear_handle_id (&self->notice_id, g_source_remove);
  if (self->images != NULL)
    g_signal_handlers_disconnect_by_func (
        llm_pictures_get_for_display (gtk_widget_get_display (GTK_WIDGET (self))),
        pictures_changed_cb, self);
  g_clear_pointer (&self->images, g_ptr_array_unref);
}

/**
 * llm_answer_view_install_actions:
 * @widget_class: the class of #LlmAnswerView
 */
void
llm_answer_view_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "answer.copy-markdown", NULL,
                                   copy_markdown_action);
  gtk_widget_class_install_action (widget_class, "answer.copy-code", NULL, code_action);
  gtk_widget_class_install_action (widget_class, "answer.open-code", NULL, code_action);
  gtk_widget_class_install_action (widget_class, "answer.fold", NULL, code_action);
  gtk_widget_class_install_action (widget_class, "answer.open-link", NULL, link_action);
  gtk_widget_class_install_action (widget_class, "answer.copy-link", NULL, link_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "answer.copy-markdown", NULL);
}
