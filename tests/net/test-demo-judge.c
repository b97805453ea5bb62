/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "http-fixture.h"
#include "llm-demo-judge.h"
#include "llm-demo-provider.h"
#include "llm-judge-choose.h"
#include "llm-judge-material.h"
#include "llm-judge-parse.h"
#include "llm-judge-run.h"
#include "llm-net.h"

#include <math.h>
#include <string.h>

/* The demo as a judge, in all its formats, from the question to the judgement. */

static const char *const model_ids[] = { "swift", "scholar", "prism", "zephyr" };

static const char *const texts[] = {
  "# Why\n\nBlue light is scattered about 5.5 times as much as red light.\n\n- It is shorter.\n"
  "- Air is small.\n\n```\nl^-4\n```\nThat is all there is to say about it, for today at least!",
  "Weil 光合作用 “blaues” Licht stärker gestreut wird als rotes. Warum? Rayleigh, 1871.",
  "光合作用把光能变成化学能，这个过程在叶绿体里面进行，需要水和二氧化碳，还需要阳光，最后放出氧气"
  "。",
  "ok",
  NULL,
};

typedef struct
{
  LlmSettings *settings;
  GListStore *providers;
  LlmCatalog *catalog;
  LlmJudgement *judgement;
  gboolean done;
} Demo;

static void
set_up (Demo *demo, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmProvider) provider = NULL;

  g_setenv ("LLMSELECT_DEMO_SPEED", "0", TRUE);
  demo->settings = llm_settings_new (&error);
  g_assert_no_error (error);
  provider = llm_demo_provider_new (demo->settings);
  demo->providers = g_list_store_new (LLM_TYPE_PROVIDER);
  g_list_store_append (demo->providers, provider);
  demo->catalog = llm_catalog_new ();
  g_assert_true (llm_net_load_catalog (demo->catalog, &error));
  g_assert_no_error (error);
}

static void
tear_down (Demo *demo, gconstpointer data)
{
  g_clear_pointer (&demo->judgement, llm_judgement_unref);
  g_clear_object (&demo->catalog);
  g_clear_object (&demo->providers);
  g_assert_finalize_object (g_steal_pointer (&demo->settings));
}

static void
asked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Demo *demo = user_data;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&demo->judgement, llm_judgement_unref);
  demo->judgement = llm_judge_run_ask_finish (LLM_JUDGE_RUN (object), result, &error);
  g_assert_no_error (error);
  demo->done = TRUE;
}

static gboolean
is_done (gpointer user_data)
{
  return ((Demo *) user_data)->done;
}

static void
ask (Demo *demo, const char *model_id)
{
  g_autoptr (LlmJudgeMaterial) material = judge_test_new_material (texts);
  g_autoptr (LlmJudgeRun) run = llm_judge_run_new (G_LIST_MODEL (demo->providers), demo->catalog,
                                                   demo->settings, NULL, llm_judge_parse);

  demo->done = FALSE;
  llm_judge_run_ask_async (run, material, "demo", model_id, NULL, NULL, asked_cb, demo);
  llm_test_wait (is_done, demo);
}

static guint
assert_quotes (const LlmClaim *claim)
{
  if (claim == NULL)
    return 0;
  for (guint i = 0; i < claim->quotes->len; i++)
    {
      const LlmQuote *quote = claim->quotes->pdata[i];

      g_test_message ("%s", quote->text);
      g_assert_cmpint (quote->match, ==, LLM_QUOTE_EXACT);
    }
  return claim->quotes->len;
}

static void
assert_judgement (const LlmJudgement *judgement)
{
  const LlmJudgedAnswer *first = llm_judgement_find (judgement, "column-0");
  const LlmJudgedAnswer *second = llm_judgement_find (judgement, "column-1");

  g_assert_no_error (judgement->error);
  g_assert_cmpint (judgement->state, ==, LLM_ANSWER_DONE);
  g_assert_true (g_str_has_prefix (judgement->summary, "Demo: no AI judged these answers."));
  g_assert_cmpuint (judgement->n_ignored, ==, 0);
  g_assert_cmpint (judgement->usage.output, >, 0);
  for (guint i = 0; texts[i] != NULL; i++)
    {
      g_autofree char *id = g_strdup_printf ("column-%u", i);
      const LlmJudgedAnswer *answer = llm_judgement_find (judgement, id);

      for (guint j = 0; j < LLM_JUDGE_N_ASPECTS; j++)
        assert_quotes (answer->aspects[j]);
      g_assert_cmpuint (assert_quotes (answer->aspects[LLM_JUDGE_CONTENT]), ==, 1);
      g_assert_true (isnan (answer->scores[LLM_JUDGE_ACCURACY]));
      g_assert_true ((answer->scores[LLM_JUDGE_DEPTH] == LLM_JUDGE_MAX_SCORE)
                     == (llm_judgement_get_rank (judgement, id) == 1));
      g_assert_cmpuint (llm_judgement_get_rank (judgement, id), >, 0);
    }
  g_assert_cmpuint (llm_judgement_get_rank (judgement, "column-3"), ==, 4);
  g_assert_cmpstr (first->aspects[LLM_JUDGE_STRUCTURE]->text, ==,
                   "4 paragraphs, 1 heading, 2 list items.");
  g_assert_cmpuint (assert_quotes (second->aspects[LLM_JUDGE_FACTS]), ==, 1);
  g_assert_cmpstr (((LlmQuote *) second->aspects[LLM_JUDGE_FACTS]->quotes->pdata[0])->text, ==,
                   "1871");
  g_assert_null (llm_judgement_find (judgement, "column-3")->aspects[LLM_JUDGE_FACTS]);
}

static void
test_models (Demo *demo, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (model_ids); i++)
    {
      g_test_message ("%s", model_ids[i]);
      ask (demo, model_ids[i]);
      assert_judgement (demo->judgement);
    }
}

/* Only the form that was asked for makes a judge of it, not the words. */
static void
test_recognised (Demo *demo, gconstpointer data)
{
  static const struct
  {
    const char *body;
    gboolean asked;
  } bodies[] = {
    { "{}", FALSE },
    { "{\"response_format\":{\"json_schema\":{\"schema\":{\"description\":"
      "\"llmselect_judgement 1\"}}}}",
      TRUE },
    { "{\"output_config\":{\"format\":{\"schema\":{\"description\":\"llmselect_judgement 1\"}}}}",
      TRUE },
    { "{\"generationConfig\":{\"responseJsonSchema\":{\"description\":"
      "\"llmselect_judgement 9\"}}}",
      TRUE },
    { "{\"generationConfig\":{\"responseJsonSchema\":{\"description\":\"other\"}}}", FALSE },
    { "{\"response_format\":{\"json_schema\":{\"schema\":{\"description\":7}}}}", FALSE },
    { "{\"response_format\":\"llmselect_judgement 1\",\"output_config\":[]}", FALSE },
    { "{\"messages\":[{\"content\":\"llmselect_judgement 1\"}]}", FALSE },
  };
  g_autofree char *nothing = llm_demo_judge_write ("Why is the sky blue?");

  g_assert_null (nothing);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (JsonNode) node = json_from_string (bodies[i].body, NULL);

      g_assert_true (llm_demo_judge_is_asked (json_node_get_object (node)) == bodies[i].asked);
    }
}

/* If nobody else is there, the demo is proposed, although nobody knows what it costs. */
static void
test_proposed (Demo *demo, gconstpointer data)
{
  static const char *const configured[] = { "demo", NULL };
  g_autoptr (LlmJudgeMaterial) material = judge_test_new_material (texts);
  g_autoptr (LlmModel) model = llm_judge_choose (demo->catalog, G_LIST_MODEL (demo->providers),
                                                 configured, material, FALSE);

  g_assert_nonnull (model);
  g_assert_cmpstr (llm_model_get_provider_id (model), ==, "demo");
}

int
main (int argc, char **argv)
{
  http_test_init (&argc, &argv);
#define ADD(path, func) g_test_add (path, Demo, NULL, set_up, func, tear_down)
  ADD ("/net/demo-judge/models", test_models);
  ADD ("/net/demo-judge/recognised", test_recognised);
  ADD ("/net/demo-judge/proposed", test_proposed);
  return http_test_run ();
}
