#!/bin/sh
# Runs the jar that is appended to this script. Needs Java 17 or newer; JAVA_OPTS are passed on.
#
# Each process that is started takes some milliseconds: where there is an archive of classes, stat is the only one before
# java.
fail() {
  printf 'ERROR: %s\n' "$1" >&2
  exit 1
}

if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then
  java=$JAVA_HOME/bin/java
else
  java=$(command -v java) || fail "java not found; install Java 17 or newer, or set JAVA_HOME"
fi

case $0 in
  /*) program=$0 ;;
  *) program=$PWD/${0#./} ;;
esac
case $program in
  *//* | */./* | */../*) odd=1 ;;
  *) odd= ;;
esac
if [ -n "$odd" ] || [ -h "$program" ]; then
  program=$(readlink -f "$0" 2>/dev/null) || program=$0
fi

newline='
'

# Sets facts to name, size, time and inode of files, links followed, a line for each.
describe() {
  facts=$(exec stat -Lc '%n %s-%Y-%i' "$@" 2>/dev/null) || facts=$(exec stat -Lf '%N %z-%m-%i' "$@" 2>/dev/null)
}

# Finds a name for the archive of this program, by its path, size and time, and this java, by its size, time and inode; both
# were described first.
find_key() {
  key=${facts#"$program "}
  java_key=${key#*"$newline$java "}
  key=${key%%"$newline"*}
  set -f
  IFS=/
  set -- $program
  IFS=%
  key="$*-${key%-*}-${java_key%%"$newline"*}"
  unset IFS
  set +f
}

# Looks for the archive of this program's classes for this java, whose name ends with its size: a part of one would crash
# the JVM. Archives hold code, so that only the user's own will do. Fails where there can be none.
find_archive() {
  archive=
  case " ${JAVA_OPTS:-} " in *" -Xshare:off "*) return 1 ;; esac
  directory=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}/anonproxy
  case $directory in
    /anonproxy | *:*) return 1 ;;
    /*) ;;
    *) return 1 ;;
  esac
  set -- "$program" "$java"
  for archive in "$directory"/anonclient-*.jsa; do
    [ ! -O "$archive" ] || set -- "$@" "$archive"
  done
  describe "$@" || return 1
  find_key
  for archive in "$directory/anonclient-$key-"*.jsa; do
    size=${archive##*-}
    case $newline$facts in *"$newline$archive ${size%.jsa}-"*) [ ! -s "$archive" ] || return 0 ;; esac
  done
  archive=
}

# Fails where java is too old, or cannot have an archive. The release file beside java tells the version at no cost; java
# itself is asked only where there is none.
check_java() {
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
  [ -r "$home/lib/modules" ]
}

# Makes the archive beside a run that does without: rehearses a fetch, over a page that is there, to learn which classes one
# needs, and stores them. An empty archive says that none could be made today.
make_archive() {
  umask 077
  making=$directory/anonclient-$key.making
  mkdir -p "$directory" && [ -O "$directory" ] || return
  find "$directory" -name 'anonclient-*' -mtime +30 -exec rm -rf {} +
  find "$making" -prune -mmin +10 -exec rm -rf {} +
  mkdir "$making" || return
  if find_archive && [ -z "$archive" ] && [ -z "$(find "$directory/anonclient-$key-0.jsa" -mtime -1)" ]; then
    cd "$making" && : >archive && : >page && record_classes && mv -f whole archive
    rm -f "$directory/anonclient-$key-"*
    describe archive
    size=${facts#* }
    mv archive "$directory/anonclient-$key-${size%%-*}.jsa"
  fi
  rm -rf "$making"
}

# Only an archive that is whole, and with options that this java knows, comes out: a fetch does not check it again.
record_classes() {
  # The rehearsal has options of its own.
  unset $(env | sed -n 's/^\(ANONCLIENT_[A-Z_]*\)=.*/\1/p')
  nice -n 19 "$java" $quick -XX:+UseSerialGC -XX:DumpLoadedClassList=classes \
    -cp "$program" org.anonproxy.client.cli.Rehearsal page log &&
    nice -n 19 "$java" -Xshare:dump -XX:+UseSerialGC -XX:SharedClassListFile=classes -XX:SharedArchiveFile=whole \
      -cp "$program" &&
    sync whole &&
    nice -n 19 "$java" -Xshare:on -XX:+UseSerialGC $pages -XX:+VerifySharedSpaces -XX:SharedArchiveFile=whole \
      -cp "$program" -version
}

# A fetch is over before much compiling pays, or counters for jps and jstat; a load test lives by the optimizing compiler.
quick="-XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=3 -XX:-UsePerfData"
if [ "${1-}" = load ]; then
  speed=-XX:+TieredCompilation
else
  speed=$quick
fi

# Fewer pages take less time to be had; only where Linux gives large ones.
pages=-XX:+UseTransparentHugePages

share=-Xshare:auto
if ! find_archive; then
  check_java
elif [ -n "$archive" ]; then
  share=-XX:SharedArchiveFile=$archive
  speed="$speed $pages"
elif check_java; then
  (trap '' HUP; make_archive) </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- &
fi

# The JVM would log to standard output, which may be the page's.
exec "$java" $speed -XX:+UseSerialGC -Xlog:disable "$share" ${JAVA_OPTS:-} -jar "$program" "$@"
