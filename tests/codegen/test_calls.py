"""How pages send an event of their own."""

import json
import subprocess

from codegen import golden
from codegen.calls import attribute, track
from schemas.beacon import Event


def test_an_event_without_details_is_a_name() -> None:
    assert track(Event("signup")) == 'tally.track("signup");'
    assert track(Event("signup"), "lamp") == 'lamp.track("signup");'
    assert attribute(Event("signup")) == '<button data-tally-event="signup">…</button>'


def test_what_was_typed_stays_data() -> None:
    event = golden.EVENTS["server_hostile"]
    written = (
        f"const tally = {{ track: (...all) => console.log(JSON.stringify(all)) }}; {track(event)}"
    )
    done = subprocess.run(
        ("node", "--eval", written), capture_output=True, text=True, check=True, timeout=60
    )
    assert json.loads(done.stdout) == [event.name, {"properties": event.properties}]
    assert "<" not in track(event)
