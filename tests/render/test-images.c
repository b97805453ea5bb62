/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "export-sample.h"

#include <glib/gstdio.h>
#include <string.h>

#include "llm-export.h"
#include "llm-fake-blobs.h"
#include "llm-fake-coder.h"
#include "llm-import-private.h"
#include "llm-pdf-private.h"

/* Images of prompts in exports, and back again. */

#define NAME "a](x)\"><script>alert(1)</script>&*.png"
#define MISSING "00000000000000000000000000000000000000000000000000000000000000ff"

static const char *const files[] = { "picture.png", "picture.jpeg", "picture.webp", "picture.gif" };

typedef struct
{
  FakeBlobs *blobs;
  LlmImages *images;
  LlmExportOptions options;
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FakeCoder) coder = fake_coder_new ();
  g_autoptr (GError) error = NULL;

  fixture->blobs = fake_blobs_new ();
  fixture->images = llm_images_new (LLM_BLOBS (fixture->blobs), LLM_IMAGE_CODER (coder));
  llm_export_options_init (&fixture->options);
  fixture->options.read_image = llm_export_read_kept;
  fixture->options.image_data = fixture->images;
  fixture->folder = g_dir_make_tmp ("llmselect-images-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->options.image_folder);
  g_object_unref (fixture->images);
  g_object_unref (fixture->blobs);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static GBytes *
load (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (g_getenv ("LLMSELECT_TEST_DATA"), "images", name, NULL);
  char *data;
  gsize length;

  g_file_get_contents (path, &data, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, length);
}

static LlmImage *
make_image (Fixture *fixture, const char *file, const char *name, const char *alt)
{
  g_autoptr (GBytes) bytes = load (file);
  LlmImageHeader header;
  LlmImageFacts facts = { 0 };

  g_assert_true (llm_image_header_read (&header, g_bytes_get_data (bytes, NULL),
                                        g_bytes_get_size (bytes), NULL));
  facts.hash = fake_blobs_add (fixture->blobs, bytes);
  facts.format = header.format;
  facts.size = (gint64) g_bytes_get_size (bytes);
  facts.width = header.width;
  facts.height = header.height;
  return llm_image_new (&facts, name, alt);
}

static LlmImage *
make_missing (void)
{
  const LlmImageFacts facts = {
    .hash = MISSING,
    .format = LLM_IMAGE_JPEG,
    .size = 1234567,
    .width = 3000,
    .height = 2000,
    .animated = TRUE,
    .converted = "HEIC",
  };

  return llm_image_new (&facts, "gone.jpeg", "A photo");
}

/* A prompt with an image of each format and one that is gone, and a second prompt with the
 * first image under another name. */
static LlmConversation *
make_conversation (Fixture *fixture)
{
  LlmConversation *conversation = export_sample_answer ("Images", "What is that?", "Nothing.");
  g_autoptr (LlmTurn) turn = g_list_model_get_item (G_LIST_MODEL (conversation), 0);
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) again = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (LlmComparison) second
      = llm_comparison_new_with_id ("aaaaaaaa-0000-4000-8000-00000000000f", "", NULL, NULL, 1);
  g_autoptr (LlmAnswer) answer = llm_answer_new ("openai", "m", "M");
  g_autoptr (LlmParams) params = llm_params_new ();

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    g_ptr_array_add (images, make_image (fixture, files[i], i == 0 ? NAME : files[i],
                                         i == 1 ? "Checks \"&\" <b>stripes</b>" : NULL));
  g_ptr_array_add (images, make_missing ());
  llm_comparison_set_images (llm_turn_get_comparison (turn), images);
  g_ptr_array_add (again, make_image (fixture, files[0], NULL, NULL));
  llm_comparison_set_images (second, again);
  params->without_images = TRUE;
  llm_answer_set_params (answer, params);
  llm_answer_restore (answer, LLM_ANSWER_DONE);
  llm_comparison_add (second, answer);
  llm_conversation_append (conversation, second);
  return conversation;
}

static char *
export_as (Fixture *fixture, LlmConversation *conversation, LlmExportFormat format)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes
      = llm_export_to_bytes (&conversation, 1, format, &fixture->options, NULL, &error);

  g_assert_no_error (error);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
assert_has (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_test_message ("not there: %s\nin: %s", part, text);
  g_assert_nonnull (strstr (text, part));
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (const char *p = strstr (text, part); p != NULL; p = strstr (p + 1, part))
    n++;
  return n;
}

static char *
encode (const char *file)
{
  g_autoptr (GBytes) bytes = load (file);

  return g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* --- JSON --- */

static LlmImportResult *
import (const char *json)
{
  g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));
  g_autoptr (GError) error = NULL;
  LlmImportResult *result = llm_import_parse_bytes (bytes, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
  return result;
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean *done = user_data;

  g_assert_true (llm_import_result_add_images_finish (result, &error));
  g_assert_no_error (error);
  *done = TRUE;
}

static void
add_images (LlmImportResult *result, LlmImages *images)
{
  gboolean done = FALSE;

  llm_import_result_add_images_async (result, images, NULL, done_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static GPtrArray *
get_images (LlmImportResult *result, guint position)
{
  g_autoptr (GPtrArray) turns = NULL;

  g_assert_cmpuint (result->conversations->len, ==, 1);
  turns = llm_conversation_dup_turns (result->conversations->pdata[0]);
  g_assert_cmpuint (position, <, turns->len);
  return llm_comparison_get_images (llm_turn_get_comparison (turns->pdata[position]));
}

/* Into another home and out again, byte for byte. */
static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) conversation = make_conversation (fixture);
  g_autofree char *json = export_as (fixture, conversation, LLM_EXPORT_JSON);
  g_autofree char *again = NULL;
  g_autoptr (LlmImportResult) result = import (json);
  Fixture other;

  set_up (&other, NULL);
  g_assert_cmpuint (g_hash_table_size (result->images), ==, G_N_ELEMENTS (files));
  g_assert_cmpuint (result->warnings->len, ==, 1);
  assert_has (result->warnings->pdata[0], "1 image is only named");
  add_images (result, other.images);
  g_assert_cmpuint (result->warnings->len, ==, 1);
  g_assert_cmpuint (fake_blobs_get_n_files (other.blobs), ==, G_N_ELEMENTS (files));
  again = export_as (&other, result->conversations->pdata[0], LLM_EXPORT_JSON);
  g_assert_cmpstr (again, ==, json);
  /* The bytes of the image that is there twice are there once. */
  g_assert_cmpuint (count (json, "\"data\": \""), ==, G_N_ELEMENTS (files));
  g_assert_cmpuint (count (json, "\"missing\": true"), ==, 1);
  g_assert_cmpuint (count (json, "\"without_images\": true"), ==, 1);
  tear_down (&other, NULL);
}

/* Without a place for them they are named, as those are that are gone. */
static void
test_nowhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) conversation = make_conversation (fixture);
  g_autofree char *json = export_as (fixture, conversation, LLM_EXPORT_JSON);
  g_autoptr (LlmImportResult) result = import (json);

  add_images (result, NULL);
  g_assert_cmpuint (get_images (result, 0)->len, ==, G_N_ELEMENTS (files) + 1);
  g_assert_cmpuint (result->warnings->len, ==, 2);
  assert_has (result->warnings->pdata[1], "4 images are only named");
}

/* What is in the file is true, not what the file says of it. */
static void
test_facts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) conversation = make_conversation (fixture);
  g_autofree char *json = export_as (fixture, conversation, LLM_EXPORT_JSON);
  g_autoptr (GString) changed = g_string_new (json);
  g_autoptr (LlmImportResult) result = NULL;
  const LlmImageFacts *facts;

  g_string_replace (changed, "\"type\": \"image/png\"", "\"type\": \"image/gif\"", 0);
  g_string_replace (changed, "\"width\": 24", "\"width\": 1", 0);
  result = import (changed->str);
  add_images (result, fixture->images);
  facts = llm_image_get_facts (get_images (result, 0)->pdata[0]);
  g_assert_cmpint (facts->format, ==, LLM_IMAGE_PNG);
  g_assert_cmpuint (facts->width, ==, 24);
  g_assert_cmpstr (llm_image_get_name (get_images (result, 0)->pdata[0]), ==, NAME);
  g_assert_null (llm_image_get_name (get_images (result, 1)->pdata[0]));
}

/* However a file is cut into pieces and however it is written. */
static void
test_pieces (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) conversation = make_conversation (fixture);
  g_autofree char *json = export_as (fixture, conversation, LLM_EXPORT_JSON);
  g_autoptr (GString) odd = g_string_new (json);

  g_string_replace (odd, "\"data\": ", "\"data\"\n\t: \n", 0);
  g_string_replace (odd, "/", "\\/", 0);
  for (gsize piece = 1; piece < 6; piece++)
    {
      LlmImporter importer = { llm_import_get_limits (), NULL };
      g_autoptr (LlmJsonSplitter) splitter = llm_json_splitter_new (&importer);
      g_autoptr (GPtrArray) conversations = g_ptr_array_new_with_free_func (g_object_unref);
      g_autoptr (GPtrArray) encoded = g_ptr_array_new ();
      g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_autoptr (GHashTable) images
          = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
      g_autoptr (GError) error = NULL;

      g_ptr_array_set_free_func (encoded, (GDestroyNotify) g_bytes_unref);
      importer.conversations = conversations;
      importer.ids = ids;
      importer.encoded = encoded;
      importer.images = images;
      for (gsize i = 0; i < odd->len; i += piece)
        g_assert_true (
            llm_json_splitter_feed (splitter, odd->str + i, MIN (piece, odd->len - i), &error));
      g_assert_true (llm_json_splitter_finish (splitter, &error));
      g_assert_cmpuint (conversations->len, ==, 1);
      g_assert_cmpuint (g_hash_table_size (images), ==, G_N_ELEMENTS (files));
      g_assert_cmpuint (importer.counts[LLM_IMPORT_BAD_IMAGES], ==, 0);
    }
}

/* A file of images that are larger than what one conversation may have in texts, and a
 * member that is read by json-glib, since the format comes behind it. */
static void
test_places (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) conversation = make_conversation (fixture);
  g_autofree char *json = export_as (fixture, conversation, LLM_EXPORT_JSON);
  const char *turns = strstr (json, "\"conversations\"");
  g_autofree char *sorted
      = g_strdup_printf ("{%.*s,\"format\":\"llmselect\"}", (int) (strlen (turns) - 2), turns);
  g_autofree char *head = g_strndup (json, 3000);
  LlmImportLimits limits = *llm_import_get_limits ();
  g_autoptr (LlmImportResult) result = NULL;
  g_autoptr (LlmImportResult) small = NULL;
  g_autoptr (GInputStream) stream
      = g_memory_input_stream_new_from_data (json, (gssize) strlen (json), NULL);
  g_autoptr (GError) error = NULL;

  sorted[strlen (sorted) - strlen (",\"format\":\"llmselect\"}") - 1] = ' ';
  result = import (sorted);
  g_assert_cmpuint (g_hash_table_size (result->images), ==, G_N_ELEMENTS (files));
  /* Less than the images are. */
  limits.image_total = 200;
  small = llm_import_parse_limited (stream, NULL, &limits, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (small->conversations->len, ==, 1);
  assert_has (small->warnings->pdata[0], "2 images were left out: there are more");
}

static char *
make_hostile (const char *images)
{
  return g_strdup_printf (
      "{\"format\":\"llmselect\",\"version\":1,\"conversations\":[{\"id\":\"c\",\"kind\":\"chat\","
      "\"title\":\"T\",\"created_at\":1,\"turns\":[{\"id\":\"t\",\"created_at\":1,\"prompt\":\"p\","
      "\"images\":[%s],\"answers\":[]}]}]}",
      images);
}

static char *
make_entry (const char *hash, const char *more)
{
  return g_strdup_printf ("{\"hash\":\"%s\",\"type\":\"image/png\",\"width\":24,\"height\":16,"
                          "\"size\":128%s%s}",
                          hash, *more != '\0' ? "," : "", more);
}

static void
assert_bad (const char *entry, gboolean is_kept, const char *warning)
{
  g_autofree char *json = make_hostile (entry);
  g_autoptr (LlmImportResult) result = import (json);
  GPtrArray *images = get_images (result, 0);

  g_assert_cmpuint (images != NULL ? images->len : 0, ==, is_kept ? 1 : 0);
  g_assert_cmpuint (g_hash_table_size (result->images), ==, 0);
  g_assert_cmpuint (result->warnings->len, ==, 1);
  assert_has (result->warnings->pdata[0], warning);
}

static void
test_hostile (Fixture *fixture, gconstpointer data)
{
  static const char bad[] = "1 image was left out: it is damaged";
  static const char *const shapes[] = {
    "7",
    "null",
    "[]",
    "\"data\"",
    "{}",
    "{\"hash\":7}",
    "{\"data\":\"AAAA\"}",
    "{\"hash\":\"../../etc/passwd\",\"type\":\"image/png\",\"width\":1,\"height\":1,\"size\":1}",
  };
  static const char *const claims[] = {
    "\"width\":-1",
    "\"height\":0",
    "\"width\":1e300",
    "\"size\":-5",
    "\"size\":99999999999",
    "\"width\":65500,\"height\":65500",
    "\"type\":\"image/svg+xml\"",
    "\"type\":[]",
  };
  g_autofree char *png = encode ("picture.png");
  g_autoptr (GBytes) bytes = load ("picture.png");
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_autofree char *text_hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "Hello", -1);
  g_autofree char *right = g_strdup_printf ("\"data\":\"%s\"", png);
  g_autofree char *wrong_hash = make_entry (MISSING, right);
  g_autofree char *no_image = make_entry (text_hash, "\"data\":\"SGVsbG8=\"");
  g_autofree char *number = make_entry (hash, "\"data\":\"#0\"");
  g_autofree char *escaped = make_entry (hash, "\"data\":\"\\u0041\\\"\"");
  g_autofree char *empty = make_entry (hash, "\"data\":\"\"");
  g_autofree char *none = make_entry (hash, "");
  g_autofree char *no_string = make_entry (hash, "\"data\":{\"data\":\"#0\"}");

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    assert_bad (shapes[i], FALSE, bad);
  for (guint i = 0; i < G_N_ELEMENTS (claims); i++)
    {
      g_autofree char *entry = make_entry (hash, claims[i]);

      assert_bad (entry, FALSE, bad);
    }
  assert_bad (wrong_hash, FALSE, bad);
  assert_bad (no_image, FALSE, bad);
  assert_bad (number, FALSE, bad);
  assert_bad (escaped, FALSE, bad);
  assert_bad (empty, FALSE, bad);
  assert_bad (none, TRUE, "1 image is only named");
  assert_bad (no_string, TRUE, "1 image is only named");
}

/* More bytes than an image may have, and more images than a prompt may have. */
static void
test_too_much (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) entry = g_string_new ("\"data\":\"");
  g_autoptr (GString) many = g_string_new (NULL);
  g_autofree char *large = NULL;
  g_autofree char *json = NULL;
  g_autoptr (LlmImportResult) result = NULL;

  for (guint i = 0; i < LLM_IMAGE_MAX_BYTES / 30 + 1; i++)
    g_string_append (entry, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
  g_string_append_c (entry, '"');
  large = make_entry (MISSING, entry->str);
  assert_bad (large, FALSE, "1 image was left out: it is damaged, too large");

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *hash = g_strdup_printf ("%064x", i);
      g_autofree char *one = make_entry (hash, "\"data\":\"AAAA\"");

      g_string_append_printf (many, "%s%s", i > 0 ? "," : "", one);
    }
  json = make_hostile (many->str);
  result = import (json);
  g_assert_null (get_images (result, 0));
  g_assert_cmpuint (result->warnings->len, ==, 2);
  assert_has (result->warnings->pdata[0], "100 images were left out: they are damaged");
  assert_has (result->warnings->pdata[1], "9900 images were left out: there are more");
}

/* What the one who decodes it refuses is taken out again. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) conversation = make_conversation (fixture);
  g_autofree char *json = export_as (fixture, conversation, LLM_EXPORT_JSON);
  g_autoptr (LlmImportResult) result = import (json);
  GPtrArray *images = get_images (result, 0);
  const char *hash = llm_image_get_hash (images->pdata[1]);

  /* In the place of one that was right. */
  g_hash_table_replace (result->images, g_strdup (hash), g_bytes_new ("no image", 8));
  add_images (result, fixture->images);
  images = get_images (result, 0);
  g_assert_cmpuint (images->len, ==, G_N_ELEMENTS (files));
  g_assert_cmpstr (llm_image_get_name (images->pdata[1]), ==, files[2]);
  assert_has (result->warnings->pdata[1], "1 image was left out: it is damaged");
}

/* --- HTML --- */

static void
test_html (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) conversation = make_conversation (fixture);
  g_autofree char *html = export_as (fixture, conversation, LLM_EXPORT_HTML);

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *encoded = encode (files[i]);
      g_autofree char *uri = g_strdup_printf ("<img src=\"data:image/%s;base64,%s\" width=\"",
                                              strchr (files[i], '.') + 1, encoded);

      g_assert_cmpuint (count (html, uri), ==, i == 0 ? 2 : 1);
    }
  g_assert_cmpuint (count (html, "<img "), ==, 5);
  g_assert_cmpuint (count (html, "<figure>"), ==, 6);
  assert_has (html, "alt=\"Checks &quot;&amp;&quot; &lt;b&gt;stripes&lt;/b&gt;\"");
  assert_has (html, "width=\"48\" height=\"32\" alt=");
  assert_has (html, "Image 2 of 5 · picture.jpeg · JPEG, 48 × 32, ");
  assert_has (html,
              "Image 5 of 5 · gone.jpeg · JPEG, 3000 × 2000, 1.2\302\240MB · no longer there");
  assert_has (html, "A photo");
  g_assert_null (strstr (html, "<script"));
  g_assert_null (strstr (html, "<b>stripes"));
  assert_has (html, "img-src data:;");

  fixture->options.read_image = NULL;
  g_free (html);
  html = export_as (fixture, conversation, LLM_EXPORT_HTML);
  g_assert_null (strstr (html, "<img "));
  g_assert_null (strstr (html, "no longer there"));
  assert_has (html, "Image 2 of 5 · picture.jpeg");
}

/* Bytes that are not what they are said to be are no part of a page. */
static GBytes *
read_evil (const char *hash, gpointer data, GError **error)
{
  static const char svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script></svg>";

  return g_bytes_new_static (svg, strlen (svg));
}

static void
test_only_images (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) conversation = make_conversation (fixture);
  g_autofree char *html = NULL;

  fixture->options.read_image = read_evil;
  html = export_as (fixture, conversation, LLM_EXPORT_HTML);
  g_assert_null (strstr (html, "<img "));
  g_assert_cmpuint (count (html, "no longer there"), ==, 6);
}

/* --- Markdown and CSV --- */

static void
test_markdown (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) conversation = make_conversation (fixture);
  g_autofree char *name = llm_export_make_image_folder_name ("My (trip) #1.md");
  g_autofree char *folder = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *text = export_as (fixture, conversation, LLM_EXPORT_MARKDOWN);

  /* Without a place for them they are named. */
  g_assert_null (strstr (text, "!["));
  assert_has (text, "*Image 2 of 5 · picture.jpeg · JPEG, 48 × 32, ");
  assert_has (text, "Image 1 of 5 · a\\](x)\"\\>\\<script\\>alert(1)\\</script\\>\\&\\*.png · PNG");
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));

  g_assert_cmpstr (name, ==, "My (trip) #1.images");
  fixture->options.image_folder = g_file_new_for_path (folder);
  g_free (text);
  text = export_as (fixture, conversation, LLM_EXPORT_MARKDOWN);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GBytes) bytes = load (files[i]);
      g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
      g_autofree char *file = g_strdup_printf ("%s.%s", hash, strchr (files[i], '.') + 1);
      g_autofree char *path = g_build_filename (folder, file, NULL);
      g_autofree char *link = g_strdup_printf ("](My%%20%%28trip%%29%%20%%231.images/%s)\n", file);
      g_autofree char *written = NULL;
      g_autoptr (GBytes) there = NULL;
      gsize length;

      g_assert_cmpuint (count (text, link), ==, i == 0 ? 2 : 1);
      g_assert_true (g_file_get_contents (path, &written, &length, NULL));
      there = g_bytes_new (written, length);
      g_assert_true (g_bytes_equal (bytes, there));
      g_unlink (path);
    }
  assert_has (text, "![Checks \"\\&\" \\<b\\>stripes\\</b\\>](");
  assert_has (text, "![Image 1](");
  assert_has (text,
              "gone.jpeg · JPEG, 3000 × 2000, 1.2\302\240MB · no longer there*\n\n> A photo\n");
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* A file is in the way of the folder. */
static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) conversation = make_conversation (fixture);
  g_autofree char *path = g_build_filename (fixture->folder, "x.images", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  fixture->options.image_folder = g_file_new_for_path (path);
  g_assert_null (
      llm_export_to_bytes (&conversation, 1, LLM_EXPORT_MARKDOWN, &fixture->options, NULL, &error));
  g_assert_nonnull (error);
  g_unlink (path);
}

static void
test_csv (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) conversation = make_conversation (fixture);
  g_autofree char *csv = export_as (fixture, conversation, LLM_EXPORT_CSV);
  g_auto (GStrv) lines = g_strsplit (csv, "\r\n", -1);

  assert_has (lines[0], ",tags,n_images,images");
  assert_has (lines[1], ",5,");
  assert_has (lines[1], " " MISSING ",");
  assert_has (lines[2], ",1,");
}

/* --- Pages --- */

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GHashTable **prepared = user_data;

  *prepared = llm_export_prepare_images_finish (result, &error);
  g_assert_no_error (error);
}

static GHashTable *
prepare (Fixture *fixture, LlmConversation *conversation)
{
  GHashTable *prepared = NULL;

  llm_export_prepare_images_async (&conversation, 1, &fixture->options, fixture->images, NULL,
                                   prepared_cb, &prepared);
  while (prepared == NULL)
    g_main_context_iteration (NULL, TRUE);
  fixture->options.read_image = llm_export_read_prepared;
  fixture->options.image_data = prepared;
  return prepared;
}

/* How many pictures are in a PDF file, as its objects say. */
static guint
count_objects (GBytes *pdf, const char *part)
{
  const gsize length = strlen (part);
  gsize size;
  const char *data = g_bytes_get_data (pdf, &size);
  guint n = 0;

  for (gsize i = 0; i + length <= size; i++)
    if (memcmp (data + i, part, length) == 0)
      n++;
  return n;
}

/* The coder of the tests makes nothing of WebP and GIF that pages have: they are named.  The
 * PNG is in the prompts twice and in the file once; JPEG is in it as it is. */
static void
test_pdf (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) conversation = make_conversation (fixture);
  g_autoptr (GHashTable) prepared = prepare (fixture, conversation);
  g_autoptr (GBytes) jpeg = load ("picture.jpeg");
  g_autoptr (GBytes) pdf = NULL;
  g_autoptr (GError) error = NULL;
  gsize size, jpeg_size;
  const char *bytes;
  gboolean found = FALSE;

  g_assert_cmpuint (g_hash_table_size (prepared), ==, G_N_ELEMENTS (files));
  pdf = llm_export_to_bytes (&conversation, 1, LLM_EXPORT_PDF, &fixture->options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_objects (pdf, "/Subtype /Image"), ==, 2);
  g_assert_cmpuint (count_objects (pdf, "/DCTDecode"), ==, 1);
  bytes = g_bytes_get_data (pdf, &size);
  jpeg_size = g_bytes_get_size (jpeg);
  for (gsize i = 0; i + jpeg_size <= size && !found; i++)
    found = memcmp (bytes + i, g_bytes_get_data (jpeg, NULL), jpeg_size) == 0;
  g_assert_true (found);
}

/* Images on pages of every size, too small ones as well. */
static void
test_pages (Fixture *fixture, gconstpointer data)
{
  static const double sizes[][2] = { { 595, 842 }, { 200, 200 }, { 1, 1 }, { 3000, 3000 } };
  g_autoptr (LlmConversation) conversation = make_conversation (fixture);
  g_autoptr (GHashTable) prepared = prepare (fixture, conversation);
  g_autoptr (LlmPdfDocument) document = NULL;

  document = llm_pdf_document_new (&conversation, 1, &fixture->options, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 600, 850);
      cairo_t *cr = cairo_create (surface);

      g_assert_true (llm_pdf_document_paginate (document, sizes[i][0], sizes[i][1], NULL, NULL));
      for (guint j = 0; j < llm_pdf_document_get_n_pages (document); j++)
        llm_pdf_document_draw_page (document, cr, j);
      g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
    }
}

/* An image is as large as its pixels, or as large as there is room for. */
static void
test_sizes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = load ("picture.png");
  const LlmImageHeader wide = { LLM_IMAGE_PNG, 2000, 1000 };
  const LlmImageHeader tall = { LLM_IMAGE_PNG, 100, 2000 };
  const LlmImageHeader small = { LLM_IMAGE_PNG, 40, 20 };
  const LlmImageHeader strange = { LLM_IMAGE_GIF, 40, 20 };
  const LlmImageHeader huge = { LLM_IMAGE_JPEG, 65000, 20 };
  const LlmImageHeader *const headers[] = { &wide, &tall, &small };
  const double heights[] = { 250, 350, 15 };

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      LlmPdfImage *image = llm_pdf_image_new (bytes, headers[i], MISSING);

      g_assert_cmpfloat_with_epsilon (llm_pdf_image_get_height (image, 500, 700), heights[i], 0.01);
      llm_pdf_image_free (image);
    }
  g_assert_null (llm_pdf_image_new (bytes, &strange, MISSING));
  g_assert_null (llm_pdf_image_new (bytes, &huge, MISSING));
}

#define ADD(name, func) g_test_add ("/render/images/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("round-trip", test_round_trip);
  ADD ("nowhere", test_nowhere);
  ADD ("facts", test_facts);
  ADD ("pieces", test_pieces);
  ADD ("places", test_places);
  ADD ("hostile", test_hostile);
  ADD ("too-much", test_too_much);
  ADD ("refused", test_refused);
  ADD ("html", test_html);
  ADD ("only-images", test_only_images);
  ADD ("markdown", test_markdown);
  ADD ("no-folder", test_no_folder);
  ADD ("csv", test_csv);
  ADD ("pdf", test_pdf);
  ADD ("pages", test_pages);
  ADD ("sizes", test_sizes);
  return g_test_run ();
}
