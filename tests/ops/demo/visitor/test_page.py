from ops.demo.app import Request, Shop
from ops.demo.layout import Carries
from ops.demo.visitor.page import Found, find

SHOP = Shop(Carries("http://127.0.0.1:8001", "demo-shop", "http://127.0.0.1:8000/"), lambda: 10_482)


def test_a_page_of_the_shop_names_its_script_and_its_own_links() -> None:
    html = SHOP.respond(Request("GET", "/")).body.decode()
    found = find("http://127.0.0.1:8002/", html)
    assert found.script == "http://127.0.0.1:8001/s/demo-shop.js"
    assert "http://127.0.0.1:8002/larder/fig-and-walnut-jam" in found.links
    assert len(found.links) == len(set(found.links)) >= 12
    assert not [link for link in found.links if ":8000" in link or "#" in link]


def test_a_page_without_a_snippet_names_none() -> None:
    assert find("http://127.0.0.1:8002/", "<script src=/own.js></script><a name=x>") == Found(
        "", ()
    )
