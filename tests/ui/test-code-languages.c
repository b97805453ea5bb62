/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gtksourceview/gtksource.h>

#include "llm-code-language.h"

/* Needs no display: definitions are only files. */

static void
add_cb (const char *alias, const char *id, const char *label, gpointer user_data)
{
  GHashTable *ids = user_data;

  g_assert_cmpstr (llm_code_language_from_info (alias), ==, id);
  if (id != NULL)
    g_hash_table_add (ids, (gpointer) id);
}

static GHashTable *
get_ids (void)
{
  GHashTable *ids = g_hash_table_new (g_str_hash, g_str_equal);

  llm_code_language_foreach (add_cb, ids);
  return ids;
}

/* Each id of the table has a definition, one for people, and a name. */
static void
test_defined (void)
{
  GtkSourceLanguageManager *manager = gtk_source_language_manager_get_default ();
  g_autoptr (GHashTable) ids = get_ids ();
  GHashTableIter iter;
  gpointer id;

  g_assert_cmpuint (g_hash_table_size (ids), >, 100);
  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      GtkSourceLanguage *language = gtk_source_language_manager_get_language (manager, id);
      g_autofree char *label = llm_code_language_label (NULL, id);

      g_test_message ("%s", (const char *) id);
      g_assert_nonnull (language);
      g_assert_false (gtk_source_language_get_hidden (language));
      g_assert_nonnull (label);
    }
}

/* Each definition for people is within reach, of the version the table was made for. */
static void
test_complete (void)
{
  GtkSourceLanguageManager *manager = gtk_source_language_manager_get_default ();
  const char *const *all = gtk_source_language_manager_get_language_ids (manager);
  g_autoptr (GHashTable) ids = get_ids ();
  gboolean same = gtk_source_get_major_version () == 5 && gtk_source_get_minor_version () <= 6;
  guint missing = 0;

  for (guint i = 0; all[i] != NULL; i++)
    {
      GtkSourceLanguage *language = gtk_source_language_manager_get_language (manager, all[i]);

      if (gtk_source_language_get_hidden (language) || g_hash_table_contains (ids, all[i]))
        continue;
      g_test_message ("no alias of %s", all[i]);
      missing++;
    }
  g_assert_true (!same || missing == 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/code-languages/defined", test_defined);
  g_test_add_func ("/code-languages/complete", test_complete);
  return g_test_run ();
}
