"""All that a run works on: the stack, the members of the aggregator's group, the projects."""

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from ops.chaos.keep import Keeper
from ops.chaos.orders import FOLDER, Orders
from ops.chaos.prometheus import Prometheus
from ops.chaos.pushgateway import Pushgateway
from ops.chaos.sites import Site, sites
from ops.chaos.stack import PARTITIONS, ROOT, Stack
from ops.local import pushgateway
from ops.local.cache import cache_root
from ops.local.ports import free_ports
from ops.local.process import Child
from ops.local.ready import is_ready

FIRST: Final = "aggregator-0"
FURTHER: Final = ("aggregator-1", "aggregator-2", "aggregator-3")
_INHERITED: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "VIRTUAL_ENV")
_LOOK_S: Final = 0.05

Target = Prometheus | Pushgateway


class NeverError(Exception):
    """What was waited for did not happen, so that the rest of the plan could not be carried out."""


class System:
    """A context: everything is up inside. For one thread. `mutant` is the aggregator's arguments.

    Entering raises NotUpError, SitesError.
    """

    def __init__(self, folder: Path, sink: str, mutant: Sequence[str]) -> None:
        self._folder = folder
        self._sink = sink
        self._member = ("-m", "ops.chaos.member", *mutant)
        self._orders = folder / "orders"
        self._leaving = ExitStack()

    def __enter__(self) -> "System":
        self._orders.mkdir()
        with ExitStack() as entering:
            self._enter(entering)
            self._leaving = entering.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._leaving.close()

    def _enter(self, entering: ExitStack) -> None:
        self._keeper = Keeper(ROOT, self._folder)
        entering.callback(self._keeper.close)
        extra = {
            "TALLY_RUN_AGGREGATOR_COMMAND": " ".join(self._member),
            FOLDER: str(self._orders),
            **(self._pushgateway() if self._sink == "pushgateway" else {}),
        }
        self.stack = entering.enter_context(Stack(self._folder, extra))
        self.target: Target = (
            Pushgateway(extra["TALLY_PUSHGATEWAY_URL"])
            if self._sink == "pushgateway"
            else Prometheus(self.stack.url("prometheus"))
        )
        web, collector = self.stack.url("web"), self.stack.url("collector")
        self.sites: tuple[Site, ...] = sites(web, collector, PARTITIONS)

    def _pushgateway(self) -> Mapping[str, str]:
        """Start one; the settings of whoever pushes to it."""
        program = pushgateway.binary(os.environ, cache_root(os.environ), print)
        port = free_ports(("pushgateway",))["pushgateway"]
        self._keeper.add(pushgateway.prepare(program, port))
        return {
            "TALLY_SINKS": "pushgateway",
            "TALLY_PUSHGATEWAY_URL": f"http://127.0.0.1:{port}",
        }

    @property
    def projects(self) -> list[str]:
        return [site.project for site in self.sites]

    @property
    def further(self) -> list[str]:
        """The slots that run beside the first."""
        return [slot for slot in FURTHER if slot in self._keeper.names]

    @property
    def free(self) -> list[str]:
        """The slots that do not run."""
        return [slot for slot in FURTHER if slot not in self._keeper.names]

    def orders(self, slot: str) -> Orders:
        return Orders(self._orders, slot)

    def join(self, slot: str) -> None:
        """Start a further member."""
        port = str(free_ports((slot,))[slot])
        environment = {
            **{name: os.environ[name] for name in _INHERITED if name in os.environ},
            "TALLY_ENV": "development",
            "TALLY_KAFKA_BOOTSTRAP": self.stack.bootstrap,
            "TALLY_PARTITIONS": str(PARTITIONS),
            "TALLY_AGGREGATOR_ADMIN_PORT": port,
            "TALLY_SLOT": slot,
            FOLDER: str(self._orders),
        }
        ready = f"http://127.0.0.1:{port}/readyz"
        self._keeper.add(Child(slot, (sys.executable, *self._member), environment, ready))

    @property
    def dismiss(self) -> Callable[..., int]:
        """`dismiss(name, signal)` ends a process that was joined; see Keeper."""
        return self._keeper.dismiss

    def pid(self, name: str) -> int | None:
        """Of a slot or of a process of the stack, None while it is dead."""
        if name in self._keeper.names:
            return self._keeper.pid(name)
        return self.stack.pids().get(_in_stack(name))

    def is_ready(self, name: str) -> bool:
        return is_ready(self.address(name))

    def address(self, name: str) -> str:
        """Where one asks whether it is ready."""
        if name in self._keeper.names:
            return self._keeper.child(name).ready
        return self.stack.address(_in_stack(name))

    def log(self, slot: str) -> Path:
        """Where a member writes, or would."""
        return self.stack.log_of("aggregator") if slot == FIRST else self._keeper.log(slot)

    def wait(self, what: str, met: Callable[[], bool], limit: float) -> None:
        """Until `met`, keeping our processes alive meanwhile. Raises NeverError(`what`)."""
        deadline = time.monotonic() + limit
        while not met():
            if time.monotonic() > deadline:
                raise NeverError(f"still waiting for {what} after {limit:.0f} s")
            self.pause(_LOOK_S)

    def pause(self, seconds: float) -> None:
        self._keeper.tend()
        time.sleep(seconds)


def _in_stack(name: str) -> str:
    return "aggregator" if name == FIRST else name
