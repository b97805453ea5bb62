/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <json-glib/json-glib.h>
#include <math.h>

#include "llm-cli-json.h"

static void
test_string (void)
{
  static const struct
  {
    const char *value;
    const char *expected;
  } cases[] = {
    { NULL, "null" },
    { "", "\"\"" },
    { "a\"b\\c", "\"a\\\"b\\\\c\"" },
    { "\n\r\t\b\033", "\"\\n\\r\\t\\u0008\\u001b\"" },
    { "\x7f\xc2\x9b", "\"\\u007f\\u009b\"" },
    { "é 日 😀", "\"é 日 😀\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);

      llm_cli_json_append_string (out, cases[i].value);
      g_assert_cmpstr (out->str, ==, cases[i].expected);
    }
}

/* Any text comes back from another parser as it was. */
static void
test_string_round_trip (void)
{
  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GString) out = g_string_new ("{");
      g_autoptr (JsonParser) parser = json_parser_new ();
      JsonObject *object;

      for (guint i = 0; i < 40; i++)
        {
          gunichar c = g_test_rand_int_range (1, i % 2 == 0 ? 0x100 : 0x11000);

          if (g_unichar_validate (c))
            g_string_append_unichar (text, c);
        }
      llm_cli_json_add_string (out, text->str, text->str);
      g_string_append_c (out, '}');
      g_assert_true (json_parser_load_from_data (parser, out->str, out->len, NULL));
      object = json_node_get_object (json_parser_get_root (parser));
      g_assert_cmpstr (json_object_get_string_member (object, text->str), ==, text->str);
    }
}

static void
test_milliseconds (void)
{
  static const struct
  {
    double value;
    const char *expected;
  } cases[] = {
    { 0, "0" },           { 12.3, "12.3" },     { 100, "100" },     { 0.0004, "0" },
    { 0.001, "0.001" },   { 1.23456, "1.235" }, { -1, "null" },     { NAN, "null" },
    { INFINITY, "null" }, { 123456789.5, "123456789.5" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);

      llm_cli_json_append_milliseconds (out, cases[i].value);
      g_assert_cmpstr (out->str, ==, cases[i].expected);
    }
}

static void
test_object (void)
{
  static const char *const models[] = { "a:b", "c:d", NULL };
  g_autoptr (GString) out = g_string_new ("{");

  llm_cli_json_add_string (out, "s", "{");
  llm_cli_json_add_count (out, "known", 0);
  llm_cli_json_add_count (out, "unknown", -1);
  llm_cli_json_add_number (out, "cost", 0.00012345);
  llm_cli_json_add_number (out, "nan", NAN);
  llm_cli_json_add_boolean (out, "yes", TRUE);
  llm_cli_json_add_time (out, "time", G_GINT64_CONSTANT (1795392720123456));
  llm_cli_json_add_time (out, "no-time", G_MAXINT64);
  llm_cli_json_add_strings (out, "models", models);
  llm_cli_json_add_strings (out, "none", NULL);
  g_string_append_c (out, '}');
  g_assert_cmpstr (out->str, ==,
                   "{\"s\":\"{\",\"known\":0,\"unknown\":null,\"cost\":0.00012345,\"nan\":null,"
                   "\"yes\":true,\"time\":\"2026-11-23T00:12:00.123Z\",\"no-time\":null,"
                   "\"models\":[\"a:b\",\"c:d\"],\"none\":[]}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/json/string", test_string);
  g_test_add_func ("/cli/json/string-round-trip", test_string_round_trip);
  g_test_add_func ("/cli/json/milliseconds", test_milliseconds);
  g_test_add_func ("/cli/json/object", test_object);

  return g_test_run ();
}
