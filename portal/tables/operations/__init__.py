"""What officers do (`making`), what workers do with files (`reading`), what goes of itself (`clearing`)."""
