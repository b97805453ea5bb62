/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-titler.h"

static void
test_clean (void)
{
  static const struct
  {
    const char *text;
    const char *title;
  } cases[] = {
    { "Hash tables and trees", "Hash tables and trees" },
    { "\n\n  Hash tables.  \nMore", "Hash tables" },
    { "**Title: Trees**", "Trees" },
    { "“A greeting.”", "A greeting" },
    { "Title: \"Trees\"", "Trees" },
    { "# “Bäume und Tabellen”", "Bäume und Tabellen" },
    { "«Деревья»", "Деревья" },
    { "`std::map`", "std::map" },
    { "", NULL },
    { " \n***\n\"\"\n", NULL },
  };
  g_autofree char *many = g_strnfill (500, 'a');
  g_autofree char *cut = llm_titler_clean (many);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *title = llm_titler_clean (cases[i].text);

      g_assert_cmpstr (title, ==, cases[i].title);
    }
  g_assert_cmpuint (g_utf8_strlen (cut, -1), ==, 80);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/titler/clean", test_clean);
  return g_test_run ();
}
