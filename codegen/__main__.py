"""`python -m codegen golden`: rewrite the golden snippets and show what changed."""

import sys

from codegen.golden import rewrite


def main(arguments: list[str]) -> int:
    if arguments != ["golden"]:
        print("usage: python -m codegen golden", file=sys.stderr)
        return 2
    difference = list(rewrite())
    sys.stdout.writelines(difference or ["the golden files are current\n"])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
