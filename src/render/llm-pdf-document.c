/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-pdf-document.h"
#include "llm-pdf-private.h"

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-export-private.h"
#include "llm-markdown.h"

/* What the document is made of, and its outline. */

/* Characters of an entry of the outline; viewers show less. */
#define MAX_OUTLINE 80
#define MAX_OUTLINE_LEVEL 8

/* More entries are of no use, and cairo looks each up. */
#define MAX_OUTLINES 5000

static void
set_font (LlmPdfDocument *self, LlmPdfFont font, const char *family, double size, gboolean bold)
{
  PangoFontDescription *description = pango_font_description_new ();

  pango_font_description_set_family_static (description, family);
  pango_font_description_set_size (description, (int) (size * PANGO_SCALE));
  if (bold)
    pango_font_description_set_weight (description, PANGO_WEIGHT_BOLD);
  self->fonts[font] = description;
}

static void
set_fonts (LlmPdfDocument *self)
{
  set_font (self, LLM_PDF_BODY, "Sans", 10, FALSE);
  set_font (self, LLM_PDF_TITLE, "Sans", 19, TRUE);
  set_font (self, LLM_PDF_TURN, "Sans", 9, TRUE);
  set_font (self, LLM_PDF_MODEL, "Sans", 13.5, TRUE);
  set_font (self, LLM_PDF_HEADING_1, "Sans", 12.5, TRUE);
  set_font (self, LLM_PDF_HEADING_2, "Sans", 11.5, TRUE);
  set_font (self, LLM_PDF_HEADING_3, "Sans", 10.5, TRUE);
  set_font (self, LLM_PDF_HEADING_4, "Sans", 10, TRUE);
  set_font (self, LLM_PDF_CODE, "Monospace", 8.5, FALSE);
  set_font (self, LLM_PDF_NARROW_CODE, "Monospace", 7.5, FALSE);
  set_font (self, LLM_PDF_SMALL, "Sans", 8.5, FALSE);
  set_font (self, LLM_PDF_CELL, "Sans", 9, FALSE);
  set_font (self, LLM_PDF_HEAD_CELL, "Sans", 9, TRUE);
}

void
llm_pdf_box_free (LlmPdfBox *box)
{
  for (guint i = 0; i < box->n_cells; i++)
    {
      g_free (box->cells[i].text);
      g_clear_pointer (&box->cells[i].spans, g_array_unref);
    }
  g_free (box->cells);
  g_clear_pointer (&box->image, llm_pdf_image_free);
  g_free (box->marker);
  g_free (box->outline);
  g_free (box);
}

/* --- Contents --- */

static void
set_outline (LlmPdfBox *box, guint level, const char *text)
{
  box->outline = g_utf8_strlen (text, -1) > MAX_OUTLINE ? g_utf8_substring (text, 0, MAX_OUTLINE)
                                                        : g_strdup (text);
  box->outline_level = level;
}

static void
add_small (LlmPdfFlow *flow, const char *text)
{
  LlmPdfBox *box;

  if (*text == '\0')
    return;
  box = llm_pdf_flow_add_text (flow, LLM_PDF_SMALL, text);
  box->above = 2;
}

static void
add_prompt (LlmPdfFlow *flow, const char *prompt)
{
  GPtrArray *boxes = flow->document->boxes;
  const guint first = boxes->len;

  llm_pdf_flow_add_plain (flow, LLM_PDF_BODY, LLM_PDF_PROMPT_BACKGROUND, prompt);
  ((LlmPdfBox *) boxes->pdata[first])->above = 10;
  ((LlmPdfBox *) boxes->pdata[boxes->len - 1])->below = 12;
}

static void
add_image (LlmPdfFlow *flow,
           const LlmExportOptions *options,
           LlmImage *image,
           guint number,
           guint n_images)
{
  LlmImageHeader header;
  g_autoptr (GBytes) bytes = llm_export_read_image (options, image, &header);
  LlmPdfImage *drawn
      = bytes != NULL ? llm_pdf_image_new (bytes, &header, llm_image_get_hash (image)) : NULL;
  g_autofree char *caption = llm_export_make_image_caption (
      image, number, n_images, drawn == NULL && options->read_image != NULL);

  if (drawn != NULL)
    {
      LlmPdfBox *box = llm_pdf_flow_add (flow, LLM_PDF_BODY);

      box->image = drawn;
      box->above = 8;
      box->below = 4;
      box->keep = TRUE;
    }
  add_small (flow, caption);
  if (llm_image_get_alt (image) != NULL)
    add_small (flow, llm_image_get_alt (image));
}

static void
add_blocks (LlmPdfFlow *flow, const char *text, gsize length)
{
  g_autoptr (GPtrArray) blocks = llm_markdown_parse (text, length, 0, LLM_MARKDOWN_ANSWER);

  for (guint i = 0; i < blocks->len; i++)
    llm_pdf_flow_add_block (flow, blocks->pdata[i]);
}

static LlmPdfBox *
add_heading (LlmPdfFlow *flow, LlmPdfFont font, const char *text)
{
  LlmPdfBox *box = llm_pdf_flow_add_text (flow, font, text);

  box->above = 12;
  box->keep = TRUE;
  return box;
}

/* What was there before the answer was asked again. */
static void
add_version (LlmPdfFlow *flow,
             LlmAnswer *answer,
             LlmAnswer *version,
             const LlmExportOptions *options)
{
  g_autofree char *heading = llm_export_make_version_heading (answer, version);
  g_autofree char *figures = llm_export_make_version_figures (answer, version);
  const guint level = flow->outline_level;

  add_heading (flow, LLM_PDF_HEADING_3, heading);
  if (options->include_figures)
    add_small (flow, figures);
  flow->outline_level = 0;
  add_blocks (flow, llm_answer_get_text (version), llm_answer_get_text_length (version));
  flow->outline_level = level;
}

static void
add_answer (LlmPdfFlow *flow,
            LlmConversation *conversation,
            const LlmExportTurn *turn,
            LlmAnswer *answer,
            const LlmExportOptions *options)
{
  g_autofree char *heading = llm_export_make_answer_heading (conversation, turn, answer);
  g_autoptr (GPtrArray) notes = llm_export_make_notes (answer);
  g_autoptr (GPtrArray) versions = llm_export_list_versions (answer, options);
  LlmPdfBox *box = llm_pdf_flow_add (flow, LLM_PDF_BODY);

  /* A line between answers. */
  box->is_rule = TRUE;
  box->keep = TRUE;
  box->above = 16;
  box->below = 7;
  box = llm_pdf_flow_add_text (flow, flow->row > 0 ? LLM_PDF_HEADING_2 : LLM_PDF_MODEL, heading);
  box->above = 7;
  box->below = 2;
  box->keep = TRUE;
  set_outline (box, flow->outline_level - 1, heading);
  if (options->include_figures)
    {
      g_autofree char *figures = llm_export_make_figures (answer);

      add_small (flow, figures);
      if (*figures != '\0')
        ((LlmPdfBox *) flow->document->boxes->pdata[flow->document->boxes->len - 1])->keep = TRUE;
    }
  if (llm_export_has_reasoning (answer, options))
    {
      add_small (flow, _ ("Reasoning:"));
      flow->left += 10;
      llm_pdf_flow_add_plain (flow, LLM_PDF_SMALL, LLM_PDF_NO_BACKGROUND,
                              llm_answer_get_reasoning (answer));
      flow->left -= 10;
    }
  add_blocks (flow, llm_answer_get_text (answer), llm_answer_get_text_length (answer));
  for (guint i = 0; i < notes->len; i++)
    add_small (flow, notes->pdata[i]);
  for (guint i = 0; i < versions->len; i++)
    add_version (flow, answer, versions->pdata[i], options);
}

/* Side by side where that is wanted: the pager knows how many have room. */
static void
add_answers (LlmPdfFlow *flow,
             LlmConversation *conversation,
             const LlmExportTurn *turn,
             const LlmExportOptions *options)
{
  g_autoptr (GPtrArray) answers = llm_export_list_answers (conversation, turn, options);
  const gboolean beside = options->layout == LLM_EXPORT_SIDE_BY_SIDE && answers->len > 1
                          && !llm_conversation_is_chat (conversation);

  for (guint i = 0; i < answers->len; i++)
    {
      if (beside && i % LLM_PDF_MAX_COLUMNS == 0)
        {
          flow->row = ++flow->document->n_rows;
          flow->n_columns = MIN (answers->len - i, LLM_PDF_MAX_COLUMNS);
        }
      flow->column = i % LLM_PDF_MAX_COLUMNS;
      add_answer (flow, conversation, turn, answers->pdata[i], options);
    }
  flow->row = flow->column = flow->n_columns = 0;
}

static void
add_opinion (LlmPdfFlow *flow,
             LlmConversation *conversation,
             const LlmExportTurn *turn,
             const LlmExportOptions *options)
{
  g_autofree char *judgement = llm_export_make_judgement (conversation, turn, options);
  g_autofree char *verdict = llm_export_make_verdict (conversation, turn);
  g_autofree char *note = llm_export_make_note (conversation, turn);

  if (*verdict != '\0')
    add_heading (flow, LLM_PDF_HEADING_4, verdict)->keep = FALSE;
  if (note != NULL)
    llm_pdf_flow_add_plain (flow, LLM_PDF_SMALL, LLM_PDF_NO_BACKGROUND, note);
  if (judgement != NULL)
    {
      add_heading (flow, LLM_PDF_HEADING_2, _ ("Summary of differences"));
      add_blocks (flow, judgement, strlen (judgement));
    }
}

static void
add_turn (LlmPdfFlow *flow,
          LlmConversation *conversation,
          const LlmExportTurn *turn,
          const LlmExportOptions *options,
          guint level)
{
  LlmComparison *comparison = llm_turn_get_comparison (turn->turn);
  const char *system = llm_comparison_get_system (comparison);
  const char *prompt = llm_comparison_get_prompt (comparison);
  GPtrArray *images = llm_export_get_images (turn->turn);
  g_autofree char *heading = llm_export_make_turn_heading (turn);
  g_autofree char *title = llm_comparison_make_title (prompt);
  LlmPdfBox *box = llm_pdf_flow_add_text (flow, LLM_PDF_TURN, heading);

  box->above = 22;
  box->keep = TRUE;
  set_outline (box, level, *title != '\0' ? title : heading);
  if (options->include_system && system != NULL && *system != '\0')
    {
      add_small (flow, _ ("System prompt:"));
      ((LlmPdfBox *) flow->document->boxes->pdata[flow->document->boxes->len - 1])->keep = TRUE;
      llm_pdf_flow_add_plain (flow, LLM_PDF_SMALL, LLM_PDF_NO_BACKGROUND, system);
    }
  add_prompt (flow, prompt);
  for (guint i = 0; images != NULL && i < images->len; i++)
    add_image (flow, options, images->pdata[i], i + 1, images->len);
  flow->outline_level = level + 2;
  add_answers (flow, conversation, turn, options);
  add_opinion (flow, conversation, turn, options);
}

static void
add_conversation (LlmPdfDocument *self,
                  LlmConversation *conversation,
                  const LlmExportOptions *options,
                  gboolean is_one_of_many)
{
  LlmPdfFlow flow = { self };
  char *title = llm_export_make_title (conversation);
  g_autofree char *subtitle = llm_export_make_subtitle (conversation, options);
  g_autoptr (GArray) turns = llm_export_list_turns (conversation, options);
  LlmPdfBox *box = llm_pdf_flow_add_text (&flow, LLM_PDF_TITLE, title);

  g_ptr_array_add (self->titles, title);
  box->begins_page = TRUE;
  box->keep = TRUE;
  if (is_one_of_many)
    set_outline (box, 1, title);
  add_small (&flow, subtitle);
  for (guint i = 0; i < turns->len; i++)
    add_turn (&flow, conversation, &g_array_index (turns, LlmExportTurn, i), options,
              is_one_of_many ? 2 : 1);
  g_free (flow.marker);
}

/* Nothing is moved to the pixels of a screen. */
static void
set_exact (PangoContext *context)
{
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
}

/**
 * llm_pdf_document_new:
 * @conversations: (array length=n_conversations): what to show, loaded completely
 * @n_conversations: how many
 * @options: (nullable): what of it, or %NULL for what is usual
 * @context: (nullable): what text is laid out with, as of gtk_print_context_create_pango_context()
 *   for a context of points; %NULL for files
 *
 * Returns: (transfer full): a document without pages
 */
LlmPdfDocument *
llm_pdf_document_new (LlmConversation *const *conversations,
                      guint n_conversations,
                      const LlmExportOptions *options,
                      PangoContext *context)
{
  LlmPdfDocument *self = g_new0 (LlmPdfDocument, 1);
  g_autoptr (GPtrArray) anonymous = NULL;
  LlmExportOptions usual;

  g_return_val_if_fail (conversations != NULL || n_conversations == 0, NULL);

  if (options == NULL)
    {
      llm_export_options_init (&usual);
      options = &usual;
    }
  if (options->anonymous)
    {
      anonymous = llm_export_make_all_anonymous (conversations, n_conversations);
      conversations = (LlmConversation *const *) anonymous->pdata;
    }
  if (context != NULL)
    self->context = g_object_ref (context);
  else
    {
      g_autoptr (PangoFontMap) map = pango_cairo_font_map_new ();

      pango_cairo_font_map_set_resolution (PANGO_CAIRO_FONT_MAP (map), 72);
      self->context = pango_font_map_create_context (map);
      set_exact (self->context);
    }
  pango_context_set_round_glyph_positions (self->context, FALSE);
  self->margin = CLAMP (options->margin, 0, 200);
  self->boxes = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_pdf_box_free);
  self->tables = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_pdf_table_free);
  self->links = g_ptr_array_new_with_free_func (g_free);
  self->titles = g_ptr_array_new_with_free_func (g_free);
  self->link_indices = g_hash_table_new (g_str_hash, g_str_equal);
  self->fragments = g_array_new (FALSE, FALSE, sizeof (LlmPdfFragment));
  self->pages = g_array_new (FALSE, FALSE, sizeof (LlmPdfPage));
  set_fonts (self);
  for (guint i = 0; i < n_conversations; i++)
    add_conversation (self, conversations[i], options, n_conversations > 1);
  self->title = g_strdup (n_conversations == 1 ? self->titles->pdata[0] : _ ("Conversations"));
  return self;
}

/**
 * llm_pdf_document_free:
 * @self: (transfer full) (nullable): a document
 */
void
llm_pdf_document_free (LlmPdfDocument *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < LLM_PDF_N_FONTS; i++)
    g_clear_pointer (&self->fonts[i], pango_font_description_free);
  g_hash_table_unref (self->link_indices);
  g_ptr_array_unref (self->boxes);
  g_ptr_array_unref (self->tables);
  g_ptr_array_unref (self->links);
  g_ptr_array_unref (self->titles);
  g_array_unref (self->fragments);
  g_array_unref (self->pages);
  g_object_unref (self->context);
  g_free (self->title);
  g_free (self);
}

/**
 * llm_pdf_document_get_title:
 * @self: a document
 *
 * Returns: what to call it
 */
const char *
llm_pdf_document_get_title (LlmPdfDocument *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->title;
}

/**
 * llm_pdf_document_get_n_pages:
 * @self: a document
 *
 * Returns: how many pages llm_pdf_document_paginate() has made
 */
guint
llm_pdf_document_get_n_pages (LlmPdfDocument *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->pages->len;
}

/**
 * llm_pdf_document_add_outline:
 * @self: a document with pages
 * @surface: a surface of a PDF file with the same pages
 *
 * Adds conversations, prompts, models and headings as the file's outline.
 */
void
llm_pdf_document_add_outline (LlmPdfDocument *self, cairo_surface_t *surface)
{
  int parents[MAX_OUTLINE_LEVEL + 1] = { CAIRO_PDF_OUTLINE_ROOT };
  guint n = 0;

  g_return_if_fail (self != NULL && surface != NULL);

  for (guint i = 0; i < self->boxes->len && n < MAX_OUTLINES; i++)
    {
      const LlmPdfBox *box = self->boxes->pdata[i];
      const guint level = CLAMP (box->outline_level, 1, MAX_OUTLINE_LEVEL);
      char position[G_ASCII_DTOSTR_BUF_SIZE];
      g_autofree char *place = NULL;
      int id;

      if (box->outline == NULL || *box->outline == '\0' || box->page >= self->pages->len)
        continue;
      g_ascii_formatd (position, sizeof position, "%.1f", llm_pdf_get_top (self) + box->y - 10);
      place = g_strdup_printf ("page=%u pos=[0 %s]", box->page + 1, position);
      id = cairo_pdf_surface_add_outline (surface, parents[level - 1], box->outline, place,
                                          level < 3 ? CAIRO_PDF_OUTLINE_FLAG_OPEN : 0);
      for (guint deeper = level; deeper <= MAX_OUTLINE_LEVEL; deeper++)
        parents[deeper] = id;
      n++;
    }
}
