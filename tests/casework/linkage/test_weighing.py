"""The model learns from the mentions alone, and says why."""

import random
from datetime import date, timedelta

import pytest

from casework.linkage.evidence import evidence, labels
from casework.linkage.linking import link, weigh
from casework.linkage.rows import Key
from casework.linkage.scoring import COMPARISONS
from tests.casework.linkage.mentions import TODAY, are_one, said

FIRSTS = ["Asha", "Ben", "Carl", "Dora", "Emil", "Fay", "Gus", "Hana", "Ivor", "June", "Kit", "Lena", "Milo", "Nell"]
SURNAMES = [
    "Abel",
    "Bond",
    "Cole",
    "Dunn",
    "Eads",
    "Ford",
    "Gunn",
    "Hood",
    "Ince",
    "Judd",
    "Kaye",
    "Lamb",
    "Moss",
    "Nash",
]
STREETS = ["Dale Road", "Canal Lane", "Mill Street", "Ash Close", "Park Way", "Elm Terrace"]


def number(draw):
    """An NHS number of the range that is never issued, whose check digit is right."""
    while True:
        digits = f"999{draw.randrange(10**6):06}"
        check = 11 - sum(int(digit) * (10 - at) for at, digit in enumerate(digits)) % 11
        if check != 10:
            return f"{digits}{check % 11}"


@pytest.fixture(scope="module")
def town():
    """300 people whom four agencies know, with a slip in one mention of five."""
    draw = random.Random(4)  # noqa: S311 - a town, not a secret
    found = []
    for _ in range(300):
        first, surname = draw.choice(FIRSTS), draw.choice(SURNAMES)
        born = date(1945, 1, 1) + timedelta(days=draw.randrange(24000))
        home = {
            "address": f"{draw.randrange(1, 90)} {draw.choice(STREETS)}",
            "postcode": f"ST{draw.randrange(1, 7)} {draw.randrange(1, 9)}AB",
        }
        nhs = number(draw)
        mentions = [
            said("nhs", f"{first} {surname}", str(born), nhs_number=nhs, postcode=home["postcode"]) for _ in range(2)
        ]
        mentions += [said(agency, f"{first} {surname}", str(born), **home) for agency in ("housing", "police")]
        slipped = draw.choice([surname[1:], surname + surname[-1], surname])
        mentions.append(said("police", f"{first} {slipped}", str(born), **home))
        found.append(mentions)
    return found


@pytest.fixture(scope="module")
def found(town):
    return link(weigh([mention for mentions in town for mention in mentions]), today=TODAY)


def test_people_are_found(found, town):
    whole = sum(are_one(found, *mentions) for mentions in town)
    assert whole >= 285
    assert len(set(found.person_of)) >= 298  # nobody swallowed a town


def test_each_link_says_why(found, town):
    key = town[0][0].key
    links = evidence(found, key)
    assert len(links) == sum(person == found.person_of[0] for person in found.person_of) - 1
    for each in links:
        assert each.ground == "weight"
        assert [finding.comparison for finding in each.findings] == list(COMPARISONS)
        prior = each.weight - sum(finding.bits for finding in each.findings)
        assert prior == pytest.approx(found_prior(found), abs=1e-6)
    numbers = {
        finding.level: finding.bits for each in links for finding in each.findings if finding.comparison == "nhs"
    }
    assert numbers["equal"] > 15
    assert numbers.get("not said by both", 0) == 0


def found_prior(found):
    """Bits that are the same for every pair: how rare it is that two mentions are of one person."""
    pair = found.pairs[0]
    return pair.weight - sum(pair.bits)


def test_a_mention_that_stands_alone_has_no_evidence():
    alone = said("nhs", "Ada Pole", "1950-05-05")
    assert evidence(link(weigh([alone]), today=TODAY), alone.key) == []


def test_a_mention_that_is_not_there_is_an_error(found):
    with pytest.raises(KeyError):
        evidence(found, Key("nhs", "none", 1))


def test_every_level_has_words():
    assert set(labels()) == set(COMPARISONS)
    assert all(words for levels in labels().values() for words in levels)


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_to_compare(count):
    assert link(weigh([said("nhs", "Ada Pole")][:count]), today=TODAY).person_of == list(range(count))


def test_a_set_without_numbers_addresses_or_dates_can_be_weighed():
    mentions = [said("fire", f"{first} {surname}") for first in FIRSTS[:6] for surname in SURNAMES[:6]]
    assert len(set(link(weigh(mentions), today=TODAY).person_of)) == len(mentions)


def test_the_same_mentions_give_the_same_links(town):
    mentions = [mention for mentions in town[:100] for mention in mentions]
    runs = [link(weigh(mentions), today=TODAY).person_of for _ in range(2)]
    assert runs[0] == runs[1]
