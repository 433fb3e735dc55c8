"""Open311 GeoReport v2: other city systems read field reports and send us theirs."""
