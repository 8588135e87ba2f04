"""Trains the model on the mentions themselves, without labels, and scores the pairs that share a block."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache

from splink import Linker, block_on

from casework.linkage import model
from casework.linkage.backends import Backend, Value
from casework.linkage.pairs import Pair, Pairs
from casework.linkage.rows import Row, name_forms

Days = tuple[str | None, str | None, str | None, str | None]

_BY_FREQUENCY = frozenset({"first", "surname"})
COMPARISONS = ("first", "surname", "born", "sex", "nhs", "place")
LEAST = -10.0  # bits; pairs below are not even fetched

_SAMPLE = 4e6  # pairs, for how often two strangers agree
_ENOUGH = 200  # pairs of one block, to learn from
_SEED = 20250401
_PART = 120_000  # rows that are compared at once with all others: the pairs of all would fill the memory
_AT_ONCE = 122_880  # rows that go into the engine at once, one of DuckDB's groups
# What is kept of a pair, by the name of its column.
_KEPT = (
    {"id_l": "id_l", "id_r": "id_r", "weight": "match_weight"}
    | {f"gamma_{name}": f"gamma_{name}::TINYINT" for name in COMPARISONS}
    | {
        f"bits_{name}": f"mw_{name} + mw_tf_adj_{name}" if name in _BY_FREQUENCY else f"mw_{name}"
        for name in COMPARISONS
    }
)
_MENTIONS_OF_ONE = 2.0  # how many other mentions of their person a mention has, on average, before anything is known


def score(rows: Sequence[Row], backend: Backend) -> Sequence[Pair]:
    """All pairs of named rows that share a block, scored, the heaviest first. Nothing where fewer than two are named."""
    named = [at for at, row in enumerate(rows) if row.is_named]
    if len(named) < 2:  # noqa: PLR2004
        return []
    chance = min(0.5, _MENTIONS_OF_ONE / len(named))
    everybody = backend.table("mentions", _columns(rows, named))
    linker = Linker(everybody, _trained_u(rows, named, backend, chance), log_level=None)
    for block in _worth_training(rows, named):
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*block), record_sample_proportion=1.0, estimate_without_term_frequencies=True
        )
    parts = -(-len(named) // _PART)
    for part in range(1, parts + 1):
        scored = linker.inference.predict_chunk(
            (part, parts), (1, 1), threshold_match_weight=LEAST, warning_mode="never"
        )
        backend.keep("pairs", scored, _KEPT)
    return _pairs(backend)


def _worth_training(rows: Sequence[Row], named: Sequence[int]) -> list[tuple[str, ...]]:
    """The blocks whose pairs are nearly all of one person, where there are enough to learn how people's mentions differ."""
    numbers: Counter[object] = Counter(rows[at].nhs for at in named if rows[at].nhs)
    names: Counter[object] = Counter(
        (rows[at].first, rows[at].surname, rows[at].born_on) for at in named if rows[at].born_on
    )
    blocks = {("nhs",): numbers, ("first", "surname", "born"): names}
    pairs = {block: sum(count * (count - 1) // 2 for count in found.values()) for block, found in blocks.items()}
    return [block for block, count in pairs.items() if count >= _ENOUGH]


def _pairs(backend: Backend) -> Pairs:
    """Millions of pairs have some thousands of findings: the engine numbers these, so that each comes out of it once."""
    many = len(COMPARISONS)
    backend.number("pairs", [name for name in _KEPT if name not in {"id_l", "id_r", "weight"}], "findings")
    findings = [(tuple(rest[:many]), tuple(rest[many:])) for _, *rest in backend.values("findings", "place")]
    return Pairs(findings, backend.values("pairs", "weight DESC, id_l, id_r"))


def _trained_u(rows: Sequence[Row], named: Sequence[int], backend: Backend, chance: float) -> dict[str, object]:
    """The model with how often strangers agree, learnt where each person is, as far as can be told, only once."""
    once: dict[tuple[object, ...], int] = {}
    for at in named:
        row = rows[at]
        once.setdefault((row.nhs,) if row.nhs else (row.first, row.surname, row.born_on), at)
    strangers = backend.table("strangers", _columns(rows, sorted(once.values())))
    linker = Linker(strangers, model.settings(chance), log_level=None)
    linker.training.estimate_u_using_random_sampling(max_pairs=_SAMPLE, seed=_SEED)
    return linker.misc.save_model_to_json()


def _columns(rows: Sequence[Row], positions: Sequence[int]) -> Iterator[dict[str, list[Value]]]:
    forms, parts = cache(name_forms), cache(_parts)
    for start in range(0, len(positions), _AT_ONCE):
        yield _part([(at, rows[at]) for at in positions[start : start + _AT_ONCE]], forms, parts)


def _part(
    chosen: Sequence[tuple[int, Row]], forms: Callable[[str], str], parts: Callable[[date | None], Days]
) -> dict[str, list[Value]]:
    return {
        "id": [at for at, _ in chosen],
        "first": [row.first or None for _, row in chosen],
        "forms": [forms(row.first) or None for _, row in chosen],
        "surname": [row.surname or None for _, row in chosen],
        "other_surname": [row.other_surname or None for _, row in chosen],
        "initials": [row.first[:1] + row.surname[:1] for _, row in chosen],
        "born": [parts(row.born_on)[0] for _, row in chosen],
        "year": [parts(row.born_on)[1] for _, row in chosen],
        "month": [parts(row.born_on)[2] for _, row in chosen],
        "day": [parts(row.born_on)[3] for _, row in chosen],
        "sex": [row.sex or None for _, row in chosen],
        "nhs": [row.nhs or None for _, row in chosen],
        "door": [row.place.door or None for _, row in chosen],
        "street": [row.place.street or None for _, row in chosen],
        "postcode": [row.place.postcode or None for _, row in chosen],
        "sector": [row.place.sector or None for _, row in chosen],
    }


def _parts(day: date | None) -> Days:
    """A date in digits, its year, month and day."""
    if day is None:
        return None, None, None, None
    return f"{day:%Y%m%d}", f"{day:%Y}", f"{day:%m}", f"{day:%d}"
