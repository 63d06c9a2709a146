from pathlib import Path

from codegen import golden


def test_the_golden_files_are_what_the_generator_makes() -> None:
    kept = {path.name: path.read_text() for path in golden.FOLDER.iterdir()}
    assert kept == golden.files(), "python -m codegen golden rewrites them and shows the difference"


def test_rewriting_shows_the_difference_and_then_nothing(tmp_path: Path) -> None:
    (tmp_path / "gone.js").write_text("old")
    difference = "".join(golden.rewrite(tmp_path))
    assert "removed gone.js" in difference
    assert "+++ page_view.js" in difference
    assert list(golden.rewrite(tmp_path)) == []
