"""`install.py`, with Pythons, networks and folders that it meets on other people's machines.

What it says is tried by running it, in a copy of its own with a course that needs no package; only what pip says of a
full disk or a missing compiler is handed to it as text. An environment is made in full once; where one is made again,
pip is copied from there, which is all that the making costs. Left out: whether the real packages are there for every
Python and system (`test_constraints`).
"""

import ast
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SPEC = importlib.util.spec_from_file_location("install", ROOT / "install.py")
assert SPEC and SPEC.loader
install = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(install)
NO_INDEX = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": os.devnull}
NOWHERE = "http://127.0.0.1:9"  # a port at which nothing listens

# a course with nothing to fetch: its build backend is a file of its own
COURSE = """\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "tiny"
version = "1"
[project.optional-dependencies]
dev = []
"""
BACKEND = '''\
"""Builds the editable wheel of a package without files, with the standard library alone."""
import zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "tiny-1-py3-none-any.whl"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as wheel:
        metadata = "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1\\nProvides-Extra: dev\\n"
        wheel.writestr("tiny-1.dist-info/METADATA", metadata)
        wheel.writestr("tiny-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("tiny-1.dist-info/RECORD", "")
    return name
'''

# in place of what unpacks pip into a new environment, if pip is wanted there: it takes the pip that is here
PIP_AT_HAND = """\
import sys

if sys.orig_argv[1:3] == ["-m", "venv"]:
    import shutil, venv
    from pathlib import Path

    def bring_pip(self, context):
        packages = "lib/python{{}}.{{}}/site-packages".format(*sys.version_info)
        for folder in {folders!r}:
            shutil.copytree(folder, Path(context.env_dir) / packages / Path(folder).name)
        Path(context.bin_path, "pip").write_text("#!" + context.env_exe, encoding="utf-8")

    venv.EnvBuilder._setup_pip = bring_pip
"""


@pytest.fixture
def clone(tmp_path):
    """A clone in a folder whose name has a space and Chinese characters."""
    return written(tmp_path / "反向 传播")


@pytest.fixture(scope="module")
def pip_at_hand(tmp_path_factory):
    """What lets an environment be made quickly, as an option of `run`; nothing where the tests run without pip."""
    folders = [str(folder) for folder in Path(sysconfig.get_path("purelib")).glob("pip*") if folder.is_dir()]
    if not folders:
        return {}
    place = tmp_path_factory.mktemp("pip at hand")
    (place / "sitecustomize.py").write_text(PIP_AT_HAND.format(folders=folders), encoding="utf-8")
    return {"PYTHONPATH": str(place)}


@pytest.fixture(scope="module")
def finished(tmp_path_factory, pip_at_hand):
    """A clone in which the course was installed once, and what was said."""
    folder = written(tmp_path_factory.mktemp("finished") / "反向 传播")
    return folder, run(folder, **pip_at_hand)


@pytest.fixture
def ready(finished, clone):
    """A clone with its environment, for a test of its own to change."""
    shutil.copytree(finished[0] / ".venv", clone / ".venv", symlinks=True, copy_function=os.link)
    stamp = clone / ".venv" / "installed.json"
    written_there = json.loads(stamp.read_text())
    for name in ("installed.json", "install.log"):  # which are written in place
        (clone / ".venv" / name).unlink()
    stamp.write_text(json.dumps({**written_there, "root": str(clone)}))
    return clone


def written(folder: Path) -> Path:
    """A folder with `install.py` and a course."""
    folder.mkdir()
    shutil.copy(ROOT / "install.py", folder)
    (folder / "pyproject.toml").write_text(COURSE, encoding="utf-8")
    (folder / "backend.py").write_text(BACKEND, encoding="utf-8")
    (folder / "constraints.txt").write_text("", encoding="utf-8")
    return folder


def run(clone: Path, *options: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """`python install.py` in a clone, with few retries of pip's; no traceback ever reaches the user."""
    found = subprocess.run(
        [sys.executable, "install.py", *options],
        cwd=clone,
        env={**os.environ, "PIP_RETRIES": "1", "PIP_TIMEOUT": "5", "PYTHONUTF8": "1", **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert "Traceback" not in found.stdout + found.stderr
    return found


def needs(clone: Path, package: str) -> None:
    """Let the course need a package."""
    text = COURSE.replace('version = "1"', f'version = "1"\ndependencies = ["{package}"]')
    (clone / "pyproject.toml").write_text(text, encoding="utf-8")
    backend = BACKEND.replace("Provides-Extra: dev", f"Provides-Extra: dev\\nRequires-Dist: {package}")
    (clone / "backend.py").write_text(backend, encoding="utf-8")


def installed(clone: Path) -> bool:
    """Whether the environment of a clone holds the course."""
    python = clone / ".venv" / "bin" / "python"
    code = "import importlib.metadata as m; m.version('tiny')"
    return subprocess.run([python, "-c", code], capture_output=True).returncode == 0


@pytest.mark.slow
def test_it_installs_tells_where_and_does_nothing_the_second_time(finished):
    clone, first = finished
    assert first.returncode == 0 and installed(clone), first.stderr
    assert str(clone / ".venv") in first.stdout and " MB." in first.stdout
    again = run(clone)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


@pytest.mark.slow
def test_what_changed_is_installed_again_and_what_was_added_stays(ready):
    (packages,) = (ready / ".venv" / "lib").glob("python*/site-packages")
    (packages / "torch").mkdir()  # so that no PyTorch is asked for
    assert json.loads((ready / ".venv" / "installed.json").read_text())["dev"] is False
    run(ready, "--dev", **NO_INDEX)
    assert json.loads((ready / ".venv" / "installed.json").read_text())["dev"] is True
    (ready / "constraints.txt").write_text("# newer\n", encoding="utf-8")
    assert "installed" in run(ready, **NO_INDEX).stdout
    assert json.loads((ready / ".venv" / "installed.json").read_text())["dev"] is True


@pytest.mark.slow
def test_a_moved_clone_gets_its_environment_again(ready, tmp_path, pip_at_hand):
    moved = ready.rename(tmp_path / "elsewhere")
    found = run(moved, **pip_at_hand)
    assert found.returncode == 0 and installed(moved), found.stderr
    assert "made elsewhere" in found.stdout
    assert str(moved) in (moved / ".venv" / "bin" / "pip").read_text(encoding="utf-8").splitlines()[0]


@pytest.mark.slow
@pytest.mark.parametrize("left", ["half an environment", "no pip", "a dead interpreter"])
def test_an_environment_that_is_broken_is_made_again(ready, left, pip_at_hand):
    if left == "half an environment":
        shutil.rmtree(ready / ".venv")
        (ready / ".venv" / "bin").mkdir(parents=True)
    elif left == "no pip":
        for packages in (ready / ".venv").glob("lib*/python*/site-packages/pip"):
            shutil.rmtree(packages)
    else:
        (ready / ".venv" / "bin" / "python").unlink()
        (ready / ".venv" / "bin" / "python").symlink_to("/nowhere/python3")
    found = run(ready, **pip_at_hand)
    assert found.returncode == 0 and installed(ready), found.stderr
    assert list((ready / ".venv").glob("lib/python*/site-packages/pip/__init__.py"))


NO_NETWORK = (  # where pip is told to look, and what a user reads
    ({"PIP_INDEX_URL": NOWHERE}, "cannot be reached. Check the network connection"),
    ({"PIP_INDEX_URL": "https://packages.invalid", "HTTPS_PROXY": "http://me:secret@127.0.0.1:9"}, "The proxy "),
)


@pytest.mark.slow
def test_without_the_package_index_it_says_why_and_goes_on_afterwards(ready):
    needs(ready, "one-that-is-nowhere")
    nothing = {"PIP_NO_INDEX": "0", "PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": "", "PIP_CONFIG_FILE": os.devnull}
    for environment, said in NO_NETWORK:
        found = run(ready, **nothing, **environment)
        assert found.returncode == 1, environment
        assert len(found.stderr.splitlines()) == 1 and said in found.stderr, environment
        assert "Run the same command again" in found.stderr and "install.log" in found.stderr
        assert "secret" not in found.stderr
    (ready / "pyproject.toml").write_text(COURSE, encoding="utf-8")
    (ready / "backend.py").write_text(BACKEND, encoding="utf-8")
    assert run(ready).returncode == 0 and installed(ready)


def test_a_python_without_ensurepip_names_the_package_to_install(clone, tmp_path):
    block = tmp_path / "block"
    block.mkdir()
    blocked = (
        "import importlib.util as u\n"
        "find = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'ensurepip' else find(name, *rest)\n"
    )
    (block / "sitecustomize.py").write_text(blocked, encoding="utf-8")
    found = run(clone, PYTHONPATH=str(block))
    assert found.returncode == 1 and len(found.stderr.splitlines()) == 1
    assert f"sudo apt install python3.{sys.version_info[1]}-venv" in found.stderr


@pytest.mark.parametrize("version", [(3, 8), (3, 10), (3, 15), (4, 0)])
def test_other_pythons_are_refused_by_name(monkeypatch, capsys, version):
    monkeypatch.setattr(install.sys, "version_info", (*version, 0, "final", 0))
    assert install.main([]) == 1
    said = capsys.readouterr().err
    assert "needs Python 3.11 to 3.14" in said and f"is {version[0]}.{version[1]}" in said and "PYTHON=" in said


def test_it_is_made_for_the_pythons_that_the_project_names():
    requires = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    first, last = install.FIRST, install.LAST
    assert requires == f">={first[0]}.{first[1]},<{last[0]}.{last[1] + 1}"


def test_it_parses_under_the_pythons_that_it_refuses():
    ast.parse((ROOT / "install.py").read_text(encoding="utf-8"), feature_version=(3, 7))


def test_a_disk_without_room_is_told_before_anything_is_written(clone, monkeypatch, capsys):
    monkeypatch.setattr(install, "ROOT", str(clone))
    monkeypatch.setattr(install, "VENV", str(clone / ".venv"))
    monkeypatch.setattr(install, "PYTHON", str(clone / ".venv" / "bin" / "python"))
    monkeypatch.setattr(install, "STAMP", str(clone / ".venv" / "installed.json"))
    usage = type("Usage", (), {"free": 100 << 20})
    monkeypatch.setattr(install.shutil, "disk_usage", lambda place: usage)
    assert install.main([]) == 1
    assert "100 MB left" in capsys.readouterr().err and not (clone / ".venv").exists()


@pytest.mark.parametrize(
    ("said", "step"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk is full"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify", "certificate"),
        ("OSError('Tunnel connection failed: 407 Proxy Authentication Required')", "proxy"),
        ("ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: '/x'", "be written"),
        ("  × Building wheel for pyzmq did not run successfully.\nERROR: Failed building wheel", "ready-made"),
        ("ERROR: Could not find a version that satisfies the requirement numpy==2.4.6", "mirror"),
        ("socket.timeout: The read operation timed out", "network"),
    ],
)  # fmt: skip
def test_what_pip_says_becomes_one_next_step(said, step):
    line = install.explained(f"Collecting x\n{said}\n")
    assert step in line and "\n" not in line


@pytest.mark.parametrize(("machine", "release"), [("x86_64", "15.1"), ("arm64", "13.6.1"), ("arm64", "12.0")])
def test_macs_without_a_build_of_torch_are_told_so(monkeypatch, machine, release):
    monkeypatch.setattr(install, "has", lambda package: False)
    monkeypatch.setattr(install.sys, "platform", "darwin")
    monkeypatch.setattr(install.platform, "machine", lambda: machine)
    monkeypatch.setattr(install.platform, "mac_ver", lambda: (release, ("", "", ""), machine))
    with pytest.raises(install.Stop, match=r"no build for (Macs with an Intel processor|macOS 1[23])"):
        install.install_torch(cuda=False)


def test_where_torch_cannot_be_had_the_tests_go_without_it(monkeypatch, capsys):
    def nothing(cuda):
        raise install.Stop("pip found nothing")

    monkeypatch.setattr(install, "install_torch", nothing)
    install.try_torch()
    assert capsys.readouterr().out == "pip found nothing\n"


def test_the_large_build_of_torch_is_taken_only_when_asked_for(monkeypatch, tmp_path):
    asked = []

    def run_pip(*wanted):
        asked.append(wanted)
        if wanted[0].startswith("torch") and "cpu" in wanted[0]:
            raise install.Stop("pip found nothing")

    def no_uv(command, what=""):
        raise install.Stop("uv found nothing")

    monkeypatch.setattr(install.sys, "platform", "linux")
    monkeypatch.setattr(install, "has", lambda package: False)
    monkeypatch.setattr(install, "check_room", lambda what: None)
    monkeypatch.setattr(install, "VENV", str(tmp_path))  # whose size is told
    monkeypatch.setattr(install, "run_pip", run_pip)
    monkeypatch.setattr(install, "run", no_uv)
    monkeypatch.setattr(install, "log_text", lambda: "ERROR: No matching distribution found for torch==2.13.0+cpu")
    with pytest.raises(install.Stop, match="make torch CUDA=1"):
        install.install_torch(cuda=False)
    assert asked == [("torch==2.13.0+cpu",), ("uv",)]
    install.install_torch(cuda=True)
    assert asked[-1] == (install.TORCH,)
