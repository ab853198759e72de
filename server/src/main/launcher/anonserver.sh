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
# of memory, and the serial collector needs none of its own. Where there is much memory, the JVM would let sessions that
# outlived a young collection fill hundreds of megabytes before it looks for garbage among them: the heap begins small
# instead and grows when it must. What is collected leaves no gaps either.
# Whenever the heap has to grow, all of it is collected first, and no timer runs meanwhile, for a tenth of a second with
# 100,000 sessions: it grows in fewer and larger steps than the JVM's own. The larger ratio is the JVM's own, named since
# the JVM does not start when a variable of its own names one below the smaller.
# In JAVA_OPTS, a ratio replaces these, a size that of the beginning, and a collector, be it this one, all of it.
serial="-XX:+UseSerialGC -Xmn16m -XX:MarkSweepDeadRatio=0"
case "${JAVA_OPTS:-}" in
  *HeapFreeRatio=* | *-Xminf* | *-Xmaxf*) ;;
  *) serial="$serial -XX:MinHeapFreeRatio=60 -XX:MaxHeapFreeRatio=70" ;;
esac
case "${JAVA_OPTS:-}" in
  *+UseSerialGC* | *+UseParallelGC* | *+UseG1GC* | *+UseZGC* | *+UseShenandoahGC* | *+UseEpsilonGC*) heap= ;;
  *-Xms* | *-Xmx* | *HeapSize=* | *RAMPercentage=*) heap=$serial ;;
  *) heap="$serial -Xms40m" ;;
esac

# The JVM's compiler takes and frees many megabytes, of which glibc would keep some for each thread that asked: it is to
# keep two arenas, and to give back what empties. Where another library allocates, these mean nothing.
: "${MALLOC_ARENA_MAX:=2}" "${MALLOC_TRIM_THRESHOLD_:=131072}"
export MALLOC_ARENA_MAX MALLOC_TRIM_THRESHOLD_

exec "$java" $heap -Xshare:auto ${JAVA_OPTS:-} -jar "$0" "$@"
