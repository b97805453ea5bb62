/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-card.h"
#include "llm-error.h"
#include "llm-notice.h"
#include "llm-ui-test.h"

#define N_COLUMNS 3

typedef struct
{
  LlmUiTest ui;
  LlmComparison *comparison;
  LlmAnswer *answer; /* the second of three */
  LlmCard *card;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  llm_ui_test_set_up (&fixture->ui, data);
  fixture->comparison = llm_ui_test_new_comparison (N_COLUMNS);
  fixture->answer = g_object_ref (llm_comparison_get_answer (fixture->comparison, 1));
  fixture->card = g_object_ref_sink (
      LLM_CARD (llm_card_new (fixture->ui.runner, fixture->comparison, fixture->answer)));
  llm_card_set_position (fixture->card, 1, N_COLUMNS);
  llm_ui_test_present (&fixture->ui, GTK_WIDGET (fixture->card), 480, 500);
}

/* Nothing may keep the card, and the card nothing of what it shows. */
static void
tear_down (Fixture *fixture, gconstpointer data)
{
  llm_runner_stop_all (fixture->ui.runner);
  llm_ui_test_clear (&fixture->ui);
  g_assert_finalize_object (fixture->card);
  llm_ui_test_tear_down (&fixture->ui, data);
  g_assert_finalize_object (fixture->comparison);
  g_assert_finalize_object (fixture->answer);
}

static void
act (Fixture *fixture, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->card), action, NULL);
}

static void
click (Fixture *fixture, const char *action)
{
  GtkWidget *button = llm_ui_test_find_button (GTK_WIDGET (fixture->card), action);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static gboolean
is_checked (Fixture *fixture, const char *action)
{
  GtkWidget *button = llm_ui_test_find_button (GTK_WIDGET (fixture->card), action);

  g_assert_true (GTK_IS_TOGGLE_BUTTON (button));
  return gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button));
}

/* A button with the action is what tells whether it can be activated. */
static gboolean
is_enabled (Fixture *fixture, const char *action)
{
  GtkWidget *button = gtk_button_new ();
  gboolean enabled;

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_parent (button, GTK_WIDGET (fixture->card));
  enabled = gtk_widget_get_sensitive (button);
  gtk_widget_unparent (button);
  return enabled;
}

/* @expected: the actions that are enabled, by their names without "card.". */
static void
check_enabled (Fixture *fixture, const char *expected)
{
  const char *const actions[]
      = { "copy", "vote-up", "vote-down", "prefer",    "retry",      "continue",
          "stop", "remove",  "swap",      "move-left", "move-right", "expand" };
  g_autoptr (GString) enabled = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autofree char *name = g_strconcat ("card.", actions[i], NULL);

      if (is_enabled (fixture, name))
        g_string_append_printf (enabled, "%s%s", enabled->len > 0 ? " " : "", actions[i]);
    }
  g_assert_cmpstr (enabled->str, ==, expected);
}

static gboolean
has_text (Fixture *fixture, const char *text)
{
  return llm_ui_test_has_text (GTK_WIDGET (fixture->card), text);
}

static LlmStream *
start (Fixture *fixture)
{
  llm_runner_start_answer (fixture->ui.runner, fixture->comparison, fixture->answer, LLM_RUN_FRESH);
  return fake_provider_get_stream (fixture->ui.provider,
                                   fake_provider_get_n_streams (fixture->ui.provider) - 1);
}

static void
finish (LlmStream *stream, const char *reason)
{
  llm_stream_set_finish_reason (stream, reason);
  llm_stream_finish (stream, LLM_STREAM_DONE, NULL);
}

static void
answer_with (Fixture *fixture, const char *text)
{
  LlmStream *stream = start (fixture);

  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, text);
  finish (stream, "stop");
}

#define WHEREVER "remove swap move-left move-right expand"

static void
test_sensitivity (Fixture *fixture, gconstpointer data)
{
  LlmStream *stream;

  check_enabled (fixture, "retry " WHEREVER);
  stream = start (fixture);
  check_enabled (fixture, "stop " WHEREVER);
  llm_stream_emit_phase (stream, LLM_STREAM_OPEN);
  llm_stream_emit_delta (stream, LLM_DELTA_REASONING, "Hm.");
  check_enabled (fixture, "stop " WHEREVER);
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, "Because");
  check_enabled (fixture, "copy vote-up vote-down prefer stop " WHEREVER);
  finish (stream, "stop");
  check_enabled (fixture, "copy vote-up vote-down prefer retry " WHEREVER);

  stream = start (fixture);
  check_enabled (fixture, "stop " WHEREVER);
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, "Because of");
  finish (stream, "length");
  check_enabled (fixture, "copy vote-up vote-down prefer retry continue " WHEREVER);

  stream = start (fixture);
  llm_stream_finish (stream, LLM_STREAM_FAILED, llm_error_new (LLM_ERROR_AUTH, NULL, NULL));
  check_enabled (fixture, "retry " WHEREVER);
}

/* At the edges, alone, and with the whole page for itself. */
static void
test_sensitivity_of_place (Fixture *fixture, gconstpointer data)
{
  llm_card_set_position (fixture->card, 0, N_COLUMNS);
  check_enabled (fixture, "retry remove swap move-right expand");
  llm_card_set_position (fixture->card, 2, N_COLUMNS);
  check_enabled (fixture, "retry remove swap move-left expand");
  llm_card_set_position (fixture->card, 0, 1);
  check_enabled (fixture, "retry swap");
  llm_card_set_position (fixture->card, 1, N_COLUMNS);
  llm_card_set_expanded (fixture->card, TRUE);
  check_enabled (fixture, "retry remove swap expand");
  llm_card_set_expanded (fixture->card, FALSE);
  check_enabled (fixture, "retry " WHEREVER);
}

/* Left and right are as they are seen. */
static void
test_move (Fixture *fixture, gconstpointer data)
{
  const char *id = llm_answer_get_column_id (fixture->answer);
  guint index;

  act (fixture, "card.move-left");
  g_assert_nonnull (llm_comparison_find (fixture->comparison, id, &index));
  g_assert_cmpuint (index, ==, 0);
  llm_card_set_position (fixture->card, 0, N_COLUMNS);
  act (fixture, "card.move-left");
  llm_comparison_find (fixture->comparison, id, &index);
  g_assert_cmpuint (index, ==, 0);

  gtk_widget_set_direction (GTK_WIDGET (fixture->card), GTK_TEXT_DIR_RTL);
  check_enabled (fixture, "retry remove swap move-left expand");
  act (fixture, "card.move-left");
  llm_comparison_find (fixture->comparison, id, &index);
  g_assert_cmpuint (index, ==, 1);
  llm_card_set_position (fixture->card, 1, N_COLUMNS);
  act (fixture, "card.move-right");
  llm_comparison_find (fixture->comparison, id, &index);
  g_assert_cmpuint (index, ==, 0);
}

static void
test_votes (Fixture *fixture, gconstpointer data)
{
  answer_with (fixture, "Because.");
  click (fixture, "card.vote-up");
  g_assert_cmpint (llm_answer_get_vote (fixture->answer), ==, LLM_VOTE_UP);
  g_assert_true (is_checked (fixture, "card.vote-up"));
  g_assert_false (is_checked (fixture, "card.vote-down"));

  click (fixture, "card.vote-down");
  g_assert_cmpint (llm_answer_get_vote (fixture->answer), ==, LLM_VOTE_DOWN);
  g_assert_false (is_checked (fixture, "card.vote-up"));
  g_assert_true (is_checked (fixture, "card.vote-down"));

  click (fixture, "card.vote-down");
  g_assert_cmpint (llm_answer_get_vote (fixture->answer), ==, LLM_VOTE_NONE);
  g_assert_false (is_checked (fixture, "card.vote-down"));

  /* From elsewhere, such as the command line's copy of the comparison. */
  llm_answer_set_vote (fixture->answer, LLM_VOTE_UP);
  g_assert_true (is_checked (fixture, "card.vote-up"));
}

static void
test_prefer (Fixture *fixture, gconstpointer data)
{
  LlmAnswer *other = llm_comparison_get_answer (fixture->comparison, 0);

  answer_with (fixture, "Because.");
  click (fixture, "card.prefer");
  g_assert_cmpstr (llm_comparison_get_preferred (fixture->comparison), ==,
                   llm_answer_get_column_id (fixture->answer));
  g_assert_true (is_checked (fixture, "card.prefer"));
  click (fixture, "card.prefer");
  g_assert_null (llm_comparison_get_preferred (fixture->comparison));
  g_assert_false (is_checked (fixture, "card.prefer"));

  /* There is but one. */
  click (fixture, "card.prefer");
  llm_comparison_set_preferred (fixture->comparison, llm_answer_get_column_id (other));
  g_assert_false (is_checked (fixture, "card.prefer"));
}

static void
test_stop_and_continue (Fixture *fixture, gconstpointer data)
{
  FakeProvider *provider = fixture->ui.provider;
  LlmStream *stream = start (fixture);
  LlmRequest *request;

  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, "Because");
  g_assert_true (has_text (fixture, "Streaming"));
  click (fixture, "card.stop");
  g_assert_cmpuint (fake_provider_get_n_cancelled (provider), ==, 1);
  g_assert_cmpint (llm_answer_get_state (fixture->answer), ==, LLM_ANSWER_STOPPED);
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->card));
  g_assert_true (has_text (fixture, "Stopped. What had arrived is kept."));

  click (fixture, "card.continue");
  g_assert_cmpuint (fake_provider_get_n_streams (provider), ==, 2);
  request = fake_provider_get_request (provider, 1);
  g_assert_cmpuint (llm_request_get_n_messages (request), ==, 3);
  g_assert_cmpstr (llm_request_get_message (request, 1)->text, ==, "Because");
  stream = fake_provider_get_stream (provider, 1);
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, " of scattering.");
  finish (stream, "stop");
  g_assert_cmpstr (llm_answer_get_text (fixture->answer), ==, "Because of scattering.");
  g_assert_false (has_text (fixture, "Stopped"));
  g_assert_true (has_text (fixture, "Done"));
}

static void
test_retry (Fixture *fixture, gconstpointer data)
{
  FakeProvider *provider = fixture->ui.provider;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (
      llm_answer_view_get_text_view (llm_card_get_view (fixture->card)));

  answer_with (fixture, "Because.");
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer), >, 0);
  click (fixture, "card.retry");
  g_assert_cmpuint (fake_provider_get_n_streams (provider), ==, 2);
  g_assert_cmpuint (llm_request_get_n_messages (fake_provider_get_request (provider, 1)), ==, 1);
  g_assert_cmpstr (llm_answer_get_text (fixture->answer), ==, "");
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer), ==, 0);
}

/* A wait before another attempt counts down, and Stop ends it. */
static void
test_retrying (Fixture *fixture, gconstpointer data)
{
  LlmStream *stream = start (fixture);
  GError *error = llm_error_new (LLM_ERROR_RATE_LIMIT, NULL, NULL);

  llm_error_set_retry_after_ms (error, 20 * 1000);
  llm_stream_finish (stream, LLM_STREAM_FAILED, error);
  g_assert_cmpint (llm_answer_get_state (fixture->answer), ==, LLM_ANSWER_RETRYING);
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->card));
  g_assert_true (has_text (fixture, "Retrying in 2"));
  g_assert_true (has_text (fixture, llm_error_default_message (LLM_ERROR_RATE_LIMIT)));
  g_assert_false (has_text (fixture, "Details"));
  click (fixture, "card.stop");
  g_assert_cmpint (llm_answer_get_state (fixture->answer), ==, LLM_ANSWER_STOPPED);
  g_assert_cmpuint (fake_provider_get_n_streams (fixture->ui.provider), ==, 1);
}

/* A column that waits for its turn says so, counts down and can be stopped. */
static void
test_waiting (Fixture *fixture, gconstpointer data)
{
  g_assert_true (has_text (fixture, "Queued"));
  g_assert_false (is_enabled (fixture, "card.stop"));

  llm_answer_set_retry (fixture->answer, 0, g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND);
  g_assert_true (llm_comparison_get_running (fixture->comparison));
  g_assert_true (has_text (fixture, "Waiting for the rate limit, 20 s"));
  check_enabled (fixture, "stop remove swap move-left move-right expand");
  gtk_test_accessible_assert_property (
      GTK_ACCESSIBLE (fixture->card), GTK_ACCESSIBLE_PROPERTY_LABEL,
      "Model 1, answer 2 of 3, Waiting for the rate limit");

  llm_answer_set_retry (fixture->answer, 0, g_get_monotonic_time () + 9 * G_TIME_SPAN_SECOND);
  llm_card_tick (fixture->card);
  g_assert_true (has_text (fixture, "Waiting for the rate limit, 9 s"));
  llm_answer_set_retry (fixture->answer, 0, 1);
  llm_card_tick (fixture->card);
  g_assert_true (has_text (fixture, "Waiting for the rate limit"));

  llm_answer_set_retry (fixture->answer, 0, 0);
  g_assert_false (llm_comparison_get_running (fixture->comparison));
  g_assert_true (has_text (fixture, "Queued"));
  g_assert_false (is_enabled (fixture, "card.stop"));
}

/* How an answer came about is told in words, in the order in which it happened. */
static void
test_notices (Fixture *fixture, gconstpointer data)
{
  const char *const none[] = { NULL };
  g_autofree char *without = llm_notice_new (LLM_NOTICE_WITHOUT, "temperature");
  g_autofree char *azure = llm_notice_new (LLM_NOTICE_AZURE, "<b>gpt & co</b>");
  g_autofree char *cached = llm_notice_new (LLM_NOTICE_CACHED, "1700000000");
  const char *const notices[]
      = { without, azure, cached, LLM_NOTICE_DIRECT, "continued:3", "filter:violence: low",
          "old-api-version:2024-02-15-preview", "something-new:1", NULL };
  const char *const sentences[] = {
    "Asked without “temperature”, which this model does not accept.",
    "Sent through Azure, deployment “<b>gpt & co</b>”.",
    "Sent directly to the vendor: Azure has no deployment of this model.",
    "The answer came in 3 requests.",
    "The content filter says: violence: low",
  };

  g_assert_false (has_text (fixture, sentences[0]));
  llm_answer_add_notice (fixture->answer, without);
  g_assert_true (has_text (fixture, sentences[0]));
  llm_answer_set_notices (fixture->answer, notices);
  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++)
    g_assert_true (has_text (fixture, sentences[i]));
  llm_answer_set_notices (fixture->answer, none);
  g_assert_false (has_text (fixture, sentences[0]));

  /* Codes of a later version alone are nothing to show. */
  llm_answer_add_notice (fixture->answer, "something-new:1");
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (fixture->card)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    g_assert_cmpstr (gtk_widget_get_css_name (child), !=, "llm-notes");
}

/* Notes stand below what is unusual about the end, whichever came first. */
static void
test_notices_place (Fixture *fixture, gconstpointer data)
{
  LlmStream *stream = start (fixture);
  GtkWidget *notice = NULL, *notes = NULL;

  llm_answer_add_notice (fixture->answer, LLM_NOTICE_DIRECT);
  llm_stream_finish (stream, LLM_STREAM_FAILED, llm_error_new (LLM_ERROR_AUTH, NULL, NULL));
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (fixture->card)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (g_str_equal (gtk_widget_get_css_name (child), "llm-notice"))
        notice = child;
      if (g_str_equal (gtk_widget_get_css_name (child), "llm-notes"))
        notes = child;
    }
  g_assert_nonnull (notice);
  g_assert_nonnull (notes);
  g_assert_true (gtk_widget_get_next_sibling (notice) == notes);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (notes), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "How this answer came about");
}

typedef struct
{
  int code;
  const char *label;
  const char *action;
} ErrorCase;

static const ErrorCase error_cases[] = {
  { LLM_ERROR_NO_KEY, "Add key", "win.preferences-keys" },
  { LLM_ERROR_AUTH, "Add key", "win.preferences-keys" },
  { LLM_ERROR_QUOTA, "Retry", "card.retry" },
  { LLM_ERROR_MODEL_NOT_FOUND, "Swap model…", "card.swap" },
  { LLM_ERROR_CONTEXT_TOO_LONG, "Swap model…", "card.swap" },
  { LLM_ERROR_CONTENT_FILTER, "Retry", "card.retry" },
  { LLM_ERROR_BAD_REQUEST, "Swap model…", "card.swap" },
  { LLM_ERROR_TLS, "Retry", "card.retry" },
  { LLM_ERROR_PROTOCOL, "Retry", "card.retry" },
  { LLM_ERROR_UNSUPPORTED, "Swap model…", "card.swap" },
};

static GtkWidget *
find_labelled (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_labelled (child, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* One sentence, the one action that fits, and Details. */
static void
test_errors (Fixture *fixture, gconstpointer data)
{
  const char *const labels[] = { "Add key", "Retry", "Swap model…", "Continue" };

  for (gsize i = 0; i < G_N_ELEMENTS (error_cases); i++)
    {
      const ErrorCase *expected = &error_cases[i];
      LlmStream *stream = start (fixture);

      llm_stream_finish (stream, LLM_STREAM_FAILED, llm_error_new (expected->code, NULL, NULL));
      llm_ui_test_wait_frame (GTK_WIDGET (fixture->card));
      g_assert_true (has_text (fixture, llm_error_default_message (expected->code)));
      g_assert_true (has_text (fixture, "Failed"));
      for (gsize k = 0; k < G_N_ELEMENTS (labels); k++)
        {
          GtkWidget *button = find_labelled (GTK_WIDGET (fixture->card), labels[k]);

          if (!g_str_equal (labels[k], expected->label))
            g_assert_null (button);
          else
            {
              g_assert_nonnull (button);
              g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==,
                               expected->action);
            }
        }
      g_assert_nonnull (find_labelled (GTK_WIDGET (fixture->card), "Details"));
    }
}

/* The key that is missing is that of the column's provider. */
static void
test_add_key (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button;
  GVariant *target;

  llm_stream_finish (start (fixture), LLM_STREAM_FAILED,
                     llm_error_new (LLM_ERROR_NO_KEY, NULL, NULL));
  button = find_labelled (GTK_WIDGET (fixture->card), "Add key");
  target = gtk_actionable_get_action_target_value (GTK_ACTIONABLE (button));
  g_assert_cmpstr (g_variant_get_string (target, NULL), ==, "fake");
}

/* What the vendor said is shown as it was, whatever it looks like. */
static void
test_details_are_plain (Fixture *fixture, gconstpointer data)
{
  static const char hostile[] = "<b>bold</b> <a href=\"http://example.org\">click</a> &amp; %s";
  GError *error = llm_error_new (LLM_ERROR_AUTH, "Key <i>refused</i> & so on.", hostile);
  GtkWidget *details;

  llm_error_set_http_status (error, 401);
  llm_error_set_request_id (error, "req_1<2");
  llm_stream_finish (start (fixture), LLM_STREAM_FAILED, error);
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->card));
  g_assert_true (has_text (fixture, "Key <i>refused</i> & so on."));
  g_assert_false (has_text (fixture, hostile));

  details = find_labelled (GTK_WIDGET (fixture->card), "Details");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (details), TRUE);
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->card));
  g_assert_true (has_text (fixture, hostile));
  g_assert_true (has_text (fixture, "Code: auth\nHTTP status: 401\nRequest ID: req_1<2"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (details), FALSE);
  g_assert_false (has_text (fixture, hostile));
}

static void
test_hostile_title (Fixture *fixture, gconstpointer data)
{
  g_assert_true (llm_answer_set_model (fixture->answer, "fake", "<b>&m</b>", "<b>Bold & co</b>"));
  g_assert_true (has_text (fixture, "<b>Bold & co</b>"));
}

/* Whoever retries from the keyboard stays in the column. */
static void
test_focus_stays (Fixture *fixture, gconstpointer data)
{
  llm_stream_finish (start (fixture), LLM_STREAM_FAILED,
                     llm_error_new (LLM_ERROR_QUOTA, NULL, NULL));
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->card));
  g_assert_true (gtk_widget_grab_focus (find_labelled (GTK_WIDGET (fixture->card), "Retry")));
  act (fixture, "card.retry");
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->card));
  g_assert_nonnull (gtk_widget_get_focus_child (GTK_WIDGET (fixture->card)));
}

static void
test_figures (Fixture *fixture, gconstpointer data)
{
  LlmStream *stream;
  LlmUsage usage;

  g_assert_true (has_text (fixture, "-"));
  answer_with (fixture, "Because.");
  /* What the provider did not tell is estimated, and of no price there is no cost. */
  g_assert_true (has_text (fixture, "~2 tok · - tok/s · -"));

  stream = start (fixture);
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, "Because.");
  llm_usage_init (&usage);
  usage.output = 512;
  usage.cost_usd = 0.0042;
  llm_stream_merge_usage (stream, &usage);
  finish (stream, "stop");
  g_assert_true (has_text (fixture, "512 tok"));
  g_assert_true (has_text (fixture, "$0.0042"));
  g_assert_false (has_text (fixture, "- tok ·"));
}

/* The clock of the page moves the figures of a running column only. */
static void
test_tick (Fixture *fixture, gconstpointer data)
{
  LlmStream *stream = start (fixture);
  GtkWidget *label;
  g_autofree char *before = NULL;

  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, "Because.");
  llm_ui_test_run_for (300);
  llm_card_tick (fixture->card);
  g_assert_false (has_text (fixture, " · 0.0 s ·"));
  finish (stream, "stop");
  label = GTK_WIDGET (
      gtk_widget_get_template_child (GTK_WIDGET (fixture->card), LLM_TYPE_CARD, "figures"));
  before = g_strdup (gtk_label_get_text (GTK_LABEL (label)));
  llm_ui_test_run_for (150);
  llm_card_tick (fixture->card);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, before);
}

typedef struct
{
  char *text;
  gboolean done;
} Clip;

static void
clip_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Clip *clip = user_data;

  clip->text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);
  clip->done = TRUE;
}

static gboolean
is_clip_done (gpointer user_data)
{
  return ((Clip *) user_data)->done;
}

/* The Markdown as it came, not what is made of it. */
static void
test_copy (Fixture *fixture, gconstpointer data)
{
  Clip clip = { NULL, FALSE };

  answer_with (fixture, "# Because\n\n**scattering**\n");
  click (fixture, "card.copy");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (fixture->card)), NULL,
                                 clip_cb, &clip);
  llm_ui_test_wait (is_clip_done, &clip);
  g_assert_cmpstr (clip.text, ==, "# Because\n\n**scattering**\n");
  g_free (clip.text);
}

/* A card that goes while its copy button says that it has copied. */
static void
test_gone_after_copy (Fixture *fixture, gconstpointer data)
{
  answer_with (fixture, "Because.");
  click (fixture, "card.copy");
}

static void
check_name (Fixture *fixture, const char *action, const char *name)
{
  GtkWidget *button = llm_ui_test_find_button (GTK_WIDGET (fixture->card), action);
  g_autofree char *problem = NULL;

  g_assert_nonnull (button);
  problem = gtk_test_accessible_check_property (GTK_ACCESSIBLE (button),
                                                GTK_ACCESSIBLE_PROPERTY_LABEL, name);
  g_assert_cmpstr (problem, ==, NULL);
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  LlmStream *stream;

  answer_with (fixture, "Because.");
  check_name (fixture, "card.copy", "Copy the answer of Model 1");
  check_name (fixture, "card.vote-up", "Vote up Model 1");
  check_name (fixture, "card.vote-down", "Vote down Model 1");
  check_name (fixture, "card.prefer", "Prefer Model 1");
  check_name (fixture, "card.retry", "Retry Model 1");
  check_name (fixture, "card.expand", "Expand Model 1");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->card),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Model 1, answer 2 of 3, Done");
  stream = start (fixture);
  check_name (fixture, "card.stop", "Stop Model 1");
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, "Because");
  llm_stream_finish (stream, LLM_STREAM_INTERRUPTED, llm_error_new (LLM_ERROR_NETWORK, NULL, NULL));
  check_name (fixture, "card.continue", "Continue: Model 1");
  g_assert_true (llm_answer_set_model (fixture->answer, "fake", "m", "Another"));
  check_name (fixture, "card.copy", "Copy the answer of Another");
  check_name (fixture, "card.retry", "Retry: Another"); /* that of the notice */
}

/* Progress is told by a line and a word, and ends with the answer. */
static void
test_states (Fixture *fixture, gconstpointer data)
{
  LlmStream *stream;

  g_assert_true (has_text (fixture, "Queued"));
  stream = start (fixture);
  g_assert_true (has_text (fixture, "Connecting"));
  llm_stream_emit_phase (stream, LLM_STREAM_OPEN);
  g_assert_true (has_text (fixture, "Thinking"));
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, "B");
  g_assert_true (has_text (fixture, "Streaming"));
  finish (stream, "length");
  g_assert_true (has_text (fixture, "Done"));
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->card));
  g_assert_true (has_text (fixture, "The answer was cut at the token limit."));
  finish (start (fixture), "stop");
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->card));
  g_assert_true (has_text (fixture, "The model returned no text."));
}

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;
#define ADD(name, function) g_test_add ("/card/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("states", test_states);
  ADD ("sensitivity", test_sensitivity);
  ADD ("sensitivity-of-place", test_sensitivity_of_place);
  ADD ("move", test_move);
  ADD ("votes", test_votes);
  ADD ("prefer", test_prefer);
  ADD ("stop-and-continue", test_stop_and_continue);
  ADD ("retry", test_retry);
  ADD ("retrying", test_retrying);
  ADD ("waiting", test_waiting);
  ADD ("notices", test_notices);
  ADD ("notices-place", test_notices_place);
  ADD ("errors", test_errors);
  ADD ("add-key", test_add_key);
  ADD ("details-are-plain", test_details_are_plain);
  ADD ("hostile-title", test_hostile_title);
  ADD ("focus-stays", test_focus_stays);
  ADD ("figures", test_figures);
  ADD ("tick", test_tick);
  ADD ("copy", test_copy);
  ADD ("gone-after-copy", test_gone_after_copy);
  ADD ("names", test_names);
#undef ADD
  return g_test_run ();
}
