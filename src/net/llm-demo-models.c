/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-demo-models.h"

#include "llm-net-resources.h"

#include <string.h>

#define RESOURCE_DIR "/io/github/jbuz/LLMSelect/net/demo/"
#define PROMPT_MARK "{{prompt}}"
#define IMAGES_MARK "{{images}}"

/* Of the prompt that an answer quotes, in characters. */
#define QUOTE_MAX 80

static const char *const format_names[] = {
  [LLM_DEMO_OPENAI] = "openai",
  [LLM_DEMO_ANTHROPIC] = "anthropic",
  [LLM_DEMO_GEMINI] = "gemini",
  [LLM_DEMO_MISTRAL] = "mistral",
};

static void
llm_demo_model_free (LlmDemoModel *model)
{
  g_free (model->id);
  g_free (model->name);
  g_free (model->description);
  g_free (model->answer);
  g_free (model->reasoning);
  g_free (model);
}

static GBytes *
load_file (const char *name, GError **error)
{
  g_autofree char *path = g_strconcat (RESOURCE_DIR, name, NULL);

  return g_resource_lookup_data (llm_net_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                 error);
}

/* The text of the file that @key names; "" if there is no such key. */
static char *
load_text (GKeyFile *file, const char *group, const char *key, GError **error)
{
  g_autofree char *name = g_key_file_get_string (file, group, key, NULL);
  g_autoptr (GBytes) bytes = NULL;

  if (name == NULL)
    return g_strdup ("");
  bytes = load_file (name, error);
  if (bytes == NULL)
    return NULL;
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static gboolean
read_format (GKeyFile *file, const char *group, LlmDemoFormat *format, GError **error)
{
  g_autofree char *name = g_key_file_get_string (file, group, "format", error);

  if (name == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (format_names); i++)
    {
      if (strcmp (name, format_names[i]) == 0)
        {
          *format = (LlmDemoFormat) i;
          return TRUE;
        }
    }
  g_set_error (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE, "no format %s", name);
  return FALSE;
}

static LlmDemoModel *
read_model (GKeyFile *file, const char *group, GError **error)
{
  LlmDemoModel *model = g_new0 (LlmDemoModel, 1);

  model->id = g_strdup (group);
  model->name = g_key_file_get_string (file, group, "name", error);
  model->description = g_key_file_get_string (file, group, "description", NULL);
  model->has_vision = g_key_file_get_boolean (file, group, "vision", NULL);
  model->has_reasoning = g_key_file_has_key (file, group, "reasoning", NULL);
  model->first_token = g_key_file_get_double (file, group, "first-token", NULL);
  model->tokens_per_second = g_key_file_get_double (file, group, "tokens-per-second", NULL);
  if (model->name != NULL && read_format (file, group, &model->format, error))
    return model;

  llm_demo_model_free (model);
  return NULL;
}

static gboolean
read_texts (GKeyFile *file, LlmDemoModel *model, GError **error)
{
  model->answer = load_text (file, model->id, "answer", error);
  if (model->answer != NULL)
    model->reasoning = load_text (file, model->id, "reasoning", error);
  return model->reasoning != NULL;
}

static GPtrArray *
load (gboolean with_texts, GError **error)
{
  g_autoptr (GPtrArray) models = NULL;
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GBytes) bytes = load_file ("models.ini", error);
  g_auto (GStrv) groups = NULL;

  if (bytes == NULL || !g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, error))
    return NULL;

  models = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_demo_model_free);
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      LlmDemoModel *model = read_model (file, groups[i], error);

      if (model == NULL)
        return NULL;
      g_ptr_array_add (models, model);
      if (with_texts && !read_texts (file, model, error))
        return NULL;
    }
  return g_steal_pointer (&models);
}

/**
 * llm_demo_models_load:
 * @error: where to put what is wrong with the built-in data
 *
 * Returns: (transfer full) (element-type LlmDemoModel): the demo's models
 */
GPtrArray *
llm_demo_models_load (GError **error)
{
  return load (TRUE, error);
}

/**
 * llm_demo_models_load_summaries:
 * @error: where to put what is wrong with the built-in data
 *
 * Returns: (transfer full) (element-type LlmDemoModel): the demo's models without
 *   their texts, which only the server needs
 */
GPtrArray *
llm_demo_models_load_summaries (GError **error)
{
  return load (FALSE, error);
}

/**
 * llm_demo_models_find:
 * @models: (element-type LlmDemoModel): the demo's models
 * @id: (nullable): a model's id
 *
 * Returns: (nullable) (transfer none): the model with that id
 */
const LlmDemoModel *
llm_demo_models_find (GPtrArray *models, const char *id)
{
  g_return_val_if_fail (models != NULL, NULL);

  for (guint i = 0; i < models->len; i++)
    {
      const LlmDemoModel *model = g_ptr_array_index (models, i);

      if (g_strcmp0 (model->id, id) == 0)
        return model;
    }
  return NULL;
}

/* The begin of @prompt on one line, with nothing in it that Markdown would take for
 * more than a character. */
static char *
quote_prompt (const char *prompt)
{
  GString *quote = g_string_new (NULL);
  gboolean blank = FALSE;
  guint n = 0;

  for (; *prompt != '\0' && n < QUOTE_MAX; prompt = g_utf8_next_char (prompt))
    {
      gunichar c = g_utf8_get_char (prompt);

      if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
        {
          blank = quote->len > 0;
          continue;
        }
      if (blank)
        g_string_append_c (quote, ' ');
      blank = FALSE;
      if (c < 0x80 && strchr ("\\`*_[]<>#|~$&", (int) c) != NULL)
        g_string_append_c (quote, '\\');
      g_string_append_unichar (quote, c);
      n++;
    }
  if (*prompt != '\0')
    g_string_append (quote, "…");
  return g_string_free (quote, FALSE);
}

static char *
describe_images (guint n_images)
{
  if (n_images == 0)
    return g_strdup ("");
  if (n_images == 1)
    return g_strdup (" (an image came with it, and nobody looked at it)");
  return g_strdup_printf (" (%u images came with it, and nobody looked at them)", n_images);
}

static char *
replace_mark (const char *text, const char *mark, const char *value)
{
  g_auto (GStrv) parts = g_strsplit (text, mark, -1);

  return g_strjoinv (value, parts);
}

/**
 * llm_demo_model_expand:
 * @text: the answer or the reasoning of a model
 * @prompt: what the user asked, valid UTF-8
 * @n_images: how many images came with it
 *
 * Returns: (transfer full): @text with the begin of @prompt and a word on the images in
 *   their places
 */
char *
llm_demo_model_expand (const char *text, const char *prompt, guint n_images)
{
  g_autofree char *quote = NULL;
  g_autofree char *images = NULL;
  g_autofree char *told = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (prompt != NULL, NULL);

  images = describe_images (n_images);
  told = replace_mark (text, IMAGES_MARK, images);
  quote = quote_prompt (prompt);
  return replace_mark (told, PROMPT_MARK, quote);
}

/**
 * llm_demo_tokens_of_length:
 * @n_characters: the length of a text
 *
 * Returns: how many tokens the demo takes it for
 */
guint
llm_demo_tokens_of_length (guint n_characters)
{
  return (n_characters + LLM_DEMO_CHARACTERS_PER_TOKEN - 1) / LLM_DEMO_CHARACTERS_PER_TOKEN;
}
