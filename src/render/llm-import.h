/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "llm-conversation.h"
#include "llm-history-query.h"
#include "llm-images.h"

G_BEGIN_DECLS

/**
 * LLM_IMPORT_ERROR:
 *
 * Why a file cannot be imported at all; the message is a plain translated sentence.
 */
#define LLM_IMPORT_ERROR (llm_import_error_quark ())
GQuark llm_import_error_quark (void);

/**
 * LlmImportError:
 * @LLM_IMPORT_ERROR_UNKNOWN: no format that is known
 * @LLM_IMPORT_ERROR_DAMAGED: a known format, but broken
 * @LLM_IMPORT_ERROR_TOO_NEW: from a newer version of this program
 * @LLM_IMPORT_ERROR_TOO_LARGE: more than anybody has
 * @LLM_IMPORT_ERROR_UNSUPPORTED: an archive that this build cannot read, or an encrypted one
 */
typedef enum
{
  LLM_IMPORT_ERROR_UNKNOWN,
  LLM_IMPORT_ERROR_DAMAGED,
  LLM_IMPORT_ERROR_TOO_NEW,
  LLM_IMPORT_ERROR_TOO_LARGE,
  LLM_IMPORT_ERROR_UNSUPPORTED,
} LlmImportError;

/**
 * LlmImportResult:
 * @format: name of the format, such as "ChatGPT"; for people
 * @conversations: (element-type LlmConversation): what was in the file, loaded completely,
 *   with an entry if the file says how they are listed, as all but own ones without it do
 * @folders: (element-type utf8 LlmFolder): the folders that entries name, by id
 * @warnings: (element-type utf8): what was left out or changed, as translated sentences
 * @n_skipped: conversations that were left out
 * @images: (element-type utf8 GBytes): the bytes of images of prompts by their hashes, which
 *   are right; nobody has looked into them yet: llm_import_result_add_images_async()
 *
 * What is in a file.  Ids are those of the file, or made of them: what was imported before
 * has the same ids again.
 */
typedef struct
{
  const char *format;
  GPtrArray *conversations;
  GHashTable *folders;
  GPtrArray *warnings;
  guint n_skipped;
  GHashTable *images;
} LlmImportResult;

void llm_import_result_free (LlmImportResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmImportResult, llm_import_result_free)

LlmImportResult *llm_import_parse (GInputStream *stream,
                                   const char *file_name,
                                   GCancellable *cancellable,
                                   GError **error);
LlmImportResult *llm_import_parse_bytes (GBytes *bytes,
                                         const char *file_name,
                                         GCancellable *cancellable,
                                         GError **error);

void llm_import_result_add_images_async (LlmImportResult *result,
                                         LlmImages *images,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean llm_import_result_add_images_finish (GAsyncResult *async_result, GError **error);

G_END_DECLS
