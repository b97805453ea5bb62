/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-typesetter.h"

#include <string.h>

#include "helper-test.h"

/* On the real helper, which needs a display: what diagrams become, and what hostile ones
 * do not. */

static const LlmHelperTimes patient = { 90000, 60000, 60000, 60000 };

static const char *helper_path;
/* One for all tests but the last two, as in the program; a busy machine has its time. */
static LlmTypesetter *typesetter;
/* A server that nobody is to connect to. */
static guint16 port;
static guint n_connections;

static char *
render_with (LlmTypesetter *with, LlmTypesetKind kind, const char *source, GError **error)
{
  g_autoptr (HelperCall) call = helper_call_new ();
  g_autoptr (GBytes) picture = NULL;

  llm_typesetter_render_async (with, kind, source, -1, NULL, helper_call_cb, call);
  helper_call_wait (call);
  g_test_message ("%.0f ms: %.40s", helper_call_get_ms (call), source);
  picture = llm_typesetter_render_finish (with, call->result, error);
  return picture != NULL ? g_strndup (g_bytes_get_data (picture, NULL), g_bytes_get_size (picture))
                         : NULL;
}

static char *
render (const char *source, GError **error)
{
  return render_with (typesetter, LLM_TYPESET_DIAGRAM_LIGHT, source, error);
}

static void
start_element_cb (GMarkupParseContext *context,
                  const char *element,
                  const char **names,
                  const char **values,
                  gpointer user_data,
                  GError **error)
{
  const char *const allowed[]
      = { "svg",     "g",        "path",           "rect",  "circle",         "ellipse", "line",
          "polygon", "polyline", "text",           "tspan", "defs",           "marker",  "clipPath",
          "stop",    "symbol",   "linearGradient", "use",   "radialGradient", NULL };
  gboolean is_preserved = FALSE;

  g_assert_true (g_strv_contains (allowed, element));
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_assert_false (g_str_has_prefix (names[i], "on"));
      g_assert_cmpstr (names[i], !=, "style");
      g_assert_cmpstr (names[i], !=, "class");
      g_assert_cmpstr (names[i], !=, "href");
      if (g_str_equal (names[i], "xlink:href"))
        g_assert_cmpint (values[i][0], ==, '#');
      if (strstr (values[i], "url") != NULL)
        g_assert_true (g_str_has_prefix (values[i], "url(#"));
      is_preserved |= g_str_equal (names[i], "xml:space");
    }
  if (g_str_equal (element, "text"))
    g_assert_true (is_preserved);
}

/* Well-formed, and nothing in it but drawing. */
static void
assert_clean (const char *svg)
{
  const GMarkupParser parser = { .start_element = start_element_cb };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_markup_parse_context_parse (context, svg, -1, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (svg, "viewBox="));
}

static void
assert_goes_on (void)
{
  static guint n_diagrams;
  g_autofree char *source = g_strdup_printf ("flowchart LR\nA --> B%u", n_diagrams++);
  g_autoptr (GError) error = NULL;
  g_autofree char *svg = render (source, &error);

  g_assert_no_error (error);
  assert_clean (svg);
}

static void
test_types (void)
{
  static const struct
  {
    const char *source;
    /* Words that are there to be read. */
    const char *word;
  } diagrams[] = {
    { "flowchart TD\nA[Start] --> B{Is it?}\nB -->|Yes| C[Größe]\nsubgraph one\nC\nend", "Größe" },
    { "sequenceDiagram\nAlice->>+Bob: Hello\nBob-->>-Alice: Hi\nNote right of Bob: thinks",
      "thinks" },
    { "classDiagram\nAnimal <|-- Duck\nAnimal : +int age\nDuck : +swim()", "+swim()" },
    { "stateDiagram-v2\n[*] --> Still\nStill --> Moving : go\nMoving --> [*]", "Moving" },
    { "erDiagram\nCUSTOMER ||--o{ ORDER : places\nCUSTOMER {\nstring name\n}", "CUSTOMER" },
    { "gantt\ntitle Plan\ndateFormat YYYY-MM-DD\nsection One\nTask :a1, 2014-01-01, 30d", "Plan" },
    { "pie title Pets\n\"Dogs\" : 386\n\"Cats\" : 85", "Dogs" },
    { "mindmap\n  root((centre))\n    Branch\n      Leaf", "Leaf" },
    { "gitGraph\ncommit id: \"first\"\nbranch develop\ncheckout develop\ncommit", "develop" },
    { "journey\ntitle My day\nsection Work\nTea: 5: Me", "Tea" },
    { "timeline\ntitle History\n2002 : LinkedIn", "LinkedIn" },
  };
  const LlmTypesetKind kinds[] = { LLM_TYPESET_DIAGRAM_LIGHT, LLM_TYPESET_DIAGRAM_DARK };

  for (guint i = 0; i < G_N_ELEMENTS (diagrams); i++)
    {
      char *pictures[G_N_ELEMENTS (kinds)] = { NULL };

      for (guint j = 0; j < G_N_ELEMENTS (kinds); j++)
        {
          g_autoptr (GError) error = NULL;

          pictures[j] = render_with (typesetter, kinds[j], diagrams[i].source, &error);
          g_assert_no_error (error);
          assert_clean (pictures[j]);
          g_assert_nonnull (strstr (pictures[j], diagrams[i].word));
        }
      g_assert_cmpstr (pictures[0], !=, pictures[1]);
      g_free (pictures[0]);
      g_free (pictures[1]);
    }
}

static void
test_errors (void)
{
  const char *const sources[] = {
    "",
    "no diagram at all",
    "flowchart TD\nA --> ",
    "sequenceDiagram\nnonsense",
    "pie\n\"a\" : x",
    "erDiagram\n{{{{",
  };

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (render (sources[i], &error));
      g_assert_error (error, LLM_HELPER_ERROR, LLM_HELPER_ERROR_REFUSED);
      g_assert_cmpstr (error->message, !=, "");
    }
  assert_goes_on ();
}

/* A diagram has the colours of the window, and what one sets is not there for the next. */
static void
test_settings (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *plain = render ("flowchart LR\nA --> B\n", &error);
  g_autofree char *set = NULL;
  g_autofree char *again = NULL;

  g_assert_no_error (error);
  set = render (
      "%%{init: {\"theme\":\"forest\",\"themeCSS\":\"rect{fill:red}\",\"htmlLabels\":true,"
      "\"securityLevel\":\"loose\",\"flowchart\":{\"htmlLabels\":true}}}%%\n"
      "flowchart LR\nA --> B\n",
      &error);
  g_assert_no_error (error);
  assert_clean (set);
  g_assert_null (strstr (set, "rgb(255, 0, 0)"));
  g_assert_nonnull (strstr (set, ">A<"));
  again = render ("flowchart LR\nA --> B\n\n", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (plain, ==, again);
}

static void
check_hostile (LlmTypesetter *with, const char *source)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *svg = render_with (with, LLM_TYPESET_DIAGRAM_LIGHT, source, &error);

  if (svg != NULL)
    {
      assert_clean (svg);
      g_assert_null (strstr (svg, "javascript:"));
    }
  else
    g_assert_true (error->domain == LLM_HELPER_ERROR);
}

/* ~ stands for a server that nobody is to connect to. */
static void
test_hostile (void)
{
  const char *const sources[] = {
    "flowchart LR\nA --> B\nclick A href \"javascript:alert(1)\" \"tip\"",
    "flowchart LR\nA --> B\nclick A call alert(1)",
    "flowchart LR\nA[\"<img src='~a' onerror='alert(1)'>\"] --> B",
    "flowchart LR\nA[\"<script>alert(1)</script>\"] --> B",
    "flowchart LR\nA[\"<iframe src='~b'></iframe>\"] --> B",
    "flowchart LR\nA[\"<a href='~c'>x</a>\"] --> B\nclick A \"~d\" _blank",
    "flowchart LR\nA --> B\nstyle A fill:url(~e),stroke:#333",
    "flowchart LR\nA --> B\nclassDef x fill:url(~f)\nclass A x",
    "flowchart LR\nA@{ img: \"~g.png\", label: \"x\", h: 60 }",
    "%%{init: {\"themeCSS\":\"@import url(~h);\"}}%%\nflowchart LR\nA --> B",
    "%%{init: {\"fontFamily\":\"x;}@import url(~i);\"}}%%\nflowchart LR\nA --> B",
    ("%%{init: {\"__proto__\":{\"x\":1},\"constructor\":{\"prototype\":{\"y\":1}}}}%%\n"
     "flowchart LR\nA --> B"),
    "---\nconfig:\n  securityLevel: loose\n  theme: forest\n---\nflowchart LR\nA --> B",
    "sequenceDiagram\nparticipant A\nlink A: Board @ ~j\nA->>A: <img src=~k>",
    "classDiagram\nclass A\nlink A \"javascript:alert(1)\"\nclick A href \"~l\"",
    "C4Context\nPerson(a, \"A\", \"<img src=~m>\", $sprite=\"~n\")",
    "flowchart LR\n__proto__ --> constructor --> toString",
    "flowchart LR\nA[\"$$x^2$$\"] --> B",
    "gantt\ndateFormat YYYY-MM-DD\nTask :a1, 1000-01-01, 900000d",
    "xychart-beta\nline [1e308, -1e308, 1]",
  };
  g_autofree char *server = g_strdup_printf ("http://127.0.0.1:%u/", port);

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      g_auto (GStrv) parts = g_strsplit (sources[i], "~", -1);
      g_autofree char *source = g_strjoinv (server, parts);

      check_hostile (typesetter, source);
      assert_goes_on ();
    }
  g_assert_cmpuint (n_connections, ==, 0);
}

static char *
repeat (const char *start, const char *format, guint n_times)
{
  GString *text = g_string_new (start);

  for (guint i = 0; i < n_times; i++)
    {
      g_auto (GStrv) parts = g_strsplit (format, "%", -1);
      g_autofree char *number = g_strdup_printf ("%u", i);
      g_autofree char *line = g_strjoinv (number, parts);

      g_string_append (text, line);
    }
  return g_string_free (text, FALSE);
}

/* More than anybody reads: each ends in time, with a picture or without. */
static void
test_large (void)
{
  static const struct
  {
    const char *start;
    const char *format;
    guint n_times;
  } shapes[] = {
    { "flowchart TD\n", "a% --> b%\n", 3000 },
    { "flowchart TD\n", "a% --> a1%\na% --> a2%\n", 240 },
    { "flowchart TD\n", "subgraph s%\n", 300 },
    { "mindmap\n root\n", "  child %\n", 1500 },
    { "pie\n", "\"part %\" : 1\n", 2000 },
  };

  const char *argv[] = { helper_path, NULL };
  g_autoptr (LlmTypesetter) impatient = llm_typesetter_new (NULL, argv);

  llm_typesetter_set_times (impatient, &patient);
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree char *source = repeat (shapes[i].start, shapes[i].format, shapes[i].n_times);

      check_hostile (impatient, source);
    }
}

static void
test_no_display (void)
{
  const char *argv[] = { helper_path, NULL };
  g_autofree char *display = g_strdup (g_getenv ("DISPLAY"));
  g_autoptr (LlmTypesetter) blind = llm_typesetter_new (NULL, argv);
  g_autoptr (GError) error = NULL;

  llm_typesetter_set_times (blind, &patient);
  g_unsetenv ("DISPLAY");
  g_assert_null (render_with (blind, LLM_TYPESET_DIAGRAM_LIGHT, "pie", &error));
  g_setenv ("DISPLAY", display, TRUE);
  g_assert_error (error, LLM_HELPER_ERROR, LLM_HELPER_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "display"));
}

static void
skip (void)
{
  g_test_skip ("llmselect-diagram was not built (see the meson option mermaid)");
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  n_connections++;
  return TRUE;
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    GTestFunc function;
  } tests[] = {
    { "/diagrams/types", test_types },       { "/diagrams/errors", test_errors },
    { "/diagrams/settings", test_settings }, { "/diagrams/hostile", test_hostile },
    { "/diagrams/large", test_large },       { "/diagrams/no-display", test_no_display },
  };
  const char *helper_argv[] = { NULL, "sans-serif", "30000", NULL };
  g_autoptr (GSocketService) service = g_socket_service_new ();
  int status;

  g_test_init (&argc, &argv, NULL);
  helper_path = helper_argv[0] = g_getenv ("LLMSELECT_DIAGRAM_HELPER");
  if (helper_path != NULL)
    {
      typesetter = llm_typesetter_new (NULL, helper_argv);
      llm_typesetter_set_times (typesetter, &patient);
      port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
      g_signal_connect (service, "incoming", G_CALLBACK (incoming_cb), NULL);
    }
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add_func (tests[i].path, helper_path != NULL ? tests[i].function : skip);
  status = g_test_run ();
  if (typesetter != NULL)
    g_assert_finalize_object (typesetter);
  return status;
}
