"""What every page is drawn with: nothing unescaped, nothing missing, no style or script but the package's."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup
from tests.report.samples import HOSTILE

from camcensus.report import _templates as templates
from camcensus.report._plain import VALUE


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_hostile_is_text(text: str) -> None:
    drawn = templates.environment({}).from_string("{{ value }}").render(value=text)
    assert not {"<", ">", '"', "\u202e"} & set(drawn)


def test_a_cell_is_short_and_markup_of_our_own_is_not_cut() -> None:
    assert VALUE <= len(str(templates.cell("x" * 9999))) < VALUE + 9
    assert templates.cell(Markup("<b>") * 999) == Markup("<b>") * 999
    assert templates.cell(7) == 7


def test_a_missing_name_is_a_fault() -> None:
    with pytest.raises(UndefinedError):
        templates.environment({}).from_string("{{ nobody }}").render()


def test_styles_stand_one_after_the_other_as_in_the_package() -> None:
    folder = files("camcensus.report") / "templates"
    texts = [(folder / name).read_text("utf-8") for name in ("bars.css", "document.css")]
    assert templates.inline("bars.css", "document.css") == "".join(texts)


def test_a_policy_names_what_may_run_and_nothing_else() -> None:
    def digest(text: str) -> str:
        return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

    with_script = templates.policy("p{}", "go()")
    assert f"style-src '{digest('p{}')}'" in with_script
    assert f"script-src '{digest('go()')}'" in with_script
    assert "script-src" not in templates.policy("p{}")
    assert "default-src 'none'" in templates.policy("p{}")
