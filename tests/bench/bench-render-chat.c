/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench-render.h"

#include <stdlib.h>

#include "llm-chat-list.h"
#include "llm-chat-test.h"
#include "llm-fake-secrets.h"
#include "llm-fake-store.h"

/* Two messages a turn. */
#define FEW_TURNS 5
#define MANY_TURNS 5000

#define SCROLL_STEPS 200

typedef struct
{
  BenchStage *stage;
  LlmContext *context;
  LlmChatList *list;
  guint n_steps;
  guint step;
  guint32 state;
  gboolean random;
} Chat;

/* At once, so that reading a file is not what is measured. */
static void
needs_turns_cb (LlmChatList *list, GPtrArray *turns)
{
  for (guint i = 0; i < turns->len; i++)
    chat_test_load (g_ptr_array_index (turns, i));
}

static LlmContext *
create_context (void)
{
  g_autoptr (GListStore) providers = g_list_store_new (LLM_TYPE_PROVIDER);
  g_autoptr (LlmCatalog) catalog = llm_catalog_new ();
  g_autoptr (LlmSecrets) secrets = LLM_SECRETS (llm_fake_secrets_new ());
  g_autoptr (LlmStore) store = LLM_STORE (fake_store_new ());
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmSettings) settings = llm_settings_new (&error);

  if (settings == NULL)
    g_error ("%s", error->message);
  return llm_context_new (settings, secrets, store, G_LIST_MODEL (providers), catalog, NULL);
}

static void
chat_init (Chat *chat, BenchStage *stage)
{
  *chat = (Chat){ stage, create_context () };
  chat->list = LLM_CHAT_LIST (llm_chat_list_new (chat->context));
  g_signal_connect (chat->list, "needs-turns", G_CALLBACK (needs_turns_cb), NULL);
  gtk_window_set_child (GTK_WINDOW (stage->window), GTK_WIDGET (chat->list));
  bench_run_for (300);
}

static void
chat_clear (Chat *chat)
{
  gtk_window_set_child (GTK_WINDOW (chat->stage->window), NULL);
  bench_run_for (100);
  g_object_unref (chat->context);
}

/* Milliseconds until everything that is near is there. */
static double
open_chat (Chat *chat, guint n_turns)
{
  g_autoptr (LlmConversation) conversation = chat_test_new_conversation (n_turns);
  LlmChatArea *area = llm_chat_list_get_area (chat->list);
  gint64 begin;

  llm_chat_list_set_conversation (chat->list, NULL);
  bench_run_for (200);
  begin = g_get_monotonic_time ();
  llm_chat_list_set_conversation (chat->list, conversation);
  while (!llm_chat_area_is_settled (area))
    g_main_context_iteration (NULL, TRUE);
  return (g_get_monotonic_time () - begin) / 1e3;
}

void
bench_run_chat_open (BenchStage *stage, guint n_rounds)
{
  BenchFigure *open = bench_figure_new ("10000-vs-10-messages", "ms", BENCH_RATIO, 3);
  BenchFigure *widgets = bench_figure_new ("widgets-of-10000", "", BENCH_ABSOLUTE, 60);
  Chat chat;

  chat_init (&chat, stage);
  open_chat (&chat, 2 * FEW_TURNS);
  for (guint round = 0; round < n_rounds; round++)
    {
      bench_figure_add_reference (open, open_chat (&chat, FEW_TURNS));
      bench_figure_add (open, open_chat (&chat, MANY_TURNS));
      bench_figure_add (widgets, llm_chat_area_get_n_widgets (llm_chat_list_get_area (chat.list)));
    }
  bench_figure_print (open);
  bench_figure_print (widgets);
  chat_clear (&chat);
}

/* In the update phase of each frame, where kinetic scrolling and keys do it. */
static gboolean
scroll_cb (GtkWidget *widget, GdkFrameClock *frame_clock, gpointer user_data)
{
  Chat *chat = user_data;
  GtkAdjustment *adjustment = llm_chat_area_get_vadjustment (llm_chat_list_get_area (chat->list));
  const double page = gtk_adjustment_get_page_size (adjustment);
  const double lower = gtk_adjustment_get_lower (adjustment);
  double value = gtk_adjustment_get_value (adjustment) - page / 8;

  if (chat->step++ == chat->n_steps)
    return G_SOURCE_REMOVE;
  if (chat->random)
    {
      chat->state = chat->state * 1664525u + 1013904223u;
      value = lower
              + (gtk_adjustment_get_upper (adjustment) - page - lower) * (chat->state >> 8)
                    / (1 << 24);
    }
  gtk_adjustment_set_value (adjustment, value);
  return G_SOURCE_CONTINUE;
}

static void
scroll (Chat *chat, gboolean random, guint32 seed)
{
  bench_meter_reset (&chat->stage->meter);
  chat->random = random;
  chat->state = seed;
  chat->step = 0;
  chat->n_steps = SCROLL_STEPS;
  gtk_widget_add_tick_callback (GTK_WIDGET (chat->list), scroll_cb, chat, NULL);
  while (chat->step <= chat->n_steps)
    g_main_context_iteration (NULL, TRUE);
}

void
bench_run_chat_scroll (BenchStage *stage, guint n_rounds)
{
  BenchFigure *p95 = bench_figure_new ("p95", "ms", BENCH_ABSOLUTE, 17);
  BenchFigure *p50 = bench_figure_new ("p50", "ms", BENCH_INFO, 0);
  BenchFigure *random = bench_figure_new ("random-p95", "ms", BENCH_INFO, 0);
  Chat chat;

  chat_init (&chat, stage);
  for (guint round = 0; round < n_rounds; round++)
    {
      open_chat (&chat, MANY_TURNS);
      scroll (&chat, FALSE, 0);
      bench_figure_add (p95, bench_quantile (stage->meter.wall_ms, 0.95));
      bench_figure_add (p50, bench_quantile (stage->meter.wall_ms, 0.5));
      scroll (&chat, TRUE, round + 1);
      bench_figure_add (random, bench_quantile (stage->meter.wall_ms, 0.95));
    }
  bench_figure_print (p95);
  bench_figure_print (p50);
  bench_figure_print (random);
  chat_clear (&chat);
}
