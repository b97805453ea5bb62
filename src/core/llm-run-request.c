/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-run-request.h"

#include "llm-input-check.h"
#include "llm-run-images.h"

/* Asked in the model's own turn order; English, since that is what all models
 * follow best whatever the language of the prompt. */
#define CONTINUE_PROMPT                                                                            \
  "Your previous message was cut off. Continue exactly where it stopped, without repeating "       \
  "anything and without any introduction."

/* Room that is kept for an answer of which no length was asked for: so many tokens, and
 * at most a share of the context window. */
#define ANSWER_TOKENS 8192
#define ANSWER_SHARE 4

/* How many tokens of what was said before fit beside @request; negative if any number. */
static gint64
get_room (const LlmRequest *request)
{
  const LlmParams *params = llm_request_get_params (request);
  LlmModel *model = llm_request_get_model (request);
  gint64 room = model != NULL ? llm_model_input_room (model, params) : LLM_UNKNOWN;

  if (room < 0)
    return -1;
  if (params == NULL || params->max_tokens <= 0)
    room -= MIN (room / ANSWER_SHARE, ANSWER_TOKENS);
  return MAX (0, room - llm_request_estimate_input (request));
}

/* What was said before, as much as fits.  Returns how many turns do not. */
static guint
add_thread (LlmRequest *request, LlmThread *thread, gint64 room)
{
  guint first, n_turns;

  first = llm_run_images_fit (thread, request, room, &n_turns);
  for (guint i = first; i < llm_thread_get_n_messages (thread); i++)
    {
      const LlmMessage *message = llm_thread_get_message (thread, i);

      llm_request_add_message (request, message->role, message->text);
      llm_request_add_images (request, message->images);
    }
  return n_turns;
}

/* Returns the index of the message with the prompt. */
static guint
add_prompt (LlmRequest *request, const LlmRunSetup *setup)
{
  guint index;

  llm_request_add_message (request, LLM_ROLE_USER, llm_comparison_get_prompt (setup->comparison));
  llm_request_add_images (request, llm_comparison_get_images (setup->comparison));
  index = llm_request_get_n_messages (request) - 1;
  if (setup->mode == LLM_RUN_CONTINUE)
    {
      llm_request_add_message (request, LLM_ROLE_ASSISTANT, llm_answer_get_text (setup->answer));
      llm_request_add_message (request, LLM_ROLE_USER, CONTINUE_PROMPT);
    }
  return index;
}

static LlmRequest *
start_request (const LlmRunSetup *setup)
{
  LlmAnswer *answer = setup->answer;
  const char *model_id = llm_answer_get_model_id (answer);
  LlmRequest *request = llm_request_new (model_id, llm_comparison_get_system (setup->comparison),
                                         llm_answer_get_params (answer));

  llm_request_set_model (
      request, llm_catalog_lookup (setup->catalog, llm_answer_get_provider_id (answer), model_id));
  if (setup->schema != NULL)
    llm_request_set_schema (request, setup->schema_name, setup->schema);
  return request;
}

/**
 * llm_run_request_new:
 * @setup: what to run; what was said before is in its column
 * @prompt_index: (out): the index of the message with the prompt
 * @n_trimmed: (out): how many turns of what was said before do not fit
 *
 * What was said before has to fit beside the prompt, and stands before it.
 *
 * Returns: (transfer full): the request; the bytes of its images are not in it yet
 */
LlmRequest *
llm_run_request_new (const LlmRunSetup *setup, guint *prompt_index, guint *n_trimmed)
{
  LlmThread *thread;
  LlmRequest *request;

  g_return_val_if_fail (setup != NULL, NULL);
  g_return_val_if_fail (prompt_index != NULL && n_trimmed != NULL, NULL);

  thread = llm_answer_get_thread (setup->answer);
  request = start_request (setup);
  *n_trimmed = 0;
  if (thread != NULL)
    {
      g_autoptr (LlmRequest) alone = start_request (setup);
      guint n_left_out;

      llm_run_images_choose (alone, add_prompt (alone, setup), &n_left_out, NULL);
      *n_trimmed = add_thread (request, thread, get_room (alone));
    }
  *prompt_index = add_prompt (request, setup);
  return request;
}
