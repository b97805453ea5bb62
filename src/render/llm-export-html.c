/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-export-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-html-writer.h"

/* The answers' uppermost headings, below those of the models. */
#define ANSWER_LEVEL 4

/* Nothing is fetched and nothing runs, whatever slips through. */
static const char policy[] = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
                             "'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
                             "form-action 'none'\">\n";

static const char style[]
    = ":root{color-scheme:light dark;--fg:#1d1d20;--dim:#5e5c64;--bg:#fff;--card:#f6f5f4;"
      "--line:#deddda;--accent:#1a5fb4;--prompt:#eaf1fb}\n"
      "@media(prefers-color-scheme:dark){:root{--fg:#eeeeec;--dim:#b0aeb6;--bg:#1d1d20;"
      "--card:#2a2a2e;--line:#46464b;--accent:#8cb6f0;--prompt:#22303f}}\n"
      "*{box-sizing:border-box}\n"
      "body{margin:0 auto;padding:1rem;max-width:90rem;background:var(--bg);color:var(--fg);"
      "font:1rem/1.55 system-ui,sans-serif;overflow-wrap:break-word}\n"
      "h1,h2,h3,h4,h5,h6{line-height:1.25;margin:1.4em 0 .5em}\n"
      "h1{font-size:1.7rem}h2{font-size:1.1rem;color:var(--dim);margin-top:2.5rem}\n"
      "h3{font-size:1.15rem;margin-top:0}h4{font-size:1.1rem}h5,h6{font-size:1rem}\n"
      "a{color:var(--accent)}\n"
      ".dim{color:var(--dim);font-size:.87rem;margin:.2em 0}\n"
      ".prompt,.system{white-space:pre-wrap;padding:.8rem 1rem;border-radius:.6rem;"
      "background:var(--prompt);margin:.5rem 0;max-width:60rem}\n"
      ".system{background:var(--card);color:var(--dim)}\n"
      ".columns{display:grid;gap:1rem;margin-top:1rem;"
      "grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr))}\n"
      ".answer{min-width:0;border:1px solid var(--line);border-radius:.6rem;padding:1rem}\n"
      ".answer>:first-child,.answer>details>:first-child{margin-top:0}"
      ".answer>:last-child{margin-bottom:0}\n"
      ".chat .columns,.stacked .columns,.columns.one{grid-template-columns:minmax(0,60rem)}\n"
      ".verdict{font-weight:bold;margin:1.2rem 0 .5rem}"
      ".judgement{margin-top:1.5rem}.judgement td{min-width:11rem}"
      ".judgement td:first-child{min-width:0;font-weight:bold}\n"
      ".images{display:flex;flex-wrap:wrap;gap:1rem;margin:.5rem 0}\n"
      "figure{margin:0;max-width:min(100%,30rem)}\n"
      "figure img{display:block;max-width:100%;height:auto;max-height:30rem;width:auto;"
      "border-radius:.4rem;border:1px solid var(--line);background:#fff}\n"
      "figcaption{color:var(--dim);font-size:.87rem;margin-top:.3em}\n"
      "pre{overflow-x:auto;padding:.7rem .9rem;border-radius:.5rem;background:var(--card)}\n"
      "pre,code{font-family:ui-monospace,monospace;font-size:.9em}\n"
      ":not(pre)>code{background:var(--card);border-radius:.25em;padding:.05em .3em}\n"
      "blockquote{margin:1em 0;padding-inline-start:1em;border-inline-start:.25rem solid "
      "var(--line);color:var(--dim)}\n"
      ".table{overflow-x:auto}table{border-collapse:collapse;margin:1em 0}\n"
      "th,td{border:1px solid var(--line);padding:.3em .6em;vertical-align:top}\n"
      "th{background:var(--card)}hr{border:0;border-top:1px solid var(--line);margin:2em 0}\n"
      ".task-list-item{list-style:none}.task-list-item input{margin-inline:-1.4em .5em}\n"
      "details{margin:.5em 0;padding:.4em .8em;border-inline-start:.25rem solid var(--line)}\n"
      "summary{cursor:pointer;color:var(--dim)}article{margin-bottom:4rem}\n"
      "@media print{:root{--fg:#000;--dim:#444;--bg:#fff;--card:#f4f4f4;--line:#bbb;"
      "--prompt:#eef3fa}body{max-width:none;padding:0;font-size:9.5pt}.columns{gap:.6rem;"
      "align-items:start;grid-template-columns:repeat(auto-fit,minmax(min(100%,13rem),1fr))}"
      ".answer{padding:.5rem}.judgement td{min-width:0}pre{white-space:pre-wrap;"
      "overflow-wrap:anywhere}h2,h3,h4{break-after:avoid}"
      "tr,.prompt,figure{break-inside:avoid}article+article{break-before:page}nav{display:none}}\n";

static void
append_escaped (GString *out, const char *text)
{
  for (; *text != '\0'; text++)
    switch (*text)
      {
      case '&':
        g_string_append (out, "&amp;");
        break;
      case '<':
        g_string_append (out, "&lt;");
        break;
      case '>':
        g_string_append (out, "&gt;");
        break;
      case '"':
        g_string_append (out, "&quot;");
        break;
      default:
        g_string_append_c (out, *text);
        break;
      }
}

/* An element with text, which says itself from which side it is read. */
static void
append_element (GString *out, const char *tag, const char *class_name, const char *text)
{
  g_string_append_printf (out, "<%s dir=\"auto\"", tag);
  if (class_name != NULL)
    g_string_append_printf (out, " class=\"%s\"", class_name);
  g_string_append_c (out, '>');
  append_escaped (out, text);
  g_string_append_printf (out, "</%s>\n", tag);
}

/* The language of the words around the answers, as HTML names it. */
static char *
make_language (void)
{
  const char *const *names = g_get_language_names ();
  const gsize length = strcspn (names[0], ".@");
  char *language = g_strndup (names[0], length);

  for (char *p = language; *p != '\0'; p++)
    {
      if (*p == '_')
        *p = '-';
      else if (!g_ascii_isalnum (*p))
        *language = '\0';
    }
  if (strlen (language) >= 2 && g_ascii_islower (*language))
    return language;
  g_free (language);
  return g_strdup ("en");
}

/* Code and formulas are read from the left whatever is in them. */
static void
append_block (GString *out, const LlmBlock *block)
{
  const LlmNodeType type = llm_block_get_node_type (block);

  if (type == LLM_NODE_CODE_BLOCK || type == LLM_NODE_HTML_BLOCK)
    g_string_append (out, "<div dir=\"ltr\">");
  else if (type == LLM_NODE_TABLE)
    g_string_append (out, "<div dir=\"auto\" class=\"table\">");
  else
    g_string_append (out, "<div dir=\"auto\">");
  llm_html_writer_append (out, block, LLM_HTML_SAFE);
  g_string_append (out, "</div>\n");
}

/* What was there before the answer was asked again, folded away. */
static void
append_version (GString *out,
                LlmAnswer *answer,
                LlmAnswer *version,
                const LlmExportOptions *options)
{
  g_autofree char *heading = llm_export_make_version_heading (answer, version);
  g_autofree char *figures = llm_export_make_version_figures (answer, version);
  g_autoptr (GPtrArray) blocks = llm_export_parse_demoted (
      llm_answer_get_text (version), llm_answer_get_text_length (version), ANSWER_LEVEL);

  g_string_append (out, "<details>");
  append_element (out, "summary", NULL, heading);
  if (options->include_figures && *figures != '\0')
    append_element (out, "p", "dim", figures);
  for (guint i = 0; i < blocks->len; i++)
    append_block (out, blocks->pdata[i]);
  g_string_append (out, "</details>\n");
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
  g_autoptr (GPtrArray) blocks = llm_export_parse_demoted (
      llm_answer_get_text (answer), llm_answer_get_text_length (answer), ANSWER_LEVEL);

  g_string_append (out, "<section class=\"answer\">\n");
  append_element (out, "h3", NULL, heading);
  if (options->include_figures)
    {
      g_autofree char *figures = llm_export_make_figures (answer);

      if (*figures != '\0')
        append_element (out, "p", "dim", figures);
    }
  if (llm_export_has_reasoning (answer, options))
    {
      g_string_append (out, "<details>");
      append_element (out, "summary", NULL, _ ("Reasoning"));
      append_element (out, "div", "system", llm_answer_get_reasoning (answer));
      g_string_append (out, "</details>\n");
    }
  for (guint i = 0; i < blocks->len; i++)
    append_block (out, blocks->pdata[i]);
  for (guint i = 0; i < notes->len; i++)
    append_element (out, "p", "dim", notes->pdata[i]);
  for (guint i = 0; i < versions->len; i++)
    append_version (out, answer, versions->pdata[i], options);
  g_string_append (out, "</section>\n");
}

/* A part of the page itself; what it says of its size is a hint for until it is decoded. */
static void
append_image (
    GString *out, const LlmExportOptions *options, LlmImage *image, guint number, guint n_images)
{
  const LlmImageFacts *facts = llm_image_get_facts (image);
  LlmImageHeader header;
  g_autoptr (GBytes) bytes = llm_export_read_image (options, image, &header);
  const gboolean missing = bytes == NULL && options->read_image != NULL;
  g_autofree char *alt = llm_export_make_image_alt (image, number);
  g_autofree char *caption = llm_export_make_image_caption (image, number, n_images, missing);

  g_string_append (out, "<figure>\n");
  if (bytes != NULL)
    {
      g_autofree char *encoded
          = g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

      g_string_append_printf (out, "<img src=\"data:%s;base64,",
                              llm_image_format_get_mime_type (header.format));
      g_string_append (out, encoded);
      g_string_append_printf (out, "\" width=\"%u\" height=\"%u\" alt=\"", facts->width,
                              facts->height);
      append_escaped (out, alt);
      g_string_append (out, "\">\n");
    }
  append_element (out, "figcaption", NULL, caption);
  if (bytes == NULL && llm_image_get_alt (image) != NULL)
    append_element (out, "p", "dim", alt);
  g_string_append (out, "</figure>\n");
}

static gboolean
append_images (LlmExportSink *sink,
               const LlmExportOptions *options,
               GPtrArray *images,
               GError **error)
{
  if (images == NULL)
    return TRUE;
  g_string_append (sink->out, "<div class=\"images\">\n");
  for (guint i = 0; i < images->len; i++)
    {
      append_image (sink->out, options, images->pdata[i], i + 1, images->len);
      if (!llm_export_sink_flush (sink, FALSE, error))
        return FALSE;
    }
  g_string_append (sink->out, "</div>\n");
  return TRUE;
}

static void
append_judgement (GString *out, const char *judgement)
{
  g_autoptr (GPtrArray) blocks
      = llm_export_parse_demoted (judgement, strlen (judgement), ANSWER_LEVEL);

  g_string_append (out, "<section class=\"judgement\">\n");
  append_element (out, "h3", NULL, _ ("Summary of differences"));
  for (guint i = 0; i < blocks->len; i++)
    append_block (out, blocks->pdata[i]);
  g_string_append (out, "</section>\n");
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

  if (*verdict != '\0')
    append_element (out, "p", "verdict", verdict);
  if (note != NULL)
    append_element (out, "div", "system", note);
  if (judgement != NULL)
    append_judgement (out, judgement);
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
  g_autofree char *heading = llm_export_make_turn_heading (turn);
  g_autoptr (GPtrArray) answers = llm_export_list_answers (conversation, turn, options);

  append_element (sink->out, "h2", NULL, heading);
  if (options->include_system && system != NULL && *system != '\0')
    {
      append_element (sink->out, "p", "dim", _ ("System prompt:"));
      append_element (sink->out, "div", "system", system);
    }
  append_element (sink->out, "div", "prompt", llm_comparison_get_prompt (comparison));
  if (!append_images (sink, options, llm_export_get_images (turn->turn), error))
    return FALSE;
  g_string_append_printf (sink->out, "<div class=\"columns%s\">\n",
                          answers->len == 1 ? " one" : "");
  for (guint i = 0; i < answers->len; i++)
    {
      append_answer (sink->out, conversation, turn, answers->pdata[i], options);
      if (!llm_export_sink_flush (sink, FALSE, error))
        return FALSE;
    }
  g_string_append (sink->out, "</div>\n");
  append_opinion (sink->out, conversation, turn, options);
  return llm_export_sink_flush (sink, FALSE, error);
}

static gboolean
append_conversation (LlmExportSink *sink,
                     LlmConversation *conversation,
                     guint number,
                     const LlmExportOptions *options,
                     GError **error)
{
  g_autofree char *title = llm_export_make_title (conversation);
  g_autofree char *subtitle = llm_export_make_subtitle (conversation, options);
  g_autoptr (GArray) turns = llm_export_list_turns (conversation, options);

  g_string_append_printf (sink->out, "<article id=\"c%u\" class=\"%s\">\n", number,
                          llm_conversation_is_chat (conversation)      ? "chat"
                          : options->layout == LLM_EXPORT_SIDE_BY_SIDE ? "comparison"
                                                                       : "stacked");
  append_element (sink->out, "h1", NULL, title);
  append_element (sink->out, "p", "dim", subtitle);
  for (guint i = 0; i < turns->len; i++)
    if (!append_turn (sink, conversation, &g_array_index (turns, LlmExportTurn, i), options, error))
      return FALSE;
  g_string_append (sink->out, "</article>\n");
  return TRUE;
}

static void
append_contents (GString *out, LlmConversation *const *conversations, guint n)
{
  g_string_append (out, "<nav><ol>\n");
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *title = llm_export_make_title (conversations[i]);

      g_string_append_printf (out, "<li dir=\"auto\"><a href=\"#c%u\">", i + 1);
      append_escaped (out, title);
      g_string_append (out, "</a></li>\n");
    }
  g_string_append (out, "</ol></nav>\n");
}

gboolean
llm_export_html (LlmExportSink *sink,
                 LlmConversation *const *conversations,
                 guint n,
                 const LlmExportOptions *options,
                 GError **error)
{
  g_autofree char *language = make_language ();
  g_autofree char *title
      = n == 1 ? llm_export_make_title (conversations[0]) : g_strdup (_ ("Conversations"));

  g_string_append_printf (sink->out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n", language);
  g_string_append (sink->out, "<meta charset=\"utf-8\">\n");
  g_string_append (sink->out, policy);
  g_string_append (sink->out, "<meta name=\"viewport\" content=\"width=device-width, "
                              "initial-scale=1\">\n<meta name=\"referrer\" "
                              "content=\"no-referrer\">\n<title>");
  append_escaped (sink->out, title);
  g_string_append_printf (sink->out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n", style);
  if (n > 1)
    append_contents (sink->out, conversations, n);
  for (guint i = 0; i < n; i++)
    if (!append_conversation (sink, conversations[i], i + 1, options, error))
      return FALSE;
  g_string_append (sink->out, "</body>\n</html>\n");
  return TRUE;
}
