"""A web page in place of the notebook."""
# ruff: noqa

# %% folder
(folder / "01_slopes.html").write_text("<!DOCTYPE html>")
