# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# Shared by build-aux/run, build-aux/test and build-aux/screenshots, which set
# root to the folder of the sources.
: "${root:?}"

say() {
  printf '%s\n' "$*"
}

die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# Tools read and write UTF-8 whatever the user's locale is; what they build is
# started with the user's own.
in_c_locale() {
  LC_ALL=C.UTF-8 LANGUAGE='' "$@"
}

# with_log LOG WHAT COMMAND...: runs quietly; if it fails, shows the end of the log.
with_log() {
  local log=$1 what=$2
  shift 2
  if ! in_c_locale "$@" >"$log" 2>&1 </dev/null; then
    tail -n 40 "$log" >&2
    die "$what failed; the whole output is in $log"
  fi
}

# The scripts for formulas and diagrams, as the lock wants them.
scripts_are_there() {
  cmp -s "$root/build-aux/js/package-lock.json" "$root/build-aux/js/node_modules/.fetched-lock"
}

# What there is for formulas and diagrams.
typeset_state() {
  local module
  ! scripts_are_there || printf 'scripts '
  for module in librsvg-2.0 javascriptcoregtk-6.0 webkitgtk-6.0; do
    ! pkg-config --exists "$module" 2>/dev/null || printf '%s ' "$module"
  done
}

# What a build folder was made from: another source folder, compiler, meson or option
# makes it useless, and so does an optional part that has come since.
build_state() {
  printf '%s\n' "$root" "$(command -v meson) $(stat -Lc %Y "$(command -v meson)" 2>/dev/null)" \
    "${CC-}" "${CFLAGS-}" "${LDFLAGS-}" "$(typeset_state)" "$@"
}

# is_configured DIR OPTION...: a folder that somebody set up by hand counts as well.
is_configured() {
  local dir=$1
  shift
  [ -f "$dir/build.ninja" ] || return 1
  [ ! -f "$dir/.configured" ] || [ "$(cat "$dir/.configured")" = "$(build_state "$@")" ]
}

# is_built DIR: nothing there is out of date.
is_built() {
  [ "$(in_c_locale ninja -C "$1" -n 2>/dev/null | tail -n 1)" = 'ninja: no work to do.' ]
}

# configure DIR OPTION...: sets up a meson build folder once.  A folder that was left
# half made, or was made from something else, is made anew.
configure() {
  local dir=$1 log=$1.log
  shift
  ! is_configured "$dir" "$@" || return 0
  if [ -e "$dir" ] && [ ! -d "$dir/meson-private" ] && [ -n "$(ls -A "$dir")" ]; then
    die "$dir is not a build folder; please move it away"
  fi
  say "Configuring ${dir#"$root/"}/ ..."
  rm -rf "$dir"
  with_log "$log" 'Configuring' meson setup "$dir" "$root" "$@"
  mv "$log" "$dir/configure.log"
  build_state "$@" >"$dir/.configured"
}

# build DIR: builds what is out of date.
build() {
  local dir=$1
  ! is_built "$dir" || return 0
  say "Building in ${dir#"$root/"}/ ..."
  if [ -t 1 ]; then
    # One line of progress, errors in full.
    in_c_locale ninja -C "$dir" </dev/null || die 'The build failed'
  else
    with_log "$dir/build.log" 'The build' ninja -C "$dir"
  fi
}
