#!/bin/sh
# Installs what Paraf needs on a Debian machine: apt packages (as root or through sudo), then a
# virtual environment with the locked Python packages. Safe to run again; quick when all is there.
# "tools/setup.sh tests" adds what only the tests run; "tools/setup.sh programs" other people's
# signing programs besides.
set -eu
cd "$(dirname "$0")/.."

packages="python3-venv libreoffice-writer-nogui libreoffice-calc-nogui bubblewrap poppler-utils
openssl softhsm2 fonts-liberation fonts-crosextra-carlito fonts-crosextra-caladea"
if [ "${1:-}" = tests ] || [ "${1:-}" = programs ]; then
    packages="$packages strace faketime systemd e2fsprogs mount chromium chromium-driver firefox-esr"
fi
if [ "${1:-}" = programs ]; then
    packages="$packages libnss3-tools"
    # A node from elsewhere will do as well.
    { command -v node && command -v npm; } >/dev/null 2>&1 ||
        packages="$packages nodejs npm"
fi

missing=""
for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
        missing="$missing $package"
done

if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo"
    else
        echo "Paraf needs these Debian packages; please install them and run this again:" >&2
        echo "    apt-get install --no-install-recommends$missing" >&2
        exit 1
    fi
    echo "Installing Debian packages:$missing"
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q
    # shellcheck disable=SC2086 # the list is meant to be split
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
fi

lock=requirements/dev.txt
stamp=.venv/.locked
if ! cmp -s "$lock" "$stamp" || [ ! -x .venv/bin/paraf ]; then
    [ -x .venv/bin/python ] || python3 -m venv .venv
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "$lock"
    .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
    cp "$lock" "$stamp"
fi
# Jailed children read Paraf's modules where they may not keep them compiled.
.venv/bin/python -m compileall -q pipeline

[ "${1:-}" = programs ] || exit 0
cd tests/programs
if ! cmp -s package-lock.json node_modules/.locked; then
    npm ci --silent
    cp package-lock.json node_modules/.locked
fi
# endesive needs an older pypdf than Paraf, so it lives in an environment of its own.
if ! cmp -s endesive.txt .venv/.locked; then
    [ -x .venv/bin/python ] || python3 -m venv .venv
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r endesive.txt
    cp endesive.txt .venv/.locked
fi
