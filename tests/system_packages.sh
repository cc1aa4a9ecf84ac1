#!/bin/sh
# Install the system packages that some tests need, where that is allowed without asking for a password.
# Elsewhere it says what to install; the tests concerned are then skipped with that reason.
set -u
needed=""
command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || needed="$needed chromium"
command -v bwrap >/dev/null 2>&1 || needed="$needed bubblewrap"
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || command -v postgres >/dev/null 2>&1 || needed="$needed postgresql"
[ -n "$needed" ] || exit 0
if command -v apt-get >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ]; then
        as_root=""
    elif sudo -n true 2>/dev/null; then
        as_root="sudo"
    else
        echo "Some tests will be skipped. To run them all: sudo apt-get install$needed"
        exit 0
    fi
    echo "Installing$needed for the tests …"
    DEBIAN_FRONTEND=noninteractive $as_root apt-get update -qq >/dev/null &&
        DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $needed >/dev/null
else
    echo "Some tests will be skipped. They need:$needed"
fi
exit 0
