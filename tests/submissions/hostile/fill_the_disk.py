"""Fill every folder that can be written to, with large files and with many."""
# ruff: noqa

# %% own
import os

for place in ("/tmp", "/dev/shm", os.path.expanduser("~"), "/home", "."):
    try:
        with open(f"{place}/large", "wb") as file:
            while True:
                file.write(bytes(1 << 20))
    except OSError as error:
        print(place, type(error).__name__)
    try:
        for number in range(1_000_000):
            os.mkdir(f"{place}/{number}")
    except OSError as error:
        print(place, type(error).__name__)
