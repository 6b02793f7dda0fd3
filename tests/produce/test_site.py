"""The reading site: what changed becomes pages that link to each other and execute nothing."""

import base64
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, writes

from analysis.produce import books, rerun
from analysis.record import store
from tests.produce.small import reading

site = pytest.importorskip("analysis.produce.site", reason="the extra site is not installed")

DOT = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAAAAABX3VL4AAAADklEQVR4nGPkZGBiYAAAAD8ADdx46sQAAAAASUVORK5CYII="
NUMBER = '[at least 527](#n1 "victims · F116")'
REGISTER = '1. <a id="n1"></a>**at least 527**: victims. Source: [MINUSMA](https://reliefweb.int/x) (F116).'
HOSTILE = (
    "<script>alert(1)</script><img src=index.html alt=x onerror=x()> [go](javascript:y) <b onclick=x()>b</b>"
)
TABLE = f"| a | b |\n| :-- | --: |\n| c | {NUMBER} |"
PYTHON = {"language_info": {"name": "python"}}
CAPTION = '<small class="caption">**Dots < lines.** Of all.</small>'
SPANS = ("janvier à mars", "avril à juin")
WORDS = {"en": ("The note", "Places", "In Bandiagara"), "fr": ("La note", "Les lieux", "À Bandiagara")}


def shown(text="", **about):
    data = {"text/markdown": text, "text/plain": "x"} if text else {"image/png": DOT, "text/plain": "a dot"}
    return new_output("display_data", data=data, **about)


def cell(source, *outputs, tags=()):
    made = new_code_cell(source, outputs=list(outputs))
    made.metadata["tags"] = list(tags)
    return made


def data(home):
    """Put into a folder what a site needs of the data: their version and day, and what was decided."""
    root = Path(__file__).parents[2]
    shutil.copytree(root / "data" / "minusma", home / "data" / "minusma")
    about = json.loads((root / store.DICTIONARY).read_text("utf-8")) | {"version": "1.2"}
    (home / store.DICTIONARY).write_text(json.dumps(about))


def put(base, language, quarter, told=""):
    """Put two executed notebooks of a quarter where a run leaves them."""
    note, places, where = WORDS[language]
    folder = base / ("" if language == "en" else language) / quarter
    folder.mkdir(parents=True, exist_ok=True)
    picture = {"image/png": {"alt": "Dots < lines", "id": "dots"}}
    books = {
        "quarterly_note": [
            new_markdown_cell(f"# {note}\n\nSee [more](places.ipynb), [none](annex.ipynb)."),
            cell("quarter = 1", tags=["parameters"]),
            new_markdown_cell("## In short\n\nA formula: $\\frac{a_1}{b}$."),
            cell("tell()", shown(f"- {NUMBER} civilians. {told}"), shown(metadata=picture), shown(CAPTION)),
            new_markdown_cell('## Numbers\n\n<a id="numbers"></a>All.'),
            cell("numbers()", shown(REGISTER)),
        ],
        "places": [
            new_markdown_cell(f"# {places}\n\n[Back](quarterly_note.ipynb)"),
            cell("tell()", shown(f"{where}: {HOSTILE}\n\n{TABLE}\n\n{REGISTER}")),
        ],
    }  # fmt: skip
    about = {}
    for name, cells in books.items():
        for number, one in enumerate(cells):
            one["id"] = f"c{number}"
        (folder / f"{name}.ipynb").write_text(writes(new_notebook(cells=cells, metadata=PYTHON)), "utf-8")
        page = "index.html" if name == "quarterly_note" else f"{name}.html"
        about[name] = {"title": cells[0].source.partition("\n")[0][2:], "page": page, "register": []}
    text = json.dumps({"quarter": quarter, "language": language, "notebooks": about})
    (folder / "data.json").write_text(text, "utf-8")


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """A small site: two quarters in two languages."""
    home = tmp_path_factory.mktemp("pages")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(store.HOME_VARIABLE, str(home))
        data(home)
        for language in WORDS:
            put(home / "site", language, "2021Q1")
            put(home / "site", language, "2021Q2")
        assert site.build(home / "site") == ""
        yield home / "site"


def read(pages, name):
    return (pages / name).read_text("utf-8")


def test_every_notebook_has_a_page_and_each_quarter_an_index(pages):
    made = {path.relative_to(pages).as_posix() for path in pages.rglob("*.html")}
    figures = {name for name in made if "/figures/" in name}
    assert len(figures) == 4, "a picture of each quarter and language has a page of its own"
    made -= figures
    quarters = {f"{quarter}/{name}.html" for quarter in ("2021Q1", "2021Q2") for name in ("index", "places")}
    whole = {"index.html", "search.html", *quarters}
    assert made == whole | {f"fr/{name}" for name in whole} | {"reference.html"}
    assert not list(pages.parent.rglob("jupyter_execute"))


@pytest.mark.parametrize(
    ("page", "links"),
    {
        "index.html": ["2021Q2/index.html", "2021Q1/index.html", "fr/index.html"],
        "2021Q1/index.html": ["../index.html", "places.html", "../2021Q2/index.html",
                              "../fr/2021Q1/index.html", "quarterly_note.ipynb", "data.json"],
        "2021Q2/places.html": ["index.html", "../2021Q1/places.html", "../fr/2021Q2/places.html"],
        "fr/2021Q2/places.html": ["index.html", "../2021Q1/places.html", "../../2021Q2/places.html"],
    }.items(),
)  # fmt: skip
def test_pages_lead_to_their_neighbours(pages, page, links):
    text = read(pages, page)
    for link in links:
        assert f'href="{link}"' in text, link
        assert (pages / page).parent.joinpath(link).resolve().is_file()


def test_every_link_and_picture_of_a_page_is_there(pages):
    for path in pages.rglob("*.html"):
        text = path.read_text("utf-8")
        names = {*re.findall(r' id="([^"]+)"', text)}
        for link in re.findall(r'(?:href|src)="([^"]+)"', text):
            place, _, anchor = link.partition("#")
            assert place.startswith(("https://", "data:")) or (path.parent / place).exists(), (path, link)
            assert place or not anchor or anchor in names, (path, link)


def test_the_title_says_the_quarter_and_a_formula_is_mathml(pages):
    text = read(pages, "fr/2021Q2/index.html")
    assert '<html lang="fr"' in text
    assert "<title>La note (avril à juin 2021)" in text
    assert "<mfrac><mrow><msub><mi>a</mi><mn>1</mn></msub></mrow>" in text


def test_code_is_folded_and_parameters_are_not_shown(pages):
    text = read(pages, "2021Q2/index.html")
    assert text.count('above-input">') == 2
    large = '<a href="figures/quarterly_note-c3-dots.png"><img src="figures/quarterly_note-c3-dots.png"'
    assert f'<div class="wide">{large}' in text  # a phone fits it to its width, and opens it large
    assert "quarter" not in re.sub(r"<[^>]*>", "", "".join(re.findall(r"(?s)<pre>.*?</pre>", text)))


def test_a_number_leads_to_its_entry_and_a_picture_has_words(pages):
    text = read(pages, "2021Q2/index.html")
    assert '<a class="number" data-n="1" href="#n1" title="victims · F116">at least 527</a>' in text
    assert 'id="n1"' in text
    assert 'alt="Dots &lt; lines" width="1" height="1"></a>' in text  # a printer waits for no picture
    assert (pages / "2021Q2" / "figures" / "quarterly_note-c3-dots.png").is_file()


def test_nothing_on_a_page_is_executed_or_fetched(pages):
    text = read(pages, "2021Q2/places.html")
    assert "In Bandiagara" in text
    assert not re.search(r"<script>|<[^>]* on\w+=|href=.javascript:", text)
    for path in pages.rglob("*.html"):
        text = path.read_text("utf-8")
        assert "default-src 'none'; script-src 'self'" in text
        assert not re.search(r"<script(?![^>]* src=)", text), "no script within a page"
        assert not re.search(r'<(?:script|link|img)[^>]*(?:src|href)="(?:https?:)?//', text)


def test_a_feed_names_the_quarters_and_what_is_decided_of_their_figures(pages):
    feed = ElementTree.fromstring(read(pages, "fr/feed.xml"))  # noqa: S314 -- made here
    space = {"a": "http://www.w3.org/2005/Atom"}

    def told(name):
        return [entry.findtext(f"a:{name}", namespaces=space) for entry in feed.findall("a:entry", space)]

    spans = ("avril à juin 2021", "janvier à mars 2021")
    each = [(f"La note ({span})", f"Décisions sur les chiffres publiés ({span})") for span in spans]
    assert told("title") == [*each[0], *each[1]]
    assert told("published")[::2] == ["2021-06-30T00:00:00Z", "2021-03-31T00:00:00Z"]
    assert {feed.findtext("a:updated", namespaces=space), *told("updated")} == {"2026-11-23T00:00:00Z"}
    assert "arrondit le 11,37 que publient trois pages." in told("content")[3]
    assert len(set(told("id"))) == 4


def test_an_edition_is_cited_and_a_figure_embedded(pages):
    cited = yaml.safe_load(read(pages, "fr/2021Q2/CITATION.cff"))
    assert (cited["title"], cited["version"]) == ("La note (avril à juin 2021)", "1.2")
    assert str(cited["date-released"]) == "2026-11-23"
    assert "“The note (April to June 2021)”, Mali Trends 1.2, 2026-11-23." in read(pages, "2021Q2/index.html")
    figure = read(pages, "fr/2021Q2/figures/quarterly_note-c3-dots.html")
    assert '<html lang="fr">' in figure and 'src="quarterly_note-c3-dots.png"' in figure
    assert "<strong>Dots &lt; lines.</strong> Of all." in figure


def test_a_quarter_has_a_card_of_the_finding_and_the_chart_of_its_brief():
    finding = cell("tell()", shown(f"**in Mali: {NUMBER}**"), tags=["finding"])
    assert books.card(writes(new_notebook(cells=[finding]))) == {}, "no chart"
    assert books.card(writes(new_notebook(cells=[cell("draw()", shown())]))) == {}, "no finding"
    brief = writes(new_notebook(cells=[finding, cell("draw()", shown())]))
    drawn = books.card(brief)
    made = [base64.b64decode(drawn[name]) for name in ("card.png", "card.svg")]
    assert [int.from_bytes(made[0][at : at + 4], "big") for at in (16, 20)] == [1200, 630]
    assert b"<title>In Mali: at least 527</title>" in made[1] and b"<dc:date>" not in made[1]
    assert books.card(brief) == drawn


def test_the_quarter_before_is_named_in_words(pages):
    for page, words in (("2021Q2/index.html", "January to March"), ("fr/2021Q1/places.html", SPANS[1])):
        assert f"</small> {words} 2021</a>" in read(pages, page)


def test_search_knows_places_and_ledger_rows_in_each_language(pages):
    for folder in ("", "fr/"):
        text = read(pages, f"{folder}searchindex.js")
        assert '"bandiagar' in text.lower()
        assert '"f116"' in text.lower()


def test_what_changed_is_rendered_and_nothing_else(pages):
    def state():
        return {path: path.stat().st_mtime_ns for path in pages.rglob("20*/*.html")}

    before = state()
    assert site.build(pages) == ""
    assert state() == before
    put(pages, "en", "2021Q2", "And Ségou.")
    site.build(pages)
    assert [path for path, at in state().items() if at != before[path]] == [pages / "2021Q2" / "index.html"]
    assert "And Ségou" in read(pages, "2021Q2/index.html")
    put(pages, "en", "2021Q3")
    before = state()
    site.build(pages)
    changed = {path.parent.name for path, at in state().items() if at != before.get(path)}
    assert changed == {"2021Q2", "2021Q3"}, "the quarter before leads to the new one"


def test_a_run_that_was_stopped_writes_its_pages_again(pages):
    page = pages / "fr" / "2021Q1" / "places.html"
    (pages / ".made").unlink()
    page.write_text("half a pa")
    site.build(pages)
    assert "Bandiagara" in page.read_text("utf-8")


def test_rows_of_the_ledger_are_links_as_long_as_it_has_a_page(pages):
    ledger, link = pages / "ledger.ipynb", '<a href="../ledger.html#F116">F116</a>'
    (pages.parent / "data" / "published").mkdir()
    ledger.write_text(writes(new_notebook(cells=[new_markdown_cell("# Ledger")], metadata=PYTHON)), "utf-8")
    site.build(pages)
    assert link in read(pages, "2021Q2/places.html")
    ledger.unlink()
    site.build(pages)
    assert link not in read(pages, "2021Q2/places.html")


@pytest.fixture(scope="module")
def browser(pages):
    with reading(pages) as running:
        yield running


def test_a_reader_with_a_keyboard_opens_a_number_and_goes_on(browser):
    from selenium.webdriver.common.keys import Keys

    browser.get(f"{browser.home}/2021Q1/index.html")
    number = browser.find_element("css selector", "main a.number")
    number.send_keys(Keys.ENTER)
    box = browser.find_element("css selector", "dialog[open]")
    assert "victims. Source: MINUSMA" in box.text
    assert box.rect["y"] >= number.rect["y"] + number.rect["height"], "it covers no line that it explains"
    assert browser.execute_script("return arguments[0].getBoundingClientRect().top", number) > 0
    assert browser.switch_to.active_element.get_attribute("data-do") == "close"
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not box.is_displayed()
    assert browser.switch_to.active_element == number
    browser.find_element("css selector", "a[rel=next]").click()
    assert browser.current_url.endswith("/2021Q2/index.html")
    browser.find_element("id", "other").click()
    assert browser.current_url.endswith("/fr/2021Q2/index.html")
    search = browser.find_element("css selector", "header input")
    search.send_keys("Bandiagara", Keys.ENTER)
    found = browser.find_elements("css selector", "#search-results li a")
    assert {link.text for link in found} == {f"Les lieux ({span} 2021)" for span in SPANS}


KINDS = (
    "index.html", "2021Q2/index.html", "fr/2021Q1/places.html", "search.html?q=bandiagara",
    "2021Q2/figures/quarterly_note-c3-dots.html",
)  # fmt: skip


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_nothing_serious_is_in_the_way_of_a_reader(browser, scheme, width):
    assert in_the_way(browser, KINDS, scheme, width) == []


@pytest.mark.proof
def test_every_kind_of_page_is_light_and_nothing_is_in_the_way(tmp_path):
    """Of a quarter with a note and of one without, in both languages, on a phone and in the dark."""
    for quarter in ("2022Q1", "2024Q3"):
        arguments = [sys.executable, "-m", "analysis", "note", quarter, "--output", str(tmp_path)]
        subprocess.run(arguments, check=True, capture_output=True)
    made = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.html"))
    kinds = [name for name in made if "/figures/" not in name or name.endswith("-outcomes.html")]
    assert len(kinds) > 36
    for name in made:
        text = (tmp_path / name).read_text("utf-8")
        files = {path.partition("#")[0] for path in re.findall(r'(?:src|stylesheet" href)="([^"]+)"', text)}
        beside = sum(((tmp_path / name).parent / file).stat().st_size for file in files)
        assert len(text.encode()) + beside < 600_000, name
    with reading(tmp_path) as browser:
        for scheme, width in (("light", 1280), ("dark", 390)):
            assert in_the_way(browser, kinds, scheme, width) == []


def in_the_way(browser, pages, scheme, width):
    """Return what axe-core finds that is moderate or worse, and pages that are wider than the screen."""
    axe = pytest.importorskip("axe_core_python", reason="axe-core-python is not installed")
    script = Path(axe.__file__).with_name("axe.min.js").read_text("utf-8")
    feature, told = {"name": "prefers-color-scheme", "value": scheme}, []
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    metrics = {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 400}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    for page in pages:
        browser.get(f"{browser.home}/{page}")
        if browser.execute_script("return document.documentElement.scrollWidth") > width:
            told.append((page, "wide"))
        browser.execute_script("for (const one of document.querySelectorAll('details')) one.open = true")
        browser.execute_cdp_cmd("Runtime.evaluate", {"expression": script})
        found = browser.execute_async_script("axe.run().then(arguments[0])")["violations"]
        told += [(page, one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] != "minor"]
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    return told


def test_on_a_phone_nothing_is_off_the_screen(browser):
    metrics = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    for page in ("index.html", "2021Q2/index.html", "fr/2021Q2/places.html"):
        browser.get(f"{browser.home}/{page}")
        assert browser.execute_script("return document.documentElement.scrollWidth") == 390
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_on_a_phone_a_picture_is_whole_and_a_table_says_that_it_goes_on():
    css = (Path(site.__file__).parent / "theme" / "static" / "page.css").read_text("utf-8")
    phone = css.partition("@media screen and (max-width:30rem){")[2].partition("\n")[0]
    assert "figure img" not in phone and "figure img{display:block;max-width:100%" in css
    assert css.partition(".wide{")[2].partition("}")[0].count("local") == 2  # shadows at what is cut off


def test_one_language_alone_is_a_site_and_leads_nowhere_else(tmp_path, monkeypatch):
    monkeypatch.setenv(store.HOME_VARIABLE, str(tmp_path))
    data(tmp_path)
    put(tmp_path / "site", "fr", "2021Q2")
    assert site.build(tmp_path / "site") == ""
    assert (tmp_path / "site" / ".made").is_file()
    for name in ("index.html", "2021Q2/index.html"):
        assert 'hreflang="en"' not in read(tmp_path / "site" / "fr", name)


def test_without_the_extra_one_line_says_so(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "analysis.produce.site", None)
    monkeypatch.delattr(sys.modules["analysis.produce"], "site")
    (tmp_path / "data.json").touch()
    told = []
    rerun._make_pages(books.Wish(output=tmp_path), [], told.append)
    assert told == ["The notebooks were run; the extra mali-trends[site] makes pages of them."]
    assert [path.name for path in tmp_path.iterdir()] == ["data.json"]


def test_the_published_series_lie_beside_the_page_of_the_ledger(root, tmp_path, monkeypatch):
    monkeypatch.setenv(store.HOME_VARIABLE, str(root))
    (tmp_path / "ledger.ipynb").write_text("{}")
    monkeypatch.setattr(site, "prepare", lambda *_: set())
    assert site.build(tmp_path) == ""
    for name in ("hrpd_note.csv", "protection_cluster.csv", "datapackage.json", "schema.json"):
        assert (tmp_path / "data" / name).read_bytes() == (root / "data" / "published" / name).read_bytes()


def test_the_public_names_are_a_page(pages):
    import analysis

    text = read(pages, "reference.html")
    named = {name if name != "figures" else "present.figures.draw" for name in analysis.__all__}
    assert {name for name in named if f'id="analysis.{name}"' not in text} == set()
    assert 'href="../reference.html">The package in Python' in read(pages, "2021Q1/index.html")
    assert "reference.html" not in read(pages, "fr/2021Q1/index.html")


def test_code_that_shows_nothing_stands_with_what_it_is_for(tmp_path):
    found = cell("tell()", shown("**Found.**"), tags=["finding"])
    cells = [new_markdown_cell("# Who"), cell("a = 1"), found, cell("b = 2"), new_markdown_cell("Why."),
             cell("tell(b)", shown("Told."))]  # fmt: skip
    path = tmp_path / "own.ipynb"
    path.write_text(writes(new_notebook(cells=cells)), "utf-8")
    read = [[one["source"] for one in books.read(path, title)["cells"]] for title in ("", "Found.")]
    assert ["".join(source) for source in read[0]] == ["# Who", "a = 1\n\ntell()", "Why.", "b = 2\n\ntell(b)"]
    assert ["".join(source) for source in read[1]] == [
        "# Found.",
        "Why.",
        "a = 1\n\ntell()\n\nb = 2\n\ntell(b)",
    ]
