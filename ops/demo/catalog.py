"""What the shop sells. Prices are whole euros."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Product:
    """One thing on a shelf; `slug` names its page and its picture in `art/`."""

    slug: str
    category: str
    name: str
    price: int
    line: str
    text: str
    facts: tuple[tuple[str, str], ...]
    beside: tuple[str, ...]

    @property
    def path(self) -> str:
        return f"/{self.category}/{self.slug}"


@dataclass(frozen=True, slots=True)
class Category:
    slug: str
    name: str
    line: str


CATEGORIES: Final = {
    category.slug: category
    for category in (
        Category("lamps", "Lamps", "Warm, dimmable and easy to mend."),
        Category("larder", "Larder", "Few ingredients, from people we have met."),
    )
}

_ALL: Final = (
    Product(
        "harbour-table-lamp",
        "lamps",
        "Harbour table lamp",
        129,
        "A glass dome for long dinners.",
        "Mouth-blown opal glass on a turned brass stem. It lights faces, not the ceiling, and the "
        "dimmer sits in the base where your hand already is.",
        (("Height", "34 cm"), ("Light", "2,200 to 2,700 K, 400 lm"), ("Cable", "2.2 m, linen")),
        ("kitchen-pendant", "fig-and-walnut-jam"),
    ),
    Product(
        "kitchen-pendant",
        "lamps",
        "Kitchen pendant",
        89,
        "Enamelled steel over the table.",
        "One pressing of steel, enamelled twice and fired twice. Hung 60 cm above a table it lights "
        "the plates and leaves the room to the evening.",
        (("Width", "38 cm"), ("Light", "2,700 K, 800 lm"), ("Cable", "3 m, cut to length")),
        ("paper-lantern", "early-harvest-olive-oil"),
    ),
    Product(
        "reading-lamp-no-4",
        "lamps",
        "Reading lamp no. 4",
        149,
        "Stays where you put it.",
        "The fourth one we drew is the one we kept: two springs, three joints, no screws to tighten. "
        "Each part can be ordered and changed with the key that comes with it.",
        (("Reach", "72 cm"), ("Light", "2,700 to 4,000 K, 500 lm"), ("Weight", "3.1 kg")),
        ("harbour-table-lamp", "smoked-sea-salt"),
    ),
    Product(
        "paper-lantern",
        "lamps",
        "Paper lantern",
        39,
        "Mulberry paper on bamboo rings.",
        "Folded flat it travels in an envelope; opened it fills a corner with even light. The paper "
        "yellows a little with the years, which suits it.",
        (("Diameter", "45 cm"), ("Light", "2,700 K, 600 lm"), ("Weight", "180 g")),
        ("kitchen-pendant", "slow-bread-flour"),
    ),
    Product(
        "early-harvest-olive-oil",
        "larder",
        "Early harvest olive oil",
        24,
        "Green, peppery, pressed in October.",
        "Picked while the fruit is still green and pressed the same night. Good for two years closed; "
        "nobody has managed to keep it that long.",
        (("Contents", "500 ml"), ("Harvest", "October 2026"), ("From", "Jaén, Spain")),
        ("smoked-sea-salt", "slow-bread-flour"),
    ),
    Product(
        "fig-and-walnut-jam",
        "larder",
        "Fig and walnut jam",
        9,
        "Four ingredients, stirred by hand.",
        "Figs, walnuts, lemon, sugar. Made in pots small enough that one person can stir them, "
        "which is why the batches have names on them.",
        (("Contents", "240 g"), ("Best with", "hard cheese"), ("From", "Drôme, France")),
        ("slow-bread-flour", "early-harvest-olive-oil"),
    ),
    Product(
        "slow-bread-flour",
        "larder",
        "Slow bread flour",
        7,
        "Stone-milled wheat, nothing added.",
        "Milled on Tuesdays from three old kinds of wheat. It wants a long, cool rise and rewards it "
        "with a crust you can hear.",
        (("Contents", "1 kg"), ("Protein", "12.5 %"), ("From", "Zeeland, Netherlands")),
        ("fig-and-walnut-jam", "early-harvest-olive-oil"),
    ),
    Product(
        "smoked-sea-salt",
        "larder",
        "Smoked sea salt",
        12,
        "Flakes, smoked over alder.",
        "Raked by hand from shallow pans, then smoked for a day. Put it on last: on eggs, on "
        "tomatoes, on chocolate if you are brave.",
        (("Contents", "120 g"), ("Grain", "coarse flakes"), ("From", "Læsø, Denmark")),
        ("early-harvest-olive-oil", "harbour-table-lamp"),
    ),
)

PRODUCTS: Final = {product.slug: product for product in _ALL}


def shelf(category: str) -> list[Product]:
    """The products of one category, in the order of the shelf."""
    return [product for product in _ALL if product.category == category]
