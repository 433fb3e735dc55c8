"""Articles moved in: a WordPress export or a feed, looked at first, brought in as drafts, undone whole."""
