/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-library.h"
#include "llm-recorder.h"
#include "llm-titler.h"

G_BEGIN_DECLS

/* Shared by the parts of LlmLibrary only. */

struct _LlmLibrary
{
  GObject parent_instance;

  LlmContext *context;
  LlmHistoryModel *history;
  LlmTitler *titler;
  GPtrArray *lists;   /* all that are in use, unowned */
  GHashTable *open;   /* id → Item; the conversation is weak */
  GHashTable *hidden; /* ids that are going to be deleted */
};

void llm_library_add (LlmLibrary *self, LlmConversation *conversation, gboolean stored);
void llm_library_record (LlmLibrary *self, LlmConversation *conversation, LlmTurn *turn);

G_END_DECLS
