from conference.audit import person_keys
from conference.audit.models import AccessLogEntry, AccessLogHead, AuditEntry, Head, PersonKey
from conference.db import guards, roles
from conference.db.guard_objects import Key, Part
from conference.retention import periods

# A reader's head counts on by one read, or is marked as sealed.
COUNTS_ON = (
    "NEW.reader = OLD.reader AND ((NEW.number = OLD.number + 1 AND NEW.sealed = OLD.sealed)"
    " OR (NEW.number = OLD.number AND NEW.hash = OLD.hash AND NEW.sealed BETWEEN OLD.sealed AND OLD.number))"
)

guards.append_only(AuditEntry)
guards.append_only(AccessLogEntry, deleted_if=periods.is_purging("access_log"))
guards.append_only(AccessLogHead, unless=COUNTS_ON)
roles.narrower.add(Head._meta.db_table, "SELECT, UPDATE")  # one row, which the migration makes
# Wrapped anew or destroyed, and never back.
guards.append_only(PersonKey, unless="OLD.destroyed_at IS NULL AND NEW.person = OLD.person")

# A database that was loaded without the copy of the keys makes no first ones, beside which the copy could not be loaded any more. The copy
# itself has the keys of all whom the log names first. It is loaded with an empty search path, which is why the function has its own.
KEYS = PersonKey._meta.db_table
FIRST_KEYS = f"""
    CREATE OR REPLACE FUNCTION {person_keys.COMPLETE}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    DECLARE missing text;
    BEGIN
        IF EXISTS (SELECT FROM {KEYS} k WHERE NOT EXISTS (SELECT FROM inserted WHERE person = k.person)) THEN RETURN NULL; END IF;
        SELECT split_part(label, '.', 2) INTO missing
            FROM (SELECT unnest(ARRAY[subject_label, actor_label]) AS label FROM {AuditEntry._meta.db_table}
                WHERE subject_label LIKE 'p.%:%.%' OR actor_label LIKE 'p.%:%.%' ORDER BY number LIMIT 1000) entry
            WHERE label LIKE 'p.%:%.%' AND NOT EXISTS (SELECT FROM inserted WHERE person = split_part(label, '.', 2)) LIMIT 1;
        IF missing IS NOT NULL THEN
            RAISE EXCEPTION '{KEYS} is empty, and {AuditEntry._meta.db_table} is sealed under keys: load their newest copy first'
                USING ERRCODE = 'check_violation', CONSTRAINT = '{person_keys.COMPLETE}', DETAIL = missing,
                HINT = 'docs/operating.md, “Persons who were erased”';
        END IF;
        RETURN NULL;
    END $$"""
guards.declare(
    guards.Guard(
        person_keys.COMPLETE,
        KEYS,
        [
            Part(Key("FUNCTION", person_keys.COMPLETE, ""), (FIRST_KEYS,)),
            Part(
                Key("TRIGGER", person_keys.COMPLETE, KEYS),
                (
                    f"CREATE OR REPLACE TRIGGER {person_keys.COMPLETE} AFTER INSERT ON {KEYS} REFERENCING NEW TABLE AS inserted"
                    f" FOR EACH STATEMENT EXECUTE FUNCTION {person_keys.COMPLETE}()",
                ),
            ),
        ],
    )
)
