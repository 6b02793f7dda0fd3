"""What the guides say can be typed and opened: commands, their options, quarters' files and links."""

import re
import shlex

import click
import pytest

from analysis.produce.cli import cli

GUIDES = [
    "README.md",
    "LISEZMOI.md",
    "CONTRIBUTING.md",
    "docs/imports.md",
    "docs/figures.md",
    "docs/disclosure.md",
    "docs/scale.md",
]


def commands(text):
    """Yield the words of each mali-trends command in blocks and in inline code."""
    blocks = re.findall(r"(?s)```sh\n(.*?)```", text)
    lines = [line for block in blocks for line in block.splitlines()]
    lines = [
        part.strip() for line in [*lines, *re.findall(r"`([^`\n]+)`", text)] for part in line.split("&&")
    ]
    for line in lines:
        if match := re.match(r"(?:\.venv/bin/)?mali-trends (?=[a-z])(.*)", line):
            yield shlex.split(match[1], comments=True)


@pytest.mark.parametrize("name", GUIDES)
def test_each_command_and_option_is_there(root, name):
    found = list(commands((root / name).read_text("utf-8")))
    assert found or name == "docs/scale.md" or name == "docs/disclosure.md"
    for first, *rest in found:
        command = cli.commands.get(first)
        assert command, f"{name}: mali-trends {first}"
        known = {
            flag
            for one in command.get_params(click.Context(command))
            for flag in (*one.opts, *one.secondary_opts)
        }
        asked = {word.partition("=")[0] for word in rest if word.startswith("-")}
        assert asked <= known | {"--help"}, f"{name}: mali-trends {first} {asked - known}"


def test_an_option_that_is_not_there_is_seen():
    ((first, *rest),) = commands("```sh\n.venv/bin/mali-trends note 2021Q2 --nothing  # told\n```")
    known = {flag for one in cli.commands[first].get_params(click.Context(cli)) for flag in one.opts}
    assert rest == ["2021Q2", "--nothing"]
    assert "--nothing" not in known


@pytest.mark.parametrize("name", GUIDES)
def test_each_link_leads_to_a_file(root, name):
    text = (root / name).read_text("utf-8")
    for place in re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", text):
        assert ((root / name).parent / place).exists(), f"{name}: {place}"


def test_both_guides_name_the_same_notebooks_and_no_target_that_is_not_there(root):
    english, french = ((root / name).read_text("utf-8") for name in ("README.md", "LISEZMOI.md"))
    tables = [re.findall(r"(?m)^\| (`\w+`(?:, `\w+`)*) \|", text) for text in (english, french)]
    told = [{*re.findall(r"\w+", " ".join(rows))} for rows in tables]
    assert told[0] == told[1] > {"quarterly_note", "annex_lists"}
    makefile = (root / "Makefile").read_text("utf-8")
    for first, other in re.findall(r"(?m)^make (\w+)|`make (\w+)`", english + french):
        assert re.search(rf"(?m)^{first or other}:", makefile), first or other
