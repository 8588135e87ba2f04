"""The statements by which unusual access is found: one seal's looks at single records, joined with what makes them unusual.

Lists are left out: whose households stand on one's caseload is no choice of one's own. An address with a key in it, which
the trail has as a pattern with `<`, was opened on purpose.
"""

_OPENED = """
    SELECT id, at, user_id, membership_id, agency_id, case_id, person_ids, household_ids FROM agencies_auditevent
    WHERE (xact, id) >= (%(first_xact)s, %(first_id)s) AND (xact, id) <= (%(last_xact)s, %(last_id)s)
        AND result = 'shown' AND membership_id IS NOT NULL AND route LIKE '%%<%%'
"""
# The last word of a name. Names are not that simple; what is found is asked about, and not judged.
_SURNAME = r"lower(public.unaccent(substring({} FROM '(\S+)\s*$')))"

SAME_SURNAME = f"""
INSERT INTO agencies_unusualaccess (id, rule, membership_id, agency_id, person_id, case_id, event_id, found_at, note)
SELECT gen_random_uuid(), 'same_surname', found.membership_id, found.agency_id, found.person_id, found.case_id,
    found.event_id, clock(), ''
FROM (
    SELECT DISTINCT ON (looked.membership_id, p.id) looked.membership_id, p.id AS person_id, looked.case_id,
        coalesce(t.agency_id, looked.agency_id) AS agency_id, looked.id AS event_id
    FROM ({_OPENED}) looked
    JOIN agencies_user u ON u.id = looked.user_id
    LEFT JOIN casework_case c ON c.id = looked.case_id
    LEFT JOIN agencies_team t ON t.id = c.team_id
    CROSS JOIN LATERAL (
        SELECT unnest(looked.person_ids) AS id
        UNION SELECT m.person_id FROM casework_casemember m WHERE m.case_id = looked.case_id AND m.left_at IS NULL
    ) shown
    JOIN casework_person p ON p.id = shown.id
    WHERE {_SURNAME.format("u.name")} IN (
        SELECT {_SURNAME.format("p.name")}
        UNION SELECT {_SURNAME.format("n.name")} FROM casework_personname n WHERE n.person_id = p.id
    )
    ORDER BY looked.membership_id, p.id, looked.id
) found
ON CONFLICT DO NOTHING
"""  # noqa: S608 - the constants above

# Where the looker lives is not kept. Whoever declared that they are a neighbour, and was matched with that home, lives in the
# street in which it was on the day of that: it may move, and they have not. A postcode is a street, or a part of one; ZZ99 is
# none (no fixed abode, not known); a confidential address is not here.
_STREET = """
    SELECT postcode FROM casework_address
    WHERE household_id = {} AND postcode <> '' AND postcode NOT LIKE 'ZZ99%%'
        AND started_on <= {day} AND (ended_on IS NULL OR ended_on > {day})
"""
_DAY = "({} AT TIME ZONE 'Europe/London')::date"

# To the lead of the looker's own agency, who keeps what they declared.
SAME_STREET = f"""
INSERT INTO agencies_unusualaccess (id, rule, membership_id, agency_id, household_id, case_id, event_id, found_at, note)
SELECT gen_random_uuid(), 'same_street', found.membership_id, found.agency_id, found.household_id, found.case_id,
    found.event_id, clock(), ''
FROM (
    SELECT DISTINCT ON (looked.membership_id, home.id) looked.membership_id, home.id AS household_id, looked.agency_id,
        coalesce(looked.case_id, own.id) AS case_id, looked.id AS event_id
    FROM ({_OPENED}) looked
    JOIN casework_conflictlink l ON l.user_id = looked.user_id AND l.ended_at IS NULL
    JOIN casework_conflict declared ON declared.id = l.conflict_id AND declared.closeness = 'neighbour'
    LEFT JOIN casework_case c ON c.id = looked.case_id
    CROSS JOIN LATERAL (
        SELECT c.household_id AS id
        UNION SELECT unnest(looked.household_ids)
        UNION SELECT m.household_id FROM casework_householdmember m
        WHERE m.person_id = ANY (looked.person_ids) AND NOT m.undone
            AND m.started_on <= {_DAY.format("looked.at")} AND (m.ended_on IS NULL OR m.ended_on > {_DAY.format("looked.at")})
    ) home
    LEFT JOIN LATERAL (
        SELECT id FROM casework_case WHERE household_id = home.id AND kind = 'main' ORDER BY referred_at DESC LIMIT 1
    ) own ON true
    WHERE home.id <> l.household_id AND EXISTS (
        {_STREET.format("home.id", day=_DAY.format("looked.at"))}
        INTERSECT {_STREET.format("l.household_id", day=_DAY.format("l.linked_at"))}
    )
    ORDER BY looked.membership_id, home.id, looked.id
) found
ON CONFLICT DO NOTHING
"""  # noqa: S608 - the constants above

MANY_HOUSEHOLDS = f"""
INSERT INTO agencies_unusualaccess (id, rule, membership_id, agency_id, day, households, event_id, found_at, note)
SELECT gen_random_uuid(), 'many_households', last.membership_id, last.agency_id,
    (last.at AT TIME ZONE 'Europe/London')::date, hour.households, last.id, clock(), ''
FROM (
    SELECT membership_id, agency_id, max(at) AS at, max(id) AS id FROM ({_OPENED}) looked GROUP BY 1, 2
) last
CROSS JOIN LATERAL (
    SELECT count(DISTINCT coalesce(e.case_id, e.household_ids[1], e.person_ids[1])) AS households
    FROM agencies_auditevent e
    WHERE e.membership_id = last.membership_id AND e.at > last.at - interval '1 hour' AND e.at <= last.at
        AND e.result = 'shown' AND e.route LIKE '%%<%%'
) hour
WHERE hour.households > %(most)s
ON CONFLICT DO NOTHING
"""  # noqa: S608 - the constants above
