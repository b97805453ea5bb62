/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the fuzz targets share.  Each is a file with LLVMFuzzerTestOneInput(); a
 * failed g_assert() is a finding, and so are a warning, a leak and what the
 * sanitizers see. */
int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/**
 * FuzzCuts:
 *
 * Where a body is cut into reads: sizes that look random, but are made of the body
 * itself, so that every finding can be repeated.
 */
typedef struct
{
  guint64 state;
  gsize position;
  gsize length;
  gsize max_piece;
} FuzzCuts;

void fuzz_cuts_init (FuzzCuts *cuts, const guint8 *data, gsize size, gsize max_piece);
gsize fuzz_cuts_next (FuzzCuts *cuts);

void fuzz_assert_text (const char *text, gsize length);
void fuzz_assert_string (const char *string);
void fuzz_assert_error (const GError *error);
void fuzz_assert_number (double number);

G_END_DECLS
