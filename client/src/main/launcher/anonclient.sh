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

program=$(readlink -f "$0" 2>/dev/null) || program=$0

size_of() {
  stat -Lc %s "$1" 2>/dev/null || stat -Lf %z "$1" 2>/dev/null
}

# Looks for the archive of this program's classes for this java, whose name ends with its size: a part of one would crash
# the JVM. Archives hold code, so that only the user's own will do. Fails where there can be none.
find_archive() {
  case " ${JAVA_OPTS:-} " in *" -Xshare:off "*) return 1 ;; esac
  directory=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}/anonproxy
  case $directory in
    /anonproxy | *:*) return 1 ;;
    /*) ;;
    *) return 1 ;;
  esac
  key=$({ stat -Lc '%n %s %Y' "$program" "$home/lib/modules" ||
    stat -Lf '%N %z %m' "$program" "$home/lib/modules"; } 2>/dev/null) || return 1
  key=$(printf '%s' "$key" | cksum) || return 1
  key=${key%% *}
  for archive in "$directory/anonclient-$key-"*.jsa; do
    size=${archive##*-}
    [ -s "$archive" ] && [ -O "$archive" ] && [ "$(size_of "$archive")" = "${size%.jsa}" ] && return
  done
  archive=
}

# Makes the archive beside a run that does without: rehearses a fetch to learn which classes one needs, and stores them.
# An empty archive says that none could be made today.
make_archive() {
  umask 077
  making=$directory/anonclient-$key.making
  mkdir -p "$directory" && [ -O "$directory" ] || return
  find "$directory" -name 'anonclient-*' -mtime +30 -exec rm -rf {} +
  find "$making" -prune -mmin +10 -exec rm -rf {} +
  mkdir "$making" || return
  if find_archive && [ -z "$archive" ] && [ -z "$(find "$directory/anonclient-$key-0.jsa" -mtime -1)" ]; then
    cd "$making" && : >archive && record_classes && mv -f whole archive
    rm -f "$directory/anonclient-$key-"*
    mv archive "$directory/anonclient-$key-$(size_of archive).jsa"
  fi
  rm -rf "$making"
}

record_classes() {
  # The rehearsal has options of its own.
  unset $(env | sed -n 's/^\(ANONCLIENT_[A-Z_]*\)=.*/\1/p')
  nice -n 19 "$java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:DumpLoadedClassList=classes \
    -cp "$program" org.anonproxy.client.cli.Rehearsal page log &&
    nice -n 19 "$java" -Xshare:dump -XX:+UseSerialGC -XX:SharedClassListFile=classes -XX:SharedArchiveFile=whole \
      -cp "$program" &&
    sync whole
}

share=-Xshare:auto
if find_archive; then
  if [ -n "$archive" ]; then
    share=-XX:SharedArchiveFile=$archive
  else
    (trap '' HUP; make_archive) </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- &
  fi
fi

# A fetch is over before the optimizing compiler pays, or Netty's events for the flight recorder; a load test lives by it.
if [ "${1-}" = load ]; then
  speed=-XX:+TieredCompilation
else
  speed="-XX:TieredStopAtLevel=1 -Dio.netty.jfr.enabled=false"
fi

# The JVM would log to standard output, which may be the page's.
exec "$java" $speed -XX:+UseSerialGC -Xlog:disable -XX:+VerifySharedSpaces "$share" ${JAVA_OPTS:-} -jar "$program" "$@"
