"""A folder with a text document and no notebook."""
# ruff: noqa

# %% folder
(folder / "answers.docx").write_bytes(b"PK")
