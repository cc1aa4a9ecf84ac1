"""Causes of exceptions, by what they say: one table for all lessons.

An exception's text is the student's own and may be anything, so it is searched for fixed words and never matched by a
pattern; of what it quotes, only names are repeated. Left out: catalogued mistakes that raise (`diagnosis`).
Longer than other modules because it is a table, read line by line.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograde.play import Failure

LONGEST_NAME = 40  # characters of a name that is repeated
NOTHING = (
    "Something that is used there is None. A function without a return gives it, and so do methods that work in place "
    "(append, sort). Which name holds it, and which call was to hand a value back?"
)
ARGUMENTS = (
    "A function is called with other arguments than its first line names. Which call, and which of the two is right?"
)
FEWER_AXES = "The array has fewer axes than the line counts on. Which shapes does the docstring promise?"
SEVERAL = (
    "Names and values do not come out even. What is taken apart here, behind the = sign or in each round of the loop, "
    "and how many things does it hold?"
)
ONE_NUMBER = "A function for single numbers was handed an array. Which function does the same entry by entry?"
CONVERTED = (
    "float makes one number of one number, and here an array was handed over. "
    "Is an array to come back as it is, or which of its entries is meant?"
)
TEXT_FOR_NUMBER = (
    "A text stands where numbers are meant. Where does it come from? "
    "A dictionary that is gone through, or taken apart, hands out its keys and not what stands behind them."
)
INNER = "In a product of matrices the inner sizes have to agree. Which are they here, and what has to be turned round?"
NO_GRAD = (
    "Something in this line is None. A .grad is, until a backward pass has brought something to just this tensor, and "
    "so is what a function without a return gives. Which of them is it, and which line was to run before?"
)
NO_BRACKETS = "A function stands where its result is meant. Behind which name are the brackets missing?"
PLACES = "A place in an array or a list is told by whole numbers. Does the index hold a place here, or a value?"
ONE_ENTRY = "Several numbers are to become one. What still has to be added up, or which entry is meant?"
EMPTY = "Here is nothing left to choose from. How does it come to be empty on this input?"
TWO_TYPES = (
    "Numbers of two types meet, and torch does not convert them here. Which has the type that you did not expect?"
)
CAUSES: Sequence[
    tuple[str, Sequence[str], str]
] = (  # type, words of the text, cause; "{}": a name that the text quotes
    (
        "NameError",
        ("its cell stopped with an error",),
        "No cell has left a function called {}. What does the answer's cell show when it is run: an error, and in "
        "which line? Or does another name stand behind its def?",
    ),
    (
        "NameError",
        (),
        "Nothing is called {} where the function runs. "
        "Is it spelled as where it was made, and has the cell that makes it been run?",
    ),
    (
        "UnboundLocalError",
        (),
        "On this path {} is used before it has a value. Which line was to give it one, and is it always reached?",
    ),
    ("TypeError", ("'NoneType' object is not",), NOTHING),
    ("TypeError", ("unsupported operand", "NoneType"), NOTHING),
    ("AttributeError", ("NoneType", "'zero_'"), NO_GRAD),
    ("AttributeError", ("NoneType",), NOTHING),
    ("AttributeError", ("method' object has no",), NO_BRACKETS),
    (
        "AttributeError",
        (),
        "What stands before the dot has nothing called {}. Is it the object that you expect, and is the name the "
        "lesson's?",
    ),
    (
        "TypeError",
        ("not callable",),
        "A bracket stands behind something that is no function, and Python reads it as a call. "
        "Is a sign for “times” missing, or has a function's name been given to something else?",
    ),
    ("TypeError", ("method' object is not",), NO_BRACKETS),
    (
        "TypeError",
        ("not subscriptable",),
        "Square brackets stand behind something that has no entries. What is it, and what was it meant to be?",
    ),
    (
        "TypeError",
        ("not iterable",),
        "One thing is taken apart as if it were several. Is it a single number here, and what does the docstring "
        "promise?",
    ),
    ("TypeError", ("cannot unpack",), SEVERAL),
    ("TypeError", ("unexpected keyword argument",), ARGUMENTS),
    ("TypeError", ("required positional argument",), ARGUMENTS),
    ("TypeError", ("positional argument", "were given"), ARGUMENTS),
    ("TypeError", ("positional argument", "was given"), ARGUMENTS),
    (
        "TypeError",
        ("can't multiply sequence",),
        "“Times” repeats a list and does not multiply its entries. What would an array do?",
    ),
    (
        "TypeError",
        ("concatenate",),
        "Between lists and texts “plus” puts together and does not add. What would have to become an array, or a "
        "number?",
    ),
    (
        "TypeError",
        ("unsupported operand", "for ^"),
        "The sign ^ works on bits of whole numbers. What does Python write for “to the power of”?",
    ),
    (
        "TypeError",
        ("unsupported operand", "for @", "'str'"),
        TEXT_FOR_NUMBER,
    ),
    (
        "TypeError",
        ("unsupported operand", "for @"),
        "The sign @ multiplies arrays, and one of its two sides is none. The message names both types: which is not an "
        "array, and which product is meant?",
    ),
    (
        "TypeError",
        ("has no len()",),
        "Something that has no length is counted. Is it one number here, and what does the docstring promise?",
    ),
    (
        "TypeError",
        ("cannot be interpreted as an integer",),
        "A whole number is asked for, as in range or a shape. What is it that stands there?",
    ),
    ("TypeError", ("unsupported operand", "method"), NO_BRACKETS),
    (
        "TypeError",
        ("unsupported operand",),
        "The sign does not fit what stands on its two sides. The message names both types: which did you not expect?",
    ),
    ("TypeError", ("must be real number, not numpy",), ONE_NUMBER),
    (
        "TypeError",
        ("must be real number",),
        "A function for plain numbers was handed something else. Which number is inside it, and how is it reached?",
    ),
    (
        "TypeError",
        ("unhashable type",),
        "A list or a dictionary stands where only what never changes can: as a key, in a set, as a name on an axis. "
        "Which of its entries is meant, or what could stand for it?",
    ),
    (
        "TypeError",
        ("not supported between instances",),
        "Two things are compared that have no order. Which of them is no number, and which number is inside it?",
    ),
    ("TypeError", ("arrays can be converted",), ONE_NUMBER),
    (
        "TypeError",
        ("must be a string or a real number, not 'list'",),
        "float makes one number of one thing, and here it was handed a list. What takes the whole list, or what goes "
        "through it?",
    ),
    ("ValueError", ("could not convert string to float",), TEXT_FOR_NUMBER),
    ("TypeError", ("can only optimize Tensors", "is str"), TEXT_FOR_NUMBER),
    ("ValueError", ("only one element tensors can be converted",), ONE_NUMBER),
    (
        "TypeError",
        ("does not support item assignment",),
        "What has been made cannot be changed entry by entry. Should a new one be made, or an array instead?",
    ),
    ("UFuncTypeError", ("did not contain a loop", "dtype('<U"), TEXT_FOR_NUMBER),
    (
        "UFuncTypeError",
        ("Cannot cast", "to dtype('int"),
        "An array of whole numbers cannot take up the fractions that are to go into it. "
        "Which number type does it need, or is a new array the better way?",
    ),
    (
        "ValueError",
        ("truth value of an array",),
        "An array stands where one yes or no is asked for, as in if, and, or, max. Is a choice for each entry meant, "
        "or one answer for all of them, and which function gives it?",
    ),
    (
        "ValueError",
        ("could not be broadcast",),
        "Two arrays are joined entry by entry whose shapes do not fit. "
        "Write both shapes down: is a product of matrices meant, or is one turned round, or not yet added up?",
    ),
    (
        "ValueError",
        ("non-broadcastable output",),
        "A result is to go into an array of another shape. Write both shapes down: which one is right?",
    ),
    (
        "ValueError",
        ("could not broadcast input array",),
        "What is put into an array has not the shape of the place that it is put in. Write both shapes down: which one "
        "is not as it should be?",
    ),
    (
        "ValueError",
        ("cannot reshape array",),
        "An array takes another shape only if it has exactly as many entries. How many has it here, and how many would "
        "that shape hold?",
    ),
    ("ValueError", ("axes don't match",), FEWER_AXES),
    ("ValueError", ("convert an array of size 1",), ONE_ENTRY),
    ("ValueError", ("zero-size array",), EMPTY),
    ("ValueError", ("empty sequence",), EMPTY),
    ("ValueError", ("argument is empty",), EMPTY),
    (
        "ValueError",
        ("read-only",),
        "This array may be read and not written, as what broadcast_to gives. What makes one that is your own?",
    ),
    ("ValueError", ("matmul:",), INNER),
    ("ValueError", ("not aligned",), INNER),
    ("ValueError", ("values to unpack",), SEVERAL),
    (
        "ValueError",
        ("inhomogeneous",),
        "Things of different shapes are to become one array. Do they belong into a list, or is one not yet in shape?",
    ),
    (
        "ValueError",
        ("array element with a sequence",),
        "A whole row is to go where one number belongs. What still has to be added up, or which entry is meant?",
    ),
    (
        "ValueError",
        ("math domain error",),
        "log or sqrt has no value there. How can the input come to be out of range?",
    ),
    ("AxisError", (), FEWER_AXES),
    ("IndexError", ("too many indices",), FEWER_AXES),
    ("IndexError", ("only integers",), PLACES),
    ("IndexError", ("must be of integer",), PLACES),
    (
        "TypeError",
        ("indices must be integers", "not str"),
        "A list or a tuple is asked for an entry by its name, as a dictionary would be. What does it hold, and at "
        "which place stands what is meant?",
    ),
    ("TypeError", ("indices must be integers",), PLACES),
    (
        "IndexError",
        ("out of bounds for axis",),
        "An index points past the end of its axis; the message says how long that is. Where does counting begin, and "
        "is it the axis that the index was made for?",
    ),
    ("IndexError", (), "An index points past the end. Where does counting begin, and which is the last entry?"),
    ("KeyError", (), "The dictionary has no such key. Which keys does it hold here, and who puts them in?"),
    ("ZeroDivisionError", (), "A divisor is 0 on this input. What should come out there?"),
    (
        "OverflowError",
        (),
        "A number became too large for a float on the way. Which step makes it so, and does another form avoid it?",
    ),
    ("RecursionError", (), "The function calls itself without coming to an end."),
    ("AssertionError", (), "An assert of your own does not hold on this input. Is the input odd, or the assert?"),
    ("ModuleNotFoundError", (), "A module is asked for that is not there. Does the answer need it?"),
    (
        "RuntimeError",
        ("does not require grad",),
        "Between the parameters and the loss something is not recorded. "
        "Where do detach, .data, numpy or no_grad come in, or a parameter that asks for no gradient?",
    ),
    (
        "RuntimeError",
        ("leaf Variable", "in-place"),
        "A tensor that was made to ask for gradients is changed in place while torch records. Is it a step that need "
        "not be recorded (under which word is it not?), or should the line make a new tensor?",
    ),
    (
        "RuntimeError",
        ("requires grad", "numpy()"),
        "A tensor with a record behind it is to become an array, and the record would be lost. Where may the record "
        "end, and what takes a tensor out of it?",
    ),
    (
        "RuntimeError",
        ("modified by an inplace operation",),
        "A tensor that the backward pass needs was overwritten after the forward pass. Which line changes one in "
        "place, and could it make a new one, or come later?",
    ),
    ("RuntimeError", ("converted to Scalar",), ONE_ENTRY),
    (
        "RuntimeError",
        ("implicitly created only for scalar",),
        "A backward pass begins at one number, and here are several. What joins them into one, or which g goes along?",
    ),
    (
        "RuntimeError",
        ("floating point", "require gradients"),
        "Whole numbers cannot be nudged, so torch gives them no gradient. Which number type do these have?",
    ),
    ("RuntimeError", ("to have the same dtype",), TWO_TYPES),
    ("RuntimeError", ("expected scalar type",), TWO_TYPES),
    (
        "RuntimeError",
        ("incorrect number of gradients",),
        "backward hands back one gradient for each thing that forward was handed after ctx. How many are these?",
    ),
    (
        "RuntimeError",
        ("invalid gradient", "shape"),
        "A gradient came back whose shape is not that of its input. What was added up, or not yet?",
    ),
    (
        "TypeError",
        ("save_for_backward can only save",),
        "save_for_backward keeps tensors and nothing else. What was it handed, and is it a tensor yet?",
    ),
    (
        "TypeError",
        ("must be Tensor, not",),
        "A function of torch's was handed something that is no tensor. Which of the arguments, and what makes it one?",
    ),
    (
        "RuntimeError",
        ("backward through the graph a second time",),
        "The record of one forward pass serves one backward pass. What has to be worked out anew before the next?",
    ),
    ("RuntimeError", ("shapes cannot be multiplied",), INNER),
    (
        "RuntimeError",
        ("must match the size of tensor",),
        "Two tensors are joined entry by entry whose shapes do not fit. Write both shapes down: which is not as it "
        "should be?",
    ),
)


def failure_cause(failure: Failure) -> tuple[str, str]:
    """Name and cause of an exception; closed library functions and time limits explain themselves."""
    kind, text = failure["type"], failure["text"]
    if kind == "Closed":
        return "library gradient", "Work it out yourself here; compare with the library in a cell of your own."
    if kind == "TooLong":
        return "runs too long", ""
    if kind == "NotImplementedError" and failure["callee"].isidentifier():
        return "calls what is not written", f"First write {failure['callee'][:LONGEST_NAME]} and run its cell."
    if "NoneType" in text and ".grad" in failure["source"]:
        return f"raised {kind}", NO_GRAD
    cause = cause_of(failure)
    within = failure["callee"]
    if cause and within.isidentifier():
        cause = f"This happens inside {within[:LONGEST_NAME]}, which is called on the way. {cause}"
    return f"raised {kind}", cause


def cause_of(failure: Failure) -> str:
    """What the table says of an exception; the line that raised it tells two readings of one text apart."""
    kind, text, source = failure["type"], failure["text"], failure["source"]
    if kind == "TypeError" and "arrays can be converted" in text and "float(" in source and "math." not in source:
        return CONVERTED
    if kind == "IndexError" and text == "tuple index out of range" and ".shape" in source:
        return FEWER_AXES
    found = (cause for type_, words, cause in CAUSES if type_ == kind and all(word in text for word in words))
    return next(found, "").replace("{}", quoted(text))


def quoted(text: str) -> str:
    """The last name between quotes in an exception's text; "it" where there is none."""
    names = [part for part in text[:400].split("'")[1::2] if part.isidentifier() and len(part) <= LONGEST_NAME]
    return f"“{names[-1]}”" if names else "it"
