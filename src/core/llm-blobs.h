/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LlmBlobsSweep:
 * @n_expired: images that nothing kept any longer refers to because of the retention
 * @n_orphans: files that nothing referred to at all
 * @n_bytes: bytes that were freed
 *
 * What a sweep has removed.
 */
typedef struct
{
  guint n_expired;
  guint n_orphans;
  gint64 n_bytes;
} LlmBlobsSweep;

/**
 * LlmBlobs:
 *
 * Files by the SHA-256 of their bytes, each kept once whatever refers to it.  All calls
 * are asynchronous; results are #GTask s.
 */
#define LLM_TYPE_BLOBS (llm_blobs_get_type ())
G_DECLARE_INTERFACE (LlmBlobs, llm_blobs, LLM, BLOBS, GObject)

struct _LlmBlobsInterface
{
  GTypeInterface parent_iface;

  void (*put_async) (LlmBlobs *self,
                     GBytes *bytes,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data);
  void (*get_async) (LlmBlobs *self,
                     const char *hash,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data);
  void (*sweep_async) (LlmBlobs *self,
                       gint64 expire_before,
                       const char *const *keep,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
};

void llm_blobs_put_async (LlmBlobs *self,
                          GBytes *bytes,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
char *llm_blobs_put_finish (LlmBlobs *self, GAsyncResult *result, GError **error);
void llm_blobs_get_async (LlmBlobs *self,
                          const char *hash,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
GBytes *llm_blobs_get_finish (LlmBlobs *self, GAsyncResult *result, GError **error);
void llm_blobs_sweep_async (LlmBlobs *self,
                            gint64 expire_before,
                            const char *const *keep,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean
llm_blobs_sweep_finish (LlmBlobs *self, GAsyncResult *result, LlmBlobsSweep *sweep, GError **error);

G_END_DECLS
