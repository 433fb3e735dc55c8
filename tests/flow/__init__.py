"""Tests of whole paths over real services."""
