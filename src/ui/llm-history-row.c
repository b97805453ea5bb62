/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-history-row.h"

#include <glib/gi18n-lib.h>

struct _LlmHistoryRow
{
  GtkWidget parent_instance;

  LlmHistoryEntry *entry;

  GtkWidget *texts;
  GtkWidget *title;
  GtkWidget *detail;
  GtkWidget *spinner;
};

G_DEFINE_FINAL_TYPE (LlmHistoryRow, llm_history_row, GTK_TYPE_WIDGET)

static void
llm_history_row_dispose (GObject *object)
{
  LlmHistoryRow *self = LLM_HISTORY_ROW (object);

  g_clear_pointer (&self->texts, gtk_widget_unparent);
  g_clear_pointer (&self->spinner, gtk_widget_unparent);
  g_clear_object (&self->entry);

  G_OBJECT_CLASS (llm_history_row_parent_class)->dispose (object);
}

static void
llm_history_row_class_init (LlmHistoryRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_history_row_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "historyrow");
}

static GtkWidget *
make_label (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);

  return label;
}

static void
llm_history_row_init (LlmHistoryRow *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  gtk_box_layout_set_spacing (layout, 6);

  self->title = make_label ();
  self->detail = make_label ();
  gtk_widget_add_css_class (self->detail, "caption");
  gtk_widget_add_css_class (self->detail, "dim-label");

  self->texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  gtk_widget_set_hexpand (self->texts, TRUE);
  gtk_widget_set_valign (self->texts, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->texts), self->title);
  gtk_box_append (GTK_BOX (self->texts), self->detail);
  gtk_widget_set_parent (self->texts, GTK_WIDGET (self));

  self->spinner = gtk_spinner_new ();
  gtk_widget_set_valign (self->spinner, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->spinner, FALSE);
  gtk_widget_set_tooltip_text (self->spinner, _ ("Running"));
  gtk_widget_set_parent (self->spinner, GTK_WIDGET (self));
}

/**
 * llm_history_row_new:
 *
 * Returns: (transfer floating): a row that shows nothing yet
 */
GtkWidget *
llm_history_row_new (void)
{
  return g_object_new (LLM_TYPE_HISTORY_ROW, NULL);
}

/**
 * llm_history_row_get_entry:
 * @self: a #LlmHistoryRow
 *
 * Returns: (transfer none) (nullable): what it shows
 */
LlmHistoryEntry *
llm_history_row_get_entry (LlmHistoryRow *self)
{
  g_return_val_if_fail (LLM_IS_HISTORY_ROW (self), NULL);

  return self->entry;
}

/**
 * llm_history_row_set_entry:
 * @self: a #LlmHistoryRow
 * @entry: (nullable): what to show; llm_history_row_update() shows it
 */
void
llm_history_row_set_entry (LlmHistoryRow *self, LlmHistoryEntry *entry)
{
  g_return_if_fail (LLM_IS_HISTORY_ROW (self));
  g_return_if_fail (entry == NULL || LLM_IS_HISTORY_ENTRY (entry));

  g_set_object (&self->entry, entry);
  if (entry == NULL)
    gtk_spinner_stop (GTK_SPINNER (self->spinner));
}

/**
 * llm_history_row_format_time:
 * @created_at: Unix time in microseconds
 * @now: the present in the local time zone
 *
 * Returns: (transfer full): the time of a moment of today, the day of any other
 */
char *
llm_history_row_format_time (gint64 created_at, GDateTime *now)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) time = NULL;
  g_autoptr (GDateTime) yesterday = NULL;

  g_return_val_if_fail (now != NULL, NULL);

  utc = g_date_time_new_from_unix_utc (created_at / G_USEC_PER_SEC);
  time = utc != NULL ? g_date_time_to_timezone (utc, g_date_time_get_timezone (now)) : NULL;
  if (time == NULL)
    return g_strdup ("");

  if (g_date_time_get_year (time) == g_date_time_get_year (now)
      && g_date_time_get_day_of_year (time) == g_date_time_get_day_of_year (now))
    /* Translators: the time of day, see strftime(3); "%l:%M %p" for 12 hours. */
    return g_date_time_format (time, _ ("%H:%M"));

  yesterday = g_date_time_add_days (now, -1);
  if (g_date_time_get_year (time) == g_date_time_get_year (yesterday)
      && g_date_time_get_day_of_year (time) == g_date_time_get_day_of_year (yesterday))
    return g_strdup (_ ("Yesterday"));

  if (g_date_time_get_year (time) == g_date_time_get_year (now))
    /* Translators: a day of this year, see strftime(3). */
    return g_date_time_format (time, _ ("%-d %B"));

  /* Translators: a day of another year, see strftime(3). */
  return g_date_time_format (time, _ ("%-d %B %Y"));
}

/**
 * llm_history_row_update:
 * @self: a #LlmHistoryRow
 * @running: whether the comparison runs
 *
 * Shows the entry as of now, and names the row of the list for assistive
 * technologies.
 */
void
llm_history_row_update (LlmHistoryRow *self, gboolean running)
{
  g_autoptr (GDateTime) now = NULL;
  g_autofree char *when = NULL;
  g_autofree char *detail = NULL;
  g_autofree char *models = NULL;
  g_autofree char *name = NULL;
  const char *title;
  GtkWidget *parent;
  guint n;

  g_return_if_fail (LLM_IS_HISTORY_ROW (self));

  if (self->entry == NULL)
    return;

  now = g_date_time_new_now_local ();
  when = llm_history_row_format_time (llm_history_entry_get_created_at (self->entry), now);
  n = g_strv_length ((char **) llm_history_entry_get_models (self->entry));
  models = g_strdup_printf (ngettext ("%u model", "%u models", n), n);
  detail = g_strdup_printf ("%s · %s", models, when);
  title = llm_history_entry_get_title (self->entry);
  if (*title == '\0')
    title = _ ("Untitled comparison");

  gtk_label_set_label (GTK_LABEL (self->title), title);
  gtk_label_set_label (GTK_LABEL (self->detail), detail);
  gtk_widget_set_visible (self->spinner, running);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), running);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), llm_history_entry_get_snippet (self->entry));

  parent = gtk_widget_get_parent (GTK_WIDGET (self));
  if (parent == NULL)
    return;
  if (running)
    /* Translators: a title, the number of models, a time. */
    name = g_strdup_printf (_ ("%s, %s, %s, running"), title, models, when);
  else
    name = g_strdup_printf ("%s, %s, %s", title, models, when);
  gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
