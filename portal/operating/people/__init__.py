"""What is known of one phone number: shown, handed out, erased; with the register of who asked for it."""
