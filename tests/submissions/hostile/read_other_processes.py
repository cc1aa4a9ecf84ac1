"""Read environment, memory, files and command lines of every process there is."""
# ruff: noqa

# %% own
import os

me = os.getpid()
for number in sorted(name for name in os.listdir("/proc") if name.isdigit()):
    print("process", number, "mine" if int(number) == me else "ANOTHER ONE")
    for name in ("environ", "cmdline", "maps", "auxv", "stack", "wchan"):
        try:
            print(open(f"/proc/{number}/{name}", "rb").read(2000)[:300] if name != "maps" else "")
        except OSError:
            continue
for number in (1, 2, 3, os.getppid()):
    if number not in (0, me):
        try:
            os.kill(number, 0)
            print("PROCESS", number)
        except OSError:
            continue
