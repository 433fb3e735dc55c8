"""The account, from the desk and from Zalo."""
