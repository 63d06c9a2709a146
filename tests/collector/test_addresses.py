"""Whose address counts, with our own proxies, the project's, and those of strangers."""

import pytest

from collector.addresses import Proxies, network_of, parsed
from schemas.process.settings import SettingError

OURS = Proxies("10.0.0.0/8, 2001:db8::/32, 192.0.2.9")
NOBODY = Proxies("")


@pytest.mark.parametrize("forwarded", [None, b"", b"198.51.100.7", b"nonsense"])
def test_a_stranger_s_header_says_nothing(forwarded: bytes | None) -> None:
    assert OURS.client("203.0.113.5", forwarded) == "203.0.113.5"
    assert NOBODY.client("10.0.0.1", forwarded) == "10.0.0.1"


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("10.0.0.1", b"198.51.100.7", "198.51.100.7"),
        ("192.0.2.9", b"198.51.100.7", "198.51.100.7"),
        ("::ffff:10.0.0.1", b"198.51.100.7", "198.51.100.7"),
        ("2001:db8::1", b"6.6.6.6, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("10.0.0.1", b"198.51.100.7:4711", "198.51.100.7"),
        ("10.0.0.1", b"[2001:DB9::7]:4711", "2001:db9::"),
        ("10.0.0.1", b"2001:db9:0:1:2:3:4:7", "2001:db9:0:1::"),
        ("10.0.0.1", b"::ffff:198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", b"198.51.100.7, unknown", "10.0.0.1"),
        ("10.0.0.1", b"unknown, 10.0.0.2", "10.0.0.2"),
        ("10.0.0.1", b"\xff", "10.0.0.1"),
        ("10.0.0.1", b",".join([b"10.0.0.2"] * 1000), "10.0.0.2"),
        ("10.0.0.1", None, "10.0.0.1"),
    ],
)
def test_behind_our_proxies_the_nearest_other_hop_counts(
    peer: str, forwarded: bytes | None, client: str
) -> None:
    assert OURS.client(peer, forwarded) == client


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "client"),
    [
        (NOBODY, "203.0.113.5", b"6.6.6.6, 198.51.100.7", "198.51.100.7"),
        (NOBODY, "203.0.113.5", b"unknown", "203.0.113.5"),
        (NOBODY, "203.0.113.5", None, "203.0.113.5"),
        (OURS, "10.0.0.1", b"198.51.100.7, 203.0.113.5", "198.51.100.7"),
        (OURS, "10.0.0.1", b"203.0.113.5", "203.0.113.5"),
    ],
)
def test_behind_a_project_s_proxy_its_last_hop_counts(
    proxies: Proxies, peer: str, forwarded: bytes | None, client: str
) -> None:
    assert proxies.client(peer, forwarded, site_proxy=True) == client


def test_what_is_no_network_is_refused_at_start() -> None:
    with pytest.raises(
        SettingError, match="TRUSTED_PROXIES must be addresses or networks, not 'x'"
    ):
        Proxies("10.0.0.1,x")


def test_of_ipv6_the_64_counts_and_ipv4_stays_whole() -> None:
    assert NOBODY.client("2001:db8:1:2:3:4:5:6", None) == "2001:db8:1:2::"
    assert NOBODY.client("::ffff:192.0.2.7", None) == "192.0.2.7"
    assert NOBODY.client("192.0.2.7", None) == "192.0.2.7"
    assert network_of("unknown") == ""


def test_only_our_own_proxies_are_trusted() -> None:
    assert OURS.is_trusted("10.1.2.3")
    assert not OURS.is_trusted("203.0.113.5")
    assert not NOBODY.is_trusted("10.1.2.3")


def test_only_addresses_are_addresses() -> None:
    assert parsed("localhost") is None
    assert str(parsed("2001:DB8:0::1")) == "2001:db8::1"
