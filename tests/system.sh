#!/bin/sh
# What the tests need of the system: Chromium and a font with Cyrillic for the pages, and PostgreSQL, of which they start
# one of their own. Installed where that can be done without asking (Debian or Ubuntu, as root); elsewhere said in a
# line, and those tests are skipped.
set -eu

# $1: what it is; $2: the tests that need it; the rest: packages.
need() {
    name=$1 tests=$2
    shift 2
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installing $name for the $tests tests ..."
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
            "$@" >/dev/null && return
        echo "$name could not be installed: the $tests tests will be skipped." >&2
    else
        echo "There is no $name here, so the $tests tests will be skipped. Debian/Ubuntu: apt-get install $*" >&2
    fi
}

command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 ||
    need Chromium browser chromium fonts-dejavu-core
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need PostgreSQL PostgreSQL postgresql
