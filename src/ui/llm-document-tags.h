/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-layout.h"

G_BEGIN_DECLS

/**
 * LlmDocumentColors:
 *
 * What text on a card is drawn with, taken from the theme.
 */
typedef struct
{
  GdkRGBA text;
  GdkRGBA dim;
  GdkRGBA link;
  GdkRGBA box;  /* behind code */
  GdkRGBA line; /* rules, edges of tables, bars beside quotes */
  gboolean is_dark;
} LlmDocumentColors;

void llm_document_colors_init (LlmDocumentColors *colors, GtkWidget *widget);

/**
 * LlmDocumentTags:
 *
 * The tags of one buffer for what an #LlmLayout says: some for fonts and colours, which
 * are made once, and one for each set of distances that occurs.
 */
#define LLM_TYPE_DOCUMENT_TAGS (llm_document_tags_get_type ())
G_DECLARE_FINAL_TYPE (LlmDocumentTags, llm_document_tags, LLM, DOCUMENT_TAGS, GObject)

LlmDocumentTags *llm_document_tags_new (GtkTextBuffer *buffer);
void llm_document_tags_set_colors (LlmDocumentTags *self, const LlmDocumentColors *colors);
void llm_document_tags_set_width (LlmDocumentTags *self, int width);

GtkTextTag *llm_document_tags_get_style (LlmDocumentTags *self, LlmTextStyle style);
GtkTextTag *llm_document_tags_get_kind (LlmDocumentTags *self, LlmLineKind kind);
GtkTextTag *
llm_document_tags_get_distances (LlmDocumentTags *self, const LlmLine *line, gboolean rtl);
GtkTextTag *llm_document_tags_get_rise (LlmDocumentTags *self, int rise);
GtkTextTag *llm_document_tags_get_highlight (LlmDocumentTags *self, GtkTextTag *source);
GtkTextTag *llm_document_tags_get_label (LlmDocumentTags *self, int margins);
void llm_document_tags_remove_highlights (LlmDocumentTags *self);
GtkTextTag *llm_document_tags_new_table (LlmDocumentTags *self, const LlmTable *table);
void llm_document_tags_update_table (LlmDocumentTags *self, GtkTextTag *tag, const LlmTable *table);
void llm_document_tags_remove (LlmDocumentTags *self, GtkTextTag *tag);

G_END_DECLS
