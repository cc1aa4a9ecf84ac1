"""What an answer may come to: plain data of every shape, values that look right but for one place, hostile objects.

Each hostile thing is made by a function without parameters, so that no two tests share one.
"""

import math
import sys
import types
import warnings
from collections import OrderedDict, namedtuple

import numpy as np
from hypothesis import strategies as some
from hypothesis.extra import numpy as arrays

from autograde.plain import INTEGER_BITS, plain

ODD = [
    *(None, True, False, 0, -1, 3, 10**300, -(10**307), 10**400, 0.0, -0.0, 1.5, 5e-324, 1.7e308),
    *(math.nan, math.inf, -math.inf, "", "W1", "nan", "None", "a tensor", "ValueError", "\x1b[31m\ud800", "x" * 3000),
    *([], (), {}, [[]], ((),), [None], [1], [1.0, 2.0], ["a", "b"], [math.nan], (math.nan, math.nan), (1.0,)),
    *((1.0, (2.0, (3.0,))), [[1.0, 2.0], [3.0]], {"a": 1}, {0: 1.0}, {"dW": None}, {"missing": 5}, {"missing": [1]}),
    *({"losses": 5, "ends": "low", "unmoved": ["W1"]}, {"losses": "x", "ends": None, "unmoved": 7}, {"labels": "x"}),
    *({"returned": 5}, {"labels": [None]}, {"made": 5}, {"axes": 5, "title": 1}, {"axes": [5], "title": False}),
    *({"type": 3}, {"output": "x"}, {"gradient": 3, "gradcheck": "x"}, np.array(5), np.array(5.0), np.array(math.nan)),
    *(np.array(True), np.zeros(0), np.zeros((0, 3)), np.zeros((3, 0)), np.ones(2), np.array([math.nan, 1.0])),
    *(np.array([math.inf, -math.inf]), np.ones((2, 3)), np.ones((1, 1, 1, 1)), np.ones((20, 20))),
    *(np.array([250], dtype=np.uint8), np.array([2**63], dtype=np.uint64), np.array([True, False])),
    *(np.ones(3, dtype=np.float16), np.ones((2, 2), dtype=np.float32), np.arange(4, dtype=">i2"), np.ones(2, ">f8")),
    *([np.array(1.0), np.array(2.0)], (np.ones(2), np.ones(3)), (np.array(1.0), None), (1.0, {}), ({}, [])),
    *(({"W1": 1.0}, [math.nan]), (1.0, {"x": np.ones(2), "missing": [1]}), (True, (0,), math.nan), (True, "x", 1.0)),
    *((None, None, None), list(range(200)), [10**300] * 3, ({"W1": 10**300}, [10**300]), {"a": {"a": {"a": [1.0]}}}),
]

PLAIN = [odd for odd in ODD if not (type(odd) is int and odd.bit_length() > INTEGER_BITS)]  # what outcomes may hold
COMPARABLE = list(map(plain, PLAIN))  # as an outcome holds it: numbers and arrays of Python's own kinds

texts = some.text(
    "aW1 \n\t\x00\x1b<&é中\u0301\u202e😀", max_size=5
)  # every kind of character; of all, a list takes seconds
leaves = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(-(10**400), 10**400),
    some.floats(width=64),
    texts,
    arrays.arrays(
        some.one_of(
            arrays.floating_dtypes(endianness="="), arrays.integer_dtypes(endianness="="), arrays.boolean_dtypes()
        ),
        arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3),
    ),
)
plain_data = some.recursive(
    leaves,
    lambda inner: some.one_of(
        some.lists(inner, max_size=4),
        some.lists(inner, max_size=4).map(tuple),
        some.dictionaries(some.one_of(texts, some.integers(0, 3)), inner, max_size=4),
    ),
    max_leaves=8,
)


def places(value, here=()):
    """Where a value has parts, and parts of parts: the value itself is ()."""
    yield here
    if isinstance(value, (list, tuple)):
        for index, item in enumerate(value[:3]):
            yield from places(item, (*here, index))
    elif isinstance(value, dict):
        for key in list(value)[:6]:
            yield from places(value[key], (*here, key))


def put(value, place, new):
    """The value with something new at a place; as it is where there is no such place."""
    if not place:
        return new
    first, *rest = place
    try:
        part = put(value[first], rest, new)
    except (KeyError, IndexError, TypeError):
        return value
    if isinstance(value, (dict, list, tuple)):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        changed = [(key, part if key == first else item) for key, item in pairs]
        return dict(changed) if isinstance(value, dict) else type(value)(item for _, item in changed)
    return value


def forms(value):
    """The same in other forms, cut, doubled, turned, of other types: near to right, and seldom right."""
    yield from (None, [value], (value, value), str(value)[:20])
    if isinstance(value, (list, tuple)):
        yield from (list(value), tuple(value), list(value)[:-1], [*value, 1.0], list(value) * 2, list(value)[::-1])
        yield dict(enumerate(value))
    if isinstance(value, dict):
        yield from ({key: item for key, item in value.items() if key != gone} for gone in list(value)[:5])
        yield from ({f"{key}x": item for key, item in value.items()}, list(value.items()), {**value, "more": None})
    if isinstance(value, np.ndarray):
        with np.errstate(all="ignore"):
            yield from (value.tolist(), value.astype(np.float32), value * math.nan, value * math.inf, -value, value * 2)
            yield from (
                value.T,
                value.ravel(),
                value[None],
                value > 0,
                np.round(value).astype(np.int64),
                np.atleast_1d(value)[..., :0],
            )
    if isinstance(value, float):
        yield from (np.array(value), [value], value * 2, math.copysign(math.inf, value))


class Raises:
    """Whatever one asks it, it raises."""

    def fail(self, *args, **kwargs):
        raise RuntimeError("asked")

    __eq__ = __ne__ = __lt__ = __array__ = __len__ = __iter__ = __bool__ = __float__ = __int__ = __index__ = fail
    __repr__ = __str__ = __deepcopy__ = __copy__ = __reduce_ex__ = __hash__ = __getitem__ = __contains__ = fail
    __array_ufunc__ = __array_function__ = __call__ = fail
    __class__ = property(fail)


class Agrees:
    """Whatever one asks it, it says yes."""

    __class__ = float

    def __eq__(self, other):
        return True

    def __getattr__(self, name):
        return lambda *args, **kwargs: True

    __hash__ = None


class Meta(type):
    """A type that is equal to every type and has no name of its own."""

    def __eq__(cls, other):
        return True

    def __hash__(cls):
        return hash(float)

    @property
    def __name__(cls):
        raise SystemExit(3)


class Imitation(metaclass=Meta):
    pass


class MyFloat(np.float64):
    dtype = property(Raises.fail)

    def __float__(self):
        raise RuntimeError("asked")


class MyArray(np.ndarray):
    __array_finalize__ = None
    dtype = property(Raises.fail)


def itself():
    made = [1.0]
    made.append(made)
    return made


def deep(levels=50_000):
    made = []
    for _ in range(levels):
        made = [made]
    return made


def wide():
    """Two to the power of forty leaves, in forty lists."""
    made = [1.0]
    for _ in range(40):
        made = [made, made]
    return made


def keyed():
    return {Raises.fail: 1.0, (1,): 2.0}


def kin(base, name="Own"):
    return type(name, (base,), {"__len__": Raises.fail, "__iter__": Raises.fail, "__eq__": Raises.fail})


HOSTILE = {
    "raises": Raises,
    "agrees": Agrees,
    "its type": lambda: Imitation,
    "imitation": Imitation,
    "own float": lambda: MyFloat(1.0),
    "own array": lambda: np.ones(2).view(MyArray),
    "itself": itself,
    "deep": deep,
    "wide": wide,
    "keyed": keyed,
    "own list": lambda: kin(list)([1.0]),
    "own str": lambda: kin(str)(),
    "own dict": lambda: kin(dict)(a=1.0),
    "own tuple": lambda: kin(tuple)((1.0, 2.0)),
    "in a list": lambda: [Raises()],
    "in a tuple": lambda: (1.0, Agrees()),
    "in a dictionary": lambda: {"x": Raises()},
    "objects": lambda: np.array([Raises(), None], dtype=object),
    "generator": lambda: (x for x in [1.0]),
    "huge": lambda: 10**400,
    "huger": lambda: -(10**5000),
    "huge in a list": lambda: [10**5000, 1.0],
    "long double": lambda: np.longdouble(2) / 3,
    "long doubles": lambda: np.ones(2, dtype=np.longdouble),
    "large": lambda: [1.0] * 10**6,
    "large text": lambda: "x" * 10**7,
    "large array": lambda: np.zeros(10**6),
    "masked": lambda: np.ma.array([1.0], mask=[True]),
    "matrix": lambda: np.ones((2, 2)).view(np.matrix),
    "structured": lambda: np.zeros(2, dtype=[("a", float)]),
    "dates": lambda: np.array(["2020"], dtype="M8[Y]"),
    "complex": lambda: 1j,
    "bytes": lambda: b"x",
    "set": lambda: {1.0},
    "memory": lambda: memoryview(b"x"),
    "class": lambda: dict,
    "module": lambda: sys,
    "function": lambda: print,
    "ellipsis": lambda: ...,
    "not implemented": lambda: NotImplemented,
    "named": lambda: namedtuple("P", "x y")(1.0, 2.0),
    "ordered": lambda: OrderedDict(x=1.0),
    "namespace": types.SimpleNamespace,
    "exception": lambda: ValueError("x"),
    "texts": lambda: np.array(["a"]),
    "nine dimensions": lambda: np.ones((1,) * 9),
    "range": lambda: range(3),
}

HEAVY = ("deep", "wide", "huger", "huge in a list", "large", "large text", "large array", "own array")
LIGHT = {name: make for name, make in HOSTILE.items() if name not in HEAVY}


class Speechless(Exception):
    def __str__(self):
        raise RuntimeError("no text")


class NoText(Exception):
    def __str__(self):
        return 5


class OwnTrace(Exception):
    __traceback__ = property(Raises.fail)


class Named(Exception, metaclass=Meta):
    pass


class Outside(BaseException):
    pass


def recursion(*args):
    return recursion(*args)


def raising(error):
    def function(*args):
        raise error

    return function


def closes_the_streams(*args):
    sys.stdout.close()
    sys.stderr.detach()


def replaces_the_streams(*args):
    sys.stdout = sys.stderr = None


def warns(*args):
    for kind in (Speechless, NoText):
        warnings.warn(type("Odd", (kind, UserWarning), {})(), stacklevel=1)
    for number in range(300):
        warnings.warn(f"{number} {'x' * 10_000}", stacklevel=1)


def spoils_its_arguments(*args):
    for arg in args:
        if isinstance(arg, list):
            arg[:] = [Raises(), arg]
        elif isinstance(arg, dict):
            arg[Agrees.__getattr__] = arg
            arg.update(dict.fromkeys(list(arg), Raises()))
        elif isinstance(arg, np.ndarray) and arg.ndim:
            arg.shape = (*arg.shape, 1)
            arg.dtype = np.uint8
    return args


class Signed:
    """A callable whose signature is none."""

    def __init__(self, signature):
        self.__signature__ = signature

    def __call__(self, *args):
        return 1.0


class Parameters:
    @property
    def __signature__(self):
        raise Outside("no signature")

    def __call__(self, *args):
        raise Outside("no call")


WAYS = {  # functions that do something else than to return something
    **{name: raising(error) for name, error in (("speechless", Speechless()), ("no text", NoText()))},
    "own trace": raising(OwnTrace()),
    "named": raising(Named()),
    "outside": raising(Outside("x")),
    "exit": raising(SystemExit(0)),
    "generator exit": raising(GeneratorExit()),
    "stop": raising(StopIteration()),
    "group": raising(ExceptionGroup("x", [Speechless(), ValueError(1)])),
    "memory": raising(MemoryError()),
    "long text": raising(ValueError("x" * 10**6)),
    "odd text": raising(ValueError("\x1b[2J\ud800\u202e")),
    "recursion": recursion,
    "closes": closes_the_streams,
    "replaces": replaces_the_streams,
    "warns": warns,
    "spoils": spoils_its_arguments,
    "no function": 5,
    "none": None,
    "raises": Raises(),
    "agrees": Agrees(),
    "a text": "grad",
    "a class": Outside,
    "signed": Signed(5),
    "parameters": Parameters(),
    "a type": Imitation,
    "a dictionary": {"x": Raises()},
    "generator function": lambda *args: (yield args),
}
