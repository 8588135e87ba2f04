"""The statements that raise and cancel reminders: whole sets in the database, never row by row.

{source} and {current} are filled with compiled querysets: the rows of a source, and the memberships that hold today.
Each begins with its common tables; `step` says whose turn it is, in the order of `rank`.
"""
# ruff: noqa: S608 - put together from constants of this file; values are parameters

# Whether somebody is away today; the last day away counts.
AWAY = "coalesce(today() BETWEEN {preference}.away_from AND {preference}.away_until, false)"

# Insert what is wanted, once each; and bring back what was cancelled, where its reason has come again.
RAISE = """,
back AS (
    UPDATE casework_reminder r
    SET cancelled_at = NULL, cancel_reason = '', read_at = NULL, raised_at = clock(), message_id = NULL
    FROM wanted w
    WHERE r.kind = %(kind)s AND r.subject_id = w.subject_id AND r.due_on = w.due_on AND r.step = w.step
        AND r.recipient_id = w.recipient_id AND r.cancelled_at IS NOT NULL
        -- Who may not see the case is not told anew each minute: that would put off whoever is told after them.
        AND r.cancel_reason <> 'hidden'
    RETURNING r.id
),
fresh AS (
    INSERT INTO casework_reminder (id, kind, subject_type, subject_id, case_id, due_on, step, recipient_id,
                                   stands_in_for_id, raised_at, cancel_reason)
    SELECT gen_random_uuid(), %(kind)s, w.subject_type, w.subject_id, w.case_id, w.due_on, w.step, w.recipient_id,
           w.stands_in_for_id, clock(), ''
    FROM wanted w
    ON CONFLICT (kind, subject_id, recipient_id, step, due_on) DO NOTHING
    RETURNING id
)
SELECT (SELECT count(*) FROM back) + (SELECT count(*) FROM fresh)
"""

# Who has an open reminder of this already, in whatever step, as a human being.
KNOWS = """
    SELECT FROM casework_reminder o JOIN agencies_membership om ON om.id = o.recipient_id
    WHERE o.kind = %(kind)s AND o.subject_id = {row}.subject_id AND o.due_on = {row}.due_on
        AND o.cancelled_at IS NULL AND om.user_id = {member}.user_id
"""

# Whether they were to be told of this before, and it turned out that the case is not theirs to see. A stand-in is whom
# somebody named, and nobody asked what they may see: then the deputy is told in their place.
HIDDEN = """
    SELECT FROM casework_reminder h
    WHERE h.kind = %(kind)s AND h.subject_id = {row}.subject_id AND h.due_on = {row}.due_on
        AND h.recipient_id = {member}.id AND h.cancel_reason = 'hidden'
"""

# First the worker; where there is none who still acts, the deputy; where there is no deputy either, the manager.
RAISE_FIRST = (
    """
WITH current (id, user_id, team_id) AS MATERIALIZED ({current}),
source (subject_id, case_id, due_on, worker_id, team_id) AS ({source}),
wanted AS (
    SELECT %(subject_type)s AS subject_type, s.subject_id, s.case_id, s.due_on, first.step, first.id AS recipient_id,
           NULL::uuid AS stands_in_for_id
    FROM source s
    LEFT JOIN agencies_team t ON t.id = s.team_id
    CROSS JOIN LATERAL (
        SELECT m.id, x.step FROM (
            VALUES (1, 'worker', s.worker_id), (2, 'deputy', t.deputy_id), (3, 'manager', t.manager_id)
        ) AS x(rank, step, id)
        JOIN current m ON m.id = x.id ORDER BY x.rank LIMIT 1
    ) AS first
    LEFT JOIN casework_reminderpreference p ON p.membership_id = first.id
    WHERE (%(at_once)s OR s.due_on <= today() + CASE WHEN %(ahead)s THEN coalesce(p.lead_days, %(lead_days)s) ELSE 0 END)
        AND NOT EXISTS (
            SELECT FROM casework_reminder o
            WHERE o.kind = %(kind)s AND o.subject_id = s.subject_id AND o.due_on = s.due_on AND o.step = first.step
                AND o.recipient_id = first.id AND o.cancelled_at IS NULL
        )
)"""
    + RAISE
)

# So many days after the first was told, and not before the day itself: whoever is next and does not know yet.
RAISE_NEXT = (
    """
WITH current (id, user_id, team_id) AS MATERIALIZED ({current}),
source (subject_id, case_id, due_on, worker_id, team_id) AS ({source}),
told AS (
    SELECT r.subject_type, r.subject_id, r.case_id, r.due_on,
           count(DISTINCT r.step) AS steps,
           max(array_position(ARRAY['worker', 'deputy', 'manager'], r.step::text)) AS rank,
           today() - greatest((min(r.raised_at) AT TIME ZONE 'Europe/London')::date, r.due_on) AS days
    FROM casework_reminder r
    WHERE r.kind = %(kind)s AND r.cancelled_at IS NULL
    GROUP BY r.subject_type, r.subject_id, r.case_id, r.due_on
),
wanted AS (
    SELECT g.subject_type, g.subject_id, g.case_id, g.due_on, next.step, next.id AS recipient_id,
           NULL::uuid AS stands_in_for_id
    FROM told g
    JOIN source s ON s.subject_id = g.subject_id AND s.due_on = g.due_on
    JOIN agencies_team t ON t.id = s.team_id
    CROSS JOIN LATERAL (
        SELECT m.id, x.step FROM (VALUES (2, 'deputy', t.deputy_id), (3, 'manager', t.manager_id)) AS x(rank, step, id)
        JOIN current m ON m.id = x.id
        WHERE x.rank > g.rank AND NOT EXISTS ("""
    + KNOWS.format(row="g", member="m")
    + """)
        ORDER BY x.rank LIMIT 1
    ) AS next
    WHERE g.days >= CASE g.steps WHEN 1 THEN %(deputy_days)s ELSE %(manager_days)s END
)"""
    + RAISE
)

# Who is away keeps theirs; somebody who is there is told as well: the stand-in, or the deputy, or the manager.
RAISE_FOR_THE_ABSENT = (
    """
WITH current (id, user_id, team_id) AS MATERIALIZED ({current}),
wanted AS (
    SELECT r.subject_type, r.subject_id, r.case_id, r.due_on, r.step, stand.id AS recipient_id,
           r.recipient_id AS stands_in_for_id
    FROM casework_reminder r
    JOIN casework_reminderpreference p ON p.membership_id = r.recipient_id AND """
    + AWAY.format(preference="p")
    + """
    JOIN current absent ON absent.id = r.recipient_id
    LEFT JOIN agencies_team t ON t.id = absent.team_id
    CROSS JOIN LATERAL (
        SELECT m.id, m.user_id FROM (
            VALUES (1, p.stand_in_id), (2, t.deputy_id), (3, t.manager_id)
        ) AS x(rank, id)
        JOIN current m ON m.id = x.id AND m.user_id <> absent.user_id
        LEFT JOIN casework_reminderpreference o ON o.membership_id = m.id
        WHERE NOT """
    + AWAY.format(preference="o")
    + """ AND NOT EXISTS ("""
    + HIDDEN.format(row="r", member="m")
    + """)
        ORDER BY x.rank LIMIT 1
    ) AS stand
    WHERE r.kind = %(kind)s AND r.cancelled_at IS NULL AND r.read_at IS NULL AND r.message_id IS NULL
        AND r.stands_in_for_id IS NULL AND NOT EXISTS ("""
    + KNOWS.format(row="r", member="stand")
    + """)
)"""
    + RAISE
)

# {only} narrows it to some rows; without it every open reminder of the kind is asked again. Where several are told of one
# thing, a reminder is gone when it is for none of them.
CANCEL_GONE = (
    """
WITH current (id, user_id, team_id) AS MATERIALIZED ({current}),
source (subject_id, case_id, due_on, worker_id, team_id) AS ({source}),
asked AS (
    SELECT r.id, CASE
        WHEN s.subject_id IS NULL AND c.status <> ALL(%(in_progress)s) THEN 'case_left'
        WHEN s.subject_id IS NULL THEN 'settled'
        WHEN m.id IS NULL THEN 'recipient_left'
        WHEN r.stands_in_for_id IS NOT NULL AND NOT """
    + AWAY.format(preference="p")
    + """ THEN 'handed_over'
        WHEN coalesce(r.stands_in_for_id, r.recipient_id) IS DISTINCT FROM
            CASE r.step WHEN 'worker' THEN s.worker_id WHEN 'deputy' THEN t.deputy_id ELSE t.manager_id END
            THEN 'handed_over'
    END AS reason
    FROM casework_reminder r
    LEFT JOIN source s ON s.subject_id = r.subject_id AND s.due_on = r.due_on
    LEFT JOIN casework_case c ON c.id = r.case_id
    LEFT JOIN agencies_team t ON t.id = s.team_id
    LEFT JOIN current m ON m.id = r.recipient_id
    LEFT JOIN casework_reminderpreference p ON p.membership_id = r.stands_in_for_id
    WHERE r.kind = %(kind)s AND r.cancelled_at IS NULL {only}
),
gone AS (SELECT id, min(reason) AS reason FROM asked GROUP BY id HAVING bool_and(reason IS NOT NULL))
UPDATE casework_reminder r SET cancelled_at = clock(), cancel_reason = gone.reason
FROM gone WHERE gone.id = r.id AND r.cancelled_at IS NULL
"""
)

# Of sources that are no longer in the settings.
CANCEL_FORGOTTEN = """
UPDATE casework_reminder SET cancelled_at = clock(), cancel_reason = 'settled'
WHERE cancelled_at IS NULL AND kind <> ALL(%(kinds)s)
"""

# What no e-mail holds yet. What somebody who is away has is left to whoever was told in their place.
WITHOUT_MAIL = (
    """
FROM casework_reminder r
LEFT JOIN casework_reminderpreference p ON p.membership_id = r.recipient_id
WHERE r.cancelled_at IS NULL AND r.read_at IS NULL AND r.message_id IS NULL AND NOT ("""
    + AWAY.format(preference="p")
    + """ AND EXISTS (
        SELECT FROM casework_reminder o
        WHERE o.kind = r.kind AND o.subject_id = r.subject_id AND o.due_on = r.due_on AND o.cancelled_at IS NULL
            AND o.recipient_id <> r.recipient_id
    ))
"""
)
ATTACH = (
    "UPDATE casework_reminder SET message_id = held.id FROM casework_remindermessage held"
    " WHERE held.id = ANY(%(messages)s) AND held.recipient_id = casework_reminder.recipient_id"
    " AND casework_reminder.id IN (SELECT r.id" + WITHOUT_MAIL + ") RETURNING held.id"
)
