//! From a stored run and its baseline to a verdict that is stored with its evidence.
