/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-export.h"
#include "llm-export-private.h"

#include <glib/gi18n-lib.h>
#include <langinfo.h>
#include <string.h>

/* Written at once; less would be a call for each line. */
#define CHUNK 65536

/* Bytes of a file name, with its extension; file systems take 255. */
#define MAX_FILE_NAME 120

/* Points around the pages, and their sizes. */
#define DEFAULT_MARGIN 48
#define A4_WIDTH 595.276
#define A4_HEIGHT 841.89
#define LETTER_WIDTH 612
#define LETTER_HEIGHT 792

/* Millimetres; what is less high than that is Letter. */
#define LETTER_LIMIT 290

static const struct
{
  const char *name;
  const char *extension;
  const char *mime;
  LlmExportFunc func;
} formats[] = {
  [LLM_EXPORT_MARKDOWN] = { "markdown", "md", "text/markdown", llm_export_markdown },
  [LLM_EXPORT_JSON] = { "json", "json", "application/json", llm_export_json },
  [LLM_EXPORT_HTML] = { "html", "html", "text/html", llm_export_html },
  [LLM_EXPORT_PDF] = { "pdf", "pdf", "application/pdf", llm_export_pdf },
  [LLM_EXPORT_CSV] = { "csv", "csv", "text/csv", llm_export_csv },
};

G_STATIC_ASSERT (G_N_ELEMENTS (formats) == LLM_EXPORT_N_FORMATS);

/**
 * llm_export_options_init:
 * @options: (out): options
 *
 * Sets what is usual: figures, but neither reasoning nor other versions.
 */
void
llm_export_options_init (LlmExportOptions *options)
{
  g_return_if_fail (options != NULL);

  memset (options, 0, sizeof *options);
  options->include_figures = TRUE;
  options->include_system = TRUE;
  options->paper = LLM_EXPORT_PAPER_AUTO;
  options->margin = DEFAULT_MARGIN;
}

static LlmExportPaper
find_paper (void)
{
#ifdef _NL_PAPER_HEIGHT
  /* A number in the place of the pointer. */
  const gsize height = (gsize) nl_langinfo (_NL_PAPER_HEIGHT) & 0xffff;

  if (height > 0 && height < LETTER_LIMIT)
    return LLM_EXPORT_PAPER_LETTER;
#endif
  return LLM_EXPORT_PAPER_A4;
}

/**
 * llm_export_options_get_paper:
 * @options: options
 * @width: (out): width of a page in points
 * @height: (out): its height
 */
void
llm_export_options_get_paper (const LlmExportOptions *options, double *width, double *height)
{
  LlmExportPaper paper;

  g_return_if_fail (options != NULL && width != NULL && height != NULL);

  paper = options->paper == LLM_EXPORT_PAPER_AUTO ? find_paper () : options->paper;
  *width = paper == LLM_EXPORT_PAPER_LETTER ? LETTER_WIDTH : A4_WIDTH;
  *height = paper == LLM_EXPORT_PAPER_LETTER ? LETTER_HEIGHT : A4_HEIGHT;
}

/* Whether there is something to stand side by side. */
static gboolean
has_columns (LlmConversation *conversation)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (conversation));

  for (guint i = 0; i < n && !llm_conversation_is_chat (conversation); i++)
    {
      g_autoptr (LlmTurn) turn = g_list_model_get_item (G_LIST_MODEL (conversation), i);
      LlmComparison *comparison = llm_turn_get_comparison (turn);

      if (comparison != NULL && llm_comparison_get_n_answers (comparison) > 1)
        return TRUE;
    }
  return FALSE;
}

/**
 * llm_export_is_landscape:
 * @conversations: (array length=n_conversations): what to export, loaded completely
 * @n_conversations: how many
 * @options: what of it
 *
 * Lines of chats would be too long on a page that is wider than high.
 *
 * Returns: whether pages are to be so
 */
gboolean
llm_export_is_landscape (LlmConversation *const *conversations,
                         guint n_conversations,
                         const LlmExportOptions *options)
{
  g_return_val_if_fail (conversations != NULL || n_conversations == 0, FALSE);
  g_return_val_if_fail (options != NULL, FALSE);

  if (options->orientation != LLM_EXPORT_ORIENTATION_AUTO)
    return options->orientation == LLM_EXPORT_LANDSCAPE;
  for (guint i = 0; i < n_conversations; i++)
    if (!has_columns (conversations[i]))
      return FALSE;
  return n_conversations > 0 && options->layout == LLM_EXPORT_SIDE_BY_SIDE;
}

/**
 * llm_export_tells_hidden:
 * @conversations: (array length=n_conversations): what to export
 * @n_conversations: how many
 *
 * Returns: whether JSON would tell models that are hidden until a verdict; the other formats
 *   do not
 */
gboolean
llm_export_tells_hidden (LlmConversation *const *conversations, guint n_conversations)
{
  g_return_val_if_fail (conversations != NULL || n_conversations == 0, FALSE);

  for (guint i = 0; i < n_conversations; i++)
    {
      g_autoptr (GPtrArray) turns = llm_conversation_dup_turns (conversations[i]);

      for (guint j = 0; j < turns->len; j++)
        {
          LlmComparison *comparison = llm_turn_get_comparison (turns->pdata[j]);

          if (comparison != NULL && llm_comparison_get_blind (comparison) == LLM_BLIND_HIDDEN)
            return TRUE;
        }
    }
  return FALSE;
}

/**
 * llm_export_format_get_name:
 * @format: a format
 *
 * Returns: its name on the command line
 */
const char *
llm_export_format_get_name (LlmExportFormat format)
{
  g_return_val_if_fail ((guint) format < G_N_ELEMENTS (formats), NULL);
  return formats[format].name;
}

/**
 * llm_export_format_from_name:
 * @name: (nullable): a name, or an extension such as "md"
 * @format: (out): the format
 *
 * Returns: whether there is such a format
 */
gboolean
llm_export_format_from_name (const char *name, LlmExportFormat *format)
{
  g_return_val_if_fail (format != NULL, FALSE);

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (formats); i++)
    if (g_ascii_strcasecmp (name, formats[i].name) == 0
        || g_ascii_strcasecmp (name, formats[i].extension) == 0)
      {
        *format = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * llm_export_format_get_extension:
 * @format: a format
 *
 * Returns: the end of file names, without the dot
 */
const char *
llm_export_format_get_extension (LlmExportFormat format)
{
  g_return_val_if_fail ((guint) format < G_N_ELEMENTS (formats), NULL);
  return formats[format].extension;
}

/**
 * llm_export_format_get_mime:
 * @format: a format
 *
 * Returns: its media type
 */
const char *
llm_export_format_get_mime (LlmExportFormat format)
{
  g_return_val_if_fail ((guint) format < G_N_ELEMENTS (formats), NULL);
  return formats[format].mime;
}

/**
 * llm_export_sink_flush:
 * @sink: where to write to
 * @all: whether also little is written
 * @error: where to put an error, also %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the exporter may go on
 */
gboolean
llm_export_sink_flush (LlmExportSink *sink, gboolean all, GError **error)
{
  gboolean done;

  if (g_cancellable_set_error_if_cancelled (sink->cancellable, error))
    return FALSE;
  if (sink->out->len == 0 || (!all && sink->out->len < CHUNK))
    return TRUE;
  done = g_output_stream_write_all (sink->stream, sink->out->str, sink->out->len, NULL,
                                    sink->cancellable, error);
  g_string_truncate (sink->out, 0);
  return done;
}

static gboolean
check_loaded (LlmConversation *conversation, GError **error)
{
  g_autoptr (GPtrArray) turns = llm_conversation_dup_turns (conversation);

  for (guint i = 0; i < turns->len; i++)
    if (llm_turn_get_comparison (turns->pdata[i]) == NULL)
      {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                     _ ("A part of “%s” was not loaded. Open the conversation and try again."),
                     llm_conversation_get_title (conversation));
        return FALSE;
      }
  return TRUE;
}

/**
 * llm_export_to_stream:
 * @conversations: (array length=n_conversations): what to export, loaded completely
 * @n_conversations: how many
 * @format: as what
 * @options: (nullable): what of it, or %NULL for what is usual
 * @stream: where to; it is flushed, not closed
 * @cancellable: (nullable): to stop
 * @error: where to put an error
 *
 * Writes conversations.  Blocks, and may be called in any thread if nobody changes the
 * conversations meanwhile.  When it fails, a part of the file was written.
 *
 * Returns: whether everything was written
 */
gboolean
llm_export_to_stream (LlmConversation *const *conversations,
                      guint n_conversations,
                      LlmExportFormat format,
                      const LlmExportOptions *options,
                      GOutputStream *stream,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  LlmExportSink sink = { out, stream, cancellable };
  g_autoptr (GPtrArray) anonymous = NULL;
  LlmExportOptions usual;

  g_return_val_if_fail (conversations != NULL || n_conversations == 0, FALSE);
  g_return_val_if_fail ((guint) format < G_N_ELEMENTS (formats), FALSE);
  g_return_val_if_fail (G_IS_OUTPUT_STREAM (stream), FALSE);

  if (options == NULL)
    {
      llm_export_options_init (&usual);
      options = &usual;
    }
  for (guint i = 0; i < n_conversations; i++)
    if (!check_loaded (conversations[i], error))
      return FALSE;
  if (options->anonymous)
    {
      anonymous = llm_export_make_all_anonymous (conversations, n_conversations);
      conversations = (LlmConversation *const *) anonymous->pdata;
    }
  return formats[format].func (&sink, conversations, n_conversations, options, error)
         && llm_export_sink_flush (&sink, TRUE, error)
         && g_output_stream_flush (stream, cancellable, error);
}

/**
 * llm_export_to_bytes:
 * @conversations: (array length=n_conversations): what to export, loaded completely
 * @n_conversations: how many
 * @format: as what
 * @options: (nullable): what of it, or %NULL for what is usual
 * @cancellable: (nullable): to stop
 * @error: where to put an error
 *
 * Like llm_export_to_stream(), into memory.
 *
 * Returns: (transfer full) (nullable): the file
 */
GBytes *
llm_export_to_bytes (LlmConversation *const *conversations,
                     guint n_conversations,
                     LlmExportFormat format,
                     const LlmExportOptions *options,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();

  if (!llm_export_to_stream (conversations, n_conversations, format, options, stream, cancellable,
                             error)
      || !g_output_stream_close (stream, NULL, error))
    return NULL;
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
}

/* --- File names --- */

/* What some file system or shell takes for something else, and what cannot be seen; joiners
 * of emoji and of letters stay. */
static gboolean
is_bad (gunichar c)
{
  GUnicodeType type;

  if (c == 0x200c || c == 0x200d)
    return FALSE;
  if (c < 0x80)
    return strchr ("/\\:*?\"<>|", (int) c) != NULL || g_ascii_iscntrl ((char) c);
  type = g_unichar_type (c);
  return type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_PRIVATE_USE
         || type == G_UNICODE_SURROGATE || type == G_UNICODE_UNASSIGNED
         || type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR;
}

static char *
clean_name (const char *title)
{
  g_autofree char *normal = g_utf8_normalize (title, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  GString *name = g_string_new (NULL);
  gboolean space = FALSE;

  for (const char *p = normal != NULL ? normal : ""; *p != '\0'; p = g_utf8_next_char (p))
    {
      const gunichar c = g_utf8_get_char (p);

      if ((c == '\n' || c == '\r') && name->len > 0)
        break;
      if (is_bad (c) || g_unichar_isspace (c))
        {
          space = TRUE;
          continue;
        }
      /* Neither hidden nor an option of a program. */
      if (name->len == 0 && (c == '.' || c == '-' || c == '~'))
        continue;
      if (space && name->len > 0)
        g_string_append_c (name, ' ');
      space = FALSE;
      g_string_append_unichar (name, c);
    }
  return g_string_free (name, FALSE);
}

/* Not within a character that people see as one: what joins or changes the one before is not
 * the first that is left out. */
static void
cut_name (GString *name, gsize max)
{
  const char *end;

  if (name->len <= max)
    return;
  end = name->str + max;
  while (end > name->str && ((guchar) *end & 0xc0) == 0x80)
    end--;
  while (end > name->str)
    {
      const gunichar c = g_utf8_get_char (end);
      const char *before = g_utf8_prev_char (end);
      const gboolean joins = g_unichar_ismark (c) || c == 0x200d || (c >= 0x1f3fb && c <= 0x1f3ff)
                             || g_utf8_get_char (before) == 0x200d;

      if (!joins)
        break;
      end = before;
    }
  g_string_truncate (name, (gsize) (end - name->str));
}

/* What Windows takes for devices, which matters on shared drives and sticks. */
static gboolean
is_device (const char *name)
{
  static const char *const devices[] = { "con", "prn", "aux", "nul", "com", "lpt" };
  const gsize stem = strcspn (name, ".");

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    if (g_ascii_strncasecmp (name, devices[i], 3) == 0
        && (i < 4 ? stem == 3 : stem == 4 && g_ascii_isdigit (name[3])))
      return TRUE;
  return FALSE;
}

/**
 * llm_export_make_file_name:
 * @conversation: a conversation
 * @format: a format
 *
 * Returns: (transfer full): a name for its file, made of its title: at most 120 bytes, no
 *   slashes, control characters or dots in front
 */
char *
llm_export_make_file_name (LlmConversation *conversation, LlmExportFormat format)
{
  const char *extension = llm_export_format_get_extension (format);
  g_autofree char *title = NULL;
  g_autofree char *clean = NULL;
  g_autoptr (GString) name = NULL;

  g_return_val_if_fail (LLM_IS_CONVERSATION (conversation), NULL);
  g_return_val_if_fail (extension != NULL, NULL);

  clean = clean_name (llm_conversation_get_title (conversation));
  if (*clean == '\0')
    {
      title = llm_export_make_title (conversation);
      g_free (clean);
      clean = clean_name (title);
    }
  name = g_string_new (clean);
  cut_name (name, MAX_FILE_NAME - strlen (extension) - 1);
  while (name->len > 0 && (name->str[name->len - 1] == '.' || name->str[name->len - 1] == ' '))
    g_string_truncate (name, name->len - 1);
  if (name->len == 0)
    g_string_assign (name, llm_conversation_get_kind (conversation));
  if (is_device (name->str))
    g_string_prepend_c (name, '_');
  g_string_append_printf (name, ".%s", extension);
  return g_string_free (g_steal_pointer (&name), FALSE);
}
