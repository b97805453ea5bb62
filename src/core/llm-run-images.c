/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-run-images.h"

#include "llm-error.h"

#include <glib/gi18n-lib.h>

/* Takes the images out of the messages before @end. */
static guint
leave_out (LlmRequest *request, guint end)
{
  guint n_images = 0;

  for (guint i = 0; i < end; i++)
    {
      const GPtrArray *images = llm_request_get_message (request, i)->images;

      n_images += images != NULL ? images->len : 0;
      llm_request_set_images (request, i, NULL);
    }
  return n_images;
}

static gboolean
are_sent (const LlmRequest *request)
{
  return !llm_request_get_params (request)->without_images
         && llm_model_reads_images (llm_request_get_model (request)) != LLM_READS_IMAGES_NO;
}

/**
 * llm_run_images_fit:
 * @thread: what was said before
 * @request: the request that it is for
 * @room: how many tokens it may have at most; negative for any number
 * @n_turns: (out): how many turns do not fit
 *
 * Like llm_thread_fit(), but images that are not sent need no room.
 *
 * Returns: the index of the first message that fits
 */
guint
llm_run_images_fit (const LlmThread *thread, const LlmRequest *request, gint64 room, guint *n_turns)
{
  g_autoptr (LlmThread) texts = NULL;

  g_return_val_if_fail (thread != NULL, 0);
  g_return_val_if_fail (request != NULL, 0);

  if (room < 0 || are_sent (request))
    return llm_thread_fit (thread, room, n_turns);
  texts = llm_thread_copy_texts (thread);
  return llm_thread_fit (texts, room, n_turns);
}

/**
 * llm_run_images_choose:
 * @request: a request nobody else has seen yet
 * @prompt: the index of the message that is asked now
 * @n_left_out: (out): how many images were taken out
 * @error: (out) (optional): a sentence that says why it cannot be sent
 *
 * Takes out what must not be sent: all images if the parameters say so.  A conversation goes
 * on without those of earlier prompts if the model cannot read them, but a prompt is not
 * asked without the ones it is about.
 *
 * Returns: whether the request can be sent
 */
gboolean
llm_run_images_choose (LlmRequest *request, guint prompt, guint *n_left_out, GError **error)
{
  LlmModel *model;

  g_return_val_if_fail (request != NULL, FALSE);
  g_return_val_if_fail (n_left_out != NULL, FALSE);

  *n_left_out = 0;
  model = llm_request_get_model (request);
  if (llm_request_get_params (request)->without_images)
    {
      *n_left_out = leave_out (request, llm_request_get_n_messages (request));
      return TRUE;
    }
  if (llm_model_reads_images (model) != LLM_READS_IMAGES_NO)
    return TRUE;
  if (llm_request_get_message (request, prompt)->images != NULL)
    {
      g_propagate_error (error,
                         llm_error_new_printf (LLM_ERROR_UNSUPPORTED, NULL,
                                               _ ("%s cannot read images. Choose a model with "
                                                  "vision, or send the prompt without the "
                                                  "images."),
                                               llm_model_get_name (model)));
      return FALSE;
    }
  *n_left_out = leave_out (request, prompt);
  return TRUE;
}

/* The images of a request are made ready from the latest message to the oldest, so that it
 * is the oldest ones that are left out if they are too many. */
typedef struct
{
  LlmRequest *request;
  LlmImageLimits limits;
  guint prompt;     /* the message whose images must be sent */
  guint n_left;     /* messages that are not filled yet: the first ones */
  guint next;       /* of the images of the last of them */
  GPtrArray *ready; /* of these, the ones that can be sent */
  GPtrArray *data;  /* the same as they are sent */
  guint n_images;   /* in all messages so far */
  gint64 total;
  gboolean full;
  LlmRunImages left_out;
} Fill;

static void
fill_free (Fill *fill)
{
  llm_request_unref (fill->request);
  g_clear_pointer (&fill->ready, g_ptr_array_unref);
  g_clear_pointer (&fill->data, g_ptr_array_unref);
  g_free (fill);
}

static gboolean
is_prompt (const Fill *fill)
{
  return fill->n_left - 1 == fill->prompt;
}

static GPtrArray *
get_images (const Fill *fill)
{
  return llm_request_get_message (fill->request, fill->n_left - 1)->images;
}

static GError *
make_count_error (const Fill *fill)
{
  return llm_error_new_printf (LLM_ERROR_UNSUPPORTED, NULL,
                               _ ("This model takes at most %u images in one request, and there "
                                  "are %u. Remove some of them."),
                               fill->limits.max_images, get_images (fill)->len);
}

static GError *
make_total_error (const Fill *fill)
{
  g_autofree char *most = g_format_size ((guint64) fill->limits.max_total);

  return llm_error_new_printf (LLM_ERROR_UNSUPPORTED, NULL,
                               _ ("The images are larger than the %s that this model takes in "
                                  "one request. Remove some of them."),
                               most);
}

/* Says which one it is; takes @error. */
static GError *
name_image (GError *error, LlmImage *image)
{
  const char *name = llm_image_get_name (image);

  if (name != NULL && g_error_matches (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED))
    {
      /* Translators: the name of a file, then the sentence why it was not taken */
      g_autofree char *message = g_strdup_printf (_ ("“%s”: %s"), name, error->message);

      g_free (error->message);
      error->message = g_steal_pointer (&message);
    }
  return error;
}

static void fill_next (GTask *task);

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Fill *fill = g_task_get_task_data (task);
  LlmImage *image = get_images (fill)->pdata[fill->next];
  GError *error = NULL;
  g_autoptr (LlmImageData) data = llm_images_prepare_finish (LLM_IMAGES (source), result, &error);
  const gint64 size
      = data != NULL ? (gint64) g_bytes_get_size (llm_image_data_get_bytes (data)) : 0;

  if (data == NULL
      && (is_prompt (fill) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
    {
      g_task_return_error (task, name_image (error, image));
      return;
    }
  if (fill->total + size > fill->limits.max_total && is_prompt (fill))
    {
      g_task_return_error (task, make_total_error (fill));
      return;
    }

  fill->next++;
  if (data == NULL)
    {
      g_debug ("An image of an earlier prompt is left out: %s", error->message);
      fill->left_out.n_gone++;
      g_error_free (error);
    }
  else if (fill->total + size > fill->limits.max_total)
    {
      fill->full = TRUE;
      fill->left_out.n_trimmed++;
    }
  else
    {
      fill->total += size;
      fill->n_images++;
      g_ptr_array_add (fill->ready, g_object_ref (image));
      g_ptr_array_add (fill->data, g_steal_pointer (&data));
    }
  fill_next (g_steal_pointer (&task));
}

static void
finish_message (Fill *fill)
{
  const guint index = --fill->n_left;

  llm_request_set_images (fill->request, index, fill->ready);
  if (fill->ready->len > 0)
    llm_request_set_image_data (fill->request, index, fill->data);
  g_clear_pointer (&fill->ready, g_ptr_array_unref);
  g_clear_pointer (&fill->data, g_ptr_array_unref);
  fill->next = 0;
}

/* Starts with the next image if there is one; one at a time, so that a request needs no
 * more memory than what it sends. */
static gboolean
prepare_next (LlmImages *images, GTask *task)
{
  Fill *fill = g_task_get_task_data (task);
  GPtrArray *list = get_images (fill);

  if (fill->ready == NULL)
    {
      fill->ready = g_ptr_array_new_with_free_func (g_object_unref);
      fill->data = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_image_data_unref);
    }
  while (fill->next < list->len)
    {
      if (fill->n_images >= fill->limits.max_images)
        fill->full = TRUE;
      if (!fill->full)
        {
          llm_images_prepare_async (images, list->pdata[fill->next], &fill->limits,
                                    g_task_get_cancellable (task), prepared_cb, task);
          return TRUE;
        }
      fill->next++;
      fill->left_out.n_trimmed++;
    }
  return FALSE;
}

/* For the digest and the cache of answers, which are on the main thread. */
static void
hash_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Fill *fill = task_data;

  for (guint i = 0; i < llm_request_get_n_messages (fill->request); i++)
    {
      const GPtrArray *data = llm_request_get_message (fill->request, i)->data;

      for (guint j = 0; data != NULL && j < data->len; j++)
        llm_image_data_get_hash (data->pdata[j]);
    }
  g_task_return_boolean (task, TRUE);
}

/* Takes @task. */
static void
fill_next (GTask *task)
{
  Fill *fill = g_task_get_task_data (task);

  while (fill->n_left > 0)
    {
      GPtrArray *list = get_images (fill);

      if (list == NULL)
        {
          fill->n_left--;
          continue;
        }
      if (is_prompt (fill) && list->len > fill->limits.max_images)
        {
          g_task_return_error (task, make_count_error (fill));
          g_object_unref (task);
          return;
        }
      if (prepare_next (g_task_get_source_object (task), task))
        return;
      finish_message (fill);
    }
  g_task_run_in_thread (task, hash_in_thread);
  g_object_unref (task);
}

/**
 * llm_run_images_fill_async:
 * @images: the images of all prompts
 * @request: a request nobody else has seen yet, that is filled
 * @prompt: the index of the message that is asked now
 * @limits: what its provider takes
 * @cancellable: (nullable): gives up
 * @callback: called when all images that are left in @request can be sent
 * @user_data: for @callback
 *
 * Makes the images of a request ready to be sent.  Those of @prompt all have to go; of
 * earlier messages the ones that cannot be read any more are taken out, and the oldest ones
 * if there are more than the provider takes.
 */
void
llm_run_images_fill_async (LlmImages *images,
                           LlmRequest *request,
                           guint prompt,
                           const LlmImageLimits *limits,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;
  Fill *fill;

  g_return_if_fail (LLM_IS_IMAGES (images));
  g_return_if_fail (request != NULL);
  g_return_if_fail (prompt < llm_request_get_n_messages (request));
  g_return_if_fail (limits != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (images, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_run_images_fill_async);
  fill = g_new0 (Fill, 1);
  fill->request = llm_request_ref (request);
  fill->limits = *limits;
  fill->prompt = prompt;
  fill->n_left = llm_request_get_n_messages (request);
  g_task_set_task_data (task, fill, (GDestroyNotify) fill_free);
  fill_next (task);
}

/**
 * llm_run_images_fill_finish:
 * @images: the images of all prompts
 * @result: what the callback got
 * @left_out: (out): what is not in the request any more
 * @error: (out) (optional): a sentence that says why not
 *
 * Returns: whether all images that are left in the request can be sent
 */
gboolean
llm_run_images_fill_finish (LlmImages *images,
                            GAsyncResult *result,
                            LlmRunImages *left_out,
                            GError **error)
{
  const Fill *fill;

  g_return_val_if_fail (g_task_is_valid (result, images), FALSE);
  g_return_val_if_fail (left_out != NULL, FALSE);

  fill = g_task_get_task_data (G_TASK (result));
  *left_out = fill->left_out;
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Of one image among several there are no dimensions. */
static void
describe_size (const LlmMessage *message, guint index, LlmSentImages *sent)
{
  const LlmImageFacts *facts = llm_image_get_facts (message->images->pdata[index]);
  const LlmImageData *data = message->data->pdata[index];

  sent->kept_bytes += (guint64) facts->size;
  sent->sent_bytes += g_bytes_get_size (llm_image_data_get_bytes (data));
  sent->kept_width = facts->width;
  sent->kept_height = facts->height;
  sent->sent_width = llm_image_data_get_width (data);
  sent->sent_height = llm_image_data_get_height (data);
}

/**
 * llm_run_images_describe:
 * @request: a request that was filled
 * @sent: (out): what is sent
 *
 * Returns: whether images are sent
 */
gboolean
llm_run_images_describe (const LlmRequest *request, LlmSentImages *sent)
{
  g_autoptr (GString) hashes = NULL;
  g_autofree char *digest = NULL;

  g_return_val_if_fail (request != NULL, FALSE);
  g_return_val_if_fail (sent != NULL, FALSE);

  *sent = (LlmSentImages){ 0 };
  hashes = g_string_new (NULL);
  for (guint i = 0; i < llm_request_get_n_messages (request); i++)
    {
      const LlmMessage *message = llm_request_get_message (request, i);

      for (guint j = 0; message->data != NULL && j < message->data->len; j++)
        {
          g_string_append (hashes, llm_image_data_get_hash (message->data->pdata[j]));
          describe_size (message, j, sent);
          sent->n_images++;
        }
    }
  if (sent->n_images == 0)
    return FALSE;
  if (sent->n_images > 1)
    {
      digest
          = g_compute_checksum_for_string (G_CHECKSUM_SHA256, hashes->str, (gssize) hashes->len);
      sent->kept_width = sent->kept_height = sent->sent_width = sent->sent_height = 0;
    }
  g_strlcpy (sent->digest, digest != NULL ? digest : hashes->str, sizeof sent->digest);
  return TRUE;
}
