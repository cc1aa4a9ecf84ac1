"""Line ends of Windows, and of machines older than that."""
# ruff: noqa

# %% notebook
for number, cell in enumerate(notebook["cells"]):
    cell["source"] = cell["source"].replace("\n", "\r\n" if number % 2 else "\r")
