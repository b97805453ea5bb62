/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *llm_cli_key_input_read (const char *question, int *status);

G_END_DECLS
