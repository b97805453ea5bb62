/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-application.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>

#include "llm-backups-window.h"
#include "llm-compat.h"
#include "llm-housekeeper.h"
#include "llm-leaderboard-window.h"
#include "llm-library.h"
#include "llm-pictures.h"
#include "llm-preferences.h"
#include "llm-window.h"
#include "llm-zoom.h"

/* What is not on disk this long after the last window has closed is given up
 * (seconds). */
#define FLUSH_TIMEOUT 5

/* Where the desktop says that a screen reader runs. */
#define A11Y_SCHEMA "org.gnome.desktop.a11y.applications"
#define SCREEN_READER "screen-reader-enabled"

struct _LlmApplication
{
  AdwApplication parent_instance;

  LlmContext *(*create_context) (GError **error);
  LlmContext *context;
  LlmLibrary *library;
  LlmHousekeeper *housekeeper;
  GError *startup_error;
  gboolean loaded; /* the lists of models, or about to be */

  LlmPreferences *preferences; /* weak */
  GtkWindow *backups;          /* weak */
  GtkWindow *leaderboard;      /* weak */
  LlmZoom *zoom;
  GSettings *a11y_settings; /* of the desktop, if it has them */

  /* While what has run is being saved after the last window. */
  GCancellable *flush_cancellable;
  guint flush_timeout_id;
  guint signal_ids[2];
};

G_DEFINE_FINAL_TYPE (LlmApplication, llm_application, ADW_TYPE_APPLICATION)

static const struct
{
  const char *action;
  const char *accels[4];
} accels[] = {
  { "app.quit", { "<Control>q" } },
  { "app.preferences", { "<Control>comma" } },
  { "app.shortcuts", { "<Control>question" } },
  { "app.help", { "F1" } },
  { "app.new-window", { "<Control><Shift>n" } },
  { "app.leaderboard", { "<Control><Shift>b" } },
  { "window.close", { "<Control>w" } },
  { "win.new-comparison", { "<Control>n" } },
  { "win.toggle-mode", { "<Control>m" } },
  { "win.toggle-sidebar", { "F9", "<Control>slash" } },
  { "win.focus-prompt", { "<Control>l" } },
  { "win.search-history", { "<Control>k" } },
  { "win.next-region", { "F6" } },
  { "win.previous-region", { "<Shift>F6" } },
  { "win.add-model", { "<Control><Shift>a" } },
  { "win.compare-answers", { "<Control><Shift>d" } },
  { "win.show-differences", { "<Control>i" } },
  { "win.export", { "<Control><Shift>e" } },
  { "win.print", { "<Control>p" } },
  { "win.find", { "<Control>f" } },
  { "win.find-all", { "<Control><Shift>f" } },
  { "win.find-next", { "<Control>g" } },
  { "win.find-previous", { "<Control><Shift>g" } },
  { "win.link-scrolling", { "<Control><Shift>l" } },
  { "win.zoom-in", { "<Control>plus", "<Control>equal", "<Control>KP_Add" } },
  { "win.zoom-out", { "<Control>minus", "<Control>KP_Subtract" } },
  { "win.zoom-normal", { "<Control>0", "<Control>KP_0" } },
};

static void
finish_flush (LlmApplication *self)
{
  if (self->flush_cancellable == NULL)
    return;

  g_clear_handle_id (&self->flush_timeout_id, g_source_remove);
  g_cancellable_cancel (self->flush_cancellable);
  g_clear_object (&self->flush_cancellable);
  g_application_release (G_APPLICATION (self));
}

static void
flushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!llm_store_write_finish (LLM_STORE (source), result, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      g_warning ("Not everything was saved: %s", error->message);
    }

  finish_flush (self);
}

static gboolean
flush_timeout_cb (gpointer user_data)
{
  LlmApplication *self = user_data;

  self->flush_timeout_id = 0;
  g_warning ("Not everything was saved within %d seconds", FLUSH_TIMEOUT);
  finish_flush (self);

  return G_SOURCE_REMOVE;
}

/* Stops what runs and keeps the program alive until it is on disk. */
static void
begin_flush (LlmApplication *self)
{
  if (self->library == NULL || self->flush_cancellable != NULL)
    return;

  g_application_hold (G_APPLICATION (self));
  self->flush_cancellable = g_cancellable_new ();
  self->flush_timeout_id = g_timeout_add_seconds (FLUSH_TIMEOUT, flush_timeout_cb, self);

  llm_housekeeper_stop (self->housekeeper);
  llm_library_delete_hidden (self->library);
  llm_runner_stop_all (llm_context_get_runner (self->context));
  llm_store_flush_async (llm_context_get_store (self->context), self->flush_cancellable, flushed_cb,
                         g_object_ref (self));
}

static guint
count_windows (LlmApplication *self)
{
  guint count = 0;

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (LLM_IS_WINDOW (l->data))
      count++;

  return count;
}

static void
llm_application_window_removed (GtkApplication *application, GtkWindow *window)
{
  LlmApplication *self = LLM_APPLICATION (application);

  /* Before the hold of the last window is gone. */
  if (LLM_IS_WINDOW (window) && count_windows (self) <= 1)
    begin_flush (self);

  GTK_APPLICATION_CLASS (llm_application_parent_class)->window_removed (application, window);
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkApplication *application = user_data;
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (application));

  /* Those that belong to another window go with it. */
  for (GList *l = windows; l != NULL; l = l->next)
    if (gtk_window_get_transient_for (l->data) == NULL)
      gtk_window_close (l->data);
}

/* Ticks come before their frame is painted: at the second one a frame was. */
static gboolean
load_tick_cb (GtkWidget *window, GdkFrameClock *frame_clock, gpointer user_data)
{
  LlmApplication *self = LLM_APPLICATION (gtk_window_get_application (GTK_WINDOW (window)));
  guint *n_ticks = user_data;

  if (++*n_ticks < 2)
    return G_SOURCE_CONTINUE;
  if (self != NULL && self->context != NULL)
    {
      llm_registry_load_async (llm_context_get_registry (self->context), NULL, NULL, NULL);
      llm_housekeeper_start (self->housekeeper);
    }
  return G_SOURCE_REMOVE;
}

/* The lists of models that were fetched before are read when the window is there. */
static void
new_window (LlmApplication *self)
{
  GtkWidget *window = llm_window_new (GTK_APPLICATION (self), self->library);

  if (!self->loaded)
    gtk_widget_add_tick_callback (window, load_tick_cb, g_new0 (guint, 1), g_free);
  self->loaded = TRUE;
  gtk_window_present (GTK_WINDOW (window));
}

static void
new_window_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LlmApplication *self = user_data;

  if (self->library != NULL)
    new_window (self);
}

/* Ticks come before their frame is painted: at the second one a frame was. */
static gboolean
demo_tick_cb (GtkWidget *window, GdkFrameClock *frame_clock, gpointer user_data)
{
  guint *n_ticks = user_data;

  if (++*n_ticks < 2)
    return G_SOURCE_CONTINUE;
  gtk_widget_activate_action (window, "win.run-demo", NULL);
  return G_SOURCE_REMOVE;
}

/* The window is there first, then what it shows. */
static void
run_demo_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LlmApplication *self = user_data;
  GtkWindow *window;

  g_application_activate (G_APPLICATION (self));
  window = gtk_application_get_active_window (GTK_APPLICATION (self));
  if (LLM_IS_WINDOW (window))
    gtk_widget_add_tick_callback (GTK_WIDGET (window), demo_tick_cb, g_new0 (guint, 1), g_free);
}

static void
present_preferences (LlmApplication *self, const char *provider_id)
{
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (self->context == NULL)
    return;

  if (self->preferences == NULL)
    {
      GtkWidget *window = llm_preferences_new (self->context);

      g_set_weak_pointer (&self->preferences, LLM_PREFERENCES (window));
      gtk_window_set_transient_for (GTK_WINDOW (window), parent);
      gtk_window_set_modal (GTK_WINDOW (window), parent != NULL);
      gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
    }

  if (provider_id != NULL)
    llm_preferences_show_key (self->preferences, provider_id);
  gtk_window_present (GTK_WINDOW (self->preferences));
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  present_preferences (user_data, NULL);
}

static void
preferences_key_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  present_preferences (user_data, g_variant_get_string (parameter, NULL));
}

static void
backups_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LlmApplication *self = user_data;

  if (self->library == NULL)
    return;
  if (self->backups == NULL)
    {
      GtkWidget *window = llm_backups_window_new (self->library);

      g_set_weak_pointer (&self->backups, GTK_WINDOW (window));
      gtk_window_set_transient_for (self->backups,
                                    gtk_application_get_active_window (GTK_APPLICATION (self)));
      gtk_window_set_destroy_with_parent (self->backups, TRUE);
    }
  gtk_window_present (self->backups);
}

/* Not modal: answers are judged meanwhile. */
static void
leaderboard_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LlmApplication *self = user_data;

  if (self->context == NULL)
    return;
  if (self->leaderboard == NULL)
    {
      GtkWidget *window = llm_leaderboard_window_new (self->context);

      g_set_weak_pointer (&self->leaderboard, GTK_WINDOW (window));
      gtk_window_set_transient_for (self->leaderboard,
                                    gtk_application_get_active_window (GTK_APPLICATION (self)));
      gtk_window_set_destroy_with_parent (self->leaderboard, TRUE);
    }
  gtk_window_present (self->leaderboard);
}

/* The window that was used last; others may be in front of it. */
static void
failing_cb (LlmApplication *self, const char *message)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (LLM_IS_WINDOW (l->data))
      {
        llm_window_add_toast (l->data, message);
        return;
      }
}

/* Made when it is first wanted: GTK would make one with every window. */
static void
shortcuts_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *parent = gtk_application_get_active_window (user_data);
  GtkShortcutsWindow *overlay;

  while (parent != NULL && !LLM_IS_WINDOW (parent))
    parent = gtk_window_get_transient_for (parent);
  if (parent == NULL)
    return;

  overlay = gtk_application_window_get_help_overlay (GTK_APPLICATION_WINDOW (parent));
  if (overlay == NULL)
    {
      g_autoptr (GtkBuilder) builder
          = gtk_builder_new_from_resource ("/io/github/jbuz/LLMSelect/llm-shortcuts.ui");

      overlay = GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "shortcuts"));
      gtk_application_window_set_help_overlay (GTK_APPLICATION_WINDOW (parent), overlay);
    }
  gtk_window_present (GTK_WINDOW (overlay));
}

static void
help_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_show_uri (gtk_application_get_active_window (user_data), "help:llmselect", GDK_CURRENT_TIME);
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *parent = gtk_application_get_active_window (user_data);
  g_autofree char *debug_info = NULL;

  if (parent == NULL)
    return;

  debug_info = g_strdup_printf (
      "LLMSelect %s\nGLib %u.%u.%u\nGTK %u.%u.%u\nlibadwaita %u.%u.%u\n", PACKAGE_VERSION,
      glib_major_version, glib_minor_version, glib_micro_version, gtk_get_major_version (),
      gtk_get_minor_version (), gtk_get_micro_version (), adw_get_major_version (),
      adw_get_minor_version (), adw_get_micro_version ());
  llm_compat_present_about (parent, debug_info);
}

static gboolean
terminate_cb (gpointer user_data)
{
  g_action_group_activate_action (G_ACTION_GROUP (user_data), "quit", NULL);

  return G_SOURCE_CONTINUE;
}

static void
color_scheme_cb (LlmApplication *self)
{
  static const AdwColorScheme schemes[]
      = { ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT, ADW_COLOR_SCHEME_FORCE_DARK };
  GSettings *settings = llm_settings_get_gsettings (llm_context_get_settings (self->context));
  int scheme = g_settings_get_enum (settings, "color-scheme");

  g_return_if_fail (scheme >= 0 && scheme < (int) G_N_ELEMENTS (schemes));

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[scheme]);
}

static void
add_actions (LlmApplication *self)
{
  static const GActionEntry entries[] = {
    { "quit", quit_action, NULL, NULL, NULL, { 0 } },
    { "run-demo", run_demo_action, NULL, NULL, NULL, { 0 } },
    { "new-window", new_window_action, NULL, NULL, NULL, { 0 } },
    { "backups", backups_action, NULL, NULL, NULL, { 0 } },
    { "leaderboard", leaderboard_action, NULL, NULL, NULL, { 0 } },
    { "preferences", preferences_action, NULL, NULL, NULL, { 0 } },
    { "preferences-key", preferences_key_action, "s", NULL, NULL, { 0 } },
    { "shortcuts", shortcuts_action, NULL, NULL, NULL, { 0 } },
    { "help", help_action, NULL, NULL, NULL, { 0 } },
    { "about", about_action, NULL, NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accels[i].action,
                                           (const char *const *) accels[i].accels);
}

/* Words in formulas are in the font of the text around them. */
static void
set_font (LlmTypesetter *typesetter, GdkDisplay *display)
{
  g_autofree char *name = NULL;
  PangoFontDescription *font;

  g_object_get (gtk_settings_get_for_display (display), "gtk-font-name", &name, NULL);
  font = pango_font_description_from_string (name != NULL ? name : "");
  if (pango_font_description_get_family (font) != NULL)
    llm_typesetter_set_font (typesetter, pango_font_description_get_family (font));
  pango_font_description_free (font);
}

static void
screen_reader_cb (LlmApplication *self)
{
  const gboolean enabled = g_settings_get_boolean (self->a11y_settings, SCREEN_READER);

  llm_pictures_set_enabled (llm_pictures_get_for_display (gdk_display_get_default ()), !enabled);
}

/* Pictures within a text have no words: with a screen reader there is the source. */
static void
follow_screen_reader (LlmApplication *self)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, A11Y_SCHEMA, TRUE);
  if (schema == NULL || !g_settings_schema_has_key (schema, SCREEN_READER))
    return;
  self->a11y_settings = g_settings_new (A11Y_SCHEMA);
  g_signal_connect_object (self->a11y_settings, "changed::" SCREEN_READER,
                           G_CALLBACK (screen_reader_cb), self, G_CONNECT_SWAPPED);
  screen_reader_cb (self);
}

/* What answers are shown with, whichever window they are in. */
static void
set_up_display (LlmApplication *self)
{
  GdkDisplay *display = gdk_display_get_default ();
  LlmPictures *pictures = llm_pictures_get_for_display (display);
  g_autoptr (LlmTypesetter) typesetter = llm_typesetter_new_default ();

  set_font (typesetter, display);
  llm_pictures_set_typesetter (pictures, typesetter);
  llm_pictures_set_fetcher (pictures, llm_context_get_fetcher (self->context),
                            llm_context_get_images (self->context));
  self->zoom = llm_zoom_new (llm_settings_get_gsettings (llm_context_get_settings (self->context)),
                             display);
  follow_screen_reader (self);
}

static void
llm_application_startup (GApplication *application)
{
  LlmApplication *self = LLM_APPLICATION (application);
  LlmSettings *settings;

  G_APPLICATION_CLASS (llm_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (APP_ID);
  add_actions (self);
  self->signal_ids[0] = g_unix_signal_add (SIGTERM, terminate_cb, self);
  self->signal_ids[1] = g_unix_signal_add (SIGINT, terminate_cb, self);

  self->context = self->create_context (&self->startup_error);
  if (self->context == NULL)
    return;

  self->library = llm_library_new (self->context);
  self->housekeeper = llm_housekeeper_new (self->context);
  g_signal_connect_object (self->housekeeper, "failing", G_CALLBACK (failing_cb), self,
                           G_CONNECT_SWAPPED);
  g_simple_action_set_enabled (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), "backups")),
      llm_context_get_archive (self->context) != NULL);
  settings = llm_context_get_settings (self->context);
  g_signal_connect_object (llm_settings_get_gsettings (settings), "changed::color-scheme",
                           G_CALLBACK (color_scheme_cb), self, G_CONNECT_SWAPPED);
  color_scheme_cb (self);
  set_up_display (self);
}

/* The program cannot work; it says why instead of vanishing. */
static void
present_startup_error (LlmApplication *self)
{
  GtkWidget *window = adw_application_window_new (GTK_APPLICATION (self));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Quit"));
  g_autofree char *message = NULL;

  message = g_markup_escape_text (self->startup_error != NULL ? self->startup_error->message
                                                              : _ ("The reason is not known."),
                                  -1);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "dialog-error-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("LLMSelect cannot start"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page), message);
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "app.quit");
  adw_status_page_set_child (ADW_STATUS_PAGE (page), button);
  gtk_widget_set_vexpand (page, TRUE);

  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), page);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), "LLMSelect");
  gtk_window_set_default_size (GTK_WINDOW (window), 600, 480);
  gtk_window_present (GTK_WINDOW (window));
}

static void
llm_application_activate (GApplication *application)
{
  LlmApplication *self = LLM_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window != NULL)
    gtk_window_present (window);
  else if (self->library != NULL)
    new_window (self);
  else
    present_startup_error (self);
}

/* By an action, so that it also reaches an instance that runs already. */
static int
llm_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  g_autoptr (GError) error = NULL;
  const char *action = NULL;

  if (g_variant_dict_contains (options, "demo"))
    action = "run-demo";
  else if (g_variant_dict_contains (options, "new-window"))
    action = "new-window";
  if (action == NULL)
    return -1;

  if (!g_application_register (application, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  g_action_group_activate_action (G_ACTION_GROUP (application), action, NULL);
  return g_application_get_is_remote (application) ? 0 : -1;
}

static void
llm_application_shutdown (GApplication *application)
{
  LlmApplication *self = LLM_APPLICATION (application);

  for (guint i = 0; i < G_N_ELEMENTS (self->signal_ids); i++)
    g_clear_handle_id (&self->signal_ids[i], g_source_remove);
  g_clear_handle_id (&self->flush_timeout_id, g_source_remove);

  /* Helpers end with the program. */
  if (self->zoom != NULL)
    {
      LlmPictures *pictures = llm_pictures_get_for_display (gdk_display_get_default ());

      llm_pictures_set_typesetter (pictures, NULL);
      llm_pictures_set_fetcher (pictures, NULL, NULL);
    }
  g_clear_object (&self->zoom);
  g_clear_object (&self->a11y_settings);

  G_APPLICATION_CLASS (llm_application_parent_class)->shutdown (application);

  if (self->housekeeper != NULL)
    llm_housekeeper_stop (self->housekeeper);
  g_clear_object (&self->housekeeper);
  g_clear_object (&self->library);
  g_clear_object (&self->context);
}

static void
llm_application_finalize (GObject *object)
{
  LlmApplication *self = LLM_APPLICATION (object);

  g_clear_weak_pointer (&self->preferences);
  g_clear_weak_pointer (&self->backups);
  g_clear_weak_pointer (&self->leaderboard);
  g_clear_object (&self->housekeeper);
  g_clear_object (&self->flush_cancellable);
  g_clear_object (&self->library);
  g_clear_object (&self->context);
  g_clear_error (&self->startup_error);

  G_OBJECT_CLASS (llm_application_parent_class)->finalize (object);
}

static void
llm_application_class_init (LlmApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = llm_application_finalize;
  application_class->startup = llm_application_startup;
  application_class->activate = llm_application_activate;
  application_class->handle_local_options = llm_application_handle_local_options;
  application_class->shutdown = llm_application_shutdown;
  GTK_APPLICATION_CLASS (klass)->window_removed = llm_application_window_removed;
}

static void
llm_application_init (LlmApplication *self)
{
  static const GOptionEntry options[] = {
    /* Main has looked for it. */
    { "debug", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print on standard error what the program does"),
      NULL },
    { "demo", 0, 0, G_OPTION_ARG_NONE, NULL,
      N_ ("Open the window on a comparison of the built-in demonstration models"), NULL },
    { "new-window", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Open another window"), NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * llm_application_new:
 * @create_context: makes the context; called once, in the primary instance only
 *
 * Returns: (transfer full): the application, to be run with g_application_run()
 */
LlmApplication *
llm_application_new (LlmContext *(*create_context) (GError **error))
{
  LlmApplication *self;

  g_return_val_if_fail (create_context != NULL, NULL);

  self = g_object_new (LLM_TYPE_APPLICATION, "application-id", APP_ID, "resource-base-path",
                       "/io/github/jbuz/LLMSelect", NULL);
  self->create_context = create_context;

  return self;
}

/**
 * llm_application_get_context:
 * @self: the application
 *
 * Returns: (transfer none) (nullable): the context, in the primary instance after
 *   its start
 */
LlmContext *
llm_application_get_context (LlmApplication *self)
{
  g_return_val_if_fail (LLM_IS_APPLICATION (self), NULL);

  return self->context;
}
