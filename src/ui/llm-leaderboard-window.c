/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-leaderboard-window.h"

#include <glib/gi18n-lib.h>

#include "llm-leaderboard-filter.h"
#include "llm-leaderboard-table.h"
#include "llm-leaderboard-text.h"
#include "llm-leaderboard.h"
#include "llm-save-text.h"

struct _LlmLeaderboardWindow
{
  AdwWindow parent_instance;

  LlmLeaderboard *leaderboard;
  GCancellable *cancellable; /* of saving */

  AdwViewSwitcherTitle *switcher_title;
  GtkMenuButton *filter_button;
  LlmLeaderboardFilter *filter;
  AdwToastOverlay *toast_overlay;
  GtkStack *state_stack;
  AdwStatusPage *error_page;
  GtkLabel *filter_label;
  GtkLabel *limits_label;
  GtkLabel *about_label;
  AdwBin *table_bin;
  AdwBin *duels_bin;
};

G_DEFINE_FINAL_TYPE (LlmLeaderboardWindow, llm_leaderboard_window, ADW_TYPE_WINDOW)

/* --- What is shown --- */

static const char *
choose_page (LlmLeaderboardWindow *self)
{
  LlmRanking *ranking = llm_leaderboard_get_ranking (self->leaderboard);

  if (llm_leaderboard_get_error (self->leaderboard) != NULL)
    return "error";
  if (ranking == NULL)
    return "loading";
  if (llm_ranking_get_n_rows (ranking) > 0)
    return "ranking";
  return llm_leaderboard_get_n_ballots (self->leaderboard) > 0 ? "none" : "empty";
}

static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static void
show_ranking (LlmLeaderboardWindow *self, LlmRanking *ranking)
{
  const guint min_votes = llm_leaderboard_get_options (self->leaderboard)->min_votes;
  g_autofree char *about = llm_leaderboard_text_describe (ranking);
  g_autofree char *limits = llm_leaderboard_text_describe_limits (ranking, min_votes);

  show_text (self->about_label, about);
  show_text (self->limits_label, limits);
  adw_bin_set_child (self->table_bin, llm_leaderboard_table_new (ranking, min_votes));
  adw_bin_set_child (self->duels_bin, llm_duel_table_new (ranking));
}

static void
show_filter (LlmLeaderboardWindow *self)
{
  g_autofree char *words = llm_leaderboard_filter_describe (self->filter);
  g_autofree char *text = NULL;

  if (words != NULL)
    /* Translators: which votes count, such as “tag “code”, only blind votes”. */
    text = g_strdup_printf (_ ("Filter: %s"), words);
  show_text (self->filter_label, text);
  if (words != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->filter_button), "accent");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->filter_button), "accent");
}

static void
update (LlmLeaderboardWindow *self)
{
  LlmRanking *ranking = llm_leaderboard_get_ranking (self->leaderboard);
  const GError *error = llm_leaderboard_get_error (self->leaderboard);
  const char *page = choose_page (self);
  const gboolean has_ranking = g_str_equal (page, "ranking");

  if (error != NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (error->message, -1);

      adw_status_page_set_description (self->error_page, escaped);
    }
  llm_leaderboard_filter_set_tags (self->filter, llm_leaderboard_get_tags (self->leaderboard));
  if (has_ranking)
    show_ranking (self, ranking);
  gtk_stack_set_visible_child_name (self->state_stack, page);
  adw_view_switcher_title_set_view_switcher_enabled (self->switcher_title, has_ranking);
  gtk_widget_set_sensitive (GTK_WIDGET (self->filter_button),
                            has_ranking || g_str_equal (page, "none"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "leaderboard.copy-markdown", has_ranking);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "leaderboard.copy-csv", has_ranking);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "leaderboard.save-csv", has_ranking);
}

static void
filter_changed_cb (LlmLeaderboardWindow *self)
{
  LlmRankingOptions options;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  llm_ranking_options_init (&options);
  llm_leaderboard_filter_apply (self->filter, &options, now);
  llm_leaderboard_set_options (self->leaderboard, &options);
  show_filter (self);
}

static void
reset_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  llm_leaderboard_filter_reset (LLM_LEADERBOARD_WINDOW (widget)->filter);
}

static void
reload_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  llm_leaderboard_reload (LLM_LEADERBOARD_WINDOW (widget)->leaderboard);
}

/* --- For elsewhere --- */

static char *
make_text (LlmLeaderboardWindow *self, gboolean markdown)
{
  LlmRanking *ranking = llm_leaderboard_get_ranking (self->leaderboard);

  if (ranking == NULL)
    return NULL;
  if (!markdown)
    return llm_leaderboard_text_to_csv (ranking);
  return llm_leaderboard_text_to_markdown (
      ranking, llm_leaderboard_get_options (self->leaderboard)->min_votes);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmLeaderboardWindow *self = LLM_LEADERBOARD_WINDOW (widget);
  g_autofree char *text = make_text (self, g_str_equal (name, "leaderboard.copy-markdown"));

  if (text == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  llm_save_text_tell (self->toast_overlay, _ ("The leaderboard was copied"));
}

/**
 * llm_leaderboard_window_save_to:
 * @self: a window
 * @file: where to
 *
 * Saves the models as comma-separated values; what is there is replaced.
 */
void
llm_leaderboard_window_save_to (LlmLeaderboardWindow *self, GFile *file)
{
  char *text;

  g_return_if_fail (LLM_IS_LEADERBOARD_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  text = make_text (self, FALSE);
  if (text != NULL)
    llm_save_text (self->toast_overlay, file, text, self->cancellable);
}

static void
chosen_cb (GtkWindow *window, GFile *file)
{
  llm_leaderboard_window_save_to (LLM_LEADERBOARD_WINDOW (window), file);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  llm_save_text_choose (GTK_WINDOW (widget), _ ("Save the leaderboard"), _ ("leaderboard.csv"),
                        chosen_cb);
}

/* --- The object --- */

static void
llm_leaderboard_window_dispose (GObject *object)
{
  LlmLeaderboardWindow *self = LLM_LEADERBOARD_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  if (self->leaderboard != NULL)
    g_signal_handlers_disconnect_by_data (self->leaderboard, self);
  g_clear_object (&self->leaderboard);

  G_OBJECT_CLASS (llm_leaderboard_window_parent_class)->dispose (object);
}

static void
llm_leaderboard_window_finalize (GObject *object)
{
  g_object_unref (LLM_LEADERBOARD_WINDOW (object)->cancellable);

  G_OBJECT_CLASS (llm_leaderboard_window_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "leaderboard.reload", NULL, reload_action);
  gtk_widget_class_install_action (widget_class, "leaderboard.reset-filter", NULL, reset_action);
  gtk_widget_class_install_action (widget_class, "leaderboard.copy-markdown", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "leaderboard.copy-csv", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "leaderboard.save-csv", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "leaderboard.reload", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "leaderboard.copy-markdown", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK,
                                       "leaderboard.save-csv", NULL);
}

static void
llm_leaderboard_window_class_init (LlmLeaderboardWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = llm_leaderboard_window_dispose;
  object_class->finalize = llm_leaderboard_window_finalize;

  install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/jbuz/LLMSelect/llm-leaderboard-window.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmLeaderboardWindow, switcher_title);
  gtk_widget_class_bind_template_child (widget_class, LlmLeaderboardWindow, filter_button);
  gtk_widget_class_bind_template_child (widget_class, LlmLeaderboardWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, LlmLeaderboardWindow, state_stack);
  gtk_widget_class_bind_template_child (widget_class, LlmLeaderboardWindow, error_page);
  gtk_widget_class_bind_template_child (widget_class, LlmLeaderboardWindow, filter_label);
  gtk_widget_class_bind_template_child (widget_class, LlmLeaderboardWindow, limits_label);
  gtk_widget_class_bind_template_child (widget_class, LlmLeaderboardWindow, about_label);
  gtk_widget_class_bind_template_child (widget_class, LlmLeaderboardWindow, table_bin);
  gtk_widget_class_bind_template_child (widget_class, LlmLeaderboardWindow, duels_bin);
}

static void
llm_leaderboard_window_init (LlmLeaderboardWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->filter = LLM_LEADERBOARD_FILTER (llm_leaderboard_filter_new ());
  gtk_menu_button_set_popover (self->filter_button, GTK_WIDGET (self->filter));
  g_signal_connect_object (self->filter, "changed", G_CALLBACK (filter_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * llm_leaderboard_window_new:
 * @context: where the votes are
 *
 * Returns: (transfer none): a window that is not shown yet
 */
GtkWidget *
llm_leaderboard_window_new (LlmContext *context)
{
  LlmLeaderboardWindow *self;

  g_return_val_if_fail (LLM_IS_CONTEXT (context), NULL);

  self = g_object_new (LLM_TYPE_LEADERBOARD_WINDOW, NULL);
  self->leaderboard = llm_leaderboard_new (llm_context_get_store (context));
  g_signal_connect_swapped (self->leaderboard, "changed", G_CALLBACK (update), self);
  show_filter (self);
  update (self);
  return GTK_WIDGET (self);
}
