/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-service.h"

#include <string.h>

#define ROOT "/org/freedesktop/secrets"
#define COLLECTION ROOT "/collection/test"
#define ITEM COLLECTION "/1"
#define ALIAS ROOT "/aliases/default"
#define SESSION ROOT "/session/1"
#define PROMPT ROOT "/prompt/1"

static const char xml[]
    = "<node>"
      "<interface name='org.freedesktop.Secret.Service'>"
      "<method name='OpenSession'><arg type='s' direction='in'/><arg type='v' direction='in'/>"
      "<arg type='v' direction='out'/><arg type='o' direction='out'/></method>"
      "<method name='CreateCollection'><arg type='a{sv}' direction='in'/>"
      "<arg type='s' direction='in'/><arg type='o' direction='out'/>"
      "<arg type='o' direction='out'/></method>"
      "<method name='SearchItems'><arg type='a{ss}' direction='in'/>"
      "<arg type='ao' direction='out'/><arg type='ao' direction='out'/></method>"
      "<method name='Unlock'><arg type='ao' direction='in'/><arg type='ao' direction='out'/>"
      "<arg type='o' direction='out'/></method>"
      "<method name='GetSecrets'><arg type='ao' direction='in'/><arg type='o' direction='in'/>"
      "<arg type='a{o(oayays)}' direction='out'/></method>"
      "<method name='ReadAlias'><arg type='s' direction='in'/><arg type='o' direction='out'/>"
      "</method></interface>"
      "<interface name='org.freedesktop.Secret.Collection'>"
      "<method name='CreateItem'><arg type='a{sv}' direction='in'/>"
      "<arg type='(oayays)' direction='in'/><arg type='b' direction='in'/>"
      "<arg type='o' direction='out'/><arg type='o' direction='out'/></method>"
      "</interface>"
      "<interface name='org.freedesktop.Secret.Item'>"
      "<method name='Delete'><arg type='o' direction='out'/></method>"
      "</interface>"
      "<interface name='org.freedesktop.Secret.Prompt'>"
      "<method name='Prompt'><arg type='s' direction='in'/></method>"
      "<method name='Dismiss'/>"
      "</interface>"
      "<interface name='org.freedesktop.DBus.Properties'>"
      "<method name='Get'><arg type='s' direction='in'/><arg type='s' direction='in'/>"
      "<arg type='v' direction='out'/></method>"
      "<method name='GetAll'><arg type='s' direction='in'/>"
      "<arg type='a{sv}' direction='out'/></method>"
      "</interface>"
      "</node>";

static const char *const no_paths[] = { NULL };
static const char *const item_paths[] = { ITEM, NULL };

/* What the prompt was for happens when it is accepted. */
static void
finish_prompt (FakeService *service, gboolean dismissed)
{
  g_autofree char *method = g_steal_pointer (&service->prompt_method);
  GVariant *value = g_variant_new_string ("");

  if (!dismissed && strcmp (method, "Unlock") == 0)
    {
      service->locked = FALSE;
      value = g_variant_new_objv (item_paths, -1);
    }
  else if (!dismissed && strcmp (method, "CreateCollection") == 0)
    {
      service->no_collection = FALSE;
      value = g_variant_new_object_path (COLLECTION);
    }
  else if (!dismissed && strcmp (method, "Delete") == 0)
    {
      fake_service_set_key (service, NULL);
    }

  g_dbus_connection_emit_signal (service->bus, NULL, service->open_prompt,
                                 "org.freedesktop.Secret.Prompt", "Completed",
                                 g_variant_new ("(bv)", dismissed, value), NULL);
  g_clear_pointer (&service->open_prompt, g_free);
}

static const char *
open_prompt (FakeService *service, const char *method)
{
  g_free (service->prompt_method);
  service->prompt_method = g_strdup (method);
  return PROMPT;
}

static void
prompt (FakeService *service, GDBusMethodInvocation *invocation, const char *path)
{
  service->n_prompts++;
  if (service->prompt == FAKE_PROMPT_REFUSED)
    {
      g_dbus_method_invocation_return_dbus_error (invocation, "org.example.NoPrompter",
                                                  "There is nobody to ask");
      return;
    }

  g_dbus_method_invocation_return_value (invocation, NULL);
  service->open_prompt = g_strdup (path);
  if (service->prompt != FAKE_PROMPT_OPEN)
    finish_prompt (service, service->prompt == FAKE_PROMPT_DISMISSED);
}

static GVariant *
make_secret (FakeService *service)
{
  return g_variant_new (
      "(o@ay@ays)", SESSION, g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, NULL, 0, 1),
      g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, service->key, strlen (service->key), 1),
      service->content_type);
}

static GVariant *
get_secrets (FakeService *service)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{o(oayays)}"));
  if (service->key != NULL && !service->locked)
    g_variant_builder_add (&builder, "{o@(oayays)}", ITEM, make_secret (service));
  return g_variant_new ("(a{o(oayays)})", &builder);
}

static void
store (FakeService *service, GVariant *parameters)
{
  g_autoptr (GVariant) secret = g_variant_get_child_value (parameters, 1);
  g_autoptr (GVariant) value = g_variant_get_child_value (secret, 2);
  gsize length;
  const char *bytes = g_variant_get_fixed_array (value, &length, 1);
  g_autofree char *key = g_strndup (bytes, length);

  fake_service_set_key (service, key);
}

static GVariant *
get_property (const char *name, FakeService *service)
{
  GVariantBuilder builder;

  if (strcmp (name, "Locked") == 0)
    return g_variant_new_boolean (service->locked);

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_variant_builder_add (&builder, "{ss}", "provider", "openai");
  return g_variant_builder_end (&builder);
}

/* The reply to @method, or NULL if it is not one of the service's or collection's. */
static GVariant *
get_reply (FakeService *service, const char *method, GVariant *parameters)
{
  gboolean asks = service->locked;
  const char *name;

  if (strcmp (method, "SearchItems") == 0)
    return g_variant_new ("(^ao^ao)",
                          service->key != NULL && !service->locked ? item_paths : no_paths,
                          service->key != NULL && service->locked ? item_paths : no_paths);
  if (strcmp (method, "Unlock") == 0)
    {
      service->n_unlocks++;
      return g_variant_new ("(^aoo)", asks ? no_paths : item_paths,
                            asks ? open_prompt (service, method) : "/");
    }
  if (strcmp (method, "CreateCollection") == 0)
    return g_variant_new ("(oo)", "/", open_prompt (service, method));
  if (strcmp (method, "GetSecrets") == 0)
    return get_secrets (service);
  if (strcmp (method, "ReadAlias") == 0)
    return g_variant_new ("(o)", service->no_collection ? "/" : COLLECTION);
  if (strcmp (method, "Get") == 0)
    {
      g_variant_get_child (parameters, 1, "&s", &name);
      return g_variant_new ("(v)", get_property (name, service));
    }
  if (strcmp (method, "GetAll") == 0)
    return g_variant_new ("(a{sv})", NULL);
  if (strcmp (method, "CreateItem") == 0)
    {
      store (service, parameters);
      return g_variant_new ("(oo)", ITEM, "/");
    }
  if (strcmp (method, "Delete") == 0)
    {
      if (service->delete_prompts)
        return g_variant_new ("(o)", open_prompt (service, method));
      fake_service_set_key (service, NULL);
      return g_variant_new ("(o)", "/");
    }
  return NULL;
}

static void
send_odd_reply (FakeService *service, GDBusMethodInvocation *invocation)
{
  g_autoptr (GDBusMessage) reply
      = g_dbus_message_new_method_reply (g_dbus_method_invocation_get_message (invocation));

  /* Past the check of GDBus that what is returned is what was announced. */
  g_dbus_message_set_body (reply, g_variant_new ("(u)", 42));
  g_dbus_connection_send_message (service->bus, reply, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
  g_object_unref (invocation);
}

static void
method_call_cb (GDBusConnection *bus,
                const char *sender,
                const char *object_path,
                const char *interface,
                const char *method,
                GVariant *parameters,
                GDBusMethodInvocation *invocation,
                gpointer user_data)
{
  FakeService *service = user_data;
  const char *algorithm;

  if (g_strcmp0 (method, service->silent_method) == 0)
    {
      g_ptr_array_add (service->unanswered, invocation);
    }
  else if (g_strcmp0 (method, service->odd_method) == 0)
    {
      send_odd_reply (service, invocation);
    }
  else if (strcmp (method, "OpenSession") == 0)
    {
      g_variant_get_child (parameters, 0, "&s", &algorithm);
      if (strcmp (algorithm, "plain") == 0)
        g_dbus_method_invocation_return_value (
            invocation, g_variant_new ("(vo)", g_variant_new_string (""), SESSION));
      else
        g_dbus_method_invocation_return_error_literal (
            invocation, G_DBUS_ERROR, G_DBUS_ERROR_NOT_SUPPORTED, "Only plain is supported");
    }
  else if (strcmp (method, "Prompt") == 0)
    {
      prompt (service, invocation, object_path);
    }
  else if (strcmp (method, "Dismiss") == 0)
    {
      service->n_closed++;
      g_dbus_method_invocation_return_value (invocation, NULL);
      if (service->open_prompt != NULL)
        finish_prompt (service, TRUE);
    }
  else
    {
      GVariant *reply = get_reply (service, method, parameters);

      g_assert_nonnull (reply);
      g_dbus_method_invocation_return_value (invocation, reply);
    }
}

static void
name_acquired_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
register_object (FakeService *service, GDBusNodeInfo *node, const char *path, const char *interface)
{
  static const GDBusInterfaceVTable vtable = { .method_call = method_call_cb };
  const char *const interfaces[] = { interface, "org.freedesktop.DBus.Properties" };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (interfaces); i++)
    {
      g_dbus_connection_register_object (service->bus, path,
                                         g_dbus_node_info_lookup_interface (node, interfaces[i]),
                                         &vtable, service, NULL, &error);
      g_assert_no_error (error);
    }
}

FakeService *
fake_service_new (const char *bus_address)
{
  FakeService *service = g_new0 (FakeService, 1);
  g_autoptr (GDBusNodeInfo) node = NULL;
  g_autoptr (GError) error = NULL;
  gboolean acquired = FALSE;

  service->unanswered = g_ptr_array_new_with_free_func (g_object_unref);
  fake_service_reset (service);
  service->bus = g_dbus_connection_new_for_address_sync (
      bus_address,
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, &error);
  g_assert_no_error (error);

  node = g_dbus_node_info_new_for_xml (xml, &error);
  g_assert_no_error (error);
  register_object (service, node, ROOT, "org.freedesktop.Secret.Service");
  register_object (service, node, COLLECTION, "org.freedesktop.Secret.Collection");
  register_object (service, node, ALIAS, "org.freedesktop.Secret.Collection");
  register_object (service, node, ITEM, "org.freedesktop.Secret.Item");
  register_object (service, node, PROMPT, "org.freedesktop.Secret.Prompt");

  service->owner_id = g_bus_own_name_on_connection (service->bus, "org.freedesktop.secrets",
                                                    G_BUS_NAME_OWNER_FLAGS_NONE, name_acquired_cb,
                                                    NULL, &acquired, NULL);
  while (!acquired)
    g_main_context_iteration (NULL, TRUE);
  return service;
}

void
fake_service_reset (FakeService *service)
{
  GPtrArray *unanswered = service->unanswered;
  GDBusConnection *bus = service->bus;
  guint owner_id = service->owner_id;

  g_free (service->key);
  g_free (service->open_prompt);
  g_free (service->prompt_method);
  memset (service, 0, sizeof *service);
  service->unanswered = unanswered;
  service->bus = bus;
  service->owner_id = owner_id;
  service->content_type = "text/plain";

  fake_service_answer_late (service, "org.example.Late");
}

/* An error for each call that was not answered. */
void
fake_service_answer_late (FakeService *service, const char *error_name)
{
  while (service->unanswered->len > 0)
    g_dbus_method_invocation_return_dbus_error (
        g_ptr_array_steal_index_fast (service->unanswered, 0), error_name, "Too late");
}

void
fake_service_set_key (FakeService *service, const char *key)
{
  g_free (service->key);
  service->key = g_strdup (key);
}

void
fake_service_close_prompt (FakeService *service, gboolean dismissed)
{
  g_assert_nonnull (service->open_prompt);
  finish_prompt (service, dismissed);
}

/* It leaves the bus, with whatever it has not answered. */
void
fake_service_free (FakeService *service)
{
  g_ptr_array_set_size (service->unanswered, 0);
  g_bus_unown_name (service->owner_id);
  g_dbus_connection_close_sync (service->bus, NULL, NULL);
  g_object_unref (service->bus);
  g_ptr_array_unref (service->unanswered);
  g_free (service->key);
  g_free (service->open_prompt);
  g_free (service->prompt_method);
  g_free (service);
}
