/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-composer.h"
#include "llm-prompt-meter.h"
#include "llm-shell-test.h"
#include "llm-token-estimate.h"

typedef struct
{
  LlmShellTest shell;
  GtkWidget *window;
  LlmComposer *composer;
  GtkWidget *text_view;
  GSimpleActionGroup *actions;
  GAction *send;
  guint n_sent;
} Fixture;

static void
send_cb (Fixture *fixture)
{
  fixture->n_sent++;
}

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (GTK_WIDGET (user_data));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GSimpleAction *send = g_simple_action_new ("send", NULL);

  llm_shell_test_set_up (&fixture->shell, NULL);
  fixture->actions = g_simple_action_group_new ();
  g_signal_connect_swapped (send, "activate", G_CALLBACK (send_cb), fixture);
  g_action_map_add_action (G_ACTION_MAP (fixture->actions), G_ACTION (send));
  fixture->send = G_ACTION (send);

  fixture->composer = LLM_COMPOSER (llm_composer_new ());
  llm_composer_set_lineup (fixture->composer, fixture->shell.lineup);
  fixture->window = gtk_window_new ();
  gtk_widget_insert_action_group (fixture->window, "win", G_ACTION_GROUP (fixture->actions));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 700, 700);
  gtk_widget_set_valign (GTK_WIDGET (fixture->composer), GTK_ALIGN_END);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->composer));
  fixture->text_view = llm_ui_test_find_type (GTK_WIDGET (fixture->composer), GTK_TYPE_TEXT_VIEW);
  gtk_window_present (GTK_WINDOW (fixture->window));
  llm_ui_test_wait (is_mapped, fixture->composer);
  llm_ui_test_wait_frame (fixture->window);
  gtk_widget_grab_focus (GTK_WIDGET (fixture->composer));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_unref (fixture->send);
  g_object_unref (fixture->actions);
  llm_shell_test_tear_down (&fixture->shell);
}

static void
assert_text (Fixture *fixture, const char *expected)
{
  g_autofree char *text = llm_composer_get_text (fixture->composer);

  g_assert_cmpstr (text, ==, expected);
}

/* A key as it arrives at the text view: its controllers, the latest first. */
static gboolean
press (Fixture *fixture, guint keyval, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (fixture->text_view);
  guint n = g_list_model_get_n_items (controllers);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      gboolean handled = FALSE;

      if (!GTK_IS_EVENT_CONTROLLER_KEY (controller)
          || gtk_event_controller_key_get_im_context (GTK_EVENT_CONTROLLER_KEY (controller))
                 != NULL)
        continue;
      g_signal_emit_by_name (controller, "key-pressed", keyval, 0, state, &handled);
      if (handled)
        return TRUE;
    }
  return FALSE;
}

static void
test_focus (Fixture *fixture, gconstpointer data)
{
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == fixture->text_view);
}

static void
test_blocker (Fixture *fixture, gconstpointer data)
{
  const char *specs[] = { "demo:swift", NULL };
  GtkWidget *button = llm_ui_test_find_button (GTK_WIDGET (fixture->composer), "win.send");
  g_autofree char *tooltip = NULL;

  g_assert_cmpstr (llm_composer_get_blocker (fixture->composer), ==, "Add a model to ask first");
  llm_lineup_set_specs (fixture->shell.lineup, specs);
  g_assert_cmpstr (llm_composer_get_blocker (fixture->composer), ==, "Write a prompt first");
  tooltip = g_strdup (gtk_widget_get_tooltip_text (button));
  g_assert_cmpstr (tooltip, ==, "Write a prompt first");

  llm_composer_set_text (fixture->composer, " \n\t\xc2\xa0 \n");
  g_assert_nonnull (llm_composer_get_blocker (fixture->composer));
  llm_composer_set_text (fixture->composer, " \n x");
  g_assert_null (llm_composer_get_blocker (fixture->composer));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "Ask all models (Ctrl+Enter)");
}

static void
test_send_keys (Fixture *fixture, gconstpointer data)
{
  llm_composer_set_text (fixture->composer, "Hello");

  g_assert_false (press (fixture, GDK_KEY_Return, 0));
  g_assert_false (press (fixture, GDK_KEY_Return, GDK_SHIFT_MASK));
  g_assert_cmpuint (fixture->n_sent, ==, 0);
  g_assert_true (press (fixture, GDK_KEY_Return, GDK_CONTROL_MASK));
  g_assert_true (press (fixture, GDK_KEY_KP_Enter, GDK_CONTROL_MASK | GDK_LOCK_MASK));
  g_assert_cmpuint (fixture->n_sent, ==, 2);

  llm_composer_set_send_key (fixture->composer, LLM_SEND_KEY_ENTER);
  g_assert_true (press (fixture, GDK_KEY_Return, 0));
  g_assert_true (press (fixture, GDK_KEY_Return, GDK_CONTROL_MASK));
  g_assert_cmpuint (fixture->n_sent, ==, 4);
  g_assert_false (press (fixture, GDK_KEY_Return, GDK_SHIFT_MASK));
  g_assert_false (press (fixture, GDK_KEY_Return, GDK_ALT_MASK));
  g_assert_cmpuint (fixture->n_sent, ==, 4);

  /* A verb that is not possible sends nothing, and no line is broken either. */
  g_simple_action_set_enabled (G_SIMPLE_ACTION (fixture->send), FALSE);
  g_assert_true (press (fixture, GDK_KEY_Return, 0));
  g_assert_cmpuint (fixture->n_sent, ==, 4);
  assert_text (fixture, "Hello");
}

static void
test_last_prompt (Fixture *fixture, gconstpointer data)
{
  g_autofree char *taken = NULL;

  g_assert_false (press (fixture, GDK_KEY_Up, 0));
  llm_composer_set_text (fixture->composer, "Once\nand again");
  g_assert_false (press (fixture, GDK_KEY_Up, 0));
  taken = llm_composer_take_text (fixture->composer);
  g_assert_cmpstr (taken, ==, "Once\nand again");
  assert_text (fixture, "");

  g_assert_true (press (fixture, GDK_KEY_Up, 0));
  assert_text (fixture, "Once\nand again");
  g_assert_false (press (fixture, GDK_KEY_Up, 0));

  /* Taking the text is undone like any other change. */
  g_free (llm_composer_take_text (fixture->composer));
  gtk_text_buffer_undo (gtk_text_view_get_buffer (GTK_TEXT_VIEW (fixture->text_view)));
  assert_text (fixture, "Once\nand again");
}

static int
measure (Fixture *fixture, guint n_lines)
{
  g_autoptr (GString) text = g_string_new ("one");

  for (guint i = 1; i < n_lines; i++)
    g_string_append (text, "\nmore");
  llm_composer_set_text (fixture->composer, text->str);
  /* The text view measures its lines when it is idle. */
  for (guint i = 0; i < 2; i++)
    {
      llm_shell_test_drain ();
      llm_ui_test_wait_frame (GTK_WIDGET (fixture->composer));
    }
  return gtk_widget_get_height (GTK_WIDGET (fixture->composer));
}

static void
test_grows (Fixture *fixture, gconstpointer data)
{
  int three = measure (fixture, 3);
  int five = measure (fixture, 5);
  int nine = measure (fixture, 9);
  int ten = measure (fixture, 10);
  int many = measure (fixture, 200);
  int line = (five - three) / 2;

  g_assert_cmpint (line, >, 10);
  g_assert_cmpint (nine, ==, three + 6 * line);
  g_assert_cmpint (ten, >, nine);
  g_assert_cmpint (many, >=, ten);
  g_assert_cmpint (many, <=, ten + line);
  g_assert_cmpint (measure (fixture, 3), ==, three);
}

static void
test_running (Fixture *fixture, gconstpointer data)
{
  GtkWidget *send = llm_ui_test_find_button (GTK_WIDGET (fixture->composer), "win.send");
  GtkWidget *stop = llm_ui_test_find_button (GTK_WIDGET (fixture->composer), "win.stop");
  int width;

  g_assert_true (gtk_widget_get_child_visible (send));
  g_assert_false (gtk_widget_get_child_visible (stop));
  width = gtk_widget_get_width (send);
  llm_composer_set_running (fixture->composer, TRUE);
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->composer));
  g_assert_true (gtk_widget_get_mapped (stop));
  g_assert_cmpint (gtk_widget_get_width (stop), ==, width);
  llm_composer_set_running (fixture->composer, FALSE);
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->composer));
  g_assert_true (gtk_widget_get_mapped (send));
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  const char *specs[] = { "demo:swift", NULL };
  GtkWidget *remove;

  llm_lineup_set_specs (fixture->shell.lineup, specs);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->text_view),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Prompt");
  remove = llm_ui_test_find_button (GTK_WIDGET (fixture->composer), "win.remove-model");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Remove Swift from the line-up");
}

/* The line-up takes as many lines as it needs at the least width. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  const char *specs[] = { "demo:swift",
                          "demo:slow",
                          "demo:table",
                          "demo:thinker",
                          "my-server:a-model-with-a-name-that-is-longer-than-anything",
                          NULL };
  int min, nat;

  llm_lineup_set_specs (fixture->shell.lineup, specs);
  gtk_widget_measure (GTK_WIDGET (fixture->composer), GTK_ORIENTATION_HORIZONTAL, -1, &min, &nat,
                      NULL, NULL);
  g_assert_cmpint (min, <=, 360);
  gtk_widget_set_direction (GTK_WIDGET (fixture->composer), GTK_TEXT_DIR_RTL);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 600);
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->composer));
}

static GtkTextBuffer *
get_buffer (Fixture *fixture)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (fixture->text_view));
}

static gboolean
has_text (Fixture *fixture, const char *text)
{
  return llm_ui_test_has_text (GTK_WIDGET (fixture->composer), text);
}

static gboolean
shows_hello (gpointer user_data)
{
  return has_text (user_data, "~1 token");
}

static gboolean
shows_nothing (gpointer user_data)
{
  return !has_text (user_data, "~1 token");
}

/* The estimate comes after a moment and goes at once with the text. */
static void
test_tokens (Fixture *fixture, gconstpointer data)
{
  llm_composer_set_text (fixture->composer, "Hello");
  g_assert_true (shows_nothing (fixture));
  llm_ui_test_wait (shows_hello, fixture);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->text_view),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "~1 token");
  llm_composer_set_text (fixture->composer, "");
  g_assert_true (shows_nothing (fixture));
}

typedef struct
{
  LlmPromptMeter *meter;
  gint64 tokens;
} Expected;

static gboolean
is_measured (gpointer user_data)
{
  Expected *expected = user_data;

  return llm_prompt_meter_get_tokens (expected->meter) == expected->tokens;
}

/* A long text is measured in slices, to the same result, and is not measured to the
 * end when it changes meanwhile. */
static void
test_meter (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GtkTextBuffer *buffer = get_buffer (fixture);
  Expected expected = { llm_prompt_meter_new (buffer), 0 };
  GtkTextIter end;

  g_assert_cmpint (llm_prompt_meter_get_tokens (expected.meter), ==, 0);
  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (text, "word %u, täglich 天空 ", i);
  gtk_text_buffer_set_text (buffer, text->str, -1);
  g_assert_cmpint (llm_prompt_meter_get_tokens (expected.meter), ==, 0);
  expected.tokens = llm_tokens_estimate (text->str, -1);
  g_assert_cmpint (expected.tokens, >, 100000);
  llm_ui_test_wait (is_measured, &expected);

  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_insert (buffer, &end, text->str, -1);
  g_string_append (text, text->str);
  expected.tokens = llm_tokens_estimate (text->str, -1);
  llm_ui_test_wait (is_measured, &expected);
  g_object_unref (expected.meter);
}

static gboolean
shows_warning (gpointer user_data)
{
  return has_text (user_data, "About 160,007 tokens: 32,007 more than GPT Large takes.")
         || has_text (user_data, "About 160007 tokens: 32007 more than GPT Large takes.");
}

static guint
count_warnings (GtkWidget *widget)
{
  guint n = 0;

  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
      && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), "About "))
    n++;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_warnings (child);
  return n;
}

/* What does not fit is told for each model once, and does not keep from sending. */
static void
test_warnings (Fixture *fixture, gconstpointer data)
{
  const char *specs[] = { "openai:gpt-large", "demo:swift", "openai:gpt-large", NULL };
  const char *other[] = { "my-server:unknown", NULL };
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 one = llm_tokens_estimate ("the the ", -1) - llm_tokens_estimate ("the ", -1);

  g_assert_cmpint (one, ==, 1);
  for (guint i = 0; i < 160000; i++)
    g_string_append (text, "the ");
  g_assert_cmpint (llm_tokens_estimate (text->str, -1), ==, 160000);
  llm_lineup_set_specs (fixture->shell.lineup, specs);
  llm_composer_set_text (fixture->composer, text->str);
  llm_ui_test_wait (shows_warning, fixture);
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->composer));
  g_assert_cmpuint (count_warnings (GTK_WIDGET (fixture->composer)), ==, 2);
  g_assert_null (llm_composer_get_blocker (fixture->composer));

  /* Nothing is said of a model that nobody knows. */
  llm_lineup_set_specs (fixture->shell.lineup, other);
  g_assert_cmpuint (count_warnings (GTK_WIDGET (fixture->composer)), ==, 0);
  llm_lineup_set_specs (fixture->shell.lineup, specs);
  llm_composer_set_text (fixture->composer, "");
  g_assert_cmpuint (count_warnings (GTK_WIDGET (fixture->composer)), ==, 0);
}

static void
toast_cb (LlmComposer *composer, const char *message, gpointer user_data)
{
  g_free (*(char **) user_data);
  *(char **) user_data = g_strdup (message);
}

/* Control characters do not get in, and that is said. */
static void
test_control_characters (Fixture *fixture, gconstpointer data)
{
  g_autofree char *message = NULL;
  GtkTextBuffer *buffer = get_buffer (fixture);
  GtkTextIter iter;

  g_signal_connect (fixture->composer, "toast", G_CALLBACK (toast_cb), &message);
  gtk_text_buffer_insert_at_cursor (buffer, "a\tb\nc", -1);
  assert_text (fixture, "a\tb\nc");
  g_assert_null (message);

  gtk_text_buffer_get_iter_at_offset (buffer, &iter, 1);
  gtk_text_buffer_place_cursor (buffer, &iter);
  gtk_text_buffer_insert_at_cursor (buffer, "\x1b[31mred\x1b[0m\x7f", -1);
  assert_text (fixture, "a[31mred[0m\tb\nc");
  g_assert_cmpstr (message, ==, "3 control characters were left out of the prompt.");
  gtk_text_buffer_insert_at_cursor (buffer, "\x01", -1);
  g_assert_cmpstr (message, ==, "1 control character was left out of the prompt.");
  assert_text (fixture, "a[31mred[0m\tb\nc");
  gtk_text_buffer_undo (buffer);
  assert_text (fixture, "a\tb\nc");
}

/* Who presses the key sees why nothing happens, until something is done about it. */
static void
test_refusal (Fixture *fixture, gconstpointer data)
{
  const char *specs[] = { "demo:swift", NULL };

  g_assert_true (press (fixture, GDK_KEY_Return, GDK_CONTROL_MASK));
  g_assert_true (has_text (fixture, "Add a model to ask first"));
  llm_lineup_set_specs (fixture->shell.lineup, specs);
  g_assert_false (has_text (fixture, "Add a model to ask first"));
  g_assert_true (press (fixture, GDK_KEY_Return, GDK_CONTROL_MASK));
  g_assert_true (has_text (fixture, "Write a prompt first"));
  llm_composer_set_text (fixture->composer, "Why?");
  g_assert_false (has_text (fixture, "Write a prompt first"));
}

#define ADD(name, func) g_test_add ("/ui/composer/" name, Fixture, NULL, set_up, func, tear_down)

/* The line-up cannot be changed then, but what stands behind it is of use. */
static void
test_follow_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) turn = llm_comparison_new ("Before", NULL);
  GtkWidget *button = llm_ui_test_find_button (GTK_WIDGET (fixture->composer), "win.send");
  GtkWidget *add = llm_ui_test_find_type (GTK_WIDGET (fixture->composer), GTK_TYPE_MENU_BUTTON);
  const char *specs[] = { "demo:swift", NULL };
  GtkWidget *chip;

  llm_lineup_set_specs (fixture->shell.lineup, specs);
  chip = gtk_widget_get_parent (
      llm_ui_test_find_button (GTK_WIDGET (fixture->composer), "win.remove-model"));
  g_assert_true (gtk_widget_is_sensitive (button));
  g_assert_true (gtk_widget_is_sensitive (add));
  llm_composer_set_text (fixture->composer, "And then?");
  llm_composer_set_follow_up (fixture->composer, turn);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Follow up");
  g_assert_true (gtk_widget_is_sensitive (button));
  g_assert_false (gtk_widget_is_sensitive (add));
  g_assert_false (gtk_widget_is_sensitive (chip));
  llm_composer_set_follow_up (fixture->composer, NULL);
  g_assert_true (gtk_widget_is_sensitive (add));
  g_assert_true (gtk_widget_is_sensitive (chip));
}

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("focus", test_focus);
  ADD ("blocker", test_blocker);
  ADD ("send-keys", test_send_keys);
  ADD ("last-prompt", test_last_prompt);
  ADD ("grows", test_grows);
  ADD ("running", test_running);
  ADD ("names", test_names);
  ADD ("narrow", test_narrow);
  ADD ("tokens", test_tokens);
  ADD ("meter", test_meter);
  ADD ("warnings", test_warnings);
  ADD ("control-characters", test_control_characters);
  ADD ("refusal", test_refusal);
  ADD ("follow-up", test_follow_up);

  return g_test_run ();
}
