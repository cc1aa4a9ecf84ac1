"""Print 40 MB thirty times, as text, as a result and as an error."""
# ruff: noqa

# %% own
for _ in range(30):
    print("z" * 40_000_000)
# %% own
"x" * 40_000_000
# %% own
raise ValueError("x" * 40_000_000)
