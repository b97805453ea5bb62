/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "llm-archive.h"

G_BEGIN_DECLS

/**
 * LlmBackupDialog:
 *
 * Shows what is in a copy of the history, and if it is to be restored, asks once.  Its
 * response is then "restore", which is possible for an intact copy only.
 */
#define LLM_TYPE_BACKUP_DIALOG (llm_backup_dialog_get_type ())
G_DECLARE_FINAL_TYPE (LlmBackupDialog, llm_backup_dialog, LLM, BACKUP_DIALOG, AdwMessageDialog)

GtkWidget *llm_backup_dialog_new (GtkWindow *parent,
                                  LlmArchive *archive,
                                  const LlmBackup *backup,
                                  gboolean restores);

G_END_DECLS
