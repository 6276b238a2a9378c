//! What can go wrong below the flows.

use sqlx::postgres::PgQueryResult;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the database: {0}")]
    Database(#[from] sqlx::Error),
    #[error("the migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error("the job queue's migration: {0}")]
    QueueMigration(String),
    /// Migrations of before the baseline made it, of which nothing is left that could be carried on.
    #[error(
        "the database was made by an earlier version of Tessera, whose migrations were written anew since: it can't be \
         brought to this version's schema, and was left as it is"
    )]
    BeforeBaseline,
    /// The login may not work as the application role, which has to be made and granted to it by a superuser.
    #[error(
        "the login {login} may not work as the role tessera_app; let a superuser run \
         CREATE ROLE tessera_app NOLOGIN (unless it exists) and GRANT tessera_app TO \"{login}\""
    )]
    NoApplicationRole { login: String },
    /// A row that no code of ours can have written.
    #[error("{table}.{column} holds {value}, which can't be")]
    Inconsistent { table: &'static str, column: &'static str, value: String },
    #[error("{expected} rows should have changed, {actual} did")]
    RowsAffected { expected: u64, actual: u64 },
    /// Another transaction has done part of it meanwhile.
    #[error("another transaction was faster")]
    Overtaken,
}

impl Error {
    /// The name of the constraint that refused the statement.
    pub fn constraint(&self) -> Option<&str> {
        match self {
            Error::Database(sqlx::Error::Database(e)) => e.constraint(),
            _ => None,
        }
    }

    /// Whether the same transaction, tried again, may well succeed: it met a deadlock or a serialization failure, or another
    /// one was faster.
    pub fn is_transient(&self) -> bool {
        match self {
            Error::Overtaken => true,
            Error::Database(sqlx::Error::Database(e)) => matches!(e.code().as_deref(), Some("40001" | "40P01")),
            _ => false,
        }
    }

    /// Whether it is about what was asked, not about the connection: the same transaction without it may well succeed.
    pub fn is_about_data(&self) -> bool {
        match self {
            Error::Database(error) => matches!(error, sqlx::Error::Database(_)),
            Error::Inconsistent { .. } | Error::RowsAffected { .. } | Error::Overtaken => true,
            Error::Migration(_)
            | Error::QueueMigration(_)
            | Error::BeforeBaseline
            | Error::NoApplicationRole { .. } => false,
        }
    }

    pub fn inconsistent(table: &'static str, column: &'static str, value: impl std::fmt::Debug) -> Error {
        Error::Inconsistent { table, column, value: format!("{value:?}") }
    }
}

/// Holds an UPDATE to the one row it was about.
pub fn one_row(result: PgQueryResult) -> Result<(), Error> {
    match result.rows_affected() {
        1 => Ok(()),
        actual => Err(Error::RowsAffected { expected: 1, actual }),
    }
}

/// Holds an UPDATE to the rows it was about.
pub fn all_rows(result: PgQueryResult, expected: usize) -> Result<(), Error> {
    match result.rows_affected() {
        actual if actual == expected as u64 => Ok(()),
        actual => Err(Error::RowsAffected { expected: expected as u64, actual }),
    }
}
