"""What must be true the moment something else is, whatever writes that: the database's own doing.

``supersede_reminders``: whoever raises a session's revision (moves it, cancels it) thereby supersedes, in the same
transaction, what still waits to be said about the older one. A row that a sender has passed on already stays, and so
does one that a sender locks this very moment: it compares revisions before it sends, and waiting for each other here
would be a deadlock, since both also need the session's row.

``end_missed_tasks``: whoever is seen in a session's lobby or room need not be called any more.
"""

from django.db import migrations

SUPERSEDE = """
CREATE FUNCTION notifications_supersede_reminders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE notifications_reminder
    SET status = 'superseded', lease_until = NULL
    WHERE id IN (
        SELECT id FROM notifications_reminder
        WHERE session_id = NEW.id
            AND revision < NEW.revision
            AND (status = 'scheduled' OR (status = 'claimed' AND sending_at IS NULL))
        FOR UPDATE SKIP LOCKED
    );
    RETURN NULL;
END
$$;
CREATE TRIGGER supersede_reminders
    AFTER UPDATE OF revision ON vip_sessions_session
    FOR EACH ROW WHEN (NEW.revision > OLD.revision)
    EXECUTE FUNCTION notifications_supersede_reminders();
"""

CAME = """
CREATE FUNCTION notifications_end_missed_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE notifications_stafftask
    SET done_at = greatest(clock_timestamp(), opened_at), outcome = 'came'
    WHERE client_id = NEW.person_id
        AND session_id = NEW.session_id
        AND kind = 'missed_session'
        AND done_at IS NULL;
    RETURN NULL;
END
$$;
CREATE TRIGGER end_missed_tasks
    AFTER INSERT ON vip_sessions_presencespan
    FOR EACH ROW EXECUTE FUNCTION notifications_end_missed_tasks();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0001_initial"),
        ("vip_sessions", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            SUPERSEDE,
            "DROP TRIGGER supersede_reminders ON vip_sessions_session;"
            "DROP FUNCTION notifications_supersede_reminders;",
        ),
        migrations.RunSQL(
            CAME,
            "DROP TRIGGER end_missed_tasks ON vip_sessions_presencespan;"
            "DROP FUNCTION notifications_end_missed_tasks;",
        ),
    ]
