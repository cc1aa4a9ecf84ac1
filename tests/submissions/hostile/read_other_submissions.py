"""Look for other students' notebooks, on the disk and among the files of other processes."""
# ruff: noqa

# %% own
import glob
import os

for pattern in (
    CANARY_FOLDER + "/**",
    "../**/*.ipynb",
    "/tmp/**",
    "/home/**",
    "/var/**/*.ipynb",
    "/proc/*/cwd/*",
    "/proc/*/fd/*",
):
    for path in glob.glob(pattern, recursive=True)[:300]:
        try:
            if os.path.isfile(path):
                print(path, open(path, errors="replace").read(300))
        except OSError:
            continue
