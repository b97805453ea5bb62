/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "http-fixture.h"
#include "llm-demo-models.h"
#include "llm-demo-provider.h"
#include "llm-demo-server.h"
#include "llm-demo-socket.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <utime.h>

static const char *const model_ids[] = { "swift", "scholar", "prism", "zephyr" };

typedef struct
{
  LlmSettings *settings;
  LlmProvider *provider;
} Demo;

static void
demo_set_up (Demo *demo, gconstpointer speed)
{
  g_autoptr (GError) error = NULL;

  g_setenv ("LLMSELECT_DEMO_SPEED", speed != NULL ? speed : "0", TRUE);
  demo->settings = llm_settings_new (&error);
  g_assert_no_error (error);
  demo->provider = llm_demo_provider_new (demo->settings);
}

static guint
count_entries (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static gboolean
is_clean (gpointer user_data)
{
  return count_entries (g_get_user_runtime_dir ()) == 0;
}

static void
demo_tear_down (Demo *demo, gconstpointer speed)
{
  if (demo->provider != NULL)
    g_assert_finalize_object (g_steal_pointer (&demo->provider));
  g_assert_finalize_object (g_steal_pointer (&demo->settings));
  llm_test_wait (is_clean, NULL);
}

static LlmStreamProbe *
ask (Demo *demo, const char *model_id, const char *prompt)
{
  g_autoptr (LlmRequest) request = llm_request_new (model_id, "Be brief.", NULL);

  llm_request_add_message (request, LLM_ROLE_USER, "An earlier question");
  llm_request_add_message (request, LLM_ROLE_ASSISTANT, "An earlier answer");
  llm_request_add_message (request, LLM_ROLE_USER, prompt);
  return llm_stream_probe_new (llm_provider_start (demo->provider, request));
}

static void
assert_answer (const char *model_id, LlmStreamProbe *probe)
{
  const LlmUsage *usage = llm_stream_get_usage (probe->stream);
  glong text_tokens = (g_utf8_strlen (probe->text->str, -1) + 3) / 4;
  glong reasoning_tokens = (g_utf8_strlen (probe->reasoning->str, -1) + 3) / 4;

  g_assert_no_error (llm_stream_get_error (probe->stream));
  g_assert_cmpint (llm_stream_get_outcome (probe->stream), ==, LLM_STREAM_DONE);
  g_assert_cmpstr (llm_stream_get_finish_reason (probe->stream), ==, "stop");
  g_assert_true (g_str_has_prefix (probe->text->str, "> *Demo: a canned answer by the built-in "
                                                     "demo model "));
  g_assert_nonnull (strstr (probe->text->str, "; no AI was asked.*\n"));
  g_assert_null (strstr (probe->text->str, "{{"));
  g_assert_null (strstr (probe->reasoning->str, "{{"));
  g_assert_cmpint (usage->output, ==, text_tokens + reasoning_tokens);
  g_assert_cmpint (usage->input, >, 0);
  if (g_str_equal (model_id, "scholar") || g_str_equal (model_id, "prism"))
    g_assert_cmpint (usage->reasoning, ==, reasoning_tokens);
  else
    g_assert_cmpuint (probe->reasoning->len, ==, 0);
}

static void
test_answers (Demo *demo, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (model_ids); i++)
    {
      g_autoptr (LlmStreamProbe) probe = ask (demo, model_ids[i], "Why is the sky blue?");

      llm_stream_probe_run (probe);
      assert_answer (model_ids[i], probe);
      g_assert_nonnull (strstr (probe->text->str, "“Why is the sky blue?”"));
      g_assert_null (strstr (probe->text->str, "earlier"));
    }
}

/* Images go all the way; those of the last prompt are counted, and nobody looks at them. */
static LlmStreamProbe *
ask_about_images (Demo *demo, const char *model_id, gsize n_bytes, guint n_images)
{
  g_autoptr (LlmRequest) request = llm_request_new (model_id, NULL, NULL);
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) data
      = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_image_data_unref);

  for (guint i = 0; i < n_images; i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_take (g_malloc0 (n_bytes), n_bytes);
      LlmImageData *image = llm_image_data_new (bytes, LLM_IMAGE_PNG, 1, 1);
      const LlmImageFacts facts = { .hash = llm_image_data_get_hash (image) };

      g_ptr_array_add (data, image);
      g_ptr_array_add (images, llm_image_new (&facts, NULL, NULL));
    }
  llm_request_add_message (request, LLM_ROLE_USER, "What is this?");
  llm_request_add_images (request, images);
  llm_request_set_image_data (request, 0, data);
  return llm_stream_probe_new (llm_provider_start (demo->provider, request));
}

static void
test_images (Demo *demo, gconstpointer data)
{
  static const gsize sizes[] = { 100, 300 * 1024 };

  for (guint i = 0; i < G_N_ELEMENTS (model_ids); i++)
    for (guint j = 0; j < G_N_ELEMENTS (sizes); j++)
      {
        g_autoptr (LlmStreamProbe) one = ask_about_images (demo, model_ids[i], sizes[j], 1);
        g_autoptr (LlmStreamProbe) two = ask_about_images (demo, model_ids[i], sizes[j], 2);

        llm_stream_probe_run (one);
        llm_stream_probe_run (two);
        assert_answer (model_ids[i], one);
        assert_answer (model_ids[i], two);
        /* One of them has no eyes, and is not asked with images by this program. */
        if (g_str_equal (model_ids[i], "zephyr"))
          continue;
        g_assert_nonnull (strstr (one->text->str, "“What is this?” (an image came with it"));
        g_assert_nonnull (strstr (two->text->str, "“What is this?” (2 images came with it"));
      }
}

/* A model that is not there is refused, and one whose sender has gone is forgotten. */
static void
test_images_gone (Demo *demo, gconstpointer data)
{
  g_autoptr (LlmStreamProbe) probe = ask_about_images (demo, "swift", 300 * 1024, 1);
  g_autoptr (LlmStreamProbe) unknown = ask_about_images (demo, "nobody", 300 * 1024, 1);

  for (guint i = 0; i < 30; i++)
    g_main_context_iteration (NULL, FALSE);
  llm_stream_cancel (probe->stream);
  llm_stream_probe_run (unknown);
  g_assert_error (llm_stream_get_error (unknown->stream), LLM_ERROR, LLM_ERROR_MODEL_NOT_FOUND);
}

/* All at once, and in small pieces. */
static void
test_pace (Demo *demo, gconstpointer data)
{
  LlmStreamProbe *probes[G_N_ELEMENTS (model_ids)];
  gint64 begin = g_get_monotonic_time ();
  double seconds;

  for (guint i = 0; i < G_N_ELEMENTS (model_ids); i++)
    probes[i] = ask (demo, model_ids[i], "Why?");
  for (guint i = 0; i < G_N_ELEMENTS (model_ids); i++)
    {
      llm_stream_probe_run (probes[i]);
      assert_answer (model_ids[i], probes[i]);
      g_assert_cmpuint (probes[i]->n_text, >, 10);
      llm_stream_probe_free (probes[i]);
    }
  /* The slowest takes fourteen seconds at speed 1, this is speed 20. */
  seconds = (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
  g_assert_cmpfloat (seconds, >=, 12.0 / 20);
}

static char *
answer_to (Demo *demo, const char *prompt)
{
  g_autoptr (LlmStreamProbe) probe = ask (demo, "swift", prompt);

  llm_stream_probe_run (probe);
  g_assert_cmpint (llm_stream_get_outcome (probe->stream), ==, LLM_STREAM_DONE);
  return g_strdup (probe->text->str);
}

static void
test_quotes (Demo *demo, gconstpointer data)
{
  static const struct
  {
    const char *prompt;
    const char *quote;
  } quotes[] = {
    { "One\n\n  two\tthree ", "You asked: “One two three”\n" },
    { "```\n# <b>*x*</b>", "You asked: “\\`\\`\\` \\# \\<b\\>\\*x\\*\\</b\\>”\n" },
    { "Grüße, 日本", "You asked: “Grüße, 日本”\n" },
    { "", "You asked: “”\n" },
  };
  g_autofree char *prompt = g_strnfill (5000, 'x');
  g_autofree char *answer = NULL;
  g_autofree char *expected = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (quotes); i++)
    {
      g_autofree char *text = answer_to (demo, quotes[i].prompt);

      g_assert_nonnull (strstr (text, quotes[i].quote));
    }
  answer = answer_to (demo, prompt);
  prompt[80] = '\0';
  expected = g_strdup_printf ("“%s…”", prompt);
  g_assert_nonnull (strstr (answer, expected));
}

static void
test_max_tokens (Demo *demo, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (model_ids); i++)
    {
      g_autoptr (LlmParams) params = llm_params_new ();
      g_autoptr (LlmRequest) request = NULL;
      g_autoptr (LlmStreamProbe) probe = NULL;

      params->max_tokens = 40;
      request = llm_request_new (model_ids[i], NULL, params);
      llm_request_add_message (request, LLM_ROLE_USER, "Why?");
      probe = llm_stream_probe_new (llm_provider_start (demo->provider, request));
      llm_stream_probe_run (probe);
      g_assert_cmpint (llm_stream_get_outcome (probe->stream), ==, LLM_STREAM_DONE);
      g_assert_cmpstr (llm_stream_get_finish_reason (probe->stream), ==, "length");
      g_assert_cmpint (llm_stream_get_usage (probe->stream)->output, >=, 40);
      g_assert_cmpint (llm_stream_get_usage (probe->stream)->output, <, 60);
    }
}

static void
test_unknown_model (Demo *demo, gconstpointer data)
{
  g_autoptr (LlmStreamProbe) probe = ask (demo, "gpt-99", "Why?");

  llm_stream_probe_run (probe);
  assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_MODEL_NOT_FOUND);
}

static gboolean
has_text (gpointer user_data)
{
  LlmStreamProbe *probe = user_data;

  return probe->text->len > 0;
}

static void
test_cancel (Demo *demo, gconstpointer data)
{
  g_autoptr (LlmStreamProbe) stopped = ask (demo, "zephyr", "Why?");
  g_autoptr (LlmStreamProbe) other = ask (demo, "swift", "Why?");

  llm_test_wait (has_text, stopped);
  llm_stream_cancel (stopped->stream);
  llm_stream_probe_run (other);
  assert_answer ("swift", other);
  g_assert_cmpint (llm_stream_get_outcome (stopped->stream), ==, LLM_STREAM_STOPPED);
  g_assert_cmpuint (stopped->text->len, <, other->text->len);
}

/* The program may end while answers are coming. */
static void
test_end_while_running (Demo *demo, gconstpointer data)
{
  g_autoptr (LlmStreamProbe) probe = ask (demo, "zephyr", "Why?");

  llm_test_wait (has_text, probe);
  g_clear_object (&demo->provider);
  llm_stream_probe_run (probe);
  g_assert_cmpint (llm_stream_get_outcome (probe->stream), ==, LLM_STREAM_INTERRUPTED);
  g_assert_cmpuint (probe->text->len, >, 0);
}

/* A proxy resolver that counts, and sends everybody to a port where nobody is. */
#define TEST_TYPE_PROXY_RESOLVER (test_proxy_resolver_get_type ())
G_DECLARE_FINAL_TYPE (TestProxyResolver, test_proxy_resolver, TEST, PROXY_RESOLVER, GObject)

struct _TestProxyResolver
{
  GObject parent_instance;
};

static void test_proxy_resolver_iface_init (GProxyResolverInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestProxyResolver,
                               test_proxy_resolver,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER,
                                                      test_proxy_resolver_iface_init))

static guint n_proxy_lookups;

static gboolean
test_proxy_resolver_is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static char **
test_proxy_resolver_lookup (GProxyResolver *resolver,
                            const char *uri,
                            GCancellable *cancellable,
                            GError **error)
{
  static const char *const proxies[] = { "http://127.0.0.1:1", NULL };

  n_proxy_lookups++;
  return g_strdupv ((char **) proxies);
}

static void
test_proxy_resolver_lookup_async (GProxyResolver *resolver,
                                  const char *uri,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  g_task_return_pointer (task, test_proxy_resolver_lookup (resolver, uri, NULL, NULL),
                         (GDestroyNotify) g_strfreev);
}

static char **
test_proxy_resolver_lookup_finish (GProxyResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_proxy_resolver_iface_init (GProxyResolverInterface *iface)
{
  iface->is_supported = test_proxy_resolver_is_supported;
  iface->lookup = test_proxy_resolver_lookup;
  iface->lookup_async = test_proxy_resolver_lookup_async;
  iface->lookup_finish = test_proxy_resolver_lookup_finish;
}

static void
test_proxy_resolver_class_init (TestProxyResolverClass *klass)
{
}

static void
test_proxy_resolver_init (TestProxyResolver *self)
{
}

/* A proxy for everything must not get to see a demo. */
static void
test_proxy (Demo *demo, gconstpointer data)
{
  g_autoptr (LlmStreamProbe) probe = ask (demo, "swift", "Why?");

  llm_stream_probe_run (probe);
  assert_answer ("swift", probe);
  g_assert_true (TEST_IS_PROXY_RESOLVER (g_proxy_resolver_get_default ()));
  g_assert_cmpuint (n_proxy_lookups, ==, 0);
}

static void
check_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  gboolean *good = user_data;

  *good = llm_provider_check_key_finish (LLM_PROVIDER (object), result, NULL);
}

static gboolean
is_true (gpointer user_data)
{
  gboolean *flag = user_data;

  return *flag;
}

static void
test_interface (Demo *demo, gconstpointer data)
{
  gboolean good = FALSE;

  g_assert_cmpstr (llm_provider_get_id (demo->provider), ==, "demo");
  g_assert_cmpstr (llm_provider_get_name (demo->provider), ==, "Demo");
  g_assert_cmpint (llm_provider_get_flags (demo->provider), ==,
                   LLM_PROVIDER_CANNED | LLM_PROVIDER_LOCAL);
  llm_provider_check_key_async (demo->provider, NULL, NULL, check_cb, &good);
  llm_test_wait (is_true, &good);
  /* Nothing is set up for a demo that nobody asks. */
  g_assert_cmpuint (count_entries (g_get_user_runtime_dir ()), ==, 0);
}

/* --- The data --- */

static void
test_data (void)
{
  static const double least[] = { 3, 13, 7, 9 };
  static const double most[] = { 5, 15, 9, 11 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) models = llm_demo_models_load (&error);

  g_assert_no_error (error);
  g_assert_cmpuint (models->len, ==, G_N_ELEMENTS (model_ids));
  for (guint i = 0; i < models->len; i++)
    {
      const LlmDemoModel *model = g_ptr_array_index (models, i);
      g_auto (GStrv) fences = g_strsplit (model->answer, "```", -1);
      double length
          = (double) (g_utf8_strlen (model->answer, -1) + g_utf8_strlen (model->reasoning, -1));
      double seconds = model->first_token + length / 4 / model->tokens_per_second;

      g_assert_cmpstr (model->id, ==, model_ids[i]);
      g_assert_cmpint (model->format, ==, (LlmDemoFormat) i);
      g_assert_cmpstr (model->description, !=, NULL);
      g_assert_nonnull (strstr (model->answer, model->name));
      g_assert_nonnull (strstr (model->answer, "{{prompt}}"));
      g_assert_cmpint (model->has_reasoning, ==, *model->reasoning != '\0');
      /* Code blocks are closed. */
      g_assert_cmpuint (g_strv_length (fences) % 2, ==, 1);
      g_assert_cmpuint (g_strv_length (fences), >=, 3);
      g_assert_cmpfloat (seconds, >=, least[i]);
      g_assert_cmpfloat (seconds, <, most[i]);
    }
  g_assert_true (llm_demo_models_find (models, "prism") == g_ptr_array_index (models, 2));
  g_assert_null (llm_demo_models_find (models, "prisma"));
  g_assert_null (llm_demo_models_find (models, NULL));
}

/* --- The socket --- */

static char *
socket_dir (LlmDemoSocket *socket)
{
  GSocketAddress *address = llm_demo_socket_get_address (socket);

  return g_path_get_dirname (g_unix_socket_address_get_path (G_UNIX_SOCKET_ADDRESS (address)));
}

static void
test_socket (void)
{
  g_autoptr (GError) error = NULL;
  LlmDemoSocket *socket = llm_demo_socket_open (&error);
  g_autofree char *dir = NULL;
  struct stat info;

  g_assert_no_error (error);
  dir = socket_dir (socket);
  g_assert_true (g_str_has_prefix (dir, g_get_user_runtime_dir ()));
  g_assert_cmpint (lstat (dir, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 07777, ==, 0700);
  llm_demo_socket_close (socket);
  g_assert_false (g_file_test (dir, G_FILE_TEST_EXISTS));
}

static void
test_socket_elsewhere (void)
{
  g_autoptr (GError) error = NULL;
  LlmDemoSocket *socket;
  g_autofree char *dir = NULL;
  struct stat info;

  g_assert_cmpint (g_chmod (g_get_user_runtime_dir (), 0755), ==, 0);
  socket = llm_demo_socket_open (&error);
  g_assert_cmpint (g_chmod (g_get_user_runtime_dir (), 0700), ==, 0);
  g_assert_no_error (error);
  dir = socket_dir (socket);
  g_assert_false (g_str_has_prefix (dir, g_get_user_runtime_dir ()));
  g_assert_cmpint (lstat (dir, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 07777, ==, 0700);
  llm_demo_socket_close (socket);
  g_assert_false (g_file_test (dir, G_FILE_TEST_EXISTS));
}

static void
make_old (const char *path)
{
  const struct utimbuf times = { .actime = 1000000, .modtime = 1000000 };

  g_assert_cmpint (utime (path, &times), ==, 0);
}

static char *
make_left_over (const char *name, mode_t mode)
{
  char *dir = g_build_filename (g_get_user_runtime_dir (), name, NULL);
  g_autofree char *path = g_build_filename (dir, "socket", NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocket) socket
      = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);

  g_assert_cmpint (g_mkdir (dir, mode), ==, 0);
  g_assert_true (g_socket_bind (socket, address, FALSE, NULL));
  return dir;
}

static void
remove_left_over (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "socket", NULL);

  g_unlink (path);
  g_assert_cmpint (g_rmdir (dir), ==, 0);
}

static void
test_left_overs (void)
{
  LlmDemoSocket *alive = llm_demo_socket_open (NULL);
  LlmDemoSocket *socket;
  g_autofree char *alive_dir = socket_dir (alive);
  g_autofree char *dead_dir = make_left_over ("llmselect-demo-dead01", 0700);
  g_autofree char *new_dir = make_left_over ("llmselect-demo-new001", 0700);
  g_autofree char *open_dir = make_left_over ("llmselect-demo-open01", 0755);
  g_autofree char *empty_dir
      = g_build_filename (g_get_user_runtime_dir (), "llmselect-demo-empty1", NULL);
  g_autofree char *other_dir = make_left_over ("something-else", 0700);

  g_assert_cmpint (g_mkdir (empty_dir, 0700), ==, 0);
  make_old (alive_dir);
  make_old (dead_dir);
  make_old (open_dir);
  make_old (empty_dir);
  make_old (other_dir);

  socket = llm_demo_socket_open (NULL);
  g_assert_nonnull (socket);
  g_assert_false (g_file_test (dead_dir, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (empty_dir, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (alive_dir, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (new_dir, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (open_dir, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (other_dir, G_FILE_TEST_EXISTS));

  llm_demo_socket_close (socket);
  llm_demo_socket_close (alive);
  remove_left_over (new_dir);
  remove_left_over (open_dir);
  remove_left_over (other_dir);
}

static void
add (const char *path, const char *speed, void (*test) (Demo *demo, gconstpointer data))
{
  g_test_add (path, Demo, speed, demo_set_up, test, demo_tear_down);
}

int
main (int argc, char **argv)
{
  http_test_init (&argc, &argv);
  g_io_extension_point_register (G_PROXY_RESOLVER_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_PROXY_RESOLVER_EXTENSION_POINT_NAME, TEST_TYPE_PROXY_RESOLVER,
                                  "test", 1000);
  g_setenv ("GIO_USE_PROXY_RESOLVER", "test", TRUE);

  add ("/net/demo/answers", "0", test_answers);
  add ("/net/demo/images", "0", test_images);
  add ("/net/demo/images-gone", "0", test_images_gone);
  add ("/net/demo/pace", "20", test_pace);
  add ("/net/demo/quotes", "0", test_quotes);
  add ("/net/demo/max-tokens", "0", test_max_tokens);
  add ("/net/demo/unknown-model", "0", test_unknown_model);
  add ("/net/demo/cancel", "10", test_cancel);
  add ("/net/demo/end-while-running", "1", test_end_while_running);
  add ("/net/demo/proxy", "0", test_proxy);
  add ("/net/demo/interface", "0", test_interface);
  g_test_add_func ("/net/demo/data", test_data);
  g_test_add_func ("/net/demo/socket", test_socket);
  g_test_add_func ("/net/demo/socket/elsewhere", test_socket_elsewhere);
  g_test_add_func ("/net/demo/socket/left-overs", test_left_overs);

  return http_test_run ();
}
