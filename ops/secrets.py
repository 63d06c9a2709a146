"""The secrets of docker-compose.yml: made once, kept out of the repository (`python -m ops secrets`)."""

import base64
import secrets
from pathlib import Path

from ops.local.cache import write_whole

FOLDER = Path(__file__).parent.parent / ".secrets"


def fernet_key() -> str:
    """A key ring of one Fernet key: 32 random bytes in URL-safe base64 (cryptography's manual)."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def password() -> str:
    """96 random bits that a person can type from a terminal."""
    return secrets.token_urlsafe(12)


def write(folder: Path = FOLDER) -> list[str]:
    """Make the files that are missing in `folder` and give their names; none is ever replaced.

    The folder is closed to others; the files are open because a container's user must read them.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    password = folder / "database_password"
    made = [password.name] if _keep(password, secrets.token_urlsafe(24)) else []
    url = f"postgresql+psycopg://tallylight:{password.read_text(encoding='ascii')}@postgres/tallylight"
    rings = {"ingest_keys": fernet_key(), "app_keys": fernet_key()}
    texts = {"database_url": url, **rings}
    return made + [name for name, text in texts.items() if _keep(folder / name, text)]


def _keep(path: Path, text: str) -> bool:
    if path.exists():
        return False
    write_whole(path, text)
    return True
