/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "llm-helper-process.h"

G_BEGIN_DECLS

/* The longest sources that are tried (bytes); longer ones fail at once. */
#define LLM_TYPESET_FORMULA_MAX (8 * 1024)
#define LLM_TYPESET_DIAGRAM_MAX (50 * 1024)

/**
 * LlmTypesetFeatures:
 * @LLM_TYPESET_FORMULA: formulas in TeX
 * @LLM_TYPESET_DIAGRAM: diagrams in Mermaid
 *
 * What a #LlmTypesetter may be able to do.
 */
typedef enum
{
  LLM_TYPESET_FORMULA = 1 << 0,
  LLM_TYPESET_DIAGRAM = 1 << 1,
} LlmTypesetFeatures;

/**
 * LlmTypesetKind:
 * @LLM_TYPESET_INLINE: a formula within a line
 * @LLM_TYPESET_DISPLAY: a formula in a line of its own
 * @LLM_TYPESET_DIAGRAM_LIGHT: a diagram for a light background
 * @LLM_TYPESET_DIAGRAM_DARK: a diagram for a dark background
 *
 * What is to be drawn.  A formula has the colour that it is painted with; a diagram has
 * its own.
 */
typedef enum
{
  LLM_TYPESET_INLINE,
  LLM_TYPESET_DISPLAY,
  LLM_TYPESET_DIAGRAM_LIGHT,
  LLM_TYPESET_DIAGRAM_DARK,
} LlmTypesetKind;

/**
 * LlmTypesetter:
 *
 * Makes pictures (SVG) of formulas and diagrams, in helper processes which the first
 * request starts and which end when they are idle.  What was made is kept, up to 16 MiB,
 * and so is what cannot be made; equal requests that wait are one.  To be used from the
 * main thread; nothing blocks.
 */
#define LLM_TYPE_TYPESETTER (llm_typesetter_get_type ())
G_DECLARE_FINAL_TYPE (LlmTypesetter, llm_typesetter, LLM, TYPESETTER, GObject)

LlmTypesetter *llm_typesetter_new (const char *const *formula_argv,
                                   const char *const *diagram_argv);
LlmTypesetter *llm_typesetter_new_default (void);
void llm_typesetter_set_font (LlmTypesetter *self, const char *family);
void llm_typesetter_set_times (LlmTypesetter *self, const LlmHelperTimes *times);
void llm_typesetter_set_cache_max (LlmTypesetter *self, gsize cache_max);

gboolean llm_typesetter_can (LlmTypesetter *self, LlmTypesetFeatures features);
GBytes *
llm_typesetter_lookup (LlmTypesetter *self, LlmTypesetKind kind, const char *source, gssize length);
gboolean llm_typesetter_has_failed (LlmTypesetter *self,
                                    LlmTypesetKind kind,
                                    const char *source,
                                    gssize length);

void llm_typesetter_render_async (LlmTypesetter *self,
                                  LlmTypesetKind kind,
                                  const char *source,
                                  gssize length,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
GBytes *llm_typesetter_render_finish (LlmTypesetter *self, GAsyncResult *result, GError **error);

G_END_DECLS
