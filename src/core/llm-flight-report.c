/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-flight.h"

#include <glib/gi18n-lib.h>

static void
append_headers (GString *out, char **headers)
{
  for (guint i = 0; headers != NULL && headers[i] != NULL && headers[i + 1] != NULL; i += 2)
    g_string_append_printf (out, "%s: %s\n", headers[i], headers[i + 1]);
}

/**
 * llm_flight_sent_to_text:
 * @sent: a request
 *
 * Returns: (transfer full): the request for people, headers and body as they were sent
 */
char *
llm_flight_sent_to_text (const LlmFlightSent *sent)
{
  GString *out;

  g_return_val_if_fail (sent != NULL, NULL);

  out = g_string_new (NULL);
  g_string_append_printf (out, "%s %s\n", sent->method, sent->url);
  append_headers (out, sent->headers);
  if (sent->body != NULL)
    {
      g_string_append_printf (out, "\n%s\n", sent->body);
    }
  else if (sent->body_length > 0)
    {
      g_autofree char *size = g_format_size (sent->body_length);

      g_string_append_c (out, '\n');
      g_string_append_printf (out, _ ("The body was too long to be kept: %s."), size);
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}

/**
 * llm_flight_head_to_text:
 * @request: a request
 *
 * Returns: (transfer full): the head of its answer for people; tells if there was none
 */
char *
llm_flight_head_to_text (const LlmFlightRequest *request)
{
  GString *out;

  g_return_val_if_fail (request != NULL, NULL);

  if (request->status == 0)
    return g_strdup_printf ("%s\n", _ ("No answer came."));
  out = g_string_new (NULL);
  g_string_append_printf (out, "%s %u\n", request->protocol != NULL ? request->protocol : "HTTP",
                          request->status);
  append_headers (out, request->headers);
  return g_string_free (out, FALSE);
}

/**
 * llm_flight_raw_to_text:
 * @request: a request
 *
 * Returns: (transfer full) (nullable): what came back as far as it was kept; %NULL if
 *   nothing was
 */
char *
llm_flight_raw_to_text (const LlmFlightRequest *request)
{
  g_autofree char *size = NULL;
  g_autofree char *left_out = NULL;

  g_return_val_if_fail (request != NULL, NULL);

  if (request->raw_head == NULL)
    return NULL;
  if (request->raw_left_out > 0)
    {
      size = g_format_size (request->raw_left_out);
      left_out = g_strdup_printf (_ ("%s are not kept here"), size);
    }
  return g_strconcat (request->raw_head, left_out != NULL ? "\n\n[… " : "",
                      left_out != NULL ? left_out : "", left_out != NULL ? " …]\n\n" : "",
                      request->raw_tail, NULL);
}

/**
 * llm_flight_format_ms:
 * @time: a time in microseconds
 *
 * Returns: (transfer full): the same in milliseconds, with its unit
 */
char *
llm_flight_format_ms (gint64 time)
{
  return time < 0 ? g_strdup ("-") : g_strdup_printf (_ ("%.1f ms"), (double) time / 1000.0);
}

/**
 * llm_flight_gaps_to_text:
 * @gaps: figures
 *
 * Returns: (transfer full): the figures in words
 */
char *
llm_flight_gaps_to_text (const LlmFlightGaps *gaps)
{
  g_autofree char *min = NULL, *median = NULL, *p95 = NULL, *max = NULL;

  g_return_val_if_fail (gaps != NULL, NULL);

  min = llm_flight_format_ms (gaps->min);
  median = llm_flight_format_ms (gaps->median);
  p95 = llm_flight_format_ms (gaps->p95);
  max = llm_flight_format_ms (gaps->max);
  if (gaps->stride > 1)
    return g_strdup_printf (_ ("%" G_GUINT64_FORMAT " gaps, averages of %u: shortest %s, median "
                               "%s, 95 %% up to %s, longest %s"),
                            gaps->n, gaps->stride, min, median, p95, max);
  return g_strdup_printf (_ ("%" G_GUINT64_FORMAT " gaps: shortest %s, median %s, 95 %% up to %s, "
                             "longest %s"),
                          gaps->n, min, median, p95, max);
}

/**
 * llm_flight_outcome_to_text:
 * @request: a request
 *
 * Returns: (transfer full): how it ended, for people
 */
char *
llm_flight_outcome_to_text (const LlmFlightRequest *request)
{
  static const struct
  {
    const char *name;
    const char *title;
  } outcomes[] = {
    { "done", N_ ("Done") },
    { "stopped", N_ ("Stopped") },
    { "failed", N_ ("Failed") },
    { "interrupted", N_ ("Interrupted") },
    { "continued", N_ ("Continued by the next request") },
  };
  const char *title = _ ("Running");

  g_return_val_if_fail (request != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      if (g_strcmp0 (outcomes[i].name, request->outcome) == 0)
        title = g_dgettext (GETTEXT_PACKAGE, outcomes[i].title);
    }
  return request->error != NULL ? g_strdup_printf ("%s: %s", title, request->error)
                                : g_strdup (title);
}
