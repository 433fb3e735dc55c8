"""The words of messages as staff edit them: checked, previewed, versioned."""
