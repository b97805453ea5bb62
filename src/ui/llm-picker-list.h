/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-context.h"
#include "llm-picker-item.h"

G_BEGIN_DECLS

/* What the list of models shows, apart from the widgets that show it. */

GPtrArray *llm_picker_list_build (LlmContext *context,
                                  GHashTable *keys,
                                  GPtrArray *servers,
                                  const char *search,
                                  char **problem);
void llm_picker_list_update (GListStore *shown, GPtrArray *rows);
LlmPickerItem *llm_picker_list_choose (GPtrArray *rows, const char *search);

G_END_DECLS
