/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Logs
 *
 * The program logs with GLib's structured log, in domains that begin with
 * "llmselect".  What programs may want to find in a record has a field of its own
 * that begins with LLMSELECT_ (LLMSELECT_PROVIDER, LLMSELECT_MODEL, …).  Nothing
 * that a user or a model wrote is ever logged, nor keys, nor addresses with a query.
 */
void llm_log_print_debug (void);
char *llm_log_format (GLogLevelFlags level, const GLogField *fields, gsize n_fields);

G_END_DECLS
