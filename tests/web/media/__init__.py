"""Tests of the library over HTTP."""
