"""A shop of any size whose words are made up but spread as in real catalogues. Called by the benchmarks.

Few words are in many names and many words in few (Zipf); one product in eight is nearly another one.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from itertools import product as every
from random import Random

from voice_skill.store import CatalogueItem, CatalogueVariant, Money

ONSETS = "b bl br c cl cr d dr f fl g gl gr h k l m n p pl pr qu r s sc sh sl sn sp st sw t th tr tw v w y z".split()
NUCLEI = "a e i o u ai ea ee oa oo ou ar er or ur".split()
CODAS = "b ck d ff g ld lf lk ll lt m mp n nd ng nk nt p rd rk rl rm rn rt sh sk ss st t th x".split()
SIZES, COLOURS = ("small", "medium", "large"), ("blue", "green", "red", "black")


class Words:
    """Invented words, drawn as often as words are in product names."""

    def __init__(self, random: Random, products: int) -> None:
        self._random = random
        names = 3 * products
        # Heaps' law: a catalogue's words grow with a power of its size; Zipf-Mandelbrot: how often each is used.
        size = int(10 * names**0.6)
        self._words = sorted({self._invented() for _ in range(size)}, key=lambda _: random.random())
        self._weights = [*accumulate(1 / (rank + 10) for rank in range(len(self._words)))]

    def draw(self, count: int) -> list[str]:
        return self._random.choices(self._words, cum_weights=self._weights, k=count)

    def _invented(self) -> str:
        pick, syllables = self._random.choice, self._random.choices((1, 2, 3), (4, 5, 1))[0]
        return "".join(pick(ONSETS) + pick(NUCLEI) for _ in range(syllables)) + pick(CODAS)


def catalogue(products: int) -> Iterator[CatalogueItem]:
    """So many products, the same ones every time."""
    random = Random(products)
    words = Words(random, products)
    recent: list[list[str]] = []
    for number in range(products):
        name = words.draw(random.choices((1, 2, 3, 4), (1, 5, 4, 2))[0] + 1)
        if recent and random.random() < 1 / 8:
            name = _nearly(random.choice(recent), words.draw(1)[0], random)
        recent = [name, *recent[:999]]
        yield _item(number, " ".join(dict.fromkeys(name)), words, random)


def _nearly(name: Sequence[str], other: str, random: Random) -> list[str]:
    """The name with a word more, another word, or a slip in a word."""
    at = random.randrange(len(name))
    slipped = name[at][:-1] + random.choice("bdgklmnprst")
    return random.choice(([other, *name], [*name[:at], other, *name[at + 1 :]], [*name[:at], slipped, *name[at + 1 :]]))


def _item(number: int, name: str, words: Words, random: Random) -> CatalogueItem:
    brand, category = words.draw(2)
    price = Money(random.randrange(199, 19_999), "USD")
    choices = random.choice(([{}], [{}], [{"size": size} for size in SIZES], _both()))
    variants = [
        CatalogueVariant(f"{number:06}-{at}", price, choice, stock=random.randrange(3, 500))
        for at, choice in enumerate(choices)
    ]
    return CatalogueItem(
        external_id=f"p{number:06}",
        title=f"{brand.title()} {name.title()}",
        spoken_name=name,
        spoken_plural=f"{name}s",
        variants=variants,
        description=" ".join(words.draw(40)),
        brand=brand,
        category=category,
        attributes={"material": words.draw(1)[0], "care": " ".join(words.draw(6))},
        image_url=f"https://shop.example/{number}.jpg",
    )


def _both() -> list[dict[str, str]]:
    return [{"size": size, "color": colour} for size, colour in every(SIZES, COLOURS)]
