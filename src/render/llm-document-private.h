/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-document.h"

G_BEGIN_DECLS

/* For tests: how many bytes were parsed so far, some of them again and again. */
guint64 llm_document_get_work (LlmDocument *self);

G_END_DECLS
