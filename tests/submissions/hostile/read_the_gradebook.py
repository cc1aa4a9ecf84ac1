"""Read the gradebook, and give oneself a grade in it."""
# ruff: noqa

# %% own
import sqlite3

try:
    print(open(CANARY_FILE).read())
except OSError as error:
    print(type(error).__name__)
for path in (CANARY_FILE, "../../../gradebook.db", CANARY_COURSE + "/work/gradebook.db", "gradebook.db"):
    try:
        with sqlite3.connect(f"file:{path}?mode=rw", uri=True) as book:
            book.execute("update grade set manual_score = 99")
    except sqlite3.Error as error:
        print(path, error)
try:
    with open(CANARY_FILE, "a") as file:
        file.write("manual_score = 99")
except OSError as error:
    print(type(error).__name__)
