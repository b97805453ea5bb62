/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Languages of fenced code blocks
 *
 * From what stands after a fence, or from the code itself, to the id of a language
 * definition of GtkSourceView 5.6 and a name for people.  Pure functions, from any
 * thread.
 */

/**
 * LlmCodeLanguageFunc:
 * @alias: a name, in lower case
 * @id: (nullable): what highlights it
 * @label: (nullable): what to call it
 * @user_data: whatever llm_code_language_foreach() was given
 */
typedef void (*LlmCodeLanguageFunc) (const char *alias,
                                     const char *id,
                                     const char *label,
                                     gpointer user_data);

const char *llm_code_language_from_info (const char *info);
char *llm_code_language_label (const char *info, const char *id);
const char *llm_code_language_detect (const char *code, gsize length);
void llm_code_language_foreach (LlmCodeLanguageFunc func, gpointer user_data);

G_END_DECLS
