/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LlmDbChanges:
 * @ids: (nullable): conversations whose row in the lists is another, each once
 * @all: whether it may be that of any
 * @folders: whether folders or tags are others
 *
 * What those who listen are told after a write.
 */
typedef struct
{
  GPtrArray *ids;
  /*< private >*/
  GHashTable *seen;
  /*< public >*/
  gboolean all;
  gboolean folders;
} LlmDbChanges;

void llm_db_changes_add (LlmDbChanges *self, const char *id);
void llm_db_changes_clear (LlmDbChanges *self);

G_END_DECLS
