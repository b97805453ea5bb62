/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-settings.h"

G_BEGIN_DECLS

/* Columns of one comparison, at most. */
#define LLM_LINEUP_MAX 8

/* What may be kept under a name, and how long that may be (characters). */
#define LLM_SAVED_LINEUP_MAX 100
#define LLM_SAVED_LINEUP_MAX_NAME 60

/* A file of them is not longer (bytes). */
#define LLM_SAVED_LINEUPS_MAX_FILE (256 * 1024)

/**
 * LlmSavedLineup:
 * @name: what the user calls it; unique
 * @models: (array zero-terminated=1): columns as llm_column_spec_new() makes them, one to
 *   %LLM_LINEUP_MAX
 *
 * A set of models that is asked again and again.
 */
typedef struct
{
  char *name;
  char **models;
} LlmSavedLineup;

LlmSavedLineup *llm_saved_lineup_new (const char *name, const char *const *models);
void llm_saved_lineup_free (LlmSavedLineup *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmSavedLineup, llm_saved_lineup_free)

GPtrArray *llm_settings_get_saved_lineups (LlmSettings *self);
void llm_settings_set_saved_lineups (LlmSettings *self, GPtrArray *lineups);
gboolean llm_settings_add_saved_lineups (LlmSettings *self, GPtrArray *lineups, GError **error);
LlmSavedLineup *llm_settings_find_saved_lineup (LlmSettings *self, const char *name);
LlmSavedLineup *llm_settings_find_default_lineup (LlmSettings *self);
void llm_settings_set_default_lineup (LlmSettings *self, const char *name);
gboolean llm_settings_save_lineup (LlmSettings *self,
                                   const char *name,
                                   const char *const *models,
                                   GError **error);
gboolean llm_settings_insert_lineup (LlmSettings *self,
                                     guint position,
                                     const LlmSavedLineup *lineup);
gboolean llm_settings_rename_lineup (LlmSettings *self,
                                     const char *name,
                                     const char *new_name,
                                     GError **error);
gboolean llm_settings_delete_lineup (LlmSettings *self, const char *name, guint *position);

char *llm_saved_lineups_to_data (GPtrArray *lineups);
GPtrArray *llm_saved_lineups_from_data (const char *data, gsize length, GError **error);

G_END_DECLS
