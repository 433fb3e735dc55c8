"""`portal bench`: measures what the product promises, in a home of its own."""
