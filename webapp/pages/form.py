"""A form as the templates show it: what was typed, and what is wrong with it, by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Form:
    """Nothing is lost by an error: `values` holds what was typed, `errors` what to mend.

    The error of the form as a whole stands under "".
    """

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def without(self, *secret: str) -> "Form":
        """The form to send back: passwords are typed again."""
        return Form({k: v for k, v in self.values.items() if k not in secret}, self.errors)
