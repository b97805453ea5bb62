/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "llm-json.h"

static const struct
{
  const char *text;
  LlmJsonStatus status;
} texts[] = {
  { "{}", LLM_JSON_OK },
  { " { } \r\n\t", LLM_JSON_OK },
  { "[]", LLM_JSON_OK },
  { "[[],{},[{}]]", LLM_JSON_OK },
  { "{\"a\":1,\"b\":[true,false,null],\"c\":{\"d\":\"e\"}}", LLM_JSON_OK },
  { "[0,-0,1.5,-1e5,1E+5,2.5e-3,10]", LLM_JSON_OK },
  { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\uD83D\\uDE00\"", LLM_JSON_OK },
  { "\"\\\\\"", LLM_JSON_OK },
  { "{\"\":\"\"}", LLM_JSON_OK },
  { "7", LLM_JSON_OK },
  { "\"a\nb\"", LLM_JSON_OK },
  { "", LLM_JSON_TRUNCATED },
  { "  ", LLM_JSON_TRUNCATED },
  { "{", LLM_JSON_TRUNCATED },
  { "{\"a", LLM_JSON_TRUNCATED },
  { "{\"a\"", LLM_JSON_TRUNCATED },
  { "{\"a\":", LLM_JSON_TRUNCATED },
  { "{\"a\":1", LLM_JSON_TRUNCATED },
  { "{\"a\":1,", LLM_JSON_TRUNCATED },
  { "[1,", LLM_JSON_TRUNCATED },
  { "[tr", LLM_JSON_TRUNCATED },
  { "[-", LLM_JSON_TRUNCATED },
  { "[1.", LLM_JSON_TRUNCATED },
  { "[1e+", LLM_JSON_TRUNCATED },
  { "\"\\", LLM_JSON_TRUNCATED },
  { "\"\\u00", LLM_JSON_TRUNCATED },
  { "\"abc\\\"", LLM_JSON_TRUNCATED },
  { "[1,]", LLM_JSON_INVALID },
  { "{\"a\":1,}", LLM_JSON_INVALID },
  { "{,}", LLM_JSON_INVALID },
  { "[,]", LLM_JSON_INVALID },
  { "{\"a\" 1}", LLM_JSON_INVALID },
  { "{a:1}", LLM_JSON_INVALID },
  { "{1:1}", LLM_JSON_INVALID },
  { "{\"a\":}", LLM_JSON_INVALID },
  { "[1 2]", LLM_JSON_INVALID },
  { "[1}", LLM_JSON_INVALID },
  { "{\"a\":1]", LLM_JSON_INVALID },
  { "[1]]", LLM_JSON_INVALID },
  { "{}{}", LLM_JSON_INVALID },
  { "[01]", LLM_JSON_INVALID },
  { "[+1]", LLM_JSON_INVALID },
  { "[.5]", LLM_JSON_INVALID },
  { "[1.x]", LLM_JSON_INVALID },
  { "[1ex]", LLM_JSON_INVALID },
  { "[0x10]", LLM_JSON_INVALID },
  { "[NaN]", LLM_JSON_INVALID },
  { "[TRUE]", LLM_JSON_INVALID },
  { "[nulx]", LLM_JSON_INVALID },
  { "\"\\x\"", LLM_JSON_INVALID },
  { "\"\\u00g0\"", LLM_JSON_INVALID },
  /* What json-glib would take, and what could hide brackets from a check. */
  { "{'a':1}", LLM_JSON_INVALID },
  { "/* \" */[1]", LLM_JSON_INVALID },
  { "[1]//", LLM_JSON_INVALID },
  { "var x = [1]", LLM_JSON_INVALID },
  { "<html>", LLM_JSON_INVALID },
};

static void
test_check (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      gsize length = strlen (texts[i].text);
      /* Without a NUL behind it, so that ASan sees a step too far. */
      g_autofree char *copy = g_memdup2 (texts[i].text, length);

      g_test_message ("%s", texts[i].text);
      g_assert_cmpint (llm_json_check (copy, length), ==, texts[i].status);
    }
}

/* Every proper begin of an object is one that was cut. */
static void
test_truncated (void)
{
  const char *text = "{\"a\":[1.5e3,-2,true,null,\"x\\u00e4\\\"\"],\"b\":{\"c\":{},\"d\":[]}}";

  for (gsize length = 0; length < strlen (text); length++)
    {
      g_autofree char *copy = g_memdup2 (text, length);
      g_assert_cmpint (llm_json_check (copy, length), ==, LLM_JSON_TRUNCATED);
    }
  g_assert_cmpint (llm_json_check (text, strlen (text)), ==, LLM_JSON_OK);
  /* What empty bytes have for data. */
  g_assert_cmpint (llm_json_check (NULL, 0), ==, LLM_JSON_TRUNCATED);
}

static LlmJsonStatus
check_nested (guint depth, const char *open, const char *inner, const char *close)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  JsonNode *root;

  for (guint i = 0; i < depth; i++)
    g_string_append (text, open);
  g_string_append (text, inner);
  for (guint i = 0; i < depth; i++)
    g_string_append (text, close);
  return llm_json_load (parser, text->str, text->len, &root);
}

static void
test_depth (void)
{
  g_assert_cmpint (check_nested (LLM_JSON_MAX_DEPTH, "[", "1", "]"), ==, LLM_JSON_OK);
  g_assert_cmpint (check_nested (LLM_JSON_MAX_DEPTH + 1, "[", "1", "]"), ==, LLM_JSON_INVALID);
  g_assert_cmpint (check_nested (LLM_JSON_MAX_DEPTH, "{\"a\":", "1", "}"), ==, LLM_JSON_OK);
  g_assert_cmpint (check_nested (LLM_JSON_MAX_DEPTH + 1, "{\"a\":", "1", "}"), ==,
                   LLM_JSON_INVALID);
  g_assert_cmpint (check_nested (1000000, "[", "", ""), ==, LLM_JSON_INVALID);
  g_assert_cmpint (check_nested (100000, "[", "", "]"), ==, LLM_JSON_INVALID);
  g_assert_cmpint (check_nested (100000, "{\"a\":[", "", "]}"), ==, LLM_JSON_INVALID);
  /* Brackets in a string are none. */
  g_assert_cmpint (check_nested (1, "\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
                                    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
                                 "[[[[[[[[[[[[[[[[[[[[[", "\""),
                   ==, LLM_JSON_OK);
}

/* Quotes and backslashes are searched for once each. */
static void
test_linear (void)
{
  g_autoptr (GString) text = g_string_new ("\"");

  while (text->len < 8 * 1024 * 1024)
    g_string_append (text, "\\n");
  g_test_timer_start ();
  g_assert_cmpint (llm_json_check (text->str, text->len), ==, LLM_JSON_TRUNCATED);
  g_string_append (text, "\"");
  g_assert_cmpint (llm_json_check (text->str, text->len), ==, LLM_JSON_OK);
  /* Some 100 ms if linear, half an hour if not. */
  g_assert_cmpfloat (g_test_timer_elapsed (), <, 20.0);
}

/* What the check lets through, json-glib reads. */
static void
test_random (void)
{
  static const char *const pieces[] = { "{", "}", "[", "]", ",", ":", "\"", "\\", "a", "1", "-",
                                        ".", "e", "true", "null", " ", "\"a\"", "\"a\":", "\\n",
                                        "\\u0041", "0", "/", "'", "[]", "{}", "\\\"", "1.5" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);
  g_autoptr (JsonParser) parser = json_parser_new ();
  guint n_ok = 0;

  for (guint round = 0; round < 50000; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      guint n = g_rand_int_range (rand, 1, 9);

      for (guint i = 0; i < n; i++)
        g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
      if (llm_json_check (text->str, text->len) != LLM_JSON_OK)
        continue;
      n_ok++;
      json_parser_load_from_data (parser, text->str, text->len, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpuint (n_ok, >, 1000);
}

static JsonObject *
load (JsonParser *parser, const char *text)
{
  JsonNode *root;

  g_assert_cmpint (llm_json_load (parser, text, strlen (text), &root), ==, LLM_JSON_OK);
  return llm_json_node_object (root);
}

static void
test_getters (void)
{
  static const char *const values[] = { "null", "true", "false", "0", "7", "-7", "1.5", "\"x\"",
                                        "\"\"", "[]", "[1]", "{}", "{\"m\":1}" };
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object;

  /* No type, asked for any other, may warn (warnings are fatal here). */
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"m\":%s}", values[i]);
      JsonNode *node;

      object = load (parser, text);
      node = llm_json_get (object, "m");
      g_assert_true ((node == NULL) == (strcmp (values[i], "null") == 0));
      g_assert_true ((llm_json_get_object (object, "m") != NULL) == (*values[i] == '{'));
      g_assert_true ((llm_json_get_array (object, "m") != NULL) == (*values[i] == '['));
      g_assert_true ((llm_json_get_string (object, "m") != NULL) == (*values[i] == '"'));
      g_assert_cmpint (llm_json_get_boolean (object, "m", 5), ==,
                       *values[i] == 't'   ? TRUE
                       : *values[i] == 'f' ? FALSE
                                           : 5);
      llm_json_get_int (object, "m", 0);
      llm_json_get_double (object, "m", 0);
      llm_json_array_get (llm_json_get_array (object, "m"), 0);
    }

  object = load (parser, "{\"i\":7,\"d\":1.5,\"h\":1e300,\"b\":9223372036854775807,\"n\":-3,"
                         "\"u\":99999999999999999999,\"e\":1e999,\"s\":\"7\"}");
  g_assert_cmpint (llm_json_get_int (object, "i", 0), ==, 7);
  g_assert_cmpint (llm_json_get_int (object, "d", 0), ==, 1);
  g_assert_cmpint (llm_json_get_int (object, "h", -2), ==, -2);
  g_assert_cmpint (llm_json_get_int (object, "b", -2), ==, -2);
  g_assert_cmpint (llm_json_get_int (object, "n", 0), ==, -3);
  g_assert_cmpint (llm_json_get_int (object, "s", -2), ==, -2);
  g_assert_cmpint (llm_json_get_int (object, "absent", -2), ==, -2);
  g_assert_cmpfloat (llm_json_get_double (object, "d", 0), ==, 1.5);
  g_assert_cmpfloat (llm_json_get_double (object, "i", 0), ==, 7);
  g_assert_cmpfloat (llm_json_get_double (object, "e", -2), ==, -2);
}

static void
test_getters_of_nothing (void)
{
  g_assert_null (llm_json_get (NULL, "m"));
  g_assert_null (llm_json_get_object (NULL, "m"));
  g_assert_null (llm_json_get_array (NULL, "m"));
  g_assert_null (llm_json_get_string (NULL, "m"));
  g_assert_cmpint (llm_json_get_int (NULL, "m", 3), ==, 3);
  g_assert_cmpfloat (llm_json_get_double (NULL, "m", 3), ==, 3);
  g_assert_true (llm_json_get_boolean (NULL, "m", TRUE));
  g_assert_null (llm_json_node_object (NULL));
  g_assert_null (llm_json_node_array (NULL));
  g_assert_null (llm_json_node_string (NULL));
  g_assert_cmpuint (llm_json_array_length (NULL), ==, 0);
  g_assert_null (llm_json_array_get (NULL, 0));
  g_assert_null (llm_json_array_get_object (NULL, 0));
}

static void
test_surrogates (void)
{
  static const char *const strings[][2] = {
    { "\\ud83d\\ude00", "😀" },
    { "\\ud83d", "\357\277\275" },
    { "\\ude00", "\357\277\275" },
    { "\\ud83d\\ud83d\\ude00x", "\357\277\275😀x" },
    { "\\\\ud83d", "\\ud83d" },
    { "\\ud83d\\n", "\357\277\275\n" },
    { "\\ud83dx", "\357\277\275x" },
    { "a\\uDBFF\\uDFFFb", "a\364\217\277\277b" },
    { "\\u00e4", "ä" },
  };
  g_autoptr (JsonParser) parser = json_parser_new ();

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"m\":\"%s\"}", strings[i][0]);
      g_assert_cmpstr (llm_json_get_string (load (parser, text), "m"), ==, strings[i][1]);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json/check", test_check);
  g_test_add_func ("/json/truncated", test_truncated);
  g_test_add_func ("/json/depth", test_depth);
  g_test_add_func ("/json/linear", test_linear);
  g_test_add_func ("/json/random", test_random);
  g_test_add_func ("/json/getters", test_getters);
  g_test_add_func ("/json/getters-of-nothing", test_getters_of_nothing);
  g_test_add_func ("/json/surrogates", test_surrogates);

  return g_test_run ();
}
