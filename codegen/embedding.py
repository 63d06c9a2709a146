"""Values as text that is safe inside a script, inline or hosted."""

from typing import Any, Final

import msgspec

# `<` could end the script element (</script) or open a comment (<!--); U+2028 and U+2029 end a line in
# JavaScript before ES2019 (HTML "Restrictions for contents of script elements"; ECMA-262 2018, 11.3).
_ESCAPES: Final = str.maketrans({"<": "\\u003c", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def literal(value: Any) -> str:
    """`value` (JSON types or structs) as a JavaScript literal; equal values give equal text."""
    return msgspec.json.encode(value, order="deterministic").decode().translate(_ESCAPES)
