"""Small random changes of a lesson's own answers: what somebody might write by a slip, catalogued or not."""

import ast
import itertools

SWAPS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.Lt: ast.LtE,
    ast.Gt: ast.GtE,
    ast.LtE: ast.Lt,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
}


def mutants(code):
    """Every answer that differs from `code` by one slip, as texts, in a fixed order."""
    tree = ast.parse(code)
    found = {ast.unparse(tree): None}
    for number, node in enumerate(ast.walk(tree)):
        for kind in slips(node):
            changed = ast.parse(code)
            slip(next(itertools.islice(ast.walk(changed), number, None)), kind)
            found.setdefault(ast.unparse(ast.fix_missing_locations(changed)))
    return list(found)[1:]


def slips(node):
    """The names of the slips that are possible at a node."""
    kinds = []
    if isinstance(node, ast.BinOp):
        kinds += ["left alone", "right alone", "operands swapped"]
        kinds += ["another sign"] if type(node.op) in SWAPS else []
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        kinds.append("another comparison")
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
        kinds += ["one more", "twice"]
    if isinstance(node, (ast.Return, ast.Assign)) and node.value is not None:
        kinds.append("negated")
        kinds += ["order turned"] if isinstance(node.value, ast.Tuple) else []
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
        kinds += ["overwritten", "taken away"]
    if isinstance(node, ast.Attribute) and node.attr == "T":
        kinds.append("not transposed")
    return kinds


def slip(node, kind):
    """Make a slip at a node of a tree, in place."""
    if kind in ("left alone", "right alone"):
        kept = node.left if kind == "left alone" else node.right
        node.left, node.op, node.right = kept, ast.Mult(), ast.Constant(1)
    elif kind == "operands swapped":
        node.left, node.right = node.right, node.left
    elif kind == "another sign":
        node.op = SWAPS[type(node.op)]()
    elif kind == "another comparison":
        node.ops[0] = SWAPS[type(node.ops[0])]()
    elif kind in ("one more", "twice"):
        node.value = node.value + 1 if kind == "one more" else node.value * 2
    elif kind == "negated":
        node.value = ast.UnaryOp(ast.USub(), node.value)
    elif kind == "order turned":
        node.value.elts = node.value.elts[::-1]
    elif kind == "overwritten":
        node.op = ast.Mult()
    elif kind == "taken away":
        node.op = ast.Sub()
    elif kind == "not transposed":
        node.attr = "real"
