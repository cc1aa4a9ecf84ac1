"""Several notebooks, none with the lesson's name."""
# ruff: noqa

# %% folder
(folder / "01_slopes_final.ipynb").write_bytes(data)
(folder / "other.ipynb").write_bytes(b"{}")
