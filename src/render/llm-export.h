/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "llm-conversation.h"
#include "llm-history-query.h"
#include "llm-images.h"

G_BEGIN_DECLS

/**
 * Exporting conversations
 *
 * Conversations as files (docs/adr/0009-export.md).  The functions block while they write and
 * are meant for a thread of their own.  They only read the conversations, which must be loaded
 * completely (all turns have their comparison) and must not change meanwhile.
 */

/**
 * LlmExportFormat:
 * @LLM_EXPORT_MARKDOWN: Markdown, for reading and editing
 * @LLM_EXPORT_JSON: everything there is, for this program and others; docs/export.md
 * @LLM_EXPORT_HTML: one page without scripts that fetches nothing
 * @LLM_EXPORT_PDF: pages
 * @LLM_EXPORT_CSV: one line of figures for each answer, without texts
 */
typedef enum
{
  LLM_EXPORT_MARKDOWN,
  LLM_EXPORT_JSON,
  LLM_EXPORT_HTML,
  LLM_EXPORT_PDF,
  LLM_EXPORT_CSV,
} LlmExportFormat;

#define LLM_EXPORT_N_FORMATS 5

/**
 * LlmExportPaper:
 * @LLM_EXPORT_PAPER_AUTO: what the locale has
 * @LLM_EXPORT_PAPER_A4: 210 × 297 mm
 * @LLM_EXPORT_PAPER_LETTER: 8.5 × 11 in
 */
typedef enum
{
  LLM_EXPORT_PAPER_AUTO,
  LLM_EXPORT_PAPER_A4,
  LLM_EXPORT_PAPER_LETTER,
} LlmExportPaper;

/**
 * LlmExportLayout:
 * @LLM_EXPORT_SIDE_BY_SIDE: the answers of a comparison beside each other, as far as there is
 *   room for columns
 * @LLM_EXPORT_STACKED: one below another
 *
 * Of HTML, PDF and paper.
 */
typedef enum
{
  LLM_EXPORT_SIDE_BY_SIDE,
  LLM_EXPORT_STACKED,
} LlmExportLayout;

/**
 * LlmExportOrientation:
 * @LLM_EXPORT_ORIENTATION_AUTO: landscape for comparisons side by side, else portrait
 * @LLM_EXPORT_PORTRAIT: higher than wide
 * @LLM_EXPORT_LANDSCAPE: wider than high
 */
typedef enum
{
  LLM_EXPORT_ORIENTATION_AUTO,
  LLM_EXPORT_PORTRAIT,
  LLM_EXPORT_LANDSCAPE,
} LlmExportOrientation;

/**
 * LlmExportImageFunc:
 * @hash: an image of a prompt
 * @data: what the options have for it
 * @error: where to put an error
 *
 * Called in the thread that exports.
 *
 * Returns: (transfer full) (nullable): the bytes of the image, or %NULL with @error set if
 *   they are not to be had
 */
typedef GBytes *(*LlmExportImageFunc) (const char *hash, gpointer data, GError **error);

/**
 * LlmExportOptions:
 * @include_reasoning: whether what models thought is written
 * @include_figures: whether tokens, cost and times are written
 * @include_system: whether system prompts are written
 * @include_other_versions: whether what is not shown is written, too: other versions of
 *   prompts and answers
 * @anonymous: whether answers are called "Answer A" and so on, and all that tells which models
 *   wrote them is left out: figures, parameters, what they thought, words of providers.  What
 *   the texts themselves say stays.  Concerns all formats
 * @layout: how HTML and PDF show the answers of a comparison
 * @orientation: of PDF pages
 * @paper: the size of PDF pages
 * @margin: around PDF pages, in points
 * @folders: (nullable) (element-type utf8 LlmFolder): folders by id, for their names
 * @read_image: (nullable): reads an image; without it images are only named.  For PDF and
 *   paper it gives PNG or JPEG: llm_export_read_prepared()
 * @image_data: for @read_image
 * @image_folder: (nullable): a folder that Markdown puts images into and leads to, beside the
 *   file; it is made when there is an image.  Without it Markdown only names them
 *
 * What is written.  JSON always has everything, but for what @anonymous leaves out; CSV never
 * has texts.
 */
typedef struct
{
  gboolean include_reasoning;
  gboolean include_figures;
  gboolean include_system;
  gboolean include_other_versions;
  gboolean anonymous;
  LlmExportLayout layout;
  LlmExportOrientation orientation;
  LlmExportPaper paper;
  double margin;
  GHashTable *folders;
  LlmExportImageFunc read_image;
  gpointer image_data;
  GFile *image_folder;
} LlmExportOptions;

void llm_export_options_init (LlmExportOptions *options);
void llm_export_options_get_paper (const LlmExportOptions *options, double *width, double *height);
gboolean llm_export_is_landscape (LlmConversation *const *conversations,
                                  guint n_conversations,
                                  const LlmExportOptions *options);

const char *llm_export_format_get_name (LlmExportFormat format);
gboolean llm_export_format_from_name (const char *name, LlmExportFormat *format);
const char *llm_export_format_get_extension (LlmExportFormat format);
const char *llm_export_format_get_mime (LlmExportFormat format);

gboolean llm_export_to_stream (LlmConversation *const *conversations,
                               guint n_conversations,
                               LlmExportFormat format,
                               const LlmExportOptions *options,
                               GOutputStream *stream,
                               GCancellable *cancellable,
                               GError **error);
GBytes *llm_export_to_bytes (LlmConversation *const *conversations,
                             guint n_conversations,
                             LlmExportFormat format,
                             const LlmExportOptions *options,
                             GCancellable *cancellable,
                             GError **error);

gboolean llm_export_tells_hidden (LlmConversation *const *conversations, guint n_conversations);

char *llm_export_make_file_name (LlmConversation *conversation, LlmExportFormat format);
char *llm_export_make_image_folder_name (const char *file_name);

gboolean llm_export_has_images (LlmConversation *const *conversations,
                                guint n_conversations,
                                const LlmExportOptions *options);
GBytes *llm_export_read_kept (const char *hash, gpointer images, GError **error);

void llm_export_prepare_images_async (LlmConversation *const *conversations,
                                      guint n_conversations,
                                      const LlmExportOptions *options,
                                      LlmImages *images,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
GHashTable *llm_export_prepare_images_finish (GAsyncResult *result, GError **error);
GBytes *llm_export_read_prepared (const char *hash, gpointer prepared, GError **error);

G_END_DECLS
