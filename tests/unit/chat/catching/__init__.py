"""What the webhook has not told: outages, gaps, and the reading of the recent chats."""
