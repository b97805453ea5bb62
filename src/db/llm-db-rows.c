/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-rows.h"
#include "llm-error.h"

#include <math.h>
#include <string.h>

/* The snippet's length in characters, and how far into the prompt it may reach. */
#define SNIPPET_CHARS 160
#define SNIPPET_SCAN_BYTES 4096

/**
 * llm_db_answer_row_new:
 *
 * Returns: (transfer full): a row in which nothing is known
 */
LlmDbAnswerRow *
llm_db_answer_row_new (void)
{
  LlmDbAnswerRow *self = g_new0 (LlmDbAnswerRow, 1);

  self->position = -1;
  llm_usage_init (&self->usage);
  self->cost_usd = NAN;
  llm_prices_init (&self->prices);
  self->ttft_ms = LLM_UNKNOWN;
  self->elapsed_ms = LLM_UNKNOWN;
  self->error_http_status = LLM_UNKNOWN;
  return self;
}

/**
 * llm_db_answer_row_free:
 * @self: (nullable) (transfer full): a row
 */
void
llm_db_answer_row_free (LlmDbAnswerRow *self)
{
  if (self == NULL)
    return;
  g_free (self->column_id);
  g_free (self->turn_id);
  g_free (self->continues);
  g_free (self->provider);
  g_free (self->model);
  g_free (self->title);
  g_free (self->params);
  g_free (self->run_id);
  g_free (self->finish_reason);
  g_free (self->error_code);
  g_free (self->error_message);
  g_free (self->error_detail);
  g_free (self->error_request_id);
  g_free (self->notices);
  g_free (self->reasoning);
  g_free (self->text);
  g_clear_pointer (&self->versions, g_ptr_array_unref);
  g_free (self->version_of);
  g_free (self);
}

static void
copy_error (LlmDbAnswerRow *self, const GError *error)
{
  guint http_status;

  if (error == NULL)
    return;
  if (error->domain == LLM_ERROR)
    self->error_code = g_strdup (llm_error_code_to_string (error->code));
  self->error_message = g_strdup (error->message);
  self->error_detail = g_strdup (llm_error_get_detail (error));
  self->error_request_id = g_strdup (llm_error_get_request_id (error));
  http_status = llm_error_get_http_status (error);
  if (http_status != 0)
    self->error_http_status = http_status;
}

/* A line break within one would make it two. */
static char *
join_notices (const char *const *notices)
{
  GString *lines;

  if (notices == NULL || notices[0] == NULL)
    return NULL;
  lines = g_string_new (NULL);
  for (guint i = 0; notices[i] != NULL; i++)
    {
      g_autofree char *line = g_strdelimit (g_strdup (notices[i]), "\r\n", ' ');

      g_string_append_printf (lines, "%s%s", i > 0 ? "\n" : "", line);
    }
  return g_string_free (lines, FALSE);
}

static void
restore_notices (LlmAnswer *answer, const char *lines)
{
  g_auto (GStrv) notices = NULL;

  if (lines == NULL)
    return;
  notices = g_strsplit (lines, "\n", -1);
  llm_answer_set_notices (answer, (const char *const *) notices);
}

/* Versions are complete and have none of their own. */
static GPtrArray *
copy_versions (LlmAnswer *answer)
{
  g_autoptr (GPtrArray) versions = llm_answer_get_unsaved_versions (answer);
  GPtrArray *rows;

  if (versions->len == 0)
    return NULL;
  rows = g_ptr_array_new_full (versions->len, (GDestroyNotify) llm_db_answer_row_free);
  for (guint i = 0; i < versions->len; i++)
    g_ptr_array_add (rows, llm_db_answer_row_from_answer (versions->pdata[i], TRUE));
  return rows;
}

/**
 * llm_db_answer_row_from_answer:
 * @answer: a column
 * @with_text: whether to copy its texts also while it is not final
 *
 * On the main thread.  Its versions that are not known to be stored go along.  A column that is not final goes without its texts, which
 * are stored in pieces as they come; one that has none (any more) says so.
 *
 * Returns: (transfer full): a copy
 */
LlmDbAnswerRow *
llm_db_answer_row_from_answer (LlmAnswer *answer, gboolean with_text)
{
  LlmDbAnswerRow *self;

  g_return_val_if_fail (LLM_IS_ANSWER (answer), NULL);

  self = llm_db_answer_row_new ();
  self->column_id = g_strdup (llm_answer_get_column_id (answer));
  self->provider = g_strdup (llm_answer_get_provider_id (answer));
  self->model = g_strdup (llm_answer_get_model_id (answer));
  self->title = g_strdup (llm_answer_get_title (answer));
  self->continues = g_strdup (llm_answer_get_continues (answer));
  self->created_at = llm_answer_get_created_at (answer);
  self->params = llm_params_to_string (llm_answer_get_params (answer));
  self->state = llm_answer_get_state (answer);
  self->attempt = llm_answer_get_attempt (answer);
  self->vote = llm_answer_get_vote (answer);
  self->finish_reason = g_strdup (llm_answer_get_finish_reason (answer));
  self->usage = *llm_answer_get_usage (answer);
  self->cost_usd = llm_answer_get_cost (answer);
  self->prices = *llm_answer_get_prices (answer);
  self->ttft_ms = llm_answer_get_ttft_ms (answer);
  self->elapsed_ms = llm_answer_get_elapsed_ms (answer);
  self->notices = join_notices (llm_answer_get_notices (answer));
  copy_error (self, llm_answer_get_error (answer));
  self->versions = copy_versions (answer);
  self->version_of = g_strdup (llm_answer_get_version_of (answer));
  self->kept_at = llm_answer_get_kept_at (answer);

  if (with_text || llm_answer_state_is_final (self->state)
      || (llm_answer_get_text_length (answer) == 0
          && llm_answer_get_reasoning_length (answer) == 0))
    {
      self->text = g_strdup (llm_answer_get_text (answer));
      self->reasoning = g_strdup (llm_answer_get_reasoning (answer));
    }
  return self;
}

static GError *
make_error (const LlmDbAnswerRow *self)
{
  LlmErrorCode code = LLM_ERROR_PROTOCOL;
  GError *error;

  if (self->error_code == NULL && self->error_message == NULL)
    return NULL;
  llm_error_code_from_string (self->error_code, &code);
  error = llm_error_new (code, self->error_message, self->error_detail);
  llm_error_set_request_id (error, self->error_request_id);
  if (self->error_http_status > 0 && self->error_http_status <= G_MAXUINT16)
    llm_error_set_http_status (error, (guint) self->error_http_status);
  return error;
}

/**
 * llm_db_answer_row_to_answer:
 * @self: a row
 *
 * On the main thread.
 *
 * Returns: (transfer full): the column
 */
LlmAnswer *
llm_db_answer_row_to_answer (const LlmDbAnswerRow *self)
{
  g_autoptr (LlmParams) params = NULL;
  LlmAnswer *answer;

  g_return_val_if_fail (self != NULL, NULL);

  params = llm_params_from_string (self->params);
  answer = llm_answer_new_with_id (self->column_id, self->provider, self->model, self->title);
  llm_answer_set_created_at (answer, self->created_at);
  llm_answer_set_continues (answer, self->continues);
  llm_answer_set_params (answer, params);
  llm_answer_append (answer, LLM_DELTA_REASONING, self->reasoning);
  llm_answer_append (answer, LLM_DELTA_TEXT, self->text);
  llm_answer_set_usage (answer, &self->usage);
  llm_answer_set_cost (answer, self->cost_usd);
  llm_answer_set_prices (answer, &self->prices);
  llm_answer_set_timings (answer, self->ttft_ms, self->elapsed_ms);
  llm_answer_set_finish_reason (answer, self->finish_reason);
  llm_answer_set_vote (answer, self->vote);
  llm_answer_set_retry (answer, self->attempt, 0);
  restore_notices (answer, self->notices);
  llm_answer_take_error (answer, make_error (self));
  llm_answer_restore (answer, self->state);
  if (self->version_of != NULL)
    llm_answer_make_version_of (answer, self->version_of, self->kept_at);
  else if (self->n_versions > 0)
    llm_answer_set_n_unloaded_versions (answer, self->n_versions);
  return answer;
}

/**
 * llm_db_image_row_free:
 * @self: (nullable) (transfer full): a row
 */
void
llm_db_image_row_free (LlmDbImageRow *self)
{
  if (self == NULL)
    return;
  g_free (self->turn_id);
  g_free (self->hash);
  g_free (self->format);
  g_free (self->converted);
  g_free (self->name);
  g_free (self->alt);
  g_free (self);
}

/**
 * llm_db_image_row_from_image:
 * @image: an image of a prompt
 *
 * On the main thread.
 *
 * Returns: (transfer full): a copy of what is known of it
 */
LlmDbImageRow *
llm_db_image_row_from_image (LlmImage *image)
{
  const LlmImageFacts *facts;
  LlmDbImageRow *self;

  g_return_val_if_fail (LLM_IS_IMAGE (image), NULL);

  facts = llm_image_get_facts (image);
  self = g_new0 (LlmDbImageRow, 1);
  self->hash = g_strdup (facts->hash);
  self->format = g_strdup (llm_image_format_get_type (facts->format));
  self->size = facts->size;
  self->width = facts->width;
  self->height = facts->height;
  self->animated = facts->animated;
  self->converted = g_strdup (facts->converted);
  self->name = g_strdup (llm_image_get_name (image));
  self->alt = g_strdup (llm_image_get_alt (image));
  return self;
}

static gboolean
find_format (const char *type, LlmImageFormat *format)
{
  for (*format = LLM_IMAGE_PNG; *format <= LLM_IMAGE_GIF; (*format)++)
    {
      if (g_strcmp0 (type, llm_image_format_get_type (*format)) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * llm_db_image_row_to_image:
 * @self: a row
 *
 * What is made is nobody else's yet, so this may be called in any thread.
 *
 * Returns: (transfer full) (nullable): the image; NULL if a foreign hand wrote what none
 *   can be
 */
LlmImage *
llm_db_image_row_to_image (const LlmDbImageRow *self)
{
  LlmImageFacts facts;

  g_return_val_if_fail (self != NULL, NULL);

  if (!llm_image_hash_is_valid (self->hash) || !find_format (self->format, &facts.format)
      || !llm_image_size_is_sane (self->width, self->height))
    return NULL;
  facts.hash = self->hash;
  facts.size = MAX (0, self->size);
  facts.width = (guint) self->width;
  facts.height = (guint) self->height;
  facts.animated = self->animated;
  facts.converted = self->converted;
  return llm_image_new (&facts, self->name, self->alt);
}

/**
 * llm_db_turn_row_new:
 *
 * Returns: (transfer full): a row without columns
 */
LlmDbTurnRow *
llm_db_turn_row_new (void)
{
  LlmDbTurnRow *self = g_new0 (LlmDbTurnRow, 1);

  self->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_db_answer_row_free);
  return self;
}

/**
 * llm_db_turn_row_free:
 * @self: (nullable) (transfer full): a row
 */
void
llm_db_turn_row_free (LlmDbTurnRow *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->conversation_id);
  g_free (self->previous_id);
  g_free (self->after_id);
  g_free (self->title);
  g_free (self->snippet);
  g_free (self->preferred);
  g_free (self->note);
  g_free (self->system);
  g_free (self->prompt);
  g_clear_pointer (&self->judgements, g_ptr_array_unref);
  g_ptr_array_unref (self->answers);
  g_clear_pointer (&self->images, g_ptr_array_unref);
  g_free (self);
}

static GPtrArray *
copy_images (GPtrArray *images)
{
  GPtrArray *rows;

  if (images == NULL)
    return NULL;
  rows = g_ptr_array_new_full (images->len, (GDestroyNotify) llm_db_image_row_free);
  for (guint i = 0; i < images->len; i++)
    g_ptr_array_add (rows, llm_db_image_row_from_image (images->pdata[i]));
  return rows;
}

static void
copy_verdict (LlmDbTurnRow *self, LlmComparison *comparison)
{
  self->preferred = g_strdup (llm_comparison_get_preferred (comparison));
  self->verdict = llm_comparison_get_verdict (comparison);
  self->verdict_at = llm_comparison_get_verdict_at (comparison);
  self->verdict_blind = llm_comparison_get_verdict_blind (comparison);
  self->blind = llm_comparison_get_blind (comparison);
  self->note = g_strdup (llm_comparison_get_note (comparison));
}

/**
 * llm_db_turn_row_from_comparison:
 * @comparison: a turn
 *
 * On the main thread.
 *
 * Returns: (transfer full): a copy of it and its columns with their whole texts
 */
LlmDbTurnRow *
llm_db_turn_row_from_comparison (LlmComparison *comparison)
{
  LlmDbTurnRow *self;
  guint n_answers;

  g_return_val_if_fail (LLM_IS_COMPARISON (comparison), NULL);

  self = llm_db_turn_row_new ();
  self->id = g_strdup (llm_comparison_get_id (comparison));
  self->conversation_id = g_strdup (llm_comparison_get_conversation_id (comparison));
  self->previous_id = g_strdup (llm_comparison_get_previous_id (comparison));
  self->after_id = g_strdup (llm_comparison_get_after_id (comparison));
  self->title = g_strdup (llm_comparison_get_title (comparison));
  self->snippet = llm_db_make_snippet (llm_comparison_get_prompt (comparison));
  self->created_at = llm_comparison_get_created_at (comparison);
  copy_verdict (self, comparison);
  self->system = g_strdup (llm_comparison_get_system (comparison));
  self->prompt = g_strdup (llm_comparison_get_prompt (comparison));
  self->images = copy_images (llm_comparison_get_images (comparison));

  n_answers = llm_comparison_get_n_answers (comparison);
  for (guint i = 0; i < n_answers; i++)
    {
      LlmDbAnswerRow *answer
          = llm_db_answer_row_from_answer (llm_comparison_get_answer (comparison, i), TRUE);

      answer->turn_id = g_strdup (self->id);
      answer->position = i;
      g_ptr_array_add (self->answers, answer);
    }
  return self;
}

/**
 * llm_db_image_rows_to_images:
 * @rows: (nullable) (element-type LlmDbImageRow): the images of a prompt
 *
 * Returns: (transfer full) (nullable) (element-type LlmImage): those that are such; NULL
 *   for none
 */
GPtrArray *
llm_db_image_rows_to_images (GPtrArray *rows)
{
  g_autoptr (GPtrArray) images = NULL;

  if (rows == NULL)
    return NULL;
  images = g_ptr_array_new_full (rows->len, g_object_unref);
  for (guint i = 0; i < rows->len; i++)
    {
      LlmImage *image = llm_db_image_row_to_image (rows->pdata[i]);

      if (image != NULL)
        g_ptr_array_add (images, image);
    }
  return images->len > 0 ? g_steal_pointer (&images) : NULL;
}

/**
 * llm_db_turn_row_to_comparison:
 * @self: a row with its columns
 *
 * On the main thread.
 *
 * Returns: (transfer full): the comparison
 */
LlmComparison *
llm_db_turn_row_to_comparison (const LlmDbTurnRow *self)
{
  LlmComparison *comparison;
  g_autoptr (GPtrArray) images = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  comparison = llm_comparison_new_with_id (self->id, self->prompt, self->system, self->title,
                                           self->created_at);
  images = llm_db_image_rows_to_images (self->images);
  llm_comparison_set_images (comparison, images);
  llm_comparison_set_place (comparison, self->conversation_id, self->previous_id, self->after_id);
  for (guint i = 0; i < self->answers->len; i++)
    {
      g_autoptr (LlmAnswer) answer = llm_db_answer_row_to_answer (self->answers->pdata[i]);

      llm_comparison_add (comparison, answer);
    }
  llm_comparison_restore_verdict (comparison, self->verdict, self->preferred, self->verdict_at,
                                  self->verdict_blind);
  llm_comparison_set_blind (comparison, self->blind);
  llm_comparison_set_note (comparison, self->note);
  return comparison;
}

/**
 * llm_db_conversation_row_free:
 * @self: (nullable) (transfer full): a row
 */
void
llm_db_conversation_row_free (LlmDbConversationRow *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->kind);
  g_free (self->title);
  g_free (self->active_id);
  g_free (self->system);
  g_free (self->draft);
  g_clear_object (&self->entry);
  g_free (self);
}

/**
 * llm_db_conversation_row_from_conversation:
 * @conversation: a conversation
 *
 * On the main thread.
 *
 * Returns: (transfer full): a copy of it without its turns
 */
LlmDbConversationRow *
llm_db_conversation_row_from_conversation (LlmConversation *conversation)
{
  LlmDbConversationRow *self;

  g_return_val_if_fail (LLM_IS_CONVERSATION (conversation), NULL);

  self = g_new0 (LlmDbConversationRow, 1);
  self->id = g_strdup (llm_conversation_get_id (conversation));
  self->kind = g_strdup (llm_conversation_get_kind (conversation));
  self->title = g_strdup (llm_conversation_get_title (conversation));
  self->created_at = llm_conversation_get_created_at (conversation);
  self->active_id = g_strdup (llm_conversation_get_active_id (conversation));
  self->system = g_strdup (llm_conversation_get_system (conversation));
  self->draft = g_strdup (llm_conversation_get_draft (conversation));
  g_set_object (&self->entry, llm_conversation_get_entry (conversation));
  return self;
}

/**
 * llm_db_place_free:
 * @self: (nullable) (transfer full): a place
 */
void
llm_db_place_free (LlmDbPlace *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->previous_id);
  g_free (self->after_id);
  g_free (self);
}

/**
 * llm_db_place_from_turn:
 * @turn: a turn
 *
 * On the main thread.
 *
 * Returns: (transfer full): where it is
 */
LlmDbPlace *
llm_db_place_from_turn (LlmTurn *turn)
{
  LlmDbPlace *self;

  g_return_val_if_fail (LLM_IS_TURN (turn), NULL);

  self = g_new0 (LlmDbPlace, 1);
  self->id = g_strdup (llm_turn_get_id (turn));
  self->previous_id = g_strdup (llm_turn_get_previous_id (turn));
  self->after_id = g_strdup (llm_turn_get_after_id (turn));
  self->deleted = llm_turn_get_deleted (turn);
  return self;
}

/**
 * llm_db_make_list:
 * @ids: (array zero-terminated=1): strings
 *
 * For `json_each`, so that one statement asks for any number of rows.
 *
 * Returns: (transfer full): a JSON array of them, each once
 */
char *
llm_db_make_list (const char *const *ids)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GString *list = g_string_new ("[");

  for (; *ids != NULL; ids++)
    {
      if (!g_hash_table_add (seen, (char *) *ids))
        continue;
      g_string_append (list, list->len > 1 ? ",\"" : "\"");
      for (const char *p = *ids; *p != '\0'; p++)
        {
          if (*p == '"' || *p == '\\' || (guchar) *p < 0x20)
            g_string_append_printf (list, "\\u%04x", (guint) *p);
          else
            g_string_append_c (list, *p);
        }
      g_string_append_c (list, '"');
    }
  g_string_append_c (list, ']');
  return g_string_free (list, FALSE);
}

/**
 * llm_db_make_snippet:
 * @prompt: text of any length
 *
 * Looks at a bounded part of @prompt only.
 *
 * Returns: (transfer full): its beginning on one line, white space collapsed
 */
char *
llm_db_make_snippet (const char *prompt)
{
  g_autofree char *start = NULL;
  GString *snippet;
  guint n_chars = 0;
  gboolean space = FALSE;

  g_return_val_if_fail (prompt != NULL, NULL);

  start = g_utf8_make_valid (prompt, (gssize) strnlen (prompt, SNIPPET_SCAN_BYTES));
  snippet = g_string_sized_new (SNIPPET_CHARS);
  for (const char *p = start; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);

      if (g_unichar_isspace (character) || g_unichar_iscntrl (character))
        {
          space = snippet->len > 0;
          continue;
        }
      if (n_chars + (space ? 2 : 1) > SNIPPET_CHARS)
        break;
      if (space)
        g_string_append_c (snippet, ' ');
      g_string_append_unichar (snippet, character);
      n_chars += space ? 2 : 1;
      space = FALSE;
    }
  return g_string_free (snippet, FALSE);
}
