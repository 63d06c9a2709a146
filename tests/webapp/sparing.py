"""What a test of the web app need not do over and over: hash at full cost, compile each template."""

from typing import Final

from argon2 import PasswordHasher
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

PASSWORD: Final = "lamp and larder by the harbour"
# argon2 takes its costs from the hash: signing in is as real as ever, and takes no 64 MiB.
HASH: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


class Compiled(BytecodeCache):
    """Templates compiled once for all apps of this process; Jinja compares their sources."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = bucket.bytecode_to_string()


def compile_templates_once() -> None:
    """For every app that is made from now on."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Compiled()}
