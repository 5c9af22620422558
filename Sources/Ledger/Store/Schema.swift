internal import GRDB

/// The schema, as migrations: once released, a migration never changes; a new one is added behind it.
///
/// What must always hold stands in the schema itself (CHECK, foreign keys, partial unique indexes, triggers), so that no version of
/// the program can write a ledger that another cannot read.
enum Schema {
    /// `application_id` of the file, "vals": tells a ledger from any other SQLite database.
    static let applicationID: Int32 = 0x7661_6C73

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { try $0.execute(sql: first) }
        migrator.registerMigration("2") { try $0.execute(sql: hosts) }
        migrator.registerMigration("3") { try $0.execute(sql: succession) }
        return migrator
    }

    private static let first = """
        PRAGMA application_id = \(applicationID);

        CREATE TABLE target (
            row INTEGER PRIMARY KEY CHECK (row = 1),
            id TEXT NOT NULL CHECK (length(id) = 36)
        ) STRICT;

        CREATE TABLE lock (
            row INTEGER PRIMARY KEY CHECK (row = 1),
            host TEXT NOT NULL,
            machine TEXT NOT NULL,
            process INTEGER NOT NULL CHECK (process > 0),
            boot TEXT NOT NULL,
            process_start TEXT NOT NULL,
            activity TEXT NOT NULL,
            token TEXT NOT NULL,
            since INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE installation (
            name TEXT PRIMARY KEY NOT NULL CHECK (length(name) BETWEEN 1 AND 40 AND name NOT GLOB '*[^a-z0-9-]*'),
            application TEXT NOT NULL CHECK (length(application) BETWEEN 1 AND 40),
            state TEXT NOT NULL CHECK (state IN ('installing', 'installed', 'failed', 'removing', 'removed')),
            changed_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE release (
            installation TEXT NOT NULL REFERENCES installation (name) ON DELETE CASCADE,
            number INTEGER NOT NULL CHECK (number >= 1),
            state TEXT NOT NULL CHECK (state IN ('pending', 'current', 'superseded', 'failed')),
            application TEXT NOT NULL,
            version TEXT NOT NULL,
            bundle TEXT NOT NULL CHECK (length(bundle) = 71 AND bundle GLOB 'sha256:*'),
            bundle_path TEXT NOT NULL CHECK (bundle_path GLOB '/*'),
            manifest BLOB NOT NULL,
            answers TEXT NOT NULL CHECK (json_valid(answers)),
            compose_profiles TEXT NOT NULL CHECK (json_valid(compose_profiles)),
            profile TEXT,
            made_at INTEGER NOT NULL,
            PRIMARY KEY (installation, number)
        ) STRICT, WITHOUT ROWID;

        CREATE UNIQUE INDEX one_current_release ON release (installation) WHERE state = 'current';

        CREATE TRIGGER a_release_stays_as_it_is BEFORE UPDATE OF
            installation, number, application, version, bundle, manifest, answers, compose_profiles, profile ON release
        BEGIN SELECT RAISE (ABORT, 'a release never changes'); END;

        CREATE TABLE document (
            installation TEXT NOT NULL,
            release INTEGER NOT NULL,
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 128),
            content BLOB NOT NULL,
            PRIMARY KEY (installation, release, name),
            FOREIGN KEY (installation, release) REFERENCES release (installation, number) ON DELETE CASCADE
        ) STRICT;

        CREATE TABLE operation (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            installation TEXT NOT NULL REFERENCES installation (name) ON DELETE CASCADE,
            release INTEGER,
            kind TEXT NOT NULL CHECK (kind IN ('install', 'upgrade', 'configure', 'rollback', 'uninstall', 'start',
                'stop', 'restart', 'backup', 'restore')),
            state TEXT NOT NULL CHECK (state IN ('open', 'done', 'failed', 'abandoned')),
            started_at INTEGER NOT NULL,
            ended_at INTEGER,
            CHECK ((state = 'open') = (ended_at IS NULL)),
            FOREIGN KEY (installation, release) REFERENCES release (installation, number) ON DELETE CASCADE
        ) STRICT;

        CREATE UNIQUE INDEX one_open_operation ON operation (installation) WHERE state = 'open';
        CREATE INDEX operation_by_release ON operation (installation, release);

        CREATE TABLE step (
            operation INTEGER NOT NULL REFERENCES operation (id) ON DELETE CASCADE,
            position INTEGER NOT NULL CHECK (position >= 0),
            id TEXT NOT NULL CHECK (id <> ''),
            kind TEXT NOT NULL CHECK (kind <> ''),
            payload BLOB NOT NULL,
            PRIMARY KEY (operation, id),
            UNIQUE (operation, position)
        ) STRICT;

        CREATE TABLE journal (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            operation INTEGER NOT NULL,
            step TEXT NOT NULL,
            event TEXT NOT NULL CHECK (event IN ('begun', 'applied', 'skipped', 'undone', 'failed')),
            message TEXT,
            at INTEGER NOT NULL,
            CHECK ((event = 'failed') = (message IS NOT NULL)),
            FOREIGN KEY (operation, step) REFERENCES step (operation, id) ON DELETE CASCADE
        ) STRICT;

        CREATE INDEX journal_by_step ON journal (operation, step, sequence);

        CREATE TRIGGER an_outcome_follows_its_intent BEFORE INSERT ON journal WHEN NEW.event <> 'begun' AND
            (SELECT event FROM journal WHERE operation = NEW.operation AND step = NEW.step
             ORDER BY sequence DESC LIMIT 1) IS NOT 'begun'
        BEGIN SELECT RAISE (ABORT, 'an outcome follows its intent'); END;

        CREATE TRIGGER a_closed_operation_has_no_more_steps BEFORE INSERT ON journal WHEN
            (SELECT state FROM operation WHERE id = NEW.operation) <> 'open'
        BEGIN SELECT RAISE (ABORT, 'the operation is closed'); END;

        CREATE TRIGGER the_journal_is_only_added_to BEFORE UPDATE ON journal
        BEGIN SELECT RAISE (ABORT, 'the journal is only added to'); END;

        CREATE TABLE found (
            installation TEXT NOT NULL REFERENCES installation (name) ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('image', 'tag', 'container', 'network', 'volume', 'folder', 'file', 'unit')),
            name TEXT NOT NULL CHECK (name <> ''),
            engine_id TEXT,
            PRIMARY KEY (installation, kind, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE brought (
            installation TEXT NOT NULL REFERENCES installation (name) ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('image', 'tag', 'container', 'network', 'volume', 'folder', 'file', 'unit')),
            name TEXT NOT NULL CHECK (name <> ''),
            engine_id TEXT,
            release INTEGER NOT NULL,
            PRIMARY KEY (installation, kind, name),
            FOREIGN KEY (installation, release) REFERENCES release (installation, number) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX brought_by_object ON brought (kind, name);
        """

    /// The machines of the target. `ssh` is NULL for the one that valise runs on.
    private static let hosts = """
        CREATE TABLE host (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE COLLATE NOCASE
                CHECK (length(name) BETWEEN 1 AND 253 AND name NOT GLOB '*[^A-Za-z0-9._-]*' AND name NOT GLOB '[._-]*'),
            address TEXT NOT NULL UNIQUE CHECK (address GLOB '[1-9]*.*.*.*' AND address NOT GLOB '*[^0-9.]*'),
            ssh TEXT CHECK (ssh <> '' AND ssh NOT GLOB '-*'),
            ssh_key TEXT CHECK (ssh_key GLOB '/*'),
            platform TEXT CHECK (platform GLOB '*/*'),
            memory INTEGER CHECK (memory > 0),
            cpus INTEGER CHECK (cpus > 0),
            added_at INTEGER NOT NULL,
            CHECK (ssh_key IS NULL OR ssh IS NOT NULL)
        ) STRICT;

        CREATE UNIQUE INDEX one_local_host ON host (ssh IS NULL) WHERE ssh IS NULL;

        CREATE TABLE host_label (
            host INTEGER NOT NULL REFERENCES host (number) ON DELETE CASCADE,
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 128 AND name NOT GLOB '*[^A-Za-z0-9._-]*'),
            value TEXT NOT NULL CHECK (value <> ''),
            PRIMARY KEY (host, name)
        ) STRICT, WITHOUT ROWID;
        """

    /// Who holds the ledger of a target of several hosts. `worker` is a JSON document, only in copies.
    private static let succession = """
        CREATE TABLE succession (
            row INTEGER PRIMARY KEY CHECK (row = 1),
            term INTEGER NOT NULL CHECK (term >= 1),
            claim TEXT NOT NULL CHECK (length(claim) = 36),
            revision INTEGER NOT NULL CHECK (revision >= 0),
            held INTEGER NOT NULL CHECK (held IN (0, 1)),
            holder TEXT CHECK (holder <> ''),
            worker TEXT CHECK (worker IS NULL OR json_valid(worker))
        ) STRICT;

        INSERT INTO succession SELECT 1, 1, lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' ||
            substr(hex(randomblob(2)), 2) || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))),
            0, 1, NULL, NULL FROM target;
        """
}
