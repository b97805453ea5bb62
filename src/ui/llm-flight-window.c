/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-flight-window.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-compat.h"
#include "llm-raw-text.h"
#include "llm-text-sink.h"

#define SPARKLINE_HEIGHT 64

/* Of a figure, beside its title in a narrow window. */
#define VALUE_CHARS 20

typedef enum
{
  PAGE_REQUEST,
  PAGE_RESPONSE,
  PAGE_RAW,
  N_PAGES,
} Page;

struct _LlmFlightWindow
{
  AdwWindow parent_instance;

  LlmFlight *flight; /* nullable */
  LlmRawText *texts[N_PAGES];
  GtkTextBuffer *buffers[N_PAGES]; /* of the views */
  GtkWidget *timeline;             /* the box of the page */
  GtkWidget *sparkline;            /* nullable, in it */

  GtkWidget *window_title;
  GtkWidget *stack;
  GtkWidget *empty_page;
  GtkWidget *request_drop_down;
  GtkWidget *curl_button;
  GtkWidget *notice_label;
  GtkWidget *view_stack;
};

G_DEFINE_FINAL_TYPE (LlmFlightWindow, llm_flight_window, ADW_TYPE_WINDOW)

static guint
get_index (LlmFlightWindow *self)
{
  return gtk_drop_down_get_selected (GTK_DROP_DOWN (self->request_drop_down));
}

static const LlmFlightRequest *
get_request (LlmFlightWindow *self)
{
  const guint index = get_index (self);

  return self->flight != NULL && index < llm_flight_get_n_requests (self->flight)
             ? llm_flight_get_request (self->flight, index)
             : NULL;
}

static void
tell (LlmFlightWindow *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->notice_label), text);
  gtk_widget_set_visible (self->notice_label, TRUE);
  llm_compat_announce (self->notice_label, text, FALSE);
}

static void
copy_curl_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmFlightWindow *self = LLM_FLIGHT_WINDOW (widget);
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  if (get_request (self) == NULL)
    return;
  line = llm_flight_to_curl (self->flight, get_index (self), &error);
  if (line == NULL)
    {
      tell (self, error->message);
      return;
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), line);
  tell (self, strchr (line, '#') == line
                  ? _ ("Copied. The comments at its begin say what is missing in the line.")
                  : _ ("Copied. The key is taken from the environment when the line is run."));
}

/* --- The texts --- */

static void
show_text (LlmFlightWindow *self, Page page, const char *text)
{
  GtkTextIter start, end;

  llm_text_sink_reset (LLM_TEXT_SINK (self->texts[page]));
  llm_text_sink_append (LLM_TEXT_SINK (self->texts[page]), text, 0, strlen (text));
  /* A hyphen at the end of a line would be taken for one that was sent. */
  gtk_text_buffer_get_bounds (self->buffers[page], &start, &end);
  gtk_text_buffer_apply_tag_by_name (self->buffers[page], "as-sent", &start, &end);
}

static GtkWidget *
make_view (LlmFlightWindow *self, Page page, const char *label)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_text_view_new ();

  gtk_text_view_set_editable (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (view), TRUE);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (view), 12);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  self->buffers[page] = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  gtk_text_buffer_create_tag (self->buffers[page], "as-sent", "insert-hyphens", FALSE, NULL);
  self->texts[page] = llm_raw_text_new (self->buffers[page]);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  return scrolled;
}

/* --- The timeline --- */

/* The longest gap of each pixel, so that none is lost among many. */
static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  LlmFlightWindow *self = LLM_FLIGHT_WINDOW (user_data);
  const LlmFlightRequest *request = get_request (self);
  LlmFlightGaps gaps;
  GdkRGBA color;
  const guint n = request != NULL ? request->gaps->len : 0;

  if (width <= 0 || request == NULL || !llm_flight_request_get_gaps (request, &gaps))
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &color);
  gdk_cairo_set_source_rgba (cr, &color);
  for (int x = 0; x < width; x++)
    {
      const guint from = (guint) ((guint64) n * (guint) x / (guint) width);
      const guint to = MAX (from + 1, (guint) ((guint64) n * ((guint) x + 1) / (guint) width));
      const gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (area)) == GTK_TEXT_DIR_RTL;
      guint32 longest = 0;
      double bar;

      for (guint i = from; i < MIN (to, n); i++)
        longest = MAX (longest, g_array_index (request->gaps, guint32, i));
      bar = height * (double) longest / MAX (1.0, (double) gaps.max * gaps.stride);
      bar = MAX (bar, 1);
      cairo_rectangle (cr, rtl ? width - 1 - x : x, height - bar, 1, bar);
    }
  cairo_fill (cr);
}

/* What is long stands below the title. */
static void
add_row (GtkWidget *list, const char *title, const char *value)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (g_utf8_strlen (value, -1) > VALUE_CHARS)
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
    }
  else
    {
      GtkWidget *label = gtk_label_new (value);

      gtk_label_set_selectable (GTK_LABEL (label), TRUE);
      gtk_widget_add_css_class (label, "numeric");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
    }
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

static GtkWidget *
add_list (LlmFlightWindow *self, const char *title)
{
  GtkWidget *heading = gtk_label_new (title);
  GtkWidget *list = gtk_list_box_new ();

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_box_append (GTK_BOX (self->timeline), heading);
  gtk_box_append (GTK_BOX (self->timeline), list);
  return list;
}

static void
add_gaps (LlmFlightWindow *self, const LlmFlightRequest *request)
{
  LlmFlightGaps gaps;
  g_autofree char *text = NULL;
  GtkWidget *label;

  if (!llm_flight_request_get_gaps (request, &gaps))
    return;
  text = llm_flight_gaps_to_text (&gaps);
  self->sparkline
      = g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, NULL);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->sparkline), SPARKLINE_HEIGHT);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->sparkline), draw_cb, self, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->sparkline), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Time between tokens"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text, -1);
  label = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_box_append (GTK_BOX (self->timeline), self->sparkline);
  gtk_box_append (GTK_BOX (self->timeline), label);
}

static void
show_timeline (LlmFlightWindow *self, const LlmFlightRequest *request)
{
  g_autofree char *outcome = llm_flight_outcome_to_text (request);
  g_autofree char *bytes = g_format_size (request->n_bytes);
  GtkWidget *list, *child;

  self->sparkline = NULL;
  while ((child = gtk_widget_get_first_child (self->timeline)) != NULL)
    gtk_box_remove (GTK_BOX (self->timeline), child);
  list = add_list (self, _ ("Since the start"));
  for (guint i = 0; i < LLM_FLIGHT_N_MOMENTS; i++)
    {
      g_autofree char *time = llm_flight_format_ms (request->times[i]);

      add_row (list, llm_flight_moment_get_title (i), time);
    }
  add_row (list, _ ("Bytes received"), bytes);
  add_row (list, _ ("Outcome"), outcome);
  add_gaps (self, request);
  if (llm_flight_get_n_waits (self->flight) == 0)
    return;
  list = add_list (self, _ ("Retries and waits"));
  for (guint i = 0; i < llm_flight_get_n_waits (self->flight); i++)
    {
      g_autofree char *text = llm_flight_wait_to_text (llm_flight_get_wait (self->flight, i));
      g_autofree char *at = llm_flight_format_ms (llm_flight_get_wait (self->flight, i)->at);

      add_row (list, text, at);
    }
}

static GtkWidget *
make_timeline (LlmFlightWindow *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  self->timeline = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_margin_start (self->timeline, 12);
  gtk_widget_set_margin_end (self->timeline, 12);
  gtk_widget_set_margin_top (self->timeline, 12);
  gtk_widget_set_margin_bottom (self->timeline, 12);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->timeline);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  return scrolled;
}

/* --- The window --- */

static void
show_request (LlmFlightWindow *self)
{
  const LlmFlightRequest *request = get_request (self);
  g_autofree char *sent = NULL;
  g_autofree char *head = NULL;
  g_autofree char *raw = NULL;

  if (request == NULL)
    return;
  sent = llm_flight_sent_to_text (&request->sent);
  head = llm_flight_head_to_text (request);
  raw = llm_flight_raw_to_text (request);
  gtk_widget_set_visible (self->notice_label, FALSE);
  show_text (self, PAGE_REQUEST, sent);
  show_text (self, PAGE_RESPONSE, head);
  show_text (self, PAGE_RAW,
             raw != NULL ? raw
                         : _ ("What the provider sent was not kept. Switch “Keep raw events” on in "
                              "Preferences and ask again."));
  show_timeline (self, request);
}

static void
fill_requests (LlmFlightWindow *self)
{
  const guint n = llm_flight_get_n_requests (self->flight);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < n; i++)
    gtk_string_list_take (names, g_strdup_printf (_ ("Request %u of %u"), i + 1, n));
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->request_drop_down), G_LIST_MODEL (names));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->request_drop_down), n - 1);
  gtk_widget_set_visible (self->request_drop_down, n > 1);
}

static void
llm_flight_window_dispose (GObject *object)
{
  LlmFlightWindow *self = LLM_FLIGHT_WINDOW (object);

  for (guint i = 0; i < N_PAGES; i++)
    g_clear_object (&self->texts[i]);
  g_clear_pointer (&self->flight, llm_flight_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), LLM_TYPE_FLIGHT_WINDOW);

  G_OBJECT_CLASS (llm_flight_window_parent_class)->dispose (object);
}

static void
llm_flight_window_class_init (LlmFlightWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_flight_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/jbuz/LLMSelect/llm-flight-window.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmFlightWindow, window_title);
  gtk_widget_class_bind_template_child (widget_class, LlmFlightWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, LlmFlightWindow, empty_page);
  gtk_widget_class_bind_template_child (widget_class, LlmFlightWindow, request_drop_down);
  gtk_widget_class_bind_template_child (widget_class, LlmFlightWindow, curl_button);
  gtk_widget_class_bind_template_child (widget_class, LlmFlightWindow, notice_label);
  gtk_widget_class_bind_template_child (widget_class, LlmFlightWindow, view_stack);
  gtk_widget_class_bind_template_callback (widget_class, show_request);
  gtk_widget_class_install_action (widget_class, "flight.copy-curl", NULL, copy_curl_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close",
                                       NULL);
}

/* The focus is on the button in the drop-down, which GTK 4.8 gives no name. */
static void
name_button (GtkWidget *drop_down, const char *label)
{
  GtkWidget *button = gtk_widget_get_first_child (drop_down);

  if (GTK_IS_TOGGLE_BUTTON (button))
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                    -1);
}

static void
llm_flight_window_init (LlmFlightWindow *self)
{
  AdwViewStack *views;

  gtk_widget_init_template (GTK_WIDGET (self));
  name_button (self->request_drop_down, _ ("Request"));
  views = ADW_VIEW_STACK (self->view_stack);
  adw_view_stack_add_titled_with_icon (views, make_view (self, PAGE_REQUEST, _ ("Request")),
                                       "request", _ ("Request"), "go-up-symbolic");
  adw_view_stack_add_titled_with_icon (views, make_view (self, PAGE_RESPONSE, _ ("Response")),
                                       "response", _ ("Response"), "go-down-symbolic");
  adw_view_stack_add_titled_with_icon (views, make_timeline (self), "timeline", _ ("Timeline"),
                                       "document-open-recent-symbolic");
  adw_view_stack_add_titled_with_icon (views, make_view (self, PAGE_RAW, _ ("Raw events")), "raw",
                                       _ ("Raw events"), "text-x-generic-symbolic");
}

/**
 * llm_flight_window_new:
 * @parent: (nullable): the window that it is opened from
 * @title: whose record it is
 * @flight: (nullable): the record
 * @reason: (nullable): why there is none
 *
 * Returns: (transfer none): a window that is not shown yet
 */
GtkWidget *
llm_flight_window_new (GtkWindow *parent, const char *title, LlmFlight *flight, const char *reason)
{
  LlmFlightWindow *self;
  gboolean empty;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (title != NULL, NULL);

  self = g_object_new (LLM_TYPE_FLIGHT_WINDOW, "transient-for", parent, NULL);
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->window_title), title);
  empty = flight == NULL || llm_flight_get_n_requests (flight) == 0;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "flight.copy-curl", !empty);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), empty ? "empty" : "record");
  if (empty)
    {
      adw_status_page_set_description (ADW_STATUS_PAGE (self->empty_page),
                                       reason != NULL ? reason
                                                      : _ ("Nothing was sent for this answer."));
      return GTK_WIDGET (self);
    }
  self->flight = llm_flight_ref (flight);
  fill_requests (self);
  show_request (self);
  return GTK_WIDGET (self);
}
