"""Where things are: administrative units before and after 2025, offices, swapped working days."""
