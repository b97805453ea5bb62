# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# What must be on the machine, how to see whether it is, and the package it is in.
#
#   check | Debian | Fedora | Arch | what it is for
#
# A check is pc:MODULE>=VERSION (pkg-config), cmd:PROGRAM, file:PATTERN,
# meson:VERSION or gir:NAMESPACE-VERSION.  Checks are quick, so that a machine that has
# everything is not asked to install anything.
: "${root:?}"

build_needs() {
  cat <<'TABLE'
cmd:cc|gcc|gcc|gcc|C compiler
file:/usr/include/stdio.h|libc6-dev|glibc-devel|glibc|headers of the C library
meson:1.0|meson|meson|meson|build system
cmd:ninja|ninja-build|ninja-build|ninja|build system
cmd:pkg-config|pkg-config|pkgconf-pkg-config|pkgconf|finds the libraries
cmd:msgfmt|gettext|gettext|gettext|translations
cmd:itstool|itstool|itstool|itstool|translations of the help
cmd:glib-compile-resources|libglib2.0-dev|glib2-devel|glib2-devel|resources in the program
cmd:update-desktop-database|desktop-file-utils|desktop-file-utils|desktop-file-utils|makes the program known to the desktop
pc:gio-unix-2.0>=2.74|libglib2.0-dev|glib2-devel|glib2|base library
pc:gtk4>=4.8|libgtk-4-dev|gtk4-devel|gtk4|window toolkit
pc:gtk4-x11>=4.8|libgtk-4-dev|gtk4-devel|gtk4|window toolkit on X11
pc:cairo-xlib>=1.16|libcairo2-dev|cairo-devel|cairo|drawing on X11
pc:x11>=1.8|libx11-dev|libX11-devel|libx11|X11
pc:libadwaita-1>=1.2|libadwaita-1-dev|libadwaita-devel|libadwaita|GNOME widgets
pc:gtksourceview-5>=5.6|libgtksourceview-5-dev|gtksourceview5-devel|gtksourceview5|text view of the answers
pc:icu-uc>=71|libicu-dev|libicu-devel|icu|words and sentences of all languages
pc:libsoup-3.0>=3.2|libsoup-3.0-dev|libsoup3-devel|libsoup3|HTTP
pc:json-glib-1.0>=1.6|libjson-glib-dev|json-glib-devel|json-glib|JSON
pc:sqlite3>=3.40|libsqlite3-dev|sqlite-devel|sqlite|history
pc:pangocairo>=1.50|libpango1.0-dev|pango-devel|pango|text of PDF files and formulas
pc:cairo-pdf>=1.16|libcairo2-dev|cairo-devel|cairo|pages of PDF files
pc:libarchive>=3.6|libarchive-dev|libarchive-devel|libarchive|ZIP archives of other programs
pc:gdk-pixbuf-2.0>=2.42|libgdk-pixbuf-2.0-dev|gdk-pixbuf2-devel|gdk-pixbuf2|images
pc:md4c>=0.4.8|libmd4c-dev|md4c-devel|md4c|Markdown
pc:libsecret-1>=0.20|libsecret-1-dev|libsecret-devel|libsecret|keys in the keyring
file:/usr/lib*/*/gio/modules/libgiognutls.so:/usr/lib*/gio/modules/libgiognutls.so:/usr/lib*/*/gio/modules/libgioopenssl.so|glib-networking|glib-networking|glib-networking|TLS
file:/etc/ssl/certs/ca-certificates.crt:/etc/pki/tls/certs/ca-bundle.crt|ca-certificates|ca-certificates|ca-certificates|trusted certificates
file:/usr/lib*/*/gdk-pixbuf-2.0/*/loaders/*svg*:/usr/lib*/gdk-pixbuf-2.0/*/loaders/*svg*:/usr/lib*/libglycin*:/usr/lib*/*/libglycin*|librsvg2-common|librsvg2|librsvg|icons
file:/usr/lib*/*/gdk-pixbuf-2.0/*/loaders/*webp*:/usr/lib*/gdk-pixbuf-2.0/*/loaders/*webp*:/usr/lib*/libglycin*:/usr/lib*/*/libglycin*|webp-pixbuf-loader|webp-pixbuf-loader|webp-pixbuf-loader|WebP images
file:/usr/share/icons/Adwaita/index.theme|adwaita-icon-theme|adwaita-icon-theme|adwaita-icon-theme|icons
TABLE
}

# For formulas and diagrams; without it they are shown as text.
typeset_wants() {
  cat <<'TABLE'
pc:javascriptcoregtk-6.0>=2.40|libjavascriptcoregtk-6.0-dev|javascriptcoregtk6.0-devel|webkitgtk-6.0|formulas
pc:librsvg-2.0>=2.54|librsvg2-dev|librsvg2-devel|librsvg|formulas and diagrams
pc:webkitgtk-6.0>=2.40|libwebkitgtk-6.0-dev|webkitgtk6.0-devel|webkitgtk-6.0|diagrams
TABLE
  scripts_are_there || printf 'cmd:npm|npm|nodejs-npm|npm|fetches their scripts\n'
}

test_needs() {
  cat <<'TABLE'
cmd:Xvfb|xvfb|xorg-x11-server-Xvfb|xorg-server-xvfb|display for the window tests
cmd:dbus-run-session|dbus-daemon|dbus-daemon|dbus|private bus for the tests
cmd:gdbus|libglib2.0-bin|glib2|glib2|waits for services on the bus
cmd:gnome-keyring-daemon|gnome-keyring|gnome-keyring|gnome-keyring|private keyring for the tests
file:/usr/share/dbus-1/services/org.a11y.Bus.service|at-spi2-core|at-spi2-core|at-spi2-core|accessibility bus
gir:Atspi-2.0|gir1.2-atspi-2.0|at-spi2-core|at-spi2-core|drives the window through AT-SPI
file:/usr/lib/python3/dist-packages/gi/__init__.py:/usr/lib*/python3*/site-packages/gi/__init__.py|python3-gi|python3-gobject|python-gobject|drives the window through AT-SPI
cmd:xdotool|xdotool|xdotool|xdotool|keys and clicks in the window tests
cmd:xclip|xclip|xclip|xclip|images on the clipboard in the window tests
cmd:curl|curl|curl|curl|the line that the flight recorder gives for it
cmd:import|imagemagick|ImageMagick|imagemagick|pictures of the window
file:/usr/lib/gcc/*/*/libasan.so:/usr/lib*/libasan.so*|gcc|libasan|gcc-libs|address sanitizer
file:/usr/lib/gcc/*/*/libubsan.so:/usr/lib*/libubsan.so*|gcc|libubsan|gcc-libs|undefined behaviour sanitizer
file:/usr/share/i18n/locales/de_DE|locales|glibc-locale-source|glibc|a locale with decimal commas
file:/usr/bin/node:/usr/bin/nodejs:/usr/local/bin/node|nodejs|nodejs|nodejs|a server that speaks HTTP/2
cmd:git|git|git|git|differences are compared with its
cmd:shellcheck|shellcheck|ShellCheck|shellcheck|checks the scripts
cmd:appstreamcli|appstream|appstream|appstream|checks the metainfo
cmd:gdk-pixbuf-thumbnailer|libgdk-pixbuf2.0-bin|gdk-pixbuf2|gdk-pixbuf2|prepared images are measured against it
cmd:pdftotext|poppler-utils|poppler-utils|poppler|reads PDF files back
cmd:xmllint|libxml2-utils|libxml2|libxml2|checks XML
file:/usr/share/fonts/*/cantarell:/usr/share/fonts/*cantarell*:/usr/share/fonts/cantarell|fonts-cantarell|abattis-cantarell-fonts|cantarell-fonts|the desktop's font
TABLE
}

fuzz_needs() {
  cat <<'TABLE'
cmd:clang|clang|clang|clang|compiler of the fuzz targets
file:/usr/lib/llvm-*/lib/clang/*/lib/*/libclang_rt.fuzzer*.a:/usr/lib*/clang/*/lib/*/libclang_rt.fuzzer*.a|libclang-rt-dev|compiler-rt|compiler-rt|libFuzzer
TABLE
}

# newer_or_same HAVE WANT: compares dotted versions.
newer_or_same() {
  [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$2" ]
}

any_file() {
  local pattern path
  local -a patterns
  IFS=: read -r -a patterns <<<"$1"
  for pattern in "${patterns[@]}"; do
    for path in $pattern; do
      [ ! -e "$path" ] || return 0
    done
  done
  return 1
}

# is_there CHECK
is_there() {
  local what=${1#*:}
  case $1 in
    pc:*)
      command -v pkg-config >/dev/null && pkg-config --exists "${what%%>=*} >= ${what##*>=}"
      ;;
    cmd:*) command -v "$what" >/dev/null ;;
    meson:*) newer_or_same "$(meson --version 2>/dev/null || printf 0)" "$what" ;;
    gir:*)
      any_file "/usr/lib*/girepository-1.0/$what.typelib:/usr/lib*/*/girepository-1.0/$what.typelib"
      ;;
    file:*) any_file "$what" ;;
  esac
}

# package_manager: apt, dnf, pacman or nothing
package_manager() {
  local name
  for name in apt-get dnf pacman; do
    if command -v "$name" >/dev/null; then
      printf '%s' "${name%-get}"
      return
    fi
  done
}

# missing TABLE MANAGER: one line 'package|what it is for|check' for what is not there.
missing() {
  local check debian fedora arch why package
  while IFS='|' read -r check debian fedora arch why; do
    is_there "$check" && continue
    case $2 in
      apt) package=$debian ;;
      dnf) package=$fedora ;;
      *) package=$arch ;;
    esac
    printf '%s|%s|%s\n' "$package" "$why" "$check"
  done <<<"$1"
}

# as_root COMMAND...
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif [ -t 0 ]; then
    sudo "$@"
  else
    sudo -n "$@"
  fi
}

# install_packages MANAGER LOG PACKAGE...: the first to write to LOG updates the lists.
install_packages() {
  local manager=$1 log=$2
  shift 2
  case $manager in
    apt)
      [ -s "$log" ] || as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update >"$log" 2>&1 ||
        say '  (apt-get update had errors; going on with the lists that are there)'
      as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 \
        install --no-install-recommends "$@" >>"$log" 2>&1
      ;;
    dnf) as_root dnf -q -y --setopt=install_weak_deps=False install "$@" >>"$log" 2>&1 ;;
    pacman) as_root pacman -Sy --noconfirm --needed "$@" >>"$log" 2>&1 ;;
  esac
}

can_be_root() {
  [ "$(id -u)" = 0 ] || command -v sudo >/dev/null
}

# announce HEADING LINES: what will be installed, and what for.
announce() {
  local package why
  say "$1"
  while IFS='|' read -r package why _; do
    printf '  %-26s %s\n' "$package" "$why"
  done < <(sort -u -t'|' -k1,1 <<<"$2")
  if [ "$(id -u)" != 0 ]; then
    can_be_root || die "That needs root, and sudo is not here. As root, install:" \
      "$(cut -d'|' -f1 <<<"$2" | sort -u | tr '\n' ' ')"
    say '  (as root, with sudo)'
  fi
  say '  This can take a few minutes ...'
}

# need_packages TABLE: installs what is missing of the table, or explains what to do.
need_packages() {
  local table=$1 manager lines log
  local -a packages
  manager=$(package_manager)
  lines=$(missing "$table" "$manager")
  [ -n "$lines" ] || return 0
  if [ -z "$manager" ]; then
    die "Missing:
$(awk -F'|' '{ printf "  %s (%s)\n", $2, $3 }' <<<"$lines")
Neither apt-get, dnf nor pacman is here to install it; please do so by hand."
  fi
  mapfile -t packages < <(cut -d'|' -f1 <<<"$lines" | sort -u)
  announce "Installing with $manager what is missing:" "$lines"
  log=$(mktemp)
  if ! install_packages "$manager" "$log" "${packages[@]}"; then
    tail -n 20 "$log" >&2
    die "Installing failed; the whole output is in $log"
  fi
  rm -f "$log"
  hash -r
  lines=$(missing "$table" "$manager")
  [ -z "$lines" ] || die "After installing, this is still missing or too old:
$(awk -F'|' '{ printf "  %s (%s), checked by %s\n", $1, $2, $3 }' <<<"$lines")
LLMSelect needs Debian 12, Ubuntu 23.04, Fedora 37 or newer."
}

# tried_today FILE: notes of failures are good for a day.
tried_today() {
  [ -n "$(find "$1" -mmin -1440 2>/dev/null)" ]
}

# want_packages TABLE NOTE: installs what is missing of the table and can be had; goes on
# without the rest, whose names it leaves in NOTE, so that not every start tries again.
want_packages() {
  local table=$1 note=$2 manager lines names name log
  manager=$(package_manager)
  lines=$(missing "$table" "$manager")
  [ -n "$lines" ] || return 0
  names=$(cut -d'|' -f1 <<<"$lines" | sort -u)
  if tried_today "$note" && [ "$(cat "$note")" = "$names" ]; then
    return 0
  fi
  if [ -n "$manager" ] && can_be_root; then
    announce "Installing with $manager what is of use besides:" "$lines"
    log=$(mktemp)
    # One that this system does not have would keep out the others.
    # shellcheck disable=SC2086 # names of packages are words
    install_packages "$manager" "$log" $names || for name in $names; do
      install_packages "$manager" "$log" "$name" || true
    done
    rm -f "$log"
    hash -r
    lines=$(missing "$table" "$manager")
  fi
  [ -n "$lines" ] || return 0
  names=$(cut -d'|' -f1 <<<"$lines" | sort -u)
  say "Going on without $(cut -d'|' -f2 <<<"$lines" | sort -u | tr '\n' ',' | sed 's/,$//; s/,/, /g')" \
    "(not there: $(tr '\n' ' ' <<<"$names" | sed 's/ $//'))."
  printf '%s\n' "$names" >"$note" || true
}

# What rendered answers are compared with; their tests are skipped without it.
compare_wants() {
  cat <<'TABLE'
file:/usr/include/md4c-html.h|libmd4c-html0-dev|md4c-devel|md4c|HTML to compare with
cmd:cmark-gfm|cmark-gfm|cmark-gfm|cmark-gfm|HTML to compare with
TABLE
}

# want_typesetting: what formulas and diagrams need, as far as it can be had.
want_typesetting() {
  local note=$root/build-aux/js/.not-fetched
  want_packages "$(typeset_wants)" "$root/build-aux/js/.not-installed"
  if scripts_are_there || tried_today "$note"; then
    return 0
  fi
  "$root/build-aux/fetch-scripts" || : >"$note" || true
}
