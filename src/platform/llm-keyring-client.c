/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-keyring-client.h"

#include "llm-keyring-client-private.h"
#include "llm-keyring-prompt.h"

#define COLLECTION_INTERFACE "org.freedesktop.Secret.Collection"
#define ITEM_INTERFACE "org.freedesktop.Secret.Item"

/* Items whose attributes are read for a list, at most. */
#define LIST_MAX 256

/* Attributes are stored in the clear: they name the provider and nothing else. */
static const SecretSchema schema = {
  "io.github.jbuz.LLMSelect",
  SECRET_SCHEMA_NONE,
  { { "provider", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

G_DEFINE_FINAL_TYPE (LlmKeyringClient, llm_keyring_client, G_TYPE_OBJECT)

static GHashTable *
get_attributes (LlmKeyringCall *call)
{
  GHashTable *attributes = g_hash_table_new (g_str_hash, g_str_equal);

  if (call->provider_id != NULL)
    g_hash_table_insert (attributes, (char *) "provider", call->provider_id);
  return attributes;
}

static void
call_service (LlmKeyringCall *call,
              const char *object_path,
              const char *interface,
              const char *method,
              GVariant *parameters,
              const char *reply_type,
              GAsyncReadyCallback callback)
{
  GDBusProxy *proxy = G_DBUS_PROXY (call->service);

  g_dbus_connection_call (g_dbus_proxy_get_connection (proxy), g_dbus_proxy_get_name (proxy),
                          object_path, interface, method, parameters, G_VARIANT_TYPE (reply_type),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, call->cancellable, callback,
                          llm_keyring_call_ref (call));
}

static void
get_property (LlmKeyringCall *call,
              const char *object_path,
              const char *interface,
              const char *name,
              GAsyncReadyCallback callback)
{
  call_service (call, object_path, "org.freedesktop.DBus.Properties", "Get",
                g_variant_new ("(ss)", interface, name), "(v)", callback);
}

/* The value of a property of type @type, or NULL. */
static GVariant *
get_property_finish (GObject *source, GAsyncResult *result, const char *type, GError **error)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) value = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, error);
  if (reply == NULL)
    return NULL;

  g_variant_get (reply, "(v)", &value);
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE (type)))
    {
      g_set_error_literal (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_SIGNATURE,
                           "The keyring service sent an unexpected property");
      return NULL;
    }
  return g_steal_pointer (&value);
}

static void
unlock_or_fail (LlmKeyringCall *call, const char *const *paths)
{
  if (call->may_prompt)
    llm_keyring_call_prompt (call, "Unlock", g_variant_new ("(^ao)", paths));
  else
    llm_keyring_call_fail (call, LLM_KEYRING_CLIENT_ERROR_LOCKED, "The keyring is locked");
}

static void
answer_list (LlmKeyringCall *call)
{
  g_ptr_array_add (call->found, NULL);
  llm_keyring_call_answer (call, g_ptr_array_free (g_steal_pointer (&call->found), FALSE),
                           (GDestroyNotify) g_strfreev);
}

/* --- Storing --- */

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmKeyringCall) call = user_data;
  g_autoptr (GError) error = NULL;
  gboolean stored;

  stored = call->service != NULL ? secret_service_store_finish (call->service, result, &error)
                                 : secret_password_store_finish (result, &error);
  if (!llm_keyring_call_goes_on (call, error))
    return;
  if (stored)
    llm_keyring_call_answer (call, GINT_TO_POINTER (TRUE), NULL);
  else
    llm_keyring_call_fail (call, LLM_KEYRING_CLIENT_ERROR_FAILED, "Nothing was stored");
}

static void
store (LlmKeyringCall *call)
{
  g_autoptr (GHashTable) attributes = get_attributes (call);
  g_autofree char *label = g_strdup_printf ("LLMSelect: %s", call->provider_id);

  if (call->service != NULL)
    secret_service_store (call->service, &schema, attributes, SECRET_COLLECTION_DEFAULT, label,
                          call->value, call->cancellable, stored_cb, llm_keyring_call_ref (call));
  else
    secret_password_storev (&schema, attributes, SECRET_COLLECTION_DEFAULT, label,
                            secret_value_get_text (call->value), call->cancellable, stored_cb,
                            llm_keyring_call_ref (call));
}

static void
create_collection (LlmKeyringCall *call)
{
  GVariantBuilder properties;

  if (!call->may_prompt)
    {
      llm_keyring_call_fail (call, LLM_KEYRING_CLIENT_ERROR_NO_COLLECTION,
                             "There is no default keyring");
      return;
    }

  g_variant_builder_init (&properties, G_VARIANT_TYPE_VARDICT);
  /* As libsecret names it, so that the user's other programs find what they know. */
  g_variant_builder_add (&properties, "{sv}", COLLECTION_INTERFACE ".Label",
                         g_variant_new_string ("Default keyring"));
  call->creates_collection = TRUE;
  llm_keyring_call_prompt (call, "CreateCollection",
                           g_variant_new ("(a{sv}s)", &properties, "default"));
}

/* --- The default collection: where keys go, and whether what was not found may be
 * there unseen --- */

static void
locked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmKeyringCall) call = user_data;
  g_autoptr (GVariant) value = NULL;
  g_autoptr (GError) error = NULL;
  gboolean locked;

  value = get_property_finish (source, result, "b", &error);
  if (!llm_keyring_call_goes_on (call, error))
    return;

  locked = g_variant_get_boolean (value);
  switch (call->kind)
    {
    case LLM_KEYRING_CALL_STORE:
      if (locked)
        unlock_or_fail (call, (const char *const *) call->found->pdata);
      else
        store (call);
      break;
    case LLM_KEYRING_CALL_LIST:
      call->found_locked = locked;
      answer_list (call);
      break;
    case LLM_KEYRING_CALL_LOOKUP:
    case LLM_KEYRING_CALL_DELETE:
    default:
      if (locked)
        llm_keyring_call_fail (call, LLM_KEYRING_CLIENT_ERROR_LOCKED, "The keyring is locked");
      else
        llm_keyring_call_fail (call, LLM_KEYRING_CLIENT_ERROR_NOT_FOUND, "There is no such key");
      break;
    }
}

static void
alias_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmKeyringCall) call = user_data;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;
  const char *path;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (!llm_keyring_call_goes_on (call, error))
    return;

  g_variant_get (reply, "(&o)", &path);
  if (!g_str_equal (path, "/"))
    {
      if (call->kind == LLM_KEYRING_CALL_STORE)
        {
          g_ptr_array_set_size (call->found, 0);
          g_ptr_array_add (call->found, g_strdup (path));
          g_ptr_array_add (call->found, NULL);
        }
      get_property (call, path, COLLECTION_INTERFACE, "Locked", locked_cb);
    }
  else if (call->kind == LLM_KEYRING_CALL_STORE)
    create_collection (call);
  else if (call->kind == LLM_KEYRING_CALL_LIST)
    answer_list (call);
  else
    llm_keyring_call_fail (call, LLM_KEYRING_CLIENT_ERROR_NOT_FOUND, "There is no such key");
}

static void
check_collection (LlmKeyringCall *call)
{
  call_service (call, LLM_SECRET_SERVICE_PATH, LLM_SECRET_SERVICE_INTERFACE, "ReadAlias",
                g_variant_new ("(s)", "default"), "(o)", alias_cb);
}

/* --- Looking up --- */

static void
secret_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmKeyringCall) call = user_data;
  g_autoptr (SecretValue) value = NULL;
  g_autoptr (GError) error = NULL;
  const char *text;

  value = secret_service_lookup_finish (call->service, result, &error);
  if (!llm_keyring_call_goes_on (call, error))
    return;

  text = value != NULL ? secret_value_get_text (value) : NULL;
  if (text != NULL)
    llm_keyring_call_answer (call, g_strdup (text), (GDestroyNotify) llm_secret_free);
  else if (value != NULL)
    llm_keyring_call_fail (call, LLM_KEYRING_CLIENT_ERROR_FAILED, "The stored key is no text");
  else
    llm_keyring_call_fail (call, LLM_KEYRING_CLIENT_ERROR_NOT_FOUND, "The key has just gone");
}

/* Only after a search has found an unlocked item: libsecret would open a prompt for a
 * locked one. */
static void
load_secret (LlmKeyringCall *call)
{
  g_autoptr (GHashTable) attributes = get_attributes (call);

  secret_service_lookup (call->service, &schema, attributes, call->cancellable, secret_cb,
                         llm_keyring_call_ref (call));
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmKeyringCall) call = user_data;
  g_autoptr (GError) error = NULL;
  char *password;

  password = secret_password_lookup_finish (result, &error);
  if (!llm_keyring_call_goes_on (call, error))
    ;
  else if (password != NULL)
    llm_keyring_call_answer (call, g_strdup (password), (GDestroyNotify) llm_secret_free);
  else
    llm_keyring_call_fail (call, LLM_KEYRING_CLIENT_ERROR_NOT_FOUND, "There is no such key");
  secret_password_free (password);
}

/* --- Deleting --- */

static void delete_next (LlmKeyringCall *call);

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmKeyringCall) call = user_data;
  g_autoptr (GError) error = NULL;
  gboolean dismissed;

  llm_keyring_prompt_finish (result, &dismissed, &error);
  if (!llm_keyring_call_goes_on (call, error))
    return;
  if (dismissed)
    llm_keyring_call_fail (call, LLM_KEYRING_CLIENT_ERROR_LOCKED, "The prompt was dismissed");
  else if (call->found->len > 0)
    delete_next (call);
  else
    llm_keyring_call_answer (call, GINT_TO_POINTER (TRUE), NULL);
}

/* Some services ask before they delete: the call itself has a timeout, the user has
 * not. */
static void
delete_next (LlmKeyringCall *call)
{
  LlmKeyringClient *self = g_task_get_source_object (call->task);
  g_autofree char *path = g_ptr_array_steal_index_fast (call->found, 0);

  llm_keyring_call_stop_deadline (call);
  llm_keyring_prompt_async (G_DBUS_PROXY (call->service), path, ITEM_INTERFACE, "Delete", NULL,
                            (int) self->deadline_ms, call->cancellable, deleted_cb,
                            llm_keyring_call_ref (call));
}

static void
delete_items (LlmKeyringCall *call, char **paths)
{
  for (guint i = 0; paths[i] != NULL; i++)
    g_ptr_array_add (call->found, g_strdup (paths[i]));
  delete_next (call);
}

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmKeyringCall) call = user_data;
  g_autoptr (GError) error = NULL;
  gboolean cleared;

  cleared = secret_password_clear_finish (result, &error);
  if (!llm_keyring_call_goes_on (call, error))
    return;
  if (cleared)
    llm_keyring_call_answer (call, GINT_TO_POINTER (TRUE), NULL);
  else
    llm_keyring_call_fail (call, LLM_KEYRING_CLIENT_ERROR_NOT_FOUND, "There is no such key");
}

/* --- Listing --- */

static void
add_to_list (LlmKeyringCall *call, const char *provider_id)
{
  if (llm_secret_provider_id_is_valid (provider_id)
      && !g_ptr_array_find_with_equal_func (call->found, provider_id, g_str_equal, NULL))
    g_ptr_array_add (call->found, g_strdup (provider_id));
}

static void
attributes_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmKeyringCall) call = user_data;
  g_autoptr (GVariant) attributes = NULL;
  g_autoptr (GError) error = NULL;
  const char *provider_id;

  attributes = get_property_finish (source, result, "a{ss}", &error);
  if (error != NULL)
    g_debug ("An item of the keyring has no attributes: %s", error->message);
  /* One odd item, or one deleted just now, does not spoil the list. */
  if (!llm_keyring_call_goes_on (call, NULL))
    return;

  if (attributes != NULL && g_variant_lookup (attributes, "provider", "&s", &provider_id))
    add_to_list (call, provider_id);
  if (--call->n_pending == 0)
    answer_list (call);
}

static void
list_items (LlmKeyringCall *call, char **unlocked, char **locked)
{
  guint n_unlocked = MIN (g_strv_length (unlocked), LIST_MAX);
  guint n_locked = MIN (g_strv_length (locked), LIST_MAX);

  call->found_locked = n_locked > 0;
  call->n_pending = n_unlocked + n_locked;
  for (guint i = 0; i < n_unlocked; i++)
    get_property (call, unlocked[i], ITEM_INTERFACE, "Attributes", attributes_cb);
  for (guint i = 0; i < n_locked; i++)
    get_property (call, locked[i], ITEM_INTERFACE, "Attributes", attributes_cb);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmKeyringCall) call = user_data;
  g_autoptr (GError) error = NULL;
  GList *items;

  items = secret_password_search_finish (result, &error);
  if (llm_keyring_call_goes_on (call, error))
    {
      for (GList *l = items; l != NULL; l = l->next)
        {
          g_autoptr (GHashTable) attributes = secret_retrievable_get_attributes (l->data);

          add_to_list (call, g_hash_table_lookup (attributes, "provider"));
        }
      answer_list (call);
    }
  g_list_free_full (items, g_object_unref);
}

/* --- All of them --- */

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmKeyringCall) call = user_data;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) unlocked = NULL;
  g_auto (GStrv) locked = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (!llm_keyring_call_goes_on (call, error))
    return;

  g_variant_get (reply, "(^ao^ao)", &unlocked, &locked);
  if (unlocked[0] == NULL && locked[0] == NULL)
    check_collection (call);
  else if (call->kind == LLM_KEYRING_CALL_LIST)
    list_items (call, unlocked, locked);
  else if (call->kind == LLM_KEYRING_CALL_LOOKUP && unlocked[0] != NULL)
    load_secret (call);
  else if (locked[0] != NULL)
    unlock_or_fail (call, (const char *const *) locked);
  else
    delete_items (call, unlocked);
}

static void
search (LlmKeyringCall *call)
{
  GVariantBuilder attributes;

  g_variant_builder_init (&attributes, G_VARIANT_TYPE ("a{ss}"));
  /* libsecret stores the name of the schema as an attribute like any other. */
  g_variant_builder_add (&attributes, "{ss}", "xdg:schema", schema.name);
  if (call->provider_id != NULL)
    g_variant_builder_add (&attributes, "{ss}", "provider", call->provider_id);

  call_service (call, LLM_SECRET_SERVICE_PATH, LLM_SECRET_SERVICE_INTERFACE, "SearchItems",
                g_variant_new ("(a{ss})", &attributes), "(aoao)", searched_cb);
}

static void
run_with_file (LlmKeyringCall *call)
{
  g_autoptr (GHashTable) attributes = get_attributes (call);

  switch (call->kind)
    {
    case LLM_KEYRING_CALL_LOOKUP:
      secret_password_lookupv (&schema, attributes, call->cancellable, looked_up_cb,
                               llm_keyring_call_ref (call));
      break;
    case LLM_KEYRING_CALL_STORE:
      store (call);
      break;
    case LLM_KEYRING_CALL_DELETE:
      secret_password_clearv (&schema, attributes, call->cancellable, cleared_cb,
                              llm_keyring_call_ref (call));
      break;
    case LLM_KEYRING_CALL_LIST:
    default:
      secret_password_searchv (&schema, attributes, SECRET_SEARCH_ALL, call->cancellable, listed_cb,
                               llm_keyring_call_ref (call));
      break;
    }
}

/**
 * llm_keyring_call_run:
 * @call: a call that is connected
 *
 * Does what @call is for, from the start.
 */
void
llm_keyring_call_run (LlmKeyringCall *call)
{
  if (call->service == NULL)
    run_with_file (call);
  else if (call->kind == LLM_KEYRING_CALL_STORE)
    check_collection (call);
  else
    search (call);
}

/* --- The object --- */

static void
llm_keyring_client_dispose (GObject *object)
{
  LlmKeyringClient *self = LLM_KEYRING_CLIENT (object);

  if (self->connecting != NULL)
    g_cancellable_cancel (self->connecting);

  G_OBJECT_CLASS (llm_keyring_client_parent_class)->dispose (object);
}

static void
llm_keyring_client_finalize (GObject *object)
{
  LlmKeyringClient *self = LLM_KEYRING_CLIENT (object);

  /* A call that was not answered has a reference to its client. */
  g_assert (self->live->len == 0);
  g_assert (self->prompting == NULL);

  g_clear_object (&self->connecting);
  g_ptr_array_unref (self->live);
  g_ptr_array_unref (self->waiting);
  g_ptr_array_unref (self->prompted);

  G_OBJECT_CLASS (llm_keyring_client_parent_class)->finalize (object);
}

static void
llm_keyring_client_class_init (LlmKeyringClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_keyring_client_dispose;
  object_class->finalize = llm_keyring_client_finalize;
}

static void
llm_keyring_client_init (LlmKeyringClient *self)
{
  GDestroyNotify unref = (GDestroyNotify) llm_keyring_call_unref;

  self->live = g_ptr_array_new ();
  self->waiting = g_ptr_array_new_with_free_func (unref);
  self->prompted = g_ptr_array_new_with_free_func (unref);
}

/**
 * llm_keyring_client_new:
 * @deadline_ms: how long the service may take for a call, in milliseconds
 * @hang_memory_ms: how long reading calls are not tried again after one hung
 *
 * Does nothing until the first call.
 *
 * Returns: (transfer full): a new client
 */
LlmKeyringClient *
llm_keyring_client_new (guint deadline_ms, guint hang_memory_ms)
{
  LlmKeyringClient *self = g_object_new (LLM_TYPE_KEYRING_CLIENT, NULL);

  self->deadline_ms = deadline_ms;
  self->hang_memory_ms = hang_memory_ms;
  return self;
}

/**
 * llm_keyring_client_get_state:
 * @self: the client
 *
 * Returns: how the service behaved when it was last asked
 */
LlmKeyringState
llm_keyring_client_get_state (LlmKeyringClient *self)
{
  g_return_val_if_fail (LLM_IS_KEYRING_CLIENT (self), LLM_KEYRING_UNKNOWN);

  return self->state;
}

/**
 * llm_keyring_client_lookup_async:
 * @self: the client
 * @provider_id: a valid provider id
 * @may_prompt: whether to open the service's prompt if the key is locked
 * @cancellable: (nullable):
 * @callback: called when the answer is there
 * @user_data: passed to @callback
 *
 * Looks for the key of @provider_id.
 */
void
llm_keyring_client_lookup_async (LlmKeyringClient *self,
                                 const char *provider_id,
                                 gboolean may_prompt,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (LlmKeyringCall) call = NULL;

  g_return_if_fail (LLM_IS_KEYRING_CLIENT (self));
  g_return_if_fail (llm_secret_provider_id_is_valid (provider_id));

  call = llm_keyring_call_new (self, LLM_KEYRING_CALL_LOOKUP, provider_id, cancellable, callback,
                               user_data);
  call->may_prompt = may_prompt;
  llm_keyring_call_connect (call);
}

/**
 * llm_keyring_client_lookup_finish:
 * @self: the client
 * @result: what the callback was given
 * @error: return location; %LLM_KEYRING_CLIENT_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the key, to be freed with llm_secret_free(), or %NULL
 */
char *
llm_keyring_client_lookup_finish (LlmKeyringClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * llm_keyring_client_store_async:
 * @self: the client
 * @provider_id: a valid provider id
 * @key: its key
 * @may_prompt: whether to open the service's prompt if the keyring is locked, or
 *   there is none yet
 * @cancellable: (nullable):
 * @callback: called when the answer is there
 * @user_data: passed to @callback
 *
 * Stores @key in place of the one that was there.
 */
void
llm_keyring_client_store_async (LlmKeyringClient *self,
                                const char *provider_id,
                                const char *key,
                                gboolean may_prompt,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (LlmKeyringCall) call = NULL;

  g_return_if_fail (LLM_IS_KEYRING_CLIENT (self));
  g_return_if_fail (llm_secret_provider_id_is_valid (provider_id));
  g_return_if_fail (key != NULL);

  call = llm_keyring_call_new (self, LLM_KEYRING_CALL_STORE, provider_id, cancellable, callback,
                               user_data);
  call->may_prompt = may_prompt;
  call->value = secret_value_new (key, -1, "text/plain");
  call->found = g_ptr_array_new_with_free_func (g_free);
  llm_keyring_call_connect (call);
}

/**
 * llm_keyring_client_delete_async:
 * @self: the client
 * @provider_id: a valid provider id
 * @may_prompt: whether to open the service's prompt if the key is locked
 * @cancellable: (nullable):
 * @callback: called when the answer is there
 * @user_data: passed to @callback
 *
 * Deletes all keys of @provider_id.
 */
void
llm_keyring_client_delete_async (LlmKeyringClient *self,
                                 const char *provider_id,
                                 gboolean may_prompt,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (LlmKeyringCall) call = NULL;

  g_return_if_fail (LLM_IS_KEYRING_CLIENT (self));
  g_return_if_fail (llm_secret_provider_id_is_valid (provider_id));

  call = llm_keyring_call_new (self, LLM_KEYRING_CALL_DELETE, provider_id, cancellable, callback,
                               user_data);
  call->may_prompt = may_prompt;
  call->found = g_ptr_array_new_with_free_func (g_free);
  llm_keyring_call_connect (call);
}

/**
 * llm_keyring_client_write_finish:
 * @self: the client
 * @result: what the callback was given
 * @error: return location; %LLM_KEYRING_CLIENT_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the key was stored or deleted
 */
gboolean
llm_keyring_client_write_finish (LlmKeyringClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

/**
 * llm_keyring_client_list_async:
 * @self: the client
 * @cancellable: (nullable):
 * @callback: called when the answer is there
 * @user_data: passed to @callback
 *
 * Lists whose keys are there, without prompting.  Locked ones are listed if the
 * service tells about them.
 */
void
llm_keyring_client_list_async (LlmKeyringClient *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (LlmKeyringCall) call = NULL;

  g_return_if_fail (LLM_IS_KEYRING_CLIENT (self));

  call = llm_keyring_call_new (self, LLM_KEYRING_CALL_LIST, NULL, cancellable, callback, user_data);
  call->found = g_ptr_array_new_with_free_func (g_free);
  llm_keyring_call_connect (call);
}

/**
 * llm_keyring_client_list_finish:
 * @self: the client
 * @result: what the callback was given
 * @error: return location; %LLM_KEYRING_CLIENT_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (array zero-terminated=1): provider ids, or %NULL
 */
char **
llm_keyring_client_list_finish (LlmKeyringClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
