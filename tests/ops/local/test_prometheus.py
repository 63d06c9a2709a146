"""Where Prometheus comes from, what it scrapes, and what is said when there is none."""

import json
from pathlib import Path

import pytest

from ops.local import apt, prometheus
from ops.local.prometheus import PrometheusMissingError


def program(folder: Path) -> Path:
    path = folder / "prometheus"
    path.write_text("#!/bin/sh\n", encoding="ascii")
    path.chmod(0o755)
    return path


def test_path_comes_first_then_the_setting(tmp_path: Path) -> None:
    mine = program(tmp_path)
    environ = {"PATH": str(tmp_path), "TALLY_PROMETHEUS_BIN": "/other"}
    assert prometheus.binary(environ, tmp_path, print) == mine
    environ = {"PATH": "/nowhere", "TALLY_PROMETHEUS_BIN": str(mine)}
    assert prometheus.binary(environ, tmp_path, print) == mine


def test_a_setting_that_names_no_program_is_refused(tmp_path: Path) -> None:
    environ = {"PATH": "/nowhere", "TALLY_PROMETHEUS_BIN": str(tmp_path / "absent")}
    with pytest.raises(PrometheusMissingError, match="is not a program"):
        prometheus.binary(environ, tmp_path, print)


def test_without_any_the_ways_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apt, "is_possible", lambda: False)
    with pytest.raises(PrometheusMissingError) as refused:
        prometheus.binary({"PATH": "/nowhere"}, tmp_path, print)
    assert "PATH" in str(refused.value)
    assert "TALLY_PROMETHEUS_BIN" in str(refused.value)
    assert "Debian" in str(refused.value)


def test_what_apt_says_is_passed_on_in_one_line_with_the_ways(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for tool in ("apt-get", "dpkg-deb"):
        refusal = "#!/bin/sh\necho 'E: Unable to' >&2\necho 'locate package' >&2\nexit 100\n"
        (tmp_path / tool).write_text(refusal, encoding="ascii")
        (tmp_path / tool).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    cache = tmp_path / "cache"
    with pytest.raises(PrometheusMissingError, match=r"says: E: Unable to locate package$"):
        prometheus.binary({"PATH": str(tmp_path)}, cache, print)
    assert list((cache / "prometheus").iterdir()) == []


def test_targets_are_file_sd_groups(tmp_path: Path) -> None:
    prometheus.write_targets(tmp_path, {"sink": 9103, "collector": 9101})
    groups = json.loads((tmp_path / "targets.json").read_text(encoding="utf-8"))
    assert groups == [
        {"targets": ["127.0.0.1:9101"], "labels": {"job": "collector"}},
        {"targets": ["127.0.0.1:9103"], "labels": {"job": "sink"}},
    ]
