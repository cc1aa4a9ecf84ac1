"""The gradebook on a PostgreSQL server, which is Debian's, started here on 127.0.0.1 and ended again."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from tests.course_copy import copy_course
from tests.grading.small_class import (
    FAIL,
    FIRST,
    LESSON,
    OTHER,
    exported,
    grade,
    grades,
    hand_in,
    open_gradebook,
    row,
)

pytestmark = pytest.mark.slow
USER = pwd.getpwnam("nobody")  # whom the server becomes where the tests run as root, which PostgreSQL refuses


def missing(what):
    (pytest.fail if os.environ.get("REQUIRE_ALL") else pytest.skip)(f"install {what} to run this test")


def as_ordinary_user():
    root = os.getuid() == 0
    return ["setpriv", f"--reuid={USER.pw_uid}", f"--regid={USER.pw_gid}", "--clear-groups", "--"] if root else []


@pytest.fixture(scope="module")
def server():
    """The address of a fresh server."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        missing("postgresql")
    try:
        import psycopg
    except ImportError:
        missing("psycopg[binary]")
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    if as_ordinary_user():
        os.chown(folder, USER.pw_uid, USER.pw_gid)
    settings = {"cwd": folder, "env": {"LC_ALL": "C.UTF-8", "PATH": os.defpath}, "stdout": subprocess.DEVNULL}
    run = {**settings, "stderr": subprocess.DEVNULL}
    start = [
        *as_ordinary_user(),
        str(programs[-1] / "initdb"),
        "-D",
        "data",
        "-U",
        "grader",
        "-A",
        "trust",
        "--no-sync",
    ]
    subprocess.run(start, check=True, **run)
    options = ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off", "-p", str(port)]
    process = subprocess.Popen([*as_ordinary_user(), str(programs[-1] / "postgres"), "-D", "data", *options], **run)
    address = f"postgresql+psycopg://grader@127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                psycopg.connect(f"postgresql://grader@127.0.0.1:{port}/postgres").close()
                break
            except psycopg.OperationalError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database(server, request):
    """An empty database of the test's own."""
    import psycopg

    name = "".join(letter for letter in request.node.name if letter.isalnum())[-40:]
    plain = server.replace("+psycopg", "")
    with psycopg.connect(f"{plain}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{server}/{name}"


def course_on(folder, database):
    course = copy_course(folder, lessons=(LESSON, OTHER))
    if database:
        with (course.root / "nbgrader_config.py").open("a") as file:
            file.write(f'\nc.CourseDirectory.db_url = "{database}"\n')
    return course


def a_term(course):
    """A class is graded, a person corrects, submissions change, a grader fails: what a term brings."""
    for number, student in enumerate(("ada", "bob", "cyd", "dee")):
        hand_in(course, student, {FIRST: number % 3}, stamp=f"2030-01-0{number + 1} 12:00:00 UTC")
        hand_in(course, student, {"xyz_backward": 2}, OTHER)
    (course.root / "work" / "secret").write_text("5" * 64)
    grade(course, LESSON, OTHER)
    with open_gradebook(course) as gradebook:
        gradebook.update_or_create_assignment(LESSON, duedate="2030-01-02 12:00:00")
        gradebook.find_grade(f"test_{FIRST}", LESSON, LESSON, "bob").manual_score = 1.5
        gradebook.find_comment(FIRST, LESSON, LESSON, "bob").manual_comment = "well argued"
        gradebook.db.commit()
        gradebook.grant_extension(LESSON, "cyd", days=1)
    hand_in(course, "ada", {FIRST: 2, "grad_mul": 0.1})
    hand_in(course, "dee", FAIL)
    grade(course, LESSON, OTHER)


def test_a_term_ends_in_the_same_grades_as_on_sqlite(database, tmp_path):
    found = []
    for place in (database, ""):
        course = course_on(tmp_path / (place and "postgres"), place)
        a_term(course)
        about = {student: sorted(grades(course, student).items()) for student in ("ada", "bob", "cyd", "dee")}
        found.append((sorted(exported(course).splitlines()), about))
        with open_gradebook(course) as gradebook:
            assert gradebook.engine.dialect.name == ("postgresql" if place else "sqlite")
    assert found[0] == found[1]
    assert dict(found[0][1]["bob"])[FIRST] == (1.0, 1.5, False)
    assert not (tmp_path / "postgres" / "work" / "gradebook.db").exists()


def test_a_penalty_and_a_lost_gradebook(database, tmp_path):
    """The late penalty arrives, and a database that was emptied is filled again from the results."""
    course = course_on(tmp_path, database)
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    hand_in(course, "ada", {FIRST: 2}, stamp="2030-01-02 12:00:00 UTC")
    grade(course)
    with open_gradebook(course) as gradebook:
        gradebook.update_or_create_assignment(LESSON, duedate="2030-01-01 12:00:00")
    grade(course)
    assert (row(course, "ada")["late_submission_penalty"], row(course, "ada")["score"]) == ("2.0", "0.0")
    before = exported(course)
    with open_gradebook(course) as gradebook:
        gradebook.remove_submission(LESSON, "ada")
    assert exported(course) != before
    assert grade(course).done == 0 and exported(course) == before


def test_a_server_that_does_not_answer_is_said_in_one_line(tmp_path):
    from autograde.errors import AutogradeError

    course = course_on(tmp_path, "postgresql+psycopg://grader:hush@127.0.0.1:1/grades")
    hand_in(course, "ada", {FIRST: 2})
    with pytest.raises(AutogradeError) as caught:
        grade(course)
    assert "cannot be opened" in str(caught.value) and "hush" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_whoever_holds_a_gradebook_on_a_server_is_named(database, tmp_path, monkeypatch, capsys):
    import psycopg

    from autograde.errors import AutogradeError
    from autograde.grading.gradebook import access, record

    course = course_on(tmp_path, database)
    hand_in(course, "ada", {FIRST: 2})
    grade(course)
    hand_in(course, "ada", {FIRST: 1})
    monkeypatch.setattr(access, "PATIENCE", 0.1)
    monkeypatch.setattr(record, "WAIT_IN_DATABASE", "SET LOCAL lock_timeout = '1s'")
    address = database.replace("+psycopg", "")
    with psycopg.connect(address, application_name="another tool") as other:
        other.execute("SELECT * FROM grade FOR UPDATE")
        who = f"session {other.info.backend_pid} of grader from 127.0.0.1, another tool"
        with pytest.raises(AutogradeError, match="the gradebook is locked by"):
            grade(course)
        assert f"Waiting for the gradebook. It is held by {who}." in capsys.readouterr().err
    grade(course)
    assert grades(course, "ada")[FIRST] == (1.0, None, False)
