/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-search.h"
#include "llm-db-limit.h"

#include <string.h>

/* The first search of a connection takes several times as long as later ones: it opens
 * the file, and every page that it reads is put into memory that is new to the process.
 * So it is begun before there is anything to search for, with what most searches come to:
 * the newest texts, and how one gets from them to their conversations. */

#define N_HITS 50

static const char *const statements[] = {
  "SELECT total (conversation.num) FROM"
  " (SELECT turn_id FROM answer ORDER BY num DESC LIMIT 600) AS newest"
  " CROSS JOIN turn ON turn.id = newest.turn_id"
  " CROSS JOIN conversation ON conversation.id = turn.conversation_id",
  "SELECT total (conversation.num) FROM"
  " (SELECT conversation_id FROM turn ORDER BY num DESC LIMIT 600) AS newest"
  " CROSS JOIN conversation ON conversation.id = newest.conversation_id",
};

static gboolean
read_newest (LlmDb *db, GCancellable *cancellable, GError **error)
{
  g_auto (LlmDbLimit) limit = { 0 };
  gboolean good = TRUE;
  gint64 total;

  llm_db_limit_begin (&limit, db, cancellable);
  for (gsize i = 0; good && i < G_N_ELEMENTS (statements); i++)
    good = llm_db_query_int64 (db, statements[i], &total, error);
  llm_db_limit_end (&limit);
  return good;
}

/* Words that there are, in whatever language. */
static gboolean
search_for_newest_title (LlmDb *db, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) hits = NULL;
  LlmSearchQuery query = { .limit = N_HITS };
  g_autofree char *title
      = llm_db_query_text (db,
                           "SELECT coalesce (max (title), '') FROM (SELECT title FROM conversation"
                           " INDEXED BY conversation_by_time WHERE deleted_at IS NULL"
                           " AND archived = 0 ORDER BY active_at DESC, id DESC LIMIT 1)",
                           error);
  char *end;

  if (title == NULL)
    return FALSE;
  end = strpbrk (title, " \t\r\n");
  if (end != NULL)
    *end = '\0';
  query.text = title;
  hits = llm_db_search (db, &query, cancellable, error);
  return hits != NULL;
}

/**
 * llm_db_search_prepare:
 * @db: a connection
 * @cancellable: (nullable): ends it when it is cancelled, on any thread
 * @error: where to put an #LLM_DB_ERROR, or %G_IO_ERROR_CANCELLED
 *
 * Reads what the next llm_db_search() is likely to need.
 *
 * Returns: whether it was read
 */
gboolean
llm_db_search_prepare (LlmDb *db, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (db != NULL, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (read_newest (db, cancellable, &failure)
      && search_for_newest_title (db, cancellable, &failure))
    return TRUE;
  /* SQLite knows only that it was interrupted. */
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}
