/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-local-probe.h"

#include "llm-dialect.h"
#include "llm-json.h"
#include "llm-timer.h"

/* Who is on this machine and runs answers at once. */
#define PROBE_SECONDS 0.7

/* Lists of some thousand models are longer, but who starts one well is taken for a
 * server that has it. */
#define BODY_MAX (256 * 1024)

/* Ports of presets beyond those of their base URLs (docs/models.md). */
static const LlmLocalPort more_ports[] = { { "llamacpp", 9931 } };

struct _LlmLocalProber
{
  GObject parent_instance;

  LlmSession *session;
  GArray *ports;
};

static void llm_prober_iface_init (LlmProberInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmLocalProber,
                               llm_local_prober,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_PROBER, llm_prober_iface_init))

/**
 * Round:
 * @answers: whether each of the ports has answered as its preset would
 */
typedef struct
{
  guint n_waiting;
  gboolean *answers;
} Round;

typedef struct
{
  GTask *task;
  guint index;
  SoupMessage *message;
  GCancellable *sending;
  GSource *timer;
  gint64 deadline;
  GCancellable *outer;
  gulong outer_id;
} Probe;

static void
round_free (gpointer data)
{
  Round *round = data;

  g_free (round->answers);
  g_free (round);
}

static void
probe_free (Probe *probe)
{
  if (probe->outer != NULL)
    g_cancellable_disconnect (probe->outer, probe->outer_id);
  g_clear_object (&probe->outer);
  g_clear_pointer (&probe->timer, llm_timer_free);
  g_clear_object (&probe->sending);
  g_clear_object (&probe->message);
  g_clear_object (&probe->task);
  g_free (probe);
}

static void
stop_cb (gpointer user_data)
{
  Probe *probe = user_data;

  g_cancellable_cancel (probe->sending);
}

static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  stop_cb (user_data);
}

static void
finish_one (GTask *task)
{
  LlmLocalProber *self = g_task_get_source_object (task);
  Round *round = g_task_get_task_data (task);
  g_autoptr (GPtrArray) found = NULL;

  if (--round->n_waiting > 0)
    return;
  found = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_endpoint_free);
  for (guint i = 0; i < self->ports->len; i++)
    {
      const LlmLocalPort *port = &g_array_index (self->ports, LlmLocalPort, i);
      const LlmEndpointPreset *preset = llm_endpoint_presets_find (port->preset);
      g_autofree char *base_url = g_strdup_printf ("http://127.0.0.1:%u/v1", port->port);
      LlmEndpoint *endpoint;

      if (!round->answers[i])
        continue;
      endpoint = llm_endpoint_new (preset->id, preset->name, base_url);
      g_free (endpoint->preset);
      endpoint->preset = g_strdup (preset->id);
      g_ptr_array_add (found, endpoint);
    }
  g_task_return_pointer (task, g_steal_pointer (&found), (GDestroyNotify) g_ptr_array_unref);
}

static void
probe_end (Probe *probe, gboolean answered)
{
  g_autoptr (GTask) task = g_steal_pointer (&probe->task);
  Round *round = g_task_get_task_data (task);

  round->answers[probe->index] = answered;
  probe_free (probe);
  finish_one (task);
}

/* JSON is no proof, but what else runs on such a port rarely speaks it.  A server that
 * wants a key (401) or still loads its model (503) is there too, and says so in an
 * object with an error. */
static gboolean
is_server (guint status, GBytes *body)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root = NULL;
  gsize length = 0;
  const char *data = g_bytes_get_data (body, &length);
  LlmJsonStatus json;

  if (data == NULL || !g_utf8_validate_len (data, length, NULL))
    return FALSE;
  json = llm_json_load (parser, data, length, &root);
  if (status == SOUP_STATUS_OK)
    return llm_json_node_object (root) != NULL
           || (json == LLM_JSON_TRUNCATED && length >= BODY_MAX && data[0] == '{');
  return (status == SOUP_STATUS_UNAUTHORIZED || status == SOUP_STATUS_SERVICE_UNAVAILABLE)
         && llm_json_get (llm_json_node_object (root), "error") != NULL;
}

static void
body_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Probe *probe = user_data;
  g_autoptr (GBytes) body = NULL;

  body = llm_session_read_body_finish (LLM_SESSION (object), result, NULL);
  probe_end (probe, body != NULL && is_server (soup_message_get_status (probe->message), body));
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Probe *probe = user_data;
  LlmLocalProber *self = g_task_get_source_object (probe->task);
  double seconds = (double) (probe->deadline - g_get_monotonic_time ()) / G_USEC_PER_SEC;
  GInputStream *body;

  body = llm_session_send_finish (result, NULL);
  g_clear_pointer (&probe->timer, llm_timer_free);
  if (body == NULL)
    probe_end (probe, FALSE);
  else
    llm_session_read_body_async (self->session, body, BODY_MAX, MAX (seconds, 0.01), probe->sending,
                                 body_cb, probe);
}

static SoupMessage *
build_message (const LlmLocalPort *port)
{
  const LlmDialect *dialect = llm_dialect_find (port->preset);
  const char *path = dialect != NULL ? dialect->probe_path : NULL;
  LlmWireRequest wire = { .method = "GET" };
  SoupMessage *message;

  wire.url
      = g_strdup_printf ("http://127.0.0.1:%u%s", port->port, path != NULL ? path : "/v1/models");
  message = llm_session_new_message (&wire, NULL);
  llm_wire_request_clear (&wire);
  return message;
}

static void
start (GTask *task, guint index)
{
  LlmLocalProber *self = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  Round *round = g_task_get_task_data (task);
  Probe *probe = g_new0 (Probe, 1);

  round->n_waiting++;
  probe->task = g_object_ref (task);
  probe->index = index;
  probe->message = build_message (&g_array_index (self->ports, LlmLocalPort, index));
  probe->sending = g_cancellable_new ();
  probe->deadline = llm_timer_after (g_get_monotonic_time (), PROBE_SECONDS);
  probe->timer = llm_timer_new (stop_cb, probe);
  g_source_set_ready_time (probe->timer, probe->deadline);
  if (cancellable != NULL)
    {
      probe->outer = g_object_ref (cancellable);
      probe->outer_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), probe, NULL);
    }
  llm_session_send_async (self->session, probe->message, probe->sending, sent_cb, probe);
}

static void
llm_local_prober_probe_async (LlmProber *prober,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  LlmLocalProber *self = LLM_LOCAL_PROBER (prober);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Round *round = g_new0 (Round, 1);

  g_task_set_source_tag (task, llm_local_prober_probe_async);
  round->answers = g_new0 (gboolean, self->ports->len + 1);
  round->n_waiting = 1;
  g_task_set_task_data (task, round, round_free);
  for (guint i = 0; i < self->ports->len; i++)
    start (task, i);
  finish_one (task);
}

static void
llm_prober_iface_init (LlmProberInterface *iface)
{
  iface->probe_async = llm_local_prober_probe_async;
}

static void
llm_local_prober_dispose (GObject *object)
{
  g_clear_object (&LLM_LOCAL_PROBER (object)->session);

  G_OBJECT_CLASS (llm_local_prober_parent_class)->dispose (object);
}

static void
llm_local_prober_finalize (GObject *object)
{
  g_array_unref (LLM_LOCAL_PROBER (object)->ports);

  G_OBJECT_CLASS (llm_local_prober_parent_class)->finalize (object);
}

static void
llm_local_prober_class_init (LlmLocalProberClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_local_prober_dispose;
  object_class->finalize = llm_local_prober_finalize;
}

static void
llm_local_prober_init (LlmLocalProber *self)
{
  self->ports = g_array_new (FALSE, FALSE, sizeof (LlmLocalPort));
}

/**
 * llm_local_prober_new_for_ports:
 * @session: the session to use
 * @ports: (array length=n_ports): whom to look for where; the presets' ids must be
 *   constant and known
 * @n_ports: how many there are
 *
 * Returns: (transfer full): a prober of these ports
 */
LlmProber *
llm_local_prober_new_for_ports (LlmSession *session, const LlmLocalPort *ports, guint n_ports)
{
  LlmLocalProber *self;

  g_return_val_if_fail (LLM_IS_SESSION (session), NULL);
  g_return_val_if_fail (ports != NULL || n_ports == 0, NULL);

  self = g_object_new (LLM_TYPE_LOCAL_PROBER, NULL);
  self->session = g_object_ref (session);
  g_array_append_vals (self->ports, ports, n_ports);
  return LLM_PROBER (self);
}

/**
 * llm_local_prober_new:
 * @session: the session to use
 *
 * Returns: (transfer full): a prober of the ports that the local presets have
 */
LlmProber *
llm_local_prober_new (LlmSession *session)
{
  g_autoptr (GArray) ports = g_array_new (FALSE, FALSE, sizeof (LlmLocalPort));
  const LlmEndpointPreset *presets;
  guint n_presets;

  g_return_val_if_fail (LLM_IS_SESSION (session), NULL);

  presets = llm_endpoint_presets_get (&n_presets);
  for (guint i = 0; i < n_presets; i++)
    {
      g_autoptr (GUri) uri = g_uri_parse (presets[i].base_url, G_URI_FLAGS_NONE, NULL);
      LlmLocalPort port = { presets[i].id, 0 };

      if (!presets[i].local || uri == NULL || g_uri_get_port (uri) <= 0)
        continue;
      port.port = (guint16) g_uri_get_port (uri);
      g_array_append_val (ports, port);
    }
  g_array_append_vals (ports, more_ports, G_N_ELEMENTS (more_ports));
  return llm_local_prober_new_for_ports (session, (const LlmLocalPort *) (void *) ports->data,
                                         ports->len);
}
