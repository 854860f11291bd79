from __future__ import annotations

from tests.wire.config.cases_fortios import CAMERA, of_camera, policy
from tests.wire.config.cases_walls import Packet


def test_source_ports_and_kinds_of_icmp() -> None:
    high = Packet("10.1.0.5", "10.2.0.9", target_port=8555)
    assert of_camera(policy(service='"stream"'), packet=high) == "permit"
    assert of_camera(policy(service='"stream"'), packet=high._replace(source_port=500)) == "deny"
    ping = Packet("10.1.0.5", "10.2.0.9", 1, 8 << 8, 0)
    assert of_camera(policy(service='"PING"'), packet=ping) == "permit"
    assert of_camera(policy(service='"echo"'), packet=ping) == "permit"
    assert of_camera(policy(service='"PING"'), packet=ping._replace(target_port=13 << 8)) == "deny"
    assert of_camera(policy(service='"tunnel"'), packet=Packet("10.1.0.5", "10.2.0.9", 47, 0, 0)) == "permit"


def test_a_service_of_the_file_comes_before_one_of_the_device() -> None:
    own = 'config firewall service custom\n edit "HTTP"\n set tcp-portrange 554\n next\nend\n'
    assert of_camera(policy(service='"HTTP"'), more=own) == "permit"
    assert of_camera(policy(service='"HTTP"'), more=own, packet=CAMERA._replace(target_port=80)) == "deny"
