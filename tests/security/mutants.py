"""Breaks one predicate at a time in a function that stands in the code, and puts it right again: to see that a test notices."""

import ast
import copy
import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any

OPPOSITE: dict[type[ast.AST], type[ast.AST]] = {
    ast.Is: ast.IsNot,
    ast.Eq: ast.NotEq,
    ast.In: ast.NotIn,
    ast.Gt: ast.LtE,
    ast.And: ast.Or,
    ast.BitAnd: ast.BitOr,
}
OPPOSITE |= {new: old for old, new in OPPOSITE.items()}
CONDITIONS = {"Q", "filter"}  # calls whose keywords are predicates


@dataclass(frozen=True, slots=True)
class Mutant:
    """One predicate, turned round or taken out; `number` counts them within the function."""

    module: ModuleType
    function: str
    number: int
    what: str

    def __str__(self) -> str:
        """Where it is, and what is done."""
        return f"{self.module.__name__.rpartition('.')[2]}.{self.function}, {self.what}"


def mutants(*modules: ModuleType) -> list[Mutant]:
    """Each predicate of each function of the modules, once for each way to break it."""
    return [
        Mutant(module, name, number, what)
        for module in modules
        for name, function in vars(module).items()
        if isinstance(function, FunctionType) and function.__module__ == module.__name__
        for number, (what, _) in enumerate(_broken(function))
    ]


@contextmanager
def broken(mutant: Mutant) -> Iterator[None]:
    """The function with this predicate broken, for whoever holds it by whatever name."""
    function = vars(mutant.module)[mutant.function]
    names = dict(vars(mutant.module))
    tree = list(_broken(function))[mutant.number][1]
    exec(compile(ast.fix_missing_locations(tree), "<mutant>", "exec"), names)  # noqa: S102 - our own source
    whole = function.__code__
    function.__code__ = names[mutant.function].__code__
    try:
        yield
    finally:
        function.__code__ = whole


def _broken(function: FunctionType) -> Iterator[tuple[str, ast.Module]]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    written: Any = tree.body[0]
    written.decorator_list, written.returns, written.args.defaults = [], None, []
    for each in (*written.args.args, *written.args.kwonlyargs):
        each.annotation = None
    for place, node in enumerate(ast.walk(tree)):
        for what, change in _changes(node):
            changed = copy.deepcopy(tree)
            line = ast.unparse(node)
            change(list(ast.walk(changed))[place])
            yield f"{what}: {line if len(line) < 70 else line[:67] + '...'}", changed


def _changes(node: Any) -> Iterator[tuple[str, Callable[[Any], None]]]:
    """What can be broken at this place."""
    if isinstance(node, ast.Compare):
        yield "turned round", lambda it: it.ops.__setitem__(0, OPPOSITE[type(it.ops[0])]())
    if isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in OPPOSITE:
        yield "one for both", lambda it: setattr(it, "op", OPPOSITE[type(it.op)]())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield "not turned round", _let_stand
    if isinstance(node, ast.Call) and _name(node.func) in CONDITIONS:
        for number, keyword in enumerate(node.keywords):
            yield f"without {ast.unparse(keyword)}", lambda it, number=number: it.keywords.pop(number)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _let_stand(node: Any) -> None:
    """`not x` becomes `not not x`, and `~x` becomes `~~x`: the node itself stays where it is."""
    node.operand = type(node)(op=type(node.op)(), operand=node.operand)
