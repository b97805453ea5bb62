/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-context.h"

G_BEGIN_DECLS

/* Makes the context when a command really needs it. */
typedef LlmContext *(*LlmContextFunc) (GError **error);

gboolean llm_cli_is_command (int argc, char **argv);
int llm_cli_run (int argc, char **argv, LlmContextFunc create_context);

G_END_DECLS
