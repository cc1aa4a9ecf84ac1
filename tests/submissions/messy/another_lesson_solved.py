"""The notebook of another lesson under this one's name, solved."""
# ruff: noqa

# %% notebook
import json
from pathlib import Path

place = Path(root) / "source" / "03_sigmoid_neuron" / "03_sigmoid_neuron.ipynb"
notebook["cells"] = json.loads(place.read_text(encoding="utf-8"))["cells"]
