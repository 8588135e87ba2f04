-- A synthetic world to measure in: 40 agencies, 4,000 users, bench.cases cases. A superuser runs it with the row triggers
-- off, which would refuse backdating; every constraint holds. It writes what the verbs would have written.
--
-- Agencies have a rank, and sizes that fall with it (zipf, exponent 0.5). Every fifth is a council service and leads cases.
-- Rank 2 has two agreements of its own, so that all of its agreements can end and nobody else's.
-- Rank 39 has no share as an agency: ten of its practitioners are named by three shares each.
SET LOCAL session_replication_role = replica;
SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL work_mem = '256MB';
SET LOCAL maintenance_work_mem = '512MB';
SELECT setseed(0.5);

CREATE FUNCTION pg_temp.cases() RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT current_setting('bench.cases')::int $$;

-- Who: agencies, teams, people
CREATE TEMP TABLE ranked AS
    SELECT rank, gen_random_uuid() AS id, rank % 5 = 0 AS leads, power(rank, -0.5) AS weight FROM generate_series(1, 40) rank;
INSERT INTO auth_group (name) SELECT 'agency ' || rank FROM ranked;
INSERT INTO agencies_agency (id, code, name, kind, group_id)
    SELECT ranked.id, 'agency-' || rank, 'Agency ' || rank, CASE WHEN leads THEN 'council' ELSE 'nhs' END, auth_group.id
    FROM ranked JOIN auth_group ON auth_group.name = 'agency ' || rank;

CREATE TEMP TABLE teams AS
    SELECT row_number() OVER (ORDER BY number, rank) AS rank, gen_random_uuid() AS id, ranked.id AS agency_id, number
    FROM ranked, generate_series(1, 2) number WHERE leads AND (number = 1 OR rank <= 20);
INSERT INTO agencies_team (id, agency_id, name, area) SELECT id, agency_id, 'Team ' || number, '' FROM teams;

CREATE TEMP TABLE people AS
    WITH sized AS (
        SELECT *, CASE rank WHEN 1 THEN 500 ELSE round(3500 * weight / sum(weight) FILTER (WHERE rank > 1) OVER ()) END AS size
        FROM ranked
    )
    SELECT gen_random_uuid() AS user_id, gen_random_uuid() AS id, sized.id AS agency_id, sized.rank, teams.id AS team_id,
           CASE WHEN NOT leads THEN 'practitioner' WHEN place <= 2 THEN 'manager' ELSE 'support_worker' END AS role,
           row_number() OVER () AS number
    FROM sized CROSS JOIN LATERAL generate_series(1, size::int) place
    LEFT JOIN teams ON teams.agency_id = sized.id AND (teams.number = 1 + place % 2
        OR NOT EXISTS (SELECT FROM teams other WHERE other.agency_id = sized.id AND other.number = 2));
INSERT INTO agencies_user (id, email, name, password, is_superuser, is_active)
    SELECT user_id, 'user' || number || '@example.org', 'User ' || number, '!', false, true FROM people;
INSERT INTO agencies_membership (id, user_id, agency_id, team_id, role, started_on, phone)
    SELECT id, user_id, agency_id, team_id, role, '2024-01-08', '' FROM people;

-- Whether: five agreements in force (two of them of rank 2 alone), one expired, one suspended, one not begun
CREATE TEMP TABLE agreements AS SELECT number, gen_random_uuid() AS id FROM generate_series(1, 8) number;
INSERT INTO agencies_sharingagreement (version, id, title, number, purposes, why, categories, items, data_items, direction, rights,
        governance, retention, security, dpia_reference, further_details, start_at, end_at, review_on, drafted_at, drafted_by_id, signed_at, signed_by_id,
        suspended_at, suspended_by_id, suspended_reason, ended_reason)
    SELECT 1, agreements.id, 'Agreement ' || agreements.number, 1, '{support}', 'One household, one story', '{general,housing,health}',
           '{}', 'What is recorded', 'both', 'A leaflet', 'Reviewed each year', '', '', '', '',
           now() + CASE agreements.number WHEN 8 THEN interval '1 month' ELSE interval '-4 years' END,
           now() + CASE agreements.number WHEN 6 THEN interval '-1 month' ELSE interval '1 year' END,
           now()::date, now() - interval '5 years', someone.id, now() - interval '5 years', someone.id,
           CASE agreements.number WHEN 7 THEN now() - interval '1 month' END, CASE agreements.number WHEN 7 THEN someone.id END,
           CASE agreements.number WHEN 7 THEN 'It is looked into' ELSE '' END, ''
    FROM agreements, (SELECT id FROM people LIMIT 1) someone;
INSERT INTO agencies_agreementparty (id, agreement_id, agency_id, role, signatory_name, signed_at, signed_by_id)
    SELECT gen_random_uuid(), agreements.id, ranked.id, 'controller', 'Its director', now() - interval '5 years', someone.id
    FROM agreements, ranked, (SELECT id FROM people LIMIT 1) someone
    WHERE CASE WHEN number IN (4, 5) THEN rank = 2 OR leads ELSE rank <> 2 END;

-- What: households and cases, referred over three years; the younger, the more of them are open; one in a hundred separated
CREATE TEMP TABLE slots AS  -- a thousand places that teams hold by their weight, so that one random number draws one
    SELECT row_number() OVER () - 1 AS slot, id, agency_id
    FROM teams, generate_series(1, (1000 * power(rank, -0.6) / (SELECT sum(power(rank, -0.6)) FROM teams))::int);
CREATE TEMP TABLE new_cases AS
    SELECT number, gen_random_uuid() AS id, gen_random_uuid() AS household_id, random() AS age, random() AS lot,
           floor(random() * (SELECT count(*) FROM slots))::int AS slot, random() < 0.01 AND number > 1 AS separated
    FROM generate_series(1, pg_temp.cases()) number;
INSERT INTO casework_household (version, id, name, registered_at, registered_by_id)
    SELECT 1, household_id, 'Household ' || number, now() - age * interval '3 years', someone.id
    FROM new_cases, (SELECT id FROM people LIMIT 1) someone;
INSERT INTO casework_case (version, id, reference, kind, restriction, status, reason, decline_reason, referred_at, referred_by_id,
        separated_from_id, team_id, household_id)
    SELECT 1, here.id, 'B' || lpad(here.number::text, 8, '0'), CASE WHEN here.separated THEN 'separated' ELSE 'main' END, 'normal',
           CASE WHEN here.lot < 0.9 - 0.8 * here.age
                THEN ('{referred,accepted,getting_to_know,agreeing_outcomes,working,working,working,ending,paused}'::text[])[1 + here.number % 9]
                ELSE ('{closed,closed,closed,closed,moved_away,died,transfer_confirmed}'::text[])[1 + here.number % 7] END,
           'Trouble with the rent and with each other', '', now() - here.age * interval '3 years', someone.id,
           CASE WHEN here.separated THEN other.id END, slots.id, here.household_id
    FROM new_cases here JOIN slots USING (slot) LEFT JOIN new_cases other ON here.separated AND other.number = here.number - 1,
         (SELECT id FROM people LIMIT 1) someone;

-- Each worker and manager has five to fifteen open cases of their team; the first worker of a case leads it
INSERT INTO casework_allocation (id, case_id, membership_id, role, started_at, started_by_id, end_reason, handover_note, participants_told)
    WITH wanted AS (
        SELECT people.id AS membership_id, team_id, row_number() OVER (PARTITION BY team_id ORDER BY random()) AS place
        FROM people, generate_series(1, 5 + (number % 11)::int) WHERE team_id IS NOT NULL
    ), workable AS (
        SELECT here.id, here.team_id, referred_at, row_number() OVER (PARTITION BY here.team_id ORDER BY random()) AS place,
               count(*) OVER (PARTITION BY here.team_id) AS most
        FROM casework_case here WHERE status = ANY ('{accepted,getting_to_know,agreeing_outcomes,working,ending,paused}')
    ), drawn AS (
        SELECT DISTINCT ON (workable.id, membership_id) workable.id, membership_id, referred_at
        FROM wanted JOIN workable ON workable.team_id = wanted.team_id AND workable.place = 1 + wanted.place % workable.most
    )
    SELECT gen_random_uuid(), id, membership_id,
           CASE row_number() OVER (PARTITION BY id) WHEN 1 THEN 'lead' ELSE 'supporting' END, referred_at, membership_id, '', '', ''
    FROM drawn;

-- With whom: three draws a case by the agencies' weights, without its own agency (some 2.7 remain). A few per cent are dead:
-- of agreements that expired, are suspended or not begun; past their own end; stopped, and their grants removed.
-- Harder than life: the service stops the shares of a case when it closes; here they stand, so that lists are full.
CREATE TEMP TABLE reached AS
    SELECT row_number() OVER () - 1 AS slot, id, rank
    FROM ranked, generate_series(1, (1000 * weight / (SELECT sum(weight) FROM ranked WHERE rank <> 39))::int)
    WHERE rank <> 39;
CREATE TEMP TABLE drawn AS
    SELECT case_id, referred_at, team_agency, agency_id, random() AS lot, random() AS fate, random() AS contributes,
           CASE WHEN rank = 2 THEN CASE WHEN which < 0.9 THEN 4 ELSE 5 END
                WHEN which < 0.965 THEN 1 + floor(which * 3 / 0.965) WHEN which < 0.98 THEN 6 WHEN which < 0.995 THEN 7 ELSE 8
           END AS agreement
    FROM (
        SELECT here.id AS case_id, now() - here.age * interval '3 years' AS referred_at, slots.agency_id AS team_agency,
               floor(random() * (SELECT count(*) FROM reached))::int AS slot, random() AS which
        FROM new_cases here JOIN slots USING (slot), generate_series(1, 3)
    ) draw JOIN reached USING (slot) CROSS JOIN LATERAL (SELECT reached.id AS agency_id) agency
    WHERE reached.id <> draw.team_agency;
INSERT INTO casework_caseshare (id, case_id, agency_id, agreement_id, purpose, categories, level, reason, participant_told,
        not_told_reason, ends_at, shared_at, shared_by_id, stopped_at, stopped_by_id, stopped_reason)
    SELECT DISTINCT ON (case_id, agency_id, agreement)  -- two draws of one agency are two shares, under two agreements
           gen_random_uuid(), case_id, agency_id, agreements.id, 'support', '{general,housing}',
           CASE WHEN contributes < 0.7 THEN 'contribute' ELSE 'see' END, 'They are called there often', 'At home', '',
           CASE WHEN fate < 0.01 THEN now() - interval '1 minute' END, referred_at - interval '1 hour', someone.id,
           CASE WHEN fate > 0.97 THEN now() END, CASE WHEN fate > 0.97 THEN someone.id END,
           CASE WHEN fate > 0.97 THEN 'No longer needed' ELSE '' END
    FROM drawn JOIN agreements ON agreements.number = drawn.agreement, (SELECT id FROM people LIMIT 1) someone
    ORDER BY case_id, agency_id, agreement;

CREATE TEMP TABLE granted AS SELECT id, codename FROM auth_permission WHERE codename IN ('view_case', 'contribute_to_case');
INSERT INTO casework_casegroupgrant (permission_id, group_id, case_id, share_id, referred_at)
    SELECT granted.id, agency.group_id, here.id, given.id, here.referred_at
    FROM casework_caseshare given JOIN agencies_agency agency ON agency.id = given.agency_id
    JOIN casework_case here ON here.id = given.case_id
    JOIN granted ON granted.codename = 'view_case' OR given.level = 'contribute'
    WHERE given.stopped_at IS NULL;

-- Ten practitioners of rank 39, each named by three shares
CREATE TEMP TABLE named AS
    SELECT gen_random_uuid() AS share_id, practitioner.*, new_cases.id AS case_id, new_cases.age
    FROM (SELECT id AS membership_id, user_id, agency_id, row_number() OVER (ORDER BY number) AS place FROM people WHERE rank = 39) practitioner
    CROSS JOIN generate_series(0, 2) third
    JOIN new_cases ON new_cases.number = pg_temp.cases() / 40 * (practitioner.place + 10 * third)
    WHERE practitioner.place <= 10;
INSERT INTO casework_caseshare (id, case_id, agency_id, agreement_id, purpose, categories, level, reason, participant_told,
        not_told_reason, shared_at, shared_by_id, stopped_reason)
    SELECT share_id, case_id, agency_id, agreements.id, 'support', '{general,housing}', 'contribute', 'She knows them', 'At home', '',
           now() - interval '1 day', membership_id, ''
    FROM named, agreements WHERE agreements.number = 1;
INSERT INTO casework_caseshare_practitioners (caseshare_id, membership_id) SELECT share_id, membership_id FROM named;
INSERT INTO casework_caseusergrant (permission_id, user_id, case_id, share_id, referred_at)
    SELECT granted.id, named.user_id, named.case_id, named.share_id, here.referred_at
    FROM named JOIN casework_case here ON here.id = named.case_id, granted;
