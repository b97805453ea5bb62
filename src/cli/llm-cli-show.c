/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-show.h"

#include <glib/gi18n.h>

#include "llm-cli-images.h"
#include "llm-cli-json.h"
#include "llm-cli-report.h"
#include "llm-cli-text.h"

/**
 * llm_cli_show_format_time:
 * @time_us: Unix time in microseconds
 *
 * Returns: (transfer full): day and time in the local time zone
 */
char *
llm_cli_show_format_time (gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M") : g_strdup ("-");
}

static LlmTurn *
get_turn (LlmConversation *conversation, guint position)
{
  g_autoptr (LlmTurn) turn = g_list_model_get_item (G_LIST_MODEL (conversation), position);

  return turn;
}

/* A comparison of one turn is what it has always been. */
static gboolean
is_plain (LlmConversation *conversation)
{
  return !llm_conversation_is_chat (conversation)
         && g_list_model_get_n_items (G_LIST_MODEL (conversation)) == 1;
}

/**
 * llm_cli_show_append_json:
 * @out: where to append
 * @conversation: a conversation with all of its texts
 *
 * Appends one JSON object: of a comparison of one turn that turn, of any other the
 * conversation with the turns that are shown.
 */
void
llm_cli_show_append_json (GString *out, LlmConversation *conversation)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (conversation));

  g_return_if_fail (out != NULL);
  g_return_if_fail (LLM_IS_CONVERSATION (conversation));

  if (is_plain (conversation))
    {
      llm_cli_report_append_json (out, llm_turn_get_comparison (get_turn (conversation, 0)),
                                  llm_conversation_get_id (conversation));
      return;
    }
  g_string_append_c (out, '{');
  llm_cli_json_add_string (out, "id", llm_conversation_get_id (conversation));
  llm_cli_json_add_string (out, "kind", llm_conversation_get_kind (conversation));
  llm_cli_json_add_string (out, "title", llm_conversation_get_title (conversation));
  llm_cli_json_add_time (out, "created_at", llm_conversation_get_created_at (conversation));
  llm_cli_json_key (out, "turns");
  g_string_append_c (out, '[');
  for (guint i = 0; i < n; i++)
    {
      LlmTurn *turn = get_turn (conversation, i);

      g_string_append (out, i > 0 ? ",\n" : "");
      llm_cli_report_append_json (out, llm_turn_get_comparison (turn), llm_turn_get_id (turn));
    }
  g_string_append (out, "]}");
}

static void
append_quoted (GString *out, const char *text, gboolean for_terminal)
{
  g_autofree char *stripped = for_terminal ? llm_cli_text_strip (text) : NULL;
  g_auto (GStrv) lines = g_strsplit (stripped != NULL ? stripped : text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    g_string_append_printf (out, "> %s\n", lines[i]);
  g_string_append_c (out, '\n');
}

static void
append_turn (GString *out,
             LlmConversation *conversation,
             guint position,
             GListModel *providers,
             gboolean for_terminal)
{
  LlmTurn *turn = get_turn (conversation, position);
  LlmComparison *comparison = llm_turn_get_comparison (turn);
  const char *system = llm_comparison_get_system (comparison);
  const char *chosen = llm_conversation_is_chat (conversation)
                           ? llm_conversation_get_chosen (conversation, turn)
                           : NULL;
  guint n = 0;

  if (position > 0)
    g_string_append_c (out, '\n');
  else if (system != NULL)
    append_quoted (out, system, for_terminal);
  append_quoted (out, llm_comparison_get_prompt (comparison), for_terminal);
  llm_cli_images_append_text (out, comparison, for_terminal);
  for (guint i = 0; i < llm_comparison_get_n_answers (comparison); i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (comparison, i);

      if (chosen != NULL && g_strcmp0 (llm_answer_get_column_id (answer), chosen) != 0)
        continue;
      if (n > 0)
        g_string_append_c (out, '\n');
      llm_cli_report_append_section (out, n++, answer, providers, for_terminal);
    }
}

/**
 * llm_cli_show_append_text:
 * @out: where to append
 * @conversation: a conversation with all of its texts
 * @providers: the providers
 * @for_terminal: whether it must be safe on a terminal
 *
 * Appends the branch of the conversation that is shown; of a chat, the answers that are.
 */
void
llm_cli_show_append_text (GString *out,
                          LlmConversation *conversation,
                          GListModel *providers,
                          gboolean for_terminal)
{
  g_autofree char *time = NULL;

  g_return_if_fail (out != NULL);
  g_return_if_fail (LLM_IS_CONVERSATION (conversation));

  time = llm_cli_show_format_time (llm_conversation_get_created_at (conversation));
  g_string_append_printf (out, "%s · %s\n\n", llm_conversation_get_id (conversation), time);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (conversation)); i++)
    append_turn (out, conversation, i, providers, for_terminal);
}
