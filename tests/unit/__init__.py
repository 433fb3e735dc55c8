"""Tests of operations, queries, forms and clients."""
