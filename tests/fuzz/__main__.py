"""`python -m tests.fuzz decode|credentials|admission [--runs N] [--keep FOLDER]`: guided by coverage.

Ends with 0 after that many runs; at the first input that breaks a promise, with libFuzzer's report, and
the input in the file `broke` of the folder `--keep`, where inputs that reach new code are collected.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import atheris

CORPUS = Path(__file__).parent / "corpus"
WORDS = Path(__file__).parent / "words.dict"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("entry", choices=["decode", "credentials", "admission"])
    parser.add_argument("--runs", type=int, default=500_000)
    parser.add_argument("--keep", type=Path, help="folder for inputs that reach new code")
    chosen = parser.parse_args()
    # Before they are imported: what is instrumented tells libFuzzer where an input has been.
    with atheris.instrument_imports(include=["collector", "schemas"]):
        from tests.fuzz.entries import ENTRIES
    keep = chosen.keep or Path(tempfile.mkdtemp(prefix="tallylight-fuzz-"))
    keep.mkdir(parents=True, exist_ok=True)
    entry = ENTRIES[chosen.entry]

    def kept(data: bytes) -> None:
        broke = True
        try:
            entry(data)
            broke = False
        finally:
            if broke:
                (keep / "broke").write_bytes(data)

    arguments = [
        f"-runs={chosen.runs}",
        f"-dict={WORDS}",
        "-max_len=4096",
        "-timeout=10",
        "-rss_limit_mb=2048",
        str(keep),
        str(CORPUS / chosen.entry),
    ]
    atheris.Setup([sys.argv[0], *arguments], kept)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
