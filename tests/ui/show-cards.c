/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shows a comparison with columns in many states, to look at: not a test.
 *
 *   show-cards [--width=1600] [--height=1000] [--dark] [--rtl] [--expand]
 *              [--scenario=mixed|streaming|errors|notices]
 */
#include "config.h"

#include <adwaita.h>

#include "llm-compare-page.h"
#include "llm-error.h"
#include "llm-fake-provider.h"
#include "llm-fake-secrets.h"
#include "llm-fake-store.h"
#include "llm-notice.h"

#define TEXT                                                                                       \
  "# Why the sky is blue\n\nSunlight looks white but holds **all colours**. When it meets the "    \
  "air, molecules far smaller than a wavelength scatter it; by *Rayleigh’s law* the strength "   \
  "grows with the fourth power of the frequency:\n\n- blue (450 nm) is scattered about 4.4 "       \
  "times as much as red (650 nm)\n- violet even more, but the sun sends less of it and the eye "   \
  "sees it badly\n\n## In code\n\n```python\ndef scattering(wavelength):\n    return 1 / "         \
  "wavelength ** 4\n\nprint(scattering(450) / scattering(650))\n```\n\n> At sunset the way "       \
  "through the air is longer, the blue is gone, and what is left is red.\n\n| colour | nm |\n"     \
  "|---|---|\n| blue | 450 |\n| red | 650 |\n\nSee <https://example.org/rayleigh> for more.\n\n"   \
  "היום השמים כחולים כי האור מתפזר באוויר.\n\n天空は青い。\n"

static int width = 1600;
static int height = 1000;
static gboolean dark;
static gboolean rtl;
static gboolean expand;
static char *scenario;

static FakeProvider *providers[4];
static const char *const provider_ids[] = { "openai", "anthropic", "gemini", "mistral" };

static LlmContext *
new_context (void)
{
  g_autoptr (GListStore) list = g_list_store_new (LLM_TYPE_PROVIDER);
  g_autoptr (LlmCatalog) catalog = llm_catalog_new ();
  g_autoptr (LlmSecrets) secrets = LLM_SECRETS (llm_fake_secrets_new ());
  g_autoptr (LlmStore) store = LLM_STORE (fake_store_new ());
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmSettings) settings = llm_settings_new (&error);

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    {
      providers[i] = fake_provider_new (provider_ids[i]);
      g_list_store_append (list, providers[i]);
    }
  return llm_context_new (settings, secrets, store, G_LIST_MODEL (list), catalog, NULL);
}

static void
add_column (LlmComparison *comparison, const char *provider, const char *model, const char *title)
{
  g_autoptr (LlmAnswer) answer = llm_answer_new (provider, model, title);

  llm_comparison_add (comparison, answer);
}

static void
finish (LlmStream *stream, const char *reason)
{
  LlmUsage usage;

  llm_usage_init (&usage);
  usage.input = 1024;
  usage.cached = 512;
  usage.output = 512;
  usage.reasoning = 128;
  usage.cost_usd = 0.0042;
  llm_stream_merge_usage (stream, &usage);
  llm_stream_set_finish_reason (stream, reason);
  llm_stream_finish (stream, LLM_STREAM_DONE, NULL);
}

static void
fail (LlmStream *stream, LlmErrorCode code)
{
  GError *error = llm_error_new (code, NULL,
                                 "{\"error\": {\"message\": \"<b>Incorrect</b> API key provided: "
                                 "sk-…abcd. You can find your API key & more at the "
                                 "dashboard.\", \"type\": \"invalid_request_error\"}}");

  llm_error_set_http_status (error, 401);
  llm_error_set_request_id (error, "req_01HXYZ4567890");
  llm_stream_finish (stream, LLM_STREAM_FAILED, error);
}

static gboolean
stream_cb (gpointer user_data)
{
  static gsize offset[4];

  for (guint i = 0; i < 4; i++)
    {
      const char *start = &TEXT[offset[i] % strlen (TEXT)];
      const char *end = start;
      g_autofree char *piece = NULL;

      for (guint n = 0; n < 4 + i && *end != '\0'; n++)
        end = g_utf8_next_char (end);
      piece = g_strndup (start, end - start);
      offset[i] += end - start;
      llm_stream_emit_delta (fake_provider_get_stream (providers[i], 0), LLM_DELTA_TEXT, piece);
    }
  return G_SOURCE_CONTINUE;
}

static void
run_mixed (LlmComparison *comparison)
{
  LlmStream *stream = fake_provider_get_stream (providers[0], 0);

  llm_stream_emit_delta (stream, LLM_DELTA_REASONING, "Let me think.");
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, TEXT TEXT);
  finish (stream, "stop");
  fail (fake_provider_get_stream (providers[1], 0), LLM_ERROR_AUTH);
  stream = fake_provider_get_stream (providers[2], 0);
  llm_stream_emit_phase (stream, LLM_STREAM_OPEN);
  llm_stream_emit_delta (stream, LLM_DELTA_REASONING, "The user asks about the sky. Rayleigh.");
  stream = fake_provider_get_stream (providers[3], 0);
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, TEXT);
  finish (stream, "length");
  llm_answer_set_vote (llm_comparison_get_answer (comparison, 0), LLM_VOTE_UP);
  llm_comparison_set_preferred (
      comparison, llm_answer_get_column_id (llm_comparison_get_answer (comparison, 0)));
}

static void
run_errors (LlmComparison *comparison, LlmRunner *runner)
{
  LlmStream *stream;

  fail (fake_provider_get_stream (providers[0], 0), LLM_ERROR_MODEL_NOT_FOUND);
  stream = fake_provider_get_stream (providers[1], 0);
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, TEXT);
  llm_stream_finish (stream, LLM_STREAM_INTERRUPTED, llm_error_new (LLM_ERROR_NETWORK, NULL, NULL));
  fail (fake_provider_get_stream (providers[2], 0), LLM_ERROR_RATE_LIMIT);
  llm_stream_emit_delta (fake_provider_get_stream (providers[3], 0), LLM_DELTA_TEXT, TEXT);
  llm_runner_stop_answer (runner, llm_comparison_get_answer (comparison, 3));
}

/* How answers came about, estimates, and a wait for the rate limit. */
static void
run_notices (LlmComparison *comparison)
{
  const char *const notices[] = { "azure:gpt-4o-deployment", "without:temperature",
                                  "old-api-version:2024-02-15-preview", NULL };
  LlmAnswer *answer = llm_comparison_get_answer (comparison, 0);
  LlmStream *stream = fake_provider_get_stream (providers[0], 0);
  LlmAnswer *waiting = llm_comparison_get_answer (comparison, 2);
  LlmPrices prices;
  LlmUsage usage;

  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, TEXT);
  finish (stream, "stop");
  llm_answer_set_notices (answer, notices);
  usage = *llm_answer_get_usage (answer);
  usage.estimated = LLM_USAGE_ESTIMATED_INPUT | LLM_USAGE_ESTIMATED_OUTPUT;
  llm_prices_init (&prices);
  prices.in = 2.5;
  prices.cached_in = 1.25;
  prices.out = 10;
  prices.source = LLM_PRICE_CATALOG;
  llm_answer_set_usage (answer, &usage);
  llm_answer_set_prices (answer, &prices);

  fail (fake_provider_get_stream (providers[1], 0), LLM_ERROR_MODEL_NOT_FOUND);
  llm_answer_add_notice (llm_comparison_get_answer (comparison, 1), LLM_NOTICE_DIRECT);

  llm_comparison_remove (comparison, llm_answer_get_column_id (waiting));
  add_column (comparison, "gemini", "gemini-4", "Gemini 4");
  waiting = llm_comparison_get_answer (comparison, 3);
  llm_answer_set_retry (waiting, 0, g_get_monotonic_time () + 125 * G_TIME_SPAN_SECOND);

  stream = fake_provider_get_stream (providers[3], 0);
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, TEXT);
  finish (stream, "length");
  answer = llm_comparison_get_answer (comparison, 2);
  llm_answer_add_notice (answer, "cached:1700000000");
  llm_answer_add_notice (answer, "continued:3");
  llm_answer_add_notice (answer, "filter:violence: low, self-harm: safe");
}

static void
activate_cb (AdwApplication *app)
{
  LlmContext *context = new_context ();
  LlmComparison *comparison = llm_comparison_new (
      "Why is the sky blue?\nExplain it to a twelve-year-old, with one line of code.", NULL);
  GtkWidget *window = adw_application_window_new (GTK_APPLICATION (app));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *page;

  if (dark)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                        ADW_COLOR_SCHEME_FORCE_DARK);
  if (rtl)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  add_column (comparison, "openai", "gpt-6.1", "GPT-6.1");
  add_column (comparison, "anthropic", "claude-opus-5.5-20260801-preview-with-a-long-name",
              "Claude Opus 5.5 preview of August with a rather long name");
  add_column (comparison, "gemini", "gemini-4", "Gemini 4");
  add_column (comparison, "mistral", "mistral-large", "Mistral Large 3");
  page = llm_compare_page_new (context);
  llm_compare_page_set_comparison (LLM_COMPARE_PAGE (page), comparison);
  gtk_widget_set_vexpand (page, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), page);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), box);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));

  llm_runner_start (llm_context_get_runner (context), comparison);
  if (g_strcmp0 (scenario, "streaming") == 0)
    g_timeout_add (10, stream_cb, NULL);
  else if (g_strcmp0 (scenario, "errors") == 0)
    run_errors (comparison, llm_context_get_runner (context));
  else if (g_strcmp0 (scenario, "notices") == 0)
    run_notices (comparison);
  else
    run_mixed (comparison);
  if (expand)
    gtk_widget_grab_focus (page);
  if (expand)
    gtk_widget_activate_action (gtk_window_get_focus (GTK_WINDOW (window)), "card.expand", NULL);
}

int
main (int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "width", 0, 0, G_OPTION_ARG_INT, &width, NULL, NULL },
    { "height", 0, 0, G_OPTION_ARG_INT, &height, NULL, NULL },
    { "dark", 0, 0, G_OPTION_ARG_NONE, &dark, NULL, NULL },
    { "rtl", 0, 0, G_OPTION_ARG_NONE, &rtl, NULL, NULL },
    { "expand", 0, 0, G_OPTION_ARG_NONE, &expand, NULL, NULL },
    { "scenario", 0, 0, G_OPTION_ARG_STRING, &scenario, NULL, NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) options = g_option_context_new (NULL);
  g_autoptr (AdwApplication) app = NULL;
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error))
    g_error ("%s", error->message);
  app = adw_application_new (APP_ID ".Cards", G_APPLICATION_NON_UNIQUE);
  g_application_set_resource_base_path (G_APPLICATION (app), "/io/github/jbuz/LLMSelect");
  g_signal_connect (app, "activate", G_CALLBACK (activate_cb), NULL);
  return g_application_run (G_APPLICATION (app), argc, argv);
}
