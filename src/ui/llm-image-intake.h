/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-context.h"
#include "llm-image-strip.h"

G_BEGIN_DECLS

/* Images that go with one prompt, at most. */
#define LLM_IMAGE_INTAKE_MAX 20

/**
 * LlmImageIntake:
 *
 * Takes images from files, the clipboard, what is dropped and addresses into a strip.
 * What is dropped from the network is fetched, because the user has asked for it.
 *
 * Signals: `::refused (const char *message)` why one was not taken;
 * `::text (const char *text)` when what came is a text after all;
 * `::archives (GListModel *files)` for exports of conversations among what was dropped.
 */
#define LLM_TYPE_IMAGE_INTAKE (llm_image_intake_get_type ())
G_DECLARE_FINAL_TYPE (LlmImageIntake, llm_image_intake, LLM, IMAGE_INTAKE, GObject)

LlmImageIntake *llm_image_intake_new (LlmImageStrip *strip);
void llm_image_intake_set_context (LlmImageIntake *self, LlmContext *context);
gboolean llm_image_intake_is_possible (LlmImageIntake *self);

void llm_image_intake_add_bytes (LlmImageIntake *self, GBytes *bytes, const char *name);
void llm_image_intake_add_texture (LlmImageIntake *self, GdkTexture *texture);
void llm_image_intake_add_file (LlmImageIntake *self, GFile *file);
void llm_image_intake_add_data_uri (LlmImageIntake *self, const char *uri);

gboolean llm_image_intake_is_data_uri (const char *text, gsize length);
gboolean llm_image_intake_wants_drop (LlmImageIntake *self, GdkDrop *drop);
void llm_image_intake_take_drop (LlmImageIntake *self, GdkDrop *drop);
gboolean llm_image_intake_paste (LlmImageIntake *self, GdkClipboard *clipboard);

G_END_DECLS
