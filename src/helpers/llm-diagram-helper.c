/* SPDX-License-Identifier: GPL-3.0-or-later */
/* llmselect-diagram: draws Mermaid's diagrams as SVG with Mermaid in WebKit, for the
 * program that started it and talks to it over its standard streams.  The page is never
 * shown, never on the network, and in WebKit's sandbox; it can fetch nothing, go nowhere
 * and keep nothing.  See docs/adr/0007-formulas-and-diagrams.md. */
#include "config.h"

#include <glib-unix.h>
#include <gtk/gtk.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <webkit/webkit.h>

#include "llm-helper-guard.h"
#include "llm-helper-io.h"

#define SCRIPT "diagram.js"

/* The longest diagram (bytes). */
#define SOURCE_MAX (50 * 1024)

/* The largest picture (bytes). */
#define RESULT_MAX (2 * 1024 * 1024)

/* What one diagram may take of time (ms); less than the program's own patience. */
#define WORK_MS 4000

/* The memory of WebKit's process at which it is ended (MiB). */
#define MEMORY_MAX 600

/* The longest explanation that goes back (bytes). */
#define REFUSAL_MAX 300

typedef struct
{
  GMainLoop *loop;
  WebKitWebView *view;
  const char *text_font;
  guint work_ms;
  gboolean is_ready;
  gboolean is_leaving;
  /* Whether a request is being worked at, and which. */
  gboolean is_busy;
  guint32 id;
  guint timeout_id;
  guint input_id;
} Helper;

static void listen (Helper *helper);

/* Nothing can be fetched, whatever a diagram makes the page ask for. */
static const char page[]
    = "<!DOCTYPE html><html><head><meta charset=\"utf-8\">"
      "<meta http-equiv=\"Content-Security-Policy\""
      " content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none';"
      " form-action 'none'\">"
      "<style>body { margin: 0; width: 800px; }</style></head>"
      "<body><div id=\"stage\"></div></body></html>";

/* --- Answers --- */

static void
leave (Helper *helper)
{
  helper->is_leaving = TRUE;
  g_main_loop_quit (helper->loop);
}

static void
answer (Helper *helper, guint8 kind, guint8 flags, const char *text)
{
  g_clear_handle_id (&helper->timeout_id, g_source_remove);
  helper->is_busy = FALSE;
  if (!llm_helper_io_write (kind, flags, helper->id, text) || (flags & LLM_HELPER_LAST) != 0)
    leave (helper);
  else
    listen (helper);
}

static void
refuse (Helper *helper, guint8 flags, const char *reason)
{
  g_autofree char *valid = g_utf8_make_valid (reason, -1);

  if (strlen (valid) > REFUSAL_MAX)
    *g_utf8_find_prev_char (valid, valid + REFUSAL_MAX) = '\0';
  answer (helper, LLM_HELPER_REFUSAL, flags, g_strstrip (valid));
}

/* The page is busy with what nobody wants any more, so it goes, and the process with it. */
static gboolean
timeout_cb (gpointer user_data)
{
  Helper *helper = user_data;

  helper->timeout_id = 0;
  refuse (helper, LLM_HELPER_LAST, "The diagram takes too long");
  webkit_web_view_terminate_web_process (helper->view);
  return G_SOURCE_REMOVE;
}

static void
terminated_cb (WebKitWebView *view, WebKitWebProcessTerminationReason reason, gpointer user_data)
{
  Helper *helper = user_data;

  g_printerr ("WebKit's process has ended (%d)\n", (int) reason);
  if (helper->is_busy)
    refuse (helper, LLM_HELPER_LAST,
            reason == WEBKIT_WEB_PROCESS_EXCEEDED_MEMORY_LIMIT ? "The diagram takes too much memory"
                                                               : "The diagram cannot be drawn");
  else
    leave (helper);
}

/* What Mermaid says begins with "Error: " and goes on with a drawing of where it is. */
static const char *
skip_error_name (const char *message)
{
  const char *colon = strstr (message, "Error: ");

  return colon != NULL && colon - message < 20 ? colon + strlen ("Error: ") : message;
}

static void
drawn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Helper *helper = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JSCValue) value = NULL;
  g_autofree char *svg = NULL;

  value = webkit_web_view_call_async_javascript_function_finish (WEBKIT_WEB_VIEW (source), result,
                                                                 &error);
  if (!helper->is_busy)
    return;
  if (value == NULL)
    {
      refuse (helper, 0, skip_error_name (error->message));
      return;
    }
  svg = jsc_value_to_string (value);
  if (strlen (svg) > RESULT_MAX)
    refuse (helper, 0, "The diagram is too large");
  else
    answer (helper, LLM_HELPER_RESULT, 0, svg);
}

/* --- Requests --- */

static void
draw (Helper *helper, const char *source, const char *theme)
{
  GVariantDict arguments;

  g_variant_dict_init (&arguments, NULL);
  g_variant_dict_insert (&arguments, "source", "s", source);
  g_variant_dict_insert (&arguments, "theme", "s", theme);
  g_variant_dict_insert (&arguments, "font", "s", helper->text_font);
  helper->timeout_id = g_timeout_add (helper->work_ms, timeout_cb, helper);
  webkit_web_view_call_async_javascript_function (
      helper->view, "return await llmDraw (source, theme, font);", -1,
      g_variant_dict_end (&arguments), NULL, NULL, NULL, drawn_cb, helper);
}

static gboolean
input_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Helper *helper = user_data;
  g_autofree char *source = NULL;
  LlmHelperFrame request;

  helper->input_id = 0;
  if (!llm_helper_io_read_request (&request, &source, SOURCE_MAX))
    {
      leave (helper);
      return G_SOURCE_REMOVE;
    }
  helper->is_busy = TRUE;
  helper->id = request.id;
  if (request.kind != LLM_HELPER_DIAGRAM_LIGHT && request.kind != LLM_HELPER_DIAGRAM_DARK)
    refuse (helper, 0, "This is no diagram");
  else if (source == NULL)
    refuse (helper, 0, request.length > SOURCE_MAX ? "The diagram is too long" : "This is no text");
  else if (helper->view == NULL)
    refuse (helper, 0, "Diagrams need a display");
  else
    draw (helper, source, request.kind == LLM_HELPER_DIAGRAM_DARK ? "dark" : "light");
  return G_SOURCE_REMOVE;
}

/* Reads the next request when it is there. */
static void
listen (Helper *helper)
{
  helper->input_id = g_unix_fd_add (LLM_HELPER_INPUT, G_IO_IN | G_IO_HUP, input_cb, helper);
}

static void
get_ready (Helper *helper)
{
  helper->is_ready = TRUE;
  if (llm_helper_io_write (LLM_HELPER_READY, 0, 0, ""))
    listen (helper);
  else
    leave (helper);
}

/* --- The page --- */

static void
script_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Helper *helper = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JSCValue) value = NULL;

  value = webkit_web_view_evaluate_javascript_finish (WEBKIT_WEB_VIEW (source), result, &error);
  if (value != NULL)
    {
      get_ready (helper);
      return;
    }
  g_printerr ("%s: %s\n", SCRIPT, error->message);
  leave (helper);
}

static void
run_script (Helper *helper)
{
  g_autofree char *path = llm_helper_guard_get_data_path (SCRIPT);
  g_autofree char *script = NULL;
  g_autofree char *whole = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_file_get_contents (path, &script, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      leave (helper);
      return;
    }
  /* The value of the whole has to be one that can be handed over. */
  whole = g_strconcat (script, ";true", NULL);
  webkit_web_view_evaluate_javascript (helper->view, whole, -1, NULL, SCRIPT, NULL, script_cb,
                                       helper);
}

static void
load_changed_cb (WebKitWebView *view, WebKitLoadEvent event, gpointer user_data)
{
  if (event == WEBKIT_LOAD_FINISHED)
    run_script (user_data);
}

/* The page that is loaded is the only one. */
static gboolean
decide_policy_cb (WebKitWebView *view,
                  WebKitPolicyDecision *decision,
                  WebKitPolicyDecisionType type,
                  gpointer user_data)
{
  Helper *helper = user_data;

  if (helper->is_ready || type == WEBKIT_POLICY_DECISION_TYPE_NEW_WINDOW_ACTION)
    webkit_policy_decision_ignore (decision);
  else
    webkit_policy_decision_use (decision);
  return TRUE;
}

static gboolean
permission_request_cb (WebKitWebView *view, WebKitPermissionRequest *request, gpointer user_data)
{
  webkit_permission_request_deny (request);
  return TRUE;
}

static WebKitSettings *
new_settings (void)
{
  return webkit_settings_new_with_settings (
      "auto-load-images", FALSE, "enable-back-forward-navigation-gestures", FALSE,
      "enable-developer-extras", FALSE, "enable-encrypted-media", FALSE, "enable-fullscreen", FALSE,
      "enable-html5-database", FALSE, "enable-html5-local-storage", FALSE,
      "enable-javascript-markup", FALSE, "enable-media", FALSE, "enable-media-stream", FALSE,
      "enable-page-cache", FALSE, "enable-webaudio", FALSE, "enable-webgl", FALSE, "enable-webrtc",
      FALSE, "hardware-acceleration-policy", WEBKIT_HARDWARE_ACCELERATION_POLICY_NEVER,
      "javascript-can-access-clipboard", FALSE, "javascript-can-open-windows-automatically", FALSE,
      NULL);
}

/* A proxy that is not there: what got past the page's policy would still go nowhere. */
static WebKitNetworkSession *
new_session (void)
{
  WebKitNetworkSession *session = webkit_network_session_new_ephemeral ();
  WebKitNetworkProxySettings *proxy
      = webkit_network_proxy_settings_new ("socks5://127.0.0.1:9", NULL);

  webkit_network_session_set_proxy_settings (session, WEBKIT_NETWORK_PROXY_MODE_CUSTOM, proxy);
  webkit_network_proxy_settings_free (proxy);
  return session;
}

static WebKitWebContext *
new_context (void)
{
  WebKitMemoryPressureSettings *memory = webkit_memory_pressure_settings_new ();
  WebKitWebContext *context;

  webkit_memory_pressure_settings_set_memory_limit (memory, MEMORY_MAX);
  webkit_memory_pressure_settings_set_kill_threshold (memory, 1.0);
  webkit_memory_pressure_settings_set_poll_interval (memory, 0.25);
  context = g_object_new (WEBKIT_TYPE_WEB_CONTEXT, "memory-pressure-settings", memory, NULL);
  webkit_memory_pressure_settings_free (memory);
  return context;
}

static void
open_page (Helper *helper)
{
  g_autoptr (WebKitWebContext) context = new_context ();
  g_autoptr (WebKitNetworkSession) session = new_session ();
  g_autoptr (WebKitSettings) settings = new_settings ();

  helper->view = g_object_new (WEBKIT_TYPE_WEB_VIEW, "web-context", context, "network-session",
                               session, "settings", settings, NULL);
  g_object_ref_sink (helper->view);
  g_signal_connect (helper->view, "decide-policy", G_CALLBACK (decide_policy_cb), helper);
  g_signal_connect (helper->view, "permission-request", G_CALLBACK (permission_request_cb), NULL);
  g_signal_connect (helper->view, "load-changed", G_CALLBACK (load_changed_cb), helper);
  g_signal_connect (helper->view, "web-process-terminated", G_CALLBACK (terminated_cb), helper);
  webkit_web_view_load_html (helper->view, page, "about:blank");
}

/* --- The sandbox --- */

/* WebKit would not start at all.  Its process still has nothing to read from but the
 * page, and no code is made at run time. */
static void
do_without_sandbox (void)
{
  g_printerr ("WebKit's sandbox does not work here, going on without\n");
  g_setenv ("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1", TRUE);
  g_setenv ("JSC_useJIT", "0", TRUE);
}

static void
probed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  if (!g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, NULL))
    do_without_sandbox ();
  open_page (user_data);
}

/* WebKit puts its processes into a sandbox made by bubblewrap and ends the program if that
 * fails, as it does in most containers: so it is tried before. */
static void
probe_sandbox (Helper *helper)
{
  g_autoptr (GSubprocess) process = NULL;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                              NULL, "bwrap", "--die-with-parent", "--unshare-pid", "--unshare-uts",
                              "--unshare-net", "--ro-bind", "/", "/", "--dev", "/dev", "--proc",
                              "/proc", "--tmpfs", "/tmp", "true", NULL);
  if (process != NULL)
    g_subprocess_wait_check_async (process, NULL, probed_cb, helper);
  else
    {
      do_without_sandbox ();
      open_page (helper);
    }
}

/* What GTK and WebKit would otherwise do for a program with a window. */
static void
set_environment (gboolean needs_bus)
{
  /* Nobody is to read a page that is never shown to them. */
  if (!needs_bus)
    g_setenv ("DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_setenv ("GIO_USE_VFS", "local", TRUE);
  g_setenv ("GTK_A11Y", "none", TRUE);
  g_setenv ("GTK_IM_MODULE", "simple", TRUE);
  g_setenv ("GTK_USE_PORTAL", "0", TRUE);
  g_setenv ("GSK_RENDERER", "cairo", TRUE);
  g_setenv ("WEBKIT_DISABLE_COMPOSITING_MODE", "1", TRUE);
  g_setenv ("WEBKIT_DISABLE_DMABUF_RENDERER", "1", TRUE);
}

static gboolean
is_setuid (const char *path)
{
  struct stat info;

  return stat (path, &info) == 0 && (info.st_mode & S_ISUID) != 0;
}

/* The arguments, which may be missing: the font of text in diagrams, and what one may take
 * of time (ms). */
int
main (int argc, char **argv)
{
  Helper helper = {
    .text_font = argc > 1 ? argv[1] : "sans-serif",
    .work_ms = argc > 2 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : WORK_MS,
  };
  /* There, WebKit asks Flatpak for a sandbox, over the bus. */
  gboolean is_flatpak = g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);

  llm_helper_guard_start ();
  /* Unless the sandbox is made by a program that has privileges of its own. */
  if (!is_setuid ("/usr/bin/bwrap"))
    llm_helper_guard_drop_privileges ();
  set_environment (is_flatpak);
  helper.loop = g_main_loop_new (NULL, FALSE);
  if (!gtk_init_check ())
    get_ready (&helper);
  else if (is_flatpak)
    open_page (&helper);
  else
    probe_sandbox (&helper);
  if (!helper.is_leaving)
    g_main_loop_run (helper.loop);
  /* At once: WebKit's processes end when this one does. */
  _exit (0);
}
