/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-import-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* The export of ChatGPT: docs/export.md says what is known of it, and from where. */

/* Around references to sources, and the longest one. */
#define CITE_START "\xee\x88\x80" /* U+E200 */
#define CITE_END "\xee\x88\x81"   /* U+E201 */
#define MAX_CITE 2000

typedef struct
{
  LlmImporter *importer;
  GString *text;
  GString *reasoning;
} Message;

static void
join (GString *out, const char *text, const char *separator)
{
  if (text == NULL || *text == '\0')
    return;
  if (out->len > 0)
    g_string_append (out, separator);
  g_string_append (out, text);
}

/* The marks of references are of no use without the sources. */
static void
append_without_citations (Message *self, const char *text)
{
  const char *start;

  while ((start = strstr (text, CITE_START)) != NULL)
    {
      const char *end = g_strstr_len (start, MAX_CITE, CITE_END);

      g_string_append_len (self->text, text, start - text);
      if (end == NULL)
        {
          text = start + strlen (CITE_START);
          continue;
        }
      llm_importer_count (self->importer, LLM_IMPORT_CITATIONS, 1);
      text = end + strlen (CITE_END);
    }
  g_string_append (self->text, text);
}

static void
read_object_part (Message *self, JsonObject *part)
{
  const char *type = llm_import_get_string (part, "content_type");
  const char *text = llm_import_get_string (part, "text");

  if (type == NULL)
    type = "";
  if (strcmp (type, "audio_transcription") == 0 && text != NULL)
    join (self->text, text, "\n");
  else if (strstr (type, "image") != NULL)
    llm_importer_count (self->importer, LLM_IMPORT_IMAGES, 1);
  else if (strstr (type, "audio") != NULL || strstr (type, "video") != NULL)
    llm_importer_count (self->importer, LLM_IMPORT_AUDIO, 1);
  else
    llm_importer_count (self->importer, LLM_IMPORT_UNKNOWN_PARTS, 1);
}

static void
read_parts (Message *self, JsonObject *content)
{
  JsonArray *parts = llm_import_get_array (content, "parts");

  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      const char *text = llm_import_get_element_string (parts, i);
      JsonObject *object = llm_import_get_element (parts, i);

      if (text != NULL && *text != '\0')
        {
          if (self->text->len > 0)
            g_string_append_c (self->text, '\n');
          append_without_citations (self, text);
        }
      else if (object != NULL)
        read_object_part (self, object);
    }
}

static void
read_thoughts (Message *self, JsonObject *content)
{
  JsonArray *thoughts = llm_import_get_array (content, "thoughts");

  for (guint i = 0; thoughts != NULL && i < json_array_get_length (thoughts); i++)
    {
      JsonObject *thought = llm_import_get_element (thoughts, i);

      join (self->reasoning, llm_import_get_string (thought, "summary"), "\n\n");
      join (self->reasoning, llm_import_get_string (thought, "content"), "\n\n");
    }
}

/* Documents of the canvas are calls of a tool, with the text as an argument. */
static gboolean
read_document (Message *self, const char *call)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  const char *text, *type;
  JsonNode *root;
  JsonObject *object;

  if (call == NULL || *call != '{' || !json_parser_load_from_data (parser, call, -1, NULL))
    return FALSE;
  root = json_parser_get_root (parser);
  object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  text = llm_import_get_string (object, "content");
  type = llm_import_get_string (object, "type");
  if (text == NULL)
    return FALSE;
  if (type != NULL && g_str_has_prefix (type, "code"))
    llm_import_append_fenced (self->text, text, type[4] == '/' ? type + 5 : NULL);
  else
    join (self->text, text, "\n\n");
  return TRUE;
}

/* Nested as deeply as it likes within a string; json-glib recurses. */
static gboolean
is_flat (const char *call)
{
  guint depth = 0;

  for (const char *p = call; p != NULL && *p != '\0'; p++)
    if ((*p == '{' || *p == '[') && ++depth > LLM_IMPORT_MAX_DEPTH)
      return FALSE;
  return TRUE;
}

static const char *
get_content_text (JsonObject *content)
{
  JsonArray *parts = llm_import_get_array (content, "parts");
  const char *text = llm_import_get_string (content, "text");

  if (text == NULL && parts != NULL && json_array_get_length (parts) > 0)
    text = llm_import_get_element_string (parts, 0);
  return text;
}

/* What a model writes to a tool: code that is run is a part of the answer, searches are not. */
static void
read_code (Message *self, JsonObject *content, const char *recipient)
{
  const char *text = get_content_text (content);
  const char *language = llm_import_get_string (content, "language");

  if (text == NULL || *text == '\0')
    return;
  if (g_str_has_prefix (recipient, "canmore.") && is_flat (text) && read_document (self, text))
    return;
  if (strcmp (recipient, "all") != 0 && strcmp (recipient, "python") != 0)
    {
      llm_importer_count (self->importer, LLM_IMPORT_TOOLS, 1);
      return;
    }
  if (language == NULL || strcmp (language, "unknown") == 0)
    language = strcmp (recipient, "python") == 0 ? "python" : NULL;
  llm_import_append_fenced (self->text, text, language);
}

static void
read_tool (Message *self, JsonObject *content, const char *type)
{
  const char *text = get_content_text (content);

  if (strcmp (type, "execution_output") == 0 && text != NULL && *text != '\0')
    llm_import_append_fenced (self->text, text, NULL);
  else if (strcmp (type, "multimodal_text") == 0)
    read_parts (self, content);
  else if (text == NULL || *text != '\0')
    llm_importer_count (self->importer, LLM_IMPORT_TOOLS, 1);
}

static void
read_content (Message *self, JsonObject *content, const char *role, const char *recipient)
{
  const char *type = llm_import_get_string (content, "content_type");

  if (type == NULL)
    type = "text";
  if (strcmp (role, "tool") == 0)
    read_tool (self, content, type);
  else if (strcmp (type, "code") == 0
           || (strcmp (type, "text") == 0 && strcmp (recipient, "all") != 0))
    read_code (self, content, recipient);
  else if (strcmp (type, "text") == 0 || strcmp (type, "multimodal_text") == 0)
    read_parts (self, content);
  else if (strcmp (type, "thoughts") == 0)
    read_thoughts (self, content);
  else if (strcmp (type, "reasoning_recap") != 0) /* "Thought for 5 seconds" */
    llm_importer_count (self->importer, LLM_IMPORT_UNKNOWN_PARTS, 1);
}

/* Names of files whose text the export does not have. */
static void
count_attachments (Message *self, JsonObject *metadata)
{
  JsonArray *attachments = llm_import_get_array (metadata, "attachments");

  for (guint i = 0; attachments != NULL && i < json_array_get_length (attachments); i++)
    {
      JsonObject *attachment = llm_import_get_element (attachments, i);
      const char *mime = llm_import_get_string (attachment, "mime_type");

      /* Pictures are among the parts, too. */
      if (mime == NULL || !g_str_has_prefix (mime, "image/"))
        llm_importer_count (self->importer, LLM_IMPORT_FILES, 1);
    }
}

static gint64
read_time (JsonObject *object, const char *member)
{
  const double seconds = llm_import_get_number (object, member);

  /* Up to the year 9999. */
  return isfinite (seconds) && seconds > 0 && seconds < 253402300800.0
             ? (gint64) llround (seconds * G_USEC_PER_SEC)
             : 0;
}

/* Instructions of the user are a message that is not shown. */
static gboolean
read_instructions (LlmImportTree *tree, JsonObject *content, const char *role)
{
  const char *type = llm_import_get_string (content, "content_type");
  const gboolean is_context = g_strcmp0 (type, "user_editable_context") == 0;
  g_autoptr (GString) system = g_string_new (tree->system);

  if (!is_context && strcmp (role, "system") != 0)
    return g_strcmp0 (type, "model_editable_context") == 0;
  if (is_context)
    {
      join (system, llm_import_get_string (content, "user_profile"), "\n\n");
      join (system, llm_import_get_string (content, "user_instructions"), "\n\n");
    }
  else
    join (system, get_content_text (content), "\n\n");
  g_free (tree->system);
  tree->system = system->len > 0 ? g_strdup (system->str) : NULL;
  return TRUE;
}

static void
read_end (LlmImportNode *node, JsonObject *message, JsonObject *metadata)
{
  const char *status = llm_import_get_string (message, "status");
  JsonObject *details = llm_import_get_object (metadata, "finish_details");
  const char *reason = llm_import_get_string (details, "type");

  node->is_cut = status != NULL && strcmp (status, "finished_successfully") != 0;
  if (g_strcmp0 (reason, "stop") == 0)
    node->finish_reason = "stop";
  else if (g_strcmp0 (reason, "max_tokens") == 0)
    node->finish_reason = "length";
}

static void
read_text (LlmImporter *importer, LlmImportNode *node, JsonObject *message, const char *role)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) reasoning = g_string_new (NULL);
  Message self = { importer, text, reasoning };
  JsonObject *metadata = llm_import_get_object (message, "metadata");
  const char *recipient = llm_import_get_string (message, "recipient");

  read_content (&self, llm_import_get_object (message, "content"), role,
                recipient != NULL ? recipient : "all");
  count_attachments (&self, metadata);
  if (node->role == LLM_IMPORT_USER && text->len == 0)
    g_string_assign (text, _ ("(Without text)"));
  node->text = g_strdup (text->str);
  node->reasoning = g_strdup (reasoning->str);
}

static void
read_message (LlmImporter *importer, LlmImportTree *tree, LlmImportNode *node, JsonObject *message)
{
  JsonObject *metadata = llm_import_get_object (message, "metadata");
  JsonObject *content = llm_import_get_object (message, "content");
  const char *role = llm_import_get_string (llm_import_get_object (message, "author"), "role");

  node->created_at = read_time (message, "create_time");
  if (role == NULL || content == NULL)
    {
      llm_importer_count (importer, LLM_IMPORT_UNKNOWN_PARTS, 1);
      return;
    }
  if (read_instructions (tree, content, role)
      || llm_import_get_true (metadata, "is_visually_hidden_from_conversation"))
    return;
  if (strcmp (role, "user") == 0)
    node->role = LLM_IMPORT_USER;
  else if (strcmp (role, "assistant") == 0 || strcmp (role, "tool") == 0)
    node->role = LLM_IMPORT_ASSISTANT;
  else
    {
      llm_importer_count (importer, LLM_IMPORT_UNKNOWN_PARTS, 1);
      return;
    }
  node->model = g_strdup (llm_import_get_string (metadata, "model_slug"));
  read_end (node, message, metadata);
  read_text (importer, node, message, role);
}

static void
read_mapping (LlmImporter *importer, LlmImportTree *tree, JsonObject *mapping)
{
  JsonObjectIter iter;
  const char *id;
  JsonNode *member;

  json_object_iter_init_ordered (&iter, mapping);
  while (json_object_iter_next_ordered (&iter, &id, &member))
    {
      JsonObject *object, *message;
      LlmImportNode *node;

      if (tree->nodes->len >= importer->limits->nodes)
        {
          llm_importer_count (importer, LLM_IMPORT_CUT, 1);
          break;
        }
      object = JSON_NODE_HOLDS_OBJECT (member) ? json_node_get_object (member) : NULL;
      message = llm_import_get_object (object, "message");
      node = llm_import_tree_add (tree, id);
      node->parent = g_strdup (llm_import_get_string (object, "parent"));
      if (message != NULL)
        read_message (importer, tree, node, message);
    }
}

LlmConversation *
llm_import_chatgpt (LlmImporter *self, JsonObject *object)
{
  g_auto (LlmImportTree) tree = { 0 };
  const double pinned = llm_import_get_number (object, "pinned_time");

  llm_import_tree_init (&tree);
  tree.source = "chatgpt";
  tree.provider = "openai";
  tree.id = llm_import_get_string (object, "conversation_id");
  if (tree.id == NULL)
    tree.id = llm_import_get_string (object, "id");
  if (tree.id == NULL || *tree.id == '\0')
    {
      llm_importer_count (self, LLM_IMPORT_BROKEN, 1);
      return NULL;
    }
  tree.title = llm_import_get_string (object, "title");
  tree.model = llm_import_get_string (object, "default_model_slug");
  tree.created_at = read_time (object, "create_time");
  tree.active_at = read_time (object, "update_time");
  tree.archived = llm_import_get_true (object, "is_archived");
  tree.pinned = (isfinite (pinned) && pinned > 0) || llm_import_get_true (object, "is_starred");
  tree.current = llm_import_get_string (object, "current_node");
  read_mapping (self, &tree, llm_import_get_object (object, "mapping"));
  return llm_import_tree_build (self, &tree);
}
