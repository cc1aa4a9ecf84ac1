"""An archive under the notebook's name."""
# ruff: noqa

# %% bytes
import io
import zipfile

file = io.BytesIO()
with zipfile.ZipFile(file, "w") as archive:
    archive.writestr(name, data)
data = file.getvalue()
