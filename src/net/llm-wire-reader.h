/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-codec.h"

G_BEGIN_DECLS

/**
 * LlmWireReader:
 * @decoder: what was read so far
 *
 * Reads the body of one answer: cuts it into events as the codec's framing says, and
 * has the codec decode them.
 */
typedef struct
{
  LlmDecoder decoder;

  /*< private >*/
  const LlmCodec *codec;
  gpointer parser;
} LlmWireReader;

LlmWireReader *llm_wire_reader_new (const LlmCodec *codec);
void llm_wire_reader_free (LlmWireReader *self);
gboolean llm_wire_reader_push (LlmWireReader *self,
                               const char *bytes,
                               gsize length,
                               GError **error);
void llm_wire_reader_finish (LlmWireReader *self);
void llm_wire_reader_expect_end (LlmWireReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmWireReader, llm_wire_reader_free)

G_END_DECLS
