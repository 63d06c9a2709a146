"""The product's aggregator, which dies or waits at the very place that an order names.

`python -m ops.chaos.member [<mutant>]`, in the place of `python -m consumers aggregate`. Nothing else
differs, unless a mutant is asked for.
"""

import os
import signal
import sys
from functools import partial
from pathlib import Path

from confluent_kafka import Consumer, Producer

from consumers.__main__ import MakeAggregator, aggregate
from consumers.aggregate.holdings import Committed
from consumers.aggregate.restore import Restore
from consumers.aggregate.transaction import Transactions
from consumers.aggregate.worker import Aggregator
from consumers.core.partition import Output, Partition
from ops.chaos.orders import FOLDER, Orders
from schemas.process.main import run

_FLUSH_S = 5.0


def orders() -> Orders:
    """This process' own."""
    return Orders(Path(os.environ[FOLDER]), os.environ["TALLY_SLOT"])


class Mortal(Transactions):
    """Ends this process at the point of a transaction that an order names."""

    def __init__(self, producer: Producer, release: str) -> None:
        super().__init__(producer, release)
        self._orders = orders()

    def _send_offsets(self, outputs: dict[int, Output], consumer: Consumer) -> None:
        self._meet("produced")
        super()._send_offsets(outputs, consumer)

    def _commit(self) -> None:
        self._meet("offsets sent")
        super()._commit()
        self._meet("committed")

    def _meet(self, point: str) -> None:
        if self._orders.must_die(point):
            self._producer.flush(_FLUSH_S)  # what was produced is in Kafka, not only on its way
            os.kill(os.getpid(), signal.SIGKILL)


class Held(Restore):
    """Does not come to its end as long as an order says so."""

    def step(self) -> Partition | None:
        return None if orders().is_held() else super().step()


class Member(Aggregator):
    """Restores when it may."""

    def _make_restore(self, number: int, committed: Committed) -> Restore:
        bootstrap = self._identity.bootstrap
        return Held(number, bootstrap, self._rules, committed, self._make_ids())


AS_IT_SHOULD_BE = partial(Member, make_transactions=Mortal)


def chosen(arguments: list[str]) -> MakeAggregator:
    """The member as it should be, or the mutant of that name."""
    if not arguments:
        return AS_IT_SHOULD_BE
    from ops.chaos.mutant import MUTANTS  # it imports us

    return MUTANTS[arguments[0]]()


if __name__ == "__main__":
    run(partial(aggregate, make=chosen(sys.argv[1:])))
