"""The numbers that m3-organisation/02-data-strategy quotes of its lake, one definition and log."""

from __future__ import annotations

import kit
import pandas as pd
import pytest

from mlworkshop import measures

LESSON = kit.lesson("m3-organisation/02-data-strategy")


# ---- three systems


def test_three_right_answers_and_what_each_would_post(names):
    receipts, cards, households = names["answers"]
    question = LESSON.asked("lake-three-numbers")
    told = {option.id: option.text.en.split(",")[0] for option in question.options}
    assert told == {
        "receipts": str(receipts),
        "cards": str(cards),
        "households": str(households),
        "mean": f"{names['answers'].mean():.0f}",
    }
    why = {option.id: option.why.en for option in question.options}
    assert f"{receipts - households} vouchers too many" in why["receipts"]
    week = names["lines"][names["week"]]
    two_cards = week.groupby("household_id")["card"].nunique() > 1
    assert f"In {two_cards.sum()} homes two cards" in why["cards"]
    assert two_cards.sum() == cards - households


# ---- the lake


def test_the_planted_flaws_are_as_told(names):
    systems = names["systems"]
    assert systems["checkouts"]["card_no"].str.fullmatch("0{3,5}[1-9][0-9]*").all()
    assert not systems["cards"]["card_no"].str.startswith("0").any()
    assert systems["cards"]["card_no"].is_unique
    products = systems["products"]
    assert products.duplicated().sum() / products["product_id"].nunique() == pytest.approx(
        0.2, abs=1e-4
    )
    assert systems["households"]["gold"].mean() == pytest.approx(0.25, abs=0.005)


def test_each_way_gives_what_pandas_gives(names):
    lines = names["lines"][names["week"]]
    gold = set(names["systems"]["households"].query("gold")["household_id"])
    bought = lines[lines["household_id"].isin(gold)]
    totals = names["totals_by_way"]
    assert totals["key", "number"] == pytest.approx(bought["sales_usd"].sum())
    strangers = lines[lines["card"].isin(gold)]
    assert totals["key", "household"] == pytest.approx(strangers["sales_usd"].sum())
    produce = lines.loc[lines["department"] == "PRODUCE", "sales_usd"].sum()
    assert totals["products", "once"] == pytest.approx(produce)
    assert totals["products", "drop"] < produce < totals["products", "as-is"]
    assert totals["week", "on"] == bought["household_id"].nunique() / len(gold)


def test_the_totals_that_the_text_quotes(names):
    totals = names["totals_by_way"]
    assert totals["key", "text"] == 0
    assert totals["week", "where"] == totals["week", "any"] == 1
    wrong = [f"{totals[way]:,.0f}" for way in (("key", "household"), ("products", "as-is"))]
    assert LESSON.says(en=f"${wrong[0]} and ${wrong[1]}", ja=f"{wrong[0]}ドルや{wrong[1]}ドル")


def test_every_total_is_read_from_the_files(names):
    plan = names["lake"].sql("SELECT sum(sales_usd) FROM checkouts").explain()
    assert "parquet" in plan.lower()
    assert names["reported"]["right" if "right" in names["reported"] else "正しい"].sum() == "✓✓✓"


# ---- one definition


def test_the_evaluation_saw_nothing_of_the_skew(names):
    assert f"{names['seen'].mean():.0%}" == "74%"
    assert LESSON.says(en="The evaluation promised 74%", ja="評価では74%")
    trained_until = names["day"][names["periods"]["train"]].max() + pd.Timedelta(days=6)
    begins = names["day"][names["periods"]["evaluation"]].min()
    assert trained_until < begins
    assert not (names["periods"]["evaluation"] & names["periods"]["production"]).any()


def test_what_the_second_definition_costs(names):
    now, units = names["live"], names["household"][names["production"]]

    def against(right, other):
        found = measures.paired_difference(right, other, unit=units)
        return tuple(round(end * 100, 1) for end in (found.estimate, found.low, found.high))

    lost, low, high = against(now["month_so_far"], now["last_28_days"])
    assert LESSON.says(
        en=f"{-lost} points ({-high} to {-low})", ja=f"{-lost}ポイント（{-high}〜{-low}）"
    )
    fuel = against(now["with_fuel"], now["last_28_days"])
    assert fuel[1] < 0 < fuel[2]
    naive = (names["came_last_week"] == names["came"])[names["production"]]
    assert against(now["month_so_far"], naive)[2] < 0 < against(now["last_28_days"], naive)[1]
    whys = {option.id: option.why.en for option in LESSON.asked("skew-fix").options}
    assert f"{-lost} points" in whys["one-definition"]
    both = names["is_right"](names["trained"]("month_so_far"), "month_so_far", "production")
    assert f"{both.mean():.0%}" in whys["train-on-month"]
    assert f"{now['month_so_far'].mean():.0%}" in whys["train-on-month"]


def test_the_first_week_of_each_month_is_the_worst(names):
    weekly = names["weekly"]["month_so_far"]
    months = weekly.groupby(weekly.index.month)
    assert (months.idxmin() == months.apply(lambda weeks: weeks.index[0])).all()


def test_the_model_does_no_better_than_a_rule_with_the_same_count(names):
    rule = names["by"]["last_28_days"]["visits"] >= 3
    train, production = names["periods"]["train"], names["periods"]["production"]
    agreed = {
        least: ((names["by"]["last_28_days"]["visits"] >= least) == names["came"])[train].mean()
        for least in range(1, 7)
    }
    assert max(agreed, key=agreed.get) == 3
    as_rule = (rule == names["came"])[production].mean()
    assert as_rule == pytest.approx(names["live"]["last_28_days"].mean(), abs=0.002)


# ---- the log


def test_the_log_leads_to_the_run_that_the_question_wants(names):
    log, registry = names["log"], names["registry"].set_index("version")
    in_use = registry.index[registry["status"].isin(["in use", "使用中"])].item()
    run = registry["run"][in_use]
    assert (in_use, run, names["made_by"]["run"]) == (2, 3, 3)
    for option in LESSON.asked("lake-which-run").options:
        line = log.loc[int(option.id[-1])]
        month = {"May": "05", "August": "08"}[option.text.en.split()[-1]]
        assert f", with {line['columns']}, " in option.text.en
        assert line["data"] == f"checkouts < 2017-{month}-01"
        assert option.correct == (line["run"] == run)
    assert log["run"].max() > run
