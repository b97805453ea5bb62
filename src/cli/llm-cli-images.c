/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-images.h"

#include <glib/gi18n.h>

#include "llm-cli-json.h"
#include "llm-cli-text.h"

/* --- Those of the command line --- */

typedef struct
{
  GMainLoop *loop;
  LlmImage *image; /* NULL if it was refused */
  GError *error;
} Wait;

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  wait->image = llm_images_add_finish (LLM_IMAGES (source), result, &wait->error);
  g_main_loop_quit (wait->loop);
}

/* Nothing else runs yet. */
static LlmImage *
add (LlmImages *images, const char *path, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  /* Not an address: what is named here is a file. */
  g_autoptr (GFile) file = g_file_new_for_path (path);
  Wait wait = { .loop = loop };

  llm_images_add_file_async (images, file, NULL, added_cb, &wait);
  g_main_loop_run (loop);
  if (wait.error != NULL)
    g_propagate_error (error, wait.error);
  return wait.image;
}

static void
tell_of_change (LlmImage *image)
{
  const LlmImageFacts *facts = llm_image_get_facts (image);

  if (facts->converted != NULL)
    llm_cli_complain (_ ("“%s” was converted from %s to %s."), llm_image_get_name (image),
                      facts->converted, llm_image_format_get_name (facts->format));
  if (facts->animated)
    llm_cli_complain (_ ("“%s” is animated; only its first frame is sent."),
                      llm_image_get_name (image));
}

/**
 * llm_cli_images_load:
 * @context: where images are kept
 * @paths: (nullable) (array zero-terminated=1): files, in the encoding of file names
 * @status: (out): what to exit with if there are none
 *
 * Reads, checks and keeps images.
 *
 * Returns: (transfer full) (nullable) (element-type LlmImage): the images, none if there
 *   are no @paths; NULL if one was refused, and the user has been told
 */
GPtrArray *
llm_cli_images_load (LlmContext *context, const char *const *paths, int *status)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  LlmImages *images;

  g_return_val_if_fail (LLM_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (status != NULL, NULL);

  *status = LLM_CLI_OK;
  images = llm_context_get_images (context);
  if (paths != NULL && images == NULL)
    {
      llm_cli_complain (_ ("Images cannot be read here."));
      *status = LLM_CLI_FAILURE;
      return NULL;
    }
  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      LlmImage *image = add (images, paths[i], &error);

      if (image == NULL)
        {
          llm_cli_complain ("%s", error->message);
          *status = LLM_CLI_USAGE;
          return NULL;
        }
      tell_of_change (image);
      g_ptr_array_add (list, image);
    }
  return g_steal_pointer (&list);
}

static LlmReadsImages
reads_images (LlmContext *context, LlmAnswer *answer)
{
  return llm_model_reads_images (llm_catalog_lookup (llm_context_get_catalog (context),
                                                     llm_answer_get_provider_id (answer),
                                                     llm_answer_get_model_id (answer)));
}

static void
ask_without_images (LlmAnswer *answer)
{
  g_autoptr (LlmParams) params = llm_params_copy (llm_answer_get_params (answer));

  params->without_images = TRUE;
  llm_answer_set_params (answer, params);
}

/**
 * llm_cli_images_attach:
 * @context: what is known of models
 * @comparison: what will be asked, with its columns
 * @images: (element-type LlmImage): what goes with the prompt
 * @optional: whether a model that cannot read images is asked without them
 *
 * Returns: %LLM_CLI_OK, or what to exit with: a model cannot read images, and the user has
 *   been told what to do
 */
int
llm_cli_images_attach (LlmContext *context,
                       LlmComparison *comparison,
                       GPtrArray *images,
                       gboolean optional)
{
  g_return_val_if_fail (LLM_IS_CONTEXT (context), LLM_CLI_FAILURE);
  g_return_val_if_fail (LLM_IS_COMPARISON (comparison), LLM_CLI_FAILURE);
  g_return_val_if_fail (images != NULL, LLM_CLI_FAILURE);

  if (images->len == 0)
    return LLM_CLI_OK;
  for (guint i = 0; i < llm_comparison_get_n_answers (comparison); i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (comparison, i);

      if (llm_answer_get_params (answer)->without_images
          || reads_images (context, answer) != LLM_READS_IMAGES_NO)
        continue;
      if (!optional)
        {
          llm_cli_complain (_ ("%s:%s cannot read images. Leave it out, or add --images-optional "
                               "to ask it without them."),
                            llm_answer_get_provider_id (answer), llm_answer_get_model_id (answer));
          return LLM_CLI_USAGE;
        }
      ask_without_images (answer);
    }
  llm_comparison_set_images (comparison, images);
  return LLM_CLI_OK;
}

/* --- To be printed --- */

/**
 * llm_cli_images_append_text:
 * @out: where to append
 * @comparison: a comparison
 * @for_terminal: whether to take out what a terminal would obey
 *
 * Appends a line for each image of the prompt, and one behind them.
 */
void
llm_cli_images_append_text (GString *out, LlmComparison *comparison, gboolean for_terminal)
{
  GPtrArray *images;

  g_return_if_fail (out != NULL);
  g_return_if_fail (LLM_IS_COMPARISON (comparison));

  images = llm_comparison_get_images (comparison);
  for (guint i = 0; images != NULL && i < images->len; i++)
    {
      LlmImage *image = images->pdata[i];
      const char *name = llm_image_get_name (image);
      g_autofree char *description = llm_image_describe (image);
      g_autofree char *line = NULL;
      g_autofree char *stripped = NULL;

      /* Translators: the number of an image, its name, and format and sizes */
      line = g_strdup_printf (_ ("Image %u: %s (%s)"), i + 1, name != NULL ? name : "-",
                              description);
      stripped = for_terminal ? llm_cli_text_strip (line) : NULL;
      g_string_append_printf (out, "%s\n", stripped != NULL ? stripped : line);
    }
  if (images != NULL)
    g_string_append_c (out, '\n');
}

/**
 * llm_cli_images_add_json:
 * @out: a JSON object that was begun
 * @comparison: a comparison
 *
 * Adds "images" with what is known of each image of the prompt, if there are any, and
 * "images_differ" if columns were sent different bytes of them.
 */
void
llm_cli_images_add_json (GString *out, LlmComparison *comparison)
{
  GPtrArray *images;

  g_return_if_fail (out != NULL);
  g_return_if_fail (LLM_IS_COMPARISON (comparison));

  images = llm_comparison_get_images (comparison);
  if (images == NULL)
    return;
  llm_cli_json_key (out, "images");
  g_string_append_c (out, '[');
  for (guint i = 0; i < images->len; i++)
    {
      LlmImage *image = images->pdata[i];
      const LlmImageFacts *facts = llm_image_get_facts (image);

      g_string_append (out, i > 0 ? ",{" : "{");
      llm_cli_json_add_string (out, "hash", facts->hash);
      llm_cli_json_add_string (out, "name", llm_image_get_name (image));
      llm_cli_json_add_string (out, "alt", llm_image_get_alt (image));
      llm_cli_json_add_string (out, "type", llm_image_format_get_mime_type (facts->format));
      llm_cli_json_add_integer (out, "size", facts->size);
      llm_cli_json_add_integer (out, "width", facts->width);
      llm_cli_json_add_integer (out, "height", facts->height);
      g_string_append_c (out, '}');
    }
  g_string_append_c (out, ']');
  llm_cli_json_add_boolean (out, "images_differ", llm_comparison_images_differ (comparison));
}

/**
 * llm_cli_images_add_sent_json:
 * @out: a JSON object that was begun
 * @answer: a column
 *
 * Adds "images_sent" if the column was sent images: how many, the digest of their bytes,
 * and how large they are as they are kept and as they were sent.
 */
void
llm_cli_images_add_sent_json (GString *out, LlmAnswer *answer)
{
  LlmSentImages sent;

  g_return_if_fail (out != NULL);
  g_return_if_fail (LLM_IS_ANSWER (answer));

  if (!llm_answer_get_sent_images (answer, &sent))
    return;
  llm_cli_json_key (out, "images_sent");
  g_string_append_c (out, '{');
  llm_cli_json_add_integer (out, "count", sent.n_images);
  llm_cli_json_add_string (out, "digest", sent.digest);
  if (sent.sent_bytes > 0)
    {
      llm_cli_json_add_integer (out, "bytes_kept", (gint64) sent.kept_bytes);
      llm_cli_json_add_integer (out, "bytes_sent", (gint64) sent.sent_bytes);
    }
  g_string_append_c (out, '}');
}
