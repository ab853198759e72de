#!/usr/bin/env bash
# Builds the image of the Containerfile and runs it as an orchestrator would: without root, without capabilities and with
# nothing to write to but /tmp. As root, after mvn -Prelease -DskipTests package; needs podman and a runtime (crun or
# runc). Nothing is pulled: the base is a Debian that mmdebstrap makes, or the tar file that is named as an argument.
set -euo pipefail
umask 022
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# crun knows the unified control groups only; where the machine has others, it is shown unified ones here and nowhere else.
if [ "$(id -u)" -eq 0 ] && [ "$(stat -f -c %T /sys/fs/cgroup)" != cgroup2fs ] && [ -z "${CHECK_IMAGE_UNIFIED:-}" ]; then
  CHECK_IMAGE_UNIFIED=yes exec unshare --mount bash -c \
    'umount --recursive /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup && exec "$0" "$@"' \
    "$here/check-image.sh" "$@"
fi
work=$(mktemp -d --tmpdir check-image.XXXXXX)
mkdir "$work/storage" "$work/run" "$work/context"
container=
engine() { podman --root "$work/storage" --runroot "$work/run" --storage-driver "${STORAGE_DRIVER:-overlay}" "$@"; }
cleanup() {
  [ -z "$container" ] || engine rm --force --time 0 "$container" >/dev/null 2>&1 || true
  rm -rf --one-file-system "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

fail() {
  printf 'ERROR: %s\n' "$1" >&2
  [ -z "$container" ] || engine logs "$container" >&2 || true
  exit 1
}
step() { printf '== %s\n' "$1"; }
# Tries a command five times a second until it succeeds, for a minute.
await() {
  local _
  for _ in $(seq 300); do
    ! "$@" || return 0
    sleep 0.2
  done
  fail "waited in vain for: $*"
}

[ "$(id -u)" -eq 0 ] || fail "this needs root"
for tool in podman java; do
  command -v "$tool" >/dev/null || fail "$tool is missing"
done
archive=$(ls "$here"/target/anonproxy-*-linux-*.tar.gz) || fail "there is no archive; mvn -Prelease -DskipTests package makes it"
cp "$archive" "$work/context/"

step "building the image"
base=${1:-$work/base.tar}
[ $# -gt 0 ] || mmdebstrap --quiet --variant=minbase bookworm "$base"
engine import --quiet "$base" docker.io/library/debian:bookworm-slim >/dev/null
engine build --quiet --isolation chroot --pull=never -f "$here/Containerfile" -t anonproxy "$work/context"

# Runs the image with further options and waits until it serves; its port is free on loopback. Podman's own limits are higher
# than what a container without CAP_SYS_RESOURCE around it may set.
start() {
  container=$(engine run --detach --network host --cgroups disabled --cap-drop all --security-opt no-new-privileges \
    --ulimit nofile=4096:4096 --ulimit nproc=4096:4096 --log-driver k8s-file -e ANONSERVER_PORT=0 -e ANONSERVER_BIND=127.0.0.1 -e ANONSERVER_WEB_PAGE=/page.html \
    -v "$work/page.html:/page.html:ro" "$@" anonproxy)
  await serving
  port=$(engine logs "$container" 2>&1 | sed -n 's/.*listening on [^ ]*:\([0-9]*\),.*/\1/p')
  process=$(engine inspect --format '{{.State.Pid}}' "$container")
}
serving() { engine logs "$container" 2>&1 | grep 'listening on' >/dev/null; }
fetched() {
  rm -f "$work/fetched"
  "$here/../../client/target/anonclient" -q -s 127.0.0.1 -p "$port" -f "$work/fetched" && cmp -s "$work/page.html" "$work/fetched"
}
stop() {
  engine stop --time 30 "$container" >/dev/null
  [ "$(engine inspect --format '{{.State.ExitCode}}' "$container")" = 0 ] || fail "SIGTERM does not end it with 0"
  engine rm "$container" >/dev/null
  container=
}

head -c 200000 /dev/urandom | base64 >"$work/page.html"
step "running it read-only"
start --read-only --tmpfs /tmp:rw,exec,size=64m
fetched || fail "the page was not fetched"
[ "$(stat -c %u:%g "/proc/$process")" = 65532:65532 ] || fail "it runs as $(stat -c %u:%g "/proc/$process")"
grep -q '^CapEff:[[:space:]]*0*$' "/proc/$process/status" || fail "it has capabilities"
grep -q libnetty_transport_native_epoll "/proc/$process/maps" || fail "epoll could not be loaded"
head -c 100000 /dev/urandom | base64 >"$work/page.html"
engine kill --signal HUP "$container" >/dev/null
await fetched
stop

step "running it where nothing in /tmp may be executed"
start --read-only --tmpfs /tmp
fetched || fail "the page was not fetched"
stop
step "all is well; not checked: Debian's own image as the base, a page on the network, a bridged network"
