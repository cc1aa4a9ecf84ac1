"""Half a million characters of codes that a terminal would still be waiting for the end of."""
# ruff: noqa

# %% own
print("\x1b[" * 10_000)
print("\x1b[0;" * 5_000)
print("\x1b]" * 10_000)
# %% own
raise ValueError("\x1b[" + "0;" * 100_000 + " " * 100_000)
