/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-import-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The export of Claude: docs/export.md says what is known of it, and from where. */

typedef struct
{
  LlmImporter *importer;
  GString *text;
  GString *reasoning;
} Message;

static void
join (GString *out, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  if (out->len > 0)
    g_string_append (out, "\n\n");
  g_string_append (out, text);
}

/* Artifacts are calls of a tool, with what was made as an argument. */
static gboolean
read_artifact (Message *self, JsonObject *block)
{
  JsonObject *input = llm_import_get_object (block, "input");
  const char *text = llm_import_get_string (input, "content");
  const char *type = llm_import_get_string (input, "type");

  if (g_strcmp0 (llm_import_get_string (block, "name"), "artifacts") != 0 || text == NULL)
    return FALSE;
  if (g_strcmp0 (type, "text/markdown") == 0)
    join (self->text, text);
  else
    llm_import_append_fenced (self->text, text, llm_import_get_string (input, "language"));
  return TRUE;
}

static void
read_block (Message *self, JsonObject *block)
{
  const char *type = llm_import_get_string (block, "type");

  if (type == NULL)
    type = "";
  if (strcmp (type, "text") == 0)
    join (self->text, llm_import_get_string (block, "text"));
  else if (strcmp (type, "thinking") == 0)
    join (self->reasoning, llm_import_get_string (block, "thinking"));
  else if (strcmp (type, "tool_use") == 0)
    {
      if (!read_artifact (self, block))
        llm_importer_count (self->importer, LLM_IMPORT_TOOLS, 1);
    }
  else if (strcmp (type, "tool_result") == 0)
    llm_importer_count (self->importer, LLM_IMPORT_TOOLS, 1);
  else if (strcmp (type, "image") == 0)
    llm_importer_count (self->importer, LLM_IMPORT_IMAGES, 1);
  else if (strcmp (type, "token_budget") != 0) /* says nothing */
    llm_importer_count (self->importer, LLM_IMPORT_UNKNOWN_PARTS, 1);
}

/* Long texts that were pasted are attachments with their text. */
static void
read_attachments (Message *self, JsonObject *message)
{
  JsonArray *attachments = llm_import_get_array (message, "attachments");

  for (guint i = 0; attachments != NULL && i < json_array_get_length (attachments); i++)
    {
      JsonObject *attachment = llm_import_get_element (attachments, i);
      const char *text = llm_import_get_string (attachment, "extracted_content");
      const char *name = llm_import_get_string (attachment, "file_name");

      if (text == NULL || *text == '\0')
        {
          llm_importer_count (self->importer, LLM_IMPORT_FILES, 1);
          continue;
        }
      if (name != NULL && *name != '\0')
        {
          g_autofree char *line = llm_comparison_make_title (name);

          join (self->text, line);
        }
      llm_import_append_fenced (self->text, text, NULL);
    }
}

static gboolean
is_image (const char *name)
{
  static const char *const ends[] = { ".png", ".jpg", ".jpeg", ".gif", ".webp", ".heic" };
  g_autofree char *lower = name != NULL ? g_ascii_strdown (name, -1) : NULL;

  for (guint i = 0; lower != NULL && i < G_N_ELEMENTS (ends); i++)
    if (g_str_has_suffix (lower, ends[i]))
      return TRUE;
  return FALSE;
}

/* Of these the export has only the names. */
static void
count_files (Message *self, JsonObject *message)
{
  JsonArray *files = llm_import_get_array (message, "files");

  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    {
      JsonObject *file = llm_import_get_element (files, i);
      const char *kind = llm_import_get_string (file, "file_kind");

      llm_importer_count (self->importer,
                          g_strcmp0 (kind, "image") == 0
                                  || is_image (llm_import_get_string (file, "file_name"))
                              ? LLM_IMPORT_IMAGES
                              : LLM_IMPORT_FILES,
                          1);
    }
}

static void
read_message (LlmImporter *importer, LlmImportNode *node, JsonObject *message)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) reasoning = g_string_new (NULL);
  Message self = { importer, text, reasoning };
  JsonArray *content = llm_import_get_array (message, "content");
  const char *sender = llm_import_get_string (message, "sender");

  node->created_at = llm_import_parse_time (llm_import_get_string (message, "created_at"));
  node->is_cut = llm_import_get_true (message, "truncated");
  node->model = g_strdup (llm_import_get_string (message, "model"));
  if (g_strcmp0 (sender, "human") == 0)
    node->role = LLM_IMPORT_USER;
  else if (g_strcmp0 (sender, "assistant") == 0)
    node->role = LLM_IMPORT_ASSISTANT;
  else
    {
      llm_importer_count (importer, LLM_IMPORT_UNKNOWN_PARTS, 1);
      return;
    }
  for (guint i = 0; content != NULL && i < json_array_get_length (content); i++)
    read_block (&self, llm_import_get_element (content, i));
  /* Older exports have no blocks. */
  if (text->len == 0)
    join (text, llm_import_get_string (message, "text"));
  read_attachments (&self, message);
  count_files (&self, message);
  if (node->role == LLM_IMPORT_USER && text->len == 0)
    g_string_assign (text, _ ("(Without text)"));
  node->text = g_strdup (text->str);
  node->reasoning = g_strdup (reasoning->str);
}

/* Messages without the one before them come one after the other. */
static void
read_messages (LlmImporter *importer, LlmImportTree *tree, JsonArray *messages)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  const guint n = MIN (json_array_get_length (messages), importer->limits->nodes);
  const char *previous = NULL;

  if (n < json_array_get_length (messages))
    llm_importer_count (importer, LLM_IMPORT_CUT, 1);
  for (guint i = 0; i < n; i++)
    {
      JsonObject *message = llm_import_get_element (messages, i);
      const char *id = llm_import_get_string (message, "uuid");
      const char *parent = llm_import_get_string (message, "parent_message_uuid");
      g_autofree char *made = NULL;
      LlmImportNode *node;

      if (message == NULL || (id != NULL && g_hash_table_contains (ids, id)))
        {
          llm_importer_count (importer, LLM_IMPORT_UNKNOWN_PARTS, 1);
          continue;
        }
      if (id == NULL)
        id = made = g_strdup_printf ("message %u", i);
      node = llm_import_tree_add (tree, id);
      g_hash_table_add (ids, node->id);
      node->parent = g_strdup (parent != NULL ? parent : previous);
      previous = node->id;
      read_message (importer, node, message);
    }
}

LlmConversation *
llm_import_claude (LlmImporter *self, JsonObject *object)
{
  g_auto (LlmImportTree) tree = { 0 };

  llm_import_tree_init (&tree);
  tree.source = "claude";
  tree.provider = "anthropic";
  tree.id = llm_import_get_string (object, "uuid");
  if (tree.id == NULL || *tree.id == '\0')
    {
      llm_importer_count (self, LLM_IMPORT_BROKEN, 1);
      return NULL;
    }
  tree.title = llm_import_get_string (object, "name");
  tree.model = llm_import_get_string (object, "model");
  tree.created_at = llm_import_parse_time (llm_import_get_string (object, "created_at"));
  tree.active_at = llm_import_parse_time (llm_import_get_string (object, "updated_at"));
  tree.pinned = llm_import_get_true (object, "is_starred");
  tree.current = llm_import_get_string (object, "current_leaf_message_uuid");
  read_messages (self, &tree, llm_import_get_array (object, "chat_messages"));
  return llm_import_tree_build (self, &tree);
}
