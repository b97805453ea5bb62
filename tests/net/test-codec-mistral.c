/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "codec-test.h"
#include "llm-json.h"

#define M llm_codec_mistral
#define ID "cmpl-e5cc70bb"

static const StreamCase streams[] = {
  { "mistral-plain", M, "Bonjour.", NULL, "stop", ID, TRUE, NO_ERROR,
    USAGE (21, 16, UNTOLD, UNTOLD, 9) },
  /* Tags are text here: reasoning comes as parts of its own. */
  { "mistral-thinking", M, "The answer is <think>6</think>.", "Let me think.", "length", ID, TRUE,
    NO_ERROR, USAGE (21, 8, UNTOLD, 40, 59) },
  { "mistral-error-reason", M, "Half", NULL, "error", ID, FALSE, LLM_ERROR_SERVER, NO_USAGE },
  { "mistral-model-length", M, "Long", NULL, "length", ID, TRUE, NO_ERROR, NO_USAGE },
  { "mistral-no-done", M, "All", NULL, "stop", ID, FALSE, NO_ERROR, NO_USAGE },
};

static void
test_build (void)
{
  const LlmCodec *codec = llm_codec_mistral ();
  const char *const levels[] = { "none", "high", NULL };
  g_autoptr (LlmModel) model = NULL;
  g_autoptr (LlmParams) params = llm_params_new ();
  g_autoptr (LlmRequest) request = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *system;
  LlmWireRequest wire;

  model = codec_test_new_model ("mistral", "magistral", 40000, TRUE, TRUE, levels);
  params->temperature = 0.25;
  params->max_tokens = 64;
  params->seed = 7;
  params->reasoning_effort = g_strdup ("HIGH");
  request = llm_request_new ("magistral", "Be brief.", params);
  llm_request_set_model (request, model);
  llm_request_add_message (request, LLM_ROLE_USER, "Hi");

  codec->build (codec, TARGET ("https://api.mistral.ai/v1", "k"), request, &wire, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (wire.url, ==, "https://api.mistral.ai/v1/chat/completions");
  body = codec_test_get_body (&wire);
  /* model, messages, stream and what is checked here: any other field is a 422. */
  g_assert_cmpuint (json_object_get_size (body), ==, 7);
  g_assert_cmpint (llm_json_get_int (body, "max_tokens", 0), ==, 64);
  g_assert_cmpint (llm_json_get_int (body, "random_seed", 0), ==, 7);
  g_assert_cmpfloat (llm_json_get_double (body, "temperature", 0), ==, 0.25);
  g_assert_cmpstr (llm_json_get_string (body, "reasoning_effort"), ==, "high");
  system = llm_json_array_get_object (llm_json_get_array (body, "messages"), 0);
  g_assert_cmpstr (llm_json_get_string (system, "role"), ==, "system");
  llm_wire_request_clear (&wire);
}

/* Nothing but model, messages and stream is left when all else is dropped, and an
 * effort that the model does not know is not sent at all. */
static void
test_build_drops (void)
{
  static const char *const dropped[] = { LLM_PARAM_TEMPERATURE, LLM_PARAM_TOP_P,
                                         LLM_PARAM_MAX_TOKENS, LLM_PARAM_SEED,
                                         LLM_PARAM_REASONING_EFFORT };
  const LlmCodec *codec = llm_codec_mistral ();
  const char *const levels[] = { "none", "high", NULL };
  g_autoptr (LlmModel) model = NULL;
  g_autoptr (LlmParams) params = llm_params_new ();

  model = codec_test_new_model ("mistral", "m", 40000, TRUE, TRUE, levels);
  params->temperature = 0.25;
  params->top_p = 0.5;
  params->max_tokens = 64;
  params->seed = 7;
  params->reasoning_effort = g_strdup ("high");
  for (guint n = 0; n <= G_N_ELEMENTS (dropped) + 1; n++)
    {
      g_autoptr (LlmRequest) request = NULL;
      g_autoptr (JsonObject) body = NULL;
      LlmWireRequest wire;
      guint n_dropped = MIN (n, G_N_ELEMENTS (dropped));

      if (n > n_dropped)
        {
          g_free (params->reasoning_effort);
          params->reasoning_effort = g_strdup ("xhigh");
          n_dropped = 1;
        }
      request = llm_request_new ("m", NULL, params);
      llm_request_set_model (request, model);
      llm_request_add_message (request, LLM_ROLE_USER, "Hi");
      for (guint i = 0; i < n_dropped; i++)
        llm_request_drop (request, dropped[i]);
      g_assert_true (codec->build (codec, TARGET ("https://m.test", NULL), request, &wire, NULL));
      body = codec_test_get_body (&wire);
      g_assert_cmpuint (json_object_get_size (body), ==,
                        n <= G_N_ELEMENTS (dropped) ? 8 - n_dropped : 6);
      llm_wire_request_clear (&wire);
    }
}

static void
test_keys (void)
{
  codec_test_keys (llm_codec_mistral (), "Authorization", "Bearer ");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  codec_test_add_streams ("codec-mistral", streams, G_N_ELEMENTS (streams));
  g_test_add_func ("/codec-mistral/build/body", test_build);
  g_test_add_func ("/codec-mistral/build/drops", test_build_drops);
  g_test_add_func ("/codec-mistral/keys", test_keys);

  return g_test_run ();
}
