"""Numbers as people type them, and amounts as people read them."""

from __future__ import annotations

import pytest

from mlworkshop import language, typed_number
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES

BLANKS = "\u00a0\u3000\u2009\u202f\t "


@pytest.mark.parametrize("minus", "-−–—－ー")
@pytest.mark.parametrize("unit", ["", "円", "$", "kg", "legs"])
@pytest.mark.parametrize(
    "digits", ["1234.5", "1,234.5", "1 234.5", "１，２３４．５", "1\u00a0234.5"]
)
def test_sign_unit_and_blanks_may_be_anywhere_that_people_put_them(minus, unit, digits):
    ways = {f"{minus}{digits}{unit}", f"{minus}{unit}{digits}", f"{unit}{minus}{digits}"}
    for way in ways:
        for blank in BLANKS:
            assert typed_number.read(f"{blank}{way}{blank}", [unit]) == -1234.5, repr(way)


@pytest.mark.parametrize(
    ("typed", "number"), [("3万", 30_000), ("1.1億円", 110_000_000), ("２ 万 円", 20_000)]
)
def test_japanese_multiples(typed, number):
    assert typed_number.read(typed, ["円"]) == number


def test_a_unit_that_is_a_multiple_counts_once():
    assert typed_number.read("3万円", ["万円"]) == 3


@pytest.mark.parametrize("typed", ["", " ", "\u3000", "円", " 円 "])
def test_nothing_is_none(typed):
    assert typed_number.read(typed, ["円"]) is None


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "typed",
    ["-", "x\u3000", "5''", "1/2\u00a0", "１００個", "--5", "1,23", "万", "1e999", "①", "5²", "1½"],
)
def test_a_message_quotes_exactly_what_was_typed(typed, lang):
    language.use(lang)
    with pytest.raises(WorkshopError) as refused:
        typed_number.read(typed, ["kg"])
    assert (f'"{typed}"' if lang == "en" else f"「{typed}」") in str(refused.value)


def test_a_message_is_short():
    with pytest.raises(WorkshopError) as refused:
        typed_number.read("x" * 100_000)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (1234, "yen", "1,234 yen"),
        (-1234.5, "$", "−$1,234.5"),
        (98, "%", "98%"),
        (3, "円", "3円"),
        (0, "", "0"),
        (12_345_678_901, "", "12,345,678,901"),
        (0.1 + 0.2, "", "0.3"),
    ],
)
def test_amounts_have_their_unit_where_it_belongs(value, unit, shown):
    assert typed_number.amount(value, unit) == shown
    assert typed_number.read(shown, [unit]) == pytest.approx(value)
