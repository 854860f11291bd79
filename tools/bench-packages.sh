#!/bin/sh
# Installs the Debian packages that `make bench` compares with or measures by; says which and why.
# Nothing is installed where everything is there already. Nothing of the product or its tests needs them.
set -eu
missing=""

want() { # want COMMAND PACKAGE "why"
    command -v "$1" >/dev/null && return
    missing="$missing $2"
    echo "bench: installing $2 ($3)"
}

want ip iproute2 "makes the network namespaces in which the fleet lives"
want tc iproute2 "loses packets on purpose"
want tcpdump tcpdump "counts packets independently of our own record"
want nmap nmap "a peer: finds hosts and names services"
want masscan masscan "a peer: finds open ports fast"
want zmap zmap "a peer: finds open ports fast"
want ndpiReader libndpi-bin "a peer: classifies the flows of a capture"
want tshark tshark "a peer: dissects captures"

[ -n "$missing" ] || exit 0
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo"
$sudo apt-get update -qq
# shellcheck disable=SC2086  # a list of names
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing
