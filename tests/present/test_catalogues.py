"""The catalogues of sentences: complete in both languages, used, and set as each language is."""

import ast
import json
import re
from functools import cache
from pathlib import Path

import pytest
import yaml
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from analysis.measure.account import accounts
from analysis.present.recorded import WORDS, arithmetic, reason_told, slug
from analysis.present.words import LANGUAGES, say, speaking
from analysis.record.store import read_table

ROOT = Path(__file__).resolve().parents[2]
TEXT = ROOT / "src/analysis/present/text"


class _Variables(Visitor):
    def __init__(self):
        self.names = set()

    def visit_VariableReference(self, node):  # noqa: N802
        self.names.add(node.id.name)


@cache
def messages(language):
    """Return the variables of each message, and refuse a file with an entry that is none or one twice."""
    found = {}
    for path in sorted(TEXT.glob(f"*.{language}.ftl")):
        for entry in FluentParser().parse(path.read_text("utf-8")).body:
            assert not isinstance(entry, ftl.Junk), f"{path.name}: {entry.content}"
            if isinstance(entry, ftl.Message):
                assert entry.id.name not in found, f"{entry.id.name} is twice in {language}"
                seen = _Variables()
                seen.visit(entry.value)
                found[entry.id.name] = {name for name in seen.names if not name.endswith("_n")}
    return found


def test_every_language_has_the_same_messages_with_the_same_values():
    english, french = map(messages, LANGUAGES)
    assert set(english) == set(french)
    assert {name: english[name] ^ french[name] for name in english if english[name] != french[name]} == {}


@cache
def named():
    """Return what the source names: constants, patterns of f-strings, and messages given to `say`."""
    constants, patterns, said = set(), set(), set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                constants.add(node.value)
            elif isinstance(node, ast.JoinedStr) and re.match(r"[a-z]+(-[a-z]+)*-$", _first(node)):
                parts = (re.escape(_text(part)) or r"[\w-]+" for part in node.values)
                patterns.add("".join(parts))
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                said |= {arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant)}
    for path in (ROOT / "src").rglob("*.j2"):
        said |= set(re.findall(r"say\(['\"]([\w-]+)['\"]", path.read_text("utf-8")))
    return constants | said, patterns, said


def _text(part):
    return part.value if isinstance(part, ast.Constant) else ""


def _first(node):
    return _text(node.values[0])


def sections():
    """Return the sections that notebooks open."""
    sources = (path.read_text("utf-8") for path in (ROOT / "notebooks").glob("*.ipynb"))
    return {name for source in sources for name in re.findall(r'\.section\(\\"([\w-]+)\\"\)', source)}


def test_every_message_is_used_and_every_one_used_is_there():
    constants, patterns, said = named()
    known = set(messages("en"))
    assert said - known == set()
    opened = {f"{part}-{name}" for name in sections() for part in ("section", "about")}
    words = {f"arithmetic-{slug(word)}" for word in WORDS} | {"arithmetic-colon", "arithmetic-semicolon"}
    themes = {f"theme-{theme}" for theme in read_table("context").theme}
    assert (opened | words | themes) - known == set()
    loose = patterns - {r"section\-[\w-]+", r"about\-[\w-]+", r"arithmetic\-[\w-]+"}
    used = {name for name in known if any(re.match(pattern, name) for pattern in loose)}
    used |= {name for name in known if set(name.rsplit("-", 1)) <= constants}  # of a figure and its part
    assert known - used - constants - opened - words == set()


def test_french_is_set_as_french_is():
    texts = {path.name: path.read_text("utf-8") for path in TEXT.glob("*.fr.ftl")}
    texts |= {name: "\n".join(read_table(name).text_fr) for name in ("context", "timeline")}
    for name in ("decisions", "definitions"):
        content = yaml.safe_load((ROOT / f"data/minusma/{name}.yml").read_text("utf-8"))
        texts[name] = "\n".join(
            re.findall(r"\"\w+_fr\": \"(.*?)\"[,}]", json.dumps(content, ensure_ascii=False))
        )
    for name, text in texts.items():
        lines = [line.partition(" = ")[2] or line for line in text.split("\n") if not line.startswith("#")]
        for line in lines:
            wrong = re.search(r"(?<=\S) [;:!?%»]|« |[\w}]'|\w[;!?»]|\d \d{3}\b", line)
            assert not wrong, f"{name}: {line[max(0, wrong.start() - 30) : wrong.end() + 10]!r}"


def test_reasons_say_the_same_digits_in_both_languages():
    content = yaml.safe_load((ROOT / "data/minusma/decisions.yml").read_text("utf-8"))
    for entry in (*content["decisions"], *content["findings"]):
        english = re.sub(r"(?<=\d),(?=\d{3})", "", entry["reason"])
        french = re.sub(r"(?<=\d),(?=\d)", ".", entry["reason_fr"].replace("\u202f", ""))
        digits = [sorted(re.findall(r"\d+(?:\.\d+)?", text)) for text in (english, french)]
        assert digits[0] == digits[1], entry["reason"]
        with speaking("fr"):
            assert reason_told(entry["reason"]) == entry["reason_fr"]


def test_no_english_is_left_in_arithmetic():
    left = re.compile(r"\b(and|of|the|counts|printed|against|at|not|would|to|some|more|with|reach|fit)\b")
    with speaking("fr"):
        for account in accounts():
            line = arithmetic(account.finding.arithmetic)
            assert not left.search(line) and "_" not in line, line
        assert arithmetic("1277 of 2001 = 63.82, not 64") == "1\u202f277 sur 2\u202f001 = 63,82, et non 64"


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_and_zero_forms(language):
    given = {"count": "38", "unit": "x", "first": "y", "count_n": 38}
    with speaking(language):
        told = [say("trend-position", reached=str(n), reached_n=n, **given) for n in (0, 1, 2)]
        values = ("all", "holds", "remarks", "fails", "open")
        checks = [
            say("audit-summary", period="z", **dict.fromkeys(values, str(n)),
                **{f"{name}_n": n for name in values})
            for n in (0, 1, 2)
        ]  # fmt: skip
    forms = {
        "en": (("none went", "1 went", "2 went"), ("0 checks", "Of 1 check on", "2 checks"),
               ("none comes out", "1 comes out", "2 come out")),
        "fr": (("aucune n’est allée", "1 est allée", "2 sont allées"), ("0 vérification ", "1 vérification ",
               "2 vérifications "), ("aucune n’est concordante", "1 est concordante", "2 sont concordantes")),
    }[language]  # fmt: skip
    for expected, text in zip(forms[0], told, strict=True):
        assert expected in text
    for some in forms[1:]:
        for expected, text in zip(some, checks, strict=True):
            assert expected in text
