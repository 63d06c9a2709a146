"""What a person reads in the terminal."""

from ops.run.report import sign_in


def test_the_sign_in_stands_on_one_line_to_copy_from() -> None:
    line = sign_in({"web": 8000}, "demo@example.test", "s3cret")
    assert line.split(maxsplit=2)[2] == (
        "http://127.0.0.1:8000/sign-in as demo@example.test, password s3cret"
    )
