"""The channels as the desk sees them: how they stand, what they cost, which template of Zalo's says what."""
