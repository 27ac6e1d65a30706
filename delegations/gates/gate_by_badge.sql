-- What a badge, its category and the day decide by themselves: verdict and reason, the first line that holds. The check of a gate in touch
-- (gate_check.sql) goes on from here; for a scan that comes in late it is all that can be said (sync/actions.py).
CREATE FUNCTION gate_by_badge(p_state text, p_opens boolean, p_days jsonb, p_direction text, p_today text) RETURNS text[]
LANGUAGE sql IMMUTABLE
AS $$
    SELECT CASE
        WHEN p_state IN ('superseded', 'revoked', 'lost')
            THEN ARRAY[CASE WHEN p_direction = 'out' THEN 'check' ELSE 'refused' END, p_state]
        WHEN p_state = 'queued' THEN ARRAY['check', 'not-printed']
        WHEN p_direction = 'out' THEN ARRAY['enter', 'left']
        WHEN NOT p_opens THEN ARRAY['refused', 'wrong-zone']
        WHEN jsonb_array_length(p_days) > 0 AND NOT jsonb_exists(p_days, p_today) THEN ARRAY['refused', 'wrong-day']
        ELSE ARRAY['enter', '']
    END
$$
