"""Whose cloud a name is, with the real knowledge: every maker's cloud that the facts name is known."""

from __future__ import annotations

from functools import cache

import pytest
from tests.support import knowledge

from camcensus.reason import clouds
from camcensus.reason.clouds import Clouds


@cache
def known() -> Clouds:
    return Clouds(knowledge())


@pytest.mark.parametrize(
    ("name", "maker"),
    [
        ("api.hik-connect.com", "hikvision"),
        ("litedev.hik-connect.com", "hikvision"),
        ("vtm.ezvizlife.com", "hikvision"),
        ("update.hikvision.com", "hikvision"),
        ("dev.guardingvision.com", "hikvision"),
        ("www.easy4ipcloud.com", "dahua"),
        ("www.dahuap2pcloud.com", "dahua"),
        ("a.easy4ip.com", "dahua"),
        ("www.imoulife.com", "dahua"),
        ("www.lechange.com", "dahua"),
        ("en.ezcloud.uniview.com", "uniview"),
        ("global.star4live.com", "uniview"),
        ("a.secu100.net", "xiongmai"),
        ("www.xmeye.net", "xiongmai"),
        ("push.umeye.cn", "xiongmai"),
        ("a.bcloud365.net", "xiongmai"),
        ("p2p11.reolink.com", "reolink"),
        ("pushx.reolink.com", "reolink"),
        ("dispatcher.st.axis.com", "axis"),
        ("ipcserv.tplinkcloud.com", "tp-link"),
        ("xmpp.samsungsmartcam.com", "hanwha"),
    ],
)
def test_every_cloud_of_a_maker_that_the_facts_name_is_known(name: str, maker: str) -> None:
    assert known().of(name) == knowledge().makers[maker].name
    assert known().of(f" {name.upper()}. ") == knowledge().makers[maker].name


def test_a_cloud_of_which_only_the_brand_is_known_has_its_name() -> None:
    assert known().of("signal.mydlink.com") == knowledge().brands["d-link"].name


def test_a_service_inside_cameras_of_many_makers_names_none() -> None:
    assert known().of("m1.iotcplatform.com") == clouds.MANY


@pytest.mark.parametrize(
    "name", ["", ".", "www.example.org", "hik-connect.com.example.org", "x" * 70_000, "\udc80", "é"]
)
def test_other_names_are_nobodys(name: str) -> None:
    assert known().of(name) == ""
