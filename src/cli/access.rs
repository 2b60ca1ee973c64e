//! What can be typed about tokens, projects and people. They are changed straight in the controller's database, so that
//! whoever owns the machine is never locked out.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Where the controller's rows are.
#[derive(Args, Clone, Debug)]
pub(crate) struct LabArgs {
    /// Folder of the controller
    #[arg(long, global = true, env = "PERFSIGHT_DATA", default_value = ".perfsight", value_name = "DIR")]
    pub(crate) data: PathBuf,
    /// Database of the controller, where it is not in the folder
    #[arg(long, global = true, env = "PERFSIGHT_DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) database_url: Option<String>,
}

/// `perfsight token`
#[derive(Args, Clone, Debug)]
pub(crate) struct TokenArgs {
    /// Where the controller's rows are
    #[command(flatten)]
    pub(crate) lab: LabArgs,
    /// What to do
    #[command(subcommand)]
    pub(crate) action: TokenAction,
}

/// What to do with tokens.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum TokenAction {
    /// Make a token and print it, alone and only this once
    Create {
        /// What it may do: read, ingest, run, agent, admin; may be repeated
        #[arg(long = "scope", required = true, value_name = "SCOPE", value_delimiter = ',')]
        scopes: Vec<String>,
        /// The project that it belongs to, by id or name, made where there is none; an agent with it gets that project's
        /// jobs only
        #[arg(long, default_value = "default", value_name = "PROJECT")]
        project: String,
        /// What it is for, as `list` shows it
        #[arg(long, default_value = "command line", value_name = "TEXT")]
        name: String,
        /// After which time it ends, e.g. 12h or 90d; never where absent
        #[arg(long, value_name = "TIME")]
        expires: Option<String>,
    },
    /// Show all tokens without their secrets
    List {
        /// Print them as JSON
        #[arg(long)]
        json: bool,
    },
    /// Make a token worthless
    Revoke {
        /// Its id, as `list` shows it
        id: String,
    },
}

/// `perfsight project`
#[derive(Args, Clone, Debug)]
pub(crate) struct ProjectArgs {
    /// Where the controller's rows are
    #[command(flatten)]
    pub(crate) lab: LabArgs,
    /// What to do
    #[command(subcommand)]
    pub(crate) action: ProjectAction,
}

/// What to do with projects.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum ProjectAction {
    /// Make a project and print its id
    Create {
        /// Its name
        name: String,
        /// What it is about
        #[arg(long, default_value = "", value_name = "TEXT")]
        description: String,
    },
    /// Show all projects
    List {
        /// Print them as JSON
        #[arg(long)]
        json: bool,
    },
    /// Give a project another name; its id stays
    Rename {
        /// Its id or name
        project: String,
        /// The new name
        name: String,
    },
    /// Keep a project to look at; it takes nothing in
    Archive {
        /// Its id or name
        project: String,
    },
    /// Let an archived project take runs in again
    Restore {
        /// Its id or name
        project: String,
    },
}

/// `perfsight user`
#[derive(Args, Clone, Debug)]
pub(crate) struct UserArgs {
    /// Where the controller's rows are
    #[command(flatten)]
    pub(crate) lab: LabArgs,
    /// What to do
    #[command(subcommand)]
    pub(crate) action: UserAction,
}

/// What to do with people.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum UserAction {
    /// Make an account; prints a password that was made for it, unless one is given
    Create {
        /// The name to sign in with
        name: String,
        /// The name for people
        #[arg(long, value_name = "TEXT")]
        display_name: Option<String>,
        /// Its role: viewer, editor or admin; none where absent
        #[arg(long, value_name = "ROLE")]
        role: Option<String>,
        /// The project of the role, by id or name; `*` for every project
        #[arg(long, default_value = "default", value_name = "PROJECT")]
        project: String,
        /// The e-mail address by which the provider of identities knows the person (`perfsight controller --oidc-issuer`)
        #[arg(long, value_name = "ADDRESS")]
        email: Option<String>,
        /// Make no password: the person signs in by the provider alone
        #[arg(long, requires = "email", conflicts_with = "password_stdin")]
        no_password: bool,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// Show all people and their roles
    List {
        /// Print them as JSON
        #[arg(long)]
        json: bool,
    },
    /// Give a role in place of the one in the project, or take it away
    Role {
        /// The account's name
        name: String,
        /// viewer, editor, admin or none
        role: String,
        /// The project, by id or name; `*` for every project
        #[arg(long, default_value = "default", value_name = "PROJECT")]
        project: String,
    },
    /// Let a person sign in by the provider of identities with another e-mail address, or no longer; ends their sessions
    Email {
        /// The account's name
        name: String,
        /// The address; none where absent
        address: Option<String>,
    },
    /// Give a new password; prints one that was made, unless one is given
    Password {
        /// The account's name
        name: String,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// Keep a person out and end their sessions
    Disable {
        /// The account's name
        name: String,
    },
    /// Let a person in again
    Enable {
        /// The account's name
        name: String,
    },
}
