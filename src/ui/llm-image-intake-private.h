/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-image-intake.h"

G_BEGIN_DECLS

/* Shared by the two halves of LlmImageIntake only: what takes images in, and what reads
 * them from clipboards and drops. */

void llm_image_intake_add_uri (LlmImageIntake *self, const char *uri);
void llm_image_intake_refuse (LlmImageIntake *self, const char *message);
void llm_image_intake_tell_text (LlmImageIntake *self, const char *text);
void llm_image_intake_tell_archives (LlmImageIntake *self, GListModel *files);

G_END_DECLS
