/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-notice.h"

#include "llm-image.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Bytes of an argument, at most. */
#define ARGUMENT_MAX 300

/* Of a digest, so much tells images apart at a glance. */
#define DIGEST_SHOWN 8

/**
 * llm_notice_new:
 * @code: one of the codes above
 * @argument: (nullable): its argument; bounded, made valid and put on one line
 *
 * Returns: (transfer full): a notice
 */
char *
llm_notice_new (const char *code, const char *argument)
{
  g_autofree char *valid = NULL;

  g_return_val_if_fail (code != NULL, NULL);

  if (argument == NULL || *argument == '\0')
    return g_strdup (code);
  valid = g_utf8_make_valid (argument, strnlen (argument, ARGUMENT_MAX));
  g_strdelimit (valid, "\r\n\t", ' ');
  return g_strconcat (code, ":", valid, NULL);
}

/**
 * llm_notice_is:
 * @notice: a notice
 * @code: a code
 *
 * Returns: whether @notice has that code
 */
gboolean
llm_notice_is (const char *notice, const char *code)
{
  gsize length;

  g_return_val_if_fail (notice != NULL && code != NULL, FALSE);

  length = strlen (code);
  return strncmp (notice, code, length) == 0 && (notice[length] == '\0' || notice[length] == ':');
}

/**
 * llm_notice_get_argument:
 * @notice: a notice
 *
 * Returns: (nullable): its argument
 */
const char *
llm_notice_get_argument (const char *notice)
{
  const char *colon;

  g_return_val_if_fail (notice != NULL, NULL);

  colon = strchr (notice, ':');
  return colon != NULL ? colon + 1 : NULL;
}

static char *
cached_sentence (const char *argument)
{
  gint64 seconds = argument != NULL ? g_ascii_strtoll (argument, NULL, 10) : 0;
  g_autoptr (GDateTime) time = seconds > 0 ? g_date_time_new_from_unix_local (seconds) : NULL;
  /* Translators: a time of day. */
  g_autofree char *text = time != NULL ? g_date_time_format (time, _ ("%H:%M")) : NULL;

  if (text == NULL)
    return g_strdup (_ ("Stored answer to the same request; nothing was sent."));
  return g_strdup_printf (_ ("Stored answer of %s to the same request; nothing was sent."), text);
}

static guint
read_count (const char *argument)
{
  return (guint) MIN (g_ascii_strtoull (argument, NULL, 10), G_MAXUINT);
}

static char *
trimmed_sentence (const char *argument)
{
  const guint n = read_count (argument);

  return g_strdup_printf (
      ngettext ("The oldest %u exchange was not sent: the conversation is longer than the "
                "model’s context window.",
                "The oldest %u exchanges were not sent: the conversation is longer than the "
                "model’s context window.",
                (gulong) n),
      n);
}

/* "1,9 MB as 410 kB", or one of the two if there is nothing to tell apart. */
static char *
sizes_text (const LlmSentImages *sent)
{
  g_autofree char *kept_size = g_format_size (sent->kept_bytes);
  g_autofree char *sent_size = g_format_size (sent->sent_bytes);

  if (sent->kept_bytes == sent->sent_bytes)
    return g_steal_pointer (&sent_size);
  if (sent->sent_width == 0
      || (sent->sent_width == sent->kept_width && sent->sent_height == sent->kept_height))
    /* Translators: sizes of images: as they were given, and as they were sent */
    return g_strdup_printf (_ ("%s sent as %s"), kept_size, sent_size);
  /* Translators: width, height and size of an image as it was given, then as it was sent */
  return g_strdup_printf (_ ("%u × %u (%s) sent as %u × %u (%s)"), sent->kept_width,
                          sent->kept_height, kept_size, sent->sent_width, sent->sent_height,
                          sent_size);
}

static char *
images_sentence (const char *notice)
{
  LlmSentImages sent;
  g_autofree char *count = NULL;
  g_autofree char *sizes = NULL;

  if (!llm_notice_get_images (notice, &sent))
    return NULL;
  count = g_strdup_printf (ngettext ("%u image", "%u images", (gulong) sent.n_images),
                           sent.n_images);
  if (sent.sent_bytes == 0)
    /* Translators: "2 images, 1a2b3c4d…"; the last is the begin of a hexadecimal number that
     * is different for different images. */
    return g_strdup_printf (_ ("%s, %.*s…"), count, DIGEST_SHOWN, sent.digest);
  sizes = sizes_text (&sent);
  /* Translators: the same with sizes: "2 images, 3 MB sent as 1 MB, 1a2b3c4d…" */
  return g_strdup_printf (_ ("%s, %s, %.*s…"), count, sizes, DIGEST_SHOWN, sent.digest);
}

/* Of images that were not sent. */
static char *
left_out_sentence (const char *notice, const char *argument)
{
  const guint n = read_count (argument);

  if (llm_notice_is (notice, LLM_NOTICE_WITHOUT_IMAGES))
    return g_strdup_printf (ngettext ("Asked without the %u image of the conversation.",
                                      "Asked without the %u images of the conversation.",
                                      (gulong) n),
                            n);
  if (llm_notice_is (notice, LLM_NOTICE_IMAGES_GONE))
    return g_strdup_printf (
        ngettext ("%u image of an earlier prompt was not sent: it could not be read any more.",
                  "%u images of earlier prompts were not sent: they could not be read any more.",
                  (gulong) n),
        n);
  if (llm_notice_is (notice, LLM_NOTICE_IMAGES_TRIMMED))
    return g_strdup_printf (ngettext ("The oldest image of earlier prompts was not sent: the "
                                      "provider takes no more in one request.",
                                      "The oldest %u images of earlier prompts were not sent: the "
                                      "provider takes no more in one request.",
                                      (gulong) n),
                            n);
  return NULL;
}

/**
 * llm_notice_to_sentence:
 * @notice: a notice
 *
 * Returns: (transfer full) (nullable): what to tell the reader, or NULL if this
 *   program does not know the code
 */
char *
llm_notice_to_sentence (const char *notice)
{
  const char *argument;

  g_return_val_if_fail (notice != NULL, NULL);

  argument = llm_notice_get_argument (notice);
  if (llm_notice_is (notice, LLM_NOTICE_CACHED))
    return cached_sentence (argument);
  if (llm_notice_is (notice, LLM_NOTICE_DIRECT))
    return g_strdup (_ ("Sent directly to the vendor: Azure has no deployment of this model."));
  if (argument == NULL)
    return NULL;
  if (llm_notice_is (notice, LLM_NOTICE_WITHOUT))
    return g_strdup_printf (_ ("Asked without “%s”, which this model does not accept."), argument);
  if (llm_notice_is (notice, LLM_NOTICE_AZURE))
    return g_strdup_printf (_ ("Sent through Azure, deployment “%s”."), argument);
  if (llm_notice_is (notice, LLM_NOTICE_CONTINUED))
    return g_strdup_printf (_ ("The answer came in %s requests."), argument);
  if (llm_notice_is (notice, LLM_NOTICE_FILTER))
    return g_strdup_printf (_ ("The content filter says: %s"), argument);
  if (llm_notice_is (notice, LLM_NOTICE_TRIMMED))
    return trimmed_sentence (argument);
  if (llm_notice_is (notice, LLM_NOTICE_OLD_API_VERSION))
    return g_strdup_printf (_ ("Azure’s API version %s does not tell the usage; choose "
                               "2024-10-21 or later in Preferences."),
                            argument);
  if (llm_notice_is (notice, LLM_NOTICE_IMAGES))
    return images_sentence (notice);
  return left_out_sentence (notice, argument);
}

/**
 * llm_notice_new_for_images:
 * @sent: what was sent
 *
 * Returns: (transfer full): the notice that says so
 */
char *
llm_notice_new_for_images (const LlmSentImages *sent)
{
  g_autofree char *argument = NULL;

  g_return_val_if_fail (sent != NULL, NULL);
  g_return_val_if_fail (sent->n_images > 0, NULL);
  g_return_val_if_fail (llm_image_hash_is_valid (sent->digest), NULL);

  argument = g_strdup_printf (
      "%u %s %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %u %u %u %u", sent->n_images,
      sent->digest, sent->kept_bytes, sent->sent_bytes, sent->kept_width, sent->kept_height,
      sent->sent_width, sent->sent_height);
  return llm_notice_new (LLM_NOTICE_IMAGES, argument);
}

/* Unknown figures are 0; one that is none makes all of them unknown. */
static void
read_sizes (char **words, LlmSentImages *sent)
{
  guint64 numbers[6];

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (!g_ascii_string_to_unsigned (words[i], 10, 0, i < 2 ? G_MAXINT64 : G_MAXUINT, &numbers[i],
                                     NULL))
      return;
  sent->kept_bytes = numbers[0];
  sent->sent_bytes = numbers[1];
  sent->kept_width = (guint) numbers[2];
  sent->kept_height = (guint) numbers[3];
  sent->sent_width = (guint) numbers[4];
  sent->sent_height = (guint) numbers[5];
}

/**
 * llm_notice_get_images:
 * @notice: a notice from anywhere
 * @sent: (out): what was sent; all zero if @notice does not tell of images
 *
 * Returns: whether @notice tells of images that were sent
 */
gboolean
llm_notice_get_images (const char *notice, LlmSentImages *sent)
{
  g_auto (GStrv) words = NULL;
  const char *argument;
  guint64 n;

  g_return_val_if_fail (notice != NULL, FALSE);
  g_return_val_if_fail (sent != NULL, FALSE);

  *sent = (LlmSentImages){ 0 };
  argument = llm_notice_get_argument (notice);
  if (!llm_notice_is (notice, LLM_NOTICE_IMAGES) || argument == NULL)
    return FALSE;
  words = g_strsplit (argument, " ", 9);
  if (g_strv_length (words) < 2
      || !g_ascii_string_to_unsigned (words[0], 10, 1, G_MAXUINT, &n, NULL)
      || !llm_image_hash_is_valid (words[1]))
    return FALSE;
  sent->n_images = (guint) n;
  g_strlcpy (sent->digest, words[1], sizeof sent->digest);
  if (g_strv_length (words) == 8)
    read_sizes (words + 2, sent);
  return TRUE;
}
