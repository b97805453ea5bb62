/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-demo-server.h"

#include "llm-demo-models.h"
#include "llm-demo-socket.h"
#include "llm-demo-wire.h"
#include "llm-timer.h"

#include <libsoup/soup.h>
#include <string.h>

/* A delta has one to so many words. */
#define WORDS_MAX 4

/* A delta comes up to so much earlier or later than its length says. */
#define JITTER 0.5

/* The pace of a judgement. */
#define JUDGE_TOKENS_PER_SECOND 800

/* A body of more bytes, such as one with images, is read in a thread. */
#define READ_AT_ONCE (64 * 1024)

struct _LlmDemoServer
{
  GObject parent_instance;

  GPtrArray *models;
  LlmDemoSocket *socket;
  SoupServer *soup;
  GPtrArray *replies; /* those that are being written */
  double speed;       /* a factor; 0: as fast as possible */
};

G_DEFINE_FINAL_TYPE (LlmDemoServer, llm_demo_server, G_TYPE_OBJECT)

/**
 * Reply:
 *
 * One answer on its way.
 */
typedef struct
{
  LlmDemoServer *server;
  SoupServerMessage *message;
  LlmDemoQuestion question;
  LlmDemoWriter writer;
  double tokens_per_second;
  char *texts[2];      /* by LlmDeltaKind */
  const char *rest[2]; /* of these, what was not written yet */
  guint n_written[2];  /* characters */
  guint n_deltas;
  GSource *timer;
  gint64 due; /* the next delta, in monotonic time */
} Reply;

static void
reply_free (Reply *reply)
{
  g_clear_pointer (&reply->timer, llm_timer_free);
  g_signal_handlers_disconnect_by_data (reply->message, reply);
  g_object_unref (reply->message);
  for (guint i = 0; i < G_N_ELEMENTS (reply->texts); i++)
    g_free (reply->texts[i]);
  g_string_free (reply->writer.out, TRUE);
  llm_demo_question_clear (&reply->question);
  g_free (reply);
}

/* A number that looks random but is the same for the same delta of every run. */
static guint
scatter (guint n)
{
  n = n * 2654435761u + 12345u;
  return (n >> 16) ^ (n & 0xFFFF);
}

/* The end of the next delta in @text: behind the blanks after a few words. */
static const char *
find_delta_end (const char *text, guint n_words)
{
  while (*text != '\0' && n_words-- > 0)
    {
      while (g_ascii_isspace (*text))
        text++;
      while (*text != '\0' && !g_ascii_isspace (*text))
        text++;
      while (g_ascii_isspace (*text))
        text++;
    }
  return text;
}

static gboolean
is_cut (Reply *reply)
{
  guint n = reply->n_written[LLM_DELTA_TEXT] + reply->n_written[LLM_DELTA_REASONING];

  return reply->question.max_tokens > 0
         && llm_demo_tokens_of_length (n) >= reply->question.max_tokens;
}

/* Writes one delta; returns FALSE when nothing is left. */
static gboolean
write_delta (Reply *reply)
{
  LlmDeltaKind kind
      = *reply->rest[LLM_DELTA_REASONING] != '\0' ? LLM_DELTA_REASONING : LLM_DELTA_TEXT;
  guint chance = scatter (reply->n_deltas++);
  g_autofree char *piece = NULL;
  const char *end;
  double seconds;
  guint length;

  if (*reply->rest[kind] == '\0' || is_cut (reply))
    return FALSE;

  end = find_delta_end (reply->rest[kind], 1 + chance % WORDS_MAX);
  piece = g_strndup (reply->rest[kind], (gsize) (end - reply->rest[kind]));
  reply->rest[kind] = end;
  length = (guint) g_utf8_strlen (piece, -1);
  reply->n_written[kind] += length;
  llm_demo_writer_delta (&reply->writer, kind, piece);

  if (reply->server->speed > 0 && reply->tokens_per_second > 0)
    {
      seconds = (double) length / LLM_DEMO_CHARACTERS_PER_TOKEN / reply->tokens_per_second;
      seconds *= 1 + JITTER * ((double) (chance % 201) / 100 - 1);
      reply->due += (gint64) (seconds / reply->server->speed * G_USEC_PER_SEC);
    }
  return TRUE;
}

static void
send_written (Reply *reply, gboolean is_end)
{
  SoupMessageBody *body = soup_server_message_get_response_body (reply->message);

  if (reply->writer.out->len > 0)
    soup_message_body_append (body, SOUP_MEMORY_COPY, reply->writer.out->str,
                              reply->writer.out->len);
  g_string_truncate (reply->writer.out, 0);
  if (is_end)
    soup_message_body_complete (body);
  soup_server_message_unpause (reply->message);
}

/* Writes all that is due. */
static void
reply_cb (gpointer user_data)
{
  Reply *reply = user_data;
  gint64 now = g_get_monotonic_time ();
  gboolean more = TRUE;

  while (more && reply->due <= now)
    more = write_delta (reply);
  if (!more)
    llm_demo_writer_end (&reply->writer, *reply->rest[LLM_DELTA_TEXT] != '\0',
                         llm_demo_tokens_of_length (reply->n_written[LLM_DELTA_REASONING]),
                         llm_demo_tokens_of_length (reply->n_written[LLM_DELTA_TEXT]));
  send_written (reply, !more);
  if (more)
    g_source_set_ready_time (reply->timer, reply->due);
}

/* The answer is out, or nobody wants it any more. */
static void
finished_cb (SoupServerMessage *message, gpointer user_data)
{
  Reply *reply = user_data;

  g_ptr_array_remove_fast (reply->server->replies, reply);
}

static void
choose_texts (Reply *reply, const LlmDemoModel *model)
{
  const LlmDemoQuestion *question = &reply->question;

  if (question->judgement != NULL)
    {
      /* Nobody reads along, so nobody has to wait. */
      reply->tokens_per_second = JUDGE_TOKENS_PER_SECOND;
      reply->texts[LLM_DELTA_TEXT] = g_strdup (question->judgement);
      reply->texts[LLM_DELTA_REASONING] = g_strdup ("");
    }
  else
    {
      reply->tokens_per_second = model->tokens_per_second;
      reply->texts[LLM_DELTA_TEXT]
          = llm_demo_model_expand (model->answer, question->prompt, question->n_images);
      reply->texts[LLM_DELTA_REASONING]
          = llm_demo_model_expand (model->reasoning, question->prompt, question->n_images);
    }
  for (guint i = 0; i < G_N_ELEMENTS (reply->texts); i++)
    reply->rest[i] = reply->texts[i];
}

/* Takes over what is in @question. */
static void
start_reply (LlmDemoServer *self,
             SoupServerMessage *message,
             LlmDemoQuestion *question,
             const LlmDemoModel *model)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  Reply *reply = g_new0 (Reply, 1);

  reply->server = self;
  reply->message = g_object_ref (message);
  reply->question = *question;
  *question = (LlmDemoQuestion){ 0 };
  reply->writer.question = &reply->question;
  reply->writer.out = g_string_new (NULL);
  choose_texts (reply, model);
  g_ptr_array_add (self->replies, reply);

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_headers_set_content_type (headers, "text/event-stream", NULL);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), reply);

  llm_demo_writer_begin (&reply->writer);
  reply->due = g_get_monotonic_time ();
  if (self->speed > 0)
    reply->due += (gint64) (model->first_token / self->speed * G_USEC_PER_SEC);
  reply->timer = llm_timer_new (reply_cb, reply);
  g_source_set_ready_time (reply->timer, reply->due);
  send_written (reply, FALSE);
}

static void
refuse (SoupServerMessage *message, guint status, const char *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, body,
                                    strlen (body));
}

/* Takes over what is in @question. */
static void
answer (LlmDemoServer *self, SoupServerMessage *message, LlmDemoQuestion *question)
{
  const LlmDemoModel *model = llm_demo_models_find (self->models, question->model_id);

  if (model != NULL && model->format == question->format)
    start_reply (self, message, question, model);
  else
    refuse (message, SOUP_STATUS_NOT_FOUND,
            "{\"error\":{\"message\":\"The demo has no such model.\","
            "\"type\":\"invalid_request_error\",\"code\":\"model_not_found\"}}");
}

static void
refuse_unread (SoupServerMessage *message)
{
  refuse (message, SOUP_STATUS_BAD_REQUEST,
          "{\"error\":{\"message\":\"The demo does not understand this request.\","
          "\"type\":\"invalid_request_error\"}}");
}

/* A request with images, which is read in a thread. */
typedef struct
{
  SoupServerMessage *message;
  char *path;
  GBytes *body;
  LlmDemoQuestion question;
  gboolean finished; /* the connection is gone */
} Reading;

static void
reading_free (Reading *reading)
{
  g_signal_handlers_disconnect_by_data (reading->message, reading);
  g_object_unref (reading->message);
  g_free (reading->path);
  g_bytes_unref (reading->body);
  llm_demo_question_clear (&reading->question);
  g_free (reading);
}

static void
reading_finished_cb (SoupServerMessage *message, gpointer user_data)
{
  Reading *reading = user_data;

  reading->finished = TRUE;
}

static void
read_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Reading *reading = task_data;
  gsize length;
  const char *body = g_bytes_get_data (reading->body, &length);

  g_task_return_boolean (
      task, llm_demo_question_read (&reading->question, reading->path, body, length));
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LlmDemoServer *self = LLM_DEMO_SERVER (source);
  Reading *reading = g_task_get_task_data (G_TASK (result));
  gboolean understood = g_task_propagate_boolean (G_TASK (result), NULL);

  if (reading->finished || self->soup == NULL)
    return;
  if (understood)
    answer (self, reading->message, &reading->question);
  else
    refuse_unread (reading->message);
  soup_server_message_unpause (reading->message);
}

static void
read_large (LlmDemoServer *self, SoupServerMessage *message, const char *path)
{
  Reading *reading = g_new0 (Reading, 1);
  g_autoptr (GTask) task = g_task_new (self, NULL, read_cb, NULL);

  reading->message = g_object_ref (message);
  reading->path = g_strdup (path);
  reading->body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_signal_connect (message, "finished", G_CALLBACK (reading_finished_cb), reading);
  soup_server_message_pause (message);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  g_task_run_in_thread (task, read_in_thread);
}

static void
request_cb (SoupServer *soup,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  LlmDemoServer *self = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  LlmDemoQuestion question;

  if (body->length > READ_AT_ONCE)
    {
      read_large (self, message, path);
      return;
    }
  if (llm_demo_question_read (&question, path, body->data, (gsize) body->length))
    answer (self, message, &question);
  else
    refuse_unread (message);
  llm_demo_question_clear (&question);
}

static double
read_speed (void)
{
  const char *text = g_getenv ("LLMSELECT_DEMO_SPEED");
  char *end = NULL;
  double speed;

  if (text == NULL || *text == '\0')
    return 1;
  speed = g_ascii_strtod (text, &end);
  /* Also false for NAN. */
  if (*end != '\0' || !(speed >= 0))
    return 1;
  /* Slower than that, and no answer would ever begin. */
  return speed == 0 ? 0 : MAX (speed, 0.01);
}

static void
llm_demo_server_dispose (GObject *object)
{
  LlmDemoServer *self = LLM_DEMO_SERVER (object);

  g_ptr_array_set_size (self->replies, 0);
  if (self->soup != NULL)
    soup_server_disconnect (self->soup);
  g_clear_object (&self->soup);
  g_clear_pointer (&self->socket, llm_demo_socket_close);

  G_OBJECT_CLASS (llm_demo_server_parent_class)->dispose (object);
}

static void
llm_demo_server_finalize (GObject *object)
{
  LlmDemoServer *self = LLM_DEMO_SERVER (object);

  g_ptr_array_unref (self->replies);
  g_clear_pointer (&self->models, g_ptr_array_unref);

  G_OBJECT_CLASS (llm_demo_server_parent_class)->finalize (object);
}

static void
llm_demo_server_class_init (LlmDemoServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_demo_server_dispose;
  object_class->finalize = llm_demo_server_finalize;
}

static void
llm_demo_server_init (LlmDemoServer *self)
{
  self->replies = g_ptr_array_new_with_free_func ((GDestroyNotify) reply_free);
  self->speed = read_speed ();
}

/**
 * llm_demo_server_new:
 * @error: where to put what is wrong
 *
 * Starts a server.  Its socket is there as long as the object.
 *
 * Returns: (transfer full): a server that listens
 */
LlmDemoServer *
llm_demo_server_new (GError **error)
{
  g_autoptr (LlmDemoServer) self = g_object_new (LLM_TYPE_DEMO_SERVER, NULL);

  self->models = llm_demo_models_load (error);
  if (self->models == NULL)
    return NULL;
  self->socket = llm_demo_socket_open (error);
  if (self->socket == NULL)
    return NULL;

  self->soup = soup_server_new ("server-header", "LLMSelect-demo", NULL);
  soup_server_add_handler (self->soup, NULL, request_cb, self, NULL);
  if (!soup_server_listen_socket (self->soup, llm_demo_socket_get_socket (self->socket), 0, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * llm_demo_server_get_address:
 * @self: a server
 *
 * Returns: (transfer none): the address of its socket
 */
GSocketAddress *
llm_demo_server_get_address (LlmDemoServer *self)
{
  g_return_val_if_fail (LLM_IS_DEMO_SERVER (self), NULL);

  return llm_demo_socket_get_address (self->socket);
}
