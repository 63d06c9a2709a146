from base64 import b64encode
from hashlib import sha256

from codegen import html
from codegen.golden import COLLECTOR, ENDPOINT, TOKEN
from codegen.snippet import snippet

MADE = snippet(ENDPOINT, TOKEN, [])
DIGEST = "sha256-" + b64encode(sha256(MADE.javascript.encode()).digest()).decode()


def test_the_inline_form_is_the_script_and_csp_names_its_hash() -> None:
    form = html.inline(MADE, ENDPOINT)
    assert form.html == f"<script>{MADE.javascript}</script>"
    assert form.csp == html.Csp(f"'{DIGEST}'", COLLECTOR)


def test_the_hosted_form_loads_the_current_script() -> None:
    form = html.hosted(COLLECTOR + "/", "shop", ENDPOINT)
    assert form.url == f"{COLLECTOR}/s/shop.js"
    assert form.html == f'<script async src="{form.url}"></script>'
    assert form.integrity == ""


def test_the_pinned_form_names_one_version_and_its_integrity() -> None:
    form = html.pinned(MADE, COLLECTOR, "shop", ENDPOINT)
    assert form.url == f"{COLLECTOR}/s/shop/{MADE.sha256}.js"
    assert form.integrity == DIGEST
    assert f'integrity="{DIGEST}" crossorigin="anonymous"' in form.html


def test_csp_names_the_origin_of_script_and_endpoint() -> None:
    form = html.hosted("http://127.0.0.1:8001/x", "shop", "https://in.example.com:8443/abc")
    assert form.csp == html.Csp("http://127.0.0.1:8001", "https://in.example.com:8443")


def test_an_address_cannot_leave_its_attribute() -> None:
    assert '"><b>' not in html.hosted('https://c.example.com/"><b>', "shop", ENDPOINT).html
