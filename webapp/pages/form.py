"""A form as the templates show it: what was typed, and what is wrong with it, by field."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict


@dataclass(frozen=True, slots=True)
class Form:
    """Nothing is lost by an error: `values` holds what was typed, `errors` what to mend.

    The error of the form as a whole stands under "".
    """

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def chosen(self, name: str, default: Collection[str] = ()) -> Collection[str]:
        """The values of a group of checkboxes; of a form not yet sent `default`."""
        if isinstance(self.values, MultiDict):
            return self.values.getlist(name)
        return default

    def without(self, *secret: str) -> "Form":
        """The form to send back: passwords are typed again."""
        return Form({k: v for k, v in self.values.items() if k not in secret}, self.errors)
