/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-ballot.h"

G_BEGIN_DECLS

/* Votes that were never given: @n duels between two models, "provider:model". */
typedef struct
{
  const char *first;
  const char *second;
  guint n_wins; /* of the first */
  guint n_ties;
  guint n_losses;
} LlmBallotTest;

GPtrArray *llm_ballot_test_new (void);
/* @time_us 0: one second after the other from the epoch. */
void llm_ballot_test_add (GPtrArray *ballots,
                          const LlmBallotTest *duels,
                          gint64 time_us,
                          gboolean blind,
                          const char *tag);

G_END_DECLS
