/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

/* Makes a history of many conversations that nobody had, for benchmarks: see
 * docs/benchmarks.md. */

#include "llm-db.h"
#include "llm-db-migrations.h"
#include "seed-text.h"

#include <string.h>

#define N_FOLDERS 12
#define N_TAGS 40
#define FIRST_DAY (G_GINT64_CONSTANT (1609459200) * G_USEC_PER_SEC)
#define PER_TRANSACTION 5000
#define MAX_ANSWER (1 << 20)

typedef struct
{
  LlmDb *db;
  SeedText *text;
  GRand *random;
  LlmStatement *conversation;
  LlmStatement *turn;
  LlmStatement *answer;
  LlmStatement *tag;
  char *folders[N_FOLDERS];
  gint64 now;
  guint n_messages;
} Seed;

typedef struct
{
  const char *provider;
  const char *model;
} Model;

/* The last one is asked rarely. */
static const Model models[] = {
  { "openai", "gpt-5" },          { "anthropic", "claude-sonnet" },
  { "gemini", "gemini-pro" },     { "mistral", "mistral-large" },
  { "ollama", "llama3:8b" },      { "openai", "gpt-5-mini" },
  { "anthropic", "claude-opus" }, { "local", "seldom" },
};

static const char sql_conversation[]
    = "INSERT INTO conversation (num, id, kind, title, title_made, snippet, created_at, active_at,"
      "  rank, deleted_at, pinned, archived, folder_id, n_messages, models, tags, active_id)"
      " VALUES (:num, :id, :kind, :title, 0, :snippet, :at, :active_at, :active_at, :deleted_at,"
      "  :pinned, :archived, :folder_id, :n_messages, :models, :tags, :active_id)";

static const char sql_turn[]
    = "INSERT INTO turn (id, conversation_id, previous_id, after_id, created_at, updated_at,"
      "  preferred, prompt)"
      " VALUES (:id, :conversation_id, :previous_id, :after_id, :at, :at, :preferred, :prompt)";

static const char sql_answer[]
    = "INSERT INTO answer (column_id, turn_id, position, continues, created_at, provider, model,"
      "  title, state, attempt, vote, finish_reason, input_tokens, output_tokens, ttft_ms,"
      "  elapsed_ms, reasoning, text)"
      " VALUES (:column_id, :turn_id, :position, :continues, :at, :provider, :model, :model, "
      "'done',"
      "  1, :vote, 'stop', length (:text) / 5, length (:text) / 4, 350.0, 4200.0, '', :text)";

static const char sql_tag[] = "INSERT OR IGNORE INTO conversation_tag (tag_id, active_at, "
                              "conversation_id, conversation_num)"
                              " VALUES (:tag_id, :active_at, :id, :num)";

static void
check (gboolean good, GError *error)
{
  if (!good)
    g_error ("%s", error != NULL ? error->message : "failed");
}

static void
execute (Seed *seed, const char *sql)
{
  g_autoptr (GError) error = NULL;

  check (llm_db_execute (seed->db, sql, &error), error);
}

static LlmStatement *
prepare (Seed *seed, const char *sql)
{
  g_autoptr (GError) error = NULL;
  LlmStatement *statement = llm_db_prepare (seed->db, sql, &error);

  check (statement != NULL, error);
  return statement;
}

/* Runs a statement and makes it ready again. */
static void
run (Seed *seed, LlmStatement **statement, const char *sql)
{
  g_autoptr (GError) error = NULL;

  check (llm_statement_run (*statement, &error), error);
  llm_statement_release (*statement);
  *statement = prepare (seed, sql);
}

static gboolean
one_of (Seed *seed, gint32 n)
{
  return g_rand_int_range (seed->random, 0, n) == 0;
}

static const Model *
pick_model (Seed *seed)
{
  const gint32 n = G_N_ELEMENTS (models) - 1;

  return one_of (seed, 5000) ? &models[n] : &models[g_rand_int_range (seed->random, 0, n)];
}

static void
note_model (GString *known, const Model *model)
{
  g_autofree char *name = g_strdup_printf ("%s:%s", model->provider, model->model);

  if (strstr (known->str, name) == NULL)
    g_string_append_printf (known, "%s%s", known->len > 0 ? "\n" : "", name);
}

static void
add_answer (Seed *seed,
            const char *turn_id,
            const char *column_id,
            const char *continues,
            const Model *model,
            guint position,
            guint language)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gsize size = seed_text_pick_size (seed->text, 380, 0.9, MAX_ANSWER);

  if (one_of (seed, 50000))
    size = MAX_ANSWER;
  seed_text_add (seed->text, text, language, size);
  llm_statement_bind_text (seed->answer, ":column_id", column_id);
  llm_statement_bind_text (seed->answer, ":turn_id", turn_id);
  llm_statement_bind_int64 (seed->answer, ":position", position);
  llm_statement_bind_text (seed->answer, ":continues", continues);
  llm_statement_bind_int64 (seed->answer, ":at", seed->now);
  llm_statement_bind_text (seed->answer, ":provider", model->provider);
  llm_statement_bind_text (seed->answer, ":model", model->model);
  llm_statement_bind_text (seed->answer, ":vote", one_of (seed, 20) ? "up" : NULL);
  llm_statement_bind_text (seed->answer, ":text", text->str);
  run (seed, &seed->answer, sql_answer);
  seed->n_messages++;
}

static void
add_turn (Seed *seed,
          const char *conversation_id,
          const char *id,
          const char *previous_id,
          const char *after_id,
          const char *preferred,
          const char *prompt)
{
  llm_statement_bind_text (seed->turn, ":id", id);
  llm_statement_bind_text (seed->turn, ":conversation_id", conversation_id);
  llm_statement_bind_text (seed->turn, ":previous_id", previous_id);
  llm_statement_bind_text (seed->turn, ":after_id", after_id);
  llm_statement_bind_int64 (seed->turn, ":at", seed->now);
  llm_statement_bind_text (seed->turn, ":preferred", preferred);
  llm_statement_bind_text (seed->turn, ":prompt", prompt);
  run (seed, &seed->turn, sql_turn);
  seed->n_messages++;
}

/* One turn after the other; comparisons have three columns. */
static void
add_turns (Seed *seed,
           const char *id,
           GPtrArray *ids,
           const Model **columns,
           guint n_columns,
           guint language,
           char **prompts)
{
  g_autofree char **last = g_new0 (char *, n_columns);
  char *before = NULL;

  for (guint i = 0; i < ids->len; i++)
    {
      const char *after_id = n_columns == 1 ? last[0] : NULL;
      char *answers[3];

      for (guint j = 0; j < n_columns; j++)
        answers[j] = seed_text_make_id (seed->text);
      add_turn (seed, id, ids->pdata[i], before, after_id, answers[0], prompts[i]);
      for (guint j = 0; j < n_columns; j++)
        {
          add_answer (seed, ids->pdata[i], answers[j], n_columns > 1 ? last[j] : NULL, columns[j],
                      j, language);
          g_free (last[j]);
          last[j] = answers[j];
        }
      before = ids->pdata[i];
      seed->now += g_rand_int_range (seed->random, 5, 300) * G_USEC_PER_SEC;
    }
  for (guint j = 0; j < n_columns; j++)
    g_free (last[j]);
}

static void
add_tags (Seed *seed, const char *id, guint num, GString *names, gint64 active_at)
{
  guint n = one_of (seed, 8) ? 1 + one_of (seed, 3) : 0;
  guint last = 0;

  for (guint i = 0; i < n; i++)
    {
      guint tag = last + (guint) g_rand_int_range (seed->random, 1, N_TAGS / 2);

      g_string_append_printf (names, "%stopic %02u", names->len > 0 ? "\n" : "", tag);
      llm_statement_bind_int64 (seed->tag, ":tag_id", tag);
      llm_statement_bind_int64 (seed->tag, ":active_at", active_at);
      llm_statement_bind_text (seed->tag, ":id", id);
      llm_statement_bind_int64 (seed->tag, ":num", num);
      run (seed, &seed->tag, sql_tag);
      last = tag;
    }
}

static void
add_row (Seed *seed,
         const char *id,
         guint num,
         gboolean is_chat,
         const char *title,
         const char *prompt,
         const char *known,
         const char *active_id,
         const char *tags,
         gint64 active_at,
         guint n_messages)
{
  g_autofree char *snippet = g_utf8_substring (prompt, 0, MIN (g_utf8_strlen (prompt, -1), 160));

  g_strdelimit (snippet, "\n", ' ');
  llm_statement_bind_int64 (seed->conversation, ":num", num);
  llm_statement_bind_text (seed->conversation, ":id", id);
  llm_statement_bind_text (seed->conversation, ":kind", is_chat ? "chat" : "comparison");
  llm_statement_bind_text (seed->conversation, ":title", title);
  llm_statement_bind_text (seed->conversation, ":snippet", snippet);
  llm_statement_bind_int64 (seed->conversation, ":at", seed->now);
  llm_statement_bind_int64 (seed->conversation, ":active_at", active_at);
  if (one_of (seed, 50))
    llm_statement_bind_int64 (seed->conversation, ":deleted_at", active_at + G_USEC_PER_SEC);
  llm_statement_bind_int64 (seed->conversation, ":pinned", one_of (seed, 2000));
  llm_statement_bind_int64 (seed->conversation, ":archived", one_of (seed, 20));
  if (one_of (seed, 5))
    llm_statement_bind_text (seed->conversation, ":folder_id",
                             seed->folders[g_rand_int_range (seed->random, 0, N_FOLDERS)]);
  llm_statement_bind_int64 (seed->conversation, ":n_messages", n_messages);
  llm_statement_bind_text (seed->conversation, ":models", known);
  llm_statement_bind_text (seed->conversation, ":tags", tags);
  llm_statement_bind_text (seed->conversation, ":active_id", active_id);
  run (seed, &seed->conversation, sql_conversation);
}

static char *
make_text (Seed *seed, guint language, double median, gsize most)
{
  GString *text = g_string_new (NULL);

  seed_text_add (seed->text, text, language, seed_text_pick_size (seed->text, median, 0.8, most));
  return g_strchomp (g_string_free (text, FALSE));
}

static void
add_conversation (Seed *seed, guint num, guint n_messages)
{
  gboolean is_chat = !one_of (seed, 3);
  guint n_columns = is_chat ? 1 : 3;
  guint n_turns = MAX (1, (n_messages + n_columns / 2) / (n_columns + 1));
  guint language = seed_text_pick_language (seed->text);
  g_autofree char *id = seed_text_make_id (seed->text);
  g_autofree char *title = make_text (seed, language, 30, 60);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) known = g_string_new (NULL);
  g_autoptr (GString) tags = g_string_new (NULL);
  g_auto (GStrv) prompts = g_new0 (char *, n_turns + 1);
  gint64 active_at = seed->now + n_turns * 150 * G_USEC_PER_SEC;
  const Model *columns[3];

  for (guint i = 0; i < n_columns; i++)
    {
      columns[i] = pick_model (seed);
      note_model (known, columns[i]);
    }
  for (guint i = 0; i < n_turns; i++)
    {
      prompts[i] = make_text (seed, language, 90, 20000);
      g_ptr_array_add (ids, seed_text_make_id (seed->text));
    }
  g_strdelimit (title, "\n", ' ');
  /* The tags' names are known before their rows can refer to the conversation. */
  execute (seed, "PRAGMA defer_foreign_keys = ON");
  add_tags (seed, id, num, tags, active_at);
  add_row (seed, id, num, is_chat, title, prompts[0], known->str, ids->pdata[n_turns - 1],
           tags->str, active_at, n_turns * (n_columns + 1));
  add_turns (seed, id, ids, columns, n_columns, language, prompts);
}

/* How much the full-text indexes collect before they write: much is faster. */
static void
set_index_memory (Seed *seed, guint bytes)
{
  const char *const names[] = { "title_fts", "prompt_fts", "answer_fts", "word_fts" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *sql = g_strdup_printf ("INSERT INTO %s (%s, rank) VALUES ('hashsize', %u)",
                                              names[i], names[i], bytes);

      execute (seed, sql);
    }
}

static void
set_up (Seed *seed, const char *path)
{
  g_autoptr (GError) error = NULL;
  const LlmDbMigration *migrations;
  guint n_migrations;

  seed->db = llm_db_open (path, LLM_DB_READ_WRITE, &error);
  check (seed->db != NULL, error);
  /* Nobody needs half of it. */
  execute (seed, "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = MEMORY;"
                 "PRAGMA synchronous = OFF; PRAGMA cache_size = -200000;"
                 "PRAGMA temp_store = MEMORY; PRAGMA locking_mode = EXCLUSIVE");
  migrations = llm_db_migrations_get (&n_migrations);
  check (llm_db_migrations_run (seed->db, migrations, n_migrations, &error), error);
  check (llm_db_migrations_trust (seed->db, &error), error);
  set_index_memory (seed, 64 << 20);
  for (guint i = 0; i < N_FOLDERS; i++)
    {
      g_autofree char *sql = NULL;

      seed->folders[i] = seed_text_make_id (seed->text);
      sql = g_strdup_printf ("INSERT INTO folder VALUES ('%s', 'Folder %u', NULL, %u)",
                             seed->folders[i], i, i);
      execute (seed, sql);
    }
  for (guint i = 1; i <= N_TAGS; i++)
    {
      g_autofree char *sql
          = g_strdup_printf ("INSERT INTO tag (id, name) VALUES (%u, 'topic %02u')", i, i);

      execute (seed, sql);
    }
  seed->conversation = prepare (seed, sql_conversation);
  seed->turn = prepare (seed, sql_turn);
  seed->answer = prepare (seed, sql_answer);
  seed->tag = prepare (seed, sql_tag);
}

static void
tear_down (Seed *seed)
{
  llm_statement_release (seed->conversation);
  llm_statement_release (seed->turn);
  llm_statement_release (seed->answer);
  llm_statement_release (seed->tag);
  set_index_memory (seed, 1 << 20);
  execute (seed, "PRAGMA analysis_limit = 400; PRAGMA optimize");
  execute (seed, "PRAGMA locking_mode = NORMAL; PRAGMA journal_mode = WAL");
  llm_db_close (seed->db);
  for (guint i = 0; i < N_FOLDERS; i++)
    g_free (seed->folders[i]);
  seed_text_free (seed->text);
}

/* Few conversations are long, most are short: their mean is what is asked for. */
static guint
pick_messages (Seed *seed, guint left, guint n_left)
{
  double mean = (double) left / n_left;

  if (n_left == 1)
    return left;
  return (guint) CLAMP (seed_text_pick_size (seed->text, 100 * mean / 1.38, 0.8, 40000 * 100) / 100,
                        2, 20000);
}

static void
fill (Seed *seed, guint n_conversations, guint n_messages)
{
  gint64 start = g_get_monotonic_time ();

  execute (seed, "BEGIN");
  for (guint i = 0; i < n_conversations; i++)
    {
      guint left = n_messages > seed->n_messages ? n_messages - seed->n_messages : 2;

      add_conversation (seed, i + 1, pick_messages (seed, left, n_conversations - i));
      seed->now += g_rand_int_range (seed->random, 60, 1200) * G_USEC_PER_SEC;
      if (i % PER_TRANSACTION == PER_TRANSACTION - 1)
        {
          execute (seed, "COMMIT");
          execute (seed, "BEGIN");
          g_print ("# %u conversations, %u messages, %.0f s\n", i + 1, seed->n_messages,
                   (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
        }
    }
  execute (seed, "COMMIT");
}

int
main (int argc, char **argv)
{
  int n_conversations = 100000, n_messages = 1000000, number = 1;
  const GOptionEntry entries[] = {
    { "conversations", 0, 0, G_OPTION_ARG_INT, &n_conversations, "How many", "N" },
    { "messages", 0, 0, G_OPTION_ARG_INT, &n_messages, "Prompts and answers in all", "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT, &number, "What makes the difference", "N" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE");
  g_autoptr (GError) error = NULL;
  Seed seed = { .now = FIRST_DAY };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2 || n_conversations < 1)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "Say which file to make");
      return 2;
    }
  if (g_file_test (argv[1], G_FILE_TEST_EXISTS))
    {
      g_printerr ("%s is there already\n", argv[1]);
      return 1;
    }
  seed.text = seed_text_new ((guint32) number);
  seed.random = seed_text_get_random (seed.text);
  set_up (&seed, argv[1]);
  fill (&seed, (guint) n_conversations, (guint) MAX (n_messages, n_conversations));
  g_print ("%u messages\n", seed.n_messages);
  tear_down (&seed);
  return 0;
}
