/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-comparison.h"
#include "llm-store.h"

G_BEGIN_DECLS

/* Plain copies of rows: what crosses between the main thread, which owns the
 * objects, and the worker, which owns the database. */

typedef struct
{
  char *column_id;
  char *turn_id;
  gint64 position;   /* negative: keep it, or at the end */
  char *continues;   /* the answer whose thread it goes on, or NULL */
  gint64 created_at; /* 0 if unknown */
  char *provider;
  char *model;
  char *title;
  char *params;
  LlmAnswerState state;
  char *run_id; /* of whoever runs it; NULL when final */
  guint attempt;
  LlmVote vote;
  char *finish_reason;
  LlmUsage usage;
  double cost_usd;
  LlmPrices prices;
  double ttft_ms;
  double elapsed_ms;
  char *error_code;
  char *error_message;
  char *error_detail;
  char *error_request_id;
  gint64 error_http_status;
  char *notices;   /* one per line; NULL for none */
  char *reasoning; /* NULL with @text: what is stored stays as it is */
  char *text;

  guint n_versions;    /* that are stored */
  GPtrArray *versions; /* LlmDbAnswerRow, to be stored with it; NULL for none */
  char *version_of;    /* of a version, whose id is @column_id: the column */
  gint64 kept_at;      /* of a version */
} LlmDbAnswerRow;

/* An image of a prompt: what is known of it, and what this prompt says of it. */
typedef struct
{
  char *turn_id; /* NULL when it is saved */
  char *hash;
  char *format; /* llm_image_format_get_type () */
  gint64 size;
  gint64 width;
  gint64 height;
  gboolean animated;
  char *converted;
  char *name;
  char *alt;
} LlmDbImageRow;

typedef struct
{
  char *id;
  char *conversation_id;
  char *previous_id;
  char *after_id;
  gboolean deleted;
  char *title;   /* of the conversation */
  char *snippet; /* of the prompt; NULL when it was read */
  gint64 created_at;
  char *preferred;
  LlmVerdict verdict;
  gint64 verdict_at; /* 0 if unknown */
  gboolean verdict_blind;
  LlmBlind blind;
  char *note;
  char *system;
  char *prompt;
  GPtrArray *answers;    /* LlmDbAnswerRow */
  GPtrArray *images;     /* LlmDbImageRow; NULL for none */
  GPtrArray *judgements; /* LlmJudgementRecord, to be imported with it; NULL for none */
} LlmDbTurnRow;

/* Where a turn is in its conversation. */
typedef struct
{
  char *id;
  char *previous_id;
  char *after_id;
  gboolean deleted;
} LlmDbPlace;

typedef struct
{
  char *id;
  char *kind;
  char *title;
  gint64 created_at;
  char *active_id;
  char *system;
  char *draft;
  LlmHistoryEntry *entry; /* immutable; may be NULL */
} LlmDbConversationRow;

LlmDbAnswerRow *llm_db_answer_row_new (void);
LlmDbAnswerRow *llm_db_answer_row_from_answer (LlmAnswer *answer, gboolean with_text);
LlmAnswer *llm_db_answer_row_to_answer (const LlmDbAnswerRow *self);
void llm_db_answer_row_free (LlmDbAnswerRow *self);

LlmDbImageRow *llm_db_image_row_from_image (LlmImage *image);
LlmImage *llm_db_image_row_to_image (const LlmDbImageRow *self);
GPtrArray *llm_db_image_rows_to_images (GPtrArray *rows);
void llm_db_image_row_free (LlmDbImageRow *self);

LlmDbTurnRow *llm_db_turn_row_new (void);
LlmDbTurnRow *llm_db_turn_row_from_comparison (LlmComparison *comparison);
LlmComparison *llm_db_turn_row_to_comparison (const LlmDbTurnRow *self);
void llm_db_turn_row_free (LlmDbTurnRow *self);

LlmDbConversationRow *llm_db_conversation_row_from_conversation (LlmConversation *conversation);
void llm_db_conversation_row_free (LlmDbConversationRow *self);

LlmDbPlace *llm_db_place_from_turn (LlmTurn *turn);
void llm_db_place_free (LlmDbPlace *self);

char *llm_db_make_snippet (const char *prompt);
char *llm_db_make_list (const char *const *ids);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmDbAnswerRow, llm_db_answer_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmDbTurnRow, llm_db_turn_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmDbConversationRow, llm_db_conversation_row_free)

G_END_DECLS
