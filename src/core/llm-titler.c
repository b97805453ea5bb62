/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-titler.h"

#include <string.h>

/* English, since that is what all models follow best whatever the language of the text. */
#define INSTRUCTION                                                                                \
  "Write a title of at most six words for the following conversation, in the language of the "     \
  "conversation. Reply with the title only, without quotation marks and without a full stop."

/* The beginnings say what it is about, in bytes. */
#define PROMPT_BYTES 4000
#define ANSWER_BYTES 2000

/* A title is one line of no more characters. */
#define TITLE_CHARS 80

struct _LlmTitler
{
  GObject parent_instance;

  LlmContext *context; /* unowned: it lives as long as the runner that calls */
  LlmRunner *runner;
  LlmStore *store;
  GHashTable *asked; /* own LlmComparison → id of the conversation */
};

G_DEFINE_FINAL_TYPE (LlmTitler, llm_titler, G_TYPE_OBJECT)

static void
llm_titler_finalize (GObject *object)
{
  LlmTitler *self = LLM_TITLER (object);

  g_hash_table_unref (self->asked);
  g_clear_weak_pointer (&self->context);
  g_clear_object (&self->runner);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (llm_titler_parent_class)->finalize (object);
}

static void
llm_titler_class_init (LlmTitlerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = llm_titler_finalize;
}

static void
llm_titler_init (LlmTitler *self)
{
  self->asked = g_hash_table_new_full (NULL, NULL, g_object_unref, g_free);
}

/* Takes away what stands around a title, within quotes as well as outside. */
static void
strip_marks (char *line)
{
  static const char *const starts[] = { "#", "*", "_", "`", "\"", "'", ">", "-", "“", "„", "«" };
  static const char *const ends[] = { "*", "_", "`", "\"", "'", ".", "”", "“", "»" };
  gsize length;

  do
    {
      g_strstrip (line);
      length = strlen (line);
      for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
        if (g_str_has_prefix (line, starts[i]))
          memmove (line, line + strlen (starts[i]), strlen (line + strlen (starts[i])) + 1);
      for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
        if (g_str_has_suffix (line, ends[i]))
          line[strlen (line) - strlen (ends[i])] = '\0';
    }
  while (strlen (line) < length);
}

/**
 * llm_titler_clean:
 * @text: what a model wrote
 *
 * Takes the first line with words in it, without marks around it: models quote, emphasise
 * and label a title whatever they are told.
 *
 * Returns: (transfer full) (nullable): a title, or %NULL if there is none
 */
char *
llm_titler_clean (const char *text)
{
  g_auto (GStrv) lines = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  lines = g_strsplit (text, "\n", 50);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = lines[i];

      strip_marks (line);
      if (g_ascii_strncasecmp (line, "title:", 6) == 0)
        {
          memmove (line, line + 6, strlen (line + 6) + 1);
          strip_marks (line);
        }
      if (*line != '\0')
        return g_utf8_strlen (line, -1) > TITLE_CHARS ? g_utf8_substring (line, 0, TITLE_CHARS)
                                                      : g_strdup (line);
    }
  return NULL;
}

static void
take_title (LlmTitler *self, LlmComparison *comparison, const char *id)
{
  LlmAnswer *answer = llm_comparison_get_answer (comparison, 0);
  g_autofree char *title = NULL;
  const char *const ids[] = { id, NULL };
  LlmEntryChange change = { .fields = LLM_ENTRY_TITLE, .title_is_made = TRUE };

  if (llm_answer_get_state (answer) != LLM_ANSWER_DONE)
    {
      g_info ("No title was made: %s", llm_answer_get_error (answer) != NULL
                                           ? llm_answer_get_error (answer)->message
                                           : "stopped");
      return;
    }
  title = llm_titler_clean (llm_answer_get_text (answer));
  if (title == NULL)
    return;
  change.title = title;
  llm_store_update_entries_async (self->store, ids, &change, NULL, NULL, NULL);
}

static char *
dup_beginning (const char *text, gsize bytes)
{
  const char *end = text + MIN (bytes, strlen (text));

  while (end > text && (*end & 0xc0) == 0x80)
    end--;
  return g_strndup (text, (gsize) (end - text));
}

/* The first answer that came to an end. */
static LlmAnswer *
find_done (LlmComparison *comparison)
{
  for (guint i = 0; i < llm_comparison_get_n_answers (comparison); i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (comparison, i);

      if (llm_answer_get_state (answer) == LLM_ANSWER_DONE
          && llm_answer_get_text_length (answer) > 0)
        return answer;
    }
  return NULL;
}

static void
ask (LlmTitler *self, LlmComparison *turn, LlmAnswer *done, const char *spec)
{
  g_autofree char *prompt = dup_beginning (llm_comparison_get_prompt (turn), PROMPT_BYTES);
  g_autofree char *text = dup_beginning (llm_answer_get_text (done), ANSWER_BYTES);
  g_autofree char *question = g_strdup_printf (
      "%s\n\n<prompt>\n%s\n</prompt>\n\n<answer>\n%s\n</answer>", INSTRUCTION, prompt, text);
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmAnswer) answer = llm_context_new_answer (self->context, spec, &error);
  LlmComparison *comparison;

  if (answer == NULL)
    {
      g_info ("No title was made: %s", error->message);
      return;
    }
  comparison = llm_comparison_new (question, NULL);
  llm_comparison_add (comparison, answer);
  g_hash_table_insert (self->asked, comparison,
                       g_strdup (llm_comparison_get_conversation_id (turn)));
  llm_runner_start (self->runner, comparison);
}

static void
finished_cb (LlmTitler *self, LlmComparison *comparison)
{
  const char *id = g_hash_table_lookup (self->asked, comparison);
  g_autofree char *spec = NULL;
  LlmAnswer *done;

  if (id != NULL)
    {
      take_title (self, comparison, id);
      g_hash_table_remove (self->asked, comparison);
      return;
    }
  if (self->context == NULL || llm_comparison_get_previous_id (comparison) != NULL)
    return;
  spec = g_settings_get_string (
      llm_settings_get_gsettings (llm_context_get_settings (self->context)), "title-model");
  done = *spec != '\0' ? find_done (comparison) : NULL;
  if (done != NULL)
    ask (self, comparison, done, spec);
}

/**
 * llm_titler_new:
 * @context: the context
 *
 * Returns: (transfer full): a titler that is at work until it goes
 */
LlmTitler *
llm_titler_new (LlmContext *context)
{
  LlmTitler *self;

  g_return_val_if_fail (LLM_IS_CONTEXT (context), NULL);

  self = g_object_new (LLM_TYPE_TITLER, NULL);
  g_set_weak_pointer (&self->context, context);
  self->runner = g_object_ref (llm_context_get_runner (context));
  self->store = g_object_ref (llm_context_get_store (context));
  g_signal_connect_object (self->runner, "finished", G_CALLBACK (finished_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
