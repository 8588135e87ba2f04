"""What of a file each side is told, and when: a receipt proves something only of whoever could not read it off."""

from agencies.actors import Actor
from agencies.models import Disclosure

OF_FILE = frozenset({"size", "rows", "manifest"})


def untold(disclosure: Disclosure, actor: Actor) -> frozenset[str]:
    """Of which fields the actor's agency is not told, by their names.

    Whoever asked learns the hash from what they got alone, until they have said it; and nothing of the file before it is
    released: how many rows fewer it has when it was prepared again would tell of somebody.
    """
    if disclosure.agency_id == actor.signatory.agency_id or disclosure.collected_at is not None:
        return frozenset()
    return frozenset({"sha256"}) | (frozenset() if disclosure.released_at is not None else OF_FILE)
