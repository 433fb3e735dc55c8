"""How the province writes: items and revisions, checks, approval, the schedule, what is on the portal."""
