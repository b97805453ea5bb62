/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-fake-provider.h"

#include "llm-error.h"

struct _FakeProvider
{
  GObject parent_instance;

  char *id;
  LlmProviderFlags flags;
  char *good_key;
  LlmImageLimits limits; /* without formats: the usual ones */
  GPtrArray *streams;
  GPtrArray *requests;
  guint n_cancelled;
};

#define FAKE_TYPE_STREAM (fake_stream_get_type ())
G_DECLARE_FINAL_TYPE (FakeStream, fake_stream, FAKE, STREAM, LlmStream)

struct _FakeStream
{
  LlmStream parent_instance;

  FakeProvider *provider; /* unowned: the test keeps it */
};

G_DEFINE_FINAL_TYPE (FakeStream, fake_stream, LLM_TYPE_STREAM)

static void
fake_stream_cancel (LlmStream *stream)
{
  FAKE_STREAM (stream)->provider->n_cancelled++;
}

static void
fake_stream_class_init (FakeStreamClass *klass)
{
  LLM_STREAM_CLASS (klass)->cancel = fake_stream_cancel;
}

static void
fake_stream_init (FakeStream *self)
{
}

static const char *
fake_provider_get_id (LlmProvider *provider)
{
  return FAKE_PROVIDER (provider)->id;
}

static LlmProviderFlags
fake_provider_get_flags (LlmProvider *provider)
{
  return FAKE_PROVIDER (provider)->flags;
}

static void
fake_provider_check_key_async (LlmProvider *provider,
                               const char *key,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  FakeProvider *self = FAKE_PROVIDER (provider);
  g_autoptr (GTask) task = g_task_new (provider, cancellable, callback, user_data);

  if (self->good_key == NULL || g_strcmp0 (self->good_key, key) == 0)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, llm_error_new (LLM_ERROR_AUTH, NULL, NULL));
}

static gboolean
fake_provider_check_key_finish (LlmProvider *provider, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static LlmStream *
fake_provider_start (LlmProvider *provider, LlmRequest *request)
{
  FakeProvider *self = FAKE_PROVIDER (provider);
  FakeStream *stream = g_object_new (FAKE_TYPE_STREAM, NULL);

  stream->provider = self;
  g_ptr_array_add (self->streams, g_object_ref (stream));
  g_ptr_array_add (self->requests, llm_request_ref (request));
  return LLM_STREAM (stream);
}

static void
fake_provider_get_image_limits (LlmProvider *provider,
                                LlmRequest *request,
                                LlmImageLimits *limits)
{
  FakeProvider *self = FAKE_PROVIDER (provider);

  if (self->limits.formats != 0)
    *limits = self->limits;
}

static void
provider_init (LlmProviderInterface *iface)
{
  iface->get_id = fake_provider_get_id;
  iface->get_name = fake_provider_get_id;
  iface->get_flags = fake_provider_get_flags;
  iface->start = fake_provider_start;
  iface->get_image_limits = fake_provider_get_image_limits;
  iface->check_key_async = fake_provider_check_key_async;
  iface->check_key_finish = fake_provider_check_key_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeProvider,
                               fake_provider,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_PROVIDER, provider_init))

static void
fake_provider_finalize (GObject *object)
{
  FakeProvider *self = FAKE_PROVIDER (object);

  g_free (self->id);
  g_free (self->good_key);
  g_ptr_array_unref (self->streams);
  g_ptr_array_unref (self->requests);

  G_OBJECT_CLASS (fake_provider_parent_class)->finalize (object);
}

static void
fake_provider_class_init (FakeProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_provider_finalize;
}

static void
fake_provider_init (FakeProvider *self)
{
  self->streams = g_ptr_array_new_with_free_func (g_object_unref);
  self->requests = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_request_unref);
}

FakeProvider *
fake_provider_new (const char *id)
{
  FakeProvider *self = g_object_new (FAKE_TYPE_PROVIDER, NULL);

  self->id = g_strdup (id);
  return self;
}

void
fake_provider_set_flags (FakeProvider *self, LlmProviderFlags flags)
{
  self->flags = flags;
}

void
fake_provider_set_good_key (FakeProvider *self, const char *key)
{
  g_free (self->good_key);
  self->good_key = g_strdup (key);
}

void
fake_provider_set_image_limits (FakeProvider *self, const LlmImageLimits *limits)
{
  self->limits = *limits;
}

guint
fake_provider_get_n_streams (FakeProvider *self)
{
  return self->streams->len;
}

LlmStream *
fake_provider_get_stream (FakeProvider *self, guint index)
{
  g_assert_cmpuint (index, <, self->streams->len);
  return self->streams->pdata[index];
}

LlmRequest *
fake_provider_get_request (FakeProvider *self, guint index)
{
  g_assert_cmpuint (index, <, self->requests->len);
  return self->requests->pdata[index];
}

guint
fake_provider_get_n_cancelled (FakeProvider *self)
{
  return self->n_cancelled;
}
