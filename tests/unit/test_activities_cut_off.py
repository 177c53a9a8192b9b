"""The movable cut-off: what its page says at each cut-off and price."""

from __future__ import annotations

import asyncio
import re
import time

import numpy as np
import pytest
from hands import words
from sklearn import metrics

from mlworkshop import activities, journal, language
from mlworkshop.activities import base
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES

LESSON = "m1-intro/02-spam"
CUT_OFF = "Cut-off (0 to 1)"
MISSED = "Price of each spam missed ($)"
FALSE_ALARM = "Price of each good mail called spam ($)"


@pytest.fixture(autouse=True)
def begun(begin):
    begin(LESSON)


@pytest.fixture(scope="module")
def cases():
    random = np.random.default_rng(1)
    labels = random.random(800) < 0.3
    return labels, np.clip(random.normal(np.where(labels, 0.75, 0.25), 0.2), 0, 1)


@pytest.fixture
def shown(outputs):
    """Run the activity's cell: what it shows."""

    def run(labels, scores, **changes):
        names = {"positive": "spam", "negative": "good mail", "unit": "mails", "currency": "$"}
        activities.cut_off(labels, scores, **(names | changes))
        return outputs[-1]

    return run


@pytest.fixture
def small(shown):
    """500 mails, 100 of them spam; at 0.5, 3 spam are missed and 2 good mails called spam."""
    labels = np.repeat([True, False], [100, 400])
    scores = np.repeat([0.4, 0.9, 0.6, 0.1], [3, 97, 2, 398])
    return lambda **changes: shown(labels, scores, **changes)


def rows(page):
    """The cells of every table row in some HTML."""
    return [
        [words(cell) for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row)]
        for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
    ]


@pytest.mark.parametrize("cut_off", [0, 0.01, 0.07, 0.3, 0.51, 0.93, 0.995, 1])
def test_the_page_is_what_scikit_learn_computes(shown, cases, cut_off):
    labels, called = cases[0], cases[1] >= cut_off
    output = shown(*cases)
    output.page.enter(CUT_OFF, str(cut_off))
    page = output.page.html
    assert "cut-off {}</text>".format(f"{cut_off:.2f}" if cut_off != 0.995 else "0.995") in page
    assert f"called spam: {sum(called)}" in page
    told = rows(page)
    counts = [int(cell.split(":")[1]) for row in told[1:3] for cell in row[1:]]
    (left_alone, false_alarms), (missed, found) = metrics.confusion_matrix(labels, called)
    assert counts == [missed, found, left_alone, false_alarms]
    measures = {row[0]: row[1] for row in told[4:]}
    assert measures["Recall"] == f"{metrics.recall_score(labels, called):.1%}"
    assert measures["Accuracy"] == f"{metrics.accuracy_score(labels, called):.1%}"
    precision = f"{metrics.precision_score(labels, called):.1%}" if called.any() else "–"
    assert measures["Precision"] == precision


@pytest.mark.parametrize(
    ("missed", "false_alarm", "says"),
    [
        (10, 200, "3 × $10 + false alarms 2 × $200 = $430 for these 500 mails, or $860 per 1,000"),
        (0, 0.5, "3 × $0.00 + false alarms 2 × $0.50 = $1.00 for these 500 mails, or $2.00 per"),
        (0.1, 25, "3 × $0.10 + false alarms 2 × $25.00 = $50.30 for these 500 mails, or $100.60"),
        (1234.25, 0, "3 × $1,234.25 + false alarms 2 × $0.00 = $3,702.75 for these 500 mails, or"),
        (0.005, 1, "3 × $0.005 + false alarms 2 × $1.000 = $2.015 for these 500 mails, or $4.030"),
        (1e9, 0, "= $3,000,000,000 for these 500 mails, or $6,000,000,000 per 1,000 mails"),
    ],
)
def test_prices_make_the_cost(small, missed, false_alarm, says):
    output = small()
    output.page.enter(MISSED, f"${missed}")
    output.page.enter(FALSE_ALARM, f"{false_alarm}")
    assert says in output.page.text


def test_a_small_amount_of_many_whole_prices_keeps_its_decimals(shown):
    output = shown([True] + [False] * 2999, [0.1] + [0.2] * 2999, price_missed=4)
    assert "$4 for these 3,000 mails, or $1.33 per 1,000" in output.text


def test_other_cut_offs_are_there_without_a_kernel(small):
    output = small(price_missed=0.1, price_false_alarm=25, cut_off=0.37)
    others = {row[0]: row for row in rows(output.static) if len(row) == 9}
    assert others["0.50"][1:5] == ["3", "97", "398", "2"]
    assert others["0.50"][-2:] == ["50.30", "100.60"]
    assert "0.37" in others
    assert "data:image/svg+xml;base64," in output.static


def test_in_japanese_the_currency_is_behind(small):
    language.use("ja")
    output = small(
        positive="迷惑メール", unit="通", currency="円", price_missed=10, price_false_alarm=200
    )
    assert "見逃し 3 × 10円 ＋ 誤検出 2 × 200円 ＝ 430円 （この500通の合計" in output.text


def test_slider_and_field_go_together_and_prices_stay(small):
    output = small(price_missed=7)
    slider = next(field for name, field in output.page.fields if hasattr(field, "readout"))
    slider.value = 0.1 + 0.2
    assert output.page.field(CUT_OFF).value == "0.3"
    output.page.press("+")
    assert slider.value == 0.31
    assert output.page.field(MISSED).value == "7"


def test_a_drag_is_written_down_once_it_rests(small, monkeypatch):
    monkeypatch.setattr(base, "_SETTLED", 0.02)

    async def drag():
        slider = next(field for name, field in small().page.fields if hasattr(field, "readout"))
        for hundredths in range(20, 40):
            slider.value = hundredths / 100
        assert journal.events() == []
        await asyncio.sleep(0.1)

    asyncio.run(drag())
    assert [event.answer["state"]["cut_off"] for event in journal.events()] == [0.39]


def test_a_choice_of_the_first_version_is_still_there(small):
    given = {"cutoff": 0.5, "price_missed": 1, "price_false_alarm": 1}
    answer = {"given": given, "chosen": given | {"cutoff": 0.95}}
    journal.record(LESSON, "note", "cutoff", answer=answer)
    assert "Cut-off 0.95" in small().text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "argument",
    [{"cut_off": 1.5}, {"cut_off": None}, {"cut_off": float("nan")}, {"price_missed": -1}],
)
def test_numbers_in_the_call_are_checked(small, outputs, argument, lang):
    language.use(lang)
    (name,) = argument
    with pytest.raises(WorkshopError, match=f"{name}="):
        small(**argument)
    assert not outputs


def test_the_call_checks_its_data(shown, outputs):
    with pytest.raises(WorkshopError, match="only one class"):
        shown([True, True], [0.1, 0.2])
    assert not outputs


def test_a_step_of_the_slider_is_answered_at_once(shown, cases):
    slider = next(field for _, field in shown(*cases).page.fields if hasattr(field, "readout"))
    start = time.process_time()
    for hundredths in range(1, 41):
        slider.value = hundredths / 100
    assert (time.process_time() - start) / 40 < 0.1
