#!/usr/bin/env bash
# Measures the whole time of `anonclient`, from the start of its process to the end, for a page of 1 KB over loopback,
# with a packet log: without its class archive, as on the very first run, and with it.
#
#   client/bench.sh [--runs N]
set -euo pipefail
cd "$(dirname "$0")/.."

runs=21
while [ $# -gt 0 ]; do
  case $1 in
    --runs) runs=$2; shift 2 ;;
    *) echo "ERROR: unknown option $1; see the head of $0" >&2; exit 2 ;;
  esac
done

[ -x server/target/anonserver ] && [ -x client/target/anonclient ] || mvn -q -B -DskipTests package

work=$(mktemp -d)
server=
cleanup() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
export XDG_CACHE_HOME=$work/cache

head -c 1024 /dev/urandom >"$work/page"
server/target/anonserver -p 0 --bind 127.0.0.1 -w "$work/page" >"$work/out" 2>"$work/err" &
server=$!
port=
for _ in $(seq 100); do
  port=$(sed -n 's/^listening on [^ ]*:\([0-9]*\),.*/\1/p' "$work/out")
  [ -z "$port" ] || break
  sleep 0.1
done
[ -n "$port" ] || { echo "ERROR: the server does not start: $(cat "$work/err")" >&2; exit 1; }

# Prints the whole times of so many fetches.
fetches() {
  local begin end
  for _ in $(seq "$runs"); do
    begin=$EPOCHREALTIME
    client/target/anonclient -s 127.0.0.1 -p "$port" -f "$work/copy" -l "$work/log"
    end=$EPOCHREALTIME
    cmp -s "$work/page" "$work/copy" || { echo "ERROR: the page did not arrive" >&2; exit 1; }
    echo "$((${end/[.,]/} - ${begin/[.,]/}))"
  done
}

summary() {
  sort -n | awk -v what="$1" '
    { v[NR] = $1 / 1000 }
    END { printf "%-24s median %3.0f ms, fastest %3.0f ms, slowest %3.0f ms, of %d runs\n", what, v[int((NR + 1) / 2)], v[1], v[NR], NR }'
}

JAVA_OPTS="${JAVA_OPTS:-} -Xshare:off -Xshare:auto" fetches >"$work/without"
summary "without class archive" <"$work/without"

client/target/anonclient -s 127.0.0.1 -p "$port" -f "$work/copy"
for _ in $(seq 300); do
  [ -z "$(find "$XDG_CACHE_HOME" -name classes.jsa ! -path '*.making/*')" ] || break
  sleep 0.1
done
[ -n "$(find "$XDG_CACHE_HOME" -name classes.jsa -size +1M)" ] ||
  { echo "ERROR: no class archive was made" >&2; exit 1; }
fetches >"$work/with"
summary "with class archive" <"$work/with"
