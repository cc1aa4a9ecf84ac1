"""The marks that a version control system leaves in a conflict."""
# ruff: noqa

# %% bytes
data = b"<<<<<<< HEAD\n" + data + b"\n=======\n" + data + b"\n>>>>>>> mine\n"
