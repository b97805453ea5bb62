/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench-text.h"

#include <string.h>

#define MIN_DELTA 4
#define MAX_DELTA 12

typedef struct
{
  GString *text;
  guint32 state;
} Writer;

typedef struct
{
  const char *name;
  const char *const *lines;
} Language;

static const char *const words[] = {
  "the",     "a",       "model",    "request",  "stream",     "buffer", "of",     "and",
  "to",      "in",      "is",       "that",     "with",       "when",   "value",  "window",
  "which",   "because", "between",  "answer",   "parser",     "it",     "can",    "not",
  "column",  "frame",   "light",    "wave",     "scattering", "short",  "long",   "only",
  "measure", "naïve",   "café",     "function", "memory",     "cache",  "thread", "we",
  "should",  "first",   "second",   "usually",  "depends",    "on",     "for",    "each",
  "result",  "error",   "response", "shorter",  "wavelength", "than",   "at",     "by",
};

static const char *const terms[] = {
  "gtk_text_buffer_insert ()",
  "malloc",
  "O(n log n)",
  "async/await",
  "SELECT *",
  "i += 1",
  "--no-cache",
  "NULL",
  "std::move",
  "~/.config",
  "HTTP/2",
  "0x7f",
};

static const char *const headings[] = {
  "Overview", "How it works", "Step by step",    "Why `memcpy` is fast", "A comparison",
  "✅ Result", "Trade-offs",   "Common mistakes", "In **short**",         "Further reading",
};

static const char *const python_lines[] = {
  "import asyncio",
  "from dataclasses import dataclass, field",
  "",
  "@dataclass",
  "class Result:",
  "    name: str",
  "    values: list[float] = field(default_factory=list)  # one a run",
  "",
  "async def fetch(session, url: str, *, timeout: float = 30.0) -> dict:",
  "    \"\"\"Return the decoded body, or raise.\"\"\"",
  "    async with session.get(url, timeout=timeout) as response:",
  "        if response.status != 200:",
  "            raise RuntimeError(f\"{url}: {response.status}\")",
  "        return await response.json()",
  "",
  "results = [value ** 2 for value in range(100) if value % 3 == 0]",
  NULL,
};

static const char *const c_lines[] = {
  "#include <stdio.h>",
  "#include <stdlib.h>",
  "",
  "/* Returns the index of the first element that is not smaller. */",
  "static size_t",
  "lower_bound (const int *values, size_t n, int wanted)",
  "{",
  "  size_t low = 0, high = n;",
  "",
  "  while (low < high)",
  "    {",
  "      const size_t middle = low + (high - low) / 2;",
  "",
  "      if (values[middle] < wanted)",
  "        low = middle + 1;",
  "      else",
  "        high = middle;",
  "    }",
  "  return low; // may be n",
  "}",
  NULL,
};

static const char *const javascript_lines[] = {
  "import { readFile } from 'node:fs/promises';",
  "",
  "export class Queue {",
  "  #items = [];",
  "",
  "  push(item) {",
  "    this.#items.push({ item, at: Date.now() });",
  "    return this;",
  "  }",
  "",
  "  async *drain(limit = 10) {",
  "    while (this.#items.length > 0) yield* this.#items.splice(0, limit);",
  "  }",
  "}",
  "",
  "const total = items.reduce((sum, { price }) => sum + price, 0); // in cents",
  "console.log(`Total: ${(total / 100).toFixed(2)} €`);",
  NULL,
};

static const char *const sh_lines[] = {
  "#!/usr/bin/env bash",
  "set -euo pipefail",
  "",
  "for file in \"$@\"; do",
  "  if [ ! -f \"$file\" ]; then",
  "    printf 'not a file: %s\\n' \"$file\" >&2",
  "    exit 1",
  "  fi",
  "  sort --unique \"$file\" | grep -v '^#' >\"${file%.txt}.out\"  # without comments",
  "done",
  "",
  "curl --silent --fail https://example.org/api | jq '.items[] | .name'",
  NULL,
};

static const Language languages[] = {
  { "python", python_lines },
  { "c", c_lines },
  { "javascript", javascript_lines },
  { "bash", sh_lines },
};

guint32
bench_text_random (guint32 *state)
{
  /* Xorshift: GLib's own numbers may change with an environment variable. */
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state;
}

const char *
bench_text_next (const char *text, guint32 *state)
{
  const gsize size = MIN_DELTA + bench_text_random (state) % (MAX_DELTA - MIN_DELTA + 1);
  const char *end = text + strnlen (text, size);

  /* Not within a character. */
  while ((*end & 0xc0) == 0x80)
    end--;
  return end;
}

static guint
roll (Writer *writer, guint n)
{
  return bench_text_random (&writer->state) % n;
}

static guint
between (Writer *writer, guint from, guint to)
{
  return from + roll (writer, to - from + 1);
}

#define PICK(writer, array) ((array)[roll ((writer), G_N_ELEMENTS (array))])

static void
write_words (Writer *writer, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (writer->text, ' ');
      g_string_append (writer->text, PICK (writer, words));
    }
}

/* A few words, now and then marked up in one of the ways models do. */
static void
write_span (Writer *writer)
{
  switch (roll (writer, 12))
    {
    case 0:
      g_string_append (writer->text, "**");
      write_words (writer, between (writer, 1, 3));
      g_string_append (writer->text, "**");
      break;
    case 1:
      g_string_append_c (writer->text, '*');
      write_words (writer, between (writer, 1, 2));
      g_string_append_c (writer->text, '*');
      break;
    case 2:
      g_string_append_printf (writer->text, "`%s`", PICK (writer, terms));
      break;
    case 3:
      if (roll (writer, 4) == 0)
        {
          g_string_append_c (writer->text, '[');
          write_words (writer, 2);
          g_string_append_printf (writer->text, "](https://example.org/docs/%u)",
                                  roll (writer, 1000));
          break;
        }
      G_GNUC_FALLTHROUGH;
    default:
      write_words (writer, between (writer, 2, 6));
      break;
    }
}

static void
write_sentence (Writer *writer)
{
  const gsize begin = writer->text->len;
  const guint n = between (writer, 2, 4);

  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append (writer->text, roll (writer, 5) == 0 ? ", " : " ");
      write_span (writer);
    }
  g_string_append (writer->text, roll (writer, 20) == 0 ? " → 42 %." : ".");
  writer->text->str[begin] = g_ascii_toupper (writer->text->str[begin]);
}

static void
write_paragraph (Writer *writer)
{
  const guint n = between (writer, 2, 6);

  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (writer->text, ' ');
      write_sentence (writer);
    }
  g_string_append (writer->text, "\n\n");
}

static void
write_heading (Writer *writer)
{
  const guint level = between (writer, 2, 4);

  for (guint i = 0; i < level; i++)
    g_string_append_c (writer->text, '#');
  g_string_append_printf (writer->text, " %s\n\n", PICK (writer, headings));
}

/* One level deeper below some of the items. */
static void
write_list (Writer *writer)
{
  const gboolean ordered = roll (writer, 3) == 0;
  const guint n = between (writer, 3, 7);

  for (guint i = 0; i < n; i++)
    {
      const guint n_children = roll (writer, 3) == 0 ? between (writer, 1, 3) : 0;

      if (ordered)
        g_string_append_printf (writer->text, "%u. ", i + 1);
      else
        g_string_append (writer->text, "- ");
      write_sentence (writer);
      g_string_append_c (writer->text, '\n');
      for (guint j = 0; j < n_children; j++)
        {
          g_string_append (writer->text, ordered ? "   - " : "  - ");
          write_span (writer);
          g_string_append_c (writer->text, '\n');
        }
    }
  g_string_append_c (writer->text, '\n');
}

static void
write_table (Writer *writer)
{
  const guint n_columns = between (writer, 2, 4);
  const guint n_rows = between (writer, 3, 8);

  for (guint i = 0; i < n_columns; i++)
    g_string_append_printf (writer->text, "| %s ", PICK (writer, words));
  g_string_append (writer->text, "|\n");
  for (guint i = 0; i < n_columns; i++)
    g_string_append (writer->text, i == 1 ? "|---:" : "|---");
  g_string_append (writer->text, "|\n");
  for (guint row = 0; row < n_rows; row++)
    {
      for (guint i = 0; i < n_columns; i++)
        {
          g_string_append (writer->text, "| ");
          if (i == 1)
            g_string_append_printf (writer->text, "%u.%u", roll (writer, 100), roll (writer, 10));
          else
            write_span (writer);
          g_string_append_c (writer->text, ' ');
        }
      g_string_append (writer->text, "|\n");
    }
  g_string_append_c (writer->text, '\n');
}

static void
write_fence (Writer *writer)
{
  const Language *language = &PICK (writer, languages);
  const guint n_times = roll (writer, 4) == 0 ? 3 : 1;

  g_string_append_printf (writer->text, "```%s\n", language->name);
  for (guint i = 0; i < n_times; i++)
    for (const char *const *line = language->lines; *line != NULL; line++)
      g_string_append_printf (writer->text, "%s\n", *line);
  g_string_append (writer->text, "```\n\n");
}

static void
write_quote (Writer *writer)
{
  const guint n = between (writer, 1, 3);

  for (guint i = 0; i < n; i++)
    {
      g_string_append (writer->text, "> ");
      write_sentence (writer);
      g_string_append_c (writer->text, '\n');
    }
  g_string_append_c (writer->text, '\n');
}

static void
write_block (Writer *writer)
{
  switch (roll (writer, 14))
    {
    case 0:
    case 1:
      write_heading (writer);
      break;
    case 2:
    case 3:
    case 4:
      write_list (writer);
      break;
    case 5:
      write_table (writer);
      break;
    case 6:
    case 7:
      write_fence (writer);
      break;
    case 8:
      write_quote (writer);
      break;
    default:
      write_paragraph (writer);
      break;
    }
}

char *
bench_text_new (gsize size, guint32 seed)
{
  Writer writer = { g_string_sized_new (size + 4096), (seed * 2654435761u) | 1 };
  gsize kept = 0, cut = size;

  /* Whole blocks while they fit: no fence stays open. */
  write_heading (&writer);
  write_paragraph (&writer);
  while (writer.text->len <= size)
    {
      kept = writer.text->len;
      write_block (&writer);
    }
  g_string_truncate (writer.text, kept);
  while (writer.text->len <= size)
    write_paragraph (&writer);
  while (((guchar) writer.text->str[cut] & 0xc0) == 0x80)
    cut--;
  g_string_truncate (writer.text, cut);
  while (writer.text->len < size)
    g_string_append_c (writer.text, '.');
  return g_string_free (writer.text, FALSE);
}
