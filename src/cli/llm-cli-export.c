/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-private.h"

#include <gio/gunixoutputstream.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "llm-cli-store.h"
#include "llm-error.h"
#include "llm-export.h"
#include "llm-file.h"

#define MAX_IDS 1000

/* What the command line said. */
typedef struct
{
  char *format_name;
  char *output;
  gboolean all;
  gboolean reasoning;
  gboolean versions;
  gboolean anonymous;
  char *layout_name;
  char *orientation_name;
  char *paper_name;
  char **arguments;
  LlmExportFormat format;
  LlmExportLayout layout;
  LlmExportOrientation orientation;
  LlmExportPaper paper;

  LlmContext *context;
  LlmCliStore *store;
  GMainLoop *loop;
  GHashTable *prepared; /* images for pages */
  GHashTable *missing;  /* hashes of images that could not be read */
} Export;

/* What goes into a file. */
typedef struct
{
  GPtrArray *conversations;
  LlmExportFormat format;
  const LlmExportOptions *options;
} Output;

static void
export_clear (Export *self)
{
  g_free (self->format_name);
  g_free (self->layout_name);
  g_free (self->orientation_name);
  g_free (self->paper_name);
  g_free (self->output);
  g_strfreev (self->arguments);
  g_clear_pointer (&self->prepared, g_hash_table_unref);
  g_clear_pointer (&self->missing, g_hash_table_unref);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_object (&self->store);
  g_clear_object (&self->context);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Export, export_clear)

static gboolean
parse (Export *self, int argc, char **argv, int *status)
{
  const GOptionEntry options[]
      = { { "format", 0, 0, G_OPTION_ARG_STRING, &self->format_name,
            N_ ("In which format; that of the file’s name, or else Markdown"),
            "markdown|json|html|pdf|csv" },
          { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output,
            N_ ("Write into this file, not to standard output"), N_ ("FILE") },
          { "all", 0, 0, G_OPTION_ARG_NONE, &self->all, N_ ("Everything but what is in the trash"),
            NULL },
          { "reasoning", 0, 0, G_OPTION_ARG_NONE, &self->reasoning,
            N_ ("With what the models thought"), NULL },
          { "versions", 0, 0, G_OPTION_ARG_NONE, &self->versions,
            N_ ("With other versions of prompts and answers"), NULL },
          { "anonymous", 0, 0, G_OPTION_ARG_NONE, &self->anonymous,
            N_ ("Without names of models and what tells them; texts stay as they are"), NULL },
          { "layout", 0, 0, G_OPTION_ARG_STRING, &self->layout_name,
            N_ ("How HTML and PDF show the answers of a comparison"), "side-by-side|stacked" },
          { "orientation", 0, 0, G_OPTION_ARG_STRING, &self->orientation_name,
            N_ ("Of PDF pages; landscape for comparisons side by side"), "portrait|landscape" },
          { "paper", 0, 0, G_OPTION_ARG_STRING, &self->paper_name,
            N_ ("Of PDF pages; what is usual here"), "a4|letter" },
          G_OPTION_ENTRY_NULL };
  const LlmCliSyntax syntax = {
    .command = "export",
    .arguments = "ID… | --all",
    .summary = _ ("Writes conversations into a file.\n"
                  "ID is an id or the first characters of it, four at least."),
    .description = _ ("JSON has everything and can be imported again; CSV has one line of figures "
                      "for\neach answer and no texts. Images are put into a folder beside a "
                      "Markdown file,\nNAME.images; on standard output Markdown only names them."),
    .max_arguments = MAX_IDS,
  };

  return llm_cli_parse (&syntax, options, argc, argv, &self->arguments, status);
}

/* The format of a file name, if it says one. */
static gboolean
format_from_file (const char *file, LlmExportFormat *format)
{
  const char *dot = strrchr (file, '.');

  for (guint i = 0; dot != NULL && i < LLM_EXPORT_N_FORMATS; i++)
    {
      const char *extension = llm_export_format_get_extension (i);

      if (g_ascii_strcasecmp (dot + (*extension == '.' ? 0 : 1), extension) != 0)
        continue;
      *format = i;
      return TRUE;
    }
  return FALSE;
}

/* Which of two words an option says, if it says one: 0 for the first, or -1 after a complaint. */
static int
check_word (const char *option, const char *said, const char *first, const char *second, int usual)
{
  if (said == NULL)
    return usual;
  if (g_ascii_strcasecmp (said, first) == 0)
    return 0;
  if (g_ascii_strcasecmp (said, second) == 0)
    return 1;
  /* Translators: an option, what was said, and the two things that can be said. */
  llm_cli_usage_error ("export", _ ("--%s cannot be “%s”; it can be: %s, %s."), option, said, first,
                       second);
  return -1;
}

static int
check_pages (Export *self)
{
  const int layout = check_word ("layout", self->layout_name, "side-by-side", "stacked", 0);
  const int orientation
      = layout >= 0 ? check_word ("orientation", self->orientation_name, "portrait", "landscape", 2)
                    : -1;
  const int paper
      = orientation >= 0 ? check_word ("paper", self->paper_name, "a4", "letter", 2) : -1;

  if (paper < 0)
    return LLM_CLI_USAGE;
  self->layout = layout == 0 ? LLM_EXPORT_SIDE_BY_SIDE : LLM_EXPORT_STACKED;
  self->orientation = orientation == 0   ? LLM_EXPORT_PORTRAIT
                      : orientation == 1 ? LLM_EXPORT_LANDSCAPE
                                         : LLM_EXPORT_ORIENTATION_AUTO;
  self->paper = paper == 0   ? LLM_EXPORT_PAPER_A4
                : paper == 1 ? LLM_EXPORT_PAPER_LETTER
                             : LLM_EXPORT_PAPER_AUTO;
  return LLM_CLI_OK;
}

static int
check (Export *self)
{
  self->format = LLM_EXPORT_MARKDOWN;
  if (self->output != NULL && g_str_equal (self->output, "-"))
    g_clear_pointer (&self->output, g_free);
  if (self->format_name != NULL && !llm_export_format_from_name (self->format_name, &self->format))
    return llm_cli_usage_error ("export",
                                _ ("There is no format “%s”; there are: markdown, json, "
                                   "html, pdf, csv."),
                                self->format_name);
  if (self->format_name == NULL && self->output != NULL)
    format_from_file (self->output, &self->format);
  if (self->all == (self->arguments[0] != NULL))
    return llm_cli_usage_error ("export", _ ("Say which conversations, by their ids, or --all."));
  if (self->format == LLM_EXPORT_PDF && self->output == NULL && isatty (STDOUT_FILENO))
    return llm_cli_usage_error ("export", _ ("A terminal cannot show PDF: say where to, with -o."));
  return check_pages (self);
}

static gboolean
add_section (Export *self, LlmHistorySection section, GPtrArray *ids, GError **error)
{
  const LlmHistoryQuery query = { .section = section };
  g_autoptr (GPtrArray) entries = llm_cli_store_list (self->store, &query, 0, error);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    g_ptr_array_add (ids, g_strdup (llm_history_entry_get_id (entries->pdata[i])));
  return entries != NULL;
}

/* The ids that are meant, or NULL after a complaint. */
static GPtrArray *
collect_ids (Export *self)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; self->arguments[i] != NULL; i++)
    {
      char *id = llm_cli_store_find (self->store, self->arguments[i]);

      if (id == NULL)
        return NULL;
      if (g_ptr_array_find_with_equal_func (ids, id, g_str_equal, NULL))
        g_free (id);
      else
        g_ptr_array_add (ids, id);
    }
  if (self->all
      && (!add_section (self, LLM_HISTORY_ALL, ids, &error)
          || !add_section (self, LLM_HISTORY_ARCHIVED, ids, &error)))
    {
      llm_cli_complain (_ ("The history cannot be read: %s"), error->message);
      return NULL;
    }
  return g_steal_pointer (&ids);
}

static GPtrArray *
load (Export *self, GPtrArray *ids)
{
  g_autoptr (GPtrArray) conversations = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (GError) error = NULL;
      LlmConversation *conversation = llm_cli_store_load (self->store, ids->pdata[i], &error);

      if (conversation == NULL)
        {
          llm_cli_complain (_ ("The conversation %s cannot be read: %s"), (char *) ids->pdata[i],
                            error->message);
          return NULL;
        }
      g_ptr_array_add (conversations, conversation);
    }
  return g_steal_pointer (&conversations);
}

static GHashTable *
load_folders (Export *self)
{
  GHashTable *folders
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) llm_folder_free);
  g_autoptr (GPtrArray) list = llm_cli_store_list_folders (self->store, NULL);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      LlmFolder *folder = llm_folder_copy (list->pdata[i]);

      g_hash_table_insert (folders, folder->id, folder);
    }
  return folders;
}

/* --- Images --- */

static GBytes *
read_image (const char *hash, gpointer data, GError **error)
{
  Export *self = data;
  GBytes *bytes;

  if (self->prepared != NULL)
    bytes = llm_export_read_prepared (hash, self->prepared, error);
  else
    bytes = llm_export_read_kept (hash, llm_context_get_images (self->context), error);
  if (bytes == NULL)
    g_hash_table_add (self->missing, g_strdup (hash));
  return bytes;
}

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Export *self = user_data;

  self->prepared = llm_export_prepare_images_finish (result, NULL);
  g_main_loop_quit (self->loop);
}

/* The folder beside a Markdown file, which is made if there is something for it. */
static GFile *
find_image_folder (Export *self)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFile) parent = NULL;
  g_autofree char *base = NULL;
  g_autofree char *name = NULL;

  if (self->format != LLM_EXPORT_MARKDOWN || self->output == NULL)
    return NULL;
  file = g_file_new_for_commandline_arg (self->output);
  parent = g_file_get_parent (file);
  base = g_file_get_basename (file);
  if (parent == NULL || base == NULL)
    return NULL;
  name = llm_export_make_image_folder_name (base);
  return g_file_get_child (parent, name);
}

static void
prepare_images (Export *self, GPtrArray *conversations, LlmExportOptions *options)
{
  LlmImages *images = llm_context_get_images (self->context);

  if (images == NULL)
    return;
  options->read_image = read_image;
  options->image_data = self;
  if (self->format != LLM_EXPORT_PDF)
    return;
  self->loop = g_main_loop_new (NULL, FALSE);
  llm_export_prepare_images_async ((LlmConversation *const *) conversations->pdata,
                                   conversations->len, options, images, NULL, prepared_cb, self);
  g_main_loop_run (self->loop);
}

static void
tell_missing (Export *self)
{
  const guint n = g_hash_table_size (self->missing);
  g_autofree char *text = NULL;

  if (n == 0)
    return;
  text = g_strdup_printf (
      ngettext ("%u image is only named: it is no longer there or cannot be read.",
                "%u images are only named: they are no longer there or cannot be read.", n),
      n);
  llm_cli_complain ("%s", text);
}

static gboolean
write_cb (GOutputStream *stream, gpointer data, GCancellable *cancellable, GError **error)
{
  const Output *output = data;

  return llm_export_to_stream ((LlmConversation *const *) output->conversations->pdata,
                               output->conversations->len, output->format, output->options, stream,
                               cancellable, error);
}

/* A file is complete or as it was before. */
static gboolean
write_output (Export *self, Output *output, GError **error)
{
  g_autoptr (GOutputStream) stream = NULL;
  g_autoptr (GFile) file = NULL;

  if (self->output != NULL)
    {
      file = g_file_new_for_commandline_arg (self->output);
      return llm_file_write (file, FALSE, write_cb, output, NULL, error);
    }
  stream = g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  return write_cb (stream, output, NULL, error) && g_output_stream_close (stream, NULL, error);
}

static int
write_all (Export *self, GPtrArray *conversations)
{
  LlmExportOptions options;
  Output output = { conversations, self->format, &options };
  g_autoptr (GHashTable) folders = load_folders (self);
  g_autoptr (GFile) image_folder = find_image_folder (self);
  g_autoptr (GError) error = NULL;

  llm_export_options_init (&options);
  options.include_reasoning = self->reasoning;
  options.include_other_versions = self->versions;
  options.anonymous = self->anonymous;
  options.layout = self->layout;
  options.orientation = self->orientation;
  options.paper = self->paper;
  options.folders = folders;
  options.image_folder = image_folder;
  prepare_images (self, conversations, &options);
  if (write_output (self, &output, &error))
    {
      tell_missing (self);
      return LLM_CLI_OK;
    }
  if (self->output == NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE))
    return LLM_CLI_SIGNAL + SIGPIPE;
  llm_cli_complain (_ ("The export could not be written: %s"), error->message);
  return LLM_CLI_FAILURE;
}

/**
 * llm_cli_export:
 * @argc: the number of elements of @argv
 * @argv: "export" and what followed it
 * @create_context: makes the context
 *
 * Writes conversations into a file.
 *
 * Returns: the process's exit status
 */
int
llm_cli_export (int argc, char **argv, LlmContextFunc create_context)
{
  g_auto (Export) self = { 0 };
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GPtrArray) conversations = NULL;
  int status;

  if (!parse (&self, argc, argv, &status))
    return status;
  status = check (&self);
  if (status != LLM_CLI_OK)
    return status;
  self.context = llm_cli_make_context (create_context);
  if (self.context == NULL)
    return LLM_CLI_FAILURE;
  self.store = llm_cli_store_new (self.context);
  self.missing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ids = collect_ids (&self);
  conversations = ids != NULL ? load (&self, ids) : NULL;
  if (conversations == NULL)
    return LLM_CLI_FAILURE;
  return write_all (&self, conversations);
}
