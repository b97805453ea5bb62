/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-error.h"
#include "llm-fake-blobs.h"
#include "llm-fake-cache.h"
#include "llm-fake-coder.h"
#include "llm-fake-provider.h"
#include "llm-notice.h"
#include "llm-runner.h"
#include "llm-test-home.h"

/* What a run does with the images of its prompt and of the thread before it. */

/* Room for many images, and for none. */
#define WINDOW 100000
#define SMALL_WINDOW 2000

typedef struct
{
  FakeProvider *provider;
  FakeBlobs *blobs;
  FakeCoder *coder;
  LlmImages *images;
  LlmCatalog *catalog;
  LlmSettings *settings;
  LlmCache *cache;
  LlmRunner *runner;
  LlmComparison *comparison;
} Fixture;

static void
add_model (Fixture *fixture, const char *id, gboolean vision)
{
  g_autoptr (LlmModel) model = NULL;
  LlmModelFacts facts;

  llm_model_facts_init (&facts);
  facts.provider_id = "p";
  facts.id = id;
  facts.name = id;
  facts.context_window = vision ? WINDOW : SMALL_WINDOW;
  facts.vision = vision;
  facts.known = LLM_MODEL_KNOWS_VISION;
  model = llm_model_new (&facts);
  llm_catalog_add (fixture->catalog, model);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListStore) providers = g_list_store_new (LLM_TYPE_PROVIDER);
  g_autoptr (LlmAnswer) answer = llm_answer_new ("p", "sees", NULL);
  g_autoptr (GError) error = NULL;

  fixture->provider = fake_provider_new ("p");
  g_list_store_append (providers, fixture->provider);
  fixture->blobs = fake_blobs_new ();
  fixture->coder = fake_coder_new ();
  fixture->images = llm_images_new (LLM_BLOBS (fixture->blobs), LLM_IMAGE_CODER (fixture->coder));
  fixture->catalog = llm_catalog_new ();
  add_model (fixture, "sees", TRUE);
  add_model (fixture, "blind", FALSE);
  fixture->settings = llm_settings_new (&error);
  g_assert_no_error (error);
  g_settings_set_boolean (llm_settings_get_gsettings (fixture->settings), "response-cache", TRUE);
  fixture->cache = LLM_CACHE (fake_cache_new ());
  fixture->runner = llm_runner_new (G_LIST_MODEL (providers), fixture->catalog);
  llm_runner_set_settings (fixture->runner, fixture->settings);
  llm_runner_set_cache (fixture->runner, fixture->cache);
  llm_runner_set_images (fixture->runner, fixture->images);
  fixture->comparison = llm_comparison_new ("What is this?", NULL);
  llm_comparison_add (fixture->comparison, answer);
}

static gboolean
wake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

#define WAIT_FOR(condition)                                                                        \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 deadline = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;                               \
    guint wake_id = g_timeout_add (50, wake_cb, NULL);                                             \
                                                                                                   \
    while (!(condition) && g_get_monotonic_time () < deadline)                                     \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (wake_id);                                                                     \
    g_assert_true (condition);                                                                     \
  }                                                                                                \
  G_STMT_END

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->runner);
  g_assert_finalize_object (fixture->comparison);
  g_object_unref (fixture->cache);
  g_object_unref (fixture->settings);
  g_object_unref (fixture->catalog);
  /* A preparation that nobody waits for any more may still be under way, and a thread about
   * to let go. */
  g_object_add_weak_pointer (G_OBJECT (fixture->images), (gpointer *) &fixture->images);
  g_object_unref (fixture->images);
  WAIT_FOR (fixture->images == NULL);
  g_assert_finalize_object (fixture->coder);
  g_assert_finalize_object (fixture->blobs);
  g_assert_finalize_object (fixture->provider);
}

static LlmAnswer *
get_answer (Fixture *fixture)
{
  return llm_comparison_get_answer (fixture->comparison, 0);
}

static void
start (Fixture *fixture)
{
  llm_runner_start_answer (fixture->runner, fixture->comparison, get_answer (fixture),
                           LLM_RUN_FRESH);
}

/* The request that the @n-th attempt came with. */
static LlmRequest *
wait_for_request (Fixture *fixture, guint n)
{
  WAIT_FOR (fake_provider_get_n_streams (fixture->provider) >= n);
  return fake_provider_get_request (fixture->provider, n - 1);
}

static void
finish (Fixture *fixture, guint index, const char *text)
{
  LlmStream *stream = fake_provider_get_stream (fixture->provider, index);

  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, text);
  llm_stream_finish (stream, LLM_STREAM_DONE, NULL);
}

/* An image whose bytes begin as those of a format do. */
static LlmImage *
make_image (Fixture *fixture, LlmImageFormat format, const char *name)
{
  static const guint8 png[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13,
                                'I',  'H', 'D', 'R', 0,    0,    2,    0,    0, 0, 1, 0 };
  static const guint8 gif[] = { 'G', 'I', 'F', '8', '9', 'a', 0, 2, 0, 1, 0, 0, 0 };
  g_autoptr (GByteArray) array = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  LlmImageFacts facts = { .format = format, .width = 3000, .height = 2000 };

  if (format == LLM_IMAGE_PNG)
    g_byte_array_append (array, png, sizeof png);
  else
    g_byte_array_append (array, gif, sizeof gif);
  g_byte_array_append (array, (const guint8 *) name, (guint) strlen (name));
  bytes = g_bytes_new (array->data, array->len);
  facts.hash = fake_blobs_add (fixture->blobs, bytes);
  facts.size = (gint64) array->len;
  return llm_image_new (&facts, name, NULL);
}

static GPtrArray *
make_images (Fixture *fixture, const char *first, const char *second)
{
  GPtrArray *images = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (images, make_image (fixture, LLM_IMAGE_PNG, first));
  if (second != NULL)
    g_ptr_array_add (images, make_image (fixture, LLM_IMAGE_PNG, second));
  return images;
}

static void
give_images (Fixture *fixture, const char *first, const char *second)
{
  g_autoptr (GPtrArray) images = make_images (fixture, first, second);

  llm_comparison_set_images (fixture->comparison, images);
}

/* An earlier prompt about two images, and its answer. */
static GPtrArray *
give_thread (Fixture *fixture)
{
  g_autoptr (LlmThread) thread = llm_thread_new ();
  GPtrArray *images = make_images (fixture, "old-1.png", "old-2.png");

  llm_thread_add (thread, LLM_ROLE_USER, "And these?");
  llm_thread_add_images (thread, images);
  llm_thread_add (thread, LLM_ROLE_ASSISTANT, "Cats.");
  llm_answer_set_thread (get_answer (fixture), thread);
  return images;
}

static void
set_model (Fixture *fixture, const char *model_id)
{
  g_assert_true (llm_answer_set_model (get_answer (fixture), "p", model_id, NULL));
}

static void
set_without_images (Fixture *fixture)
{
  g_autoptr (LlmParams) params = llm_params_new ();

  params->without_images = TRUE;
  llm_answer_set_params (get_answer (fixture), params);
}

static const char *
find_notice (Fixture *fixture, const char *code)
{
  const char *const *notices = llm_answer_get_notices (get_answer (fixture));

  for (guint i = 0; notices[i] != NULL; i++)
    {
      if (llm_notice_is (notices[i], code))
        return notices[i];
    }
  return NULL;
}

static void
assert_failed (Fixture *fixture, const char *sentence)
{
  WAIT_FOR (llm_answer_get_state (get_answer (fixture)) == LLM_ANSWER_FAILED);
  g_assert_error (llm_answer_get_error (get_answer (fixture)), LLM_ERROR, LLM_ERROR_UNSUPPORTED);
  g_assert_cmpstr (llm_answer_get_error (get_answer (fixture))->message, ==, sentence);
  g_assert_cmpuint (fake_provider_get_n_streams (fixture->provider), ==, 0);
  g_assert_null (find_notice (fixture, LLM_NOTICE_IMAGES));
}

static void
assert_sent (const LlmRequest *request, guint message, guint index, LlmImage *image)
{
  const GPtrArray *data = llm_request_get_message (request, message)->data;

  g_assert_nonnull (data);
  g_assert_cmpuint (data->len, >, index);
  g_assert_cmpstr (llm_image_data_get_hash (data->pdata[index]), ==, llm_image_get_hash (image));
}

/* --- Sent --- */

static void
test_prompt (Fixture *fixture, gconstpointer data)
{
  const GPtrArray *images;
  const LlmRequest *request;
  g_autofree char *sentence = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *size = NULL;
  LlmSentImages sent;

  give_images (fixture, "one.png", NULL);
  start (fixture);
  request = wait_for_request (fixture, 1);
  images = llm_comparison_get_images (fixture->comparison);
  assert_sent (request, 0, 0, images->pdata[0]);
  g_assert_cmpuint (llm_request_get_n_images (request), ==, 1);

  /* Of one image the digest is that of its bytes. */
  g_assert_true (llm_answer_get_sent_images (get_answer (fixture), &sent));
  g_assert_cmpstr (sent.digest, ==, llm_image_get_hash (images->pdata[0]));
  g_assert_cmpuint (sent.n_images, ==, 1);
  g_assert_cmpuint (sent.kept_bytes, ==, sent.sent_bytes);
  size = g_format_size (sent.sent_bytes);
  sentence = llm_notice_to_sentence (find_notice (fixture, LLM_NOTICE_IMAGES));
  expected = g_strdup_printf ("1 image, %s, %.8s…", size, sent.digest);
  g_assert_cmpstr (sentence, ==, expected);
  finish (fixture, 0, "A cat.");
  g_assert_cmpint (llm_answer_get_state (get_answer (fixture)), ==, LLM_ANSWER_DONE);
}

static void
test_thread (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) old = NULL;
  g_autoptr (GString) hashes = g_string_new (NULL);
  g_autofree char *digest = NULL;
  const GPtrArray *images;
  const LlmRequest *request;
  LlmSentImages sent;

  give_images (fixture, "one.png", "two.png");
  old = give_thread (fixture);
  start (fixture);
  request = wait_for_request (fixture, 1);
  images = llm_comparison_get_images (fixture->comparison);
  for (guint i = 0; i < 2; i++)
    assert_sent (request, 0, i, old->pdata[i]);
  g_assert_null (llm_request_get_message (request, 1)->data);
  for (guint i = 0; i < 2; i++)
    assert_sent (request, 2, i, images->pdata[i]);

  /* Of several it is that of their digests, in the order in which they are sent. */
  for (guint i = 0; i < 2; i++)
    g_string_append (hashes, llm_image_get_hash (old->pdata[i]));
  for (guint i = 0; i < 2; i++)
    g_string_append (hashes, llm_image_get_hash (images->pdata[i]));
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, hashes->str, -1);
  g_assert_true (llm_answer_get_sent_images (get_answer (fixture), &sent));
  g_assert_cmpstr (sent.digest, ==, digest);
  g_assert_cmpuint (sent.n_images, ==, 4);
  g_assert_cmpuint (sent.kept_bytes, >, 0);
  g_assert_cmpuint (sent.kept_width, ==, 0);
}

/* A model that nobody knows is asked. */
static void
test_unknown_model (Fixture *fixture, gconstpointer data)
{
  set_model (fixture, "new");
  give_images (fixture, "one.png", NULL);
  start (fixture);
  g_assert_cmpuint (llm_request_get_n_images (wait_for_request (fixture, 1)), ==, 1);
}

static void
test_cache (Fixture *fixture, gconstpointer data)
{
  give_images (fixture, "one.png", NULL);
  start (fixture);
  wait_for_request (fixture, 1);
  finish (fixture, 0, "A cat.");

  start (fixture);
  WAIT_FOR (llm_answer_get_state (get_answer (fixture)) == LLM_ANSWER_DONE);
  g_assert_nonnull (find_notice (fixture, LLM_NOTICE_CACHED));
  g_assert_cmpuint (fake_provider_get_n_streams (fixture->provider), ==, 1);

  /* Other images under the same prompt are another question, and so is none. */
  give_images (fixture, "two.png", NULL);
  start (fixture);
  wait_for_request (fixture, 2);
  finish (fixture, 1, "A dog.");
  g_assert_cmpstr (llm_answer_get_text (get_answer (fixture)), ==, "A dog.");
  llm_comparison_set_images (fixture->comparison, NULL);
  start (fixture);
  wait_for_request (fixture, 3);
}

/* --- Not sent --- */

static void
test_without (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) old = NULL;
  g_autofree char *sentence = NULL;
  LlmSentImages sent;

  set_without_images (fixture);
  set_model (fixture, "blind");
  give_images (fixture, "one.png", NULL);
  old = give_thread (fixture);
  start (fixture);
  g_assert_cmpuint (llm_request_get_n_images (wait_for_request (fixture, 1)), ==, 0);
  g_assert_cmpuint (fake_coder_get_n_prepared (fixture->coder), ==, 0);
  g_assert_cmpstr (find_notice (fixture, LLM_NOTICE_WITHOUT_IMAGES), ==, "without-images:3");
  g_assert_null (find_notice (fixture, LLM_NOTICE_TRIMMED));
  sentence = llm_notice_to_sentence (find_notice (fixture, LLM_NOTICE_WITHOUT_IMAGES));
  g_assert_cmpstr (sentence, ==, "Asked without the 3 images of the conversation.");
  g_assert_false (llm_answer_get_sent_images (get_answer (fixture), &sent));
}

/* Nothing is told of images that never were. */
static void
test_without_none (Fixture *fixture, gconstpointer data)
{
  set_without_images (fixture);
  start (fixture);
  wait_for_request (fixture, 1);
  g_assert_cmpstr (llm_answer_get_notices (get_answer (fixture))[0], ==, NULL);
}

static void
test_blind_model (Fixture *fixture, gconstpointer data)
{
  set_model (fixture, "blind");
  give_images (fixture, "one.png", NULL);
  start (fixture);
  assert_failed (fixture, "blind cannot read images. Choose a model with vision, or send the "
                          "prompt without the images.");
}

/* A conversation about images may go on with a model that cannot read them, and for which
 * they need no room. */
static void
test_blind_thread (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) old = NULL;

  set_model (fixture, "blind");
  old = give_thread (fixture);
  start (fixture);
  g_assert_cmpuint (llm_request_get_n_images (wait_for_request (fixture, 1)), ==, 0);
  g_assert_cmpstr (find_notice (fixture, LLM_NOTICE_WITHOUT_IMAGES), ==, "without-images:2");
  g_assert_null (find_notice (fixture, LLM_NOTICE_TRIMMED));
}

static void
test_no_images (Fixture *fixture, gconstpointer data)
{
  llm_runner_set_images (fixture->runner, NULL);
  give_images (fixture, "one.png", NULL);
  start (fixture);
  assert_failed (fixture, "Images cannot be read here, so the model was not asked. Send the "
                          "prompt without them.");
}

static void
test_prompt_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) images = make_images (fixture, "one.png", "two.png");

  llm_comparison_set_images (fixture->comparison, images);
  g_assert_true (fake_blobs_remove (fixture->blobs, llm_image_get_hash (images->pdata[1])));
  start (fixture);
  assert_failed (fixture, "“two.png”: The image is no longer there: it was removed because of "
                          "the time that images are kept for, or its file was deleted.");
}

static void
test_thread_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) old = NULL;
  g_autofree char *sentence = NULL;
  const LlmRequest *request;

  give_images (fixture, "one.png", NULL);
  old = give_thread (fixture);
  g_assert_true (fake_blobs_remove (fixture->blobs, llm_image_get_hash (old->pdata[0])));
  start (fixture);
  request = wait_for_request (fixture, 1);
  g_assert_cmpuint (llm_request_get_message (request, 0)->images->len, ==, 1);
  assert_sent (request, 0, 0, old->pdata[1]);
  g_assert_cmpuint (llm_request_get_message (request, 2)->data->len, ==, 1);
  g_assert_cmpstr (find_notice (fixture, LLM_NOTICE_IMAGES_GONE), ==, "images-gone:1");
  sentence = llm_notice_to_sentence (find_notice (fixture, LLM_NOTICE_IMAGES_GONE));
  g_assert_cmpstr (sentence, ==,
                   "1 image of an earlier prompt was not sent: it could not be read any more.");
}

/* --- Limits --- */

static const LlmImageLimits png_only = {
  .formats = 1u << LLM_IMAGE_PNG,
  .max_side = 2000,
  .max_bytes = 1000,
  .max_images = 2,
  .max_total = 1000,
};

static void
test_too_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) images = make_images (fixture, "one.png", "two.png");

  g_ptr_array_add (images, make_image (fixture, LLM_IMAGE_PNG, "three.png"));
  llm_comparison_set_images (fixture->comparison, images);
  fake_provider_set_image_limits (fixture->provider, &png_only);
  start (fixture);
  assert_failed (fixture, "This model takes at most 2 images in one request, and there are 3. "
                          "Remove some of them.");
}

static void
test_too_large (Fixture *fixture, gconstpointer data)
{
  LlmImageLimits limits = png_only;

  limits.max_total = 50;
  fake_provider_set_image_limits (fixture->provider, &limits);
  give_images (fixture, "one.png", "two.png");
  start (fixture);
  assert_failed (fixture, "The images are larger than the 50 bytes that this model takes in one "
                          "request. Remove some of them.");
}

/* Of a conversation the oldest images are left out. */
static void
test_thread_trimmed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) old = NULL;
  g_autofree char *sentence = NULL;
  const LlmRequest *request;

  fake_provider_set_image_limits (fixture->provider, &png_only);
  give_images (fixture, "one.png", "two.png");
  old = give_thread (fixture);
  start (fixture);
  request = wait_for_request (fixture, 1);
  g_assert_null (llm_request_get_message (request, 0)->images);
  g_assert_cmpuint (llm_request_get_message (request, 2)->data->len, ==, 2);
  g_assert_cmpstr (find_notice (fixture, LLM_NOTICE_IMAGES_TRIMMED), ==, "images-trimmed:2");
  sentence = llm_notice_to_sentence (find_notice (fixture, LLM_NOTICE_IMAGES_TRIMMED));
  g_assert_cmpstr (sentence, ==,
                   "The oldest 2 images of earlier prompts were not sent: the provider takes no "
                   "more in one request.");
}

static void
test_differ (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (LlmAnswer) second = llm_answer_new ("p", "sees", "Second");
  const LlmRequest *request;

  g_ptr_array_add (images, make_image (fixture, LLM_IMAGE_GIF, "one.gif"));
  llm_comparison_set_images (fixture->comparison, images);
  llm_comparison_add (fixture->comparison, second);
  start (fixture);
  wait_for_request (fixture, 1);
  g_assert_false (llm_comparison_images_differ (fixture->comparison));
  llm_runner_start_answer (fixture->runner, fixture->comparison, second, LLM_RUN_AGAIN);
  wait_for_request (fixture, 2);
  g_assert_false (llm_comparison_images_differ (fixture->comparison));

  llm_runner_stop_answer (fixture->runner, second);
  fake_provider_set_image_limits (fixture->provider, &png_only);
  llm_runner_start_answer (fixture->runner, fixture->comparison, second, LLM_RUN_AGAIN);
  request = wait_for_request (fixture, 3);
  g_assert_cmpint (llm_image_data_get_format (llm_request_get_message (request, 0)->data->pdata[0]),
                   ==, LLM_IMAGE_PNG);
  g_assert_true (llm_comparison_images_differ (fixture->comparison));
}

/* --- Given up --- */

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  fake_coder_set_held (fixture->coder, TRUE);
  give_images (fixture, "one.png", NULL);
  start (fixture);
  for (guint i = 0; i < 5; i++)
    g_main_context_iteration (NULL, FALSE);
  llm_runner_stop_answer (fixture->runner, get_answer (fixture));
  g_assert_cmpint (llm_answer_get_state (get_answer (fixture)), ==, LLM_ANSWER_STOPPED);

  fake_coder_set_held (fixture->coder, FALSE);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (fake_provider_get_n_streams (fixture->provider), ==, 0);
  g_assert_cmpint (llm_answer_get_state (get_answer (fixture)), ==, LLM_ANSWER_STOPPED);
}

/* --- What is known of models, and what is stored --- */

static void
test_reads_images (void)
{
  LlmModelFacts facts;

  g_assert_cmpint (llm_model_reads_images (NULL), ==, LLM_READS_IMAGES_UNKNOWN);
  for (guint i = 0; i < 4; i++)
    {
      static const LlmReadsImages expected[] = { LLM_READS_IMAGES_UNKNOWN, LLM_READS_IMAGES_YES,
                                                 LLM_READS_IMAGES_NO, LLM_READS_IMAGES_YES };
      g_autoptr (LlmModel) model = NULL;

      llm_model_facts_init (&facts);
      facts.provider_id = "p";
      facts.id = "m";
      facts.vision = (i & 1) != 0;
      facts.known = (i & 2) != 0 ? LLM_MODEL_KNOWS_VISION : 0;
      model = llm_model_new (&facts);
      g_assert_cmpint (llm_model_reads_images (model), ==, expected[i]);
    }
}

static void
test_params (void)
{
  g_autoptr (LlmParams) params = llm_params_new ();
  g_autoptr (LlmParams) read = NULL;
  g_autoptr (LlmParams) old = llm_params_from_string ("{'seed': <int64 7>}");
  g_autofree char *none = llm_params_to_string (params);
  g_autofree char *set = NULL;

  /* What was stored before reads as it did. */
  g_assert_cmpstr (none, ==, "@a{sv} {}");
  g_assert_false (old->without_images);
  params->without_images = TRUE;
  set = llm_params_to_string (params);
  g_assert_cmpstr (set, ==, "{'without-images': <true>}");
  read = llm_params_from_string (set);
  g_assert_true (read->without_images);
}

static void
test_notice (void)
{
  static const char *const bad[] = {
    "images",
    "images:",
    "images:2",
    "images:2 abc",
    "images:0 %s",
    "images:-1 %s",
    "images: %s",
    "images:2  %s",
    "images:99999999999 %s",
    "images:2 %s0",
    "without-images:2 %s",
  };
  g_autofree char *digest = g_strnfill (64, 'a');
  LlmSentImages sent;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GString) text = g_string_new (bad[i]);

      g_string_replace (text, "%s", digest, 0);
      g_test_message ("%s", text->str);
      g_assert_false (llm_notice_get_images (text->str, &sent));
      g_assert_cmpuint (sent.n_images, ==, 0);
    }
}

/* Sizes are told where they are known, and before and after where they differ. */
static void
test_sizes (void)
{
  static const struct
  {
    const char *argument;
    const char *sentence;
  } cases[] = {
    { "2 %s", "2 images, aaaaaaaa…" },
    { "2 %s 3000000 410000", "2 images, aaaaaaaa…" },
    { "2 %s 3000000 410000 0 0 0 x", "2 images, aaaaaaaa…" },
    { "2 %s 3000000 -4 0 0 0 0", "2 images, aaaaaaaa…" },
    { "2 %s 3000000 410000 0 0 0 0", "2 images, 3.0\302\240MB sent as 410.0\302\240kB, aaaaaaaa…" },
    { "1 %s 410000 410000 9 9 9 9", "1 image, 410.0\302\240kB, aaaaaaaa…" },
    { "1 %s 3000000 410000 9 9 9 9",
      "1 image, 3.0\302\240MB sent as 410.0\302\240kB, aaaaaaaa…" },
    { "1 %s 3000000 410000 4000 3000 2000 1500",
      "1 image, 4000 × 3000 (3.0\302\240MB) sent as 2000 × 1500 (410.0\302\240kB), aaaaaaaa…" },
  };
  g_autofree char *digest = g_strnfill (64, 'a');

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) argument = g_string_new (cases[i].argument);
      g_autofree char *notice = NULL;
      g_autofree char *again = NULL;
      g_autofree char *sentence = NULL;
      LlmSentImages sent;

      g_string_replace (argument, "%s", digest, 0);
      notice = llm_notice_new (LLM_NOTICE_IMAGES, argument->str);
      sentence = llm_notice_to_sentence (notice);
      g_assert_cmpstr (sentence, ==, cases[i].sentence);
      g_assert_true (llm_notice_get_images (notice, &sent));
      g_assert_cmpstr (sent.digest, ==, digest);
      again = llm_notice_new_for_images (&sent);
      if (sent.sent_bytes > 0)
        g_assert_cmpstr (again, ==, notice);
    }
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "prompt", test_prompt },
    { "thread", test_thread },
    { "unknown-model", test_unknown_model },
    { "cache", test_cache },
    { "without", test_without },
    { "without-none", test_without_none },
    { "blind-model", test_blind_model },
    { "blind-thread", test_blind_thread },
    { "no-images", test_no_images },
    { "prompt-gone", test_prompt_gone },
    { "thread-gone", test_thread_gone },
    { "too-many", test_too_many },
    { "too-large", test_too_large },
    { "thread-trimmed", test_thread_trimmed },
    { "differ", test_differ },
    { "stop", test_stop },
  };
  char *home;
  int status;

  home = llm_test_home_begin ();
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/run-images/", tests[i].path, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
    }
  g_test_add_func ("/run-images/reads-images", test_reads_images);
  g_test_add_func ("/run-images/params", test_params);
  g_test_add_func ("/run-images/notice", test_notice);
  g_test_add_func ("/run-images/sizes", test_sizes);
  status = g_test_run ();
  llm_test_home_end (home);
  return status;
}
