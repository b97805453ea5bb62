/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LlmJsonOut:
 *
 * Writes JSON piece by piece, indented, numbers in the C locale.  What is not known is left
 * out: members with a value that stands for that are not written.
 */
typedef struct
{
  GString *out;
  guint depth;
  gboolean has_members; /* of what is open now */
} LlmJsonOut;

void llm_json_out_init (LlmJsonOut *self, GString *out);
void llm_json_out_begin (LlmJsonOut *self, const char *name, char bracket);
void llm_json_out_end (LlmJsonOut *self, char bracket);
void llm_json_out_add_string (LlmJsonOut *self, const char *name, const char *value);
void llm_json_out_add_int (LlmJsonOut *self, const char *name, gint64 value);
void llm_json_out_add_count (LlmJsonOut *self, const char *name, gint64 value);
void llm_json_out_add_number (LlmJsonOut *self, const char *name, double value);
void llm_json_out_add_true (LlmJsonOut *self, const char *name, gboolean value);
void llm_json_out_add_strings (LlmJsonOut *self, const char *name, const char *const *values);

G_END_DECLS
