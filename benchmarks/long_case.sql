-- One household with a long story in a world of benchmarks/people.sql: 5,000 contacts and 200 actions over three years, of a case
-- that the first worker of the largest team leads and that is shared with the largest partner. A superuser runs it with the
-- row triggers off. Gives the case's reference, and whom to sign in as.
SET LOCAL session_replication_role = replica;
SELECT setseed(0.75);

CREATE TEMP TABLE bench_case AS
    SELECT here.id, here.reference, here.household_id, lead.membership_id, worker.agency_id, partner.agency_id AS partner_id
    FROM casework_case here
    JOIN casework_allocation lead ON lead.case_id = here.id AND lead.role = 'lead' AND lead.ended_at IS NULL
    JOIN agencies_membership worker ON worker.id = lead.membership_id AND worker.role = 'support_worker'
    JOIN agencies_agency council ON council.id = worker.agency_id AND council.code = 'agency-5'
    JOIN casework_casegroupgrant given ON given.case_id = here.id
    JOIN casework_caseshare partner ON partner.id = given.share_id AND partner.level = 'contribute' AND partner.ends_at IS NULL
    JOIN agencies_sharingagreement agreed ON agreed.id = partner.agreement_id AND agreed.title IN ('Agreement 1', 'Agreement 2', 'Agreement 3')
    JOIN agencies_agency other ON other.id = partner.agency_id AND other.code = 'agency-1'
    WHERE here.status = 'working' AND here.kind = 'main' ORDER BY here.reference LIMIT 1;

WITH written AS (
    INSERT INTO casework_contact (id, case_id, category, source_agency_id, recorded_at, recorded_by_id, happened_at, channel, was_reached,
            demand, demand_cause, summary, agreed)
        SELECT gen_random_uuid(), id, ('{general,housing,health,family}'::text[])[1 + number % 4],
               CASE WHEN number % 5 = 0 THEN partner_id ELSE agency_id END, now() - number * interval '5 hours', membership_id,
               now() - number * interval '5 hours', ('{visit,phone,text,email}'::text[])[1 + number % 4], number % 9 <> 0, 'unknown', '',
               'We spoke about the boiler, the school and what the landlord said on the stairs; number ' || number, ''
        FROM bench_case, generate_series(1, 5000) number
    RETURNING id, case_id
)
INSERT INTO casework_contact_about (contact_id, person_id)
    SELECT written.id, member.person_id FROM written
    CROSS JOIN LATERAL (SELECT person_id FROM casework_casemember WHERE case_id = written.case_id ORDER BY md5(written.id::text || id) LIMIT 1) member;
INSERT INTO outcomes_action (version, id, case_id, category, source_agency_id, recorded_at, recorded_by_id, reason, title, owner_worker_id,
        due_on, done_at, done_by_id, result, dropped_reason)
    SELECT 1, gen_random_uuid(), id, ('{general,housing,health,family}'::text[])[1 + number % 4], agency_id, now() - number * interval '5 days',
           membership_id, 'safety', 'Ask the landlord, number ' || number, membership_id, (now() - (number - 20) * interval '5 days')::date,
           CASE WHEN number > 20 THEN now() - (number - 20) * interval '5 days' END, CASE WHEN number > 20 THEN membership_id END,
           CASE WHEN number > 20 THEN 'They answered' ELSE '' END, ''
    FROM bench_case, generate_series(1, 200) number;

-- The service holds every case that is worked on to a lead; the world has drawn none for some.
INSERT INTO casework_allocation (id, case_id, membership_id, role, started_at, started_by_id, end_reason, handover_note, participants_told)
    SELECT gen_random_uuid(), here.id, worker.id, 'lead', here.referred_at, worker.id, '', '', ''
    FROM (
        SELECT id, team_id, referred_at, row_number() OVER (PARTITION BY team_id) AS place FROM casework_case here
        WHERE status = ANY ('{accepted,getting_to_know,agreeing_outcomes,working,ending,paused}') AND NOT EXISTS (
            SELECT FROM casework_allocation lead WHERE lead.case_id = here.id AND lead.role = 'lead' AND lead.ended_at IS NULL)
    ) here
    JOIN (
        SELECT id, team_id, row_number() OVER (PARTITION BY team_id) AS place, count(*) OVER (PARTITION BY team_id) AS most
        FROM agencies_membership WHERE role = 'support_worker'
    ) worker ON worker.team_id = here.team_id AND worker.place = 1 + here.place % worker.most;
