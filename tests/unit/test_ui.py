"""The kit of every interactive thing: what it shows with and without a kernel, and to whom."""

from __future__ import annotations

import re
from html import escape

import pytest
from ipywidgets.widgets.widget import _instances as widget_instances

from mlworkshop import language, ui
from mlworkshop.language import LANGUAGES
from mlworkshop.outcome import Outcome

WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def shown(monkeypatch):
    """What the code under test displays: one mime bundle an output."""
    bundles = []

    def keep(bundle, raw):
        assert raw is True
        bundles.append(bundle)

    monkeypatch.setattr(ui, "display", keep)
    return bundles


def test_show_gives_the_static_part_and_then_the_live_one(shown):
    live = ui.html("live")
    ui.show(live, "<p>static</p>", "plain")
    static, view = shown
    assert static["text/plain"] == "plain"
    assert "<p>static</p>" in static["text/html"]
    assert "mlw-static" in static["text/html"]
    assert view["text/plain"] == ""
    assert "text/html" not in view
    box = widget_instances[view[WIDGET]["model_id"]]
    assert live in box.children
    assert "mlw-live" in box._dom_classes


def test_the_static_part_is_hidden_only_by_the_live_one(shown):
    ui.show(ui.html(), "static", "plain")
    static, view = shown
    box = widget_instances[view[WIDGET]["model_id"]]
    rule = r"has\(\.mlw-static\):has\(\+ \.jp-OutputArea-child \.mlw-live\)"
    assert re.search(rule, box.children[0].value)
    assert not re.search(rule, static["text/html"])


def test_two_shows_with_the_same_progress_are_the_same(shown):
    for _ in range(2):
        ui.show(ui.html(), "static", "plain")
    assert shown[0] == shown[2]


def test_still_shows_without_widgets(shown):
    ui.still("<p>static</p>", "plain")
    (bundle,) = shown
    assert set(bundle) == {"text/html", "text/plain"}
    assert "<p>static</p>" in bundle["text/html"]


def test_a_button_calls_without_arguments():
    calls = []
    button = ui.button("Go <b>", lambda: calls.append("called"))
    button.click()
    button.click()
    assert calls == ["called", "called"]
    assert button.description == "Go <b>"


def test_a_handler_that_raises_does_not_pass_unseen(no_swallowed_errors):
    ui.button("Go", lambda: 1 / 0).click()
    (record,) = no_swallowed_errors
    assert record.exc_info[0] is ZeroDivisionError
    no_swallowed_errors.clear()


@pytest.mark.parametrize("outcome", Outcome)
def test_feedback_says_the_outcome_in_words_a_sign_and_a_style(outcome):
    labels = set()
    for lang in LANGUAGES:
        language.use(lang)
        made = ui.feedback(outcome, "<p>why</p>")
        label = re.search("<strong>(.*?)</strong>", made)[1]
        assert label == escape(outcome.label)
        assert not label[0].isalnum()
        assert "<p>why</p>" in made
        assert 'role="status"' in made
        labels.add(label)
    assert len(labels) == len(LANGUAGES)
    assert f"mlw-{outcome.value}" in made
    assert f".mlw-{outcome.value}" in ui._STYLE


def test_each_outcome_has_its_own_words():
    for lang in LANGUAGES:
        language.use(lang)
        assert len({outcome.label for outcome in Outcome}) == len(Outcome)


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_wcag_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def rules():
    """Selectors and what stands in their braces, with our own variables' values."""
    style = ui._STYLE + ui._LIVE_STYLE
    values = dict(re.findall(r"(--mlw-[\w-]+): (#\w{6})", style))
    style = re.sub(r"var\((--mlw-[\w-]+)\)", lambda found: values[found[1]], style)
    return re.findall(r"([^{}]+)\{([^{}]+)\}", style)


def test_each_pair_of_colours_can_be_read():
    for name, (ground, ink) in ui.PAIRS.items():
        assert contrast(ground, ink) >= 4.5, name
    for name, colour in ui.COLOURS.items():
        assert contrast(ui.PAIRS["paper"][0], colour) >= 4.5, name


def test_a_rule_that_sets_a_ground_sets_the_text_colour_with_it_and_the_other_way_round():
    # In a dark theme an inherited colour is light: on a light ground of ours it would vanish.
    shapes = ("progress-bar", "noUi")  # nothing is written on them
    checked = 0
    for selector, body in rules():
        ground = re.search(r"background(?:-color)?: ([^;]+)", body)
        colour = re.search(r"(?<![-\w])color: ([^;]+)", body)
        if not ground or any(shape in selector for shape in shapes):
            # Words in a feedback or a field have its paper below them; links the page's own pair.
            on_paper = (".mlw-feedback", "strong:first-child", "::placeholder", ".mlw a")
            assert not colour or any(place in selector for place in on_paper), selector
            continue
        assert colour, selector
        if "--jp-" in ground[1] + colour[1]:  # a theme's own, where the page has a theme
            assert selector.strip() == "[data-jp-theme-light] .mlw"
            assert (ground[1], colour[1]) == (
                "var(--jp-layout-color0)",
                "var(--jp-content-font-color1)",
            )
            continue
        pair = [re.search(r"#\w{6}", found[1])[0] for found in (ground, colour)]
        assert contrast(*pair) >= 4.5, selector
        checked += 1
    assert checked >= 8


def test_markdown_has_tables_and_shows_html_as_typed():
    made = ui.markdown("**bold** <script>x</script>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    assert "<strong>bold</strong>" in made
    assert "<td>1</td>" in made
    assert "<script>" not in made
    assert "&lt;script&gt;" in made


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_markdown_makes_no_dangerous_link(address):
    assert "href" not in ui.markdown(f"[click]({address})")


def test_inline_has_no_paragraph():
    assert ui.inline("*a* <b>") == "<em>a</em> &lt;b&gt;"


def test_the_way_in_from_code_is_escaped_and_in_both_languages():
    call = 'ws.answer("q", "<b>")'
    made = set()
    for lang in LANGUAGES:
        language.use(lang)
        made.add(ui.no_widgets_hint(call))
        assert f"<code>{escape(call)}</code>" in ui.no_widgets_hint(call)
        assert "Run &gt; Run All Cells" in ui.no_widgets_hint(call)
    assert len(made) == len(LANGUAGES)


def test_a_meter_in_a_notebook_fills_up_and_says_so(shown, monkeypatch):
    monkeypatch.setattr(ui, "get_ipython", lambda: object())
    with ui.meter("Work <of> 50", 50) as advance:
        static, view = shown
        bar, words = widget_instances[view[WIDGET]["model_id"]].children[1].children
        assert (bar.value, bar.max) == (0, 50)
        advance(25)
        assert bar.value == 25
        assert words.value == "Work &lt;of&gt; 50: 50%"
        advance(60)  # more than was foreseen
        assert bar.value == 50
        assert words.value.endswith("100%")
    assert static["text/plain"] == "Work <of> 50"
    assert "Work &lt;of&gt; 50" in static["text/html"]


def test_a_meter_of_nothing_is_full(shown, monkeypatch):
    monkeypatch.setattr(ui, "get_ipython", lambda: object())
    with ui.meter("Nothing", 0) as advance:
        advance(0)
    assert len(shown) == 2


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_meter_elsewhere_writes_one_line_to_people_only(shown, monkeypatch, capsys, is_terminal):
    monkeypatch.setattr("sys.stderr.isatty", lambda: is_terminal, raising=False)
    with ui.meter("Work", 4) as advance:
        advance(3)
    assert shown == []
    expected = "\rWork: 0%\rWork: 75%\n" if is_terminal else ""
    assert capsys.readouterr().err == expected
