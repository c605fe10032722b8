# Shared by the commands in this folder; source it, do not run it.
# Every command works from any folder, without a terminal and without stdin.
set -Eeuo pipefail
# A command that ends a script says so: nothing may stop in silence.
trap 'printf "\nerror: %s, line %s ended with an error: %s\n" "$0" "$LINENO" "$BASH_COMMAND" >&2' ERR

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"

# Node and npm that bin/setup put here when the system's own Node is too old.
if [ -x "$ROOT/web/.node/node_modules/.bin/node" ]; then
  PATH="$ROOT/web/.node/node_modules/.bin:$PATH"
fi
export PATH

# A checkout in another folder finds what was compiled before: paths below ROOT do not count.
export CCACHE_BASEDIR="$ROOT" CCACHE_NOHASHDIR=1

STAMPS="$ROOT/build/stamps"
JOBS=${LAMPLIGHTER_JOBS:-$(nproc)}

say() { printf '\n\033[1m== %s\033[0m\n' "$*"; }
note() { printf '   %s\n' "$*"; }
fail() {
  printf '\nerror: %s\n' "$1" >&2
  shift
  for line in "$@"; do printf '       %s\n' "$line" >&2; done
  exit 1
}

# The comment block at the head of a command is its help text.
print_help() { sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; }

# stamp_matches NAME VALUE: was NAME last finished with this VALUE?
stamp_matches() { [ -f "$STAMPS/$1" ] && [ "$(cat "$STAMPS/$1")" = "$2" ]; }
write_stamp() { mkdir -p "$STAMPS" && printf '%s' "$2" >"$STAMPS/$1"; }

# alone NAME command…: while another command of this folder does the same, waits for it to end. The lock is not
# handed down to the command, so that nothing it starts can hold it.
alone() {
  local name=$1
  shift
  mkdir -p "$ROOT/build"
  flock --close "$ROOT/build/.$name.lock" "$@"
}

# One hash over everything the web build reads.
web_sources_hash() {
  {
    node --version
    find web server/api/openapi.yaml -type f \
      -not -path '*/node_modules/*' -not -path 'web/.node/*' -not -path 'web/dist/*' \
      -not -path 'web/test-results/*' -not -path 'web/playwright-report/*' -not -path 'web/coverage/*' \
      -print0 2>/dev/null | LC_ALL=C sort -z | xargs -0 sha256sum
  } | sha256sum | cut -d' ' -f1
}

# build_cpp PRESET [target...]: configures once, then builds; the first error ends the command.
build_cpp() {
  local preset=$1
  shift
  if [ ! -f "build/$preset/build.ninja" ]; then
    say "configure C++ ($preset)"
    mkdir -p build
    if ! alone "$preset" cmake --preset "$preset" >"build/configure-$preset.log" 2>&1; then
      cat "build/configure-$preset.log" >&2
      fail "configuring C++ failed" "bin/setup installs and checks everything the build needs."
    fi
  fi
  say "build C++ ($preset)"
  alone "$preset" cmake --build "build/$preset" -j "$JOBS" ${1:+--target "$@"} || fail "the C++ build failed; see the first error above"
}

build_web() {
  local hash
  hash=$(web_sources_hash)
  if [ -d web/dist ] && stamp_matches web "$hash"; then
    note "web/dist is up to date"
    return
  fi
  say "build the web pages"
  rm -f "$STAMPS/web"
  alone web npm --prefix web run --silent build </dev/null || fail "the web build failed; see above"
  write_stamp web "$(web_sources_hash)"
}
