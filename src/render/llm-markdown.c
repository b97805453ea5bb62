/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-markdown.h"

#include <md4c.h>
#include <string.h>
#include "llm-entity.h"
#include "llm-markdown-private.h"

/* Containers within containers beyond this are left out, not what is in them. */
#define MAX_DEPTH 64

/* Targets and titles are told again with each use of a definition; so many bytes of them
 * are kept beyond the size of the source, and none that is longer than the second. */
#define MAX_ATTRIBUTES (1024 * 1024)
#define MAX_ATTRIBUTE (64 * 1024)

typedef struct
{
  const char *copy; /* what md4c sees */
  gsize copy_length;
  GArray *inserted; /* LlmInserted, or NULL */
  const char *source;
  gsize length;
  guint32 base;
  GArray *pieces; /* LlmProtected */
  guint next_piece;

  GPtrArray *blocks;
  GArray *events; /* of the open block */
  GString *text;
  GByteArray *spans;    /* types of the spans that are open */
  guint depth;          /* blocks that are open, the document not counted */
  guint n_quotes;       /* quotes among them */
  gboolean is_verbatim; /* within a block of code or HTML */
  gboolean in_leaf;     /* within a block that has text */
  gboolean in_cell;     /* within a cell of a table */
  gboolean in_orphan;   /* within a paragraph for text whose container was left out */
  gsize indent;         /* blanks of a line of code that md4c has told of */
  gsize attributes_left;
} Builder;

static LlmEvent *
add_event (Builder *builder, LlmStep step, LlmNodeType type)
{
  LlmEvent event = { 0 };

  event.step = step;
  event.type = type;
  event.text = (guint32) builder->text->len;
  event.title = event.text;
  event.source = LLM_NO_SOURCE;
  g_array_append_val (builder->events, event);
  return &g_array_index (builder->events, LlmEvent, builder->events->len - 1);
}

static void
finish_block (Builder *builder)
{
  g_ptr_array_add (builder->blocks,
                   llm_block_new ((LlmEvent *) (void *) builder->events->data, builder->events->len,
                                  builder->text->str, builder->text->len));
  g_array_set_size (builder->events, 0);
  g_string_set_size (builder->text, 0);
}

/* Where a text that md4c has is in the source. */
static gboolean
locate (Builder *builder, const char *text, gsize size, gsize *start, gsize *end)
{
  gsize offset;

  if (text < builder->copy || text >= builder->copy + builder->copy_length)
    return FALSE;
  offset = (gsize) (text - builder->copy);
  *start = llm_markdown_get_source (builder->inserted, offset);
  *end = llm_markdown_get_source (builder->inserted, MIN (offset + size, builder->copy_length));
  return TRUE;
}

static void
append_text (Builder *builder, MD_TEXTTYPE type, const char *text, gsize length)
{
  if (type == MD_TEXT_ENTITY)
    llm_entity_append (builder->text, text, length);
  else if (type == MD_TEXT_NULLCHAR)
    g_string_append (builder->text, "\357\277\275");
  else
    g_string_append_len (builder->text, text, (gssize) length);
}

static guint32
append_attribute (Builder *builder, const MD_ATTRIBUTE *attribute)
{
  const gsize start = builder->text->len;

  if (attribute->text == NULL || attribute->size > MAX_ATTRIBUTE
      || attribute->size > builder->attributes_left)
    return 0;
  builder->attributes_left -= attribute->size;
  for (guint i = 0; attribute->substr_offsets[i] < attribute->size; i++)
    {
      const MD_OFFSET offset = attribute->substr_offsets[i];
      const char *text = attribute->text + offset;
      gsize length = attribute->substr_offsets[i + 1] - offset;
      gsize start_in_source, end_in_source;

      /* Formulas in a title are what they were. */
      if (locate (builder, text, length, &start_in_source, &end_in_source))
        {
          text = builder->source + start_in_source;
          length = end_in_source - start_in_source;
        }
      append_text (builder, attribute->substr_types[i], text, length);
    }
  return (guint32) (builder->text->len - start);
}

static void
add_attributes (Builder *builder,
                LlmEvent *event,
                const MD_ATTRIBUTE *text,
                const MD_ATTRIBUTE *title)
{
  event->text_length = append_attribute (builder, text);
  event->title = (guint32) builder->text->len;
  event->title_length = append_attribute (builder, title);
  if (title->text != NULL)
    event->flags |= LLM_EVENT_TITLED;
}

/* Lines of code and HTML are one text, whatever stands between them in the source. */
static LlmEvent *
get_verbatim (Builder *builder, LlmNodeType node, guint32 source)
{
  LlmEvent *last = &g_array_index (builder->events, LlmEvent, builder->events->len - 1);

  if (last->step != LLM_STEP_TEXT)
    last = add_event (builder, LLM_STEP_TEXT, node);
  if (last->source == LLM_NO_SOURCE)
    last->source = source;
  return last;
}

static LlmNodeType
get_verbatim_type (Builder *builder)
{
  const LlmEvent *last = &g_array_index (builder->events, LlmEvent, builder->events->len - 1);

  return last->type == LLM_NODE_HTML_BLOCK || last->type == LLM_NODE_HTML ? LLM_NODE_HTML
                                                                          : LLM_NODE_TEXT;
}

static void
flush_indent (Builder *builder)
{
  LlmEvent *event;

  if (builder->indent == 0)
    return;
  event = get_verbatim (builder, get_verbatim_type (builder), LLM_NO_SOURCE);
  for (; builder->indent > 0; builder->indent--, event->text_length++)
    g_string_append_c (builder->text, ' ');
}

static LlmAlign
get_align (const MD_BLOCK_TD_DETAIL *detail)
{
  switch (detail->align)
    {
    case MD_ALIGN_LEFT:
      return LLM_ALIGN_LEFT;
    case MD_ALIGN_CENTER:
      return LLM_ALIGN_CENTER;
    case MD_ALIGN_RIGHT:
      return LLM_ALIGN_RIGHT;
    case MD_ALIGN_DEFAULT:
    default:
      return LLM_ALIGN_NONE;
    }
}

static void
enter_list (Builder *builder, MD_BLOCKTYPE type, const void *detail)
{
  const MD_BLOCK_UL_DETAIL *bullets = detail;
  const MD_BLOCK_OL_DETAIL *numbers = detail;
  const gboolean ordered = type == MD_BLOCK_OL;
  LlmEvent *event
      = add_event (builder, LLM_STEP_ENTER, ordered ? LLM_NODE_ORDERED_LIST : LLM_NODE_BULLET_LIST);

  if (ordered)
    event->number = numbers->start;
  event->level = (guint8) (ordered ? numbers->mark_delimiter : bullets->mark);
  if (ordered ? numbers->is_tight : bullets->is_tight)
    event->flags |= LLM_EVENT_TIGHT;
}

static void
enter_item (Builder *builder, const MD_BLOCK_LI_DETAIL *detail)
{
  LlmEvent *event = add_event (builder, LLM_STEP_ENTER, LLM_NODE_ITEM);

  if (!detail->is_task)
    return;
  event->flags |= LLM_EVENT_TASK;
  if (detail->task_mark != ' ')
    event->flags |= LLM_EVENT_CHECKED;
}

static void
enter_code (Builder *builder, const MD_BLOCK_CODE_DETAIL *detail)
{
  LlmEvent *event = add_event (builder, LLM_STEP_ENTER, LLM_NODE_CODE_BLOCK);

  if (detail->fence_char != 0)
    event->flags |= LLM_EVENT_FENCED;
  add_attributes (builder, event, &detail->info, &detail->lang);
}

static gboolean
is_container (MD_BLOCKTYPE type)
{
  return type == MD_BLOCK_QUOTE || type == MD_BLOCK_UL || type == MD_BLOCK_OL
         || type == MD_BLOCK_LI;
}

/* A list needs room for its items. */
static gboolean
is_too_deep (MD_BLOCKTYPE type, guint depth)
{
  const gboolean is_list = type == MD_BLOCK_UL || type == MD_BLOCK_OL;

  return is_container (type) && depth + (is_list ? 1 : 0) > MAX_DEPTH;
}

/* Down to @n open spans. */
static void
close_spans (Builder *builder, guint n)
{
  while (builder->spans->len > n)
    {
      add_event (builder, LLM_STEP_LEAVE, builder->spans->data[builder->spans->len - 1]);
      g_byte_array_set_size (builder->spans, builder->spans->len - 1);
    }
}

/* Text right in an item whose container was left out gets a paragraph. */
static void
enter_orphan (Builder *builder)
{
  if (builder->depth < MAX_DEPTH || builder->in_leaf || builder->in_orphan)
    return;
  builder->in_orphan = TRUE;
  add_event (builder, LLM_STEP_ENTER, LLM_NODE_PARAGRAPH);
}

static void
leave_orphan (Builder *builder)
{
  close_spans (builder, 0);
  if (builder->in_orphan)
    add_event (builder, LLM_STEP_LEAVE, LLM_NODE_PARAGRAPH);
  builder->in_orphan = FALSE;
}

static gboolean
is_leaf (LlmNodeType type)
{
  return type >= LLM_NODE_TABLE_HEADER_CELL && type <= LLM_NODE_RULE;
}

static LlmNodeType
get_block_type (MD_BLOCKTYPE type)
{
  static const LlmNodeType types[] = {
    [MD_BLOCK_DOC] = LLM_NODE_PARAGRAPH,
    [MD_BLOCK_QUOTE] = LLM_NODE_QUOTE,
    [MD_BLOCK_UL] = LLM_NODE_BULLET_LIST,
    [MD_BLOCK_OL] = LLM_NODE_ORDERED_LIST,
    [MD_BLOCK_LI] = LLM_NODE_ITEM,
    [MD_BLOCK_HR] = LLM_NODE_RULE,
    [MD_BLOCK_H] = LLM_NODE_HEADING,
    [MD_BLOCK_CODE] = LLM_NODE_CODE_BLOCK,
    [MD_BLOCK_HTML] = LLM_NODE_HTML_BLOCK,
    [MD_BLOCK_P] = LLM_NODE_PARAGRAPH,
    [MD_BLOCK_TABLE] = LLM_NODE_TABLE,
    [MD_BLOCK_THEAD] = LLM_NODE_TABLE_HEAD,
    [MD_BLOCK_TBODY] = LLM_NODE_TABLE_BODY,
    [MD_BLOCK_TR] = LLM_NODE_TABLE_ROW,
    [MD_BLOCK_TH] = LLM_NODE_TABLE_HEADER_CELL,
    [MD_BLOCK_TD] = LLM_NODE_TABLE_CELL,
  };

  return types[type];
}

static int
enter_block_cb (MD_BLOCKTYPE type, void *detail, void *user_data)
{
  Builder *builder = user_data;

  if (type == MD_BLOCK_DOC)
    return 0;
  leave_orphan (builder);
  builder->depth++;
  builder->n_quotes += type == MD_BLOCK_QUOTE;
  if (is_too_deep (type, builder->depth))
    return 0;
  builder->is_verbatim = type == MD_BLOCK_CODE || type == MD_BLOCK_HTML;
  builder->in_leaf = is_leaf (get_block_type (type));
  builder->in_cell = type == MD_BLOCK_TH || type == MD_BLOCK_TD;
  if (type == MD_BLOCK_UL || type == MD_BLOCK_OL)
    enter_list (builder, type, detail);
  else if (type == MD_BLOCK_LI)
    enter_item (builder, detail);
  else if (type == MD_BLOCK_CODE)
    enter_code (builder, detail);
  else
    {
      LlmEvent *event = add_event (builder, LLM_STEP_ENTER, get_block_type (type));

      if (type == MD_BLOCK_H)
        event->level = (guint8) ((MD_BLOCK_H_DETAIL *) detail)->level;
      else if (type == MD_BLOCK_TABLE)
        event->number = ((MD_BLOCK_TABLE_DETAIL *) detail)->col_count;
      else if (type == MD_BLOCK_TH || type == MD_BLOCK_TD)
        event->level = (guint8) get_align (detail);
    }
  return 0;
}

static int
leave_block_cb (MD_BLOCKTYPE type, void *detail, void *user_data)
{
  Builder *builder = user_data;

  if (type == MD_BLOCK_DOC)
    return 0;
  leave_orphan (builder);
  /* Blocks end in the order they began. */
  builder->n_quotes -= type == MD_BLOCK_QUOTE;
  if (is_too_deep (type, builder->depth--))
    return 0;
  flush_indent (builder);
  builder->is_verbatim = builder->in_leaf = builder->in_cell = FALSE;
  add_event (builder, LLM_STEP_LEAVE, get_block_type (type));
  if (builder->depth == 0)
    finish_block (builder);
  return 0;
}

static gboolean
get_span_type (MD_SPANTYPE type, LlmNodeType *node)
{
  switch (type)
    {
    case MD_SPAN_EM:
      *node = LLM_NODE_EMPHASIS;
      return TRUE;
    case MD_SPAN_STRONG:
      *node = LLM_NODE_STRONG;
      return TRUE;
    case MD_SPAN_DEL:
      *node = LLM_NODE_STRIKETHROUGH;
      return TRUE;
    case MD_SPAN_CODE:
      *node = LLM_NODE_CODE;
      return TRUE;
    case MD_SPAN_A:
      *node = LLM_NODE_LINK;
      return TRUE;
    case MD_SPAN_IMG:
      *node = LLM_NODE_IMAGE;
      return TRUE;
    /* Extensions that are not asked for. */
    case MD_SPAN_LATEXMATH:
    case MD_SPAN_LATEXMATH_DISPLAY:
    case MD_SPAN_WIKILINK:
    case MD_SPAN_U:
    default:
      return FALSE;
    }
}

static int
enter_span_cb (MD_SPANTYPE type, void *detail, void *user_data)
{
  Builder *builder = user_data;
  LlmNodeType node;
  LlmEvent *event;
  guint8 open;

  if (!get_span_type (type, &node))
    return 0;
  enter_orphan (builder);
  open = (guint8) node;
  g_byte_array_append (builder->spans, &open, 1);
  event = add_event (builder, LLM_STEP_ENTER, node);
  if (type == MD_SPAN_A)
    add_attributes (builder, event, &((MD_SPAN_A_DETAIL *) detail)->href,
                    &((MD_SPAN_A_DETAIL *) detail)->title);
  else if (type == MD_SPAN_IMG)
    add_attributes (builder, event, &((MD_SPAN_IMG_DETAIL *) detail)->src,
                    &((MD_SPAN_IMG_DETAIL *) detail)->title);
  return 0;
}

/* md4c 0.4.8 tells of ends without a beginning: "[](*)*".  What is open within the span ends
 * with it. */
static int
leave_span_cb (MD_SPANTYPE type, void *detail, void *user_data)
{
  Builder *builder = user_data;
  LlmNodeType node;

  if (!get_span_type (type, &node))
    return 0;
  for (guint i = builder->spans->len; i > 0; i--)
    {
      if (builder->spans->data[i - 1] == node)
        {
          close_spans (builder, i - 1);
          break;
        }
    }
  return 0;
}

/* The last event, if the text that comes now goes on where it ends. */
static LlmEvent *
get_extendable (Builder *builder, LlmNodeType type, guint32 source)
{
  LlmEvent *last;

  if (builder->events->len == 0)
    return NULL;
  last = &g_array_index (builder->events, LlmEvent, builder->events->len - 1);
  if (last->step != LLM_STEP_TEXT || last->type != type
      || last->text + last->text_length != builder->text->len)
    return NULL;
  return last->source != LLM_NO_SOURCE && last->source + last->source_length == source ? last
                                                                                       : NULL;
}

static void
add_text (Builder *builder,
          LlmNodeType node,
          MD_TEXTTYPE type,
          const char *text,
          gsize length,
          guint32 source)
{
  LlmEvent *event = get_extendable (builder, node, source);
  const gsize start = builder->text->len;

  append_text (builder, type, text, length);
  if (event == NULL)
    {
      event = add_event (builder, LLM_STEP_TEXT, node);
      event->text = event->title = (guint32) start;
      event->source = source;
    }
  event->text_length += (guint32) (builder->text->len - start);
  if (event->source != LLM_NO_SOURCE)
    event->source_length += (guint32) length;
}

/* The column that the text from @start, which is at @column, to @end leads to. */
static gsize
get_column (Builder *builder, gsize column, gsize start, gsize end)
{
  for (gsize i = start; i < end; i++)
    column = builder->source[i] == '\t' ? (column / 4 + 1) * 4 : column + 1;
  return column;
}

/* md4c has made spaces of the tabs before the text at @at; gives them back.  Returns how
 * many bytes of the source the indentation is. */
static gsize
restore_indent (Builder *builder, gsize at)
{
  gsize start = at, line, column, end;

  while (start > 0 && (builder->source[start - 1] == ' ' || builder->source[start - 1] == '\t'))
    start--;
  for (line = start; line > 0 && builder->source[line - 1] != '\n'; line--)
    ;
  end = get_column (builder, 0, line, at);
  if (builder->indent > end)
    return 0;
  column = get_column (builder, 0, line, start);
  for (; start < at && column < end - builder->indent; start++)
    column = get_column (builder, column, start, start + 1);
  /* A tab of which the container has taken a part. */
  builder->indent = column - (end - builder->indent);
  flush_indent (builder);
  return at - start;
}

static void
add_verbatim (Builder *builder,
              LlmNodeType node,
              MD_TEXTTYPE type,
              const char *text,
              gsize length,
              guint32 source)
{
  gsize indent = 0;
  LlmEvent *event;

  if (source == LLM_NO_SOURCE && length > 0 && text[0] == ' ')
    {
      builder->indent += length;
      return;
    }
  if (builder->indent > 0 && source != LLM_NO_SOURCE)
    indent = restore_indent (builder, source - builder->base);
  flush_indent (builder);
  text -= indent;
  length += indent;
  if (source != LLM_NO_SOURCE)
    source -= (guint32) indent;
  event = get_verbatim (builder, node, source);
  event->text_length -= (guint32) builder->text->len;
  append_text (builder, type, text, length);
  event->text_length += (guint32) builder->text->len;
  if (source != LLM_NO_SOURCE)
    event->source_length = source + (guint32) length - event->source;
}

/* The lines of a formula in quotes and lists, without what belongs to these. */
static void
append_piece_lines (Builder *builder, const char *text, gsize length)
{
  gsize at = 0;

  for (;;)
    {
      const char *newline = memchr (text + at, '\n', length - at);
      const gsize end = newline != NULL ? (gsize) (newline - text) + 1 : length;
      guint n_quotes = builder->n_quotes;

      g_string_append_len (builder->text, text + at, (gssize) (end - at));
      at = end;
      if (at == length)
        return;
      while (at < length
             && (text[at] == ' ' || text[at] == '\t' || (text[at] == '>' && n_quotes > 0)))
        {
          n_quotes -= text[at] == '>';
          at++;
        }
    }
}

static void
add_piece (Builder *builder, const LlmProtected *piece)
{
  const gboolean footnote = piece->type == LLM_NODE_FOOTNOTE;
  const guint32 closing = footnote ? 1 : piece->opening;
  const char *text = builder->source + piece->start + piece->opening;
  const gsize length = piece->end - piece->start - piece->opening - closing;
  LlmEvent *event = add_event (builder, LLM_STEP_TEXT, piece->type);
  const gsize start = builder->text->len;

  if (!footnote)
    event->level = (guint8) (piece->opening == 1 ? '$' : builder->source[piece->start + 1]);
  if (builder->depth > 1)
    append_piece_lines (builder, text, length);
  else
    g_string_append_len (builder->text, text, (gssize) length);
  event->text_length = (guint32) (builder->text->len - start);
  event->source = builder->base + piece->start;
  event->source_length = piece->end - piece->start;
}

static const LlmProtected *
find_piece (Builder *builder, gsize start)
{
  while (builder->next_piece < builder->pieces->len)
    {
      const LlmProtected *piece
          = &g_array_index (builder->pieces, LlmProtected, builder->next_piece);

      if (piece->start >= start)
        return piece;
      builder->next_piece++;
    }
  return NULL;
}

/* Text of the source: what was hidden from md4c is put back. */
static void
add_source_text (Builder *builder, MD_TEXTTYPE type, gsize start, gsize length)
{
  const gsize end = start + length;

  while (start < end)
    {
      const LlmProtected *piece = type == MD_TEXT_NORMAL ? find_piece (builder, start) : NULL;
      const gsize stop = piece != NULL && piece->end <= end ? piece->start : end;

      if (stop > start)
        add_text (builder, LLM_NODE_TEXT, type, builder->source + start, stop - start,
                  builder->base + (guint32) start);
      start = stop;
      if (stop == end)
        break;
      add_piece (builder, piece);
      start = piece->end;
    }
}

/* In tables a pipe is escaped even in code, where md4c does not know of it:
 * https://github.github.com/gfm/#example-200. */
static void
add_code (Builder *builder, const char *text, gsize length, guint32 source)
{
  gsize start = 0;

  for (gsize i = 1; i < length && builder->in_cell && source != LLM_NO_SOURCE; i++)
    {
      if (text[i - 1] != '\\' || text[i] != '|')
        continue;
      if (i - 1 > start)
        add_text (builder, LLM_NODE_TEXT, MD_TEXT_CODE, text + start, i - 1 - start,
                  source + (guint32) start);
      start = i;
    }
  add_text (builder, LLM_NODE_TEXT, MD_TEXT_CODE, text + start, length - start,
            source == LLM_NO_SOURCE ? source : source + (guint32) start);
}

static void
add_any_text (Builder *builder, MD_TEXTTYPE type, const char *text, gsize size)
{
  gsize start = 0, end = 0;
  const gboolean in_source = locate (builder, text, size, &start, &end);
  const guint32 source = in_source ? builder->base + (guint32) start : LLM_NO_SOURCE;
  const char *original = in_source ? builder->source + start : text;

  if (in_source)
    size = end - start;
  if (builder->is_verbatim)
    {
      add_verbatim (builder, get_verbatim_type (builder), type, original, size, source);
      return;
    }
  enter_orphan (builder);
  switch (type)
    {
    case MD_TEXT_BR:
      add_event (builder, LLM_STEP_TEXT, LLM_NODE_HARD_BREAK);
      break;
    case MD_TEXT_SOFTBR:
      add_event (builder, LLM_STEP_TEXT, LLM_NODE_SOFT_BREAK);
      break;
    case MD_TEXT_CODE:
      add_code (builder, original, size, source);
      break;
    case MD_TEXT_HTML:
      add_text (builder, LLM_NODE_HTML, type, original, size, source);
      break;
    case MD_TEXT_NULLCHAR:
    case MD_TEXT_ENTITY:
    case MD_TEXT_NORMAL:
    case MD_TEXT_LATEXMATH:
    default:
      if (in_source)
        add_source_text (builder, type, start, size);
      else
        add_text (builder, LLM_NODE_TEXT, type, text, size, LLM_NO_SOURCE);
      break;
    }
}

static int
text_cb (MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *user_data)
{
  Builder *builder = user_data;

  if (builder->events->len == 0)
    return 0;
  /* md4c 0.4.8 tells of a NUL, and then has it in the text that follows as well. */
  while (type != MD_TEXT_NULLCHAR && size > 0 && *text == '\0')
    {
      text++;
      size--;
    }
  if (size > 0)
    add_any_text (builder, type, text, size);
  return 0;
}

static unsigned
get_md_flags (LlmMarkdownFlags flags)
{
  return (flags & LLM_MARKDOWN_GITHUB) != 0 ? MD_DIALECT_GITHUB : MD_DIALECT_COMMONMARK;
}

/**
 * llm_markdown_parse:
 * @text: Markdown, UTF-8
 * @length: its bytes, below 1 GiB
 * @source_offset: where @text begins in the whole source
 * @flags: what is understood beyond CommonMark
 *
 * Parses with md4c.  Links to definitions need these in the same @text.  No input makes it
 * fail: what is no markup is text.
 *
 * Returns: (transfer full) (element-type LlmBlock): the blocks at the top level
 */
GPtrArray *
llm_markdown_parse (const char *text, gsize length, guint32 source_offset, LlmMarkdownFlags flags)
{
  g_autofree char *copy = NULL;
  g_autoptr (GArray) events = NULL;
  g_autoptr (GArray) tables = g_array_new (FALSE, FALSE, sizeof (gsize));
  MD_PARSER parser = { 0 };
  Builder builder = { 0 };
  gsize copy_length;
  gboolean is_open;

  g_return_val_if_fail (text != NULL || length == 0, NULL);
  g_return_val_if_fail (length < G_MAXINT32 / 2, NULL);

  /* md4c 0.4.8 reads past an end that is not the end of a line.  One newline too many
   * would be a line of an open code block. */
  copy = g_malloc (length + 2);
  if (length > 0)
    memcpy (copy, text, length);
  copy_length = length;
  is_open = length > 0 && text[length - 1] != '\n';
  if (is_open)
    copy[copy_length++] = '\n';
  copy[copy_length] = '\0';

  builder.source = text;
  builder.length = length;
  builder.base = source_offset;
  builder.blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_block_unref);
  builder.events = events = g_array_new (FALSE, FALSE, sizeof (LlmEvent));
  builder.spans = g_byte_array_new ();
  builder.text = g_string_new (NULL);
  builder.attributes_left = length + MAX_ATTRIBUTES;
  builder.pieces = llm_markdown_protect (copy, length, flags, tables);
  llm_markdown_limit (copy, length, tables);
  builder.copy_length = copy_length;
  if ((flags & LLM_MARKDOWN_GITHUB) != 0)
    builder.inserted = llm_markdown_fix_tables (&copy, &builder.copy_length, tables);
  builder.copy = copy;
  copy_length = builder.copy_length;
  /* Without the newline. */
  builder.copy_length -= is_open;

  parser.flags = get_md_flags (flags);
  parser.enter_block = enter_block_cb;
  parser.leave_block = leave_block_cb;
  parser.enter_span = enter_span_cb;
  parser.leave_span = leave_span_cb;
  parser.text = text_cb;
  md_parse (copy, (MD_SIZE) copy_length, &parser, &builder);

  g_array_unref (builder.pieces);
  g_clear_pointer (&builder.inserted, g_array_unref);
  g_byte_array_unref (builder.spans);
  g_string_free (builder.text, TRUE);
  return builder.blocks;
}
