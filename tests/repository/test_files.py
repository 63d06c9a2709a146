"""The repository's tests see the repository."""

from tests.repository.files import modules, texts, tracked


def test_sources_documents_and_hidden_files_are_seen() -> None:
    assert {"Makefile", "README.md", ".gitignore", "schemas/topics.py"} <= set(tracked())


def test_what_others_wrote_is_left_out_unless_asked_for() -> None:
    assert "requirements.lock" not in dict(texts())
    assert "requirements.lock" in dict(texts(foreign=True))
    assert "codegen/tracker/package-lock.json" not in dict(texts())


def test_modules_are_python_files_below_the_pattern() -> None:
    found = dict(modules("^schemas/"))
    assert "schemas/topics.py" in found
    assert all(path.startswith("schemas/") and path.endswith(".py") for path in found)
