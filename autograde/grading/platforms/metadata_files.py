"""What platforms tell in files beside the notebooks: Gradescope's metadata and Blackboard's texts.

Left out: what the names of files tell (`naming`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

import yaml

from autograde.errors import AutogradeError
from autograde.grading.platforms.naming import Handed, Sender

YAML_LIMIT, TEXT_LIMIT = 20 << 20, 100_000  # bytes
BLACKBOARD_NAME = re.compile(r"^\s*(?:Name|Nom|Nombre|姓名)\s*[:：]\s*(.+?)\s*\(([^()]+)\)\s*$", re.MULTILINE)


class Loader(yaml.SafeLoader):
    """Reads plain data alone; what Ruby marks as its own objects becomes text or nothing."""


def unmarked(loader: Any, suffix: str, node: Any) -> Any:
    """The text of a marked value."""
    return loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else None


Loader.add_multi_constructor("!", unmarked)


def gradescope_people(data: bytes) -> dict[str, tuple[list[Sender], str]]:
    """Of each submission's folder its senders and the time; AutogradeError where the metadata cannot be read."""
    try:
        found = yaml.load(data[:YAML_LIMIT], Loader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise AutogradeError(
            "Gradescope's submission_metadata.yml cannot be read, and only it tells whose files these are. "
            "Download the export again."
        ) from error
    people = {}
    for folder, about in found.items() if isinstance(found, dict) else ():
        values = of_symbols(about)
        senders = [
            gradescope_sender(of_symbols(one)) for one in values.get("submitters") or [] if isinstance(one, dict)
        ]
        people[str(folder)] = [one for one in senders if one.label], moment(values.get("created_at"))
    return people


def of_symbols(value: Any) -> dict[str, Any]:
    """A dictionary of Ruby's, in which names begin with a colon."""
    return {str(key).strip(":"): item for key, item in value.items()} if isinstance(value, dict) else {}


def gradescope_sender(about: Mapping[str, Any]) -> Sender:
    """One of the people of a submission."""
    name, sid, email = (str(about.get(key) or "").strip() for key in ("name", "sid", "email"))
    return Sender(sid or email or name, name, sis_id=sid, email=email)


def moment(value: Any) -> str:
    """A time of the metadata in UTC; "" where it is none."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip().replace(" UTC", "+00:00"))
        except ValueError:
            return ""
    if not isinstance(value, datetime):
        return ""
    return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat()


def blackboard_person(data: bytes) -> tuple[str, str]:
    """Full name and user name of a text beside a submission; "" where it does not tell."""
    match = BLACKBOARD_NAME.search(data[:TEXT_LIMIT].decode("utf-8-sig", "replace"))
    return (match[1], match[2]) if match else ("", "")


def with_names(handed: Handed, people: Mapping[str, tuple[str, str]]) -> Handed:
    """A file of Blackboard's with its person's full name, by the user name."""
    name, _ = people.get(handed.sender.login, ("", ""))
    return replace(handed, sender=replace(handed.sender, name=name)) if name else handed


def gradescope_folder(path: str) -> str:
    """The folder of a submission, "submission_12345"."""
    return next((part for part in PurePosixPath(path).parts if part.startswith("submission_") and "." not in part), "")
