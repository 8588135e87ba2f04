"""Who reads a draft: whoever typed it, and nobody else. Held by row security, since its words belong to no case yet.

DELETE is granted on both tables: a draft goes when its words are saved or thrown away, and what nobody came back to after
a time; a key goes when it opens nothing any more. Neither is part of the record, and no other row refers to them.
The worker finds what is old, and can read neither words nor keys.
"""

from django.db import migrations

FORWARD = """
REVOKE ALL ON agencies_draft, agencies_draftkey FROM app, worker, seed, definer;
GRANT SELECT, INSERT, DELETE ON agencies_draft TO app, seed;
GRANT UPDATE (case_id, said, seen, kept_at) ON agencies_draft TO app, seed;
GRANT SELECT, INSERT ON agencies_draftkey TO app, seed;
GRANT SELECT (kept_at), DELETE ON agencies_draft TO worker;
GRANT SELECT (made_at), DELETE ON agencies_draftkey TO worker;

ALTER TABLE agencies_draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE agencies_draftkey ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_drafts ON agencies_draft TO app
    USING (user_id = nullif(current_setting('app.user', true), '')::uuid
           AND agency_id = nullif(current_setting('app.agency', true), '')::uuid);
CREATE POLICY own_keys ON agencies_draftkey TO app
    USING (user_id = nullif(current_setting('app.user', true), '')::uuid);
CREATE POLICY old_drafts ON agencies_draft FOR ALL TO worker USING (true);
CREATE POLICY old_keys ON agencies_draftkey FOR ALL TO worker USING (true);
-- The demonstration, in development and tests alone.
CREATE POLICY seeded_drafts ON agencies_draft TO seed USING (true);
CREATE POLICY seeded_keys ON agencies_draftkey TO seed USING (true);
"""

BACKWARD = """
DROP POLICY seeded_keys ON agencies_draftkey;
DROP POLICY seeded_drafts ON agencies_draft;
DROP POLICY old_keys ON agencies_draftkey;
DROP POLICY old_drafts ON agencies_draft;
DROP POLICY own_keys ON agencies_draftkey;
DROP POLICY own_drafts ON agencies_draft;
ALTER TABLE agencies_draftkey DISABLE ROW LEVEL SECURITY;
ALTER TABLE agencies_draft DISABLE ROW LEVEL SECURITY;
REVOKE ALL ON agencies_draft, agencies_draftkey FROM app, worker, seed;
GRANT SELECT, INSERT, UPDATE ON agencies_draft, agencies_draftkey TO app, worker, seed;
GRANT SELECT ON agencies_draft, agencies_draftkey TO definer;
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0009_drafts")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
