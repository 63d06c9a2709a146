"""Static files from memory; their address carries a hash of all of them, so they may be kept for ever."""

from dataclasses import dataclass
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path
from typing import Final

from flask import Blueprint, Flask, Response, abort, current_app

FOLDER: Final = Path(__file__).parent / "static"
_SERVED: Final = frozenset({".js", ".css", ".svg"})
_FOR_EVER: Final = "public, max-age=31536000, immutable"
blueprint = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class Assets:
    """Every served file by its path, and one digest of them all."""

    files: dict[str, bytes]
    digest: str


def load(folder: Path = FOLDER) -> Assets:
    """Read the folder once."""
    found = sorted(path for path in folder.rglob("*") if path.suffix in _SERVED)
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
    whole = sha256()
    for name, body in files.items():
        whole.update(f"{name}\0{len(body)}\0".encode() + body)
    return Assets(files, whole.hexdigest()[:12])


def install(app: Flask) -> None:
    """Serve the files; templates get `asset(name)`, a file's address."""
    app.extensions["assets"] = assets = load()
    app.register_blueprint(blueprint)

    def address(name: str) -> str:
        if name not in assets.files:
            raise KeyError(name)
        # Not by url_for: error pages need it where the host was refused and nothing is routed.
        return f"/static/{assets.digest}/{name}"

    app.context_processor(lambda: {"asset": address})


@blueprint.get("/static/<digest>/<path:name>")
def asset(digest: str, name: str) -> Response:
    """One file. An address of another release gets the file of this one, which is then not kept."""
    assets: Assets = current_app.extensions["assets"]
    if name not in assets.files:
        abort(404)
    kind = guess_type(name)[0] or "application/octet-stream"
    response = Response(assets.files[name], content_type=f"{kind}; charset=utf-8")
    response.headers["Cache-Control"] = _FOR_EVER if digest == assets.digest else "no-cache"
    return response
