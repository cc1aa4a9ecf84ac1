"""A file numpy.py in the submission, to be imported in NumPy's place."""
# ruff: noqa

# %% folder
(folder / "numpy.py").write_text("def __getattr__(name):\n    return lambda *args, **options: True\n")
(folder / "autograde.py").write_text("check = lambda *args, **options: 2\n")
(folder / "sitecustomize.py").write_text("import builtins\nbuiltins.abs = lambda value: 0\n")
(folder / name).write_bytes(data)
