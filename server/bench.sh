#!/usr/bin/env bash
# Measures the packaged server on loopback. Every server is a process of its own, kept busy by one driver; what is
# compared runs in turns, so that what else the machine does hits all alike, and medians are printed.
#
#   server/bench.sh throughput [--rounds N] [--seconds N] [--clients "1 16 64"] [--transport nio|epoll]
#                              [--threads N] [--install]
#     Blocks per second and CPU time per block, next to a bare Netty loop that echoes 12 -> 524 bytes, to one in C,
#     which shows what is the kernel's (if there is a C compiler), and, with --install, next to two TFTP servers, which
#     do the same job: 512-byte blocks, one at a time. --install unpacks Debian's tftpd-hpa and atftpd into
#     server/target, since the two cannot be installed beside each other.
#   server/bench.sh packet-log [--rounds N] [--seconds N] [--clients "64 256"] [--transport nio|epoll]
#     The same without a packet log, with one (-l), and with one that may have holes (--log-overflow drop).
#   server/bench.sh allocation [--seconds N] [--clients "1 256"] [--transport nio|epoll]
#     Bytes of garbage per block in steady state, by class.
#   server/bench.sh sessions [--clients "10000 100000"]
#     Memory of each of so many sessions held open, by class, and how late their timers are.
set -euo pipefail
cd "$(dirname "$0")/.."

benchmark=${1:-throughput}
[ $# -eq 0 ] || shift
rounds=5 seconds=3 transport=epoll threads=1 install=no
case $benchmark in
  throughput) clients="1 16 64 200 256 1024 10000" ;;
  packet-log) clients="64 256" ;;
  allocation) clients="1 256" ;;
  sessions) clients="10000 100000" ;;
  *) echo "ERROR: unknown benchmark $benchmark; see the head of $0" >&2; exit 2 ;;
esac
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=$2; shift 2 ;;
    --seconds) seconds=$2; shift 2 ;;
    --clients) clients=$2; shift 2 ;;
    --transport) transport=$2; shift 2 ;;
    --threads) threads=$2; shift 2 ;;
    --install) install=yes; shift ;;
    *) echo "ERROR: unknown option $1; see the head of $0" >&2; exit 2 ;;
  esac
done

[ -x server/target/anonserver ] && [ -d server/target/test-classes/org/anonproxy/server/bench ] ||
  mvn -q -B -DskipTests package -pl codec,server

work=$(mktemp -d)
started=()
cleanup() {
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap cleanup EXIT
chmod 755 "$work"
ulimit -n "$(ulimit -Hn)"

package=org.anonproxy.server.bench
classpath=server/target/anonserver:server/target/test-classes
# A young generation that is collected seldom, on large pages: the driver's own garbage is not what is measured.
driver_options=(-XX:+UseSerialGC -Xmn256m -XX:+UseTransparentHugePages -cp "$classpath")
bench() { timeout 400 java "${driver_options[@]}" "$package.$@"; }
head -c 204800 /dev/urandom >"$work/page"
chmod 644 "$work/page"

names=()
declare -A protocol port pid

# Starts a server that says where it listens: name, protocol, command.
start() {
  local name=$1
  protocol[$name]=$2
  shift 2
  "$@" >"$work/$name.out" 2>"$work/$name.err" &
  pid[$name]=$!
  started+=("$!")
  for _ in $(seq 100); do
    port[$name]=$(sed -n 's/.*listening on [^ ]*:\([0-9]*\),.*/\1/p' "$work/$name.out")
    [ -z "${port[$name]}" ] || break
    sleep 0.1
  done
  [ -n "${port[$name]}" ] || { echo "ERROR: $name does not start: $(cat "$work/$name.err")" >&2; exit 1; }
  names+=("$name")
}

anonserver() {
  local name=$1
  shift
  start "$name" base server/target/anonserver -p 0 --bind 127.0.0.1 --transport "$transport" -w "$work/page" "$@"
}

c_echo() {
  if [ "$transport" != epoll ]; then
    echo "without the echo loop in C, which knows epoll alone"
  elif ! cc -O2 -o "$work/echo-c" server/src/test/c/echo.c 2>"$work/cc.err"; then
    echo "without the echo loop in C, which needs a C compiler (Debian: gcc): $(head -n 1 "$work/cc.err")"
  else
    start echo-c echo "$work/echo-c"
  fi
}

# Starts a TFTP server, which cannot say which port it took: name, port, command.
tftp_server() {
  local name=$1
  protocol[$name]=tftp:page
  port[$name]=$2
  shift 2
  "$@" 2>"$work/$name.err" &
  # Their processes come and go uncounted; all that the machine does but the driver is theirs.
  pid[$name]=0
  started+=("$!")
  names+=("$name")
}

tftp_servers() {
  local root=$PWD/server/target/tftp
  if [ $install = yes ]; then
    apt-get update -qq
    apt-get install -y -qq libwrap0 libpcre2-8-0 >/dev/null
    mkdir -p "$root"
    (cd "$root" && apt-get download -qq tftpd-hpa atftpd && for deb in *.deb; do dpkg-deb -x "$deb" .; done)
  fi
  if [ ! -x "$root/usr/sbin/in.tftpd" ] || [ ! -x "$root/usr/sbin/atftpd" ]; then
    echo "without tftpd-hpa and atftpd, which --install fetches"
    return
  fi
  tftp_server tftpd-hpa 16969 "$root/usr/sbin/in.tftpd" --foreground --address 127.0.0.1:16969 --user root \
    --secure "$work"
  tftp_server atftpd 16970 "$root/usr/sbin/atftpd" --daemon --no-fork --port 16970 --bind-address 127.0.0.1 \
    --maxthread 20000 --user root --group root --logfile /dev/null "$work"
  sleep 1
}

# Starts the driver, which measures what it is asked to.
start_driver() {
  coproc driver { exec java "${driver_options[@]}" $package.Throughput 2>"$work/driver.err"; }
  started+=("$driver_PID")
}

# Has a server measured and prints the figures, or says what went wrong: name, clients, seconds of warm-up.
measure() {
  local figures
  [ -n "${driver_PID:-}" ] || start_driver
  echo "${protocol[$1]} ${port[$1]} ${pid[$1]} $2 $3 $seconds" >&"${driver[1]}"
  if ! read -r -t 400 figures <&"${driver[0]}"; then
    figures="ERROR: the driver does not answer: $(cat "$work/driver.err")"
    kill "${driver_PID:-}" 2>/dev/null || true
    wait "${driver_PID:-}" 2>/dev/null || true
  fi
  case $figures in [0-9]*) echo "$figures" ;; *) echo "$figures" >"$work/$1.err"; return 1 ;; esac
}

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# Prints a line per number of clients: rate and CPU time of each server, and all but the first relative to it.
compare() {
  local n name warmup
  local -A failed
  echo "blocks/s, microseconds of the server's CPU per block, cores that the driver was busy: medians of $rounds"
  # Once for nothing: the JVM of the driver is done with compiling after ten seconds.
  for name in "${names[@]}"; do
    measure "$name" 64 10 >/dev/null || true
  done
  for n in $clients; do
    # Thousands of clients take longer to begin.
    warmup=$((n < 5000 ? 2 : 8))
    for _ in $(seq "$rounds"); do
      for name in "${names[@]}"; do
        [ -z "${failed[$name]:-}" ] || continue
        measure "$name" "$n" "$warmup" >>"$work/$name.$n" && continue
        case $name in tftpd-hpa | atftpd) ;; *) cat "$work/$name.err" >&2; exit 1 ;; esac
        failed[$name]=yes
        rm -f "$work/$name.$n"
        echo "$n clients are too many for $name, which takes a process or a thread for each"
      done
    done
    for name in "${names[@]}"; do
      [ -s "$work/$name.$n" ] || continue
      printf '%6d clients %-12s %8.0f /s %7.2f us, driver %.2f' "$n" "$name" "$(cut -d' ' -f1 "$work/$name.$n" | median)" \
        "$(cut -d' ' -f2 "$work/$name.$n" | median)" "$(cut -d' ' -f3 "$work/$name.$n" | median)"
      if [ "$name" != "${names[0]}" ]; then
        paste -d' ' "$work/${names[0]}.$n" "$work/$name.$n" | awk '{ print $4 / $1 }' >"$work/rate"
        paste -d' ' "$work/${names[0]}.$n" "$work/$name.$n" | awk '{ print $5 / ($2 ? $2 : 1) }' >"$work/cpu"
        printf '  = %.2f and %.2f of %s' "$(median <"$work/rate")" "$(median <"$work/cpu")" "${names[0]}"
      fi
      echo
    done
  done
}

case $benchmark in
  throughput)
    start echo echo java -cp "$classpath" $package.EchoServer "$transport"
    c_echo
    anonserver anonserver --threads "$threads"
    tftp_servers
    compare
    ;;
  packet-log)
    anonserver silent
    anonserver logging -l "$work/log"
    anonserver dropping -l "$work/log-with-holes" --log-overflow drop
    compare
    for name in logging dropping; do
      kill -TERM "${pid[$name]}"
      wait "${pid[$name]}"
      grep 'left out' "$work/$name.err" | sed "s/.* WARN  /$name: /" || echo "$name: no line left out"
    done
    ;;
  allocation)
    anonserver anonserver
    for n in $clients; do
      echo "$n clients:"
      bench AllocationCost "${port[anonserver]}" "${pid[anonserver]}" "$n" 5 "$((seconds > 5 ? seconds : 5))"
    done
    ;;
  sessions)
    for n in $clients; do
      JAVA_OPTS=-XX:NativeMemoryTracking=summary anonserver "of-$n" --min-rto 3s --retries 64 --min-rate 0 \
        --max-sessions 200000
      bench SessionCost "${port[of-$n]}" "${pid[of-$n]}" "$n"
      kill -TERM "${pid[of-$n]}"
      wait "${pid[of-$n]}"
    done
    ;;
esac
