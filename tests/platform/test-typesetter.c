/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-typesetter.h"

#include <glib/gstdio.h>
#include <string.h>

#include "helper-test.h"

/* On a helper that echoes: what LlmTypesetter itself does. */

static const LlmHelperTimes patient = { 30000, 30000, 30000, 30000 };

typedef struct
{
  char *folder;
  char *log;
  LlmTypesetter *typesetter;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *argv[] = { g_getenv ("LLMSELECT_FAKE_HELPER"), NULL, NULL };

  fixture->folder = g_dir_make_tmp ("llm-typesetter-XXXXXX", NULL);
  fixture->log = g_build_filename (fixture->folder, "log", NULL);
  argv[1] = fixture->log;
  fixture->typesetter = llm_typesetter_new (argv, NULL);
  llm_typesetter_set_times (fixture->typesetter, &patient);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->typesetter);
  g_remove (fixture->log);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->log);
  g_free (fixture->folder);
}

static HelperCall *
render_with (LlmTypesetter *typesetter,
             LlmTypesetKind kind,
             const char *source,
             gssize length,
             GCancellable *cancellable)
{
  HelperCall *call = helper_call_new ();

  llm_typesetter_render_async (typesetter, kind, source, length, cancellable, helper_call_cb, call);
  return call;
}

static GBytes *
get_picture (LlmTypesetter *typesetter, HelperCall *call)
{
  g_autoptr (GError) error = NULL;
  GBytes *picture;

  helper_call_wait (call);
  picture = llm_typesetter_render_finish (typesetter, call->result, &error);
  g_assert_no_error (error);
  return picture;
}

static void
assert_picture (LlmTypesetter *typesetter, HelperCall *call, const char *expected)
{
  g_autoptr (GBytes) picture = get_picture (typesetter, call);

  g_assert_cmpmem (g_bytes_get_data (picture, NULL), g_bytes_get_size (picture), expected,
                   strlen (expected));
}

static void
assert_fails (LlmTypesetter *typesetter, HelperCall *call, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  helper_call_wait (call);
  g_assert_null (llm_typesetter_render_finish (typesetter, call->result, &error));
  g_assert_error (error, domain, code);
}

/* How often @source reached the helper cannot be seen, but whether the picture is the
 * same one can. */
static void
test_merge (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HelperCall) first
      = render_with (fixture->typesetter, LLM_TYPESET_INLINE, "<svg/>x", -1, NULL);
  g_autoptr (HelperCall) second
      = render_with (fixture->typesetter, LLM_TYPESET_INLINE, "<svg/>xyz", 7, NULL);
  g_autoptr (HelperCall) other
      = render_with (fixture->typesetter, LLM_TYPESET_DISPLAY, "<svg/>x", -1, NULL);
  g_autoptr (HelperCall) later = NULL;
  g_autoptr (GBytes) one = get_picture (fixture->typesetter, first);
  g_autoptr (GBytes) two = get_picture (fixture->typesetter, second);
  g_autoptr (GBytes) three = get_picture (fixture->typesetter, other);
  g_autoptr (GBytes) four = NULL;
  g_autoptr (GBytes) found = NULL;

  g_assert_true (one == two);
  g_assert_true (one != three);
  later = render_with (fixture->typesetter, LLM_TYPESET_INLINE, "<svg/>x", -1, NULL);
  four = get_picture (fixture->typesetter, later);
  g_assert_true (one == four);
  found = llm_typesetter_lookup (fixture->typesetter, LLM_TYPESET_INLINE, "<svg/>x+", 7);
  g_assert_true (one == found);
  g_assert_null (llm_typesetter_lookup (fixture->typesetter, LLM_TYPESET_INLINE, "<svg/>y", -1));
}

static void
test_failure (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HelperCall) first
      = render_with (fixture->typesetter, LLM_TYPESET_INLINE, "refuse", -1, NULL);
  g_autoptr (HelperCall) odd
      = render_with (fixture->typesetter, LLM_TYPESET_INLINE, "no picture", -1, NULL);
  g_autoptr (HelperCall) again = NULL;

  g_assert_false (
      llm_typesetter_has_failed (fixture->typesetter, LLM_TYPESET_INLINE, "refuse", -1));
  assert_fails (fixture->typesetter, first, LLM_HELPER_ERROR, LLM_HELPER_ERROR_REFUSED);
  assert_fails (fixture->typesetter, odd, LLM_HELPER_ERROR, LLM_HELPER_ERROR_REFUSED);
  g_assert_true (llm_typesetter_has_failed (fixture->typesetter, LLM_TYPESET_INLINE, "refuse", -1));
  g_assert_null (llm_typesetter_lookup (fixture->typesetter, LLM_TYPESET_INLINE, "refuse", -1));
  again = render_with (fixture->typesetter, LLM_TYPESET_INLINE, "refuse", -1, NULL);
  assert_fails (fixture->typesetter, again, LLM_HELPER_ERROR, LLM_HELPER_ERROR_REFUSED);
}

/* The least recently used goes first. */
static void
test_cache_bound (Fixture *fixture, gconstpointer data)
{
  const char *sources[] = { "<svg>1", "<svg>2", "<svg>1", "<svg>3" };
  const gboolean kept[] = { TRUE, FALSE, TRUE, TRUE };

  /* Room for two. */
  llm_typesetter_set_cache_max (fixture->typesetter, 2 * (256 + 7 + 6) + 100);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      g_autoptr (HelperCall) call
          = render_with (fixture->typesetter, LLM_TYPESET_INLINE, sources[i], -1, NULL);

      assert_picture (fixture->typesetter, call, sources[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      g_autoptr (GBytes) found
          = llm_typesetter_lookup (fixture->typesetter, LLM_TYPESET_INLINE, sources[i], -1);

      g_assert_cmpint (found != NULL, ==, kept[i]);
    }
  llm_typesetter_set_cache_max (fixture->typesetter, 0);
  g_assert_null (llm_typesetter_lookup (fixture->typesetter, LLM_TYPESET_INLINE, "<svg>3", -1));
}

/* One of two who wait for the same goes; then both do. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) one = g_cancellable_new ();
  g_autoptr (GCancellable) two = g_cancellable_new ();
  g_autoptr (HelperCall) slow
      = render_with (fixture->typesetter, LLM_TYPESET_INLINE, "slow 100", -1, NULL);
  g_autoptr (HelperCall) first
      = render_with (fixture->typesetter, LLM_TYPESET_INLINE, "<svg/>", -1, one);
  g_autoptr (HelperCall) second
      = render_with (fixture->typesetter, LLM_TYPESET_INLINE, "<svg/>", -1, two);
  g_autoptr (HelperCall) third
      = render_with (fixture->typesetter, LLM_TYPESET_INLINE, "crash", -1, one);
  g_autoptr (HelperCall) fourth
      = render_with (fixture->typesetter, LLM_TYPESET_INLINE, "<svg/>4", -1, NULL);

  g_cancellable_cancel (one);
  assert_fails (fixture->typesetter, first, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_fails (fixture->typesetter, third, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_picture (fixture->typesetter, second, "<svg/>");
  assert_picture (fixture->typesetter, fourth, "<svg/>4");
  assert_fails (fixture->typesetter, slow, LLM_HELPER_ERROR, LLM_HELPER_ERROR_REFUSED);
}

static void
test_limits (Fixture *fixture, gconstpointer data)
{
  g_autofree char *long_source = g_strnfill (LLM_TYPESET_FORMULA_MAX + 1, 'x');
  g_autoptr (HelperCall) too_long
      = render_with (fixture->typesetter, LLM_TYPESET_INLINE, long_source, -1, NULL);
  g_autoptr (HelperCall) not_text
      = render_with (fixture->typesetter, LLM_TYPESET_INLINE, "a\xff", -1, NULL);
  g_autoptr (HelperCall) with_nul
      = render_with (fixture->typesetter, LLM_TYPESET_INLINE, "a\0b", 3, NULL);
  g_autoptr (HelperCall) diagram
      = render_with (fixture->typesetter, LLM_TYPESET_DIAGRAM_LIGHT, "pie", -1, NULL);

  assert_fails (fixture->typesetter, too_long, LLM_HELPER_ERROR, LLM_HELPER_ERROR_TOO_LARGE);
  assert_fails (fixture->typesetter, not_text, LLM_HELPER_ERROR, LLM_HELPER_ERROR_REFUSED);
  assert_fails (fixture->typesetter, with_nul, LLM_HELPER_ERROR, LLM_HELPER_ERROR_REFUSED);
  assert_fails (fixture->typesetter, diagram, LLM_HELPER_ERROR, LLM_HELPER_ERROR_UNAVAILABLE);
  g_assert_true (llm_typesetter_can (fixture->typesetter, LLM_TYPESET_FORMULA));
  g_assert_false (llm_typesetter_can (fixture->typesetter, LLM_TYPESET_DIAGRAM));
  g_assert_false (
      llm_typesetter_can (fixture->typesetter, LLM_TYPESET_FORMULA | LLM_TYPESET_DIAGRAM));
  g_assert_true (
      llm_typesetter_has_failed (fixture->typesetter, LLM_TYPESET_DIAGRAM_DARK, "pie", -1));
  g_assert_true (
      llm_typesetter_has_failed (fixture->typesetter, LLM_TYPESET_INLINE, long_source, -1));
  /* None of that is a reason to start the helper. */
  g_assert_false (g_file_test (fixture->log, G_FILE_TEST_EXISTS));
}

static void
test_default (void)
{
  /* This program is neither installed nor where the real one is built. */
  g_autoptr (LlmTypesetter) typesetter = llm_typesetter_new_default ();

  g_assert_true (LLM_IS_TYPESETTER (typesetter));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/typesetter/merge", Fixture, NULL, set_up, test_merge, tear_down);
  g_test_add ("/typesetter/failure", Fixture, NULL, set_up, test_failure, tear_down);
  g_test_add ("/typesetter/cache-bound", Fixture, NULL, set_up, test_cache_bound, tear_down);
  g_test_add ("/typesetter/cancel", Fixture, NULL, set_up, test_cancel, tear_down);
  g_test_add ("/typesetter/limits", Fixture, NULL, set_up, test_limits, tear_down);
  g_test_add_func ("/typesetter/default", test_default);
  return g_test_run ();
}
