/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-prompt-meter.h"

#include <string.h>

#include "llm-token-estimate.h"
#include "llm-usage.h"

/* How long nothing must have been typed (milliseconds). */
#define DELAY_MS 300

/* Characters that are looked at in one go: well under a millisecond. */
#define SLICE_CHARS 32768

struct _LlmPromptMeter
{
  GObject parent_instance;

  GtkTextBuffer *buffer;
  LlmTokenEstimate estimate;
  int offset; /* how far the estimate has come, in characters */
  gint64 tokens;
  guint source_id;
};

G_DEFINE_FINAL_TYPE (LlmPromptMeter, llm_prompt_meter, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_TOKENS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
set_tokens (LlmPromptMeter *self, gint64 tokens)
{
  if (self->tokens == tokens)
    return;
  self->tokens = tokens;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TOKENS]);
}

/* Returns whether the end was reached. */
static gboolean
measure_slice (LlmPromptMeter *self)
{
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_iter_at_offset (self->buffer, &start, self->offset);
  end = start;
  gtk_text_iter_forward_chars (&end, SLICE_CHARS);
  self->offset = gtk_text_iter_get_offset (&end);
  text = gtk_text_buffer_get_text (self->buffer, &start, &end, TRUE);
  llm_token_estimate_feed (&self->estimate, text, strlen (text));
  return gtk_text_iter_is_end (&end);
}

static gboolean
slice_cb (gpointer user_data)
{
  LlmPromptMeter *self = user_data;

  if (!measure_slice (self))
    return G_SOURCE_CONTINUE;
  self->source_id = 0;
  set_tokens (self, llm_token_estimate_get (&self->estimate));
  return G_SOURCE_REMOVE;
}

static gboolean
delay_cb (gpointer user_data)
{
  LlmPromptMeter *self = user_data;

  self->offset = 0;
  memset (&self->estimate, 0, sizeof self->estimate);
  self->source_id = g_idle_add_full (G_PRIORITY_LOW, slice_cb, self, NULL);
  return G_SOURCE_REMOVE;
}

/* An empty prompt needs no estimate, and none of a text that is gone may stay. */
static void
changed_cb (LlmPromptMeter *self)
{
  g_clear_handle_id (&self->source_id, g_source_remove);
  if (gtk_text_buffer_get_char_count (self->buffer) == 0)
    set_tokens (self, 0);
  else
    self->source_id = g_timeout_add (DELAY_MS, delay_cb, self);
}

static void
llm_prompt_meter_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LlmPromptMeter *self = LLM_PROMPT_METER (object);

  switch (prop_id)
    {
    case PROP_TOKENS:
      g_value_set_int64 (value, self->tokens);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_prompt_meter_dispose (GObject *object)
{
  LlmPromptMeter *self = LLM_PROMPT_METER (object);

  g_clear_handle_id (&self->source_id, g_source_remove);
  if (self->buffer != NULL)
    g_signal_handlers_disconnect_by_data (self->buffer, self);
  g_clear_object (&self->buffer);

  G_OBJECT_CLASS (llm_prompt_meter_parent_class)->dispose (object);
}

static void
llm_prompt_meter_class_init (LlmPromptMeterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_prompt_meter_dispose;
  object_class->get_property = llm_prompt_meter_get_property;

  props[PROP_TOKENS] =
      g_param_spec_int64 ("tokens", NULL, NULL, LLM_UNKNOWN, G_MAXINT64, LLM_UNKNOWN,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
llm_prompt_meter_init (LlmPromptMeter *self)
{
  self->tokens = LLM_UNKNOWN;
}

/**
 * llm_prompt_meter_new:
 * @buffer: what to measure
 *
 * Returns: (transfer full): a meter
 */
LlmPromptMeter *
llm_prompt_meter_new (GtkTextBuffer *buffer)
{
  LlmPromptMeter *self;

  g_return_val_if_fail (GTK_IS_TEXT_BUFFER (buffer), NULL);

  self = g_object_new (LLM_TYPE_PROMPT_METER, NULL);
  self->buffer = g_object_ref (buffer);
  g_signal_connect_object (buffer, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
  return self;
}

/**
 * llm_prompt_meter_get_tokens:
 * @self: a meter
 *
 * Returns: about how many tokens the text has, as of a moment ago
 */
gint64
llm_prompt_meter_get_tokens (LlmPromptMeter *self)
{
  g_return_val_if_fail (LLM_IS_PROMPT_METER (self), LLM_UNKNOWN);
  return self->tokens;
}
