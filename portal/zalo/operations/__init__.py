"""What happens to the account's tokens: changed, granted by a person, sealed with a newer key."""
