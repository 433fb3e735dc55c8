"""`portal doctor`: settings, clock, disk, services, Zalo, each with what to do when it is not well."""
