"""The notebook of another lesson, solved, without metadata and ids."""
# ruff: noqa

# %% notebook
import json
from pathlib import Path

place = Path(root) / "source" / "03_sigmoid_neuron" / "03_sigmoid_neuron.ipynb"
notebook["cells"] = json.loads(place.read_text(encoding="utf-8"))["cells"]
for one in notebook["cells"]:
    one["metadata"] = {}
    del one["id"]
