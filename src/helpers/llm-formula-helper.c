/* SPDX-License-Identifier: GPL-3.0-or-later */
/* llmselect-formula: typesets TeX as SVG with MathJax in JavaScriptCore, for the program
 * that started it and talks to it over its standard streams.  Nothing that arrives here
 * is trusted: every formula has a limit of time, memory, input and output, and ends at
 * worst this process.  See docs/adr/0007-formulas-and-diagrams.md. */
#include "config.h"

#include <jsc/jsc.h>
#include <string.h>
#include <unistd.h>

#include "llm-formula-text.h"
#include "llm-helper-guard.h"
#include "llm-helper-io.h"

#define SCRIPT "formula.js"

/* The longest formula (bytes). */
#define SOURCE_MAX (8 * 1024)

/* The largest picture (bytes). */
#define RESULT_MAX (1024 * 1024)

/* What one formula may take: of JavaScript's time (ms), of the processor (s) after which
 * the kernel steps in, of memory (bytes). */
#define WATCHDOG_MS 2000
#define CPU_SECONDS 4
#define MEMORY_MAX (400 * (gsize) 1024 * 1024)

/* With more than this in memory another process is a better place for the next formula. */
#define MEMORY_TIRED (200 * (gsize) 1024 * 1024)

/* The longest explanation that goes back (bytes). */
#define REFUSAL_MAX 300

static double
measure (const char *text, const char *family, gboolean bold, gboolean italic)
{
  return llm_formula_text_get_width (text, family, bold, italic);
}

static void
provide_host (JSCContext *context, const char *text_font)
{
  g_autoptr (JSCValue) function = NULL;
  g_autoptr (JSCValue) font = NULL;

  function = jsc_value_new_function (context, "llmMeasure", G_CALLBACK (measure), NULL, NULL,
                                     G_TYPE_DOUBLE, 4, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_BOOLEAN,
                                     G_TYPE_BOOLEAN);
  jsc_context_set_value (context, "llmMeasure", function);
  font = jsc_value_new_string (context, text_font);
  jsc_context_set_value (context, "llmTextFont", font);
}

/* Answers NULL, with a line on standard error, if the script is not there or is damaged. */
static JSCValue *
load_script (JSCContext *context)
{
  g_autofree char *path = llm_helper_guard_get_data_path (SCRIPT);
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JSCValue) loaded = NULL;
  g_autoptr (JSCValue) typeset = NULL;
  JSCException *exception;

  file = g_mapped_file_new (path, FALSE, &error);
  if (file == NULL)
    {
      g_printerr ("%s\n", error->message);
      return NULL;
    }
  loaded
      = jsc_context_evaluate_with_source_uri (context, g_mapped_file_get_contents (file),
                                              (gssize) g_mapped_file_get_length (file), SCRIPT, 1);
  exception = jsc_context_get_exception (context);
  typeset = jsc_context_get_value (context, "llmTypeset");
  if (exception != NULL || !jsc_value_is_function (typeset))
    {
      g_autofree char *report = exception != NULL ? jsc_exception_report (exception) : NULL;

      g_printerr ("%s: %s\n", path, report != NULL ? report : "there is no llmTypeset");
      return NULL;
    }
  return g_steal_pointer (&typeset);
}

static gboolean
refuse (guint32 id, guint8 flags, const char *reason)
{
  g_autofree char *valid = g_utf8_make_valid (reason, -1);

  if (strlen (valid) > REFUSAL_MAX)
    *g_utf8_find_prev_char (valid, valid + REFUSAL_MAX) = '\0';
  return llm_helper_io_write (LLM_HELPER_REFUSAL, flags, id, valid);
}

/* An exception without words is the watchdog's: what it interrupted is in no state to go
 * on with, so this is the last answer of the process. */
static gboolean
answer_exception (JSCException *exception, guint32 id)
{
  const char *message = jsc_exception_get_message (exception);
  gboolean is_watchdog = message == NULL || *message == '\0';

  return refuse (id, is_watchdog ? LLM_HELPER_LAST : 0,
                 is_watchdog ? "The formula takes too long" : message)
         && !is_watchdog;
}

static gboolean
answer_result (JSCValue *result, guint32 id)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *svg = NULL;
  gboolean is_last = llm_helper_guard_get_memory () > MEMORY_TIRED;
  guint8 flags = is_last ? LLM_HELPER_LAST : 0;

  bytes = jsc_value_is_string (result) ? jsc_value_to_string_as_bytes (result) : NULL;
  if (bytes == NULL || g_bytes_get_size (bytes) > RESULT_MAX)
    return refuse (id, flags, "The formula is too large") && !is_last;
  svg = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return llm_helper_io_write (LLM_HELPER_RESULT, flags, id, svg) && !is_last;
}

/* Answers one request; FALSE if there is to be no other. */
static gboolean
answer (JSCContext *context, JSCValue *typeset, const LlmHelperFrame *request, const char *source)
{
  g_autoptr (JSCValue) result = NULL;
  JSCException *exception;
  gboolean goes_on;

  if (request->kind != LLM_HELPER_INLINE && request->kind != LLM_HELPER_DISPLAY)
    return refuse (request->id, 0, "This is no formula");
  if (source == NULL)
    return refuse (request->id, 0,
                   request->length > SOURCE_MAX ? "The formula is too long" : "This is no text");

  llm_helper_guard_begin_work (CPU_SECONDS);
  jsc_context_clear_exception (context);
  result = jsc_value_function_call (typeset, G_TYPE_STRING, source, G_TYPE_BOOLEAN,
                                    request->kind == LLM_HELPER_DISPLAY, G_TYPE_NONE);
  exception = jsc_context_get_exception (context);
  goes_on = exception != NULL ? answer_exception (exception, request->id)
                              : answer_result (result, request->id);
  llm_helper_guard_end_work ();
  return goes_on;
}

static void
serve (const char *text_font)
{
  g_autoptr (JSCContext) context = NULL;
  g_autoptr (JSCValue) typeset = NULL;
  LlmHelperFrame request;
  char *source;

  llm_helper_guard_begin_work (CPU_SECONDS);
  context = jsc_context_new ();
  provide_host (context, text_font);
  typeset = load_script (context);
  llm_helper_guard_end_work ();
  if (typeset == NULL || !llm_helper_io_write (LLM_HELPER_READY, 0, 0, ""))
    return;

  while (llm_helper_io_read_request (&request, &source, SOURCE_MAX))
    {
      gboolean goes_on = answer (context, typeset, &request, source);

      g_free (source);
      if (!goes_on)
        break;
    }
}

/* The first argument, if there is one, is the font of text in formulas. */
int
main (int argc, char **argv)
{
  llm_helper_guard_start ();
  llm_helper_guard_drop_privileges ();
  llm_helper_guard_lock_files ();
  llm_helper_guard_limit_memory (MEMORY_MAX);

  /* Slower, but no writable memory is ever executable. */
  jsc_options_set_boolean (JSC_OPTIONS_USE_JIT, FALSE);
  jsc_options_set_uint ("watchdog", WATCHDOG_MS);

  serve (argc > 1 ? argv[1] : "sans-serif");
  /* At once: taking the engine down is work for nothing. */
  _exit (0);
}
