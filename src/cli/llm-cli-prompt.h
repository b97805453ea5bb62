/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A prompt larger than this (in bytes) is a mistake, such as a disk image. */
#define LLM_CLI_PROMPT_MAX (8 * 1024 * 1024)

char *llm_cli_prompt_get (const char *argument, char **problem);
char *llm_cli_prompt_check (const char *text, gsize len, char **problem);
gboolean llm_cli_prompt_check_system (char **system, char **problem);

G_END_DECLS
