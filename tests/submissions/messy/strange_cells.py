"""Things among the cells that are none, and cells whose parts have wrong kinds."""
# ruff: noqa

# %% notebook
strange = [None, 7, "text", [], {}, {"cell_type": "code"}, {"source": None}, {"cell_type": ["code"], "source": "x"}]
strange += [{"cell_type": "code", "source": [1, None, "y = 1", ["z"]]}, {"cell_type": "Code", "source": "y = 1"}]
strange += [{"cell_type": "code", "source": {"a": 1}, "id": 5}, {"cell_type": "heading", "source": "x", "level": 1}]
notebook["cells"] = [*strange, *notebook["cells"], *strange]
