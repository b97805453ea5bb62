/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "llm-endpoint.h"

G_BEGIN_DECLS

/**
 * LlmProber:
 *
 * Finds the servers that answer on this machine; nothing ever leaves it, and no key
 * is sent.  An implementation is made by net/.
 */
#define LLM_TYPE_PROBER (llm_prober_get_type ())
G_DECLARE_INTERFACE (LlmProber, llm_prober, LLM, PROBER, GObject)

struct _LlmProberInterface
{
  GTypeInterface parent_iface;

  /* The result is a GTask with a GPtrArray of LlmEndpoint, which frees them. */
  void (*probe_async) (LlmProber *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
};

void llm_prober_probe_async (LlmProber *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
GPtrArray *llm_prober_probe_finish (LlmProber *self, GAsyncResult *result, GError **error);

GPtrArray *llm_prober_pick_new (GPtrArray *found, GPtrArray *configured);

G_END_DECLS
