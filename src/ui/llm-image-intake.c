/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-image-intake.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-error.h"
#include "llm-image-intake-private.h"
#include "llm-prompt-images.h"

#define DATA_PREFIX "data:image/"

/* What stands before the data in such an address, at most. */
#define DATA_HEAD_MAX 200

struct _LlmImageIntake
{
  GObject parent_instance;

  LlmImageStrip *strip;
  LlmContext *context;
};

G_DEFINE_FINAL_TYPE (LlmImageIntake, llm_image_intake, G_TYPE_OBJECT)

enum
{
  SIGNAL_REFUSED,
  SIGNAL_TEXT,
  SIGNAL_ARCHIVES,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* An image on its way. */
typedef struct
{
  LlmImageIntake *intake;
  GtkWidget *pending;
  GCancellable *cancellable;
  char *name; /* nullable */
} Arrival;

static void
llm_image_intake_dispose (GObject *object)
{
  LlmImageIntake *self = LLM_IMAGE_INTAKE (object);

  g_clear_object (&self->strip);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (llm_image_intake_parent_class)->dispose (object);
}

static void
llm_image_intake_class_init (LlmImageIntakeClass *klass)
{
  const GType type = LLM_TYPE_IMAGE_INTAKE;

  G_OBJECT_CLASS (klass)->dispose = llm_image_intake_dispose;

  signals[SIGNAL_REFUSED] = g_signal_new ("refused", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_TEXT] = g_signal_new ("text", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_ARCHIVES] = g_signal_new ("archives", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, G_TYPE_LIST_MODEL);
}

static void
llm_image_intake_init (LlmImageIntake *self)
{
}

/**
 * llm_image_intake_new:
 * @strip: where images come to
 *
 * Returns: (transfer full): an intake that takes nothing before it has a context
 */
LlmImageIntake *
llm_image_intake_new (LlmImageStrip *strip)
{
  LlmImageIntake *self;

  g_return_val_if_fail (LLM_IS_IMAGE_STRIP (strip), NULL);

  self = g_object_new (LLM_TYPE_IMAGE_INTAKE, NULL);
  self->strip = g_object_ref (strip);
  return self;
}

/**
 * llm_image_intake_set_context:
 * @self: an intake
 * @context: where images are kept, and what fetches them
 *
 * Once.
 */
void
llm_image_intake_set_context (LlmImageIntake *self, LlmContext *context)
{
  g_return_if_fail (LLM_IS_IMAGE_INTAKE (self));
  g_return_if_fail (LLM_IS_CONTEXT (context));

  g_return_if_fail (self->context == NULL);

  self->context = g_object_ref (context);
  if (llm_context_get_images (context) != NULL)
    llm_prompt_images_show_in (self->strip, llm_context_get_images (context));
}

/**
 * llm_image_intake_is_possible:
 * @self: an intake
 *
 * Returns: whether there can be images at all
 */
gboolean
llm_image_intake_is_possible (LlmImageIntake *self)
{
  g_return_val_if_fail (LLM_IS_IMAGE_INTAKE (self), FALSE);

  return self->context != NULL && llm_context_get_images (self->context) != NULL;
}

void
llm_image_intake_refuse (LlmImageIntake *self, const char *message)
{
  g_signal_emit (self, signals[SIGNAL_REFUSED], 0, message);
}

void
llm_image_intake_tell_text (LlmImageIntake *self, const char *text)
{
  g_signal_emit (self, signals[SIGNAL_TEXT], 0, text);
}

void
llm_image_intake_tell_archives (LlmImageIntake *self, GListModel *files)
{
  g_signal_emit (self, signals[SIGNAL_ARCHIVES], 0, files);
}

/* --- Arrivals --- */

/* NULL, which is told, if there can be no more. */
static Arrival *
arrival_new (LlmImageIntake *self, const char *name)
{
  Arrival *arrival;

  if (!llm_image_intake_is_possible (self))
    {
      llm_image_intake_refuse (self, _ ("Images cannot be added here."));
      return NULL;
    }
  if (llm_image_strip_get_n_images (self->strip) + llm_image_strip_get_n_pending (self->strip)
      >= LLM_IMAGE_INTAKE_MAX)
    {
      g_autofree char *message
          = g_strdup_printf (ngettext ("At most %d image can go with a prompt. The others were "
                                       "left out.",
                                       "At most %d images can go with a prompt. The others were "
                                       "left out.",
                                       LLM_IMAGE_INTAKE_MAX),
                             LLM_IMAGE_INTAKE_MAX);

      llm_image_intake_refuse (self, message);
      return NULL;
    }
  arrival = g_new0 (Arrival, 1);
  arrival->intake = g_object_ref (self);
  arrival->cancellable = g_cancellable_new ();
  arrival->name = g_strdup (name);
  arrival->pending
      = g_object_ref (llm_image_strip_add_pending (self->strip, name, arrival->cancellable));
  return arrival;
}

/* Frees it; what was given up is not told. */
static void
arrival_end (Arrival *arrival, LlmImage *image, const GError *error)
{
  if (arrival->intake->strip != NULL)
    llm_image_strip_resolve (arrival->intake->strip, arrival->pending, image);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    llm_image_intake_refuse (arrival->intake, error->message);
  g_object_unref (arrival->pending);
  g_object_unref (arrival->cancellable);
  g_object_unref (arrival->intake);
  g_free (arrival->name);
  g_free (arrival);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmImage) image = llm_images_add_finish (LLM_IMAGES (source), result, &error);

  arrival_end (user_data, image, error);
}

static void
add_bytes (Arrival *arrival, GBytes *bytes)
{
  llm_images_add_async (llm_context_get_images (arrival->intake->context), bytes, arrival->name,
                        arrival->cancellable, added_cb, arrival);
}

/* For what failed before it came to llm_images_add_async(), which names it itself. */
static void
arrival_fail (Arrival *arrival, const GError *error)
{
  g_autoptr (GError) named = g_error_copy (error);

  if (arrival->name != NULL)
    {
      g_free (named->message);
      /* Translators: the name of a file, then the sentence why it was not taken */
      named->message = g_strdup_printf (_ ("“%s”: %s"), arrival->name, error->message);
    }
  arrival_end (arrival, NULL, named);
}

/**
 * llm_image_intake_add_bytes:
 * @self: an intake
 * @bytes: an image from anywhere
 * @name: (nullable): its name for people
 */
void
llm_image_intake_add_bytes (LlmImageIntake *self, GBytes *bytes, const char *name)
{
  Arrival *arrival;

  g_return_if_fail (LLM_IS_IMAGE_INTAKE (self));
  g_return_if_fail (bytes != NULL);

  arrival = arrival_new (self, name);
  if (arrival != NULL)
    add_bytes (arrival, bytes);
}

/**
 * llm_image_intake_add_file:
 * @self: an intake
 * @file: where an image is
 */
void
llm_image_intake_add_file (LlmImageIntake *self, GFile *file)
{
  g_autofree char *basename = NULL;
  g_autofree char *name = NULL;
  Arrival *arrival;

  g_return_if_fail (LLM_IS_IMAGE_INTAKE (self));
  g_return_if_fail (G_IS_FILE (file));

  basename = g_file_get_basename (file);
  name = basename != NULL ? g_filename_display_name (basename) : NULL;
  arrival = arrival_new (self, name);
  if (arrival != NULL)
    llm_images_add_file_async (llm_context_get_images (self->context), file, arrival->cancellable,
                               added_cb, arrival);
}

/* What a thread has made of a texture or of an address that is the data itself. */
static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Arrival *arrival = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_task_propagate_pointer (G_TASK (result), &error);

  if (bytes != NULL)
    add_bytes (arrival, bytes);
  else
    arrival_fail (arrival, error);
}

/* --- Textures --- */

static void
encode_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, gdk_texture_save_to_png_bytes (data),
                         (GDestroyNotify) g_bytes_unref);
}

/**
 * llm_image_intake_add_texture:
 * @self: an intake
 * @texture: an image
 *
 * Makes a PNG file of it, in a thread.
 */
void
llm_image_intake_add_texture (LlmImageIntake *self, GdkTexture *texture)
{
  g_autoptr (GTask) task = NULL;
  Arrival *arrival;

  g_return_if_fail (LLM_IS_IMAGE_INTAKE (self));
  g_return_if_fail (GDK_IS_TEXTURE (texture));

  arrival = arrival_new (self, NULL);
  if (arrival == NULL)
    return;
  task = g_task_new (self, arrival->cancellable, made_cb, arrival);
  g_task_set_task_data (task, g_object_ref (texture), g_object_unref);
  g_task_run_in_thread (task, encode_thread);
}

/* --- Addresses --- */

static GError *
no_data_error (void)
{
  return llm_error_new (LLM_ERROR_UNSUPPORTED,
                        _ ("The image in the text cannot be read: it is no valid data address."),
                        NULL);
}

static void
data_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const char *uri = data;
  const char *comma = strchr (uri, ',');
  GBytes *bytes = NULL;

  if (comma == NULL || comma - uri > DATA_HEAD_MAX)
    {
      g_task_return_error (task, no_data_error ());
      return;
    }
  if (g_strstr_len (uri, comma - uri, ";base64") != NULL)
    {
      gsize length;
      guchar *decoded = g_base64_decode (comma + 1, &length);

      bytes = g_bytes_new_take (decoded, length);
    }
  else
    {
      bytes = g_uri_unescape_bytes (comma + 1, -1, NULL, NULL);
    }
  if (bytes != NULL && g_bytes_get_size (bytes) > 0)
    {
      g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
      return;
    }
  g_clear_pointer (&bytes, g_bytes_unref);
  g_task_return_error (task, no_data_error ());
}

/**
 * llm_image_intake_is_data_uri:
 * @text: any text
 * @length: its bytes
 *
 * Returns: whether all of it is an address that is an image itself ("data:image/…")
 */
gboolean
llm_image_intake_is_data_uri (const char *text, gsize length)
{
  g_return_val_if_fail (text != NULL, FALSE);

  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;
  if (length <= strlen (DATA_PREFIX)
      || g_ascii_strncasecmp (text, DATA_PREFIX, strlen (DATA_PREFIX)) != 0)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (g_ascii_isspace (text[i]))
      return FALSE;
  return memchr (text, ',', MIN (length, DATA_HEAD_MAX)) != NULL;
}

/**
 * llm_image_intake_add_data_uri:
 * @self: an intake
 * @uri: an address that is an image itself
 */
void
llm_image_intake_add_data_uri (LlmImageIntake *self, const char *uri)
{
  g_autoptr (GTask) task = NULL;
  Arrival *arrival;

  g_return_if_fail (LLM_IS_IMAGE_INTAKE (self));
  g_return_if_fail (uri != NULL);

  /* Four characters are three bytes; what is larger is refused before it is copied. */
  if (strlen (uri) / 4 * 3 > LLM_IMAGE_MAX_BYTES + DATA_HEAD_MAX)
    {
      g_autofree char *most = g_format_size (LLM_IMAGE_MAX_BYTES);
      g_autofree char *message = g_strdup_printf (
          _ ("The image in the text is larger than %s, the most that is taken."), most);

      llm_image_intake_refuse (self, message);
      return;
    }
  arrival = arrival_new (self, NULL);
  if (arrival == NULL)
    return;
  task = g_task_new (self, arrival->cancellable, made_cb, arrival);
  g_task_set_task_data (task, g_strstrip (g_strdup (uri)), g_free);
  g_task_run_in_thread (task, data_thread);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Arrival *arrival = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = llm_fetcher_fetch_finish (LLM_FETCHER (source), result, &error);

  if (bytes != NULL)
    add_bytes (arrival, bytes);
  else
    arrival_fail (arrival, error);
}

/* The last part of its path, or who it is from. */
static char *
make_name (const char *uri)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);
  const char *path = parsed != NULL ? g_uri_get_path (parsed) : "";
  const char *slash = strrchr (path, '/');

  if (slash != NULL && slash[1] != '\0')
    return g_strdup (slash + 1);
  return parsed != NULL ? g_strdup (g_uri_get_host (parsed)) : NULL;
}

static void
fetch (LlmImageIntake *self, const char *uri)
{
  g_autofree char *name = make_name (uri);
  LlmFetcher *fetcher = self->context != NULL ? llm_context_get_fetcher (self->context) : NULL;
  Arrival *arrival = arrival_new (self, name);

  if (arrival == NULL)
    return;
  if (fetcher == NULL)
    {
      g_autoptr (GError) error = llm_error_new (
          LLM_ERROR_UNSUPPORTED, _ ("Images cannot be fetched from the network here."), NULL);

      arrival_fail (arrival, error);
      return;
    }
  llm_fetcher_fetch_async (fetcher, uri, LLM_IMAGE_MAX_BYTES, arrival->cancellable, fetched_cb,
                           arrival);
}

/* An address that the user has dropped or pasted. */
void
llm_image_intake_add_uri (LlmImageIntake *self, const char *uri)
{
  g_autofree char *scheme = g_uri_parse_scheme (uri);

  if (g_strcmp0 (scheme, "data") == 0)
    {
      llm_image_intake_add_data_uri (self, uri);
    }
  else if (g_strcmp0 (scheme, "https") == 0 || g_strcmp0 (scheme, "http") == 0)
    {
      fetch (self, uri);
    }
  else
    {
      g_autoptr (GFile) file = g_file_new_for_uri (uri);

      llm_image_intake_add_file (self, file);
    }
}
