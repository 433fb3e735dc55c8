"""A pretend Zalo on loopback: answers as the platform does, remembers what it accepted, sends webhooks."""
