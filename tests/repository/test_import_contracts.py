"""The contracts of .importlinter name every part they must name: a new one is not let through."""

from configparser import ConfigParser
from typing import Final

from tests.repository.files import ROOT, tracked

PACKAGES: Final = {"schemas", "codegen", "collector", "consumers", "webapp", "ops"}


def contracts() -> ConfigParser:
    found = ConfigParser()
    found.read(ROOT / ".importlinter")
    return found


def test_every_package_of_the_product_is_watched() -> None:
    roots = set(contracts()["importlinter"]["root_packages"].split())
    folders = {
        path.split("/")[0] for path in tracked() if path.count("/") == 1 and "__init__" in path
    }
    assert roots == PACKAGES == folders - {"tests"}


def test_the_webapp_may_import_nothing_of_the_consumers_but_the_core() -> None:
    forbidden = set(contracts()["importlinter:contract:webapp"]["forbidden_modules"].split())
    parts = {path.split("/")[1].removesuffix(".py") for path in tracked() if _is_part(path)}
    assert {f"consumers.{part}" for part in parts - {"core", "__init__"}} <= forbidden


def _is_part(path: str) -> bool:
    return path.startswith("consumers/") and path.endswith(".py")
