"""Signing in through the web and for the Mini App."""
