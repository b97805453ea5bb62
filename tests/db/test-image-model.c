/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db.h"
#include "llm-image-test.h"
#include "llm-store-test.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* Two stores with one folder do whatever comes into their heads, and a model says which
 * images must be there.  Then a process does that and is killed. */

#define DAY (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)
#define RETENTION_DAYS 30

/* Sanitizers make each many times slower. */
#if defined(__SANITIZE_ADDRESS__)
#define N_SEQUENCES 100
#else
#define N_SEQUENCES 1000
#endif
#define N_STEPS 16
#define N_STORES 2
#define N_IMAGES 5
#define N_CONVERSATIONS 6

/* What the model knows of an image. */
typedef struct
{
  char *text;
  char *hash;
  gboolean there;
  gboolean is_new; /* put within a day */
  gboolean known;  /* the history has a row of it */
  gboolean expired;
} Image;

/* What it knows of a conversation; one without an id is not there. */
typedef struct
{
  char *id;
  gboolean pinned;
  gboolean trashed;
  gboolean old;
  guint images; /* bits */
} Conversation;

typedef struct
{
  char *folder;
  char *path;
  LlmStore *stores[N_STORES];
  LlmBlobs *blobs[N_STORES];
  Image images[N_IMAGES];
  Conversation conversations[N_CONVERSATIONS];
  guint n_of_steps[16];
} World;

static guint
random_below (guint n)
{
  return (guint) g_test_rand_int_range (0, (gint32) n);
}

static LlmStore *
any_store (World *world)
{
  return world->stores[random_below (N_STORES)];
}

static LlmBlobs *
any_blobs (World *world)
{
  return world->blobs[random_below (N_STORES)];
}

static char *
get_path (World *world, const Image *image)
{
  return image_test_get_path (world->folder, image->hash);
}

static void
open_stores (World *world)
{
  for (guint i = 0; i < N_STORES; i++)
    {
      world->stores[i] = store_test_open (world->path);
      world->blobs[i] = image_test_open (world->stores[i]);
    }
}

static void
close_stores (World *world)
{
  for (guint i = 0; i < N_STORES; i++)
    {
      g_assert_finalize_object (g_steal_pointer (&world->blobs[i]));
      store_test_close (&world->stores[i]);
    }
}

static World *
world_new (const char *folder)
{
  World *world = g_new0 (World, 1);

  world->folder = folder != NULL ? g_strdup (folder) : store_test_make_folder ();
  world->path = g_build_filename (world->folder, "test.db", NULL);
  for (guint i = 0; i < N_IMAGES; i++)
    {
      world->images[i].text = g_strdup_printf ("image %u", i);
      world->images[i].hash = image_test_hash (world->images[i].text);
    }
  open_stores (world);
  return world;
}

static void
world_free (World *world)
{
  close_stores (world);
  for (guint i = 0; i < N_IMAGES; i++)
    {
      g_free (world->images[i].text);
      g_free (world->images[i].hash);
    }
  for (guint i = 0; i < N_CONVERSATIONS; i++)
    g_free (world->conversations[i].id);
  g_free (world->folder);
  g_free (world->path);
  g_free (world);
}

/* --- Steps --- */

static void
note_put (Image *image)
{
  image->there = image->is_new = TRUE;
  image->expired = FALSE;
}

static void
step_put (World *world)
{
  Image *image = &world->images[random_below (N_IMAGES)];
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = image_test_put (any_blobs (world), image->text, &error);

  g_assert_no_error (error);
  note_put (image);
}

static guint
choose_images (void)
{
  return random_below (1 << N_IMAGES) & random_below (1 << N_IMAGES);
}

static LlmComparison *
make_turn (World *world, guint images)
{
  const char *texts[N_IMAGES + 1] = { NULL };
  guint n = 0;

  for (guint i = 0; i < N_IMAGES; i++)
    {
      if ((images & 1u << i) != 0)
        texts[n++] = world->images[i].text;
    }
  return image_test_make_comparison ("Prompt", texts);
}

/* A new conversation, or another turn of one. */
static void
step_save (World *world)
{
  Conversation *conversation = &world->conversations[random_below (N_CONVERSATIONS)];
  const guint images = choose_images ();
  g_autoptr (LlmComparison) turn = make_turn (world, images);
  g_autoptr (GError) error = NULL;

  if (conversation->id == NULL)
    *conversation = (Conversation){ .id = g_strdup (llm_comparison_get_id (turn)) };
  else
    llm_comparison_set_place (turn, conversation->id, conversation->id, NULL);
  store_test_save (any_store (world), turn, &error);
  g_assert_no_error (error);
  conversation->images |= images;
  conversation->old = FALSE;
  for (guint i = 0; i < N_IMAGES; i++)
    {
      if ((images & 1u << i) == 0)
        continue;
      world->images[i].expired
          = !world->images[i].there && (!world->images[i].known || world->images[i].expired);
      world->images[i].known = TRUE;
    }
}

static void
step_delete (World *world)
{
  Conversation *conversation = &world->conversations[random_below (N_CONVERSATIONS)];
  g_autoptr (GError) error = NULL;

  if (conversation->id == NULL)
    return;
  store_test_delete (any_store (world), conversation->id, &error);
  g_assert_no_error (error);
  g_clear_pointer (&conversation->id, g_free);
}

static void
change (World *world, Conversation *conversation, const LlmEntryChange *change)
{
  const char *const ids[] = { conversation->id, NULL };
  g_autoptr (GError) error = NULL;

  store_test_update_entries (any_store (world), ids, change, &error);
  g_assert_no_error (error);
}

static void
step_pin (World *world)
{
  Conversation *conversation = &world->conversations[random_below (N_CONVERSATIONS)];

  if (conversation->id == NULL)
    return;
  conversation->pinned = !conversation->pinned;
  change (world, conversation,
          &(LlmEntryChange){ .fields = LLM_ENTRY_PINNED, .pinned = conversation->pinned });
}

static void
step_trash (World *world)
{
  Conversation *conversation = &world->conversations[random_below (N_CONVERSATIONS)];

  if (conversation->id == NULL)
    return;
  conversation->trashed = !conversation->trashed;
  change (world, conversation,
          &(LlmEntryChange){ .fields = LLM_ENTRY_TRASHED, .trashed = conversation->trashed });
}

static void
step_purge (World *world)
{
  g_autoptr (GError) error = NULL;

  store_test_purge (any_store (world), G_MAXINT64, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_CONVERSATIONS; i++)
    {
      if (world->conversations[i].trashed)
        {
          g_clear_pointer (&world->conversations[i].id, g_free);
          world->conversations[i].trashed = FALSE;
        }
    }
}

/* Time goes by for a conversation, or for a file. */
static void
step_leave_alone (World *world)
{
  Conversation *conversation = &world->conversations[random_below (N_CONVERSATIONS)];
  g_autofree char *sql = NULL;

  if (conversation->id == NULL)
    return;
  conversation->old = TRUE;
  sql = g_strdup_printf ("UPDATE conversation SET active_at = %" G_GINT64_FORMAT " WHERE id = '%s'",
                         g_get_real_time () - (RETENTION_DAYS + 1) * DAY, conversation->id);
  store_test_execute (world->path, sql);
}

static void
age_file (World *world, Image *image)
{
  g_autofree char *path = get_path (world, image);

  if (image->there)
    image_test_age (path, 2 * DAY);
  image->is_new = FALSE;
}

static void
step_age (World *world)
{
  age_file (world, &world->images[random_below (N_IMAGES)]);
}

/* --- Sweeping: what the model says of it --- */

static gboolean
has_image (const Conversation *conversation, guint i)
{
  return conversation->id != NULL && (conversation->images & 1u << i) != 0;
}

static gboolean
is_referred (World *world, guint i)
{
  for (guint n = 0; n < N_CONVERSATIONS; n++)
    {
      if (has_image (&world->conversations[n], i))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_wanted (World *world, guint i, gboolean expires)
{
  for (guint n = 0; n < N_CONVERSATIONS; n++)
    {
      const Conversation *conversation = &world->conversations[n];

      if (has_image (conversation, i) && (!expires || conversation->pinned || !conversation->old))
        return TRUE;
    }
  return FALSE;
}

static void
sweep_image (World *world, guint i, gboolean expires)
{
  Image *image = &world->images[i];
  const gboolean wanted = is_wanted (world, i, expires);
  const gboolean can_go = !image->there || !image->is_new;

  if (image->known && !is_referred (world, i))
    image->known = image->expired = FALSE;
  if (image->known && expires && !wanted && can_go)
    image->expired = TRUE;
  if (image->known && image->expired && wanted && image->there)
    image->expired = FALSE;
  if (can_go && (!image->known || image->expired))
    image->there = FALSE;
}

static gint64
get_expiry (gboolean expires)
{
  return expires ? g_get_real_time () - RETENTION_DAYS * DAY : 0;
}

static void
step_sweep (World *world)
{
  const gboolean expires = random_below (2) == 0;
  const guint kept = random_below (4) == 0 ? random_below (N_IMAGES) : N_IMAGES;
  const char *const keep[] = { kept < N_IMAGES ? world->images[kept].hash : NULL, NULL };
  g_autoptr (GError) error = NULL;

  image_test_sweep (any_blobs (world), get_expiry (expires), keep, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_IMAGES; i++)
    {
      if (i != kept)
        sweep_image (world, i, expires);
    }
}

typedef struct
{
  guint n_left;
  gboolean done;
} Both;

static void
both_put_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Both *both = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = llm_blobs_put_finish (LLM_BLOBS (source), result, &error);

  g_assert_no_error (error);
  both->done = --both->n_left == 0;
}

static void
both_swept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Both *both = user_data;
  g_autoptr (GError) error = NULL;

  llm_blobs_sweep_finish (LLM_BLOBS (source), result, NULL, &error);
  g_assert_no_error (error);
  both->done = --both->n_left == 0;
}

/* One store sweeps while the other puts what would have gone: whoever is first, it is
 * there. */
static void
step_both (World *world)
{
  const guint who = random_below (N_STORES);
  const guint i = random_below (N_IMAGES);
  Image *image = &world->images[i];
  g_autoptr (GBytes) bytes = g_bytes_new (image->text, strlen (image->text));
  Both both = { 2, FALSE };

  age_file (world, image);
  llm_blobs_sweep_async (world->blobs[who], get_expiry (TRUE), NULL, NULL, both_swept_cb, &both);
  if (random_below (2) == 0)
    g_main_context_iteration (NULL, FALSE);
  llm_blobs_put_async (world->blobs[1 - who], bytes, NULL, both_put_cb, &both);
  store_test_wait (&both.done);

  for (guint n = 0; n < N_IMAGES; n++)
    {
      if (n != i)
        sweep_image (world, n, TRUE);
    }
  /* Whether its row was forgotten first does not matter. */
  if (image->known && !is_referred (world, i))
    image->known = FALSE;
  note_put (image);
}

/* --- Looking --- */

/* Whether the history says so: 1 expired, 0 not, -1 nothing known. */
static int
read_row (LlmDb *db, const Image *image)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT coalesce ((SELECT expired_at IS NOT NULL FROM image WHERE hash = '%s'), -1)",
      image->hash);
  g_autoptr (GError) error = NULL;
  gint64 value;

  llm_db_query_int64 (db, sql, &value, &error);
  g_assert_no_error (error);
  return (int) value;
}

static void
check (World *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmDb) db = llm_db_open (world->path, LLM_DB_READ_ONLY, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < N_IMAGES; i++)
    {
      const Image *image = &world->images[i];
      g_autofree char *path = get_path (world, image);
      const int row = read_row (db, image);

      g_assert_cmpint (g_file_test (path, G_FILE_TEST_IS_REGULAR), ==, image->there);
      if (is_referred (world, i))
        g_assert_cmpint (row, ==, image->expired);
      /* What must never be, whatever the model thinks. */
      g_assert_false (row == 0 && !image->there && is_referred (world, i));
    }
}

typedef void (*Step) (World *world);

static const Step steps[] = {
  step_put,   step_put,         step_put, step_save, step_save, step_save,  step_delete, step_pin,
  step_trash, step_leave_alone, step_age, step_age,  step_both, step_sweep, step_sweep,  step_purge,
};

static void
run_sequence (World *world)
{
  for (guint i = 0; i < N_STEPS; i++)
    {
      const guint which = random_below (G_N_ELEMENTS (steps));

      steps[which](world);
      check (world);
    }
}

/* Nothing is left of the sequence before but rows that nothing refers to. */
static void
reset (World *world)
{
  for (guint i = 0; i < N_CONVERSATIONS; i++)
    {
      g_clear_pointer (&world->conversations[i].id, g_free);
      world->conversations[i] = (Conversation){ NULL };
    }
  store_test_execute (world->path, "DELETE FROM conversation; DELETE FROM image;");
  for (guint i = 0; i < N_IMAGES; i++)
    {
      Image *image = &world->images[i];
      g_autofree char *path = get_path (world, image);

      if (image->there)
        g_assert_no_errno (g_unlink (path));
      image->there = image->is_new = image->known = image->expired = FALSE;
    }
}

static void
test_model (void)
{
  World *world = world_new (NULL);
  g_autofree char *folder = g_strdup (world->folder);
  g_autoptr (GError) error = NULL;

  store_test_flush (world->stores[0], &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_SEQUENCES; i++)
    {
      run_sequence (world);
      reset (world);
    }
  world_free (world);
  store_test_remove_folder (folder);
}

/* --- A process that is killed --- */

#define N_ROUNDS 40

static int
run_child (const char *folder, const char *seed)
{
  World *world = world_new (folder);
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_ascii_strtoull (seed, NULL, 10));

  /* It has no model of what those before it left. */
  for (;;)
    {
      const guint which = (guint) g_rand_int_range (rand, 0, G_N_ELEMENTS (steps));
      g_autoptr (LlmComparison) turn = NULL;
      const Image *image = &world->images[g_rand_int_range (rand, 0, N_IMAGES)];
      g_autofree char *path = get_path (world, image);

      if (g_file_test (path, G_FILE_TEST_EXISTS) && which % 2 == 0)
        image_test_age (path, 2 * DAY);
      if (steps[which] != step_age && steps[which] != step_both)
        steps[which](world);
      if (write (STDOUT_FILENO, ".", 1) < 0)
        _exit (1);
    }
}

static void
check_after_death (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "test.db", NULL);
  World *world = world_new (folder);
  g_autoptr (GError) error = NULL;
  g_autofree char *integrity = NULL;

  store_test_flush (world->stores[0], &error);
  g_assert_no_error (error);
  integrity = store_test_query_text (path, "PRAGMA integrity_check");
  g_assert_cmpstr (integrity, ==, "ok");
  for (guint i = 0; i < N_IMAGES; i++)
    {
      g_autofree char *file = get_path (world, &world->images[i]);
      g_autofree char *text = NULL;
      g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM image"
                                              " WHERE expired_at IS NULL AND hash = '%s'"
                                              "  AND hash IN (SELECT hash FROM turn_image)",
                                              world->images[i].hash);

      if (store_test_query_int64 (path, sql) == 0 && !g_file_test (file, G_FILE_TEST_EXISTS))
        continue;
      /* Never half a file. */
      text = image_test_get (world->blobs[0], world->images[i].hash, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (text, ==, world->images[i].text);
    }
  world_free (world);
}

static void
test_kill (gconstpointer data)
{
  g_autofree char *folder = store_test_make_folder ();

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *seed = g_strdup_printf ("%u", random_below (G_MAXINT));
      const gsize n_steps = 1 + random_below (60);
      g_autofree char *buffer = g_malloc (n_steps);
      g_autoptr (GSubprocess) child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                                        data, "--child", folder, seed, NULL);

      g_assert_no_error (error);
      g_input_stream_read_all (g_subprocess_get_stdout_pipe (child), buffer, n_steps, NULL, NULL,
                               &error);
      g_assert_no_error (error);
      g_usleep (random_below (3000));
      g_subprocess_send_signal (child, SIGKILL);
      g_subprocess_wait (child, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (g_subprocess_get_if_signaled (child));
      check_after_death (folder);
    }
  store_test_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "--child"))
    {
      const char *seed = argv[3];
      g_autofree char *option
          = g_strdup_printf ("--seed=R02S%032x", (guint) g_ascii_strtoull (seed, NULL, 10));
      char *arguments[] = { argv[0], option, NULL };
      char **child_argv = arguments;
      int n = 2;

      g_test_init (&n, &child_argv, NULL);
      return run_child (argv[2], seed);
    }
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image-model/sequences", test_model);
  g_test_add_data_func ("/image-model/kill", argv[0], test_kill);
  return g_test_run ();
}
