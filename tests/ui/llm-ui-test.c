/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-ui-test.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include "llm-fake-secrets.h"
#include "llm-fake-store.h"

#define DEADLINE_S 60
#define LOOK_AGAIN_MS 50

/* GLib has so many quarks in its first table, which it drops, unfreed, when there are more.
 * GtkSourceView makes some for each buffer. */
#define FIRST_QUARKS 2048

static char *test_dir;

#ifdef __SANITIZE_ADDRESS__
/* Asked by the leak checker at the end.  Of that table it sees no symbol to suppress, so
 * where many answers are shown it does not look; that no widget is left is asserted by the
 * tests themselves. */
int __lsan_is_turned_off (void);

int
__lsan_is_turned_off (void)
{
  return g_quark_from_static_string ("llm-ui-test-last-quark") >= FIRST_QUARKS;
}
#endif

static void
remove_test_dir (void)
{
  g_autofree char *config = g_build_filename (test_dir, "llmselect", NULL);

  g_rmdir (config);
  g_rmdir (test_dir);
  g_free (test_dir);
}

/* GLib's own isolation would hide the schemas and languages of the toolkit too. */
static void
isolate (void)
{
  const char *const variables[] = { "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME" };

  test_dir = g_dir_make_tmp ("llm-ui-test-XXXXXX", NULL);
  g_assert_nonnull (test_dir);
  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++)
    g_assert_true (g_setenv (variables[i], test_dir, TRUE));
  atexit (remove_test_dir);
}

gboolean
llm_ui_test_init (int *argc, char ***argv)
{
  g_autoptr (GtkCssProvider) provider = NULL;

  isolate ();
  g_test_init (argc, argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return FALSE;
    }
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    "/io/github/jbuz/LLMSelect/icons");
  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (provider, "/io/github/jbuz/LLMSelect/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  return TRUE;
}

void
llm_ui_test_set_up (LlmUiTest *test, gconstpointer data)
{
  g_autoptr (LlmStore) store = LLM_STORE (fake_store_new ());

  llm_ui_test_set_up_with_store (test, store);
}

void
llm_ui_test_set_up_with_store (LlmUiTest *test, LlmStore *store)
{
  g_autoptr (GListStore) providers = g_list_store_new (LLM_TYPE_PROVIDER);
  g_autoptr (LlmCatalog) catalog = llm_catalog_new ();
  g_autoptr (LlmSecrets) secrets = LLM_SECRETS (llm_fake_secrets_new ());
  g_autoptr (LlmSettings) settings = NULL;
  g_autoptr (GError) error = NULL;

  settings = llm_settings_new (&error);
  g_assert_no_error (error);
  test->provider = fake_provider_new ("fake");
  g_list_store_append (providers, test->provider);
  test->context = llm_context_new (settings, secrets, store, G_LIST_MODEL (providers), catalog,
                                   NULL);
  test->runner = llm_context_get_runner (test->context);
  test->window = gtk_window_new ();
  g_object_add_weak_pointer (G_OBJECT (test->window), (gpointer *) &test->window);
}

static gboolean
is_null (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

void
llm_ui_test_tear_down (LlmUiTest *test, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (test->window));
  llm_ui_test_wait (is_null, &test->window);
  g_object_add_weak_pointer (G_OBJECT (test->runner), (gpointer *) &test->runner);
  g_assert_finalize_object (test->context);
  g_assert_null (test->runner);
  g_object_unref (test->provider);
}

LlmComparison *
llm_ui_test_new_comparison (guint n)
{
  LlmComparison *comparison = llm_comparison_new ("Why is the sky blue?", NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *model = g_strdup_printf ("model-%u", i);
      g_autofree char *title = g_strdup_printf ("Model %u", i);
      g_autoptr (LlmAnswer) answer = llm_answer_new ("fake", model, title);

      llm_comparison_add (comparison, answer);
    }
  return comparison;
}

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (GTK_WIDGET (user_data));
}

void
llm_ui_test_present (LlmUiTest *test, GtkWidget *child, int width, int height)
{
  gtk_window_set_default_size (GTK_WINDOW (test->window), width, height);
  gtk_window_set_child (GTK_WINDOW (test->window), child);
  gtk_window_present (GTK_WINDOW (test->window));
  llm_ui_test_wait (is_mapped, test->window);
  llm_ui_test_wait_frame (test->window);
}

void
llm_ui_test_clear (LlmUiTest *test)
{
  /* A widget that was just hidden with the focus in it is held until the next frame. */
  llm_ui_test_wait_frame (test->window);
  gtk_window_set_child (GTK_WINDOW (test->window), NULL);
  llm_ui_test_wait_frame (test->window);
}

static gboolean
expire_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* What is done in another thread, or by another process, wakes nobody. */
static gboolean
look_again_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
llm_ui_test_wait (LlmUiTestCondition condition, gpointer user_data)
{
  gboolean expired = FALSE;
  guint id = g_timeout_add_seconds (DEADLINE_S, expire_cb, &expired);
  guint look_id = g_timeout_add (LOOK_AGAIN_MS, look_again_cb, NULL);

  while (!expired && !condition (user_data))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (expired);
  g_source_remove (id);
  g_source_remove (look_id);
}

static gboolean
frame_cb (GtkWidget *widget, GdkFrameClock *frame_clock, gpointer user_data)
{
  guint *n_frames = user_data;

  (*n_frames)++;
  return *n_frames < 3;
}

static gboolean
has_drawn (gpointer user_data)
{
  return *(guint *) user_data >= 3;
}

void
llm_ui_test_wait_frame (GtkWidget *widget)
{
  guint n_frames = 0;

  /* The first may be under way, the second lays out, at the third it is seen. */
  gtk_widget_add_tick_callback (widget, frame_cb, &n_frames, NULL);
  llm_ui_test_wait (has_drawn, &n_frames);
}

void
llm_ui_test_run_for (guint milliseconds)
{
  gboolean expired = FALSE;

  g_timeout_add (milliseconds, expire_cb, &expired);
  while (!expired)
    g_main_context_iteration (NULL, TRUE);
}

static GtkWidget *
find (GtkWidget *widget, gboolean (*fits) (GtkWidget *, gconstpointer), gconstpointer data)
{
  if (fits (widget, data))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, fits, data);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_of_type (GtkWidget *widget, gconstpointer data)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), *(const GType *) data);
}

GtkWidget *
llm_ui_test_find_type (GtkWidget *widget, GType type)
{
  return find (widget, is_of_type, &type);
}

static gboolean
has_id (GtkWidget *widget, gconstpointer data)
{
  return g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), data) == 0;
}

GtkWidget *
llm_ui_test_find_id (GtkWidget *widget, const char *id)
{
  return find (widget, has_id, id);
}

static gboolean
is_button_of (GtkWidget *widget, gconstpointer data)
{
  return GTK_IS_BUTTON (widget)
         && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), data) == 0;
}

GtkWidget *
llm_ui_test_find_button (GtkWidget *widget, const char *action_name)
{
  return find (widget, is_button_of, action_name);
}

static gboolean
is_label_with (GtkWidget *widget, gconstpointer data)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
         && strstr (gtk_label_get_text (GTK_LABEL (widget)), data) != NULL;
}

gboolean
llm_ui_test_has_text (GtkWidget *widget, const char *text)
{
  return find (widget, is_label_with, text) != NULL;
}

static gboolean
activate_shortcut (GtkShortcutController *controller,
                   GtkWidget *widget,
                   GtkShortcutTrigger *trigger)
{
  GListModel *shortcuts = G_LIST_MODEL (controller);

  for (guint i = 0; i < g_list_model_get_n_items (shortcuts); i++)
    {
      g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (shortcuts, i);

      if (gtk_shortcut_trigger_equal (gtk_shortcut_get_trigger (shortcut), trigger))
        return gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget,
                                             gtk_shortcut_get_arguments (shortcut));
    }
  return FALSE;
}

gboolean
llm_ui_test_activate_shortcut (GtkWidget *widget, const char *trigger)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  g_autoptr (GtkShortcutTrigger) wanted = gtk_shortcut_trigger_parse_string (trigger);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_SHORTCUT_CONTROLLER (controller)
          && activate_shortcut (GTK_SHORTCUT_CONTROLLER (controller), widget, wanted))
        return TRUE;
    }
  return FALSE;
}
