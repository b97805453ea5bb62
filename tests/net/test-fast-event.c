/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-fast-event.h"
#include "llm-json.h"

/* The fast way must never say anything else than json-glib.  It may decline, but
 * not the events it was made for. */

typedef struct
{
  JsonParser *parser;
  GString *text;
  GString *reasoning;
  guint n_taken;
} Fixture;

static void
fixture_init (Fixture *fixture)
{
  fixture->parser = json_parser_new ();
  fixture->text = g_string_new ("stale");
  fixture->reasoning = g_string_new ("stale");
  fixture->n_taken = 0;
}

static void
fixture_clear (Fixture *fixture)
{
  g_object_unref (fixture->parser);
  g_string_free (fixture->text, TRUE);
  g_string_free (fixture->reasoning, TRUE);
}

static JsonObject *
load (Fixture *fixture, const char *data, gsize length)
{
  JsonNode *root;

  g_assert_cmpint (llm_json_load (fixture->parser, data, length, &root), ==, LLM_JSON_OK);
  g_assert_nonnull (llm_json_node_object (root));
  return llm_json_node_object (root);
}

static const char *
first_reasoning (JsonObject *delta)
{
  static const char *const names[] = { "reasoning_content", "reasoning", "reasoning_text" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *reasoning = llm_json_get_string (delta, names[i]);

      if (reasoning != NULL && *reasoning != '\0')
        return reasoning;
    }
  return "";
}

/* If the fast way takes the event, json-glib must find the same in it, and nothing
 * that the codec would look at besides. */
static gboolean
check_chat (Fixture *fixture, const char *data, gsize length, gboolean want_id)
{
  JsonObject *object, *choice, *delta;
  JsonNode *content;

  if (!llm_fast_event_read_chat (data, length, want_id, fixture->text, fixture->reasoning))
    return FALSE;

  object = load (fixture, data, length);
  g_assert_null (llm_json_get (object, "error"));
  g_assert_null (llm_json_get (object, "usage"));
  g_assert_null (llm_json_get (object, "x_groq"));
  g_assert_true (!want_id || llm_json_get (object, "id") == NULL);
  g_assert_cmpuint (llm_json_array_length (llm_json_get_array (object, "choices")), ==, 1);
  choice = llm_json_array_get_object (llm_json_get_array (object, "choices"), 0);
  g_assert_nonnull (choice);
  g_assert_null (llm_json_get (choice, "finish_reason"));
  g_assert_null (llm_json_get (choice, "usage"));
  delta = llm_json_get_object (choice, "delta");
  g_assert_nonnull (delta);
  g_assert_null (llm_json_get (delta, "refusal"));
  content = llm_json_get (delta, "content");
  g_assert_true (content == NULL || llm_json_node_string (content) != NULL);
  g_assert_cmpstr (fixture->text->str, ==,
                   content != NULL ? llm_json_node_string (content) : "");
  g_assert_cmpstr (fixture->reasoning->str, ==, first_reasoning (delta));
  g_assert_cmpuint (strlen (fixture->text->str), ==, fixture->text->len);
  fixture->n_taken++;
  return TRUE;
}

static gboolean
check_anthropic (Fixture *fixture, const char *data, gsize length)
{
  JsonObject *object, *delta;
  const char *type;

  if (!llm_fast_event_read_anthropic (data, length, fixture->text, fixture->reasoning))
    return FALSE;

  object = load (fixture, data, length);
  g_assert_null (llm_json_get (object, "error"));
  g_assert_cmpstr (llm_json_get_string (object, "type"), ==, "content_block_delta");
  delta = llm_json_get_object (object, "delta");
  type = llm_json_get_string (delta, "type");
  if (g_strcmp0 (type, "text_delta") == 0)
    {
      g_assert_cmpstr (fixture->text->str, ==, llm_json_get_string (delta, "text"));
      g_assert_cmpstr (fixture->reasoning->str, ==, "");
    }
  else
    {
      g_assert_cmpstr (type, ==, "thinking_delta");
      g_assert_cmpstr (fixture->reasoning->str, ==, llm_json_get_string (delta, "thinking"));
      g_assert_cmpstr (fixture->text->str, ==, "");
    }
  fixture->n_taken++;
  return TRUE;
}

#define CHAT(delta, rest) "{\"choices\":[{\"index\":0,\"delta\":" delta rest "}]}"

/* What streams consist of is taken. */
static void
test_taken (void)
{
  static const char *const chats[] = {
    CHAT ("{\"content\":\"a\"}", ""),
    CHAT ("{\"content\":\"\\n\\t\\r\\b\\f\\\"\\\\\\/ \\u00e4 \\u20ac ä 🦊\"}", ""),
    CHAT ("{\"role\":\"assistant\",\"content\":null,\"refusal\":null}", ",\"finish_reason\":null"),
    CHAT ("{}", ",\"usage\":null,\"logprobs\":null"),
    CHAT ("{\"reasoning_content\":\"\",\"reasoning\":\"r\",\"content\":\"\"}", ""),
    CHAT ("{\"reasoning_content\":\"r\",\"reasoning\":[\"x\"]}", ""),
    (" { \"error\" : null , \"usage\" : null , \"x_groq\" : null , \"choices\" : [ {"
     " \"delta\" : { \"content\" : \"a\" } } ] } "),
    "{\"created\":1.5e3,\"x\":{\"y\":[[],{}]},\"choices\":[{\"delta\":{\"content\":\"a\"}}]}",
  };
  static const char *const anthropics[] = {
    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":"
    "\"a\\n\"}}",
    "{\"delta\":{\"thinking\":\"b\",\"type\":\"thinking_delta\"},\"type\":\"content_block_delta\"}",
  };
  Fixture fixture;

  fixture_init (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (chats); i++)
    {
      g_test_message ("%s", chats[i]);
      g_assert_true (check_chat (&fixture, chats[i], strlen (chats[i]), TRUE));
    }
  for (guint i = 0; i < G_N_ELEMENTS (anthropics); i++)
    g_assert_true (check_anthropic (&fixture, anthropics[i], strlen (anthropics[i])));
  fixture_clear (&fixture);
}

/* What says more, or is not quite JSON, is left to json-glib. */
static void
test_declined (void)
{
  static const char *const events[] = {
    "",
    "[]",
    "{}",
    "[DONE]",
    "{\"choices\":[]}",
    "{\"choices\":[{\"delta\":{\"content\":\"a\"}},{}]}",
    "{\"choices\":[{}]}",
    "{\"id\":\"x\",\"choices\":[{\"delta\":{\"content\":\"a\"}}]}",
    "{\"error\":{},\"choices\":[{\"delta\":{\"content\":\"a\"}}]}",
    "{\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"error\":null,\"error\":\"x\"}",
    "{\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"\\u0065rror\":\"x\"}",
    "{\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":{}}",
    "{\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"prompt_filter_results\":[]}",
    ("{\"choices\":[{\"delta\":{\"content\":\"a\"},\"content_filter_results\":{\"hate\":"
     "{\"filtered\" : true}}}]}"),
    "{\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"choices\":[{\"delta\":{\"content\":\"b\"}}]}",
    "{\"choices\":[{\"delta\":{\"content\":\"a\"}}]",
    "{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}x",
    "{\"choices\":[{\"delta\":{\"content\":\"a\"}}],}",
    "{'choices':[{\"delta\":{\"content\":\"a\"}}]}",
    CHAT ("{\"content\":\"a\"}", ",\"finish_reason\":\"stop\""),
    CHAT ("{\"content\":\"a\",\"content\":\"b\"}", ""),
    CHAT ("{\"content\":[]}", ""),
    CHAT ("{\"content\":\"\\ud83d\\ude00\"}", ""),
    CHAT ("{\"content\":\"\\u0000\"}", ""),
    CHAT ("{\"content\":\"a\",\"refusal\":\"no\"}", ""),
    CHAT ("[]", ""),
    "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\"}}",
    "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":null}}",
    "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"citations_delta\",\"text\":\"a\"}}",
    "{\"type\":\"message_stop\",\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}",
    ("{\"type\":\"content_block_delta\",\"error\":1,\"delta\":{\"type\":\"text_delta\","
     "\"text\":\"\"}}"),
  };
  Fixture fixture;

  fixture_init (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    {
      gsize length = strlen (events[i]);
      g_autofree char *copy = g_memdup2 (events[i], length);

      g_test_message ("%s", events[i]);
      g_assert_false (check_chat (&fixture, copy, length, TRUE));
      g_assert_false (check_anthropic (&fixture, copy, length));
    }
  fixture_clear (&fixture);
}

/* As deep as json-glib may go, and no deeper. */
static void
test_depth (void)
{
  Fixture fixture;

  fixture_init (&fixture);
  for (guint depth = LLM_JSON_MAX_DEPTH - 4; depth < LLM_JSON_MAX_DEPTH + 4; depth++)
    {
      g_autoptr (GString) event = g_string_new ("{\"x\":");
      LlmJsonStatus status;

      for (guint i = 0; i < depth; i++)
        g_string_append_c (event, '[');
      for (guint i = 0; i < depth; i++)
        g_string_append_c (event, ']');
      g_string_append (event, ",\"choices\":[{\"delta\":{}}]}");
      status = llm_json_check (event->str, event->len);
      g_assert_true (check_chat (&fixture, event->str, event->len, FALSE)
                     == (status == LLM_JSON_OK));
    }
  g_assert_cmpuint (fixture.n_taken, >, 0);
  fixture_clear (&fixture);
}

static const char *
pick (GRand *rand, const char *const *words, guint n_words)
{
  return words[g_rand_int_range (rand, 0, n_words)];
}

static void add_value (GString *out, GRand *rand, const char *name, guint depth);

static void
add_string (GString *out, GRand *rand)
{
  static const char *const pieces[] = { "a", " ", "ä", "🦊", "\\n", "\\\"", "\\\\", "\\/", "\\u0041",
                                        "\\u00E4", "\\ud83d\\ude00", "\\ud83d", "\\u0000", "\\u",
                                        "{", "]", "text_delta", "\\b\\f\\r\\t", "<think>" };
  guint n = g_rand_int_range (rand, 0, 4);

  g_string_append_c (out, '"');
  for (guint i = 0; i < n; i++)
    {
      /* The rare ones rarely, or nothing would be taken. */
      guint limit = g_rand_int_range (rand, 0, 10) == 0 ? G_N_ELEMENTS (pieces) : 10;
      g_string_append (out, pick (rand, pieces, limit));
    }
  g_string_append_c (out, '"');
}

static void
add_object (GString *out, GRand *rand, const char *const *names, guint n_names, guint depth)
{
  guint n = g_rand_int_range (rand, 0, 5);

  g_string_append_c (out, '{');
  for (guint i = 0; i < n; i++)
    {
      const char *name = pick (rand, names, n_names);

      if (i > 0)
        g_string_append_c (out, ',');
      g_string_append_printf (out, "\"%s\":", name);
      if (g_rand_int_range (rand, 0, 8) == 0)
        g_string_append_c (out, ' ');
      add_value (out, rand, name, depth + 1);
    }
  g_string_append_c (out, '}');
}

static void
add_odd_value (GString *out, GRand *rand)
{
  static const char *const values[] = { "null", "true", "0", "-1.5e3", "[]", "{}", "\"\"", "[1,{}]",
                                        "01", "nul", "'x'", "", "[1,]", "{\"a\":[{}]}" };

  g_string_append (out, pick (rand, values, G_N_ELEMENTS (values)));
}

static void
add_value (GString *out, GRand *rand, const char *name, guint depth)
{
  static const char *const choice_names[] = { "delta", "delta", "index", "finish_reason",
                                              "logprobs", "usage" };
  static const char *const delta_names[] = { "content", "reasoning", "reasoning_content", "role",
                                             "reasoning_text", "refusal",
                                             "cont\\u0065nt" };
  static const char *const block_names[] = { "type", "type", "text", "thinking", "index" };

  if (depth > 6 || g_rand_int_range (rand, 0, 25) == 0)
    {
      add_odd_value (out, rand);
    }
  else if (strcmp (name, "choices") == 0)
    {
      g_string_append_c (out, '[');
      add_object (out, rand, choice_names, G_N_ELEMENTS (choice_names), depth);
      g_string_append (out, g_rand_int_range (rand, 0, 20) == 0 ? ",{}]" : "]");
    }
  else if (strcmp (name, "delta") == 0 && depth > 1)
    {
      add_object (out, rand, delta_names, G_N_ELEMENTS (delta_names), depth);
    }
  else if (strcmp (name, "delta") == 0)
    {
      add_object (out, rand, block_names, G_N_ELEMENTS (block_names), depth);
    }
  else if (strcmp (name, "type") == 0)
    {
      static const char *const types[] = { "\"content_block_delta\"", "\"text_delta\"",
                                           "\"thinking_delta\"" };
      /* Mostly the type that belongs there. */
      if (g_rand_int_range (rand, 0, 4) == 0)
        g_string_append (out, pick (rand, types, G_N_ELEMENTS (types)));
      else
        g_string_append (out, types[depth == 1 ? 0 : g_rand_int_range (rand, 1, 3)]);
    }
  else if (strstr ("error usage x_groq finish_reason refusal", name) != NULL)
    {
      g_string_append (out, g_rand_int_range (rand, 0, 8) == 0 ? "{\"x\":1}" : "null");
    }
  else
    {
      add_string (out, rand);
    }
}

static void
test_random (void)
{
  static const char *const names[] = { "choices", "choices", "choices", "object", "error", "usage",
                                       "id", "x_groq", "choi\\u0063es" };
  static const char *const anthropic_names[] = { "type", "delta", "index", "error" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);
  Fixture chat, anthropic;

  fixture_init (&chat);
  fixture_init (&anthropic);
  for (guint round = 0; round < 200000; round++)
    {
      g_autoptr (GString) event = g_string_new (NULL);

      if (round % 2 == 0)
        {
          add_object (event, rand, names, G_N_ELEMENTS (names), 0);
          check_chat (&chat, event->str, event->len, round % 4 == 0);
        }
      else
        {
          add_object (event, rand, anthropic_names, G_N_ELEMENTS (anthropic_names), 0);
          check_anthropic (&anthropic, event->str, event->len);
        }
    }
  g_assert_cmpuint (chat.n_taken, >, 2000);
  g_assert_cmpuint (anthropic.n_taken, >, 300);
  fixture_clear (&chat);
  fixture_clear (&anthropic);
}

/* Whole events with a few bytes changed. */
static void
test_mutated (void)
{
  static const char *const events[] = {
    CHAT ("{\"role\":\"assistant\",\"content\":\" a\\n\\u00e4\",\"refusal\":null}",
          ",\"finish_reason\":null"),
    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":"
    "\" hel\\nlo\"}}",
  };
  static const char bytes[] = "{}[],:\"\\ntu0-1.eE ";
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261123);
  Fixture fixture;

  fixture_init (&fixture);
  for (guint round = 0; round < 100000; round++)
    {
      g_autofree char *event = g_strdup (events[round % G_N_ELEMENTS (events)]);
      gsize length = strlen (event);
      guint n = g_rand_int_range (rand, 0, 3);

      for (guint i = 0; i < n; i++)
        event[g_rand_int_range (rand, 0, length)]
            = bytes[g_rand_int_range (rand, 0, sizeof bytes - 1)];
      check_chat (&fixture, event, length, TRUE);
      check_anthropic (&fixture, event, length);
    }
  g_assert_cmpuint (fixture.n_taken, >, 20000);
  fixture_clear (&fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/fast-event/taken", test_taken);
  g_test_add_func ("/fast-event/declined", test_declined);
  g_test_add_func ("/fast-event/depth", test_depth);
  g_test_add_func ("/fast-event/random", test_random);
  g_test_add_func ("/fast-event/mutated", test_mutated);

  return g_test_run ();
}
