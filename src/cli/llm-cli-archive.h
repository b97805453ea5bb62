/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-cli-private.h"

G_BEGIN_DECLS

/**
 * LlmCliArchive:
 * @context: what the command works with
 * @archive: of that context
 * @result: what the last call gave
 *
 * What the commands that look after the history file share: calls that run the main
 * loop until they are answered.
 */
typedef struct
{
  LlmContext *context;
  LlmArchive *archive;
  GMainLoop *loop;
  GAsyncResult *result;
} LlmCliArchive;

gboolean llm_cli_archive_init (LlmCliArchive *self, LlmContextFunc create_context);
void llm_cli_archive_clear (LlmCliArchive *self);
void llm_cli_archive_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data);
GAsyncResult *llm_cli_archive_wait (LlmCliArchive *self);
int llm_cli_archive_report (const GError *error);
char *llm_cli_archive_format_time (gint64 time_us);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LlmCliArchive, llm_cli_archive_clear)

G_END_DECLS
