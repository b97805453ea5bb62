/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-codec.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-codec-private.h"
#include "llm-dialect.h"
#include "llm-endpoint.h"
#include "llm-error.h"

/* A finish reason that no table knows is kept up to this many bytes. */
#define FINISH_REASON_MAX 40

/* The terminator of chat completions, an event that is no JSON. */
#define DONE_MARKER "[DONE]"

/* Stands for the key in a header that the user has set. */
#define KEY_PLACEHOLDER "{key}"

/* No answer has more tokens; sums of such counts cannot overflow. */
#define MAX_COUNT (G_GINT64_CONSTANT (1) << 40)

/* The vendors' finish reasons in one vocabulary (docs/providers). */
static const struct
{
  const char *word;
  const char *meaning;
} finish_reasons[] = {
  { "stop", "stop" },
  { "end_turn", "stop" },
  { "stop_sequence", "stop" },
  { "eos", "stop" },
  { "length", "length" },
  { "max_tokens", "length" },
  { "model_length", "length" },
  { "model_context_window_exceeded", "length" },
  /* Gemini: the limit of one request, and no token to ask for more with. */
  { "continuation", "length" },
  { "content_filter", "content_filter" },
  { "refusal", "content_filter" },
  { "safety", "content_filter" },
  { "recitation", "content_filter" },
  { "blocklist", "content_filter" },
  { "prohibited_content", "content_filter" },
  { "spii", "content_filter" },
  { "image_safety", "content_filter" },
  { "image_prohibited_content", "content_filter" },
  { "image_recitation", "content_filter" },
  { "tool_calls", "tool_calls" },
  { "tool_use", "tool_calls" },
  { "function_call", "tool_calls" },
};

/**
 * llm_wire_request_clear:
 * @wire: a request
 *
 * Frees what it holds; it may be cleared again.
 */
void
llm_wire_request_clear (LlmWireRequest *wire)
{
  g_return_if_fail (wire != NULL);

  wire->method = NULL;
  g_clear_pointer (&wire->url, g_free);
  g_clear_pointer (&wire->headers, g_ptr_array_unref);
  g_clear_pointer (&wire->body, g_bytes_unref);
  g_clear_pointer (&wire->images, g_ptr_array_unref);
}

/* A header may hold a key: it is wiped before its memory goes elsewhere. */
static void
free_header (gpointer data)
{
  char *text = data;

  for (volatile char *p = text; *p != '\0'; p++)
    *p = '\0';
  g_free (text);
}

/* Puts @path behind the path of @base_url and before its query, which Azure
 * needs for an api-version. */
static char *
join_url (const char *base_url, const char *path)
{
  gsize length = strcspn (base_url, "?#");
  const char *query = base_url[length] == '?' ? base_url + length + 1 : NULL;
  const char *separator = query == NULL ? "" : strchr (path, '?') != NULL ? "&" : "?";

  while (length > 0 && base_url[length - 1] == '/')
    length--;
  return g_strdup_printf ("%.*s%s%s%s", (int) length, base_url, path, separator,
                          query != NULL ? query : "");
}

static const char *
find_header (const LlmWireRequest *wire, const char *name)
{
  for (guint i = 0; i + 1 < wire->headers->len; i += 2)
    {
      if (g_ascii_strcasecmp (wire->headers->pdata[i], name) == 0)
        return wire->headers->pdata[i + 1];
    }
  return NULL;
}

/* A key with a line end would be another header: it is refused, and so is all that
 * cannot be in a key. */
static gboolean
check_key (const char *key, GError **error)
{
  for (const char *p = key; *p != '\0'; p++)
    {
      if (!g_ascii_isprint (*p))
        {
          g_propagate_error (error,
                             llm_error_new (LLM_ERROR_AUTH,
                                            _ ("The stored API key has characters that cannot be "
                                               "part of a key. Enter it again in Preferences."),
                                            NULL));
          return FALSE;
        }
    }
  return TRUE;
}

/* @value with @key in the place of each placeholder, in memory of its own that has
 * never been reallocated: no copy of the key is left behind. */
static char *
put_key (const char *value, const char *key)
{
  gsize key_length = strlen (key);
  gsize n = 0;
  char *text, *end;

  for (const char *p = value; (p = strstr (p, KEY_PLACEHOLDER)) != NULL; p++)
    n++;
  text = g_malloc (strlen (value) + n * key_length + 1);
  end = text;
  while (*value != '\0')
    {
      if (g_str_has_prefix (value, KEY_PLACEHOLDER))
        {
          memcpy (end, key, key_length);
          end += key_length;
          value += strlen (KEY_PLACEHOLDER);
        }
      else
        {
          *end++ = *value++;
        }
    }
  *end = '\0';
  return text;
}

/* The headers that the user wants; one with a placeholder needs a key. */
static gboolean
add_extra_headers (LlmWireRequest *wire, const LlmTarget *target, GError **error)
{
  const char *const *headers = target->headers;
  const char *key = target->key != NULL ? target->key : "";

  /* They were checked when they were typed, unless somebody edited the file. */
  if (!llm_endpoint_check_headers (headers, error))
    return FALSE;
  for (guint i = 0; headers != NULL && headers[i] != NULL; i += 2)
    {
      gboolean secret = strstr (headers[i + 1], KEY_PLACEHOLDER) != NULL;

      if (secret && *key == '\0')
        continue;
      if (secret && !check_key (key, error))
        return FALSE;
      g_ptr_array_add (wire->headers, g_strdup (headers[i]));
      g_ptr_array_add (wire->headers, put_key (headers[i + 1], key));
    }
  return TRUE;
}

/* Starts @wire, whatever it held before; @path begins with a slash.  The target's
 * own headers are in it then, and the constant ones of its dialect. */
gboolean
llm_wire_request_init (LlmWireRequest *wire,
                       const char *method,
                       const LlmTarget *target,
                       const char *path,
                       GError **error)
{
  const char *base_url = target->base_url;

  *wire = (LlmWireRequest){ 0 };

  if (g_ascii_strncasecmp (base_url, "https://", 8) != 0
      && g_ascii_strncasecmp (base_url, "http://", 7) != 0)
    {
      g_propagate_error (error,
                         llm_error_new (LLM_ERROR_UNSUPPORTED,
                                        _ ("The base URL of this provider must begin with https:// "
                                           "or http://. Correct it in Preferences."),
                                        NULL));
      return FALSE;
    }

  wire->method = method;
  wire->url = join_url (base_url, path);
  wire->headers = g_ptr_array_new_with_free_func (free_header);
  if (!add_extra_headers (wire, target, error))
    {
      llm_wire_request_clear (wire);
      return FALSE;
    }
  if (target->dialect != NULL)
    {
      const char *const *headers = target->dialect->headers;

      for (guint i = 0; headers != NULL && headers[i] != NULL; i += 2)
        llm_wire_request_add_header (wire, headers[i], headers[i + 1]);
    }
  return TRUE;
}

/* A header of that name which the user has set stays instead. */
void
llm_wire_request_add_header (LlmWireRequest *wire, const char *name, const char *value)
{
  if (find_header (wire, name) != NULL)
    return;
  g_ptr_array_add (wire->headers, g_strdup (name));
  g_ptr_array_add (wire->headers, g_strdup (value));
}

/* Adds the key as "@name: @prefix@key"; without a key no header at all, as local
 * servers want it.  A key that no header may hold is refused. */
static gboolean
add_key (LlmWireRequest *wire,
         const char *name,
         const char *prefix,
         const char *key,
         GError **error)
{
  if (key == NULL || *key == '\0')
    return TRUE;
  if (!check_key (key, error))
    {
      llm_wire_request_clear (wire);
      return FALSE;
    }
  if (find_header (wire, name) != NULL)
    return TRUE;
  g_ptr_array_add (wire->headers, g_strdup (name));
  g_ptr_array_add (wire->headers, g_strconcat (prefix, key, NULL));
  return TRUE;
}

/* Adds the target's key the way the target says, or else as "@name: @prefix KEY". */
gboolean
llm_wire_request_authorize (LlmWireRequest *wire,
                            const LlmTarget *target,
                            const char *name,
                            const char *prefix,
                            GError **error)
{
  const char *key = target->key;

  switch (target->auth)
    {
    case LLM_AUTH_BEARER:
      return add_key (wire, "Authorization", "Bearer ", key, error);

    case LLM_AUTH_API_KEY:
      return add_key (wire, "api-key", "", key, error);

    case LLM_AUTH_BOTH:
      return add_key (wire, "api-key", "", key, error)
             && add_key (wire, "Authorization", "Bearer ", key, error);

    case LLM_AUTH_VENDOR:
    default:
      return add_key (wire, name, prefix, key, error);
    }
}

/* Whether the path of @base_url ends with a version such as /v1 or /v1beta, which
 * must not come twice. */
gboolean
llm_codec_path_ends_with_version (const char *base_url)
{
  gsize length = strcspn (base_url, "?#");
  const char *p;

  while (length > 0 && base_url[length - 1] == '/')
    length--;
  p = base_url + length;
  while (p > base_url && g_ascii_isalnum (p[-1]))
    p--;
  /* Behind one slash: two are those before the host. */
  return p > base_url + 1 && p[-1] == '/' && p[-2] != '/' && p[0] == 'v'
         && p + 1 < base_url + length && g_ascii_isdigit (p[1]);
}

/* The model's name on the wire: at Azure it is a deployment's. */
const char *
llm_codec_get_model_name (const LlmTarget *target, const LlmRequest *request)
{
  return target->model != NULL ? target->model : llm_request_get_model_id (request);
}

/* Whether the model is known to reason before it answers. */
gboolean
llm_codec_model_reasons (const LlmRequest *request)
{
  LlmModel *model = llm_request_get_model (request);

  return model != NULL && llm_model_get_reasoning (model);
}

/* Whether temperature and the like may be sent.  To a model that is not in the
 * catalogue everything is sent as the user set it: its vendor will say. */
gboolean
llm_codec_model_samples (const LlmRequest *request)
{
  LlmModel *model = llm_request_get_model (request);

  return model == NULL || llm_model_get_accepts_sampling (model);
}

/* The reasoning effort to send, in the model's own spelling; NULL for none or for
 * one that the model is known not to take. */
const char *
llm_codec_get_effort (const LlmRequest *request)
{
  const char *effort = llm_request_get_params (request)->reasoning_effort;
  LlmModel *model = llm_request_get_model (request);
  const char *const *levels;

  if (effort == NULL || *effort == '\0')
    return NULL;
  if (model == NULL)
    return effort;
  levels = llm_model_get_effort_levels (model);
  for (guint i = 0; levels != NULL && levels[i] != NULL; i++)
    {
      if (g_ascii_strcasecmp (levels[i], effort) == 0)
        return levels[i];
    }
  return NULL;
}

static void
message_free (gpointer data)
{
  llm_message_clear (data);
  g_free (data);
}

/* What the images are made of is all that is sent of them. */
static void
add_data (LlmMessage *turn, const LlmMessage *message)
{
  const guint n_images = llm_codec_get_n_images (message);

  if (n_images > 0 && turn->data == NULL)
    turn->data = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_image_data_unref);
  for (guint i = 0; i < n_images; i++)
    g_ptr_array_add (turn->data, llm_image_data_ref (message->data->pdata[i]));
}

/* The messages with neighbours of one role made one, and without blank ones (an
 * answer that was stopped before its first word): Anthropic and Gemini want roles
 * to alternate and refuse blank text. */
GPtrArray *
llm_codec_merge_turns (const LlmRequest *request)
{
  GPtrArray *turns = g_ptr_array_new_with_free_func (message_free);

  for (guint i = 0; i < llm_request_get_n_messages (request); i++)
    {
      const LlmMessage *message = llm_request_get_message (request, i);
      LlmMessage *last = turns->len > 0 ? turns->pdata[turns->len - 1] : NULL;

      if (!llm_codec_has_text (message) && llm_codec_get_n_images (message) == 0)
        continue;
      if (last != NULL && last->role == message->role)
        {
          char *joined = g_strconcat (last->text, "\n\n", message->text, NULL);

          g_free (last->text);
          last->text = joined;
        }
      else
        {
          last = g_new0 (LlmMessage, 1);
          last->role = message->role;
          last->text = g_strdup (message->text);
          g_ptr_array_add (turns, last);
        }
      add_data (last, message);
    }
  return turns;
}

const char *
llm_codec_role_name (LlmRole role)
{
  return role == LLM_ROLE_ASSISTANT ? "assistant" : "user";
}

/**
 * llm_decoder_init:
 * @decoder: where to start
 *
 * Prepares @decoder for one stream.
 */
void
llm_decoder_init (LlmDecoder *decoder)
{
  LlmDecoderState *state;

  g_return_if_fail (decoder != NULL);

  state = g_new0 (LlmDecoderState, 1);
  state->parser = json_parser_new ();
  state->held = g_string_new (NULL);
  state->text = g_string_new (NULL);
  state->reasoning = g_string_new (NULL);
  llm_usage_init (&state->raw);

  *decoder = (LlmDecoder){
    .text = g_string_new (NULL),
    .reasoning = g_string_new (NULL),
    .state = state,
  };
  llm_usage_init (&decoder->usage);
}

/**
 * llm_decoder_clear:
 * @decoder: a decoder
 *
 * Frees what it holds; it may be cleared again.
 */
void
llm_decoder_clear (LlmDecoder *decoder)
{
  LlmDecoderState *state;

  g_return_if_fail (decoder != NULL);

  state = g_steal_pointer (&decoder->state);
  if (state != NULL)
    {
      g_object_unref (state->parser);
      g_string_free (state->held, TRUE);
      g_string_free (state->text, TRUE);
      g_string_free (state->reasoning, TRUE);
      g_free (state->checkpoint);
      g_free (state);
    }
  if (decoder->text != NULL)
    g_string_free (g_steal_pointer (&decoder->text), TRUE);
  if (decoder->reasoning != NULL)
    g_string_free (g_steal_pointer (&decoder->reasoning), TRUE);
  g_clear_pointer (&decoder->finish_reason, g_free);
  g_clear_pointer (&decoder->request_id, g_free);
  g_clear_pointer (&decoder->continuation, g_free);
  g_clear_pointer (&decoder->filter_details, g_free);
  g_clear_error (&decoder->error);
}

LlmDecoderState *
llm_decoder_get_state (LlmDecoder *decoder)
{
  g_assert (decoder->state != NULL);
  return decoder->state;
}

/* Takes @error; the first one counts. */
void
llm_decoder_fail (LlmDecoder *decoder, GError *error)
{
  if (decoder->error == NULL)
    decoder->error = error;
  else
    g_error_free (error);
}

static gboolean
says_error (JsonNode *node)
{
  const char *string = llm_json_node_string (node);

  if (node == NULL)
    return FALSE;
  if (string != NULL)
    return *string != '\0';
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return json_node_get_boolean (node);
  return !JSON_NODE_HOLDS_ARRAY (node) || json_array_get_length (json_node_get_array (node)) > 0;
}

static void
fail_unreadable (LlmDecoder *decoder, const char *event, const char *data, gsize length)
{
  if (strcmp (event, "error") == 0)
    llm_decoder_fail (decoder, llm_codec_error_from_response (0, NULL, data, length, NULL, NULL));
  else
    llm_decoder_fail (decoder, llm_error_new (LLM_ERROR_PROTOCOL, NULL,
                                              "An event of the stream is not valid JSON."));
}

/* Reads one event.  Returns its object, owned by the decoder until the next call,
 * or NULL if there is nothing more to do: it was an error (now in the decoder), or
 * no object.
 *
 * An event that is only the begin of JSON is what is left of a stream that broke
 * off; its answer is interrupted, not failed.  Only if another event follows it
 * was the server who wrote it so. */
JsonObject *
llm_decoder_read (LlmDecoder *decoder, const char *event, const char *data, gsize length)
{
  LlmDecoderState *state = llm_decoder_get_state (decoder);
  JsonNode *root;
  JsonObject *object, *carrier;
  LlmJsonStatus status;

  if (state->damaged)
    {
      fail_unreadable (decoder, "", data, length);
      return NULL;
    }
  status = llm_json_load (state->parser, data, length, &root);
  if (length < strlen (DONE_MARKER) && memcmp (data, DONE_MARKER, length) == 0)
    status = LLM_JSON_TRUNCATED;
  if (status == LLM_JSON_TRUNCATED && strcmp (event, "error") != 0)
    {
      state->damaged = TRUE;
      return NULL;
    }
  if (status != LLM_JSON_OK)
    {
      fail_unreadable (decoder, event, data, length);
      return NULL;
    }

  object = llm_json_node_object (root);
  carrier = object;
  /* Gemini wraps an error into an array; other arrays mean nothing. */
  if (carrier == NULL)
    carrier = llm_json_array_get_object (llm_json_node_array (root), 0);
  if (strcmp (event, "error") == 0 || says_error (llm_json_get (carrier, "error")))
    {
      llm_decoder_fail (decoder, llm_error_response_from_json (root, 0, NULL));
      return NULL;
    }
  return object;
}

static const char *
find_finish_reason (const char *reason)
{
  for (guint i = 0; i < G_N_ELEMENTS (finish_reasons); i++)
    {
      if (g_ascii_strcasecmp (reason, finish_reasons[i].word) == 0)
        return finish_reasons[i].meaning;
    }
  return NULL;
}

/* @reason as the vendor says it; NULL and "" mean not finished. */
void
llm_decoder_set_finish_reason (LlmDecoder *decoder, const char *reason)
{
  const char *meaning;

  if (reason == NULL || *reason == '\0')
    return;

  llm_decoder_get_state (decoder)->finished = TRUE;
  g_free (decoder->finish_reason);
  meaning = find_finish_reason (reason);
  if (meaning != NULL)
    {
      decoder->finish_reason = g_strdup (meaning);
      return;
    }
  decoder->finish_reason = g_ascii_strdown (reason, strnlen (reason, FINISH_REASON_MAX));
  g_strcanon (decoder->finish_reason, "abcdefghijklmnopqrstuvwxyz0123456789_-.", '_');
}

/* The first id counts. */
void
llm_decoder_set_request_id (LlmDecoder *decoder, const char *request_id)
{
  if (decoder->request_id == NULL && request_id != NULL && *request_id != '\0')
    {
      g_autofree char *bounded = g_strndup (request_id, 200);

      decoder->request_id = g_utf8_make_valid (bounded, -1);
    }
}

void
llm_decoder_add_text (LlmDecoder *decoder, const char *text)
{
  if (text != NULL)
    g_string_append (decoder->text, text);
}

void
llm_decoder_add_reasoning (LlmDecoder *decoder, const char *text)
{
  if (text != NULL)
    g_string_append (decoder->reasoning, text);
}

/* OpenAI's client compares the whole value, older ones only its begin. */
gboolean
llm_decoder_is_done_marker (const char *data, gsize length)
{
  while (length > 0 && g_ascii_isspace (data[length - 1]))
    length--;
  return length == strlen (DONE_MARKER) && memcmp (data, DONE_MARKER, length) == 0;
}

/* A count of tokens; %LLM_UNKNOWN unless it is one. */
gint64
llm_decoder_get_count (JsonObject *object, const char *member)
{
  gint64 count = llm_json_get_int (object, member, LLM_UNKNOWN);

  return count >= 0 && count <= MAX_COUNT ? count : LLM_UNKNOWN;
}
