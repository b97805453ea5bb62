/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-format.h"

#include "llm-cli-json.h"
#include "llm-cli-judgement.h"
#include "llm-cli-report.h"
#include "llm-cli-stability.h"

typedef struct
{
  LlmCliFormat parent;
  GString *stability; /* NULL if there is none */
  GString *judgement; /* NULL if there is none */
} FormatJson;

static void
json_measured (LlmCliFormat *format, const LlmStability *stability)
{
  FormatJson *self = (FormatJson *) format;

  self->stability = g_string_new ("{");
  llm_cli_stability_add_json (self->stability, format->comparison, stability);
  g_string_append_c (self->stability, '}');
}

static void
json_judged (LlmCliFormat *format, const LlmJudgement *judgement, const GError *error)
{
  FormatJson *self = (FormatJson *) format;

  self->judgement = g_string_new ("{");
  llm_cli_judgement_add_json (self->judgement, format->comparison, judgement, error);
  g_string_append_c (self->judgement, '}');
}

/* One more member. */
static void
add_object (GString *out, const char *key, const GString *object)
{
  if (object == NULL)
    return;
  g_string_truncate (out, out->len - 1);
  llm_cli_json_key (out, key);
  g_string_append_len (out, object->str, (gssize) object->len);
  g_string_append_c (out, '}');
}

static void
json_ended (LlmCliFormat *format, const char *id, double elapsed_ms)
{
  FormatJson *self = (FormatJson *) format;
  g_autoptr (GString) out = g_string_new (NULL);

  llm_cli_report_append_json (out, format->comparison, id);
  add_object (out, "stability", self->stability);
  add_object (out, "judgement", self->judgement);
  g_string_append_c (out, '\n');
  llm_cli_output_write_string (format->output, out);
}

static void
json_free (LlmCliFormat *format)
{
  FormatJson *self = (FormatJson *) format;

  if (self->stability != NULL)
    g_string_free (self->stability, TRUE);
  if (self->judgement != NULL)
    g_string_free (self->judgement, TRUE);
  g_free (self);
}

/**
 * llm_cli_format_json_new:
 * @output: where to write
 * @comparison: what will run
 *
 * Returns: (transfer full): the format for programs that wait for the end: one
 *   object as `history show` prints it, with how stable it is and what a judge says of it
 */
LlmCliFormat *
llm_cli_format_json_new (LlmCliOutput *output, LlmComparison *comparison)
{
  static const LlmCliFormatFuncs funcs = {
    .measured = json_measured,
    .judged = json_judged,
    .ended = json_ended,
    .free = json_free,
  };
  FormatJson *self = g_new0 (FormatJson, 1);

  self->parent.funcs = &funcs;
  self->parent.output = output;
  self->parent.comparison = comparison;
  return &self->parent;
}
