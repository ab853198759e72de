#!/usr/bin/env bash
# Measures the server next to a bare Netty loop that echoes 12 -> 524 bytes and, with --install, next
# to two TFTP servers, which do the same job: 512-byte blocks, one at a time. --install unpacks Debian's
# tftpd-hpa and atftpd into server/target, since the two cannot be installed beside each other. Every
# server is a process of its own on loopback; one driver keeps each busy with the same numbers of
# clients, in turns, so that what else the machine does hits all alike. Medians are printed.
#
#   server/bench.sh [--rounds N] [--seconds N] [--clients "1 16 64"] [--transport nio|epoll] [--install]
set -euo pipefail
cd "$(dirname "$0")/.."

install=no rounds=5 seconds=3 clients="1 16 64 200 256 1024 10000" transport=epoll
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=$2; shift 2 ;;
    --seconds) seconds=$2; shift 2 ;;
    --clients) clients=$2; shift 2 ;;
    --transport) transport=$2; shift 2 ;;
    --install) install=yes; shift ;;
    *) echo "ERROR: unknown option $1; see the head of $0" >&2; exit 2 ;;
  esac
done

[ -x server/target/anonserver ] && [ -d server/target/test-classes ] ||
  mvn -q -B -DskipTests package -pl codec,server

tftp=$PWD/server/target/tftp
if [ $install = yes ]; then
  apt-get update -qq
  apt-get install -y -qq libwrap0 libpcre2-8-0 >/dev/null
  mkdir -p "$tftp"
  (cd "$tftp" && apt-get download -qq tftpd-hpa atftpd && for deb in *.deb; do dpkg-deb -x "$deb" .; done)
fi

work=$(mktemp -d)
started=()
cleanup() {
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap cleanup EXIT
chmod 755 "$work"
ulimit -n "$(ulimit -Hn)"

classpath=server/target/anonserver:server/target/test-classes
package=org.anonproxy.server.bench
head -c 204800 /dev/urandom >"$work/page"
chmod 644 "$work/page"

await_port() {
  for _ in $(seq 100); do
    grep -q 'listening on' "$1" && break
    sleep 0.1
  done
  sed -n 's/.*listening on [^ ]*:\([0-9]*\),.*/\1/p' "$1"
}

java -cp "$classpath" $package.EchoServer "$transport" >"$work/echo.out" &
echo_pid=$!
started+=("$echo_pid")
server/target/anonserver -p 0 --bind 127.0.0.1 --transport "$transport" -w "$work/page" \
  >"$work/server.out" 2>"$work/server.err" &
server_pid=$!
started+=("$server_pid")
echo_port=$(await_port "$work/echo.out")
server_port=$(await_port "$work/server.out")

# TFTP servers tell nobody which port they took: two that are likely to be free.
names=(echo anonserver)
declare -A run=([echo]="echo $echo_port $echo_pid" [anonserver]="base $server_port $server_pid")
if [ -x "$tftp/usr/sbin/in.tftpd" ]; then
  "$tftp/usr/sbin/in.tftpd" --foreground --address 127.0.0.1:16969 --user root --secure "$work" 2>/dev/null &
  started+=("$!")
  names+=(tftpd-hpa)
  run[tftpd-hpa]="tftp:page 16969 0"
fi
if [ -x "$tftp/usr/sbin/atftpd" ]; then
  "$tftp/usr/sbin/atftpd" --daemon --no-fork --port 16970 --bind-address 127.0.0.1 --maxthread 1000 \
    --user root --group root --logfile /dev/null "$work" 2>/dev/null &
  started+=("$!")
  names+=(atftpd)
  run[atftpd]="tftp:page 16970 0"
fi
sleep 1

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

echo "blocks/s, and microseconds of the server's CPU per block: medians of $rounds, $transport"
printf '%8s' clients
for name in "${names[@]}"; do printf ' %22s' "$name"; done
printf ' %28s\n' "anonserver/echo: rate CPU"
for n in $clients; do
  for _ in $(seq "$rounds"); do
    for name in "${names[@]}"; do
      # The TFTP servers take a process or thread per client; beyond 200 they are not asked.
      case $name in tftpd-hpa | atftpd) [ "$n" -le 200 ] || continue ;; esac
      # shellcheck disable=SC2086 # the run's words are the driver's arguments
      java -XX:+UseParallelGC -cp "$classpath" $package.BlockDriver ${run[$name]} "$n" 2 "$seconds" \
        >>"$work/$name.$n"
    done
  done
  printf '%8s' "$n"
  for name in "${names[@]}"; do
    if [ -s "$work/$name.$n" ]; then
      printf ' %12s %9s' "$(cut -d' ' -f1 "$work/$name.$n" | median)" \
        "$(cut -d' ' -f2 "$work/$name.$n" | median)"
    else
      printf ' %22s' -
    fi
  done
  paste -d' ' "$work/echo.$n" "$work/anonserver.$n" |
    awk '{ print $3 / $1 > "'"$work"'/rate"; print $4 / ($2 ? $2 : 1) > "'"$work"'/cpu" }'
  printf ' %22.2f %5.2f\n' "$(median <"$work/rate")" "$(median <"$work/cpu")"
  rm -f "$work/rate" "$work/cpu"
done
kill -TERM "$server_pid"
wait "$server_pid"
