"""Finds words in Python that people would read and that stand outside gettext."""

import ast
import re
from collections.abc import Iterator, Mapping

from agencies.exceptions import ServiceError
from casework import exceptions as of_casework
from outcomes import exceptions as of_outcomes

WORD = re.compile(r"[^\W\d_]{2,}")
Said = Mapping[str, tuple[int, ...]]  # of what is called: which of its arguments people read

# What refuses in config/errors.py, and the reasons for which something was found.
SAYERS: Said = {"refused": (3,), "refusal": (1,), "_page": (2, 3), "Reason": (1,)}
LOADED = (of_casework, of_outcomes)  # what is refused there is known by name only once these are imported
KEYWORDS = {"EmailMessage": ("subject", "body")}


def refusals(kind: type = ServiceError) -> Iterator[str]:
    """The names of what the rooms raise."""
    yield kind.__name__
    for each in kind.__subclasses__():
        yield from refusals(each)


def bare_words(source: str) -> list[int]:
    """The lines on which people are told something in words outside gettext."""
    tree = ast.parse(source)
    finder = _Finder(_with_helpers(tree, {**SAYERS, **dict.fromkeys(refusals(), (0, 1))}))
    finder.visit(tree)
    return sorted(set(finder.lines))


class _Finder(ast.NodeVisitor):
    def __init__(self, says: Said) -> None:
        self.says, self.lines = says, list[int]()
        self.bound: list[dict[str, list[ast.expr]]] = []

    def visit_Module(self, node: ast.Module) -> None:
        self._within(node, [each for each in node.body if isinstance(each, ast.Assign | ast.AnnAssign)])

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._within(node, [each for each in ast.walk(node) if isinstance(each, ast.Assign | ast.AnnAssign)])

    def visit_Call(self, node: ast.Call) -> None:
        if any(self.is_bare(each) for each in _said(node, self.says)):
            self.lines.append(node.lineno)
        self.generic_visit(node)

    def is_bare(self, node: ast.expr) -> bool:
        """Whether it is, or is made of, words that nobody can put into another language."""
        if isinstance(node, ast.Constant):
            return isinstance(node.value, str) and WORD.search(node.value) is not None
        if isinstance(node, ast.JoinedStr):
            return any(
                self.is_bare(each.value if isinstance(each, ast.FormattedValue) else each) for each in node.values
            )
        if isinstance(node, ast.Name):
            return self._is_bound_to_bare(node.id)
        if isinstance(node, ast.Call):  # "{name}".format(…), but not _("…")
            return isinstance(node.func, ast.Attribute) and self.is_bare(node.func.value)
        return any(self.is_bare(each) for each in _parts(node))

    def _is_bound_to_bare(self, name: str) -> bool:
        for place, names in enumerate(reversed(self.bound)):
            if name in names:
                kept = self.bound
                self.bound = kept[: len(kept) - place - 1] or [
                    {}
                ]  # so that a name made of itself is not asked for ever
                found = any(self.is_bare(each) for each in names[name])
                self.bound = kept
                return found
        return False

    def _within(self, node: ast.AST, assigned: list[ast.Assign | ast.AnnAssign]) -> None:
        names: dict[str, list[ast.expr]] = {}
        for each in assigned:
            targets = each.targets if isinstance(each, ast.Assign) else [each.target]
            for target in targets:
                if isinstance(target, ast.Name) and each.value is not None:
                    names.setdefault(target.id, []).append(each.value)
        self.bound.append(names)
        self.generic_visit(node)
        self.bound.pop()


def _parts(node: ast.expr) -> list[ast.expr]:
    """What an expression is made of, as far as it ends up before a reader."""
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.BoolOp):
        return node.values
    if isinstance(node, ast.Dict):
        return node.values
    return list(node.elts) if isinstance(node, ast.List | ast.Tuple) else []


def _said(node: ast.Call, says: Said) -> list[ast.expr]:
    """The arguments of a call that people read."""
    called = node.func
    if isinstance(called, ast.Attribute) and called.attr == "field" and isinstance(called.value, ast.Name):
        return node.args[1:2] if called.value.id in says else []
    if isinstance(called, ast.Call):  # type(refusal)(…)
        return node.args[:2] if isinstance(called.func, ast.Name) and called.func.id == "type" else []
    if not isinstance(called, ast.Name):
        return []
    words = [each.value for each in node.keywords if each.arg in KEYWORDS.get(called.id, ())]
    return [*words, *(node.args[place] for place in says.get(called.id, ()) if place < len(node.args))]


def _with_helpers(tree: ast.Module, says: Said) -> Said:
    """With the functions of this module's own that hand on what they are given to something that says it."""
    private = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef) and each.name.startswith("_")]
    while True:
        found = {**says, **{each.name: places for each in private if (places := _handed_on(each, says))}}
        if found == says:
            return says
        says = found


def _handed_on(function: ast.FunctionDef, says: Said) -> tuple[int, ...]:
    names = [each.arg for each in function.args.args]
    said = [each for node in ast.walk(function) if isinstance(node, ast.Call) for each in _said(node, says)]
    handed = {each.id for expression in said for each in ast.walk(expression) if isinstance(each, ast.Name)}
    texts = {each.arg for each in function.args.args if each.annotation and "str" in ast.unparse(each.annotation)}
    return tuple(place for place, name in enumerate(names) if name in handed & texts)
