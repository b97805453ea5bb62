/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "llm-stability.h"

G_BEGIN_DECLS

void llm_cli_stability_measure_async (LlmComparison *comparison,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
LlmStability *llm_cli_stability_measure_finish (GAsyncResult *result);

void llm_cli_stability_append_section (GString *out,
                                       LlmComparison *comparison,
                                       const LlmStability *stability,
                                       GListModel *providers);
void
llm_cli_stability_add_json (GString *out, LlmComparison *comparison, const LlmStability *stability);

G_END_DECLS
