/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-layout-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "llm-link.h"
#include "llm-tex-simple.h"

/* Spans within spans beyond this only add to the style. */
#define MAX_LINKS 32

typedef struct
{
  LlmLayouter *layouter;
  GArray *pieces;
  guint counts[LLM_NODE_IMAGE + 1];
  guint32 links[MAX_LINKS]; /* LLM_NO_EVENT for one that goes nowhere */
  guint n_links;
  guint n_deeper;
  guint image_depth;
  gboolean is_replaced; /* by the image that this is the description of */
} Collector;

static guint32
get_link (Collector *self)
{
  return self->n_links > 0 ? self->links[self->n_links - 1] : LLM_NO_EVENT;
}

static guint32
get_style (Collector *self)
{
  static const struct
  {
    LlmNodeType node;
    LlmTextStyle style;
  } styles[] = {
    { LLM_NODE_EMPHASIS, LLM_STYLE_EMPHASIS },
    { LLM_NODE_STRONG, LLM_STYLE_STRONG },
    { LLM_NODE_STRIKETHROUGH, LLM_STYLE_STRIKETHROUGH },
    { LLM_NODE_CODE, LLM_STYLE_CODE },
  };
  guint32 style = get_link (self) != LLM_NO_EVENT ? LLM_STYLE_LINK : LLM_STYLE_NONE;

  for (gsize i = 0; i < G_N_ELEMENTS (styles); i++)
    {
      if (self->counts[styles[i].node] > 0)
        style |= styles[i].style;
    }
  return style;
}

static LlmPiece *
add_piece (Collector *self, LlmPieceKind kind, guint event, const char *text, gsize length)
{
  LlmPiece piece = { 0 };

  piece.kind = kind;
  piece.style = get_style (self);
  piece.event = event;
  piece.link = get_link (self);
  piece.text = text;
  piece.length = length;
  g_array_append_val (self->pieces, piece);
  return &g_array_index (self->pieces, LlmPiece, self->pieces->len - 1);
}

static const char *
keep_string (Collector *self, char *string)
{
  g_ptr_array_add (self->layouter->layout->strings, string);
  return string;
}

/* A click on it asks for the picture, if it can be had. */
static void
add_image (Collector *self, guint index)
{
  const LlmEvent *event = &self->layouter->events[index];
  LlmPiece *piece;

  if (llm_layouter_get_object_width (self->layouter, event) >= 0)
    {
      piece = add_piece (self, LLM_PIECE_OBJECT, LLM_NO_EVENT, NULL, 0);
      piece->style |= LLM_STYLE_OBJECT;
      piece->action = LLM_OBJECT_IMAGE;
      piece->object = index;
      /* The description is what is copied. */
      if (self->layouter->events[index + 1].step == LLM_STEP_TEXT)
        piece->event = index + 1;
      self->is_replaced = TRUE;
      return;
    }
  /* Translators: stands in for an image that is not loaded; its description follows */
  piece = add_piece (self, LLM_PIECE_TEXT, LLM_NO_EVENT, _ ("Image: "), strlen (_ ("Image: ")));
  piece->style = LLM_STYLE_LABEL;
  if (!llm_link_is_image (llm_block_get_text (self->layouter->block, event), event->text_length))
    return;
  piece->style |= LLM_STYLE_ACTION;
  piece->action = LLM_ACTION_IMAGE;
  piece->link = index;
}

static void
enter (Collector *self, guint index)
{
  const LlmEvent *event = &self->layouter->events[index];

  if (event->type == LLM_NODE_LINK)
    {
      const gboolean is_open = llm_link_is_allowed (
          llm_block_get_text (self->layouter->block, event), event->text_length);

      if (self->n_links < MAX_LINKS)
        self->links[self->n_links++] = is_open ? index : LLM_NO_EVENT;
      else
        self->n_deeper++;
    }
  else if (event->type == LLM_NODE_IMAGE)
    {
      if (self->image_depth++ == 0)
        add_image (self, index);
    }
  else if (event->type <= LLM_NODE_IMAGE)
    self->counts[event->type]++;
}

static void
leave (Collector *self, const LlmEvent *event)
{
  if (event->type == LLM_NODE_LINK)
    {
      if (self->n_deeper > 0)
        self->n_deeper--;
      else if (self->n_links > 0)
        self->n_links--;
    }
  else if (event->type == LLM_NODE_IMAGE)
    {
      if (self->image_depth > 0 && --self->image_depth == 0)
        self->is_replaced = FALSE;
    }
  else if (event->type <= LLM_NODE_IMAGE && self->counts[event->type] > 0)
    self->counts[event->type]--;
}

/* With its delimiters, as it is in the source. */
static void
add_formula_source (Collector *self, guint index)
{
  const LlmEvent *event = &self->layouter->events[index];
  const gboolean display = event->type == LLM_NODE_DISPLAY_FORMULA;
  g_autofree char *text = llm_block_dup_text (self->layouter->block, event);
  const char *delimiter = display ? "$$" : "$";
  char *source = g_strconcat (delimiter, g_strstrip (text), delimiter, NULL);
  LlmPiece *piece = add_piece (self, display ? LLM_PIECE_DISPLAY : LLM_PIECE_TEXT, index, NULL, 0);

  piece->text = keep_string (self, source);
  piece->length = strlen (source);
  piece->style |= LLM_STYLE_FORMULA | LLM_STYLE_CODE;
}

static gboolean
add_simple_formula (Collector *self, guint index)
{
  const LlmEvent *event = &self->layouter->events[index];
  g_autoptr (LlmTexLine) line = llm_tex_simple_convert (
      llm_block_get_text (self->layouter->block, event), event->text_length);

  if (line == NULL)
    return FALSE;
  for (guint i = 0; i < line->n_runs; i++)
    {
      const LlmTexRun *run = &line->runs[i];
      LlmPiece *piece = add_piece (self, LLM_PIECE_TEXT, index, NULL, 0);

      piece->text = keep_string (self, g_strndup (line->text + run->start, run->length));
      piece->length = run->length;
      piece->style |= LLM_STYLE_FORMULA;
      if ((run->style & LLM_TEX_ITALIC) != 0)
        piece->style |= LLM_STYLE_EMPHASIS;
      if ((run->style & LLM_TEX_BOLD) != 0)
        piece->style |= LLM_STYLE_STRONG;
      if ((run->style & LLM_TEX_SUPERSCRIPT) != 0)
        piece->style |= LLM_STYLE_SUPERSCRIPT;
      if ((run->style & LLM_TEX_SUBSCRIPT) != 0)
        piece->style |= LLM_STYLE_SUBSCRIPT;
    }
  return TRUE;
}

static void
add_formula (Collector *self, guint index)
{
  const LlmEvent *event = &self->layouter->events[index];
  const gboolean display = event->type == LLM_NODE_DISPLAY_FORMULA;
  LlmPiece *piece;

  if (llm_layouter_get_object_width (self->layouter, event) >= 0)
    {
      piece = add_piece (self, display ? LLM_PIECE_DISPLAY : LLM_PIECE_OBJECT, index, NULL, 0);
      piece->style |= LLM_STYLE_FORMULA | LLM_STYLE_OBJECT;
      piece->action = LLM_OBJECT_FORMULA;
      piece->object = index;
    }
  else if (display || !add_simple_formula (self, index))
    add_formula_source (self, index);
}

/* The one piece of HTML that models write where Markdown has nothing: breaks in the
 * cells of tables. */
static gboolean
is_break (const char *text, gsize length)
{
  return (length == 4 && g_ascii_strncasecmp (text, "<br>", 4) == 0)
         || (length == 5 && g_ascii_strncasecmp (text, "<br/>", 5) == 0)
         || (length == 6 && g_ascii_strncasecmp (text, "<br />", 6) == 0);
}

static void
add_text (Collector *self, guint index)
{
  const LlmEvent *event = &self->layouter->events[index];
  const char *text = llm_block_get_text (self->layouter->block, event);

  switch ((LlmNodeType) event->type)
    {
    case LLM_NODE_HARD_BREAK:
    case LLM_NODE_SOFT_BREAK:
      /* Models mean the ends of lines that they write. */
      add_piece (self, LLM_PIECE_BREAK, index, NULL, 0);
      break;
    case LLM_NODE_INLINE_FORMULA:
    case LLM_NODE_DISPLAY_FORMULA:
      add_formula (self, index);
      break;
    case LLM_NODE_FOOTNOTE:
      add_piece (self, LLM_PIECE_TEXT, index, text, event->text_length)->style
          |= LLM_STYLE_SUPERSCRIPT;
      break;
    case LLM_NODE_HTML:
      if (is_break (text, event->text_length))
        add_piece (self, LLM_PIECE_BREAK, index, NULL, 0);
      else
        add_piece (self, LLM_PIECE_TEXT, index, text, event->text_length)->style |= LLM_STYLE_HTML;
      break;
    case LLM_NODE_TEXT:
    case LLM_NODE_QUOTE:
    case LLM_NODE_BULLET_LIST:
    case LLM_NODE_ORDERED_LIST:
    case LLM_NODE_ITEM:
    case LLM_NODE_TABLE:
    case LLM_NODE_TABLE_HEAD:
    case LLM_NODE_TABLE_BODY:
    case LLM_NODE_TABLE_ROW:
    case LLM_NODE_TABLE_HEADER_CELL:
    case LLM_NODE_TABLE_CELL:
    case LLM_NODE_PARAGRAPH:
    case LLM_NODE_HEADING:
    case LLM_NODE_CODE_BLOCK:
    case LLM_NODE_HTML_BLOCK:
    case LLM_NODE_RULE:
    case LLM_NODE_EMPHASIS:
    case LLM_NODE_STRONG:
    case LLM_NODE_STRIKETHROUGH:
    case LLM_NODE_CODE:
    case LLM_NODE_LINK:
    case LLM_NODE_IMAGE:
    default:
      add_piece (self, LLM_PIECE_TEXT, index, text, event->text_length);
      break;
    }
}

/**
 * llm_layouter_collect:
 * @self: a layouter
 * @first: the first event of a leaf's text
 * @last: the one behind the last
 *
 * Returns: (transfer full) (element-type LlmPiece): the text in runs of one style
 */
GArray *
llm_layouter_collect (LlmLayouter *self, guint first, guint last)
{
  Collector collector = { 0 };

  collector.layouter = self;
  collector.pieces = g_array_new (FALSE, FALSE, sizeof (LlmPiece));
  for (guint i = first; i < last; i++)
    {
      const LlmEvent *event = &self->events[i];

      if (event->step == LLM_STEP_ENTER)
        enter (&collector, i);
      else if (event->step == LLM_STEP_LEAVE)
        leave (&collector, event);
      else if (!collector.is_replaced)
        add_text (&collector, i);
    }
  return collector.pieces;
}
