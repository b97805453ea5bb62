/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-pictures.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include "llm-image-paintable.h"
#include "llm-image-texture.h"
#ifdef HAVE_TYPESET
#include "llm-svg-paintable.h"
#endif

/* The longest side of an image in pixels; larger ones are made smaller. */
#define MAX_SIDE 2048

/* Pictures that come together are told together, in milliseconds; later where it takes long
 * to show them, so that a text full of formulas never takes more than a fifth of the time. */
#define GATHER_MS 30
#define SHOW_SHARE 4

struct _LlmPictures
{
  GObject parent_instance;

  LlmTypesetter *typesetter;
  LlmFetcher *fetcher;
  LlmImages *decoder;
  GHashTable *images; /* uri → GdkTexture, or NULL while it is fetched */
  GHashTable *errors; /* uri → what went wrong */
  GHashTable *asked;  /* what is being made */
  GCancellable *cancellable;
  gboolean enabled;
  guint changed_id;
  guint show_ms; /* what the last time took */
};

G_DEFINE_FINAL_TYPE (LlmPictures, llm_pictures, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
changed_cb (gpointer user_data)
{
  LlmPictures *self = LLM_PICTURES (user_data);
  const gint64 begin = g_get_monotonic_time ();

  self->changed_id = 0;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  self->show_ms = (guint) ((g_get_monotonic_time () - begin) / G_TIME_SPAN_MILLISECOND);
  return G_SOURCE_REMOVE;
}

static void
queue_changed (LlmPictures *self)
{
  if (self->changed_id == 0)
    self->changed_id
        = g_timeout_add (MAX (GATHER_MS, self->show_ms * SHOW_SHARE), changed_cb, self);
}

static LlmTypesetKind
get_typeset_kind (LlmPictureKind kind)
{
  if (kind == LLM_PICTURE_DIAGRAM)
    return adw_style_manager_get_dark (adw_style_manager_get_default ())
               ? LLM_TYPESET_DIAGRAM_DARK
               : LLM_TYPESET_DIAGRAM_LIGHT;
  return kind == LLM_PICTURE_DISPLAY ? LLM_TYPESET_DISPLAY : LLM_TYPESET_INLINE;
}

static gboolean
can_typeset (LlmPictures *self, LlmPictureKind kind)
{
  if (self->typesetter == NULL || !self->enabled)
    return FALSE;
  return llm_typesetter_can (self->typesetter, kind == LLM_PICTURE_DIAGRAM ? LLM_TYPESET_DIAGRAM
                                                                           : LLM_TYPESET_FORMULA);
}

static void
llm_pictures_dispose (GObject *object)
{
  LlmPictures *self = LLM_PICTURES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->changed_id, g_source_remove);
  g_clear_object (&self->typesetter);
  g_clear_object (&self->fetcher);
  g_clear_object (&self->decoder);

  G_OBJECT_CLASS (llm_pictures_parent_class)->dispose (object);
}

static void
llm_pictures_finalize (GObject *object)
{
  LlmPictures *self = LLM_PICTURES (object);

  g_hash_table_unref (self->images);
  g_hash_table_unref (self->errors);
  g_hash_table_unref (self->asked);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (llm_pictures_parent_class)->finalize (object);
}

static void
llm_pictures_class_init (LlmPicturesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_pictures_dispose;
  G_OBJECT_CLASS (klass)->finalize = llm_pictures_finalize;

  /**
   * LlmPictures::changed:
   *
   * There is a picture that was asked for, or it is known that there will be none.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", LLM_TYPE_PICTURES, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
unref_texture (gpointer texture)
{
  if (texture != NULL)
    g_object_unref (texture);
}

static void
llm_pictures_init (LlmPictures *self)
{
  self->images = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_texture);
  self->errors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->cancellable = g_cancellable_new ();
  self->enabled = TRUE;
}

/**
 * llm_pictures_get_for_display:
 * @display: a display
 *
 * Returns: (transfer none): the pictures of its windows, which live as long as the display
 *   or until another takes their place
 */
LlmPictures *
llm_pictures_get_for_display (GdkDisplay *display)
{
  LlmPictures *self;

  g_return_val_if_fail (GDK_IS_DISPLAY (display), NULL);

  self = g_object_get_data (G_OBJECT (display), "llm-pictures");
  if (self == NULL)
    {
      self = g_object_new (LLM_TYPE_PICTURES, NULL);
      g_object_set_data_full (G_OBJECT (display), "llm-pictures", self, g_object_unref);
    }
  return self;
}

/**
 * llm_pictures_set_enabled:
 * @self: pictures
 * @enabled: whether formulas and diagrams are drawn
 *
 * Where they are not, their source is shown: who has the text read aloud needs that, since
 * a picture within a text has no words for a screen reader.  Answers that are shown keep
 * what they have.
 */
void
llm_pictures_set_enabled (LlmPictures *self, gboolean enabled)
{
  g_return_if_fail (LLM_IS_PICTURES (self));
  self->enabled = enabled;
}

/**
 * llm_pictures_set_typesetter:
 * @self: pictures
 * @typesetter: (nullable): what makes formulas and diagrams
 */
void
llm_pictures_set_typesetter (LlmPictures *self, LlmTypesetter *typesetter)
{
  g_return_if_fail (LLM_IS_PICTURES (self));
  g_return_if_fail (typesetter == NULL || LLM_IS_TYPESETTER (typesetter));

  g_set_object (&self->typesetter, typesetter);
}

/**
 * llm_pictures_set_fetcher:
 * @self: pictures
 * @fetcher: (nullable): what fetches images
 * @decoder: (nullable): what decodes them; without both there are none
 */
void
llm_pictures_set_fetcher (LlmPictures *self, LlmFetcher *fetcher, LlmImages *decoder)
{
  g_return_if_fail (LLM_IS_PICTURES (self));
  g_return_if_fail (fetcher == NULL || LLM_IS_FETCHER (fetcher));
  g_return_if_fail (decoder == NULL || LLM_IS_IMAGES (decoder));

  g_set_object (&self->fetcher, fetcher);
  g_set_object (&self->decoder, decoder);
}

typedef struct
{
  LlmPictures *self;
  char *key;
} Request;

static void
rendered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Request *request = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) svg = llm_typesetter_render_finish (LLM_TYPESETTER (source), result, &error);

  /* What cannot be drawn is shown as its source: that is no error to tell. */
  if (svg == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_debug ("Not typeset: %s", error->message);
  g_hash_table_remove (request->self->asked, request->key);
  if (!g_cancellable_is_cancelled (request->self->cancellable))
    queue_changed (request->self);
  g_object_unref (request->self);
  g_free (request->key);
  g_free (request);
}

/**
 * llm_pictures_request:
 * @self: pictures
 * @kind: what kind of picture
 * @source: what it is made of
 * @length: its bytes
 *
 * Asks for a formula or a diagram; for an image it does nothing.  ::changed tells when
 * there is one.
 *
 * Returns: whether one may come
 */
gboolean
llm_pictures_request (LlmPictures *self, LlmPictureKind kind, const char *source, gsize length)
{
  const LlmTypesetKind typeset = get_typeset_kind (kind);
  Request *request;
  char *key;

  g_return_val_if_fail (LLM_IS_PICTURES (self), FALSE);
  g_return_val_if_fail (source != NULL || length == 0, FALSE);

  if (kind == LLM_PICTURE_IMAGE || !can_typeset (self, kind) || length == 0
      || llm_typesetter_has_failed (self->typesetter, typeset, source, (gssize) length))
    return FALSE;
  key = g_strdup_printf ("%d %.*s", typeset, (int) length, source);
  if (!g_hash_table_add (self->asked, key))
    return TRUE;
  request = g_new0 (Request, 1);
  request->self = g_object_ref (self);
  request->key = g_strdup (key);
  llm_typesetter_render_async (self->typesetter, typeset, source, (gssize) length,
                               self->cancellable, rendered_cb, request);
  return TRUE;
}

static GdkPaintable *
create_image (LlmPictures *self, const char *source, gsize length, double max_width)
{
  g_autofree char *uri = g_strndup (source, length);
  GdkTexture *texture = g_hash_table_lookup (self->images, uri);

  return texture != NULL ? llm_image_paintable_new (texture, max_width) : NULL;
}

/**
 * llm_pictures_create:
 * @self: pictures
 * @kind: what kind of picture
 * @source: what it is made of
 * @length: its bytes
 * @em: the size of the text around it in pixels
 * @max_width: the most pixels it may be wide
 * @color: the colour of the text around it
 *
 * Returns: (transfer full) (nullable): the picture, if it is there
 */
GdkPaintable *
llm_pictures_create (LlmPictures *self,
                     LlmPictureKind kind,
                     const char *source,
                     gsize length,
                     double em,
                     double max_width,
                     const GdkRGBA *color)
{
#ifdef HAVE_TYPESET
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) svg = NULL;
  LlmSvgPaintable *paintable;
#endif

  g_return_val_if_fail (LLM_IS_PICTURES (self), NULL);
  g_return_val_if_fail (source != NULL && color != NULL, NULL);

  if (kind == LLM_PICTURE_IMAGE)
    return create_image (self, source, length, max_width);
#ifdef HAVE_TYPESET
  svg = llm_pictures_lookup_svg (self, kind, source, length);
  if (svg == NULL)
    return NULL;
  paintable = kind == LLM_PICTURE_DIAGRAM ? llm_svg_paintable_new_diagram (svg, max_width, &error)
                                          : llm_svg_paintable_new_formula (svg, em, color, &error);
  if (paintable == NULL)
    {
      g_debug ("Not drawn: %s", error->message);
      return NULL;
    }
  return GDK_PAINTABLE (paintable);
#else
  return NULL;
#endif
}

/**
 * llm_pictures_lookup_svg:
 * @self: pictures
 * @kind: what kind of picture
 * @source: what it is made of
 * @length: its bytes
 *
 * Returns: (transfer full) (nullable): the picture as it was made, if it is there; an image
 *   has none
 */
GBytes *
llm_pictures_lookup_svg (LlmPictures *self, LlmPictureKind kind, const char *source, gsize length)
{
  g_return_val_if_fail (LLM_IS_PICTURES (self), NULL);
  g_return_val_if_fail (source != NULL || length == 0, NULL);

  if (kind == LLM_PICTURE_IMAGE || length == 0 || !can_typeset (self, kind))
    return NULL;
  return llm_typesetter_lookup (self->typesetter, get_typeset_kind (kind), source, (gssize) length);
}

/**
 * llm_pictures_can_fetch:
 * @self: pictures
 *
 * Returns: whether images can be fetched at all
 */
gboolean
llm_pictures_can_fetch (LlmPictures *self)
{
  g_return_val_if_fail (LLM_IS_PICTURES (self), FALSE);
  return self->fetcher != NULL && self->decoder != NULL;
}

static void
finish_image (Request *request, GdkTexture *texture, const GError *error)
{
  LlmPictures *self = request->self;

  if (texture != NULL)
    g_hash_table_insert (self->images, g_strdup (request->key), g_object_ref (texture));
  else
    {
      g_hash_table_remove (self->images, request->key);
      g_hash_table_insert (self->errors, g_strdup (request->key), g_strdup (error->message));
    }
  if (!g_cancellable_is_cancelled (self->cancellable))
    queue_changed (self);
  g_object_unref (self);
  g_free (request->key);
  g_free (request);
}

static void
decoded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmImagePixels) pixels
      = llm_images_decode_finish (LLM_IMAGES (source), result, &error);
  g_autoptr (GdkTexture) texture = pixels != NULL ? llm_image_texture_new (pixels) : NULL;

  finish_image (user_data, texture, error);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Request *request = user_data;
  LlmPictures *self = request->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = llm_fetcher_fetch_finish (LLM_FETCHER (source), result, &error);

  /* When the program ends, both are taken away. */
  if (bytes != NULL && self->decoder == NULL)
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "There is no decoder any more");
  if (error == NULL)
    llm_images_decode_bytes_async (self->decoder, bytes, MAX_SIDE, self->cancellable, decoded_cb,
                                   request);
  else
    finish_image (request, NULL, error);
}

/**
 * llm_pictures_fetch:
 * @self: pictures
 * @uri: an image that llm_link_is_image() allows
 *
 * Fetches an image, because the user has asked for it.
 */
void
llm_pictures_fetch (LlmPictures *self, const char *uri)
{
  Request *request;

  g_return_if_fail (LLM_IS_PICTURES (self));
  g_return_if_fail (uri != NULL);

  if (!llm_pictures_can_fetch (self) || g_hash_table_contains (self->images, uri))
    return;
  g_hash_table_remove (self->errors, uri);
  g_hash_table_insert (self->images, g_strdup (uri), NULL);
  request = g_new0 (Request, 1);
  request->self = g_object_ref (self);
  request->key = g_strdup (uri);
  llm_fetcher_fetch_async (self->fetcher, uri, LLM_IMAGE_MAX_BYTES, self->cancellable, fetched_cb,
                           request);
}

/**
 * llm_pictures_is_fetching:
 * @self: pictures
 * @uri: an image
 *
 * Returns: whether it was asked for and neither it nor an error is there yet
 */
gboolean
llm_pictures_is_fetching (LlmPictures *self, const char *uri)
{
  gpointer texture = NULL;

  g_return_val_if_fail (LLM_IS_PICTURES (self), FALSE);
  g_return_val_if_fail (uri != NULL, FALSE);
  return g_hash_table_lookup_extended (self->images, uri, NULL, &texture) && texture == NULL;
}

/**
 * llm_pictures_get_error:
 * @self: pictures
 * @uri: an image
 *
 * Returns: (transfer none) (nullable): why it could not be fetched
 */
const char *
llm_pictures_get_error (LlmPictures *self, const char *uri)
{
  g_return_val_if_fail (LLM_IS_PICTURES (self), NULL);
  g_return_val_if_fail (uri != NULL, NULL);
  return g_hash_table_lookup (self->errors, uri);
}
