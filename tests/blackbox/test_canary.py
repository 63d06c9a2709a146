"""What must not stay is in no file of the whole installation: database, logs, Kafka, Prometheus."""

from tests.blackbox.stack import Stack
from tests.blackbox.test_visit import settle
from tests.blackbox.wire import Answer, beacon, post

CANARY = "c4n4ry7f3a"
VISITOR = "203.0.113.77"
DIRTY = f"https://u:{CANARY}@shop.test/p?token={CANARY}&utm_source=mail#{CANARY}"
PAGE = {"url": DIRTY, "referrer": DIRTY, "title": CANARY, "entry": {"url": DIRTY}}


def send(stack: Stack) -> None:
    """Taken and refused, by a page and by somebody who guesses a secret."""
    through = {"X_Forwarded_For": VISITOR, "Cookie": CANARY}
    taken = beacon(stack, page=PAGE, client={"address": VISITOR})
    assert post(stack, taken, **through) == Answer(204)
    assert post(stack, {**taken, "age_ms": 20_000_000}, **through) == Answer(422, "stale")
    odd = {**taken, "events": [{"name": f"{CANARY}!"}]}
    assert post(stack, odd, **through) == Answer(400, "malformed")
    served = {name: value for name, value in taken.items() if name != "token"}
    guess = post(stack, served, Authorization=f"Bearer tlk_x.whsec_{CANARY}", **through)
    assert guess == Answer(401, "credential_unknown")


def test_no_parameter_no_secret_and_no_address_is_in_any_file(stack: Stack) -> None:
    marker = beacon(stack, events=[{"name": "canary_marker_9b2c"}])
    assert post(stack, marker) == Answer(204)
    send(stack)
    settle(stack)
    files = stack.files()
    assert any(path.suffix == ".db" for path in files)
    assert any(path.suffix == ".log" and content for path, content in files.items())
    found = {
        str(path): canary
        for path, content in files.items()
        for canary in (CANARY.encode(), VISITOR.encode())
        if canary in content
    }
    assert found == {}
