"""Broadcasts: who is asked, who gets them."""
