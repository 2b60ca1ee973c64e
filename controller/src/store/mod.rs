//! Rows and bytes on SQLite or PostgreSQL. Row types never leave this folder.
