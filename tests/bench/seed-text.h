/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SeedText:
 *
 * Makes texts that are distributed as those of people are: words by Zipf's law, in
 * several languages and scripts, code now and then; sizes are log-normal.  What it
 * makes depends on its seed alone.
 */
typedef struct _SeedText SeedText;

/* In about every 5,000th text. */
#define SEED_RARE_WORD "zyzzyva"
/* In about every eighth answer. */
#define SEED_COMMON_WORD "about"

SeedText *seed_text_new (guint32 seed);
void seed_text_free (SeedText *self);

GRand *seed_text_get_random (SeedText *self);
void seed_text_add (SeedText *self, GString *to, guint language, gsize size);
guint seed_text_pick_language (SeedText *self);
gsize seed_text_pick_size (SeedText *self, double median, double spread, gsize most);
char *seed_text_make_id (SeedText *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeedText, seed_text_free)

G_END_DECLS
