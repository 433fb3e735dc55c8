"""A pretend Zalo on loopback: answers like the platform, remembers what it accepted, sends signed webhooks."""
