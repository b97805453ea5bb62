/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-late-file.h"

struct _LlmLateFile
{
  GdkContentProvider parent_instance;

  LlmLateFileFunc func;
  gpointer data;
  GDestroyNotify data_destroy;

  GFile *file;
  GPtrArray *waiting; /* GTask, of those who asked while it is made */
};

G_DEFINE_FINAL_TYPE (LlmLateFile, llm_late_file, GDK_TYPE_CONTENT_PROVIDER)

/* What somebody asked for. */
typedef struct
{
  char *mime_type;
  GOutputStream *stream;
  int priority;
} Request;

static void
request_free (Request *request)
{
  g_free (request->mime_type);
  g_object_unref (request->stream);
  g_free (request);
}

/* All that GTK can make of files, the portal for sandboxes among it, but not the value itself:
 * that would have to be there at once. */
static GdkContentFormats *
ref_formats (GdkContentProvider *provider)
{
  GdkContentFormats *all = gdk_content_formats_union_serialize_mime_types (
      gdk_content_formats_new_for_gtype (GDK_TYPE_FILE_LIST));
  GdkContentFormatsBuilder *builder = gdk_content_formats_builder_new ();
  gsize n;
  const char *const *mime_types = gdk_content_formats_get_mime_types (all, &n);

  for (gsize i = 0; i < n; i++)
    gdk_content_formats_builder_add_mime_type (builder, mime_types[i]);
  gdk_content_formats_unref (all);
  return gdk_content_formats_builder_free_to_formats (builder);
}

static void
serialized_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (gdk_content_serialize_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
serialize (LlmLateFile *self, GTask *task)
{
  const Request *request = g_task_get_task_data (task);
  GSList files = { self->file, NULL };
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_list (&files));
  gdk_content_serialize_async (request->stream, request->mime_type, &value, request->priority,
                               g_task_get_cancellable (task), serialized_cb, g_object_ref (task));
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmLateFile) self = user_data;
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);
  g_autoptr (GError) error = NULL;

  self->file = g_task_propagate_pointer (G_TASK (result), &error);
  for (guint i = 0; i < waiting->len; i++)
    {
      if (self->file != NULL)
        serialize (self, waiting->pdata[i]);
      else
        g_task_return_error (waiting->pdata[i], g_error_copy (error));
    }
}

static void
write_mime_type_async (GdkContentProvider *provider,
                       const char *mime_type,
                       GOutputStream *stream,
                       int io_priority,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  LlmLateFile *self = LLM_LATE_FILE (provider);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  g_task_set_source_tag (task, write_mime_type_async);
  request->mime_type = g_strdup (mime_type);
  request->stream = g_object_ref (stream);
  request->priority = io_priority;
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  if (self->file != NULL)
    {
      serialize (self, task);
      return;
    }
  if (self->waiting != NULL)
    {
      g_ptr_array_add (self->waiting, g_steal_pointer (&task));
      return;
    }
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->waiting, g_steal_pointer (&task));
  self->func (self->data, made_cb, g_object_ref (self));
}

static gboolean
write_mime_type_finish (GdkContentProvider *provider, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
llm_late_file_finalize (GObject *object)
{
  LlmLateFile *self = LLM_LATE_FILE (object);

  if (self->data_destroy != NULL)
    self->data_destroy (self->data);
  g_clear_object (&self->file);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);

  G_OBJECT_CLASS (llm_late_file_parent_class)->finalize (object);
}

static void
llm_late_file_class_init (LlmLateFileClass *klass)
{
  GdkContentProviderClass *provider_class = GDK_CONTENT_PROVIDER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = llm_late_file_finalize;
  provider_class->ref_formats = ref_formats;
  provider_class->write_mime_type_async = write_mime_type_async;
  provider_class->write_mime_type_finish = write_mime_type_finish;
}

static void
llm_late_file_init (LlmLateFile *self)
{
}

/**
 * llm_late_file_new:
 * @func: makes the file; called once, or again if that failed
 * @data: for @func
 * @data_destroy: (nullable): frees @data
 *
 * Returns: (transfer full): what can be dragged
 */
GdkContentProvider *
llm_late_file_new (LlmLateFileFunc func, gpointer data, GDestroyNotify data_destroy)
{
  LlmLateFile *self;

  g_return_val_if_fail (func != NULL, NULL);

  self = g_object_new (LLM_TYPE_LATE_FILE, NULL);
  self->func = func;
  self->data = data;
  self->data_destroy = data_destroy;
  return GDK_CONTENT_PROVIDER (self);
}
