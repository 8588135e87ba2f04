"""Whoever bears a unit cost bears the whole of it, and no door of the service writes in the catalogue: an operator does."""

from django.db import migrations

SPLIT = """
SET LOCAL ROLE definer;
CREATE FUNCTION guard.split_is_whole(shares jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = public, guard, pg_temp
AS $$
    SELECT CASE WHEN jsonb_typeof(shares) = 'object' THEN (
        SELECT coalesce(sum(share::numeric), 0) = 100 AND bool_and(share::numeric > 0) FROM jsonb_each_text(shares) AS of_each(bearer, share)
    ) ELSE false END
$$;
REVOKE ALL ON FUNCTION guard.split_is_whole(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.split_is_whole(jsonb) TO owner, seed;
RESET ROLE;
ALTER TABLE outcomes_unitcost ADD CONSTRAINT unitcost_split_is_whole CHECK (guard.split_is_whole(bearers));
"""
NO_SPLIT = """
ALTER TABLE outcomes_unitcost DROP CONSTRAINT unitcost_split_is_whole;
SET LOCAL ROLE definer;
DROP FUNCTION guard.split_is_whole(jsonb);
RESET ROLE;
"""
CLOSED = "REVOKE INSERT, UPDATE ON outcomes_unitcost, outcomes_priceindex FROM app, worker"
OPEN = "GRANT INSERT, UPDATE ON outcomes_unitcost, outcomes_priceindex TO app, worker"


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0012_unit_costs")]
    operations = [migrations.RunSQL(SPLIT, NO_SPLIT), migrations.RunSQL(CLOSED, OPEN)]
