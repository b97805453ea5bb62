/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-codec-private.h"

#include <math.h>
#include <string.h>

#include "llm-error.h"
#include "llm-fast-event.h"

#define THINK_OPEN "<think>"
#define THINK_CLOSE "</think>"

/* What is kept of a content filter's words, in bytes. */
#define MAX_FILTER_NAME 40
#define MAX_FILTER_DETAILS 200

/* Blanks before a possible <think> that are waited for. */
#define MAX_LEADING_BLANKS 64

/* How many bytes at the end of @text may be the begin of @tag. */
static gsize
count_tag_begin (const char *text, gsize length, const char *tag)
{
  for (gsize n = MIN (length, strlen (tag) - 1); n > 0; n--)
    {
      if (memcmp (text + length - n, tag, n) == 0)
        return n;
    }
  return 0;
}

static gsize
count_blanks (GString *text)
{
  gsize n = 0;

  while (n < text->len && g_ascii_isspace (text->str[n]))
    n++;
  return n;
}

static void
take_held (GString *held, gsize length, GString *out)
{
  g_string_append_len (out, held->str, length);
  g_string_erase (held, 0, length);
}

/* Looks whether the answer begins with <think>.  Returns whether that is settled. */
static gboolean
think_begin (LlmDecoder *decoder, LlmDecoderState *state)
{
  gsize blanks = count_blanks (state->held);
  const char *text = state->held->str + blanks;

  if (g_str_has_prefix (text, THINK_OPEN))
    {
      g_string_erase (state->held, 0, blanks + strlen (THINK_OPEN));
      state->think = LLM_THINK_OPENED;
      return TRUE;
    }
  if (g_str_has_prefix (THINK_OPEN, text) && blanks <= MAX_LEADING_BLANKS)
    return FALSE;
  state->think = LLM_THINK_OVER;
  return TRUE;
}

/* One step of the state machine over the text held back.  Returns whether there
 * may be another one. */
static gboolean
think_step (LlmDecoder *decoder, LlmDecoderState *state)
{
  GString *held = state->held;
  const char *close;

  switch (state->think)
    {
    case LLM_THINK_BEFORE:
      return think_begin (decoder, state);

    case LLM_THINK_OPENED:
    case LLM_THINK_BEHIND:
      /* Tags stand on lines of their own; the blanks around them say nothing. */
      g_string_erase (held, 0, count_blanks (held));
      if (held->len == 0)
        return FALSE;
      state->think = state->think == LLM_THINK_OPENED ? LLM_THINK_INSIDE : LLM_THINK_OVER;
      return TRUE;

    case LLM_THINK_INSIDE:
      close = strstr (held->str, THINK_CLOSE);
      if (close == NULL)
        {
          take_held (held, held->len - count_tag_begin (held->str, held->len, THINK_CLOSE),
                     decoder->reasoning);
          return FALSE;
        }
      take_held (held, close - held->str, decoder->reasoning);
      g_string_erase (held, 0, strlen (THINK_CLOSE));
      state->think = LLM_THINK_BEHIND;
      return TRUE;

    case LLM_THINK_OVER:
      take_held (held, held->len, decoder->text);
      return FALSE;

    default:
      g_return_val_if_reached (FALSE);
    }
}

/* At the end: what was held back as the begin of a tag is none. */
void
llm_think_flush (LlmDecoder *decoder)
{
  LlmDecoderState *state = llm_decoder_get_state (decoder);
  GString *out = state->think == LLM_THINK_INSIDE ? decoder->reasoning : decoder->text;

  take_held (state->held, state->held->len, out);
}

/* Local models write their reasoning into the text as <think>...</think> unless the
 * server splits it off; only at the very begin it means that. */
void
llm_think_add (LlmDecoder *decoder, const char *text, gsize length)
{
  LlmDecoderState *state = llm_decoder_get_state (decoder);

  if (state->think == LLM_THINK_OVER)
    {
      g_string_append_len (decoder->text, text, length);
      return;
    }
  g_string_append_len (state->held, text, length);
  while (think_step (decoder, state))
    ;
}

static void
add_content (LlmChatDialect dialect, LlmDecoder *decoder, const char *text, gsize length)
{
  if (dialect == LLM_CHAT_COMPATIBLE)
    llm_think_add (decoder, text, length);
  else
    g_string_append_len (decoder->text, text, length);
}

/* {type:thinking, thinking:[{type:text, text}]}; seen with a plain string too. */
static void
add_thinking (LlmDecoder *decoder, JsonObject *part)
{
  JsonArray *pieces = llm_json_get_array (part, "thinking");

  llm_decoder_add_reasoning (decoder, llm_json_get_string (part, "thinking"));
  for (guint i = 0; i < llm_json_array_length (pieces); i++)
    llm_decoder_add_reasoning (decoder,
                               llm_json_get_string (llm_json_array_get_object (pieces, i), "text"));
}

/* Mistral's content may be an array of typed parts. */
static void
decode_parts (LlmChatDialect dialect, LlmDecoder *decoder, JsonArray *parts)
{
  for (guint i = 0; i < llm_json_array_length (parts); i++)
    {
      JsonObject *part = llm_json_array_get_object (parts, i);
      const char *type = llm_json_get_string (part, "type");
      const char *text = llm_json_get_string (part, "text");

      if (g_strcmp0 (type, "thinking") == 0)
        add_thinking (decoder, part);
      else if (g_strcmp0 (type, "text") == 0 && text != NULL)
        add_content (dialect, decoder, text, strlen (text));
    }
}

static void
decode_delta (LlmChatDialect dialect, LlmDecoder *decoder, JsonObject *delta)
{
  /* Some gateways send the same text under two of these names. */
  static const char *const reasoning_names[] = { "reasoning_content", "reasoning",
                                                 "reasoning_text" };
  const char *content = llm_json_get_string (delta, "content");

  for (guint i = 0; i < G_N_ELEMENTS (reasoning_names); i++)
    {
      const char *reasoning = llm_json_get_string (delta, reasoning_names[i]);

      if (reasoning != NULL && *reasoning != '\0')
        {
          llm_decoder_add_reasoning (decoder, reasoning);
          break;
        }
    }

  if (content != NULL)
    add_content (dialect, decoder, content, strlen (content));
  else
    decode_parts (dialect, decoder, llm_json_get_array (delta, "content"));
  llm_decoder_add_text (decoder, llm_json_get_string (delta, "refusal"));
}

static gint64
first_count (JsonObject *object, const char *const *names, guint n_names)
{
  for (guint i = 0; i < n_names; i++)
    {
      gint64 count = llm_decoder_get_count (object, names[i]);

      if (count != LLM_UNKNOWN)
        return count;
    }
  return LLM_UNKNOWN;
}

/* OpenAI's meaning is ours: prompt_tokens has the cached ones in it,
 * completion_tokens the reasoning. */
static void
decode_usage (LlmDecoder *decoder, JsonObject *object)
{
  /* DeepSeek; Kimi; Mistral.  OpenAI and OpenRouter have it in the details. */
  static const char *const cached_names[] = { "prompt_cache_hit_tokens", "cached_tokens",
                                              "num_cached_tokens" };
  JsonObject *prompt = llm_json_get_object (object, "prompt_tokens_details");
  JsonObject *completion = llm_json_get_object (object, "completion_tokens_details");
  LlmUsage usage;
  gint64 total;

  if (object == NULL)
    return;
  llm_usage_init (&usage);
  usage.input = llm_decoder_get_count (object, "prompt_tokens");
  usage.output = llm_decoder_get_count (object, "completion_tokens");
  usage.cached = llm_decoder_get_count (prompt, "cached_tokens");
  if (usage.cached == LLM_UNKNOWN)
    usage.cached = first_count (object, cached_names, G_N_ELEMENTS (cached_names));
  usage.cache_write = llm_decoder_get_count (prompt, "cache_write_tokens");
  usage.reasoning = llm_decoder_get_count (completion, "reasoning_tokens");

  /* xAI counts reasoning beside completion_tokens: the total tells. */
  total = llm_decoder_get_count (object, "total_tokens");
  if (usage.reasoning > 0 && usage.input >= 0 && usage.output >= 0
      && total == usage.input + usage.output + usage.reasoning)
    usage.output += usage.reasoning;

  /* OpenRouter tells the real price. */
  usage.cost_usd = llm_json_get_double (object, "cost", NAN);
  if (usage.cost_usd < 0)
    usage.cost_usd = NAN;
  llm_usage_merge (&decoder->usage, &usage);
}

static void
decode_finish_reason (LlmDecoder *decoder, const char *reason)
{
  llm_decoder_set_finish_reason (decoder, reason);

  /* Mistral and OpenRouter; DeepSeek. */
  if (g_strcmp0 (reason, "error") == 0)
    llm_decoder_fail (decoder, llm_error_new (LLM_ERROR_SERVER, NULL, "finish_reason: error"));
  else if (g_strcmp0 (reason, "insufficient_system_resource") == 0)
    llm_decoder_fail (decoder, llm_error_new (LLM_ERROR_OVERLOADED, NULL,
                                              "finish_reason: insufficient_system_resource"));
}

/* "name" or "name (severity)"; once each, as many as there is room for. */
static void
note_filter (LlmDecoder *decoder, const char *name, JsonObject *filter)
{
  const char *severity = llm_json_get_string (filter, "severity");
  g_autofree char *entry = NULL;
  g_autofree char *joined = NULL;

  if (severity != NULL)
    entry = g_strdup_printf ("%.*s (%.*s)", MAX_FILTER_NAME, name, MAX_FILTER_NAME, severity);
  else
    entry = g_strdup_printf ("%.*s", MAX_FILTER_NAME, name);
  g_strcanon (entry, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_- ()", '_');

  if (decoder->filter_details == NULL)
    {
      decoder->filter_details = g_steal_pointer (&entry);
    }
  else if (strstr (decoder->filter_details, entry) == NULL
           && strlen (decoder->filter_details) + strlen (entry) + 2 <= MAX_FILTER_DETAILS)
    {
      joined = g_strconcat (decoder->filter_details, ", ", entry, NULL);
      g_free (decoder->filter_details);
      decoder->filter_details = g_steal_pointer (&joined);
    }
}

/* Azure annotates all text: {hate: {filtered: false, severity: "safe"}, ...,
 * jailbreak: {filtered: false, detected: true}}.  Only what was found is news. */
static void
decode_filters (LlmDecoder *decoder, JsonObject *filters)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (filters == NULL)
    return;
  json_object_iter_init_ordered (&iter, filters);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      JsonObject *filter = llm_json_node_object (node);

      if (llm_json_get_boolean (filter, "filtered", FALSE)
          || llm_json_get_boolean (filter, "detected", FALSE))
        note_filter (decoder, name, filter);
    }
}

/* The prompt's annotations come first, in a chunk without choices. */
static void
decode_prompt_filters (LlmDecoder *decoder, JsonArray *results)
{
  for (guint i = 0; i < llm_json_array_length (results); i++)
    decode_filters (decoder, llm_json_get_object (llm_json_array_get_object (results, i),
                                                  "content_filter_results"));
}

/* Does what llm_chat_decode() does for an event with a piece of text and nothing
 * else; declines any other. */
static gboolean
decode_quickly (LlmChatDialect dialect,
                LlmDecoder *decoder,
                const char *event,
                const char *data,
                gsize length)
{
  LlmDecoderState *state = llm_decoder_get_state (decoder);

  if (state->damaged || strcmp (event, "error") == 0
      || !llm_fast_event_read_chat (data, length, decoder->request_id == NULL, state->text,
                                    state->reasoning))
    return FALSE;
  g_string_append_len (decoder->reasoning, state->reasoning->str, state->reasoning->len);
  add_content (dialect, decoder, state->text->str, state->text->len);
  return TRUE;
}

/* Decodes one event of a chat completion stream in any dialect. */
void
llm_chat_decode (LlmChatDialect dialect,
                 LlmDecoder *decoder,
                 const char *event,
                 const char *data,
                 gsize length)
{
  LlmDecoderState *state = llm_decoder_get_state (decoder);
  JsonObject *object, *choice;

  if (decode_quickly (dialect, decoder, event, data, length))
    return;
  if (!state->damaged && llm_decoder_is_done_marker (data, length))
    {
      llm_think_flush (decoder);
      decoder->terminated = TRUE;
      return;
    }
  object = llm_decoder_read (decoder, event, data, length);
  if (object == NULL)
    return;

  llm_decoder_set_request_id (decoder, llm_json_get_string (object, "id"));
  decode_usage (decoder, llm_json_get_object (object, "usage"));
  decode_usage (decoder,
                llm_json_get_object (llm_json_get_object (object, "x_groq"), "usage"));

  decode_prompt_filters (decoder, llm_json_get_array (object, "prompt_filter_results"));

  /* The last chunk, with the usage, and Azure's first one have no choices. */
  choice = llm_json_array_get_object (llm_json_get_array (object, "choices"), 0);
  if (choice == NULL)
    return;
  decode_usage (decoder, llm_json_get_object (choice, "usage"));
  decode_filters (decoder, llm_json_get_object (choice, "content_filter_results"));
  decode_delta (dialect, decoder, llm_json_get_object (choice, "delta"));
  decode_finish_reason (decoder, llm_json_get_string (choice, "finish_reason"));
}

/* OpenAI and Mistral end with [DONE] and nothing else.  Of the many servers that
 * call themselves compatible some just close after the finish reason; that is an
 * end which they told, so their answer is whole.  Of one that broke off the begin
 * of a tag that was held back is dropped. */
void
llm_chat_eof (LlmChatDialect dialect, LlmDecoder *decoder)
{
  LlmDecoderState *state = llm_decoder_get_state (decoder);

  if (dialect != LLM_CHAT_COMPATIBLE || !state->finished || state->damaged
      || decoder->error != NULL)
    return;
  llm_think_flush (decoder);
  decoder->terminated = TRUE;
}
