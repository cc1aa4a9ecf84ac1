"""The warm process inside the sandbox: imports and reading cells are done once, then one fork a notebook.

It speaks to one worker over one socket. It never runs a byte of a student: each fork closes itself off first
(`confine`), and each has its own connection to the worker, which is also its lifetime: when the worker closes it, the
fork and everything it started is killed.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import select
import signal
import socket
import sys
from collections.abc import Mapping
from typing import Any

from autograde import closing

from . import cells, confine, landlock, wire
from .watch import Watch

MOMENT = 250  # milliseconds between two looks at what a student's processes use


def warm(setup: Mapping[str, Any]) -> tuple[Any, dict[int, cells.Names]]:
    """Import what the lesson uses, put its data files in place, make the shell and run the reading cells."""
    import numpy as np

    put(setup["home"], setup["files"])
    os.chdir(setup["home"])

    for name in setup["imports"]:
        module = importlib.import_module(name)
        if name == "torch":
            module.set_num_threads(1)
    closing.library_functions(())  # loads what holds them: their source files are out of reach in the forks
    shell = cells.make_shell()
    np.random.seed(0)
    bound = cells.run_reading_cells(shell, setup["cells"])
    tasks = len(os.listdir("/proc/self/task"))
    if tasks != 1:
        raise RuntimeError(f"the template has {tasks} threads; a fork of it could hang")
    gc.collect()
    gc.freeze()
    return shell, bound


def main(descriptor: int) -> None:
    """Serve one worker until it closes the connection, or has ended."""
    with contextlib.suppress(ConnectionError):
        attend(socket.socket(fileno=descriptor))


def attend(worker: socket.socket) -> None:
    """Warm up, and fork whenever the worker asks for it."""
    confine.die_with_parent()
    setup = wire.receive(worker)
    try:
        shell, bound = warm(setup)
    except Exception as error:
        wire.send(worker, {"failed": f"{type(error).__name__}: {error}"})
        return
    wire.send(worker, {"ready": True})
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers are reaped by the system
    while True:
        data, descriptors, _, _ = socket.recv_fds(worker, 1, 1)
        if not data:
            return
        if not setup["nested"] or os.fork() == 0:  # without walls of its own, a notebook has this process to itself
            worker.close()
            keep(socket.socket(fileno=descriptors[0]), setup, shell, bound)
        os.close(descriptors[0])


def keep(connection: socket.socket, setup: Mapping[str, Any], shell: Any, bound: dict[int, cells.Names]) -> None:
    """Start the student's process in namespaces of its own, and kill it when the worker goes away."""
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        confine.die_with_parent()
        confine.silence()
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
    try:
        confine.die_with_parent()
        os.setsid()  # a signal to one's own group, which knows no namespaces, reaches nobody else
        confine.close_others({connection.fileno()})
        if setup["nested"]:
            confine.mount_private(dict.fromkeys(("/tmp", "/dev/shm", setup["home"]), setup["disk"]))
            confine.hide(closing.source_files())
            put(setup["home"], setup["files"])
        os.chdir(setup["home"])
        sys.path.append(setup["home"])  # last: a file of the student's stands in for no package
        confine.limit(setup["limits"])
        confine.go_first()
        if setup["readable"] and (not setup["walls"] or landlock.version()):
            landlock.restrict(setup["readable"], setup["writable"], [*closing.source_files(), *setup["hidden"]])
        confine.give_up_rights(sockets=setup["walls"])
        confine.silence()
        work(connection, shell, bound)
    except (wire.Closed, wire.Malformed):
        pass
    except BaseException as error:
        print(f"student process: {type(error).__name__}: {error}", file=sys.__stderr__)
    finally:
        os._exit(0)


def put(folder: str, files: Mapping[str, str]) -> None:
    """Write data files below a folder: name -> content in hexadecimal digits."""
    for name, data in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as stream:
            stream.write(bytes.fromhex(data))


def work(connection: socket.socket, shell: Any, bound: dict[int, cells.Names]) -> None:
    """Answer the worker's messages: put data files in place, run cells, remember names, serve calls."""
    import random

    import numpy as np

    remembered: dict[str, cells.Names] = {}
    for message in cells.each(connection, wire.receive):
        answer: Any = None
        match message["do"]:
            case "start":
                if message["closes"] is not None:
                    closing.close_for_good(message["closes"], message["opens"])
                random.seed(message["seed"])
                np.random.seed(message["seed"])
                if "torch" in sys.modules:
                    sys.modules["torch"].manual_seed(message["seed"])
                put(os.getcwd(), message["files"])
            case "names":
                shell.user_ns.update(bound.get(message["position"], {}))
            case "run":
                answer = cells.run_cell(shell, message["source"])
            case "remember":
                remembered[message["exercise"]] = dict(shell.user_ns)
            case "serve":
                answer = cells.serve(shell, message, remembered.get(message["exercise"], {}))
        wire.send(connection, {"id": message["id"], "answer": answer})
