"""Write the scans, registers and observations of the made-up department; the same bytes every time.

Run it as ``python examples/make_department.py``. What is really there stands in ``truth/hosts.txt``, what the estates
team believes in ``truth/workbook.txt`` and ``truth/handover.txt``; where the two differ, they differ on purpose (see
``department/README.md``).
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import xlsxwriter  # type: ignore[import-untyped, unused-ignore]  # it comes without types

TRUTH = Path(__file__).parent / "truth"
HERE = Path(__file__).parent / "department"


class Host(NamedTuple):
    """A thing with an address: a line of ``hosts.txt``."""

    site: str
    scans: str
    ip: str
    mac: str
    stack: str
    kind: str
    maker: str
    model: str
    serial: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Port:
    """An open port and what it says: an entry of ``stacks.toml``."""

    number: int
    service: str = ""
    title: str = ""
    server: str = ""
    auth: str = ""
    favicon: str = ""
    subject: str = ""
    methods: str = ""
    banner: str = ""


class Scan(NamedTuple):
    """One run of nmap."""

    site: str
    mark: str
    start: datetime
    targets: str


FENWICK = "10.20.40.0/24 10.20.0.0/22 10.20.50.0/26"
SCANS = (
    Scan("fenwick", "F", datetime(2026, 2, 10, 9, 2, 11, tzinfo=UTC), FENWICK),
    Scan("fenwick", "N", datetime(2026, 11, 10, 9, 0, 4, tzinfo=UTC), FENWICK),
    Scan("calder", "N", datetime(2026, 11, 11, 10, 31, 47, tzinfo=UTC), "192.168.10.0/24 192.168.0.0/24"),
    Scan("marsh", "N", datetime(2026, 11, 12, 13, 15, 22, tzinfo=UTC), "192.168.10.0/24"),
)
PORTS = (21, 22, 23, 80, 81, 443, 445, 554, 631, 5000, 5060, 7001, 8000, 8080, 8443, 8554, 9000, 9100, 34567, 37777)
SCRIPTS = "http-title,http-server-header,http-auth,http-favicon,ssl-cert,rtsp-methods,banner"


def lines(name: str) -> list[str]:
    """The lines of a table in ``truth``, without its remarks."""
    listed = (TRUTH / name).read_text(encoding="utf-8").splitlines()
    return [line for line in listed if line and not line.startswith("# ")]


@cache
def hosts() -> list[Host]:
    return [Host(*line.split()) for line in lines("hosts.txt")]


@cache
def stacks() -> dict[str, list[Port]]:
    listed = tomllib.loads((TRUTH / "stacks.toml").read_text(encoding="utf-8"))
    return {name: [Port(**port) for port in ports] for name, ports in listed.items()}


@cache
def vendors() -> dict[str, str]:
    return {line[:8]: line[9:] for line in lines("vendors.txt")}


def write(name: str, data: bytes) -> None:
    path = HERE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


# --- nmap's XML -------------------------------------------------------------------------------------------------------

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;", "\n": "&#xa;"})
_LONG = {
    "C": "countryName", "ST": "stateOrProvinceName", "L": "localityName", "O": "organizationName",
    "OU": "organizationalUnitName", "CN": "commonName",
}  # fmt: skip
STATUS = '<status state="up" reason="arp-response" reason_ttl="0"/>\n'


def escape(text: str) -> str:
    return text.translate(_ESCAPES)


def made_up(seed: str, length: int = 32) -> str:
    """Hex digits that look random and are the same every time."""
    return hashlib.sha256(seed.encode()).hexdigest()[:length]


def opening(tag: str, attributes: dict[str, str | int]) -> str:
    return f"<{tag}" + "".join(f' {key}="{escape(str(value))}"' for key, value in attributes.items()) + ">"


def empty(tag: str, attributes: dict[str, str | int]) -> str:
    return opening(tag, attributes)[:-1] + "/>"


def script(name: str, output: str, inner: str = "") -> str:
    attributes: dict[str, str | int] = {"id": name, "output": output}
    return f"{opening('script', attributes)}{inner}</script>" if inner else empty("script", attributes)


def elem(key: str, value: str) -> str:
    return f'<elem key="{key}">{escape(value)}</elem>\n'


def table(key: str, inner: str) -> str:
    return f'<table key="{key}">\n{inner}</table>\n'


def auth_script(port: Port, host: Host) -> str:
    scheme, _, realm = port.auth.partition(" ")
    params = {"realm": realm}
    if scheme == "Digest":
        params |= {"qop": "auth", "nonce": made_up(f"{host.mac} {port.number}"), "opaque": made_up(host.mac, 8)}
    line = " ".join([scheme, *(f"{key}={value}" for key, value in params.items())])
    inner = elem("scheme", scheme) + table("params", "".join(elem(*pair) for pair in params.items()))
    return script("http-auth", f"\nHTTP/1.1 401 Unauthorized\\x0D\n  {line}\n", f"<table>\n{inner}</table>\n")


def certificate_script(subject: str, host: Host) -> str:
    """As nmap prints it, without the certificate itself: none of these ever was one."""
    parts = [(_LONG[key], value) for key, _, value in (part.partition("=") for part in subject.split(","))]
    shown = "/".join(f"{key}={value}" for key, value in sorted(parts))
    names = "".join(elem(*part) for part in parts)
    begin, end = "2020-01-01T00:00:00", "2040-01-01T00:00:00"
    inner = (
        table("subject", names)
        + table("issuer", names)
        + table("pubkey", elem("type", "rsa") + elem("bits", "2048"))
        + elem("sig_algo", "sha256WithRSAEncryption")
        + table("validity", elem("notBefore", begin) + elem("notAfter", end))
        + elem("md5", made_up(f"md5 {host.mac}"))
        + elem("sha1", made_up(f"sha1 {host.mac}", 40))
    )
    return script("ssl-cert", f"Subject: {shown}\nNot valid before: {begin}\nNot valid after:  {end}", inner)


def title_script(title: str) -> str:
    if not title:
        return script("http-title", "Site doesn't have a title (text/html).")
    return script("http-title", title, elem("title", title))


def scripts(port: Port, host: Host) -> Iterator[str]:
    if port.banner:
        yield script("banner", port.banner)
    if port.auth:
        yield auth_script(port, host)
    if port.favicon:
        yield script("http-favicon", f"Unknown favicon MD5: {port.favicon}")
    if port.server:
        yield script("http-server-header", port.server, f"<elem>{escape(port.server)}</elem>\n")
    if port.service.startswith("http") and not port.service.endswith("?"):
        yield title_script(port.title)
    if port.methods:
        yield script("rtsp-methods", port.methods)
    if port.subject:
        yield certificate_script(port.subject, host)


def service(said: str) -> str:
    if said.endswith("?"):
        return empty("service", {"name": said[:-1], "method": "table", "conf": 3})
    name, product, version = (*said.split("|"), "", "")[:3]
    found: dict[str, str | int] = {"name": "http" if name == "https" else name}
    found |= {"product": product} if product else {}
    found |= {"version": version} if version else {}
    found |= {"tunnel": "ssl"} if name == "https" else {}
    return empty("service", found | {"method": "probed", "conf": 10})


def port_element(port: Port, host: Host) -> str:
    state = empty("state", {"state": "open", "reason": "syn-ack", "reason_ttl": 64})
    whole = opening("port", {"protocol": "tcp", "portid": port.number})
    return f"{whole}{state}{service(port.service)}{''.join(scripts(port, host))}</port>\n"


def filled(port: Port, host: Host) -> Port:
    """The port as this host answers on it."""
    mac = host.mac.replace(":", "")
    words = {"{mac}": mac, "{MAC}": mac.upper(), "{serial}": host.serial, "{model}": host.model}
    said = {field.name: getattr(port, field.name) for field in fields(port) if field.name != "number"}
    told = {name: re.sub(r"\{\w+\}", lambda found: words[found[0]], text) for name, text in said.items()}
    return Port(number=port.number, **told)


def address_elements(host: Host) -> str:
    mac: dict[str, str | int] = {"addr": host.mac.upper(), "addrtype": "mac"}
    if vendor := vendors().get(host.mac[:8]):
        mac["vendor"] = vendor
    return f"{empty('address', {'addr': host.ip, 'addrtype': 'ipv4'})}\n{empty('address', mac)}\n"


def host_hint(host: Host) -> str:
    return f"<hosthint>{STATUS}{address_elements(host)}<hostnames>\n</hostnames>\n</hosthint>\n"


def host_names(host: Host) -> str:
    name = empty("hostname", {"name": f"{host.name}.dfea.example", "type": "PTR"})
    return "<hostnames>\n</hostnames>\n" if host.name == "-" else f"<hostnames>\n{name}\n</hostnames>\n"


def port_elements(ports: list[Port], host: Host) -> str:
    closed = sorted(set(PORTS) - {port.number for port in ports})
    listed = ",".join(str(number) for number in closed)
    reasons = empty("extrareasons", {"reason": "reset", "count": len(closed), "proto": "tcp", "ports": listed})
    extra = f'<extraports state="closed" count="{len(closed)}">\n{reasons}\n</extraports>\n'
    return f"<ports>{extra}{''.join(port_element(port, host) for port in ports)}</ports>\n"


def host_element(host: Host, scan: Scan, place: int) -> str:
    ports = sorted((filled(port, host) for port in stacks()[host.stack]), key=lambda port: port.number)
    begin = int(scan.start.timestamp()) + 40 + place
    trip = 900 + int(made_up(host.ip, 3), 16)
    whole = opening("host", {"starttime": begin, "endtime": begin + 60 + 7 * len(ports)})
    times = empty("times", {"srtt": trip, "rttvar": 2 * trip, "to": 100000})
    inner = STATUS + address_elements(host) + host_names(host) + port_elements(ports, host)
    return f"{whole}{inner}{times}\n</host>\n"


def scan_name(scan: Scan) -> str:
    return f"{scan.site}-{scan.start:%Y-%m-%d}.xml"


def head(scan: Scan) -> str:
    listed = ",".join(str(number) for number in PORTS)
    args = f"nmap -sS -sV -p {listed} --script {SCRIPTS} -oX {scan_name(scan)} {scan.targets}"
    when = f"{scan.start:%a %b %d %H:%M:%S %Y}"
    run: dict[str, str | int] = {"scanner": "nmap", "args": args, "start": int(scan.start.timestamp())}
    run |= {"startstr": when, "version": "7.93", "xmloutputversion": "1.05"}
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE nmaprun>\n'
        '<?xml-stylesheet href="file:///usr/bin/../share/nmap/nmap.xsl" type="text/xsl"?>\n'
        f"<!-- Nmap 7.93 scan initiated {when} as: {args.replace('--', '-&#45;')} -->\n{opening('nmaprun', run)}\n"
        f'<scaninfo type="syn" protocol="tcp" numservices="{len(PORTS)}" services="{listed}"/>\n'
        '<verbose level="0"/>\n<debugging level="0"/>\n'
    )


def foot(scan: Scan, up: int) -> str:
    total = sum(1 << 32 - int(target.partition("/")[2]) for target in scan.targets.split())
    seconds = 240 + 9 * up
    end = scan.start + timedelta(seconds=seconds)
    when = f"{end:%a %b %d %H:%M:%S %Y}"
    said = f"Nmap done at {when}; {total} IP addresses ({up} hosts up) scanned in {seconds}.00 seconds"
    finished: dict[str, str | int] = {"time": int(end.timestamp()), "timestr": when, "summary": said}
    finished |= {"elapsed": f"{seconds}.00", "exit": "success"}
    counts = empty("hosts", {"up": up, "down": total - up, "total": total})
    return f"<runstats>{empty('finished', finished)}{counts}\n</runstats>\n</nmaprun>\n"


def write_scan(scan: Scan) -> None:
    up = [host for host in hosts() if host.site == scan.site and scan.mark in host.scans]
    parts = [head(scan), *(host_hint(host) for host in up)]
    parts += [host_element(host, scan, place) for place, host in enumerate(up)]
    write(f"scans/{scan_name(scan)}", "".join([*parts, foot(scan, len(up))]).encode())


# --- registers and observations ---------------------------------------------------------------------------------------


def found_at(site: str, ip: str) -> Host | None:
    """The newest host at an address."""
    return next((host for host in reversed(hosts()) if (host.site, host.ip) == (site, ip)), None)


def notation(mac: str, style: str) -> str:
    plain = mac.replace(":", "")
    return ".".join((plain[:4], plain[4:8], plain[8:])) if style == "=." else mac.upper().replace(":", style[1])


def completed(model: str, serial: str, mac: str, host: Host | None) -> list[str]:
    """The three cells with what ``=`` stands for."""
    if host is None:
        return [model, serial, mac]
    return [
        host.model if model == "=" else model,
        host.serial if serial == "=" else serial,
        notation(host.mac, mac) if mac.startswith("=") else mac,
    ]


def workbook_rows() -> Iterator[tuple[str, list[str]]]:
    """(site as written, cells in the order of the headings) of each row."""
    site = ""
    for line in lines("workbook.txt")[1:]:
        if line.startswith("## "):
            site = line[3:]
        else:
            asset, location, make, model, serial, mac, ip, *rest = line.split("|")
            host = found_at(site.split()[0].lower(), ip)
            yield site, [asset, "", location, make, *completed(model, serial, mac, host), ip, *rest, "xxxxxx"]


def typed(text: str) -> str | float | datetime:
    """A cell as a spreadsheet keeps it."""
    if text.startswith("num:"):
        return float(text[4:])
    if re.fullmatch(r"(date:)?\d{4}-\d{2}-\d{2}", text):
        return datetime.strptime(text[-10:], "%Y-%m-%d")  # noqa: DTZ007  # a cell has no zone
    return text


def fill_register(sheet: xlsxwriter.worksheet.Worksheet, bold: xlsxwriter.format.Format) -> None:
    headings = lines("workbook.txt")[0].split("|")
    last = len(headings) - 1
    sheet.merge_range(0, 0, 0, last, "Department for Example Affairs: CCTV register", bold)
    sheet.write(1, 0, "Owner: estates team (A. Example)")
    sheet.write(2, 0, "Last full review: October 2026")
    sheet.write_row(4, 0, headings, bold)
    sheet.set_column(0, last, 18)
    row = 5
    for site, group in groupby(workbook_rows(), key=lambda pair: pair[0]):
        first = row
        for row, (_, cells) in enumerate(group, start=first):
            for column, text in enumerate(cells):
                if text.strip():
                    sheet.write(row, column, typed(text))
        if row > first:
            sheet.merge_range(first, 1, row, 1, site)
        else:
            sheet.write(row, 1, site)
        row += 1


def write_workbook() -> None:
    path = HERE / "registers" / "estates-cctv-register.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        book.set_properties({"title": "CCTV register", "created": datetime(2026, 10, 30, tzinfo=UTC)})
        fill_register(book.add_worksheet("CCTV register"), book.add_format({"bold": True}))
        book.add_worksheet("Notes").write_column(0, 0, lines("notes.txt"))


def write_handover() -> None:
    """Semicolons and Windows-1252, as a spreadsheet of some years ago saved it."""
    title, heading, *rest = lines("handover.txt")
    rows = [title, heading]
    for line in rest:
        asset, position, brand, model, serial, ip, fitted = line.split("|")
        known = completed(model, serial, "=-", found_at("marsh", ip))
        rows.append(";".join([asset, "Marsh Lane", position, brand, *known, ip, fitted, "1"]))
    write("registers/marsh-installer-handover.csv", "\r\n".join([*rows, ""]).encode("windows-1252"))


def walk_line(line: str) -> str:
    realm, at, subject, field, value = line.split("|")
    seen = {"subject": subject, "field": field, "value": value, "encoding": "text", "at": at}
    return json.dumps(seen | {"source": "survey:walk-round@1", "realm": realm, "vantage": "A. Example"})


def main() -> None:
    for scan in SCANS:
        write_scan(scan)
    write_workbook()
    write_handover()
    write("observations/walk-round.jsonl", "".join(f"{walk_line(line)}\n" for line in lines("walk.txt")).encode())


if __name__ == "__main__":
    main()
