//! The HTTP door: envelope, paging, error codes and the pages. View types never leave this folder.
