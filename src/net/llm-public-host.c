/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-public-host.h"

#include <string.h>

/* What is not routed in the internet (RFC 6890), so that it may be a machine nearby.
 * 198.18.0.0/15, for measuring networks, is left out: VPN programs answer with it for
 * every name there is. */
static const struct
{
  guint32 network;
  guint bits;
} private_networks[] = {
  { 0x00000000, 8 },  /* 0.0.0.0: this computer */
  { 0x0a000000, 8 },  /* 10.0.0.0: private */
  { 0x64400000, 10 }, /* 100.64.0.0: behind a provider's or a VPN's translation */
  { 0x7f000000, 8 },  /* 127.0.0.0: loopback */
  { 0xa9fe0000, 16 }, /* 169.254.0.0: link-local, and the metadata of clouds */
  { 0xac100000, 12 }, /* 172.16.0.0: private */
  { 0xc0000000, 24 }, /* 192.0.0.0: protocols */
  { 0xc0a80000, 16 }, /* 192.168.0.0: private */
  { 0xe0000000, 3 },  /* 224.0.0.0: multicast, reserved, broadcast */
};

/* Names of networks at home and at work (RFC 6761, 6762, 8375, and ICANN's "internal"). */
static const char *const private_domains[]
    = { "localhost", "local", "internal", "intranet", "lan", "home", "home.arpa" };

static gboolean
is_public_v4 (const guint8 *bytes)
{
  const guint32 address
      = (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];

  for (guint i = 0; i < G_N_ELEMENTS (private_networks); i++)
    {
      if ((address ^ private_networks[i].network) >> (32 - private_networks[i].bits) == 0)
        return FALSE;
    }
  return TRUE;
}

/* Only 2000::/3 is given out; what carries an IPv4 address in it is judged by that. */
static gboolean
is_public_v6 (const guint8 *bytes)
{
  static const guint8 mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
  static const guint8 nat64[12] = { 0x00, 0x64, 0xff, 0x9b };
  static const guint8 teredo[4] = { 0x20, 0x01, 0x00, 0x00 };
  static const guint8 six_to_four[2] = { 0x20, 0x02 };

  if (memcmp (bytes, mapped, sizeof mapped) == 0 || memcmp (bytes, nat64, sizeof nat64) == 0)
    return is_public_v4 (bytes + 12);
  if (memcmp (bytes, six_to_four, sizeof six_to_four) == 0)
    return is_public_v4 (bytes + 2);
  return bytes[0] >> 5 == 1 && memcmp (bytes, teredo, sizeof teredo) != 0;
}

/**
 * llm_address_is_public:
 * @address: an address
 *
 * Returns: whether it is one of the internet: not loopback, link-local, private, shared,
 *   multicast or reserved, nor one of these within an IPv6 address
 */
gboolean
llm_address_is_public (GInetAddress *address)
{
  const guint8 *bytes;

  g_return_val_if_fail (G_IS_INET_ADDRESS (address), FALSE);

  bytes = g_inet_address_to_bytes (address);
  return g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4 ? is_public_v4 (bytes)
                                                                     : is_public_v6 (bytes);
}

static gboolean
has_domain (const char *host, const char *domain)
{
  const gsize length = strlen (host);
  const gsize n = strlen (domain);

  return length >= n && g_ascii_strcasecmp (host + length - n, domain) == 0
         && (length == n || host[length - n - 1] == '.');
}

/**
 * llm_host_is_public:
 * @host: (nullable): the host of a URL, without brackets
 *
 * Judges by the name alone: one of the internet may still lead to an address nearby.
 *
 * Returns: whether @host is a public address, or a name that is not one of a network at
 *   home or at work
 */
gboolean
llm_host_is_public (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;
  g_autofree char *name = NULL;
  gsize length = host != NULL ? strlen (host) : 0;

  if (length > 0 && host[length - 1] == '.')
    length--;
  name = g_strndup (host, length);
  if (length == 0)
    return FALSE;

  address = g_inet_address_new_from_string (name);
  if (address != NULL)
    return llm_address_is_public (address);
  /* One label may be any machine nearby, or a number that is read as an address; a
   * colon is an IPv6 address with the name of an interface. */
  if (strchr (name, '.') == NULL || strchr (name, ':') != NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (private_domains); i++)
    {
      if (has_domain (name, private_domains[i]))
        return FALSE;
    }
  return TRUE;
}
