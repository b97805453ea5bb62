/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-request.h"

#include "llm-token-estimate.h"

struct _LlmRequest
{
  gatomicrefcount ref_count;
  char *model_id;
  char *system;
  LlmParams *params;
  LlmModel *model;
  GPtrArray *messages;
  GPtrArray *dropped; /* nullable */
  char *schema_name;  /* nullable */
  char *schema;       /* nullable */
  LlmFlight *flight;  /* nullable */
};

G_DEFINE_BOXED_TYPE (LlmRequest, llm_request, llm_request_ref, llm_request_unref)

static void
message_free (gpointer data)
{
  llm_message_clear (data);
  g_free (data);
}

/**
 * llm_message_clear:
 * @message: a message
 *
 * Frees what it owns, not itself.
 */
void
llm_message_clear (LlmMessage *message)
{
  g_return_if_fail (message != NULL);

  g_clear_pointer (&message->text, g_free);
  g_clear_pointer (&message->images, g_ptr_array_unref);
  g_clear_pointer (&message->data, g_ptr_array_unref);
}

/**
 * llm_message_estimate_tokens:
 * @message: a message
 *
 * Returns: about how many tokens its text and its images are
 */
gint64
llm_message_estimate_tokens (const LlmMessage *message)
{
  gint64 tokens;

  g_return_val_if_fail (message != NULL, 0);

  tokens = LLM_MESSAGE_TOKENS + llm_tokens_estimate (message->text, -1);
  for (guint i = 0; message->images != NULL && i < message->images->len; i++)
    {
      const LlmImageFacts *facts = llm_image_get_facts (message->images->pdata[i]);

      tokens += llm_image_estimate_tokens (facts->width, facts->height);
    }
  return tokens;
}

/**
 * llm_request_new:
 * @model_id: the model's id on the wire
 * @system: (nullable): the system prompt; "" counts as none
 * @params: (nullable): the column's parameters
 *
 * Returns: (transfer full): a request without messages
 */
LlmRequest *
llm_request_new (const char *model_id, const char *system, const LlmParams *params)
{
  LlmRequest *self;

  g_return_val_if_fail (model_id != NULL, NULL);

  self = g_new0 (LlmRequest, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->model_id = g_strdup (model_id);
  self->system = system != NULL && *system != '\0' ? g_strdup (system) : NULL;
  self->params = llm_params_copy (params);
  self->messages = g_ptr_array_new_with_free_func (message_free);
  return self;
}

/**
 * llm_request_ref:
 * @self: a request
 *
 * Returns: (transfer full): @self
 */
LlmRequest *
llm_request_ref (LlmRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * llm_request_unref:
 * @self: (transfer full): a request
 */
void
llm_request_unref (LlmRequest *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->model_id);
  g_free (self->system);
  llm_params_free (self->params);
  g_clear_object (&self->model);
  g_free (self->schema_name);
  g_free (self->schema);
  g_clear_pointer (&self->flight, llm_flight_unref);
  g_clear_pointer (&self->dropped, g_ptr_array_unref);
  g_ptr_array_unref (self->messages);
  g_free (self);
}

/**
 * llm_request_add_message:
 * @self: a request nobody else has seen yet
 * @role: who speaks
 * @text: valid UTF-8
 */
void
llm_request_add_message (LlmRequest *self, LlmRole role, const char *text)
{
  LlmMessage *message;

  g_return_if_fail (self != NULL);
  g_return_if_fail (text != NULL);

  message = g_new0 (LlmMessage, 1);
  message->role = role;
  message->text = g_strdup (text);
  g_ptr_array_add (self->messages, message);
}

/**
 * llm_request_add_images:
 * @self: a request with messages that nobody else has seen yet
 * @images: (nullable) (element-type LlmImage): images, not changed any more
 *
 * Puts images beside the text of the last message.
 */
void
llm_request_add_images (LlmRequest *self, GPtrArray *images)
{
  LlmMessage *message;

  g_return_if_fail (self != NULL);
  g_return_if_fail (self->messages->len > 0);

  if (images == NULL || images->len == 0)
    return;
  message = self->messages->pdata[self->messages->len - 1];
  g_return_if_fail (message->images == NULL);
  message->images = g_ptr_array_ref (images);
}

/**
 * llm_request_set_images:
 * @self: a request nobody else has seen yet
 * @index: a message
 * @images: (nullable) (element-type LlmImage): images, not changed any more
 *
 * Puts other images beside the text of a message; they are not ready to be sent.
 */
void
llm_request_set_images (LlmRequest *self, guint index, GPtrArray *images)
{
  LlmMessage *message;

  g_return_if_fail (self != NULL);
  g_return_if_fail (index < self->messages->len);

  message = self->messages->pdata[index];
  g_clear_pointer (&message->images, g_ptr_array_unref);
  g_clear_pointer (&message->data, g_ptr_array_unref);
  if (images != NULL && images->len > 0)
    message->images = g_ptr_array_ref (images);
}

/**
 * llm_request_set_image_data:
 * @self: a request nobody else has seen yet
 * @index: a message with images
 * @data: (element-type LlmImageData): these images, ready to be sent; not changed any more
 */
void
llm_request_set_image_data (LlmRequest *self, guint index, GPtrArray *data)
{
  LlmMessage *message;

  g_return_if_fail (self != NULL);
  g_return_if_fail (index < self->messages->len);
  g_return_if_fail (data != NULL);

  message = self->messages->pdata[index];
  g_return_if_fail (message->images != NULL && message->images->len == data->len);
  g_clear_pointer (&message->data, g_ptr_array_unref);
  message->data = g_ptr_array_ref (data);
}

/**
 * llm_request_get_n_images:
 * @self: a request
 *
 * Returns: how many images all its messages have
 */
guint
llm_request_get_n_images (const LlmRequest *self)
{
  guint n = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < self->messages->len; i++)
    {
      const LlmMessage *message = self->messages->pdata[i];

      n += message->images != NULL ? message->images->len : 0;
    }
  return n;
}

/**
 * llm_request_set_model:
 * @self: a request nobody else has seen yet
 * @model: (nullable): what the catalogue knows of the model
 */
void
llm_request_set_model (LlmRequest *self, LlmModel *model)
{
  g_return_if_fail (self != NULL);

  g_set_object (&self->model, model);
}

/**
 * llm_request_set_schema:
 * @self: a request nobody else has seen yet
 * @name: what to call it: letters, digits, _ and -, at most 64
 * @schema: a JSON Schema as JSON text
 *
 * Asks for an answer that is JSON of that form, where the vendor has such a thing.  All
 * else is told only by the words of the request, so they have to say it, too.
 */
void
llm_request_set_schema (LlmRequest *self, const char *name, const char *schema)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);
  g_return_if_fail (schema != NULL);

  g_free (self->schema_name);
  self->schema_name = g_strdup (name);
  g_free (self->schema);
  self->schema = g_strdup (schema);
}

/**
 * llm_request_set_flight:
 * @self: a request
 * @flight: (nullable): where who sends it records how
 */
void
llm_request_set_flight (LlmRequest *self, LlmFlight *flight)
{
  g_return_if_fail (self != NULL);

  if (self->flight == flight)
    return;
  g_clear_pointer (&self->flight, llm_flight_unref);
  self->flight = flight != NULL ? llm_flight_ref (flight) : NULL;
}

/**
 * llm_request_get_flight:
 * @self: a request
 *
 * Returns: (transfer none) (nullable): where to record how it is sent
 */
LlmFlight *
llm_request_get_flight (const LlmRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->flight;
}

/**
 * llm_request_get_schema:
 * @self: a request
 * @name: (out) (optional) (nullable) (transfer none): what it is called
 *
 * Returns: (nullable): the form of the answer as JSON text, or %NULL if any will do or
 *   if the form was refused (see llm_request_drop())
 */
const char *
llm_request_get_schema (const LlmRequest *self, const char **name)
{
  gboolean asked;

  g_return_val_if_fail (self != NULL, NULL);

  asked = self->schema != NULL && !llm_request_drops (self, LLM_PARAM_SCHEMA);
  if (name != NULL)
    *name = asked ? self->schema_name : NULL;
  return asked ? self->schema : NULL;
}

/**
 * llm_request_get_model_id:
 * @self: a request
 *
 * Returns: the model's id on the wire
 */
const char *
llm_request_get_model_id (const LlmRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->model_id;
}

/**
 * llm_request_get_model:
 * @self: a request
 *
 * Returns: (transfer none) (nullable): what the catalogue knows of the model
 */
LlmModel *
llm_request_get_model (const LlmRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->model;
}

/**
 * llm_request_get_system:
 * @self: a request
 *
 * Returns: (nullable): the system prompt, never ""
 */
const char *
llm_request_get_system (const LlmRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->system;
}

/**
 * llm_request_get_params:
 * @self: a request
 *
 * Returns: (transfer none): the parameters
 */
const LlmParams *
llm_request_get_params (const LlmRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->params;
}

/**
 * llm_request_get_n_messages:
 * @self: a request
 *
 * Returns: how many messages it has
 */
guint
llm_request_get_n_messages (const LlmRequest *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->messages->len;
}

/**
 * llm_request_get_message:
 * @self: a request
 * @index: below llm_request_get_n_messages()
 *
 * Returns: (transfer none): a message, oldest first
 */
const LlmMessage *
llm_request_get_message (const LlmRequest *self, guint index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->messages->len, NULL);
  return self->messages->pdata[index];
}

/**
 * llm_request_drop:
 * @self: a request that is not shared yet
 * @param: one of the LLM_PARAM_ names
 *
 * Has a parameter left out, whatever its value.
 */
void
llm_request_drop (LlmRequest *self, const char *param)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (param != NULL);

  if (llm_request_drops (self, param))
    return;
  if (self->dropped == NULL)
    self->dropped = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->dropped, g_strdup (param));
}

/**
 * llm_request_drops:
 * @self: a request
 * @param: one of the LLM_PARAM_ names
 *
 * Returns: whether that parameter is to be left out
 */
gboolean
llm_request_drops (const LlmRequest *self, const char *param)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (param != NULL, FALSE);

  return self->dropped != NULL
         && g_ptr_array_find_with_equal_func (self->dropped, param, g_str_equal, NULL);
}
