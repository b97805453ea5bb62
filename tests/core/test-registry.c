/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-registry.h"

#include "llm-error.h"
#include "llm-fake-cache.h"
#include "llm-fake-secrets.h"
#include "llm-test-home.h"

#include <string.h>

#define HOUR (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
#define START (G_GINT64_CONSTANT (1790000000) * G_USEC_PER_SEC)

/* --- A provider whose list the test decides on --- */

#define LISTER_TYPE_PROVIDER (lister_provider_get_type ())
G_DECLARE_FINAL_TYPE (ListerProvider, lister_provider, LISTER, PROVIDER, GObject)

struct _ListerProvider
{
  GObject parent_instance;

  const char *id;
  LlmProviderFlags flags;
  const char *answer; /* an id; "304"; NULL: no connection */
  const char *etag;
  char *asked_etag;
  guint n_asked;
  GTask *held;
  gboolean hold;
};

static const char *
lister_get_id (LlmProvider *provider)
{
  return LISTER_PROVIDER (provider)->id;
}

static LlmProviderFlags
lister_get_flags (LlmProvider *provider)
{
  return LISTER_PROVIDER (provider)->flags;
}

static void
answer (ListerProvider *self, GTask *task)
{
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func (g_object_unref);
  LlmModelFacts facts;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->answer == NULL)
    {
      g_task_return_error (task, llm_error_new (LLM_ERROR_NETWORK, NULL, NULL));
      return;
    }
  if (strcmp (self->answer, "304") == 0)
    {
      g_task_return_pointer (task, llm_model_list_new_not_modified (),
                             (GDestroyNotify) llm_model_list_free);
      return;
    }
  llm_model_facts_init (&facts);
  facts.provider_id = self->id;
  facts.id = self->answer;
  g_ptr_array_add (models, llm_model_new (&facts));
  g_task_return_pointer (task, llm_model_list_new (models, self->etag),
                         (GDestroyNotify) llm_model_list_free);
}

static void
lister_list_models_async (LlmProvider *provider,
                          const char *etag,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  ListerProvider *self = LISTER_PROVIDER (provider);
  g_autoptr (GTask) task = g_task_new (provider, cancellable, callback, user_data);

  self->n_asked++;
  g_free (self->asked_etag);
  self->asked_etag = g_strdup (etag);
  if (self->hold)
    self->held = g_steal_pointer (&task);
  else
    answer (self, task);
}

static void
lister_provider_iface_init (LlmProviderInterface *iface)
{
  iface->get_id = lister_get_id;
  iface->get_name = lister_get_id;
  iface->get_flags = lister_get_flags;
  iface->list_models_async = lister_list_models_async;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ListerProvider,
                               lister_provider,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_PROVIDER,
                                                      lister_provider_iface_init))

static void
lister_provider_finalize (GObject *object)
{
  g_free (LISTER_PROVIDER (object)->asked_etag);

  G_OBJECT_CLASS (lister_provider_parent_class)->finalize (object);
}

static void
lister_provider_class_init (ListerProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lister_provider_finalize;
}

static void
lister_provider_init (ListerProvider *self)
{
}

/* --- The fixture --- */

typedef struct
{
  LlmCatalog *catalog;
  GListStore *providers;
  LlmFakeSecrets *secrets;
  FakeCache *cache;
  LlmSettings *settings;
  LlmRegistry *registry;
  ListerProvider *vendor;
  ListerProvider *server;
  gint64 now;
  guint n_changed;
} Fixture;

static gint64
get_now (gpointer user_data)
{
  return ((Fixture *) user_data)->now;
}

static void
set_now (Fixture *fixture, gint64 now)
{
  fixture->now = now;
  fake_cache_set_now (fixture->cache, now);
}

static void
changed_cb (LlmRegistry *registry, const char *provider_id, gpointer user_data)
{
  ((Fixture *) user_data)->n_changed++;
}

static ListerProvider *
add_provider (Fixture *fixture, const char *id, LlmProviderFlags flags, const char *first)
{
  ListerProvider *provider = g_object_new (LISTER_TYPE_PROVIDER, NULL);

  provider->id = id;
  provider->flags = flags;
  provider->answer = first;
  g_list_store_append (fixture->providers, provider);
  return provider;
}

/* As after another start of the program: only the cache is left. */
static void
restart (Fixture *fixture)
{
  g_clear_object (&fixture->registry);
  g_clear_object (&fixture->catalog);
  fixture->catalog = llm_catalog_new ();
  fixture->registry = llm_registry_new (fixture->catalog, G_LIST_MODEL (fixture->providers),
                                        LLM_SECRETS (fixture->secrets), LLM_CACHE (fixture->cache),
                                        fixture->settings);
  llm_registry_set_clock (fixture->registry, get_now, fixture);
  g_signal_connect (fixture->registry, "changed", G_CALLBACK (changed_cb), fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->providers = g_list_store_new (LLM_TYPE_PROVIDER);
  fixture->secrets = llm_fake_secrets_new ();
  fixture->cache = fake_cache_new ();
  fixture->settings = llm_settings_new (&error);
  g_assert_no_error (error);
  fixture->vendor = add_provider (fixture, "vendor", LLM_PROVIDER_NEEDS_KEY, "v1");
  fixture->server = add_provider (fixture, "server", LLM_PROVIDER_TAKES_KEY, "s1");
  llm_secrets_set_session_key (LLM_SECRETS (fixture->secrets), "vendor", "a-key-of-a-test");
  set_now (fixture, START);
  restart (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (g_steal_pointer (&fixture->registry));
  g_clear_object (&fixture->catalog);
  g_clear_object (&fixture->settings);
  g_clear_object (&fixture->cache);
  g_clear_object (&fixture->secrets);
  g_clear_object (&fixture->providers);
  g_assert_finalize_object (fixture->vendor);
  g_assert_finalize_object (fixture->server);
}

static void
keep_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static int
compare_words_cb (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* "id=outcome(models)" of each. */
static void
assert_refresh (Fixture *fixture, const char *provider_id, gboolean force, const char *expected)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = NULL;

  llm_registry_refresh_async (fixture->registry, provider_id, force, NULL, keep_cb, &result);
  results = llm_registry_refresh_finish (fixture->registry, wait_for (&result), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < results->len; i++)
    {
      const LlmRegistryResult *one = results->pdata[i];

      g_assert_cmpint (one->outcome == LLM_REGISTRY_FAILED, ==, one->error != NULL);
      g_ptr_array_add (words, g_strdup_printf ("%s=%s(%u)", one->provider_id,
                                               llm_registry_outcome_to_string (one->outcome),
                                               one->n_models));
    }
  g_ptr_array_sort (words, compare_words_cb);
  g_ptr_array_add (words, NULL);
  text = g_strjoinv (" ", (char **) words->pdata);
  g_assert_cmpstr (text, ==, expected);
}

static gboolean
knows (Fixture *fixture, const char *provider_id, const char *id)
{
  return llm_catalog_lookup (fixture->catalog, provider_id, id) != NULL;
}

static void
load (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  llm_registry_load_async (fixture->registry, NULL, keep_cb, &result);
  g_assert_true (llm_registry_load_finish (fixture->registry, wait_for (&result), &error));
  g_assert_no_error (error);
}

/* --- Tests --- */

/* A day is a day, not a microsecond less, and survives a restart. */
static void
test_day (Fixture *fixture, gconstpointer data)
{
  assert_refresh (fixture, NULL, FALSE, "server=updated(1) vendor=updated(1)");
  g_assert_true (knows (fixture, "vendor", "v1"));
  g_assert_cmpint (llm_registry_get_fetched_at (fixture->registry, "vendor"), ==, START);
  g_assert_cmpuint (fake_cache_get_n_stored (fixture->cache), ==, 2);

  set_now (fixture, START + 24 * HOUR - 1);
  fixture->vendor->answer = "v2";
  assert_refresh (fixture, NULL, FALSE, "server=fresh(1) vendor=fresh(1)");
  restart (fixture);
  g_assert_false (knows (fixture, "vendor", "v1"));
  load (fixture);
  g_assert_true (knows (fixture, "vendor", "v1"));
  g_assert_cmpint (llm_registry_get_fetched_at (fixture->registry, "vendor"), ==, START);
  assert_refresh (fixture, NULL, FALSE, "server=fresh(1) vendor=fresh(1)");
  g_assert_cmpuint (fixture->vendor->n_asked, ==, 1);

  set_now (fixture, START + 24 * HOUR);
  assert_refresh (fixture, "vendor", FALSE, "vendor=updated(1)");
  g_assert_false (knows (fixture, "vendor", "v1"));
  g_assert_true (knows (fixture, "vendor", "v2"));
  g_assert_cmpuint (fixture->server->n_asked, ==, 1);

  /* A clock that was set back. */
  set_now (fixture, START - HOUR);
  assert_refresh (fixture, "vendor", FALSE, "vendor=updated(1)");
}

static void
test_etag (Fixture *fixture, gconstpointer data)
{
  fixture->vendor->etag = "\"one\"";
  assert_refresh (fixture, "vendor", TRUE, "vendor=updated(1)");
  g_assert_null (fixture->vendor->asked_etag);
  restart (fixture);
  set_now (fixture, START + HOUR);
  fixture->vendor->answer = "304";
  assert_refresh (fixture, "vendor", TRUE, "vendor=not-modified(1)");
  g_assert_cmpstr (fixture->vendor->asked_etag, ==, "\"one\"");
  g_assert_cmpint (llm_registry_get_fetched_at (fixture->registry, "vendor"), ==, START + HOUR);
  /* Its day begins anew, also after a restart. */
  restart (fixture);
  set_now (fixture, START + 24 * HOUR);
  assert_refresh (fixture, "vendor", FALSE, "vendor=fresh(1)");
  g_assert_true (knows (fixture, "vendor", "v1"));
}

/* Offline: what was known stays, with its age and the reason. */
static void
test_failure (Fixture *fixture, gconstpointer data)
{
  assert_refresh (fixture, "vendor", FALSE, "vendor=updated(1)");
  set_now (fixture, START + 48 * HOUR);
  fixture->vendor->answer = NULL;
  assert_refresh (fixture, "vendor", FALSE, "vendor=failed(1)");
  g_assert_true (knows (fixture, "vendor", "v1"));
  g_assert_cmpint (llm_registry_get_fetched_at (fixture->registry, "vendor"), ==, START);
  g_assert_error (llm_registry_get_error (fixture->registry, "vendor"), LLM_ERROR,
                  LLM_ERROR_NETWORK);
  fixture->vendor->answer = "v3";
  assert_refresh (fixture, "vendor", FALSE, "vendor=updated(1)");
  g_assert_no_error (llm_registry_get_error (fixture->registry, "vendor"));
  /* 304 to somebody who knows nothing. */
  fixture->server->answer = "304";
  assert_refresh (fixture, "server", TRUE, "server=failed(0)");
}

static void
test_no_key (Fixture *fixture, gconstpointer data)
{
  llm_secrets_set_session_key (LLM_SECRETS (fixture->secrets), "vendor", NULL);
  assert_refresh (fixture, NULL, TRUE, "server=updated(1) vendor=no-key(0)");
  g_assert_cmpuint (fixture->vendor->n_asked, ==, 0);
  g_assert_cmpuint (llm_fake_secrets_get_n_lookups (fixture->secrets), ==, 0);
  fixture->server->flags |= LLM_PROVIDER_CANNED;
  assert_refresh (fixture, "server", TRUE, "server=no-list(1)");
  assert_refresh (fixture, "nobody", TRUE, "");
}

static void
test_broken_cache (Fixture *fixture, gconstpointer data)
{
  fake_cache_set_broken (fixture->cache, TRUE);
  assert_refresh (fixture, "vendor", FALSE, "vendor=updated(1)");
  g_assert_true (knows (fixture, "vendor", "v1"));
}

/* Two who want to know are one question; who gives up does not stop the other. */
static void
test_together (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GTask) held = NULL;
  g_autoptr (GError) error = NULL;

  fixture->vendor->hold = TRUE;
  llm_registry_refresh_async (fixture->registry, "vendor", TRUE, cancellable, keep_cb, &first);
  llm_registry_refresh_async (fixture->registry, "vendor", TRUE, NULL, keep_cb, &second);
  while (fixture->vendor->held == NULL)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_true (llm_registry_is_refreshing (fixture->registry, "vendor"));
  g_cancellable_cancel (cancellable);
  g_assert_null (llm_registry_refresh_finish (fixture->registry, wait_for (&first), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (second);

  held = g_steal_pointer (&fixture->vendor->held);
  answer (fixture->vendor, held);
  results = llm_registry_refresh_finish (fixture->registry, wait_for (&second), NULL);
  g_assert_cmpuint (results->len, ==, 1);
  g_assert_cmpint (((LlmRegistryResult *) results->pdata[0])->outcome, ==, LLM_REGISTRY_UPDATED);
  g_assert_cmpuint (fixture->vendor->n_asked, ==, 1);
  g_assert_false (llm_registry_is_refreshing (fixture->registry, "vendor"));
}

/* Whoever alone waits and gives up stops the question. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GTask) held = NULL;
  g_autoptr (GError) error = NULL;

  fixture->vendor->hold = TRUE;
  llm_registry_refresh_async (fixture->registry, "vendor", TRUE, cancellable, keep_cb, &result);
  while (fixture->vendor->held == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  g_assert_null (llm_registry_refresh_finish (fixture->registry, wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  held = g_steal_pointer (&fixture->vendor->held);
  g_assert_true (g_cancellable_is_cancelled (g_task_get_cancellable (held)));
  answer (fixture->vendor, held);
  while (llm_registry_is_refreshing (fixture->registry, "vendor"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (knows (fixture, "vendor", "v1"));
}

/* The list of a server that is gone goes with it. */
static void
test_gone (Fixture *fixture, gconstpointer data)
{
  assert_refresh (fixture, "server", FALSE, "server=updated(1)");
  g_assert_true (knows (fixture, "server", "s1"));
  fixture->n_changed = 0;
  g_list_store_remove (fixture->providers, 1);
  g_assert_false (knows (fixture, "server", "s1"));
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_cmpint (llm_registry_get_fetched_at (fixture->registry, "server"), ==, 0);
}

/* What answers on a port that is set up is nothing new, and ids stay apart. */
static void
test_pick_new (void)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_endpoint_free);
  g_autoptr (GPtrArray) configured
      = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_endpoint_free);
  g_autoptr (GPtrArray) picked = NULL;

  g_ptr_array_add (found, llm_endpoint_new ("ollama", "Ollama", "http://127.0.0.1:11434/v1"));
  g_ptr_array_add (found, llm_endpoint_new ("llamacpp", "llama.cpp", "http://127.0.0.1:8080/v1"));
  g_ptr_array_add (found, llm_endpoint_new ("llamacpp", "llama.cpp", "http://127.0.0.1:9931/v1"));
  g_ptr_array_add (found, llm_endpoint_new ("vllm", "vLLM", "http://127.0.0.1:8000/v1"));
  g_ptr_array_add (configured, llm_endpoint_new ("x", "Mine", "http://localhost:11434/v1"));
  g_ptr_array_add (configured, llm_endpoint_new ("vllm", "Far", "http://example.com:8000/v1"));
  picked = llm_prober_pick_new (found, configured);
  g_assert_cmpuint (picked->len, ==, 3);
  g_assert_cmpstr (((LlmEndpoint *) picked->pdata[0])->id, ==, "llamacpp");
  g_assert_cmpstr (((LlmEndpoint *) picked->pdata[1])->id, ==, "llamacpp-2");
  g_assert_cmpstr (((LlmEndpoint *) picked->pdata[2])->id, ==, "vllm-2");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/registry/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  char *home = llm_test_home_begin ();
  int status;

  g_test_init (&argc, &argv, NULL);
  ADD ("day", test_day);
  ADD ("etag", test_etag);
  ADD ("failure", test_failure);
  ADD ("no-key", test_no_key);
  ADD ("broken-cache", test_broken_cache);
  ADD ("together", test_together);
  ADD ("cancel", test_cancel);
  ADD ("gone", test_gone);
  g_test_add_func ("/registry/pick-new", test_pick_new);
  status = g_test_run ();
  llm_test_home_end (home);
  return status;
}
