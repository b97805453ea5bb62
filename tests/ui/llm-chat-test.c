/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-chat-test.h"

#include <stdlib.h>
#include <string.h>

#define PARAGRAPH                                                                                  \
  "Sunlight looks white but holds all colours; the air scatters the blue. That is why the sky is " \
  "blue by day and red where the sun goes down.\n\n"

/* The turn's and the answer's ids have its number in them. */
LlmConversation *
chat_test_new_conversation (guint n_turns)
{
  LlmConversation *conversation = llm_conversation_new (LLM_KIND_CHAT, NULL);

  for (guint i = 0; i < n_turns; i++)
    {
      g_autofree char *id = g_strdup_printf ("turn-%u", i);
      g_autofree char *previous = i > 0 ? g_strdup_printf ("turn-%u", i - 1) : NULL;
      g_autofree char *after = i > 0 ? g_strdup_printf ("answer-%u", i - 1) : NULL;
      g_autoptr (LlmTurn) turn
          = llm_turn_new (id, previous, after, (gint64) i * G_TIME_SPAN_MINUTE);

      llm_conversation_add (conversation, turn);
    }
  llm_conversation_set_active_id (conversation, NULL);
  return conversation;
}

guint
chat_test_get_index (LlmTurn *turn)
{
  return (guint) atoi (llm_turn_get_id (turn) + strlen ("turn-"));
}

LlmComparison *
chat_test_new_comparison (LlmTurn *turn, guint index)
{
  g_autofree char *prompt = g_strdup_printf ("Question %u: why is the sky blue?", index);
  g_autofree char *title = g_strdup_printf ("Model %u", index % 3);
  g_autofree char *column_id = g_strdup_printf ("answer-%u", index);
  g_autofree char *first = g_strdup_printf ("Answer %u.\n\n", index);
  LlmComparison *comparison = llm_comparison_new_with_id (llm_turn_get_id (turn), prompt, NULL,
                                                          prompt, llm_turn_get_created_at (turn));
  g_autoptr (LlmAnswer) answer = llm_answer_new_with_id (column_id, "fake", "model", title);

  llm_answer_append (answer, LLM_DELTA_TEXT, first);
  for (guint i = 0; i < 1 + index * 7 % 12; i++)
    llm_answer_append (answer, LLM_DELTA_TEXT, PARAGRAPH);
  llm_answer_restore (answer, LLM_ANSWER_DONE);
  llm_comparison_add (comparison, answer);
  return comparison;
}

void
chat_test_load (LlmTurn *turn)
{
  g_autoptr (LlmComparison) comparison
      = chat_test_new_comparison (turn, chat_test_get_index (turn));

  llm_turn_set_comparison (turn, comparison);
}

void
chat_test_load_all (LlmConversation *conversation)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (conversation)); i++)
    {
      g_autoptr (LlmTurn) turn = g_list_model_get_item (G_LIST_MODEL (conversation), i);

      chat_test_load (turn);
    }
}

LlmComparison *
chat_test_append (LlmConversation *conversation, const char *prompt)
{
  g_autoptr (LlmComparison) comparison = llm_comparison_new (prompt, NULL);
  g_autoptr (LlmAnswer) answer = llm_answer_new ("fake", "model", "Model");

  llm_comparison_add (comparison, answer);
  llm_conversation_append (conversation, comparison);
  return comparison; /* which the turn has */
}

static PangoAttribute *
find_background (PangoAttrList *list, guint at)
{
  g_autoptr (GSList) attributes = list != NULL ? pango_attr_list_get_attributes (list) : NULL;
  PangoAttribute *found = NULL;

  for (GSList *l = attributes; l != NULL; l = l->next)
    {
      PangoAttribute *attribute = l->data;

      if (attribute->klass->type == PANGO_ATTR_BACKGROUND && attribute->start_index == at)
        found = pango_attribute_copy (attribute);
      pango_attribute_destroy (attribute);
    }
  return found;
}

gboolean
chat_test_is_marked (GtkLabel *label, const char *words, gboolean *stands_out)
{
  const char *text = gtk_label_get_text (label);
  const char *at = strstr (text, words);
  PangoAttribute *attribute;
  PangoColor color, current;

  g_assert_nonnull (at);
  attribute = find_background (gtk_label_get_attributes (label), (guint) (at - text));
  if (attribute == NULL)
    return FALSE;
  g_assert_cmpuint (attribute->end_index, ==, (guint) (at - text) + strlen (words));
  color = ((PangoAttrColor *) attribute)->color;
  pango_color_parse (&current, "#ffa348");
  *stands_out = color.red == current.red && color.green == current.green;
  pango_attribute_destroy (attribute);
  return TRUE;
}

gboolean
chat_test_get_match (GtkTextBuffer *buffer, GtkTextIter *start, GtkTextIter *end)
{
  GtkTextTag *tag
      = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), "llm-find-match");

  gtk_text_buffer_get_start_iter (buffer, start);
  if (tag == NULL
      || (!gtk_text_iter_starts_tag (start, tag)
          && !gtk_text_iter_forward_to_tag_toggle (start, tag)))
    return FALSE;
  *end = *start;
  gtk_text_iter_forward_to_tag_toggle (end, tag);
  return TRUE;
}
