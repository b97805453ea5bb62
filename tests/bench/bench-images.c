/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

/* bench-images prepare HELPER: a photo of 12 megapixels is prepared for 2,000 pixels,
 * against gdk-pixbuf-thumbnailer; what the main thread does meanwhile at a time.
 * bench-images memory HELPER: the peak of adding 20 photos against that of one.
 * bench-images add N HELPER FOLDER: adds N photos and prints the peak in KiB. */

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "image-corpus.h"
#include "llm-image-helper.h"
#include "llm-images.h"

#define WIDTH 4000
#define HEIGHT 3000
#define MAX_SIDE 2000
#define N_ROUNDS 7
#define N_PHOTOS 20

#define LIMIT_TIME 1.5
#define LIMIT_GAP_MS 16.0
#define LIMIT_MEMORY 4.0

/* What meson takes for skipped. */
#define EXIT_SKIPPED 77

/* --- Blobs that are nowhere: on a disk they would be no memory either --- */

#define TEST_TYPE_BLOBS (test_blobs_get_type ())
G_DECLARE_FINAL_TYPE (TestBlobs, test_blobs, TEST, BLOBS, GObject)

struct _TestBlobs
{
  GObject parent_instance;
};

static void blobs_iface_init (LlmBlobsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestBlobs,
                               test_blobs,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_BLOBS, blobs_iface_init))

static void
test_blobs_put_async (LlmBlobs *blobs,
                      GBytes *bytes,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (blobs, cancellable, callback, user_data);

  g_task_return_pointer (task, g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes), g_free);
}

static void
blobs_iface_init (LlmBlobsInterface *iface)
{
  iface->put_async = test_blobs_put_async;
}

static void
test_blobs_class_init (TestBlobsClass *klass)
{
}

static void
test_blobs_init (TestBlobs *self)
{
}

/* --- Measuring --- */

static gint64
get_status (int pid, const char *key)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", pid);
  g_autofree char *status = NULL;
  const char *found;

  if (!g_file_get_contents (path, &status, NULL, NULL))
    return 0;
  found = strstr (status, key);
  return found != NULL ? g_ascii_strtoll (found + strlen (key), NULL, 10) : 0;
}

/* The peak of the helper that is running, in KiB. */
static gint64
get_helper_peak (void)
{
  g_autoptr (GDir) proc = g_dir_open ("/proc", 0, NULL);
  gint64 peak = 0;
  const char *entry;

  while ((entry = g_dir_read_name (proc)) != NULL)
    {
      const int pid = atoi (entry);

      if (pid > 0 && get_status (pid, "\nPPid:") == (gint64) getpid ())
        peak = MAX (peak, get_status (pid, "\nVmHWM:"));
    }
  return peak;
}

static double
get_thread_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

/* How long the main loop was away at most: by the clock, and by what the thread itself
 * did, which others on the machine cannot make longer. */
typedef struct
{
  gint64 last_us;
  double last_ms;
  double wall_ms;
  double work_ms;
} Gap;

static gboolean
gap_cb (gpointer user_data)
{
  Gap *gap = user_data;
  const gint64 now_us = g_get_monotonic_time ();
  const double now_ms = get_thread_ms ();

  if (gap->last_us > 0)
    {
      gap->wall_ms = MAX (gap->wall_ms, (double) (now_us - gap->last_us) / 1000);
      gap->work_ms = MAX (gap->work_ms, now_ms - gap->last_ms);
    }
  gap->last_us = now_us;
  gap->last_ms = now_ms;
  return G_SOURCE_CONTINUE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double first = *(const double *) a;
  const double second = *(const double *) b;

  return (first > second) - (first < second);
}

static double
get_median (double *values, guint n)
{
  qsort (values, n, sizeof *values, compare);
  return values[n / 2];
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* --- Preparing --- */

static double
prepare (LlmImageCoder *coder, GBytes *file, gsize *size)
{
  const LlmImageLimits limits = {
    .formats = 1u << LLM_IMAGE_PNG | 1u << LLM_IMAGE_JPEG,
    .max_side = MAX_SIDE,
    .max_bytes = 4718592,
  };
  const gint64 start = g_get_monotonic_time ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmImageData) data = NULL;

  llm_image_coder_prepare_async (coder, file, &limits, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  data = llm_image_coder_prepare_finish (coder, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (llm_image_data_get_width (data), ==, MAX_SIDE);
  *size = g_bytes_get_size (llm_image_data_get_bytes (data));
  return (double) (g_get_monotonic_time () - start) / 1000;
}

static double
make_thumbnail (const char *program, const char *path, const char *to)
{
  const gint64 start = g_get_monotonic_time ();
  g_autofree char *side = g_strdup_printf ("%d", MAX_SIDE);
  const char *const argv[] = { program, "-s", side, path, to, NULL };
  int status = 1;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL,
                               &status, NULL));
  g_assert_cmpint (status, ==, 0);
  return (double) (g_get_monotonic_time () - start) / 1000;
}

static GBytes *
make_photo (void)
{
  g_autoptr (GdkPixbuf) pixbuf = corpus_photo (WIDTH, HEIGHT);
  GBytes *file = corpus_save (pixbuf, "jpeg", "quality", "92");

  g_assert_cmpuint (g_bytes_get_size (file), <, LLM_IMAGE_MAX_BYTES);
  return file;
}

static int
bench_prepare (const char *helper, const char *folder)
{
  g_autofree char *program = g_find_program_in_path ("gdk-pixbuf-thumbnailer");
  g_autoptr (LlmImageCoder) coder = llm_image_helper_new (helper);
  g_autoptr (GBytes) file = make_photo ();
  g_autofree char *path = g_build_filename (folder, "photo.jpg", NULL);
  g_autofree char *to = g_build_filename (folder, "photo.png", NULL);
  double ours[N_ROUNDS];
  double theirs[N_ROUNDS];
  Gap gap = { 0 };
  gsize size = 0;
  double first;
  double ratio;

  if (program == NULL)
    return EXIT_SKIPPED;
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (file, NULL),
                                      (gssize) g_bytes_get_size (file), NULL));
  first = prepare (coder, file, &size);
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      guint id = g_timeout_add_full (G_PRIORITY_HIGH, 1, gap_cb, &gap, NULL);

      gap.last_us = 0;
      ours[i] = prepare (coder, file, &size);
      g_source_remove (id);
      theirs[i] = make_thumbnail (program, path, to);
    }
  g_remove (path);
  g_remove (to);
  ratio = get_median (ours, N_ROUNDS) / get_median (theirs, N_ROUNDS);
  g_print ("%d × %d, %.1f MB to %d px, %.2f MB: %.0f ms (with the start of the helper %.0f ms); "
           "gdk-pixbuf-thumbnailer: %.0f ms; %.2f times, limit %.1f%s\n",
           WIDTH, HEIGHT, (double) g_bytes_get_size (file) / 1e6, MAX_SIDE, (double) size / 1e6,
           get_median (ours, N_ROUNDS), first, get_median (theirs, N_ROUNDS), ratio, LIMIT_TIME,
           ratio > LIMIT_TIME ? ": missed" : "");
  g_print ("main loop away: %.1f ms of work, limit %.0f%s; %.1f ms by the clock\n", gap.work_ms,
           LIMIT_GAP_MS, gap.work_ms > LIMIT_GAP_MS ? ": missed" : "", gap.wall_ms);
  return ratio > LIMIT_TIME || gap.work_ms > LIMIT_GAP_MS ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* --- Memory --- */

typedef struct
{
  guint n_left;
  gint64 helper_peak;
} Adding;

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Adding *adding = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmImage) image = llm_images_add_finish (LLM_IMAGES (source), result, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (llm_image_get_facts (image)->width, ==, WIDTH);
  adding->n_left--;
}

static gboolean
sample_cb (gpointer user_data)
{
  Adding *adding = user_data;

  adding->helper_peak = MAX (adding->helper_peak, get_helper_peak ());
  return G_SOURCE_CONTINUE;
}

/* In a process of its own, so that its peak is that of adding alone. */
static int
add_photos (guint n_photos, const char *helper, const char *folder)
{
  g_autoptr (TestBlobs) blobs = g_object_new (TEST_TYPE_BLOBS, NULL);
  g_autoptr (LlmImageCoder) coder = llm_image_helper_new (helper);
  g_autoptr (LlmImages) images = llm_images_new (LLM_BLOBS (blobs), coder);
  Adding adding = { n_photos, 0 };
  const guint id = g_timeout_add (5, sample_cb, &adding);

  for (guint i = 0; i < n_photos; i++)
    {
      g_autofree char *name = g_strdup_printf ("photo-%u.jpg", i);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GFile) file = g_file_new_for_path (path);

      llm_images_add_file_async (images, file, NULL, added_cb, &adding);
    }
  while (adding.n_left > 0)
    g_main_context_iteration (NULL, TRUE);
  sample_cb (&adding);
  g_source_remove (id);
  g_print ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", get_status (getpid (), "\nVmHWM:"),
           adding.helper_peak);
  return EXIT_SUCCESS;
}

static void
measure_adding (
    guint n_photos, const char *helper, const char *folder, gint64 *own, gint64 *helpers)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *number = g_strdup_printf ("%u", n_photos);
  const char *const argv[] = { program, "add", number, helper, folder, NULL };
  g_autofree char *output = NULL;
  g_auto (GStrv) words = NULL;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output,
                               NULL, NULL, NULL));
  words = g_strsplit (output, " ", 2);
  g_assert_cmpuint (g_strv_length (words), ==, 2);
  *own = g_ascii_strtoll (words[0], NULL, 10);
  *helpers = g_ascii_strtoll (words[1], NULL, 10);
}

static int
bench_memory (const char *helper, const char *folder)
{
  g_autoptr (GBytes) file = make_photo ();
  gint64 one[2];
  gint64 many[2];
  double ratio;

  /* Each is another image: a comment makes it so. */
  for (guint i = 0; i < N_PHOTOS; i++)
    {
      g_autofree char *name = g_strdup_printf ("photo-%u.jpg", i);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GBytes) photo = corpus_jpeg_insert (file, 0xfe, name, strlen (name));

      g_assert_true (g_file_set_contents (path, g_bytes_get_data (photo, NULL),
                                          (gssize) g_bytes_get_size (photo), NULL));
    }
  measure_adding (1, helper, folder, &one[0], &one[1]);
  measure_adding (N_PHOTOS, helper, folder, &many[0], &many[1]);
  for (guint i = 0; i < N_PHOTOS; i++)
    {
      g_autofree char *name = g_strdup_printf ("photo-%u.jpg", i);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  ratio = (double) (many[0] + many[1]) / (double) (one[0] + one[1]);
  g_print (
      "peak of adding one photo: %.1f MiB, its helper %.1f MiB; %d photos: %.1f MiB, %.1f MiB; "
      "%.2f times, limit %.0f%s\n",
      (double) one[0] / 1024, (double) one[1] / 1024, N_PHOTOS, (double) many[0] / 1024,
      (double) many[1] / 1024, ratio, LIMIT_MEMORY, ratio > LIMIT_MEMORY ? ": missed" : "");
  return ratio > LIMIT_MEMORY ? EXIT_FAILURE : EXIT_SUCCESS;
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  int status;

  g_assert_cmpint (argc, >=, 3);
  if (strcmp (argv[1], "add") == 0)
    {
      g_assert_cmpint (argc, ==, 5);
      return add_photos ((guint) atoi (argv[2]), argv[3], argv[4]);
    }
  folder = g_dir_make_tmp ("llmselect-images-XXXXXX", NULL);
  status = strcmp (argv[1], "memory") == 0 ? bench_memory (argv[2], folder)
                                           : bench_prepare (argv[2], folder);
  g_rmdir (folder);
  return status;
}
