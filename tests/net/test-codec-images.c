/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "codec-test.h"
#include "llm-body-stream.h"
#include "llm-dialect.h"
#include "llm-json.h"
#include "llm-route.h"

/* What becomes of images on the wire, to the letter, and of the stream that encodes them. */

#define PNG "YWJj"
#define JPEG "AP8="

#define PNG_URL "data:image/png;base64," PNG
#define JPEG_URL "data:image/jpeg;base64," JPEG

#define CHAT_IMAGE(url) "{\"type\":\"image_url\",\"image_url\":{\"url\":\"" url "\"}}"
#define CHAT_MESSAGES                                                                              \
  "\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"                                 \
  "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"This?\"}," CHAT_IMAGE (           \
      PNG_URL) "]},{\"role\":\"assistant\",\"content\":\"A cat.\"},"                               \
               "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"And "                \
               "“these”?\"}," CHAT_IMAGE (JPEG_URL) "," CHAT_IMAGE (PNG_URL) "]}],\"stream\":true"
#define CHAT_BEGIN "{\"model\":\"m\"," CHAT_MESSAGES
#define CHAT_USAGE ",\"stream_options\":{\"include_usage\":true}}"

#define RESPONSES_IMAGE(url)                                                                       \
  "{\"type\":\"input_image\",\"image_url\":\"" url "\",\"detail\":\"auto\"}"
#define RESPONSES                                                                                  \
  "{\"model\":\"m\",\"instructions\":\"Be brief.\",\"input\":["                                    \
  "{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"This?\"}"                   \
  "," RESPONSES_IMAGE (                                                                            \
      PNG_URL) "]},"                                                                               \
               "{\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"A "      \
               "cat.\"}]},"                                                                        \
               "{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"And "          \
               "“these”?\"}," RESPONSES_IMAGE (JPEG_URL) "," RESPONSES_IMAGE (                     \
                   PNG_URL) "]}],"                                                                 \
                            "\"stream\":true,\"store\":false,\"reasoning\":{\"summary\":\"auto\"}" \
                            "}"

#define ANTHROPIC_IMAGE(type, data)                                                                \
  "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"" type                     \
  "\",\"data\":\"" data "\"}}"
#define ANTHROPIC                                                                                  \
  "{\"model\":\"m\",\"max_tokens\":8192,\"system\":\"Be brief.\",\"messages\":["                   \
  "{\"role\":\"user\",\"content\":[" ANTHROPIC_IMAGE (                                             \
      "image/png", PNG) ","                                                                        \
                        "{\"type\":\"text\",\"text\":\"This?\"}]},"                                \
                        "{\"role\":\"assistant\",\"content\":\"A cat.\"},"                         \
                        "{\"role\":\"user\",\"content\":[" ANTHROPIC_IMAGE (                       \
                            "image/jpeg",                                                          \
                            JPEG) "," ANTHROPIC_IMAGE ("image/png",                                \
                                                       PNG) ",{\"type\":\"text\",\"text\":\"And "  \
                                                            "“these”?\"}]}],"                  \
                                                            "\"stream\":true}"

#define GEMINI_IMAGE(type, data)                                                                   \
  "{\"inlineData\":{\"mimeType\":\"" type "\",\"data\":\"" data "\"}}"
#define GEMINI                                                                                     \
  "{\"systemInstruction\":{\"parts\":[{\"text\":\"Be brief.\"}]},\"contents\":["                   \
  "{\"role\":\"user\",\"parts\":[" GEMINI_IMAGE (                                                  \
      "image/png",                                                                                 \
      PNG) ",{\"text\":\"This?\"}]},"                                                              \
           "{\"role\":\"model\",\"parts\":[{\"text\":\"A cat.\"}]},"                               \
           "{\"role\":\"user\",\"parts\":[" GEMINI_IMAGE ("image/jpeg", JPEG) "," GEMINI_IMAGE (   \
               "image/png", PNG) ",{\"text\":\"And “these”?\"}]}],"                            \
                                 "\"generationConfig\":{}}"

#define OLLAMA                                                                                     \
  "{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"                \
  "{\"role\":\"user\",\"content\":\"This?\",\"images\":[\"" PNG "\"]},"                            \
  "{\"role\":\"assistant\",\"content\":\"A cat.\"},"                                               \
  "{\"role\":\"user\",\"content\":\"And “these”?\",\"images\":[\"" JPEG "\",\"" PNG "\"]}],"       \
  "\"stream\":true,\"options\":{\"num_ctx\":32768}}"

typedef struct
{
  const char *name;
  const LlmCodec *(*codec) (void);
  const char *dialect;
  const char *body;
} BodyCase;

static const BodyCase bodies[] = {
  { "openai", llm_codec_openai, NULL,
    CHAT_BEGIN ",\"stream_options\":{\"include_usage\":true,\"include_obfuscation\":false}}" },
  { "responses", llm_codec_responses, NULL, RESPONSES },
  { "compatible", llm_codec_compatible, NULL, CHAT_BEGIN CHAT_USAGE },
  { "openrouter", llm_codec_compatible, "openrouter", CHAT_BEGIN CHAT_USAGE },
  { "llamacpp", llm_codec_compatible, "llamacpp", CHAT_BEGIN CHAT_USAGE },
  { "azure", llm_codec_compatible, "azure", CHAT_BEGIN CHAT_USAGE },
  { "azure-old", llm_codec_compatible, "azure-old", CHAT_BEGIN "}" },
  { "mistral", llm_codec_mistral, NULL, CHAT_BEGIN "}" },
  { "anthropic", llm_codec_anthropic, NULL, ANTHROPIC },
  { "gemini", llm_codec_gemini, NULL, GEMINI },
  { "ollama", llm_codec_ollama, "ollama", OLLAMA },
};

static LlmImageData *
new_data (const char *bytes, gsize length, LlmImageFormat format)
{
  g_autoptr (GBytes) copy = g_bytes_new (bytes, length);

  return llm_image_data_new (copy, format, 3000, 2000);
}

static void
add_images (LlmRequest *request, LlmImageData *first, LlmImageData *second)
{
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) data
      = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_image_data_unref);
  LlmImageData *const both[] = { first, second };

  for (guint i = 0; i < G_N_ELEMENTS (both) && both[i] != NULL; i++)
    {
      const LlmImageFacts facts = {
        .hash = llm_image_data_get_hash (both[i]),
        .width = 3000,
        .height = 2000,
        .size = 3,
      };

      g_ptr_array_add (images, llm_image_new (&facts, NULL, NULL));
      g_ptr_array_add (data, llm_image_data_ref (both[i]));
    }
  llm_request_add_images (request, images);
  llm_request_set_image_data (request, llm_request_get_n_messages (request) - 1, data);
}

static LlmRequest *
new_request (void)
{
  g_autoptr (LlmImageData) png = new_data ("abc", 3, LLM_IMAGE_PNG);
  g_autoptr (LlmImageData) jpeg = new_data ("\0\xff", 2, LLM_IMAGE_JPEG);
  LlmRequest *request = llm_request_new ("m", "Be brief.", NULL);

  llm_request_add_message (request, LLM_ROLE_USER, "This?");
  add_images (request, png, NULL);
  llm_request_add_message (request, LLM_ROLE_ASSISTANT, "A cat.");
  llm_request_add_message (request, LLM_ROLE_USER, "And “these”?");
  add_images (request, jpeg, png);
  return request;
}

static char *
read_all (GInputStream *stream, gsize length, gsize piece)
{
  GString *text = g_string_sized_new (length);
  g_autofree char *buffer = g_malloc (piece);
  gssize n;

  while ((n = g_input_stream_read (stream, buffer, piece, NULL, NULL)) > 0)
    g_string_append_len (text, buffer, n);
  g_assert_cmpint (n, ==, 0);
  g_assert_cmpuint (text->len, ==, length);
  return g_string_free (text, FALSE);
}

static void
build (const BodyCase *c, const LlmRequest *request, LlmWireRequest *wire)
{
  LlmTarget target = { .base_url = "https://example.org/v1", .key = "k" };
  g_autoptr (GError) error = NULL;

  if (c->dialect != NULL)
    target.dialect = llm_dialect_find (c->dialect);
  g_assert_true (c->codec ()->build (c->codec (), &target, request, wire, &error));
  g_assert_no_error (error);
}

static void
test_body (gconstpointer data)
{
  const BodyCase *c = data;
  g_autoptr (LlmRequest) request = new_request ();
  LlmWireRequest wire;

  build (c, request, &wire);
  g_assert_cmpuint (wire.images->len, ==, 3);
  for (gsize piece = 1; piece <= 16; piece++)
    {
      goffset length;
      g_autoptr (GInputStream) stream = llm_wire_request_open_body (&wire, &length);
      g_autofree char *body = read_all (stream, (gsize) length, piece);

      g_assert_cmpstr (body, ==, c->body);
    }
  llm_wire_request_clear (&wire);
  g_assert_null (wire.images);
}

/* Without images nothing is as it was not before, and what was not made ready is none. */
static void
test_unready (gconstpointer data)
{
  const BodyCase *c = data;
  g_autoptr (LlmRequest) plain = llm_request_new ("m", NULL, NULL);
  g_autoptr (LlmRequest) unready = llm_request_new ("m", NULL, NULL);
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *hash = g_strnfill (64, '0');
  const LlmImageFacts facts = { .hash = hash };
  LlmWireRequest wires[2];

  llm_request_add_message (plain, LLM_ROLE_USER, "Hi");
  llm_request_add_message (unready, LLM_ROLE_USER, "Hi");
  g_ptr_array_add (images, llm_image_new (&facts, NULL, NULL));
  llm_request_add_images (unready, images);
  build (c, plain, &wires[0]);
  build (c, unready, &wires[1]);
  g_assert_null (wires[1].images);
  g_assert_true (g_bytes_equal (wires[0].body, wires[1].body));
  for (guint i = 0; i < 2; i++)
    llm_wire_request_clear (&wires[i]);
}

/* Turns that are made one keep their images, and a prompt may be nothing but one. */
static void
test_merged (void)
{
  g_autoptr (LlmImageData) png = new_data ("abc", 3, LLM_IMAGE_PNG);
  g_autoptr (LlmImageData) jpeg = new_data ("\0\xff", 2, LLM_IMAGE_JPEG);
  g_autoptr (LlmRequest) request = llm_request_new ("m", NULL, NULL);
  g_autoptr (GInputStream) stream = NULL;
  g_autofree char *body = NULL;
  const BodyCase c = { "gemini", llm_codec_gemini, NULL, NULL };
  LlmWireRequest wire;
  goffset length;

  llm_request_add_message (request, LLM_ROLE_USER, " ");
  add_images (request, png, NULL);
  llm_request_add_message (request, LLM_ROLE_ASSISTANT, "");
  llm_request_add_message (request, LLM_ROLE_USER, "\n");
  add_images (request, jpeg, NULL);
  build (&c, request, &wire);
  stream = llm_wire_request_open_body (&wire, &length);
  body = read_all (stream, (gsize) length, 100);
  g_assert_cmpstr (
      body, ==,
      "{\"contents\":[{\"role\":\"user\",\"parts\":[" GEMINI_IMAGE (
          "image/png", PNG) "," GEMINI_IMAGE ("image/jpeg", JPEG) "]}],\"generationConfig\":{}}");
  llm_wire_request_clear (&wire);
}

/* Bytes that would be a mark become U+FFFD, whatever is sent with them. */
static void
test_mark_in_text (gconstpointer data)
{
  const BodyCase *c = data;
  g_autoptr (LlmImageData) png = new_data ("abc", 3, LLM_IMAGE_PNG);
  g_autoptr (LlmRequest) request = llm_request_new ("m\xff", "\xff", NULL);
  g_autoptr (GInputStream) stream = NULL;
  g_autofree char *body = NULL;
  LlmWireRequest wire;
  goffset length;

  llm_request_add_message (request, LLM_ROLE_USER,
                           "a\xff"
                           "b");
  add_images (request, png, NULL);
  build (c, request, &wire);
  stream = llm_wire_request_open_body (&wire, &length);
  body = read_all (stream, (gsize) length, 100);
  g_assert_true (g_utf8_validate (body, length, NULL));
  g_assert_nonnull (strstr (body, "a\xef\xbf\xbd"
                                  "b"));
  g_assert_nonnull (strstr (body, PNG));
  llm_wire_request_clear (&wire);
}

/* --- The stream --- */

static GInputStream *
new_stream (const char *text, const guint *sizes, guint n_images, char **expected)
{
  g_autoptr (GPtrArray) images
      = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_image_data_unref);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  GString *all = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < n_images; i++)
    {
      g_autofree guint8 *random = g_malloc (sizes[i] + 1);

      for (guint j = 0; j < sizes[i]; j++)
        random[j] = (guint8) g_test_rand_int ();
      g_ptr_array_add (images, new_data ((const char *) random, sizes[i], LLM_IMAGE_PNG));
    }
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == LLM_BODY_IMAGE_MARK)
        {
          gsize length;
          const guchar *image
              = g_bytes_get_data (llm_image_data_get_bytes (images->pdata[n++]), &length);
          g_autofree char *encoded = g_base64_encode (image, length);

          g_string_append (all, encoded);
        }
      else
        g_string_append_c (all, *p);
    }
  *expected = g_string_free (all, FALSE);
  return llm_body_stream_new (bytes, images);
}

static void
test_stream (void)
{
  static const guint sizes[][3] = { { 0, 1, 2 }, { 3, 4, 5 }, { 100, 6, 0 }, { 8192, 8193, 8194 } };
  static const char *const texts[] = { "\xff\xff\xff",
                                       "a\xff\xff"
                                       "b\xff",
                                       "{\"a\":\"\xff\",\"b\":\"\xff\",\"c\":\"\xff\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint j = 0; j < G_N_ELEMENTS (texts); j++)
      {
        g_autofree char *expected = NULL;
        g_autoptr (GInputStream) stream = new_stream (texts[j], sizes[i], 3, &expected);
        const gsize length = strlen (expected);

        g_assert_cmpint (llm_body_stream_get_length (LLM_BODY_STREAM (stream)), ==,
                         (goffset) length);
        /* A connection that broke is tried again from the begin. */
        for (gsize piece = 1; piece < 20; piece++)
          {
            g_autofree char *body = read_all (stream, length, piece);

            g_assert_cmpstr (body, ==, expected);
            g_assert_cmpint (g_seekable_tell (G_SEEKABLE (stream)), ==, (goffset) length);
            g_assert_true (g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_SET, NULL, NULL));
          }
      }
}

static void
test_seek (void)
{
  static const guint sizes[] = { 7, 1, 300 };
  g_autofree char *expected = NULL;
  g_autoptr (GInputStream) stream = new_stream ("a\xff\xff-\xffz", sizes, 3, &expected);
  const gsize length = strlen (expected);
  GSeekable *seekable = G_SEEKABLE (stream);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i <= length; i++)
    {
      g_autofree char *rest = NULL;

      g_assert_true (
          g_seekable_seek (seekable, (goffset) i - (goffset) length, G_SEEK_END, NULL, NULL));
      g_assert_cmpint (g_seekable_tell (seekable), ==, (goffset) i);
      rest = read_all (stream, length - i, 5);
      g_assert_cmpstr (rest, ==, expected + i);
    }
  g_assert_true (g_seekable_seek (seekable, -1, G_SEEK_CUR, NULL, NULL));
  g_assert_false (g_seekable_seek (seekable, 2, G_SEEK_CUR, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (g_seekable_seek (seekable, -1, G_SEEK_SET, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpint (g_seekable_tell (seekable), ==, (goffset) length - 1);
}

/* --- Limits --- */

static void
test_limits (void)
{
  static const struct
  {
    const LlmCodec *(*codec) (void);
    guint without;
    guint max_images;
    gint64 max_total;
  } cases[] = {
    { llm_codec_openai, 0, 1500, 64 * 1024 * 1024 },
    { llm_codec_responses, 0, 1500, 64 * 1024 * 1024 },
    { llm_codec_compatible, 0, 1500, 64 * 1024 * 1024 },
    { llm_codec_mistral, 0, 7, 8 },
    { llm_codec_anthropic, 0, 7, 8 },
    { llm_codec_gemini, 1u << LLM_IMAGE_GIF, 7, 8 },
    { llm_codec_ollama, 1u << LLM_IMAGE_GIF | 1u << LLM_IMAGE_WEBP, 7, 8 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LlmRoute) route = llm_route_new (cases[i].codec (), "https://example.org");
      LlmImageLimits limits
          = { .formats = 0xf, .max_side = 5, .max_bytes = 6, .max_images = 7, .max_total = 8 };

      llm_route_get_image_limits (route, &limits);
      g_assert_cmpuint (limits.formats, ==, 0xf & ~cases[i].without);
      g_assert_cmpuint (limits.max_side, ==, 5);
      g_assert_cmpint (limits.max_bytes, ==, 6);
      g_assert_cmpuint (limits.max_images, ==, cases[i].max_images);
      g_assert_cmpint (limits.max_total, ==, cases[i].max_total);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autofree char *body = g_strconcat ("/codec-images/body/", bodies[i].name, NULL);
      g_autofree char *unready = g_strconcat ("/codec-images/unready/", bodies[i].name, NULL);
      g_autofree char *mark = g_strconcat ("/codec-images/mark/", bodies[i].name, NULL);

      g_test_add_data_func (body, &bodies[i], test_body);
      g_test_add_data_func (unready, &bodies[i], test_unready);
      g_test_add_data_func (mark, &bodies[i], test_mark_in_text);
    }
  g_test_add_func ("/codec-images/merged", test_merged);
  g_test_add_func ("/codec-images/stream", test_stream);
  g_test_add_func ("/codec-images/seek", test_seek);
  g_test_add_func ("/codec-images/limits", test_limits);
  return g_test_run ();
}
