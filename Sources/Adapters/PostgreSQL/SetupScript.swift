// The SQL that makes the service's role and database. It may run again at any time.

/// What psql runs after each start.
package enum SetupScript {
    /// Makes role and database if they are missing and sets the role's password. The role owns its database and may do
    /// nothing else. `\gexec` runs what the SELECT returned: CREATE DATABASE knows no IF NOT EXISTS.
    package static func text(database: String, password: String) -> String {
        """
        SELECT 'CREATE ROLE \(database)' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '\(database)') \\gexec
        ALTER ROLE \(database) LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '\(password)';
        SELECT 'CREATE DATABASE \(database) OWNER \(database)'
        WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '\(database)') \\gexec

        """
    }
}
