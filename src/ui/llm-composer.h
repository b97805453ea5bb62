/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "llm-comparison.h"
#include "llm-image-intake.h"
#include "llm-lineup.h"

G_BEGIN_DECLS

/* Characters of a prompt, at most: more than any model takes. */
#define LLM_COMPOSER_MAX_CHARS (8 * 1024 * 1024)

/**
 * LlmSendKey:
 *
 * The values of the setting "send-key".
 */
typedef enum
{
  LLM_SEND_KEY_CTRL_ENTER,
  LLM_SEND_KEY_ENTER,
} LlmSendKey;

/**
 * LlmComposer:
 *
 * Where a prompt is written: the line-up, images, a text area that grows to ten lines,
 * and the button that sends ("win.send") or stops ("win.stop").  That of a chat has one
 * model, and names "thread.send", "thread.stop" and, for Up in an empty text area,
 * "thread.edit-last".
 *
 * Properties that notify: blocker (why the prompt cannot be sent, or NULL),
 * running (whether the button stops instead of sending).
 * Widget action: composer.add-images.
 */
#define LLM_TYPE_COMPOSER (llm_composer_get_type ())
G_DECLARE_FINAL_TYPE (LlmComposer, llm_composer, LLM, COMPOSER, GtkWidget)

GtkWidget *llm_composer_new (void);
GtkWidget *llm_composer_new_for_chat (void);
void llm_composer_set_lineup (LlmComposer *self, LlmLineup *lineup);
guint llm_composer_get_samples (LlmComposer *self);
void llm_composer_bind_blind (LlmComposer *self, GSettings *settings);
void llm_composer_set_follow_up (LlmComposer *self, LlmComparison *columns);
const char *llm_composer_get_blocker (LlmComposer *self);
gboolean llm_composer_get_running (LlmComposer *self);
void llm_composer_set_running (LlmComposer *self, gboolean running);
void llm_composer_set_send_key (LlmComposer *self, LlmSendKey send_key);
GtkTextBuffer *llm_composer_get_buffer (LlmComposer *self);
char *llm_composer_get_text (LlmComposer *self);
void llm_composer_set_text (LlmComposer *self, const char *text);
char *llm_composer_take_text (LlmComposer *self);

/* Images (llm-composer-images.c). */
LlmImageIntake *llm_composer_get_intake (LlmComposer *self);
LlmImageStrip *llm_composer_get_strip (LlmComposer *self);
GPtrArray *llm_composer_get_images (LlmComposer *self);
void llm_composer_set_images (LlmComposer *self, GPtrArray *images);
GPtrArray *llm_composer_take_images (LlmComposer *self);
char **llm_composer_get_text_only (LlmComposer *self);
char **llm_composer_get_asked (LlmComposer *self);

void llm_composer_refuse (LlmComposer *self, const char *message);
void llm_composer_popup_picker (LlmComposer *self);

G_END_DECLS
