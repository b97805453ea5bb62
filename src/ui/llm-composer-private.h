/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-composer.h"
#include "llm-lineup-bar.h"
#include "llm-prompt-meter.h"
#include "llm-samples-button.h"

G_BEGIN_DECLS

/* Shared by the two halves of LlmComposer only: the text, and the images. */

struct _LlmComposer
{
  GtkWidget parent_instance;

  LlmLineup *lineup;
  LlmSendKey send_key;
  gboolean running;
  gboolean is_chat;
  LlmComparison *columns; /* of which a follow-up asks; NULL for the line-up */
  char *last_text;
  GPtrArray *last_images;
  const char *blocker;
  LlmPromptMeter *meter;
  LlmImageIntake *intake;
  GHashTable *choices; /* what is done with columns that cannot see images, by key */
  char *shown_choices; /* what the rows tell, so that they are made anew only if need be */

  GtkWidget *frame;
  LlmLineupBar *lineup_bar;
  LlmImageStrip *strip;
  GtkScrolledWindow *scroller;
  GtkTextView *text_view;
  GtkTextBuffer *buffer;
  GtkLabel *placeholder;
  GtkLabel *tokens;
  GtkWidget *blind_button;
  LlmSamplesButton *samples_button;
  GtkWidget *add_button;
  GtkBox *warnings;
  GtkBox *choice_rows;
  GtkBox *refusals;
  GtkLabel *refusal;
  GtkStack *buttons;
  GtkWidget *send_button;
  GtkWidget *stop_button;
};

/* The text (llm-composer.c). */
void llm_composer_update (LlmComposer *self);
void llm_composer_insert (LlmComposer *self, const char *text);
void llm_composer_emit_undo (LlmComposer *self, AdwToast *toast);
void llm_composer_emit_images_changed (LlmComposer *self);

/* How long it is (llm-composer-warnings.c). */
gint64 llm_composer_count_tokens (LlmComposer *self);
char *llm_composer_dup_tokens (LlmComposer *self);
void llm_composer_update_warnings (LlmComposer *self);

/* The images (llm-composer-images.c). */
void llm_composer_set_up_images (LlmComposer *self);
void llm_composer_leave_images (LlmComposer *self);
void llm_composer_update_choices (LlmComposer *self);
void llm_composer_recall_images (LlmComposer *self);
void llm_composer_clear_refusals (LlmComposer *self);
void llm_composer_add_images_action (GtkWidget *widget, const char *name, GVariant *parameter);
const char *llm_composer_find_image_blocker (LlmComposer *self);

G_END_DECLS
