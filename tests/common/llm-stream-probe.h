/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-stream.h"

G_BEGIN_DECLS

/**
 * LlmStreamProbe:
 *
 * Listens to a stream, and fails the test as soon as it breaks its contract: text
 * that is empty or no UTF-8, anything after ::finished, two of these.
 */
typedef struct
{
  LlmStream *stream;
  GString *text;
  GString *reasoning;
  guint n_text;
  guint n_reasoning;
  guint n_open;
  guint n_finished;
  /* Called within the emissions, if set. */
  void (*on_open) (gpointer user_data);
  void (*on_delta) (gpointer user_data);
  void (*on_finished) (gpointer user_data);
  gpointer user_data;
} LlmStreamProbe;

LlmStreamProbe *llm_stream_probe_new (LlmStream *stream);
void llm_stream_probe_free (LlmStreamProbe *self);
void llm_stream_probe_run (LlmStreamProbe *self);
void llm_stream_probe_drop_stream (LlmStreamProbe *self);

/* Runs the main loop until @condition holds; fails the test after @seconds. */
typedef gboolean (*LlmTestCondition) (gpointer user_data);
#define llm_test_wait(condition, user_data)                                                        \
  llm_test_wait_full ((condition), (user_data), 20.0, #condition, __FILE__, __LINE__)
void llm_test_wait_full (LlmTestCondition condition,
                         gpointer user_data,
                         double seconds,
                         const char *what,
                         const char *file,
                         int line);

/* Lets what is due happen. */
void llm_test_settle (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmStreamProbe, llm_stream_probe_free)

G_END_DECLS
