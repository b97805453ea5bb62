/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "codec-test.h"
#include "llm-sse-parser.h"

/* How many mutated streams each codec sees. */
#define N_ROUNDS 4000

static const LlmCodec *(*const codecs[]) (void) = {
  llm_codec_openai,    llm_codec_compatible, llm_codec_mistral,
  llm_codec_anthropic, llm_codec_gemini,     llm_codec_responses,
  llm_codec_ollama,
};

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
read_all_fixtures (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("LLMSELECT_TEST_DATA"), "net", NULL);
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *fixtures = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  const char *name;

  dir = g_dir_open (folder, 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".sse") || g_str_has_suffix (name, ".ndjson"))
      g_ptr_array_add (names, g_strdup (name));
  /* The same order everywhere, or the seed would mean nothing. */
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      gsize length;
      char *bytes = codec_test_read_fixture (names->pdata[i], &length);

      g_ptr_array_add (fixtures, g_bytes_new_take (bytes, length));
    }
  g_ptr_array_unref (names);
  return fixtures;
}

static void
overwrite (GString *text, GRand *rand, const char *piece)
{
  gsize position = g_rand_int_range (rand, 0, text->len);
  gsize length = MIN (strlen (piece), text->len - position);

  memcpy (text->str + position, piece, length);
}

/* Replaces the value that follows a random colon by one of another type. */
static void
replace_value (GString *text, GRand *rand)
{
  static const char *const values[] = { "null", "true", "0", "-1", "1e999", "\"x\"", "\"\"", "[]",
                                        "{}", "[[1]]", "{\"a\":1}", "99999999999999999999",
                                        "[{\"text\":7,\"type\":\"text\"}]", "\"\\ud83d\"" };
  gsize from = g_rand_int_range (rand, 0, text->len);
  const char *colon = memchr (text->str + from, ':', text->len - from);
  gsize begin, end;

  if (colon == NULL)
    return;
  begin = colon + 1 - text->str;
  end = begin + strcspn (text->str + begin, ",}\n");
  g_string_erase (text, begin, end - begin);
  g_string_insert (text, begin, values[g_rand_int_range (rand, 0, G_N_ELEMENTS (values))]);
}

static void
mutate (GString *text, GRand *rand)
{
  static const char *const pieces[] = { "\n\n", "\r", "\"", "\\", "{", "}", "[", "]", "null",
                                        "\377", "<think>", "</think>", "[DONE]", "error", "data:",
                                        "event: error\n", "\\u0000", "\\udead", ":" };
  guint n = g_rand_int_range (rand, 1, 6);

  for (guint i = 0; i < n && text->len > 1; i++)
    {
      const char *piece = pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))];
      gsize position = g_rand_int_range (rand, 0, text->len);
      gsize length;

      switch (g_rand_int_range (rand, 0, 6))
        {
        case 0:
          overwrite (text, rand, piece);
          break;
        case 1:
          g_string_insert (text, position, piece);
          break;
        case 2:
          text->str[position] = (char) g_rand_int_range (rand, 0, 256);
          break;
        case 3:
          length = g_rand_int_range (rand, 1, 40);
          g_string_erase (text, position, MIN (text->len - position, length));
          break;
        default:
          replace_value (text, rand);
          break;
        }
    }
}

static void
assert_sane (const LlmDecoder *decoder)
{
  g_assert_true (g_utf8_validate_len (decoder->text->str, decoder->text->len, NULL));
  g_assert_true (g_utf8_validate_len (decoder->reasoning->str, decoder->reasoning->len, NULL));
  g_assert_cmpuint (strlen (decoder->text->str), ==, decoder->text->len);
  g_assert_cmpint (decoder->usage.input, >=, LLM_UNKNOWN);
  g_assert_cmpint (decoder->usage.cached, >=, LLM_UNKNOWN);
  g_assert_cmpint (decoder->usage.cache_write, >=, LLM_UNKNOWN);
  g_assert_cmpint (decoder->usage.reasoning, >=, LLM_UNKNOWN);
  g_assert_cmpint (decoder->usage.output, >=, LLM_UNKNOWN);
  g_assert_false (decoder->terminated && decoder->error != NULL);
  if (decoder->request_id != NULL)
    g_assert_true (g_utf8_validate (decoder->request_id, -1, NULL));
  if (decoder->error != NULL)
    {
      g_assert_true (decoder->error->domain == LLM_ERROR);
      g_assert_true (llm_error_get_detail (decoder->error) == NULL
                     || g_utf8_validate (llm_error_get_detail (decoder->error), -1, NULL));
    }
}

/* Whatever comes, there is no crash and no warning (both are fatal here), what comes
 * out is text, and it does not depend on where the reads were cut. */
static void
test_codec (gconstpointer user_data)
{
  const LlmCodec *codec = user_data;
  g_autoptr (GPtrArray) fixtures = read_all_fixtures ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);

  g_assert_cmpuint (fixtures->len, >, 40);
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      GBytes *bytes = fixtures->pdata[round % fixtures->len];
      g_autoptr (GString) text = NULL;
      LlmDecoder whole, cut;

      text = g_string_new_len (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      mutate (text, rand);
      codec_test_decode (codec, &whole, text->str, text->len, 0);
      codec_test_decode (codec, &cut, text->str, text->len,
                         g_rand_int_range (rand, 0, text->len + 1));
      assert_sane (&whole);
      g_assert_cmpstr (whole.text->str, ==, cut.text->str);
      g_assert_cmpstr (whole.reasoning->str, ==, cut.reasoning->str);
      g_assert_cmpstr (whole.finish_reason, ==, cut.finish_reason);
      g_assert_true (whole.terminated == cut.terminated);
      g_assert_true ((whole.error != NULL) == (cut.error != NULL));
      llm_decoder_clear (&whole);
      llm_decoder_clear (&cut);
    }
}

/* The same for bodies of errors. */
static void
test_error_bodies (void)
{
  g_autoptr (GPtrArray) fixtures = read_all_fixtures ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261123);

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      GBytes *bytes = fixtures->pdata[round % fixtures->len];
      g_autoptr (GString) text = NULL;
      g_autoptr (GError) error = NULL;
      char *json;

      text = g_string_new_len (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      json = strchr (text->str, '{');
      g_string_erase (text, 0, json != NULL ? json - text->str : 0);
      g_string_truncate (text, strcspn (text->str, "\n"));
      mutate (text, rand);
      error = llm_codec_error_from_response (g_rand_int_range (rand, 0, 600), NULL, text->str,
                                             text->len, "gpt-", NULL);
      g_assert_nonnull (error);
      g_assert_true (llm_error_get_detail (error) == NULL
                     || strstr (llm_error_get_detail (error), "gpt-") == NULL);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++)
    {
      g_autofree char *path = g_strconcat ("/codec-fuzz/", codecs[i]()->id, NULL);
      g_test_add_data_func (path, codecs[i](), test_codec);
    }
  g_test_add_func ("/codec-fuzz/error-bodies", test_error_bodies);

  return g_test_run ();
}
