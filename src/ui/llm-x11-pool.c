/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-x11-pool.h"

#ifdef HAVE_X11
#include <cairo-xlib.h>
#include <gdk/x11/gdkx.h>

/* The pool is made for its first image and is of no use to larger ones: as large as a
 * frame may be.  Pages that nobody draws in cost nothing. */
#define MAX_WIDTH 2560
#define MAX_HEIGHT 1600

static void
destroy_surface (gpointer surface)
{
  cairo_surface_destroy (surface);
}
#endif

/**
 * llm_x11_pool_keep:
 * @native: a window that has been realized
 *
 * Keeps cairo from giving back the shared memory that it draws through on X11.  It does so
 * after each frame that needed it, and the 64 MB are faulted in again for the next one,
 * which costs up to 40 ms; an image in there keeps them.  Does nothing on Wayland
 * and without cairo's part for X11.
 */
void
llm_x11_pool_keep (GtkNative *native)
{
#ifdef HAVE_X11
  GdkDisplay *display;
  Display *xdisplay;
  XWindowAttributes attributes;
  cairo_surface_t *window, *image;
  Window xid;

  g_return_if_fail (GTK_IS_NATIVE (native));

  display = gtk_widget_get_display (GTK_WIDGET (native));
  if (!GDK_IS_X11_DISPLAY (display)
      || g_object_get_data (G_OBJECT (display), "llm-x11-pool") != NULL)
    return;
  xdisplay = gdk_x11_display_get_xdisplay (display);
  xid = gdk_x11_surface_get_xid (gtk_native_get_surface (native));
  gdk_x11_display_error_trap_push (display);
  if (XGetWindowAttributes (xdisplay, xid, &attributes) != 0)
    {
      window = cairo_xlib_surface_create (xdisplay, xid, attributes.visual, attributes.width,
                                          attributes.height);
      image = cairo_surface_create_similar_image (
          window, CAIRO_FORMAT_ARGB32, MIN (WidthOfScreen (attributes.screen), MAX_WIDTH),
          MIN (HeightOfScreen (attributes.screen), MAX_HEIGHT));
      cairo_surface_destroy (window);
      g_object_set_data_full (G_OBJECT (display), "llm-x11-pool", image, destroy_surface);
    }
  gdk_x11_display_error_trap_pop_ignored (display);
#else
  (void) native;
#endif
}
