"""Archives made to harm or broken on the way: told in words, nothing outside is touched, the rest is read."""

import contextlib
import io
import os
import stat
import tarfile
import zipfile

import pytest

from autograde.errors import AutogradeError
from autograde.grading.platforms import archive as module
from autograde.grading.platforms.archive import Reading, files_of
from autograde.grading.platforms.uploads import gather
from tests.grading.platforms.archives import LESSON, gradescope, members, notebook, tarred, zipped


def read(tmp_path, data, name="archive.zip"):
    """(path, bytes) of all files, and what was told."""
    path = tmp_path / name
    path.write_bytes(data)
    reading = Reading(name)
    return [(file.path, file.read()) for file in files_of(path, reading)], reading.problems


GOOD = ("good/a.ipynb", b"{}")


@pytest.mark.parametrize(
    "name", ["../evil.ipynb", "/etc/evil.ipynb", "a/../../evil.ipynb", "C:\\evil.ipynb", "..\\evil.ipynb", "x" * 2000]
)
@pytest.mark.parametrize("make", [zipped, tarred])
def test_names_that_lead_out_are_left_out(tmp_path, name, make):
    found, told = read(tmp_path, make([(name, b"evil"), GOOD]))
    assert found == [GOOD] and len(told) == 1 and "no platform gives" in told[0]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive.zip"]


def test_links_and_devices_are_left_out(tmp_path):
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for kind, name in ((tarfile.SYMTYPE, "sym"), (tarfile.LNKTYPE, "hard"), (tarfile.FIFOTYPE, "pipe")):
            about = tarfile.TarInfo(f"{name}.ipynb")
            about.type, about.linkname = kind, "/etc/passwd"
            archive.addfile(about)
    found, told = read(tmp_path, held.getvalue(), "a.tar")
    assert found == [] and len(told) == 3
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        about = zipfile.ZipInfo("sym.ipynb")
        about.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(about, "/etc/passwd")
    found, told = read(tmp_path, held.getvalue())
    assert found == [] and "is a link" in told[0]
    folder = tmp_path / "folder"
    folder.mkdir()
    os.symlink("/etc/passwd", folder / "sym.ipynb")
    os.mkfifo(folder / "pipe.ipynb")
    reading = Reading("folder")
    assert list(files_of(folder, reading)) == [] and len(reading.problems) == 2


def test_what_unpacks_to_too_much_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "TOTAL_LIMIT", 80 << 20)
    bomb = zipped([("bomb.ipynb", bytes(33 << 20)), GOOD])
    found, told = read(tmp_path, bomb)
    assert found == [("bomb.ipynb", b""), GOOD] and "larger than 32 MB" in told[0]
    with pytest.raises(AutogradeError, match="unpacks to more than"):
        read(tmp_path, zipped([(f"{number}.ipynb", bytes(30 << 20)) for number in range(3)]))
    monkeypatch.setattr(module, "ENTRIES_LIMIT", 10)
    with pytest.raises(AutogradeError, match="more than 10 files"):
        read(tmp_path, zipped([(f"{number}.ipynb", b"") for number in range(11)]))


def test_archives_in_archives_have_an_end(tmp_path):
    data = zipped([GOOD])
    for _ in range(6):
        data = zipped([("in.zip", data)])
    found, told = read(tmp_path, data)
    assert found == [] and "archives deep" in told[0]


def test_duplicate_names_are_both_read(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zipped([GOOD, (GOOD[0], b"[]")])
    assert read(tmp_path, data) == ([GOOD, (GOOD[0], b"[]")], [])


def test_what_is_encrypted_truncated_or_no_archive_is_told(tmp_path):
    data = bytearray(zipped([GOOD]))
    data[6] |= 1  # the local header says so, and the directory below
    data[data.index(b"PK\x01\x02") + 8] |= 1
    found, told = read(tmp_path, bytes(data))
    assert found == [] and "is encrypted" in told[0]
    for half in (zipped([GOOD])[:60], b"", b"%PDF-1.4", bytes(1000)):
        with pytest.raises(AutogradeError, match="damaged or no archive"):
            read(tmp_path, half)
    whole = tarred([(f"{number}.ipynb", os.urandom(40_000)) for number in range(9)])
    found, told = read(tmp_path, whole[: len(whole) // 2], "a.tgz")
    assert 2 < len(found) < 9 and told
    nested = zipped([("ada/packed.zip", zipped([GOOD])[:60]), GOOD])
    found, told = read(tmp_path, nested)
    assert found == [GOOD] and "damaged or no archive" in told[0]


@pytest.mark.parametrize(
    ("data", "step"),
    [
        (b"Rar!\x1a\x07\x01\x00rest", "Unpack it, and give the folder"),
        (b"7z\xbc\xaf\x27\x1crest", "Unpack it, and give the folder"),
        (notebook("alone"), "folder that is called after its student"),
        (b"\n<!DOCTYPE html><title>Log in</title>", "Log in, and download"),
    ],
)
def test_what_is_no_archive_at_all_is_not_called_a_damaged_one(tmp_path, data, step):
    with pytest.raises(AutogradeError, match=step):
        read(tmp_path, data)


def test_an_archive_that_is_called_a_notebook_is_opened(tmp_path):
    packed = zipped([("ada/slopes.ipynb", zipped([GOOD])), ("eve/slopes.ipynb", b"PK"), ("eve/empty.ipynb", b"")])
    found = [(f"ada/slopes.ipynb/{GOOD[0]}", GOOD[1]), ("eve/slopes.ipynb", b"PK"), ("eve/empty.ipynb", b"")]
    assert read(tmp_path, packed) == (found, [])
    zipfile.ZipFile(io.BytesIO(packed)).extractall(tmp_path / "folder")
    unpacked = [(file.path, file.read()) for file in files_of(tmp_path / "folder", Reading("folder"))]
    assert sorted(unpacked) == sorted(found)


def test_what_is_left_out_comes_with_the_next_step(tmp_path):
    locked = bytearray(zipped([GOOD]))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    files = [("a.ipynb", bytes(33 << 20)), ("b.zip", bytes(locked)), ("c.zip", zipped([GOOD])[:60])]
    _, told = read(tmp_path, zipped(files))
    steps = ("its outputs cleared.", "Ask for it without a password.", "Ask for it again.")
    assert [one.endswith(step) for one, step in zip(told, steps, strict=True)] == [True] * 3, told


def test_a_checksum_that_is_wrong_is_told(tmp_path):
    data = bytearray(zipped([("a.ipynb", b"{}" * 100)]))
    data[14] ^= 255
    data[data.index(b"PK\x01\x02") + 16] ^= 255
    found, told = read(tmp_path, bytes(data))
    assert found == [("a.ipynb", b"")] and "cannot be read" in told[0]


@pytest.mark.parametrize(
    "text",
    [
        "a: [" * 5000,
        "submission_1: &a [*a]",
        "!!python/object/apply:os.system ['true']",
        "- 1",
        "submission_4000: {:submitters: x}",
    ],
)
def test_hostile_metadata_name_nobody_and_run_nothing(tmp_path, text):
    files = gradescope([(members()[0], notebook("a"), False)])
    (tmp_path / "a.zip").write_bytes(zipped([files[0], ("submission_metadata.yml", text.encode())]))
    spool = tmp_path / "spool"
    spool.mkdir()
    groups = []
    with contextlib.suppress(AutogradeError):  # says to download the export again
        groups = gather([tmp_path / "a.zip"], [LESSON], spool, [])
    assert all(piece.handed.sender.name == "" for group in groups for piece in group.pieces)
