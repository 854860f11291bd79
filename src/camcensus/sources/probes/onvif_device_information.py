"""What an ONVIF device tells its owner of its maker, model, firmware and serial number."""

from __future__ import annotations

from camcensus.sources.probes import _login
from camcensus.sources.steps import Saw, Script, Target
from camcensus.wire import addresses, onvif_read

FIELD = "onvif.device_information"
TOLD = (FIELD, "isapi.device_info", "dahua.system_info")
"""Where one of these was learned in this visit, the question is answered: a login to ONVIF may be another one, and a
device notes each that fails."""


def ask(target: Target, port: int = 0) -> Script:
    """GetDeviceInformation, where nothing has told the same yet."""
    session, path = service(target, port)
    if session is None or any(target.values(field) for field in TOLD):
        return
    heard = yield from session.soap(path, onvif_read.Read.DEVICE_INFORMATION, 16_384)
    if heard is not None and onvif_read.is_answer(heard.body, onvif_read.Read.DEVICE_INFORMATION):
        yield Saw(field=FIELD, value=session.text(heard.body))


def service(target: Target, port: int = 0) -> tuple[_login.Session | None, str]:
    """The device service: where the device said it is, else on its HTTP port at the usual path."""
    host = addresses.normalise(target.address) or target.address
    places = (onvif_read.device_service(one.value, host) for one in target.seen if one.field.startswith("onvif."))
    at = next((place for place in places if place is not None and place.port in target.open), None)
    return _login.session(target, port, at=at), at.path if at is not None else onvif_read.DEVICE_PATH
