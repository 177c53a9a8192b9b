"""Contracts of type and shape: what is handed on, what is refused, and the likely slip."""

from __future__ import annotations

import math
from collections import namedtuple
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from mlworkshop.exercise import (
    Column,
    Fields,
    FunctionOf,
    Number,
    Numbers,
    OneOf,
    Text,
    Values,
    Words,
)
from mlworkshop.exercise.contracts import Raised, Unfilled, Unusable, leaves

KIND = OneOf("spam", "good")
CONTRACTS = {
    "number": Number(),
    "share": Number(0, 1),
    "price": Number(0),
    "loss": Number(None, 0),
    "count": Number(1, 3, whole=True),
    "kind": KIND,
    "yes": OneOf(True, False),
    "kinds": Values(KIND, 3),
    "maybe none": Values(KIND, minimum=0, maximum=2),
    "pairs": Values(Numbers(length=2)),
    "rates": Numbers(0, 1, length=2),
    "words": Words(2, 5),
    "single words": Words(2, 5, single=True),
    "fields": Fields({"share": Number(0, 1), "words": Words()}),
    "column": Column(["spam", "ham"], Number(0, 1)),
    "function": FunctionOf(KIND, [("a mail",), ("another",)]),
    "function of two": FunctionOf(Number(), [(1, 2)]),
}
GROUPS = pd.DataFrame({"kind": ["a"], "x": [1]}).groupby("kind")
contracts = pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)


def refusal(contract, answer):
    with pytest.raises(Unusable) as refused:
        contract.accept(answer)
    return refused.value


@contracts
def test_a_contract_accepts_its_example_and_what_it_hands_on(contract):
    accepted = contract.accept(contract.example)
    again = contract.accept(accepted)
    if callable(accepted):
        assert again is accepted
    else:
        assert repr(again) == repr(accepted)


@contracts
def test_a_contract_refuses_its_bad_examples_in_both_languages(contract):
    examples = contract.bad_examples()
    assert "missing" in examples
    for name, bad in examples.items():
        with pytest.raises((Unusable, Raised)) as refused:
            contract.accept(bad)
        if name == "raising":
            assert isinstance(refused.value, Raised)
            continue
        error = refused.value
        for language in ("en", "ja"):
            message = error.message.of(language)
            assert error.expected.of(language) in message
            assert error.found.of(language) in message
        assert error.expected.en != error.expected.ja


@contracts
def test_fields_give_what_the_contract_accepts_and_blanks_until_then(contract):
    fields = contract.fields("Here")
    assert len(fields) == contract.size
    if not fields:
        return
    assert all(leaf is ... for leaf in leaves(contract.joined([None] * contract.size)))
    accepted = contract.accept(contract.example)
    values = contract.spread(accepted)
    for field, value in zip(fields, values, strict=True):
        field.put(field.read(value))
    assert contract.accept(contract.joined([field.value for field in fields])) == accepted
    for left in range(len(values)):
        partly = [None if at == left else value for at, value in enumerate(values)]
        assert ... in list(leaves(contract.joined(partly)))


def test_fields_have_labels_units_and_words_of_their_own():
    words = {"spam": Text(en="It is spam", ja="スパムです"), "good": Text(en="Wanted", ja="必要")}
    contract = Fields(
        {
            "cut_off": Number(0, 1, unit=Text(en="points", ja="点"), label=Text(en="At", ja="値")),
            "plain": Number(),
            "pair": Values(OneOf(*words, words=words), 2, labels=[Text(en="A", ja="あ")] * 2),
            "unlabelled": Numbers(length=2),
            "some": Values(KIND, label=Text(en="Which?", ja="どれ？")),
        }
    )
    fields = contract.fields()
    assert [field.label for field in fields] == ["At", "plain", "A", "A", "1", "2", "Which?"]
    assert fields[0].shown(0.5) == "0.5 points"
    assert fields[2].choices() == ["a. It is spam", "b. Wanted"]
    assert contract.joined([0.5, 1, "spam", None, 1, 2, ()])["pair"] == ["spam", ...]


@pytest.mark.parametrize(
    "contract", [CONTRACTS["function"], CONTRACTS["column"], Numbers(), Fields({"f": Numbers()})]
)
def test_what_only_code_can_give_has_no_field(contract):
    assert (contract.size, contract.fields()) == (0, [])


@contracts
def test_functions_prove_that_raising_and_wrong_arguments_are_tried(contract):
    names = set(contract.bad_examples())
    is_function = isinstance(contract, FunctionOf)
    assert ({"raising", "one parameter more", "returns missing"} <= names) == is_function


@pytest.mark.parametrize(
    ("contract", "answer", "expected"),
    [
        (Number(0, 1), 1, 1.0),
        (Number(0, 1), 0, 0.0),
        (Number(), np.float64(0.5), 0.5),
        (Number(), np.array(0.5), 0.5),
        (Number(), Fraction(1, 4), 0.25),
        (Number(whole=True), 3.0, 3),
        (Number(whole=True), np.int64(3), 3),
        (KIND, " Spam ", "spam"),
        (KIND, "ｇｏｏｄ", "good"),
        (OneOf(1, 2), 2.0, 2),
        (OneOf(True, False), np.bool_(True), True),
        (Values(KIND), ("spam", "GOOD"), ["spam", "good"]),
        (Values(KIND), np.array(["spam"]), ["spam"]),
        (Values(KIND), pd.Series(["good"]), ["good"]),
        (Values(KIND), pd.Index(["good"]), ["good"]),
        (Values(KIND), {"spam", "good"}, ["good", "spam"]),
        (Numbers(), range(2), [0.0, 1.0]),
        (Words(), [" free "], ["free"]),
        (Words(), ["click here"], ["click here"]),
        (Fields({"a": Number()}), {"a": 1}, {"a": 1.0}),
    ],
)
def test_an_accepted_answer_is_handed_on_in_one_plain_form(contract, answer, expected):
    accepted = contract.accept(answer)
    assert accepted == expected
    assert type(accepted) is type(expected)
    if isinstance(expected, list):
        assert list(map(type, accepted)) == list(map(type, expected))


def test_a_column_keeps_its_order_and_labels():
    answer = pd.Series([1, 0], index=pd.CategoricalIndex(["ham", "spam"]), name="share")
    accepted = Column(["spam", "ham"], Number(0, 1)).accept(answer)
    pd.testing.assert_series_equal(accepted, answer.astype(float))


def test_functions_are_handed_on_as_they_are():
    def rule(mail):
        return "spam"

    assert CONTRACTS["function"].accept(rule) is rule


@pytest.mark.parametrize(
    ("contract", "answer", "en", "ja"),
    [
        (Number(0, 1), "0.3", "`0.3`", "引用符を外して `0.3`"),
        (Number(0, 1), "０．３", "`0.3`", "`0.3`"),
        (Number(0, 1), 30, "`0.3` for 30%", "30%なら `0.3`"),
        (Number(0, 1), "30%", "`0.3` for 30%", "30%なら `0.3`"),
        (Number(0, 1), None, "`print`", "`print`"),
        (Number(0, 1), math.nan, "division by zero", "0での割り算"),
        (Number(0, 1), [0.3], "Remove the brackets", "括弧を外して"),
        (Number(0, 1), (0.3,), "remove the comma", "カンマを外して"),
        (KIND, ("spam",), "remove the comma", "カンマを外して"),
        (Number(whole=True), 0.5, "Round it", "丸めて"),
        (Number(), abs, "`abs(…)`", "`abs(…)`"),
        (KIND, "spm", 'Do you mean `"spam"`', '`"spam"` のこと'),
        (KIND, ["spam"], "Remove the brackets", "括弧を外して"),
        (Values(KIND), "spam", "square brackets", "角括弧"),
        (Values(KIND, 2), ["spam", "god"], 'Do you mean `"good"`', '`"good"` のこと'),
        (Words(), "free, win", '`["free", "win"]`', '`["free", "win"]`'),
        (Words(), ["free, win"], '`["free", "win"]`', '`["free", "win"]`'),
        (Words(2), "free", '`["free"]`', '`["free"]`'),
        (Number(0, 1), (0, 9), "with a point: `0.9`", "`0.9` と書いて"),
        (Number(0), (43, 200), "Write `43200`, or `43.200`", "`43200`、小数なら `43.200`"),
        (Number(0), (43, 0), "Write `43000`, or `43.0`", "`43000`、小数なら `43.0`"),
        (Number(0), (43, 20), "with a point: `43.20`", "`43.20` と書いて"),
        (Number(0), "43,200", "quotation marks: `43200`", "`43200` と書いて"),
        (
            Number(0),
            "$16.67",
            "the number alone, without quotation marks: `16.67`",
            "数値だけを `16.67`",
        ),
        (
            Number(0),
            "約１７ドル",
            "the number alone, without quotation marks: `17`",
            "数値だけを `17`",
        ),
        (
            Number(),
            "９８．６％",
            "the number alone, without quotation marks: `98.6`",
            "単位を付けずに",
        ),
        (Number(0), "1000*3/3600*20", "Python computes it", "引用符を外すと、Python が計算"),
        (Number(0, 9999, whole=True), (1, 20), "without a comma: `1020`", "入れずに `1020`"),
        (Values(Number(), 2), [11, 0, 9, 50], "Write `[11000, 9050]`", "`[11000, 9050]` と"),
        (Number(0, 1), 1.5, "divisor missing", "割る数を囲む括弧"),
        (Number(0, 1), "150%", "Expected here", "必要な答え"),
        (Number(0, 1), 2, "`0.02` for 2%", "2%なら `0.02`"),
        (Number(0, 1), 38.5, "`0.385` for 38.5%", "38.5%なら `0.385`"),
        (KIND, "spamgood", "comma is missing", "カンマが抜けて"),
        (Values(KIND, 2), ["spamGood", "spam"], "comma is missing", "カンマが抜けて"),
        (Values(KIND, 2), ["spam, good"], '`["spam", "good"]`', '`["spam", "good"]`'),
        (Values(KIND, 2), "spam、good", '`["spam", "good"]`', '`["spam", "good"]`'),
        (Values(KIND, 2), {"spam", "good"}, "A set has no order", "順番がありません"),
        (Numbers(length=2), frozenset({1, 2}), "A set has no order", "順番がありません"),
        (Words(), [2002], 'quotation marks: `"2002"`', '`"2002"` のように'),
        (Words(), [np.int64(2002)], 'quotation marks: `"2002"`', '`"2002"` のように'),
        (
            Words(1, 5, single=True),
            ["click here", "a\u3000b c", "d"],
            "These are 6 words: put commas",
            "全部で6語",
        ),
        (Words(single=True), ["free, win"], '`["free", "win"]`', '`["free", "win"]`'),
        (Column(["a"], Number()), 0.9, "Group them first", "先にグループ"),
        (Column(["a"], Number()), np.float64(0.9), "Group them first", "先にグループ"),
        (Column(["a"], Number()), GROUPS, "`.mean()`", "`.mean()`"),
        (Column(["a"], Number()), GROUPS["x"], "`.mean()`", "`.mean()`"),
        (Fields({"recall": Number()}), {"recal": 1}, '`"recal"` in place of', '`"recal"` になって'),
        (Fields({"a": Number()}), {"a": 1, "b": 2}, 'Take out `"b"`', '`"b"` を取り除'),
        (Fields({"a": Number(0, 1)}), {"a": 30}, "`0.3` for 30%", "30%なら `0.3`"),
        (
            Column(["a"], Number()),
            pd.DataFrame({"x": [1]}, ["a"]),
            "single brackets",
            "一重の角括弧",
        ),
        (Column(["a"], Number()), pd.Series([1], ["b"]), 'Missing: `"a"`', '`"a"` がありません'),
        (FunctionOf(Number(), [(1,)]), 5, "without brackets", "括弧を外して"),
        (FunctionOf(Number(), [(1,)]), lambda: 1, "brackets after its name", "括弧の中"),
        (FunctionOf(Number(), [(1,)]), lambda x: None, "forget `return`", "`return` を忘れて"),
        (
            FunctionOf(Number(), [(1,)]),
            lambda x: "2",
            "Remove the quotation marks",
            "引用符を外して",
        ),
    ],
)
def test_the_likely_slip_is_named(contract, answer, en, ja):
    message = refusal(contract, answer).message
    assert en in message.en
    assert ja in message.ja


@pytest.mark.parametrize(
    "answer", ["not spam", "no spam", "isn't spam", "isn’t spam", "spamではない"]
)
def test_the_opposite_is_not_suggested(answer):
    message = refusal(KIND, answer).message
    assert "Do you mean" not in message.en
    assert "のことですか" not in message.ja


def test_a_choice_that_is_itself_a_negation_is_suggested_for_one():
    choices = OneOf("spam", "not spam")
    assert 'Do you mean `"not spam"`' in refusal(choices, "not spma").message.en
    assert 'Do you mean `"spam"`' in refusal(choices, "spma").message.en


@pytest.mark.parametrize("value", [1.5, 1.001])
def test_no_percentage_is_read_into_a_little_more_than_one(value):
    assert "percentage" not in refusal(Number(0, 1), value).message.en
    assert "divisor" not in refusal(Number(0, 0.5), value).message.en
    assert "divisor" not in refusal(Number(2, 3), value).message.en
    assert "percentage" not in refusal(Number(0, 1), 500).message.en


def test_a_tuple_that_is_no_decimal_gets_no_point():
    for answer in ((0, 9, 1), (0.5, 9), ("0", "9"), (True, False)):
        assert "point" not in refusal(Number(0, 1), answer).message.en


@pytest.mark.parametrize("answer", [[1, 2, 3], [11, 2, 9, 0.5], [1100, 0, 9, 50], [0, 9, 0, 8]])
def test_values_too_many_that_are_no_thousands_are_left_alone(answer):
    assert "comma" not in refusal(Values(Number(), 2), answer).message.en


def test_words_of_several_parts_are_accepted_unless_single():
    assert Words(1, 2).accept(["click here", "a b c"]) == ["click here", "a b c"]
    assert Words(1, 2, single=True).accept([" click "]) == ["click"]
    refusal(Words(1, 2, single=True), ["a", "b", "c"])


def test_a_label_that_is_expected_itself_is_not_called_a_slip():
    labels = ["easy ham", "hard ham"]
    some = pd.Series([1.0], index=["easy ham"])
    message = refusal(Column(labels, Number()), some).message
    assert 'Missing: `"hard ham"`' in message.en
    assert "in place of" not in message.en
    assert "になっていませんか" not in message.ja


@contracts
@pytest.mark.parametrize(
    "value",
    [pd.NA, pd.NaT, np.array(["a", "b"]), pd.Series([1, 2]), pd.DataFrame({"a": [1, 2]}), GROUPS],
    ids=["NA", "NaT", "array", "series", "table", "groups"],
)
def test_nothing_of_pandas_crashes_a_contract(contract, value):
    for answer in (value, [value], [value, value], {"share": value}, lambda *_: value):
        with suppress(Unusable, Raised):
            contract.accept(answer)


def test_a_missing_value_is_called_so():
    message = refusal(Number(), pd.NA).message
    assert "a missing value" in message.en
    assert "欠損値" in message.ja
    refusal(Column(["a"], Number()), pd.Series([pd.NA], ["a"]))
    refusal(KIND, pd.NA)


def test_true_is_no_number_and_no_choice_of_1():
    assert "`True`" in refusal(Number(), True).message.en
    refusal(OneOf(0, 1), True)
    refusal(OneOf(True, False), 1)


def test_a_number_beyond_any_float_is_refused():
    refusal(Number(), 10**400)


def test_the_place_of_a_bad_value_is_named():
    error = refusal(Values(KIND, 3), ["spam", "good", 7])
    assert "no. 3 is the number `7`" in error.message.en
    assert "3番目が数値 `7`" in error.message.ja


def test_nothing_typed_breaks_out_of_its_quotation():
    error = refusal(Number(), "`**bold** <script>alert(1)</script> [x](http://x)")
    from mlworkshop import ui

    shown = ui.markdown(error.message.en)
    assert "<script>" not in shown
    assert "<strong>" not in shown
    assert "<a " not in shown
    assert "**bold**" in shown


def test_a_long_answer_is_shortened():
    assert len(refusal(Number(), "x" * 10_000).message.en) < 300
    assert len(refusal(Number(), list(range(10_000))).message.en) < 300


def test_what_is_found_never_shows_an_address():
    for answer in (object(), [object()], lambda: 1, {"a": object()}, pytest):
        assert " at 0x" not in refusal(Number(), answer).message.en


class Lines(list):
    """As IPython gives what a command prints."""


def test_a_kind_of_list_or_tuple_is_called_what_it_is():
    named = namedtuple("named", "x")
    for answer, en in (
        (Lines(["36"]), "a list of 1 value"),
        (named(1), "a tuple of 1"),
        (frozenset({1, 2}), "a set of 2"),
    ):
        assert en in refusal(Number(), answer).message.en


def _holds_itself():
    endless = [1, 2]
    endless.append(endless)
    return endless


def _deep(depth):
    value = 1
    for _ in range(depth):
        value = [value]
    return value


ODD = {
    "half an emoji": "\ud83d",
    "halves among words": ["a\ud83d", "\udc00b"],
    "halves that pair": "\ud83d\ude00",
    "half in a key": {"\ud83d": 1},
    "huge": 10**5000,
    "huge in a list": [10**5000, -(10**9000)],
    "a huge fraction": Fraction(10**5000, 3),
    "holds itself": _holds_itself(),
    "a dict that holds itself": (lambda d: d.setdefault("d", d))({}),
    "deep": _deep(5000),
    "a deep dict": (lambda d: {"a": d})(_deep(3000)),
    "decimal": Decimal("sNaN"),
    "complex": 1j,
    "bytes": b"\xff",
    "long digits": "1+" * 50_000 + "x",
}


@contracts
@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_answers_are_refused_in_few_words_or_accepted(contract, odd):
    for answer in (odd, [odd], (odd, odd), {"share": odd, "words": odd}, lambda *_: odd):
        try:
            accepted = contract.accept(answer)
        except Unusable as error:
            for words in (error.message.en, error.message.ja):
                assert len(words) < 1000
                words.encode()
        except Unfilled:
            pass
        else:
            repr(accepted).encode()


def test_blanks_are_found_however_deep_and_in_what_holds_itself():
    assert list(leaves(_deep(5000))) == [1]
    assert sorted(leaves(_holds_itself())) == [1, 2]
    assert list(leaves({"a": [..., (...,)]})) == [..., ...]


def test_decimal_is_a_number():
    assert Number(0, 1).accept(Decimal("0.25")) == 0.25


# ---- functions


def test_a_function_cannot_change_what_it_is_given():
    argument = [3, 1, 2]

    def sorts(values):
        values.sort()
        return values[0]

    contract = FunctionOf(Number(), [(argument,)])
    contract.accept(sorts)
    assert contract.guard(sorts)(argument) == 1
    assert argument == [3, 1, 2]


def test_what_cannot_be_copied_is_passed_on():
    stream = (value for value in [1, 2])  # a generator refuses to be copied
    assert FunctionOf(Number(), [(stream,)]).guard(sum)(stream) == 3


def test_a_check_sees_what_a_function_returns_in_its_plain_form():
    guarded = CONTRACTS["function"].guard(lambda mail: np.str_(" SPAM "))
    assert guarded("x") == "spam"


def test_a_function_fails_on_a_later_call_as_well():
    guarded = CONTRACTS["function"].guard(lambda mail: None if "odd" in mail else "spam")
    assert guarded("x") == "spam"
    with pytest.raises(Unusable, match="odd mail"):
        guarded("odd mail")


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, SystemExit])
def test_what_a_function_raises_is_kept_with_its_call(error):
    def fails(mail):
        raise error

    with pytest.raises(Raised, match='fails\\("a mail"\\)') as raised:
        CONTRACTS["function"].accept(fails)
    assert isinstance(raised.value.__cause__, error)
    assert raised.value.function is fails


def test_a_blank_that_a_function_returns_is_no_answer():
    for value in (..., ["spam", ...], {"a": ...}):
        with pytest.raises(Unfilled):
            CONTRACTS["function"].accept(lambda mail, value=value: value)


def test_a_built_in_function_without_a_signature_is_tried():
    contract = FunctionOf(Number(), [(1, 2)])
    assert contract.accept(max) is max


@pytest.mark.parametrize("typed", ["−7", "–7", "—7"])
def test_the_advice_on_a_printed_minus_keeps_the_sign(typed):
    with pytest.raises(Unusable) as caught:
        Number(-50, 50).accept(typed)
    assert "-7" in caught.value.message.en
    assert "-7" in caught.value.message.ja
