/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-column-spec.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "llm-error.h"
#include "llm-usage.h"

/* The ranges are the widest that any vendor documents; narrower ones are told by the vendor. */
#define MAX_TEMPERATURE 2.0
#define MAX_MAX_TOKENS 100000000
/* JSON's numbers are exact up to here in every program. */
#define MAX_SEED 9007199254740991
/* No setting is longer. */
#define MAX_SETTINGS 200

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, LLM_ERROR, LLM_ERROR_BAD_REQUEST, sentence);
  return FALSE;
}

static gboolean
take_number (const char *value, double most, double *number)
{
  char *end;
  double read;

  /* Neither words such as “inf” nor hexadecimal digits. */
  if (*value == '\0' || strspn (value, "0123456789.") != strlen (value))
    return FALSE;
  read = g_ascii_strtod (value, &end);
  if (*end != '\0' || !isfinite (read) || read > most)
    return FALSE;
  *number = read;
  return TRUE;
}

static gboolean
take_count (const char *value, gint64 least, gint64 most, gint64 *count)
{
  /* It takes no sign and no spaces when told the range. */
  return g_ascii_string_to_signed (value, 10, least, most, count, NULL);
}

static gboolean
is_effort (const char *value)
{
  const gsize length = strlen (value);

  return length > 0 && length <= LLM_EFFORT_MAX_LENGTH
         && strspn (value, "abcdefghijklmnopqrstuvwxyz") == length;
}

/**
 * llm_params_take:
 * @self: parameters to set one of
 * @name: "temperature" (0 to 2), "top-p" (0 to 1), "max-tokens" (from 1), "seed" (from 0) or
 *   "effort" (a level in small letters)
 * @value: what to set it to, in digits without regard to the locale
 * @error: %LLM_ERROR_BAD_REQUEST with a sentence that says what is allowed
 *
 * Returns: whether it is set; otherwise it is what it was
 */
gboolean
llm_params_take (LlmParams *self, const char *name, const char *value, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (name != NULL && value != NULL, FALSE);

  if (g_str_equal (name, "temperature"))
    return take_number (value, MAX_TEMPERATURE, &self->temperature)
           || refuse (error, _ ("A temperature is a number from 0 to 2."));
  if (g_str_equal (name, "top-p"))
    return take_number (value, 1, &self->top_p)
           || refuse (error, _ ("Top-p is a number from 0 to 1."));
  if (g_str_equal (name, "max-tokens"))
    return take_count (value, 1, MAX_MAX_TOKENS, &self->max_tokens)
           || refuse (error, _ ("The most tokens are a whole number from 1."));
  if (g_str_equal (name, "seed"))
    return take_count (value, 0, MAX_SEED, &self->seed)
           || refuse (error, _ ("A seed is a whole number from 0."));
  if (g_str_equal (name, "effort"))
    {
      if (!is_effort (value))
        return refuse (error, _ ("An effort is a word in small letters, such as “high”."));
      g_free (self->reasoning_effort);
      self->reasoning_effort = g_strdup (value);
      return TRUE;
    }
  return refuse (error, _ ("The parameters are temperature, top-p, max-tokens, seed and effort."));
}

static gboolean
take_all (LlmParams *params, const char *settings, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (settings, ",", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *value = strchr (parts[i], '=');

      if (value == NULL)
        return refuse (error, _ ("Parameters stand in brackets as NAME=VALUE with commas between "
                                 "them."));
      *value++ = '\0';
      if (!llm_params_take (params, g_strstrip (parts[i]), g_strstrip (value), error))
        return FALSE;
    }
  return TRUE;
}

/**
 * llm_column_spec_split:
 * @column: PROVIDER:MODEL, with or without parameters in brackets behind it
 * @params: (out) (optional) (transfer full): the parameters; those of the vendor where
 *   nothing is said
 * @error: %LLM_ERROR_BAD_REQUEST with a sentence
 *
 * Brackets without an equals sign belong to the name of the model, as some have them.
 *
 * Returns: (transfer full) (nullable): PROVIDER:MODEL, which is not checked
 */
char *
llm_column_spec_split (const char *column, LlmParams **params, GError **error)
{
  g_autoptr (LlmParams) found = llm_params_new ();
  g_autofree char *settings = NULL;
  const char *bracket;
  gsize length, end;

  g_return_val_if_fail (column != NULL, NULL);

  length = end = strlen (column);
  bracket = length > 0 && column[length - 1] == ']' ? strrchr (column, '[') : NULL;
  if (bracket != NULL && memchr (bracket, '=', (gsize) (column + length - bracket)) != NULL)
    {
      end = (gsize) (bracket - column);
      settings = g_strndup (bracket + 1, length - end - 2);
    }
  if (settings != NULL
      && (strlen (settings) > MAX_SETTINGS ? !refuse (error, _ ("There are too many parameters."))
                                           : !take_all (found, settings, error)))
    return NULL;
  if (params != NULL)
    *params = g_steal_pointer (&found);
  return g_strndup (column, end);
}

static void
add_number (GString *text, const char *name, double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (isfinite (value))
    g_string_append_printf (text, "%s%s=%s", text->len > 0 ? "," : "", name,
                            g_ascii_formatd (digits, sizeof digits, "%.6g", value));
}

static void
add_count (GString *text, const char *name, gint64 value)
{
  if (value >= 0)
    g_string_append_printf (text, "%s%s=%" G_GINT64_FORMAT, text->len > 0 ? "," : "", name, value);
}

/**
 * llm_column_spec_new:
 * @spec: PROVIDER:MODEL
 * @params: (nullable): the parameters; whether there are images is none of the text
 *
 * Returns: (transfer full): what llm_column_spec_split() reads; @spec itself if nothing is set
 */
char *
llm_column_spec_new (const char *spec, const LlmParams *params)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (spec != NULL, NULL);

  if (params != NULL)
    {
      add_number (text, "temperature", params->temperature);
      add_number (text, "top-p", params->top_p);
      add_count (text, "max-tokens", params->max_tokens);
      add_count (text, "seed", params->seed);
      if (params->reasoning_effort != NULL && is_effort (params->reasoning_effort))
        g_string_append_printf (text, "%seffort=%s", text->len > 0 ? "," : "",
                                params->reasoning_effort);
    }
  return text->len > 0 ? g_strdup_printf ("%s[%s]", spec, text->str) : g_strdup (spec);
}

static void
describe (GPtrArray *parts, const char *format, const char *number, double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  g_autoptr (GString) part = NULL;

  if (!isfinite (value) || value < 0)
    return;
  part = g_string_new (format);
  g_string_replace (part, "%s", g_ascii_formatd (digits, sizeof digits, number, value), 1);
  g_ptr_array_add (parts, g_string_free (g_steal_pointer (&part), FALSE));
}

/**
 * llm_params_describe:
 * @self: (nullable): parameters
 *
 * Returns: (transfer full) (nullable): what is set, for people, on one line; %NULL if nothing is
 */
char *
llm_params_describe (const LlmParams *self)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (self == NULL)
    return NULL;
  describe (parts, _ ("temperature %s"), "%g", self->temperature);
  describe (parts, _ ("top-p %s"), "%g", self->top_p);
  describe (parts, _ ("at most %s tokens"), "%.0f", (double) self->max_tokens);
  describe (parts, _ ("seed %s"), "%.0f", (double) self->seed);
  if (self->reasoning_effort != NULL)
    g_ptr_array_add (parts, g_strdup_printf (_ ("effort %s"), self->reasoning_effort));
  if (parts->len == 0)
    return NULL;
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (", ", (char **) parts->pdata);
}
