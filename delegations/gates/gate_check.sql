-- One scan at a gate that is in touch: looks the device and the badge up, decides, and keeps the scan, in one trip to the database.
-- verdict.js decides the same for a scanner without network; tests/gates/verdicts.json holds both to one table.
-- Its plans are made once for each connection, perhaps on a morning when nothing has been scanned yet: by what the planner then knows of
-- the tables it would read them whole, and would go on so when they have grown. Hence the settings: row by row, and by an index.
-- It locks, in this order: the badge (shared, so that a reprint comes wholly before or after), the zone when it has a capacity, the
-- delegation's tallies, the whole site's (0) before a zone's. Who holds the tally may write presences of that delegation there.
CREATE FUNCTION gate_check(
    p_key text, p_number bigint, p_serial text, p_fault text, p_direction text, p_device_at timestamptz, p_now timestamptz,
    p_language text, p_typed text DEFAULT '', p_copy int DEFAULT NULL, OUT status int, OUT body text
) LANGUAGE plpgsql
    SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
AS $$
DECLARE
    device record; badge record; was record; here record; v_scan bigint;
    v_place bigint; v_verdict text := 'enter'; v_reason text := ''; v_counts boolean; v_inside bigint; v_own int;
    v_since timestamptz; v_where text; v_opens boolean; v_floater boolean := false; v_full boolean := false;
    v_by_badge text[]; v_on_site boolean; v_locked bigint; v_again boolean := false; v_lately boolean := false;
BEGIN
    SELECT d.id, d.state, d.last_seen, g.direction, g.zone_id, z.letter, z.per_delegation, z.capacity INTO device
    FROM gates_device d JOIN gates_gate g ON g.id = d.gate_id LEFT JOIN conference_zone z ON z.id = g.zone_id
    WHERE d.key_hash = p_key;
    IF NOT FOUND THEN
        status := 401; body := '{"error": "unknown-device"}'; RETURN;
    ELSIF device.state <> 'enrolled' THEN
        status := 401; body := '{"error": "device-revoked"}'; RETURN;
    ELSIF device.direction NOT IN ('both', p_direction) THEN
        status := 400; body := '{"error": "direction"}'; RETURN;
    END IF;
    v_place := coalesce(device.zone_id, 0);
    -- Where a gate leads to the whole site, whoever enters a zone is on it, by whatever gate.
    v_on_site := device.zone_id IS NOT NULL AND p_direction = 'in' AND EXISTS (SELECT 1 FROM gates_gate WHERE zone_id IS NULL);

    IF p_typed <> '' THEN
        -- Every copy has the same number. Without the copy behind it nobody sees which of them the bearer holds: the latest counts.
        SELECT b.serial INTO p_serial FROM accreditation_badge b
            WHERE b.number = p_typed AND (p_copy IS NULL OR b.copy = p_copy) ORDER BY b.copy DESC LIMIT 1;
        IF NOT FOUND THEN
            p_serial := ''; p_fault := 'unknown-number';
        END IF;
    END IF;
    SELECT b.id, b.state, b.delegate_id, m.delegation_id, m.category_id, p.code, p.en_short, c.letter,
        coalesce(nullif(c.name ->> p_language, ''), c.name ->> 'en') AS category, c.days, b.number, b.copy,
        coalesce(nullif(m.name_on_badge, ''), btrim(m.given_names || ' ' || m.family_name)) AS name,
        to_char(p_now AT TIME ZONE k.zone_name, 'YYYY-MM-DD') AS today,
        m.photo <> '' AS shown
    INTO badge
    FROM accreditation_badge b JOIN registration_delegate m ON m.id = b.delegate_id
        JOIN registration_delegation n ON n.id = m.delegation_id JOIN parties_party p ON p.id = n.party_id
        JOIN conference_category c ON c.id = m.category_id JOIN conference_conference k ON k.id = 1
    WHERE b.serial = p_serial AND p_fault = ''
    FOR SHARE OF b;

    IF p_fault <> '' THEN
        v_verdict := 'refused'; v_reason := p_fault;
    ELSIF badge.id IS NULL THEN
        v_verdict := 'check'; v_reason := 'unknown-serial';
    ELSE
        IF device.capacity IS NOT NULL THEN
            PERFORM 1 FROM conference_zone WHERE id = device.zone_id FOR NO KEY UPDATE;
        END IF;
        FOREACH v_locked IN ARRAY CASE WHEN v_on_site THEN ARRAY[0, v_place] ELSE ARRAY[v_place] END LOOP
            SELECT inside INTO v_own FROM gates_tally
                WHERE place = v_locked AND delegation_id = badge.delegation_id FOR NO KEY UPDATE;
            IF NOT FOUND THEN
                INSERT INTO gates_tally (place, delegation_id, inside) VALUES (v_locked, badge.delegation_id, 0)
                    ON CONFLICT DO NOTHING;
                SELECT inside INTO v_own FROM gates_tally
                    WHERE place = v_locked AND delegation_id = badge.delegation_id FOR NO KEY UPDATE;
            END IF;
        END LOOP;
        SELECT since, s.happened_at, coalesce(nullif(g.name ->> p_language, ''), g.name ->> 'en') AS gate INTO here
        FROM gates_presence r JOIN gates_scan s ON s.id = r.scan_id JOIN gates_device d ON d.id = s.device_id
            JOIN gates_gate g ON g.id = d.gate_id
        WHERE r.delegate_id = badge.delegate_id AND r.place = v_place;
        IF here.since IS NOT NULL THEN
            -- The minutes of Policy.second_entry, whose row may not be there yet.
            v_lately := here.since > p_now
                - make_interval(mins => coalesce((SELECT second_entry FROM gates_policy WHERE id = 1), 30));
        END IF;
        IF p_typed = '' THEN
            -- What the same device last said of the same badge, a moment ago.
            SELECT s.direction = p_direction AND s.verdict = 'enter' AND s.reason <> 'undone' INTO v_again
            FROM gates_scan s
            WHERE s.delegate_id = badge.delegate_id AND s.happened_at > p_now - interval '5 seconds' AND s.badge_id = badge.id
                -- + 0: never by the device's index, which holds all that it scanned, where a person has a handful.
                AND s.device_id + 0 = device.id AND s.number <> p_number
            ORDER BY s.happened_at DESC, s.number DESC LIMIT 1;
        END IF;

        v_opens := device.zone_id IS NULL OR EXISTS (SELECT 1 FROM conference_category_zones
            WHERE category_id = badge.category_id AND zone_id = device.zone_id);
        IF NOT v_opens THEN
            v_floater := EXISTS (SELECT 1 FROM accreditation_pass f
                JOIN accreditation_allowance a ON a.id = f.allowance_id JOIN accreditation_passtype t ON t.id = a.type_id
                WHERE f.state = 'lent' AND a.delegation_id = badge.delegation_id
                AND t.kind = 'floater' AND t.zone_id = device.zone_id);
        END IF;
        IF device.capacity IS NOT NULL THEN
            v_full := device.capacity <= (SELECT sum(inside) FROM gates_tally WHERE place = v_place);
        END IF;

        v_by_badge := gate_by_badge(badge.state, v_opens OR v_floater, badge.days, p_direction, badge.today);
        v_verdict := v_by_badge[1]; v_reason := v_by_badge[2];
        IF v_verdict <> 'enter' THEN
            NULL;
        ELSIF v_again THEN
            v_reason := 'repeated';
        ELSIF p_direction = 'out' THEN
            NULL;
        ELSIF v_lately THEN
            v_verdict := 'check'; v_reason := 'already-inside'; v_since := here.since; v_where := here.gate;
        ELSIF here.since IS NOT NULL THEN
            NULL; -- Left long ago where nobody scans, and counted inside all the while.
        ELSIF device.per_delegation <= v_own THEN
            v_verdict := 'refused'; v_reason := 'delegation-full';
        ELSIF v_full THEN
            v_verdict := 'refused'; v_reason := 'room-full';
        END IF;

        -- What lets the bearer through, but asks for a look.
        IF v_verdict = 'enter' AND v_reason <> 'repeated' THEN
            -- Whoever of the delegation holds the floater may go in: only a look at the piece tells who does.
            v_floater := p_direction = 'in' AND NOT v_opens;
            IF badge.state = 'printed' THEN
                v_verdict := 'check'; v_reason := CASE WHEN v_floater THEN 'uncollected-floater' ELSE 'not-collected' END;
            ELSIF p_typed <> '' THEN
                v_verdict := 'check'; v_reason := CASE WHEN v_floater THEN 'typed-floater' ELSE 'typed' END;
            ELSIF v_floater THEN
                v_verdict := 'check'; v_reason := 'floater';
            END IF;
        END IF;
    END IF;

    -- Who is seen on the way out is out, whatever the guard then does about the badge.
    v_counts := badge.delegate_id IS NOT NULL AND v_reason <> 'repeated' AND (p_direction = 'out' OR v_verdict = 'enter');
    INSERT INTO gates_scan (device_id, number, zone_id, direction, device_at, happened_at, received_at, online, serial,
        badge_id, delegate_id, verdict, reason, bundle, counts, apart)
    VALUES (device.id, p_number, device.zone_id, p_direction, p_device_at, p_now, p_now, true, p_serial,
        badge.id, badge.delegate_id, v_verdict, v_reason, 0, v_counts, false)
    ON CONFLICT (device_id, number) DO NOTHING RETURNING id INTO v_scan;
    IF v_scan IS NULL THEN
        -- Sent again because the answer was lost: the same answer. Another content under that number is a fault.
        SELECT * INTO was FROM gates_scan WHERE device_id = device.id AND number = p_number;
        IF (was.serial, was.direction, was.device_at) IS DISTINCT FROM (p_serial, p_direction, p_device_at) THEN
            status := 409; body := '{"error": "number"}'; RETURN;
        END IF;
        v_verdict := was.verdict; v_reason := was.reason; v_counts := false;
        IF v_reason <> 'already-inside' THEN
            v_since := NULL; v_where := NULL;
        END IF;
    END IF;

    IF v_counts THEN
        INSERT INTO gates_presence (delegate_id, delegation_id, place, since, scan_id)
        VALUES (badge.delegate_id, badge.delegation_id, v_place, CASE WHEN p_direction = 'in' THEN p_now END, v_scan)
        ON CONFLICT (delegate_id, place) DO UPDATE SET since = excluded.since, scan_id = excluded.scan_id;
        IF v_on_site THEN
            INSERT INTO gates_presence (delegate_id, delegation_id, place, since, scan_id)
            VALUES (badge.delegate_id, badge.delegation_id, 0, p_now, v_scan)
            ON CONFLICT (delegate_id, place) DO UPDATE SET since = excluded.since, scan_id = excluded.scan_id
                WHERE gates_presence.since IS NULL;
        ELSIF device.zone_id IS NULL AND p_direction = 'out' THEN
            -- Whoever leaves the site has left its zones.
            PERFORM 1 FROM gates_tally WHERE delegation_id = badge.delegation_id AND place IN (SELECT place FROM gates_presence
                WHERE delegate_id = badge.delegate_id AND place <> 0 AND since IS NOT NULL) ORDER BY place FOR NO KEY UPDATE;
            UPDATE gates_presence SET since = NULL, scan_id = v_scan
                WHERE delegate_id = badge.delegate_id AND place <> 0 AND since IS NOT NULL;
        END IF;
    END IF;
    IF device.last_seen IS NULL OR device.last_seen < p_now - interval '1 minute' THEN
        UPDATE gates_device SET last_seen = p_now WHERE id = device.id;
    END IF;
    SELECT coalesce(sum(inside), 0) INTO v_inside FROM gates_tally WHERE place = v_place;
    status := 200;
    body := json_build_object(
        'verdict', v_verdict, 'reason', v_reason,
        'bearer', CASE WHEN badge.id IS NOT NULL THEN json_build_object(
            'name', badge.name, 'party', badge.en_short, 'party_code', badge.code, 'category', badge.category,
            'letter', badge.letter, 'number', badge.number, 'copy', badge.copy,
            'photo', CASE WHEN badge.shown THEN '/api/v1/gate/thumbs?serials=' || p_serial END) END,
        'zone', device.letter, 'inside', v_inside, 'since', to_char(v_since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'where', v_where, 'server_now', to_char(p_now AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))::text;
END $$
