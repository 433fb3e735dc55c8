"""What one person sees of themselves: phones, consents, followed dossiers, messages, and how to leave."""
