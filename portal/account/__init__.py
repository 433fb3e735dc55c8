"""The Official Account itself: what it can do, its quotas and templates, and who follows it."""
