"""The pictures of the documents can be taken, and are no larger than a document may ask for."""

from pathlib import Path

from playwright.sync_api import Browser

from ops.run.plan import DEMO_EMAIL
from ops.screenshots import IMAGES, MAX_BYTES, SHOTS, take
from schemas.process.settings import Secret
from tests.webapp.serving import serving
from tests.webapp.wired import RING, now, parts_with
from webapp.db.engine import make_engine
from webapp.db.migrate import migrate
from webapp.outbox.publish import publishing
from webapp.seed.owner import owner
from webapp.seed.plant import plant


def test_each_picture_is_taken_of_its_own_page(chromium: Browser, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'tallylight.db'}"
    migrate(url)
    engine = make_engine(url)
    account = owner(engine, DEMO_EMAIL, Secret("a password of the run"))
    with publishing(engine) as session:
        list(plant(session, "http://127.0.0.1:1", ("http://127.0.0.1:2",), RING, now(), account))
    with serving(parts_with(engine, "http://127.0.0.1:1")) as address:
        taken = list(take(chromium, address, "a password of the run", tmp_path))
    engine.dispose()
    assert [path.stem for path in taken] == [shot.name for shot in SHOTS]
    assert len({path.read_bytes() for path in taken}) == len(SHOTS)


def test_the_pictures_of_the_documents_are_there_and_small() -> None:
    pictures = list(IMAGES.glob("*.png"))
    assert {shot.name for shot in SHOTS} <= {path.stem for path in pictures}
    assert [path.name for path in pictures if path.stat().st_size > MAX_BYTES] == []
