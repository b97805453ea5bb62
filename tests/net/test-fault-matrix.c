/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fault-table.h"

#include <string.h>

/* Every fault with every wire format: what the stream tells, keeps and hides, while
 * two others of the same session are in the middle of their answers. */

typedef struct
{
  const FaultVendor *vendor;
  const Fault *fault;
} Place;

/* --- Neighbours --- */

static gboolean
has_text (gpointer user_data)
{
  LlmStreamProbe *probe = user_data;

  return probe->text->len > 0;
}

static gboolean
is_open (gpointer user_data)
{
  LlmStreamProbe *probe = user_data;

  return probe->n_open > 0;
}

static void
start_neighbours (Cell *cell)
{
  Fixture *base = &cell->base;
  const Sample *sample = base->sample;
  char *base_url = base->base_url;

  cell->other_server = llm_fake_server_new ();
  cell->neighbour_samples[0] = sample;
  cell->neighbour_samples[1]
      = sample_find (g_str_equal (sample->name, "anthropic") ? "openai" : "anthropic");
  for (guint i = 0; i < FAULT_N_NEIGHBOURS; i++)
    {
      LlmFakeScript *script;
      g_autofree char *begin = NULL;
      g_autofree char *rest = NULL;

      base->sample = cell->neighbour_samples[i];
      script = fixture_new_script (base);
      fault_split_sample (cell->neighbour_samples[i], &begin, &rest);
      llm_fake_script_send (script, begin);
      llm_fake_script_hold (script);
      llm_fake_script_send (script, rest);
      llm_fake_server_take_script (cell->other_server, script);
    }
  for (guint i = 0; i < FAULT_N_NEIGHBOURS; i++)
    {
      base->sample = cell->neighbour_samples[i];
      base->base_url = llm_fake_server_dup_url (cell->other_server, base->sample->base_path);
      cell->neighbours[i] = fixture_start (base);
      llm_test_wait (has_text, cell->neighbours[i]);
      g_free (base->base_url);
    }
  base->sample = sample;
  base->base_url = base_url;
}

static void
end_neighbours (Cell *cell)
{
  for (guint i = 0; i < FAULT_N_NEIGHBOURS; i++)
    {
      g_assert_cmpuint (cell->neighbours[i]->n_finished, ==, 0);
      g_assert_cmpstr (cell->neighbours[i]->text->str, ==, "Hel");
    }
  llm_fake_server_release (cell->other_server);
  for (guint i = 0; i < FAULT_N_NEIGHBOURS; i++)
    {
      llm_stream_probe_run (cell->neighbours[i]);
      assert_sample (cell->neighbour_samples[i], cell->neighbours[i]);
      g_clear_pointer (&cell->neighbours[i], llm_stream_probe_free);
    }
}

static gboolean
has_no_connection (gpointer user_data)
{
  return llm_fake_server_get_n_open (user_data) == 0;
}

static void
set_up (Cell *cell, gconstpointer user_data)
{
  const Place *place = user_data;

  fixture_set_up (&cell->base, place->vendor->sample);
  cell->vendor = place->vendor;
  cell->fault = place->fault;
  cell->outcome = LLM_STREAM_INTERRUPTED;
  cell->code = LLM_ERROR_PROTOCOL;
  cell->text = "";
  cell->request_id = FAULT_REQUEST_ID;
  cell->retry_least = cell->retry_most = -1;
  cell->n_attempts = 1;
  start_neighbours (cell);
}

static void
tear_down (Cell *cell, gconstpointer user_data)
{
  fixture_tear_down (&cell->base, NULL);
  llm_test_wait (has_no_connection, cell->other_server);
  llm_fake_server_free (cell->other_server);
}

static void
assert_error (Cell *cell, LlmStreamProbe *probe)
{
  const GError *error = llm_stream_get_error (probe->stream);
  const char *detail = llm_error_get_detail (error);
  gint64 retry = llm_error_get_retry_after_ms (error);

  g_assert_nonnull (error);
  g_assert_true (error->domain == LLM_ERROR);
  if (cell->other_code == 0 || error->code != (int) cell->other_code)
    g_assert_cmpstr (llm_error_code_to_string (error->code), ==,
                     llm_error_code_to_string (cell->code));
  g_assert_cmpstr (error->message, !=, "");
  if (cell->status != 0)
    g_assert_cmpuint (llm_error_get_http_status (error), ==, cell->status);
  g_assert_cmpstr (llm_error_get_request_id (error), ==,
                   cell->error_id != NULL ? cell->error_id : cell->request_id);
  g_assert_cmpint (retry, >=, cell->retry_least);
  g_assert_cmpint (retry, <=, cell->retry_most);
  if (cell->in_detail != NULL)
    {
      g_assert_nonnull (detail);
      g_assert_cmpuint (strlen (detail), <=, LLM_ERROR_DETAIL_MAX);
      g_assert_nonnull (strstr (detail, cell->in_detail));
      /* The key was there, and is not any more. */
      g_assert_true (strstr (detail, "[key]") != NULL || strstr (detail, "***") != NULL);
    }
}

static void
assert_end (Cell *cell, LlmStreamProbe *probe)
{
  g_assert_cmpuint (probe->n_finished, ==, 1);
  assert_no_secret (probe);
  g_assert_cmpint (llm_stream_get_outcome (probe->stream), ==, cell->outcome);
  g_assert_cmpstr (llm_stream_get_finish_reason (probe->stream), ==, cell->finish_reason);
  g_assert_cmpstr (llm_stream_get_request_id (probe->stream), ==, cell->request_id);
  if (cell->bad_letter)
    {
      g_assert_true (g_str_has_prefix (probe->text->str, "Hello \xEF\xBF\xBD"));
      g_assert_cmpuint (g_utf8_strlen (probe->text->str, -1), <=, strlen ("Hello ") + 2);
    }
  else
    {
      g_assert_cmpstr (probe->text->str, ==, cell->text);
    }
  if (cell->outcome == LLM_STREAM_DONE)
    g_assert_no_error (llm_stream_get_error (probe->stream));
  else
    assert_error (cell, probe);
}

static void
test_cell (Cell *cell, gconstpointer user_data)
{
  cell->fault->arrange (cell);
  for (guint i = 0; i < cell->n_attempts; i++)
    {
      g_autoptr (LlmStreamProbe) probe = fixture_start (&cell->base);

      if (cell->hold_open || cell->hold_text)
        {
          llm_test_wait (cell->hold_open ? is_open : has_text, probe);
          llm_fake_server_release (cell->base.server);
        }
      llm_stream_probe_run (probe);
      if (i > 0)
        fault_expect_done (cell);
      assert_end (cell, probe);
    }
  /* A prompt costs money: it is never sent twice behind the user's back. */
  g_assert_cmpuint (llm_fake_server_get_n_requests (cell->base.server), <=, cell->n_attempts);
  end_neighbours (cell);
}

int
main (int argc, char **argv)
{
  g_autofree Place *places = NULL;
  int status;

  http_test_init (&argc, &argv);

  places = g_new0 (Place, n_fault_vendors * n_faults);
  for (guint i = 0; i < n_fault_vendors; i++)
    for (guint j = 0; j < n_faults; j++)
      {
        Place *place = &places[i * n_faults + j];
        g_autofree char *path
            = g_strdup_printf ("/matrix/%s/%s", fault_vendors[i].sample, faults[j].name);

        if (!fault_is_possible (&faults[j], &fault_vendors[i]))
          continue;
        place->vendor = &fault_vendors[i];
        place->fault = &faults[j];
        g_test_add (path, Cell, place, set_up, test_cell, tear_down);
      }

  status = http_test_run ();
  faults_clear ();
  return status;
}
