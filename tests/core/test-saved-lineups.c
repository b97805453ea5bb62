/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-saved-lineup.h"

#include "llm-test-home.h"

#include <string.h>

static const char *const two[] = { "openai:gpt-5", "ollama:llama3:8b", NULL };
static const char *const one[] = { "mistral:large", NULL };

static LlmSettings *
open_settings (void)
{
  g_autoptr (GError) error = NULL;
  LlmSettings *settings = llm_settings_new (&error);

  g_assert_no_error (error);
  g_settings_reset (llm_settings_get_gsettings (settings), "saved-lineups");
  return settings;
}

static void
save (LlmSettings *settings, const char *name, const char *const *models)
{
  g_autoptr (GError) error = NULL;

  llm_settings_save_lineup (settings, name, models, &error);
  g_assert_no_error (error);
}

/* Their names, in order. */
static char *
list (GPtrArray *lineups)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < lineups->len; i++)
    g_string_append_printf (names, "%s|", ((LlmSavedLineup *) lineups->pdata[i])->name);
  return g_string_free (names, FALSE);
}

static void
assert_names (LlmSettings *settings, const char *expected)
{
  g_autoptr (GPtrArray) lineups = llm_settings_get_saved_lineups (settings);
  g_autofree char *names = list (lineups);

  g_assert_cmpstr (names, ==, expected);
}

static void
test_keep (void)
{
  g_autoptr (LlmSettings) settings = open_settings ();
  g_autoptr (LlmSavedLineup) found = NULL;
  g_autoptr (LlmSavedLineup) deleted = NULL;
  g_autoptr (GError) error = NULL;
  guint position = 99;

  save (settings, " Fast ones ", two);
  save (settings, "Ärger", one);
  save (settings, "Third", one);
  assert_names (settings, "Fast ones|Ärger|Third|");
  found = llm_settings_find_saved_lineup (settings, "Fast ones");
  g_assert_cmpstrv (found->models, two);

  /* The same name keeps its place. */
  save (settings, "Fast ones", one);
  assert_names (settings, "Fast ones|Ärger|Third|");

  g_assert_false (llm_settings_rename_lineup (settings, "Ärger", "Third", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_false (llm_settings_rename_lineup (settings, "Nobody", "New", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (llm_settings_rename_lineup (settings, "Ärger", "Ärger ", &error));
  g_assert_true (llm_settings_rename_lineup (settings, "Ärger", "Joy", &error));
  assert_names (settings, "Fast ones|Joy|Third|");

  deleted = llm_settings_find_saved_lineup (settings, "Joy");
  g_assert_true (llm_settings_delete_lineup (settings, "Joy", &position));
  g_assert_false (llm_settings_delete_lineup (settings, "Joy", NULL));
  g_assert_cmpuint (position, ==, 1);
  assert_names (settings, "Fast ones|Third|");
  g_assert_true (llm_settings_insert_lineup (settings, position, deleted));
  g_assert_false (llm_settings_insert_lineup (settings, position, deleted));
  assert_names (settings, "Fast ones|Joy|Third|");
}

static void
test_default (void)
{
  const char *const with_params[] = { "openai:gpt-5[temperature=0.2,effort=low]", NULL };
  g_autoptr (LlmSettings) settings = open_settings ();
  g_autoptr (LlmSavedLineup) found = NULL;
  g_autoptr (LlmSavedLineup) deleted = NULL;
  g_autoptr (LlmSavedLineup) again = NULL;
  g_autoptr (LlmSavedLineup) back = NULL;
  guint position;

  g_settings_reset (llm_settings_get_gsettings (settings), "default-lineup");
  save (settings, "Usual", with_params);
  g_assert_null (llm_settings_find_default_lineup (settings));
  llm_settings_set_default_lineup (settings, "Usual");
  g_assert_true (llm_settings_rename_lineup (settings, "Usual", "Daily", NULL));
  found = llm_settings_find_default_lineup (settings);
  g_assert_cmpstr (found->name, ==, "Daily");
  g_assert_cmpstrv (found->models, with_params);

  /* Undo brings back that too; another of the same name does not. */
  deleted = llm_settings_find_saved_lineup (settings, "Daily");
  g_assert_true (llm_settings_delete_lineup (settings, "Daily", &position));
  g_assert_null (llm_settings_find_default_lineup (settings));
  g_assert_true (llm_settings_insert_lineup (settings, position, deleted));
  back = llm_settings_find_default_lineup (settings);
  g_assert_nonnull (back);
  g_assert_true (llm_settings_delete_lineup (settings, "Daily", &position));
  save (settings, "Daily", one);
  again = llm_settings_find_default_lineup (settings);
  g_assert_null (again);
}

static void
test_refused (void)
{
  g_autoptr (LlmSettings) settings = open_settings ();
  g_autofree char *long_name = g_strnfill (LLM_SAVED_LINEUP_MAX_NAME + 1, 'x');
  const char *const bad_names[] = { "", "  ", "a\nb", "\xff", long_name };
  const char *const nine[]
      = { "a:b", "a:b", "a:b", "a:b", "a:b", "a:b", "a:b", "a:b", "a:b", NULL };
  const char *const none[] = { NULL };
  const char *const no_colon[] = { "gpt", NULL };
  const char *const bad_params[] = { "a:b[temperature=9]", NULL };
  const char *const *const bad_models[] = { nine, none, no_colon, bad_params };

  for (guint i = 0; i < G_N_ELEMENTS (bad_names); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (llm_settings_save_lineup (settings, bad_names[i], one, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad_models); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (llm_settings_save_lineup (settings, "Name", bad_models[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
  assert_names (settings, "");
}

static void
test_too_many (void)
{
  g_autoptr (LlmSettings) settings = open_settings ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < LLM_SAVED_LINEUP_MAX; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);

      save (settings, name, one);
    }
  g_assert_false (llm_settings_save_lineup (settings, "More", one, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  save (settings, "7", two);
}

/* Somebody may have edited the settings by hand. */
static void
test_hostile_settings (void)
{
  g_autoptr (LlmSettings) settings = open_settings ();

  g_settings_set_value (
      llm_settings_get_gsettings (settings), "saved-lineups",
      g_variant_new_parsed ("[('Good', ['a:b']), ('', ['a:b']), ('Good', ['c:d']), "
                            "('None', @as []), ('Bad', ['x']), ('Last', ['e:f', 'g:h'])]"));
  assert_names (settings, "Good|Last|");
}

static void
test_file (void)
{
  g_autoptr (GPtrArray) lineups
      = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_saved_lineup_free);
  g_autoptr (GPtrArray) read = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *data = NULL;
  g_autofree char *names = NULL;

  g_ptr_array_add (lineups, llm_saved_lineup_new ("Odd; = [name]", two));
  g_ptr_array_add (lineups, llm_saved_lineup_new ("日本", one));
  data = llm_saved_lineups_to_data (lineups);
  read = llm_saved_lineups_from_data (data, strlen (data), &error);
  g_assert_no_error (error);
  names = list (read);
  g_assert_cmpstr (names, ==, "Odd; = [name]|日本|");
  g_assert_cmpstrv (((LlmSavedLineup *) read->pdata[0])->models, two);
}

static void
test_hostile_file (void)
{
  g_autofree char *huge = g_strnfill (1024 * 1024, '[');
  const char *const files[] = { "",
                                "\xff\xfe",
                                "{\"a\": 1}",
                                "[Line-up 1]\nName=x\n",
                                "[Line-up 1]\nName=x\nModels=nonsense;\n",
                                huge };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (llm_saved_lineups_from_data (files[i], strlen (files[i]), &error));
      g_assert_nonnull (error);
    }
}

int
main (int argc, char **argv)
{
  char *home = llm_test_home_begin ();
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/saved-lineups/keep", test_keep);
  g_test_add_func ("/saved-lineups/default", test_default);
  g_test_add_func ("/saved-lineups/refused", test_refused);
  g_test_add_func ("/saved-lineups/too-many", test_too_many);
  g_test_add_func ("/saved-lineups/hostile-settings", test_hostile_settings);
  g_test_add_func ("/saved-lineups/file", test_file);
  g_test_add_func ("/saved-lineups/hostile-file", test_hostile_file);
  status = g_test_run ();
  llm_test_home_end (home);
  return status;
}
