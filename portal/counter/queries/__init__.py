"""What the counter reads: visits, the list of people we could not tell, one message's history."""
