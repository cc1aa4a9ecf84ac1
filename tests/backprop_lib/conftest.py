"""What every test of the library gets: figures with a quarter of the dots, which are what drawing them costs."""

import pytest

from backprop_lib import picture


@pytest.fixture(autouse=True)
def coarse(monkeypatch):
    """Letters and lines keep their sizes in points; only the image is coarser. Notebooks are run at full size."""
    monkeypatch.setattr(picture, "PIXELS_PER_INCH", 50)
