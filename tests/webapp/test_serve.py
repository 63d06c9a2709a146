"""`python -m webapp serve` as an operator meets it."""

import signal
import urllib.error
import urllib.request
from pathlib import Path

from tests.webapp import processes
from tests.webapp.outbox.topic import eventually
from webapp.db.migrate import migrate


def _status(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except urllib.error.URLError:
        return 0


def test_it_serves_tells_what_is_missing_and_ends_when_asked(
    empty_database: str, tmp_path: Path
) -> None:
    port, admin, log = processes.free_port(), processes.free_port(), tmp_path / "log"
    process = processes.start(
        "serve",
        log,
        TALLY_DATABASE_URL=empty_database,
        TALLY_WEB_PORT=str(port),
        TALLY_WEB_ADMIN_PORT=str(admin),
        TALLY_PROMETHEUS_URL="http://127.0.0.1:1",
    )
    with processes.ended(process):
        eventually(lambda: processes.readiness(admin)[0] != 0)
        status, missing = processes.readiness(admin)
        assert (status, missing[0].partition(":")[0]) == (503, "migrations")
        assert _status(port, "/healthz") == 200
        migrate(empty_database)
        assert processes.readiness(admin) == (200, [])
        assert _status(port, "/") == 200
        assert _status(admin, "/metrics") == 200
        assert _status(port, "/metrics") == 404
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert _status(port, "/healthz") == _status(admin, "/healthz") == 0
    assert all(line.startswith("{") for line in log.read_text().splitlines())


def test_a_database_that_is_no_database_is_a_bad_setting(tmp_path: Path) -> None:
    assert processes.run("migrate", tmp_path / "log", TALLY_DATABASE_URL="nonsense") == 78


def test_an_unknown_command_shows_the_known_ones(tmp_path: Path) -> None:
    assert processes.run("dance", tmp_path / "log") == 1
    assert "serve|migrate|snippets|seed|canary|outbox" in (tmp_path / "log").read_text()
