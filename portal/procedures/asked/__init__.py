"""What people type into search and what they find; staff's everyday names and best answers."""
