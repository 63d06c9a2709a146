"""Known text fields are cut to their length and counted, never a reason to refuse (wire.md)."""

from typing import Final, NamedTuple

from msgspec.structs import replace

from schemas.beacon import MAX_TEXT, MAX_URL, Entry, Event, Page, Scalar

# Browsers inside apps put their own name after 200 characters of others'.
MAX_USER_AGENT: Final = 512


class Texts(NamedTuple):
    """Everything in a beacon that visitors can make long."""

    events: tuple[Event, ...]
    page: Page | None
    user_agent: str


def is_long(events: tuple[Event, ...], page: Page | None, user_agent: str) -> bool:
    """Whether anything has to be cut: nearly never, so this is the only part that is paid for."""
    for event in events:
        for value in event.properties.values():
            if type(value) is str and len(value) > MAX_TEXT:
                return True
        for trigger in event.triggers:
            if len(trigger) > MAX_TEXT:
                return True
    return len(user_agent) > MAX_USER_AGENT or (page is not None and _is_long_page(page))


def _is_long_page(page: Page) -> bool:
    entry = page.entry
    return (
        len(page.url) > MAX_URL
        or len(page.referrer) > MAX_URL
        or len(page.language) > MAX_TEXT
        or len(page.timezone) > MAX_TEXT
        or (entry is not None and (len(entry.url) > MAX_URL or len(entry.referrer) > MAX_URL))
    )


def shortened(texts: Texts) -> tuple[Texts, int]:
    """The texts within their limits, and how many were cut."""
    cutter = _Cutter()
    events = tuple(cutter.event(event) for event in texts.events)
    page = None if texts.page is None else cutter.page(texts.page)
    agent = cutter.text(texts.user_agent, MAX_USER_AGENT)
    return Texts(events, page, agent), cutter.cut


class _Cutter:
    def __init__(self) -> None:
        self.cut = 0

    def text(self, text: str, limit: int = MAX_TEXT) -> str:
        if len(text) <= limit:
            return text
        self.cut += 1
        return text[:limit]

    def event(self, event: Event) -> Event:
        properties = {name: self._scalar(value) for name, value in event.properties.items()}
        triggers = tuple(self.text(trigger) for trigger in event.triggers)
        return replace(event, properties=properties, triggers=triggers)

    def page(self, page: Page) -> Page:
        return replace(
            page,
            url=self.text(page.url, MAX_URL),
            referrer=self.text(page.referrer, MAX_URL),
            language=self.text(page.language),
            timezone=self.text(page.timezone),
            entry=None if page.entry is None else self._entry(page.entry),
        )

    def _entry(self, entry: Entry) -> Entry:
        return Entry(self.text(entry.url, MAX_URL), self.text(entry.referrer, MAX_URL))

    def _scalar(self, value: Scalar) -> Scalar:
        return self.text(value) if isinstance(value, str) else value
