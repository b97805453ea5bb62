/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-endpoint.h"

#include "llm-error.h"

#include <string.h>

#define SECRET "sk-canary-7f3a9c51e2d84b06"

static LlmEndpoint *
make_endpoint (void)
{
  static const char *const headers[] = { "X-Title", "LLMSelect", NULL };
  LlmEndpoint *endpoint = llm_endpoint_new ("mine", "Mine", "https://mine.example/v1/");

  endpoint->preset = g_strdup ("vllm");
  endpoint->headers = g_strdupv ((char **) headers);
  endpoint->ca_file = g_strdup ("/etc/mine.pem");
  return endpoint;
}

static void
test_copy (void)
{
  g_autoptr (LlmEndpoint) endpoint = make_endpoint ();
  g_autoptr (LlmEndpoint) copy = llm_endpoint_copy (endpoint);

  g_assert_cmpstr (copy->base_url, ==, "https://mine.example/v1");
  g_assert_cmpstr (copy->preset, ==, "vllm");
  g_assert_cmpstr (copy->ca_file, ==, "/etc/mine.pem");
  g_assert_cmpstr (copy->headers[1], ==, "LLMSelect");
  g_assert_true (llm_endpoint_equal (endpoint, copy));
  g_assert_null (llm_endpoint_copy (NULL));
  llm_endpoint_free (NULL);
}

/* Each member counts: who keeps an endpoint that is equal must lose nothing. */
static void
test_equal (void)
{
  static const gsize members[]
      = { G_STRUCT_OFFSET (LlmEndpoint, id), G_STRUCT_OFFSET (LlmEndpoint, name),
          G_STRUCT_OFFSET (LlmEndpoint, base_url), G_STRUCT_OFFSET (LlmEndpoint, preset),
          G_STRUCT_OFFSET (LlmEndpoint, ca_file) };
  g_autoptr (LlmEndpoint) endpoint = make_endpoint ();

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autoptr (LlmEndpoint) other = make_endpoint ();
      char **member = G_STRUCT_MEMBER_P (other, members[i]);

      g_assert_true (llm_endpoint_equal (endpoint, other));
      g_free (*member);
      *member = g_strdup ("other");
      g_assert_false (llm_endpoint_equal (endpoint, other));
    }
  {
    g_autoptr (LlmEndpoint) other = make_endpoint ();

    other->headers[1][0] = 'l';
    g_assert_false (llm_endpoint_equal (endpoint, other));
    g_clear_pointer (&other->headers, g_strfreev);
    g_assert_false (llm_endpoint_equal (endpoint, other));
    g_clear_pointer (&endpoint->headers, g_strfreev);
    endpoint->headers = g_new0 (char *, 1);
    g_assert_true (llm_endpoint_equal (endpoint, other));
  }
}

static void
test_presets (void)
{
  static const char *const expected[]
      = { "ollama", "llamacpp", "lmstudio", "vllm", "openrouter", "groq", "deepseek", "xai" };
  guint n;
  const LlmEndpointPreset *presets = llm_endpoint_presets_get (&n);

  g_assert_cmpuint (n, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *url = llm_base_url_normalize (presets[i].base_url, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (url, ==, presets[i].base_url);
      g_assert_cmpstr (presets[i].id, ==, expected[i]);
      g_assert_true (llm_endpoint_id_is_valid (presets[i].id));
      g_assert_true (llm_endpoint_presets_find (expected[i]) == &presets[i]);
      g_assert_cmpint (presets[i].local, ==, g_str_has_prefix (url, "http://127.0.0.1:"));
      g_assert_cmpint (presets[i].takes_key, ==, !presets[i].local);
    }
  g_assert_null (llm_endpoint_presets_find ("other"));
  g_assert_null (llm_endpoint_presets_find (NULL));
}

static void
test_ids (void)
{
  static const char *const bad[]
      = { NULL, "",    "openai", "anthropic", "gemini", "mistral", "demo", "azure",
          "A",  "a b", "-a",     "a:b",       "a/b",    "ä",       "a_b" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (llm_endpoint_id_is_valid (bad[i]));
  g_assert_true (llm_endpoint_id_is_valid ("ollama"));
  g_assert_true (llm_endpoint_id_is_valid ("azure-2"));
  g_assert_true (llm_endpoint_id_is_valid ("01234567890123456789012345678901"));
  g_assert_false (llm_endpoint_id_is_valid ("012345678901234567890123456789012"));
}

static gboolean
check (const char *name, const char *value)
{
  const char *const headers[] = { name, value, NULL };
  g_autoptr (GError) error = NULL;
  gboolean good = llm_endpoint_check_headers (headers, &error);

  if (good)
    {
      g_assert_no_error (error);
      return TRUE;
    }
  g_assert_error (error, LLM_ERROR, LLM_ERROR_BAD_REQUEST);
  g_assert_null (strstr (error->message, SECRET));
  g_assert_null (strstr (error->message, "canary"));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  return FALSE;
}

static void
test_good_headers (void)
{
  static const char *const good[][2] = {
    { "HTTP-Referer", "https://llmselect.example" },
    { "X-Title", "LLMSelect" },
    { "X-Empty", "" },
    { "X-Max-Tokens", "100" },
    { "X-Task-Id", "task-sk-ill" },
    { "Authorization", "Bearer {key}" },
    { "authorization", "{key}" },
    { "X-API-Key", "{key}" },
    { "Ocp-Apim-Subscription-Key", "{key}" },
    { "Cookie", "session={key}" },
    { "X-Author", "me" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      if (!check (good[i][0], good[i][1]))
        g_error ("“%s: %s” is refused", good[i][0], good[i][1]);
    }
  g_assert_true (llm_endpoint_check_headers (NULL, NULL));
}

/* Keys belong into the keyring, and the transport minds its own headers. */
static void
test_bad_headers (void)
{
  static const char *const bad[][2] = {
    { "Authorization", "Bearer " SECRET },
    { "Authorization", SECRET },
    { "AUTHORIZATION", "x" },
    { "Authorization", "Bearer " SECRET " {key}" },
    { "Authorization", SECRET "{key}" },
    { "X-Forwarded-Authorization", "x" },
    { "api-key", SECRET },
    { "X-Api-Key", "canary" },
    { "x-goog-api-key", "canary" },
    { "Ocp-Apim-Subscription-Key", "0123456789abcdef" },
    { "X-Auth-Token", "canary" },
    { "Private-Token", "canary" },
    { "X-Client-Secret", "canary" },
    { "Cookie", "session=canary" },
    { "X-Whatever", SECRET },
    { "X-Whatever", "key " SECRET },
    { "X-Whatever", "Bearer canary" },
    { "X-Whatever", "basic Y2FuYXJ5" },
    { "X-Whatever", "AIzaCanary0123456789" },
    { SECRET, "x" },
    /* Not even with the key in them. */
    { "Host", "{key}" },
    { "host", "other.example" },
    { "Content-Length", "{key}" },
    { "Transfer-Encoding", "chunked" },
    { "Connection", "close" },
    { "Proxy-Authorization", "{key}" },
    { "Content-Type", "text/plain" },
    /* No headers at all. */
    { "", "x" },
    { "X Y", "x" },
    { "X:", "x" },
    { "X\r\nHost", "x" },
    { "X-Title", "a\r\nHost: b" },
    { "X-Title", "a\nb" },
    { "X-Title", "a\tb" },
    { "X-Title", "Grüße" },
    { "X-Titel-ü", "x" },
    { "X-Title", "\x7f" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      if (check (bad[i][0], bad[i][1]))
        g_error ("“%s: %s” is taken", bad[i][0], bad[i][1]);
    }
}

static void
test_header_bounds (void)
{
  const char *const odd[] = { "X-Title", NULL };
  g_autofree char *enough = g_strnfill (1000, 'x');
  g_autofree char *much = g_strnfill (1001, 'x');
  const char *many[2 * 21 + 1] = { NULL };

  g_assert_false (llm_endpoint_check_headers (odd, NULL));
  g_assert_true (check ("X-Title", enough));
  g_assert_false (check ("X-Title", much));
  g_assert_false (check (much, "x"));
  for (guint i = 0; i < 40; i++)
    many[i] = i % 2 == 0 ? "X-A" : "b";
  g_assert_true (llm_endpoint_check_headers (many, NULL));
  many[40] = "X-A";
  many[41] = "b";
  g_assert_false (llm_endpoint_check_headers (many, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/endpoint/copy", test_copy);
  g_test_add_func ("/endpoint/equal", test_equal);
  g_test_add_func ("/endpoint/presets", test_presets);
  g_test_add_func ("/endpoint/ids", test_ids);
  g_test_add_func ("/endpoint/good-headers", test_good_headers);
  g_test_add_func ("/endpoint/bad-headers", test_bad_headers);
  g_test_add_func ("/endpoint/header-bounds", test_header_bounds);

  return g_test_run ();
}
