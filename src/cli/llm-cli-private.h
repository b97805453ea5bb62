/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-cli.h"

G_BEGIN_DECLS

/**
 * LlmCliStatus:
 * @LLM_CLI_OK: everything asked for was done
 * @LLM_CLI_FAILURE: it could not be done; of a comparison: some columns failed
 * @LLM_CLI_USAGE: the command line was not understood
 * @LLM_CLI_ALL_FAILED: every column of a comparison failed
 * @LLM_CLI_SIGNAL: plus the number of the signal that ended the command, as a
 *   shell reports it
 *
 * What the process returns; part of the contract.
 */
typedef enum
{
  LLM_CLI_OK = 0,
  LLM_CLI_FAILURE = 1,
  LLM_CLI_USAGE = 2,
  LLM_CLI_ALL_FAILED = 3,
  LLM_CLI_SIGNAL = 128,
} LlmCliStatus;

typedef enum
{
  LLM_CLI_FORMAT_TEXT = 1 << 0,
  LLM_CLI_FORMAT_JSON = 1 << 1,
  LLM_CLI_FORMAT_JSONL = 1 << 2,
  LLM_CLI_FORMAT_CSV = 1 << 3,
  LLM_CLI_FORMAT_HTML = 1 << 4,
} LlmCliFormatKind;

/* The command's own name is argv[0]. */
int llm_cli_backup (int argc, char **argv, LlmContextFunc create_context);
int llm_cli_cache (int argc, char **argv, LlmContextFunc create_context);
int llm_cli_chat (int argc, char **argv, LlmContextFunc create_context);
int llm_cli_check (int argc, char **argv, LlmContextFunc create_context);
int llm_cli_compare (int argc, char **argv, LlmContextFunc create_context);
int llm_cli_diff (int argc, char **argv, LlmContextFunc create_context);
int llm_cli_export (int argc, char **argv, LlmContextFunc create_context);
int llm_cli_import (int argc, char **argv, LlmContextFunc create_context);
int llm_cli_keys (int argc, char **argv, LlmContextFunc create_context);
int llm_cli_history (int argc, char **argv, LlmContextFunc create_context);
int llm_cli_leaderboard (int argc, char **argv, LlmContextFunc create_context);
int llm_cli_lineups (int argc, char **argv, LlmContextFunc create_context);
int llm_cli_models (int argc, char **argv, LlmContextFunc create_context);
int llm_cli_providers (int argc, char **argv, LlmContextFunc create_context);
int llm_cli_recorder (int argc, char **argv, LlmContextFunc create_context);
int llm_cli_restore (int argc, char **argv, LlmContextFunc create_context);
int llm_cli_salvage (int argc, char **argv, LlmContextFunc create_context);

/**
 * LlmCliSyntax:
 * @command: the words before the options, such as "history show"
 * @arguments: (nullable): what stands after the options, for the help
 * @summary: translated; what the command does
 * @description: (nullable): translated; what else there is to know
 * @max_arguments: how many arguments it takes at most
 * @too_many: (nullable): translated; said when there are more
 */
typedef struct
{
  const char *command;
  const char *arguments;
  const char *summary;
  const char *description;
  guint max_arguments;
  const char *too_many;
} LlmCliSyntax;

gboolean llm_cli_parse (const LlmCliSyntax *syntax,
                        const GOptionEntry *options,
                        int argc,
                        char **argv,
                        char ***arguments,
                        int *status);
gboolean llm_cli_parse_format (const char *command,
                               const char *name,
                               guint allowed,
                               LlmCliFormatKind *format);
gboolean llm_cli_parse_day (const char *day, gint64 *time_us);

void llm_cli_complain (const char *format, ...) G_GNUC_PRINTF (1, 2);
int llm_cli_usage_error (const char *command, const char *format, ...) G_GNUC_PRINTF (2, 3);
int llm_cli_print (const char *text);
void llm_cli_complain_of_keyring (LlmKeyringState state);
const char *llm_cli_describe_key_source (LlmSecretSource source);
LlmContext *llm_cli_make_context (LlmContextFunc create_context);
void llm_cli_load_models (LlmContext *context);
void llm_cli_load_models_for (LlmContext *context, const char *const *specs);
LlmProvider *llm_cli_find_provider (LlmContext *context,
                                    const char *command,
                                    const char *provider_id);

G_END_DECLS
