/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-log.h"

#include <string.h>

static void
test_format (void)
{
  static const char binary[] = { 1, 2, 3 };
  const GLogField fields[] = {
    { "MESSAGE", "done\n\033[2J\xff", -1 },
    { "GLIB_DOMAIN", "llmselect-net", -1 },
    { "CODE_FILE", "file.c", -1 },
    { "LLMSELECT_PROVIDER", "openai", -1 },
    { "LLMSELECT_BINARY", binary, sizeof binary },
    { "LLMSELECT_MODEL", "m\r1", -1 },
  };
  g_autofree char *line = llm_log_format (G_LOG_LEVEL_DEBUG, fields, G_N_ELEMENTS (fields));

  g_assert_true (g_regex_match_simple ("^[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3} debug "
                                       "llmselect-net: ",
                                       line, 0, 0));
  g_assert_true (g_str_has_suffix (line, ": done  [2J\xef\xbf\xbd provider=openai model=m 1"));
}

static void
test_bounds (void)
{
  g_autofree char *long_text = g_strnfill (100000, 'x');
  const GLogField fields[] = {
    { "MESSAGE", long_text, -1 },
    { "LLMSELECT_MODEL", long_text, -1 },
  };
  g_autofree char *line = llm_log_format (G_LOG_LEVEL_INFO, fields, G_N_ELEMENTS (fields));

  g_assert_cmpuint (strlen (line), <, 1500);
  g_assert_nonnull (strstr (line, " info -: xxx"));
  g_assert_nonnull (strstr (line, " model=xxx"));
}

/* Debug messages of the program are printed, those of others are not; warnings of
 * both still are what they were. */
static void
test_domains (void)
{
  if (g_test_subprocess ())
    {
      llm_log_print_debug ();
      g_log_structured ("llmselect-net", G_LOG_LEVEL_DEBUG, "LLMSELECT_PROVIDER", "p", "MESSAGE",
                        "of ours");
      g_log ("llmselect-db", G_LOG_LEVEL_INFO, "info of ours");
      g_log_structured ("Other", G_LOG_LEVEL_DEBUG, "MESSAGE", "of others");
      g_log_structured ("Other", G_LOG_LEVEL_MESSAGE, "MESSAGE", "message of others");
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*debug llmselect-net: of ours provider=p\n*");
  g_test_trap_assert_stderr ("*info of ours*");
  g_test_trap_assert_stderr ("*message of others*");
  g_test_trap_assert_stderr_unmatched ("* of others*DEBUG*");
  g_test_trap_assert_stderr_unmatched ("*DEBUG*of others*");
}

int
main (int argc, char **argv)
{
  g_unsetenv ("G_MESSAGES_DEBUG");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log/format", test_format);
  g_test_add_func ("/log/bounds", test_bounds);
  g_test_add_func ("/log/domains", test_domains);
  return g_test_run ();
}
