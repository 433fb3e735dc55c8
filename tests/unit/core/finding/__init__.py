"""Tests of finding things by what people type."""
