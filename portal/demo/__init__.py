"""The demo province: people, dossiers and news that show every state, dates relative to today."""
