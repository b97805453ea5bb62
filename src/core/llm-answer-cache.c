/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-answer-cache.h"

/* Changes when the form of what is stored does. */
#define FORMAT "answer-1"

/* format, text, reasoning, finish reason; input, cached, cache write, reasoning and
 * output tokens; estimated. */
#define VALUE_TYPE "(ssssxxxxxu)"

/* In the order in which they are sent. */
static void
add_image_hashes (GVariantBuilder *hashes, const LlmRequest *request)
{
  for (guint i = 0; i < llm_request_get_n_messages (request); i++)
    {
      const GPtrArray *data = llm_request_get_message (request, i)->data;

      for (guint j = 0; data != NULL && j < data->len; j++)
        g_variant_builder_add (hashes, "(us)", i, llm_image_data_get_hash (data->pdata[j]));
    }
}

/**
 * llm_answer_cache_make_key:
 * @route_id: see llm_provider_get_route_id()
 * @request: what is asked
 *
 * Returns: (transfer full): a digest of all that an answer depends on
 */
char *
llm_answer_cache_make_key (const char *route_id, const LlmRequest *request)
{
  const char *system;
  g_autofree char *params = NULL;
  g_autoptr (GVariant) value = NULL;
  GVariantBuilder messages;

  g_return_val_if_fail (route_id != NULL, NULL);
  g_return_val_if_fail (request != NULL, NULL);

  system = llm_request_get_system (request);
  params = llm_params_to_string (llm_request_get_params (request));
  g_variant_builder_init (&messages, G_VARIANT_TYPE ("a(us)"));
  for (guint i = 0; i < llm_request_get_n_messages (request); i++)
    {
      const LlmMessage *message = llm_request_get_message (request, i);

      g_variant_builder_add (&messages, "(us)", (guint) message->role, message->text);
    }
  value = g_variant_new ("(ssssa(us))", route_id, llm_request_get_model_id (request),
                         system != NULL ? system : "", params, &messages);
  if (llm_request_get_n_images (request) > 0)
    {
      GVariantBuilder hashes;

      g_variant_builder_init (&hashes, G_VARIANT_TYPE ("a(us)"));
      add_image_hashes (&hashes, request);
      value = g_variant_new ("(@*a(us))", value, &hashes);
    }
  if (llm_request_get_schema (request, NULL) != NULL)
    value = g_variant_new ("(@*s)", value, llm_request_get_schema (request, NULL));
  value = g_variant_ref_sink (value);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, g_variant_get_data (value),
                                      g_variant_get_size (value));
}

/**
 * llm_answer_cache_serialize:
 * @answer: a column that is done
 *
 * Returns: (transfer full): what llm_answer_cache_apply() needs
 */
GBytes *
llm_answer_cache_serialize (LlmAnswer *answer)
{
  const LlmUsage *usage;
  const char *finish_reason;
  g_autoptr (GVariant) value = NULL;

  g_return_val_if_fail (LLM_IS_ANSWER (answer), NULL);

  usage = llm_answer_get_usage (answer);
  finish_reason = llm_answer_get_finish_reason (answer);
  value = g_variant_ref_sink (
      g_variant_new (VALUE_TYPE, FORMAT, llm_answer_get_text (answer),
                     llm_answer_get_reasoning (answer), finish_reason != NULL ? finish_reason : "",
                     usage->input, usage->cached, usage->cache_write, usage->reasoning,
                     usage->output, usage->estimated));
  return g_variant_get_data_as_bytes (value);
}

/**
 * llm_answer_cache_apply:
 * @bytes: a value as llm_answer_cache_serialize() made it, or anything
 * @answer: a column that streams and has no text yet
 *
 * Puts the stored answer into @answer: text, reasoning, usage, finish reason.  Asking
 * cost nothing this time.
 *
 * Returns: whether @bytes was an answer
 */
gboolean
llm_answer_cache_apply (GBytes *bytes, LlmAnswer *answer)
{
  g_autoptr (GVariant) value = NULL;
  const char *format, *text, *reasoning, *finish_reason;
  LlmUsage usage;

  g_return_val_if_fail (bytes != NULL, FALSE);
  g_return_val_if_fail (LLM_IS_ANSWER (answer), FALSE);

  value = g_variant_ref_sink (
      g_variant_new_from_bytes (G_VARIANT_TYPE (VALUE_TYPE), bytes, FALSE));
  if (!g_variant_is_normal_form (value))
    return FALSE;
  llm_usage_init (&usage);
  g_variant_get (value, "(&s&s&s&sxxxxxu)", &format, &text, &reasoning, &finish_reason,
                 &usage.input, &usage.cached, &usage.cache_write, &usage.reasoning, &usage.output,
                 &usage.estimated);
  if (!g_str_equal (format, FORMAT))
    return FALSE;

  if (*reasoning != '\0')
    llm_answer_append (answer, LLM_DELTA_REASONING, reasoning);
  if (*text != '\0')
    llm_answer_append (answer, LLM_DELTA_TEXT, text);
  llm_answer_set_usage (answer, &usage);
  llm_answer_set_cost (answer, 0);
  llm_answer_set_finish_reason (answer, *finish_reason != '\0' ? finish_reason : NULL);
  return TRUE;
}
