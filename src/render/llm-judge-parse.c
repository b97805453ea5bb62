/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-judge-parse.h"

#include "llm-error.h"
#include "llm-import-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Where an object may begin in a reply, at most, since judges talk around it. */
#define MAX_BEGINNINGS 32

/* Deeper is none of ours; json-glib recurses. */
#define MAX_DEPTH 16

typedef struct
{
  LlmJudgement *judgement;
  GPtrArray *quotes; /* all, unowned */
} Reader;

/* --- Finding the object --- */

/* The end of the object that begins at @p, or NULL if there is none, or it is too deep. */
static const char *
find_end (const char *p, const char *end)
{
  gboolean in_string = FALSE;
  guint depth = 0;

  for (; p < end; p++)
    {
      if (in_string)
        {
          if (*p == '\\' && p + 1 < end)
            p++;
          else if (*p == '"')
            in_string = FALSE;
        }
      else if (*p == '"')
        {
          in_string = TRUE;
        }
      else if (*p == '{' || *p == '[')
        {
          if (++depth > MAX_DEPTH)
            return NULL;
        }
      else if (*p == '}' || *p == ']')
        {
          if (--depth == 0)
            return p + 1;
        }
    }
  return NULL;
}

/* The first object with answers in it; text, fences and other objects around it do not
 * matter. */
static JsonParser *
find_object (const char *reply, gsize length)
{
  const char *end = reply + length;
  const char *p = memchr (reply, '{', length);

  for (guint i = 0; p != NULL && i < MAX_BEGINNINGS; i++)
    {
      const char *close = find_end (p, end);
      g_autoptr (JsonParser) parser
          = close != NULL ? llm_import_parse_object (p, (gsize) (close - p)) : NULL;
      const char *next = parser != NULL ? close : p + 1;

      if (parser != NULL
          && llm_import_get_array (json_node_get_object (json_parser_get_root (parser)), "answers")
                 != NULL)
        return g_steal_pointer (&parser);
      p = next < end ? memchr (next, '{', (gsize) (end - next)) : NULL;
    }
  return NULL;
}

/* --- Claims --- */

static void
ignore (Reader *reader)
{
  reader->judgement->n_ignored++;
}

/* As it is, for the time being: line ends are needed to find it. */
static void
add_quote (Reader *reader, LlmClaim *claim, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) strnlen (text, LLM_JUDGE_MAX_REPLY));
  LlmQuote *quote;

  g_strstrip (valid);
  if (*valid == '\0')
    return;
  if (g_utf8_strlen (valid, -1) > LLM_JUDGE_MAX_CHARS)
    *g_utf8_offset_to_pointer (valid, LLM_JUDGE_MAX_CHARS) = '\0';
  quote = llm_quote_new (valid);
  g_ptr_array_add (claim->quotes, quote);
  g_ptr_array_add (reader->quotes, quote);
}

static void
read_quotes (Reader *reader, LlmClaim *claim, JsonObject *object)
{
  JsonArray *quotes = llm_import_get_array (object, "quotes");
  const guint n = quotes != NULL ? json_array_get_length (quotes) : 0;

  if ((quotes == NULL && json_object_has_member (object, "quotes")) || n > LLM_JUDGE_MAX_QUOTES)
    ignore (reader);
  for (guint i = 0; i < MIN (n, LLM_JUDGE_MAX_QUOTES); i++)
    {
      const char *text = llm_import_get_element_string (quotes, i);

      if (text != NULL)
        add_quote (reader, claim, text);
      else
        ignore (reader);
    }
}

/* NULL if nothing is said. */
static LlmClaim *
read_claim (Reader *reader, JsonObject *object)
{
  const char *text = object != NULL ? llm_import_get_string (object, "text") : NULL;
  g_autofree char *clean = NULL;
  g_autoptr (LlmClaim) claim = NULL;

  if (object == NULL || (text == NULL && json_object_has_member (object, "text")))
    ignore (reader);
  if (object == NULL)
    return NULL;
  clean = llm_judge_clean (text != NULL ? text : "", LLM_JUDGE_MAX_CHARS);
  claim = llm_claim_new (clean);
  read_quotes (reader, claim, object);
  return *clean != '\0' || claim->quotes->len > 0 ? g_steal_pointer (&claim) : NULL;
}

static void
read_claims (Reader *reader, GPtrArray *claims, JsonObject *object, const char *member)
{
  JsonArray *array = llm_import_get_array (object, member);
  const guint n = array != NULL ? json_array_get_length (array) : 0;

  if ((array == NULL && json_object_has_member (object, member)) || n > LLM_JUDGE_MAX_CLAIMS)
    ignore (reader);
  for (guint i = 0; i < MIN (n, LLM_JUDGE_MAX_CLAIMS); i++)
    {
      LlmClaim *claim = read_claim (reader, llm_import_get_element (array, i));

      if (claim != NULL)
        g_ptr_array_add (claims, claim);
    }
}

static double
read_score (Reader *reader, JsonObject *object)
{
  const double score = llm_import_get_number (object, "score");

  if (isfinite (score) && score >= 0 && score <= LLM_JUDGE_MAX_SCORE)
    return score;
  if (json_object_has_member (object, "score"))
    ignore (reader);
  return NAN;
}

/* --- Answers --- */

/* "A", and what comes of it: " answer a ".  '\0' if it is none. */
static char
read_label (const char *text)
{
  char label;

  if (text == NULL)
    return '\0';
  while (g_ascii_isspace (*text))
    text++;
  if (g_ascii_strncasecmp (text, "answer ", strlen ("answer ")) == 0)
    text += strlen ("answer ");
  label = g_ascii_toupper (*text);
  if (!g_ascii_isalpha (label))
    return '\0';
  for (text++; *text != '\0'; text++)
    if (!g_ascii_isspace (*text))
      return '\0';
  return label;
}

/* The answer that is meant, once each. */
static LlmJudgedAnswer *
take_answer (Reader *reader, const char *text, GHashTable *taken)
{
  const char label = read_label (text);
  LlmJudgedAnswer *answer
      = label != '\0' ? llm_judgement_find_label (reader->judgement, label) : NULL;

  if (answer != NULL && g_hash_table_add (taken, answer))
    return answer;
  ignore (reader);
  return NULL;
}

static void
read_answer (Reader *reader, LlmJudgedAnswer *answer, JsonObject *object)
{
  for (guint i = 0; i < LLM_JUDGE_N_ASPECTS; i++)
    {
      const char *name = llm_judge_aspect_to_string ((LlmJudgeAspect) i);
      JsonObject *member = llm_import_get_object (object, name);

      if (!json_object_has_member (object, name))
        continue;
      answer->aspects[i] = read_claim (reader, member);
      if (member != NULL && llm_judge_aspect_is_scored ((LlmJudgeAspect) i))
        answer->scores[i] = read_score (reader, member);
    }
  read_claims (reader, answer->strengths, object, "strengths");
  read_claims (reader, answer->weaknesses, object, "weaknesses");
}

static gboolean
read_answers (Reader *reader, JsonArray *array)
{
  g_autoptr (GHashTable) taken = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *object = llm_import_get_element (array, i);
      LlmJudgedAnswer *answer = NULL;

      if (object != NULL)
        answer = take_answer (reader, llm_import_get_string (object, "answer"), taken);
      else
        ignore (reader);
      if (answer != NULL)
        read_answer (reader, answer, object);
    }
  return g_hash_table_size (taken) > 0;
}

/* A letter, or letters that are equally good. */
static void
read_group (Reader *reader, JsonNode *node, GHashTable *taken)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  const guint n = array != NULL ? json_array_get_length (array) : 1;
  g_auto (GStrv) group = NULL;

  for (guint i = 0; i < n; i++)
    {
      JsonNode *item = array != NULL ? json_array_get_element (array, i) : node;
      const char *text
          = JSON_NODE_HOLDS_VALUE (item) && json_node_get_value_type (item) == G_TYPE_STRING
                ? json_node_get_string (item)
                : NULL;
      LlmJudgedAnswer *answer = take_answer (reader, text, taken);

      if (answer != NULL)
        g_strv_builder_add (builder, answer->column_id);
    }
  group = g_strv_builder_end (builder);
  if (*group != NULL)
    g_ptr_array_add (reader->judgement->ranking, g_steal_pointer (&group));
}

static void
read_ranking (Reader *reader, JsonObject *object)
{
  g_autoptr (GHashTable) taken = g_hash_table_new (NULL, NULL);
  JsonArray *array = llm_import_get_array (object, "ranking");

  if (array == NULL && json_object_has_member (object, "ranking"))
    ignore (reader);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    read_group (reader, json_array_get_element (array, i), taken);
}

static void
read_summary (Reader *reader, JsonObject *object)
{
  const char *text = llm_import_get_string (object, "summary");
  g_autofree char *clean = NULL;

  if (text == NULL && json_object_has_member (object, "summary"))
    ignore (reader);
  clean = llm_judge_clean (text != NULL ? text : "", LLM_JUDGE_MAX_SUMMARY);
  if (*clean != '\0')
    reader->judgement->summary = g_steal_pointer (&clean);
}

static gboolean
fail (const char *reply, gboolean found, GError **error)
{
  const char *begin = strchr (reply, '{');
  const gsize length = strnlen (reply, LLM_JUDGE_MAX_REPLY);
  const gboolean cut = !found && begin != NULL && begin < reply + length
                       && strstr (begin, "\"answers\"") != NULL
                       && find_end (begin, reply + length) == NULL;

  g_set_error_literal (error, LLM_ERROR, LLM_ERROR_PROTOCOL,
                       cut ? _ ("The reply of the judge is not complete. Try again, or choose "
                                "another model.")
                           : _ ("The judge did not reply in the form it was asked for. Try again, "
                                "or choose another model."));
  return FALSE;
}

/**
 * llm_judge_parse:
 * @question: what was asked
 * @reply: what the judge wrote, valid UTF-8, of which nothing is trusted
 * @judgement: what llm_judge_question_begin() made of @question; is filled in
 * @cancellable: (nullable): to give up
 * @error: where to put an %LLM_ERROR_PROTOCOL with a plain sentence
 *
 * Reads the reply of a judge: the JSON in it, strictly, whatever is around it.  What is not as
 * it should be is left out and counted.  Texts are bounded and clean, quotes are looked for
 * in the answers.  This may take a second: it is for a thread.
 *
 * Returns: whether it says something of one answer at least
 */
gboolean
llm_judge_parse (const LlmJudgeQuestion *question,
                 const char *reply,
                 LlmJudgement *judgement,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GPtrArray) quotes = NULL;
  JsonObject *root;
  Reader reader;

  g_return_val_if_fail (question != NULL, FALSE);
  g_return_val_if_fail (reply != NULL, FALSE);
  g_return_val_if_fail (judgement != NULL, FALSE);

  parser = find_object (reply, strnlen (reply, LLM_JUDGE_MAX_REPLY));
  if (parser == NULL)
    return fail (reply, FALSE, error);
  root = json_node_get_object (json_parser_get_root (parser));
  quotes = g_ptr_array_new ();
  reader = (Reader){ judgement, quotes };
  if (!read_answers (&reader, llm_import_get_array (root, "answers")))
    return fail (reply, TRUE, error);
  read_ranking (&reader, root);
  read_summary (&reader, root);

  llm_judge_question_check_quotes (question, judgement, cancellable);
  for (guint i = 0; i < quotes->len; i++)
    {
      LlmQuote *quote = quotes->pdata[i];
      char *clean = llm_judge_clean (quote->text, LLM_JUDGE_MAX_CHARS);

      g_free (quote->text);
      quote->text = clean;
    }
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}
