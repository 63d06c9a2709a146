"""The auditor against running consumers: it agrees with what is right and finds one sample that is not."""

import subprocess
import sys
import time
from contextlib import closing

from consumers.sinks.prometheus import Target
from consumers.sinks.write_request import compress, rows
from schemas.partitioning import partition_of
from tests.consumers.pipeline import PARTITIONS, Pipeline, definition, views, wait_for
from tests.consumers.sinks.test_prometheus import block
from tests.consumers.test_pipeline import total


def audited(pipeline: Pipeline, until: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ops.audit", "--minutes", "5", "--until", str(until)]
    command += ["--kafka", pipeline.bootstrap, "--prometheus", pipeline.prometheus]
    command += ["--partition", str(partition_of("p1", PARTITIONS))]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_the_auditor_agrees_and_finds_what_differs(pipeline: Pipeline) -> None:
    pipeline.begin(definition())
    pipeline.send(views(50, "a"))
    wait_for("50 counted", lambda: total(pipeline, "counted") == 50)
    until = time.time_ns() // 1_000_000 - 1_000
    scraped = ("collector",), ("acme",), (pipeline.project,)
    names = ("job", "org", "project")
    with closing(Target(pipeline.prometheus)) as target:
        target.write(compress(rows(block("tally_x_total", until - 500, (1.0,), names, scraped))))
    good = audited(pipeline, until)
    assert good.returncode == 0, good.stdout + good.stderr
    assert "same: " in good.stdout

    wrong = block(
        "views_total", until - 500, (1.0,), labels=(("acme",), ("/x",), (pipeline.project,))
    )
    with closing(Target(pipeline.prometheus)) as target:
        target.write(compress(rows(wrong)))
    bad = audited(pipeline, until)
    assert bad.returncode == 1
    assert "surplus" in bad.stdout
    assert '"/x"' in bad.stdout
