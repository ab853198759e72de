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

# Packets leave garbage and sessions are small: a small young generation keeps a flood from spreading over megabytes
# of memory, and the serial collector needs none of its own. Another collector in JAVA_OPTS replaces both.
# Where there is much memory, the JVM would let sessions that outlived a young collection fill hundreds of megabytes
# before it looks for garbage among them: the heap begins small instead and grows when it must. What is collected leaves
# no gaps either. Another size in JAVA_OPTS replaces this one.
case " ${JAVA_OPTS:-}" in
  *" -XX:+Use"*GC*) heap= ;;
  *" -Xm"[sx]* | *HeapSize=* | *RAMPercentage=*) heap="-XX:+UseSerialGC -Xmn16m -XX:MarkSweepDeadRatio=0" ;;
  *) heap="-XX:+UseSerialGC -Xmn16m -Xms40m -XX:MarkSweepDeadRatio=0" ;;
esac

# The JVM's compiler takes and frees many megabytes, of which glibc would keep some for each thread that asked: it is to
# keep two arenas, and to give back what empties. Where another library allocates, these mean nothing.
: "${MALLOC_ARENA_MAX:=2}" "${MALLOC_TRIM_THRESHOLD_:=131072}"
export MALLOC_ARENA_MAX MALLOC_TRIM_THRESHOLD_

exec "$java" $heap -Xshare:auto ${JAVA_OPTS:-} -jar "$0" "$@"
