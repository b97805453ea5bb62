/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-block.h"
#include "llm-export.h"

G_BEGIN_DECLS

/* Shared by the exporters only. */

/* The format of llm_export_to_stream() with %LLM_EXPORT_JSON, and its version. */
#define LLM_EXPORT_FORMAT_NAME "llmselect"
#define LLM_EXPORT_FORMAT_VERSION 2

/**
 * LlmExportSink:
 * @out: what is to be written; append to it and call llm_export_sink_flush()
 *
 * Where an exporter writes to.
 */
typedef struct
{
  GString *out;
  GOutputStream *stream;
  GCancellable *cancellable;
} LlmExportSink;

gboolean llm_export_sink_flush (LlmExportSink *sink, gboolean all, GError **error);

typedef gboolean (*LlmExportFunc) (LlmExportSink *sink,
                                   LlmConversation *const *conversations,
                                   guint n,
                                   const LlmExportOptions *options,
                                   GError **error);

gboolean llm_export_markdown (LlmExportSink *sink,
                              LlmConversation *const *conversations,
                              guint n,
                              const LlmExportOptions *options,
                              GError **error);
gboolean llm_export_json (LlmExportSink *sink,
                          LlmConversation *const *conversations,
                          guint n,
                          const LlmExportOptions *options,
                          GError **error);
gboolean llm_export_html (LlmExportSink *sink,
                          LlmConversation *const *conversations,
                          guint n,
                          const LlmExportOptions *options,
                          GError **error);
gboolean llm_export_pdf (LlmExportSink *sink,
                         LlmConversation *const *conversations,
                         guint n,
                         const LlmExportOptions *options,
                         GError **error);
gboolean llm_export_csv (LlmExportSink *sink,
                         LlmConversation *const *conversations,
                         guint n,
                         const LlmExportOptions *options,
                         GError **error);

/**
 * LlmExportTurn:
 * @turn: the turn
 * @number: its place in its thread, from 1
 * @version: which of the turns at its place it is, from 1
 * @n_versions: how many there are
 * @shown: whether it is in the branch that is shown
 */
typedef struct
{
  LlmTurn *turn;
  guint number;
  guint version;
  guint n_versions;
  gboolean shown;
} LlmExportTurn;

GArray *llm_export_list_turns (LlmConversation *conversation, const LlmExportOptions *options);
GPtrArray *llm_export_list_answers (LlmConversation *conversation,
                                    const LlmExportTurn *turn,
                                    const LlmExportOptions *options);

char *llm_export_format_time (gint64 time_us);
char *llm_export_format_iso (gint64 time_us);
char *llm_export_make_title (LlmConversation *conversation);
char *llm_export_make_subtitle (LlmConversation *conversation, const LlmExportOptions *options);
char *llm_export_make_turn_heading (const LlmExportTurn *turn);
char *llm_export_make_answer_heading (LlmConversation *conversation,
                                      const LlmExportTurn *turn,
                                      LlmAnswer *answer);
char *llm_export_make_figures (LlmAnswer *answer);
gboolean llm_export_has_reasoning (LlmAnswer *answer, const LlmExportOptions *options);
GPtrArray *llm_export_make_notes (LlmAnswer *answer);

GPtrArray *llm_export_list_versions (LlmAnswer *answer, const LlmExportOptions *options);
char *llm_export_make_version_heading (LlmAnswer *answer, LlmAnswer *version);
char *llm_export_make_version_figures (LlmAnswer *answer, LlmAnswer *version);

char *llm_export_make_judgement (LlmConversation *conversation,
                                 const LlmExportTurn *turn,
                                 const LlmExportOptions *options);
guint llm_export_get_judged_rank (LlmTurn *turn, LlmAnswer *answer);

LlmConversation *llm_export_make_anonymous (LlmConversation *conversation);
GPtrArray *llm_export_make_all_anonymous (LlmConversation *const *conversations, guint n);

char *llm_export_make_verdict (LlmConversation *conversation, const LlmExportTurn *turn);
char *llm_export_make_note (LlmConversation *conversation, const LlmExportTurn *turn);

GPtrArray *llm_export_get_images (LlmTurn *turn);
GBytes *
llm_export_read_image (const LlmExportOptions *options, LlmImage *image, LlmImageHeader *header);
char *llm_export_make_image_alt (LlmImage *image, guint number);
char *
llm_export_make_image_caption (LlmImage *image, guint number, guint n_images, gboolean missing);

void llm_export_append_plain (GString *out, const char *text);
GPtrArray *llm_export_parse_demoted (const char *text, gsize length, guint level);

G_END_DECLS
