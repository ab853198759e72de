#!/bin/sh
# Runs the jar that is appended to this script. Needs Java 17 or newer; JAVA_OPTS are passed on.
#
# Each process that is started takes some milliseconds: where there is an archive of classes, java is the only one. The build
# puts the sum of the jar in here.
jar=@jar@

fail() {
  printf 'ERROR: %s\n' "$1" >&2
  exit 1
}

# Finds java as the shell would, which cannot say what it found without a process of its own.
find_java() {
  java=${JAVA_HOME:+$JAVA_HOME/bin/java}
  if [ ! -x "$java" ]; then
    java=
    set -f
    IFS=:
    for java in ${PATH-}:; do
      java=${java:-.}/java
      [ ! -f "$java" ] || [ ! -x "$java" ] || break
      java=
    done
    unset IFS
    set +f
  fi
  case $java in
    '') return 1 ;;
    /*) ;;
    *) java=$PWD/$java ;;
  esac
}

find_java || fail "java not found; install Java 17 or newer, or set JAVA_HOME"

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

# Tells whether two files are there and of the same time.
are_of_one_time() {
  [ -e "$1" ] && [ -e "$2" ] && [ ! "$1" -nt "$2" ] && [ ! "$1" -ot "$2" ]
}

# Looks for the archive of this program's classes for this java: it lies in a directory that is named after both, bears the
# program's time itself, and java's on the file beside it, which is named after the jar, since packages of one day are of one
# time. It is empty where none could be made. Archives hold code, so that only the user's own will do. Fails where there can
# be none.
find_archive() {
  archive=
  made=
  case " ${JAVA_OPTS:-} " in *" -Xshare:off "*) return 1 ;; esac
  directory=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}/anonproxy
  case $directory in
    /anonproxy | *:*) return 1 ;;
    /*) ;;
    *) return 1 ;;
  esac
  set -f
  IFS=/
  set -- $program $java
  IFS=%
  name=anonclient-$*
  unset IFS
  set +f
  case $name in *:*) return 1 ;; esac
  [ "${#name}" -le 240 ] || return 1
  kept=$directory/$name
  if [ -O "$kept/classes.jsa" ] && are_of_one_time "$program" "$kept/classes.jsa" && are_of_one_time "$java" "$kept/$jar"
  then
    made=1
    [ ! -s "$kept/classes.jsa" ] || archive=$kept/classes.jsa
  fi
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
# needs, and stores them. Where that fails, it is tried again the next day.
make_archive() {
  umask 077
  making=$kept.making
  mkdir -p "$directory" && [ -O "$directory" ] || return
  find "$directory" -name 'anonclient-*' -prune -mtime +30 -exec rm -rf {} +
  find "$making" -prune -mmin +10 -exec rm -rf {} +
  mkdir "$making" || return
  find_archive
  [ ! -e "$kept/none" ] || made=1
  if [ -z "$archive" ] && { [ -z "$made" ] || [ -z "$(find "$kept" -prune -mtime -1)" ]; }; then
    cd "$making" || return
    # The times first, so that what is replaced meanwhile is seen to be.
    : >classes.jsa && : >page && touch -r "$program" program && touch -r "$java" "$jar"
    if are_of_one_time "$program" program && are_of_one_time "$java" "$jar"; then
      record_classes && mv -f whole classes.jsa
      touch -r program classes.jsa
    else
      # Some file systems cannot hold the times: no archive would ever be found to be the right one.
      : >none
    fi
    rm -rf program page log list whole "$kept"
    mv "$making" "$kept"
  else
    rm -rf "$making"
  fi
}

# Only an archive that is whole, and with options that this java knows, comes out: a fetch does not check it again. It is
# made with G1, since a JVM sees that the end of an archive is missing, and does without, only where that is objects of G1's.
record_classes() {
  # The rehearsal has options of its own.
  unset $(env | sed -n 's/^\(ANONCLIENT_[A-Z_]*\)=.*/\1/p')
  nice -n 19 "$java" $quick -XX:+UseSerialGC -XX:DumpLoadedClassList=list \
    -cp "$program" org.anonproxy.client.cli.Rehearsal page log &&
    nice -n 19 "$java" -Xshare:dump -XX:+UseG1GC -XX:SharedClassListFile=list -XX:SharedArchiveFile=whole \
      -cp "$program" &&
    sync whole &&
    nice -n 19 "$java" -Xshare:on -XX:+UseSerialGC $pages -XX:+VerifySharedSpaces -XX:SharedArchiveFile=whole \
      -cp "$program" -version
}

# A fetch is over before much compiling pays, or counters for jps and jstat, and begins with a table for strings and a heap,
# whose own tables are in proportion, no larger than it needs: a share of the memory, since no limit set elsewhere can be
# below that. A load test lives by the optimizing compiler.
quick="-XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=3 -XX:-UsePerfData -XX:StringTableSize=1024"
quick="$quick -XX:InitialRAMPercentage=0.1"
if [ "${1-}" = load ]; then
  speed=-XX:+TieredCompilation
else
  speed=$quick
fi

# Another collector in JAVA_OPTS replaces this one.
case ${JAVA_OPTS:-} in
  *+UseSerialGC* | *+UseParallelGC* | *+UseG1GC* | *+UseZGC* | *+UseShenandoahGC* | *+UseEpsilonGC*) collector= ;;
  *) collector=-XX:+UseSerialGC ;;
esac

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
exec "$java" $speed $collector -Xlog:disable "$share" ${JAVA_OPTS:-} -jar "$program" "$@"
