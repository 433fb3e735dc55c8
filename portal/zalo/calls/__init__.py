"""Everything the account asks of Zalo, one module a family: limits before the call, data after it."""
