/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-format.h"

#include <glib/gi18n.h>
#include <math.h>

#include "llm-cli-judgement.h"
#include "llm-cli-report.h"
#include "llm-cli-stability.h"
#include "llm-cli-terminal.h"
#include "llm-cli-text.h"
#include "llm-provider.h"

/* For people: a live view on a terminal that can show one, and in any case a
 * plain section for each column in the end. */
typedef struct
{
  LlmCliFormat parent;
  GListModel *providers;
  LlmCliTerminal *terminal;
  guint n_written;
  gboolean judging; /* whether that section was begun */
} FormatText;

/* Sections come in the order of the columns, as soon as nothing is missing. */
static void
write_sections (FormatText *self)
{
  LlmCliFormat *format = &self->parent;
  g_autoptr (GString) out = g_string_new (NULL);

  while (self->n_written < llm_comparison_get_n_answers (format->comparison))
    {
      LlmAnswer *answer = llm_comparison_get_answer (format->comparison, self->n_written);

      if (!llm_answer_state_is_final (llm_answer_get_state (answer)))
        break;
      if (self->n_written > 0)
        g_string_append_c (out, '\n');
      llm_cli_report_append_section (out, self->n_written, answer, self->providers,
                                     llm_cli_output_is_terminal (format->output));
      self->n_written++;
    }
  if (out->len > 0)
    llm_cli_output_write_string (format->output, out);
}

static void
text_changed (LlmCliFormat *format, guint index, LlmAnswer *answer)
{
  FormatText *self = (FormatText *) format;

  if (self->terminal != NULL)
    llm_cli_terminal_queue_draw (self->terminal);
}

static void
text_appended (LlmCliFormat *format, guint index, LlmDeltaKind kind, const char *text, double t_ms)
{
  text_changed (format, index, NULL);
}

static void
text_finished (LlmCliFormat *format, guint index, LlmAnswer *answer)
{
  FormatText *self = (FormatText *) format;

  if (self->terminal != NULL)
    llm_cli_terminal_queue_draw (self->terminal);
  else
    write_sections (self);
}

/* What was live becomes sections. */
static void
settle (FormatText *self)
{
  if (self->terminal == NULL)
    return;
  llm_cli_terminal_erase (self->terminal);
  g_clear_object (&self->terminal);
  write_sections (self);
}

static void
text_measured (LlmCliFormat *format, const LlmStability *stability)
{
  g_autoptr (GString) out = g_string_new (NULL);

  settle ((FormatText *) format);
  llm_cli_stability_append_section (out, format->comparison, stability,
                                    ((FormatText *) format)->providers);
  llm_cli_output_write_string (format->output, out);
}

static void
append_judging (FormatText *self, GString *out)
{
  settle (self);
  if (!self->judging)
    g_string_append_printf (out, "\n## %s\n\n", _ ("Summary of differences"));
  self->judging = TRUE;
}

/* What it costs is told before it does. */
static void
text_judging (LlmCliFormat *format, const char *provider, const char *model, double usd)
{
  FormatText *self = (FormatText *) format;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *spec = g_strconcat (provider, ":", model, NULL);
  g_autofree char *name = llm_cli_text_one_line (spec);
  g_autoptr (LlmProvider) asked = llm_provider_find (self->providers, provider);

  append_judging (self, out);
  /* Translators: a model, before what asking it costs. */
  g_string_append_printf (out, _ ("Judge: %s"), name);
  g_string_append (out, " · ");
  if (asked != NULL && (llm_provider_get_flags (asked) & LLM_PROVIDER_CANNED) != 0)
    g_string_append (out, _ ("canned"));
  else if (isfinite (usd))
    llm_cli_report_append_cost (out, usd, TRUE);
  else
    g_string_append (out, _ ("what it costs is not known"));
  g_string_append (out, "\n\n");
  llm_cli_output_write_string (format->output, out);
}

static void
text_judged (LlmCliFormat *format, const LlmJudgement *judgement, const GError *error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  append_judging ((FormatText *) format, out);
  llm_cli_judgement_append_section (out, format->comparison, judgement, error);
  llm_cli_output_write_string (format->output, out);
}

static void
text_ended (LlmCliFormat *format, const char *id, double elapsed_ms)
{
  settle ((FormatText *) format);
}

static void
text_free (LlmCliFormat *format)
{
  FormatText *self = (FormatText *) format;

  g_clear_object (&self->terminal);
  g_clear_object (&self->providers);
  g_free (self);
}

/**
 * llm_cli_format_text_new:
 * @output: where to write
 * @comparison: what will run
 * @providers: the #LlmProvider that are known
 *
 * Returns: (transfer full): the format for people
 */
LlmCliFormat *
llm_cli_format_text_new (LlmCliOutput *output, LlmComparison *comparison, GListModel *providers)
{
  static const LlmCliFormatFuncs funcs = {
    .started = text_changed,
    .appended = text_appended,
    .retrying = text_changed,
    .finished = text_finished,
    .measured = text_measured,
    .judging = text_judging,
    .judged = text_judged,
    .ended = text_ended,
    .free = text_free,
  };
  FormatText *self = g_new0 (FormatText, 1);

  self->parent.funcs = &funcs;
  self->parent.output = output;
  self->parent.comparison = comparison;
  self->providers = g_object_ref (providers);
  if (llm_cli_terminal_is_usable (output))
    self->terminal = llm_cli_terminal_new (output, comparison, providers);
  return &self->parent;
}
