/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Text as a terminal shows it: widths in cells, lines broken to a width, and
 * nothing in it that a terminal would take for a command.
 */

guint llm_cli_text_width (const char *text);
char *llm_cli_text_strip (const char *text);
char *llm_cli_text_one_line (const char *text);
char *llm_cli_text_fit (const char *text, guint width);
void llm_cli_text_append_padded (GString *out, const char *text, guint width);
void llm_cli_text_wrap (const char *text, guint width, GPtrArray *lines);
void llm_cli_text_append_table (GString *out, GPtrArray *rows, guint n_columns);

G_END_DECLS
