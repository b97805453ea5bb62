/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-chat-match.h"
#include "llm-chat-page.h"
#include "llm-chat-search.h"
#include "llm-chat-store.h"
#include "llm-find-bar.h"

/* --- What the tests share --- */

typedef struct
{
  LlmUiTest ui;
  ChatStore *store;
  LlmConversation *conversation;
  LlmChatPage *page;
  LlmFindBar *bar;
  GtkEditable *entry;
} Fixture;

/* As the window does it. */
static void
needs_turns_cb (Fixture *fixture, GPtrArray *turns)
{
  for (guint i = 0; i < turns->len; i++)
    {
      g_autoptr (LlmComparison) comparison
          = chat_store_make_comparison (fixture->store, turns->pdata[i]);

      llm_turn_set_comparison (turns->pdata[i], comparison);
    }
}

static void
range_changed_cb (Fixture *fixture)
{
  LlmConversation *conversation = llm_chat_page_get_conversation (fixture->page);
  guint first, last;

  if (!llm_chat_list_get_range (llm_chat_page_get_list (fixture->page), &first, &last))
    return;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (conversation)); i++)
    {
      g_autoptr (LlmTurn) turn = g_list_model_get_item (G_LIST_MODEL (conversation), i);
      LlmComparison *comparison = llm_turn_get_comparison (turn);

      if ((i < first || i > last) && comparison != NULL && !llm_comparison_get_running (comparison)
          && g_str_has_prefix (llm_turn_get_id (turn), "turn-"))
        llm_turn_set_comparison (turn, NULL);
    }
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = g_object_new (CHAT_TYPE_STORE, NULL);
  llm_ui_test_set_up_with_store (&fixture->ui, LLM_STORE (fixture->store));
  fixture->page = g_object_ref_sink (LLM_CHAT_PAGE (llm_chat_page_new (fixture->ui.context)));
  g_signal_connect_swapped (fixture->page, "needs-turns", G_CALLBACK (needs_turns_cb), fixture);
  g_signal_connect_swapped (fixture->page, "range-changed", G_CALLBACK (range_changed_cb), fixture);
  fixture->bar
      = LLM_FIND_BAR (llm_ui_test_find_type (GTK_WIDGET (fixture->page), LLM_TYPE_FIND_BAR));
  fixture->entry
      = GTK_EDITABLE (llm_ui_test_find_type (GTK_WIDGET (fixture->bar), GTK_TYPE_SEARCH_ENTRY));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  llm_ui_test_clear (&fixture->ui);
  g_assert_finalize_object (fixture->page);
  llm_ui_test_tear_down (&fixture->ui, data);
  g_clear_object (&fixture->conversation);
  chat_store_release (fixture->store);
  while (fixture->store->n_running > 0)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (fixture->store);
}

static LlmChatArea *
get_area (Fixture *fixture)
{
  return llm_chat_list_get_area (llm_chat_page_get_list (fixture->page));
}

static gboolean
is_settled (gpointer user_data)
{
  return llm_chat_area_is_settled (get_area (user_data));
}

static void
settle (Fixture *fixture)
{
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->page));
  llm_ui_test_wait (is_settled, fixture);
}

static void
show_at (Fixture *fixture, guint n_turns, const ChatSpecial *specials, int width)
{
  chat_store_set_specials (fixture->store, specials);
  fixture->conversation = chat_test_new_conversation (n_turns);
  llm_chat_page_set_conversation (fixture->page, fixture->conversation);
  llm_ui_test_present (&fixture->ui, GTK_WIDGET (fixture->page), width, 600);
  settle (fixture);
}

static void
show (Fixture *fixture, guint n_turns, const ChatSpecial *specials)
{
  show_at (fixture, n_turns, specials, 700);
}

static LlmTurn *
get_turn (Fixture *fixture, guint position)
{
  g_autoptr (LlmTurn) turn = g_list_model_get_item (G_LIST_MODEL (fixture->conversation), position);

  return turn; /* which the conversation has */
}

static LlmChatTurn *
get_widget (Fixture *fixture, guint position)
{
  return llm_chat_area_get_widget (get_area (fixture), position);
}

static GtkTextView *
get_text_view (Fixture *fixture, guint position)
{
  LlmChatTurn *widget = get_widget (fixture, position);

  g_assert_nonnull (widget);
  return llm_answer_view_get_text_view (
      llm_chat_answer_get_view (llm_chat_turn_get_answer (widget)));
}

static const char *
get_count (Fixture *fixture)
{
  GtkWidget *label = NULL;

  for (GtkWidget *child = gtk_widget_get_next_sibling (GTK_WIDGET (fixture->entry));
       child != NULL && label == NULL; child = gtk_widget_get_next_sibling (child))
    label = GTK_IS_LABEL (child) ? child : NULL;
  g_assert_nonnull (label);
  return gtk_label_get_text (GTK_LABEL (label));
}

typedef struct
{
  Fixture *fixture;
  const char *text;
} Expected;

static gboolean
has_count (gpointer user_data)
{
  Expected *expected = user_data;

  return g_str_equal (get_count (expected->fixture), expected->text);
}

static void
wait_count (Fixture *fixture, const char *text)
{
  Expected expected = { fixture, text };

  g_test_message ("from \"%s\" to \"%s\"", get_count (fixture), text);
  llm_ui_test_wait (has_count, &expected);
}

static void
type (Fixture *fixture, const char *text)
{
  gtk_editable_set_text (fixture->entry, text);
}

static void
type_more (Fixture *fixture, const char *text)
{
  int at = G_MAXINT;

  gtk_editable_insert_text (fixture->entry, text, -1, &at);
}

static void
find (Fixture *fixture, const char *text)
{
  llm_chat_page_find (fixture->page);
  type (fixture, text);
}

static void
act (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->bar), action, NULL));
}

/* What stands out in the answer of a turn. */
static char *
dup_match (Fixture *fixture, guint position)
{
  GtkTextIter start, end;

  if (get_widget (fixture, position) == NULL
      || !chat_test_get_match (gtk_text_view_get_buffer (get_text_view (fixture, position)), &start,
                               &end))
    return NULL;
  return gtk_text_iter_get_text (&start, &end);
}

typedef struct
{
  Fixture *fixture;
  guint position;
  const char *text;
} Match;

static gboolean
has_match (gpointer user_data)
{
  Match *match = user_data;
  g_autofree char *text = dup_match (match->fixture, match->position);

  return g_strcmp0 (text, match->text) == 0;
}

static void
wait_match (Fixture *fixture, guint position, const char *text)
{
  Match match = { fixture, position, text };

  llm_ui_test_wait (has_match, &match);
}

static void
assert_match (Fixture *fixture, guint position, const char *text)
{
  g_autofree char *match = dup_match (fixture, position);

  g_assert_cmpstr (match, ==, text);
}

/* Whether what stands out in an answer is in view of the whole list. */
static void
assert_in_view (Fixture *fixture, guint position)
{
  GtkTextView *view = get_text_view (fixture, position);
  LlmTextSlice *slice = LLM_TEXT_SLICE (gtk_widget_get_parent (GTK_WIDGET (view)));
  graphene_rect_t bounds;
  GdkRectangle place;
  GtkTextIter start, end;

  g_assert_true (chat_test_get_match (gtk_text_view_get_buffer (view), &start, &end));
  g_assert_true (llm_chat_turn_get_place (get_widget (fixture, position), slice, &start, &place));
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (get_widget (fixture, position)),
                                            GTK_WIDGET (get_area (fixture)), &bounds));
  g_assert_cmpfloat (bounds.origin.y + place.y, >=, 0);
  g_assert_cmpfloat (bounds.origin.y + place.y + place.height, <=,
                     gtk_widget_get_height (GTK_WIDGET (get_area (fixture))));
}

static gboolean
is_marked (Fixture *fixture, guint position, const char *words, gboolean *stands_out)
{
  return chat_test_is_marked (chat_test_get_prompt_label (get_area (fixture), position), words,
                              stands_out);
}

/* --- All messages --- */

static guint
count_loaded (Fixture *fixture)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->conversation)); i++)
    n += llm_turn_get_comparison (get_turn (fixture, i)) != NULL;
  return n;
}

/* Ten thousand messages are read in pages, one at a time, and none of them is kept. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  const ChatSpecial specials[] = { { 10, NULL, "The first needle.\n" },
                                   { 2500, NULL, "A **nee**dle, and the Needle.\n" },
                                   { 4000, "Where is the needle?", NULL },
                                   { 0 } };

  show (fixture, 5000, specials);
  find (fixture, "needle");
  wait_count (fixture, "1 of 4");
  g_assert_cmpuint (fixture->store->most_running, ==, 1);
  g_assert_cmpuint (fixture->store->most_turns, <=, LLM_CHAT_SEARCH_PAGE);
  g_assert_cmpuint (fixture->store->n_loads, >=, (5000 - 100) / LLM_CHAT_SEARCH_PAGE);
  g_assert_cmpuint (fixture->store->n_loads, <=, 5000 / LLM_CHAT_SEARCH_PAGE + 2);
  settle (fixture);
  assert_match (fixture, 10, "needle");
  assert_in_view (fixture, 10);

  act (fixture, "find.next");
  wait_count (fixture, "2 of 4");
  settle (fixture);
  assert_match (fixture, 2500, "needle");
  assert_in_view (fixture, 2500);
  act (fixture, "find.next");
  wait_count (fixture, "3 of 4");
  assert_match (fixture, 2500, "Needle");
  act (fixture, "find.next");
  wait_count (fixture, "4 of 4");
  act (fixture, "find.next");
  wait_count (fixture, "1 of 4");
  act (fixture, "find.previous");
  wait_count (fixture, "4 of 4");
  act (fixture, "find.previous");
  wait_count (fixture, "3 of 4");
  settle (fixture);
  assert_match (fixture, 2500, "Needle");
  assert_in_view (fixture, 2500);
  g_assert_cmpuint (llm_chat_area_get_n_widgets (get_area (fixture)), <, 60);
  g_assert_cmpuint (count_loaded (fixture), <, 60);
}

/* More letters are looked for only where there were fewer. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  const ChatSpecial specials[] = { { 100, NULL, "A zebra.\n" }, { 900, NULL, "A zebu.\n" }, { 0 } };

  show (fixture, 1000, specials);
  find (fixture, "zeb");
  wait_count (fixture, "1 of 2");
  settle (fixture);
  fixture->store->n_loads = 0;
  type_more (fixture, "r");
  wait_count (fixture, "1 of 1");
  g_assert_cmpuint (fixture->store->n_loads, <=, 1);
  type_more (fixture, "a crossing");
  wait_count (fixture, "No results");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (fixture->entry), "error"));
  g_assert_cmpuint (fixture->store->n_loads, <=, 2);
  type (fixture, "zeb");
  wait_count (fixture, "1 of 2");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (fixture->entry), "error"));
}

static gboolean
is_loading (gpointer user_data)
{
  return ((Fixture *) user_data)->store->n_running > 0;
}

/* What is not wanted any more is not read on. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  const ChatSpecial specials[] = { { 3, NULL, "A zebra and a yak.\n" }, { 0 } };
  guint n_loads;

  show (fixture, 2000, specials);
  fixture->store->held = TRUE;
  find (fixture, "zebra");
  llm_ui_test_wait (is_loading, fixture);
  g_assert_cmpuint (fixture->store->n_running, ==, 1);
  type (fixture, "yak");
  llm_ui_test_run_for (300);
  chat_store_release (fixture->store);
  wait_count (fixture, "1 of 1");
  g_assert_cmpuint (fixture->store->n_cancelled, ==, 1);

  fixture->store->held = TRUE;
  type (fixture, "zebra");
  llm_ui_test_wait (is_loading, fixture);
  llm_find_bar_close (fixture->bar);
  n_loads = fixture->store->n_loads;
  chat_store_release (fixture->store);
  llm_ui_test_run_for (200);
  g_assert_cmpuint (fixture->store->n_loads, ==, n_loads);
  g_assert_cmpuint (fixture->store->n_cancelled, ==, 2);
}

static gboolean
is_searching (gpointer user_data)
{
  return g_str_has_prefix (get_count (user_data), "At least ")
         || g_str_equal (get_count (user_data), "Searching…");
}

/* While not all is known, no more is told. */
static void
test_progress (Fixture *fixture, gconstpointer data)
{
  const ChatSpecial specials[]
      = { { 2999, NULL, "A yak.\n" }, { 5, NULL, "Another yak.\n" }, { 0 } };

  show (fixture, 3000, specials);
  fixture->store->held = TRUE;
  find (fixture, "yak");
  llm_ui_test_run_for (1500);
  chat_store_release (fixture->store);
  fixture->store->held = TRUE;
  llm_ui_test_wait (is_searching, fixture);
  wait_match (fixture, 2999, "yak");
  llm_ui_test_wait (is_searching, fixture);
  chat_store_release (fixture->store);
  wait_count (fixture, "2 of 2");
}

/* --- Texts --- */

static char *
make_long_answer (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text, "Line %u of a very long answer that says little.\n\n", i);
  return g_string_free (text, FALSE);
}

/* A place of an answer of which only a slice is laid out, which is far away. */
static void
test_long_answer (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = make_long_answer ();
  const ChatSpecial specials[] = { { 100, NULL, text }, { 0 } };

  show (fixture, 400, specials);
  find (fixture, "line 700 of");
  wait_count (fixture, "1 of 1");
  settle (fixture);
  assert_match (fixture, 100, "Line 700 of");
  assert_in_view (fixture, 100);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (get_text_view (fixture, 100))), <=, 600);

  type (fixture, "line 70");
  wait_count (fixture, "2 of 11");
  act (fixture, "find.previous");
  wait_count (fixture, "1 of 11");
  settle (fixture);
  assert_match (fixture, 100, "Line 70");
  assert_in_view (fixture, 100);
  act (fixture, "find.previous");
  wait_count (fixture, "11 of 11");
  settle (fixture);
  assert_in_view (fixture, 100);
}

static void
test_prompt (Fixture *fixture, gconstpointer data)
{
  g_autofree char *filler = g_strnfill (3000, 'x');
  g_autofree char *prompt = g_strdup_printf ("A short Yak.\n%s\nThe longest yak.", filler);
  const ChatSpecial specials[]
      = { { 1, "Is a yäk a yak? A Yak, I say.", "No.\n" }, { 60, prompt, "No.\n" }, { 0 } };
  AdwStyleManager *style = adw_style_manager_get_default ();
  gboolean stands_out;
  GtkWidget *view;
  GtkTextIter start, end;

  show (fixture, 100, specials);
  find (fixture, "yak");
  wait_count (fixture, "1 of 4");
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_DARK);
  settle (fixture);
  g_assert_true (is_marked (fixture, 1, "Yak", &stands_out));
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_DEFAULT);
  settle (fixture);
  g_assert_true (is_marked (fixture, 1, "yak", &stands_out));
  g_assert_true (stands_out);
  g_assert_true (is_marked (fixture, 1, "Yak", &stands_out));
  g_assert_false (stands_out);
  act (fixture, "find.next");
  wait_count (fixture, "2 of 4");
  g_assert_true (is_marked (fixture, 1, "yak", &stands_out));
  g_assert_false (stands_out);
  g_assert_true (is_marked (fixture, 1, "Yak", &stands_out));
  g_assert_true (stands_out);

  /* A long one shows its beginning, until the match is behind it. */
  act (fixture, "find.next");
  wait_count (fixture, "3 of 4");
  settle (fixture);
  g_assert_false (
      llm_chat_prompt_get_expanded (llm_chat_turn_get_prompt (get_widget (fixture, 60))));
  g_assert_true (is_marked (fixture, 60, "Yak", &stands_out));
  g_assert_true (stands_out);
  act (fixture, "find.next");
  wait_count (fixture, "4 of 4");
  settle (fixture);
  g_assert_true (
      llm_chat_prompt_get_expanded (llm_chat_turn_get_prompt (get_widget (fixture, 60))));
  view = llm_ui_test_find_type (GTK_WIDGET (llm_chat_turn_get_prompt (get_widget (fixture, 60))),
                                GTK_TYPE_TEXT_VIEW);
  g_assert_true (
      chat_test_get_match (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), &start, &end));
  g_assert_cmpint (gtk_text_iter_get_offset (&end), ==, g_utf8_strlen (prompt, -1) - 1);

  act (fixture, "find.match-case");
  wait_count (fixture, "2 of 2");
  act (fixture, "find.match-case");
  wait_count (fixture, "4 of 4");

  /* It is selected when the search ends; nothing else is left of it. */
  llm_find_bar_close (fixture->bar);
  g_assert_false (
      chat_test_get_match (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), &start, &end));
  g_assert_true (gtk_text_buffer_get_selection_bounds (
      gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), &start, &end));
}

/* The words that a cell of a table breaks are counted, but cannot be gone to. */
static void
test_not_shown (Fixture *fixture, gconstpointer data)
{
  const char *table = "| A | B |\n|---|---|\n| one two three four five six seven eight nine ten "
                      "eleven twelve thirteen fourteen | one two three four five six seven eight "
                      "nine ten eleven twelve thirteen fourteen fifteen |\n";
  const char *phrase
      = "two three four five six seven eight nine ten eleven twelve thirteen fourteen";
  const ChatSpecial specials[] = { { 10, NULL, table }, { 0 } };

  show_at (fixture, 50, specials, 360);
  find (fixture, phrase);
  wait_count (fixture, "No results");
  assert_match (fixture, 10, NULL);
}

/* --- What changes --- */

/* Text that arrives is found, near to what is seen and elsewhere. */
static void
test_streaming (Fixture *fixture, gconstpointer data)
{
  const ChatSpecial specials[] = { { 3, NULL, "A yak.\n" }, { 0 } };
  LlmComparison *comparison;
  LlmAnswer *answer;

  show (fixture, 60, specials);
  find (fixture, "yak");
  wait_count (fixture, "1 of 1");
  comparison = chat_test_append (fixture->conversation, "What is it?");
  answer = llm_comparison_get_answer (comparison, 0);
  g_assert_true (llm_answer_set_state (answer, LLM_ANSWER_CONNECTING));
  g_assert_true (llm_answer_set_state (answer, LLM_ANSWER_STREAMING));
  /* Not near. */
  g_assert_null (get_widget (fixture, 60));
  llm_answer_append (answer, LLM_DELTA_TEXT, "One yak. ");
  wait_count (fixture, "1 of 2");
  llm_answer_append (answer, LLM_DELTA_TEXT, "Two y");
  llm_answer_append (answer, LLM_DELTA_TEXT, "aks. ");
  wait_count (fixture, "1 of 3");
  act (fixture, "find.previous");
  wait_count (fixture, "3 of 3");
  assert_match (fixture, 60, "yak");
  /* Near. */
  llm_answer_append (answer, LLM_DELTA_TEXT, "Three yaks.\n\n");
  wait_count (fixture, "3 of 4");
  act (fixture, "find.next");
  wait_count (fixture, "4 of 4");
  g_assert_true (llm_answer_set_state (answer, LLM_ANSWER_DONE));
  act (fixture, "find.next");
  wait_count (fixture, "1 of 4");
}

/* Another version of a prompt, another answer, and a turn that goes. */
static void
test_branches (Fixture *fixture, gconstpointer data)
{
  const ChatSpecial specials[]
      = { { 3, NULL, "A yak.\n" }, { 8, NULL, "The other yak.\n" }, { 0 } };
  g_autoptr (LlmComparison) version = llm_comparison_new ("Without a gnu?", NULL);
  g_autoptr (LlmAnswer) answer = llm_answer_new ("fake", "model", "Model");
  g_autoptr (LlmAnswer) second = llm_answer_new ("fake", "model", "Model");
  g_autoptr (LlmTurn) left = NULL;

  show (fixture, 10, specials);
  find (fixture, "yak");
  wait_count (fixture, "2 of 2");
  act (fixture, "find.next");
  wait_count (fixture, "1 of 2");

  left = g_object_ref (get_turn (fixture, 5));
  llm_answer_append (answer, LLM_DELTA_TEXT, "A yak, a yak and a yak.\n");
  llm_answer_restore (answer, LLM_ANSWER_DONE);
  llm_comparison_add (version, answer);
  llm_conversation_append_version (fixture->conversation, left, version);
  wait_count (fixture, "1 of 4");
  act (fixture, "find.next");
  wait_count (fixture, "2 of 4");
  settle (fixture);
  assert_match (fixture, 5, "yak");

  /* One more answer to it, which is shown instead. */
  llm_answer_append (second, LLM_DELTA_TEXT, "No such animal, but a yak.\n");
  llm_answer_restore (second, LLM_ANSWER_DONE);
  llm_comparison_add (version, second);
  llm_conversation_choose (fixture->conversation, get_turn (fixture, 5),
                           llm_answer_get_column_id (second));
  act (fixture, "find.next");
  wait_count (fixture, "2 of 2");
  assert_match (fixture, 5, "yak");

  llm_conversation_select (fixture->conversation, left);
  wait_count (fixture, "2 results");
  act (fixture, "find.next");
  wait_count (fixture, "2 of 2");
  assert_match (fixture, 8, "yak");
  act (fixture, "find.next");
  wait_count (fixture, "1 of 2");
  llm_conversation_delete_turn (fixture->conversation, get_turn (fixture, 3));
  wait_count (fixture, "1 result");
  act (fixture, "find.next");
  wait_count (fixture, "1 of 1");
  settle (fixture);
  assert_match (fixture, 7, "yak");
}

/* The search ends with the chat; what was typed stays. */
static void
test_other_chat (Fixture *fixture, gconstpointer data)
{
  const ChatSpecial specials[] = { { 3, NULL, "A yak.\n" }, { 0 } };
  g_autoptr (LlmConversation) other = chat_test_new_conversation (3);

  show (fixture, 20, specials);
  find (fixture, "yak");
  wait_count (fixture, "1 of 1");
  llm_chat_page_set_conversation (fixture->page, other);
  g_assert_false (llm_find_bar_get_open (fixture->bar));
  g_assert_cmpstr (gtk_editable_get_text (fixture->entry), ==, "yak");
  settle (fixture);
  llm_chat_page_find_again (fixture->page, FALSE);
  g_assert_true (llm_find_bar_get_open (fixture->bar));
  wait_count (fixture, "No results");
  llm_chat_page_set_conversation (fixture->page, fixture->conversation);
  settle (fixture);
  llm_chat_page_find_again (fixture->page, TRUE);
  wait_count (fixture, "1 of 1");
  llm_chat_page_set_conversation (fixture->page, NULL);
  llm_chat_page_find (fixture->page);
  g_assert_false (llm_find_bar_get_open (fixture->bar));
}

/* --- The bar --- */

static gboolean
focus_is_in (Fixture *fixture, GtkWidget *widget)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->ui.window));

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

static void
test_bar (Fixture *fixture, gconstpointer data)
{
  const ChatSpecial specials[] = { { 3, NULL, "A yak and a yak.\n" }, { 0 } };
  GtkWidget *composer, *all;
  GtkTextIter start, end;

  show (fixture, 5, specials);
  composer = GTK_WIDGET (llm_chat_page_get_composer (fixture->page));
  all = llm_ui_test_find_button (GTK_WIDGET (fixture->bar), "find.all-answers");
  g_assert_false (gtk_widget_get_visible (all));
  gtk_test_accessible_assert_role (fixture->bar, GTK_ACCESSIBLE_ROLE_SEARCH);
  gtk_test_accessible_assert_property (fixture->bar, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Find in the chat");

  /* Without a match the focus goes back to where it was. */
  gtk_widget_grab_focus (composer);
  llm_chat_page_find (fixture->page);
  g_assert_true (focus_is_in (fixture, GTK_WIDGET (fixture->bar)));
  type (fixture, "gnu");
  wait_count (fixture, "No results");
  g_signal_emit_by_name (fixture->entry, "stop-search");
  g_assert_false (llm_find_bar_get_open (fixture->bar));
  g_assert_true (focus_is_in (fixture, composer));

  /* What was typed is there the next time. */
  llm_chat_page_find (fixture->page);
  g_assert_cmpstr (gtk_editable_get_text (fixture->entry), ==, "gnu");
  type (fixture, "yak");
  g_signal_emit_by_name (fixture->entry, "activate");
  wait_count (fixture, "1 of 2");
  g_signal_emit_by_name (fixture->entry, "activate");
  wait_count (fixture, "2 of 2");
  g_assert_true (llm_ui_test_activate_shortcut (GTK_WIDGET (fixture->bar), "<Shift>Return"));
  wait_count (fixture, "1 of 2");
  llm_chat_page_find_again (fixture->page, FALSE);
  wait_count (fixture, "2 of 2");
  llm_chat_page_find_again (fixture->page, TRUE);
  wait_count (fixture, "1 of 2");

  /* With one it goes there, and the match is selected. */
  gtk_widget_grab_focus (GTK_WIDGET (fixture->bar));
  g_assert_true (llm_ui_test_activate_shortcut (GTK_WIDGET (fixture->page), "Escape"));
  g_assert_false (llm_find_bar_get_open (fixture->bar));
  g_assert_true (focus_is_in (fixture, GTK_WIDGET (get_text_view (fixture, 3))));
  g_assert_true (gtk_text_buffer_get_selection_bounds (
      gtk_text_view_get_buffer (get_text_view (fixture, 3)), &start, &end));

  /* What is selected is searched for, from there. */
  type (fixture, "");
  llm_chat_page_find (fixture->page);
  g_assert_cmpstr (gtk_editable_get_text (fixture->entry), ==, "yak");
  wait_count (fixture, "1 of 2");
}

/* The current match is the same when it is scrolled back to. */
static void
test_scrolled_away (Fixture *fixture, gconstpointer data)
{
  const ChatSpecial specials[]
      = { { 3, NULL, "A yak and a yak.\n" }, { 150, NULL, "Yak.\n" }, { 0 } };

  show (fixture, 200, specials);
  find (fixture, "yak");
  wait_count (fixture, "1 of 3");
  act (fixture, "find.next");
  wait_count (fixture, "2 of 3");
  llm_chat_list_jump_to_latest (llm_chat_page_get_list (fixture->page));
  settle (fixture);
  g_assert_null (get_widget (fixture, 3));
  g_assert_cmpstr (get_count (fixture), ==, "2 of 3");
  llm_chat_area_scroll_to_turn (get_area (fixture), 3, 0);
  settle (fixture);
  wait_match (fixture, 3, "yak");
  g_assert_cmpstr (get_count (fixture), ==, "2 of 3");
  llm_chat_list_jump_to_latest (llm_chat_page_get_list (fixture->page));
  settle (fixture);
  act (fixture, "find.next");
  wait_count (fixture, "3 of 3");
}

/* --- Hits of the history's search --- */

static void
test_hit (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = make_long_answer ();
  const ChatSpecial specials[]
      = { { 100, NULL, text }, { 120, "A prompt with line 5.", NULL }, { 0 } };

  show (fixture, 400, specials);
  llm_chat_page_show_hit (fixture->page, "turn-100", "answer-100", "line 700 of a very");
  wait_count (fixture, "1 of 1");
  settle (fixture);
  assert_match (fixture, 100, "Line 700 of a very");
  assert_in_view (fixture, 100);

  llm_chat_page_show_hit (fixture->page, "turn-120", "", "line 5");
  wait_count (fixture, "112 of 112");
  chat_test_wait_current (get_area (fixture), 120, "line 5");

  /* Another turn that has the words is not the one that was asked for. */
  llm_chat_page_show_hit (fixture->page, "turn-300", "answer-300", "line 5");
  wait_count (fixture, "112 results");
  settle (fixture);
  g_assert_nonnull (get_widget (fixture, 300));
  assert_match (fixture, 300, NULL);
}

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

#define ADD(name, function)                                                                        \
  g_test_add ("/chat-find/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("many", test_many);
  ADD ("narrow", test_narrow);
  ADD ("cancel", test_cancel);
  ADD ("progress", test_progress);
  ADD ("long-answer", test_long_answer);
  ADD ("prompt", test_prompt);
  ADD ("not-shown", test_not_shown);
  ADD ("streaming", test_streaming);
  ADD ("branches", test_branches);
  ADD ("other-chat", test_other_chat);
  ADD ("bar", test_bar);
  ADD ("scrolled-away", test_scrolled_away);
  ADD ("hit", test_hit);
#undef ADD
  return g_test_run ();
}
