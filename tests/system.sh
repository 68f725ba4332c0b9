#!/bin/sh
# What the tests need of the system: Chromium and a font with Cyrillic for the pages. Installed where that can be
# done without asking (Debian or Ubuntu, as root); elsewhere said in a line, and the browser tests are skipped.
set -eu
if command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the browser tests ..."
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
        chromium fonts-dejavu-core >/dev/null && exit 0
    echo "Chromium could not be installed: the browser tests will be skipped." >&2
    exit 0
fi
echo "There is no Chromium here, so the browser tests will be skipped. Debian/Ubuntu: apt-get install chromium" >&2
