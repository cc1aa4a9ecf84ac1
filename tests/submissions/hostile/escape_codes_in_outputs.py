"""Send codes that a terminal obeys: clear the screen, rename the window, fill the clipboard."""
# ruff: noqa

# %% own
import sys

codes = "\x1b[2J\x1b]0;owned\x07\x1b]52;c;b3duZWQ=\x07\x9b31m\x1bc\x00\x08\u202egnorw\x1b]8;;http://example.org\x07link"
print(codes)
print(codes, file=sys.stderr)
# %% own
raise ValueError("\x1b[2J\x1b]0;owned\x07\x9b31m")


# %% grad_max
def grad_max(x, y):
    print("\x1b[2J\x9b31m")
    raise ValueError("\x1b]0;owned\x07\u202e\x9b31m")


# %% predict_change
def predict_change(grad, delta):
    return "\x1b[2J\x1b]0;owned\x07\x9b31m"
