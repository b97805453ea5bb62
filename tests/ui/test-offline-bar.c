/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-offline-bar.h"
#include "llm-shell-test.h"

/* A network that comes and goes by a call. */
#define TEST_TYPE_MONITOR (test_monitor_get_type ())
G_DECLARE_FINAL_TYPE (TestMonitor, test_monitor, TEST, MONITOR, GObject)

struct _TestMonitor
{
  GObject parent_instance;

  gboolean available;
};

static void
test_monitor_iface_init (GNetworkMonitorInterface *iface)
{
}

static gboolean
test_monitor_init_now (GInitable *initable, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
test_monitor_initable_init (GInitableIface *iface)
{
  iface->init = test_monitor_init_now;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestMonitor,
                               test_monitor,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, test_monitor_initable_init)
                                   G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR,
                                                          test_monitor_iface_init))

static void
test_monitor_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (G_VALUE_HOLDS_BOOLEAN (value))
    g_value_set_boolean (value, TEST_MONITOR (object)->available);
  else
    g_value_set_enum (value, G_NETWORK_CONNECTIVITY_FULL);
}

static void
test_monitor_class_init (TestMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = test_monitor_get_property;
  g_object_class_override_property (object_class, 1, "network-available");
  g_object_class_override_property (object_class, 2, "network-metered");
  g_object_class_override_property (object_class, 3, "connectivity");
}

static void
test_monitor_init (TestMonitor *self)
{
}

static void
set_available (TestMonitor *monitor, gboolean available)
{
  monitor->available = available;
  g_object_notify (G_OBJECT (monitor), "network-available");
}

typedef struct
{
  LlmShellTest shell;
  TestMonitor *monitor;
  GtkWidget *window;
  LlmOfflineBar *bar;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  llm_shell_test_set_up (&fixture->shell, NULL);
  fixture->monitor = g_object_new (TEST_TYPE_MONITOR, NULL);
  fixture->bar = LLM_OFFLINE_BAR (llm_offline_bar_new ());
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->bar));
  gtk_window_present (GTK_WINDOW (fixture->window));
  llm_offline_bar_set_lineup (fixture->bar, fixture->shell.lineup);
  llm_offline_bar_set_monitor (fixture->bar, G_NETWORK_MONITOR (fixture->monitor));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_assert_finalize_object (fixture->monitor);
  llm_shell_test_tear_down (&fixture->shell);
}

static void
set_lineup (Fixture *fixture, const char *first, const char *second)
{
  const char *specs[] = { first, second, NULL };

  llm_lineup_set_specs (fixture->shell.lineup, specs);
}

/* Only who asks over the network is told that there is none. */
static void
test_lineup (Fixture *fixture, gconstpointer data)
{
  g_assert_false (llm_offline_bar_get_revealed (fixture->bar));
  set_lineup (fixture, "demo:swift", NULL);
  g_assert_false (llm_offline_bar_get_revealed (fixture->bar));
  set_lineup (fixture, "demo:swift", "openai:gpt-large");
  g_assert_true (llm_offline_bar_get_revealed (fixture->bar));
  g_assert_true (llm_ui_test_has_text (
      GTK_WIDGET (fixture->bar), "You are offline. Local models and the demo still answer."));
  set_lineup (fixture, "demo:swift", NULL);
  g_assert_false (llm_offline_bar_get_revealed (fixture->bar));

  set_lineup (fixture, "my-server:llama", NULL);
  g_assert_true (llm_offline_bar_get_revealed (fixture->bar));
  fake_provider_set_flags (fixture->shell.server, LLM_PROVIDER_CUSTOM | LLM_PROVIDER_LOCAL);
  set_lineup (fixture, "my-server:llama", NULL);
  g_assert_false (llm_offline_bar_get_revealed (fixture->bar));
}

static void
test_network (Fixture *fixture, gconstpointer data)
{
  set_lineup (fixture, "openai:gpt-large", NULL);
  g_assert_true (llm_offline_bar_get_revealed (fixture->bar));
  set_available (fixture->monitor, TRUE);
  g_assert_false (llm_offline_bar_get_revealed (fixture->bar));
  set_available (fixture->monitor, FALSE);
  g_assert_true (llm_offline_bar_get_revealed (fixture->bar));
}

#define ADD(name, func)                                                                            \
  g_test_add ("/ui/offline-bar/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("lineup", test_lineup);
  ADD ("network", test_network);

  return g_test_run ();
}
