#!/usr/bin/env bash
# Builds both programs and shows the main job on this machine, without Internet: the server serves
# a bundled page over UDP, several clients fetch it at once, and the packets are shown.
set -euo pipefail
cd "$(dirname "$0")/.."

page=client/src/demo/page.html
out=client/target/demo
clients=3

echo "Building (the first time, Maven downloads what it needs) ..."
mvn -q -B -DskipTests package

rm -rf "$out"
mkdir -p "$out"
server/target/anonserver -p 0 --bind 127.0.0.1 -l "$out/server.log" -w "$page" \
  >"$out/ready" 2>"$out/console.log" &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT

for _ in $(seq 100); do
  grep -q 'listening on' "$out/ready" && break
  kill -0 "$server" 2>/dev/null || { cat "$out/console.log" >&2; exit 1; }
  sleep 0.1
done
cat "$out/ready"
port=$(sed -n 's/.*listening on [^ ]*:\([0-9]*\),.*/\1/p' "$out/ready")

echo
echo "\$ anonclient -s 127.0.0.1 -p $port -l client.log -f page.html     ($clients of them at once)"
fetches=()
for i in $(seq "$clients"); do
  client/target/anonclient -s 127.0.0.1 -p "$port" -l "$out/client$i.log" -f "$out/page$i.html" &
  fetches+=($!)
done
for fetch in "${fetches[@]}"; do
  wait "$fetch"
done

kill -TERM "$server"
wait "$server"
trap - EXIT

echo
echo "The first client's packets, as its log has them:"
cat "$out/client1.log"
echo
for i in $(seq "$clients"); do
  cmp "$page" "$out/page$i.html"
  echo "$out/page$i.html: identical to the page served"
done
echo "$(wc -l <"$out/server.log") packets are in $out/server.log"
