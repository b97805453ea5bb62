/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-error-param.h"

#include "llm-request.h"

#include <string.h>

/* What is searched of a message, in bytes. */
#define MAX_MESSAGE 4000

/* The vendors' names of what may be left out, in lower case.  Who speaks of a level or a
 * budget of thinking does not take the effort; who speaks of thinking takes none. */
static const struct
{
  const char *name;
  const char *param;
} names[] = {
  { "temperature", LLM_PARAM_TEMPERATURE },
  { "top_p", LLM_PARAM_TOP_P },
  { "topp", LLM_PARAM_TOP_P },
  { "max_tokens", LLM_PARAM_MAX_TOKENS },
  { "max_completion_tokens", LLM_PARAM_MAX_TOKENS },
  { "max_output_tokens", LLM_PARAM_MAX_TOKENS },
  { "maxoutputtokens", LLM_PARAM_MAX_TOKENS },
  { "seed", LLM_PARAM_SEED },
  { "random_seed", LLM_PARAM_SEED },
  { "effort", LLM_PARAM_REASONING_EFFORT },
  { "reasoning", LLM_PARAM_REASONING_EFFORT },
  { "reasoning_effort", LLM_PARAM_REASONING_EFFORT },
  { "reasoningeffort", LLM_PARAM_REASONING_EFFORT },
  { "reasoning.effort", LLM_PARAM_REASONING_EFFORT },
  { "output_config", LLM_PARAM_REASONING_EFFORT },
  { "output_config.effort", LLM_PARAM_REASONING_EFFORT },
  { "thinking level", LLM_PARAM_REASONING_EFFORT },
  { "thinking_level", LLM_PARAM_REASONING_EFFORT },
  { "thinkinglevel", LLM_PARAM_REASONING_EFFORT },
  { "thinking budget", LLM_PARAM_REASONING_EFFORT },
  { "thinking_budget", LLM_PARAM_REASONING_EFFORT },
  { "thinkingbudget", LLM_PARAM_REASONING_EFFORT },
  { "reasoning.summary", LLM_PARAM_THINKING },
  { "reasoning summary", LLM_PARAM_THINKING },
  { "reasoning summaries", LLM_PARAM_THINKING },
  { "thinking", LLM_PARAM_THINKING },
  { "think", LLM_PARAM_THINKING },
  { "thinkingconfig", LLM_PARAM_THINKING },
  { "thinking_config", LLM_PARAM_THINKING },
  { "thinking_config.thinking_level", LLM_PARAM_REASONING_EFFORT },
  { "thinking_config.thinking_budget", LLM_PARAM_REASONING_EFFORT },
  { "include_thoughts", LLM_PARAM_THINKING },
  { "includethoughts", LLM_PARAM_THINKING },
  { "stream_options", LLM_PARAM_STREAM_OPTIONS },
  { "include_usage", LLM_PARAM_STREAM_OPTIONS },
  { "include_obfuscation", LLM_PARAM_STREAM_OPTIONS },
  { "response_format", LLM_PARAM_SCHEMA },
  { "response format", LLM_PARAM_SCHEMA },
  { "json_schema", LLM_PARAM_SCHEMA },
  { "json schema", LLM_PARAM_SCHEMA },
  { "structured output", LLM_PARAM_SCHEMA },
  { "structured outputs", LLM_PARAM_SCHEMA },
  { "text.format", LLM_PARAM_SCHEMA },
  { "text.format.schema", LLM_PARAM_SCHEMA },
  { "output_format", LLM_PARAM_SCHEMA },
  { "output_config.format", LLM_PARAM_SCHEMA },
  { "responsemimetype", LLM_PARAM_SCHEMA },
  { "response_mime_type", LLM_PARAM_SCHEMA },
  { "responseschema", LLM_PARAM_SCHEMA },
  { "response_schema", LLM_PARAM_SCHEMA },
  { "responsejsonschema", LLM_PARAM_SCHEMA },
  { "response_json_schema", LLM_PARAM_SCHEMA },
};

/* Codes and types that say that it is the parameter, not how it was used. */
static const char *const refusal_words[] = {
  "unsupported_parameter", "unsupported_value",     "unsupported_param", "unknown_parameter",
  "extra_forbidden",       "value_error.extra",
};

/* Those that say that it is one of the values there are not. */
static const char *const choice_words[] = { "literal_error", "enum" };

static const char *const refusals[] = {
  "not support",
  "unsupported",
  "deprecated",
  "not permitted",
  "no longer",
  "not accept",
  "not enabled",
  "not available",
  "not allowed for",
  "not allowed with",
  "not compatible",
  "incompatible",
  "unknown name",
  "unknown parameter",
  "unknown field",
  "unknown argument",
  "unrecognized",
  "unexpected keyword",
  "unexpected field",
  "unexpected parameter",
  "cannot both",
  "cannot be specified",
  "cannot be used",
  "may only be set",
  "must be verified",
  "only works in thinking mode",
  "does not match any of the expected tags",
};

/* Then it is the value that is wrong, and to leave it out is not what the user wants. */
static const char *const ranges[] = {
  "more than", "greater than", "less than", "at most",     "at least", "too large",
  "too small", "too high",     "too low",   "out of range", "between",  "exceed",
  "maximum",   "minimum",      "<=",        ">=",
};

static gboolean
is_any_of (const char *word, const char *const *list, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      if (g_ascii_strcasecmp (word, list[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_any_of (const char *text, const char *const *list, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      if (strstr (text, list[i]) != NULL)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_name_char (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

/* The first place where @name stands as a word of its own. */
static const char *
find_name (const char *text, const char *name)
{
  gsize length = strlen (name);

  for (const char *p = text; (p = strstr (p, name)) != NULL; p++)
    {
      if ((p == text || !is_name_char (p[-1])) && !is_name_char (p[length]))
        return p;
    }
  return NULL;
}

/* What the lower case @text names first, the longest name of those that begin there. */
static const char *
find_first (const char *text)
{
  const char *first = NULL;
  const char *param = NULL;
  gsize longest = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *p = find_name (text, names[i].name);
      gsize length = strlen (names[i].name);

      if (p == NULL || (first != NULL && (p > first || (p == first && length <= longest))))
        continue;
      first = p;
      longest = length;
      param = names[i].param;
    }
  return param;
}

static const char *
find_in_message (const char *text)
{
  /* Either would do; the one that is changed more often is kept. */
  if (strstr (text, "cannot both") != NULL && find_name (text, "temperature") != NULL
      && find_name (text, "top_p") != NULL)
    return LLM_PARAM_TOP_P;
  /* Gemini, of a budget of none. */
  if (strstr (text, "only works in thinking mode") != NULL)
    return LLM_PARAM_REASONING_EFFORT;
  return find_first (text);
}

/* @param may be a path: "body.reasoning_effort", "reasoning.effort". */
static const char *
find_param (const char *param)
{
  g_autofree char *lower = g_ascii_strdown (param, strnlen (param, MAX_MESSAGE));
  const char *tail = strrchr (lower, '.');

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (strcmp (lower, names[i].name) == 0)
        return names[i].param;
    }
  for (guint i = 0; tail != NULL && i < G_N_ELEMENTS (names); i++)
    {
      if (strcmp (tail + 1, names[i].name) == 0)
        return names[i].param;
    }
  return NULL;
}

/**
 * llm_error_param_is_refusal:
 * @word: (nullable): a code or type of a vendor's error
 *
 * Returns: whether it says that a parameter, or a choice of it, is not known
 */
gboolean
llm_error_param_is_refusal (const char *word)
{
  return word != NULL
         && (is_any_of (word, refusal_words, G_N_ELEMENTS (refusal_words))
             || is_any_of (word, choice_words, G_N_ELEMENTS (choice_words)));
}

/**
 * llm_error_param_find:
 * @words: (array length=n_words): codes and types of the error
 * @n_words: how many there are
 * @param: (nullable): the parameter that the vendor names
 * @message: what the vendor says
 *
 * Finds the parameter without which the request may pass: one that the model or the
 * server does not take at all, or not with this value.  A value that is only out of its
 * range is the user's to correct.
 *
 * Returns: (nullable): one of the names of llm_request_drop()
 */
const char *
llm_error_param_find (const char *const *words,
                      guint n_words,
                      const char *param,
                      const char *message)
{
  g_autofree char *lower = NULL;
  const char *named = NULL;
  gboolean refused = FALSE;
  gboolean chosen = FALSE;

  g_return_val_if_fail (message != NULL, NULL);

  lower = g_ascii_strdown (message, strnlen (message, MAX_MESSAGE));
  for (guint i = 0; i < n_words; i++)
    {
      refused |= is_any_of (words[i], refusal_words, G_N_ELEMENTS (refusal_words));
      chosen |= is_any_of (words[i], choice_words, G_N_ELEMENTS (choice_words));
    }
  chosen |= strstr (lower, "must be one of") != NULL;
  named = param != NULL ? find_param (param) : find_in_message (lower);
  /* The form of an answer is never the user's, so that whatever is wrong with it is not for
   * the user to correct. */
  if (g_strcmp0 (named, LLM_PARAM_SCHEMA) == 0)
    return named;
  if (!refused && !chosen
      && (!has_any_of (lower, refusals, G_N_ELEMENTS (refusals))
          || has_any_of (lower, ranges, G_N_ELEMENTS (ranges))))
    return NULL;

  /* Of these alone the choices differ from model to model. */
  if (!refused && chosen && g_strcmp0 (named, LLM_PARAM_REASONING_EFFORT) != 0
      && g_strcmp0 (named, LLM_PARAM_THINKING) != 0)
    return NULL;
  return named;
}
