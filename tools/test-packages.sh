#!/bin/sh
# Installs the Debian packages that the tests hold our answers against; says which and why.
# Nothing is installed where everything is there already. Where it cannot be, the tests say what was not run.
set -eu
missing=""

want() { # want COMMAND PACKAGE "why"
    command -v "$1" >/dev/null && return
    missing="$missing $2"
    echo "tests: installing $2 ($3)"
}

want ip iproute2 "makes the network namespaces in which routers and the fleet live"
want nft nftables "loads rule sets into the kernel"
want iptables-restore iptables "loads rule sets into the kernel"
want chromium chromium "is the browser in which pages are tried"
want openssl openssl "is the authority whose time stamps are checked"

[ -n "$missing" ] || exit 0
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo -n"
# shellcheck disable=SC2086  # a list of names
if ! { command -v apt-get >/dev/null && $sudo apt-get update -qq &&
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing; }; then
    echo "tests: could not install:$missing" >&2
fi
