/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-export-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-file.h"
#include "llm-markdown-writer.h"

/* The answers' uppermost headings, below those of the models. */
#define ANSWER_LEVEL 4

/**
 * llm_export_append_plain:
 * @out: Markdown
 * @text: what somebody has written
 *
 * Appends it as one line of text in which nothing is markup, also in the cell of a table.
 */
void
llm_export_append_plain (GString *out, const char *text)
{
  for (; *text != '\0'; text++)
    {
      if (*text == '\n' || *text == '\r')
        {
          g_string_append_c (out, ' ');
          continue;
        }
      if (strchr ("\\`*_{}[]<>#|~$!&", *text) != NULL)
        g_string_append_c (out, '\\');
      g_string_append_c (out, *text);
    }
}

/* Within a quote a text may be what it likes: whatever it opens ends with the quote. */
static void
append_quoted (GString *out, const char *text)
{
  const char *end;

  do
    {
      end = text + strcspn (text, "\r\n");
      g_string_append (out, end > text ? "> " : ">");
      g_string_append_len (out, text, end - text);
      g_string_append_c (out, '\n');
      text = end + (end[0] == '\r' && end[1] == '\n' ? 2 : 1);
    }
  while (*end != '\0' && *text != '\0');
  g_string_append_c (out, '\n');
}

/* Raw HTML that has no end would take everything behind it along. */
static gboolean
is_open_html (const LlmBlock *block)
{
  static const char *const pairs[][2] = {
    { "<!--", "-->" },        { "<?", "?>" },
    { "<![CDATA[", "]]>" },   { "<!", ">" },
    { "<pre", "</pre>" },     { "<script", "</script>" },
    { "<style", "</style>" }, { "<textarea", "</textarea>" },
  };
  g_autofree char *html = NULL;
  const char *start;

  if (llm_block_get_node_type (block) != LLM_NODE_HTML_BLOCK)
    return FALSE;
  html = g_ascii_strdown (llm_block_get_all_text (block), (gssize) llm_block_get_size (block));
  start = html + strspn (html, " ");
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (g_str_has_prefix (start, pairs[i][0]))
      return strstr (start + strlen (pairs[i][0]), pairs[i][1]) == NULL;
  return FALSE;
}

/* Longer than any within. */
static void
append_fenced (GString *out, const char *text, gsize length, const char *language)
{
  guint longest = 2, n = 0;
  g_autofree char *fence = NULL;

  for (gsize i = 0; i < length; i++)
    {
      n = text[i] == '`' ? n + 1 : 0;
      longest = MAX (longest, n);
    }
  fence = g_strnfill (longest + 1, '`');
  g_string_append_printf (out, "%s%s\n", fence, language);
  g_string_append_len (out, text, (gssize) length);
  if (length == 0 || text[length - 1] != '\n')
    g_string_append_c (out, '\n');
  g_string_append_printf (out, "%s\n", fence);
}

/* Written anew from its blocks, so that nothing of it reaches what comes after: no open
 * fence, no list, no definition of a link. */
static void
append_answer_text (GString *out, LlmAnswer *answer, guint level)
{
  g_autoptr (GPtrArray) blocks = llm_export_parse_demoted (
      llm_answer_get_text (answer), llm_answer_get_text_length (answer), level);

  for (guint i = 0; i < blocks->len; i++)
    {
      const LlmBlock *block = blocks->pdata[i];

      if (is_open_html (block))
        append_fenced (out, llm_block_get_all_text (block), llm_block_get_size (block), "html");
      else
        llm_markdown_writer_append (out, block);
      g_string_append_c (out, '\n');
    }
}

static void
append_emphasized (GString *out, const char *line)
{
  if (*line == '\0')
    return;
  g_string_append_c (out, '*');
  llm_export_append_plain (out, line);
  g_string_append (out, "*\n\n");
}

/* What was there before the answer was asked again. */
static void
append_version (GString *out,
                LlmAnswer *answer,
                LlmAnswer *version,
                const LlmExportOptions *options)
{
  g_autofree char *heading = llm_export_make_version_heading (answer, version);

  g_string_append (out, "#### ");
  llm_export_append_plain (out, heading);
  g_string_append (out, "\n\n");
  if (options->include_figures)
    {
      g_autofree char *figures = llm_export_make_version_figures (answer, version);

      append_emphasized (out, figures);
    }
  append_answer_text (out, version, ANSWER_LEVEL + 1);
}

static void
append_answer (GString *out,
               LlmConversation *conversation,
               const LlmExportTurn *turn,
               LlmAnswer *answer,
               const LlmExportOptions *options)
{
  g_autofree char *heading = llm_export_make_answer_heading (conversation, turn, answer);
  g_autoptr (GPtrArray) notes = llm_export_make_notes (answer);
  g_autoptr (GPtrArray) versions = llm_export_list_versions (answer, options);

  g_string_append (out, "### ");
  llm_export_append_plain (out, heading);
  g_string_append (out, "\n\n");
  if (options->include_figures)
    {
      g_autofree char *figures = llm_export_make_figures (answer);

      append_emphasized (out, figures);
    }
  if (llm_export_has_reasoning (answer, options))
    {
      g_string_append_printf (out, "#### %s\n\n", _ ("Reasoning"));
      append_quoted (out, llm_answer_get_reasoning (answer));
      g_string_append_printf (out, "#### %s\n\n", _ ("Answer"));
    }
  append_answer_text (out, answer, ANSWER_LEVEL);
  for (guint i = 0; i < notes->len; i++)
    append_emphasized (out, notes->pdata[i]);
  for (guint i = 0; i < versions->len; i++)
    append_version (out, answer, versions->pdata[i], options);
}

/* Files by their hashes: neither names of others nor what is there already matter. */
static gboolean
write_image (
    GFile *folder, const char *name, GBytes *bytes, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = g_file_get_child (folder, name);
  g_autoptr (GError) local_error = NULL;

  if (!g_file_make_directory (folder, cancellable, &local_error)
      && !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    {
      g_set_error (error, G_IO_ERROR, local_error->code,
                   /* Translators: why. */
                   _ ("The folder for the images could not be made: %s"), local_error->message);
      return FALSE;
    }
  return llm_file_write_bytes (file, FALSE, bytes, cancellable, error);
}

/* A file beside this one, and its caption; only the caption if there is no place for it. */
static gboolean
append_image (LlmExportSink *sink,
              const LlmExportOptions *options,
              LlmImage *image,
              guint number,
              guint n_images,
              GError **error)
{
  const gboolean wanted = options->image_folder != NULL && options->read_image != NULL;
  LlmImageHeader header;
  g_autoptr (GBytes) bytes = wanted ? llm_export_read_image (options, image, &header) : NULL;
  g_autofree char *caption
      = llm_export_make_image_caption (image, number, n_images, wanted && bytes == NULL);

  if (bytes != NULL)
    {
      g_autofree char *name = g_strdup_printf ("%s.%s", llm_image_get_hash (image),
                                               llm_image_format_get_type (header.format));
      g_autofree char *folder = g_file_get_basename (options->image_folder);
      g_autofree char *escaped = g_uri_escape_string (folder, NULL, FALSE);
      g_autofree char *alt = llm_export_make_image_alt (image, number);

      if (!write_image (options->image_folder, name, bytes, sink->cancellable, error))
        return FALSE;
      g_string_append (sink->out, "![");
      llm_export_append_plain (sink->out, alt);
      g_string_append_printf (sink->out, "](%s/%s)\n\n", escaped, name);
    }
  append_emphasized (sink->out, caption);
  if (bytes == NULL && llm_image_get_alt (image) != NULL)
    append_quoted (sink->out, llm_image_get_alt (image));
  return TRUE;
}

static void
append_opinion (GString *out,
                LlmConversation *conversation,
                const LlmExportTurn *turn,
                const LlmExportOptions *options)
{
  g_autofree char *judgement = llm_export_make_judgement (conversation, turn, options);
  g_autofree char *verdict = llm_export_make_verdict (conversation, turn);
  g_autofree char *note = llm_export_make_note (conversation, turn);

  append_emphasized (out, verdict);
  if (note != NULL)
    append_quoted (out, note);
  if (judgement != NULL)
    g_string_append_printf (out, "### %s\n\n%s", _ ("Summary of differences"), judgement);
}

static gboolean
append_turn (LlmExportSink *sink,
             LlmConversation *conversation,
             const LlmExportTurn *turn,
             const LlmExportOptions *options,
             GError **error)
{
  LlmComparison *comparison = llm_turn_get_comparison (turn->turn);
  const char *system = llm_comparison_get_system (comparison);
  GPtrArray *images = llm_export_get_images (turn->turn);
  g_autofree char *heading = llm_export_make_turn_heading (turn);
  g_autoptr (GPtrArray) answers = llm_export_list_answers (conversation, turn, options);

  g_string_append (sink->out, "## ");
  llm_export_append_plain (sink->out, heading);
  g_string_append (sink->out, "\n\n");
  if (options->include_system && system != NULL && *system != '\0')
    {
      g_string_append_printf (sink->out, "%s\n\n", _ ("System prompt:"));
      append_quoted (sink->out, system);
      g_string_append_printf (sink->out, "%s\n\n", _ ("Prompt:"));
    }
  append_quoted (sink->out, llm_comparison_get_prompt (comparison));
  for (guint i = 0; images != NULL && i < images->len; i++)
    if (!append_image (sink, options, images->pdata[i], i + 1, images->len, error))
      return FALSE;
  for (guint i = 0; i < answers->len; i++)
    {
      append_answer (sink->out, conversation, turn, answers->pdata[i], options);
      if (!llm_export_sink_flush (sink, FALSE, error))
        return FALSE;
    }
  append_opinion (sink->out, conversation, turn, options);
  return llm_export_sink_flush (sink, FALSE, error);
}

gboolean
llm_export_markdown (LlmExportSink *sink,
                     LlmConversation *const *conversations,
                     guint n,
                     const LlmExportOptions *options,
                     GError **error)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *title = llm_export_make_title (conversations[i]);
      g_autofree char *subtitle = llm_export_make_subtitle (conversations[i], options);
      g_autoptr (GArray) turns = llm_export_list_turns (conversations[i], options);

      if (i > 0)
        g_string_append (sink->out, "---\n\n");
      g_string_append (sink->out, "# ");
      llm_export_append_plain (sink->out, title);
      g_string_append (sink->out, "\n\n");
      append_emphasized (sink->out, subtitle);
      for (guint j = 0; j < turns->len; j++)
        if (!append_turn (sink, conversations[i], &g_array_index (turns, LlmExportTurn, j), options,
                          error))
          return FALSE;
    }
  return TRUE;
}
