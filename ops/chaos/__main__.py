"""`python -m ops.chaos`: 0 when every sample is as it must be, 1 when not, 2 when it could not be told."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ops.chaos.drive import Drive, DriveError, Options, Report
from ops.chaos.faults import VICTIMS, NeverBackError
from ops.chaos.stack import NotUpError, Stack

MUTANTS = ("no_dedup", "late_offsets")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run once and print what happened, the verdict last."""
    chosen = _parser().parse_args(arguments)
    options = Options(
        chosen.seed, chosen.beacons, chosen.rate, chosen.connections, chosen.kills, chosen.victims
    )
    replaced = {"TALLY_RUN_AGGREGATOR_COMMAND": f"-m ops.chaos.mutant {chosen.mutant}"}
    with _folder(chosen.folder) as folder:
        print(f"seed {options.seed}: starting everything in {folder}", flush=True)
        try:
            with Stack(folder, replaced if chosen.mutant else {}) as stack:
                report = Drive(stack, options, lambda line: print(line, flush=True)).run()
        except (DriveError, NeverBackError, NotUpError) as error:
            print(error)
            return 2
    if chosen.report:
        chosen.report.write_text(json.dumps(report.builtins(), indent=2), encoding="utf-8")
    _print(report)
    return 0 if report.same else 1


@contextmanager
def _folder(chosen: Path | None) -> Iterator[Path]:
    if chosen:
        chosen.mkdir(parents=True)
        yield chosen
    else:
        with tempfile.TemporaryDirectory(prefix="tallylight-chaos-") as folder:
            yield Path(folder)


def _print(report: Report) -> None:
    for line in (*report.totals, *report.samples.lines()):
        print(line)
    print(
        f"{'same' if report.same else 'DIFFERENT'}: {report.expected.views.total()} views, "
        f"{report.samples.compared} samples compared with a clean run, {len(report.faults)} kills"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ops.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="of the beacons and of who is killed")
    parser.add_argument("--beacons", type=int, default=20_000)
    parser.add_argument("--rate", type=float, default=300.0, help="beacons a second")
    parser.add_argument("--connections", type=int, default=24)
    parser.add_argument("--kills", type=int, default=5, help="of each victim")
    parser.add_argument("--victims", nargs="+", choices=VICTIMS, default=VICTIMS)
    parser.add_argument("--mutant", choices=MUTANTS, help="an aggregator that must be found out")
    parser.add_argument(
        "--folder", type=Path, help="a new folder for data and logs, kept at the end"
    )
    parser.add_argument("--report", type=Path, help="write the findings there as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
