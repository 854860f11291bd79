"""A small workspace in a folder, for tests of the engine, the command line and the documents."""

from __future__ import annotations

from pathlib import Path

ESTATE = """
[[body]]
id = "dept"
name = "Department"

[[site]]
id = "hq"
name = "Headquarters"
body = "dept"
aliases = ["HQ"]
controller = "ours"
[site.sensitive]
used_by_ministers = { answer = "yes", said_by = "A. Example", said_on = 2026-01-01 }

[[zone]]
id = "cameras"
site = "hq"
kind = "camera"
cidrs = ["10.0.1.0/24"]
core = { answer = "no", said_by = "B. Example", said_on = 2026-01-01 }

[[zone]]
id = "core"
site = "hq"
kind = "core"
cidrs = ["10.0.2.0/24"]
"""

PROFILE = """
orders = ["uk-wms-2022-11-24"]

[[determination]]
maker = "hikvision"
subject = true
person = "A. Example"
signed = 2026-01-01
reason = "Registered in the PRC."
"""

SCAN = """<?xml version="1.0"?>
<!DOCTYPE nmaprun>
<nmaprun scanner="nmap" args="nmap -sV -oX - 10.0.1.0/24 10.0.2.0/24" start="1794300000" version="7.93">
<host starttime="1794300010" endtime="1794300099"><status state="up"/>
<address addr="10.0.1.5" addrtype="ipv4"/><address addr="44:19:B6:3A:11:11" addrtype="mac"/>
<ports><port protocol="tcp" portid="80"><state state="open"/>
<script id="http-server-header" output="DNVRS-Webs"/></port>
<port protocol="tcp" portid="443"><state state="open"/>
<script id="ssl-cert" output="x"><table key="subject"><elem key="commonName">www.hikvision.com</elem>
<elem key="organizationName">HIKVISION</elem><elem key="organizationalUnitName">IPCAMERA</elem></table></script></port>
</ports></host>
<host starttime="1794300010" endtime="1794300099"><status state="up"/>
<address addr="10.0.2.9" addrtype="ipv4"/>
<ports><port protocol="tcp" portid="80"><state state="open"/>
<script id="http-title" output="Intranet"/></port></ports></host>
<runstats><finished time="1794301000" exit="success"/></runstats>
</nmaprun>
"""

REGISTER = """Camera ID,Site,Location,Make,Model,Serial No,MAC Address,IP Address,Type,Installed,Status
CAM-1,HQ,Front door,Hik,DS-2CD2143G2-I,F71204511,44:19:b6:3a:11:11,10.0.1.5,Dome,14/05/2024,In use
CAM-2,HQ,Back door,Axis,P3245-LV,ACCC8E000001,00:40:8c:00:00:01,10.0.1.6,Dome,14/05/2024,In use
"""


def make(folder: Path, *, estate: str = ESTATE, profile: str = PROFILE) -> Path:
    """Write the owner's files, a scan and a register into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("estate.toml", estate),
        ("profile.toml", profile),
        ("scan.xml", SCAN),
        ("register.csv", REGISTER),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return folder
