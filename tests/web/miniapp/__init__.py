"""The Mini App as the portal answers it."""
