/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-format.h"

#include "llm-cli-report.h"

static void
json_ended (LlmCliFormat *self, const char *id, double elapsed_ms)
{
  g_autoptr (GString) out = g_string_new (NULL);

  llm_cli_report_append_json (out, self->comparison, id);
  g_string_append_c (out, '\n');
  llm_cli_output_write_string (self->output, out);
}

static void
json_free (LlmCliFormat *self)
{
  g_free (self);
}

/**
 * llm_cli_format_json_new:
 * @output: where to write
 * @comparison: what will run
 *
 * Returns: (transfer full): the format for programs that wait for the end: one
 *   object as `history show` prints it
 */
LlmCliFormat *
llm_cli_format_json_new (LlmCliOutput *output, LlmComparison *comparison)
{
  static const LlmCliFormatFuncs funcs = {
    .ended = json_ended,
    .free = json_free,
  };
  LlmCliFormat *self = g_new0 (LlmCliFormat, 1);

  self->funcs = &funcs;
  self->output = output;
  self->comparison = comparison;
  return self;
}
