#!/bin/sh
# Installs the Debian packages that set-up needs and this machine lacks; says which and why.
# `system-packages.sh parts` also installs what brings the console's front-end parts.
# Nothing is installed where everything is there already.
set -eu
PYTHON="${PYTHON:-python3}"
missing=""

want() { # want PACKAGE "why"
    missing="$missing $1"
    echo "set-up: installing $1 ($2)"
}

if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "set-up: '$PYTHON' is not Python 3.11 or newer; name one with: make PYTHON=/path/to/python3.11 ..." >&2
    exit 2
fi
version=$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
"$PYTHON" -c 'import ensurepip, venv' 2>/dev/null ||
    want "python$version-venv" "makes the project's own Python environment, .venv"
if [ "${1:-}" = parts ] && ! command -v npm >/dev/null; then
    want npm "brings the console's front-end parts, each by version and hash"
fi

[ -n "$missing" ] || exit 0
command -v apt-get >/dev/null || {
    echo "set-up: please install:$missing" >&2
    exit 2
}
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo"
$sudo apt-get update -qq
# shellcheck disable=SC2086  # a list of names
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing
