/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-test-home.h"

#include <gio/gio.h>

char *
llm_test_home_begin (void)
{
  g_autoptr (GError) error = NULL;
  char *home = g_dir_make_tmp ("llmselect-test-XXXXXX", &error);

  g_assert_no_error (error);
  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  return home;
}

void
llm_test_home_end (char *home)
{
  g_autoptr (GSubprocess) rm = NULL;

  rm = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "rm", "-rf", home, NULL);
  g_subprocess_wait (rm, NULL, NULL);
  g_free (home);
}
