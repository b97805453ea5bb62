/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-import-private.h"

#include <string.h>

/* From a tree of messages, as other programs have it, to one of turns.  A message of the user
 * is a turn; what follows up to the next ones is its answer, or its answers where the tree
 * branches.  All walks go along arrays: trees may be as deep as there are messages. */

#define NONE G_MAXUINT

#define SNIPPET_CHARS 160

typedef struct
{
  LlmImporter *importer;
  LlmImportTree *tree;
  LlmConversation *conversation;
  LlmImportNode **nodes;
  guint n;
  guint *parents;
  guint *order;   /* parents before their children */
  guint *users;   /* the message of the user that each comes after or is; NONE */
  guint *content; /* of its answer, the last message that says something; NONE */
  guint *answers; /* of messages of the user, how many answers they got */
  gboolean *is_end;
  gint64 *times;
  LlmComparison **turns;
  gsize written; /* bytes of answers: what comes before a branch is in all of its answers */
} Builder;

static void
node_free (gpointer data)
{
  LlmImportNode *node = data;

  g_free (node->id);
  g_free (node->parent);
  g_free (node->text);
  g_free (node->reasoning);
  g_free (node->model);
  g_free (node);
}

void
llm_import_tree_init (LlmImportTree *tree)
{
  memset (tree, 0, sizeof *tree);
  tree->nodes = g_ptr_array_new_with_free_func (node_free);
}

void
llm_import_tree_clear (LlmImportTree *tree)
{
  g_clear_pointer (&tree->nodes, g_ptr_array_unref);
  g_clear_pointer (&tree->system, g_free);
}

LlmImportNode *
llm_import_tree_add (LlmImportTree *tree, const char *id)
{
  LlmImportNode *node = g_new0 (LlmImportNode, 1);

  node->id = g_strdup (id);
  g_ptr_array_add (tree->nodes, node);
  return node;
}

/* --- Ids --- */

static gboolean
is_lower_uuid (const char *id)
{
  for (const char *p = id; *p != '\0'; p++)
    if (g_ascii_isupper (*p))
      return FALSE;
  return g_uuid_string_is_valid (id);
}

/**
 * llm_import_make_uuid:
 * @source: the other program
 * @outer_id: (nullable): of what @id is unique in
 * @id: as the other program calls it
 *
 * Returns: (transfer full): @id if it is a uuid, else one that is made of it (version 5), the
 *   same each time
 */
char *
llm_import_make_uuid (const char *source, const char *outer_id, const char *id)
{
  /* Of this program, for this purpose. */
  static const guint8 name_space[] = { 0x6a, 0x3c, 0x1f, 0x52, 0x8e, 0x0d, 0x4b, 0x77,
                                       0x9a, 0x41, 0x5e, 0xc6, 0x20, 0xf4, 0xb8, 0x13 };
  g_autoptr (GChecksum) checksum = NULL;
  g_autofree char *name = NULL;
  guint8 digest[20];
  gsize length = sizeof digest;

  if (is_lower_uuid (id))
    return g_strdup (id);
  name = g_strconcat (source, "\n", outer_id != NULL ? outer_id : "", "\n", id, NULL);
  checksum = g_checksum_new (G_CHECKSUM_SHA1);
  g_checksum_update (checksum, name_space, sizeof name_space);
  g_checksum_update (checksum, (const guchar *) name, (gssize) strlen (name));
  g_checksum_get_digest (checksum, digest, &length);
  digest[6] = (guint8) ((digest[6] & 0x0f) | 0x50);
  digest[8] = (guint8) ((digest[8] & 0x3f) | 0x80);
  return g_strdup_printf ("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                          digest[0], digest[1], digest[2], digest[3], digest[4], digest[5],
                          digest[6], digest[7], digest[8], digest[9], digest[10], digest[11],
                          digest[12], digest[13], digest[14], digest[15]);
}

static char *
make_id (Builder *self, guint index)
{
  return llm_import_make_uuid (self->tree->source, self->tree->id, self->nodes[index]->id);
}

/* --- The shape of the tree --- */

static void
find_parents (Builder *self)
{
  g_autoptr (GHashTable) indices = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->n; i++)
    g_hash_table_insert (indices, self->nodes[i]->id, GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < self->n; i++)
    {
      const char *parent = self->nodes[i]->parent;
      const guint found
          = parent != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (indices, parent)) : 0;

      self->parents[i] = found > 0 ? found - 1 : NONE;
    }
}

/* What goes in circles has no beginning: it is reached from nowhere, and gets one where the
 * file names it first. */
static void
cut_circles (Builder *self)
{
  g_autofree guint *seen = g_new0 (guint, self->n);

  for (guint i = 0; i < self->n; i++)
    {
      guint at = i;

      while (at != NONE && seen[at] == 0)
        {
          const guint next = self->parents[at];

          seen[at] = i + 1;
          if (next != NONE && seen[next] == i + 1)
            self->parents[at] = NONE;
          at = self->parents[at];
        }
    }
}

/* Breadth first, siblings as in the file. */
static void
find_order (Builder *self)
{
  g_autofree guint *first = g_new (guint, self->n);
  g_autofree guint *next = g_new (guint, self->n);
  guint n = 0;

  for (guint i = 0; i < self->n; i++)
    first[i] = NONE;
  for (guint i = self->n; i > 0; i--)
    {
      const guint parent = self->parents[i - 1];

      if (parent == NONE)
        continue;
      next[i - 1] = first[parent];
      first[parent] = i - 1;
    }
  for (guint i = 0; i < self->n; i++)
    if (self->parents[i] == NONE)
      self->order[n++] = i;
  for (guint i = 0; i < n; i++)
    for (guint child = first[self->order[i]]; child != NONE; child = next[child])
      self->order[n++] = child;
}

static gboolean
says_something (const LlmImportNode *node)
{
  return (node->text != NULL && *node->text != '\0')
         || (node->reasoning != NULL && *node->reasoning != '\0');
}

/* From the top downwards, so that what is known of the parent is there. */
static void
describe_nodes (Builder *self)
{
  for (guint i = 0; i < self->n; i++)
    {
      const guint index = self->order[i];
      const LlmImportNode *node = self->nodes[index];
      const guint parent = self->parents[index];
      const gboolean is_user = node->role == LLM_IMPORT_USER;

      self->times[index] = node->created_at != 0 ? node->created_at
                           : parent != NONE      ? self->times[parent]
                                                 : self->tree->created_at;
      self->users[index] = is_user ? index : parent != NONE ? self->users[parent] : NONE;
      self->content[index] = is_user                 ? NONE
                             : says_something (node) ? index
                             : parent != NONE        ? self->content[parent]
                                                     : NONE;
      self->is_end[index] = TRUE;
      /* Where the user goes on, an answer ends, too. */
      if (parent != NONE && !is_user)
        self->is_end[parent] = FALSE;
    }
  for (guint i = 0; i < self->n; i++)
    if (self->nodes[i]->role == LLM_IMPORT_USER && self->parents[i] != NONE)
      self->is_end[self->parents[i]] = TRUE;
}

/* --- Turns and answers --- */

static void
add_turn (Builder *self, guint index)
{
  const LlmImportNode *node = self->nodes[index];
  const guint parent = self->parents[index];
  const guint before = parent != NONE ? self->users[parent] : NONE;
  const guint after = parent != NONE ? self->content[parent] : NONE;
  g_autofree char *id = make_id (self, index);
  g_autofree char *previous_id = NULL;
  g_autofree char *after_id = NULL;
  g_autofree char *title = NULL;
  const char *text = node->text != NULL ? node->text : "";
  LlmComparison *turn;

  if (before != NONE && self->turns[before] != NULL)
    {
      previous_id = make_id (self, before);
      if (after != NONE)
        after_id = make_id (self, after);
    }
  title = llm_comparison_make_title (text);
  turn = llm_comparison_new_with_id (id, text, self->tree->system, title, self->times[index]);
  llm_comparison_set_place (turn, llm_conversation_get_id (self->conversation), previous_id,
                            after_id);
  self->turns[index] = turn;
}

static void
join (GString *out, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  if (out->len > 0)
    g_string_append (out, "\n\n");
  g_string_append (out, text);
}

/* All that was said from the prompt up to the last message of an answer. */
static LlmAnswer *
make_answer (Builder *self, guint last)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) reasoning = g_string_new (NULL);
  g_autoptr (GArray) way = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *id = make_id (self, last);
  const char *model = NULL;
  LlmAnswer *answer;

  for (guint at = last; at != NONE && at != self->users[last]; at = self->parents[at])
    g_array_append_val (way, at);
  for (guint i = way->len; i > 0; i--)
    {
      const LlmImportNode *node = self->nodes[g_array_index (way, guint, i - 1)];

      join (text, node->text);
      join (reasoning, node->reasoning);
      if (node->model != NULL && *node->model != '\0')
        model = node->model;
    }
  if (model == NULL)
    model = self->tree->model != NULL && *self->tree->model != '\0' ? self->tree->model : "-";
  answer = llm_answer_new_with_id (id, self->tree->provider, model, NULL);
  llm_answer_set_created_at (answer, self->times[g_array_index (way, guint, way->len - 1)]);
  llm_answer_append (answer, LLM_DELTA_REASONING, reasoning->str);
  llm_answer_append (answer, LLM_DELTA_TEXT, text->str);
  llm_answer_set_finish_reason (answer, self->nodes[last]->finish_reason);
  llm_answer_restore (answer, self->nodes[last]->is_cut ? LLM_ANSWER_INTERRUPTED : LLM_ANSWER_DONE);
  return answer;
}

static void
add_answers (Builder *self)
{
  g_autofree gboolean *done = g_new0 (gboolean, self->n);

  for (guint i = 0; i < self->n; i++)
    {
      const guint index = self->order[i];
      const guint last = self->is_end[index] ? self->content[index] : NONE;
      const guint user = self->users[index];
      g_autoptr (LlmAnswer) answer = NULL;

      if (last == NONE || done[last])
        continue;
      done[last] = TRUE;
      if (user == NONE)
        {
          /* Said before the user said anything. */
          llm_importer_count (self->importer, LLM_IMPORT_UNKNOWN_PARTS, 1);
          continue;
        }
      if (self->answers[user] >= self->importer->limits->answers
          || self->written > self->importer->limits->item)
        {
          llm_importer_count (self->importer, LLM_IMPORT_ANSWERS, 1);
          continue;
        }
      answer = make_answer (self, last);
      if (llm_comparison_find (self->turns[user], llm_answer_get_column_id (answer), NULL) != NULL)
        continue;
      llm_comparison_add (self->turns[user], answer);
      self->answers[user]++;
      self->written
          += llm_answer_get_text_length (answer) + llm_answer_get_reasoning_length (answer);
    }
}

static void
add_turns (Builder *self)
{
  for (guint i = 0; i < self->n; i++)
    {
      LlmComparison *comparison = self->turns[self->order[i]];
      g_autoptr (LlmTurn) turn = NULL;

      if (comparison == NULL)
        continue;
      turn = llm_turn_new_loaded (comparison);
      /* An id that was made of one and is that of another: made on purpose. */
      if (llm_conversation_find (self->conversation, llm_turn_get_id (turn)) != NULL)
        llm_importer_count (self->importer, LLM_IMPORT_UNKNOWN_PARTS, 1);
      else
        llm_conversation_add (self->conversation, turn);
    }
}

/* Without a word of the file, the newest one, of equals that which is further down. */
static guint
find_current (Builder *self)
{
  guint newest = NONE;

  for (guint i = 0; i < self->n; i++)
    {
      const guint index = self->order[i];

      if (g_strcmp0 (self->nodes[index]->id, self->tree->current) == 0)
        return index;
      if (newest == NONE || self->times[index] >= self->times[newest])
        newest = index;
    }
  return newest;
}

/* Shows the branch and the answer that were shown. */
static void
show_current (Builder *self)
{
  const guint current = find_current (self);
  const guint user = current != NONE ? self->users[current] : NONE;
  const guint last = current != NONE ? self->content[current] : NONE;
  g_autofree char *id = NULL;

  if (user != NONE && last != NONE)
    {
      id = make_id (self, last);
      if (llm_comparison_find (self->turns[user], id, NULL) != NULL)
        llm_comparison_choose (self->turns[user], id);
    }
  llm_conversation_set_active_id (self->conversation,
                                  user != NONE ? llm_comparison_get_id (self->turns[user]) : NULL);
}

/* --- How it is listed --- */

static char *
make_snippet (const char *prompt)
{
  GString *snippet = g_string_new (NULL);
  gboolean space = FALSE;
  guint n = 0;

  for (const char *p = prompt; *p != '\0' && n < SNIPPET_CHARS; p = g_utf8_next_char (p))
    {
      const gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
        {
          space = snippet->len > 0;
          continue;
        }
      if (space && ++n < SNIPPET_CHARS)
        g_string_append_c (snippet, ' ');
      space = FALSE;
      if (n++ < SNIPPET_CHARS)
        g_string_append_unichar (snippet, c);
    }
  return g_string_free (snippet, FALSE);
}

static char **
list_models (Builder *self, guint *n_messages)
{
  g_autoptr (GPtrArray) models = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->n; i++)
    {
      LlmComparison *turn = self->turns[self->order[i]];
      const guint n = turn != NULL ? llm_comparison_get_n_answers (turn) : 0;

      *n_messages += turn != NULL ? n + 1 : 0;
      for (guint j = 0; j < n; j++)
        {
          LlmAnswer *answer = llm_comparison_get_answer (turn, j);
          char *name = g_strdup_printf ("%s:%s", llm_answer_get_provider_id (answer),
                                        llm_answer_get_model_id (answer));

          if (g_hash_table_contains (seen, name))
            {
              g_free (name);
              continue;
            }
          g_hash_table_add (seen, name);
          g_ptr_array_add (models, name);
        }
    }
  g_ptr_array_add (models, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&models), FALSE);
}

static void
add_entry (Builder *self)
{
  LlmImportTree *tree = self->tree;
  g_autoptr (LlmTurn) first = g_list_model_get_item (G_LIST_MODEL (self->conversation), 0);
  g_autofree char *snippet = NULL;
  g_auto (GStrv) models = NULL;
  g_autoptr (LlmHistoryEntry) entry = NULL;
  LlmEntryData data = { 0 };

  models = list_models (self, &data.n_messages);
  if (first != NULL)
    snippet = make_snippet (llm_comparison_get_prompt (llm_turn_get_comparison (first)));
  data.id = llm_conversation_get_id (self->conversation);
  data.kind = LLM_KIND_CHAT;
  data.title = llm_conversation_get_title (self->conversation);
  data.snippet = snippet;
  data.created_at = tree->created_at;
  data.active_at = MAX (tree->active_at, tree->created_at);
  data.pinned = tree->pinned;
  data.archived = tree->archived;
  data.models = (const char *const *) models;
  entry = llm_history_entry_new (&data);
  llm_conversation_set_entry (self->conversation, entry);
}

static char *
make_title (Builder *self)
{
  g_autofree char *title
      = llm_comparison_make_title (self->tree->title != NULL ? self->tree->title : "");

  for (guint i = 0; i < self->n && *title == '\0'; i++)
    if (self->turns[self->order[i]] != NULL)
      {
        g_free (title);
        title = llm_comparison_make_title (llm_comparison_get_prompt (self->turns[self->order[i]]));
      }
  return g_steal_pointer (&title);
}

static void
build (Builder *self)
{
  g_autofree char *id = llm_import_make_uuid (self->tree->source, NULL, self->tree->id);
  g_autofree char *title = NULL;

  self->conversation = llm_conversation_new_with_id (id, LLM_KIND_CHAT, NULL,
                                                     self->tree->created_at, self->tree->system);
  for (guint i = 0; i < self->n; i++)
    if (self->nodes[self->order[i]]->role == LLM_IMPORT_USER)
      add_turn (self, self->order[i]);
  title = make_title (self);
  llm_conversation_set_title (self->conversation, title);
  add_answers (self);
  add_turns (self);
  show_current (self);
  add_entry (self);
}

/**
 * llm_import_tree_build:
 * @importer: what counts
 * @tree: messages of another program, with ids that are unique
 *
 * Returns: (transfer full) (nullable): a chat, or %NULL, which is counted, if nobody asked
 *   anything in it
 */
LlmConversation *
llm_import_tree_build (LlmImporter *importer, LlmImportTree *tree)
{
  Builder self = { importer, tree };

  self.nodes = (LlmImportNode **) tree->nodes->pdata;
  self.n = tree->nodes->len;
  self.parents = g_new (guint, self.n);
  self.order = g_new (guint, self.n);
  self.users = g_new (guint, self.n);
  self.content = g_new (guint, self.n);
  self.answers = g_new0 (guint, self.n);
  self.is_end = g_new0 (gboolean, self.n);
  self.times = g_new0 (gint64, self.n);
  self.turns = g_new0 (LlmComparison *, self.n);

  find_parents (&self);
  cut_circles (&self);
  find_order (&self);
  describe_nodes (&self);
  build (&self);
  if (llm_conversation_get_n_turns (self.conversation) == 0)
    {
      llm_importer_count (importer, LLM_IMPORT_EMPTY, 1);
      g_clear_object (&self.conversation);
    }

  for (guint i = 0; i < self.n; i++)
    g_clear_object (&self.turns[i]);
  g_free (self.parents);
  g_free (self.order);
  g_free (self.users);
  g_free (self.content);
  g_free (self.answers);
  g_free (self.is_end);
  g_free (self.times);
  g_free (self.turns);
  return self.conversation;
}

/**
 * llm_import_append_fenced:
 * @out: where to append
 * @text: code
 * @language: (nullable): its language
 *
 * Appends a block of code as Markdown, after a blank line.
 */
void
llm_import_append_fenced (GString *out, const char *text, const char *language)
{
  g_autofree char *fence = NULL;
  guint longest = 2, n = 0;

  for (const char *p = text; *p != '\0'; p++)
    {
      n = *p == '`' ? n + 1 : 0;
      longest = MAX (longest, n);
    }
  fence = g_strnfill (longest + 1, '`');
  if (out->len > 0)
    g_string_append (out, "\n\n");
  g_string_append (out, fence);
  for (const char *p = language; p != NULL && *p != '\0' && p - language < 40; p++)
    if (g_ascii_isalnum (*p) || strchr ("+-#._", *p) != NULL)
      g_string_append_c (out, *p);
  g_string_append_printf (out, "\n%s\n%s", text, fence);
}
