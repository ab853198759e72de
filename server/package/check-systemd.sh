#!/usr/bin/env bash
# Leads the packaged service through its life under a systemd of its own: installs, starts, reloads, kills, rotates,
# upgrades, boots, removes. The machine's own system is left alone: all of it happens in a container (systemd-nspawn)
# with nothing but loopback. As root, after mvn -Prelease -DskipTests package; takes some three minutes.
# With an argument, it is a tar file or a directory of a Debian with systemd-sysv, logrotate and a Java runtime (see
# PACKAGES); without, mmdebstrap makes one out of the machine's archive.
set -euo pipefail
umask 022
PACKAGES=systemd-sysv,dbus,adduser,logrotate,default-jre-headless
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d --tmpdir check-systemd.XXXXXX)
root=$work/root
nspawn=
leader=
cleanup() {
  [ $? -eq 0 ] || [ -z "$leader" ] || inside journalctl -u anonserver --no-pager -n 20 >&2 || true
  [ -z "$nspawn" ] || { kill -KILL ${leader:-} "$nspawn" && wait "$nspawn" || true; } 2>/dev/null
  for mounted in "$root" "$work/layer"; do ! mountpoint -q "$mounted" || umount "$mounted" || umount -l "$mounted"; done
  rm -rf --one-file-system "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

fail() {
  printf 'ERROR: %s\n' "$1" >&2
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

# Runs a command in the container, as root.
inside() {
  timeout 300 nsenter --target "$leader" --mount --uts --ipc --net --pid --cgroup --root --wdns=/ \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@" </dev/null
}
# The first child of systemd-nspawn only makes the namespaces; it is gone when the container's init runs.
booted() { has_leader && inside systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'; }
boot() {
  SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 systemd-nspawn --quiet --boot --directory="$root" --machine=anonproxy-check \
    --register=no --keep-unit --private-network --link-journal=no --resolv-conf=off --timezone=off \
    --console=pipe </dev/null >"$work/console" 2>&1 &
  nspawn=$!
  await booted
}
has_leader() {
  kill -0 "$nspawn" 2>/dev/null || { cat "$work/console" >&2; fail "systemd-nspawn does not run here"; }
  leader=$(pgrep -P "$nspawn" | head -1) && [ -n "$leader" ]
}
shut_down() {
  inside systemctl poweroff || true
  local _
  for _ in $(seq 300); do
    kill -0 "$nspawn" 2>/dev/null || break
    sleep 0.2
  done
  leader=
  wait "$nspawn" || fail "the container ended with $?"
  nspawn=
}

shown() { inside systemctl show --value -p "$1" anonserver; }
# Fails unless a property of the unit ($1) has a value ($2).
expect() { [ "$(shown "$1")" = "$2" ] || fail "$1 is $(shown "$1"), not $2"; }
has() { [ "$(shown "$1")" = "$2" ]; }
configure() { printf '%s\n' "$@" >"$root/etc/anonproxy/anonserver.conf"; }
new_page() { head -c "$1" /dev/urandom | base64 >"$root/srv/page.html"; }
listening() { inside journalctl --quiet -o cat "_PID=$(shown MainPID)" 2>/dev/null | grep '^listening on' >/dev/null; }
fetched() {
  inside rm -f /root/fetched
  inside anonclient -q -s 127.0.0.1 -p "${1:-9000}" -f /root/fetched 2>/dev/null &&
    cmp -s "$root/srv/page.html" "$root/root/fetched"
}

[ "$(id -u)" -eq 0 ] || fail "a container with a systemd of its own needs root"
for tool in systemd-nspawn nsenter mmdebstrap dpkg-deb pgrep; do
  command -v "$tool" >/dev/null || [ "$tool$#" = mmdebstrap1 ] || fail "$tool is missing"
done
package=$(ls "$here"/target/anonproxy_*_all.deb) || fail "there is no package; mvn -Prelease -DskipTests package makes it"

step "making a Debian"
mkdir "$root"
if [ $# -eq 0 ]; then
  mmdebstrap --quiet --variant=minbase --include="$PACKAGES" bookworm "$root"
elif [ -d "$1" ]; then
  # What is written stays in memory; the directory may be the machine's own root.
  mkdir "$work/layer"
  mount -t tmpfs layer "$work/layer"
  mkdir "$work/layer/written" "$work/layer/scratch"
  mount -t overlay -o "lowerdir=$1,upperdir=$work/layer/written,workdir=$work/layer/scratch" root "$root"
else
  tar -xf "$1" -C "$root" --numeric-owner
fi
cp "$package" "$root/root/anonproxy.deb"
# The same once more, under a version that comes later.
dpkg-deb -R "$package" "$work/later"
sed -i 's/^Version: .*/&+later/' "$work/later/DEBIAN/control"
dpkg-deb --root-owner-group -Zgzip -b "$work/later" "$root/root/later.deb" >/dev/null
boot
inside systemctl --version | head -1

step "installing"
inside dpkg -i /root/anonproxy.deb
[ "$(inside systemctl is-enabled anonserver)" = disabled ] || fail "an installation alone enables the service"
expect ActiveState inactive
new_page 300000
configure 'port = 9000' 'web-page = /srv/page.html' 'log = /var/log/anonproxy/packets.log'
inside systemctl enable --now anonserver
await fetched
[ -z "$(inside journalctl --quiet -o cat -p warning -u anonserver)" ] || fail "a plain start is cause for a warning"

step "what the service may do"
pid=$(shown MainPID)
status() { inside sed -n "s/^$1:[[:space:]]*//p" "/proc/$pid/status"; }
[ "$(inside ps -o user= -p "$pid" 2>/dev/null || inside stat -c %U "/proc/$pid")" = anonproxy ] || fail "it is not user anonproxy"
[ "$(status NoNewPrivs)" = 1 ] || fail "it may gain privileges"
[ "$(status Seccomp)" = 2 ] || fail "no filter of system calls is in force"
for set in CapBnd CapPrm CapEff CapAmb; do
  [ "$(status $set)" = 0000000000000400 ] || fail "$set is $(status $set), not CAP_NET_BIND_SERVICE alone"
done
inside grep -q libnetty_transport_native_epoll "/proc/$pid/maps" || fail "epoll could not be loaded"
# Even root cannot write where the service looks.
in_service() { timeout 60 nsenter --target "$leader" --mount --pid --root --wdns=/ nsenter --target "$pid" --mount "$@" 2>/dev/null; }
for place in /usr /etc /srv /var /root; do
  ! in_service touch "$place/written" || fail "the service can write to $place"
done
in_service touch /tmp/mark || fail "the service cannot write to /tmp"
[ ! -e "$root/tmp/mark" ] && ! inside test -e /tmp/mark || fail "the service shares /tmp"
[ "$(inside stat -c '%U:%G %a' /var/log/anonproxy /var/log/anonproxy/packets.log | paste -sd' ')" = \
  "anonproxy:anonproxy 750 anonproxy:anonproxy 640" ] || fail "the logs have the wrong owner or mode"
inside systemd-analyze security anonserver | tail -1
inside systemd-analyze security --threshold=25 anonserver >/dev/null || fail "systemd finds the unit too exposed"

step "reloading"
new_page 200000
inside systemctl reload anonserver
await fetched
[ "$(shown MainPID)" = "$pid" ] || fail "reloading starts another process"

step "an origin that fails"
warned() { inside journalctl --quiet -p warning -o cat -u anonserver | grep '^WARN  still serving the page' >/dev/null; }
mv "$root/srv/page.html" "$root/srv/away.html"
inside systemctl reload anonserver
await warned
mv "$root/srv/away.html" "$root/srv/page.html"
inside systemctl reload anonserver
await fetched

step "rotating the packet log under traffic"
inside systemctl stop anonserver
rm -f "$root"/var/log/anonproxy/*
new_page 1000000
inside systemctl start anonserver
await listening
clients=
for client in 1 2; do
  inside sh -c 'until [ -e /root/enough ]; do
    n=$((n + 1)); anonclient -q -s 127.0.0.1 -p 9000 -f "/root/page-$1" -l "/root/client-$1-$n.log" || exit 1
  done' sh "$client" 2>>"$work/clients-errors" &
  clients+=" $!"
done
# No more often than files are kept, and no faster than the server notices: what is packed must not be written to any more.
grown() { [ "$(stat -c %s "$root/var/log/anonproxy/packets.log" 2>/dev/null || echo 0)" -gt 10000 ]; }
for _ in 1 2 3 4 5; do
  sleep 3
  await grown
  inside logrotate --force /etc/logrotate.d/anonproxy >"$work/logrotate" 2>&1 || fail "logrotate: $(cat "$work/logrotate")"
  [ ! -s "$work/logrotate" ] || fail "logrotate complains: $(cat "$work/logrotate")"
done
touch "$root/root/enough"
for client in $clients; do wait "$client" || fail "a client failed while the log was rotated: $(cat "$work/clients-errors")"; done
inside systemctl stop anonserver
logs=("$root"/var/log/anonproxy/packets.log*)
[ ${#logs[@]} -gt 2 ] || fail "too few files to tell: ${logs[*]}"
[ "$(inside sh -c 'stat -c "%U:%G %a" /var/log/anonproxy/*' | sort -u)" = "anonproxy:anonproxy 640" ] ||
  fail "a rotated log has the wrong owner or mode"
# What one side sends the other receives, under the same numbers.
zcat -f "${logs[@]}" | sort >"$work/server"
sed 's/^SEND/X/; s/^RECV/SEND/; s/^X/RECV/' "$root"/root/client-*.log | sort >"$work/clients"
! grep -vE '^(SEND|RECV) [0-9]+ [0-9]+( [A-Z]+)*$' "$work/server" || fail "a line was split"
[ "$(comm -13 "$work/server" "$work/clients" | wc -l)" -eq 0 ] || fail "the server's log lacks lines"
printf '%s files, %s lines of the clients, %s of the server\n' ${#logs[@]} "$(wc -l <"$work/clients")" "$(wc -l <"$work/server")"

step "ending"
expect Result success
expect ExecMainStatus 0
new_page 50000
inside systemctl start anonserver
await fetched
crashed=$(shown MainPID)
inside sh -c "kill -KILL $crashed"
await has NRestarts 1
await fetched
[ "$(shown MainPID)" != "$crashed" ] || fail "a killed server was not started again"

step "wrong options, a page that is missing, a low port"
inside systemctl stop anonserver
configure 'port = 9000' 'web-page = /srv/page.html' 'nonsense = true'
inside systemctl start anonserver
await has ActiveState failed
expect ExecMainStatus 2
expect NRestarts 0
configure 'port = 9000' 'web-page = /srv/later.html'
inside systemctl restart anonserver
await has NRestarts 1
cp "$root/srv/page.html" "$root/srv/later.html"
await fetched
inside systemctl stop anonserver
configure 'port = 69' 'web-page = /srv/page.html'
inside systemctl start anonserver
await fetched 69

step "upgrading"
before=$(shown MainPID)
inside dpkg -i /root/later.deb
[ "$(inside dpkg-query -W -f '${Version}' anonproxy)" = "$(sed -n 's/^Version: //p' "$work/later/DEBIAN/control")" ] ||
  fail "the upgrade did not take place"
await fetched 69
[ "$(shown MainPID)" != "$before" ] || fail "the upgraded package left the old server running"
[ "$(inside systemctl is-enabled anonserver)" = enabled ] || fail "the upgrade disabled the service"
inside systemctl stop anonserver
inside dpkg -i /root/later.deb
expect ActiveState inactive

step "booting"
shut_down
boot
await fetched 69

step "removing"
inside dpkg -r anonproxy
[ -z "$(inside find /proc -maxdepth 1 -user anonproxy)" ] || fail "the server survives its package"
[ -e "$root/etc/anonproxy/anonserver.conf" ] && [ -d "$root/var/log/anonproxy" ] || fail "removing took configuration or logs away"
inside logrotate --force /etc/logrotate.d/anonproxy || fail "logrotate fails after the removal"
inside dpkg -i /root/anonproxy.deb
[ "$(inside systemctl is-enabled anonserver)" = enabled ] || fail "removing forgot that the service was enabled"
inside dpkg -P anonproxy
left=$(find "$root" -xdev \( -path '*anonproxy*' -o -name '*anonserver*' \) -not -path "$root/root/*" -not -path "$root/proc/*" \
  -not -path "$root/sys/*" -not -path "$root/tmp/*" -not -path "$root/var/tmp/*" | sed "s,^$root,,")
[ -z "$left" ] || fail "purging left $left"
inside systemctl daemon-reload
[ -z "$(inside systemctl list-unit-files --no-legend 'anonserver*')" ] || fail "systemd still knows the unit"
shut_down
step "all is well; not checked: other architectures, other releases, a page on the network"
