"""What the canary sends with, and what it takes an answer for."""

import pytest

from ops.audit.canary.sender import Station, send, stations
from ops.local.ports import free_ports
from schemas.process.settings import Secret, SettingError

HIDDEN = "whsec_not-to-be-seen"


@pytest.mark.parametrize("text", ["", "[]", "{}", f'[{{"secret":"{HIDDEN}"}}]', HIDDEN])
def test_keys_that_are_none_stop_it_and_are_not_quoted(text: str) -> None:
    with pytest.raises(SettingError, match="TALLY_CANARY_KEYS") as stopped:
        stations(Secret(text))
    assert HIDDEN not in str(stopped.value)


def test_a_collector_that_is_away_has_given_no_answer() -> None:
    nobody = f"http://127.0.0.1:{free_ports(('nobody',))['nobody']}"
    station = Station("acme", "shop", "0", "tlk_x", HIDDEN)
    assert send(nobody, station, "x" * 22, 0.0) == "unanswered"
    assert HIDDEN not in f"{station} {station!r}"
