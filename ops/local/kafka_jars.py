"""Kafka's jars: named and hashed by kafka.lock, fetched by jgo, verified after download and before use."""

import hashlib
import os
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from ops.local.cache import published

LOCK_FILE = Path(__file__).with_name("kafka.lock")
ENDPOINTS = (
    "org.apache.kafka:kafka_2.13:4.3.0",
    "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4",
)

LOCK_HEAD = (
    "# group:artifact:version sha256, written by `make lock` from ENDPOINTS in kafka_jars.py"
)


class LockError(Exception):
    """The lock file is malformed, or a jar is not the one it names. One line for a person."""


@dataclass(frozen=True, slots=True)
class Jar:
    """One line of the lock: `group:artifact:version sha256`."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def file_name(self) -> str:
        return f"{self.artifact}-{self.version}.jar"


def parse_lock(text: str) -> tuple[Jar, ...]:
    """The jars of a lock file, comments and blank lines left out. Raises LockError with the line."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(_jar(line) for line in lines if line and not line.startswith("#"))


def _jar(line: str) -> Jar:
    match line.replace(":", " ").split():
        case [group, artifact, version, digest] if len(digest) == hashlib.sha256().digest_size * 2:
            return Jar(group, artifact, version, digest)
    raise LockError(f"kafka.lock: cannot read {line!r}")


def verify(folder: Path, jars: tuple[Jar, ...]) -> None:
    """Raise LockError unless `folder` holds exactly these jars with these hashes."""
    expected, found = {jar.file_name for jar in jars}, {path.name for path in folder.iterdir()}
    if expected != found:
        raise LockError(f"{folder}: missing or foreign files {sorted(expected ^ found)}; delete it")
    for jar in jars:
        verify_file(folder / jar.file_name, jar)


def verify_file(path: Path, jar: Jar) -> None:
    """Raise LockError unless the file's SHA-256 is the locked one."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != jar.sha256:
        raise LockError(f"{path}: sha256 is {digest}, kafka.lock says {jar.sha256}; delete it")


def jar_folder(cache: Path, say: Callable[[str], None], lock: Path = LOCK_FILE) -> Path:
    """A folder with the jars that `lock` names, downloaded at the first call; verified at every call.

    Blocks on the network when the cache is cold. Raises LockError, or OSError for network trouble.
    """
    text = lock.read_text(encoding="utf-8")
    jars = parse_lock(text)
    target = cache / "kafka" / hashlib.sha256(text.encode()).hexdigest()[:16]
    folder = published(target, lambda unfinished: _download(jars, unfinished, say))
    verify(folder, jars)
    return folder


def _download(jars: tuple[Jar, ...], folder: Path, say: Callable[[str], None]) -> None:
    trust_system_certificates()
    from jgo.maven import MavenContext  # local extra, and it reads the environment when imported

    store = folder / ".m2"
    context = MavenContext(repo_cache=store, local_repos=[], timeout=60)

    def fetch(jar: Jar) -> None:
        artifact = context.project(jar.group, jar.artifact).at_version(jar.version).artifact()
        path = artifact.resolve()
        verify_file(path, jar)
        path.rename(folder / jar.file_name)

    say(f"Kafka: fetching {len(jars)} jars")
    with ThreadPoolExecutor(4) as pool:
        for done, _ in enumerate(pool.map(fetch, jars), start=1):
            if done % 10 == 0 or done == len(jars):
                say(f"Kafka: {done} of {len(jars)} jars")
    _remove_tree(store)


def _remove_tree(folder: Path) -> None:
    for parent, _, names in os.walk(folder, topdown=False):
        for name in names:
            Path(parent, name).unlink()
        Path(parent).rmdir()


def trust_system_certificates() -> None:
    """Point requests, which brings its own list, at the system's certificates, unless told otherwise."""
    paths = ssl.get_default_verify_paths()
    system = paths.cafile or paths.capath
    if system:
        os.environ.setdefault("REQUESTS_CA_BUNDLE", system)


def resolve_lock() -> str:
    """The text of a fresh kafka.lock for ENDPOINTS; reads POMs and downloads all jars.

    Each endpoint is resolved alone and the first one that names an artifact decides its version:
    Kafka runs with the versions it was released with.
    """
    trust_system_certificates()
    import jgo

    chosen: dict[str, str] = {}
    for artifact in (found for endpoint in ENDPOINTS for found in jgo.resolve(endpoint)):
        digest = hashlib.sha256(artifact.resolve().read_bytes()).hexdigest()
        name = f"{artifact.groupId}:{artifact.artifactId}"
        chosen.setdefault(name, f"{name}:{artifact.version} {digest}")
    return "\n".join([LOCK_HEAD, *sorted(chosen.values()), ""])
