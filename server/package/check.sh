#!/usr/bin/env bash
# Builds the packages twice, in two directories, and compares the bytes; installs, runs and removes the Debian package;
# runs the archive without any other Java. As root, on Debian, preferably in a container: it installs and purges anonproxy.
# With two arguments, they are the target directories of two builds that were made already.
set -euo pipefail
umask 022
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
chmod 755 "$work"
server=
origin=
installed=
cleanup() {
  for process in $server $origin; do kill -KILL "$process" && wait "$process" || true; done 2>/dev/null
  [ -z "$installed" ] || dpkg -P anonproxy >/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

fail() {
  printf 'ERROR: %s\n' "$1" >&2
  exit 1
}
step() { printf '== %s\n' "$1"; }

# Tries a command ten times a second until it succeeds, for half a minute.
await() {
  local _
  for _ in $(seq 300); do
    ! "$@" || return 0
    sleep 0.1
  done
  fail "waited in vain for: $*; $(cat "$work/console" 2>/dev/null)"
}

[ "$(id -u)" -eq 0 ] || fail "installing a package needs root"
! dpkg -s anonproxy >/dev/null 2>&1 || fail "anonproxy is installed already; purge it first"
for tool in openssl curl setpriv keytool jfr mvn; do
  command -v "$tool" >/dev/null || fail "$tool is missing"
done
jfr=$(command -v jfr)

build() {
  mkdir "$1"
  (cd "$root" && git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$1")
  (cd "$1" && mvn -q -B -Prelease -DskipTests package)
}

# An https origin on loopback whose key is of an elliptic curve.
start_origin() {
  mkdir "$work/origin"
  (
    cd "$work/origin"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
      -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout key.pem -out certificate.pem 2>/dev/null
    keytool -importcert -noprompt -alias origin -file certificate.pem -keystore trusted -storepass changeit 2>/dev/null
    head -c 100000 /dev/urandom | base64 >page.html
  )
  (cd "$work/origin" && exec openssl s_server -accept 127.0.0.1:0 -cert certificate.pem -key key.pem -WWW) \
    >"$work/accepting" 2>&1 </dev/null &
  origin=$!
  await grep -q ACCEPT "$work/accepting"
  url=https://127.0.0.1:$(sed -n 's/^ACCEPT.*://p' "$work/accepting")/page.html
}

# Fetches the page with the client of a directory, and compares.
fetched() {
  rm -f "$work/fetched"
  "$1/anonclient" -s 127.0.0.1 -p "$port" -f "$work/fetched" && cmp -s "$work/origin/page.html" "$work/fetched"
}
archive_made() {
  # Its directory has a file that is named after the jar.
  [ -n "$(find "$work/cache" -name classes.jsa ! -path '*.making/*' -size +1M)" ] &&
    find "$work/cache" -type f | grep -Eq '/[0-9a-f]{64}$'
}

# Looks into the flight recording of a server that has served and was stopped.
recorded() {
  local event
  for event in PageFetch SessionOpened SessionClosed; do
    [ -n "$("$jfr" print --events "org.anonproxy.$event" "$1")" ] || fail "there is no $event in the flight recording"
  done
}

# Runs the server of a directory ($1) as the service does, and its client: a page over https, its renewal, figures, the
# archive of classes that the first fetch makes, and a flight recording.
exercise() {
  local programs=$1 configuration=$2 admin recording
  recording=$(mktemp -u --suffix=.jfr)
  rm -f "$work/ready" "$recording"
  setpriv --reuid anonproxy --regid anonproxy --clear-groups --no-new-privs --bounding-set -all --inh-caps -all \
    env -i PATH="$PATH" ANONSERVER_PORT=0 ANONSERVER_BIND=127.0.0.1 ANONSERVER_ADMIN=127.0.0.1:0 \
    JAVA_OPTS="-Djavax.net.ssl.trustStore=$work/origin/trusted -Djavax.net.ssl.trustStorePassword=changeit -XX:StartFlightRecording=filename=$recording" \
    "$programs/anonserver" --config "$configuration" >"$work/ready" 2>"$work/console" &
  server=$!
  await grep -q listening "$work/ready"
  port=$(sed -n 's/.*listening on [^ ]*:\([0-9]*\),.*/\1/p' "$work/ready")
  admin=$(sed -n 's,.*admin page at \(http://[^ ]*\),\1,p' "$work/console")

  export XDG_CACHE_HOME=$work/cache
  rm -rf "$XDG_CACHE_HOME"
  fetched "$programs" || fail "the page was not fetched"
  await archive_made
  JAVA_OPTS=-Xshare:on fetched "$programs" || fail "the archive of the client's classes is of no use"
  (unset XDG_CACHE_HOME HOME && fetched "$programs") || fail "the client does not run without a home"

  head -c 50000 /dev/urandom | base64 >"$work/origin/page.html"
  kill -HUP "$server"
  await fetched "$programs"
  for figure in jvm_heap process_ page_fetches_total; do
    curl -s "${admin}metrics" | grep -q "$figure" || fail "there is no $figure among the metrics"
  done

  kill -TERM "$server"
  wait "$server" || fail "the server ended with $?: $(cat "$work/console")"
  server=
  recorded "$recording"
  rm -f "$recording"
}

if [ $# -eq 2 ]; then
  built=$1
  again=$2
else
  step "building twice"
  build "$work/one"
  (TZ=Pacific/Auckland build "$work/another-directory")
  built=$work/one/server/package/target
  again=$work/another-directory/server/package/target
fi
step "comparing"
for file in "$built"/*.deb "$built"/*.tar.gz "$built"/*.cdx.json; do
  cmp "$file" "$again/${file##*/}" || fail "${file##*/} differs between two builds"
  sha256sum "$file" | sed "s,  .*/,  ,"
done
start_origin

step "installing the Debian package"
! command -v lintian >/dev/null || lintian --allow-root --fail-on error,warning "$built"/*.deb
installed=yes
dpkg -i "$built"/*.deb
getent passwd anonproxy >/dev/null || fail "there is no user anonproxy"
[ "$(man -w anonserver 2>/dev/null)" ] || [ -e /usr/share/man/man1/anonserver.1.gz ] || fail "there is no manual page"
! anonserver --config /etc/anonproxy/anonserver.conf 2>"$work/error" || fail "the server started without a page"
grep '^ERROR: ' "$work/error"
echo "web-page = $url" >>/etc/anonproxy/anonserver.conf
exercise /usr/bin /etc/anonproxy/anonserver.conf
if command -v systemd-analyze >/dev/null; then
  systemd-analyze verify --man=no /lib/systemd/system/anonserver.service
  systemd-analyze security --offline=true --threshold=25 /lib/systemd/system/anonserver.service | tail -1
fi

step "removing it"
dpkg -r anonproxy
[ -e /etc/anonproxy/anonserver.conf ] || fail "removing took the configuration away"
dpkg -P anonproxy
installed=
for left in /etc/anonproxy /etc/default/anonserver /etc/logrotate.d/anonproxy /usr/bin/anonserver /usr/bin/anonclient \
  /usr/share/doc/anonproxy /var/log/anonproxy /lib/systemd/system/anonserver.service; do
  [ ! -e "$left" ] || fail "purging left $left"
done

step "running the archive without any other Java"
mkdir "$work/elsewhere" "$work/bin"
tar -xzf "$built"/*.tar.gz -C "$work/elsewhere"
for tool in sh bash env setpriv readlink mktemp dirname grep sed head base64 stat cksum cat rm cmp nice mkdir touch find mv sync seq sleep curl; do
  ln -s "$(command -v "$tool")" "$work/bin/$tool"
done
echo "web-page = $url" >"$work/archive.conf"
(
  unset JAVA_HOME
  PATH=$work/bin
  ! command -v java >/dev/null || fail "there is a java on the path"
  exercise "$(echo "$work"/elsewhere/*/bin)" "$work/archive.conf"
)
step "all is well"
