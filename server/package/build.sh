#!/usr/bin/env bash
# Makes the Debian package and the archive of what Maven has built. The same sources and the same JDK give the same
# bytes: no time but the program's date, no order but that of names, no owner but root, no mode but its own.
set -euo pipefail
export LC_ALL=C
umask 022

version=$1
date=$2
maintainer=$3
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
target=$here/target
export SOURCE_DATE_EPOCH
SOURCE_DATE_EPOCH=$(date -u -d "$date" +%s)

fail() {
  printf 'ERROR: %s\n' "$1" >&2
  exit 1
}

for tool in dpkg-deb "$JAVA_HOME/bin/jlink" "$JAVA_HOME/bin/jdeps"; do
  command -v "$tool" >/dev/null || fail "$tool is missing; packages are built on Debian, with a JDK and not only a runtime"
done

# Puts both programs, their manual pages, completions and papers below a directory, as $2/bin and $2/share.
install_programs() {
  local top=$1 programs=$2 share=$3 program page
  for program in anonserver anonclient; do
    local built=$root/${program/anon/}/target
    install -D -m 755 "$built/$program" "$top/$programs/$program"
    install -d "$top/$share/bash-completion/completions"
    sed '1{/^#!/d}' "$built/$program.bash" >"$top/$share/bash-completion/completions/$program"
    install -D -m 644 "$built/_$program" "$top/$share/zsh/vendor-completions/_$program"
    for page in "$built/$program"*.1; do
      install -d "$top/$share/man/man1"
      gzip -9 -n <"$page" >"$top/$share/man/man1/${page##*/}.gz"
    done
  done
  install -D -m 644 "$root/README.md" "$top/$share/doc/anonproxy/README.md"
  install -D -m 644 "$root/codec/PROTOCOL.md" "$top/$share/doc/anonproxy/PROTOCOL.md"
  install -D -m 644 "$target/anonproxy-$version.cdx.json" "$top/$share/doc/anonproxy/anonproxy.cdx.json"
}

debian_package() {
  local top=$target/debian
  rm -rf "$top"
  install_programs "$top" usr/bin usr/share
  gzip -9 -n <"$root/CHANGELOG.md" >"$top/usr/share/doc/anonproxy/CHANGELOG.md.gz"
  printf 'anonproxy (%s) unstable; urgency=medium\n\n  * See CHANGELOG.md.gz.\n\n -- %s  %s\n' "$version" \
    "$maintainer" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" |
    gzip -9 -n >"$top/usr/share/doc/anonproxy/changelog.gz"
  install -m 644 "$here/src/debian/copyright" "$top/usr/share/doc/anonproxy/copyright"
  install -D -m 644 "$here/src/debian/anonserver.service" "$top/lib/systemd/system/anonserver.service"
  install -D -m 644 "$here/src/anonserver.conf" "$top/etc/anonproxy/anonserver.conf"
  install -D -m 644 "$here/src/debian/default" "$top/etc/default/anonserver"
  install -D -m 644 "$here/src/debian/logrotate" "$top/etc/logrotate.d/anonproxy"
  install -D -m 644 "$here/src/debian/lintian-overrides" "$top/usr/share/lintian/overrides/anonproxy"

  install -d "$top/DEBIAN"
  # Counted as dpkg-gencontrol does it: what a directory takes is a matter of the file system.
  local kib
  kib=$(find "$top" -path "$top/DEBIAN" -prune -o \( -type f -printf '%s\n' -o -printf '1\n' \) |
    awk '{ kib += int(($1 + 1023) / 1024) } END { print kib }')
  while IFS= read -r line; do
    line=${line/@VERSION@/"$version"}
    line=${line/@MAINTAINER@/"$maintainer"}
    printf '%s\n' "${line/@SIZE@/"$kib"}"
  done <"$here/src/debian/control" >"$top/DEBIAN/control"
  (cd "$top" && find etc -type f | sort | sed 's,^,/,') >"$top/DEBIAN/conffiles"
  (cd "$top" && find usr lib -type f | sort | xargs md5sum) >"$top/DEBIAN/md5sums"
  install -m 755 "$here"/src/debian/{postinst,prerm,postrm} "$top/DEBIAN/"
  # Directories inherit this bit where a group works together.
  find "$top" -type d -exec chmod g-s {} +
  # What is inside is compressed already; and the output of xz depends on the number of processors.
  dpkg-deb --root-owner-group -Zgzip -b "$top" "$target/anonproxy_${version}_all.deb" >/dev/null
}

# The modules that jdeps finds (Log4j does not start without java.desktop), and those that are only found at run time:
# elliptic curves for TLS, the names of hosts, signals and direct memory, recordings, figures of the process.
runtime() {
  local modules
  modules=$(for program in server client; do
    "$JAVA_HOME/bin/jdeps" --multi-release base --ignore-missing-deps --print-module-deps \
      "$root/$program/target/anon$program.jar" | tr ',' '\n'
  done | sort -u | paste -sd,)
  "$JAVA_HOME/bin/jlink" --add-modules \
    "$modules,jdk.crypto.ec,java.naming,jdk.unsupported,jdk.jfr,java.management,jdk.management" \
    --strip-java-debug-attributes --no-header-files --no-man-pages --compress=2 --output "$1"
}

archive() {
  local name top
  name=anonproxy-$version-linux-$(uname -m)
  top=$target/$name
  rm -rf "$top"
  install_programs "$top" lib share
  runtime "$top/lib/runtime"
  install -D -m 755 "$here/src/archive/launcher.sh" "$top/bin/anonserver"
  install -m 755 "$here/src/archive/launcher.sh" "$top/bin/anonclient"
  install -D -m 644 "$here/src/anonserver.conf" "$top/etc/anonserver.conf"
  install -m 644 "$root/LICENSE" "$top/LICENSE"
  tar --sort=name --format=ustar --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode=go=rX,u+rw \
    -C "$target" -cf - "$name" | gzip -9 -n >"$target/$name.tar.gz"
}

debian_package
archive
ls -l "$target"/*.deb "$target"/*.tar.gz "$target"/*.cdx.json
