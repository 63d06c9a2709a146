"""What is cleaned out of a page before it is stored."""

from collector.record import clean_page
from schemas.beacon import Entry, Page


def test_a_clean_page_stays_the_object_it_was() -> None:
    page = Page("https://shop.test/p", "https://search.test/", 1280, "nl-NL", "Europe/Amsterdam")
    assert clean_page(page) is page


def test_url_referrer_and_entry_are_stripped() -> None:
    dirty = "https://u:p@shop.test/p?token=t&ref=r#f"
    clean = "https://shop.test/p?ref=r"
    page = clean_page(Page(dirty, dirty, 1280, "nl", "UTC", "", Entry(dirty, dirty)))
    assert page == Page(clean, clean, 1280, "nl", "UTC", "", Entry(clean, clean))


def test_the_title_is_dropped() -> None:
    assert clean_page(Page("https://shop.test/", title="Your order 1234")).title == ""
