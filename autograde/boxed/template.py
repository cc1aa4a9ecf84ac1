"""The warm process inside the sandbox: imports and reading cells are done once, then one fork a notebook.

It speaks to one worker over one socket. It never runs a byte of a student: each fork closes itself off first
(`confine`), and each has its own connection to the worker, which is also its lifetime: when the worker closes it, the
fork and everything it started is killed.
"""

from __future__ import annotations

import gc
import importlib
import os
import select
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograde import closing, players

from . import cells, confine, landlock, wire
from .watch import Watch

MOMENT = 250  # milliseconds between two looks at what a student's processes use


def start(setup: Mapping[str, Any]) -> Any:
    """Import what the lesson uses, torch left out, put its data files and the known fonts in place, make the shell."""
    cells.put(setup["home"], setup["files"])
    cells.put(os.environ["MPLCONFIGDIR"], setup["fonts"])
    os.chdir(setup["home"])
    for name in setup["imports"]:
        importlib.import_module(name) if name != "torch" else None
    for path in sorted(Path(players.__file__).parent.glob("[a-z]*.py")):
        importlib.import_module(f"autograde.players.{path.stem}")
    closing.library_functions(())  # loads what holds them: their source files are out of reach in the forks
    return cells.make_shell()


def warm(setup: Mapping[str, Any], shell: Any, without_torch: bool) -> dict[int, cells.Names]:
    """Run the reading cells, with torch if the lesson uses it; without it, what of them runs then."""
    import numpy as np

    if without_torch:
        sys.modules |= dict.fromkeys(map(os.path.basename, setup["derivers"]))  # nor are they there in its forks
    elif "torch" in setup["imports"]:
        import torch

        torch.set_num_threads(1)
    np.random.seed(0)
    gc.freeze()  # what is imported stays: there is no garbage in it, now or while the reading cells run
    gc.enable()
    run = cells.run_what_runs if without_torch else cells.run_cell
    bound = cells.run_reading_cells(shell, setup["cells"], run)
    if (tasks := len(os.listdir("/proc/self/task"))) != 1:
        raise RuntimeError(f"the template has {tasks} threads; a fork of it could hang")
    gc.collect()
    gc.freeze()
    return bound


def main(descriptor: int) -> None:
    """Warm up, and fork whenever the worker at the other end of a socket asks for it, until it has ended.

    A lesson that uses torch has a second template, in which torch was never imported.
    """
    gc.disable()  # until all is imported
    worker = socket.socket(fileno=descriptor)
    confine.die_with_parent()
    setup = wire.receive(worker)
    second: socket.socket | None = None
    try:
        shell = start(setup)
        if "torch" in setup["imports"] and setup["nested"]:
            second, theirs = socket.socketpair()
            if os.fork() == 0:
                confine.die_with_parent()
                worker.close()
                second.close()
                serve(theirs, {**setup, "without_torch": True}, shell, warm(setup, shell, without_torch=True))
                os._exit(0)
            theirs.close()
        bound = warm(setup, shell, setup["without_torch"])
    except Exception as error:
        wire.send(worker, {"failed": f"{type(error).__name__}: {error}"})
        return
    wire.send(worker, {"ready": True})
    serve(worker, setup, shell, bound, second)


def serve(
    worker: socket.socket, setup: Mapping[str, Any], shell: Any, bound: Any, second: socket.socket | None = None
) -> None:
    """Fork for each connection that comes; what is asked for without torch is the second template's."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers are reaped by the system
    while True:
        data, descriptors, _, _ = socket.recv_fds(worker, 1, 1)
        if not data:
            return
        if data == b"p" and second is not None:
            socket.send_fds(second, [b"f"], descriptors)
        elif not setup["nested"] or os.fork() == 0:  # without walls of its own, a notebook has this process to itself
            worker.close()
            keep(socket.socket(fileno=descriptors[0]), setup, shell, bound)
        os.close(descriptors[0])


def keep(connection: socket.socket, setup: Mapping[str, Any], shell: Any, bound: dict[int, cells.Names]) -> None:
    """Start the student's process in namespaces of its own, and kill it when the worker goes away."""
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        confine.die_with_parent()
        if setup["nested"]:
            os.setsid()  # the template and the other keepers are in no group of this one's
        watch = Watch(1 if setup["nested"] else os.getpid(), setup["limits"]["AS"])
        if setup["nested"]:
            confine.unshare()
        else:
            confine.adopt_orphans()
        child = os.fork()
        if child == 0:
            student(connection, setup, shell, bound)
        handle = os.pidfd_open(child)
        poll = select.poll()
        poll.register(connection.fileno(), select.POLLRDHUP)
        poll.register(handle, select.POLLIN)
        while not poll.poll(MOMENT) and not watch.too_much():
            pass
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        if not setup["nested"]:
            confine.kill_children()
        status = 0
    finally:
        os._exit(status)


def student(connection: socket.socket, setup: Mapping[str, Any], shell: Any, bound: dict[int, cells.Names]) -> None:
    """Close this process off, run the notebook's cells, serve the calls, and end."""
    hidden = [*closing.source_files(), *(setup["derivers"] if setup["without_torch"] else ())]
    try:
        confine.die_with_parent()
        os.setsid()  # a signal to one's own group, which knows no namespaces, reaches nobody else
        confine.go_first()
        if setup["nested"]:
            confine.mount_private(dict.fromkeys(("/tmp", "/dev/shm", setup["home"]), setup["disk"]))
            confine.hide(hidden)
            cells.put(setup["home"], setup["files"])
        os.chdir(setup["home"])
        sys.path.append(setup["home"])  # last: a file of the student's stands in for no package
        confine.limit(setup["limits"])
        confine.let_go(connection.fileno())  # before Landlock, which does not show what is open
        if setup["readable"] and (not setup["walls"] or landlock.version()):
            landlock.restrict(setup["readable"], setup["writable"], [*hidden, *setup["hidden"]])
        confine.give_up_rights(sockets=setup["walls"])
        notebook = cells.Notebook(shell, bound)
        for message in iter(lambda: wire.receive(connection), None):
            answers = [getattr(notebook, step.pop("do"))(**step) for step in message["steps"]]
            wire.send(connection, {"id": message["id"], "answers": answers})
    except (wire.Disconnected, wire.Malformed):
        pass
    except BaseException as error:
        print(f"student process: {type(error).__name__}: {error}", file=sys.__stderr__)
    finally:
        os._exit(0)
