/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-image.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What vendors that tell a rule count, at most about this many pixels for a token
 * (Anthropic: width × height / 750), and no image for more than these. */
#define PIXELS_PER_TOKEN 750
#define TOKENS_MAX 4800

#define HASH_LENGTH 64

struct _LlmImage
{
  GObject parent_instance;

  LlmImageFacts facts; /* of which the strings are those below */
  char *hash;
  char *converted;
  char *name;
  char *alt;
};

G_DEFINE_FINAL_TYPE (LlmImage, llm_image, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ALT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
llm_image_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LlmImage *self = LLM_IMAGE (object);

  switch (prop_id)
    {
    case PROP_ALT:
      g_value_set_string (value, self->alt);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_image_finalize (GObject *object)
{
  LlmImage *self = LLM_IMAGE (object);

  g_free (self->hash);
  g_free (self->converted);
  g_free (self->name);
  g_free (self->alt);

  G_OBJECT_CLASS (llm_image_parent_class)->finalize (object);
}

static void
llm_image_class_init (LlmImageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = llm_image_get_property;
  object_class->finalize = llm_image_finalize;

  props[PROP_ALT] = g_param_spec_string (
      "alt", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
llm_image_init (LlmImage *self)
{
}

/* On one line, bounded; NULL for nothing. */
static char *
clean (const char *text, glong max_chars)
{
  g_autofree char *valid = NULL;
  char *line;

  if (text == NULL)
    return NULL;
  valid = g_utf8_make_valid (text, -1);
  line = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), max_chars));
  for (char *p = line; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (g_ascii_iscntrl (*p))
        *p = ' ';
    }
  g_strstrip (line);
  if (*line == '\0')
    g_clear_pointer (&line, g_free);
  return line;
}

/**
 * llm_image_new:
 * @facts: what is known of the image; copied
 * @name: (nullable): the name of its file, without a folder
 * @alt: (nullable): the text that stands for it
 *
 * Returns: (transfer full): an image
 */
LlmImage *
llm_image_new (const LlmImageFacts *facts, const char *name, const char *alt)
{
  LlmImage *self;

  g_return_val_if_fail (facts != NULL, NULL);
  g_return_val_if_fail (llm_image_hash_is_valid (facts->hash), NULL);

  self = g_object_new (LLM_TYPE_IMAGE, NULL);
  self->facts = *facts;
  self->facts.hash = self->hash = g_strdup (facts->hash);
  self->facts.converted = self->converted = clean (facts->converted, LLM_IMAGE_NAME_MAX);
  self->name = clean (name, LLM_IMAGE_NAME_MAX);
  self->alt = clean (alt, LLM_IMAGE_ALT_MAX);
  return self;
}

/**
 * llm_image_dup:
 * @self: an image
 *
 * Returns: (transfer full): another one of the same bytes, whose text may differ
 */
LlmImage *
llm_image_dup (LlmImage *self)
{
  g_return_val_if_fail (LLM_IS_IMAGE (self), NULL);

  return llm_image_new (&self->facts, self->name, self->alt);
}

/**
 * llm_image_get_facts:
 * @self: an image
 *
 * Returns: (transfer none): what is known of it
 */
const LlmImageFacts *
llm_image_get_facts (LlmImage *self)
{
  g_return_val_if_fail (LLM_IS_IMAGE (self), NULL);
  return &self->facts;
}

/**
 * llm_image_get_hash:
 * @self: an image
 *
 * Returns: SHA-256 of its bytes, in lower-case hexadecimal digits
 */
const char *
llm_image_get_hash (LlmImage *self)
{
  g_return_val_if_fail (LLM_IS_IMAGE (self), NULL);
  return self->hash;
}

/**
 * llm_image_get_name:
 * @self: an image
 *
 * Returns: (nullable): the name of its file; on one line, never ""
 */
const char *
llm_image_get_name (LlmImage *self)
{
  g_return_val_if_fail (LLM_IS_IMAGE (self), NULL);
  return self->name;
}

/**
 * llm_image_get_alt:
 * @self: an image
 *
 * Returns: (nullable): the text that stands for it; on one line, never ""
 */
const char *
llm_image_get_alt (LlmImage *self)
{
  g_return_val_if_fail (LLM_IS_IMAGE (self), NULL);
  return self->alt;
}

/**
 * llm_image_set_alt:
 * @self: an image that belongs to no comparison yet
 * @alt: (nullable): the text that stands for it; line breaks become blanks, and what is
 *   longer than %LLM_IMAGE_ALT_MAX characters is cut
 */
void
llm_image_set_alt (LlmImage *self, const char *alt)
{
  g_autofree char *cleaned = NULL;

  g_return_if_fail (LLM_IS_IMAGE (self));

  cleaned = clean (alt, LLM_IMAGE_ALT_MAX);
  if (g_strcmp0 (self->alt, cleaned) == 0)
    return;
  g_free (self->alt);
  self->alt = g_steal_pointer (&cleaned);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ALT]);
}

/**
 * llm_image_describe:
 * @self: an image
 *
 * Returns: (transfer full): its format, size in pixels and in bytes for people, such as
 *   "PNG, 800 × 600, 1.2 MB"
 */
char *
llm_image_describe (LlmImage *self)
{
  g_autofree char *size = NULL;

  g_return_val_if_fail (LLM_IS_IMAGE (self), NULL);

  size = g_format_size ((guint64) MAX (0, self->facts.size));
  /* Translators: format, width and height in pixels, and size of an image */
  return g_strdup_printf (_ ("%s, %u × %u, %s"), llm_image_format_get_name (self->facts.format),
                          self->facts.width, self->facts.height, size);
}

/**
 * llm_image_hash_is_valid:
 * @hash: (nullable): any text
 *
 * Returns: whether it could be the hash of an image: 64 lower-case hexadecimal digits,
 *   and so a file name without surprises
 */
gboolean
llm_image_hash_is_valid (const char *hash)
{
  return hash != NULL && strlen (hash) == HASH_LENGTH
         && strspn (hash, "0123456789abcdef") == HASH_LENGTH;
}

/**
 * llm_image_estimate_tokens:
 * @width: in pixels
 * @height: in pixels
 *
 * A guess before sending; vendors count differently and tell afterwards.
 *
 * Returns: about how many tokens of input an image of that size is
 */
gint64
llm_image_estimate_tokens (guint width, guint height)
{
  const gint64 pixels = (gint64) width * height;

  return CLAMP ((pixels + PIXELS_PER_TOKEN - 1) / PIXELS_PER_TOKEN, 1, TOKENS_MAX);
}

/**
 * llm_image_limits_fit:
 * @limits: what is taken
 * @facts: an image
 *
 * Returns: whether format, sides and bytes of the image are within the limits
 */
gboolean
llm_image_limits_fit (const LlmImageLimits *limits, const LlmImageFacts *facts)
{
  g_return_val_if_fail (limits != NULL, FALSE);
  g_return_val_if_fail (facts != NULL, FALSE);

  return (limits->formats & 1u << facts->format) != 0 && facts->width <= limits->max_side
         && facts->height <= limits->max_side && facts->size <= limits->max_bytes;
}

/* --- What is sent --- */

struct _LlmImageData
{
  gatomicrefcount ref_count;
  GBytes *bytes;
  LlmImageFormat format;
  guint width;
  guint height;
  char *hash;
};

G_DEFINE_BOXED_TYPE (LlmImageData, llm_image_data, llm_image_data_ref, llm_image_data_unref)

/**
 * llm_image_data_new:
 * @bytes: an encoded image
 * @format: what it is
 * @width: in pixels
 * @height: in pixels
 *
 * Hashes @bytes, so not for large ones on the main thread.
 *
 * Returns: (transfer full): an image that can be sent
 */
LlmImageData *
llm_image_data_new (GBytes *bytes, LlmImageFormat format, guint width, guint height)
{
  LlmImageData *self;

  g_return_val_if_fail (bytes != NULL, NULL);

  self = g_new0 (LlmImageData, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->bytes = g_bytes_ref (bytes);
  self->format = format;
  self->width = width;
  self->height = height;
  self->hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  return self;
}

/**
 * llm_image_data_ref:
 * @self: an image
 *
 * Returns: (transfer full): @self
 */
LlmImageData *
llm_image_data_ref (LlmImageData *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * llm_image_data_unref:
 * @self: (transfer full): an image
 */
void
llm_image_data_unref (LlmImageData *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_bytes_unref (self->bytes);
  g_free (self->hash);
  g_free (self);
}

/**
 * llm_image_data_get_bytes:
 * @self: an image
 *
 * Returns: (transfer none): it, encoded
 */
GBytes *
llm_image_data_get_bytes (const LlmImageData *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->bytes;
}

/**
 * llm_image_data_get_format:
 * @self: an image
 *
 * Returns: what it is
 */
LlmImageFormat
llm_image_data_get_format (const LlmImageData *self)
{
  g_return_val_if_fail (self != NULL, LLM_IMAGE_PNG);
  return self->format;
}

/**
 * llm_image_data_get_mime_type:
 * @self: an image
 *
 * Returns: its MIME type, such as "image/png"
 */
const char *
llm_image_data_get_mime_type (const LlmImageData *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return llm_image_format_get_mime_type (self->format);
}

/**
 * llm_image_data_get_width:
 * @self: an image
 *
 * Returns: in pixels
 */
guint
llm_image_data_get_width (const LlmImageData *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->width;
}

/**
 * llm_image_data_get_height:
 * @self: an image
 *
 * Returns: in pixels
 */
guint
llm_image_data_get_height (const LlmImageData *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->height;
}

/**
 * llm_image_data_get_hash:
 * @self: an image
 *
 * Returns: SHA-256 of its bytes, in lower-case hexadecimal digits
 */
const char *
llm_image_data_get_hash (const LlmImageData *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->hash;
}
