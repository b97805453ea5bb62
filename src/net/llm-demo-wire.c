/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-demo-wire.h"

#include "llm-demo-judge.h"
#include "llm-json.h"

#include <string.h>

/* The begin of a path tells the format; the demo's provider asks there. */
static const char *const base_paths[] = {
  [LLM_DEMO_OPENAI] = "/openai/v1",
  [LLM_DEMO_ANTHROPIC] = "/anthropic",
  [LLM_DEMO_GEMINI] = "/gemini",
  [LLM_DEMO_MISTRAL] = "/mistral/v1",
};

/**
 * llm_demo_wire_get_base_path:
 * @format: a wire format
 *
 * Returns: the path of the base URL at which the demo speaks @format
 */
const char *
llm_demo_wire_get_base_path (LlmDemoFormat format)
{
  return base_paths[format];
}

/* --- Reading --- */

/* A text, or the texts of an array of parts. */
static void
append_content (GString *out, JsonNode *node)
{
  JsonArray *parts = llm_json_node_array (node);
  const char *text = llm_json_node_string (node);

  if (text != NULL)
    g_string_append (out, text);
  for (guint i = 0; i < llm_json_array_length (parts); i++)
    {
      text = llm_json_get_string (llm_json_array_get_object (parts, i), "text");
      if (text != NULL)
        g_string_append (out, text);
    }
}

/* Of the parts of a message: {image_url}, {source} or {inlineData}. */
static guint
count_images (JsonNode *node)
{
  JsonArray *parts = llm_json_node_array (node);
  guint n_images = 0;

  for (guint i = 0; i < llm_json_array_length (parts); i++)
    {
      JsonObject *part = llm_json_array_get_object (parts, i);

      if (llm_json_get (part, "image_url") != NULL || llm_json_get (part, "source") != NULL
          || llm_json_get (part, "inlineData") != NULL)
        n_images++;
    }
  return n_images;
}

static void
read_messages (LlmDemoQuestion *question, JsonArray *messages, const char *content_member)
{
  g_autoptr (GString) prompt = g_string_new (NULL);
  guint length = 0;

  for (guint i = 0; i < llm_json_array_length (messages); i++)
    {
      JsonObject *message = llm_json_array_get_object (messages, i);
      g_autoptr (GString) content = g_string_new (NULL);

      append_content (content, llm_json_get (message, content_member));
      length += (guint) g_utf8_strlen (content->str, -1);
      if (g_strcmp0 (llm_json_get_string (message, "role"), "user") == 0)
        {
          g_string_assign (prompt, content->str);
          question->n_images = count_images (llm_json_get (message, content_member));
        }
    }
  question->input_tokens = llm_demo_tokens_of_length (length);
  question->prompt = g_string_free (g_steal_pointer (&prompt), FALSE);
}

/* Gemini names the model in the path: …/models/ID:streamGenerateContent. */
static char *
model_of_path (const char *path)
{
  const char *begin = strstr (path, "/models/");
  const char *end;

  if (begin == NULL)
    return NULL;
  begin += strlen ("/models/");
  end = strrchr (begin, ':');
  return end != NULL ? g_uri_unescape_segment (begin, end, NULL) : NULL;
}

static gboolean
read_format (LlmDemoFormat *format, const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (base_paths); i++)
    {
      if (g_str_has_prefix (path, base_paths[i]))
        {
          *format = (LlmDemoFormat) i;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * llm_demo_question_read:
 * @question: (out): where to put what was asked, to be freed by
 *   llm_demo_question_clear() in any case
 * @path: the path of a request
 * @body: its body, JSON in the format of @path
 * @length: of @body
 *
 * Returns: whether that is a question
 */
gboolean
llm_demo_question_read (LlmDemoQuestion *question, const char *path, const char *body, gsize length)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root = NULL;
  JsonObject *object;
  JsonObject *config;

  g_return_val_if_fail (question != NULL, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  *question = (LlmDemoQuestion){ 0 };
  if (!read_format (&question->format, path)
      || llm_json_load (parser, body, length, &root) != LLM_JSON_OK)
    return FALSE;
  object = llm_json_node_object (root);
  if (object == NULL)
    return FALSE;

  if (question->format == LLM_DEMO_GEMINI)
    {
      question->model_id = model_of_path (path);
      config = llm_json_get_object (object, "generationConfig");
      question->max_tokens = llm_json_get_int (config, "maxOutputTokens", 0);
      read_messages (question, llm_json_get_array (object, "contents"), "parts");
    }
  else
    {
      question->model_id = g_strdup (llm_json_get_string (object, "model"));
      question->max_tokens = llm_json_get_int (object, "max_completion_tokens", 0);
      if (question->max_tokens <= 0)
        question->max_tokens = llm_json_get_int (object, "max_tokens", 0);
      read_messages (question, llm_json_get_array (object, "messages"), "content");
    }
  if (llm_demo_judge_is_asked (object))
    question->judgement = llm_demo_judge_write (question->prompt);
  return question->model_id != NULL;
}

/**
 * llm_demo_question_clear:
 * @question: a question
 *
 * Frees what it holds.
 */
void
llm_demo_question_clear (LlmDemoQuestion *question)
{
  g_return_if_fail (question != NULL);

  g_clear_pointer (&question->model_id, g_free);
  g_clear_pointer (&question->prompt, g_free);
  g_clear_pointer (&question->judgement, g_free);
}

/* --- Writing --- */

static void
append_json_string (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (; *text != '\0'; text++)
    {
      if (*text == '"' || *text == '\\')
        g_string_append_printf (out, "\\%c", *text);
      else if ((guchar) *text < 0x20)
        g_string_append_printf (out, "\\u%04x", (guint) *text);
      else
        g_string_append_c (out, *text);
    }
  g_string_append_c (out, '"');
}

static void
begin_chunk (LlmDemoWriter *writer)
{
  g_string_append (writer->out, "data: {\"id\":\"demo-1\",\"object\":\"chat.completion.chunk\","
                                "\"created\":0,\"model\":");
  append_json_string (writer->out, writer->question->model_id);
}

static void
chat_delta (LlmDemoWriter *writer, const char *text)
{
  begin_chunk (writer);
  g_string_append (writer->out, ",\"choices\":[{\"index\":0,\"delta\":{\"content\":");
  append_json_string (writer->out, text);
  g_string_append (writer->out, "},\"finish_reason\":null}]}\n\n");
}

static void
chat_usage (LlmDemoWriter *writer, guint reasoning_tokens, guint text_tokens)
{
  guint input = writer->question->input_tokens;
  guint output = reasoning_tokens + text_tokens;

  g_string_append_printf (writer->out,
                          "\"usage\":{\"prompt_tokens\":%u,\"completion_tokens\":%u,"
                          "\"total_tokens\":%u,\"completion_tokens_details\":{"
                          "\"reasoning_tokens\":%u}}",
                          input, output, input + output, reasoning_tokens);
}

static void
chat_end (LlmDemoWriter *writer, gboolean cut, guint reasoning_tokens, guint text_tokens)
{
  begin_chunk (writer);
  g_string_append_printf (writer->out,
                          ",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"%s\"}]",
                          cut ? "length" : "stop");
  /* OpenAI tells the usage in a chunk of its own, Mistral in the last one. */
  if (writer->question->format == LLM_DEMO_OPENAI)
    {
      g_string_append (writer->out, "}\n\n");
      begin_chunk (writer);
      g_string_append (writer->out, ",\"choices\":[]");
    }
  g_string_append_c (writer->out, ',');
  chat_usage (writer, reasoning_tokens, text_tokens);
  g_string_append (writer->out, "}\n\ndata: [DONE]\n\n");
}

static void
messages_begin (LlmDemoWriter *writer)
{
  g_string_append (writer->out, "event: message_start\ndata: {\"type\":\"message_start\","
                                "\"message\":{\"id\":\"demo-1\",\"type\":\"message\","
                                "\"role\":\"assistant\",\"content\":[],\"model\":");
  append_json_string (writer->out, writer->question->model_id);
  g_string_append_printf (writer->out, ",\"usage\":{\"input_tokens\":%u,\"output_tokens\":1}}}\n\n",
                          writer->question->input_tokens);
}

static void
messages_end_block (LlmDemoWriter *writer)
{
  if (!writer->in_block)
    return;
  g_string_append_printf (writer->out,
                          "event: content_block_stop\n"
                          "data: {\"type\":\"content_block_stop\",\"index\":%u}\n\n",
                          writer->n_blocks);
  writer->in_block = FALSE;
  writer->n_blocks++;
}

static void
messages_delta (LlmDemoWriter *writer, LlmDeltaKind kind, const char *text)
{
  gboolean thinks = kind == LLM_DELTA_REASONING;

  if (writer->in_block && writer->block_kind != kind)
    messages_end_block (writer);
  if (!writer->in_block)
    {
      writer->in_block = TRUE;
      writer->block_kind = kind;
      g_string_append_printf (writer->out,
                              "event: content_block_start\n"
                              "data: {\"type\":\"content_block_start\",\"index\":%u,"
                              "\"content_block\":{\"type\":\"%s\",\"%s\":\"\"}}\n\n",
                              writer->n_blocks, thinks ? "thinking" : "text",
                              thinks ? "thinking" : "text");
    }
  g_string_append_printf (writer->out,
                          "event: content_block_delta\n"
                          "data: {\"type\":\"content_block_delta\",\"index\":%u,"
                          "\"delta\":{\"type\":\"%s\",\"%s\":",
                          writer->n_blocks, thinks ? "thinking_delta" : "text_delta",
                          thinks ? "thinking" : "text");
  append_json_string (writer->out, text);
  g_string_append (writer->out, "}}\n\n");
}

static void
messages_end (LlmDemoWriter *writer, gboolean cut, guint reasoning_tokens, guint text_tokens)
{
  messages_end_block (writer);
  g_string_append_printf (writer->out,
                          "event: message_delta\n"
                          "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"%s\","
                          "\"stop_sequence\":null},\"usage\":{\"output_tokens\":%u,"
                          "\"output_tokens_details\":{\"thinking_tokens\":%u}}}\n\n"
                          "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
                          cut ? "max_tokens" : "end_turn", reasoning_tokens + text_tokens,
                          reasoning_tokens);
}

static void
gemini_delta (LlmDemoWriter *writer, LlmDeltaKind kind, const char *text)
{
  g_string_append (writer->out, "data: {\"candidates\":[{\"content\":{\"role\":\"model\","
                                "\"parts\":[{\"text\":");
  append_json_string (writer->out, text);
  if (kind == LLM_DELTA_REASONING)
    g_string_append (writer->out, ",\"thought\":true");
  g_string_append (writer->out, "}]},\"index\":0}],\"modelVersion\":");
  append_json_string (writer->out, writer->question->model_id);
  g_string_append (writer->out, "}\n\n");
}

static void
gemini_end (LlmDemoWriter *writer, gboolean cut, guint reasoning_tokens, guint text_tokens)
{
  guint input = writer->question->input_tokens;

  g_string_append_printf (writer->out,
                          "data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[]},"
                          "\"finishReason\":\"%s\",\"index\":0}],\"usageMetadata\":{"
                          "\"promptTokenCount\":%u,\"candidatesTokenCount\":%u,"
                          "\"thoughtsTokenCount\":%u,\"totalTokenCount\":%u},"
                          "\"responseId\":\"demo-1\"}\n\n",
                          cut ? "MAX_TOKENS" : "STOP", input, text_tokens, reasoning_tokens,
                          input + text_tokens + reasoning_tokens);
}

/**
 * llm_demo_writer_begin:
 * @writer: a writer with question and out set
 *
 * Writes what comes before the first token.
 */
void
llm_demo_writer_begin (LlmDemoWriter *writer)
{
  g_return_if_fail (writer != NULL);

  switch (writer->question->format)
    {
    case LLM_DEMO_OPENAI:
    case LLM_DEMO_MISTRAL:
      begin_chunk (writer);
      g_string_append (writer->out, ",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\","
                                    "\"content\":\"\"},\"finish_reason\":null}]}\n\n");
      break;
    case LLM_DEMO_ANTHROPIC:
      messages_begin (writer);
      break;
    case LLM_DEMO_GEMINI:
      break;
    default:
      g_assert_not_reached ();
    }
}

/**
 * llm_demo_writer_delta:
 * @writer: a writer that has begun
 * @kind: what @text is; the chat formats have text only
 * @text: a piece of the answer
 *
 * Writes one delta.
 */
void
llm_demo_writer_delta (LlmDemoWriter *writer, LlmDeltaKind kind, const char *text)
{
  g_return_if_fail (writer != NULL);
  g_return_if_fail (text != NULL);

  switch (writer->question->format)
    {
    case LLM_DEMO_OPENAI:
    case LLM_DEMO_MISTRAL:
      chat_delta (writer, text);
      break;
    case LLM_DEMO_ANTHROPIC:
      messages_delta (writer, kind, text);
      break;
    case LLM_DEMO_GEMINI:
      gemini_delta (writer, kind, text);
      break;
    default:
      g_assert_not_reached ();
    }
}

/**
 * llm_demo_writer_end:
 * @writer: a writer that has begun
 * @cut: whether the answer had to end early
 * @reasoning_tokens: of the reasoning that was written
 * @text_tokens: of the text that was written
 *
 * Writes the end with the usage and the format's terminator.
 */
void
llm_demo_writer_end (LlmDemoWriter *writer, gboolean cut, guint reasoning_tokens, guint text_tokens)
{
  g_return_if_fail (writer != NULL);

  switch (writer->question->format)
    {
    case LLM_DEMO_OPENAI:
    case LLM_DEMO_MISTRAL:
      chat_end (writer, cut, reasoning_tokens, text_tokens);
      break;
    case LLM_DEMO_ANTHROPIC:
      messages_end (writer, cut, reasoning_tokens, text_tokens);
      break;
    case LLM_DEMO_GEMINI:
      gemini_end (writer, cut, reasoning_tokens, text_tokens);
      break;
    default:
      g_assert_not_reached ();
    }
}
