-- People for the households of benchmarks/world.sql: five for two households, with names as they fall in a British city: few
-- surnames are common and very many are rare. A superuser runs it with the row triggers off.
SET LOCAL session_replication_role = replica;
SET LOCAL work_mem = '256MB';
SET LOCAL maintenance_work_mem = '512MB';
SELECT setseed(0.25);

CREATE TEMP TABLE first_names AS SELECT row_number() OVER () AS place, name FROM unnest(string_to_array(
    'Muhammad Olivia Noah Amelia Oliver Isla George Ava Arthur Ivy Leo Freya Harry Lily Oscar Florence Archie Mia Jack Willow'
    ' Jacob Grace Charlie Sophia Freddie Rosie Thomas Sienna William Isabella David John Michael Paul Andrew Mark James Stephen'
    ' Susan Julie Karen Jacqueline Deborah Tracey Jane Helen Diane Sharon Aisha Fatima Yusuf Ibrahim Chidi Ngozi Oluwaseun Agnieszka'
    ' Krzysztof Siobhan Niamh Katherine Catherine Elizabeth Alexandra Priya Anil Sunita Wei Ling Nguyen Jose Maria Zofia Piotr', ' ')) name;
-- The hundred that are borne most, and thousands made of syllables.
CREATE TEMP TABLE surnames AS SELECT row_number() OVER () AS place, name FROM (
    SELECT name FROM unnest(string_to_array(
    'Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White Roberts Green Hall Wood'
    ' Jackson Clarke Patel Khan Lewis James Phillips Mason Mitchell Rose Davis Rodgers Hughes Cooper Ward Turner Hill Moore King'
    ' Harris Morris Cook Baker Ali Ahmed Begum Hussain Singh Kaur Shah Malik Akhtar Okafor Adeyemi Nowak Kowalski O’Brien Murphy'
    ' Kelly Ryan Byrne Nguyen Chen Wang Bell Moss Vale Ray Field Hope Stone Marsh Brook Lane', ' ')) name
    UNION ALL
    SELECT initcap(a || b || c) FROM unnest('{ash,bar,col,dun,ed,far,gar,hal,ink,kel,lan,mal,nor,os,pem,ran,sed,tam,wal,yar}'::text[]) a,
        unnest('{ber,bor,der,en,fin,ger,ham,ing,ker,ler,mon,ner,or,ring,ster,ter,ver,wick}'::text[]) b,
        unnest('{by,den,field,ford,ham,ley,man,more,ridge,son,stead,ton,well,worth}'::text[]) c
) AS all_of_them;

CREATE TEMP TABLE bench_homes AS
    WITH drawn AS (
        -- Three in ten have one of the common surnames, and one in sixty the first of them.
        SELECT h.id AS household_id, c.id AS case_id, c.referred_at, row_number() OVER (ORDER BY c.reference) AS number,
               CASE WHEN random() < 0.3 THEN 1 + floor(power(random(), 1.5) * 80) ELSE 81 + floor(power(random(), 2) * 5000) END AS place
        FROM casework_household h JOIN casework_case c ON c.household_id = h.id
    )
    SELECT household_id, case_id, referred_at, number, surnames.name AS surname FROM drawn JOIN surnames USING (place);
CREATE TEMP TABLE bench_people AS
    SELECT gen_random_uuid() AS id, bench_homes.*, place,
           (SELECT count(*) FROM first_names)::int AS firsts, random() AS lot, random() AS age, random() AS named
    FROM bench_homes, generate_series(1, 3) place WHERE place <= 2 + bench_homes.number % 2;
INSERT INTO casework_person (version, id, name, pronouns, language, needs_interpreter,
        born_on, birth_precision, registered_at, registered_by_id)
    SELECT 1, each.id, first_names.name || ' ' || each.surname, '', '', false, '1940-01-01'::date + (age * 29000)::int, 'day', referred_at, someone.id
    FROM bench_people each JOIN first_names ON first_names.place = 1 + floor(power(each.lot, 1.2) * each.firsts)::int,
         (SELECT id FROM agencies_membership LIMIT 1) someone;
INSERT INTO casework_householdmember (id, household_id, person_id, role, started_on, undone)
    SELECT gen_random_uuid(), household_id, id, 'adult', '2020-01-01', false FROM bench_people;
INSERT INTO casework_casemember (version, id, case_id, person_id, joined_at, joined_by_id, leaving_reason, leaving_evidence, name_at_leaving)
    SELECT 1, gen_random_uuid(), case_id, each.id, referred_at, someone.id, '', '', ''
    FROM bench_people each, (SELECT id FROM agencies_membership LIMIT 1) someone;
-- One in ten has another name, one in five a number.
INSERT INTO casework_personname (id, person_id, kind, name, recorded_at, recorded_by_id)
    SELECT gen_random_uuid(), each.id, 'former', person.name || 'e', referred_at, someone.id
    FROM bench_people each JOIN casework_person person ON person.id = each.id, (SELECT id FROM agencies_membership LIMIT 1) someone
    WHERE named < 0.1;
INSERT INTO casework_personidentifier (id, person_id, scheme, system, value, recorded_at, recorded_by_id)
    SELECT gen_random_uuid(), each.id, 'police_reference', 'bench', 'B' || lpad((row_number() OVER ())::text, 9, '0'), referred_at, someone.id
    FROM bench_people each, (SELECT id FROM agencies_membership LIMIT 1) someone WHERE named > 0.8;
UPDATE casework_household SET name = 'The ' || bench_homes.surname || ' household'
    FROM bench_homes WHERE bench_homes.household_id = casework_household.id;

-- A worker in a team of their own, which has thirty cases, in an agency with which nothing is shared.
WITH small AS (
    INSERT INTO agencies_team (id, agency_id, name, area)
        SELECT gen_random_uuid(), id, 'Small', '' FROM agencies_agency WHERE code = 'agency-39' RETURNING id, agency_id
), who AS (
    INSERT INTO agencies_user (id, email, name, password, is_superuser, is_active)
        VALUES (gen_random_uuid(), 'thirty@example.org', 'Thirty', '!', false, true) RETURNING id
), member AS (
    INSERT INTO agencies_membership (id, user_id, agency_id, team_id, role, started_on, phone)
        SELECT gen_random_uuid(), who.id, small.agency_id, small.id, 'support_worker', '2024-01-08', '' FROM who, small
)
UPDATE casework_case SET team_id = small.id FROM small
    WHERE casework_case.id IN (SELECT id FROM casework_case WHERE status = 'referred' ORDER BY reference LIMIT 30);
