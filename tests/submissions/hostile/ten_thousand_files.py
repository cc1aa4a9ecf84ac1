"""So many files beside the notebook that it is not found among them."""
# ruff: noqa

# %% folder
for number in range(3000):
    (folder / f"0{number}.ipynb").write_bytes(b"{}")
(folder / name).write_bytes(data)
