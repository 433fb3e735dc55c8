"""A feedback as a case: where it goes, until when, what an office does with it, what its sender says."""
