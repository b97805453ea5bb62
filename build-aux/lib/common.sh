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

# The version of meson, asked once; 0 without meson.
meson_version() {
  : "${meson_version:=$(meson --version 2>/dev/null || printf 0)}"
  printf '%s' "$meson_version"
}

# configure DIR OPTION...: sets up a meson build folder once.  A folder that was
# left half made, or was made with other options, is made anew; one that somebody
# set up by hand stays as it is.
configure() {
  local dir=$1 log=$1.log state
  shift
  state=$(printf '%s\n' "$root" "$(meson_version)" "${CC-}" "${CFLAGS-}" "${LDFLAGS-}" "$@")
  if [ -f "$dir/build.ninja" ]; then
    [ -f "$dir/.configured" ] || return 0
    [ "$(cat "$dir/.configured")" != "$state" ] || return 0
  elif [ -e "$dir" ] && [ ! -d "$dir/meson-private" ] && [ -n "$(ls -A "$dir")" ]; then
    die "$dir is not a build folder; please move it away"
  fi
  say "Configuring ${dir#"$root/"} ..."
  rm -rf "$dir"
  with_log "$log" 'Configuring' meson setup "$dir" "$root" "$@"
  mv "$log" "$dir/configure.log"
  printf '%s\n' "$state" >"$dir/.configured"
}

# build DIR [TARGET...]: builds what is out of date.
build() {
  local dir=$1 log=$1/build.log
  shift
  if [ -z "$(in_c_locale ninja -C "$dir" -n "$@" 2>/dev/null | grep -v 'no work to do\|^ninja:' |
    head -n 1)" ]; then
    return
  fi
  say "Building ${dir#"$root/"} ..."
  if [ -t 1 ]; then
    # One line of progress, errors in full.
    in_c_locale ninja -C "$dir" "$@" </dev/null || die 'The build failed'
  else
    with_log "$log" 'The build' ninja -C "$dir" "$@"
  fi
}
