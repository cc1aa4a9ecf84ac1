"""The file has another name, as browsers give to a second download."""
# ruff: noqa

# %% folder
(folder / "01_slopes (1).ipynb").write_bytes(data)
