/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-error-images.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What is wrong with the images of a request. */
typedef enum
{
  PROBLEM_SIZE,
  PROBLEM_IMAGE,
  PROBLEM_MODEL,
} Problem;

static const struct
{
  LlmErrorCode code;
  const char *message;
} problems[] = {
  [PROBLEM_SIZE] = { LLM_ERROR_BAD_REQUEST,
                     N_ ("The provider refuses an image because of its size. Remove it, or make "
                         "it smaller and add it again.") },
  [PROBLEM_IMAGE] = { LLM_ERROR_BAD_REQUEST,
                      N_ ("The provider cannot read one of the images. Remove it, or save it in "
                          "another format and add it again.") },
  [PROBLEM_MODEL] = { LLM_ERROR_UNSUPPORTED,
                      N_ ("This model cannot read images. Choose a model with vision, or send the "
                          "prompt without the images.") },
};

/* Anthropic's error codes, and those of OpenAI's responses, which its chat has too. */
static const struct
{
  const char *word;
  Problem problem;
} words_of_problems[] = {
  { "image_dimensions_too_large", PROBLEM_SIZE },
  { "image_file_too_large", PROBLEM_SIZE },
  { "image_too_large", PROBLEM_SIZE },
  { "image_too_small", PROBLEM_SIZE },
  { "empty_image_file", PROBLEM_IMAGE },
  { "image_parse_error", PROBLEM_IMAGE },
  { "invalid_base64_image", PROBLEM_IMAGE },
  { "invalid_image", PROBLEM_IMAGE },
  { "invalid_image_format", PROBLEM_IMAGE },
  { "invalid_image_mode", PROBLEM_IMAGE },
  { "invalid_image_url", PROBLEM_IMAGE },
  { "unsupported_image_media_type", PROBLEM_IMAGE },
};

/* What others say only in words, lower case. */
static const struct
{
  const char *pattern;
  Problem problem;
} patterns[] = {
  /* Anthropic */
  { "image exceeds", PROBLEM_SIZE },
  { "image dimensions exceed", PROBLEM_SIZE },
  { "could not process image", PROBLEM_IMAGE },
  /* Gemini */
  { "unable to process input image", PROBLEM_IMAGE },
  /* OpenAI */
  { "uploaded an unsupported image", PROBLEM_IMAGE },
  { "image_url is only supported by certain models", PROBLEM_MODEL },
  /* OpenRouter, with a 404 */
  { "no endpoints found that support image input", PROBLEM_MODEL },
  /* Mistral */
  { "image input is not enabled for this model", PROBLEM_MODEL },
  /* DeepSeek */
  { "unknown variant `image_url`", PROBLEM_MODEL },
  /* llama.cpp */
  { "image input is not supported", PROBLEM_MODEL },
  /* vLLM */
  { "is not a multimodal model", PROBLEM_MODEL },
  /* LM Studio, xAI, Ollama and others */
  { "does not support image", PROBLEM_MODEL },
  { "missing data required for image input", PROBLEM_MODEL },
};

/* A status that says what it is about is believed more than words. */
static gboolean
is_vague (guint status)
{
  return status < 300 || status == 400 || status == 404 || status == 413 || status == 415
         || status == 422 || status == 500 || status == 501;
}

static gboolean
take (Problem problem, LlmErrorCode *code, const char **message)
{
  *code = problems[problem].code;
  *message = problems[problem].message;
  return TRUE;
}

/**
 * llm_error_images_find:
 * @words: (array length=n_words): the codes and types that an error has
 * @n_words: how many there are
 * @status: the HTTP status, 0 within a stream
 * @text: what it says
 * @code: (out): what it means
 * @message: (out): the sentence for people, to be translated
 *
 * Returns: whether an error is about the images of a request
 */
gboolean
llm_error_images_find (const char *const *words,
                       guint n_words,
                       guint status,
                       const char *text,
                       LlmErrorCode *code,
                       const char **message)
{
  g_autofree char *lower = NULL;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (code != NULL && message != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (words_of_problems); i++)
    for (guint j = 0; j < n_words; j++)
      {
        if (g_ascii_strcasecmp (words[j], words_of_problems[i].word) == 0)
          return take (words_of_problems[i].problem, code, message);
      }
  if (!is_vague (status))
    return FALSE;
  lower = g_ascii_strdown (text, -1);
  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      if (strstr (lower, patterns[i].pattern) != NULL)
        return take (patterns[i].problem, code, message);
    }
  return FALSE;
}
