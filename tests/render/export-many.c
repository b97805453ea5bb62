/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "export-sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "llm-export.h"

/* Writes a comparison of many columns to standard output, for tests of other programs and to be
 * looked at: export-many FORMAT COLUMNS PARAGRAPHS [anonymous] [stacked] [versions] [reasoning] */

int
main (int argc, char **argv)
{
  g_autoptr (LlmConversation) conversation = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  LlmExportOptions options;
  LlmExportFormat format;

  if (argc < 4 || !llm_export_format_from_name (argv[1], &format))
    return 2;
  llm_export_options_init (&options);
  options.paper = LLM_EXPORT_PAPER_A4;
  for (int i = 4; i < argc; i++)
    {
      options.anonymous |= strcmp (argv[i], "anonymous") == 0;
      options.include_other_versions |= strcmp (argv[i], "versions") == 0;
      options.include_reasoning |= strcmp (argv[i], "reasoning") == 0;
      if (strcmp (argv[i], "stacked") == 0)
        options.layout = LLM_EXPORT_STACKED;
      if (strcmp (argv[i], "portrait") == 0)
        options.orientation = LLM_EXPORT_PORTRAIT;
    }
  conversation = export_sample_many ((guint) strtoul (argv[2], NULL, 10),
                                     (guint) strtoul (argv[3], NULL, 10));
  bytes = llm_export_to_bytes (&conversation, 1, format, &options, NULL, &error);
  if (bytes == NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      return 1;
    }
  fwrite (g_bytes_get_data (bytes, NULL), 1, g_bytes_get_size (bytes), stdout);
  return 0;
}
