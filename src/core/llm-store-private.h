/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-store.h"

G_BEGIN_DECLS

/* Shared by the two halves of LlmStore only. */

void llm_store_report_missing (LlmStore *self,
                               gpointer tag,
                               GAsyncReadyCallback callback,
                               gpointer user_data);

/* An implementation need not have every call. */
#define LLM_STORE_CALL(self, name, arguments)                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if (LLM_STORE_GET_IFACE (self)->name##_async != NULL)                                          \
      LLM_STORE_GET_IFACE (self)->name##_async arguments;                                          \
    else                                                                                           \
      llm_store_report_missing (self, llm_store_##name##_async, callback, user_data);              \
  }                                                                                                \
  G_STMT_END

G_END_DECLS
