"""Write into every folder, and change the interpreter, the library and the grader's modules."""
# ruff: noqa

# %% own
import os
import sys

here = {"/tmp", "/dev/shm", os.path.expanduser("~")}
places = set(sys.path) | {
    "/",
    "/usr",
    "/etc",
    "/home",
    "/dev",
    "/course",
    "/course/boxed",
    "/course/backprop_lib",
    "/var",
    "/opt",
}
places |= {CANARY_FOLDER, CANARY_COURSE, sys.prefix, os.path.dirname(os.__file__), "/dev/pts", "/dev/mqueue", "/run"}
for place in sorted(places):
    try:
        with open(os.path.join(place, "left-behind.py"), "w") as file:
            file.write("import builtins; builtins.abs = lambda value: 0")
        real = os.path.realpath(place)
        if not any(
            os.path.commonpath([real, mine]) == mine for mine in here
        ):  # what lies in them is this notebook's own
            print("WROTE INTO", place)
    except OSError:
        continue
for name in ("/course/boxed/cells.py", "/course/backprop_lib/gates.py", "/course/autograde/__init__.py", os.__file__):
    for way in (
        lambda: open(name, "a"),
        lambda: os.unlink(name),
        lambda: os.rename(name, name + "x"),
        lambda: os.chmod(name, 0o777),
    ):
        try:
            way()
            if os.path.isfile(name):  # some of them are hidden behind an empty device
                print("CHANGED", name)
        except OSError:
            continue
