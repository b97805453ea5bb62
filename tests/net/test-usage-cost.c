/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "codec-test.h"

/* From the last words of each vendor to the figure on the card.  The expected sums are
 * worked out by hand in the comments, in USD per million tokens times tokens; they are
 * not what the program said. */

#define PRICES(i, c, w, o) { i, c, w, o }

typedef struct
{
  const char *name;
  const LlmCodec *(*codec) (void);
  const char *stream;
  double prices[4]; /* input, cached input, cache write, output */
  gint64 tier_above;
  double tier[3]; /* input, cached input, output */
  double expected;
} CostCase;

#define CHAT(usage) "data: {\"choices\":[],\"usage\":{" usage "}}\n\ndata: [DONE]\n\n"
#define GEMINI(usage)                                                                              \
  "data: {\"candidates\":[{\"finishReason\":\"STOP\"}],\"usageMetadata\":{" usage "}}\n\n"
#define CLAUDE(start, last)                                                                        \
  "data: {\"type\":\"message_start\",\"message\":{\"usage\":{" start "}}}\n\n"                     \
  "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{" last    \
  "}}\n\ndata: {\"type\":\"message_stop\"}\n\n"

static const CostCase cases[] = {
  /* Cached ones are part of the prompt, reasoning of the completion:
   * 176 x 2 + 1024 x 0.2 + 345 x 10 = 352 + 204.8 + 3450 = 4006.8 */
  { "openai", llm_codec_openai,
    CHAT ("\"prompt_tokens\":1200,\"completion_tokens\":345,\"total_tokens\":1545,"
          "\"prompt_tokens_details\":{\"cached_tokens\":1024},"
          "\"completion_tokens_details\":{\"reasoning_tokens\":256}"),
    PRICES (2, 0.2, NAN, 10), 0, { 0 }, 0.0040068 },
  /* Writes to the cache at 1.25 times the input, which is what is done without a price:
   * 200 x 2 + 300 x 0.2 + 500 x 2.5 + 100 x 10 = 400 + 60 + 1250 + 1000 = 2710 */
  { "openai-cache-write", llm_codec_openai,
    CHAT ("\"prompt_tokens\":1000,\"completion_tokens\":100,\"total_tokens\":1100,"
          "\"prompt_tokens_details\":{\"cached_tokens\":300,\"cache_write_tokens\":500}"),
    PRICES (2, 0.2, NAN, 10), 0, { 0 }, 0.00271 },
  /* At the tier's edge the lower prices: 200000 x 2 + 1000 x 10 = 410000 */
  { "tier-edge", llm_codec_openai,
    CHAT ("\"prompt_tokens\":200000,\"completion_tokens\":1000,\"total_tokens\":201000"),
    PRICES (2, 0.2, NAN, 10), 200000, { 4, 0.4, 20 }, 0.41 },
  /* One more token, and all are dearer: 200001 x 4 + 1000 x 20 = 800004 + 20000 = 820004 */
  { "tier-above", llm_codec_openai,
    CHAT ("\"prompt_tokens\":200001,\"completion_tokens\":1000,\"total_tokens\":201001"),
    PRICES (2, 0.2, NAN, 10), 200000, { 4, 0.4, 20 }, 0.820004 },
  /* Without the usage there is no figure, nor without a price. */
  { "no-usage", llm_codec_openai, "data: [DONE]\n\n", PRICES (2, 0.2, NAN, 10), 0, { 0 }, NAN },
  { "no-price", llm_codec_openai,
    CHAT ("\"prompt_tokens\":10,\"completion_tokens\":10,\"total_tokens\":20"),
    PRICES (2, NAN, NAN, NAN), 0, { 0 }, NAN },
  /* No price for cached input: all of it at the input's. 1000 x 2 + 10 x 10 = 2100 */
  { "no-cached-price", llm_codec_openai,
    CHAT ("\"prompt_tokens\":1000,\"completion_tokens\":10,\"total_tokens\":1010,"
          "\"prompt_tokens_details\":{\"cached_tokens\":900}"),
    PRICES (2, NAN, NAN, 10), 0, { 0 }, 0.0021 },
  /* input_tokens has neither in it: 12 x 4 + 3001 x 0.4 + 200 x 5 + 77 x 20
   * = 48 + 1200.4 + 1000 + 1540 = 3788.4 */
  { "anthropic", llm_codec_anthropic,
    CLAUDE ("\"input_tokens\":10,\"cache_creation_input_tokens\":200,"
            "\"cache_read_input_tokens\":3000,\"output_tokens\":1",
            "\"input_tokens\":12,\"cache_creation_input_tokens\":null,"
            "\"cache_read_input_tokens\":3001,\"output_tokens\":77"),
    PRICES (4, 0.4, NAN, 20), 0, { 0 }, 0.0037884 },
  /* Thinking is in the output already: 25 x 4 + 300 x 20 = 6100 */
  { "anthropic-thinking", llm_codec_anthropic,
    CLAUDE ("\"input_tokens\":25,\"output_tokens\":1",
            "\"output_tokens\":300,\"output_tokens_details\":{\"thinking_tokens\":280}"),
    PRICES (4, 0.4, NAN, 20), 0, { 0 }, 0.0061 },
  /* The cached tokens decide on the tier too: 50001 + 150000 = 200001 are above it.
   * 50001 x 8 + 150000 x 0.8 + 10 x 40 = 400008 + 120000 + 400 = 520408 */
  { "anthropic-tier", llm_codec_anthropic,
    CLAUDE ("\"input_tokens\":50001,\"cache_read_input_tokens\":150000", "\"output_tokens\":10"),
    PRICES (4, 0.4, NAN, 20), 200000, { 8, 0.8, 40 }, 0.520408 },
  /* Thoughts come on top of the candidates: 388 x 2 + 512 x 0.2 + (10 + 100) x 10
   * = 776 + 102.4 + 1100 = 1978.4 */
  { "gemini", llm_codec_gemini,
    GEMINI ("\"promptTokenCount\":900,\"cachedContentTokenCount\":512,"
            "\"candidatesTokenCount\":10,\"thoughtsTokenCount\":100,\"totalTokenCount\":1010"),
    PRICES (2, 0.2, NAN, 10), 0, { 0 }, 0.0019784 },
  /* 5 x 0.7 + 16 x 0.07 + 9 x 2.1 = 3.5 + 1.12 + 18.9 = 23.52 */
  { "mistral", llm_codec_mistral,
    "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{"
    "\"prompt_tokens\":21,\"total_tokens\":30,\"completion_tokens\":9,\"num_cached_tokens\":16}}"
    "\n\ndata: [DONE]\n\n",
    PRICES (0.7, 0.07, NAN, 2.1), 0, { 0 }, 0.00002352 },
  /* Reasoning beside the completion, as the total tells: 32 x 2 + (9 + 94) x 10 = 1094 */
  { "xai", llm_codec_compatible,
    CHAT ("\"prompt_tokens\":32,\"completion_tokens\":9,\"total_tokens\":135,"
          "\"completion_tokens_details\":{\"reasoning_tokens\":94}"),
    PRICES (2, 0.5, NAN, 10), 0, { 0 }, 0.001094 },
  /* 36 x 0.5 + 64 x 0.05 + 50 x 1.5 = 18 + 3.2 + 75 = 96.2 */
  { "deepseek", llm_codec_compatible,
    CHAT ("\"prompt_tokens\":100,\"completion_tokens\":50,\"total_tokens\":150,"
          "\"prompt_cache_hit_tokens\":64,\"prompt_cache_miss_tokens\":36,"
          "\"completion_tokens_details\":{\"reasoning_tokens\":20}"),
    PRICES (0.5, 0.05, NAN, 1.5), 0, { 0 }, 0.0000962 },
  /* In the choice: 4 x 1 + 3 x 0.25 + 8 x 3 = 4 + 0.75 + 24 = 28.75 */
  { "kimi", llm_codec_compatible,
    "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\",\"usage\":{"
    "\"prompt_tokens\":7,\"completion_tokens\":8,\"total_tokens\":15,\"cached_tokens\":3}}]}\n\n"
    "data: [DONE]\n\n",
    PRICES (1, 0.25, NAN, 3), 0, { 0 }, 0.00002875 },
  /* Under x_groq: 20 x 0.15 + 30 x 0.6 = 3 + 18 = 21 */
  { "groq", llm_codec_compatible,
    "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"x_groq\":{"
    "\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":30,\"total_tokens\":50}}}\n\n"
    "data: [DONE]\n\n",
    PRICES (0.15, NAN, NAN, 0.6), 0, { 0 }, 0.000021 },
  /* The vendor's own figure, whatever the catalogue says; with or without prices. */
  { "openrouter", llm_codec_compatible,
    CHAT ("\"prompt_tokens\":14,\"completion_tokens\":163,\"total_tokens\":177,\"cost\":0.00014"),
    PRICES (2, 0.2, NAN, 10), 0, { 0 }, 0.00014 },
  { "openrouter-no-price", llm_codec_compatible,
    CHAT ("\"prompt_tokens\":14,\"completion_tokens\":163,\"total_tokens\":177,\"cost\":0"),
    PRICES (NAN, NAN, NAN, NAN), 0, { 0 }, 0 },
  /* 100 x 2 + 20 x 0.2 + 80 x 10 = 200 + 4 + 800 = 1004 */
  { "responses", llm_codec_responses,
    "event: response.completed\n"
    "data: {\"type\":\"response.completed\",\"response\":{\"id\":\"r\",\"status\":\"completed\","
    "\"usage\":{\"input_tokens\":120,\"input_tokens_details\":{\"cached_tokens\":20},"
    "\"output_tokens\":80,\"output_tokens_details\":{\"reasoning_tokens\":64}}}}\n\n",
    PRICES (2, 0.2, NAN, 10), 0, { 0 }, 0.001004 },
  /* Of a server of one's own, whose tokens a user may price: 26 x 0.1 + 290 x 0.2
   * = 2.6 + 58 = 60.6 */
  { "ollama", llm_codec_ollama,
    "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,"
    "\"done_reason\":\"stop\",\"prompt_eval_count\":26,\"eval_count\":290}\n",
    PRICES (0.1, NAN, NAN, 0.2), 0, { 0 }, 0.0000606 },
};

static LlmModel *
new_model (const CostCase *c)
{
  LlmModelFacts facts;
  const LlmPriceTier tier = { c->tier_above, c->tier[0], c->tier[1], c->tier[2] };

  llm_model_facts_init (&facts);
  facts.provider_id = "p";
  facts.id = c->name;
  facts.price_in = c->prices[0];
  facts.price_cached_in = c->prices[1];
  facts.price_cache_write = c->prices[2];
  facts.price_out = c->prices[3];
  facts.tiers = &tier;
  facts.n_tiers = c->tier_above > 0 ? 1 : 0;
  return llm_model_new (&facts);
}

static void
test_case (gconstpointer user_data)
{
  const CostCase *c = user_data;
  g_autoptr (LlmModel) model = new_model (c);
  LlmDecoder decoder;
  LlmPrices prices;
  double cost;

  codec_test_decode (c->codec (), &decoder, c->stream, strlen (c->stream), 0);
  g_assert_no_error (decoder.error);
  g_assert_true (decoder.terminated);
  llm_model_get_prices (model, decoder.usage.input, &prices);
  cost = llm_prices_compute_cost (&prices, &decoder.usage);
  if (isnan (c->expected))
    g_assert_true (isnan (cost));
  else
    g_assert_cmpfloat_with_epsilon (cost, c->expected, 1e-12);
  llm_decoder_clear (&decoder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/usage-cost/", cases[i].name, NULL);
      g_test_add_data_func (path, &cases[i], test_case);
    }

  return g_test_run ();
}
