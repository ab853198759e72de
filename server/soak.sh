#!/bin/sh
# Runs the packaged server for an hour, or as long as is said, beside good and bad clients and a page that changes every
# second, and looks whether its memory stays what it was: soak.sh [--minutes N]
# Builds what is missing. Only loopback addresses are used. Ctrl-C ends it without a verdict.
cd "$(dirname "$0")" || exit 1
if [ ! -x target/anonserver ] || [ ! -d target/test-classes/org/anonproxy/server/soak ]; then
  (cd .. && mvn -B -q -pl codec,server -DskipTests package) || exit 1
fi
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx512m -Dprogram="$PWD/target/anonserver" \
  -cp target/anonserver.jar:target/test-classes org.anonproxy.server.soak.Soak "$@"
