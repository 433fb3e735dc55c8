"""People who work here: accounts, roles by office, sign-in, the audit trail."""
