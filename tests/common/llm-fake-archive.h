/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-archive.h"

G_BEGIN_DECLS

/* An archive for tests: copies in memory, a log of what was asked, one line a call, and
 * answers at once, later, or with an error the test has set. */
#define FAKE_TYPE_ARCHIVE (fake_archive_get_type ())
G_DECLARE_FINAL_TYPE (FakeArchive, fake_archive, FAKE, ARCHIVE, GObject)

FakeArchive *fake_archive_new (void);
/* At the beginning of the list. */
void fake_archive_add (FakeArchive *self,
                       const char *path,
                       gint64 created_at,
                       LlmBackupReason reason,
                       gint64 n_conversations);
/* What every call fails with from now on, or NULL; likewise one kind of call, by the first
 * word of its line in the log. */
void fake_archive_set_error (FakeArchive *self, const char *call, const GError *error);
/* Holds answers back until it is FALSE again. */
void fake_archive_set_held (FakeArchive *self, gboolean held);
/* What files are found to be, instead of intact. */
void fake_archive_set_problem (FakeArchive *self, const char *problem);
void fake_archive_set_check_problem (FakeArchive *self, const char *problem);
void fake_archive_salvage (FakeArchive *self, LlmSalvageReport *report);
const char *fake_archive_get_log (FakeArchive *self);
void fake_archive_clear_log (FakeArchive *self);

G_END_DECLS
