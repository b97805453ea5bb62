/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-fake-provider.h"
#include "llm-fake-secrets.h"
#include "llm-library.h"
#include "llm-lineup.h"
#include "llm-ui-test.h"

G_BEGIN_DECLS

/* What tests of the window and its parts share: a vendor that needs a key, a server
 * of the user's without known models, the demonstration, and a small catalogue. */
typedef struct
{
  FakeProvider *vendor; /* "openai" */
  FakeProvider *server; /* "my-server" */
  FakeProvider *demo;   /* "demo" */
  GListStore *providers;
  LlmFakeSecrets *secrets;
  LlmStore *store;
  LlmContext *context;
  LlmLineup *lineup;
} LlmShellTest;

/* @store NULL: one that keeps nothing. */
void llm_shell_test_set_up (LlmShellTest *test, LlmStore *store);
void llm_shell_test_tear_down (LlmShellTest *test);

/* Sends everything that is due, as far as it comes without waiting. */
void llm_shell_test_drain (void);

G_END_DECLS
