#!/bin/sh
# Runs the program of the same name beside, with the Java runtime that came with it.
here=$(readlink -f "$0") || exit 1
home=${here%/bin/*}
JAVA_HOME=$home/lib/runtime
export JAVA_HOME
exec "$home/lib/${here##*/}" "$@"
