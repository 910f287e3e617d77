"""The house keeps its promises: what it is made of, what it loads, what is in its files."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]
MODULES = sorted((PROJECT / "hipkit").rglob("*.py"))
TASKS = ["help", "setup", "app", "lab", "test", "test-all", "lint", "bench", "docs"]


@cache
def project() -> dict[str, object]:
    return tomllib.loads((PROJECT / "pyproject.toml").read_text())


@cache
def ours() -> tuple[Path, ...]:
    """The files of the project, tracked or to be; in a copy without git, all that .gitignore would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
    )
    names = listed.stdout.decode().split("\0") if listed.returncode == 0 else []
    found = [PROJECT / name for name in names if name] or [
        file for file in PROJECT.rglob("*") if not any(map(left_out, file.relative_to(PROJECT).parts))
    ]
    return tuple(file for file in found if file.is_file())


def left_out(name: str) -> bool:
    """Whether a folder of that name holds what tools leave behind."""
    return name in {"site", "dist", "__pycache__"} or (name.startswith(".") and name not in {".ci", ".gitignore"})


# ---- what it depends on


def wanted() -> set[str]:
    """Everything that pyproject.toml names, its extras included."""
    stated = project()["project"]
    return set(stated["dependencies"]).union(*stated["optional-dependencies"].values())


def test_conda_and_pip_install_the_same() -> None:
    conda = yaml.safe_load((PROJECT / "environment.yml").read_text())
    (by_pip,) = [entry["pip"] for entry in conda["dependencies"] if isinstance(entry, dict)]
    listed = [entry for entry in conda["dependencies"] if isinstance(entry, str)]
    python = f"python{project()['project']['requires-python']}"
    assert set(listed) - {"pip", python} | set(by_pip) - {"-e ."} == wanted()
    assert len(listed) + len(by_pip) == len(wanted()) + 3


def test_the_conda_file_is_well_formed() -> None:
    conda = yaml.safe_load((PROJECT / "environment.yml").read_text())
    assert set(conda) == {"name", "channels", "dependencies"}
    assert conda["name"] == "hipkit"
    assert conda["channels"][0] == "conda-forge"
    assert "pip" in conda["dependencies"], "conda wants pip named where a pip section follows"
    for entry in conda["dependencies"]:
        assert isinstance(entry, str) or list(entry) == ["pip"]
        if isinstance(entry, str):
            assert re.fullmatch(r"[a-z0-9-]+((>=|<)[\d.]+(,(>=|<)[\d.]+)?)?", entry), entry


def test_the_constraints_are_names_and_versions_only() -> None:
    pinned = {}
    for line in (PROJECT / "constraints.txt").read_text().splitlines():
        found = re.fullmatch(r"([a-z0-9-]+)==([\w.]+)( ; [\w .'<>=!()]+)?", line)
        assert found, line
        pinned[found[1]] = found[2]
    for one in wanted():
        assert re.split(r"[><=]", one)[0] in pinned, one


# ---- what is in its files


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(PROJECT)))
def test_a_module_is_small_and_finished(module: Path) -> None:
    text = module.read_text()
    assert len(text.encode()) <= 16_384
    assert not re.search(r"\b(TODO|FIXME|XXX|NotImplementedError)\b", text)
    assert not re.search(r"\b(Bounded)?(Float|Int)(Text|Slider|LogSlider|RangeSlider)\(", text), "a number widget"


def test_no_notebook_holds_a_number_widget_an_error_or_a_path() -> None:
    for notebook in (PROJECT / "notebooks").glob("*.ipynb"):
        cells = json.loads(notebook.read_text())["cells"]
        for cell in cells:
            assert not re.search(r"\b(Bounded)?(Float|Int)(Text|Slider)\(", "".join(cell["source"])), notebook
            assert all(output["output_type"] != "error" for output in cell.get("outputs", [])), notebook
        assert str(PROJECT) not in notebook.read_text(), notebook


def test_no_file_is_large() -> None:
    large = [file for file in ours() if file.stat().st_size > 2_000_000]
    assert large == []


def test_no_file_names_a_place_of_one_machine() -> None:
    """A package index of one workplace, a home folder, a lock file that has both."""
    telling = re.compile(
        rb"(index-url|extra-index|find-links|registry)\s*[=:]?\s*[\"']?(https?|file)://", re.IGNORECASE
    )
    lived_in = re.compile(rb"(/home|/Users|/root)/[\w.-]+/|" + re.escape(str(PROJECT).encode()) + b"/")
    for file in ours():
        content = file.read_bytes()
        assert not telling.search(content), file
        assert not lived_in.search(content), file
        assert file.name not in {"uv.lock", "poetry.lock", "package-lock.json"}


# ---- what it does


def in_a_new_python(code: str) -> str:
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT, check=True)
    return told.stdout


def test_importing_hipkit_loads_the_standard_library_only() -> None:
    code = (
        "import sys; before = set(sys.modules); import hipkit; "
        "print(*sorted({name.partition('.')[0] for name in set(sys.modules) - before}))"
    )
    assert set(in_a_new_python(code).split()) - sys.stdlib_module_names == {"hipkit"}


def test_the_core_loads_the_standard_library_only() -> None:
    """All that is below what a person sees, each module imported and each public name used."""
    fronts = ("cli", "widgets", "formats")
    tables = ("batch", "frames", "review")  # over tables of any size, by narwhals
    names = [".".join(module.relative_to(PROJECT).with_suffix("").parts) for module in MODULES]
    core = [name for name in names if not name.split(".")[1].startswith((*fronts, *tables))]
    assert {"hipkit.values.quantity", "hipkit.billing.compute", "hipkit.panels.calculator.panel"} <= set(core)
    code = (
        "import sys, importlib; before = set(sys.modules); import hipkit; "
        f"[importlib.import_module(name.removesuffix('.__init__')) for name in {core!r}]; "
        "[getattr(hipkit, name) for name in hipkit.__all__ if name != 'review_claims']; "
        "print(*sorted({name.partition('.')[0] for name in set(sys.modules) - before}))"
    )
    assert set(in_a_new_python(code).split()) - sys.stdlib_module_names == {"hipkit"}


def test_no_module_takes_the_place_of_a_promised_name() -> None:
    """Once imported, a module is an attribute of its package: `hipkit.widgets.review` is a function."""
    import hipkit
    import hipkit.widgets

    for package in (hipkit, hipkit.widgets):
        modules = {path.stem for path in Path(package.__file__).parent.iterdir()}
        assert set(package.__all__) & modules == set(), package.__name__


def test_make_lists_every_task_in_one_line() -> None:
    listed = subprocess.run(["make", "help"], cwd=PROJECT, capture_output=True, text=True, check=True)
    lines = [line for line in listed.stdout.splitlines() if line.startswith("make ")]
    described = dict(re.fullmatch(r"make ([\w-]+) +(\S.*)", line).groups() for line in lines)
    assert set(TASKS) <= set(described)
    makefile = (PROJECT / "Makefile").read_text()
    assert set(described) == set(re.search(r"\.PHONY: (.*)", makefile)[1].split())


def test_whoever_wants_the_app_waits_for_no_tool_of_tests() -> None:
    extras = dict(re.findall(r"(app|all)\) extras='([a-z,]+)'", (PROJECT / "tools" / "setup.sh").read_text()))
    assert set(extras["all"].split(",")) == set(project()["project"]["optional-dependencies"])
    assert set(extras["all"].split(",")) - set(extras["app"].split(",")) == {"duckdb", "spark", "dev"}
    makefile = (PROJECT / "Makefile").read_text()
    assert {name for name in TASKS if f"\n{name}: $(READY_APP)" in makefile} == {"app", "lab"}


def test_each_extra_is_tried_by_itself() -> None:
    tried = runpy.run_path(str(PROJECT / "tools" / "extras.py"))["SMOKE"]
    assert set(tried) == {"", *project()["project"]["optional-dependencies"]}
    assert all(tried.values())


def test_ci_runs_the_test_command() -> None:
    script = PROJECT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert script.read_text().splitlines()[-1] == "exec make test"


def test_the_wheel_brings_the_notebooks() -> None:
    built = project()["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert built["force-include"] == {"notebooks": "hipkit/notebooks"}
    assert built["packages"] == ["hipkit"]


def test_the_version_is_one() -> None:
    code = "import importlib.metadata as m; print(m.version('hipkit'))"
    assert in_a_new_python(code).strip() == project()["project"]["version"]
