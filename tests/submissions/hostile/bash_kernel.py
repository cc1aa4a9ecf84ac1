"""A kernelspec that would run the notebook with another program."""
# ruff: noqa

# %% notebook
notebook["metadata"]["kernelspec"] = {"name": "bash", "display_name": "Bash", "language": "bash"}
notebook["metadata"]["language_info"] = {"name": "bash"}
