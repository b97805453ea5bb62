/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-codec-private.h"

#include "llm-body-stream.h"

#include <string.h>

/* What goes into a JSON string in the place of the base64 of an image. */
static const char mark[] = { LLM_BODY_IMAGE_MARK, '\0' };

/* Only prompts have images; what was not made ready is not sent. */
guint
llm_codec_get_n_images (const LlmMessage *message)
{
  return message->role == LLM_ROLE_USER && message->data != NULL ? message->data->len : 0;
}

const LlmImageData *
llm_codec_get_image (const LlmMessage *message, guint index)
{
  return message->data->pdata[index];
}

/* Whether there is text that vendors who refuse blank text can be sent. */
gboolean
llm_codec_has_text (const LlmMessage *message)
{
  const char *text = message->text;

  while (g_ascii_isspace (*text))
    text++;
  return *text != '\0';
}

/* Each image must be added once, in the order of the messages. */
void
llm_codec_add_image_base64 (JsonBuilder *builder, const char *member)
{
  if (member != NULL)
    json_builder_set_member_name (builder, member);
  /* Not by way of llm_json_add_string(), which takes UTF-8 alone: that is what keeps the
   * mark out of all other strings. */
  json_builder_add_string_value (builder, mark);
}

void
llm_codec_add_image_url (JsonBuilder *builder, const char *member, const LlmImageData *image)
{
  g_autofree char *url
      = g_strconcat ("data:", llm_image_data_get_mime_type (image), ";base64,", mark, NULL);

  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, url);
}

/* The JSON that @builder has built for @request. */
void
llm_wire_request_set_body (LlmWireRequest *wire, JsonBuilder *builder, const LlmRequest *request)
{
  g_autoptr (GPtrArray) images
      = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_image_data_unref);

  wire->body = llm_json_builder_to_bytes (builder);
  for (guint i = 0; i < llm_request_get_n_messages (request); i++)
    {
      const LlmMessage *message = llm_request_get_message (request, i);
      const guint n_images = llm_codec_get_n_images (message);

      for (guint j = 0; j < n_images; j++)
        g_ptr_array_add (images, llm_image_data_ref (message->data->pdata[j]));
    }
  if (images->len > 0)
    wire->images = g_steal_pointer (&images);
}

/**
 * llm_wire_request_open_body:
 * @wire: a request with a body
 * @length: (out): how many bytes the body has
 *
 * Returns: (transfer full): the body as it is sent
 */
GInputStream *
llm_wire_request_open_body (const LlmWireRequest *wire, goffset *length)
{
  GInputStream *stream;

  g_return_val_if_fail (wire != NULL && wire->body != NULL, NULL);
  g_return_val_if_fail (length != NULL, NULL);

  if (wire->images == NULL)
    {
      *length = (goffset) g_bytes_get_size (wire->body);
      return g_memory_input_stream_new_from_bytes (wire->body);
    }
  stream = llm_body_stream_new (wire->body, wire->images);
  *length = llm_body_stream_get_length (LLM_BODY_STREAM (stream));
  return stream;
}
