"""What people install, join and cite by says the same everywhere."""

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

CONDA = {"matplotlib-base": "matplotlib", "seaborn-base": "seaborn", "jupyter_client": "jupyter-client",
         "python-fastjsonschema": "fastjsonschema"}  # fmt: skip
EXTRAS = ("site", "print", "boundaries", "big", "dask")


@pytest.fixture(scope="module")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]


def names(requirements):
    return {re.match(r"[\w-]+", text)[0].lower() for text in requirements}


def test_conda_has_what_pip_has(root, project):
    wanted = {
        text.replace(" ", "")
        for text in [*project["dependencies"], *project["optional-dependencies"]["site"]]
    }
    listed = yaml.safe_load((root / "environment.yml").read_text("utf-8"))["dependencies"]
    found = [text for text in listed if isinstance(text, str)]
    found = {CONDA.get(name := re.match(r"[\w-]+", text)[0], name) + text[len(name) :] for text in found}
    assert found - {"python>=3.11", "pip", "jupyterlab>=4.3"} == wanted


def test_the_lock_files_hold_every_direct_dependency(root, project):
    plain = names([*project["dependencies"], *project["optional-dependencies"]["site"]])
    for file in ("requirements.lock", "requirements-dev.lock"):
        locked = names(re.findall(r"^[\w.-]+(?===)", (root / file).read_text("utf-8"), re.MULTILINE))
        assert plain <= locked, file


def test_what_is_imported_is_declared(root, project):
    declared = names(project["dependencies"]) | {"yaml", "PIL", "IPython", "dateutil"}
    optional = {name for extra in EXTRAS for name in names(project["optional-dependencies"][extra])}
    known = declared | optional | {*sys.stdlib_module_names, "analysis"}
    known |= {"jupyter_client", "matplotlib_inline", "myst_nb", "pypandoc", "docutils"}
    found = set()
    for path in (root / "src").rglob("*.py"):
        found |= set(
            re.findall(r"^\s*(?:from|import) (\w+)[\w.]*(?: import|$| as)", path.read_text("utf-8"), re.M)
        )
    assert found <= known, found - known


def test_each_direct_dependency_says_what_it_is_for(root, project):
    told = set(re.findall(r"`([\w-]+)`", (root / "docs" / "dependencies.md").read_text("utf-8")))
    extras = (text for extra in EXTRAS for text in project["optional-dependencies"][extra])
    assert names([*project["dependencies"], *extras]) <= told


def test_each_extra_is_named_where_it_is_wanting(root, project):
    paths = [path for part in ("src", "scripts") for path in (root / part).rglob("*.py")]
    named = {
        extra for path in paths for extra in re.findall(r"mali-trends\[(\w+)\]", path.read_text("utf-8"))
    }
    assert {"site", "boundaries", "big", "dask"} <= named <= project["optional-dependencies"].keys()


def test_one_version_everywhere(root, project):
    citation = yaml.safe_load((root / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == project["version"]
    assert f"## {project['version']}" in (root / "CHANGELOG.md").read_text("utf-8")
    assert project.get("urls", {}).get("Repository") == citation.get("repository-code")


def test_contributors_find_what_the_guide_names(root):
    text = (root / "CONTRIBUTING.md").read_text("utf-8")
    paths = {
        path for path in re.findall(r"`((?:data|src|tests|notebooks)/[\w./]+)`", text) if "/x." not in path
    }
    assert len(paths) > 5
    assert [path for path in paths if not (root / path).exists()] == []
    targets = set(re.findall(r"make (\w+)", text))
    assert targets <= set(re.findall(r"^(\w+):", (root / "Makefile").read_text("utf-8"), re.MULTILINE))
    for command in set(re.findall(r"mali-trends (\w+)", text)):
        from analysis.produce.cli import cli

        assert command in cli.commands


@pytest.mark.proof
def test_a_wheel_makes_a_note_in_an_empty_folder(root, tmp_path, monkeypatch):
    raw = root / "data" / "raw" / "never-passed-on.csv"
    raw.write_text("a\n", "utf-8")
    try:
        build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
        subprocess.run(build, cwd=root, check=True, capture_output=True)
    finally:
        raw.unlink()
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as held:
        assert not [name for name in held.namelist() if "never-passed-on" in name]
        held.extractall(tmp_path / "installed")
    monkeypatch.delenv("MALI_TRENDS_HOME", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "installed"))
    (tmp_path / "empty").mkdir()

    def ran(*arguments):
        return subprocess.run(
            [sys.executable, *arguments], cwd=tmp_path / "empty", capture_output=True, text=True, check=False
        )

    assert ran("-c", "from analysis import Note; print(Note('2021Q2')['killed'])").stdout == "at least 160\n"
    assert list((tmp_path / "empty").iterdir()) == [], "reading makes no project"
    done = ran("-m", "analysis", "note", "2021Q2", "--notebooks", "methods", "--language", "en")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "empty" / "site" / "2021Q2" / "methods.ipynb").is_file()
    assert (tmp_path / "empty" / "notebooks" / "fr" / "methods.ipynb").is_file()


def interpreter(version):
    """Return the path of a Python of a version on this machine, or nothing."""
    found = [shutil.which(f"python{version}"), *Path.home().glob(f".pyenv/versions/{version}.*/bin/python")]
    for path in filter(None, found):
        if subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode == 0:
            return path
    return ""


@pytest.mark.proof
@pytest.mark.parametrize("resolution", ["lowest-direct", "highest"])
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14"])
def test_a_note_is_made_with_the_lowest_and_the_newest_dependencies_by_every_python_there(
    root, tmp_path, monkeypatch, version, resolution
):
    if not (uv := shutil.which("uv")):
        pytest.skip("uv is not installed: it resolves dependencies")
    monkeypatch.setenv("PYTHONPATH", str(root / "src"))

    def ran(*words):
        done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=tmp_path)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    pins = tmp_path / "pins.txt"
    asked = ("--resolution", resolution, "--python-version", version, "--extra", "site",
             "--only-binary", ":all:", "-o", pins)  # fmt: skip
    ran(uv, "pip", "compile", "-q", root / "pyproject.toml", *asked)
    if not (python := interpreter(version)):
        pytest.skip(f"Python {version} is not on this machine: its dependencies resolve, no more is known")
    ran(uv, "venv", "-q", "--python", python, tmp_path / "venv")
    ran(uv, "pip", "install", "-q", "--python", tmp_path / "venv" / "bin" / "python", "-r", pins)
    asked = ("-m", "analysis", "note", "2022Q1", "--language", "en", "--output", tmp_path / "site")
    assert ran(tmp_path / "venv" / "bin" / "python", *asked).startswith("8 made")
    assert (tmp_path / "site" / "2022Q1" / "index.html").is_file()
