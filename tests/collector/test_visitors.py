"""Who is the same visitor, and what is left of whoever it is."""

from typing import Any

import msgspec
import pytest

from collector.memory import Memory
from collector.salts import Salts
from collector.visitors import visitor
from schemas.process.errors import Reject
from schemas.records.beacons import Beacon
from schemas.records.control import KeySecret
from schemas.records.salts import Salt
from schemas.signatures import secret_text
from tests.collector.samples import HEADERS, KEY, NOW_MS, PROJECT, RING, admit, body, memory

SALT = b"s" * 32
DAY = "2026-11-24"
SECRET = KeySecret(RING.encrypt(bytes(32)))
SERVER = msgspec.structs.replace(
    KEY, id="server", public="tlk_server", scopes=("ingest:server",), secrets=(SECRET,)
)
PROXIED = msgspec.structs.replace(KEY, scopes=("ingest:browser", "ingest:proxy"))
OBEYS = msgspec.structs.replace(PROJECT, gpc="refuse")
BEARER = b"Bearer tlk_server." + secret_text(bytes(32)).encode()


def salts(*days: str, salt: bytes = SALT) -> Salts:
    made = Salts(RING)
    for day in days:
        made.put(Salt(day, RING.encrypt(salt)))
    return made


def seen(
    peer: str = "192.0.2.1",
    known: Memory | None = None,
    sent: bytes | None = None,
    **headers: Any,
) -> Beacon:
    """The record of a page's beacon on DAY."""
    given = {**HEADERS, **{n.replace("_", "-").encode(): v for n, v in headers.items()}}
    held = known or memory()
    return admit(sent or body(), given, held, NOW_MS, peer, salts=salts(DAY)).record


def served(**client: str) -> Beacon:
    sent = body(token=None, client=client) if client else body(token=None)
    return seen(known=memory(PROJECT, SERVER), sent=sent, authorization=BEARER)


def test_the_hash_is_pinned() -> None:
    """Collectors of two releases run side by side while one replaces the other."""
    assert visitor(SALT, "p1", "192.0.2.1", "Firefox") == "ebddef5cf641afc2"


def test_the_same_visitor_has_the_same_hash_on_the_same_day() -> None:
    record = seen()
    assert (len(record.visitor), record.salt_day) == (16, DAY)
    assert seen().visitor == record.visitor


def test_another_address_agent_project_or_salt_is_another_visitor() -> None:
    others = {
        seen().visitor,
        seen(peer="192.0.2.2").visitor,
        seen(user_agent=b"Other/1").visitor,
        visitor(SALT, "other", "192.0.2.1", HEADERS[b"user-agent"].decode()),
        visitor(b"t" * 32, PROJECT.id, "192.0.2.1", HEADERS[b"user-agent"].decode()),
    }
    assert len(others) == 5


def test_nobody_moves_from_one_field_into_the_next() -> None:
    assert (
        visitor(SALT, "p", "1", "2") != visitor(SALT, "p1", "", "2") != visitor(SALT, "p", "12", "")
    )


def test_a_household_changes_its_ipv6_addresses_within_its_64() -> None:
    assert seen("2001:db8::1").visitor == seen("2001:db8::2").visitor
    assert seen("2001:db8:0:1::1").visitor != seen("2001:db8::1").visitor
    assert seen("::ffff:192.0.2.1").visitor == seen("192.0.2.1").visitor


def test_behind_our_proxy_and_a_site_s_the_visitor_counts() -> None:
    assert seen("10.0.0.1", x_forwarded_for=b"192.0.2.1").visitor == seen().visitor
    through = seen("203.0.113.5", memory(PROJECT, PROXIED), x_forwarded_for=b"192.0.2.1")
    assert through.visitor == seen().visitor
    assert seen("203.0.113.5", x_forwarded_for=b"192.0.2.1").visitor != seen().visitor


def test_without_the_day_s_salt_visitors_are_not_told_apart() -> None:
    record = admit(
        body(), HEADERS, memory(), NOW_MS, salts=salts("2026-11-23", "2026-11-25")
    ).record
    assert (record.visitor, record.salt_day) == ("", "")


@pytest.mark.parametrize(
    ("sent", "headers"),
    [(body(gpc=True), {}), (body(), {"sec_gpc": b"1"}), (body(), {"dnt": b"1"})],
)
def test_who_asks_for_privacy_has_no_hash_or_is_refused(
    sent: bytes, headers: dict[str, Any]
) -> None:
    record = seen(sent=sent, **headers)
    assert (record.visitor, record.salt_day, record.gpc) == ("", "", True)
    with pytest.raises(Reject, match="privacy_refused"):
        seen(known=memory(OBEYS, KEY), sent=sent, **headers)


@pytest.mark.parametrize("headers", [{"sec_gpc": b"0"}, {"dnt": b"0"}, {"dnt": b"unspecified"}])
def test_other_values_ask_for_nothing(headers: dict[str, Any]) -> None:
    record = seen(known=memory(OBEYS, KEY), **headers)
    assert record.visitor
    assert not record.gpc


def test_a_server_says_whose_beacon_it_is() -> None:
    agent = HEADERS[b"user-agent"].decode()
    assert served(address="192.0.2.1", user_agent=agent).visitor == seen().visitor
    assert served(address="192.0.2.2", user_agent=agent).visitor != seen().visitor


@pytest.mark.parametrize("address", ["", "unknown", "localhost", "192.0.2.1, 6.6.6.6", "x" * 5000])
def test_a_server_that_names_no_address_has_no_visitor(address: str) -> None:
    assert served(address=address, user_agent="x").visitor == ""
    assert served().visitor == ""


def test_no_address_is_in_the_record() -> None:
    for record in (
        seen(),
        served(address="192.0.2.1"),
        seen("10.0.0.1", x_forwarded_for=b"192.0.2.1"),
    ):
        assert b"192.0.2.1" not in msgspec.json.encode(record)


def test_the_country_is_told_by_our_own_proxies_alone() -> None:
    def country(peer: str, told: bytes) -> str:
        return seen(peer, x_forwarded_for=b"192.0.2.1", cf_ipcountry=told).country

    assert country("10.0.0.1", b"nl") == "NL"
    assert country("192.0.2.1", b"NL") == ""
    assert [country("10.0.0.1", told) for told in (b"", b"N", b"T1", b"\xff\xff", b"NLD")] == [
        ""
    ] * 5
