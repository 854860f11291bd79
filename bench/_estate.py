"""Made-up estates of any size, in real formats: an nmap XML and a register that speak of the same devices."""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import IO, TypeAlias
from xml.sax.saxutils import quoteattr

Stack: TypeAlias = tuple[int, str, tuple[str, ...], str, tuple[int, ...], tuple[tuple[str, str], ...]]

STACKS: tuple[Stack, ...] = (
    # share, MAC block, make as people write it, model, ports, scripts
    (30, "44:19:b6", ("Hikvision", "Hik", "HIK Vision"), "DS-2CD2143G2-I", (80, 443, 554, 8000),
     (("http-server-header", "App-webs/"), ("http-title", "index"))),
    (20, "3c:ef:8c", ("Dahua", "Dahua Technology"), "IPC-HDW5442TM-AS", (80, 554, 37777),
     (("http-title", "WEB SERVICE"),)),
    (25, "00:40:8c", ("Axis", "AXIS Communications"), "P3245-LV", (80, 443, 554),
     (("http-auth", "HTTP/1.1 401 Unauthorized\n  Digest realm=AXIS_{serial} nonce=a{n} algorithm=MD5 qop=auth"),)),
    (10, "00:07:5f", ("Bosch",), "NDI-5502-A", (80, 443, 554), (("http-server-header", "VCS-VideoJet-Webserver"),)),
    (15, "3c:52:82", ("", "unknown"), "", (80, 9100), (("http-title", "HP LaserJet"),)),
)  # fmt: skip


HEADINGS = (
    "Asset No", "Site", "Location", "Make", "Model", "Serial No", "MAC Address", "IP Address", "Type", "Installed",
    "Work type", "Controlled by", "Status", "Last checked", "Notes",
)  # fmt: skip


def write(folder: Path, count: int, seed: int = 1) -> tuple[Path, Path]:
    """An nmap XML of `count` hosts and a register CSV of `count` rows, nine in ten of them the same things."""
    rng = random.Random(seed)  # made-up data
    weights = [stack[0] for stack in STACKS]
    scan, register = folder / f"scan-{count}.xml", folder / f"register-{count}.csv"
    with scan.open("w", encoding="utf-8") as xml, register.open("w", encoding="utf-8", newline="") as table:
        rows = csv.writer(table)
        rows.writerow(HEADINGS)
        xml.write(
            '<?xml version="1.0"?>\n<nmaprun scanner="nmap" args="nmap -sV -oX - 10.0.0.0/8" start="1794300000">\n'
        )
        for number in range(count):
            stack = rng.choices(STACKS, weights)[0]
            _host(xml, number, stack)
            if number % 10:
                rows.writerow(_row(rng, number, stack))
            else:
                rows.writerow(_row(rng, count + number, stack))
        xml.write('<runstats><finished time="1794309999" exit="success"/></runstats>\n</nmaprun>\n')
    return scan, register


def _address(number: int) -> str:
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def _mac(block: str, number: int) -> str:
    return f"{block}:{number >> 16 & 255:02x}:{number >> 8 & 255:02x}:{number & 255:02x}"


def _host(xml: IO[str], number: int, stack: Stack) -> None:
    _, block, _, _, ports, scripts = stack
    mac = _mac(block, number)
    known = {"serial": mac.replace(":", "").upper(), "n": number}
    lines = [
        '<host starttime="1794300010" endtime="1794300099"><status state="up" reason="arp-response"/>',
        f'<address addr="{_address(number)}" addrtype="ipv4"/>',
        f'<address addr="{mac}" addrtype="mac"/><ports>',
    ]
    for index, port in enumerate(ports):
        said = [(name, text.format(**known)) for name, text in (scripts if index == 0 else ())]
        inner = "".join(f"<script id={quoteattr(name)} output={quoteattr(text)}/>" for name, text in said)
        lines.append(f'<port protocol="tcp" portid="{port}"><state state="open" reason="syn-ack"/>{inner}</port>')
    lines.append("</ports></host>\n")
    xml.write("\n".join(lines))


def _row(rng: random.Random, number: int, stack: Stack) -> list[str]:
    _, block, makes, model, _, _ = stack
    year = rng.randint(2014, 2026)
    return [
        f"CAM-{number:06}", rng.choice(("HQ", "Depot")), f"Corridor {number % 97}", rng.choice(makes), model,
        f"SN{number:09}", _mac(block, number), _address(number), rng.choice(("Dome", "Bullet", "PTZ")),
        f"{rng.randint(1, 28):02}/{rng.randint(1, 12):02}/{year}", rng.choice(("New", "Replacement", "")),
        rng.choice(("Estates", "Landlord", "")), "In use", "01/10/2026", "",
    ]  # fmt: skip


ESTATE = """
[[body]]
id = "dept"
name = "Department"

[[site]]
id = "hq"
name = "HQ"
body = "dept"
controller = "ours"
[site.sensitive]
used_by_ministers = { answer = "yes", said_by = "A. Example", said_on = 2026-01-01 }

[[site]]
id = "depot"
name = "Depot"
body = "dept"

[[zone]]
id = "cameras"
site = "hq"
kind = "camera"
cidrs = ["10.0.0.0/9"]
core = { answer = "no", said_by = "B. Example", said_on = 2026-01-01 }

[[zone]]
id = "core"
site = "hq"
kind = "core"
cidrs = ["10.0.16.0/20"]
"""
PROFILE = 'orders = ["uk-wms-2022-11-24"]\n'
