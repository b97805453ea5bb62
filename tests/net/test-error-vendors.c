/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-http-error.h"
#include "llm-json.h"
#include "llm-retry.h"

/* The key that the servers of the table were sent. */
#define KEY "sk-canary/Key+1234567890"

/* What every vendor says in an error (tests/data/net/errors.json), and what becomes of
 * it: {vendor, name, status, headers, json or text (repeat times; latin1), code, retry,
 * param, retry_after_ms, request_id, detail, message}. */
static JsonParser *
load_table (void)
{
  JsonParser *parser = json_parser_new ();
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  path = g_build_filename (g_getenv ("LLMSELECT_TEST_DATA"), "net", "errors.json", NULL);
  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return parser;
}

static GBytes *
make_body (JsonObject *row)
{
  const char *text = llm_json_get_string (row, "text");
  JsonNode *json = llm_json_get (row, "json");
  gint64 repeat = llm_json_get_int (row, "repeat", 1);
  GString *body = g_string_new (NULL);
  char *bytes;
  gsize length;

  g_assert_true ((text != NULL) != (json != NULL));
  if (json != NULL)
    {
      bytes = json_to_string (json, FALSE);
      return g_bytes_new_take (bytes, strlen (bytes));
    }
  for (gint64 i = 0; i < repeat; i++)
    g_string_append (body, text);
  if (!llm_json_get_boolean (row, "latin1", FALSE))
    return g_string_free_to_bytes (body);
  bytes = g_convert (body->str, body->len, "ISO-8859-1", "UTF-8", NULL, &length, NULL);
  g_assert_nonnull (bytes);
  g_string_free (body, TRUE);
  return g_bytes_new_take (bytes, length);
}

static SoupMessageHeaders *
make_headers (JsonObject *row)
{
  SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  JsonObject *object = llm_json_get_object (row, "headers");
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (object != NULL)
    {
      json_object_iter_init (&iter, object);
      while (json_object_iter_next (&iter, &name, &value))
        soup_message_headers_append (headers, name, json_node_get_string (value));
    }
  if (soup_message_headers_get_one (headers, "Content-Type") == NULL)
    soup_message_headers_append (headers, "Content-Type", "application/json");
  return headers;
}

static void
assert_clean (const GError *error)
{
  static const char *const leaks[] = { "canary", "1234567890", "Key+", "Key%", "Key\\" };
  const char *const texts[]
      = { error->message, llm_error_get_detail (error), llm_error_get_request_id (error) };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      if (texts[i] == NULL)
        continue;
      g_assert_true (g_utf8_validate (texts[i], -1, NULL));
      g_assert_cmpuint (strlen (texts[i]), <=, LLM_ERROR_DETAIL_MAX);
      for (guint j = 0; j < G_N_ELEMENTS (leaks); j++)
        g_assert_null (strstr (texts[i], leaks[j]));
    }
}

/* What happened and what to do, in sentences of our own. */
static void
assert_plain (const char *message)
{
  g_assert_true (g_unichar_isupper (g_utf8_get_char (message)));
  g_assert_true (g_str_has_suffix (message, "."));
  g_assert_null (strpbrk (message, "{}<>!_\n"));
}

static void
test_row (gconstpointer data)
{
  JsonObject *row = (JsonObject *) data;
  guint status = llm_json_get_int (row, "status", 0);
  SoupMessageHeaders *headers = make_headers (row);
  g_autoptr (GBytes) body = make_body (row);
  g_autoptr (GError) error = llm_http_error_from_parts (status, headers, body, KEY);
  gboolean retry;

  soup_message_headers_unref (headers);
  g_assert_nonnull (error);
  g_test_message ("%s: %s", error->message, llm_error_get_detail (error));
  g_assert_cmpstr (llm_error_code_to_string (error->code), ==, llm_json_get_string (row, "code"));
  g_assert_cmpint (llm_error_get_retry_after_ms (error), ==,
                   llm_json_get_int (row, "retry_after_ms", -1));
  retry = llm_retry_delay_ms (error, 0, 0) >= 0;
  g_assert_true (retry == llm_json_get_boolean (row, "retry", FALSE));
  g_assert_cmpstr (llm_error_get_param (error), ==, llm_json_get_string (row, "param"));
  g_assert_cmpstr (llm_error_get_request_id (error), ==, llm_json_get_string (row, "request_id"));
  if (json_object_has_member (row, "detail"))
    g_assert_cmpstr (llm_error_get_detail (error), ==, llm_json_get_string (row, "detail"));
  if (json_object_has_member (row, "message"))
    g_assert_cmpstr (error->message, ==, llm_json_get_string (row, "message"));
  assert_plain (error->message);
  assert_clean (error);
}

int
main (int argc, char *argv[])
{
  g_autoptr (JsonParser) table = NULL;
  JsonArray *rows;
  int result;

  g_test_init (&argc, &argv, NULL);

  table = load_table ();
  rows = llm_json_node_array (json_parser_get_root (table));
  g_assert_cmpuint (llm_json_array_length (rows), >, 150);
  for (guint i = 0; i < llm_json_array_length (rows); i++)
    {
      JsonObject *row = llm_json_array_get_object (rows, i);
      g_autofree char *path = g_strdup_printf ("/error-vendors/%s/%s",
                                               llm_json_get_string (row, "vendor"),
                                               llm_json_get_string (row, "name"));

      g_test_add_data_func (path, row, test_row);
    }
  result = g_test_run ();
  return result;
}
