/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-archive.h"

#include <glib/gi18n.h>
#include <unistd.h>

/**
 * llm_cli_archive_init:
 * @self: (out caller-allocates): to be cleared in any case
 * @create_context: makes the context
 *
 * Returns: whether there is a history file to look after; if not, the user has been
 *   told
 */
gboolean
llm_cli_archive_init (LlmCliArchive *self, LlmContextFunc create_context)
{
  self->context = llm_cli_make_context (create_context);
  if (self->context == NULL)
    return FALSE;
  self->archive = llm_context_get_archive (self->context);
  self->loop = g_main_loop_new (NULL, FALSE);
  if (self->archive == NULL)
    llm_cli_complain (_ ("There is no history to look after."));
  return self->archive != NULL;
}

/**
 * llm_cli_archive_clear:
 * @self: what llm_cli_archive_init() filled, or zeros
 */
void
llm_cli_archive_clear (LlmCliArchive *self)
{
  g_clear_object (&self->result);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_object (&self->context);
}

/**
 * llm_cli_archive_answered_cb:
 * @source: the archive
 * @result: what it answered
 * @user_data: an #LlmCliArchive
 *
 * For every call that llm_cli_archive_wait() waits for.
 */
void
llm_cli_archive_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LlmCliArchive *self = user_data;

  g_set_object (&self->result, result);
  g_main_loop_quit (self->loop);
}

/**
 * llm_cli_archive_wait:
 * @self: with a call under way
 *
 * Returns: (transfer none): its result
 */
GAsyncResult *
llm_cli_archive_wait (LlmCliArchive *self)
{
  g_main_loop_run (self->loop);
  return self->result;
}

/**
 * llm_cli_archive_report:
 * @error: why it did not work
 *
 * Returns: what to exit with
 */
int
llm_cli_archive_report (const GError *error)
{
  llm_cli_complain ("%s", error->message);
  return LLM_CLI_FAILURE;
}

/**
 * llm_cli_archive_format_time:
 * @time_us: Unix time in microseconds, negative if not known
 *
 * Returns: (transfer full): the local time as a list shows it, "-" without one
 */
char *
llm_cli_archive_format_time (gint64 time_us)
{
  g_autoptr (GDateTime) time = NULL;

  if (time_us >= 0)
    time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M") : g_strdup ("-");
}
