/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-private.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "llm-cli-json.h"
#include "llm-cli-store.h"
#include "llm-cli-text.h"
#include "llm-flight.h"

#define MAX_INDEX 100000

/* What the command line said. */
typedef struct
{
  LlmCliFormatKind format;
  char *format_name;
  gboolean curl;
  gboolean raw;
  int turn;
  guint index; /* from 1 */
  char **arguments;

  LlmContext *context;
  LlmCliStore *store;
} Recorder;

static void
recorder_clear (Recorder *self)
{
  g_free (self->format_name);
  g_strfreev (self->arguments);
  g_clear_object (&self->store);
  g_clear_object (&self->context);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Recorder, recorder_clear)

/* --- For people --- */

static void
append_request (GString *out, const LlmFlight *flight, guint index)
{
  const LlmFlightRequest *request = llm_flight_get_request (flight, index);
  g_autofree char *sent = llm_flight_sent_to_text (&request->sent);
  g_autofree char *head = llm_flight_head_to_text (request);
  g_autofree char *outcome = llm_flight_outcome_to_text (request);
  LlmFlightGaps gaps;

  g_string_append_printf (out, _ ("Request %u of %u"), index + 1,
                          llm_flight_get_n_requests (flight));
  g_string_append_printf (out, "\n\n%s\n%s\n", sent, head);
  for (guint i = 0; i < LLM_FLIGHT_N_MOMENTS; i++)
    {
      g_autofree char *time = llm_flight_format_ms (request->times[i]);

      llm_cli_text_append_padded (out, llm_flight_moment_get_title (i), 20);
      g_string_append_printf (out, " %s\n", time);
    }
  llm_cli_text_append_padded (out, _ ("Bytes received"), 20);
  g_string_append_printf (out, " %" G_GUINT64_FORMAT "\n", request->n_bytes);
  if (llm_flight_request_get_gaps (request, &gaps))
    {
      g_autofree char *text = llm_flight_gaps_to_text (&gaps);

      llm_cli_text_append_padded (out, _ ("Between tokens"), 20);
      g_string_append_printf (out, " %s\n", text);
    }
  llm_cli_text_append_padded (out, _ ("Outcome"), 20);
  g_string_append_printf (out, " %s\n", outcome);
}

static void
append_text (GString *out, const LlmFlight *flight)
{
  for (guint i = 0; i < llm_flight_get_n_requests (flight); i++)
    {
      if (i > 0)
        g_string_append_c (out, '\n');
      append_request (out, flight, i);
    }
  for (guint i = 0; i < llm_flight_get_n_waits (flight); i++)
    {
      g_autofree char *wait = llm_flight_wait_to_text (llm_flight_get_wait (flight, i));
      g_autofree char *at = llm_flight_format_ms (llm_flight_get_wait (flight, i)->at);

      g_string_append_printf (out, "%s%s: %s\n", i == 0 ? "\n" : "", at, wait);
    }
}

/* --- For programs --- */

static void
append_json_headers (GString *out, const char *key, char **headers)
{
  llm_cli_json_key (out, key);
  g_string_append_c (out, '[');
  for (guint i = 0; headers != NULL && headers[i] != NULL && headers[i + 1] != NULL; i += 2)
    {
      g_string_append (out, i > 0 ? ",{" : "{");
      llm_cli_json_add_string (out, "name", headers[i]);
      llm_cli_json_add_string (out, "value", headers[i + 1]);
      g_string_append_c (out, '}');
    }
  g_string_append_c (out, ']');
}

static void
append_json_times (GString *out, const LlmFlightRequest *request)
{
  llm_cli_json_key (out, "times_ms");
  g_string_append_c (out, '{');
  for (guint i = 0; i < LLM_FLIGHT_N_MOMENTS; i++)
    {
      g_autofree char *name = g_strdup (llm_flight_moment_to_string (i));

      llm_cli_json_add_milliseconds (out, g_strdelimit (name, "-", '_'),
                                     request->times[i] < 0 ? -1.0
                                                           : (double) request->times[i] / 1000.0);
    }
  g_string_append_c (out, '}');
}

static void
append_json_gaps (GString *out, const LlmFlightRequest *request)
{
  llm_cli_json_add_integer (out, "pieces", (gint64) request->n_pieces);
  llm_cli_json_add_integer (out, "gaps_merged", request->stride);
  llm_cli_json_key (out, "gaps_ms");
  g_string_append_c (out, '[');
  for (guint i = 0; i < request->gaps->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      llm_cli_json_append_milliseconds (out, g_array_index (request->gaps, guint32, i) / 1000.0);
    }
  g_string_append_c (out, ']');
}

static void
append_json_request (GString *out, const LlmFlightRequest *request, gboolean raw)
{
  g_string_append_c (out, '{');
  llm_cli_json_add_string (out, "method", request->sent.method);
  llm_cli_json_add_string (out, "url", request->sent.url);
  append_json_headers (out, "headers", request->sent.headers);
  llm_cli_json_add_string (out, "body", request->sent.body);
  llm_cli_json_add_integer (out, "body_bytes", (gint64) request->sent.body_length);
  llm_cli_json_add_integer (out, "images_left_out", request->sent.n_images);
  llm_cli_json_add_boolean (out, "body_masked", request->sent.masked);
  llm_cli_json_add_string (out, "key_variable", request->sent.variable);
  llm_cli_json_add_string (out, "protocol", request->protocol);
  llm_cli_json_add_count (out, "status", request->status > 0 ? (gint64) request->status : -1);
  append_json_headers (out, "response_headers", request->headers);
  llm_cli_json_add_integer (out, "bytes", (gint64) request->n_bytes);
  append_json_times (out, request);
  append_json_gaps (out, request);
  llm_cli_json_add_string (out, "outcome", request->outcome);
  llm_cli_json_add_string (out, "error_code", request->error_code);
  llm_cli_json_add_string (out, "error", request->error);
  if (raw)
    {
      llm_cli_json_add_string (out, "raw_head", request->raw_head);
      llm_cli_json_add_string (out, "raw_tail", request->raw_tail);
      llm_cli_json_add_integer (out, "raw_left_out", (gint64) request->raw_left_out);
    }
  g_string_append_c (out, '}');
}

static void
append_json (GString *out, const LlmFlight *flight, const char *column_id, gboolean raw)
{
  g_string_append_c (out, '{');
  llm_cli_json_add_string (out, "column", column_id);
  llm_cli_json_add_time (out, "started_at", llm_flight_get_started_at (flight));
  llm_cli_json_key (out, "requests");
  g_string_append_c (out, '[');
  for (guint i = 0; i < llm_flight_get_n_requests (flight); i++)
    {
      g_string_append (out, i > 0 ? ",\n" : "");
      append_json_request (out, llm_flight_get_request (flight, i), raw);
    }
  g_string_append_c (out, ']');
  llm_cli_json_key (out, "waits");
  g_string_append_c (out, '[');
  for (guint i = 0; i < llm_flight_get_n_waits (flight); i++)
    {
      const LlmFlightWait *wait = llm_flight_get_wait (flight, i);

      g_string_append (out, i > 0 ? ",{" : "{");
      llm_cli_json_add_milliseconds (out, "at_ms", (double) wait->at / 1000.0);
      llm_cli_json_add_milliseconds (out, "wait_ms", (double) wait->duration / 1000.0);
      llm_cli_json_add_string (out, "reason", wait->reason);
      llm_cli_json_add_string (out, "detail", wait->detail);
      g_string_append_c (out, '}');
    }
  g_string_append (out, "]}\n");
}

/* --- The command --- */

static int
print_raw (const LlmFlight *flight, gboolean for_terminal)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *stripped = NULL;

  for (guint i = 0; i < llm_flight_get_n_requests (flight); i++)
    {
      g_autofree char *raw = llm_flight_raw_to_text (llm_flight_get_request (flight, i));

      g_string_append (out, raw != NULL ? raw : "");
    }
  if (out->len == 0)
    {
      llm_cli_complain (_ ("What the provider sent was not kept: switch “Keep raw events” on in "
                           "Preferences and ask again."));
      return LLM_CLI_FAILURE;
    }
  stripped = for_terminal ? llm_cli_text_strip (out->str) : NULL;
  return llm_cli_print (stripped != NULL ? stripped : out->str);
}

static int
print_curl (const LlmFlight *flight, gboolean for_terminal)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line
      = llm_flight_to_curl (flight, llm_flight_get_n_requests (flight) - 1, &error);
  g_autofree char *stripped = NULL;

  if (line == NULL)
    {
      llm_cli_complain ("%s", error->message);
      return LLM_CLI_FAILURE;
    }
  stripped = for_terminal ? llm_cli_text_strip (line) : NULL;
  return llm_cli_print (stripped != NULL ? stripped : line);
}

static int
print_flight (Recorder *self, const LlmFlight *flight, const char *column_id)
{
  const gboolean for_terminal = isatty (STDOUT_FILENO) != 0;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *stripped = NULL;

  if (self->format == LLM_CLI_FORMAT_JSON)
    {
      append_json (out, flight, column_id, self->raw);
      return llm_cli_print (out->str);
    }
  if (llm_flight_get_n_requests (flight) == 0)
    {
      llm_cli_complain (_ ("Nothing was sent for this answer."));
      return LLM_CLI_FAILURE;
    }
  if (self->curl)
    return print_curl (flight, for_terminal);
  if (self->raw)
    return print_raw (flight, for_terminal);
  append_text (out, flight);
  stripped = for_terminal ? llm_cli_text_strip (out->str) : NULL;
  return llm_cli_print (stripped != NULL ? stripped : out->str);
}

/* The column that is meant; NULL after a complaint. */
static LlmAnswer *
find_answer (Recorder *self, LlmConversation *conversation)
{
  const guint n_turns = g_list_model_get_n_items (G_LIST_MODEL (conversation));
  const guint position = self->turn > 0 ? (guint) self->turn - 1 : n_turns - 1;
  g_autoptr (LlmTurn) turn = g_list_model_get_item (G_LIST_MODEL (conversation), position);
  LlmComparison *comparison = turn != NULL ? llm_turn_get_comparison (turn) : NULL;

  if (comparison == NULL)
    {
      llm_cli_complain (_ ("There is no turn %d; there are %u."), self->turn, n_turns);
      return NULL;
    }
  if (self->index > llm_comparison_get_n_answers (comparison))
    {
      llm_cli_complain (_ ("There is no column %u; there are %u."), self->index,
                        llm_comparison_get_n_answers (comparison));
      return NULL;
    }
  if (llm_comparison_get_blind (comparison) == LLM_BLIND_HIDDEN)
    {
      llm_cli_complain (_ ("The models of “%s” are hidden until the verdict, and its records would "
                           "tell them. Decide in the window first."),
                        self->arguments[0]);
      return NULL;
    }
  return llm_comparison_get_answer (comparison, self->index - 1);
}

static int
show_record (Recorder *self)
{
  g_autofree char *id = llm_cli_store_find (self->store, self->arguments[0]);
  g_autoptr (LlmConversation) conversation = NULL;
  g_autoptr (LlmFlight) flight = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  LlmAnswer *answer;

  if (id == NULL)
    return LLM_CLI_FAILURE;
  conversation = llm_cli_store_load (self->store, id, &error);
  if (conversation == NULL)
    {
      llm_cli_complain (_ ("The conversation cannot be read: %s"), error->message);
      return LLM_CLI_FAILURE;
    }
  answer = find_answer (self, conversation);
  if (answer == NULL)
    return LLM_CLI_FAILURE;
  text = llm_cli_store_load_flight (self->store, llm_answer_get_column_id (answer), &error);
  flight = text != NULL ? llm_flight_new_from_text (text, &error) : NULL;
  if (flight == NULL)
    {
      llm_cli_complain ("%s", error->message);
      return LLM_CLI_FAILURE;
    }
  return print_flight (self, flight, llm_answer_get_column_id (answer));
}

static int
check (Recorder *self)
{
  guint64 index = 0;

  if (self->arguments == NULL || self->arguments[0] == NULL || self->arguments[1] == NULL)
    return llm_cli_usage_error ("recorder",
                                _ ("Give the conversation and the number of a column."));
  if (!g_ascii_string_to_unsigned (self->arguments[1], 10, 1, MAX_INDEX, &index, NULL))
    return llm_cli_usage_error ("recorder", _ ("Columns are counted from 1."));
  if (self->turn < 0)
    return llm_cli_usage_error ("recorder", _ ("Turns are counted from 1."));
  if (self->curl && (self->raw || self->format == LLM_CLI_FORMAT_JSON))
    return llm_cli_usage_error ("recorder", _ ("--curl stands alone."));
  self->index = (guint) index;
  return LLM_CLI_OK;
}

static gboolean
parse (Recorder *self, int argc, char **argv, int *status)
{
  const GOptionEntry options[]
      = { { "format", 0, 0, G_OPTION_ARG_STRING, &self->format_name, N_ ("How to print it"),
            "text|json" },
          { "curl", 0, 0, G_OPTION_ARG_NONE, &self->curl,
            N_ ("Print the last request as a line for a shell that sends it again"), NULL },
          { "raw", 0, 0, G_OPTION_ARG_NONE, &self->raw,
            N_ ("Print what the provider sent, if it was kept"), NULL },
          { "turn", 0, 0, G_OPTION_ARG_INT, &self->turn,
            N_ ("Of this turn of a conversation, the last one if not given"), N_ ("NUMBER") },
          G_OPTION_ENTRY_NULL };
  const LlmCliSyntax syntax = {
    .command = "recorder",
    .arguments = "ID INDEX",
    .summary = _ ("Shows how a column was asked: its requests as they were sent, without keys, "
                  "what\ncame back, and when."),
    .description = _ ("ID is that of “history list”, INDEX the number of the column, from 1."),
    .max_arguments = 2,
    .too_many = _ ("Give one conversation and one column."),
  };

  return llm_cli_parse (&syntax, options, argc, argv, &self->arguments, status);
}

/**
 * llm_cli_recorder:
 * @argc: the number of elements of @argv
 * @argv: "recorder" and what followed it
 * @create_context: makes the context
 *
 * Shows how a column was asked.
 *
 * Returns: the process's exit status
 */
int
llm_cli_recorder (int argc, char **argv, LlmContextFunc create_context)
{
  g_auto (Recorder) self = { 0 };
  int status;

  if (!parse (&self, argc, argv, &status))
    return status;
  if (!llm_cli_parse_format ("recorder", self.format_name,
                             LLM_CLI_FORMAT_TEXT | LLM_CLI_FORMAT_JSON, &self.format))
    return LLM_CLI_USAGE;
  status = check (&self);
  if (status != LLM_CLI_OK)
    return status;

  self.context = llm_cli_make_context (create_context);
  if (self.context == NULL)
    return LLM_CLI_FAILURE;
  self.store = llm_cli_store_new (self.context);
  return show_record (&self);
}
