/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-chat-test.h"
#include "llm-store.h"

G_BEGIN_DECLS

/* What the texts of some turns are, beside the usual. */
typedef struct
{
  guint index;
  const char *prompt;
  const char *answer;
} ChatSpecial; /* one of both may be NULL */

#define CHAT_TYPE_STORE (chat_store_get_type ())
G_DECLARE_FINAL_TYPE (ChatStore, chat_store, CHAT, STORE, GObject)

struct _ChatStore
{
  GObject parent_instance;

  GArray *specials; /* ChatSpecial, whose texts are its own */
  gboolean held;
  GPtrArray *waiting; /* GTask */
  guint n_loads;
  guint n_running;
  guint n_cancelled;
  guint most_running;
  guint most_turns;
  guint urgent_id; /* what is more urgent than a page, and waits since the last one */
};

/* A store for tests that has the texts of all turns of chat_test_new_conversation(). */
LlmComparison *chat_store_make_comparison (ChatStore *self, LlmTurn *turn);
/* Copies @specials, which may be NULL and else end with one without texts. */
void chat_store_set_specials (ChatStore *self, const ChatSpecial *specials);
/* Answers what was held back. */
void chat_store_release (ChatStore *self);

G_END_DECLS
