import subprocess

import pytest

from ops.chaos.clean_run import clean_run


def test_a_rerun_that_fails_is_never_taken_for_an_empty_one() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        clean_run("127.0.0.1:1", 2, 0)
