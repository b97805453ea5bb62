/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Answers as models write them, and the pieces in which they come; the same for the
 * same seed on every machine. */

/* Exactly @size bytes of Markdown in valid UTF-8: headings, paragraphs with emphasis,
 * code and links, nested lists, tables, fences in four languages, quotes. */
char *bench_text_new (gsize size, guint32 seed);

/* The end of the delta that starts at @text: 4 to 12 bytes further, or at the end. */
const char *bench_text_next (const char *text, guint32 *state);

/* The next number of a sequence that @state belongs to; never seed it with 0. */
guint32 bench_text_random (guint32 *state);

G_END_DECLS
