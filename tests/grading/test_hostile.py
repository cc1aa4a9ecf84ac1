"""Every hostile file gets the points it must get, tells nothing, reaches nothing and leaves nothing behind.

After every fourth an honest notebook is graded in the same box; its result must be the same to the byte as before all
attacks, and it prints all that it could see of them. Left out: parts of the walls one by one (`test_confine`), reading
the submission folder (`test_ingest`), and the corpus under stock nbgrader (`benchmarks.cheats`).
"""

import contextlib
import json
import os
import re
import shutil
import time

import psutil
import pytest

from autograde import checking
from autograde.exercises import of_lesson
from autograde.grading.records import encode
from autograde.grading.run.job import content_of, make_job, run_job
from autograde.grading.sandbox import fork, session
from autograde.grading.sandbox.box import LIMITS as OF_THE_SYSTEM
from autograde.grading.sandbox.box import NESTED, Box
from tests.grading import corpus
from tests.grading.host import host as a_host

HOSTILE = corpus.samples("hostile")
ATTACKS = [sample for sample in HOSTILE if sample.more["aim"] != "own code"]
pytestmark = pytest.mark.slow
KEPT_OUT = ("BEGIN SOLUTION", "BEGIN HIDDEN", "hidden=True", "Misconception(")  # words of the instructor's side
SIGNS = ("FOUND ", "READ ", "WROTE ", "CONNECTED ", "RESOLVED ", "OPENED ", "SUCCEEDED ", "ATTACHED ", "PROCESS ")
SIGNS += ("CHANGED ", "TYPED ", "MADE ", "ANOTHER ONE", "MARKUP", "LEAKED")  # what attacks show when they get through
FOLLOWED = 4  # attacks before an honest notebook, which costs as much as one of them
made: set[str] = set()
held: set[str] = set()
LIMITS = {(session, "CELL_SECONDS"): 2.0, (session, "SERVE_SECONDS"): 3.0, (session, "NOTEBOOK_SECONDS"): 40.0}
IMPATIENT = {(session, "CELL_SECONDS"): 1.0, (session, "SERVE_SECONDS"): 1.0, (fork, "WAITING"): 2}

INSPECTOR = """
import builtins, gc, os, random, resource, signal, sys, threading
import numpy as np
for place in ("/", "/tmp", "/home", "/home/student", "/dev", "/dev/shm", "/dev/pts", "/course"):
    print(place, sorted(os.listdir(place)))
    if os.access(place, os.W_OK):
        space = os.statvfs(place)
        print(space.f_blocks - space.f_bfree, space.f_files - space.f_ffree, "in use")
print([name for name in os.listdir("/proc") if name.isdigit()], threading.enumerate(), os.listdir("/proc/self/task"))
print(sorted(os.environ.items()), os.getcwd(), sorted(os.listdir("/proc/self/fd")))
print([str(signal.getsignal(number)) for number in (1, 2, 14, 15)], resource.getrlimit(resource.RLIMIT_NPROC))
print(random.random(), np.random.rand(), abs(-1), np.abs(-1), np.any([False]), isinstance(1, str))
print(sys.getrecursionlimit(), [name for name in sys.modules if "patched" in name])
print(len(sys.modules), len(builtins.__dict__), len(vars(np)), gc.isenabled(), gc.callbacks, sys.path)
print(os.umask(0o22), os.getpriority(os.PRIO_PROCESS, 0), open("/proc/self/oom_score_adj").read())
"""


@pytest.fixture(scope="module")
def bundles():
    if shutil.which("bwrap") is None:
        (pytest.fail if os.environ.get("REQUIRE_ALL") else pytest.skip)("install bubblewrap to test the sandbox")
    return corpus.bundles()


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch, a_host(tmp_path_factory.mktemp("host")) as made:
        patch.setenv("GRADEBOOK_PASSWORD", made.token)
        for (module, name), value in LIMITS.items():
            patch.setattr(module, name, value)
        patch.setitem(OF_THE_SYSTEM, "AS", 1536 << 20)  # half of what a notebook may take: to fill it takes time
        made.folder.parent.chmod(0o755)
        yield made


class Boxes:
    """One box a lesson, started when it is first asked for, its standard streams in a file.

    attacked: what was graded in a box since an honest notebook was, by lesson.
    """

    def __init__(self, bundles, folder) -> None:
        self.bundles, self.folder = bundles, folder
        self.found: dict[str, tuple] = {}
        self.attacked: dict[str, list[str]] = {}

    def __getitem__(self, lesson):
        """(box, processes below it, honest result, file of its standard streams)."""
        if lesson not in self.found:
            said = self.folder / lesson
            box = self.start(lesson, said)
            assert box.level == NESTED
            processes = below(box)
            self.found[lesson] = (box, processes, inspected(self.bundles[lesson], box), said)
            settle(box, processes)
        return self.found[lesson]

    def follow(self, lesson) -> None:
        """Grade an honest notebook after the attacks."""
        box, processes, honest, _ = self[lesson]
        attacks = self.attacked.pop(lesson)
        assert not differences(inspected(self.bundles[lesson], box), honest), f"it saw something of one of {attacks}"
        settle(box, processes)

    def start(self, lesson, said) -> Box:
        """A box that would write into the file `said` if it could write where its grader does."""
        ends = [os.dup(1), os.dup(2)]
        with said.open("wb") as file:
            for number in (1, 2):
                os.dup2(file.fileno(), number)
            try:
                return Box(self.bundles[lesson])
            finally:
                for number, end in zip((1, 2), ends, strict=True):
                    os.dup2(end, number)
                    os.close(end)


@pytest.fixture(scope="module")
def boxes(bundles, host, tmp_path_factory):
    made = Boxes(bundles, tmp_path_factory.mktemp("said"))
    yield made
    try:
        for lesson in list(made.attacked):
            made.follow(lesson)
    finally:
        for box, _, _, _ in made.found.values():
            box.close()


@contextlib.contextmanager
def patience(seconds):
    """Short limits for what is only there to reach them, `seconds` for all of it; 0: those of all the others."""
    with pytest.MonkeyPatch.context() as patch:
        for (module, name), value in ({**IMPATIENT, (session, "NOTEBOOK_SECONDS"): seconds} if seconds else {}).items():
            patch.setattr(module, name, value)
        yield


def below(box: Box) -> set[int]:
    """The numbers of all processes of a box."""
    return {process.pid for process in psutil.Process(box.process.pid).children(recursive=True)}


def settle(box: Box, processes: set[int]) -> set[int]:
    """The processes of a box that are left over once it had time to end them."""
    for _ in range(100):
        left = below(box) - processes
        if not left:
            break
        time.sleep(0.05)
    return left


def inspected(bundle, box) -> str:
    """The result, to the byte, of an honest notebook that looks around."""
    notebook = json.loads(corpus.whole(bundle.lesson, "perfect"))
    notebook["cells"].insert(0, corpus.own_cell(INSPECTOR, 0))
    data = json.dumps(notebook).encode()
    result = run_job(bundle, make_job(bundle, "honest", data, [], corpus.SECRET), box)
    assert result.points == result.max_points, result.reports
    return content_of(result)


def hidden_numbers(lesson: str, seed: str) -> set[str]:
    """Hidden inputs and their results as a student might spell them; what the visible probes hold is no secret."""
    spelled: dict[bool, set[str]] = {True: set(), False: set()}
    for exercise in of_lesson(lesson):
        for probe, seen in checking.probes_of(exercise, hidden=True, seed=seed):
            for thing in (probe.args, exercise.expected(probe)):
                text = json.dumps(thing, default=lambda array: array.tolist())
                spelled[seen] |= {text.strip("[]"), "P" + re.sub(r"\W", "_", "".join(re.findall(r"[-.\d]+", text)))}
                spelled[seen] |= {part.lstrip("-")[:9] for part in re.findall(r"\d+\.\d{8,}", text)}
    return {text for text in spelled[False] - spelled[True] if len(text) > 7}


@pytest.mark.parametrize("sample", HOSTILE, ids=[sample.name for sample in HOSTILE])
def test_it_gains_reaches_and_leaves_nothing(sample, bundles, boxes, host, tmp_path):
    bundle, (box, processes, _, said) = bundles[sample.lesson], boxes[sample.lesson]
    made.add(sample.name)
    boxes.attacked.setdefault(sample.lesson, []).append(sample.name)
    folder = tmp_path / "mallory" / sample.lesson
    folder.mkdir(parents=True)
    sample.hand_in(folder, host.names())
    job = corpus.job_of(bundle, tmp_path, "mallory")
    with patience(sample.more.get("patience", 0)):
        result = run_job(bundle, job, box)

    points = {name: report["points"] for name, report in result.reports.items()}
    assert points == sample.expected, sample.tries
    notes = " ".join(result.notes)
    assert all(word in notes for word in sample.words), notes

    graded = json.loads(result.notebook)
    shown = json.dumps([cell.get("outputs", []) for cell in graded["cells"]], ensure_ascii=False)
    told = json.dumps([shown, result.reports, result.notes], ensure_ascii=False)
    assert len(result.notebook) < 8_000_000, "the graded notebook is flooded"
    assert host.token not in encode(result)
    assert not [word for word in KEPT_OUT if word in told]
    assert not [sign for sign in SIGNS if sign in shown], shown[:2000]
    ascii_minus = told.replace("−", "-")
    assert not [number for number in hidden_numbers(sample.lesson, job.seed) if number in ascii_minus]
    assert not [c for c in result.notebook + told if (ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0]
    for kind in ("text/html", "application/javascript", "image/svg+xml", "text/latex", "widget-view"):
        places = [cell for cell in graded["cells"] if kind in json.dumps(cell.get("outputs", []))]
        assert all(cell["metadata"].get("nbgrader", {}).get("grade") for cell in places), f"{kind} of the student's"
    assert "<script>alert" not in json.dumps([cell["outputs"] for cell in graded["cells"] if is_tests(cell)])

    assert not host.touched(), sample.tries
    assert "LEAKED" not in said.read_text(errors="replace"), "the student wrote to the grader's terminal"
    assert not settle(box, processes) and not box.swept, "processes were left behind"
    if len(boxes.attacked[sample.lesson]) >= FOLLOWED:
        boxes.follow(sample.lesson)
    held.add(sample.name)


def differences(one: str, other: str) -> list[tuple[str, str]]:
    """Where two texts of results differ."""
    pairs = zip(one.split("\\n"), other.split("\\n"), strict=False)
    return [] if one == other else [("differ", ""), *(pair for pair in pairs if pair[0] != pair[1])]


def is_tests(cell) -> bool:
    """Whether a cell of the graded notebook is a tests cell."""
    return bool(cell["metadata"].get("nbgrader", {}).get("grade"))


def test_the_corpus_is_what_its_table_says():
    files = {path.stem for path in (corpus.FOLDER / "hostile").glob("*.py")}
    assert {sample.name for sample in HOSTILE} == files
    assert len(ATTACKS) >= 60
    for sample in HOSTILE:
        text = (corpus.FOLDER / "hostile" / f"{sample.name}.py").read_text(encoding="utf-8")
        assert text.startswith(f'"""{sample.tries}"""\n'), sample.name
        assert sample.more["aim"] in ("points", "read", "reach", "leave", "harm", "own code"), sample.name


def test_no_attack_came_through(record_property):
    attacks = {sample.name for sample in ATTACKS} & made
    record_property("figure", f"{len(attacks - held)} escapes of {len(attacks)}")
    assert attacks <= held
