"""The names that a cell binds and those that it takes from other cells."""

import ast
import symtable


def bound(cell):
    """The names that a cell binds at its top level, each with the texts of the statements that do so."""
    found = {}
    for statement in ast.parse(cell.source).body:
        # a body of one statement has the symbols of that statement alone
        table = symtable.symtable(ast.unparse(statement), "cell", "exec")
        for symbol in table.get_symbols():
            if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace():
                found.setdefault(symbol.get_name(), []).append(ast.unparse(statement))
    return found


def taken(cell):
    """The names that a cell reads before it binds them itself, those in functions included."""
    have, found = set(), set()
    for statement in ast.parse(cell.source).body:
        tables = [symtable.symtable(ast.unparse(statement), "cell", "exec")]
        own = {s.get_name() for s in tables[0].get_symbols() if s.is_assigned() or s.is_namespace()}
        while tables:
            table = tables.pop()
            tables += table.get_children()
            outer = [s for s in table.get_symbols() if s.is_referenced() and s.is_global()]
            outer += [s for s in table.get_symbols() if table.get_type() == "module" and s.is_referenced()]
            found |= {s.get_name() for s in outer} - have - (own if not isinstance(statement, ast.Assign) else set())
        have |= own
    return found
