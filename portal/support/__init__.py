"""Help for citizens: hotlines, service centres, guides."""
