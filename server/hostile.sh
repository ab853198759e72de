#!/bin/sh
# Attacks the packaged server and measures what becomes of honest clients: hostile.sh [--quick] [scenario...]
# Builds what is missing. Only loopback addresses are used; the full figures take about eight minutes.
cd "$(dirname "$0")" || exit 1
if [ ! -x target/anonserver ] || [ ! -d target/test-classes/org/anonproxy/server/hostile ]; then
  (cd .. && mvn -B -q -pl codec,server -DskipTests package) || exit 1
fi
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx1g -Dprogram="$PWD/target/anonserver" \
  -cp target/anonserver.jar:target/test-classes org.anonproxy.server.hostile.Hostile "$@"
