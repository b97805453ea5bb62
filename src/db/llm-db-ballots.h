/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-ballot.h"
#include "llm-db.h"
#include "llm-store.h"

G_BEGIN_DECLS

/* What was decided in comparisons.  All functions run in the worker. */

/* Exported so that tests can ask for their query plans. */
extern const char llm_db_ballots_sql_turns[];
extern const char llm_db_ballots_sql_candidates[];
extern const char llm_db_ballots_sql_version[];

/**
 * LlmDbBallotTurn:
 *
 * A turn with a verdict or a vote, before its answers are read.
 */
typedef struct
{
  char *turn_id;
  gint64 verdict_at; /* 0 if there is none, or if that is not known */
  char *preferred;
  LlmBallotOutcome outcome;
  LlmBallot *ballot;
} LlmDbBallotTurn;

void llm_db_ballot_turn_free (LlmDbBallotTurn *self);

GPtrArray *llm_db_ballots_list_turns (LlmDb *db, const LlmBallotQuery *query, GError **error);
gboolean
llm_db_ballots_fill (LlmDb *db, GPtrArray *turns, guint first, guint n, GError **error);

G_END_DECLS
