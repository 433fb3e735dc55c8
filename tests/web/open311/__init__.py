"""GeoReport v2 as another city's system speaks it."""
