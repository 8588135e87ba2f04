"""What a site decides about caseloads: what cases weigh, and how much is usual; docs/operate.md says what each does."""

from dataclasses import dataclass, field

from config.environment import setting

# Led, led while they still get to know each other, led while it stands in an exit, supported; and for many people on top.
USUAL = {"lead": "1", "new": "1.5", "resting": "0.25", "support": "0.5", "large": "0.5"}


def _weights() -> dict[str, float]:
    return {name: float(setting(f"CASELOAD_WEIGHT_{name.upper()}", usual)) for name, usual in USUAL.items()}


@dataclass(frozen=True)
class Caseloads:
    """`large`: from how many people on a case weighs more. Between `least` and `most` a caseload is called usual."""

    weights: dict[str, float] = field(default_factory=_weights)
    large: int = field(default_factory=lambda: int(setting("CASELOAD_LARGE_HOUSEHOLD", "5")))
    least: float = field(default_factory=lambda: float(setting("CASELOAD_USUAL_LEAST", "6")))
    most: float = field(default_factory=lambda: float(setting("CASELOAD_USUAL_MOST", "12")))
