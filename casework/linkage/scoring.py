"""Trains the model on the mentions themselves, without labels, and scores the pairs that share a block."""

from collections import Counter
from collections.abc import Sequence
from functools import cache

from splink import Linker, block_on
from splink.internals.splink_dataframe import SplinkDataFrame

from casework.linkage import model
from casework.linkage.backends import Backend, Value
from casework.linkage.pairs import Pair, Pairs
from casework.linkage.rows import Row, name_forms

_BY_FREQUENCY = frozenset({"first", "surname"})
COMPARISONS = ("first", "surname", "born", "sex", "nhs", "place")
LEAST = -10.0  # bits; pairs below are not even fetched

_SAMPLE = 4e6  # pairs, for how often two strangers agree
_ENOUGH = 200  # pairs of one block, to learn from
_SEED = 20250401
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
    scored = linker.inference.predict(threshold_match_weight=LEAST, warning_mode="never")
    return _pairs(scored, backend)


def _worth_training(rows: Sequence[Row], named: Sequence[int]) -> list[tuple[str, ...]]:
    """The blocks whose pairs are nearly all of one person, where there are enough to learn how people's mentions differ."""
    numbers: Counter[object] = Counter(rows[at].nhs for at in named if rows[at].nhs)
    names: Counter[object] = Counter(
        (rows[at].first, rows[at].surname, rows[at].born_on) for at in named if rows[at].born_on
    )
    blocks = {("nhs",): numbers, ("first", "surname", "born"): names}
    pairs = {block: sum(count * (count - 1) // 2 for count in found.values()) for block, found in blocks.items()}
    return [block for block, count in pairs.items() if count >= _ENOUGH]


def _pairs(scored: SplinkDataFrame, backend: Backend) -> Pairs:
    levels = [f"gamma_{name}" for name in COMPARISONS]
    bits = [f"mw_{name} + mw_tf_adj_{name}" if name in _BY_FREQUENCY else f"mw_{name}" for name in COMPARISONS]
    many = len(COMPARISONS)
    pairs = Pairs()
    found = backend.values(scored, ["id_l", "id_r", "match_weight", *levels, *bits], "match_weight DESC, id_l, id_r")
    for left, right, weight, *rest in found:
        pairs.add(left, right, weight, tuple(rest[:many]), tuple(rest[many:]))
    return pairs


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


def _columns(rows: Sequence[Row], positions: Sequence[int]) -> dict[str, list[Value]]:
    chosen, forms = [(at, rows[at]) for at in positions], cache(name_forms)
    return {
        "id": [at for at, _ in chosen],
        "first": [row.first or None for _, row in chosen],
        "forms": [forms(row.first) or None for _, row in chosen],
        "surname": [row.surname or None for _, row in chosen],
        "other_surname": [row.other_surname or None for _, row in chosen],
        "initials": [row.first[:1] + row.surname[:1] for _, row in chosen],
        "born": [_day(row, "%Y%m%d") for _, row in chosen],
        "year": [_day(row, "%Y") for _, row in chosen],
        "month": [_day(row, "%m") for _, row in chosen],
        "day": [_day(row, "%d") for _, row in chosen],
        "sex": [row.sex or None for _, row in chosen],
        "nhs": [row.nhs or None for _, row in chosen],
        "door": [row.place.door or None for _, row in chosen],
        "street": [row.place.street or None for _, row in chosen],
        "postcode": [row.place.postcode or None for _, row in chosen],
        "sector": [row.place.sector or None for _, row in chosen],
    }


def _day(row: Row, form: str) -> str | None:
    return row.born_on.strftime(form) if row.born_on else None
