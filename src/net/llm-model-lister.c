/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-model-lister.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-codec-private.h"
#include "llm-http-error.h"
#include "llm-http-log.h"
#include "llm-http-target.h"
#include "llm-json.h"
#include "llm-secrets.h"
#include "llm-timer.h"

#define PAGE_SECONDS 15.0
#define TOTAL_SECONDS 60.0

#define MAX_PAGES 20
#define MAX_PAGE_BYTES (8 * 1024 * 1024)
#define MAX_ERROR_BYTES (64 * 1024)
#define MAX_ETAG 200

/* Anthropic and Gemini give as many at once. */
#define PAGE_SIZE "1000"

#define ANTHROPIC_VERSION "2026-10-21"

/**
 * Step:
 * @STEP_PAGE: asks for a page of the list
 * @STEP_DETAILS: asks for what the list does not tell of a model
 */
typedef enum
{
  STEP_PAGE,
  STEP_DETAILS,
} Step;

/**
 * Listing:
 * @next: (nullable): what asks for the next page
 * @seen: what asked for the pages so far
 * @detailed: which model is asked details of
 * @deadline: when all must have come to an end
 *
 * One list being asked for.
 */
typedef struct
{
  LlmModelListKind kind;
  char *provider_id;
  char *base_url;
  char *host;
  char *key;
  LlmAuth auth;
  const LlmDialect *dialect;
  char **headers;
  char *etag;
  double page_seconds;

  Step step;
  GPtrArray *models;
  char *next;
  GHashTable *seen;
  guint n_pages;
  guint detailed;
  char *new_etag;

  SoupMessage *message;
  gint64 sent_at;
  GSource *timer;
  gint64 deadline;
  gint64 step_deadline;
  gboolean timed_out;
  GCancellable *sending;
  GCancellable *outer;
  gulong outer_id;
} Listing;

static void send_next (GTask *task);

static void
listing_free (Listing *listing)
{
  if (listing->outer != NULL)
    g_cancellable_disconnect (listing->outer, listing->outer_id);
  g_clear_object (&listing->outer);
  g_clear_pointer (&listing->timer, llm_timer_free);
  g_clear_object (&listing->sending);
  g_clear_object (&listing->message);
  g_clear_pointer (&listing->key, llm_secret_free);
  g_hash_table_unref (listing->seen);
  g_ptr_array_unref (listing->models);
  g_strfreev (listing->headers);
  g_free (listing->new_etag);
  g_free (listing->next);
  g_free (listing->etag);
  g_free (listing->host);
  g_free (listing->base_url);
  g_free (listing->provider_id);
  g_free (listing);
}

static void
timeout_cb (gpointer user_data)
{
  Listing *listing = user_data;

  listing->timed_out = TRUE;
  g_cancellable_cancel (listing->sending);
}

static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Listing *listing = user_data;

  g_cancellable_cancel (listing->sending);
}

/* --- Requests --- */

/* The server's own root, above the path of its chat completions. */
static char *
get_server_root (const char *base_url)
{
  gsize length = strcspn (base_url, "?#");

  while (length > 0 && base_url[length - 1] == '/')
    length--;
  if (length > 3 && strncmp (base_url + length - 3, "/v1", 3) == 0)
    length -= 3;
  return g_strndup (base_url, length);
}

static char *
get_origin (const char *base_url)
{
  const char *host = strstr (base_url, "://");

  return host != NULL ? g_strndup (base_url, host + 3 - base_url + strcspn (host + 3, "/?#"))
                      : g_strdup (base_url);
}

static char *
get_page_path (const Listing *listing)
{
  gboolean versioned = llm_codec_path_ends_with_version (listing->base_url);
  g_autofree char *next
      = listing->next != NULL ? g_uri_escape_string (listing->next, NULL, FALSE) : NULL;

  switch (listing->kind)
    {
    case LLM_MODEL_LIST_ANTHROPIC:
      return g_strconcat (versioned ? "" : "/v1", "/models?limit=" PAGE_SIZE,
                          next != NULL ? "&after_id=" : NULL, next, NULL);
    case LLM_MODEL_LIST_GEMINI:
      return g_strconcat (versioned ? "" : "/v1beta", "/models?pageSize=" PAGE_SIZE,
                          next != NULL ? "&pageToken=" : NULL, next, NULL);
    case LLM_MODEL_LIST_OLLAMA:
      return g_strdup ("/api/tags");
    case LLM_MODEL_LIST_LMSTUDIO:
      return g_strdup ("/api/v0/models");
    case LLM_MODEL_LIST_AZURE:
      return g_strdup ("/openai/v1/models");
    case LLM_MODEL_LIST_NONE:
    case LLM_MODEL_LIST_COMPATIBLE:
    case LLM_MODEL_LIST_OPENAI:
    case LLM_MODEL_LIST_MISTRAL:
    case LLM_MODEL_LIST_OPENROUTER:
    case LLM_MODEL_LIST_GROQ:
    case LLM_MODEL_LIST_VLLM:
    case LLM_MODEL_LIST_LLAMACPP:
    default:
      return g_strdup ("/models");
    }
}

static char *
get_request_base (const Listing *listing)
{
  if (listing->kind == LLM_MODEL_LIST_AZURE)
    return get_origin (listing->base_url);
  if (listing->step == STEP_DETAILS || listing->kind == LLM_MODEL_LIST_OLLAMA
      || listing->kind == LLM_MODEL_LIST_LMSTUDIO)
    return get_server_root (listing->base_url);
  return g_strdup (listing->base_url);
}

static gboolean
add_headers (const Listing *listing, const LlmTarget *target, LlmWireRequest *wire, GError **error)
{
  gboolean gemini = listing->kind == LLM_MODEL_LIST_GEMINI;

  if (!llm_wire_request_authorize (wire, target, gemini ? "x-goog-api-key" : "Authorization",
                                   gemini ? "" : "Bearer ", error))
    return FALSE;
  llm_wire_request_add_header (wire, "Accept", "application/json");
  if (listing->kind == LLM_MODEL_LIST_ANTHROPIC)
    llm_wire_request_add_header (wire, "anthropic-version", ANTHROPIC_VERSION);
  if (listing->etag != NULL && listing->step == STEP_PAGE && listing->n_pages == 0)
    llm_wire_request_add_header (wire, "If-None-Match", listing->etag);
  return TRUE;
}

static GBytes *
build_show_body (const Listing *listing)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  llm_json_begin_object (builder, NULL);
  llm_json_add_string (builder, "model",
                       llm_model_get_id (listing->models->pdata[listing->detailed]));
  json_builder_end_object (builder);
  return llm_json_builder_to_bytes (builder);
}

static gboolean
is_same_server (const char *url, const char *base_url)
{
  g_autofree char *a = get_origin (url);
  g_autofree char *b = get_origin (base_url);

  return g_ascii_strcasecmp (a, b) == 0;
}

/* OpenRouter gives the address of the next page.  It is followed on the same server
 * only: the key goes with it. */
static void
use_next_address (const Listing *listing, LlmWireRequest *wire)
{
  g_autofree char *url = NULL;

  if (listing->kind != LLM_MODEL_LIST_OPENROUTER || listing->next == NULL)
    return;
  url = g_uri_resolve_relative (wire->url, listing->next, G_URI_FLAGS_NONE, NULL);
  g_free (wire->url);
  wire->url = g_steal_pointer (&url);
}

static SoupMessage *
build_message (const Listing *listing, GError **error)
{
  g_autofree char *base = get_request_base (listing);
  const LlmTarget target = {
    .base_url = base,
    .key = listing->key,
    .auth = listing->auth,
    .dialect = listing->dialect,
    .headers = (const char *const *) listing->headers,
  };
  gboolean show = listing->step == STEP_DETAILS && listing->kind == LLM_MODEL_LIST_OLLAMA;
  g_autofree char *path = NULL;
  LlmWireRequest wire = { NULL };
  SoupMessage *message = NULL;

  if (listing->step == STEP_DETAILS)
    path = g_strdup (show ? "/api/show" : "/props");
  else
    path = get_page_path (listing);
  if (llm_wire_request_init (&wire, show ? "POST" : "GET", &target, path, error)
      && add_headers (listing, &target, &wire, error))
    {
      use_next_address (listing, &wire);
      if (show)
        wire.body = build_show_body (listing);
      message = llm_session_new_message (&wire, error);
    }
  llm_wire_request_clear (&wire);
  return message;
}

/* --- Answers --- */

static gboolean
must_have_models (LlmModelListKind kind)
{
  return kind == LLM_MODEL_LIST_OPENAI || kind == LLM_MODEL_LIST_ANTHROPIC
         || kind == LLM_MODEL_LIST_GEMINI || kind == LLM_MODEL_LIST_MISTRAL
         || kind == LLM_MODEL_LIST_OPENROUTER || kind == LLM_MODEL_LIST_GROQ;
}

static void
finish (GTask *task)
{
  Listing *listing = g_task_get_task_data (task);

  /* A vendor that lists nothing has not lost all its models: something is wrong. */
  if (listing->models->len == 0 && must_have_models (listing->kind))
    g_task_return_error (task,
                         llm_error_new (LLM_ERROR_PROTOCOL, NULL, "The list of models is empty."));
  else
    g_task_return_pointer (task, llm_model_list_new (listing->models, listing->new_etag),
                           (GDestroyNotify) llm_model_list_free);
}

static void
fail_timeout (GTask *task)
{
  Listing *listing = g_task_get_task_data (task);

  g_task_return_error (task, llm_error_new_printf (LLM_ERROR_TIMEOUT, NULL,
                                                   _ ("%s did not tell its models in time. Check "
                                                      "the network and retry."),
                                                   listing->host));
}

static gboolean
needs_details (const Listing *listing)
{
  return listing->models->len > 0
         && (listing->kind == LLM_MODEL_LIST_OLLAMA || listing->kind == LLM_MODEL_LIST_LLAMACPP);
}

/* Remembers the tag of a list on one page: that of one page of many says nothing of
 * the others. */
static void
take_etag (Listing *listing)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (listing->message);
  const char *etag = soup_message_headers_get_one (headers, "ETag");

  if (listing->n_pages != 1 || listing->next != NULL || needs_details (listing) || etag == NULL
      || *etag == '\0' || strlen (etag) > MAX_ETAG)
    return;
  for (const char *p = etag; *p != '\0'; p++)
    {
      if (!g_ascii_isprint (*p))
        return;
    }
  listing->new_etag = g_strdup (etag);
}

static gboolean
wants_next_page (Listing *listing)
{
  if (listing->next == NULL || listing->n_pages >= MAX_PAGES
      || listing->models->len >= LLM_MODEL_LIST_MAX_MODELS)
    return FALSE;
  if (listing->kind == LLM_MODEL_LIST_OPENROUTER)
    {
      g_autofree char *url
          = g_uri_resolve_relative (listing->base_url, listing->next, G_URI_FLAGS_NONE, NULL);

      if (url == NULL || !is_same_server (url, listing->base_url))
        return FALSE;
    }
  /* A page that was there before: a server that turns in circles. */
  return g_hash_table_add (listing->seen, g_strdup (listing->next));
}

static void
take_page (GTask *task, GBytes *body)
{
  Listing *listing = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_pointer (&listing->next, g_free);
  if (!llm_model_list_parse (listing->kind, listing->provider_id, body, listing->models,
                             &listing->next, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  listing->n_pages++;
  take_etag (listing);
  if (wants_next_page (listing))
    {
      send_next (task);
      return;
    }
  if (!needs_details (listing))
    {
      finish (task);
      return;
    }
  listing->step = STEP_DETAILS;
  listing->detailed = 0;
  send_next (task);
}

/* @details NULL: none were told; the model stays as it is. */
static void
take_details (GTask *task, GBytes *details)
{
  Listing *listing = g_task_get_task_data (task);
  gboolean each = listing->kind == LLM_MODEL_LIST_OLLAMA;
  guint end = each ? listing->detailed + 1 : listing->models->len;

  for (guint i = listing->detailed; details != NULL && i < end; i++)
    {
      LlmModel *model = listing->models->pdata[i];
      LlmModel *detailed = llm_model_list_add_details (listing->kind, model, details);

      if (detailed == NULL)
        {
          g_ptr_array_remove_index (listing->models, i);
          listing->detailed--;
          break;
        }
      listing->models->pdata[i] = detailed;
      g_object_unref (model);
    }
  listing->detailed++;
  if (each && listing->detailed < listing->models->len)
    send_next (task);
  else
    finish (task);
}

static gboolean
is_late (const Listing *listing)
{
  return g_get_monotonic_time () >= listing->step_deadline;
}

static void
body_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Listing *listing = g_task_get_task_data (task);
  g_autoptr (GBytes) body = NULL;
  GError *error = NULL;

  body = llm_session_read_body_finish (LLM_SESSION (object), result, &error);
  if (body == NULL)
    g_task_return_error (task, error);
  else if (listing->step == STEP_DETAILS)
    take_details (task, g_bytes_get_size (body) <= MAX_PAGE_BYTES ? body : NULL);
  else if (is_late (listing))
    fail_timeout (task);
  else if (g_bytes_get_size (body) > MAX_PAGE_BYTES)
    g_task_return_error (
        task, llm_error_new (LLM_ERROR_PROTOCOL, NULL, "The list of models is too long."));
  else
    take_page (task, body);
}

static void
error_body_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Listing *listing = g_task_get_task_data (task);
  g_autoptr (GBytes) body = NULL;
  GError *error;

  body = llm_session_read_body_finish (LLM_SESSION (object), result, NULL);
  if (body == NULL)
    body = g_bytes_new (NULL, 0);
  error = llm_http_error_from_answer (listing->message, body, listing->key);
  llm_http_error_hide_key (error, listing->key);
  g_task_return_error (task, error);
}

/* The lists of their own that these servers have are missing in old versions, and
 * behind proxies. */
static gboolean
can_fall_back (const Listing *listing, guint status)
{
  return listing->n_pages == 0 && (status == SOUP_STATUS_NOT_FOUND || status == 405)
         && (listing->kind == LLM_MODEL_LIST_OLLAMA || listing->kind == LLM_MODEL_LIST_LMSTUDIO);
}

static void
take_answer (GTask *task, GInputStream *body)
{
  LlmSession *session = g_task_get_source_object (task);
  Listing *listing = g_task_get_task_data (task);
  guint status = soup_message_get_status (listing->message);
  double seconds = (double) (listing->step_deadline - g_get_monotonic_time ()) / G_USEC_PER_SEC;

  if (status == SOUP_STATUS_OK)
    {
      llm_session_read_body_async (session, body, MAX_PAGE_BYTES + 1, MAX (seconds, 0.01),
                                   listing->sending, body_cb, g_object_ref (task));
    }
  else if (listing->step == STEP_DETAILS)
    {
      llm_session_drain_body (session, body);
      take_details (task, NULL);
    }
  else if (status == SOUP_STATUS_NOT_MODIFIED && listing->etag != NULL && listing->n_pages == 0)
    {
      llm_session_drain_body (session, body);
      g_task_return_pointer (task, llm_model_list_new_not_modified (),
                             (GDestroyNotify) llm_model_list_free);
    }
  else if (can_fall_back (listing, status))
    {
      llm_session_drain_body (session, body);
      listing->kind = LLM_MODEL_LIST_COMPATIBLE;
      send_next (task);
    }
  else
    {
      llm_session_read_body_async (session, body, MAX_ERROR_BYTES, MAX (seconds, 0.01),
                                   listing->sending, error_body_cb, g_object_ref (task));
    }
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Listing *listing = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  GInputStream *body;

  body = llm_session_send_finish (result, &error);
  g_clear_pointer (&listing->timer, llm_timer_free);
  llm_http_log_message (listing->message, "list of models", listing->provider_id, listing->key,
                        listing->sent_at);

  if (body != NULL)
    take_answer (task, body);
  else if (g_task_return_error_if_cancelled (task))
    return;
  else if (listing->step == STEP_DETAILS)
    /* What is known without them is told. */
    finish (task);
  else if (listing->timed_out)
    fail_timeout (task);
  else
    g_task_return_error (task,
                         llm_http_error_from_transport (error, listing->host, listing->message));
}

static void
send_next (GTask *task)
{
  LlmSession *session = g_task_get_source_object (task);
  Listing *listing = g_task_get_task_data (task);
  gint64 now = g_get_monotonic_time ();
  GError *error = NULL;

  listing->step_deadline = MIN (llm_timer_after (now, listing->page_seconds), listing->deadline);
  if (now >= listing->deadline)
    {
      if (listing->step == STEP_DETAILS)
        finish (task);
      else
        fail_timeout (task);
      return;
    }
  g_clear_object (&listing->message);
  listing->sent_at = now;
  listing->message = build_message (listing, &error);
  if (listing->message == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  listing->timer = llm_timer_new (timeout_cb, listing);
  g_source_set_ready_time (listing->timer, listing->step_deadline);
  llm_session_send_async (session, listing->message, listing->sending, sent_cb,
                          g_object_ref (task));
}

static gboolean
prepare (Listing *listing, const char *provider_name, const LlmTarget *target, GError **error)
{
  gsize length = strcspn (target->base_url, "?#");
  g_autofree char *plain = g_strndup (target->base_url, length);
  g_autofree char *url = NULL;

  /* A query is the caller's own (Azure's API version); what is configured has none. */
  url = llm_http_check_base_url (plain, provider_name, &listing->host, error);
  if (url == NULL)
    return FALSE;
  listing->base_url = g_strconcat (url, target->base_url + length, NULL);
  if (target->key == NULL || *target->key == '\0')
    return TRUE;
  listing->key = llm_http_check_key (target->key, provider_name, error);
  return listing->key != NULL;
}

static Listing *
listing_new (LlmModelListKind kind,
             const char *provider_id,
             const LlmTarget *target,
             const char *etag,
             double page_seconds,
             double total_seconds)
{
  Listing *listing = g_new0 (Listing, 1);

  listing->kind = kind;
  listing->provider_id = g_strdup (provider_id);
  listing->auth = target->auth;
  listing->dialect = target->dialect;
  listing->headers = g_strdupv ((char **) target->headers);
  listing->etag = g_strdup (etag);
  listing->page_seconds = page_seconds;
  listing->models = g_ptr_array_new_with_free_func (g_object_unref);
  listing->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  listing->deadline = llm_timer_after (g_get_monotonic_time (), total_seconds);
  listing->sending = g_cancellable_new ();
  return listing;
}

/**
 * llm_model_lister_timed_async:
 * @session: the session to use
 * @kind: whose list it is
 * @provider_id: the provider of the models
 * @provider_name: for people
 * @target: where the provider is, its key, and how it is sent; copied but for its
 *   dialect, which is constant
 * @etag: (nullable): the tag of the list that is known
 * @page_seconds: how long one answer may take
 * @total_seconds: how long all of them may
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when all is told
 * @user_data: for @callback
 *
 * llm_model_lister_async() with other limits of time.
 */
void
llm_model_lister_timed_async (LlmSession *session,
                              LlmModelListKind kind,
                              const char *provider_id,
                              const char *provider_name,
                              const LlmTarget *target,
                              const char *etag,
                              double page_seconds,
                              double total_seconds,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Listing *listing;
  GError *error = NULL;

  g_return_if_fail (LLM_IS_SESSION (session));
  g_return_if_fail (provider_id != NULL && provider_name != NULL);
  g_return_if_fail (target != NULL && target->base_url != NULL);

  listing = listing_new (kind, provider_id, target, etag, page_seconds, total_seconds);
  task = g_task_new (session, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_model_lister_async);
  g_task_set_task_data (task, listing, (GDestroyNotify) listing_free);

  if (kind == LLM_MODEL_LIST_NONE)
    {
      g_task_return_error (
          task, llm_error_new (LLM_ERROR_UNSUPPORTED, NULL, "There is no list of models."));
      return;
    }
  if (!prepare (listing, provider_name, target, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (cancellable != NULL)
    {
      listing->outer = g_object_ref (cancellable);
      listing->outer_id
          = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), listing, NULL);
    }
  send_next (task);
}

/**
 * llm_model_lister_async:
 * @session: the session to use
 * @kind: whose list it is
 * @provider_id: the provider of the models
 * @provider_name: for people
 * @target: where the provider is, its key, and how it is sent; copied but for its
 *   dialect, which is constant
 * @etag: (nullable): the tag of the list that is known
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when all is told, within a minute
 * @user_data: for @callback
 *
 * Asks for a provider's list of models, all pages of it, and for Ollama and llama.cpp
 * for what their lists leave out.  No redirect is followed.
 */
void
llm_model_lister_async (LlmSession *session,
                        LlmModelListKind kind,
                        const char *provider_id,
                        const char *provider_name,
                        const LlmTarget *target,
                        const char *etag,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  llm_model_lister_timed_async (session, kind, provider_id, provider_name, target, etag,
                                PAGE_SECONDS, TOTAL_SECONDS, cancellable, callback, user_data);
}

/**
 * llm_model_lister_finish:
 * @session: the session
 * @result: as given to the callback
 * @error: where to put an #LLM_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the list, or that it is as it was
 */
LlmModelList *
llm_model_lister_finish (LlmSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
