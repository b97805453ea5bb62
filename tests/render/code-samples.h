/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The text of a block and the id of its language, NULL where there is none to find. */
typedef struct
{
  const char *id;
  const char *code;
} CodeSample;

extern const CodeSample code_samples[];
extern const guint n_code_samples;

G_END_DECLS
