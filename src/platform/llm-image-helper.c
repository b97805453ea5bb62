/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-image-helper.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-error.h"
#include "llm-helper-frame.h"
#include "llm-image-frame.h"

#define HELPER "llmselect-image"

/* The largest image takes a few seconds; twenty are a decoder that does not end. */
static const LlmHelperTimes default_times = {
  .start_ms = 15 * 1000,
  .answer_ms = 20 * 1000,
  .idle_ms = 30 * 1000,
  .pause_ms = 60 * 1000,
};

/* What the helper may know of the environment: where decoders and fonts are. */
static const char *const variables[] = {
  "GDK_PIXBUF_MODULE_FILE",
  "GDK_PIXBUF_MODULEDIR",
  "HOME",
  "LANG",
  "LC_ALL",
  "LC_CTYPE",
  "LD_LIBRARY_PATH",
  "PATH",
  "XDG_CACHE_HOME",
  "XDG_CONFIG_DIRS",
  "XDG_CONFIG_HOME",
  "XDG_DATA_DIRS",
  "XDG_DATA_HOME",
  "FONTCONFIG_FILE",
  "FONTCONFIG_PATH",
  "ASAN_OPTIONS",
  "LSAN_OPTIONS",
  "UBSAN_OPTIONS",
  NULL,
};

struct _LlmImageHelper
{
  GObject parent_instance;

  LlmHelperProcess *process;
};

static void coder_iface_init (LlmImageCoderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmImageHelper,
                               llm_image_helper,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_IMAGE_CODER, coder_iface_init))

/* What is on its way to the helper and back. */
typedef struct
{
  guint8 kind;
  LlmImageRequest request;
  GBytes *file;
  /* What is sent, and its name; made in a thread, since both are work. */
  GBytes *message;
  char *name;
  /* What came back. */
  GBytes *payload;
  LlmImageAnswer answer;
} Job;

static void
job_free (Job *job)
{
  g_bytes_unref (job->file);
  g_clear_pointer (&job->message, g_bytes_unref);
  g_clear_pointer (&job->payload, g_bytes_unref);
  g_free (job->name);
  g_free (job);
}

/* --- Why not --- */

static GError *
make_size_error (const LlmImageHeader *header)
{
  return llm_error_new_printf (LLM_ERROR_UNSUPPORTED, NULL,
                               _ ("The image has %u × %u pixels, more than can be decoded. Please "
                                  "make it smaller first."),
                               header->width, header->height);
}

static GError *
make_decoder_error (const LlmImageHeader *header)
{
  const char *name = llm_image_format_get_name (header->format);

  return llm_error_new_printf (LLM_ERROR_UNSUPPORTED, NULL,
                               _ ("This computer has no decoder for %s images. Please install one "
                                  "for GdkPixbuf, or convert the image to PNG or JPEG."),
                               name);
}

static GError *
make_bytes_error (void)
{
  g_autofree char *most = g_format_size (LLM_IMAGE_MAX_BYTES);

  return llm_error_new_printf (LLM_ERROR_UNSUPPORTED, NULL,
                               _ ("The file is larger than %s, the most that is taken."), most);
}

static GError *
make_fault_error (LlmImageFault fault, const LlmImageHeader *header)
{
  const char *name = header != NULL ? llm_image_format_get_name (header->format) : NULL;

  switch (fault)
    {
    case LLM_IMAGE_FAULT_UNKNOWN:
      return llm_error_new (LLM_ERROR_UNSUPPORTED,
                            _ ("This is not an image that can be decoded. Please use PNG, JPEG, "
                               "WebP or GIF."),
                            NULL);
    case LLM_IMAGE_FAULT_CUT_OFF:
      return llm_error_new_printf (LLM_ERROR_PROTOCOL, NULL,
                                   _ ("The %s image is incomplete: its end is missing. Please get "
                                      "the file again."),
                                   name);
    case LLM_IMAGE_FAULT_NO_SIZE:
      return llm_error_new_printf (LLM_ERROR_PROTOCOL, NULL,
                                   _ ("The %s image is empty: it has no pixels."), name);
    case LLM_IMAGE_FAULT_TOO_LARGE:
      return make_size_error (header);
    case LLM_IMAGE_FAULT_NO_DECODER:
      return make_decoder_error (header);
    case LLM_IMAGE_FAULT_NO_ROOM:
      return llm_error_new_printf (LLM_ERROR_UNSUPPORTED, NULL,
                                   _ ("The %s image cannot be made small enough. Please make it "
                                      "smaller first."),
                                   name);
    case LLM_IMAGE_FAULT_DAMAGED:
      return llm_error_new_printf (LLM_ERROR_PROTOCOL, NULL,
                                   _ ("The %s image is damaged and cannot be decoded. Please get "
                                      "the file again."),
                                   name);
    case LLM_IMAGE_FAULT_NONE:
    default:
      return llm_error_new (LLM_ERROR_PROTOCOL,
                            _ ("The image cannot be decoded: the decoder failed on it."), NULL);
    }
}

/* Takes @error, which the helper process gave. */
static GError *
make_process_error (GError *error)
{
  g_autoptr (GError) cause = error;
  LlmImageHeader header;

  if (cause->domain != LLM_HELPER_ERROR)
    return g_steal_pointer (&cause);
  switch ((LlmHelperError) cause->code)
    {
    case LLM_HELPER_ERROR_REFUSED:
      {
        const LlmImageFault fault = llm_image_refusal_read (&header, cause->message);

        return make_fault_error (fault, &header);
      }
    case LLM_HELPER_ERROR_HUNG:
      return llm_error_new (LLM_ERROR_UNSUPPORTED,
                            _ ("The image takes too long to decode. Please make it smaller first."),
                            NULL);
    case LLM_HELPER_ERROR_UNAVAILABLE:
      return llm_error_new (LLM_ERROR_UNSUPPORTED,
                            _ ("The helper program that decodes images does not start. Please "
                               "install LLMSelect again."),
                            NULL);
    case LLM_HELPER_ERROR_TOO_LARGE:
    case LLM_HELPER_ERROR_CRASHED:
    default:
      return make_fault_error (LLM_IMAGE_FAULT_NONE, NULL);
    }
}

/* --- What comes back --- */

static GBytes *
get_rest (const Job *job)
{
  return g_bytes_new_from_bytes (job->payload, LLM_IMAGE_ANSWER_SIZE,
                                 g_bytes_get_size (job->payload) - LLM_IMAGE_ANSWER_SIZE);
}

/* Whether an encoded image is what the helper says that it is. */
static gboolean
is_as_answered (const Job *job, GBytes *image)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (image, &length);
  LlmImageHeader header;

  return llm_image_header_read (&header, data, length, NULL) && header.format == job->answer.format
         && header.width == job->answer.width && header.height == job->answer.height;
}

static LlmImageCheck *
make_check (const Job *job)
{
  g_autoptr (GBytes) rest = job->answer.same ? g_bytes_ref (job->file) : get_rest (job);
  LlmImageCheck *check;

  if (g_bytes_get_size (rest) > LLM_IMAGE_MAX_BYTES
      || (!job->answer.same && !is_as_answered (job, rest)))
    return NULL;
  check = llm_image_check_new (rest, job->answer.format, job->answer.width, job->answer.height);
  check->animated = job->answer.animated;
  if (!job->answer.same)
    check->converted = g_strdup (llm_image_format_get_name (job->answer.source));
  return check;
}

static LlmImageData *
make_data (const Job *job)
{
  g_autoptr (GBytes) rest = get_rest (job);
  const LlmImageFacts facts = {
    .format = job->answer.format,
    .size = (gint64) g_bytes_get_size (rest),
    .width = job->answer.width,
    .height = job->answer.height,
  };
  const LlmImageLimits limits = {
    .formats = job->request.formats,
    .max_side = job->request.max_side,
    .max_bytes = (gint64) job->request.max_bytes,
  };

  if (!llm_image_limits_fit (&limits, &facts) || !is_as_answered (job, rest))
    return NULL;
  return llm_image_data_new (rest, facts.format, facts.width, facts.height);
}

static LlmImagePixels *
make_pixels (const Job *job)
{
  const LlmImageAnswer *answer = &job->answer;
  g_autoptr (GBytes) rest = get_rest (job);

  if (answer->width > job->request.max_side || answer->height > job->request.max_side
      || g_bytes_get_size (rest) != (gsize) answer->width * answer->height * 4)
    return NULL;
  return llm_image_pixels_new (answer->width, answer->height, rest);
}

/* In a thread: the hash of what is sent is work.  The helper is not trusted. */
static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  gsize length;
  const guint8 *payload = g_bytes_get_data (job->payload, &length);
  GDestroyNotify free_result = (GDestroyNotify) llm_image_check_free;
  gpointer result = NULL;

  if (!llm_image_answer_read (&job->answer, payload, length))
    result = NULL;
  else if (job->kind == LLM_HELPER_IMAGE_CHECK)
    result = make_check (job);
  else if (job->kind == LLM_HELPER_IMAGE_PREPARE)
    {
      free_result = (GDestroyNotify) llm_image_data_unref;
      result = make_data (job);
    }
  else
    {
      free_result = (GDestroyNotify) llm_image_pixels_free;
      result = make_pixels (job);
    }
  if (result != NULL)
    g_task_return_pointer (task, result, free_result);
  else
    g_task_return_error (task, make_fault_error (LLM_IMAGE_FAULT_NONE, NULL));
}

/* --- There and back --- */

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  job->payload = llm_helper_process_call_finish (LLM_HELPER_PROCESS (source), result, &error);
  if (job->payload == NULL)
    g_task_return_error (task, make_process_error (error));
  else
    g_task_run_in_thread (task, read_thread);
}

static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  gsize length;
  const guint8 *file = g_bytes_get_data (job->file, &length);
  guint8 *message = g_malloc (LLM_IMAGE_REQUEST_SIZE + length);
  g_autofree char *checksum = NULL;

  llm_image_request_write (&job->request, message);
  if (length > 0)
    memcpy (message + LLM_IMAGE_REQUEST_SIZE, file, length);
  job->message = g_bytes_new_take (message, LLM_IMAGE_REQUEST_SIZE + length);
  checksum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, job->message);
  job->name = g_strdup_printf ("%u:%s", job->kind, checksum);
  g_task_return_boolean (task, TRUE);
}

static gsize
get_answer_max (const Job *job)
{
  switch (job->kind)
    {
    case LLM_HELPER_IMAGE_PREPARE:
      return LLM_IMAGE_ANSWER_SIZE
             + (gsize) MIN (job->request.max_bytes, LLM_IMAGE_PIXELS_SIZE_MAX);
    case LLM_HELPER_IMAGE_DECODE:
      return LLM_IMAGE_ANSWER_SIZE + LLM_IMAGE_PIXELS_SIZE_MAX;
    default:
      return LLM_IMAGE_ANSWER_SIZE + LLM_IMAGE_MAX_BYTES;
    }
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LlmImageHelper *self = LLM_IMAGE_HELPER (source);
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  llm_helper_process_call_named_async (self->process, job->kind, job->name, job->message,
                                       get_answer_max (job), g_task_get_cancellable (task),
                                       called_cb, g_object_ref (task));
  g_clear_pointer (&job->message, g_bytes_unref);
}

static void
start (LlmImageCoder *coder,
       guint8 kind,
       GBytes *file,
       const LlmImageRequest *request,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  LlmImageHelper *self = LLM_IMAGE_HELPER (coder);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GTask) writing = NULL;
  Job *job;

  g_task_set_source_tag (task, start);
  if (self->process == NULL || g_bytes_get_size (file) > LLM_IMAGE_MAX_BYTES)
    {
      g_task_return_error (task, self->process == NULL ? make_process_error (g_error_new_literal (
                                     LLM_HELPER_ERROR, LLM_HELPER_ERROR_UNAVAILABLE, ""))
                                                       : make_bytes_error ());
      g_object_unref (task);
      return;
    }
  job = g_new0 (Job, 1);
  job->kind = kind;
  job->request = *request;
  job->file = g_bytes_ref (file);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  writing = g_task_new (self, cancellable, written_cb, task);
  g_task_set_task_data (writing, job, NULL);
  g_task_run_in_thread (writing, write_thread);
}

static void
llm_image_helper_check_async (LlmImageCoder *coder,
                              GBytes *file,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  const LlmImageRequest request = { 0 };

  start (coder, LLM_HELPER_IMAGE_CHECK, file, &request, cancellable, callback, user_data);
}

static void
llm_image_helper_prepare_async (LlmImageCoder *coder,
                                GBytes *file,
                                const LlmImageLimits *limits,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  const LlmImageRequest request = {
    .formats = limits->formats,
    .max_side = limits->max_side,
    .max_bytes = (guint64) MAX (0, limits->max_bytes),
  };

  start (coder, LLM_HELPER_IMAGE_PREPARE, file, &request, cancellable, callback, user_data);
}

static void
llm_image_helper_decode_async (LlmImageCoder *coder,
                               GBytes *file,
                               guint max_side,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  const LlmImageRequest request = { .max_side = max_side };

  start (coder, LLM_HELPER_IMAGE_DECODE, file, &request, cancellable, callback, user_data);
}

static void
coder_iface_init (LlmImageCoderInterface *iface)
{
  iface->check_async = llm_image_helper_check_async;
  iface->prepare_async = llm_image_helper_prepare_async;
  iface->decode_async = llm_image_helper_decode_async;
}

/* --- The object --- */

static void
llm_image_helper_dispose (GObject *object)
{
  LlmImageHelper *self = LLM_IMAGE_HELPER (object);

  g_clear_object (&self->process);

  G_OBJECT_CLASS (llm_image_helper_parent_class)->dispose (object);
}

static void
llm_image_helper_class_init (LlmImageHelperClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_image_helper_dispose;
}

static void
llm_image_helper_init (LlmImageHelper *self)
{
}

/**
 * llm_image_helper_new:
 * @path: (nullable): the helper program; NULL for the one that was built or installed
 *   together with this program
 *
 * Starts nothing yet.  Without a helper every image is refused, with a sentence that says
 * so.
 *
 * Returns: (transfer full): a new #LlmImageHelper
 */
LlmImageCoder *
llm_image_helper_new (const char *path)
{
  LlmImageHelper *self = g_object_new (LLM_TYPE_IMAGE_HELPER, NULL);
  g_autofree char *program = path != NULL ? g_strdup (path) : llm_helper_process_find (HELPER);
  const char *const argv[] = { program, NULL };

  if (program != NULL)
    {
      self->process = llm_helper_process_new (argv, variables);
      llm_helper_process_set_times (self->process, &default_times);
    }
  return LLM_IMAGE_CODER (self);
}

/**
 * llm_image_helper_set_times:
 * @self: a #LlmImageHelper
 * @times: the patience with the helper
 *
 * By default 15 s for the start, 20 s for an image, 30 s without one, 60 s of pause.
 */
void
llm_image_helper_set_times (LlmImageHelper *self, const LlmHelperTimes *times)
{
  g_return_if_fail (LLM_IS_IMAGE_HELPER (self));
  g_return_if_fail (times != NULL);

  if (self->process != NULL)
    llm_helper_process_set_times (self->process, times);
}
