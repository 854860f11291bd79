"""The example estate, end to end: every trap in it is answered as its README says."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from camcensus.engine import demo
from camcensus.engine.demo import Demo
from camcensus.model.errors import UsageError
from camcensus.model.material import Material
from camcensus.model.separation import Standing
from camcensus.report import _path, text


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return demo.demo(tmp_path_factory.mktemp("demo"))


def device(made: Demo, called: str) -> dict[str, object]:
    found = made.assessment.devices.filter(pl.col("names").list.contains(called.lower()))
    assert found.height == 1, called
    return found.row(0, named=True)


def finding(made: Demo, called: str, clause: str) -> dict[str, object]:
    found = made.assessment.findings.filter(
        (pl.col("subject") == f"device:{device(made, called)['device']}") & (pl.col("clause") == clause)
    )
    return found.row(0, named=True)


def doubts(made: Demo, called: str) -> set[str]:
    return set(made.assessment.doubts.filter(pl.col("device") == device(made, called)["device"])["code"])


def test_the_summary_is_as_it_was(made: Demo) -> None:
    golden = Path(__file__).parent / "goldens" / "demo-summary.txt"
    lines = text.render(Material(assessment=made.assessment)).decode().splitlines()
    kept = "\n".join(line for line in lines if not line.startswith("Log position")) + "\n"
    assert kept == golden.read_text("utf-8")


def test_the_devices_there_are(made: Demo) -> None:
    """91 things of the estate, and a Linux server with a port that cameras use too."""
    assert made.assessment.devices.filter("candidate").height == 92


@pytest.mark.parametrize("called", ["FEN-006", "FEN-017"])
def test_a_white_label(made: Demo, called: str) -> None:
    found = device(made, called)
    assert (found["brand"], found["hardware_maker"]) == ("annke", "hikvision")


def test_b_a_clean_brand_with_covered_models(made: Demo) -> None:
    assert device(made, "FEN-007")["hardware_maker"] == "dahua"
    assert device(made, "FEN-061")["hardware_maker"] == "dahua"
    assert device(made, "FEN-062")["hardware_maker"] != "dahua"


def test_c_on_the_core_network(made: Demo) -> None:
    for clause in ("UK-WMS.1.1v1", "UK-WMS.2.1v1"):
        found = finding(made, "FEN-071", clause)
        assert (found["outcome"], found["provisional"]) == ("not-met", False)


def test_d_two_devices_on_one_address(made: Demo) -> None:
    first, second = device(made, "FEN-031"), device(made, "FEN-031A")
    assert first["device"] != second["device"]
    assert (first["hardware_maker"], second["hardware_maker"]) == ("dahua", "axis")
    assert finding(made, "FEN-031", "UK-WMS.1.1v1")["reason"] == "not-in-use"


def test_e_cameras_behind_a_recorder(made: Demo) -> None:
    subject = f"recorder:{device(made, 'FEN-005')['device']}"
    assert subject in made.assessment.findings["subject"].to_list()


def test_f_the_scan_contradicts_the_register(made: Demo) -> None:
    row = device(made, "FEN-044")
    assert (row["hardware_maker"], row["observed"]) == ("axis", False)
    assert "address-of-several" in doubts(made, "FEN-044")


def test_g_no_marks_at_all(made: Demo) -> None:
    found = made.assessment.devices.filter(pl.col("addresses") == "10.20.40.77").row(0, named=True)
    assert found["hardware_maker"] is None
    assert found["candidate"]


def test_h_twelve_in_one_row(made: Demo) -> None:
    assert len([n for n in range(1, 13) if device(made, f"CAL-050/{n}")]) == 12


@pytest.mark.parametrize("called", ["FEN-053", "FEN-054", "ML-16"])
def test_i_serials_a_spreadsheet_spoilt(made: Demo, called: str) -> None:
    assert not any(name.startswith("serial:") for name in device(made, called)["names"])  # type: ignore[attr-defined]
    spoilt = [r for reading in made.readings for r in reading.remarks if "by a spreadsheet" in r.what]
    assert len(spoilt) == 3


def test_j_one_serial_twice(made: Demo) -> None:
    assert device(made, "FEN-021")["device"] != device(made, "FEN-022")["device"]
    assert "key-two-rows" in doubts(made, "FEN-021")


def test_k_the_landlords_cameras(made: Demo) -> None:
    found = finding(made, "CAL-001", "UK-WMS.2.1v1")
    assert (found["outcome"], found["waiver"]) == ("unknown", "W-2026-02")


def test_l_like_for_like_and_a_repair(made: Demo) -> None:
    found = finding(made, "FEN-023", "UK-WMS.1.1v1")
    assert (found["outcome"], found["provisional"], found["expired_waiver"]) == ("not-met", True, "W-2025-07")
    assert finding(made, "FEN-014", "UK-WMS.1.1v1")["outcome"] == "not-applicable"


def test_m_in_one_list_only(made: Demo) -> None:
    assert doubts(made, "FEN-058") == {"not-seen"}


def test_n_how_a_site_is_spelt(made: Demo) -> None:
    assert device(made, "FEN-070")["site"] == "fenwick"
    assert device(made, "ORC-001")["site"] is None


def test_o_the_hour_that_came_twice(made: Demo) -> None:
    seen = made.assessment.observations([str(device(made, "FEN-052")["device"])])
    (at, until) = seen.filter(pl.col("kind") == "asset").select("at", "until").row(0)
    assert (at.isoformat(), until.isoformat()) == ("2026-10-25T00:30:00+00:00", "2026-10-25T01:30:00+00:00")


def test_p_one_address_at_two_sites(made: Demo) -> None:
    found = made.assessment.devices.filter(pl.col("addresses") == "192.168.10.11")
    assert set(found["site"]) == {"calder", "marsh"}


def test_s_a_thing_that_is_no_camera_is_a_question(made: Demo) -> None:
    found = made.assessment.devices.filter(pl.col("addresses") == "10.20.0.11").row(0, named=True)
    assert (found["surveillance"], found["hardware_maker"]) == ("unknown", None)


def test_q_a_network_nobody_looked_at(made: Demo) -> None:
    assert "subnet:marsh-yard/192.168.11.0/24" in made.assessment.findings["subject"].to_list()


def test_r_a_site_of_unknown_sensitivity(made: Demo) -> None:
    assert finding(made, "ML-03", "UK-WMS.1.1v1")["reason"] == "sensitivity-unknown"


def test_what_the_register_said_about_passwords_is_nowhere(made: Demo) -> None:
    assert {one.name: one.redacted for one in made.readings if one.redacted} == {
        "estates-cctv-register.xlsx": 50,
        "fenwick-hardware.csv": 40,
    }
    assert not any(b"xxxxxx" in path.read_bytes() for path in made.folder.rglob("*") if path.is_file())


def test_another_estate_is_never_cleared_away(tmp_path: Path) -> None:
    (tmp_path / "estate.toml").write_text("mine")
    (tmp_path / "log").mkdir()
    with pytest.raises(UsageError, match="something else"):
        demo.demo(tmp_path)
    assert (tmp_path / "log").is_dir()


def test_a_demonstration_is_made_anew(made: Demo) -> None:
    assert demo.demo(made.folder).assessment.findings.equals(made.assessment.findings)


def test_the_report_is_written(made: Demo) -> None:
    assert made.report.stat().st_size > 10_000


def standing(made: Demo, called: str) -> Standing:
    one = device(made, called)["device"]
    return next(each for each in made.assessment.separation.devices if each.device == one)


def test_u_a_recorder_with_a_leg_in_each_network(made: Demo) -> None:
    one = standing(made, "FEN-005")
    assert (one.rung, one.in_core, one.addresses) == ("connected", ("10.20.2.5",), ("10.20.2.5", "10.20.40.5"))
    assert (finding(made, "FEN-005", "UK-WMS.2.1v1")["reason"], "core-contradicted" in doubts(made, "FEN-005")) == (
        "on-core", False,
    )  # fmt: skip


def test_v_a_path_that_nobody_uses(made: Demo) -> None:
    one = standing(made, "FEN-006")
    assert (one.rung, one.weakest) == ("path-permitted", "tcp 445 may pass to the core, by fenwick-fw, line 9")
    assert finding(made, "FEN-006", "UK-WMS.2.1v1")["reason"] == "path-to-core"
    assert "core-contradicted" in doubts(made, "FEN-006")


def test_w_a_rule_that_was_to_be_taken_out(made: Demo) -> None:
    one = standing(made, "FEN-013")
    assert (one.rung, one.there, one.crossings[0].port) == ("connected", "path-permitted", 53)
    assert one.opened_there[0].steps[0].rules[-1].line == 10


def test_x_a_trunk_that_leaks(made: Demo) -> None:
    one = standing(made, "FEN-011")
    kinds = {bridge.kind: bridge for bridge in one.bridges}
    assert set(kinds) == {"dual-homed", "leaking-trunk"}
    assert (kinds["dual-homed"].other, kinds["leaking-trunk"].other) == ("FEN-005", "fen-cam-sw/Gi1/0/47")
    assert [station.title for station in kinds["leaking-trunk"].trail][-1] == "core network"
    assert (one.rung, one.there, one.back) == ("unknown", "closed", "closed")
    assert finding(made, "FEN-011", "UK-WMS.2.1v1")["reason"] == "bridge-unknown"


def test_each_of_them_is_drawn(made: Demo) -> None:
    for called, words in (
        ("FEN-005", "it has 10.20.2.5 in the core and 10.20.40.5 outside"),
        ("FEN-006", "fenwick-fw, line 9"),
        ("FEN-011", "trunk of VLANs 10, 40"),
    ):
        assert words in _path.standing(standing(made, called))


def test_the_rungs_of_fenwick_house(made: Demo) -> None:
    rungs = [one.rung for one in made.assessment.separation.devices if one.site == "fenwick"]
    assert {rung: rungs.count(rung) for rung in set(rungs)} == {"connected": 4, "path-permitted": 1, "unknown": 36}


def test_the_truth_of_the_example_is_found(made: Demo) -> None:
    """Each address against what it really is: never a wrong builder, and most of them named."""
    truth = Path(__file__).parents[2] / "examples" / "truth" / "hosts.txt"
    rows = [line.split() for line in truth.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    right = wrong = 0
    for site, scans, address, *rest in rows:
        maker, kind = rest[3], rest[2]
        if "N" not in scans or kind == "not-camera" or maker in "-?":
            continue
        found = made.assessment.devices.filter(
            (pl.col("site") == site) & (pl.col("addresses") == address) & pl.col("observed")
        )
        named = [name for name in found["hardware_maker"].to_list() if name]
        right += maker in named
        wrong += bool(named) and maker not in named
    assert wrong == 0
    assert right >= 70
