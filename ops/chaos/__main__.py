"""`python -m ops.chaos`: 0 when everything is as it must be, 1 when not, 2 when it could not be told."""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from ops.chaos.drive import Drive, DriveError, Options, Report, until_in_force
from ops.chaos.faults import SINKS, kinds, plan, rounds, victims
from ops.chaos.sites import SitesError
from ops.chaos.stack import NotUpError
from ops.chaos.system import NeverError, System

MUTANTS = ("no_dedup", "no_checkpoint_check", "late_offsets")
# The notes of a long run, and of a round: short, but beacons keep coming while everything is struck.
BEACONS, RATE, TIMES = 20_000, 300.0, 5
# With so many of the twelve faults in a round, three rounds have them all.
ROUND_BEACONS, ROUND_RATE, ROUND_TIMES = 700, 100.0, 4


def main(arguments: Sequence[str] | None = None) -> int:
    """Run once, or round after round, and print what happened, the verdict last."""
    chosen = _parser().parse_args(arguments)
    with _folder(chosen.folder) as folder:
        _say(f"seed {chosen.seed}: starting everything in {folder}")
        try:
            with System(folder, chosen.sink, [chosen.mutant] if chosen.mutant else []) as system:
                time.sleep(until_in_force(time.time()))
                drive = Drive(system, _say)
                reports = list(_reports(drive, _rounds(chosen) if chosen.rounds else _once(chosen)))
        except (DriveError, NeverError, NotUpError, SitesError) as error:
            print(error)
            return 2
    if chosen.report:
        found = [report.builtins() for report in reports]
        chosen.report.write_text(json.dumps(found, indent=2), encoding="utf-8")
    return 0 if all(report.same for report in reports) else 1


def _reports(drive: Drive, bouts: Iterator[Options]) -> Iterator[Report]:
    """Each bout's, printed; none after the first that differs."""
    for number, options in enumerate(bouts, 1):
        _say(f"round {number}, seed {options.seed}: {', '.join(options.faults) or 'no faults'}")
        report = drive.bout(options)
        for line in report.lines():
            _say(line)
        _say(
            f"round {number}, seed {options.seed}: {'same' if report.same else 'DIFFERENT'}, "
            f"{report.acknowledged} beacons so far ({report.repeated} answered twice, "
            f"{report.retries} retries), {report.compared} samples compared, {report.seconds} s"
        )
        yield report
        if not report.same:
            return


def _once(chosen: argparse.Namespace) -> Iterator[Options]:
    names = chosen.faults or victims(chosen.sink)
    yield Options(
        chosen.seed,
        chosen.beacons or BEACONS,
        chosen.rate or RATE,
        chosen.connections,
        plan(chosen.seed, names, TIMES if chosen.times is None else chosen.times),
    )


def _rounds(chosen: argparse.Namespace) -> Iterator[Options]:
    names = chosen.faults or list(kinds(chosen.sink))
    for name in names:
        _say(f"  {name:<15} {kinds(chosen.sink)[name]}")
    times = ROUND_TIMES if chosen.times is None else chosen.times
    for seed, faults in islice(rounds(chosen.seed, names, times), chosen.rounds):
        yield Options(
            seed,
            chosen.beacons or ROUND_BEACONS,
            chosen.rate or ROUND_RATE,
            chosen.connections,
            faults,
        )


@contextmanager
def _folder(chosen: Path | None) -> Iterator[Path]:
    if chosen:
        chosen.mkdir(parents=True)
        yield chosen.absolute()
    else:
        with tempfile.TemporaryDirectory(prefix="tallylight-chaos-") as folder:
            yield Path(folder)


def _say(line: str) -> None:
    print(line, flush=True)


def _every_kind() -> list[str]:
    return list({kind: sink for sink in SINKS for kind in kinds(sink)})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ops.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="of the beacons and of the faults")
    parser.add_argument("--rounds", type=int, default=0, help="short ones, each with a seed")
    parser.add_argument("--beacons", type=int, help="in the run, or in each round")
    parser.add_argument("--rate", type=float, help="beacons a second")
    parser.add_argument("--connections", type=int, default=24)
    parser.add_argument(
        "--faults", nargs="+", choices=_every_kind(), help="the kinds to choose from"
    )
    parser.add_argument(
        "--times", type=int, help="how many faults in a round; in one run, of each kind"
    )
    parser.add_argument("--sink", choices=SINKS, default=SINKS[0], help="where samples go")
    parser.add_argument("--mutant", choices=MUTANTS, help="an aggregator that must be found out")
    parser.add_argument(
        "--folder", type=Path, help="a new folder for data and logs, kept at the end"
    )
    parser.add_argument("--report", type=Path, help="write the findings there as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
