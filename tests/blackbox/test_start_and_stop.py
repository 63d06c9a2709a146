"""Ctrl-C leaves nothing behind, and a second start goes on with what was counted."""

from pathlib import Path

from tests.blackbox.stack import Stack, wait_for
from tests.blackbox.wire import Answer, beacon, post


def test_a_second_start_goes_on_where_ctrl_c_ended_the_first(tmp_path: Path) -> None:
    stack = Stack(tmp_path)
    try:
        stack.start()
        stack.wait_until_definitions_count()
        assert post(stack, beacon(stack)) == Answer(204)
        wait_for("the first view", lambda: stack.views() == 1)
        stack.stop()
        assert stack.left() == []
        stack.start()
        assert post(stack, beacon(stack)) == Answer(204)
        wait_for("the second view", lambda: stack.views() == 2)
        stack.stop()
        assert stack.left() == []
    finally:
        stack.kill()
