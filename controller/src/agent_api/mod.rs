//! The agents' gRPC door. Wire types never leave this folder.
