"""What is said under the attributes of row and settings classes."""

import ast
import inspect
import textwrap
from itertools import pairwise

from riparian.core.row import Row
from riparian.core.settings import Settings


def docstrings_of(kind: type[Row] | type[Settings]) -> dict[str, str]:
    """The text under each attribute of a class, on one line; those of parent classes first."""
    found: dict[str, str] = {}
    for one in reversed(kind.__mro__):
        if not issubclass(one, Row | Settings) or one in (Row, Settings):
            continue
        (tree,) = ast.parse(textwrap.dedent(inspect.getsource(one))).body
        for pair in pairwise(tree.body if isinstance(tree, ast.ClassDef) else []):
            match pair:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    found[name] = " ".join(text.split())
    return found
