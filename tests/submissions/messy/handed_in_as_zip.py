"""The notebook in an archive."""
# ruff: noqa

# %% folder
import zipfile

with zipfile.ZipFile(folder / "01_slopes.zip", "w") as archive:
    archive.writestr(name, data)
