"""The checked-in fragments of the tracker, read from `tracker/dist` and verified against its manifest."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

DIST: Final = Path(__file__).parent / "tracker" / "dist"
MANIFEST: Final = "manifest.json"


class FragmentError(Exception):
    """Stop: the folder does not hold what its manifest says; `make tracker` builds it anew."""


class Fragment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One minified JavaScript expression whose value is a function `(track, options)`.

    `size` and `gzip` (level 9, as the builder's zlib makes it) are bytes.
    """

    name: str
    file: str
    size: int
    gzip: int
    sha256: str
    needs: tuple[str, ...]


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `make tracker` wrote: the core first, then one fragment per trigger kind by name."""

    fragments: tuple[Fragment, ...]


@cache
def load(folder: Path = DIST) -> dict[str, str]:
    """The JavaScript of each fragment by name, in the manifest's order. Raises FragmentError."""
    return {fragment.name: _verified(folder, fragment) for fragment in manifest(folder).fragments}


def manifest(folder: Path = DIST) -> Manifest:
    """The manifest of `folder`. Raises FragmentError when it is missing or malformed."""
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError) as error:
        raise FragmentError(f"{MANIFEST}: {error}") from error


def _verified(folder: Path, fragment: Fragment) -> str:
    try:
        raw = (folder / fragment.file).read_bytes()
    except OSError as error:
        raise FragmentError(f"{fragment.file}: {error.strerror}") from error
    if sha256(raw).hexdigest() != fragment.sha256:
        raise FragmentError(f"{fragment.file} is not the file that {MANIFEST} describes")
    return raw.decode("ascii")
