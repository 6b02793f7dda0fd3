"""What guards the notebooks, whichever there are: one program in two languages, no figure typed in prose.

A notebook that is there in one language only is somebody's own: it may look as its author likes. So may
a cell that somebody added to one of ours.
"""

import ast
import re
from collections import Counter
from decimal import Decimal
from functools import cache
from statistics import median

import pytest

from analysis.measure.coverage import known_quarters
from analysis.record.additions import last_note
from analysis.record.ledger import ledger
from tests.telling import NOTEBOOKS, cells, path_of, told

PAGES = {"quarterly_note", "event_note", "trends", "perpetrators", "places", "sources_compared",
         "claims_audit", "methods", "annex_lists"}  # fmt: skip
FOUND = [(path.stem, "en") for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
FOUND += [(path.stem, "fr") for path in sorted(NOTEBOOKS.glob("fr/*.ipynb"))]
BOTH = sorted({name for name, _ in FOUND if {(name, "en"), (name, "fr")} <= {*FOUND}})
OURS = [(name, language) for name in BOTH for language in ("en", "fr")]
QUARTERS = [*map(str, known_quarters())]  # with a note that is added


def test_every_page_is_there_in_both_languages():
    assert {*BOTH} >= PAGES


# One program --------------------------------------------------------------------------------------

SPEAKING = {"tell", "table", "listed", "either"}  # calls whose plain texts are sentences or headings
SPOKEN = {"language", "otherwise", "index", "columns"}  # keywords whose texts may differ


def blank(node):
    """Take the words out of a text that is one, alone or in a list."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return ast.Constant("")
    if isinstance(node, ast.List | ast.Tuple):
        node.elts = [blank(item) for item in node.elts]
    return node


class Program(ast.NodeTransformer):
    """Leave of a cell what is code: sentences keep what stands in braces, in any order; endings (`:s`) go."""

    def visit_JoinedStr(self, node):
        parts = [part for part in node.values if isinstance(part, ast.FormattedValue)]
        specs = ["".join(piece.value for piece in getattr(part.format_spec, "values", ())) for part in parts]
        told = [
            ast.dump(self.visit(part.value)) + f":{spec}" for part, spec in zip(parts, specs, strict=True)
        ]
        return ast.Constant("|".join(sorted(text for text in told if not text.endswith(":s"))))

    def visit_Call(self, node):
        if getattr(node.func, "id", "") in SPEAKING:
            node.args = [blank(item) for item in node.args]
        if getattr(node.func, "attr", "") == "get":
            node.args[1:] = [blank(item) for item in node.args[1:]]
        for keyword in node.keywords:
            keyword.value = blank(keyword.value) if keyword.arg in SPOKEN else keyword.value
        return self.generic_visit(node)

    def visit_Dict(self, node):
        node.keys, node.values = ([blank(item) for item in side] for side in (node.keys, node.values))
        return self.generic_visit(node)

    def visit_IfExp(self, node):
        node.body, node.orelse = blank(node.body), blank(node.orelse)
        return self.generic_visit(node)

    def visit_BinOp(self, node):
        node.left, node.right = blank(node.left), blank(node.right)
        return self.generic_visit(node)

    def visit_Subscript(self, node):
        node.slice = blank(node.slice) if isinstance(node.ctx, ast.Store) else node.slice
        return self.generic_visit(node)

    def visit_BoolOp(self, node):
        node.values = [blank(item) for item in node.values]
        return self.generic_visit(node)

    def visit_Assign(self, node):
        node.value = blank(node.value)
        return self.generic_visit(node)


def program(source):
    return ast.dump(Program().visit(ast.parse(source)))


def differences(english, french):
    """Return the ids of cells that are not the same but for words."""
    if [(cell.id, cell.cell_type) for cell in english] != [(cell.id, cell.cell_type) for cell in french]:
        return ["order of cells"]
    pairs = [(one, other) for one, other in zip(english, french, strict=True) if one.cell_type == "code"]
    return [one.id for one, other in pairs if program(one.source) != program(other.source)]


@pytest.mark.parametrize("name", BOTH)
def test_both_languages_are_one_program(name):
    found = differences(cells(name), cells(name, "fr"))
    assert not found, f"{name}: change these cells in notebooks/ and in notebooks/fr/ alike: {found}"


@pytest.mark.parametrize(
    ("english", "french", "same"),
    [
        ('tell(f"{a} killed, {b} injured")', 'tell(f"{b} blessés, {a} tués")', True),
        ('tell(f"{a} killed, {b} injured")', 'tell(f"{b} blessés")', False),
        ('tell(f"{a:range}")', 'tell(f"{a:low}")', False),
        ('said = {"up": "more"}[x]', 'said = {"up": "plus"}[x]', True),
        ('table(frame, "", "change")', 'table(frame, "", "évolution")', True),
        ('table(frame, "", "change")', 'table(frame, "évolution")', False),
        ('tell(f"{n} death{n:s}")', 'tell(f"{n} mort{n:s}, {n:s}")', True),
        ('tell("A part. " * partial)', 'tell("Une partie. " * partial)', True),
        ('tell("A part. " * partial)', 'tell("Une partie. " * whole)', False),
        ('{"a": "b"}.get(k, "killed")', '{"a": "c"}.get(k, "tués")', True),
        ('frame["share"] = a', 'frame["part"] = a', True),
        ('note["killed"]', 'note["injured"]', False),
        ('frame.query("a > 1")', 'frame.query("a > 2")', False),
        ("x = 12", "x = 13", False),
        ('tell("" if x else "none")', 'tell("" if x else "aucun")', True),
    ],
)
def test_what_makes_two_programs(english, french, same):
    assert (program(english) == program(french)) == same


# French is set as French ------------------------------------------------------------------------------

UNSET = re.compile(r" (?=[;!?:%](?:[\s*)\]<.,\"']|$))| »|« |(?<=\d) (?=\d{3}(?!\d))")
AS_IT_IS = re.compile(r"\$\$.*?\$\$|\$[^$\n]*\$|```.*?```|`[^`]*`|\]\([^)]*\)|<[^>\n]*>|https?://\S+", re.S)


def unset(text):
    """Return the places of a French text where a plain space stands that a line may break at."""
    plain = AS_IT_IS.sub("x", text)
    return [plain[max(0, found.start() - 20) : found.end() + 5] for found in UNSET.finditer(plain)]


def strings(source):
    """Return the texts of a code cell, those in braces among them, without the ways numbers are written."""
    nodes = [*ast.walk(ast.parse(source))]
    specs = [node.format_spec for node in nodes if isinstance(node, ast.FormattedValue) and node.format_spec]
    ways = {id(part) for spec in specs for part in ast.walk(spec)}
    texts = [node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [node.value for node in texts if id(node) not in ways]


@pytest.mark.parametrize(("name", "language"), OURS)
def test_no_notebook_says_which_quarter_is_the_last(name, language):
    """A note that is added would make it wrong."""
    last = last_note()
    ends = ("to", "à", "end of", "end with", "fin de", "December", "décembre")
    for cell in cells(name, language):
        told = [f"{end} {last.year}" for end in ends] if cell.cell_type == "markdown" else []
        told += [str(last)] * ("parameters" in cell.metadata.get("tags", ()))
        assert not [text for text in told if text in cell.source], cell.id


@pytest.mark.parametrize("name", BOTH)
def test_no_plain_space_stands_before_a_french_sign(name):
    found = []
    for cell in cells(name, "fr"):
        texts = [cell.source] if cell.cell_type == "markdown" else strings(cell.source)
        found += [(cell.id, place) for text in texts for place in unset(text)]
    assert not found, f"fr/{name}: a space that does not break (U+202F before ; ! ?, U+00A0 else): {found}"


@pytest.mark.parametrize(
    "text",
    [
        "fin : ce",
        "fin ; ce",
        "Vraiment ?",
        "« oui",
        "oui »",
        "54 %",
        "1 277 civils",
        "**fin** : oui",
        "$1$ ;",
    ],
)
def test_a_plain_space_is_seen(text):
    assert unset(text) and not unset(text.replace(" ", "\u00a0"))


@pytest.mark.parametrize(
    "text",
    [
        "| :-- | --: |",
        "`a : b`",
        "$a : b$",
        "[x](y : z)",
        "le 12 mars 2022",
        "a != b",
        "https://x.org/a:b",
    ],
)
def test_what_is_no_french_sign_is_free(text):
    assert not unset(text)


# No figure typed in prose -------------------------------------------------------------------------

MONTH = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
)
FREE = re.compile(  # formulas, code, links, tags, dates and names that have digits
    r"\$\$.*?\$\$|\$[^$]*\$|```.*?```|`[^`]*`|\]\([^)]*\)|<[^>]*>|https?://\S+"
    r"|S/(?:RES/)?\d[\d/]*|\d{4}-\d\d(?:-\d\d)?"
    rf"|\b\d{{1,2}}(?:er|st|nd|rd|th)?(?:(?: ?[–-] ?| to | au | et )\d{{1,2}})?(?:er)? (?:{MONTH})\b"
    r"|(?i:\b(?:article|section|resolution|résolution|rule|règle|chapter|chapitre|paragraphe?|page|version"
    r"|UCDP|CC BY|n°|no\.) ?v?\d+(?:\.\d+)*)",
    re.S,
)
# What follows a figure of the data, at most two words later, and what follows a number that is none.
COUNTED = (
    r"(?:%|per cent|percent|pour cent|killed|dead|deaths?|injured|wounded|abducted|disappeared|detained"
    r"|victims?|civilians?|casualt\w+|violations?|abuses?|incidents?|attacks?|events?|cases?|people|persons?"
    r"|children|women|men|tuée?s?|morts?|décès|blessée?s?|enlevée?s?|disparue?s?|détenue?s?|victimes?|civils?"
    r"|atteintes?|attaques?|événements?|cas|personnes?|enfants|femmes|hommes)(?!\w)"
)
NEUTRAL = (
    r"(?:cercles?|regions?|régions?|days?|jours?|km|hours?|heures?|months?|mois|years?|ans|années?|pages?|rows?"
    r"|lignes?|quarters?|trimestres?|notebooks?|languages?|langues?|countries|pays|times|fois)\b"
)
NUMBER = re.compile(r"(?<![\w.,/])(?:\d{1,3}(?:[,\u202f\u00a0 ]\d{3})+|\d+)(?:[.,]\d+)?(?![\w])")


@cache
def on_record():
    """Return the figures that the ledger holds."""
    return {Decimal(value) for value in ledger().value}


def typed(text):
    """Return the figures that a text types: what the record holds, or what is said to count people or shares.

    Years, dates, small numbers (one to twelve), formulas, code and links are free, and so is any other
    number that the record does not hold. A cell of somebody's own says what they know: nothing in it is ours.
    """
    plain = FREE.sub(lambda match: "]" * match[0].startswith("]") + " ", text)
    found = []
    for match in NUMBER.finditer(plain):
        number = Decimal(re.sub(r"[,\u202f\u00a0 ](?=\d{3}(?!\d))", "", match[0]).replace(",", "."))
        after = plain[match.end() : match.end() + 60]
        counts = re.match(rf"[\s*]*(?:(?!and|et|to|à)[\w’'-]+\s+){{0,2}}?{COUNTED}", after, re.I)
        small = number == int(number) <= 12
        year = re.fullmatch(r"(?:19|20)\d\d", match[0])
        held = number in on_record() and not (small or year or re.match(rf"\s*{NEUTRAL}", after, re.I))
        found += [match[0]] * bool(counts or held)
    return found


def sentences(source):
    """Return the texts of a code cell that a reader sees: what stands in braces is not typed."""
    tree = ast.parse(source)
    inside = {
        id(part) for node in ast.walk(tree) if isinstance(node, ast.FormattedValue) for part in ast.walk(node)
    }
    texts = [
        node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in inside
    ]
    return [text for text in texts if isinstance(text, str) and " " in text]


@pytest.mark.parametrize(("name", "language"), FOUND)
def test_no_figure_is_typed_in_prose(name, language):
    found = []
    for cell in cells(name, language):
        parameters = "parameters" in cell.metadata.get("tags", ())
        texts = (
            [cell.source] if cell.cell_type == "markdown" else [] if parameters else sentences(cell.source)
        )
        found += [(cell.id, number, text[:60]) for text in texts for number in typed(text)]
    told = 'type no figure: write {note[...]} in tell(f"..."), or $...$ if it belongs to a method'
    assert not found, f"{name} ({language}): {told}: {found}"


@pytest.mark.parametrize(
    "text",
    [
        "In all, 527 civilians were harmed.",
        "The total rose from 421 to 598.",
        "JNIM accounts for 54 % of them.",
        "For 9 per cent, nobody is named.",
        "Some 8 people were killed.",
        "De janvier à mars, 1 277 civils ont été tués.",
        "In 2022, 1,277 were killed.",
        "Les 54 % du JNIM.",
        "2001 violations and abuses were documented.",
        "The change was +61.21.",
    ],
)
def test_typed_figures_are_seen(text):
    assert typed(text)


@pytest.mark.parametrize(
    "text",
    [
        "Since 2013 the mission has published notes; it left at the end of 2023.",
        "The team met on 27 March 2022, and from 27 to 31 March in 53 cercles.",
        "First of 3 parts; see section 4 and resolution 2690 (2023), article 3.",
        "1. One\n2. Two\n12. Twelve",
        "At 95 km from Mopti, 31 days later; about 22,000,000 inhabitants.",
        r"A base under $20$ gives none, $$\frac{54}{527}$$, `F116`, [three](https://un.org/527).",
        "UCDP 25.1, CC BY 4.0, S/2023/236, version 1.2.",
        "Le 1er juillet 2021, 3e trimestre, de 2020 à 2022.",
    ],
)
def test_numbers_that_are_no_figures_are_free(text):
    assert not typed(text)


# Notebooks stay notebooks ---------------------------------------------------------------------------


def lines(cell):
    return sum(bool(line.strip()) for line in cell.source.splitlines())


def faults(found):
    """Return what is not as a notebook of the package should be."""
    kinds = Counter(cell.cell_type for cell in found)
    code = [cell for cell in found if cell.cell_type == "code"]
    trees = [node for cell in code for node in ast.walk(ast.parse(cell.source))]
    text = "\n".join(cell.source for cell in code)
    told = {
        "begins with a title": found[0].cell_type == "markdown" and found[0].source.startswith("# "),
        "markdown in nine cells of twenty": kinds["markdown"] >= 0.45 * len(found),
        "median of four lines": median(map(lines, code)) <= 4,
        "no cell over twelve lines": max(len(cell.source.splitlines()) for cell in code) <= 12,
        "no line over 200 characters": max(map(len, text.splitlines())) <= 200,
        "no cell over 800 characters": max(len(cell.source) for cell in code) <= 800,
        "no function or class": not any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in trees),
        "parameters": parameters_are_right(code[0]),
        "short words for ids": all(re.fullmatch(r"[a-z][a-z0-9_-]{0,24}", cell.id) for cell in found),
        "ends with numbers": (found[-2].id, found[-1].id, found[-1].source)
        == ("numbers-about", "numbers", "numbers()"),
    }
    return [fault for fault, right in told.items() if not right]


def parameters_are_right(cell):
    """Whether the first code cell has the parameters, quarter first, each with what it is."""
    wanted = [
        re.fullmatch(r"(\w+)(?:: \w+)? = (?:\"[^\"]*\"|\d+|True|False)  # \S.+", line)
        for line in cell.source.split("\n")
    ]
    return "parameters" in cell.metadata.get("tags", ()) and all(wanted) and wanted[0][1] == "quarter"


@pytest.mark.parametrize(("name", "language"), OURS)
def test_notebooks_stay_notebooks(name, language):
    free = {"ends with numbers"} if name == "ledger" else set()  # it tells no numbers of its own
    assert set(faults(cells(name, language))) == free


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda found: found[0].update(source="Title"), "begins with a title"),
        (
            lambda found: [cell.update(cell_type="code", source="x") for cell in found[3:9]],
            "markdown in nine cells of twenty",
        ),
        (
            lambda found: [cell.update(source="x\n" * 5) for cell in found if cell.cell_type == "code"],
            "median of four lines",
        ),
        (lambda found: found[2].update(source="x\n" * 13), "no cell over twelve lines"),
        (lambda found: found[2].update(source=f"x  # {'y' * 200}"), "no line over 200 characters"),
        (lambda found: found[2].update(source=f"x  # {'y' * 80}\n" * 10), "no cell over 800 characters"),
        (lambda found: found[2].update(source="def f():\n    pass"), "no function or class"),
        (
            lambda found: found[1].update(source='source = ""  # first\nquarter = "2021Q2"  # second'),
            "parameters",
        ),
        (lambda found: found[1].update(source='quarter = "2021Q2"'), "parameters"),
        (lambda found: found[1].metadata.clear(), "parameters"),
        (lambda found: found[2].update(id="a1B2"), "short words for ids"),
        (lambda found: found.pop(), "ends with numbers"),
    ],
)
def test_each_fault_is_seen(change, fault):
    found = cells("methods")
    change(found)
    assert fault in faults(found)


# And they run ---------------------------------------------------------------------------------------


@pytest.mark.proof
@pytest.mark.parametrize("quarter", [*QUARTERS, "1999Q2", "2024Q3"])
@pytest.mark.parametrize(("name", "language"), OURS)
def test_every_quarter_is_told_without_a_hole(name, language, quarter):
    texts = told(name, language, quarter=quarter)
    for cell, text in texts.items():
        assert not re.search(
            r"\bnan\b|\bNone\b(?! of )|\bNaT\b|[{}](?![^$]*\$)|\(\s*\)|^\s*[-*]\s*$|#[xqs]-", text, re.M
        ), (cell, text)
    assert path_of(name, language).is_file() and texts
