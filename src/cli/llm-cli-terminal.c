/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-terminal.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>

#include "llm-cli-report.h"
#include "llm-cli-text.h"

/* Columns narrower than this (in cells) go below each other. */
#define MIN_COLUMN_WIDTH 40
#define SEPARATOR " │ "
#define SEPARATOR_WIDTH 3

/* Name and figures above the text, a blank line below. */
#define HEAD_LINES 2

/* Fifteen frames a second at most; the clocks tick twice a second. */
#define FRAME_INTERVAL_MS 66
#define CLOCK_INTERVAL_MS 500

/* Where the part of a long text that is wrapped begins moves in steps of this
 * many bytes, so that its lines do not jump with every piece. */
#define TAIL_STEP 4096

#define BOLD "1"
#define DIM "2"
#define RED "31"
#define GREEN "32"
#define YELLOW "33"

struct _LlmCliTerminal
{
  GObject parent_instance;

  LlmCliOutput *output;
  LlmComparison *comparison;
  GListModel *providers;
  GPtrArray *drawn; /* the lines on the screen */
  gboolean color;
  guint frame_id;
  guint clock_id;
  guint resize_id;
};

G_DEFINE_FINAL_TYPE (LlmCliTerminal, llm_cli_terminal, G_TYPE_OBJECT)

/* One line of a column: its text and how to set it off. */
typedef struct
{
  char *text;
  const char *style;
} Line;

static void
line_clear (gpointer data)
{
  g_free (((Line *) data)->text);
}

static void
add_line (GArray *lines, char *text, const char *style)
{
  Line line = { text, style };

  g_array_append_val (lines, line);
}

static const char *
style_of_state (LlmAnswerState state)
{
  switch (state)
    {
    case LLM_ANSWER_DONE:
      return GREEN;
    case LLM_ANSWER_FAILED:
    case LLM_ANSWER_INTERRUPTED:
      return RED;
    case LLM_ANSWER_STOPPED:
    case LLM_ANSWER_RETRYING:
      return YELLOW;
    case LLM_ANSWER_QUEUED:
    case LLM_ANSWER_CONNECTING:
    case LLM_ANSWER_THINKING:
    case LLM_ANSWER_STREAMING:
    default:
      return DIM;
    }
}

/* Where to begin so that the last @n_lines lines of @width cells are complete:
 * at a line break if there is one, never within a character. */
static const char *
find_tail (const char *text, gsize len, guint n_lines, guint width)
{
  /* A cell seldom takes more than four bytes; one line more than is shown. */
  gsize enough = (gsize) (n_lines + 1) * width * 4;
  const char *start, *line;

  if (len <= enough + TAIL_STEP)
    return text;
  start = text + (len - enough) / TAIL_STEP * TAIL_STEP;
  line = memchr (start, '\n', text + len - enough - start);
  if (line != NULL)
    return line + 1;
  while (start > text && (*start & 0xc0) == 0x80)
    start--;
  return start;
}

static void
add_text_lines (GArray *lines, LlmAnswer *answer, guint width, guint n_lines)
{
  g_autoptr (GPtrArray) wrapped = g_ptr_array_new ();
  const char *text = llm_answer_get_text (answer);
  gsize len = llm_answer_get_text_length (answer);
  const char *style = NULL;
  guint first;

  if (len == 0)
    {
      text = llm_answer_get_reasoning (answer);
      len = llm_answer_get_reasoning_length (answer);
      style = DIM;
    }
  llm_cli_text_wrap (find_tail (text, len, n_lines, width), width, wrapped);
  if (llm_answer_get_error (answer) != NULL)
    llm_cli_text_wrap (llm_answer_get_error (answer)->message, width, wrapped);

  first = wrapped->len > n_lines ? wrapped->len - n_lines : 0;
  for (guint i = 0; i < wrapped->len; i++)
    {
      if (i < first)
        g_free (wrapped->pdata[i]);
      else
        add_line (lines, wrapped->pdata[i], style);
    }
}

/* The lines of one column, at most @height. */
static GArray *
render_column (
    LlmAnswer *answer, GListModel *providers, guint index, guint width, guint height)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (Line));
  g_autofree char *name = llm_cli_report_name (answer);
  g_autofree char *figures = llm_cli_report_figures (answer);
  g_autofree char *head = NULL;
  LlmAnswerState state = llm_answer_get_state (answer);

  g_array_set_clear_func (lines, line_clear);
  if (llm_cli_report_is_canned (answer, providers))
    head = g_strdup_printf ("%u. %s · %s", index + 1, name, _ ("canned"));
  else
    head = g_strdup_printf ("%u. %s", index + 1, name);
  if (height <= HEAD_LINES)
    {
      g_autofree char *both = g_strdup_printf ("%s · %s", head, figures);

      add_line (lines, llm_cli_text_fit (both, width), style_of_state (state));
      return lines;
    }
  add_line (lines, llm_cli_text_fit (head, width), BOLD);
  add_line (lines, llm_cli_text_fit (figures, width), style_of_state (state));
  add_text_lines (lines, answer, width, height - HEAD_LINES);
  return lines;
}

/* Each part is put at its cell with CHA rather than by padding: a character that
 * this terminal draws wider or narrower than expected shifts nothing else. */
static void
append_cells (GString *out, GArray *column, guint row, guint cell, gboolean color)
{
  const Line *line;

  if (cell > 1)
    g_string_append_printf (out, color ? "\033[%uG\033[" DIM "m%s\033[0m" : "\033[%uG%s",
                            cell - SEPARATOR_WIDTH, SEPARATOR);
  if (row >= column->len)
    return;
  line = &g_array_index (column, Line, row);
  if (color && line->style != NULL)
    g_string_append_printf (out, "\033[%sm%s\033[0m", line->style, line->text);
  else
    g_string_append (out, line->text);
}

/* One row of columns side by side: those from @first to before @last. */
static void
render_band (GPtrArray *frame,
             LlmComparison *comparison,
             GListModel *providers,
             guint first,
             guint last,
             guint width,
             guint height,
             gboolean color)
{
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  guint n_rows = 0;

  for (guint i = first; i < last; i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (comparison, i);
      GArray *column = render_column (answer, providers, i, width, height);

      g_ptr_array_add (columns, column);
      n_rows = MAX (n_rows, column->len);
    }
  for (guint row = 0; row < n_rows; row++)
    {
      GString *out = g_string_new (NULL);

      for (guint i = 0; i < columns->len; i++)
        append_cells (out, columns->pdata[i], row, 1 + i * (width + SEPARATOR_WIDTH), color);
      g_ptr_array_add (frame, g_string_free (out, FALSE));
    }
}

/**
 * llm_cli_terminal_render:
 * @comparison: what to show
 * @providers: the #LlmProvider that are known
 * @columns: the width of the screen in cells
 * @rows: its height in lines
 * @color: whether to use colours and weights
 *
 * Returns: (transfer full) (element-type utf8): the lines of the view, fewer than
 *   @rows, none wider than @columns
 */
GPtrArray *
llm_cli_terminal_render (
    LlmComparison *comparison, GListModel *providers, guint columns, guint rows, gboolean color)
{
  GPtrArray *frame = g_ptr_array_new_with_free_func (g_free);
  guint n = llm_comparison_get_n_answers (comparison);
  guint usable = MAX (rows, 2) - 1;
  guint per_band, n_bands, width, height;

  g_return_val_if_fail (n > 0, frame);

  per_band = (columns + SEPARATOR_WIDTH) / (MIN_COLUMN_WIDTH + SEPARATOR_WIDTH);
  per_band = CLAMP (per_band, 1, n);
  n_bands = (n + per_band - 1) / per_band;
  per_band = (n + n_bands - 1) / n_bands;
  width = MAX ((columns - (per_band - 1) * SEPARATOR_WIDTH) / per_band, 1);
  height = MAX (usable / n_bands, 1);

  for (guint band = 0; band < n_bands; band++)
    {
      gboolean blank = band > 0 && height > HEAD_LINES + 1;

      if (blank)
        g_ptr_array_add (frame, g_strdup (""));
      render_band (frame, comparison, providers, band * per_band, MIN ((band + 1) * per_band, n),
                   width, blank ? height - 1 : height, color);
    }
  if (frame->len > usable)
    g_ptr_array_set_size (frame, usable);
  return frame;
}

static void
get_size (LlmCliTerminal *self, guint *columns, guint *rows)
{
  struct winsize size = { 0 };

  *columns = 80;
  *rows = 24;
  if (ioctl (llm_cli_output_get_fd (self->output), TIOCGWINSZ, &size) != 0)
    return;
  if (size.ws_col > 0)
    *columns = size.ws_col;
  if (size.ws_row > 0)
    *rows = size.ws_row;
}

/* Back to the first line of what was drawn. */
static void
append_return (LlmCliTerminal *self, GString *out)
{
  g_string_append_c (out, '\r');
  if (self->drawn != NULL && self->drawn->len > 0)
    g_string_append_printf (out, "\033[%uA", self->drawn->len);
}

static void
draw (LlmCliTerminal *self)
{
  g_autoptr (GString) out = g_string_new (NULL);
  guint columns, rows;

  get_size (self, &columns, &rows);
  append_return (self, out);
  g_clear_pointer (&self->drawn, g_ptr_array_unref);
  self->drawn = llm_cli_terminal_render (self->comparison, self->providers, columns, rows,
                                         self->color);

  /* No wrapping within the frame: a line that is wider than expected is cut. */
  g_string_append (out, "\033[?7l");
  for (guint i = 0; i < self->drawn->len; i++)
    g_string_append_printf (out, "\033[2K%s\n", (char *) self->drawn->pdata[i]);
  g_string_append (out, "\033[?7h\033[J");
  llm_cli_output_write_string (self->output, out);
}

static gboolean
frame_cb (gpointer user_data)
{
  LlmCliTerminal *self = LLM_CLI_TERMINAL (user_data);

  /* A slow line gets fewer frames, not old ones. */
  if (!llm_cli_output_is_drained (self->output))
    return G_SOURCE_CONTINUE;

  self->frame_id = 0;
  draw (self);
  return G_SOURCE_REMOVE;
}

static gboolean
clock_cb (gpointer user_data)
{
  llm_cli_terminal_queue_draw (LLM_CLI_TERMINAL (user_data));
  return G_SOURCE_CONTINUE;
}

/* What was drawn for another width may have been broken anew by the terminal, so
 * that its height is unknown: the view starts again at the top of the screen. */
static gboolean
resize_cb (gpointer user_data)
{
  LlmCliTerminal *self = LLM_CLI_TERMINAL (user_data);

  g_clear_pointer (&self->drawn, g_ptr_array_unref);
  llm_cli_output_write (self->output, "\033[H", strlen ("\033[H"));
  llm_cli_terminal_queue_draw (self);
  return G_SOURCE_CONTINUE;
}

static void
llm_cli_terminal_dispose (GObject *object)
{
  LlmCliTerminal *self = LLM_CLI_TERMINAL (object);

  g_clear_handle_id (&self->frame_id, g_source_remove);
  g_clear_handle_id (&self->clock_id, g_source_remove);
  g_clear_handle_id (&self->resize_id, g_source_remove);
  g_clear_pointer (&self->drawn, g_ptr_array_unref);
  g_clear_object (&self->output);
  g_clear_object (&self->comparison);
  g_clear_object (&self->providers);

  G_OBJECT_CLASS (llm_cli_terminal_parent_class)->dispose (object);
}

static void
llm_cli_terminal_class_init (LlmCliTerminalClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_cli_terminal_dispose;
}

static void
llm_cli_terminal_init (LlmCliTerminal *self)
{
}

/**
 * llm_cli_terminal_is_usable:
 * @output: where to write
 *
 * Returns: whether @output is a terminal that can move its cursor
 */
gboolean
llm_cli_terminal_is_usable (LlmCliOutput *output)
{
  const char *term = g_getenv ("TERM");

  return llm_cli_output_is_terminal (output) && term != NULL && *term != '\0'
         && !g_str_equal (term, "dumb");
}

/**
 * llm_cli_terminal_new:
 * @output: a terminal, see llm_cli_terminal_is_usable()
 * @comparison: what to show
 * @providers: the #LlmProvider that are known
 *
 * Returns: (transfer full): the live view; it draws when something has changed
 */
LlmCliTerminal *
llm_cli_terminal_new (LlmCliOutput *output, LlmComparison *comparison, GListModel *providers)
{
  LlmCliTerminal *self;
  const char *no_color = g_getenv ("NO_COLOR");

  g_return_val_if_fail (LLM_IS_CLI_OUTPUT (output), NULL);
  g_return_val_if_fail (LLM_IS_COMPARISON (comparison), NULL);

  self = g_object_new (LLM_TYPE_CLI_TERMINAL, NULL);
  self->output = g_object_ref (output);
  self->comparison = g_object_ref (comparison);
  self->providers = g_object_ref (providers);
  self->color = no_color == NULL || *no_color == '\0';
  self->clock_id = g_timeout_add (CLOCK_INTERVAL_MS, clock_cb, self);
  self->resize_id = g_unix_signal_add (SIGWINCH, resize_cb, self);
  return self;
}

/**
 * llm_cli_terminal_queue_draw:
 * @self: a live view
 *
 * Has the view drawn soon, together with whatever changes until then.
 */
void
llm_cli_terminal_queue_draw (LlmCliTerminal *self)
{
  g_return_if_fail (LLM_IS_CLI_TERMINAL (self));

  if (self->frame_id == 0)
    self->frame_id = g_timeout_add (FRAME_INTERVAL_MS, frame_cb, self);
}

/**
 * llm_cli_terminal_erase:
 * @self: a live view
 *
 * Takes the view from the screen; what is written next takes its place.
 */
void
llm_cli_terminal_erase (LlmCliTerminal *self)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_return_if_fail (LLM_IS_CLI_TERMINAL (self));

  /* Line by line: tmux takes a screen that is cleared from its top for one worth
   * keeping in its history. */
  append_return (self, out);
  for (guint i = 0; self->drawn != NULL && i < self->drawn->len; i++)
    g_string_append (out, "\033[2K\n");
  g_string_append (out, "\033[J");
  append_return (self, out);
  llm_cli_output_write_string (self->output, out);
  g_clear_pointer (&self->drawn, g_ptr_array_unref);
}
