//! What this host can do: operating system, browsers, drivers, versions. Never starts a session.
