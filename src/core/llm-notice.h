/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Notices
 *
 * What a reader should know about how an answer came about, beside its text: a
 * short code, ":" and an argument if it needs one.  The codes are part of the
 * database; never rename them.
 */

/* The answer is the stored one of an equal request.  Argument: when it was
 * answered, as a Unix time in seconds. */
#define LLM_NOTICE_CACHED "cached"
/* The model refused a parameter, so it was asked without.  Argument: its name. */
#define LLM_NOTICE_WITHOUT "without"
/* Went through Azure.  Argument: the deployment. */
#define LLM_NOTICE_AZURE "azure"
/* Azure is on, but has no deployment of this model: went to the vendor itself. */
#define LLM_NOTICE_DIRECT "direct"
/* The answer came in several requests (Gemini).  Argument: how many. */
#define LLM_NOTICE_CONTINUED "continued"
/* What a content filter said of a text it let pass.  Argument: its own words. */
#define LLM_NOTICE_FILTER "filter"
/* Azure's API version is too old to tell the usage.  Argument: the version. */
#define LLM_NOTICE_OLD_API_VERSION "old-api-version"
/* The conversation did not fit into the model's context window.  Argument: how many of
 * its oldest turns were left out. */
#define LLM_NOTICE_TRIMMED "trimmed"
/* Images were sent.  Argument: what #LlmSentImages has, separated by blanks; older ones end
 * after the digest. */
#define LLM_NOTICE_IMAGES "images"
/* Images were not sent, because the column says so or because the model cannot read those
 * of earlier prompts.  Argument: how many. */
#define LLM_NOTICE_WITHOUT_IMAGES "without-images"
/* Images of earlier prompts were not sent because they cannot be read any more.  Argument: how
 * many. */
#define LLM_NOTICE_IMAGES_GONE "images-gone"
/* The oldest images of earlier prompts were not sent because the provider takes no more in
 * one request.  Argument: how many. */
#define LLM_NOTICE_IMAGES_TRIMMED "images-trimmed"

char *llm_notice_new (const char *code, const char *argument);
gboolean llm_notice_is (const char *notice, const char *code);
const char *llm_notice_get_argument (const char *notice);
char *llm_notice_to_sentence (const char *notice);

/**
 * LlmSentImages:
 * @n_images: how many images were sent; not 0
 * @digest: SHA-256 in hexadecimal digits: of the bytes of the one image, or of the digests
 *   of all one after the other
 * @kept_bytes: how large they are as they are kept; 0 if unknown
 * @sent_bytes: how large they were as they were sent; 0 if unknown
 * @kept_width: in pixels, of a single image as it is kept; 0 for several, or if unknown
 * @kept_height: likewise
 * @sent_width: in pixels, of a single image as it was sent; 0 for several, or if unknown
 * @sent_height: likewise
 *
 * What is known of the images that a model was given.
 */
typedef struct
{
  guint n_images;
  char digest[65];
  guint64 kept_bytes;
  guint64 sent_bytes;
  guint kept_width;
  guint kept_height;
  guint sent_width;
  guint sent_height;
} LlmSentImages;

char *llm_notice_new_for_images (const LlmSentImages *sent);
gboolean llm_notice_get_images (const char *notice, LlmSentImages *sent);

G_END_DECLS
