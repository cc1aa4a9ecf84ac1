"""Make or refresh the course's environment in .venv with any Python 3.11 to 3.14: `python3 install.py`.

--torch adds PyTorch, which lesson 10 needs, as a build of some hundred MB; --torch --cuda takes the one of 5 GB where
there is no other; --dev adds what tests need, PyTorch included where it is to be had small. Nothing that was added once
goes away, and where all is up to date nothing is done. pip's words stand in .venv/install.log; whatever stops the
set-up ends in one line with the next step, and running it again goes on. Longer than other modules: it runs before
anything is installed, so it is one file, needs the standard library alone, and parses under Pythons that it refuses.
"""

import hashlib
import importlib.util
import json
import os
import platform
import queue
import re
import shutil
import subprocess
import sys
import threading
import time
from typing import Any

FIRST, LAST = (3, 11), (3, 14)  # as in pyproject.toml
ROOT = os.path.dirname(os.path.realpath(__file__))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))
STAMP = os.path.join(VENV, "installed.json")
LOG = os.path.join(VENV, "install.log")
MEGABYTE = 1 << 20
NEEDED = {"": 700, "--dev": 1100, "--torch": 1500, "--cuda": 11_000}  # MB that must be free, downloads included
TORCH = "torch==2.13.*"
NO_TORCH = "PyTorch 2.13 has no build for {}. Lesson 10 needs another machine; every other lesson runs here."
ONLY_CUDA = (
    "PyTorch's small build cannot be had here; what the package index offers brings CUDA, 5 GB in all. "
    "To take it: make torch CUDA=1 (without make: python3 install.py --torch --cuda)."
)
AGAIN = "Run the same command again: it goes on where it stopped."

FAULTS = (  # what pip says when something outside of the course is wrong, and the next step
    (
        r"No space left on device|Errno 28|not enough space on the disk",
        "The disk is full: {root} or the folder for temporary files, {temporary}. Free some space.",
    ),
    (
        r"ProxyError|Proxy Authentication|Tunnel connection failed|Cannot connect to proxy",
        "The proxy {proxy} does not let pip through. Set HTTPS_PROXY to your network's proxy, or unset it.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError|SSLCertVerificationError",
        "The connection to the package index is not trusted; a proxy or virus scanner may stand in between. "
        "Give pip its certificate: python3 -m pip config set global.cert FILE.",
    ),
    (
        r"NewConnectionError|NameResolutionError|name resolution|ConnectTimeout|ReadTimeout|timed out|IncompleteRead"
        r"|Connection (refused|reset|aborted)|Network is unreachable|Max retries exceeded",
        "The package index cannot be reached. Check the network connection.",
    ),
    (
        r"Permission denied|PermissionError|Access is denied",
        "A file in {root} or in pip's cache cannot be written. See whose it is, and whether JupyterLab still runs.",
    ),
    (
        r"ResolutionImpossible|No matching distribution found|Could not find a version",
        "The package index has not all versions that this course was tested with. A mirror may be behind: "
        "choose another with python3 -m pip config set global.index-url ADDRESS.",
    ),
    (
        r"Failed building wheel|error: command .* failed|metadata-generation-failed",
        "A package has no ready-made build for this machine and could not be compiled. "
        "Use a Python of 64 bits from python.org.",
    ),
)


class Stop(Exception):
    """The set-up cannot go on; the text is what the user reads."""


def main(arguments: "list[str]") -> int:
    """Make the environment what it should be; 0, or 1 after one line that says what stands in the way."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a path may hold what this terminal cannot show
    try:
        if set(arguments) - {"--dev", "--torch", "--cuda"}:
            raise Stop("install.py takes no options but --dev, --torch and --cuda.")
        check_python()
        works, had_torch = has("pip"), has("torch")
        before = stamp() if works else {}
        dev = "--dev" in arguments or before.get("dev", False)
        new = before != wanted(dev)
        if new:
            install(dev, keep=works and before.get("root", ROOT) == ROOT)
        if "--torch" in arguments:
            install_torch("--cuda" in arguments)
        elif new and (dev or had_torch):
            try_torch()
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", AGAIN, file=sys.stderr)
        return 1
    except OSError as error:
        reason = explained(str(error)) or f"{error.filename or ROOT}: {error.strerror or error}."
        print(reason, AGAIN, file=sys.stderr)
        return 1
    return 0


def check_python() -> None:
    """Stop unless this Python is one of those the course is made for and can make environments."""
    here = sys.version_info[:2]
    if not FIRST <= here <= LAST:
        raise Stop(
            "This course needs Python {}.{} to {}.{}; {} is {}.{}. Name another one: make lab PYTHON=python3.12".format(
                *FIRST, *LAST, sys.executable, *here
            )
        )
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing and not has("pip"):
        raise Stop(
            "This Python cannot make environments: {} is missing. On Debian or Ubuntu: "
            "sudo apt install python{}.{}-venv. {}".format(" and ".join(missing), *here, AGAIN)
        )


def wanted(dev: bool) -> "dict[str, object]":
    """What the stamp says after a complete installation of this clone as it is now."""
    digest = hashlib.sha256()
    for name in ("pyproject.toml", "constraints.txt"):
        with open(os.path.join(ROOT, name), "rb") as stream:
            digest.update(stream.read())
    return {"root": ROOT, "files": digest.hexdigest(), "dev": dev}


def stamp() -> "dict[str, Any]":
    """What was installed completely, from which files and in which folder; empty where nothing was."""
    try:
        with open(STAMP, encoding="utf-8") as stream:
            return dict(json.load(stream))
    except (OSError, ValueError, TypeError):
        return {}


def has(package: str) -> bool:
    """Whether .venv holds a Python that runs and a package; not after an upgrade of the system, or half made."""
    code = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({package!r}) is None)"
    try:
        return subprocess.call([PYTHON, "-I", "-c", code], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def install(dev: bool, keep: bool) -> None:
    """Let pip bring the packages into .venv; keep: it works in this place, else it is made from nothing."""
    started = time.monotonic()
    if not keep:
        check_room("--dev" if dev else "")
        make_environment()
    elif os.path.exists(STAMP):
        os.remove(STAMP)
    run_pip("--editable", ".[dev]" if dev else ".")
    with open(STAMP, "w", encoding="utf-8") as stream:
        json.dump(wanted(dev), stream)
    say_installed("The course is installed", started)


def try_torch() -> None:
    """Add PyTorch, which tests use; where that cannot be, say why and go on: those tests are then skipped."""
    try:
        install_torch(cuda=False)
    except Stop as stop:
        print(stop)


def install_torch(cuda: bool) -> None:
    """Add PyTorch: the small build of this system, or with `cuda` the one that the package index offers."""
    if has("torch"):
        return
    started = time.monotonic()
    release = platform.mac_ver()[0]
    if sys.platform == "darwin" and platform.machine() != "arm64":
        raise Stop(NO_TORCH.format("Macs with an Intel processor"))
    if sys.platform == "darwin" and int(release.partition(".")[0]) < 14:
        raise Stop(NO_TORCH.format("macOS " + release))
    check_room("--cuda" if cuda else "--torch")
    if cuda or sys.platform != "linux":  # elsewhere than on Linux the package index has the small build
        run_pip(TORCH)
    else:
        small_torch()
    say_installed("PyTorch is installed", started)


def small_torch() -> None:
    """Add the build without CUDA, from where pip is told to look, else from PyTorch's own index, which uv knows."""
    try:
        return run_pip(TORCH.replace("*", "0+cpu"))
    except Stop:
        said = log_text()
        if "Retrying (" in said or not ("No matching distribution" in said or "ResolutionImpossible" in said):
            raise
    run_pip("uv")
    options = ["--python", PYTHON, "--constraint", "constraints.txt", "--torch-backend", "cpu"]
    # as pip does: an institution's own certificates stand in the system's store, and what is installed is compiled once
    options += ["--system-certs", "--compile-bytecode"]
    try:
        run([PYTHON, "-m", "uv", "pip", "install", *options, TORCH], "PyTorch, some 200 MB")
    except Stop:
        raise Stop(ONLY_CUDA) from None


def log_text() -> str:
    """All that the last installer said."""
    with open(LOG, encoding="utf-8") as log:
        return log.read()


def check_room(what: str) -> None:
    """Stop where the disk has too little space left for what is to be installed."""
    free = shutil.disk_usage(ROOT).free // MEGABYTE
    if free < NEEDED[what]:
        raise Stop(f"{ROOT} has {free} MB left on its disk; {NEEDED[what]} MB are needed. Free some space. {AGAIN}")


def make_environment() -> None:
    """An empty environment in .venv, in place of one that was made elsewhere or does not run."""
    again = os.path.exists(STAMP)
    print("Making .venv again: it was made elsewhere, or broke …" if again else "Making .venv …", flush=True)
    command = [sys.executable, "-m", "venv", "--clear", VENV]
    made = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if made.returncode:
        said = made.stdout.decode("utf-8", "replace").strip()
        raise Stop("{} {}".format(explained(said) or "Python could not make .venv: " + said[-300:], AGAIN))


def run_pip(*wanted: str) -> None:
    """Let pip install into the environment; Stop with the reason when it fails."""
    options = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    run([PYTHON, "-m", "pip", "install", "--constraint", "constraints.txt", *wanted, *options])


def run(command: "list[str]", what: str = "looking at the package index") -> None:
    """Run an installer, keep what it says in the log and show how far it is; Stop with the reason when it fails."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    lines = queue.Queue()  # type: queue.Queue[str | None]

    def read() -> None:
        for line in process.stdout or ():
            lines.put(line.decode("utf-8", "replace"))
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    progress = Progress(what)
    said = []
    try:
        with open(LOG, "w", encoding="utf-8") as log:
            while True:
                try:
                    line = lines.get(timeout=0.5)
                except queue.Empty:
                    progress.show()
                    continue
                if line is None:
                    break
                said.append(line)
                log.write(line)
                progress.note(line)
    finally:
        progress.clear()
        if process.poll() is None:
            process.terminate()
        failed = process.wait()
    if failed:
        reason = explained("".join(said)) or "Something could not be installed."
        raise Stop(f"{reason} {AGAIN} (All that was said: {LOG})")


def explained(text: str) -> str:
    """The next step for the first known fault in a text; "" for none."""
    proxy = next((os.environ[name] for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY") if os.environ.get(name)), "")
    proxy = re.sub(r"//[^/@]*@", "//", proxy)  # no password on a screen
    for pattern, step in FAULTS:
        if re.search(pattern, text):
            return step.format(proxy=proxy or "(set for pip)", root=ROOT, temporary=os.environ.get("TMPDIR", "/tmp"))
    return ""


class Progress:
    """One line that says what pip is doing: rewritten in a terminal, written now and then elsewhere."""

    def __init__(self, what: str) -> None:
        self.started, self.shown = time.monotonic(), 0.0
        self.found, self.total, self.what = 0, 0, what
        self.every = 0.5 if sys.stdout.isatty() else 15.0

    def note(self, line: str) -> None:
        """Take in a line of pip's."""
        collecting = re.match(r"Collecting ([\w.-]+)", line)
        if collecting:
            self.found += 1
            self.what = f"{self.found} packages found, now {collecting.group(1)}"
        elif line.startswith("Installing collected packages:"):
            self.total = line.count(",") + 1
        elif "Retrying (" in line:
            self.what = "waiting for the network"
        self.show()

    def show(self) -> None:
        """Write the line, if it is time for it."""
        now = time.monotonic()
        if now - self.shown < self.every:
            return
        self.shown = now
        if self.total:
            self.what = f"{min(self.total, installed())} of {self.total} packages unpacked"
        text = "Installing ({}:{:02}): {}".format(*divmod(int(now - self.started), 60), self.what)
        print("\r" + text[:78].ljust(78) if sys.stdout.isatty() else text, end="" if sys.stdout.isatty() else "\n")
        sys.stdout.flush()

    def clear(self) -> None:
        """Leave an empty line behind in a terminal."""
        if sys.stdout.isatty():
            print("\r" + " " * 78 + "\r", end="")


def say_installed(what: str, started: float) -> None:
    """Say what is there now, how long it took, where it lies and how large it is."""
    sizes = (os.lstat(os.path.join(where, name)).st_size for where, _, names in os.walk(VENV) for name in names)
    took = "{}:{:02}".format(*divmod(round(time.monotonic() - started), 60))
    print(f"{what} ({took}): {VENV}, {sum(sizes) // MEGABYTE} MB.")


def installed() -> int:
    """How many packages the environment holds."""
    return sum(name.endswith(".dist-info") for _, folders, _ in os.walk(VENV) for name in folders)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
