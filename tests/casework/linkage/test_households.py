"""Who lives together, over time; and where a row goes that names nobody."""

from datetime import date

from agencies.extracts.mentions import MentionRole
from casework.linkage.nominations import nominated
from casework.linkage.rows import standardise
from tests.casework.linkage.mentions import HERE, THERE, household, linked, position, said


def together(found, *sources):
    return len({household(found, source) for source in sources}) == 1


def test_a_shared_row_joins():
    pupil = said("schools", "Asha Patel", "2012-05-05", record="S1", **HERE)
    parent = said("schools", "Meera Rao", record="S1", slot=2, role=MentionRole.PARENT, **HERE)
    assert together(linked([pupil, parent], weight=-9), pupil, parent)


def test_a_surname_behind_one_door_joins_and_a_slip_in_it_too():
    one, two = said("nhs", "Asha Patel", "2012-05-05", **HERE), said("police", "Ravi Patle", "1980-01-02", **HERE)
    assert together(linked([one, two], weight=-9), one, two)


def test_strangers_behind_one_door_are_two_households():
    before, after = (
        said("housing", "Ben Hayes", "1963-02-24", occurred_on=date(2024, 11, 1), **HERE),
        said("housing", "Carl Moore", "1971-12-01", occurred_on=date(2026, 8, 1), **HERE),
    )
    assert not together(linked([before, after], weight=-9), before, after)


def test_who_moves_together_is_a_household():
    here = [said("housing", "Ben Hayes", "1963-02-24", **HERE), said("nhs", "Ada Moore", "1971-12-01", **HERE)]
    there = [said("housing", "Ben Hayes", "1963-02-24", **THERE), said("nhs", "Ada Moore", "1971-12-01", **THERE)]
    pairs = [(one.key, two.key) for one, two in zip(here, there, strict=True)]
    found = linked([*here, *there], weight=-9, confirmed=pairs)
    assert together(found, *here, *there)
    assert not together(linked(here, weight=-9), *here)


def test_a_postcode_alone_joins_the_one_household_of_that_surname():
    tenant = said("housing", "Ben Hayes", "1963-02-24", **HERE)
    patient = said("nhs", "Lily Hayes", "2016-02-24", postcode=HERE["postcode"])
    stranger = said("nhs", "Carl Moore", "1971-12-01", postcode=HERE["postcode"])
    found = linked([tenant, patient, stranger], weight=-9)
    assert together(found, tenant, patient)
    assert not together(found, tenant, stranger)
    neighbour = said("housing", "Zed Hayes", "1950-02-24", address="18 Dale Road", postcode=HERE["postcode"])
    assert not together(linked([tenant, patient, neighbour], weight=-9), tenant, patient)


def known_by_postcode(*names, **more):
    return [said("nhs", name, **({"postcode": HERE["postcode"]} | more)) for name in names]


def elsewhere(surname, at):
    """Somebody by a postcode of their own; postcodes of other people make a surname common or rare."""
    return said("nhs", f"Zoe {surname}", postcode=f"ST{at // 26 % 9 + 1} 1{chr(65 + at % 26)}Z")


def test_a_rare_surname_at_one_postcode_is_a_household_without_a_door():
    one, two, other = known_by_postcode("Ben Quaye", "Lily Quaye", "Carl Moore")
    away = known_by_postcode("Ada Quaye", postcode=THERE["postcode"])
    found = linked(
        [one, two, other, *away], weight=-9, others=[elsewhere(f"S{'abcdefghij'[at % 10]}", at) for at in range(140)]
    )
    assert together(found, one, two)
    assert not together(found, one, other)
    assert not together(found, one, *away)


def test_a_common_surname_at_one_postcode_is_neighbours():
    one, two = known_by_postcode("Ben Quaye", "Lily Quaye")
    found = linked([one, two], weight=-9, others=[elsewhere("Quaye", at) for at in range(140)])
    assert not together(found, one, two)


def test_a_surname_in_a_hostel_is_no_family():
    residents = [said("police", f"Zoe {chr(65 + at)}smith{chr(65 + at)}", **HERE) for at in range(14)]
    one, two = said("nhs", "Ben Hayes", **HERE), said("police", "Carl Hayes", **HERE)
    assert not together(linked([one, two], weight=-9, others=residents), one, two)
    assert together(linked([one, two], weight=-9, others=residents[1:]), one, two)


def test_a_fire_that_names_somebody_goes_to_the_only_household_of_that_name_without_a_door():
    one, two = known_by_postcode("Ben Quaye", "Lily Quaye")
    fire, others, nobodys = said("fire", "B Quaye", **HERE), said("fire", "M West", **HERE), said("fire", **HERE)
    many = [elsewhere("Moore", at) for at in range(140)]
    found = linked([one, two, fire, others, nobodys], weight=-9, others=many)
    assert together(found, one, two, fire)
    assert not together(found, one, others)
    assert not together(found, one, nobodys)
    neighbours = linked([one, two, fire], weight=-9, others=[elsewhere("Quaye", at) for at in range(140)])
    assert not together(neighbours, one, fire)


def test_a_fire_goes_to_whoever_lived_there_then():
    before = said("housing", "Ben Hayes", "1963-02-24", occurred_on=date(2024, 11, 1), **HERE)
    after = said("housing", "Carl Moore", "1971-12-01", occurred_on=date(2026, 8, 1), **HERE)
    early = said("fire", occurred_on=date(2024, 12, 1), **HERE)
    late = said("fire", occurred_on=date(2026, 7, 1), **HERE)
    elsewhere = said("fire", occurred_on=date(2026, 7, 1), **THERE)
    found = linked([before, after, early, late, elsewhere], weight=-9)
    assert together(found, before, early)
    assert together(found, after, late)
    assert [household(found, elsewhere)] == [found.person_of[position(found, elsewhere)]]


def test_a_fire_that_names_another_family_is_not_theirs():
    tenant = said("housing", "Ben Hayes", "1963-02-24", **HERE)
    theirs, others = said("fire", "B Hayes", **HERE), said("fire", "M West", **HERE)
    found = linked([tenant, theirs, others], weight=-9)
    assert together(found, tenant, theirs)
    assert not together(found, tenant, others)


def test_a_fire_joins_no_person():
    tenant, fire = said("housing", "Ben Hayes", "1963-02-24", **HERE), said("fire", **HERE)
    found = linked([tenant, fire])
    assert len(set(found.person_of)) == 2
    assert together(found, tenant, fire)


def test_three_agencies_in_24_months_nominate():
    days = [date(2026, 9, 30), date(2025, 1, 1), date(2024, 10, 1)]
    rows = standardise(
        [
            said(agency, "Ben Hayes", occurred_on=day)
            for agency, day in zip(("nhs", "police", "housing"), days, strict=True)
        ]
    )
    assert nominated(rows, ["H1", "H1", "H1"]) == {"H1"}
    assert nominated(rows, ["H1", "H1", "H2"]) == set()
    old = standardise([said("fire", "Ben Hayes", occurred_on=date(2024, 9, 1))])
    assert nominated([*rows[:2], *old], ["H1", "H1", "H1"]) == set()
    undated = standardise([said("schools", "Ben Hayes", occurred_on=None)])
    assert nominated([*rows[:2], *undated], ["H1", "H1", "H1"]) == {"H1"}
