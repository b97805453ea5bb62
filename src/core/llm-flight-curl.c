/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-flight.h"

#include "llm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What curl writes itself, from what it really sends. */
static const char *const own_headers[]
    = { "Connection", "Content-Length", "Expect", "Host", "Transfer-Encoding", NULL };

static gboolean
is_own_header (const char *name)
{
  for (guint i = 0; own_headers[i] != NULL; i++)
    {
      if (g_ascii_strcasecmp (own_headers[i], name) == 0)
        return TRUE;
    }
  return FALSE;
}

/* For a POSIX shell: all within single quotes is itself but for the quote. */
static void
append_quoted (GString *out, const char *text)
{
  g_string_append_c (out, '\'');
  for (; *text != '\0'; text++)
    {
      if (*text == '\'')
        g_string_append (out, "'\\''");
      else
        g_string_append_c (out, *text);
    }
  g_string_append_c (out, '\'');
}

/* @text quoted, the variable in the place of the key. */
static void
append_with_key (GString *out, const char *text, const char *variable)
{
  g_auto (GStrv) parts = variable != NULL ? g_strsplit (text, LLM_FLIGHT_KEY, -1) : NULL;

  if (parts == NULL)
    {
      append_quoted (out, text);
      return;
    }
  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_printf (out, "\"$%s\"", variable);
      if (*parts[i] != '\0' || parts[1] == NULL)
        append_quoted (out, parts[i]);
    }
}

/* A name that a shell takes for nothing else. */
static gboolean
is_variable (const char *name)
{
  if (name == NULL || !(g_ascii_isalpha (*name) || *name == '_'))
    return FALSE;
  while (g_ascii_isalnum (*name) || *name == '_')
    name++;
  return *name == '\0';
}

static void
append_headers (GString *out, const LlmFlightSent *sent, const char *variable)
{
  for (guint i = 0;
       sent->headers != NULL && sent->headers[i] != NULL && sent->headers[i + 1] != NULL; i += 2)
    {
      g_autofree char *line = NULL;

      if (is_own_header (sent->headers[i]))
        continue;
      /* Without a value, curl would leave the header out. */
      line = *sent->headers[i + 1] != '\0'
                 ? g_strconcat (sent->headers[i], ": ", sent->headers[i + 1], NULL)
                 : g_strconcat (sent->headers[i], ";", NULL);
      g_string_append (out, " \\\n  --header ");
      append_with_key (out, line, variable);
    }
}

static gboolean
has_hidden (const LlmFlightSent *sent)
{
  if (strstr (sent->url, LLM_FLIGHT_HIDDEN) != NULL)
    return TRUE;
  for (guint i = 0; sent->headers != NULL && sent->headers[i] != NULL; i++)
    {
      if (strstr (sent->headers[i], LLM_FLIGHT_HIDDEN) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* What is to be known of the line, as comments before it. */
static void
append_warnings (GString *out, const LlmFlightSent *sent)
{
  if (sent->n_images > 0)
    g_string_append_printf (
        out, "# %s\n",
        _ ("The images are not in this line: put their base64 in the place of the marks."));
  if (sent->masked)
    g_string_append_printf (out, "# %s\n",
                            _ ("A key was part of the text that was sent; it is left out here."));
  if (has_hidden (sent))
    g_string_append_printf (out, "# %s\n", _ ("Put your own values in the place of [hidden]."));
}

/**
 * llm_flight_to_curl:
 * @self: a record
 * @index: a request of it
 * @error: where to put an #LLM_ERROR if the request is not whole
 *
 * A request as a line for a POSIX shell that sends it again with curl, with the key from
 * the vendor's environment variable.  The body goes through a pipe: it may be longer than
 * an argument may be.
 *
 * Returns: (transfer full): the line, with its line break, and perhaps comments before it
 */
char *
llm_flight_to_curl (const LlmFlight *self, guint index, GError **error)
{
  const LlmFlightSent *sent;
  const char *variable;
  GString *out;

  g_return_val_if_fail (self != NULL && index < llm_flight_get_n_requests (self), NULL);

  sent = &llm_flight_get_request (self, index)->sent;
  if (sent->body == NULL && sent->body_length > 0)
    {
      g_propagate_error (error, llm_error_new (LLM_ERROR_UNSUPPORTED,
                                               _ ("The request was too long to be kept, so there "
                                                  "is no curl line for it. Ask a shorter prompt."),
                                               NULL));
      return NULL;
    }
  variable = is_variable (sent->variable) ? sent->variable : NULL;
  out = g_string_new (NULL);
  append_warnings (out, sent);
  if (sent->body != NULL)
    {
      g_string_append (out, "printf '%s' ");
      append_quoted (out, sent->body);
      g_string_append (out, " |\n");
    }
  g_string_append (out, "curl --no-buffer --globoff --request ");
  append_quoted (out, sent->method);
  append_headers (out, sent, variable);
  if (sent->body != NULL)
    g_string_append (out, " \\\n  --data-binary @-");
  g_string_append (out, " \\\n  --url ");
  append_with_key (out, sent->url, variable);
  g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}
