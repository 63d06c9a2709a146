"""Who runs, with which settings and secrets."""

import sys
from pathlib import Path

from ops.local.process import Child
from ops.run.plan import DEMO_EMAIL, FREE_PORTS, environment, processes, replaced

PORTS = {
    name: 1000 + i
    for i, name in enumerate(("web", "collector", "demo", "kafka", "prometheus", *FREE_PORTS))
}
SECRETS = {
    "TALLY_INGEST_KEYS": Path("/d/ingest"),
    "TALLY_APP_KEYS": Path("/d/app"),
    "TALLY_SEED_PASSWORD": Path("/d/password"),
}


def plan(environ: dict[str, str], *, traffic: bool = True) -> dict[str, Child]:
    given = environment(environ, PORTS, Path("/d"), SECRETS)
    return {child.name: child for child in processes(given, PORTS, traffic=traffic)}


def test_every_need_is_a_process_or_a_part() -> None:
    children = plan({})
    needs = {need for child in children.values() for need in child.needs}
    assert needs <= {*children, "kafka", "prometheus"}


def test_only_who_needs_a_key_ring_gets_it() -> None:
    holders = {name for name, c in plan({}).items() if "TALLY_APP_KEYS_FILE" in c.environment}
    assert holders == {"webapp"}
    holders = {name for name, c in plan({}).items() if "TALLY_INGEST_KEYS_FILE" in c.environment}
    assert holders == {"webapp", "snippets", "seed", "collector", "salts"}


def test_only_the_seed_gets_the_password_of_the_demos_owner() -> None:
    holders = {name for name, c in plan({}).items() if "TALLY_SEED_PASSWORD_FILE" in c.environment}
    assert holders == {"seed"}
    assert plan({})["seed"].environment["TALLY_SEED_EMAIL"] == DEMO_EMAIL


def test_settings_of_the_caller_pass_and_ports_and_places_are_ours() -> None:
    own = {"TALLY_LOG_LEVEL": "debug", "TALLY_PARTITIONS": "2", "TALLY_KAFKA_BOOTSTRAP": "x:1"}
    given = plan({**own, "AWS_SECRET": "not for children"})["sink"].environment
    assert given["TALLY_LOG_LEVEL"] == "debug"
    assert given["TALLY_PARTITIONS"] == "2"
    assert given["TALLY_KAFKA_BOOTSTRAP"] == f"127.0.0.1:{PORTS['kafka']}"
    assert "AWS_SECRET" not in given


def test_without_traffic_there_is_no_visitor() -> None:
    assert "visitor" in plan({})
    assert "visitor" not in plan({}, traffic=False)


def test_a_test_may_replace_the_command_of_one_process() -> None:
    environ = {
        "TALLY_RUN_SINK_COMMAND": "-m ops.chaos.mutant 'no dedup'",
        "TALLY_RUN_DEMO_COMMAND": "sleep 9",
    }
    children = {child.name: child for child in replaced(plan({}).values(), environ)}
    assert children["sink"].command == (sys.executable, "-m", "ops.chaos.mutant", "no dedup")
    assert children["demo"].command == ("sleep", "9")
    assert children["webapp"] == plan({})["webapp"]
