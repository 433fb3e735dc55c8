"""What officers do: check a phone, record consent, test it, verify it; work through the unreached."""
