"""What a student's process can and cannot do, wall by wall: asked from inside, and compared with this process outside.

Left out: attacks that use what is left (`test_hostile`), and machines that offer less (`test_levels`).
"""

import contextlib
import errno
import json
import os
import platform
import shutil
import time

import psutil
import pytest

from autograde.boxed import confine
from autograde.boxed.watch import CROWD, FILES, PATIENCE, Watch, below
from autograde.course import Course
from autograde.grading.intake.bundle import make_bundle
from autograde.grading.sandbox import bwrap
from autograde.grading.sandbox.box import DERIVERS, LIMITS, Box
from autograde.grading.sandbox.fork import DIED
from autograde.grading.sandbox.session import Session
from autograde.handed_in.cells import LessonCell
from tests.course_copy import ROOT
from tests.grading.corpus import extra

slow = pytest.mark.slow
MACHINE = {"AMD64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
NUMBERS = confine.FORBIDDEN.get(MACHINE, {})


STUDENTS_SIDE = [
    "__init__.py",
    "capped_text.py",
    "closed_functions.py",
    "closing.py",
    "kept_state.py",
    "plain.py",
    "play.py",
    "players",
    "time_limit.py",
]


@pytest.fixture(scope="module")
def box():
    if shutil.which("bwrap") is None:
        (pytest.fail if os.environ.get("REQUIRE_ALL") else pytest.skip)("install bubblewrap to test the sandbox")
    made = Box(make_bundle(Course(ROOT), "01_slopes"))
    yield made
    made.close()


def inside(box, *sources, closes=None):
    """Run cells in one fork: (what each has printed as JSON, why a cell was stopped)."""
    with forked(box, *sources, closes=closes) as found:
        return found


@contextlib.contextmanager
def forked(box, *sources, closes=None):
    """As `inside`, and the fork lives on until the block ends."""
    cells = [extra(f"import json\n{source}") for source in sources]
    session, shown = Session(box, cells, 1, {}, closes), {}
    try:
        session.run_all(shown.__setitem__)
        for outputs in shown.values():
            assert not [output for output in outputs if output["output_type"] == "error"], outputs
        yield [json.loads(output["text"]) for outputs in shown.values() for output in outputs[:1]], session.guilty
    finally:
        session.end()


def one(box, source, **options):
    """What one cell has printed as JSON."""
    ((found,), guilty) = inside(box, source, **options)
    assert not guilty
    return found


# --- namespaces and rights --------------------------------------------------------------------------------------------


@slow
def test_every_fork_has_namespaces_of_its_own(box, monkeypatch):
    ask = "import os\nplace = '/proc/self/ns/'\n"
    ask += "print(json.dumps({name: os.readlink(place + name) for name in os.listdir(place)}))"
    with forked(box, ask) as ((first,), _):  # still there: the kernel gives the number of an ended namespace again
        monkeypatch.setattr(box, "sweep", lambda: None)  # it would wait for the first one to end, for half a minute
        second = one(box, ask)
    monkeypatch.undo()
    box.sweep()
    for name in ("user", "mnt", "pid", "net", "ipc", "uts", "cgroup"):
        assert first[name] != os.readlink(f"/proc/self/ns/{name}"), name
        assert first[name] != second[name] or name == "pid_for_children", name


@slow
def test_it_has_no_rights_and_gets_none(box):
    status = dict(
        line.split(":\t") for line in one(box, "print(json.dumps(open('/proc/self/status').read()))").splitlines()
    )
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(status[name], 16) == 0, name
    assert status["NoNewPrivs"] == "1" and status["Seccomp"] == "2"
    assert status["Uid"].split() == ["65534"] * 4
    real = set()
    for process in psutil.Process(box.process.pid).children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):  # the fork that answered may still be ending
            real.add(process.uids().real)
    assert real and 0 not in real, "something inside the box runs as root"


@slow
def test_it_sees_its_own_processes_only(box):
    code = "import os, subprocess\nchild = subprocess.Popen(['sleep', '60'])\n"
    code += "print(json.dumps([os.getpid(), child.pid, sorted(int(n) for n in os.listdir('/proc') if n.isdigit())]))"
    me, child, seen = one(box, code)
    assert me == 1 and seen == [me, child]


@slow
def test_when_the_connection_ends_all_its_processes_end(box):
    before = {process.pid for process in psutil.Process(box.process.pid).children(recursive=True)}
    inside(
        box,
        "import subprocess\nfor _ in range(5): subprocess.Popen(['sleep', '600'], start_new_session=True)\nprint(1)",
    )
    for _ in range(100):
        left = {process.pid for process in psutil.Process(box.process.pid).children(recursive=True)} - before
        if not left:
            return
        time.sleep(0.05)
    raise AssertionError(f"left over: {left}")


# --- system calls -----------------------------------------------------------------------------------------------------

CALLS = """
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
def attempt(number, *args):
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(arg) for arg in args])
    return errno.errorcode.get(ctypes.get_errno(), "none") if result < 0 else "done"
"""


@slow
def test_forbidden_calls_are_refused(box):
    table = dict(NUMBERS.items())
    said = one(box, f"{CALLS}\nprint(json.dumps({{n: attempt(k, 0, 0, 0, 0, 0) for n, k in {table!r}.items()}}))")
    assert said == dict.fromkeys(NUMBERS, "EPERM")


@slow
def test_new_namespaces_and_other_ways_to_call_are_refused(box):
    clone, flags = confine.CLONE[MACHINE], confine.ALL_NAMESPACES
    kinds = [1 << bit for bit in range(32) if flags >> bit & 1]
    said = one(box, f"{CALLS}\nprint(json.dumps([attempt({clone}, kind | 17, 0, 0, 0, 0) for kind in {kinds}]))")
    assert said == ["EPERM"] * 7
    assert one(box, f"{CALLS}\nprint(json.dumps(attempt({confine.CLONE3}, 0, 0)))") == "ENOSYS"
    if MACHINE == "x86_64":  # the numbers of another calling convention
        assert one(box, f"{CALLS}\nprint(json.dumps(attempt(0x40000000 + 39)))") in ("EPERM", "ENOSYS")


@slow
def test_local_sockets_are_all_there_is(box):
    code = """
import socket
found = {}
for family in range(1, 46):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        for make in (socket.socket, socket.socketpair):
            try:
                ends = make(family, kind)
                found[family] = "opened"
            except OSError as error:
                found.setdefault(family, error.errno)
print(json.dumps(found))
"""
    found = {int(family): what for family, what in one(box, code).items()}
    assert found.pop(1) == "opened"
    assert set(found.values()) == {errno.EPERM}


def test_both_tables_of_calls_are_whole_and_in_the_filter():
    only_here = {"modify_ldt", "iopl", "ioperm"}  # calls that the other processor has not
    assert set(confine.FORBIDDEN["x86_64"]) - only_here == set(confine.FORBIDDEN["aarch64"])
    for machine, table in confine.FORBIDDEN.items():
        assert len(set(table.values())) == len(table), machine
        program = confine.filter_program(machine)
        assert len(program) % 8 == 0 and len(program) // 8 < 4096
        steps = {program[at : at + 8] for at in range(0, len(program), 8)}
        refused = {int.from_bytes(step[4:], "little") for step in steps if step[:4] == b"\x15\x00\x00\x01"}
        assert set(table.values()) <= refused, machine


# --- files ------------------------------------------------------------------------------------------------------------


@slow
def test_it_can_write_into_three_folders_and_no_other(box):
    code = """
import os
found = {}
for line in open("/proc/self/mountinfo"):
    place = line.split()[4]
    try:
        with open(os.path.join(place, "written"), "w") as file:
            file.write("x")
        space = os.statvfs(place)
        found[place] = [space.f_blocks * space.f_frsize, space.f_files]
    except OSError as error:
        pass
print(json.dumps(found))
"""
    found = one(box, code)
    assert set(found) == {"/tmp", "/dev/shm", "/home/student"}
    assert all(size <= 64 << 20 and files <= 4096 for size, files in found.values())


@slow
def test_it_sees_neither_the_course_nor_the_home_of_anybody(box):
    code = """
import os
print(json.dumps({place: sorted(os.listdir(place)) if os.path.isdir(place) else None for place in PLACES}))
""".replace(
        "PLACES", repr(["/course", "/course/autograde", "/etc", "/sys", "/run", "/var", str(ROOT), "/home/student"])
    )
    found = one(box, code)
    assert found["/course"] == ["autograde", "backprop_lib", "boxed"]
    assert found["/course/autograde"] == STUDENTS_SIDE
    assert set(found["/etc"]) <= {"alternatives", "fonts", "ld.so.cache", "localtime"}
    assert [found[place] for place in ("/sys", "/run", "/var")] == [None] * 3
    assert set(found[str(ROOT)] or []) <= {".venv"} and found["/home/student"] == []


@slow
def test_its_open_files_are_one_socket_and_nothing(box):
    code = "import os\nplaces = [f'/proc/self/fd/{number}' for number in range(100)]\n"
    code += "print(json.dumps([os.readlink(place) for place in places if os.path.lexists(place)]))"
    first, *others = sorted(one(box, code), key=lambda name: not name.startswith("socket:"))
    assert first.startswith("socket:") and others == ["/dev/null"] * 3


@slow
def test_packages_that_derive_by_themselves_are_empty(box):
    code = f"""
import importlib
found = {{}}
for name in {DERIVERS!r}:
    try:
        found[name] = [part for part in dir(importlib.import_module(name)) if not part.startswith("__")]
    except ImportError:
        found[name] = []
print(json.dumps(found))
"""
    assert one(box, code) == {name: [] for name in DERIVERS}


def test_packages_of_every_python_within_reach_are_looked_through(tmp_path, monkeypatch):
    environment, base, conda = (tmp_path / name for name in ("environment", "base", "conda"))
    own, unpacked = environment / "lib/python3.12/site-packages", conda / "pkgs/sympy-1.14-py/site-packages"
    places = [own, base / "lib/python3.12/site-packages", base / "local/lib/python3.12/dist-packages", unpacked]
    places += [base / "lib/python3/dist-packages", conda / "envs/other/lib/python3.11/site-packages"]
    for place in places:
        (place / "sympy").mkdir(parents=True)
    (environment / "lib64").symlink_to("lib")
    (base / "lib/python3.11").mkdir()
    (base / "lib/python3.11/site-packages").symlink_to("/etc")  # leads to what is not within reach
    monkeypatch.setattr(bwrap, "package_folders", bwrap.package_folders.__wrapped__)  # nothing is remembered
    monkeypatch.setattr(bwrap, "system_paths", lambda: list(map(str, (environment, base, conda))))
    monkeypatch.setattr(bwrap.sysconfig, "get_paths", lambda: {"purelib": str(own), "platlib": str(own)})
    assert sorted(bwrap.installed(("sympy",))) == sorted(f"{place}/sympy" for place in places)


@slow
def test_the_source_of_the_librarys_gradients_is_out_of_reach(box):
    code = """
from backprop_lib import circuit, gates, gradcheck, numerical, touch
import os
files = [touch.FOLDER / "gates.mjs", touch.FOLDER / "circuit.mjs"]
files += [module.__file__ for module in (circuit, gates, gradcheck, numerical)]
compiled = os.path.join(os.path.dirname(gates.__file__), "__pycache__")
print(json.dumps([*(open(file).read() for file in files), os.listdir(compiled) if os.path.isdir(compiled) else []]))
"""
    assert one(box, code) == [*[""] * 6, []]


@slow
def test_gradients_that_are_gone_from_the_start_are_nowhere(box):
    code = """
def look(x):
    import gc
    from backprop_lib import gates
    from autograde.closed_functions import refuse
    tuples = [item for item in gc.get_objects() if type(item) is tuple]
    kept = sum(getattr(part, "co_name", "") == "mul_backward" for item in tuples for part in item)
    return gates.mul_backward.__code__ is refuse.__code__, kept, gates.mul(x, 3.0)
"""
    cells = [extra(code), LessonCell("look", "code", "tests", "", "look")]
    request = {"exercise": "look", "functions": ["look"], "run": "play.call", "probes": [("look", (2.0,))]}
    for closes, gone in (([], True), (None, False)):
        session = Session(box, cells, 1, {}, closes)
        try:
            session.run_all(lambda position, outputs: None)
            ((outcome,),) = session.serve([{**request, "closes": [], "opens": ["candidates"]}])
        finally:
            session.end()
        closed, kept, product = outcome["value"]
        assert closed and product == 6.0  # while it is called, it is closed in either world
        assert (kept == 0) == gone  # but in the first one somebody has to keep the code, to put it back


# --- limits -----------------------------------------------------------------------------------------------------------


@slow
def test_limits_are_set_and_cannot_be_raised(box):
    code = """
import resource
found = {}
for name in NAMES:
    number = getattr(resource, f"RLIMIT_{name}")
    found[name] = resource.getrlimit(number)[1]
    try:
        resource.setrlimit(number, (found[name], resource.RLIM_INFINITY))
        found[name] = "raised"
    except (OSError, ValueError):
        pass
print(json.dumps(found))
""".replace("NAMES", repr(list(LIMITS)))
    assert one(box, code) == LIMITS


@slow
def test_it_is_the_first_to_go_when_memory_runs_out(box):
    assert one(box, "print(json.dumps(int(open('/proc/self/oom_score_adj').read())))") == 1000
    taken_back = """
try:
    with open("/proc/self/oom_score_adj", "w") as stream:
        stream.write("0")
except OSError:
    pass
print(json.dumps(int(open("/proc/self/oom_score_adj").read())))
"""
    assert one(box, taken_back) == 1000


@slow
def test_the_buffers_of_sockets_are_bounded_by_the_number_of_open_files(box):
    pairs = f"""
import os, socket, time
kept = []
for _ in range({FILES // LIMITS["NOFILE"] + 4}):
    if os.fork() == 0:
        try:
            while True: kept.append(socket.socketpair())
        except OSError:
            time.sleep(600)
time.sleep(600)
"""
    _, guilty = inside(box, pairs)
    assert guilty == {0: DIED}


@slow
def test_many_processes_together_may_use_no_more_memory_than_one(box):
    hog = """
import os, time
for _ in range(8):
    if os.fork() == 0:
        taken = bytearray(b"x") * (500 << 20)
        time.sleep(600)
time.sleep(600)
"""
    _, guilty = inside(box, hog)
    assert guilty == {0: DIED}


@slow
def test_a_crowd_of_busy_processes_is_ended(box):
    crowd = f"""
import os
for _ in range({CROWD + 4}):
    if os.fork() == 0:
        while True: pass
while True: pass
"""
    started = time.monotonic()
    _, guilty = inside(box, crowd)
    assert guilty == {0: DIED}, "it ran until its time was up"
    assert time.monotonic() - started < 25


def test_what_a_process_uses_is_counted_with_all_below_it():
    import subprocess

    child = subprocess.Popen(["sh", "-c", "sleep 60 & sleep 60"])
    try:
        watch = Watch(child.pid, 1 << 30)
        for _ in range(100):
            if len(below(child.pid)) == 3:
                break
            time.sleep(0.02)
        assert len(below(child.pid)) == 3
        assert not watch.too_much()
        watch.memory = 1
        assert watch.too_much()
    finally:
        for process in psutil.Process(child.pid).children():
            process.kill()
        child.wait()


def test_a_short_rush_is_no_crowd(monkeypatch):
    watch = Watch(os.getpid(), 1 << 40)
    monkeypatch.setattr(watch, "at_work", lambda process: (CROWD + 1) * (process == os.getpid()))
    assert not any(watch.too_much() for _ in range(PATIENCE - 1))
    assert watch.too_much()
    monkeypatch.setattr(watch, "at_work", lambda process: int(process == os.getpid()))
    assert not watch.too_much() and watch.crowded == 0
