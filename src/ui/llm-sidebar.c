/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-sidebar-private.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (LlmSidebar, llm_sidebar, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHOSEN,
  SIGNAL_TOAST,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What a place says while there is nothing in it, by LlmPlaceKind. */
static const struct
{
  const char *icon_name;
  const char *title;
  const char *description;
} empty_texts[] = {
  { "document-open-recent-symbolic", N_ ("No conversations yet"),
    N_ ("What you ask is kept here, on this computer only.") },
  { "llm-compare-symbolic", N_ ("No comparisons yet"),
    N_ ("What you compare is kept here, on this computer only.") },
  { "llm-chat-symbolic", N_ ("No chats yet"),
    N_ ("What you chat about is kept here, on this computer only.") },
  { "folder-symbolic", N_ ("This folder is empty"),
    N_ ("Drag conversations here, or use their menu.") },
  { "llm-tag-symbolic", N_ ("Nothing has this tag"), N_ ("Tags are given in the menu of a row.") },
  { "llm-archive-symbolic", N_ ("Nothing is archived"),
    N_ ("What is archived is out of the way, and still found by a search.") },
  { "user-trash-symbolic", N_ ("The trash is empty"),
    N_ ("What you delete is kept here until you empty the trash.") },
};

static void
show_empty (LlmSidebar *self)
{
  const LlmPlaceKind kind = llm_place_get_kind (self->place);

  adw_status_page_set_icon_name (self->empty_page, empty_texts[kind].icon_name);
  adw_status_page_set_title (self->empty_page, _ (empty_texts[kind].title));
  adw_status_page_set_description (self->empty_page, _ (empty_texts[kind].description));
}

/**
 * llm_sidebar_update_page:
 * @self: a #LlmSidebar
 *
 * Shows the list, or why there is none.
 */
void
llm_sidebar_update_page (LlmSidebar *self)
{
  const GError *error;
  const char *page = "loading";
  guint n;

  if (self->model == NULL)
    return;

  n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  error = llm_history_model_get_error (self->model);
  if (llm_sidebar_get_searching (self))
    page = llm_sidebar_get_search_page (self);
  else if (n > 0)
    page = "list";
  else if (error != NULL)
    page = "error";
  else if (llm_history_model_get_complete (self->model))
    page = "empty";
  if (g_str_equal (page, "empty"))
    show_empty (self);

  if (error != NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (error->message, -1);

      adw_status_page_set_description (self->error_page, escaped);
    }
  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_revealer_set_reveal_child (self->trash_revealer,
                                 llm_place_get_kind (self->place) == LLM_PLACE_TRASH && n > 0
                                     && !llm_sidebar_get_searching (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self->select_button), n > 0);
  llm_sidebar_update_actions (self);
}

/**
 * llm_sidebar_chosen:
 * @self: a #LlmSidebar
 *
 * Tells that a row was chosen.
 */
void
llm_sidebar_chosen (LlmSidebar *self)
{
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
}

static void
set_place (LlmSidebar *self, LlmPlace *place)
{
  g_autoptr (LlmHistoryModel) model = NULL;
  LlmHistoryQuery query;

  if (place == NULL)
    return;
  llm_sidebar_set_selecting (self, FALSE);
  g_set_object (&self->place, place);
  llm_place_list_set_place (self->place_list, place);
  llm_place_get_query (place, &query);
  if (query.section == LLM_HISTORY_ALL && query.kind == NULL)
    model = g_object_ref (llm_library_get_history (self->library));
  else
    model = llm_library_new_list (self->library, &query);
  llm_sidebar_set_model (self, model);
  llm_sidebar_load (self);
  llm_sidebar_update_page (self);
}

static void
place_chosen_cb (LlmSidebar *self, LlmPlace *place)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  set_place (self, place);
}

static void
toast_cb (LlmSidebar *self, AdwToast *toast)
{
  /* What was found may be called otherwise now, or be gone. */
  if (llm_sidebar_get_searching (self))
    llm_search_model_retry (self->search);
  g_signal_emit (self, signals[SIGNAL_TOAST], 0, toast);
}

static void
reopen_cb (LlmSidebar *self, const char *id)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-comparison", "s", id);
}

static void
select_toggled_cb (LlmSidebar *self)
{
  llm_sidebar_set_selecting (self, gtk_toggle_button_get_active (self->select_button));
}

static gboolean
llm_sidebar_grab_focus (GtkWidget *widget)
{
  return gtk_widget_child_focus (GTK_WIDGET (LLM_SIDEBAR (widget)->stack), GTK_DIR_TAB_FORWARD);
}

static void
llm_sidebar_dispose (GObject *object)
{
  LlmSidebar *self = LLM_SIDEBAR (object);

  g_clear_handle_id (&self->day_id, g_source_remove);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->tag_editor, gtk_widget_unparent);
  if (self->list_view != NULL)
    {
      llm_sidebar_end_drag (self);
      llm_sidebar_set_model (self, NULL);
      gtk_list_view_set_model (self->search_view, NULL);
      gtk_menu_button_set_popover (self->filter_button, NULL);
    }
  self->list_view = NULL;
  self->filter = NULL;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->targets, g_ptr_array_unref);
  g_clear_object (&self->folder_menu);
  g_clear_object (&self->search);
  g_clear_object (&self->place);
  g_clear_object (&self->organizer);
  g_clear_object (&self->library);

  G_OBJECT_CLASS (llm_sidebar_parent_class)->dispose (object);
}

static void
llm_sidebar_finalize (GObject *object)
{
  LlmSidebar *self = LLM_SIDEBAR (object);

  g_rc_box_release (self->heights);
  g_hash_table_unref (self->bound);
  g_hash_table_unref (self->hits);
  g_hash_table_unref (self->selected);
  g_free (self->current_id);

  G_OBJECT_CLASS (llm_sidebar_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/jbuz/LLMSelect/llm-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, box);
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, header_bar);
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, select_button);
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, search_entry);
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, filter_button);
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, places_bin);
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, trash_revealer);
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, stack);
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, scroller);
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, list_view);
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, search_view);
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, search_count);
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, search_empty_page);
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, search_error_page);
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, empty_page);
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, error_page);
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, bar_revealer);
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, bar_label);
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, move_button);
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, restore_button);
  gtk_widget_class_bind_template_callback (widget_class, llm_sidebar_load);
  gtk_widget_class_bind_template_callback (widget_class, select_toggled_cb);
}

static void
llm_sidebar_class_init (LlmSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = llm_sidebar_dispose;
  object_class->finalize = llm_sidebar_finalize;
  widget_class->grab_focus = llm_sidebar_grab_focus;

  /**
   * LlmSidebar::chosen:
   *
   * A row was clicked or activated; where the sidebar covers the content it has
   * done its work.
   */
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", LLM_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);

  /**
   * LlmSidebar::toast:
   * @toast: an #AdwToast; the handler takes a reference of its own to show it
   */
  signals[SIGNAL_TOAST] = g_signal_new ("toast", LLM_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, ADW_TYPE_TOAST);

  llm_sidebar_install_actions (widget_class);
  gtk_widget_class_set_css_name (widget_class, "historysidebar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_REGION);
  bind_template (widget_class);
}

static void
llm_sidebar_init (LlmSidebar *self)
{
  self->bound = g_hash_table_new (NULL, NULL);
  self->heights = llm_row_heights_new ();
  self->hits = g_hash_table_new (NULL, NULL);
  self->selected = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  llm_sidebar_set_up_rows (self);
  llm_sidebar_set_up_fill (self);
}

/**
 * llm_sidebar_new:
 * @library: what it shows
 *
 * Returns: (transfer floating): a sidebar that is empty until llm_sidebar_load()
 */
GtkWidget *
llm_sidebar_new (LlmLibrary *library)
{
  LlmSidebar *self;
  LlmPlaces *places;

  g_return_val_if_fail (LLM_IS_LIBRARY (library), NULL);

  self = g_object_new (LLM_TYPE_SIDEBAR, NULL);
  self->library = g_object_ref (library);
  self->organizer = llm_organizer_new (library);
  places = llm_organizer_get_places (self->organizer);
  g_signal_connect_object (self->organizer, "toast", G_CALLBACK (toast_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->organizer, "reopen", G_CALLBACK (reopen_cb), self,
                           G_CONNECT_SWAPPED);

  self->place = g_object_ref (llm_places_find (places, LLM_PLACE_ALL, NULL));
  self->place_list = LLM_PLACE_LIST (llm_place_list_new (self->organizer));
  adw_bin_set_child (self->places_bin, GTK_WIDGET (self->place_list));
  g_signal_connect_object (self->place_list, "chosen", G_CALLBACK (place_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  llm_sidebar_set_up_menu (self);
  llm_sidebar_set_up_drop (self);
  llm_sidebar_set_up_search (self);
  llm_sidebar_set_model (self, llm_library_get_history (library));
  g_signal_connect_object (llm_context_get_runner (llm_library_get_context (library)),
                           "notify::n-running", G_CALLBACK (llm_sidebar_update_rows), self,
                           G_CONNECT_SWAPPED);
  llm_sidebar_update_page (self);

  return GTK_WIDGET (self);
}

/**
 * llm_sidebar_load:
 * @self: a #LlmSidebar
 *
 * Reads folders, tags and the first page of the place, or tries again.
 */
void
llm_sidebar_load (LlmSidebar *self)
{
  g_return_if_fail (LLM_IS_SIDEBAR (self));

  llm_places_load (llm_organizer_get_places (self->organizer));
  if (g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0)
    llm_history_model_load_more (self->model);
}

/**
 * llm_sidebar_set_current:
 * @self: a #LlmSidebar
 * @id: (nullable): the id of the conversation that the window shows
 *
 * Marks its row without opening it again.
 */
void
llm_sidebar_set_current (LlmSidebar *self, const char *id)
{
  g_return_if_fail (LLM_IS_SIDEBAR (self));

  if (g_strcmp0 (self->current_id, id) == 0)
    return;

  g_free (self->current_id);
  self->current_id = g_strdup (id);
  llm_organizer_set_current (self->organizer, id);
  llm_sidebar_sync_selection (self);
  llm_sidebar_update_rows (self);
}

/**
 * llm_sidebar_set_show_buttons:
 * @self: a #LlmSidebar
 * @show_start: whether it stands where the window's first buttons belong
 * @show_end: whether it stands where the window's last buttons belong
 */
void
llm_sidebar_set_show_buttons (LlmSidebar *self, gboolean show_start, gboolean show_end)
{
  g_return_if_fail (LLM_IS_SIDEBAR (self));

  adw_header_bar_set_show_start_title_buttons (self->header_bar, show_start);
  adw_header_bar_set_show_end_title_buttons (self->header_bar, show_end);
}

/**
 * llm_sidebar_search:
 * @self: a #LlmSidebar
 *
 * Moves the focus to the search, with what was searched for before selected.
 */
void
llm_sidebar_search (LlmSidebar *self)
{
  g_return_if_fail (LLM_IS_SIDEBAR (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  gtk_editable_select_region (GTK_EDITABLE (self->search_entry), 0, -1);
}

/**
 * llm_sidebar_show_place:
 * @self: a #LlmSidebar
 * @kind: a place
 * @id: (nullable): the id of a folder, the name of a tag
 *
 * Lists what is there; nothing happens if there is no such place.
 */
void
llm_sidebar_show_place (LlmSidebar *self, LlmPlaceKind kind, const char *id)
{
  g_return_if_fail (LLM_IS_SIDEBAR (self));

  set_place (self, llm_places_find (llm_organizer_get_places (self->organizer), kind, id));
}

/**
 * llm_sidebar_get_organizer:
 * @self: a #LlmSidebar
 *
 * Returns: (transfer none): what it organises with
 */
LlmOrganizer *
llm_sidebar_get_organizer (LlmSidebar *self)
{
  g_return_val_if_fail (LLM_IS_SIDEBAR (self), NULL);

  return self->organizer;
}

/**
 * llm_sidebar_get_model:
 * @self: a #LlmSidebar
 *
 * Returns: (transfer none): what the place lists
 */
LlmHistoryModel *
llm_sidebar_get_model (LlmSidebar *self)
{
  g_return_val_if_fail (LLM_IS_SIDEBAR (self), NULL);

  return self->model;
}

/**
 * llm_sidebar_get_n_bound:
 * @self: a #LlmSidebar
 *
 * Returns: how many rows exist as widgets, however long the history is
 */
guint
llm_sidebar_get_n_bound (LlmSidebar *self)
{
  g_return_val_if_fail (LLM_IS_SIDEBAR (self), 0);

  return g_hash_table_size (self->bound);
}
