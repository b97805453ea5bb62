/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-codec-private.h"

#include <string.h>

/* The context that is asked for at least; Ollama's own default is smaller still. */
#define MIN_CONTEXT 8192

/* No server gives more than this; a larger prompt than fits is refused before. */
#define MAX_CONTEXT (1 << 24)

/* Room for an answer whose length is not limited. */
#define DEFAULT_ANSWER 4096

/* A token is rarely shorter than this, in bytes of UTF-8; one too many costs some
 * memory, one too few the begin of the prompt. */
#define BYTES_PER_TOKEN 3

/* What a template puts around each message, in tokens. */
#define MESSAGE_TOKENS 16

/* The only models that know levels of thinking; others answer 400 to one. */
#define GRADED_MODEL "gpt-oss"

/* Compatible endpoints are configured with the path of their chat completions, from
 * which Ollama's own is found. */
static char *
get_root (const char *base_url)
{
  static const char *const suffixes[] = { "/v1", "/api" };
  g_autofree char *root = g_strdup (base_url);
  gsize length = strlen (root);

  while (length > 0 && root[length - 1] == '/')
    root[--length] = '\0';
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      if (g_str_has_suffix (root, suffixes[i]))
        return g_strndup (root, length - strlen (suffixes[i]));
    }
  return g_steal_pointer (&root);
}

static gboolean
start_request (LlmWireRequest *wire,
               const char *method,
               const LlmTarget *target,
               const char *path,
               const char *accept,
               GError **error)
{
  g_autofree char *root = get_root (target->base_url);
  LlmTarget native = *target;

  native.base_url = root;
  if (!llm_wire_request_init (wire, method, &native, path, error))
    return FALSE;
  llm_wire_request_add_header (wire, "Accept", accept);
  return llm_wire_request_authorize (wire, target, "Authorization", "Bearer ", error);
}

static void
add_images (JsonBuilder *builder, const LlmMessage *message)
{
  const guint n_images = llm_codec_get_n_images (message);

  if (n_images == 0)
    return;
  llm_json_begin_array (builder, "images");
  for (guint i = 0; i < n_images; i++)
    llm_codec_add_image_base64 (builder, NULL);
  json_builder_end_array (builder);
}

static void
add_messages (JsonBuilder *builder, const LlmRequest *request)
{
  const char *system = llm_request_get_system (request);

  llm_json_begin_array (builder, "messages");
  if (system != NULL)
    {
      llm_json_begin_object (builder, NULL);
      llm_json_add_string (builder, "role", "system");
      llm_json_add_string (builder, "content", system);
      json_builder_end_object (builder);
    }
  for (guint i = 0; i < llm_request_get_n_messages (request); i++)
    {
      const LlmMessage *message = llm_request_get_message (request, i);

      llm_json_begin_object (builder, NULL);
      llm_json_add_string (builder, "role", llm_codec_role_name (message->role));
      llm_json_add_string (builder, "content", message->text);
      add_images (builder, message);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/* Whether the model takes levels: by what is known of it, or else by its name, which
 * may have a namespace before it. */
static gboolean
is_graded (const LlmRequest *request)
{
  LlmModel *model = llm_request_get_model (request);
  const char *const *levels = model != NULL ? llm_model_get_effort_levels (model) : NULL;
  const char *id = llm_request_get_model_id (request);
  const char *slash = strrchr (id, '/');

  if (levels != NULL)
    return g_strv_contains (levels, "low");
  return g_str_has_prefix (slash != NULL ? slash + 1 : id, GRADED_MODEL);
}

/* Without an effort the server decides.  Its levels are low, medium and high. */
static void
add_think (JsonBuilder *builder, const LlmRequest *request)
{
  static const char *const lower[] = { "minimal", "low", NULL };
  static const char *const off[] = { "none", "off", "false", NULL };
  const char *effort = llm_codec_get_effort (request);

  if (effort == NULL || llm_request_drops (request, LLM_PARAM_THINKING)
      || llm_request_drops (request, LLM_PARAM_REASONING_EFFORT))
    return;
  if (g_strv_contains (off, effort))
    llm_json_add_boolean (builder, "think", FALSE);
  else if (!is_graded (request))
    llm_json_add_boolean (builder, "think", TRUE);
  else if (g_strv_contains (lower, effort))
    llm_json_add_string (builder, "think", "low");
  else
    llm_json_add_string (builder, "think", g_str_equal (effort, "medium") ? "medium" : "high");
}

static gint64
get_max_tokens (const LlmRequest *request)
{
  if (llm_request_drops (request, LLM_PARAM_MAX_TOKENS))
    return LLM_UNKNOWN;
  return llm_request_get_params (request)->max_tokens;
}

/* The prompt's tokens, rather too many than too few. */
static gint64
estimate_prompt (const LlmRequest *request)
{
  const char *system = llm_request_get_system (request);
  guint n_messages = llm_request_get_n_messages (request);
  gint64 n_bytes = system != NULL ? (gint64) strlen (system) : 0;
  gint64 tokens = (gint64) (n_messages + 1) * MESSAGE_TOKENS;

  for (guint i = 0; i < n_messages; i++)
    {
      const LlmMessage *message = llm_request_get_message (request, i);
      const guint n_images = llm_codec_get_n_images (message);

      n_bytes += strlen (message->text);
      for (guint j = 0; j < n_images; j++)
        {
          const LlmImageData *image = llm_codec_get_image (message, j);

          tokens += llm_image_estimate_tokens (llm_image_data_get_width (image),
                                               llm_image_data_get_height (image));
        }
    }
  return n_bytes / BYTES_PER_TOKEN + tokens;
}

/* Ollama cuts off the begin of a prompt that does not fit into the context, and says
 * nothing; so the context is always asked for: the smallest power of two that holds
 * prompt and answer, but at least MIN_CONTEXT, and at most what the model can.  Steps
 * by powers of two, since the server loads the model anew for another size. */
static gint64
choose_context (const LlmRequest *request)
{
  LlmModel *model = llm_request_get_model (request);
  gint64 window = model != NULL ? llm_model_get_context_window (model) : LLM_UNKNOWN;
  gint64 max_tokens = get_max_tokens (request);
  gint64 wanted = estimate_prompt (request);
  gint64 context = MIN_CONTEXT;

  wanted += max_tokens > 0 ? MIN (max_tokens, MAX_CONTEXT) : DEFAULT_ANSWER;
  while (context < wanted && context < MAX_CONTEXT)
    context *= 2;
  return window > 0 ? MIN (context, window) : context;
}

static void
add_options (JsonBuilder *builder, const LlmRequest *request)
{
  const LlmParams *params = llm_request_get_params (request);
  gboolean samples = llm_codec_model_samples (request);
  gint64 max_tokens = get_max_tokens (request);

  llm_json_begin_object (builder, "options");
  if (samples && !llm_request_drops (request, LLM_PARAM_TEMPERATURE))
    llm_json_add_double (builder, "temperature", params->temperature);
  if (samples && !llm_request_drops (request, LLM_PARAM_TOP_P))
    llm_json_add_double (builder, "top_p", params->top_p);
  if (params->seed >= 0 && !llm_request_drops (request, LLM_PARAM_SEED))
    llm_json_add_int (builder, "seed", params->seed);
  if (max_tokens > 0)
    llm_json_add_int (builder, "num_predict", max_tokens);
  llm_json_add_int (builder, "num_ctx", choose_context (request));
  json_builder_end_object (builder);
}

static gboolean
ollama_build (const LlmCodec *codec,
              const LlmTarget *target,
              const LlmRequest *request,
              LlmWireRequest *wire,
              GError **error)
{
  g_autoptr (JsonBuilder) builder = NULL;

  g_return_val_if_fail (target != NULL && target->base_url != NULL, FALSE);
  g_return_val_if_fail (request != NULL, FALSE);
  g_return_val_if_fail (wire != NULL, FALSE);

  if (!start_request (wire, "POST", target, "/api/chat", "application/x-ndjson", error))
    return FALSE;
  builder = json_builder_new ();
  llm_json_begin_object (builder, NULL);
  llm_json_add_string (builder, "model", llm_codec_get_model_name (target, request));
  add_messages (builder, request);
  llm_json_add_boolean (builder, "stream", TRUE);
  add_think (builder, request);
  if (llm_request_get_schema (request, NULL) != NULL)
    llm_json_add_json (builder, "format", llm_request_get_schema (request, NULL));
  add_options (builder, request);
  json_builder_end_object (builder);
  llm_wire_request_set_body (wire, builder, request);
  return TRUE;
}

static gboolean
ollama_build_check (const LlmCodec *codec,
                    const LlmTarget *target,
                    LlmWireRequest *wire,
                    GError **error)
{
  g_return_val_if_fail (target != NULL && target->base_url != NULL, FALSE);
  g_return_val_if_fail (wire != NULL, FALSE);

  return start_request (wire, "GET", target, "/api/tags", "application/json", error);
}

/* The last line has the counts; that of the prompt may be missing when it was still
 * in the cache. */
static void
decode_end (LlmDecoder *decoder, JsonObject *object)
{
  const char *reason = llm_json_get_string (object, "done_reason");
  LlmUsage usage;

  llm_usage_init (&usage);
  usage.input = llm_decoder_get_count (object, "prompt_eval_count");
  usage.output = llm_decoder_get_count (object, "eval_count");
  llm_usage_merge (&decoder->usage, &usage);

  /* Old servers tell no reason. */
  llm_decoder_set_finish_reason (decoder, reason != NULL && *reason != '\0' ? reason : "stop");
  llm_think_flush (decoder);
  decoder->terminated = TRUE;
}

static void
ollama_decode (const LlmCodec *codec,
               LlmDecoder *decoder,
               const char *event,
               const char *data,
               gsize length)
{
  JsonObject *object = llm_decoder_read (decoder, event, data, length);
  JsonObject *message = llm_json_get_object (object, "message");
  const char *content = llm_json_get_string (message, "content");

  if (object == NULL)
    return;
  llm_decoder_add_reasoning (decoder, llm_json_get_string (message, "thinking"));
  if (content != NULL)
    llm_think_add (decoder, content, strlen (content));
  if (llm_json_get_boolean (object, "done", FALSE))
    decode_end (decoder, object);
}

/* Only a line that says so ends an answer. */
static void
ollama_eof (const LlmCodec *codec, LlmDecoder *decoder)
{
}

/**
 * llm_codec_ollama:
 *
 * Returns: (transfer none): Ollama's own interface; base URL
 *   http://127.0.0.1:11434, with or without the /v1 of its chat completions.  It
 *   takes the size of the context, without which a long prompt is cut silently.
 */
const LlmCodec *
llm_codec_ollama (void)
{
  static const LlmCodec codec = {
    .id = "ollama",
    .framing = LLM_FRAMING_NDJSON,
    .build = ollama_build,
    .build_check = ollama_build_check,
    .decode = ollama_decode,
    .eof = ollama_eof,
  };

  return &codec;
}
