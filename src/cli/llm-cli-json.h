/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Writing JSON: members in the order in which they are appended, numbers in the
 * C locale whatever the user's is, unknown figures as null.  json-glib's
 * generator is not used since it writes 12.3 as 12.300000000000001 and leaves
 * the terminal's C1 controls as they are.
 */

void llm_cli_json_append_string (GString *out, const char *value);
void llm_cli_json_append_number (GString *out, double value);
void llm_cli_json_append_milliseconds (GString *out, double value);
void llm_cli_json_append_time (GString *out, gint64 time_us);

void llm_cli_json_key (GString *out, const char *key);
void llm_cli_json_add_string (GString *out, const char *key, const char *value);
void llm_cli_json_add_integer (GString *out, const char *key, gint64 value);
void llm_cli_json_add_count (GString *out, const char *key, gint64 value);
void llm_cli_json_add_number (GString *out, const char *key, double value);
void llm_cli_json_add_milliseconds (GString *out, const char *key, double value);
void llm_cli_json_add_boolean (GString *out, const char *key, gboolean value);
void llm_cli_json_add_time (GString *out, const char *key, gint64 time_us);
void llm_cli_json_add_strings (GString *out, const char *key, const char *const *values);

G_END_DECLS
