"""Secrets of every kind go; what bears on forwarding stays."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire.config.redacted import MARK, strip


@pytest.mark.parametrize(
    "line",
    [
        # IOS, NX-OS
        "enable secret 9 HUSH",
        "enable password HUSH",
        "enable secret level 7 5 HUSH",
        "username bob password 0 two HUSH",
        "username bob privilege 15 secret 5 HUSH",
        "username admin password 5 HUSH  role network-admin",
        " password 7 HUSH",
        "tacacs-server key 7 HUSH",
        'tacacs-server host 10.0.0.1 key 7 "HUSH"',
        "radius-server key HUSH",
        "radius-server host 10.0.0.1 auth-port 1645 key 7 HUSH",
        " key 7 HUSH",
        " server-private 10.0.0.1 key HUSH",
        "crypto isakmp key HUSH address 10.0.0.1",
        "crypto isakmp key 6 HUSH hostname x",
        " pre-shared-key HUSH",
        "  pre-shared-key address 0.0.0.0 0.0.0.0 key HUSH",
        "snmp-server community HUSH RO 10",
        "snmp-server community HUSH group network-operator",
        "snmp-server host 10.0.0.1 version 2c HUSH",
        "snmp-server host 10.0.0.1 HUSH",
        "snmp-server user HUSH g v3 auth md5 HUSH priv aes 128 HUSH",
        "ntp authentication-key 1 md5 HUSH 7",
        " ip ospf message-digest-key 1 md5 7 HUSH",
        " ip ospf authentication-key 7 HUSH",
        " area 0 authentication-key HUSH",
        " neighbor 10.0.0.1 password 7 HUSH",
        " standby 1 authentication HUSH",
        " standby 1 authentication md5 key-string 7 HUSH",
        " vrrp 1 authentication text HUSH",
        " authentication text HUSH",
        "  key-string 7 HUSH",
        " wpa-psk ascii 7 HUSH",
        " security wpa psk set-key ascii 0 HUSH",
        " ppp chap password 7 HUSH",
        " encryption key 1 size 128bit 7 HUSH",
        " ip ftp password 7 HUSH",
        "cts credentials id x password 7 HUSH",
        " isis password HUSH",
        "  ldap-login-password HUSH",
        "archive path ftp://bob:HUSH@10.0.0.1/x",
        # ASA
        "enable password HUSH encrypted",
        "passwd HUSH encrypted",
        "username bob password HUSH pbkdf2 privilege 15",
        " ikev1 pre-shared-key HUSH",
        " ikev2 remote-authentication pre-shared-key HUSH",
        "failover key HUSH",
        "snmp-server host inside 10.0.0.1 community HUSH version 2c",
        "vpdn username x password HUSH",
        " radius-common-pw HUSH",
        # FortiOS
        "        set password ENC HUSH",
        "    set psksecret ENC HUSH",
        '    set passwd "two HUSH"',
        "    set secret ENC HUSH",
        "    set key ENC HUSH",
        "    set passphrase ENC HUSH",
        "    set auth-pwd ENC HUSH",
        "    set api-key ENC HUSH",
        '    set md5-keys "HUSH"',
        '    set private-key "-----BEGIN ENCRYPTED PRIVATE KEY-----HUSH',
        # PAN-OS
        "set mgt-config users a phash HUSH",
        "set deviceconfig system snmp-setting access-setting version v2c snmp-community-string HUSH",
        "set network ike gateway G authentication pre-shared-key key HUSH",
        "set shared server-profile ldap X bind-password HUSH",
        'set shared certificate X private-key "-----BEGIN RSA PRIVATE KEY-----HUSH',
        "set shared server-profile radius X server Y secret HUSH",
        "set network virtual-router default protocol bgp auth-profile X secret HUSH",
        # any
        "# password: HUSH",
        '-A INPUT -m comment --comment "password=HUSH" -j ACCEPT',
    ],
)
def test_secrets_go(line: str) -> None:
    found, count = strip(line)
    assert "HUSH" not in found
    assert MARK in found
    assert count >= 1
    assert strip(found) == (found, 0)


@pytest.mark.parametrize(
    "line",
    [
        "access-list secret extended permit ip any host 10.0.0.1",
        "ip access-list extended password",
        " 10 permit ip any any",
        "access-list key permit 10.0.0.1",
        " permit tcp any any eq snmp",
        "object network secret",
        " host 10.0.0.1",
        "object-group network token",
        "ip route 10.0.0.0 255.0.0.0 10.0.0.1 name secret",
        "interface Tunnel5",
        " tunnel key 5",
        "nat (core,out) source static secret password",
        "access-group secret in interface core",
        " ip access-group key in",
        "zone-pair security key source secret destination pass",
        "class-map type inspect match-any secret",
        " match access-group name secret",
        " nameif secret",
        "name 10.0.0.1 secret",
        "service password-encryption",
        "ip nat inside source list secret interface Vlan1 overload",
        "ip nat pool secret 192.0.2.1 192.0.2.9 netmask 255.255.255.0",
        "set rulebase security rules key from trust",
        "set rulebase security rules secret source [ password a ]",
        "set address secret ip-netmask 10.0.0.1/32",
        "set zone password network layer3 ethernet1/1",
        "set network virtual-router default routing-table ip static-route secret destination 10.0.0.0/8",
        "set vsys vsys1 rulebase security rules token to any",
        '        set srcaddr "secret"',
        '        set name "password"',
        '    edit "secret"',
        "config firewall address",
        "-A FORWARD -s 10.0.0.1/32 -m comment --comment secret -j DROP",
        ":secret - [0:0]",
        "pass in on em0 proto tcp from any to any port 80",
        "block drop log all",
        "crypto map M 10 match address secret",
        "tcp dport 22 accept",
        " vrf forwarding secret",
        "snmp-server location here",
        "",
    ],
)
def test_what_bears_on_forwarding_stays(line: str) -> None:
    assert strip(line) == (line, 0)


def test_blocks_of_keys_go_and_lines_are_kept() -> None:
    text = "a\n-----BEGIN RSA PRIVATE KEY-----\nHUSHHUSHHUSH\nHUSH==\n-----END RSA PRIVATE KEY-----\n"
    text += "access-list x permit ip any any"
    found, count = strip(text)
    assert found == f"a\n{MARK}\n{MARK}\n{MARK}\n{MARK}\naccess-list x permit ip any any"
    assert count == 1
    open_ = strip("-----BEGIN RSA PRIVATE KEY-----\nHUSHHUSH\ninterface Vlan1\n ip address 10.0.0.1 255.0.0.0")[0]
    assert open_.split("\n")[2:] == ["interface Vlan1", " ip address 10.0.0.1 255.0.0.0"]


def test_certificates_go() -> None:
    text = "crypto pki certificate chain X\n"
    text += " certificate self-signed 01\n  30820241 308201AA A0030201\n  \tquit\ninterface Vlan1"
    assert strip(text)[0].split("\n")[2:] == [MARK, "  \tquit", "interface Vlan1"]


def test_communities_of_fortios_go_and_names_stay() -> None:
    text = 'config system snmp community\n    edit 1\n        set name "HUSH"\n    next\nend\n'
    text += 'config firewall policy\n    set name "x"\nend'
    found, count = strip(text)
    assert found.split("\n")[2] == f"        set name {MARK}"
    assert found.split("\n")[6] == '    set name "x"'
    assert count == 1


@given(st.text())
def test_lines_are_neither_added_nor_lost(text: str) -> None:
    found, count = strip(text)
    assert found.count("\n") == text.count("\n")
    assert (count == 0) <= (found == text)


@pytest.mark.parametrize(
    "part", ["key ", "a-", "password ", "snmp ", "standby ", "set x ", "-----BEGIN ", "ENC ", "x key\t"]
)
def test_a_long_line_costs_no_more_than_its_length(part: str) -> None:
    began = time.process_time()
    strip(part * (200_000 // len(part)))
    assert time.process_time() - began < 2
