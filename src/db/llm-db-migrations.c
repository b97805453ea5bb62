/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-migrations.h"

#include <glib/gi18n-lib.h>

/* Explained column by column in docs/schema.md.  Big texts stand last in their
 * rows, so that lists never read the pages they overflow to. */
static const char version_1[] =
    "CREATE TABLE comparison ("
    "  num INTEGER PRIMARY KEY,"
    "  id TEXT NOT NULL UNIQUE,"
    "  kind TEXT NOT NULL,"
    "  title TEXT NOT NULL,"
    "  snippet TEXT NOT NULL,"
    "  created_at INTEGER NOT NULL,"
    "  updated_at INTEGER NOT NULL,"
    "  preferred TEXT,"
    "  system TEXT,"
    "  prompt TEXT NOT NULL"
    ") STRICT;"

    "CREATE INDEX comparison_by_time ON comparison (created_at DESC, id DESC);"

    "CREATE TABLE answer ("
    "  num INTEGER PRIMARY KEY,"
    "  column_id TEXT NOT NULL UNIQUE,"
    "  comparison_id TEXT NOT NULL REFERENCES comparison (id) ON DELETE CASCADE,"
    "  position INTEGER NOT NULL,"
    "  provider TEXT NOT NULL,"
    "  model TEXT NOT NULL,"
    "  title TEXT NOT NULL,"
    "  params TEXT,"
    "  state TEXT NOT NULL,"
    "  run_id TEXT,"
    "  attempt INTEGER NOT NULL,"
    "  vote TEXT CHECK (vote IN ('up', 'down')),"
    "  finish_reason TEXT,"
    "  input_tokens INTEGER,"
    "  cached_tokens INTEGER,"
    "  cache_write_tokens INTEGER,"
    "  reasoning_tokens INTEGER,"
    "  output_tokens INTEGER,"
    "  cost_usd REAL,"
    "  ttft_ms REAL,"
    "  elapsed_ms REAL,"
    "  error_code TEXT,"
    "  error_message TEXT,"
    "  error_detail TEXT,"
    "  error_request_id TEXT,"
    "  error_http_status INTEGER,"
    "  reasoning TEXT NOT NULL,"
    "  text TEXT NOT NULL,"
    "  CHECK ((run_id IS NULL) = (state IN ('done', 'stopped', 'failed', 'interrupted')))"
    ") STRICT;"

    /* Also gives the history list its models without a look at the rows. */
    "CREATE INDEX answer_by_comparison"
    "  ON answer (comparison_id, position, provider, model);"
    "CREATE INDEX answer_by_run ON answer (run_id) WHERE run_id IS NOT NULL;"

    "CREATE TABLE piece ("
    "  seq INTEGER PRIMARY KEY,"
    "  column_id TEXT NOT NULL REFERENCES answer (column_id) ON DELETE CASCADE,"
    "  kind TEXT NOT NULL CHECK (kind IN ('text', 'reasoning')),"
    "  text TEXT NOT NULL"
    ") STRICT;"

    "CREATE INDEX piece_by_column ON piece (column_id);";

/* What a reader must still see of an answer that was computed, not told: whose
 * prices, what is estimated, and notices.  The table is made anew, so that the
 * texts stay last; the defaults let a program of version 1 that is still open go
 * on.  Foreign keys are enforced meanwhile, and to drop a table is to
 * delete its rows: the pieces, which would be deleted with their columns, go aside
 * until their parent is there again. */
static const char version_2[] =
    "CREATE TABLE piece_aside AS SELECT seq, column_id, kind, text FROM piece;"
    "DROP TABLE piece;"

    "CREATE TABLE answer_2 ("
    "  num INTEGER PRIMARY KEY,"
    "  column_id TEXT NOT NULL UNIQUE,"
    "  comparison_id TEXT NOT NULL REFERENCES comparison (id) ON DELETE CASCADE,"
    "  position INTEGER NOT NULL,"
    "  provider TEXT NOT NULL,"
    "  model TEXT NOT NULL,"
    "  title TEXT NOT NULL,"
    "  params TEXT,"
    "  state TEXT NOT NULL,"
    "  run_id TEXT,"
    "  attempt INTEGER NOT NULL,"
    "  vote TEXT CHECK (vote IN ('up', 'down')),"
    "  finish_reason TEXT,"
    "  input_tokens INTEGER,"
    "  cached_tokens INTEGER,"
    "  cache_write_tokens INTEGER,"
    "  reasoning_tokens INTEGER,"
    "  output_tokens INTEGER,"
    "  input_estimated INTEGER NOT NULL DEFAULT 0 CHECK (input_estimated IN (0, 1)),"
    "  output_estimated INTEGER NOT NULL DEFAULT 0 CHECK (output_estimated IN (0, 1)),"
    "  cost_usd REAL,"
    "  price_in REAL,"
    "  price_cached_in REAL,"
    "  price_cache_write REAL,"
    "  price_out REAL,"
    "  price_source TEXT,"
    "  ttft_ms REAL,"
    "  elapsed_ms REAL,"
    "  error_code TEXT,"
    "  error_message TEXT,"
    "  error_detail TEXT,"
    "  error_request_id TEXT,"
    "  error_http_status INTEGER,"
    "  notices TEXT,"
    "  reasoning TEXT NOT NULL,"
    "  text TEXT NOT NULL,"
    "  CHECK ((run_id IS NULL) = (state IN ('done', 'stopped', 'failed', 'interrupted')))"
    ") STRICT;"
    "INSERT INTO answer_2 (num, column_id, comparison_id, position, provider, model, title, params,"
    "  state, run_id, attempt, vote, finish_reason, input_tokens, cached_tokens,"
    "  cache_write_tokens, reasoning_tokens, output_tokens, cost_usd, ttft_ms, elapsed_ms,"
    "  error_code, error_message, error_detail, error_request_id, error_http_status, reasoning,"
    "  text)"
    " SELECT num, column_id, comparison_id, position, provider, model, title, params,"
    "  state, run_id, attempt, vote, finish_reason, input_tokens, cached_tokens,"
    "  cache_write_tokens, reasoning_tokens, output_tokens, cost_usd, ttft_ms, elapsed_ms,"
    "  error_code, error_message, error_detail, error_request_id, error_http_status, reasoning,"
    "  text FROM answer ORDER BY num;"
    "DROP TABLE answer;"
    "ALTER TABLE answer_2 RENAME TO answer;"
    "CREATE INDEX answer_by_comparison"
    "  ON answer (comparison_id, position, provider, model);"
    "CREATE INDEX answer_by_run ON answer (run_id) WHERE run_id IS NOT NULL;"

    "CREATE TABLE piece ("
    "  seq INTEGER PRIMARY KEY,"
    "  column_id TEXT NOT NULL REFERENCES answer (column_id) ON DELETE CASCADE,"
    "  kind TEXT NOT NULL CHECK (kind IN ('text', 'reasoning')),"
    "  text TEXT NOT NULL"
    ") STRICT;"
    "INSERT INTO piece (seq, column_id, kind, text)"
    " SELECT seq, column_id, kind, text FROM piece_aside ORDER BY seq;"
    "DROP TABLE piece_aside;"
    "CREATE INDEX piece_by_column ON piece (column_id);";

/* Texts with letters of scripts that have no spaces between words. */
#define NO_SPACES(text) text " GLOB '*[ぁ-ヿ㐀-鿿가-힣฀-๿]*'"

/* The full-text indexes have no texts of their own: what leaves one must be told to it
 * as it came in.  One trigger each for what comes, goes and changes, so that the order
 * of what it does is known. */
#define TITLE_COMES                                                                                \
  "CREATE TRIGGER title_comes AFTER INSERT ON conversation BEGIN"                                  \
  "  INSERT INTO title_fts (rowid, title, tags) VALUES (new.num, new.title, new.tags);"            \
  "  INSERT INTO word_fts (rowid, text) VALUES (new.num * 4, new.title);"                          \
  " END"
#define TITLE_GOES                                                                                 \
  "CREATE TRIGGER title_goes AFTER DELETE ON conversation BEGIN"                                   \
  "  INSERT INTO title_fts (title_fts, rowid, title, tags)"                                        \
  "   VALUES ('delete', old.num, old.title, old.tags);"                                            \
  "  INSERT INTO word_fts (word_fts, rowid, text)"                                                 \
  "   VALUES ('delete', old.num * 4, old.title);"                                                  \
  " END"
#define TITLE_CHANGES                                                                              \
  "CREATE TRIGGER title_changes AFTER UPDATE OF title, tags ON conversation"                       \
  " WHEN old.title IS NOT new.title OR old.tags IS NOT new.tags BEGIN"                             \
  "  INSERT INTO title_fts (title_fts, rowid, title, tags)"                                        \
  "   VALUES ('delete', old.num, old.title, old.tags);"                                            \
  "  INSERT INTO title_fts (rowid, title, tags) VALUES (new.num, new.title, new.tags);"            \
  "  INSERT INTO word_fts (word_fts, rowid, text)"                                                 \
  "   VALUES ('delete', old.num * 4, old.title);"                                                  \
  "  INSERT INTO word_fts (rowid, text) VALUES (new.num * 4, new.title);"                          \
  " END"

#define TEXT_COMES(trigger, table, fts, column, kind)                                              \
  "CREATE TRIGGER " trigger " AFTER INSERT ON " table " BEGIN"                                     \
  "  INSERT INTO " fts " (rowid, " column ") VALUES (new.num, new." column ");"                    \
  "  INSERT INTO word_fts (rowid, text)"                                                           \
  "   SELECT new.num * 4 + " kind ", new." column " WHERE " NO_SPACES ("new." column) ";"          \
  " END"
#define TEXT_GOES(trigger, table, fts, column, kind)                                               \
  "CREATE TRIGGER " trigger " AFTER DELETE ON " table " BEGIN"                                     \
  "  INSERT INTO " fts " (" fts ", rowid, " column ") VALUES ('delete', old.num, old." column ");" \
  "  INSERT INTO word_fts (word_fts, rowid, text)"                                                 \
  "   SELECT 'delete', old.num * 4 + " kind ", old." column                                        \
  "   WHERE " NO_SPACES ("old." column) ";"                                                        \
  " END"
#define TEXT_CHANGES(trigger, table, fts, column, kind)                                            \
  "CREATE TRIGGER " trigger " AFTER UPDATE OF " column " ON " table                                \
  " WHEN old." column " IS NOT new." column " BEGIN"                                               \
  "  INSERT INTO " fts " (" fts ", rowid, " column ") VALUES ('delete', old.num, old." column ");" \
  "  INSERT INTO " fts " (rowid, " column ") VALUES (new.num, new." column ");"                    \
  "  INSERT INTO word_fts (word_fts, rowid, text)"                                                 \
  "   SELECT 'delete', old.num * 4 + " kind ", old." column                                        \
  "   WHERE " NO_SPACES ("old." column) ";"                                                        \
  "  INSERT INTO word_fts (rowid, text)"                                                           \
  "   SELECT new.num * 4 + " kind ", new." column " WHERE " NO_SPACES ("new." column) ";"          \
  " END"

#define PROMPT_COMES TEXT_COMES ("prompt_comes", "turn", "prompt_fts", "prompt", "1")
#define PROMPT_GOES TEXT_GOES ("prompt_goes", "turn", "prompt_fts", "prompt", "1")
#define PROMPT_CHANGES TEXT_CHANGES ("prompt_changes", "turn", "prompt_fts", "prompt", "1")
#define ANSWER_COMES TEXT_COMES ("answer_comes", "answer", "answer_fts", "text", "2")
#define ANSWER_GOES TEXT_GOES ("answer_goes", "answer", "answer_fts", "text", "2")
#define ANSWER_CHANGES TEXT_CHANGES ("answer_changes", "answer", "answer_fts", "text", "2")

#define TAGS_FOLLOW                                                                                \
  "CREATE TRIGGER tags_follow AFTER UPDATE OF active_at ON conversation"                           \
  " WHEN old.active_at IS NOT new.active_at BEGIN"                                                 \
  "  UPDATE conversation_tag SET active_at = new.active_at WHERE conversation_num = new.num;"      \
  " END"

/* Conversations, of which what was a comparison becomes a turn; folders, tags, trash;
 * full-text indexes.  Tables that others refer to are made anew, as by version_2.  A
 * title that is a part of its prompt was made from it. */
static const char version_3[] =
    "CREATE TABLE piece_aside AS SELECT seq, column_id, kind, text FROM piece;"
    "DROP TABLE piece;"

    "CREATE TABLE folder ("
    "  id TEXT NOT NULL PRIMARY KEY,"
    "  name TEXT NOT NULL,"
    "  color TEXT,"
    "  position INTEGER NOT NULL"
    ") STRICT;"

    "CREATE TABLE conversation ("
    "  num INTEGER PRIMARY KEY,"
    "  id TEXT NOT NULL UNIQUE,"
    "  kind TEXT NOT NULL,"
    "  title TEXT NOT NULL,"
    "  title_made INTEGER NOT NULL DEFAULT 1 CHECK (title_made IN (0, 1)),"
    "  snippet TEXT NOT NULL,"
    "  created_at INTEGER NOT NULL,"
    "  active_at INTEGER NOT NULL,"
    "  rank INTEGER NOT NULL,"
    "  deleted_at INTEGER,"
    "  pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),"
    "  archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),"
    "  folder_id TEXT REFERENCES folder (id) ON DELETE SET NULL,"
    "  color TEXT,"
    "  n_messages INTEGER NOT NULL,"
    "  models TEXT NOT NULL,"
    "  tags TEXT NOT NULL DEFAULT '',"
    "  active_id TEXT,"
    "  system TEXT,"
    "  draft TEXT"
    ") STRICT;"
    "INSERT INTO conversation (num, id, kind, title, title_made, snippet, created_at, active_at,"
    "  rank, n_messages, models)"
    " SELECT num, id, kind, title, instr (prompt, rtrim (title, '…')) > 0, snippet, created_at,"
    "  created_at, created_at,"
    "  1 + (SELECT count (*) FROM answer WHERE comparison_id = comparison.id),"
    "  coalesce ((SELECT group_concat (name, char (10))"
    "    FROM (SELECT replace (provider || ':' || model, char (10), ' ') AS name FROM answer"
    "      WHERE comparison_id = comparison.id GROUP BY name ORDER BY min (position))), '')"
    " FROM comparison ORDER BY num;"

    "CREATE TABLE turn ("
    "  num INTEGER PRIMARY KEY,"
    "  id TEXT NOT NULL UNIQUE,"
    "  conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,"
    "  previous_id TEXT,"
    "  after_id TEXT,"
    "  created_at INTEGER NOT NULL,"
    "  updated_at INTEGER NOT NULL,"
    "  deleted_at INTEGER,"
    "  preferred TEXT,"
    "  system TEXT,"
    "  prompt TEXT NOT NULL"
    ") STRICT;"
    "INSERT INTO turn (num, id, conversation_id, created_at, updated_at, preferred, system, prompt)"
    " SELECT num, id, id, created_at, updated_at, preferred, system, prompt FROM comparison"
    " ORDER BY num;"

    "CREATE TABLE answer_3 ("
    "  num INTEGER PRIMARY KEY,"
    "  column_id TEXT NOT NULL UNIQUE,"
    "  turn_id TEXT NOT NULL REFERENCES turn (id) ON DELETE CASCADE,"
    "  position INTEGER NOT NULL,"
    "  continues TEXT,"
    "  created_at INTEGER,"
    "  provider TEXT NOT NULL,"
    "  model TEXT NOT NULL,"
    "  title TEXT NOT NULL,"
    "  params TEXT,"
    "  state TEXT NOT NULL,"
    "  run_id TEXT,"
    "  attempt INTEGER NOT NULL,"
    "  vote TEXT CHECK (vote IN ('up', 'down')),"
    "  finish_reason TEXT,"
    "  input_tokens INTEGER,"
    "  cached_tokens INTEGER,"
    "  cache_write_tokens INTEGER,"
    "  reasoning_tokens INTEGER,"
    "  output_tokens INTEGER,"
    "  input_estimated INTEGER NOT NULL DEFAULT 0 CHECK (input_estimated IN (0, 1)),"
    "  output_estimated INTEGER NOT NULL DEFAULT 0 CHECK (output_estimated IN (0, 1)),"
    "  cost_usd REAL,"
    "  price_in REAL,"
    "  price_cached_in REAL,"
    "  price_cache_write REAL,"
    "  price_out REAL,"
    "  price_source TEXT,"
    "  ttft_ms REAL,"
    "  elapsed_ms REAL,"
    "  error_code TEXT,"
    "  error_message TEXT,"
    "  error_detail TEXT,"
    "  error_request_id TEXT,"
    "  error_http_status INTEGER,"
    "  notices TEXT,"
    "  reasoning TEXT NOT NULL,"
    "  text TEXT NOT NULL,"
    "  CHECK ((run_id IS NULL) = (state IN ('done', 'stopped', 'failed', 'interrupted')))"
    ") STRICT;"
    "INSERT INTO answer_3 (num, column_id, turn_id, position, provider, model, title, params,"
    "  state, run_id, attempt, vote, finish_reason, input_tokens, cached_tokens,"
    "  cache_write_tokens, reasoning_tokens, output_tokens, input_estimated, output_estimated,"
    "  cost_usd, price_in, price_cached_in, price_cache_write, price_out, price_source, ttft_ms,"
    "  elapsed_ms, error_code, error_message, error_detail, error_request_id, error_http_status,"
    "  notices, reasoning, text)"
    " SELECT num, column_id, comparison_id, position, provider, model, title, params,"
    "  state, run_id, attempt, vote, finish_reason, input_tokens, cached_tokens,"
    "  cache_write_tokens, reasoning_tokens, output_tokens, input_estimated, output_estimated,"
    "  cost_usd, price_in, price_cached_in, price_cache_write, price_out, price_source, ttft_ms,"
    "  elapsed_ms, error_code, error_message, error_detail, error_request_id, error_http_status,"
    "  notices, reasoning, text FROM answer ORDER BY num;"
    "DROP TABLE answer;"
    "DROP TABLE comparison;"
    "ALTER TABLE answer_3 RENAME TO answer;"

    "CREATE TABLE piece ("
    "  seq INTEGER PRIMARY KEY,"
    "  column_id TEXT NOT NULL REFERENCES answer (column_id) ON DELETE CASCADE,"
    "  kind TEXT NOT NULL CHECK (kind IN ('text', 'reasoning')),"
    "  text TEXT NOT NULL"
    ") STRICT;"
    "INSERT INTO piece (seq, column_id, kind, text)"
    " SELECT seq, column_id, kind, text FROM piece_aside ORDER BY seq;"
    "DROP TABLE piece_aside;"

    "CREATE TABLE tag ("
    "  id INTEGER PRIMARY KEY,"
    "  name TEXT NOT NULL COLLATE NOCASE UNIQUE"
    ") STRICT;"
    "CREATE TABLE conversation_tag ("
    "  tag_id INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,"
    "  active_at INTEGER NOT NULL,"
    "  conversation_id TEXT NOT NULL,"
    "  conversation_num INTEGER NOT NULL REFERENCES conversation (num) ON DELETE CASCADE,"
    "  PRIMARY KEY (tag_id, active_at, conversation_id)"
    ") STRICT, WITHOUT ROWID;"

    /* Each list is a walk along one of these. */
    "CREATE INDEX conversation_by_time ON conversation (active_at DESC, id DESC)"
    "  WHERE deleted_at IS NULL AND archived = 0;"
    "CREATE INDEX conversation_by_kind ON conversation (kind, active_at DESC, id DESC, pinned)"
    "  WHERE deleted_at IS NULL AND archived = 0;"
    "CREATE INDEX conversation_recent ON conversation (active_at DESC, id DESC)"
    "  WHERE deleted_at IS NULL AND archived = 0 AND pinned = 0;"
    "CREATE INDEX conversation_pinned ON conversation (rank DESC, id DESC)"
    "  WHERE deleted_at IS NULL AND archived = 0 AND pinned = 1;"
    "CREATE INDEX conversation_by_folder"
    "  ON conversation (folder_id, rank DESC, id DESC, deleted_at, archived)"
    "  WHERE folder_id IS NOT NULL;"
    "CREATE INDEX conversation_archived ON conversation (active_at DESC, id DESC)"
    "  WHERE deleted_at IS NULL AND archived = 1;"
    "CREATE INDEX conversation_trash ON conversation (deleted_at DESC, id DESC)"
    "  WHERE deleted_at IS NOT NULL;"
    "CREATE INDEX conversation_tag_by_conversation ON conversation_tag (conversation_num, tag_id);"

    /* The whole tree, and the models of a conversation, without a look at the rows. */
    "CREATE INDEX turn_by_conversation"
    "  ON turn (conversation_id, created_at, id, previous_id, after_id, deleted_at);"
    "CREATE INDEX answer_by_turn ON answer (turn_id, position, provider, model);"
    "CREATE INDEX answer_by_run ON answer (run_id) WHERE run_id IS NOT NULL;"
    "CREATE INDEX piece_by_column ON piece (column_id);"

    "CREATE VIRTUAL TABLE title_fts USING fts5 (title, tags, content = 'conversation',"
    "  content_rowid = 'num', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');"
    "CREATE VIRTUAL TABLE prompt_fts USING fts5 (prompt, content = 'turn',"
    "  content_rowid = 'num', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');"
    "CREATE VIRTUAL TABLE answer_fts USING fts5 (text, content = 'answer',"
    "  content_rowid = 'num', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');"
    "CREATE VIRTUAL TABLE word_fts USING fts5 (text, content = '', tokenize = 'trigram');"
    "INSERT INTO title_fts (title_fts) VALUES ('rebuild');"
    "INSERT INTO prompt_fts (prompt_fts) VALUES ('rebuild');"
    "INSERT INTO answer_fts (answer_fts) VALUES ('rebuild');"
    "INSERT INTO word_fts (rowid, text) SELECT num * 4, title FROM conversation;"
    "INSERT INTO word_fts (rowid, text) SELECT num * 4 + 1, prompt FROM turn"
    "  WHERE " NO_SPACES ("prompt") ";"
    "INSERT INTO word_fts (rowid, text) SELECT num * 4 + 2, text FROM answer"
    "  WHERE " NO_SPACES ("text") ";"

    TITLE_COMES ";" TITLE_GOES ";" TITLE_CHANGES ";"
    PROMPT_COMES ";" PROMPT_GOES ";" PROMPT_CHANGES ";"
    ANSWER_COMES ";" ANSWER_GOES ";" ANSWER_CHANGES ";"
    TAGS_FOLLOW ";";

/* Images of prompts: what is known of each once, and which prompts have it.  No table is
 * made anew: prompts of before have none. */
static const char version_4[] =
    "CREATE TABLE image ("
    "  hash TEXT NOT NULL PRIMARY KEY,"
    "  format TEXT NOT NULL,"
    "  size INTEGER NOT NULL,"
    "  width INTEGER NOT NULL,"
    "  height INTEGER NOT NULL,"
    "  animated INTEGER NOT NULL DEFAULT 0 CHECK (animated IN (0, 1)),"
    "  converted TEXT,"
    "  added_at INTEGER NOT NULL,"
    "  expired_at INTEGER"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE turn_image ("
    "  turn_id TEXT NOT NULL REFERENCES turn (id) ON DELETE CASCADE,"
    "  position INTEGER NOT NULL,"
    "  hash TEXT NOT NULL REFERENCES image (hash),"
    "  name TEXT,"
    "  alt TEXT,"
    "  PRIMARY KEY (turn_id, position)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX turn_image_by_hash ON turn_image (hash);";

/* What is thought of answers, what they were before, and how they came about.  Only new
 * tables, so that nothing that is there is copied: a program of version 3 or 4 that is open
 * goes on.  What was preferred in comparisons until now was a verdict, too. */
static const char version_5[] =
    "CREATE TABLE verdict ("
    "  num INTEGER PRIMARY KEY,"
    "  turn_id TEXT NOT NULL UNIQUE REFERENCES turn (id) ON DELETE CASCADE,"
    "  verdict TEXT CHECK (verdict IN ('preferred', 'tie', 'both-bad')),"
    "  verdict_at INTEGER,"
    "  verdict_blind INTEGER NOT NULL DEFAULT 0 CHECK (verdict_blind IN (0, 1)),"
    "  blind TEXT CHECK (blind IN ('hidden', 'revealed')),"
    "  note TEXT"
    ") STRICT;"
    "INSERT INTO verdict (turn_id, verdict)"
    " SELECT turn.id, 'preferred' FROM turn"
    " CROSS JOIN conversation ON conversation.id = turn.conversation_id"
    " WHERE turn.preferred IS NOT NULL AND conversation.kind = 'comparison' ORDER BY turn.num;"

    "CREATE TABLE answer_version ("
    "  num INTEGER PRIMARY KEY,"
    "  id TEXT NOT NULL UNIQUE,"
    "  column_id TEXT NOT NULL REFERENCES answer (column_id) ON DELETE CASCADE,"
    "  kept_at INTEGER NOT NULL,"
    "  created_at INTEGER,"
    "  provider TEXT NOT NULL,"
    "  model TEXT NOT NULL,"
    "  title TEXT NOT NULL,"
    "  params TEXT,"
    "  state TEXT NOT NULL CHECK (state IN ('done', 'stopped', 'failed', 'interrupted')),"
    "  attempt INTEGER NOT NULL,"
    "  vote TEXT CHECK (vote IN ('up', 'down')),"
    "  finish_reason TEXT,"
    "  input_tokens INTEGER,"
    "  cached_tokens INTEGER,"
    "  cache_write_tokens INTEGER,"
    "  reasoning_tokens INTEGER,"
    "  output_tokens INTEGER,"
    "  input_estimated INTEGER NOT NULL DEFAULT 0 CHECK (input_estimated IN (0, 1)),"
    "  output_estimated INTEGER NOT NULL DEFAULT 0 CHECK (output_estimated IN (0, 1)),"
    "  cost_usd REAL,"
    "  price_in REAL,"
    "  price_cached_in REAL,"
    "  price_cache_write REAL,"
    "  price_out REAL,"
    "  price_source TEXT,"
    "  ttft_ms REAL,"
    "  elapsed_ms REAL,"
    "  error_code TEXT,"
    "  error_message TEXT,"
    "  error_detail TEXT,"
    "  error_request_id TEXT,"
    "  error_http_status INTEGER,"
    "  notices TEXT,"
    "  reasoning TEXT NOT NULL,"
    "  text TEXT NOT NULL"
    ") STRICT;"

    "CREATE TABLE judgement ("
    "  num INTEGER PRIMARY KEY,"
    "  id TEXT NOT NULL UNIQUE,"
    "  turn_id TEXT NOT NULL REFERENCES turn (id) ON DELETE CASCADE,"
    "  created_at INTEGER NOT NULL,"
    "  provider TEXT NOT NULL,"
    "  model TEXT NOT NULL,"
    "  title TEXT NOT NULL,"
    "  judge_version INTEGER NOT NULL,"
    "  key TEXT,"
    "  state TEXT NOT NULL CHECK (state IN ('done', 'stopped', 'failed', 'interrupted')),"
    "  input_tokens INTEGER,"
    "  cached_tokens INTEGER,"
    "  cache_write_tokens INTEGER,"
    "  reasoning_tokens INTEGER,"
    "  output_tokens INTEGER,"
    "  input_estimated INTEGER NOT NULL DEFAULT 0 CHECK (input_estimated IN (0, 1)),"
    "  output_estimated INTEGER NOT NULL DEFAULT 0 CHECK (output_estimated IN (0, 1)),"
    "  cost_usd REAL,"
    "  error_code TEXT,"
    "  error_message TEXT,"
    "  error_detail TEXT,"
    "  error_request_id TEXT,"
    "  error_http_status INTEGER,"
    "  result TEXT,"
    "  raw TEXT"
    ") STRICT;"

    /* "" is what the column has now.  Without row numbers, since one of a column that is
     * lost is worth nothing. */
    "CREATE TABLE flight ("
    "  column_id TEXT NOT NULL REFERENCES answer (column_id) ON DELETE CASCADE,"
    "  version_id TEXT NOT NULL DEFAULT '',"
    "  created_at INTEGER NOT NULL,"
    "  data TEXT NOT NULL,"
    "  PRIMARY KEY (column_id, version_id)"
    ") STRICT, WITHOUT ROWID;"

    /* What was decided is found without a look at all that was not. */
    "CREATE INDEX verdict_given ON verdict (turn_id, verdict) WHERE verdict IS NOT NULL;"
    "CREATE INDEX verdict_hidden ON verdict (turn_id, blind) WHERE blind = 'hidden';"
    "CREATE INDEX answer_by_vote ON answer (turn_id, vote) WHERE vote IS NOT NULL;"
    "CREATE INDEX version_by_column ON answer_version (column_id, kept_at, id, created_at);"
    "CREATE INDEX judgement_by_turn ON judgement (turn_id, created_at);";

/* What may run by itself in the newest version. */
static const char *const triggers_of_program[] = {
  TITLE_COMES,  TITLE_GOES,   TITLE_CHANGES, PROMPT_COMES,   PROMPT_GOES,
  PROMPT_CHANGES, ANSWER_COMES, ANSWER_GOES, ANSWER_CHANGES, TAGS_FOLLOW,
};

static const LlmDbMigration migrations_of_program[] = {
  { version_1 },
  { version_2 },
  { version_3 },
  { version_4 },
  { version_5 },
};

/**
 * llm_db_migrations_get:
 * @n_migrations: (out): where to put their number, which is the newest version
 *
 * Returns: (transfer none) (array length=n_migrations): the steps of this program
 */
const LlmDbMigration *
llm_db_migrations_get (guint *n_migrations)
{
  g_return_val_if_fail (n_migrations != NULL, NULL);

  *n_migrations = G_N_ELEMENTS (migrations_of_program);
  return migrations_of_program;
}

static gboolean
check_owner (LlmDb *db, gint64 version, GError **error)
{
  gint64 application_id, n_tables;

  if (!llm_db_query_int64 (db, "PRAGMA application_id", &application_id, error))
    return FALSE;
  if (application_id == LLM_DB_APPLICATION_ID)
    return TRUE;
  if (application_id == 0 && version == 0)
    {
      if (!llm_db_query_int64 (db, "SELECT count(*) FROM sqlite_schema", &n_tables, error))
        return FALSE;
      if (n_tables == 0)
        return TRUE;
    }
  g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_OPEN,
                       _ ("The history file belongs to another program. Move it away to start a "
                          "new history."));
  return FALSE;
}

static gboolean
read_version (LlmDb *db, guint newest, gint64 *version, GError **error)
{
  if (!llm_db_query_int64 (db, "PRAGMA user_version", version, error)
      || !check_owner (db, *version, error))
    return FALSE;
  if (*version >= 0 && *version <= newest)
    return TRUE;

  g_set_error (error, LLM_DB_ERROR, LLM_DB_ERROR_VERSION_TOO_NEW,
               _ ("The history was written by a newer version of the program (format %d, this one "
                  "knows %u). Update the program to use it."),
               (int) *version, newest);
  return FALSE;
}

/**
 * llm_db_migrations_is_current:
 * @db: a connection outside of a transaction
 * @n_migrations: the newest version
 * @current: (out): whether the file has that version
 * @error: where to put an #LLM_DB_ERROR; %LLM_DB_ERROR_VERSION_TOO_NEW for a file
 *   of a later program, %LLM_DB_ERROR_OPEN for one of another program
 *
 * Returns: whether the file is ours and not too new
 */
gboolean
llm_db_migrations_is_current (LlmDb *db, guint n_migrations, gboolean *current, GError **error)
{
  gint64 version;
  gboolean known;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (current != NULL, FALSE);

  /* One look at it all: another process may be making the file right now. */
  if (!llm_db_begin_read (db, error))
    return FALSE;
  known = read_version (db, n_migrations, &version, error);
  llm_db_rollback (db);
  if (known)
    *current = version == n_migrations;
  return known;
}

static gboolean
set_version (LlmDb *db, guint version, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %u",
                                          LLM_DB_APPLICATION_ID, version);

  return llm_db_execute (db, sql, error);
}

/* One step in the open transaction, which begins with a look at the version:
 * another process may have been faster. */
static gboolean
run_next (LlmDb *db,
          const LlmDbMigration *migrations,
          guint n_migrations,
          gboolean *finished,
          GError **error)
{
  gint64 version;

  if (!read_version (db, n_migrations, &version, error))
    return FALSE;
  if (version == n_migrations)
    {
      *finished = TRUE;
      return TRUE;
    }
  return llm_db_execute (db, migrations[version].sql, error)
         && set_version (db, (guint) version + 1, error);
}

/**
 * llm_db_migrations_run:
 * @db: a connection outside of a transaction
 * @migrations: (array length=n_migrations): the steps from an empty file on
 * @n_migrations: their number, which is the newest version
 * @error: where to put an #LLM_DB_ERROR
 *
 * Brings the file to the newest version, each step in a transaction of its own:
 * when one fails the file has the version before it.
 *
 * Returns: whether the file has the newest version
 */
gboolean
llm_db_migrations_run (LlmDb *db,
                       const LlmDbMigration *migrations,
                       guint n_migrations,
                       GError **error)
{
  gboolean finished = FALSE;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (migrations != NULL, FALSE);

  while (!finished)
    {
      if (!llm_db_begin_write (db, error))
        return FALSE;
      if (!run_next (db, migrations, n_migrations, &finished, error)
          || !llm_db_commit (db, error))
        {
          llm_db_rollback (db);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
is_ours (const char *sql)
{
  for (guint i = 0; i < G_N_ELEMENTS (triggers_of_program); i++)
    {
      if (g_strcmp0 (sql, triggers_of_program[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * llm_db_migrations_trust:
 * @db: a connection to a file of the newest version
 * @error: where to put an #LLM_DB_ERROR; %LLM_DB_ERROR_OPEN if it was tampered with
 *
 * Lets triggers write to the full-text indexes, after a look at each of them: SQLite
 * 3.40 has only one switch for that and for whatever else triggers and views may do.
 *
 * Returns: whether triggers and views are those of this program, word for word
 */
gboolean
llm_db_migrations_trust (LlmDb *db, GError **error)
{
  g_autoptr (LlmStatement) statement = NULL;
  gboolean has_row;

  g_return_val_if_fail (db != NULL, FALSE);

  statement = llm_db_prepare (
      db, "SELECT sql FROM sqlite_schema WHERE type IN ('trigger', 'view')", error);
  if (statement == NULL)
    return FALSE;
  do
    {
      if (!llm_statement_step (statement, &has_row, error))
        return FALSE;
      if (has_row && !is_ours (llm_statement_get_text (statement, 0, NULL)))
        {
          g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_OPEN,
                               _ ("The history file was changed by another program and is only "
                                  "read. Restore a backup of it to go on writing."));
          return FALSE;
        }
    }
  while (has_row);
  llm_db_trust_schema (db);
  return TRUE;
}
