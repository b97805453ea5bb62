/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include "llm-import.h"

G_BEGIN_DECLS

/* Shared by the importers, and by their tests. */

/**
 * LlmImportLimits:
 * @total: bytes of all files of an archive, unpacked, or of a file
 * @item: bytes of one conversation, which is in memory as a whole
 * @entries: files in an archive
 * @conversations: conversations
 * @nodes: messages of one conversation
 * @answers: answers to one prompt
 * @images: images of one prompt
 * @image_total: bytes of all images, decoded, which are in memory
 *
 * Bounds of what is read.
 */
typedef struct
{
  guint64 total;
  gsize item;
  guint entries;
  guint conversations;
  guint nodes;
  guint answers;
  guint images;
  guint64 image_total;
} LlmImportLimits;

/* What stands for the bytes of an image where they were taken out of the JSON: this and a
 * number.  It is no base64. */
#define LLM_IMPORT_ENCODED "#"

/* Nested deeper than this is no export; json-glib recurses. */
#define LLM_IMPORT_MAX_DEPTH 100

/**
 * LlmImportCount:
 *
 * What was left out or changed, to be told as sentences at the end.
 */
typedef enum
{
  LLM_IMPORT_IMAGES,
  LLM_IMPORT_AUDIO,
  LLM_IMPORT_FILES,
  LLM_IMPORT_TOOLS,
  LLM_IMPORT_CITATIONS,
  LLM_IMPORT_UNKNOWN_PARTS,
  LLM_IMPORT_ANSWERS,
  LLM_IMPORT_RUNNING,
  LLM_IMPORT_OTHER_ENTRIES,
  LLM_IMPORT_BAD_ENTRIES,
  LLM_IMPORT_EMPTY,
  LLM_IMPORT_BROKEN,
  LLM_IMPORT_TWICE,
  LLM_IMPORT_CUT,
  LLM_IMPORT_BAD_IMAGES,
  LLM_IMPORT_MANY_IMAGES,
  LLM_IMPORT_MISSING_IMAGES,
  LLM_IMPORT_N_COUNTS
} LlmImportCount;

typedef enum
{
  LLM_IMPORT_NOTHING,
  LLM_IMPORT_OWN,
  LLM_IMPORT_CHATGPT,
  LLM_IMPORT_CLAUDE,
} LlmImportKind;

typedef struct
{
  const LlmImportLimits *limits;
  GCancellable *cancellable;
  LlmImportKind kind; /* of the first conversation */
  GPtrArray *conversations;
  GHashTable *folders;
  GHashTable *ids; /* of conversations */
  guint counts[LLM_IMPORT_N_COUNTS];
  guint64 total;         /* bytes so far */
  GHashTable *images;    /* hash to GBytes */
  GPtrArray *encoded;    /* GBytes that were members of this conversation; NULL for bad ones */
  guint64 encoded_total; /* bytes of those */
  guint64 image_total;
} LlmImporter;

void llm_importer_count (LlmImporter *self, LlmImportCount what, guint n);
gboolean llm_importer_add_item (LlmImporter *self, const char *json, gsize length, GError **error);
gboolean
llm_importer_add_header (LlmImporter *self, const char *json, gsize length, GError **error);

char *llm_import_make_warning (LlmImportCount what, guint n);

LlmImportResult *llm_import_parse_limited (GInputStream *stream,
                                           const char *file_name,
                                           const LlmImportLimits *limits,
                                           GCancellable *cancellable,
                                           GError **error);
const LlmImportLimits *llm_import_get_limits (void);

/* Of each kind: a conversation, or NULL after counting why there is none. */
LlmConversation *llm_import_own (LlmImporter *self, JsonObject *object);
LlmConversation *llm_import_chatgpt (LlmImporter *self, JsonObject *object);
LlmConversation *llm_import_claude (LlmImporter *self, JsonObject *object);

/* Images of own files. */
guint llm_importer_add_encoded (LlmImporter *self, GByteArray *bytes);
GPtrArray *llm_import_own_images (LlmImporter *self, JsonArray *array);

/* Archives. */
gboolean llm_import_zip (LlmImporter *self, GInputStream *stream, GError **error);

/* --- JSON --- */

/**
 * LlmJsonSplitter:
 *
 * Takes a file apart into the elements of its outermost array, or of the array "conversations"
 * of its outermost object, while it is read.
 */
typedef struct _LlmJsonSplitter LlmJsonSplitter;

LlmJsonSplitter *llm_json_splitter_new (LlmImporter *importer);
void llm_json_splitter_free (LlmJsonSplitter *self);
gboolean
llm_json_splitter_feed (LlmJsonSplitter *self, const char *data, gsize length, GError **error);
gboolean llm_json_splitter_finish (LlmJsonSplitter *self, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmJsonSplitter, llm_json_splitter_free)

JsonParser *llm_import_parse_object (const char *json, gsize length);
JsonObject *llm_import_get_object (JsonObject *object, const char *member);
JsonArray *llm_import_get_array (JsonObject *object, const char *member);
const char *llm_import_get_string (JsonObject *object, const char *member);
gboolean llm_import_get_int (JsonObject *object, const char *member, gint64 *value);
double llm_import_get_number (JsonObject *object, const char *member);
gboolean llm_import_get_true (JsonObject *object, const char *member);
char **llm_import_get_strings (JsonObject *object, const char *member);
JsonObject *llm_import_get_element (JsonArray *array, guint index);
const char *llm_import_get_element_string (JsonArray *array, guint index);
gint64 llm_import_parse_time (const char *text);

/* --- Trees of messages --- */

typedef enum
{
  LLM_IMPORT_OTHER, /* neither says anything nor is a part of an answer */
  LLM_IMPORT_USER,
  LLM_IMPORT_ASSISTANT,
} LlmImportRole;

/**
 * LlmImportNode:
 * @id: as the file calls it; unique
 * @parent: (nullable): the message before it
 * @role: who says it
 * @text: (nullable): what is said
 * @reasoning: (nullable): what was thought before
 * @model: (nullable): who answered
 * @created_at: Unix time in microseconds, 0 if that is not known
 * @is_cut: whether it broke off
 * @finish_reason: (nullable): why it ended
 *
 * A message of another program.
 */
typedef struct
{
  char *id;
  char *parent;
  LlmImportRole role;
  char *text;
  char *reasoning;
  char *model;
  gint64 created_at;
  gboolean is_cut;
  const char *finish_reason;
} LlmImportNode;

/**
 * LlmImportTree:
 * @source: the name of the other program, in ids
 * @id: the conversation's
 * @title: (nullable): its title
 * @provider: who answered
 * @model: (nullable): where a message does not say it
 * @system: (nullable): instructions
 * @created_at: when it was begun
 * @active_at: when it was last changed
 * @pinned: whether it is pinned
 * @archived: whether it is archived
 * @current: (nullable): the last message that is shown
 * @nodes: (element-type LlmImportNode): the messages, in the order of the file
 *
 * A conversation of another program, to be made into one of this.
 */
typedef struct
{
  const char *source;
  const char *id;
  const char *title;
  const char *provider;
  const char *model;
  char *system;
  gint64 created_at;
  gint64 active_at;
  gboolean pinned;
  gboolean archived;
  const char *current;
  GPtrArray *nodes;
} LlmImportTree;

LlmImportNode *llm_import_tree_add (LlmImportTree *tree, const char *id);
void llm_import_tree_init (LlmImportTree *tree);
void llm_import_tree_clear (LlmImportTree *tree);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LlmImportTree, llm_import_tree_clear)
LlmConversation *llm_import_tree_build (LlmImporter *importer, LlmImportTree *tree);

char *llm_import_make_uuid (const char *source, const char *outer_id, const char *id);
void llm_import_append_fenced (GString *out, const char *text, const char *language);

G_END_DECLS
