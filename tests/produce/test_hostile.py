"""A ledger, a context and a commentary full of what could be executed: pages and papers show it as text."""

import csv
import json
import re
import shutil
import subprocess
import sys

import pytest

from analysis.record import store
from tests.conftest import ROOT
from tests.produce.small import reading
from tests.test_paper import EVERY, compiled

HIT = "window.hit=1"
TEXTS = (
    f"<script>{HIT}</script>", f'"><img src=x onerror="{HIT}">', f"[go](javascript:{HIT})",
    f"&lt;script&gt;{HIT}&lt;/script&gt;", f"<svg onload={HIT}><a xlink:href='javascript:{HIT}'>x</a></svg>",
    '![x](/x.png"onerror="window.hit=1)', f"<iframe srcdoc='<script>parent.{HIT}</script>'></iframe>",
    r"\input{/etc/passwd} \immediate\write18{touch hit} ^^5cinput{/etc/passwd} $\catcode`\%=12$ {%x%} #1 ~&",
    "```{raw} html\n<script>window.hit=1</script>\n```", "{{ 7*7 }} `x`{=html} @article{x, note={y}}",
)  # fmt: skip
EVIL = " ".join(TEXTS[:-2])
pytestmark = pytest.mark.proof


def spoilt(path, *columns):
    """Add what could be executed to each text in some columns of a table."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        row.update({column: f"{row[column]} {EVIL}" for column in columns if row[column]})
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The pages of a quarter of a project whose every free text is hostile, and LaTeX of two figures."""
    home = tmp_path_factory.mktemp("hostile")
    for part in ("data", "notebooks"):
        shutil.copytree(ROOT / part, home / part)
    spoilt(home / "data/minusma/sources.csv", "title", "publisher", "covers")
    spoilt(home / "data/minusma/context.csv", "text_en", "text_fr")
    spoilt(home / "data/minusma/timeline.csv", "text_en", "text_fr")
    for name in ("decisions", "definitions"):
        path = home / "data" / "minusma" / f"{name}.yml"
        text = re.sub(r"(?m)^( +(?:reason|reason_fr|note|note_fr|text|text_fr): )(.*)$",
                      lambda found: found[1] + json.dumps(f"{found[2].strip(chr(34))} {EVIL}"),
                      path.read_text("utf-8"))  # fmt: skip
        path.write_text(text, "utf-8")
    (home / "data/commentary/2021Q2.en.md").write_text("\n\n".join(TEXTS), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(store.HOME_VARIABLE, str(home))
        for words in (
            ("note", "2021Q2", "--language", "en"),
            ("figure", "alleged_perpetrators", "2021Q2", "--output", str(home / "paper")),
            ("figure", "series", "2021Q2", "--output", str(home / "paper")),
        ):
            command = [sys.executable, "-m", "analysis", *words]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr[-3000:]
    return home


def test_no_page_executes_or_fetches_what_data_hold(site):
    pages = sorted(path.relative_to(site / "site").as_posix() for path in (site / "site").rglob("*.html"))
    assert "2021Q2/index.html" in pages
    with reading(site / "site") as browser:
        browser.implicitly_wait(0)
        told = 0
        for page in pages:
            browser.get(f"{browser.home}/{page}")
            browser.execute_script("for (const one of document.querySelectorAll('details')) one.open = true")
            for link in browser.find_elements("css selector", "main a")[:400]:
                address = link.get_dom_attribute("href") or ""
                assert re.match(r"https?://|[\w./#-]*$", address), (page, address)
            assert browser.execute_script("return window.hit") is None, page
            found = "script:not([src]), iframe, object, embed, svg a, [onerror], [onload], [onclick]"
            assert browser.find_elements("css selector", found) == [], page
            told += browser.find_element("css selector", "body").text.count("passwd")
            said = [entry["message"] for entry in browser.get_log("browser")]
            assert [text for text in said if "404 (File not found)" not in text] == [], page  # <img src=x>
    assert told, "the texts are on the pages"


def test_latex_and_bibtex_set_it_as_text(site):
    if not shutil.which("pdflatex") or not shutil.which("bibtex"):
        pytest.skip("pdflatex is not installed")
    folder = site / "paper"
    body = "\n".join(rf"\input{{{path.name}}}\clearpage" for path in sorted(folder.glob("*.tex")))
    assert "passwd" in (folder / "series.bib").read_text("utf-8")
    text = EVERY % f"{body}\n\\nocite{{*}}\\bibliographystyle{{plain}}\\bibliography{{series}}"
    (folder / "every.tex").write_text(text, "utf-8")
    compiled(folder, "every")
    done = subprocess.run(["bibtex", "every"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    compiled(folder, "every", 2)
    assert not (folder / "hit").exists()
    words = ["pdftotext", "every.pdf", "-"]
    told = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True).stdout
    assert "root:" not in told and "passwd" in told
