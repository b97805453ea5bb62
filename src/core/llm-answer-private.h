/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-answer.h"

G_BEGIN_DECLS

/* Shared by the parts of LlmAnswer only. */

struct _LlmAnswer
{
  GObject parent_instance;

  char *column_id;
  char *provider_id;
  char *model_id;
  char *title;
  char *alias;        /* nullable: what it is called while its model is hidden */
  char *sample_title; /* nullable: what it is called beside others of its model */
  guint sample;       /* which of these it is, from 1; 0 if it is alone */
  guint n_samples;
  LlmParams *params;

  LlmAnswerState state;
  GString *text;
  GString *reasoning;
  GError *error;
  LlmVote vote;

  LlmUsage usage;
  char *finish_reason;
  double cost;
  LlmPrices prices;
  GPtrArray *notices; /* of strings, NULL-terminated */

  gint64 started_at;
  double ttft_ms;
  double elapsed_ms;

  guint attempt;
  gint64 retry_at;

  gint64 created_at;
  char *continues;
  LlmThread *thread;
  LlmFlight *flight; /* nullable */

  char *version_of; /* of a version: the column */
  gint64 kept_at;
  GListStore *versions; /* nullable; the newest last */
  guint n_unsaved;      /* at the end of @versions */
  guint n_unloaded;     /* older ones that only the store has */
};

void llm_answer_notify_figures (LlmAnswer *self);
void llm_answer_notify_versions (LlmAnswer *self);
void llm_answer_tell_contents (LlmAnswer *self);
gboolean llm_answer_replace_string (char **field, const char *string);

static inline double
llm_answer_milliseconds_since (gint64 monotonic_time)
{
  return (g_get_monotonic_time () - monotonic_time) / 1000.0;
}

G_END_DECLS
