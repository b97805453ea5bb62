/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-private.h"

#include <glib/gi18n.h>

#include "llm-cli-store.h"
#include "llm-cli-text.h"
#include "llm-error.h"
#include "llm-import.h"

#define MAX_FILES 100

/* What became of the conversations of one file. */
typedef struct
{
  guint n_new;
  guint n_there;
  guint n_failed;
} Count;

/* Folders are known by their ids; those that are not there are made. */
static gboolean
import_folders (LlmCliStore *store, LlmImportResult *result, GError **error)
{
  g_autoptr (GPtrArray) present = llm_cli_store_list_folders (store, error);
  GHashTableIter iter;
  gpointer value;

  if (present == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, result->folders);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const LlmFolder *folder = value;
      gboolean there = FALSE;

      for (guint i = 0; i < present->len; i++)
        there |= g_strcmp0 (((LlmFolder *) present->pdata[i])->id, folder->id) == 0;
      if (!there && !llm_cli_store_save_folder (store, folder, error))
        return FALSE;
    }
  return TRUE;
}

static void
import_conversation (LlmCliStore *store, LlmConversation *conversation, Count *count)
{
  g_autoptr (GError) error = NULL;

  if (llm_cli_store_import (store, conversation, &error))
    count->n_new++;
  else if (g_error_matches (error, LLM_DB_ERROR, LLM_DB_ERROR_CONSTRAINT))
    {
      count->n_there++;
    }
  else
    {
      count->n_failed++;
      llm_cli_complain (_ ("“%s” could not be imported: %s"),
                        llm_conversation_get_title (conversation), error->message);
    }
}

static void
tell (const char *file, LlmImportResult *result, const Count *count)
{
  g_autoptr (GString) out = g_string_new (NULL);

  /* Translators: a file's name, a format such as ChatGPT, three numbers. */
  g_string_append_printf (out, _ ("%s (%s): %u imported, %u were there already, %u left out"), file,
                          result->format, count->n_new, count->n_there,
                          count->n_failed + result->n_skipped);
  g_string_append_c (out, '\n');
  for (guint i = 0; i < result->warnings->len; i++)
    {
      g_autofree char *line = llm_cli_text_one_line (result->warnings->pdata[i]);

      g_string_append_printf (out, "  %s\n", line);
    }
  llm_cli_print (out->str);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  llm_import_result_add_images_finish (result, NULL);
  g_main_loop_quit (user_data);
}

static void
add_images (LlmContext *context, LlmImportResult *result)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  llm_import_result_add_images_async (result, llm_context_get_images (context), NULL, added_cb,
                                      loop);
  g_main_loop_run (loop);
}

static gboolean
import_file (LlmContext *context, LlmCliStore *store, const char *name)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (name);
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *display_name = g_filename_display_name (name);
  g_autofree char *shown = llm_cli_text_one_line (display_name);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &error);
  g_autoptr (LlmImportResult) result = NULL;
  Count count = { 0 };

  if (stream != NULL)
    result = llm_import_parse (G_INPUT_STREAM (stream), base, NULL, &error);
  if (result == NULL || !import_folders (store, result, &error))
    {
      llm_cli_complain (_ ("%s could not be imported: %s"), shown, error->message);
      return FALSE;
    }
  add_images (context, result);
  for (guint i = 0; i < result->conversations->len; i++)
    import_conversation (store, result->conversations->pdata[i], &count);
  tell (shown, result, &count);
  return count.n_failed == 0 && (result->n_skipped == 0 || count.n_new + count.n_there > 0);
}

/**
 * llm_cli_import:
 * @argc: the number of elements of @argv
 * @argv: "import" and what followed it
 * @create_context: makes the context
 *
 * Reads conversations from files of this program, ChatGPT and Claude.
 *
 * Returns: the process's exit status
 */
int
llm_cli_import (int argc, char **argv, LlmContextFunc create_context)
{
  g_autoptr (LlmContext) context = NULL;
  g_autoptr (LlmCliStore) store = NULL;
  g_auto (GStrv) arguments = NULL;
  const GOptionEntry options[] = { G_OPTION_ENTRY_NULL };
  const LlmCliSyntax syntax = {
    .command = "import",
    .arguments = _ ("FILE…"),
    .summary = _ ("Reads conversations from files that this program, ChatGPT or Claude has "
                  "exported.\nWhat is there already stays as it is."),
    .max_arguments = MAX_FILES,
  };
  int status;

  if (!llm_cli_parse (&syntax, options, argc, argv, &arguments, &status))
    return status;
  if (arguments[0] == NULL)
    return llm_cli_usage_error ("import", _ ("Say which file to import."));
  context = llm_cli_make_context (create_context);
  if (context == NULL)
    return LLM_CLI_FAILURE;
  store = llm_cli_store_new (context);
  status = LLM_CLI_OK;
  for (guint i = 0; arguments[i] != NULL; i++)
    if (!import_file (context, store, arguments[i]))
      status = LLM_CLI_FAILURE;
  return status;
}
