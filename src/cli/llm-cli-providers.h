/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-context.h"

G_BEGIN_DECLS

/**
 * LlmCliEndpointOptions:
 * @url: (nullable): `--url`
 * @name: (nullable): `--name`
 * @preset: (nullable): `--preset`
 * @ca_file: (nullable): `--ca-file`
 * @headers: (nullable): each `--header`
 *
 * What `providers add` is told of a server.
 */
typedef struct
{
  char *url;
  char *name;
  char *preset;
  char *ca_file;
  char **headers;
} LlmCliEndpointOptions;

int
llm_cli_providers_add (LlmContext *context, const char *id, const LlmCliEndpointOptions *options);
int llm_cli_providers_remove (LlmContext *context, const char *id);
int llm_cli_providers_test (LlmContext *context, const char *id);

G_END_DECLS
