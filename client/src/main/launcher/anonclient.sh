#!/bin/sh
# Runs the jar that is appended to this script. Needs Java 17 or newer; JAVA_OPTS are passed on.
fail() {
  printf 'ERROR: %s\n' "$1" >&2
  exit 1
}

if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then
  java=$JAVA_HOME/bin/java
else
  java=$(command -v java) || fail "java not found; install Java 17 or newer, or set JAVA_HOME"
fi

# The release file beside java tells the version at no cost; java itself is asked only where there is none.
home=$(readlink -f "$java" 2>/dev/null) || home=$java
home=${home%/bin/java}
version=
if [ -r "$home/release" ]; then
  while IFS= read -r line; do
    case $line in JAVA_VERSION=*) version=${line#*=} ;; esac
  done <"$home/release"
else
  version=$("$java" -version 2>&1) || fail "$java does not run; install Java 17 or newer, or set JAVA_HOME"
  version=${version#*version }
fi
version=${version#\"}
version=${version%%[!0-9]*}
[ "${version:-17}" -ge 17 ] || fail "$java is older than Java 17; install Java 17 or newer, or set JAVA_HOME"

# A fetch is over before the optimizing compiler pays; a load test lives by it.
compiler=-XX:TieredStopAtLevel=1
[ "${1-}" != load ] || compiler=-XX:+TieredCompilation

exec "$java" "$compiler" -XX:+UseSerialGC -Xshare:auto ${JAVA_OPTS:-} -jar "$0" "$@"
