"""Honest work of every style has full points in both worlds: exploring cells that call the library, helpers below.

Left out: wrong answers (the sample class, `test_job`), notebooks that are damaged (`test_messy`), and work with torch,
whose sandbox takes longest to start: `test_torch_doors` grades it in its own.
"""

import pytest

from autograde.grading.sandbox.box import Box
from tests.grading import corpus
from tests.grading.honest_work import HONEST, WITH_TORCH, has_full_points
from tests.grading.small_class import need

pytestmark = pytest.mark.slow
WITHOUT = [sample for sample in HONEST if sample not in WITH_TORCH]


@pytest.fixture(scope="module")
def boxes():
    need("bwrap", "bubblewrap")
    bundles, found = corpus.bundles(), {}

    def of(lesson):
        if lesson not in found:
            found[lesson] = Box(bundles[lesson])
        return bundles[lesson], found[lesson]

    yield of
    for box in found.values():
        box.close()


@pytest.mark.parametrize("sample", WITHOUT, ids=[sample.name for sample in WITHOUT])
def test_it_has_full_points(sample, boxes, tmp_path):
    has_full_points(sample, *boxes(sample.lesson), tmp_path)


def test_the_corpus_is_what_its_table_says():
    files = {path.stem for path in (corpus.FOLDER / "honest").glob("*.py")}
    assert {sample.name for sample in HONEST} == files
    for sample in HONEST:
        text = (corpus.FOLDER / "honest" / f"{sample.name}.py").read_text(encoding="utf-8")
        assert text.startswith(f'"""{sample.tries}"""\n'), sample.name
