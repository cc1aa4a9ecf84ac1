"""The same under another name, beside a link to the gradebook and one to the folder above."""
# ruff: noqa

# %% folder
(folder / "copy.ipynb").symlink_to(root / "source" / "01_slopes" / "01_slopes.ipynb")
(folder / "data.csv").symlink_to("/etc/passwd")
(folder / "up").symlink_to("..")
