/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-sidebar-private.h"

#include <glib/gi18n-lib.h>

/**
 * llm_sidebar_get_searching:
 * @self: a #LlmSidebar
 *
 * Returns: whether a search is shown instead of a place
 */
gboolean
llm_sidebar_get_searching (LlmSidebar *self)
{
  return self->search != NULL && llm_search_model_get_text (self->search) != NULL;
}

static void
open_hit (LlmSidebar *self, guint position)
{
  g_autoptr (LlmSearchResult) result
      = g_list_model_get_item (G_LIST_MODEL (self->search), position);
  const LlmSearchHit *hit = result != NULL ? llm_search_result_get_hit (result) : NULL;

  if (hit == NULL)
    return;
  gtk_widget_activate_action (
      GTK_WIDGET (self), "win.open-hit", "(ssss)", llm_history_entry_get_id (hit->entry),
      hit->turn_id != NULL ? hit->turn_id : "", hit->column_id != NULL ? hit->column_id : "",
      llm_search_model_get_text (self->search));
  llm_sidebar_chosen (self);
}

static void
activate_cb (LlmSidebar *self, guint position)
{
  open_hit (self, position);
}

/* Enter in the entry opens the best hit. */
static void
entry_activate_cb (LlmSidebar *self)
{
  if (!llm_search_model_get_searching (self->search))
    open_hit (self, 0);
}

static void
update_query (LlmSidebar *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));
  LlmSearchQuery query = { .text = text };

  llm_search_filter_apply (self->filter, &query, now);
  llm_search_model_set_query (self->search, &query);
  g_free ((char *) query.provider);
  g_free ((char *) query.model);
  if (*text != '\0')
    llm_sidebar_set_selecting (self, FALSE);
  if (llm_search_filter_get_active (self->filter))
    gtk_widget_add_css_class (GTK_WIDGET (self->filter_button), "accent");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->filter_button), "accent");
  llm_sidebar_update_page (self);
}

/* First what was typed goes, then the search. */
static void
stop_cb (LlmSidebar *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) != '\0')
    {
      gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
      return;
    }
  llm_search_filter_reset (self->filter);
  gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

static gboolean
entry_key_cb (LlmSidebar *self, guint keyval)
{
  if (keyval != GDK_KEY_Down && keyval != GDK_KEY_KP_Down)
    return GDK_EVENT_PROPAGATE;
  return gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
update_count (LlmSidebar *self)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->search));
  g_autofree char *text = NULL;

  if (n >= LLM_SEARCH_LIMIT)
    text = g_strdup_printf (ngettext ("The best %u conversation", "The best %u conversations", n),
                            n);
  else
    text = g_strdup_printf (ngettext ("%u conversation", "%u conversations", n), n);
  gtk_label_set_label (self->search_count, text);
}

static void
searched_cb (LlmSidebar *self)
{
  const GError *error = llm_search_model_get_error (self->search);

  if (error != NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (error->message, -1);

      adw_status_page_set_description (self->search_error_page, escaped);
    }
  update_count (self);
  llm_sidebar_update_page (self);
}

/**
 * llm_sidebar_get_search_page:
 * @self: a #LlmSidebar that searches
 *
 * Returns: which page of the stack shows what was found
 */
const char *
llm_sidebar_get_search_page (LlmSidebar *self)
{
  /* What was found before stays until there is something else. */
  if (g_list_model_get_n_items (G_LIST_MODEL (self->search)) > 0)
    return "search";
  if (llm_search_model_get_searching (self->search))
    return "loading";
  if (llm_search_model_get_error (self->search) != NULL)
    return "search-error";
  adw_status_page_set_description (self->search_empty_page,
                                   llm_search_filter_get_active (self->filter)
                                       ? _ ("Try other words, or reset the filters.")
                                       : _ ("Try other words."));
  return "search-empty";
}

static void
setup_cb (LlmSidebar *self, GtkListItem *item)
{
  gtk_list_item_set_child (item, llm_sidebar_new_row (self));
}

static void
bind_cb (LlmSidebar *self, GtkListItem *item)
{
  LlmHistoryRow *row = LLM_HISTORY_ROW (gtk_list_item_get_child (item));
  LlmRunner *runner = llm_context_get_runner (llm_library_get_context (self->library));
  const LlmSearchHit *hit = llm_search_result_get_hit (gtk_list_item_get_item (item));
  const char *id = llm_history_entry_get_id (hit->entry);
  const LlmRowState state = { .running = llm_runner_find (runner, id) != NULL,
                              .current = g_strcmp0 (id, self->current_id) == 0 };

  g_hash_table_add (self->hits, row);
  llm_history_row_set_filled (row, TRUE);
  llm_history_row_set_hit (row, hit);
  llm_history_row_update (row, &state);
}

static void
unbind_cb (LlmSidebar *self, GtkListItem *item)
{
  LlmHistoryRow *row = LLM_HISTORY_ROW (gtk_list_item_get_child (item));

  g_hash_table_remove (self->hits, row);
  llm_history_row_set_entry (row, NULL);
}

static void
retry_cb (LlmSidebar *self)
{
  llm_search_model_retry (self->search);
}

static void
set_up_list (LlmSidebar *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkSingleSelection *selection
      = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->search)));

  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_single_selection_set_selected (selection, GTK_INVALID_LIST_POSITION);
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->search_view, factory);
  gtk_list_view_set_single_click_activate (self->search_view, TRUE);
  gtk_list_view_set_model (self->search_view, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (self->search_view, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
  g_object_unref (factory);
  g_object_unref (selection);
}

/**
 * llm_sidebar_set_up_search:
 * @self: a #LlmSidebar with its library
 *
 * Connects the entry, the filters and the list of hits.
 */
void
llm_sidebar_set_up_search (LlmSidebar *self)
{
  GtkWidget *retry = gtk_button_new_with_mnemonic (_ ("_Try again"));
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->search
      = llm_search_model_new (llm_context_get_store (llm_library_get_context (self->library)));
  self->filter = LLM_SEARCH_FILTER (
      llm_search_filter_new (G_LIST_MODEL (llm_library_get_history (self->library)),
                             llm_organizer_get_places (self->organizer)));
  gtk_menu_button_set_popover (self->filter_button, GTK_WIDGET (self->filter));
  set_up_list (self);

  gtk_widget_add_css_class (retry, "pill");
  gtk_widget_set_halign (retry, GTK_ALIGN_CENTER);
  g_signal_connect_object (retry, "clicked", G_CALLBACK (retry_cb), self, G_CONNECT_SWAPPED);
  adw_status_page_set_child (self->search_error_page, retry);

  g_signal_connect_object (self->search_entry, "changed", G_CALLBACK (update_query), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_entry, "activate", G_CALLBACK (entry_activate_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_entry, "stop-search", G_CALLBACK (stop_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->filter, "changed", G_CALLBACK (update_query), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "notify::searching", G_CALLBACK (searched_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (entry_key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->search_entry), keys);
  g_signal_connect_object (focus, "enter", G_CALLBACK (llm_search_model_prepare), self->search,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->search_entry), focus);
}
